package socket

import (
	"errors"
	"fmt"

	"github.com/osi-go/osi/x25"
)

// The errors that a program may want to tell apart. Others are those of the system.
var (
	// ErrUnacknowledged is what Close and Clear return when they discarded data that had been
	// written and that the far end had not acknowledged.
	ErrUnacknowledged = errors.New("x25/socket: data not acknowledged were discarded")

	// ErrIncomplete is what every write returns after one that ended, by a deadline, within a
	// message: the kernel has sent a part with M=1 and would join the next message to it.
	ErrIncomplete = errors.New("x25/socket: a message was cut short by a deadline")

	// ErrNoAnswer is what Dial returns when the call was not answered within T21 of the kernel.
	ErrNoAnswer = errors.New("x25/socket: no answer to the call")
)

// A ClearedError says that the call was cleared, or refused, by the far end or by the network.
type ClearedError struct {
	Cause      x25.ClearCause
	Diagnostic x25.Diagnostic
	Unread     bool // messages had been received, and the kernel discarded them
}

// Error returns "x25/socket: call cleared: number busy, no additional information".
func (e *ClearedError) Error() string {
	return fmt.Sprintf("x25/socket: call cleared: %v (%02x), %v (%02x)%s",
		e.Cause, uint8(e.Cause), e.Diagnostic, uint8(e.Diagnostic), unread(e.Unread))
}

// A LinkError says that the call ended with its link: a restart, a failure of layer 2, or a
// CLEAR that was not confirmed.
type LinkError struct {
	Err    error // of the system
	Unread bool  // messages had been received, and the kernel discarded them
}

// Error returns "x25/socket: link restarted or down: network is unreachable".
func (e *LinkError) Error() string {
	return fmt.Sprintf("x25/socket: link restarted or down: %v%s", e.Err, unread(e.Unread))
}

// Unwrap returns the error of the system.
func (e *LinkError) Unwrap() error { return e.Err }

func unread(lost bool) string {
	if lost {
		return "; unread data lost"
	}
	return ""
}
