package validate

import (
	"github.com/pkg/errors"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/presentation"
	"github.com/osi-go/osi/stack"
)

// A Stream judges both directions of one connection or, if it is fed X.25 packets, of one
// interface. It is not safe for concurrent use: let one goroutine have it, or guard it by a lock.
// Close it when the connection ends. The zero Stream is closed.
type Stream struct {
	conn    *stack.Conn // nil when not open
	guard   *Guard
	shard   *shard
	carrier stack.Carrier
	open    bool // neither a rejection nor Close has ended it
	counted bool // it is counted in guard.streams
	direct  bool // neither policy nor check wants data units
	lost    bool // the order of its session connection is
	charged int  // octets of it in guard.held

	see     func(*stack.Event) bool // judge
	wanted  pduSet                  // by inspect
	inspect func(*stack.Event) error
	refusal fault // of judge, in the unit at hand
}

// fault is why a unit is rejected.
type fault struct {
	err   error
	event stack.Event
}

// Stream returns a Stream for a new connection. It is closed if the carrier does not exist, and
// if g is the zero Guard.
func (g *Guard) Stream(c stack.Carrier) *Stream {
	s := &Stream{carrier: c}
	if g.stack == nil || !c.Valid() {
		return s
	}
	g.streams.Add(1)
	s.guard, s.open, s.counted, s.direct = g, true, true, g.skip&stack.SkipData != 0
	s.shard = &g.shards[g.next.Add(1)%uint32(len(g.shards))]
	s.see = s.judge
	s.conn = g.stack.Conn(c)
	s.conn.Skip(g.skip)
	s.lost = s.conn.Lost()
	return s
}

// Inspect sets a check that is called for each PDU in wanted, the lower layer's first, before the
// unit that carries it passes. nil wants all PDUs. An error of check rejects the unit; if
// [osi.AsError] finds no rule in it, the rule is validate.check. The event is lent for the call. If
// check panics, the unit is rejected, see [PanicError]. Data PDUs that are not wanted cost
// nothing, since data units are then decoded only as far as judging them requires. Inspect
// returns an error, of kind ErrUnsupported, if no PDU has a name in wanted.
func (s *Stream) Inspect(wanted PDUs, check func(*stack.Event) error) error {
	set, err := wanted.set()
	if err != nil {
		return err
	}
	s.wanted, s.inspect = set, check
	if !s.open {
		return nil
	}
	skip := s.guard.skip
	if set.hasData() {
		skip &^= stack.SkipData
	}
	s.direct = skip&stack.SkipData != 0
	s.conn.Skip(skip & (set.skip() | stack.SkipData))
	return nil
}

// Carrier returns what the stream is fed. It may be called on a closed stream.
func (s *Stream) Carrier() Carrier { return s.carrier }

// Close ends the stream and frees what it holds. Check rejects all that follows.
func (s *Stream) Close() {
	if s.counted {
		s.counted = false
		s.guard.streams.Add(-1)
	}
	s.shut()
}

// Closed reports whether a rejection, or Close, has ended the stream. Check then rejects
// everything, with rule validate.closed and without an answer, for no more than a valid unit
// costs. Such units are counted as late, since their sender need not be to blame.
func (s *Stream) Closed() bool { return !s.open }

func (s *Stream) shut() {
	if !s.open {
		return
	}
	s.open = false
	s.conn, s.see, s.inspect = nil, nil, nil
	s.account(0)
}

// Check takes what was received from d and judges its first unit. rest is what follows the unit.
// Call Check until rest is empty:
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
// For NSDUs, TSDUs, SSDUs and Packets b is one unit, and rest is empty. An SSDU is taken as that of
// S-DATA, see CheckSSDU. rest is also empty after a rejection that closes the stream.
func (s *Stream) Check(d osi.Direction, b []byte) (v Verdict, rest []byte) {
	if s.direct && s.open {
		if n := s.conn.DataUnit(d, b); n > 0 {
			v.Action, v.From, v.Octets = Pass, d&1, b[:n:n]
			s.shard.pass(1, n)
			return v, b[n:]
		}
	}
	rest = s.check(&v, d&1, presentation.SData, b)
	return v, rest
}

