package main

import (
	"github.com/osi-go/osi"
	"github.com/osi-go/osi/stack"
	"github.com/osi-go/osi/x25"
)

// A decoder takes what a connection carries, and tells a sink what is in it.
type decoder interface {
	feed(at *place, d osi.Direction, b []byte)
	broken(d osi.Direction) bool // the framing of the stream is lost until reset
	reset(d osi.Direction)       // octets of d are missing, or it begins anew behind lost framing
	pending(d osi.Direction) int // octets that wait for the rest of their unit
	end()                        // the connection has ended: what is held of it goes
	carrier() stack.Carrier
}

// everything is tolerated and reported: a dissector shows what is there.
const everything = ^osi.Tolerance(0)

// The connections that are decoded: those of a log carry OSI, those of a capture what they seem
// to. Any may begin in the middle.
var (
	named    = stack.New(config(osi.RTSE, false))
	guessing = stack.New(config(osi.RTSE, true))
	single   = stack.New(config(osi.X25, false)) // packets of calls that can't be followed
)

func config(top osi.Layer, guess bool) stack.Config {
	return stack.Config{Top: top, Tolerate: everything, Midway: true, Guess: guess, Interface: stack.Interface{Modulo: x25.AnyModulo, Foreign: true}}
}

// decoded is the decoder that tells of every PDU.
type decoded struct {
	conn   *stack.Conn
	to     sink
	budget *budget
	held   int         // octets of the budget
	e      stack.Event // lent to the sink
}

// budget is the number of octets that all connections hold.
type budget struct{ held int }

// maxHeld bounds a budget. Only a capture in which many connections have long unfinished units
// reaches it.
const maxHeld = 256 << 20

func (x *decoded) feed(at *place, d osi.Direction, b []byte) {
	for x.e = range x.conn.Feed(d, b) {
		x.to.event(at, &x.e)
	}
	if x.account(); x.budget.held > maxHeld {
		x.end()
		x.to.note(at, d, "too much is held of all connections: what is not whole of this one is dropped")
	}
}

// account notes what the connection holds.
func (x *decoded) account() {
	held := x.conn.Held()
	x.budget.held += held - x.held
	x.held = held
}

func (x *decoded) end() {
	x.conn.Reset(osi.FromInitiator)
	x.conn.Reset(osi.FromResponder)
	x.budget.held -= x.held
	x.held = 0
}

func (x *decoded) broken(d osi.Direction) bool { return x.conn.Broken(d) }
func (x *decoded) reset(d osi.Direction)       { x.conn.Reset(d) }
func (x *decoded) pending(d osi.Direction) int { return x.conn.Pending(d) }
func (x *decoded) carrier() stack.Carrier      { return x.conn.Carrier() }

// summarized is a decoder that only counts data units, where they can be known to be valid without
// decoding them.
type summarized struct {
	decoded
	units func(at *place, d osi.Direction, n int)
}

func (x *summarized) feed(at *place, d osi.Direction, b []byte) {
	n := 0
	for len(b) > 0 {
		size := x.conn.DataUnit(d, b)
		if size == 0 {
			break
		}
		n++
		b = b[size:]
	}
	if n > 0 {
		x.units(at, d, n)
	}
	if len(b) > 0 {
		x.decoded.feed(at, d, b)
	}
}
