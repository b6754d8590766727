package spm

import (
	"fmt"
	"iter"
	"slices"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/internal/text"
	"github.com/osi-go/osi/session"
)

//go:generate go run gen.go
//go:generate go run github.com/osi-go/osi/internal/text/generate

// A State is a state of the session protocol machine, X.225 Table A.2 and Amd.1. The zero State is
// STA01: idle, no transport connection.
type State uint8

// String returns the name as printed: "STA713"; "state(99)" for a number that names none.
func (s State) String() string { return text.Name(stateNames[:], s, "state") }

// states is a set of States.
type states uint64

func (s states) has(one State) bool { return s>>one&1 != 0 }

// An Event is an incoming or outgoing event, X.225 Tables A.1 and A.3 and Amd.1.
type Event uint8

// String returns the name as printed: "SSYNmreq"; "event(250)" for a number that names none.
func (e Event) String() string { return text.Name(eventNames[:], e, "event") }

// A StateError says that an event may not happen in a state: the cell of the table is blank, no
// predicate holds, or the SPDU has not what clause 7 has its sender put into it. It wraps the
// [*osi.Error] that names the rule.
type StateError struct {
	Err   *osi.Error
	State State // before the event
	Event Event
}

// Error returns the text of the wrapped error, the event and the state.
func (e *StateError) Error() string {
	return e.Err.Error() + ": " + e.Event.String() + " in " + e.State.String()
}

// Unwrap returns the [*osi.Error].
func (e *StateError) Unwrap() error { return e.Err }

// Format prints the text of Error; %+v adds what [osi.Error] adds.
func (e *StateError) Format(s fmt.State, verb rune) {
	if verb == 'v' && s.Flag('+') {
		fmt.Fprintf(s, "%+v: %v in %v", e.Err, e.Event, e.State)
		return
	}
	fmt.Fprintf(s, fmt.FormatString(s, verb), e.Error())
}

// A refusal is what a StateError is made of; the zero refusal is none.
type refusal struct {
	rule  *osi.Rule
	state State
	event Event
}

func (r refusal) refused() bool { return r.rule != nil }

// err returns the error that says r of p, which is nil for an event without an SPDU.
func (r refusal) err(p session.SPDU) error {
	if r.rule == nil {
		return nil
	}
	e := &StateError{Err: &osi.Error{Rule: r.rule}, State: r.state, Event: r.event}
	if p != nil {
		e.Err.PDU, e.Err.Got = p.String(), int(p.Type().SI())
	}
	return e
}

func rule(id, field, clause string, kind osi.Kind) *osi.Rule {
	return &osi.Rule{ID: "spm." + id, Layer: osi.Session, Field: field, Clause: clause, Kind: kind}
}

// tableRules has the rule of Table A.8 first.
var tableRules = [...]*osi.Rule{
	rule("a8", "connection establishment", "X.225 Table A.8", osi.ErrState),
	rule("a9", "data transfer", "X.225 Table A.9", osi.ErrState),
	rule("a10", "synchronization", "X.225 Table A.10", osi.ErrState),
	rule("a11", "resynchronization", "X.225 Table A.11", osi.ErrState),
	rule("a12", "activity interrupt and discard", "X.225 Table A.12", osi.ErrState),
	rule("a13", "activity start and resume, capability data", "X.225 Table A.13", osi.ErrState),
	rule("a14", "token management and exceptions", "X.225 Table A.14", osi.ErrState),
	rule("a15", "connection release", "X.225 Table A.15", osi.ErrState),
	rule("a16", "abort", "X.225 Table A.16", osi.ErrState),
	rule("a17", "connection establishment", "X.225 Table A.17", osi.ErrState),
	rule("a18", "data transfer", "X.225 Table A.18", osi.ErrState),
	rule("a19", "synchronization", "X.225 Table A.19", osi.ErrState),
	rule("a20", "resynchronization", "X.225 Table A.20", osi.ErrState),
	rule("a21", "activity interrupt and discard", "X.225 Table A.21", osi.ErrState),
	rule("a22", "activity start and resume, capability data", "X.225 Table A.22", osi.ErrState),
	rule("a23", "token management and exceptions", "X.225 Table A.23", osi.ErrState),
	rule("a24", "connection release", "X.225 Table A.24", osi.ErrState),
	rule("a25", "abort", "X.225 Table A.25", osi.ErrState),
}

var (
	ruleSyncSerial   = rule("sync-serial", "Serial Number", "X.225 7.20.1, 7.22.1, 7.35.1", osi.ErrState)
	ruleAckSerial    = rule("ack-serial", "Serial Number", "X.225 7.23.1, 7.36.1", osi.ErrState)
	ruleResyncSerial = rule("resync-serial", "Serial Number", "X.225 7.24.1, 7.24.3.1", osi.ErrState)
	ruleResyncAck    = rule("resync-ack", "Serial Number", "X.225 7.25.1", osi.ErrState)
	ruleResyncTokens = rule("resync-ack-tokens", "Token Setting Item", "X.225 7.25.2.1, 7.25.3.1", osi.ErrState)
	rulePrepare      = rule("prepare", "PREPARE", "X.225 7.26.2", osi.ErrState)
	ruleReport       = rule("report", "EXCEPTION REPORT", "X.225 A.4.1.2", osi.ErrState)
	ruleProvider     = rule("provider", "SPDU of the SPM", "X.225 A.4.2", osi.ErrState)
	ruleParameter    = rule("parameter", "Serial Number or Resync Type", "X.225 8.3.24, 8.3.25, 8.3.30", osi.ErrMissing)
	ruleNumber       = rule("number-limit", "Serial Number", "limit", osi.ErrLimit)
	ruleQueue        = rule("queue-limit", "queued events", "limit", osi.ErrLimit)
)

var rules = slices.Concat(tableRules[:], []*osi.Rule{
	ruleSyncSerial, ruleAckSerial, ruleResyncSerial, ruleResyncAck, ruleResyncTokens, rulePrepare, ruleReport, ruleProvider,
	ruleParameter, ruleNumber, ruleQueue,
})

// Rules yields every rule that an error of this package can name.
func Rules() iter.Seq[*osi.Rule] { return slices.Values(rules) }
