package validate

import (
	"github.com/pkg/errors"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/presentation"
	"github.com/osi-go/osi/stack"
)

// Carrier is what a Stream is fed.
type Carrier uint8

// The carriers.
const (
	TPKTs   Carrier = iota // octets of a TCP connection of RFC 1006, in any chunking
	NSDUs                  // each Check is one NSDU with one TPDU, as an X.25 driver delivers it
	TSDUs                  // each Check is one TSDU: there is no transport layer
	SSDUs                  // each CheckSSDU is the user data of one session service primitive
	XOT                    // octets of a TCP connection of RFC 1613, in any chunking
	Packets                // each Check is one X.25 packet, of any logical channel
)

// String returns the carrier's name.
func (c Carrier) String() string {
	switch c {
	case TPKTs:
		return "TPKTs"
	case NSDUs:
		return "NSDUs"
	case TSDUs:
		return "TSDUs"
	case SSDUs:
		return "SSDUs"
	case XOT:
		return "XOT"
	case Packets:
		return "packets"
	}
	return "invalid carrier"
}

// A Stream is one connection, both directions; of X.25 packets, one interface. It is not safe for concurrent use: one Stream
// belongs to one goroutine, or to a lock. Close it.
type Stream struct {
	// What the short way touches, see lane.
	lanes   [2]lane
	shard   *shard
	carrier Carrier
	closed  bool // by a rejection, or Close
	counted bool // in guard.streams
	plugged bool // the Machine, if there is one, has been made

	guard   *Guard
	conn    *conn // nil of X.25, and when closed
	link    *link // nil but of X.25
	in      [2]input
	fault   fault
	charged int        // octets in guard.memory
	late    *osi.Error // of all that comes when the stream is closed; made when something does
	answer  [1][]byte  // of a Verdict
	space   [64]byte   // for it
}

// fault is why a unit is rejected.
type fault struct {
	err    error
	layer  osi.Layer
	octets []byte // in which the error's offset counts
}

// Stream returns the state of a new connection.
func (g *Guard) Stream(c Carrier) *Stream {
	g.streams.Add(1)
	var s *Stream
	if c == XOT || c == Packets {
		s = new(Stream)
		s.link = newLink(g, &s.fault, c == XOT)
	} else {
		both := new(struct { // in one piece of memory
			Stream
			conn
		})
		s = &both.Stream
		s.conn = &both.conn
		s.conn.begin(g, &s.fault, c)
	}
	s.guard, s.carrier, s.counted = g, c, true
	s.shard = &g.shards[g.next.Add(1)%uint32(len(g.shards))]
	return s
}

// Close forgets the connection. What is given to Check after it is rejected.
func (s *Stream) Close() {
	if s.counted {
		s.counted = false
		s.guard.streams.Add(-1)
	}
	s.shut()
}

// Closed reports whether a rejection, or Close, has ended the stream. All that is given to Check then is rejected with rule validate.closed, without an answer,
// and for no more than a valid unit costs: the error is the same one each time.
func (s *Stream) Closed() bool { return s.closed }

func (s *Stream) shut() {
	s.closed = true
	s.lanes = [2]lane{}
	s.in = [2]input{}
	if s.conn != nil {
		*s.conn = conn{}
	}
	s.conn, s.link = nil, nil
	s.guard.memory.Add(-int64(s.charged))
	s.charged = 0
}

// Check takes what was received from d and judges its first unit: rest are the octets that follow it. Call it until rest is
// empty:
//
//	for rest := received; ; {
//		var v validate.Verdict
//		v, rest = s.Check(d, rest)
//		…
//		if len(rest) == 0 {
//			break
//		}
//	}
//
// Of NSDUs, TSDUs, SSDUs and Packets all of b is one unit, and rest is empty; an SSDU is taken as that of S-DATA, see CheckSSDU.
// After a rejection that closes the stream rest is empty, too.
func (s *Stream) Check(d stack.Direction, b []byte) (v Verdict, rest []byte) {
	return s.check(d&1, presentation.SData, b)
}

