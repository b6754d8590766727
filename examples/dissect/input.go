package main

import (
	"fmt"
	"io"
	"iter"
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

// A stream is a *stack.Conn of TPKTs, or a *stack.Link of XOT.
type stream interface {
	Feed(d stack.Direction, b []byte) iter.Seq[stack.Event]
	Broken(d stack.Direction) bool
	Reset(d stack.Direction)
}

// Octets implements capture.Consumer.
func (s *streams) Octets(c *capture.Connection, from capture.Side, n int, b []byte) {
	conn, _ := c.State.(stream)
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
	for e := range conn.Feed(d, b) {
		s.p.event(at, e)
	}
}

func (s *streams) open(c *capture.Connection) stream {
	if slices.Contains(s.xot, c.Addr[capture.Responder].Port()) || slices.Contains(s.xot, c.Addr[capture.Initiator].Port()) {
		return stack.NewLink(linkConfig(true))
	}
	return stack.New(stack.Config{Tolerate: everything, Guess: true})
}

// begins reports whether a segment begins like a TPKT or XOT frame.
func begins(s stream, b []byte) bool {
	version := byte(0) // of XOT
	if _, tpkt := s.(*stack.Conn); tpkt {
		version = 3
	}
	return len(b) >= 4 && b[0] == version && b[1] == 0
}

// Gap implements capture.Consumer.
func (s *streams) Gap(c *capture.Connection, from capture.Side, n, missing int) {
	d := direction(from)
	if conn, _ := c.State.(stream); conn != nil {
		conn.Reset(d)
	}
	text := fmt.Sprintf("%d octets of the stream are not in the capture", missing)
	if missing == 0 {
		text = "the sequence numbers jump: part of the stream is not in the capture, or this is another connection"
	}
	s.p.note(place{frame: n, title: title(c, from)}, d, text)
}

func direction(from capture.Side) stack.Direction {
	if from == capture.Initiator {
		return stack.FromInitiator
	}
	return stack.FromResponder
}

func title(c *capture.Connection, from capture.Side) string {
	return fmt.Sprintf("%s > %s", c.Addr[from], c.Addr[from^1])
}

func dissectDump(r io.Reader, o options, p printer) error {
	conns := map[stack.Carrier]*stack.Conn{}
	return text.Dump(r, func(u text.Unit) error {
		if u.Err != nil {
			return u.Err
		}
		carrier := o.carrier
		if o.guess {
			carrier = stack.NSDUs
			if len(u.Octets) > 3 && u.Octets[0] == 3 && int(u.Octets[2])<<8|int(u.Octets[3]) == len(u.Octets) {
				carrier = stack.TPKTStream
			}
		}
		if conns[carrier] == nil {
			conns[carrier] = stack.New(stack.Config{Carrier: carrier, Tolerate: everything})
		}
		at := place{line: u.Line}
		for e := range conns[carrier].Feed(stack.FromInitiator, u.Octets) {
			p.event(at, e)
		}
		if n := conns[carrier].Pending(stack.FromInitiator); n > 0 && carrier == stack.TPKTStream {
			p.note(at, stack.FromInitiator, fmt.Sprintf("%d octets wait for the rest of their TPKT or TSDU", n))
		}
		return p.failed()
	})
}
