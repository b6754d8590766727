package validate

import "github.com/osi-go/osi"

// settle counts the unit, accounts for what is held after it, and finishes a rejection.
func (s *Stream) settle(v *Verdict, rest []byte) []byte {
	if v.Action != Reject {
		s.charge(v)
	}
	switch v.Action {
	case Pass:
		s.shard.pass(len(v.Octets))
	case Reject:
		s.shard.rejected.Add(1)
		s.guard.countRejected(v.Err)
		switch v.Reaction {
		case AbortSession, DisconnectTransport:
			s.shut()
			return nil
		case ClearCall, ResetCall:
			if s.carrier == XOT {
				s.shut()
				return nil
			}
			s.charge(v)
		case NoReaction, DropUnit:
		}
	case Hold:
	}
	if s.conn != nil {
		if v.Action != Hold {
			v.Tolerated, s.conn.tolerated = s.conn.tolerated, 0
		}
		s.openLanes()
	}
	if v.Action == Pass {
		s.guard.countTolerated(v.Tolerated)
	}
	return rest
}

// charge brings the guard's account up to date, and rejects when a limit of it is broken. A stream may hold as much as is left for all others:
// however many peers hoard, none can take what another needs to begin.
func (s *Stream) charge(v *Verdict) {
	held := s.Held()
	more := held - s.charged
	if more == 0 {
		return
	}
	all := int(s.guard.memory.Add(int64(more)))
	s.charged = held
	rule, most := ruleMemory, s.guard.policy.Memory-all
	if most > s.guard.policy.StreamMemory {
		rule, most = ruleStreamMemory, s.guard.policy.StreamMemory
	}
	if held <= most || more < 0 {
		return
	}
	*v = Verdict{
		Action: Reject, Reaction: DisconnectTransport, From: v.From, Channel: v.Channel, Octets: v.Octets,
		Err: &osi.Error{Rule: rule, Got: held, Want: max(0, most)},
	}
}

// Held returns the octets of memory that the stream has for what its peers have sent: units that are not whole, buffers kept for the next ones,
// and what was negotiated.
func (s *Stream) Held() int {
	n := cap(s.in[0].buf) + cap(s.in[1].buf)
	if s.conn != nil {
		n += s.conn.held()
	}
	if s.link != nil {
		n += s.link.held
	}
	return n
}

// Pending returns the number of octets that were given to Check and are not judged yet: frames and TSDUs that are not whole.
func (s *Stream) Pending() int {
	n := 0
	for i := range s.in {
		if in := &s.in[i]; !in.lent {
			n += len(in.buf)
		}
	}
	return n
}
