package validate

import (
	"github.com/osi-go/osi"
	"github.com/osi-go/osi/stack"
)

// settle counts the unit, accounts for the memory that is held after it, and closes the stream if a
// rejection does. It returns rest, or nil if the stream is closed.
func (s *Stream) settle(v *Verdict, rest []byte) []byte {
	if v.Action != Reject {
		s.charge(v)
	}
	switch v.Action {
	case Pass:
		s.shard.pass(1, len(v.Octets))
		s.guard.countTolerated(v.Tolerated)
		s.countOrder(v)
	case Reject:
		if v.Late() {
			s.shard.late.Add(1)
		} else {
			s.shard.rejected.Add(1)
			s.guard.countRejected(v.Err)
		}
		if v.closes(s.carrier) {
			s.shut()
			return nil
		}
		s.charge(v)
	case Hold:
	}
	return rest
}

// countOrder counts a unit that passed out of turn, and the loss of order for another reason.
func (s *Stream) countOrder(v *Verdict) {
	lost := s.conn.Lost()
	switch {
	case v.OutOfTurn != nil:
		s.guard.disorder.Add(1)
	case lost && !s.lost:
		s.guard.lost.Add(1)
	}
	s.lost = lost
}

// charge brings the account of the guard up to date, and rejects the unit if a limit of memory is
// exceeded.
//
// A stream may hold Policy.Reserve octets whatever the others hold. What it holds beyond that comes
// from Policy.Memory, which all streams share, and may be no more than is left there. All streams
// together thus hold at most Memory and a Reserve for each, and no number of streams that hold much
// keeps another one from its Reserve.
func (s *Stream) charge(v *Verdict) {
	held := s.conn.Held()
	if held == s.charged {
		return
	}
	grown := held > s.charged
	shared := int(s.account(held))
	own := max(0, held-s.guard.policy.Reserve)
	rule, most := ruleMemory, s.guard.policy.Memory-shared
	if most > s.guard.policy.StreamMemory {
		rule, most = ruleStreamMemory, s.guard.policy.StreamMemory
	}
	if !grown || own <= max(most, 0) || v.Action == Reject {
		return
	}
	*v = Verdict{
		Action: Reject, Reaction: stack.DisconnectTransport, From: v.From, Channel: v.Channel, Octets: v.Octets,
		Err: &osi.Error{Rule: rule, Got: own, Want: max(0, most)},
	}
}

// account changes what is charged to held octets, and returns what all streams hold beyond their
// reserves.
func (s *Stream) account(held int) int64 {
	reserve := s.guard.policy.Reserve
	s.guard.held.Add(int64(held - s.charged))
	shared := s.guard.shared.Add(int64(max(0, held-reserve) - max(0, s.charged-reserve)))
	s.charged = held
	return shared
}

// Held returns the octets of memory that the stream has for what its peers have sent: incomplete
// units, buffers kept for the next ones, and what was negotiated.
func (s *Stream) Held() int {
	if !s.open {
		return 0
	}
	return s.conn.Held()
}

// Pending returns the number of octets that were given to Check and are not judged yet: those of
// incomplete frames and TSDUs.
func (s *Stream) Pending() int {
	if !s.open {
		return 0
	}
	return s.conn.Pending(osi.FromInitiator) + s.conn.Pending(osi.FromResponder)
}

// Within reports whether d has begun a TSDU and not ended it, whether it is held or passes TPDU by
// TPDU: ending the connection now would cut it. It is false for carriers without a transport layer,
// and for XOT and Packets.
func (s *Stream) Within(d osi.Direction) bool { return s.open && s.conn.Within(d) }