// CheckSSDU judges the user data b of the session service primitive p; empty where it has none. With another carrier
// p means nothing, and what follows the first unit is lost: use Check there.
func (s *Stream) CheckSSDU(d stack.Direction, p presentation.Primitive, b []byte) Verdict {
	v, _ := s.check(d&1, p, b)
	return v
}

func (s *Stream) check(d stack.Direction, p presentation.Primitive, b []byte) (v Verdict, rest []byte) {
	if s.closed {
		return s.tooLate(d, b), nil
	}
	defer s.fence(d, b, &v, &rest)
	if n := s.lanes[d].unit(s.carrier, b); n > 0 {
		v.Action, v.From, v.Octets = Pass, d, b[:n:n]
		s.shard.pass(n)
		return v, b[n:]
	}
	if !s.plugged {
		s.plug()
	}
	dec := s.guard.decoders.Get().(*decoders) //nolint:forcetypeassert // New makes nothing else
	in := &s.in[d]
	in.release()
	switch s.carrier {
	case TPKTs, XOT:
		rest = s.frames(dec, d, in, b, &v)
	case NSDUs:
		s.nsdu(dec, d, in, b, &v)
	case TSDUs:
		s.one(dec, d, b, s.conn.tsdu(dec, d, b), &v)
	case SSDUs:
		s.one(dec, d, b, s.conn.primitive(dec, d, p, b), &v)
	case Packets:
		s.one(dec, d, b, s.link.packet(dec, d, b, &v), &v)
	}
	s.guard.decoders.Put(dec)
	v.From = d
	return v, s.settle(&v, rest)
}

// tooLate rejects what comes to a stream that is closed.
func (s *Stream) tooLate(d stack.Direction, b []byte) Verdict {
	if s.late == nil {
		s.late = &osi.Error{Rule: ruleClosed}
	}
	s.shard.rejected.Add(1)
	s.guard.late.Add(1)
	return Verdict{Action: Reject, Reaction: DropUnit, From: d, Octets: b, Err: s.late}
}

// plug makes the Machine: not before the first unit, so that the fence stands around it.
func (s *Stream) plug() {
	s.plugged = true
	if s.conn != nil {
		s.conn.machine = s.guard.policy.newMachine()
	} else {
		s.link.machine = s.guard.policy.newMachine()
	}
}

// fence turns a panic into a rejection. The decoders of the call are left to the garbage collector: their state is not known.
func (s *Stream) fence(d stack.Direction, b []byte, v *Verdict, rest *[]byte) {
	p := recover() //nolint:revive // fence is deferred itself
	if p == nil {
		return
	}
	s.shut()
	s.guard.panics.Add(1)
	s.shard.rejected.Add(1)
	s.guard.rules[rulePanic].Add(1)
	*v = Verdict{Action: Reject, Reaction: DisconnectTransport, From: d, Octets: b, Err: errors.WithStack(&PanicError{Value: p})}
	*rest = nil
}

// judged makes the verdict on a unit.
func (s *Stream) judged(dec *decoders, d stack.Direction, unit []byte, out outcome, v *Verdict) {
	v.Octets = unit
	if out != failed {
		v.Action = Pass
		return
	}
	f := s.fault
	s.fault = fault{}
	v.Action, v.Err, v.Layer, v.Faulty = Reject, f.err, f.layer, f.octets
	if s.link != nil {
		s.link.react(d, f, v)
		return
	}
	s.react(dec, d, f, v)
	if v.Reaction == DropUnit && s.carrier != TSDUs && (s.Pending() > 0 || s.conn.halves[d].parts) {
		v.Reaction = DisconnectTransport // the unit stood within a TSDU
	}
}

func (s *Stream) one(dec *decoders, d stack.Direction, b []byte, ok bool, v *Verdict) {
	out := failed
	if ok {
		out = complete
	}
	s.judged(dec, d, b, out, v)
}
