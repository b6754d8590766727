package socket

import (
	"errors"
	"fmt"

	"github.com/osi-go/osi/x25"
)

// The errors of the package beside [ClearedError] and [LinkError].
var (
	// ErrUnacknowledged is the error of Close and Clear if they have discarded data that were written
	// and not acknowledged by the far end.
	ErrUnacknowledged = errors.New("x25/socket: data not acknowledged were discarded")

	// ErrIncomplete is the error of every WriteMessage after one that a deadline has cut short: the
	// kernel has sent a part with M=1 and would join the next message to it.
	ErrIncomplete = errors.New("x25/socket: a message was cut short by a deadline")

	// ErrNoAnswer is the error of Dial if nobody has answered the call within T21 of the kernel.
	ErrNoAnswer = errors.New("x25/socket: no answer to the call")
)

// A ClearedError says that the far end or the network has cleared the call, or refused it.
type ClearedError struct {
	Cause      x25.ClearCause
	Diagnostic x25.Diagnostic
	Unread     bool // the kernel has discarded messages that were received and not read
}

// Error returns cause and diagnostic in words and in hex, "x25/socket: call cleared: number busy
// (01), no additional information (00)", and says if unread data were lost.
func (e *ClearedError) Error() string {
	return fmt.Sprintf("x25/socket: call cleared: %v (%02x), %v (%02x)%s",
		e.Cause, uint8(e.Cause), e.Diagnostic, uint8(e.Diagnostic), unreadText(e.Unread))
}

// A LinkError says that the call has ended with its link: by a restart, a failure of layer 2, or a
// CLEAR that was not confirmed.
type LinkError struct {
	Err    error // of the system
	Unread bool  // the kernel has discarded messages that were received and not read
}

// Error returns the error of the system behind "x25/socket: link restarted or down: ", and says if
// unread data were lost.
func (e *LinkError) Error() string {
	return fmt.Sprintf("x25/socket: link restarted or down: %v%s", e.Err, unreadText(e.Unread))
}

// Unwrap returns the error of the system.
func (e *LinkError) Unwrap() error { return e.Err }

func unreadText(lost bool) string {
	if lost {
		return "; unread data lost"
	}
	return ""
}
