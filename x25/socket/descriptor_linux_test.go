package socket

import (
	"context"
	"errors"
	"os"
	"testing"

	"golang.org/x/sys/unix"
)

// pair returns the descriptor of one end of a connection of AF_UNIX, which every kernel has, and
// the other end.
func pair(t *testing.T) (d *descriptor, other int) {
	t.Helper()
	fds, err := unix.Socketpair(unix.AF_UNIX, unix.SOCK_SEQPACKET|unix.SOCK_NONBLOCK|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		t.Fatal(err)
	}
	if d, err = newDescriptor(fds[0]); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = d.close()
		_ = unix.Close(fds[1])
	})
	return d, fds[1]
}

// A read is tried again when octets come, and a message is received as it was sent.
func TestDescriptorRead(t *testing.T) {
	t.Parallel()
	d, other := pair(t)
	tries := 0
	var got [8]byte
	n, qualified := 0, false
	err := d.read(func(fd int) (bool, error) {
		if tries++; tries == 1 {
			var m message
			if _, _, err := m.send(other, []byte("abc"), true); err != nil {
				return false, err
			}
			return false, nil
		}
		var m message
		var again bool
		var err error
		n, qualified, _, again, err = m.receive(fd, got[:], false)
		return !again, err
	})
	if err != nil || tries < 2 || string(got[:n]) != "abc" || !qualified {
		t.Errorf("%d tries, %q, Q %v, %v", tries, got[:n], qualified, err)
	}
}

// What poll asks is asked until it is done, fails, or its context ends.
func TestDescriptorPoll(t *testing.T) {
	t.Parallel()
	d, _ := pair(t)
	tries := 0
	third := func(int) (bool, error) { tries++; return tries == 3, nil }
	if err := d.poll(t.Context(), third); err != nil || tries != 3 {
		t.Errorf("%d tries, %v", tries, err)
	}
	fails := func(int) (bool, error) { return false, unix.EIO }
	if err := d.poll(t.Context(), fails); !errors.Is(err, unix.EIO) {
		t.Error(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	never := func(int) (bool, error) { cancel(); return false, nil }
	if err := d.poll(ctx, never); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

// The end of a context ends a read. After close, every function fails with os.ErrClosed.
func TestDescriptorEnds(t *testing.T) {
	t.Parallel()
	d, _ := pair(t)
	ctx, cancel := context.WithCancel(t.Context())
	stop := d.until(ctx)
	again := func(int) (bool, error) { cancel(); return false, nil }
	if err := d.read(again); !errors.Is(err, os.ErrDeadlineExceeded) {
		t.Error(err)
	}
	stop()
	if err := d.close(); err != nil {
		t.Fatal(err)
	}
	never := func(int) (bool, error) { return false, nil }
	for name, err := range map[string]error{
		"read": d.read(never), "write": d.write(never), "poll": d.poll(t.Context(), never), "close": d.close(),
	} {
		if !errors.Is(err, os.ErrClosed) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// A call is over for the errors with which AF_X25 says so, and those of its link are the reason.
func TestEnded(t *testing.T) {
	t.Parallel()
	for err, want := range map[unix.Errno]struct {
		over   bool
		reason error
	}{
		unix.ENETUNREACH:  {true, unix.ENETUNREACH},
		unix.ETIMEDOUT:    {true, unix.ETIMEDOUT},
		unix.ECONNREFUSED: {true, unix.ECONNREFUSED},
		unix.ENOTCONN:     {true, nil},
		unix.EPIPE:        {true, nil},
		unix.EAGAIN:       {false, nil},
	} {
		if over, reason := callEnded(systemError("recvmsg", err)); over != want.over || !errors.Is(reason, want.reason) {
			t.Errorf("%v: over %v, reason %v", err, over, reason)
		}
	}
	if over, _ := callEnded(os.ErrClosed); over {
		t.Error("a closed descriptor is no end of the call")
	}
}
