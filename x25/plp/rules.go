package plp

import (
	"fmt"
	"iter"
	"slices"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/x25"
)

// The rules of the state tables. Reason is the diagnostic of the state.
var (
	ruleR1 = rule("r1", "packet type identifier", "X.25 Table C-2", osi.ErrState, x25.DiagStateR1)
	ruleR2 = rule("r2", "packet type identifier", "X.25 Table C-2", osi.ErrState, x25.DiagStateR2)
	ruleR3 = rule("r3", "packet type identifier", "X.25 Table C-2", osi.ErrState, x25.DiagStateR3)
	ruleP1 = rule("p1", "packet type identifier", "X.25 Table C-3", osi.ErrState, x25.DiagStateP1)
	ruleP2 = rule("p2", "packet type identifier", "X.25 Table C-3", osi.ErrState, x25.DiagStateP2)
	ruleP3 = rule("p3", "packet type identifier", "X.25 Table C-3", osi.ErrState, x25.DiagStateP3)
	ruleP4 = rule("p4", "packet type identifier", "X.25 Table C-3", osi.ErrState, x25.DiagStateP4)
	ruleP5 = rule("p5", "packet type identifier", "X.25 Table C-3", osi.ErrState, x25.DiagStateP5)
	ruleP6 = rule("p6", "packet type identifier", "X.25 Table C-3", osi.ErrState, x25.DiagStateP6)
	ruleP7 = rule("p7", "packet type identifier", "X.25 Table C-3", osi.ErrState, x25.DiagStateP7)
	ruleD1 = rule("d1", "packet type identifier", "X.25 Table C-4", osi.ErrState, x25.DiagStateD1)
	ruleD2 = rule("d2", "packet type identifier", "X.25 Table C-4", osi.ErrState, x25.DiagStateD2)
	ruleD3 = rule("d3", "packet type identifier", "X.25 Table C-4", osi.ErrState, x25.DiagStateD3)
)

// The other rules of the protocol.
var (
	ruleModulo     = rule("modulo", "general format identifier", "X.25 5.1.1", osi.ErrValue, x25.DiagInvalidGFI)
	ruleUnassigned = rule("unassigned", "logical channel identifier", "X.25 Table C-1", osi.ErrState, x25.DiagUnassigned)
	ruleLCI        = rule("non-zero-lci", "logical channel identifier", "X.25 Table C-3", osi.ErrState, x25.DiagNonZeroLCI)
	ruleType       = rule("type", "packet type identifier", "X.25 Table C-1", osi.ErrState, x25.DiagUnidentifiable)
	rulePermanent  = rule("permanent", "packet type identifier", "X.25 4.2", osi.ErrState, x25.DiagTypeOnPVC)
	rulePS         = rule("ps", "P(S)", "X.25 4.4.1", osi.ErrState, x25.DiagInvalidPS)
	rulePR         = rule("pr", "P(R)", "X.25 4.4.1.3", osi.ErrState, x25.DiagInvalidPR)
	ruleWindow     = rule("window", "P(S)", "X.25 4.4.1.2", osi.ErrState, x25.DiagInvalidPS)
	ruleNotReady   = rule("not-ready", "packet type identifier", "X.25 4.4.1.5", osi.ErrState, x25.DiagInvalidPS)
	ruleSize       = rule("packet-size", "user data", "X.25 4.3.2", osi.ErrLength, x25.DiagTooLong)
	ruleQualifier  = rule("qualifier", "Q bit", "X.25 4.3.6", osi.ErrState, x25.DiagInconsistentQ)
	rulePartial    = rule("partially-full", "M bit", "ISO/IEC 8208 6.7", osi.ErrState, x25.DiagPartiallyFull)
	ruleDelivery   = rule("delivery", "D bit", "X.25 4.3.3", osi.ErrState, x25.DiagNoDBit)
	ruleInterrupt  = rule("interrupt", "packet type identifier", "X.25 4.3.7", osi.ErrState, x25.DiagInterrupt)
	ruleIntConf    = rule("interrupt-confirmation", "packet type identifier", "X.25 4.3.7", osi.ErrState, x25.DiagInterruptConfirmation)
	ruleNoReject   = rule("no-reject", "packet type identifier", "X.25 6.4", osi.ErrState, x25.DiagNoReject)
	ruleRepeated   = rule("repeated", "user data", "X.25 6.4", osi.ErrState, x25.DiagInvalidPS)
	ruleReject     = rule("reject", "P(R)", "X.25 6.4", osi.ErrState, x25.DiagReject)

	ruleOneWay   = rule("one-way", "logical channel identifier", "X.25 6.7, 6.8", osi.ErrState, x25.DiagOneWay)
	ruleBarred   = rule("barred", "packet type identifier", "X.25 6.5, 6.6", osi.ErrState, x25.DiagCallBarred)
	ruleTOANPI   = rule("toanpi", "address block", "X.25 6.28", osi.ErrState, x25.DiagTOANPI)
	ruleFlow     = rule("flow-control", "facility code", "X.25 6.12", osi.ErrState, x25.DiagFacilityCode)
	ruleThrough  = rule("throughput", "facility code", "X.25 6.13", osi.ErrState, x25.DiagFacilityCode)
	ruleGroup    = rule("closed-user-group", "facility parameter", "X.25 6.14", osi.ErrState, x25.DiagFacilityParameter)
	ruleFast     = rule("fast-select", "facility parameter", "X.25 6.17", osi.ErrState, x25.DiagNoFastSelect)
	ruleReverse  = rule("reverse-charging", "facility parameter", "X.25 6.19", osi.ErrState, x25.DiagFacilityParameter)
	ruleDeflect  = rule("deflection", "facility code", "X.25 6.25", osi.ErrState, x25.DiagFacilityCode)
	ruleRegister = rule("registration", "packet type identifier", "X.25 6.1", osi.ErrState, x25.DiagFacilityCode)
	ruleElement  = rule("registration-element", "registration element", "X.25 7.3", osi.ErrValue, x25.DiagFacilityParameter)
	ruleCalls    = rule("registration-calls", "registration element", "X.25 6.1", osi.ErrState, x25.DiagFacilityParameter)

	ruleReceipt = rule("receipt", "D bit", "X.223 6.2.3", osi.ErrState, x25.DiagNoDBit)
	ruleEmpty   = rule("empty-nsdu", "NSDU", "X.223 12 c", osi.ErrLength, x25.DiagNone)
	ruleBusy    = rule("busy", "NSDU", "limit", osi.ErrLimit, x25.DiagNone)

	ruleRole     = rule("role", "packet type identifier", "ISO/IEC 8208 4.5", osi.ErrState, x25.DiagNone)
	ruleTimer    = rule("timer", "timer", "X.25 Annex D", osi.ErrState, x25.DiagTimeExpired)
	ruleProfile  = rule("profile", "subscription", "X.25 Annex A", osi.ErrValue, x25.DiagNone)
	ruleClosed   = rule("closed", "packet type identifier", "closed", osi.ErrState, x25.DiagNone) // the CLEAR or RESET of a Reply is not confirmed
	ruleChannels = rule("channel-limit", "logical channels", "limit", osi.ErrLimit, x25.DiagResource)
)

