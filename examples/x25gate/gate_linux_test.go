package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/osi-go/osi/examples/internal/guest"
	"github.com/osi-go/osi/x25"
	"github.com/osi-go/osi/x25/socket"
)

func TestMain(m *testing.M) {
	guest.Main(m.Run, func() error { return nil }, func() { fmt.Println(guest.Kernel()) })
}

// longest is how long a test waits for what must come.
const longest = 2 * time.Minute

// A lockedBuffer is the log of a gate.
type lockedBuffer struct {
	sync.Mutex
	bytes.Buffer
}

func (b *lockedBuffer) Write(p []byte) (int, error) {
	b.Lock()
	defer b.Unlock()
	if testing.Verbose() {
		os.Stdout.Write(p)
	}
	return b.Buffer.Write(p)
}

func (b *lockedBuffer) text() string {
	b.Lock()
	defer b.Unlock()
	return b.String()
}

// start runs a gate until the test ends, and returns its log and the function that stops it.
func start(t *testing.T, device, listen string, args ...string) (log *lockedBuffer, stop func() error) {
	t.Helper()
	if !guest.Is() {
		t.Skip("not in the guest of .ci/x25peer")
	}
	ctx, cancel := context.WithCancel(t.Context())
	log, ended := new(lockedBuffer), make(chan error, 1)
	go func() {
		ended <- run(ctx, log, append([]string{"-device", device, "-listen", listen, "-stats", "0", "-grace", "300ms"}, args...))
	}()
	for range 6000 {
		if strings.Contains(log.text(), "msg=listening") {
			break
		}
		time.Sleep(10 * time.Millisecond)
	}
	stop = sync.OnceValue(func() error {
		cancel()
		select {
		case err := <-ended:
			return err
		case <-time.After(longest):
			return errors.New("the gate does not end")
		}
	})
	t.Cleanup(func() {
		if err := stop(); err != nil {
			t.Error(err)
		}
	})
	return log, stop
}

func digits(text string) x25.Address {
	a, _ := x25.ParseAddress(text)
	return a
}

// Two gates and the kernel at both ends: a call goes from a socket through a device, a gate, TCP,
// the other gate and the other device to a socket. Where a modulo is mixed, the kernel's windows
// over 7 are lowered.
func TestTwoGates(t *testing.T) {
	for _, test := range []struct {
		name     string
		from, to []string // flags of the gates
		window   int      // agreed on for 20 where the first device has modulo 128
	}{
		{"8-8-8", nil, nil, 0},
		{"128-128-128", []string{"-extended"}, []string{"-extended"}, 20},
		{"128-128-8", []string{"-extended"}, nil, 7},
		{"8-8-128", nil, []string{"-extended"}, 0},
		{"128-8-128", []string{"-extended", "-peers", "8"}, []string{"-extended"}, 7},
		{"8-128-8", []string{"-peers", "128"}, nil, 0},
	} {
		t.Run(test.name, func(t *testing.T) {
			from, stopFrom := start(t, "a"+test.name, "127.0.0.1:2001", append(test.from, "-route", "2=127.0.0.1:2002")...)
			to, stopTo := start(t, "b"+test.name, "127.0.0.1:2002", test.to...)
			l, err := socket.Listen(socket.Listening{
				Called: digits("2100"), Backlog: 32,
				PacketSizes: x25.PacketSizes{FromCalled: 1024, FromCalling: 1024}, WindowSizes: x25.WindowSizes{FromCalled: 127, FromCalling: 127},
			})
			if err != nil {
				t.Fatal(err)
			}
			defer l.Close()
			go echo(t, l)
			var all sync.WaitGroup
			for i := range 20 {
				window := 2 + i%6
				all.Go(func() { talk(t, 128<<(i%4), window, window) })
			}
			if test.window > 0 {
				all.Go(func() { talk(t, 128, 20, test.window) })
			}
			all.Wait()
			if err := errors.Join(stopFrom(), stopTo()); err != nil {
				t.Error(err)
			}
			nothingRejected(t, from, to)
		})
	}
}

// nothingRejected checks the logs of gates.
func nothingRejected(t *testing.T, logs ...*lockedBuffer) {
	t.Helper()
	for _, log := range logs {
		if text := log.text(); !strings.Contains(text, " Rejected:0 ") || !strings.Contains(text, "panics=0") {
			t.Error(text)
		}
	}
}

// echo sends back what calls send.
func echo(t *testing.T, l *socket.Listener) {
	t.Helper()
	for {
		conn, err := l.Accept(t.Context())
		if err != nil {
			return
		}
		go func() {
			defer conn.Close()
			b := make([]byte, socket.MaxMessage)
			for {
				n, q, err := conn.ReadMessage(b)
				if err != nil || conn.WriteMessage(b[:n], q) != nil {
					return
				}
			}
		}()
	}
}

// talk makes a call that the gates take for X.29, and has its messages sent back. agreed is the
// window that the call gets.
func talk(t *testing.T, size, window, agreed int) {
	t.Helper()
	conn, err := socket.Dial(t.Context(), socket.Call{
		Called: digits("2100"), Calling: digits("1100"), UserData: []byte{1, 0, 0, 0},
		PacketSizes: x25.PacketSizes{FromCalled: size, FromCalling: size},
		WindowSizes: x25.WindowSizes{FromCalled: window, FromCalling: window},
	})
	if err != nil {
		t.Error(err)
		return
	}
	defer conn.Close()
	if got := conn.Call().WindowSizes; got != (x25.WindowSizes{FromCalled: agreed, FromCalling: agreed}) {
		t.Errorf("windows %+v of %d", got, window)
	}
	if err := conn.SetDeadline(time.Now().Add(longest)); err != nil {
		t.Error(err)
	}
	b := make([]byte, 5000)
	for n := range 20 {
		m := bytes.Repeat([]byte{byte(n)}, n*n*10)
		if err := conn.WriteMessage(m, n%2 == 1); err != nil {
			t.Error(err)
			return
		}
		got, q, err := conn.ReadMessage(b)
		if err != nil || q != (n%2 == 1) || !bytes.Equal(b[:got], m) {
			t.Errorf("window %d, message %d: %d octets, %v", window, n, got, err)
			return
		}
	}
	if err := conn.Clear(x25.ClearDTE, x25.DiagNormal); err != nil && !errors.Is(err, socket.ErrUnacknowledged) {
		t.Error(err)
	}
}
