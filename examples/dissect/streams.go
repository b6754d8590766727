package main

import (
	"fmt"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/examples/internal/capture"
	"github.com/osi-go/osi/stack"
)

// streams dissects the TCP connections and X.25 links of a capture.
type streams struct {
	*run
	at   place // of the frame at hand
	ends []*connection
}

// tcp is one TCP connection.
type tcp struct {
	decoder
	conn    *connection
	aligned [2]bool // the next octet of the direction begins a frame, or is within one that is known
	passed  [2]int  // octets in front of the first frame
}

func (r *run) capture(in capture.Source) error {
	s := &streams{run: r}
	frames := capture.NewFinder(s, r.o.ports, r.o.xot)
	err := capture.Each(in, func(f capture.Frame) error {
		s.at.frame, s.at.time = f.Number, f.Time
		if err := r.notes.begin(f); err != nil {
			return err
		}
		frames.Frame(f)
		return r.out.err
	})
	frames.Close(s.at.frame)
	if n := frames.Seen.Cut; n > 0 {
		fmt.Fprintf(r.stderr, "dissect: %s: of %d of %d frames the capture has only a part: capture without a limit on their length\n", r.name, n, frames.Seen.Frames)
	}
	for _, c := range s.ends {
		s.at.conn = c
		s.to.end(&s.at, "open")
	}
	r.nothing = frames.Seen.String() + "; -port takes a port for TPKTs however its connections begin, -xot for X.25"
	return err
}

// Octets implements capture.Consumer.
func (s *streams) Octets(c *capture.Connection, from capture.Side, _ int, b []byte) {
	t := s.stream(c)
	if t.conn.excluded {
		return
	}
	d := direction(from)
	s.at.conn = t.conn
	if t.aligned[d] && t.broken(d) {
		t.aligned[d], t.passed[d] = false, 0
	}
	if !t.aligned[d] {
		if !begins(t.carrier(), b) {
			t.passed[d] += len(b)
			return // until a segment begins like a frame
		}
		t.align(s, d)
	}
	t.feed(&s.at, d, b)
}

// align begins to decode at the frame that follows.
func (t *tcp) align(s *streams, d osi.Direction) {
	t.aligned[d] = true
	switch {
	case t.broken(d):
		t.reset(d)
		s.to.note(&s.at, d, "a frame header at the start of a segment: decoding goes on here")
	case t.passed[d] > 1: // one octet is a keep-alive
		s.to.note(&s.at, d, fmt.Sprintf("%d octets of a frame whose beginning is not in the capture", t.passed[d]))
	}
}

func (s *streams) stream(c *capture.Connection) *tcp {
	if t, ok := c.State.(*tcp); ok {
		return t
	}
	carrier := stack.TPKTs
	if c.XOT {
		carrier = stack.XOT
	}
	begun := c.Begun(capture.Initiator)
	conn := s.connection("TCP")
	conn.name([2]string{c.Addr[capture.Initiator].String(), c.Addr[capture.Responder].String()})
	t := &tcp{decoder: s.decoder(carrier, false, !begun), conn: conn}
	t.aligned = [2]bool{begun, c.Begun(capture.Responder)}
	c.State = t
	return t
}

// begins reports whether a segment begins like a frame of the carrier.
func begins(c stack.Carrier, b []byte) bool {
	if len(b) < 4 || b[1] != 0 {
		return false
	}
	if c == stack.XOT {
		return b[0] == 0
	}
	return b[0] == 3
}

// Gap implements capture.Consumer.
func (s *streams) Gap(c *capture.Connection, from capture.Side, _, missing int) {
	t := s.stream(c)
	d := direction(from)
	before := t.pending(d ^ 1)
	t.reset(d)
	t.aligned[d], t.passed[d] = false, 0
	if t.pending(d^1) != before { // a gate begins anew with both directions
		t.aligned[d^1], t.passed[d^1] = false, 0
	}
	text := fmt.Sprintf("%d octets of the stream are not in the capture", missing)
	if missing == 0 {
		text = "the sequence numbers jump: part of the stream is not in the capture, or this is another connection"
	}
	if s.at.conn = t.conn; !t.conn.excluded {
		s.to.note(&s.at, d, text)
	}
}

var endings = [...]string{
	capture.Open: "open", capture.Closed: "closed", capture.Reset: "reset", capture.Reused: "open", capture.Dropped: "dropped",
}

// End implements capture.Ender.
func (s *streams) End(c *capture.Connection, _ int, how capture.Ending) {
	t, _ := c.State.(*tcp)
	if t == nil || t.conn.excluded {
		return
	}
	s.at.conn = t.conn
	if how == capture.Dropped {
		s.dropped++
		s.to.note(&s.at, osi.FromInitiator, "too many connections are open: this one was silent longest, and is not followed any more")
	}
	s.to.end(&s.at, endings[how])
	t.end()
}

func direction(from capture.Side) osi.Direction {
	if from == capture.Initiator {
		return osi.FromInitiator
	}
	return osi.FromResponder
}