func rule(id, field, clause string, kind osi.Kind, reason x25.Diagnostic) *osi.Rule {
	return &osi.Rule{ID: "plp." + id, Layer: osi.X25, Field: field, Clause: clause, Kind: kind, Reason: uint8(reason)}
}

var rules = [...]*osi.Rule{
	ruleR1, ruleR2, ruleR3, ruleP1, ruleP2, ruleP3, ruleP4, ruleP5, ruleP6, ruleP7, ruleD1, ruleD2, ruleD3,
	ruleModulo, ruleUnassigned, ruleLCI, ruleType, rulePermanent, rulePS, rulePR, ruleWindow, ruleNotReady, ruleSize, ruleQualifier,
	rulePartial, ruleDelivery, ruleInterrupt, ruleIntConf, ruleNoReject, ruleRepeated, ruleReject, ruleOneWay, ruleBarred, ruleTOANPI, ruleFlow,
	ruleThrough, ruleGroup, ruleFast, ruleReverse, ruleDeflect, ruleRegister, ruleElement, ruleCalls, ruleRole, ruleTimer, ruleProfile, ruleChannels,
	ruleReceipt, ruleEmpty, ruleBusy, ruleClosed,
}

// Rules yields every rule that an error of this package can name, beside those of package x25.
// Reason is an [x25.Diagnostic].
func Rules() iter.Seq[*osi.Rule] { return slices.Values(rules[:]) }

var stateRules = [states]*osi.Rule{
	ruleR1, ruleR2, ruleR3, ruleP1, ruleP2, ruleP3, ruleP4, ruleP5, ruleP6, ruleP7, ruleD1, ruleD2, ruleD3,
}

// diagnosticRules has the rules that a packet breaks where the table of its state has one of these
// diagnostics.
var diagnosticRules = [256]*osi.Rule{
	x25.DiagInvalidGFI: ruleModulo, x25.DiagUnassigned: ruleUnassigned, x25.DiagNonZeroLCI: ruleLCI, x25.DiagTypeOnPVC: rulePermanent,
	x25.DiagNoReject: ruleNoReject, x25.DiagUnidentifiable: ruleType,
}

// ruleOf returns the rule that a packet breaks in a state where the table has the diagnostic.
func ruleOf(at State, d x25.Diagnostic) *osi.Rule {
	if r := diagnosticRules[d]; r != nil {
		return r
	}
	return stateRules[at]
}

// A StateError says that an event is not allowed in the state, or by what both ends have agreed on.
// It wraps the *osi.Error that names the rule, which is one of this package or, for what a packet
// holds, of package x25.
type StateError struct {
	Err     *osi.Error
	Channel uint16
	State   State // before the event: that of the table that refuses it
	Event   Event
}

// Error returns the fault in one line, which ends with event, state and channel.
func (e *StateError) Error() string {
	return fmt.Sprintf("%v: %v in %v of channel %d", e.Err, e.Event, e.State, e.Channel)
}

// Unwrap returns the *osi.Error.
func (e *StateError) Unwrap() error { return e.Err }

// turnError returns the error of a packet that may not come in a state.
func turnError(at State, e Event, p x25.Packet) *StateError {
	return typeError(stateRules[at], at, e, p)
}

// typeError returns the error of a packet whose type breaks r.
func typeError(r *osi.Rule, at State, e Event, p x25.Packet) *StateError {
	t := p.Type()
	return stateError(r, p.Channel(), at, e, t, 2, int(t), 0)
}

// stateError returns the error of an event that breaks r. t is x25.TypeNone for a timer.
func stateError(r *osi.Rule, lci uint16, at State, e Event, t x25.Type, off, got, want int) *StateError {
	return &StateError{Err: fail(r, t, off, got, want), Channel: lci, State: at, Event: e}
}

func fail(r *osi.Rule, t x25.Type, off, got, want int) *osi.Error {
	return &osi.Error{Rule: r, PDU: t.String(), Offset: off, Got: got, Want: want}
}
