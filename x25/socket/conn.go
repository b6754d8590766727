package socket

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"sync"
	"time"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/x25"
)

// MaxMessage is the largest number of octets of a message. The limit of the kernel is 65 535, of
// which the Q bit takes one.
const MaxMessage = 65534

// A Conn is a call. Its methods may be called concurrently: a ReadMessage waits for the one before
// it to end, and so does a WriteMessage or WriteInterrupt for the write before it.
type Conn struct {
	*descriptor
	call   Call
	answer []byte

	reading, writing sync.Mutex
	in, out, urgent  message
	incomplete       bool // a message was cut short; guarded by writing

	mu     sync.Mutex // held in each system call that X25_QBITINCL changes
	reason error      // why the call is over; guarded by mu
}

func newConn(fd int) (*Conn, error) {
	d, err := newDescriptor(fd)
	if err != nil {
		return nil, err
	}
	return &Conn{descriptor: d}, nil
}

// Call returns what both ends have agreed on: the facilities and address extensions of the
// acceptance. What the acceptance leaves out of throughput, reverse charging and address extensions
// is that of the call request. UserData is that of the call request and must not be modified.
func (c *Conn) Call() Call { return c.call }

// Answer returns the called user data of the acceptance. It is nil at the called end, and without
// fast select. It must not be modified.
func (c *Conn) Answer() []byte { return c.answer }

// WriteMessage sends p as one M-bit sequence, whose Q bit is q. An empty p is a DATA packet without
// user data. WriteMessage returns when the kernel has taken all of p, which is not kept.
// [Conn.Flush] waits for the far end.
//
// A p of more than MaxMessage octets is [io.ErrShortBuffer]. If a deadline passes within a message,
// the message is cut short, and every later WriteMessage is ErrIncomplete. At the end of the call
// the error is a [*ClearedError] or a [*LinkError].
func (c *Conn) WriteMessage(p []byte, q bool) error {
	if len(p) > MaxMessage {
		return fmt.Errorf("x25/socket: message of %d octets: %w", len(p), io.ErrShortBuffer)
	}
	c.writing.Lock()
	defer c.writing.Unlock()
	if c.incomplete {
		return ErrIncomplete
	}
	sent := 0
	err := c.write(func(fd int) (bool, error) {
		c.mu.Lock()
		n, again, err := c.out.send(fd, p[sent:], q)
		c.mu.Unlock()
		switch {
		case again:
			return false, nil
		case err != nil:
			return true, c.over(fd, err)
		}
		// What the kernel had no room for is sent as a further message: it joins the part before,
		// which went with M=1.
		sent += n
		return sent == len(p), nil
	})
	c.incomplete = err != nil && sent > 0
	return err
}

// ReadMessage receives one M-bit sequence of n octets into p; q is its Q bit. An n of 0 is a
// message without octets, and not the end of the call.
//
// If p may be too short, the error is [io.ErrShortBuffer], n is a length that suffices, and the
// message waits for the next ReadMessage. MaxMessage octets always suffice. At the end of the call
// the error is a [*ClearedError] or a [*LinkError].
func (c *Conn) ReadMessage(p []byte) (n int, q bool, err error) {
	c.reading.Lock()
	defer c.reading.Unlock()
	err = c.read(func(fd int) (bool, error) {
		if len(p) < MaxMessage {
			const header = 3 // at least
			if w, err := waiting(fd); err != nil || w-header > len(p) {
				n = w - header
				return true, errors.Join(err, shortBuffer(n, len(p)))
			}
		}
		var again, cut bool
		var err error
		c.mu.Lock()
		n, q, cut, again, err = c.in.receive(fd, p, false)
		c.mu.Unlock()
		switch {
		case again:
			return false, nil
		case err != nil:
			return true, c.over(fd, err)
		case cut:
			return true, fmt.Errorf("x25/socket: the rest of a message was lost: %w", io.ErrShortBuffer)
		}
		return true, nil
	})
	return n, q, err
}

func shortBuffer(need, have int) error {
	return fmt.Errorf("x25/socket: message of up to %d octets, buffer of %d: %w", need, have, io.ErrShortBuffer)
}

// WriteInterrupt queues an INTERRUPT with the user data p, which is not kept. The kernel sends it
// ahead of data, as soon as the INTERRUPT before it is confirmed, and does not tell when it has.
//
// A p of other than 1 to 32 octets is an [*osi.Error] of kind [osi.ErrMissing] or [osi.ErrLength].
// At the end of the call the error is a [*ClearedError] or a [*LinkError].
func (c *Conn) WriteInterrupt(p []byte) error {
	check := x25.Interrupt{Header: x25.Header{LCI: 1}, UserData: p}
	if _, err := check.AppendBinary(nil); err != nil {
		return err
	}
	c.writing.Lock()
	defer c.writing.Unlock()
	return c.write(func(fd int) (bool, error) {
		c.mu.Lock()
		again, err := c.urgent.interrupt(fd, p)
		c.mu.Unlock()
		if err == nil || again {
			return !again, nil
		}
		return true, c.over(fd, err)
	})
}

