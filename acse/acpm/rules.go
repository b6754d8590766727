package acpm

import (
	"iter"
	"slices"

	"github.com/osi-go/osi"
)

var (
	ruleTable   = &osi.Rule{ID: "acpm.a5", Layer: osi.ACSE, Field: "event", Clause: "X.227 Table A.5", Kind: osi.ErrState}
	ruleEvent   = &osi.Rule{ID: "acpm.event", Layer: osi.ACSE, Field: "APDU", Clause: "X.227 Table A.1", Kind: osi.ErrUnknown}
	ruleCarrier = &osi.Rule{ID: "acpm.carrier", Layer: osi.ACSE, Field: "APDU", Clause: "X.227 Table 8", Kind: osi.ErrState}
	ruleMissing = &osi.Rule{ID: "acpm.missing", Layer: osi.ACSE, Field: "APDU", Clause: "X.227 6.3, Table 8", Kind: osi.ErrMissing}

	rules = [...]*osi.Rule{ruleTable, ruleEvent, ruleCarrier, ruleMissing}
)

// Rules yields the rules of this package.
func Rules() iter.Seq[*osi.Rule] { return slices.Values(rules[:]) }

// A StateError says that a state does not allow an event: its cell of Table A.5 is blank, or none
// of the predicates in it is true, A.3.1. It wraps an *osi.Error of kind osi.ErrState.
type StateError struct {
	Err   *osi.Error
	State State // of the machine; from a Monitor: one of those that the end may be in
	Event Event
	Blank bool // the cell is blank
}

// Error returns the fault in one line, for example
//
//	acse: RLRQ: blank cell in STA1 (X.227 Table A.5)
func (e *StateError) Error() string {
	what := ": no predicate is true in "
	if e.Blank {
		what = ": blank cell in "
	}
	return "acse: " + e.Event.String() + what + e.State.String() + " (" + e.Err.Clause + ")"
}

// Unwrap returns the *osi.Error.
func (e *StateError) Unwrap() error { return e.Err }
