package stack

import (
	"github.com/osi-go/osi"
	"github.com/osi-go/osi/internal/text"
	"github.com/osi-go/osi/x25"
	"github.com/osi-go/osi/x25/xot"
)

// A Reaction says what to do about an invalid unit, and so in which state its connection is left.
type Reaction uint8

// The reactions.
const (
	NoReaction          Reaction = iota // the unit is not invalid
	DropUnit                            // go on as if the unit had not been sent; an Answer may end what its sender takes for a call
	AbortSession                        // send the Answer, an ABORT, and disconnect both transport connections; the connection is over
	DisconnectTransport                 // disconnect both transport connections; the connection is over
	ClearCall                           // clear the X.25 call, see Response; its channel is closed until the sides told have confirmed, and over XOT the connection is over
	ResetCall                           // reset the X.25 channel, see Response; it is closed until the resets are confirmed or the call is cleared, over XOT, too
)

var reactionNames = [...]string{"none", "drop unit", "abort session", "disconnect transport", "clear call", "reset call"}

// String returns the reaction in words.
func (r Reaction) String() string { return text.Name(reactionNames[:], r, "reaction") }

// react returns what to do about a packet of d that is invalid, or that the caller refuses.
func (l *link) react(d osi.Direction, f *Event) Response {
	packet, err := f.Octets, f.Err
	if f.Layer == osi.XOT {
		if r, own := l.reactXOT(d, f); own {
			return r
		}
	} else if f.Layer == osi.X25 && l.monitor.Waiting() {
		return awaited(err)
	} else if f.Layer != osi.X25 {
		if packet = nil; err.Rule == nil {
			err = &osi.Error{Rule: ruleUnreadable} // a refusal without a rule: X.25 answers all faults of the layers above alike
		}
	}
	reply := l.monitor.Refuse(d, f.Channel, packet, err)
	switch {
	case reply.Channel == nil:
	case isReset(reply.Ends):
		l.resetChannel(reply.Channel)
	default:
		l.drop(reply.Channel)
	}
	r := Response{Reaction: DropUnit, Answer: l.encoded(reply.Answer), Notice: l.encoded(reply.Notice), Heard: reply.Notice != nil}
	if ends, ok := callReactions[reply.Ends]; ok {
		r.Reaction = ends
	}
	return r
}

// awaited returns what to do about an invalid packet in place of the answer to a set-up of a
// permanent circuit. As a valid one it ends the connection: there is no circuit to reset. What has
// no type is discarded, RFC 1613 6.1.
func awaited(err *osi.Error) Response {
	if err.Rule != nil && (x25.Diagnostic(err.Reason) == x25.DiagUnidentifiable || x25.Diagnostic(err.Reason) == x25.DiagInvalidGFI) {
		return Response{Reaction: DropUnit}
	}
	return Response{Reaction: DisconnectTransport}
}

// callReactions has the Reaction that goes with the packet that ends a call, or resets it.
var callReactions = map[x25.Type]Reaction{x25.TypeClearRequest: ClearCall, x25.TypeResetRequest: ResetCall}

// reactXOT is react for a fault of XOT. own is false if X.25 has the reaction.
func (l *link) reactXOT(d osi.Direction, f *Event) (r Response, own bool) {
	// What the caller refuses here is a PVC set-up, to which only a PVC set-up or the end may answer.
	if e := f.Err; e.Rule == nil || e.Layer != osi.XOT || e.Rule == ruleXOTInitiator || e.Rule == rulePVCSetup {
		return Response{Reaction: DisconnectTransport}, true
	}
	action, refusal := xot.Answer(f.Err, f.Octets, xot.Situation{Initiator: d == osi.FromResponder})
	if refusal != nil {
		if frame, err := xot.Append(nil, refusal); err == nil {
			r.Answer = [][]byte{frame}
		}
	}
	switch action {
	case osi.Disconnect, osi.SendAndDisconnect:
		r.Reaction = DisconnectTransport
		return r, true
	case osi.Discard, osi.Send:
	}
	return r, false
}

// encoded returns a packet as units of the carrier, or nil if there is none.
func (l *link) encoded(p x25.Packet) [][]byte {
	if p == nil {
		return nil
	}
	encode := p.AppendBinary
	if l.monitor.OverXOT {
		encode = func(b []byte) ([]byte, error) { return xot.Append(b, p) }
	}
	b, err := encode(nil)
	if err != nil {
		return nil
	}
	return [][]byte{b}
}