// ReadInterrupt waits for an INTERRUPT and receives its user data, n octets, into p. The kernel
// confirms an INTERRUPT when it comes and wakes nobody, so ReadInterrupt polls every 1 to 20 ms. It
// ends with ctx; deadlines do not apply to it.
//
// What does not fit into p is lost, and the error is [io.ErrShortBuffer]. [x25.MaxInterrupt] octets
// suffice, unless the far end sends more than X.25 permits. At the end of the call the error is a
// [*ClearedError] or a [*LinkError].
func (c *Conn) ReadInterrupt(ctx context.Context, p []byte) (n int, err error) {
	var m message
	err = c.poll(ctx, func(fd int) (bool, error) {
		c.mu.Lock()
		got, _, cut, again, err := m.receive(fd, p, true)
		c.mu.Unlock()
		n = got
		switch {
		case again:
			return false, nil
		case cut:
			return true, fmt.Errorf("x25/socket: the rest of an interrupt was lost: %w", io.ErrShortBuffer)
		case err != nil:
			return true, c.over(fd, err)
		}
		return true, nil
	})
	return n, err
}

// Flush waits until the far end, or the network, has acknowledged all that was written. It polls
// every 1 to 20 ms and ends with ctx; deadlines do not apply to it. A Linux receiver delays its
// acknowledgement, and so Flush, by 3 seconds or until its window is full. At the end of the call
// the error is a [*ClearedError] or a [*LinkError].
func (c *Conn) Flush(ctx context.Context) error {
	return c.poll(ctx, func(fd int) (bool, error) {
		if _, err := name(fd, true); err != nil {
			return true, c.over(fd, err)
		}
		n, err := queued(fd)
		return n == 0, err
	})
}

// SetDeadline sets the deadline of ReadMessage, WriteMessage and WriteInterrupt. The zero time is
// no deadline. The error of a method whose deadline has passed is [os.ErrDeadlineExceeded].
func (c *Conn) SetDeadline(t time.Time) error { return c.outcome(c.file.SetDeadline(t), nil) }

// SetReadDeadline sets the deadline of ReadMessage.
func (c *Conn) SetReadDeadline(t time.Time) error { return c.outcome(c.file.SetReadDeadline(t), nil) }

// SetWriteDeadline sets the deadline of WriteMessage and WriteInterrupt.
func (c *Conn) SetWriteDeadline(t time.Time) error { return c.outcome(c.file.SetWriteDeadline(t), nil) }

// Close clears the call with cause 00, DTE originated, and diagnostic 00. See [Conn.Clear].
func (c *Conn) Close() error { return c.Clear(x25.ClearDTE, 0) }

// Clear clears the call with a cause and a diagnostic, and releases the socket. It only releases
// the socket of a call that is over. Data that were written and not acknowledged are discarded: the
// error is then ErrUnacknowledged.
//
// The cause of a DTE is 00, or 80 to FF (X.25 5.2.4). Any other is an [*osi.Error] of kind
// [osi.ErrValue], and the call goes on.
func (c *Conn) Clear(cause x25.ClearCause, diagnostic x25.Diagnostic) error {
	check := x25.ClearRequest{
		Header: x25.Header{Format: x25.Format{Sender: osi.DTE}, LCI: 1},
		Cause:  cause, Diagnostic: osi.Some(diagnostic),
	}
	if _, err := check.AppendBinary(nil); err != nil {
		return err
	}
	discarded := 0
	err := c.do(func(fd int) error {
		if _, err := name(fd, true); err != nil {
			return nil // over: there is nothing to clear
		}
		var err error
		if discarded, err = queued(fd); err != nil {
			return err
		}
		return control(fd, setCause, &causeDiagnostic{uint8(cause), uint8(diagnostic)})
	})
	if errors.Is(err, os.ErrClosed) {
		return err
	}
	if err := errors.Join(err, c.close()); err != nil || discarded == 0 {
		return err
	}
	return ErrUnacknowledged
}

// over returns why the call has ended, if err says that it has; otherwise err.
func (c *Conn) over(fd int, err error) error {
	isOver, reason := callEnded(err)
	if !isOver {
		return err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.reason != nil {
		return c.reason
	}
	if reason == nil {
		if reason, err = failure(fd); err != nil {
			return err
		}
	}
	var cause causeDiagnostic
	if err := control(fd, getCause, &cause); err != nil {
		return err
	}
	n, err := waiting(fd)
	if err != nil {
		return err
	}
	if c.reason = error(&LinkError{Err: reason, Unread: n > 0}); !linkFailed(reason) {
		c.reason = &ClearedError{x25.ClearCause(cause.Cause), x25.Diagnostic(cause.Diagnostic), n > 0}
	}
	return c.reason
}

// learn sets c.call to what the kernel has for the call, and returns the user data that came.
func (c *Conn) learn(fd int) (userData []byte, err error) {
	var k facilities
	var d dteFacilities
	var u callUserData
	err = errors.Join(control(fd, getFacilities, &k), control(fd, getDTEFacilities, &d), control(fd, getUserData, &u))
	if err != nil {
		return nil, err
	}
	c.call.agreed(k, d)
	return u.octets(), nil
}
