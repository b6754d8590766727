package validate

import (
	"github.com/osi-go/osi"
	"github.com/osi-go/osi/stack"
	"github.com/osi-go/osi/x25/xot"
)

// unreachable has, by carrier, the rule that refuses a connection request whose responder cannot be
// reached. Its Reason is the one of the standard for that case.
var unreachable = [...]*osi.Rule{
	TPKTs: ruleUnreachableTSAP, NSDUs: ruleUnreachableTSAP, TSDUs: ruleUnreachableSSAP, SSDUs: ruleUnreachableSSAP,
	XOT: ruleUnreachableNSAP, Packets: ruleUnreachableNSAP,
}

// Unreachable takes back the Pass of unit, which d sent and which the caller cannot deliver because
// the other side cannot be reached. unit is the Octets of the Verdict on the first unit of the
// connection. The Verdict returned rejects it; cause, which may be nil, is in its error. Its Answer
// says that the called user is not there:
//
//   - a DR with reason 2, session entity not attached to TSAP, for a CR (X.224 13.5.3);
//   - a CLEAR with diagnostic 231, NSAP unreachable, transient, for a CALL (ISO/IEC 8208);
//   - an RF with reason 130, SS-user not attached to SSAP, for a CN (X.225 8.3.5).
//
// Another PDU has the answer that its layer suggests to a refusal, or none. What an SSDU is
// answered with is for the caller's session layer to say. The stream is closed. The unit is not
// counted as rejected, since its sender is not to blame. On a closed stream Unreachable answers as
// Check does.
func (s *Stream) Unreachable(d osi.Direction, unit []byte, cause error) (v Verdict) {
	d &= 1
	if !s.open {
		return s.late(d, unit)
	}
	var rest []byte
	e := &osi.Error{Rule: unreachable[s.carrier]}
	v = Verdict{Action: Reject, Reaction: stack.DisconnectTransport, From: d, Octets: unit, Err: e}
	defer s.fence(&v, &rest)
	conn := s.guard.stack.Conn(s.carrier) // judges the unit once more, and refuses the first PDU in it
	conn.Next(d, unit, func(first *stack.Event) bool {
		if first.PDU == nil {
			return first.Err == nil
		}
		e.PDU = first.PDU.String()
		v.Channel, v.Layer, v.Faulty = first.Channel, first.Layer, first.Octets
		refused := *first
		refused.Err = e
		if _, permanent := first.PDU.(*xot.PVCSetup); !permanent && s.carrier != SSDUs {
			v.Answer = conn.React(d, &refused).Answer
		}
		return false
	})
	if cause != nil {
		v.Err = &checkError{e, cause}
	}
	s.shut()
	return v
}
