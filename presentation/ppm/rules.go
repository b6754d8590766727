package ppm

import (
	"iter"
	"slices"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/internal/octets"
	"github.com/osi-go/osi/presentation"
)

// stateRules are the rules of the state tables, one a table.
var stateRules = [tables]*osi.Rule{
	tableA21: stateRule("a21", "X.226 Amd.1 Table A.21"),
	tableA22: stateRule("a22", "X.226 Table A.22"),
	tableA23: stateRule("a23", "X.226 Table A.23, Amd.1 Table A.23"),
	tableA24: stateRule("a24", "X.226 Table A.24"),
	tableA25: stateRule("a25", "X.226 Table A.25"),
	tableA26: stateRule("a26", "X.226 Table A.26"),
	tableA27: stateRule("a27", "X.226 Table A.27"),
	tableA28: stateRule("a28", "X.226 Table A.28"),
	tableA29: stateRule("a29", "X.226 Table A.29"),
}

func stateRule(id, clause string) *osi.Rule {
	return newRule(id, "event", clause, osi.ErrState, presentation.AbortUnexpectedPPDU)
}

// The rules beside the tables.
var (
	ruleEvent    = newRule("event", "PPDU", "X.226 Table A.16", osi.ErrUnknown, presentation.AbortUnrecognizedPPDU)
	ruleDeletion = newRule("deletion", "presentation-context-deletion-list", "X.226 6.5.2.2; X.216 10.5.1.2",
		osi.ErrValue, presentation.AbortInvalidParameter)
	ruleReused = newRule("reused", "presentation-context-identifier", "X.226 6.5.2.1",
		osi.ErrDuplicate, presentation.AbortInvalidParameter)
	ruleList = newRule("list", "presentation-context-identifier-list", "X.226 6.4.2.1, 6.8.2.4, 6.8.4.5, 6.8.4.6, 6.8.4.11",
		osi.ErrValue, presentation.AbortInvalidParameter)
	ruleSyntax = newRule("transfer-syntax", "transfer-syntax-name", "X.226 8.4.2.7",
		osi.ErrValue, presentation.AbortInvalidParameter)
	ruleContext = newRule("context", "presentation-context-identifier", "X.226 6.1.2",
		osi.ErrValue, presentation.AbortInvalidParameter)
	ruleParity = newRule("parity", "presentation-context-identifier", "X.226 6.5.2.1",
		osi.ErrValue, presentation.AbortInvalidParameter)
	ruleAnswer = newRule("answer", "PPDU", "X.226 6.5.3, 6.2.3", osi.ErrState, presentation.AbortUnexpectedPPDU)
	ruleAwaits = newRule("awaits", "PPDU", "X.226 Table A.24", osi.ErrState, presentation.AbortUnexpectedPPDU)
	ruleUnit   = newRule("context-management", "PPDU", "X.226 6.5", osi.ErrState, presentation.AbortUnexpectedPPDU)
	ruleTyped  = newRule("typed-data", "PPDU", "X.226 6.6.3.2, Table A.20 p14", osi.ErrState, presentation.AbortUnexpectedPPDU)
	ruleCount  = newRule("results", "result list", "X.226 6.5.3.1, 6.5.3.2",
		osi.ErrLength, presentation.AbortInvalidParameter)
	ruleSelected = newRule("selected", "transfer-syntax-name", "X.226 6.5.3.1",
		osi.ErrValue, presentation.AbortInvalidParameter)
	ruleMode   = newRule("mode", "mode-selector", "X.226 6.2.3.1, 8.2", osi.ErrValue, presentation.AbortInvalidParameter)
	ruleStored = newRule("stored", "defined context sets stored", "limit",
		osi.ErrLimit, presentation.AbortReasonNotSpecified)
	ruleLimit = newRule("contexts", "presentation contexts proposed", "limit",
		osi.ErrLimit, presentation.AbortReasonNotSpecified)
)

func newRule(id, field, clause string, kind osi.Kind, reason presentation.AbortReason) *osi.Rule {
	return &osi.Rule{
		ID: "ppm." + id, Layer: osi.Presentation, Field: field, Clause: clause, Kind: kind,
		Reason: octets.Low8(uint64(reason)), //nolint:gosec // a named number
	}
}

// Rules yields every rule of this package that an error can name.
func Rules() iter.Seq[*osi.Rule] { return slices.Values(rules) }

var rules = slices.Concat(stateRules[:], []*osi.Rule{
	ruleEvent, ruleDeletion, ruleReused, ruleList, ruleSyntax, ruleContext, ruleParity, ruleAnswer, ruleAwaits, ruleUnit, ruleTyped,
	ruleCount, ruleSelected, ruleMode, ruleStored, ruleLimit,
})

// A StateError says that an event finds a blank cell, or one none of whose predicate expressions is
// true, A.4.1. It wraps an *osi.Error of kind osi.ErrState, whose rule names the table.
type StateError struct {
	Err   *osi.Error
	State State
	Event Event
	// Blank says that the cell is blank; otherwise values come from contexts that the predicates do
	// not allow.
	Blank bool
}

// Error returns the fault in one line, for example
//
//	presentation: TD: blank cell in STAI1 (X.226 Table A.25)
func (e *StateError) Error() string {
	what := ": no predicate is true in "
	if e.Blank {
		what = ": blank cell in "
	}
	return "presentation: " + e.Event.String() + what + e.State.String() + " (" + e.Err.Clause + ")"
}

// Unwrap returns the *osi.Error.
func (e *StateError) Unwrap() error { return e.Err }

func stateError(in *input, s State, blank bool) error {
	return &StateError{
		Err:   &osi.Error{Rule: stateRules[tableOf(in.event)], PDU: in.name()},
		State: s, Event: in.event, Blank: blank,
	}
}

func fail(r *osi.Rule, pdu string, got, want int) error {
	return &osi.Error{Rule: r, PDU: pdu, Got: got, Want: want}
}