// CheckData judges the data units that b begins with, as long as their framing and the
// well-formedness of their values are enough to pass them, see the package doc. It returns how
// many octets and units these are. They have passed and are counted; Check judges what follows.
// CheckData saves a Verdict for each unit of a stream of small ones.
func (s *Stream) CheckData(d osi.Direction, b []byte) (octets, units int) {
	if !s.direct || !s.open {
		return 0, 0
	}
	for octets < len(b) {
		n := s.conn.DataUnit(d, b[octets:])
		if n == 0 {
			break
		}
		octets, units = octets+n, units+1
	}
	if units > 0 {
		s.shard.pass(units, octets)
	}
	return octets, units
}

// CheckSSDU judges the user data b of the session service primitive p. b is empty if p has none.
// It is for the carrier SSDUs: for any other it ignores p, and what follows the first unit in b
// is lost.
func (s *Stream) CheckSSDU(d osi.Direction, p presentation.Primitive, b []byte) (v Verdict) {
	s.check(&v, d&1, p, b)
	return v
}

// check sets v, which is zero, to the verdict.
func (s *Stream) check(v *Verdict, d osi.Direction, p presentation.Primitive, b []byte) (rest []byte) {
	if !s.open {
		*v = s.late(d, b)
		return nil
	}
	v.From, v.Octets = d, b
	defer s.fence(v, &rest)
	u, rest := s.conn.NextSSDU(d, p, b, s.see)
	v.Channel, v.Octets, v.Tolerated, v.ends = u.Channel, u.Octets, u.Tolerated, u.Ends
	switch u.State {
	case stack.Held:
		v.Action, v.Octets = Hold, nil
	case stack.Valid:
		v.Action, v.OutOfTurn = Pass, u.OutOfTurn
	case stack.Invalid:
		s.refuse(v, &u)
	}
	return s.settle(v, rest)
}

// refuse makes the verdict on an invalid unit.
func (s *Stream) refuse(v *Verdict, u *stack.Unit) {
	f := s.refusal
	s.refusal = fault{}
	if f.err == nil {
		f = fault{u.Fault.Cause, *u.Fault}
	}
	v.Action, v.Err, v.Layer, v.Faulty = Reject, f.err, f.event.Layer, f.event.Octets
	r := s.conn.React(v.From, &f.event)
	v.Reaction, v.Answer, v.Heard, v.Notice = r.Reaction, r.Answer, r.Heard, r.Notice
}

// judge applies the policy, and what Inspect asks for, to one PDU.
func (s *Stream) judge(e *stack.Event) bool {
	if e.PDU == nil {
		return e.Err == nil
	}
	err := s.guard.policy.check(e)
	if err == nil && s.inspect != nil && s.wanted.has(e.Layer, e.PDU) {
		err = s.inspect(e)
		if own := osi.AsError(err); err != nil && (own == nil || own.Rule == nil) {
			err = &checkError{&osi.Error{Rule: ruleCheck, PDU: e.PDU.String()}, err}
		}
	}
	if err == nil {
		return true
	}
	s.refusal = fault{err, *e}
	s.refusal.event.Err = osi.AsError(err)
	return false
}

// checkError is an error of a caller's check that is none of the module's.
type checkError struct {
	state *osi.Error
	err   error
}

func (e *checkError) Error() string   { return e.state.Error() + ": " + e.err.Error() }
func (e *checkError) Unwrap() []error { return []error{e.state, e.err} }

// late rejects what is given to a closed stream.
func (s *Stream) late(d osi.Direction, b []byte) Verdict {
	if s.guard != nil {
		s.shard.late.Add(1)
	}
	return Verdict{Action: Reject, Reaction: stack.DropUnit, From: d, Octets: b, Err: errClosed}
}

// errClosed is shared by all callers and never changes.
var errClosed = &osi.Error{Rule: ruleClosed}

// fence turns a panic into a rejection. The decoders of the call do not go back to their pool,
// since their state is not known.
func (s *Stream) fence(v *Verdict, rest *[]byte) {
	p := recover() // fence is deferred itself
	if p == nil {
		return
	}
	s.shut()
	s.guard.panics.Add(1)
	s.shard.rejected.Add(1)
	s.guard.rules[rulePanic].Add(1)
	*v = Verdict{Action: Reject, Reaction: stack.DisconnectTransport, From: v.From, Octets: v.Octets, Err: errors.WithStack(&PanicError{Value: p})}
	*rest = nil
}
