package relay

import (
	"github.com/osi-go/osi"
	"github.com/osi-go/osi/internal/text"
	"github.com/osi-go/osi/validate"
)

// Reason classifies how a connection ended. Reasons are errors, so that
//
//	errors.Is(err, relay.ErrIdle)
//
// asks the question however err is wrapped.
type Reason uint8

// The reasons.
const (
	ErrRejected    Reason = iota + 1 // a rejected unit ended the connection
	ErrIdle                          // both sides were silent
	ErrSlow                          // a unit did not arrive whole in time, or the initiator sent none
	ErrStalled                       // a side did not read what was for it
	ErrCut                           // a side ended its direction within a unit, which went nowhere, or within a TSDU whose TPDUs pass as they come
	ErrFailed                        // reading or writing failed
	ErrStopped                       // the context ended, and the time of grace after it
	ErrMessage                       // a message did not fit into the buffer
	ErrUnreachable                   // the dial function of RunDial failed
)

var reasonTexts = [...]string{
	"no reason", "unit rejected", "idle", "slow unit", "peer does not read", "end within a unit", "connection failed", "stopped",
	"message too long", "responder unreachable",
}

// Error returns the reason in words.
func (r Reason) Error() string { return text.Name(reasonTexts[:], r, "reason") }

// String returns the same text as Error.
func (r Reason) String() string { return r.Error() }

// An Error says why a connection ended, or which unit of the application Conn.Write refused.
type Error struct {
	Reason Reason
	// From is the direction at fault: who sent the rejected unit, or was to send the slow one. Of
	// ErrStalled it is who sent what the other side did not read. Of ErrIdle, ErrStopped and
	// ErrUnreachable it means nothing.
	From     osi.Direction
	Reaction validate.Reaction // of ErrRejected
	// Err is what happened: of ErrRejected the Verdict's Err, of ErrStopped the cause of the
	// context's end, of ErrUnreachable that of the dial function, otherwise that of the connection.
	// It may be nil.
	Err error
}

// Error returns the error in one line. Octets of the peers are never in it.
func (e *Error) Error() string {
	text := "relay: " + e.Reason.Error()
	switch e.Reason {
	case ErrIdle, ErrStopped, ErrUnreachable:
	case ErrStalled:
		text += ", octets from the " + e.From.String()
	case ErrRejected, ErrSlow, ErrCut, ErrFailed, ErrMessage:
		text += " from the " + e.From.String()
	}
	if e.Err != nil {
		text += ": " + e.Err.Error()
	}
	return text
}

// Unwrap returns the Reason and Err.
func (e *Error) Unwrap() []error {
	if e.Err == nil {
		return []error{e.Reason}
	}
	return []error{e.Reason, e.Err}
}

// Cause returns, for package github.com/pkg/errors, the [osi.Error] in Err; where there is none,
// Err or the Reason.
func (e *Error) Cause() error {
	if e.Err == nil {
		return e.Reason
	}
	if rule := osi.AsError(e.Err); rule != nil {
		return rule
	}
	return e.Err
}
