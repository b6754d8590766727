package validate

import (
	"github.com/pkg/errors"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/stack"
	"github.com/osi-go/osi/transport"
	"github.com/osi-go/osi/x25/xot"
)

// Carrier is what a Stream is fed.
type Carrier uint8

// The carriers.
const (
	TPKTs   Carrier = iota // octets of a TCP connection of RFC 1006, in any chunking
	NSDUs                  // each Check is one NSDU with one TPDU, as an X.25 driver delivers it
	TSDUs                  // each Check is one TSDU: there is no transport layer
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
	guard   *Guard
	shard   *shard
	carrier Carrier
	in      [2]input
	conn    *conn // nil of X.25
	link    *link // nil otherwise
	fault   fault
	open    bool       // not closed by Close
	closed  *osi.Error // since a rejection, or Close
	charged int64      // octets in guard.memory
}

// input is what is held of one direction.
type input struct {
	buf  []byte // whole units, then one that is not whole
	done int    // octets of whole units in buf
	ends []int  // of the NSDUs in buf
	lent bool   // buf is in a Verdict: it is to be emptied
}

// keep is the number of octets a buffer keeps for the next unit.
const keep = 4096

func (in *input) release() {
	if !in.lent {
		return
	}
	in.lent, in.done, in.ends = false, 0, in.ends[:0]
	if in.buf = in.buf[:0]; cap(in.buf) > keep {
		in.buf = nil
	}
}

// fault is why a unit is rejected.
type fault struct {
	err    error
	layer  osi.Layer
	octets []byte // in which the error's offset counts
}

// Stream returns the state of a new connection.
func (g *Guard) Stream(c Carrier) *Stream {
	s := &Stream{guard: g, carrier: c, open: true}
	s.shard = &g.shards[g.next.Add(1)%uint32(len(g.shards))]
	g.streams.Add(1)
	if c == XOT || c == Packets {
		s.link = newLink(g, &s.fault, c == XOT)
	} else {
		s.conn = newConn(g, &s.fault, c)
	}
	return s
}

// Close forgets the connection. What is given to Check after it is rejected.
func (s *Stream) Close() {
	if s.open {
		s.open = false
		s.guard.streams.Add(-1)
	}
	s.shut()
}

// Closed reports whether a rejection, or Close, has ended the stream. All that is given to Check then is rejected with rule validate.closed, without an answer.
func (s *Stream) Closed() bool { return s.closed != nil }

