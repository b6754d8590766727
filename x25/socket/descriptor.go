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

// descriptor is a socket that the runtime polls.
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

// read runs f until it returns true, whenever the socket may have become readable.
func (d *descriptor) read(f func(fd int) (done bool, err error)) error {
	var failed error
	err := d.raw.Read(func(fd uintptr) bool {
		var done bool
		done, failed = f(int(fd))
		return done || failed != nil
	})
	return d.outcome(err, failed)
}

// write runs f until it returns true, whenever the socket may have become writable.
func (d *descriptor) write(f func(fd int) (done bool, err error)) error {
	var failed error
	err := d.raw.Write(func(fd uintptr) bool {
		var done bool
		done, failed = f(int(fd))
		return done || failed != nil
	})
	return d.outcome(err, failed)
}

// outcome returns the error of a function on the socket, or why it did not run.
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

// until makes reads and writes end with ctx. The caller calls stop when they are over, which
// removes the deadline again.
func (d *descriptor) until(ctx context.Context) (stop func()) {
	done := make(chan struct{})
	cancel := context.AfterFunc(ctx, func() {
		_ = d.file.SetDeadline(time.Unix(1, 0)) // fails on a closed file alone
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

// pause waits for a moment that grows from 1 to 20 ms.
func pause(ctx context.Context, round int) error {
	t := time.NewTimer(min(time.Duration(round+1), 20) * time.Millisecond)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-t.C:
		return nil
	}
}
