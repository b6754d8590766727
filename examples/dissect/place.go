package main

import (
	"strconv"
	"time"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/stack"
)

// A place says where in the input something was found.
type place struct {
	conn  *connection
	frame int       // of a capture; 0 elsewhere
	time  time.Time // of the frame
	line  int       // of a log or dump; 0 elsewhere
	title string    // what a log says of it
	skip  int       // octets of the PDU that were not in the input
}

// A connection is one of TCP, an X.25 link, a connection of a log, or the whole of a dump.
type connection struct {
	number int // 1 for the first of the run
	file   string
	kind   string    // "TCP", or the name of a link
	ends   [2]string // addresses by osi.Direction; empty where the input has none
	titles [2]string // of what a direction sends
	json   [2][]byte // by direction, members that say all this

	tracked  map[uint16]*association // by X.25 logical channel
	order    []uint16                // the channels as they appeared
	excluded bool                    // by -conn
	judged   bool                    // by a gate
	stopped  bool                    // a unit of it would be
}

// name gives the ends their names.
func (c *connection) name(ends [2]string) {
	c.ends, c.json = ends, [2][]byte{}
	for d := range c.titles {
		switch {
		case ends[d] != "" && ends[d^1] != "":
			c.titles[d] = ends[d] + " > " + ends[d^1]
		case ends[d] != "":
			c.titles[d] = c.kind + ", " + ends[d]
		default:
			c.titles[d] = c.kind
		}
	}
}

// where returns the place in a few words: "conn 3, frame 7".
func (p *place) where() string {
	text := ""
	if p.conn != nil && p.conn.number > 0 {
		text = "conn " + strconv.Itoa(p.conn.number) + ", "
	}
	if p.frame > 0 {
		return text + "frame " + strconv.Itoa(p.frame)
	}
	return text + "line " + strconv.Itoa(p.line)
}

// A sink takes what is found, in the order of the input. What it is given is lent.
type sink interface {
	event(at *place, e *stack.Event)
	note(at *place, d osi.Direction, text string) // what is no PDU: a gap, a resumed stream
	end(at *place, how string)                    // the connection has ended, in a word
}

// several is a sink that passes everything on to each of its sinks.
type several []sink

func (s several) event(at *place, e *stack.Event) {
	for _, to := range s {
		to.event(at, e)
	}
}

func (s several) note(at *place, d osi.Direction, text string) {
	for _, to := range s {
		to.note(at, d, text)
	}
}

func (s several) end(at *place, how string) {
	for _, to := range s {
		to.end(at, how)
	}
}
