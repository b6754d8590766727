package validate

import "github.com/osi-go/osi"

// settle accounts for what is held after a unit that was not the usual one, and finishes a rejection.
func (s *Stream) settle(v *Verdict, rest []byte) []byte {
	if v.Action != Reject {
		s.charge(v)
	}
	if v.Action != Reject {
		return rest
	}
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
	return rest
}

// charge brings the guard's account up to date, and rejects when a limit of it is broken.
func (s *Stream) charge(v *Verdict) {
	held := s.Held()
	all := s.guard.memory.Add(int64(held) - s.charged)
	s.charged = int64(held)
	rule, got, want := ruleMemory, int(all), s.guard.policy.Memory
	if held > s.guard.policy.StreamMemory {
		rule, got, want = ruleStreamMemory, held, s.guard.policy.StreamMemory
	} else if got <= want || held == 0 {
		return
	}
	*v = Verdict{
		Action: Reject, Reaction: DisconnectTransport, From: v.From, Octets: v.Octets,
		Err: &osi.Error{Rule: rule, Got: got, Want: want},
	}
}

// keeps reports whether a unit that passed is kept in part: the segment of an SSDU, or of an NSDU.
func (s *Stream) keeps() bool {
	if s.link != nil {
		return s.link.held != 0
	}
	return s.conn.halves[0].ssduHeld != 0 || s.conn.halves[1].ssduHeld != 0
}

// Held returns the number of octets that the stream keeps of units that are not whole, copies included.
func (s *Stream) Held() int {
	n := 0
	for i := range s.in {
		if !s.in[i].lent {
			n += len(s.in[i].buf)
		}
	}
	if s.conn != nil {
		n += s.conn.held()
	}
	if s.link != nil {
		n += s.link.held
	}
	return n
}
