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
	packets decoder
	to      sink
	frames  lapb.Decoder
	sender  [2]osi.Side // by direction
	ends    [2]linkEnd  // by direction
	modulo  int         // of the frames' sequence numbers
	sides   *sides      // where the capture does not tell who sent what
	conn    *connection
	e       stack.Event // lent to the sink
}

// linkEnd is what is known of the I frames of one direction.
type linkEnd struct {
	fed   int64 // octets of all frames
	next  int   // N(S) of the next one
	known bool  // next is known
}

// Unit implements capture.Consumer.
func (s *streams) Unit(c *capture.Link, from capture.Side, _ int, b []byte) {
	l, _ := c.State.(*link)
	if l == nil {
		l = s.link(c.DTE)
		l.conn = s.connection(c.Name)
		if !c.Directed {
			l.sides, l.packets = newSides(), &decoded{conn: guessing.Conn(stack.Packets), to: &aboveX25{s.to}, budget: &s.budget}
			if s.gate != nil {
				fmt.Fprintf(s.stderr, "dissect: %s: the packets have no direction: no gate judges them\n", s.name)
			}
		}
		s.ends = append(s.ends, l.conn)
		c.State = l
	}
	if l.conn.excluded {
		return
	}
	if l.conn.ends != c.Ends || l.conn.titles[0] == "" {
		l.conn.name(c.Ends)
	}
	s.at.conn = l.conn
	d := direction(from)
	switch {
	case c.LAPB:
		l.lapb(&s.at, d, b)
	case c.Directed:
		l.packets.feed(&s.at, d, b)
	default:
		l.undirected(&s.at, b)
	}
}

// link returns a link, whose initiator is the DTE if dte is set.
func (r *run) link(dte bool) *link {
	l := &link{packets: r.decoder(stack.Packets, false, true), to: r.to, modulo: 8}
	if dte {
		l.sender = [2]osi.Side{osi.FromInitiator: osi.DTE, osi.FromResponder: osi.DCE}
	}
	return l
}

// aboveX25 leaves out what is of the packet layer.
type aboveX25 struct{ sink }

func (a *aboveX25) event(at *place, e *stack.Event) {
	if e.Layer != osi.X25 {
		a.sink.event(at, e)
	}
}

// undirected takes a packet of which the capture does not tell the sender: see sides. The packet
// layer is not judged, since the guess may be wrong.
func (l *link) undirected(at *place, b []byte) {
	d := l.sides.sender(b)
	for l.e = range single.Conn(stack.Packets).Feed(d, b) {
		if l.e.Layer == osi.X25 {
			l.to.event(at, &l.e)
		}
	}
	l.packets.feed(at, d, b)
}

// lapb takes a frame, and passes on its packet when it is the next one.
func (l *link) lapb(at *place, d osi.Direction, b []byte) {
	end := &l.ends[d]
	l.e = stack.Event{Dir: d, Layer: osi.LAPB, Octets: b, Offset: end.fed}
	end.fed += int64(len(b))
	l.frames.Format = lapb.Format{Extended: l.modulo == 128, Sender: l.sender[d]}
	f, err := l.frames.Decode(b)
	if err != nil {
		l.e.Err = osi.AsError(err)
		l.to.event(at, &l.e)
		return
	}
	l.e.PDU = f
	l.to.event(at, &l.e)
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
			l.to.note(at, d, fmt.Sprintf("%d I frames are not in the capture", ahead))
		default:
			l.to.note(at, d, "an I frame that was sent before")
			return
		}
		end.next, end.known = (ns+1)%l.modulo, true
		l.packets.feed(at, d, f.Information)
	case lapb.RR, lapb.RNR, lapb.REJ, lapb.DM, lapb.DISC, lapb.UA, lapb.FRMR, lapb.None:
	}
}
