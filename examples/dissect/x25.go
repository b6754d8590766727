package main

import (
	"fmt"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/examples/internal/capture"
	"github.com/osi-go/osi/stack"
	"github.com/osi-go/osi/x25/lapb"
)

// link dissects one X.25 link below which there is no TCP.
type link struct {
	packets *stack.Conn
	frame   lapb.Frame
	sender  [2]lapb.Sender // by direction
	ends    [2]linkEnd     // by direction
	modulo  int            // of the frames' sequence numbers
}

// linkEnd is what is known of the I frames of one direction.
type linkEnd struct {
	fed   int64 // octets of all frames
	next  int   // N(S) of the next one
	known bool  // next is known
}

const linkTitle = "X.25 link"

// Unit implements capture.Consumer.
func (s *streams) Unit(c *capture.Link, from capture.Side, n int, b []byte) {
	l, _ := c.State.(*link)
	if l == nil {
		l = newLink(c.LAPB && c.Directed)
		c.State = l
	}
	at, d := place{frame: n, title: linkTitle}, direction(from)
	switch {
	case c.LAPB:
		l.lapb(s.p, at, d, b)
	case c.Directed:
		l.feed(s.p, at, d, b)
	default: // the packets of both sides, mixed: no connection can be followed
		for e := range single.Conn(stack.Packets).Feed(d, b) {
			if e.Layer == osi.X25 {
				s.p.event(at, e, 0)
			}
		}
	}
}

// newLink returns a link, whose initiator is the DTE if sides is set.
func newLink(sides bool) *link {
	l := &link{packets: guessing.Conn(stack.Packets), modulo: 8}
	if sides {
		l.sender = [2]lapb.Sender{osi.FromInitiator: lapb.FromDTE, osi.FromResponder: lapb.FromDCE}
	}
	return l
}

// feed takes a packet.
func (l *link) feed(p printer, at place, d osi.Direction, b []byte) {
	for e := range l.packets.Feed(d, b) {
		p.event(at, e, 0)
	}
}

// lapb takes a frame, and passes on its packet when it is the next one.
func (l *link) lapb(p printer, at place, d osi.Direction, b []byte) {
	end := &l.ends[d]
	off := end.fed
	end.fed += int64(len(b))
	f := &l.frame
	if err := f.Decode(b, lapb.Format{Extended: l.modulo == 128, Sender: l.sender[d]}, 0); err != nil {
		p.event(at, stack.Event{Dir: d, Layer: osi.LAPB, Octets: b, Offset: off, Err: osi.AsError(err)}, 0)
		return
	}
	p.event(at, stack.Event{Dir: d, Layer: osi.LAPB, PDU: f, Octets: b, Offset: off}, 0)
	switch f.Type {
	case lapb.SABM:
		l.modulo, l.ends[0].known, l.ends[1].known = 8, false, false
	case lapb.SABME:
		l.modulo, l.ends[0].known, l.ends[1].known = 128, false, false
	case lapb.I:
		ns := int(f.NS)
		switch ahead := (ns - end.next + l.modulo) % l.modulo; {
		case !end.known || ahead == 0:
		case ahead <= l.modulo/2:
			p.note(at, d, fmt.Sprintf("%d I frames are not in the capture", ahead))
		default:
			p.note(at, d, "an I frame that was sent before")
			return
		}
		end.next, end.known = (ns+1)%l.modulo, true
		l.feed(p, at, d, f.Information)
	case lapb.RR, lapb.RNR, lapb.REJ, lapb.DM, lapb.DISC, lapb.UA, lapb.FRMR, lapb.None:
	}
}
