package main

import (
	"fmt"
	"io"
	"slices"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/examples/internal/capture"
	"github.com/osi-go/osi/examples/internal/text"
	"github.com/osi-go/osi/stack"
)

// everything is tolerated and reported: a dissector shows what is there.
const everything = ^osi.Tolerance(0)

// A place says where in the input a PDU was completed.
type place struct {
	frame int    // of a capture; 0 elsewhere
	line  int    // of a log or dump; 0 elsewhere
	title string // who sent it to whom, or what the log says
}

func dissectCapture(r io.Reader, o options, p printer) error {
	last := 0
	s := &streams{p: p, xot: o.xot}
	frames := capture.NewReassembler(s, slices.Concat(o.ports, o.xot))
	err := capture.Frames(r, func(f capture.Frame) error {
		last = f.Number
		frames.Frame(f)
		return p.failed()
	})
	frames.Close(last)
	return err
}

// streams dissects the TCP connections and X.25 links of a capture.
type streams struct {
	p   printer
	xot []uint16 // ports of X.25 over TCP
}

// Octets implements capture.Consumer.
func (s *streams) Octets(c *capture.Connection, from capture.Side, n int, b []byte) {
	conn, _ := c.State.(*stack.Conn)
	if conn == nil {
		conn = s.open(c)
		c.State = conn
	}
	d := direction(from)
	at := place{frame: n, title: title(c, from)}
	if conn.Broken(d) {
		if !begins(conn, b) {
			return // until a segment begins like a frame
		}
		conn.Reset(d)
		s.p.note(at, d, "a frame header at the start of a segment: decoding goes on here")
	}
	feed(s.p, at, conn, d, b)
}

func (s *streams) open(c *capture.Connection) *stack.Conn {
	if slices.Contains(s.xot, c.Addr[capture.Responder].Port()) || slices.Contains(s.xot, c.Addr[capture.Initiator].Port()) {
		return guessing.Conn(stack.XOT)
	}
	return guessing.Conn(stack.TPKTs)
}

// begins reports whether a segment begins like a TPKT or XOT frame.
func begins(c *stack.Conn, b []byte) bool {
	version := byte(0) // of XOT
	if c.Carrier() == stack.TPKTs {
		version = 3
	}
	return len(b) >= 4 && b[0] == version && b[1] == 0
}

// Gap implements capture.Consumer.
func (s *streams) Gap(c *capture.Connection, from capture.Side, n, missing int) {
	d := direction(from)
	if conn, _ := c.State.(*stack.Conn); conn != nil {
		conn.Reset(d)
	}
	text := fmt.Sprintf("%d octets of the stream are not in the capture", missing)
	if missing == 0 {
		text = "the sequence numbers jump: part of the stream is not in the capture, or this is another connection"
	}
	s.p.note(place{frame: n, title: title(c, from)}, d, text)
}

func direction(from capture.Side) osi.Direction {
	if from == capture.Initiator {
		return osi.FromInitiator
	}
	return osi.FromResponder
}

func title(c *capture.Connection, from capture.Side) string {
	return fmt.Sprintf("%s > %s", c.Addr[from], c.Addr[from^1])
}

// dissectDump dissects blocks of hex, all from one side.
func dissectDump(r io.Reader, o options, p printer) error {
	feeders := map[string]func(at place, b []byte){}
	return text.Dump(r, func(u text.Unit) error {
		if u.Err != nil {
			return u.Err
		}
		as := o.as
		if as == "" {
			as = guessed(u.Octets)
		}
		if feeders[as] == nil {
			feeders[as] = feeder(as, p)
		}
		feeders[as](place{line: u.Line}, u.Octets)
		return p.failed()
	})
}

// guessed returns what a block of hex seems to be: a TPKT, or an NSDU.
func guessed(b []byte) string {
	if len(b) > 3 && b[0] == 3 && int(b[2])<<8|int(b[3]) <= len(b) {
		return "tpkt"
	}
	return "nsdu"
}

// feeder returns the function that takes blocks of a kind of carriers.
func feeder(as string, p printer) func(at place, b []byte) {
	const d = osi.FromInitiator
	var s *stack.Conn
	switch as {
	case "lapb":
		l := newLink(false)
		return func(at place, b []byte) { l.lapb(p, at, d, b) }
	case "xot":
		s = guessing.Conn(stack.XOT)
	case "x25":
		s = guessing.Conn(stack.Packets)
	case "tsdu":
		s = newConn(stack.TSDUs)
	case "nsdu":
		s = newConn(stack.NSDUs)
	default:
		c := newConn(stack.TPKTs)
		return func(at place, b []byte) {
			feed(p, at, c, d, b)
			if n := c.Pending(d); n > 0 {
				p.note(at, d, fmt.Sprintf("%d octets wait for the rest of their TPKT or TSDU", n))
			}
		}
	}
	return func(at place, b []byte) { feed(p, at, s, d, b) }
}
