package socket

import (
	"context"
	"errors"
	"fmt"
	"os"
	"sync/atomic"
	"syscall"
	"time"
)

// A descriptor is a socket for which the runtime waits.
type descriptor struct {
	file   *os.File
	raw    syscall.RawConn
	closed atomic.Bool
}

func newDescriptor(fd int) (*descriptor, error) {
	f := os.NewFile(uintptr(fd), "x25")
	if f == nil {
		return nil, errors.Join(fmt.Errorf("x25/socket: %w", os.ErrInvalid), closeSocket(fd))
	}
	raw, err := f.SyscallConn()
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return &descriptor{file: f, raw: raw}, nil
}

// do runs f with the socket.
func (d *descriptor) do(f func(fd int) error) error {
	var failed error
	err := d.raw.Control(func(fd uintptr) { failed = f(int(fd)) })
	return d.outcome(err, failed)
}

// An attempt is a function on a socket that is repeated until done is true or it fails.
type attempt func(fd int) (done bool, err error)

// read repeats f whenever the socket may have become readable.
func (d *descriptor) read(f attempt) error { return d.repeat(d.raw.Read, f) }

// write repeats f whenever the socket may have become writable.
func (d *descriptor) write(f attempt) error { return d.repeat(d.raw.Write, f) }

func (d *descriptor) repeat(when func(func(fd uintptr) bool) error, f attempt) error {
	var failed error
	err := when(func(fd uintptr) bool {
		var done bool
		done, failed = f(int(fd))
		return done || failed != nil
	})
	return d.outcome(err, failed)
}

// poll repeats f every 1 to 20 ms: the kernel wakes nobody for what f asks.
func (d *descriptor) poll(ctx context.Context, f attempt) error {
	for wait := time.Millisecond; ; wait = min(wait+time.Millisecond, 20*time.Millisecond) {
		var done bool
		err := d.do(func(fd int) (err error) {
			done, err = f(fd)
			return err
		})
		if err != nil || done {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(wait):
		}
	}
}

// outcome returns failed, the error of a function on the socket, or err, why it did not run.
func (d *descriptor) outcome(err, failed error) error {
	switch {
	case failed != nil:
		return failed
	case err == nil:
		return nil
	case d.closed.Load():
		return fmt.Errorf("x25/socket: %w", os.ErrClosed)
	}
	return fmt.Errorf("x25/socket: %w", err)
}

// until makes reads and writes end with ctx, by a deadline. When they are over the caller calls
// stop, which removes the deadline.
func (d *descriptor) until(ctx context.Context) (stop func()) {
	done := make(chan struct{})
	cancel := context.AfterFunc(ctx, func() {
		_ = d.file.SetDeadline(time.Unix(1, 0)) // fails only on a closed file
		close(done)
	})
	return func() {
		if !cancel() {
			<-done
			_ = d.file.SetDeadline(time.Time{})
		}
	}
}

func (d *descriptor) close() error {
	if d.closed.Swap(true) {
		return fmt.Errorf("x25/socket: %w", os.ErrClosed)
	}
	return d.file.Close()
}
