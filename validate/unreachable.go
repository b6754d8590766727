package validate

import (
	"github.com/osi-go/osi"
	"github.com/osi-go/osi/stack"
	"github.com/osi-go/osi/x25/xot"
)

// unreachable has, by carrier, the rule that refuses a connection request whose responder cannot be
// reached. Its Reason is that of the standard for this case.
var unreachable = [...]*osi.Rule{
	TPKTs: ruleUnreachableTSAP, NSDUs: ruleUnreachableTSAP, TSDUs: ruleUnreachableSSAP, SSDUs: ruleUnreachableSSAP,
	XOT: ruleUnreachableNSAP, Packets: ruleUnreachableNSAP,
}

// Unreachable turns the Pass of the first unit of a connection into a rejection, because the
// other side cannot be reached. d has sent the unit, and unit is the Octets of its Verdict. The
// error of the Verdict returned wraps cause, which may be nil. Its Answer says that the called
// user is not there:
//
//   - a DR with reason 2, session entity not attached to TSAP, for a CR (X.224 13.5.3);
//   - a CLEAR with diagnostic 231, NSAP unreachable, transient, for a CALL (ISO/IEC 8208);
//   - an RF with reason 130, SS-user not attached to SSAP, for a CN (X.225 8.3.5).
//
// To any other PDU the Answer is what its layer suggests for a refusal, if anything. An SSDU has
// none: the caller's session layer has to answer. Unreachable closes the stream. It does not
// count the unit as rejected, since its sender is not to blame. On a closed stream it does what
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
