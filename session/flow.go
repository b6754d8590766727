package session

import "github.com/osi-go/osi/internal/text"

// Flow is the flow of a transport connection that an SPDU travels on, X.225 6.3 and 6.4.
type Flow uint8

// The flows.
const (
	FlowUnknown   Flow = iota // the caller does not know: no check
	FlowNormal                // transport normal data: no EX and PR
	FlowExpedited             // transport expedited data: AB, EX, PR and SAB, of at most MaxExpeditedSPDU octets
)

// String returns "unknown", "normal" or "expedited".
func (f Flow) String() string { return text.Name(flowNames[:], f, "flow") }

var flowNames = [...]string{"unknown", "normal", "expedited"}

// Maxima on the transport expedited flow.
const (
	MaxExpeditedSPDU  = 16 // octets of an SPDU, X.225 6.3.5
	MaxExpeditedAbort = 9  // octets of user data of an AB, X.225 8.3.9.6
)

// onFlow checks that an SPDU of type t may travel on d's flow.
func (d *Decoder) onFlow(t Type, b []byte) error {
	expedited := t == TypeAB || t == TypeEX || t == TypePR || t == TypeSAB
	if d.Flow == FlowExpedited && !expedited || d.Flow == FlowNormal && (t == TypeEX || t == TypePR) {
		return fail(ruleFlow, t, 0, int(b[0]), 0)
	}
	return nil
}

// expeditedFault checks what 6.3.5 and 8.3.9.6 say of an SPDU of n octets on the transport
// expedited flow.
func (c *Common) expeditedFault(t Type, n int, f Flow) fault {
	switch {
	case t != TypeEX && t != TypePR && f != FlowExpedited:
	case t == TypeAB && c.Enclosure != EnclosureNone:
		return unwantedFault(ruleExpeditedAbort, parEnclosure)
	case t == TypeAB && len(c.UserData) > MaxExpeditedAbort:
		return newFault(ruleExpeditedAbortData, parUserData, len(c.UserData), MaxExpeditedAbort)
	case n > MaxExpeditedSPDU:
		return fault{rule: ruleExpeditedSize, code: atIdentifier, got: n, want: MaxExpeditedSPDU}
	}
	return fault{}
}
