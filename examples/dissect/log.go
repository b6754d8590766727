package main

import (
	"io"
	"regexp"
	"strings"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/examples/internal/text"
	"github.com/osi-go/osi/stack"
	"github.com/osi-go/osi/x25"
)

// A traced connection is what a trace log tells of one connection.
type traced struct {
	initiator bool // who sent its first entry: xm
	nsdus     *stack.Conn
	tsdus     *stack.Conn
}

// dissectLog dissects the trace log of an MTA. Its headlines say what PDU an entry holds, and of
// which connection; who sent the first entry of a connection is its initiator.
func dissectLog(r io.Reader, p printer) error {
	conns := map[string]*traced{} // by number
	return text.Log(r, func(u text.Unit) error {
		what := kindOf(u.Headline)
		number := connection.FindString(u.Headline)
		c := conns[number]
		switch {
		case c == nil || what.first && what.carrier == stack.NSDUs:
			if len(conns) == maxTraced {
				clear(conns)
			}
			c = &traced{initiator: u.Sent, nsdus: newConn(stack.NSDUs), tsdus: newConn(stack.TSDUs)}
			conns[number] = c
		case what.first: // CN
			c.initiator, c.tsdus = u.Sent, newConn(stack.TSDUs)
		}
		d := osi.FromResponder
		if u.Sent == c.initiator {
			d = osi.FromInitiator
		}
		at := place{line: u.Line, title: u.Headline}
		if u.Err != nil {
			p.note(at, d, u.Err.Error())
		}
		switch {
		case what.x25 != x25.TypeNone:
			dissectHeadless(p, at, d, what.x25, u.Octets)
		case !what.known:
			p.event(at, stack.Event{Dir: d, Octets: u.Octets}, 0)
		case what.carrier == stack.NSDUs:
			feed(p, at, c.nsdus, d, u.Octets)
		default:
			feed(p, at, c.tsdus, d, u.Octets)
		}
		return p.failed()
	})
}

const maxTraced = 1024 // connections of a log that are followed

// The connections that are dissected: those of a log or dump carry OSI, those of a capture what
// they seem to. Any may begin in the middle.
var (
	named    = stack.New(config(osi.RTSE, false))
	guessing = stack.New(config(osi.RTSE, true))
	single   = stack.New(config(osi.X25, false)) // packets of calls that can't be followed
)

func config(top osi.Layer, guess bool) stack.Config {
	return stack.Config{Top: top, Tolerate: everything, Midway: true, Guess: guess, Interface: stack.Interface{Modulo: x25.AnyModulo, Foreign: true}}
}

func newConn(carrier stack.Carrier) *stack.Conn { return named.Conn(carrier) }

func feed(p printer, at place, c *stack.Conn, d osi.Direction, b []byte) {
	for e := range c.Feed(d, b) {
		p.event(at, e, 0)
	}
}

var (
	connection = regexp.MustCompile(`\bon connection \d+`)
	call       = regexp.MustCompile(`X\.25 (call|clear) (request|accepted|connected|indication|confirmation)|X\.25 incoming call`)
	firstPDU   = regexp.MustCompile(`\b(CR TPDU|CN SPDU)`)
)

// entryKind is what a headline of a log says of the entry below it.
type entryKind struct {
	known   bool
	carrier stack.Carrier
	first   bool     // it begins a connection
	x25     x25.Type // of the packet; TypeNone when it is none
}

// kindOf reads a headline such as "Outgoing CN SPDU on connection 1".
func kindOf(headline string) entryKind {
	k := entryKind{known: true, x25: x25.TypeNone, first: firstPDU.MatchString(headline)}
	switch m := call.FindStringSubmatch(headline); {
	case m == nil && strings.Contains(headline, "TPDU"):
		k.carrier = stack.NSDUs
	case m == nil && strings.Contains(headline, "SPDU"):
		k.carrier = stack.TSDUs
	case m == nil:
		k.known = false
	case m[1] == "call" && (m[2] == "accepted" || m[2] == "connected"):
		k.x25 = x25.TypeCallAccepted
	case m[1] == "clear" && m[2] == "confirmation":
		k.x25 = x25.TypeClearConfirmation
	case m[1] == "clear":
		k.x25 = x25.TypeClearRequest
	default:
		k.x25, k.first, k.carrier = x25.TypeCallRequest, true, stack.NSDUs
	}
	return k
}

// packetHeader is the header of a packet in octets, which a log leaves out.
const packetHeader = 3

func dissectHeadless(p printer, at place, d osi.Direction, t x25.Type, b []byte) {
	p.note(at, d, "the log leaves out the header of the packet")
	whole := append([]byte{0x10, 0x01, byte(t)}, b...)
	decoder := x25.Decoder{}
	decoder.Tolerate = everything
	e := stack.Event{Dir: d, Layer: osi.X25, Octets: whole}
	pdu, err := decoder.Decode(whole)
	if err != nil {
		e.Err = osi.AsError(err)
	} else {
		e.PDU, e.Tolerated = pdu, decoder.Tolerated
	}
	p.event(at, e, packetHeader)
}

// dissectPackets dissects a list of X.25 packets.
func dissectPackets(r io.Reader, p printer) error {
	l := newLink(false)
	return text.Packets(r, func(u text.Unit) error {
		d := osi.FromResponder
		if u.Sent {
			d = osi.FromInitiator
		}
		at := place{line: u.Line, title: u.Headline}
		if !strings.HasPrefix(u.Headline, "lost ") {
			l.feed(p, at, d, u.Octets)
			return p.failed()
		}
		p.note(at, d, "the packet did not arrive")
		newLink(false).feed(p, at, d, u.Octets)
		return p.failed()
	})
}
