package transport

import (
	"encoding/binary"

	"github.com/osi-go/osi"
)

// Action is what the receiver of an invalid TPDU does, X.224 6.22.
type Action uint8

// The actions. X.224 leaves the choice between them; RejectFor's doc says which one it makes.
const (
	ActionDiscard    Action = iota // ignore the TPDU
	ActionDisconnect               // end the network connection, sending nothing
	ActionReject                   // send the answer, then end the network connection
)

// String returns the action in words.
func (a Action) String() string {
	switch a {
	case ActionDiscard:
		return "discard"
	case ActionDisconnect:
		return "disconnect"
	case ActionReject:
		return "reject"
	}
	return "invalid action"
}

// RejectFor returns the reaction to the invalid TPDU of a class 0 connection that gave err:
//
//   - a broken TPKT: disconnect; the stream has no next frame;
//   - an ER, to which no ER must answer: disconnect;
//   - a wrong checksum: discard, as X.224 6.17 demands;
//   - a CR whose header can be read, when its class or a limit of ours is the fault: a DR that refuses it, with reason 82
//     for a class and reason 01, congestion, for a limit or what is unsupported. X.224 6.22 would also allow an ER;
//   - anything else: an ER, with the octets of the header up to the offending one, as many as fit.
//
// answer is nil unless action is ActionReject; it is a new value and aliases tpdu. Its DstRef is the
// SRC-REF of a CR or CC, else 0: a caller that knows the peer's reference sets it. An err that is no *osi.Error gives ActionDisconnect.
func RejectFor(err error, tpdu []byte) (action Action, answer TPDU) {
	e := osi.AsError(err)
	switch {
	case e == nil, e.Layer != osi.Transport, e.PDU == "ER":
		return ActionDisconnect, nil
	case e.Rule == ruleChecksum, e.Rule == ruleChecksumMissing:
		return ActionDiscard, nil
	}
	dst := uint16(0)
	if k, _ := kindOf(tpdu); len(tpdu) >= 6 && (k == kindCR || k == kindCC) {
		dst = binary.BigEndian.Uint16(tpdu[4:])
		if reason, refuse := refusal(e); refuse && k == kindCR {
			return ActionReject, &DisconnectRequest{DstRef: dst, Reason: reason}
		}
	}
	const room = maxLI - 6 // LI limits the fixed part and C1 together
	n := max(min(e.Offset+1, len(tpdu), room), min(len(tpdu), 1))
	return ActionReject, &TPDUError{DstRef: dst, Cause: RejectCause(e.Reason), Invalid: nonNil(tpdu[:n:n])}
}

// refusal returns the reason of the DR that refuses a CR for e.
func refusal(e *osi.Error) (r Reason, refuse bool) {
	switch {
	case e.Rule == ruleClassOption:
		return ReasonNegotiationFailed, true
	case e.Kind == osi.ErrLimit, e.Kind == osi.ErrUnsupported:
		return ReasonCongestion, true
	}
	return 0, false
}

func nonNil(b []byte) []byte {
	if b == nil {
		return []byte{}
	}
	return b
}