func (s *Stream) shut() {
	if s.closed == nil {
		s.closed = &osi.Error{Rule: ruleClosed}
	}
	s.in[0].buf, s.in[1].buf = nil, nil
	s.in[0].done, s.in[1].done = 0, 0
	s.conn, s.link = nil, nil
	s.guard.memory.Add(-s.charged)
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
// Of NSDUs, TSDUs and Packets all of b is one unit, and rest is empty. After a rejection that closes the stream rest is empty, too.
func (s *Stream) Check(d stack.Direction, b []byte) (v Verdict, rest []byte) {
	d &= 1
	if s.closed != nil {
		s.shard.rejected.Add(1)
		s.guard.rules[ruleClosed].Add(1)
		return Verdict{Action: Reject, Reaction: DropUnit, From: d, Octets: b, Err: s.closed}, nil
	}
	dec := s.guard.decoders.Get().(*decoders) //nolint:forcetypeassert // New makes nothing else
	defer s.fence(d, b, &v, &rest)
	in := &s.in[d]
	in.release()
	switch s.carrier {
	case TPKTs, XOT:
		rest = s.frames(dec, d, in, b, &v)
	case NSDUs:
		s.nsdu(dec, d, in, b, &v)
	case TSDUs:
		s.one(d, b, s.conn.tsdu(dec, d, b), &v)
	case Packets:
		s.one(d, b, s.link.packet(dec, d, b, &v), &v)
	}
	v.From = d
	if s.conn != nil && v.Action != Hold {
		v.Tolerated |= s.conn.tolerated
		s.conn.tolerated = 0
	}
	s.guard.decoders.Put(dec)
	if v.Action == Pass {
		s.shard.passed.Add(1)
		s.shard.octets.Add(uint64(len(v.Octets)))
		if v.Tolerated != 0 {
			s.guard.countTolerated(v.Tolerated)
		}
	}
	if v.Action != Pass || s.charged != 0 || s.keeps() {
		rest = s.settle(&v, rest)
	}
	return v, rest
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

// split cuts the first frame off b; it is nil while it is not whole.
func (s *Stream) split(dec *decoders, b []byte) (frame []byte, want int, err error) {
	if s.carrier == XOT {
		return xot.Split(b, s.guard.policy.Limits.TPDU)
	}
	dec.transport.Tolerated = 0
	frame, want, err = transport.SplitTPKT(b, s.guard.policy.Limits.TPDU, &dec.transport.Leniency)
	if frame != nil {
		s.conn.tolerated |= dec.transport.Tolerated
	}
	return frame, want, err
}

func (s *Stream) frame(dec *decoders, d stack.Direction, frame []byte, v *Verdict) outcome {
	if s.carrier == XOT {
		return s.link.frame(dec, d, frame, v)
	}
	return s.conn.tpdu(dec, d, transport.TPKT(frame).TPDU())
}

// frames takes octets of a stream of frames up to the end of the first unit.
func (s *Stream) frames(dec *decoders, d stack.Direction, in *input, b []byte, v *Verdict) (rest []byte) {
	from, pos := 0, 0 // of the unit, and of the frame
	for len(in.buf) == 0 && pos < len(b) {
		frame, _, err := s.split(dec, b[pos:])
		if err != nil {
			s.broken(b[from:], b[pos:], err, v)
			return nil
		}
		if frame == nil {
			break
		}
		out := s.frame(dec, d, frame, v)
		start := pos
		pos += len(frame)
		switch out {
		case unfinished:
			continue
		case alone:
			from = start
		case complete, failed:
		}
		s.judged(d, b[from:pos:pos], out, v)
		return b[pos:]
	}
	if len(in.buf) == 0 {
		in.buf, in.done = append(in.buf, b[from:]...), pos-from
		return nil
	}
	for len(b) > 0 {
		_, want, _ := s.split(dec, in.buf[in.done:])
		n := min(want-(len(in.buf)-in.done), len(b))
		in.buf, b = append(in.buf, b[:n]...), b[n:]
		frame, _, err := s.split(dec, in.buf[in.done:])
		if err != nil {
			in.lent = true
			s.broken(in.buf, in.buf[in.done:], err, v)
			return nil
		}
		if frame == nil {
			continue
		}
		out := s.frame(dec, d, frame, v)
		start := in.done
		in.done = len(in.buf)
		if out == unfinished {
			continue
		}
		unit := in.buf
		if out == alone {
			unit = in.buf[start:]
		}
		in.lent = true
		s.judged(d, unit[:len(unit):len(unit)], out, v)
		return b
	}
	return nil
}

// broken rejects a stream without framing: it can't be resynchronised.
func (s *Stream) broken(octets, frame []byte, err error, v *Verdict) {
	layer := osi.TPKT
	if s.carrier == XOT {
		layer = osi.XOT
	}
	*v = Verdict{Action: Reject, Reaction: DisconnectTransport, Octets: octets, Err: err, Layer: layer, Faulty: frame}
}

// judged makes the verdict on a unit.
func (s *Stream) judged(d stack.Direction, unit []byte, out outcome, v *Verdict) {
	v.Octets = unit
	if out != failed {
		v.Action = Pass
		return
	}
	s.reject(d, v)
}

func (s *Stream) one(d stack.Direction, b []byte, ok bool, v *Verdict) {
	out := failed
	if ok {
		out = complete
	}
	s.judged(d, b, out, v)
}

// nsdu takes one NSDU.
func (s *Stream) nsdu(dec *decoders, d stack.Direction, in *input, b []byte, v *Verdict) {
	out := s.conn.tpdu(dec, d, b)
	switch {
	case out == unfinished:
		in.buf = append(in.buf, b...)
		in.ends = append(in.ends, len(in.buf))
		return
	case len(in.buf) > 0 && out == complete:
		in.buf = append(in.buf, b...)
		in.ends = append(in.ends, len(in.buf))
		in.lent = true
		v.ends = in.ends
		b = in.buf
	case len(in.buf) > 0:
		in.lent = true // what was held is dropped
	}
	s.judged(d, b, out, v)
}

// reject makes the verdict out of s.fault.
func (s *Stream) reject(d stack.Direction, v *Verdict) {
	f := s.fault
	s.fault = fault{}
	v.Action, v.Err, v.Layer, v.Faulty = Reject, f.err, f.layer, f.octets
	if s.link != nil {
		s.link.react(d, f, v)
		return
	}
	v.Reaction, v.Answer = s.conn.answer(d, f, s.carrier)
	if v.Reaction == DropUnit && s.Held() > 0 && s.carrier != TSDUs {
		v.Reaction = DisconnectTransport // the unit stood within a TSDU
	}
}
