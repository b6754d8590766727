package class0

import (
	"iter"
	"slices"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/transport"
)

var (
	ruleTable       = rule("a6", "event", "X.224 Table A.6", osi.ErrState, 2)
	ruleClass       = rule("class", "class and option", "X.224 6.5.4 Table 3", osi.ErrUnsupported, uint8(transport.ReasonNegotiationFailed))
	ruleOwner       = rule("owner", "network connection", "X.224 6.1.1.3", osi.ErrState, 0)
	ruleReference   = rule("reference", "DST-REF", "X.224 6.9.1.4.2", osi.ErrValue, 0)
	ruleSrcRef      = rule("source-reference", "SRC-REF", "X.224 6.9.1.4.2 d", osi.ErrValue, 0)
	ruleUnassigned  = rule("unassigned-reference", "SRC-REF", "X.224 6.6.3", osi.ErrValue, 0)
	ruleSize        = rule("tpdu-size", "TPDU", "X.224 6.5.4 j", osi.ErrLength, 0)
	ruleRefusalSize = rule("refusal-size", "TPDU", "X.224 13.5.4", osi.ErrLength, 0)
)

func rule(id, field, clause string, kind osi.Kind, reason uint8) *osi.Rule {
	return &osi.Rule{ID: "class0." + id, Layer: osi.Transport, Field: field, Clause: clause, Kind: kind, Reason: reason}
}

var rules = [...]*osi.Rule{
	ruleTable, ruleClass, ruleOwner, ruleReference, ruleSrcRef, ruleUnassigned, ruleSize, ruleRefusalSize,
}

// Rules yields every rule that an error of this package can name, beside those of package
// transport.
func Rules() iter.Seq[*osi.Rule] { return slices.Values(rules[:]) }

// A StateError says that the standard does not allow an event in a state. It wraps an *osi.Error of
// kind [osi.ErrState]. Of a [Monitor], State is the one that the sender's end is in, at the latest,
// and Event the request that the TPDU comes from.
type StateError struct {
	Err   *osi.Error
	State State
	Event Event
}

// Error returns the fault in one line, which ends with event and state.
func (e *StateError) Error() string {
	return e.Err.Error() + ": " + e.Event.String() + " in " + e.State.String()
}

// Unwrap returns the *osi.Error.
func (e *StateError) Unwrap() error { return e.Err }

// stateError returns the error of an event that r does not allow in s. p is nil for one that is no
// TPDU.
func stateError(r *osi.Rule, s State, e Event, p transport.TPDU) error {
	err := &osi.Error{Rule: r}
	if p != nil {
		err.PDU, err.Offset, err.Got = p.String(), 1, codeOf(p)
	}
	return &StateError{Err: err, State: s, Event: e}
}

func fail(r *osi.Rule, pdu string, off, got, want int) error {
	return &osi.Error{Rule: r, PDU: pdu, Offset: off, Got: got, Want: want}
}

// eventOf returns the event that the receipt of p is.
func eventOf(p transport.TPDU) (e Event, ok bool) {
	switch p.(type) {
	case *transport.ConnectionRequest:
		return CR, true
	case *transport.ConnectionConfirm:
		return CC, true
	case *transport.DisconnectRequest:
		return DR, true
	case *transport.DisconnectConfirm:
		return DC, true
	case *transport.Data:
		return DT, true
	case *transport.ExpeditedData:
		return ED, true
	case *transport.DataAcknowledgement:
		return AK, true
	case *transport.ExpeditedAcknowledgement:
		return EA, true
	case *transport.Reject:
		return RJ, true
	case *transport.TPDUError:
		return ER, true
	}
	return 0, false // UD, which no connection has
}

// requestOf returns the event at the end that sends p; that of the receipt where no primitive leads
// to p.
func requestOf(p transport.TPDU) Event {
	e, _ := eventOf(p)
	if primitive, ok := requests[e]; ok {
		return primitive
	}
	return e
}

var requests = map[Event]Event{CR: TCONreq, CC: TCONresp, DR: TDISreq, DT: TDTreq, ED: TEXreq}

// codeOf returns the TPDU code without its low bits, X.224 13.1.
func codeOf(p transport.TPDU) int {
	e, _ := eventOf(p)
	return int([events]uint8{CR: 0xe0, CC: 0xd0, DR: 0x80, DC: 0xc0, AK: 0x60, EA: 0x20, DT: 0xf0, ED: 0x10, ER: 0x70, RJ: 0x50}[e])
}
