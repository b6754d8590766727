package validate

import (
	"github.com/pkg/errors"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/presentation"
	"github.com/osi-go/osi/stack"
)

// A Stream is one connection, both directions; of X.25 packets, one interface. It is not safe for
// concurrent use: one Stream belongs to one goroutine, or to a lock. Close it. The zero Stream is
// closed.
type Stream struct {
	conn    *stack.Conn // nil when not open
	guard   *Guard
	shard   *shard
	carrier stack.Carrier
	open    bool // neither a rejection nor Close has ended it
	counted bool // in guard.streams
	direct  bool // nobody wants to be told of data units
	lost    bool // the order of its session connection
	charged int  // octets in guard.held

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

// Stream returns the state of a new connection. Of a carrier that does not exist, or of the zero
// Guard, it is closed.
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

// Inspect has check called for each PDU in wanted, the lower layer's first, before the unit that
// carries it passes; nil wants all. An error of check rejects the unit; one that [osi.AsError] does
// not find is taken as a violation of state. The event is lent for the call. check may panic: see
// [PanicError]. PDUs of the data phase that are not wanted cost nothing: they are not decoded where
// they need not be. The error of Inspect says which PDU in wanted does not exist.
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

// Carrier returns what the stream is fed, closed or not.
func (s *Stream) Carrier() Carrier { return s.carrier }

// Close forgets the connection. What is given to Check after it is rejected.
func (s *Stream) Close() {
	if s.counted {
		s.counted = false
		s.guard.streams.Add(-1)
	}
	s.shut()
}

// Closed reports whether a rejection, or Close, has ended the stream. All that is given to Check
// then is rejected with rule validate.closed, without an answer, for no more than a valid unit
// costs, and counted as late: it says nothing about who sent it.
func (s *Stream) Closed() bool { return !s.open }

func (s *Stream) shut() {
	if !s.open {
		return
	}
	s.open = false
	s.conn, s.see, s.inspect = nil, nil, nil
	s.account(0)
}

// Check takes what was received from d and judges its first unit: rest are the octets that follow
// it. Call it until rest is empty:
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
// Of NSDUs, TSDUs, SSDUs and Packets all of b is one unit, and rest is empty; an SSDU is taken as
// that of S-DATA, see CheckSSDU. After a rejection that closes the stream rest is empty, too.
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

// CheckData returns how many octets in front of b are units of the data phase that pass by their
// framing and the well-formedness of their values alone: see the doc of the package. They are
// judged then, and counted; Check judges what follows. It saves a Verdict for each unit of a stream
// of small ones.
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

// CheckSSDU judges the user data b of the session service primitive p; empty where it has none.
// With another carrier p means nothing, and what follows the first unit is lost: use Check there.
func (s *Stream) CheckSSDU(d osi.Direction, p presentation.Primitive, b []byte) (v Verdict) {
	s.check(&v, d&1, p, b)
	return v
}

// check makes v, which is empty so far, the verdict.
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
		if err = s.inspect(e); err != nil && osi.AsError(err) == nil {
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

// late rejects what comes to a stream that is closed.
func (s *Stream) late(d osi.Direction, b []byte) Verdict {
	if s.guard != nil {
		s.shard.late.Add(1)
	}
	return Verdict{Action: Reject, Reaction: stack.DropUnit, From: d, Octets: b, Err: errClosed}
}

// errClosed is lent to all callers: it never changes.
var errClosed = &osi.Error{Rule: ruleClosed}

// fence turns a panic into a rejection. The decoders of the call are left to the garbage collector:
// their state is not known.
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
