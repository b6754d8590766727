package socket_test

import (
	"context"
	"errors"
	"fmt"
	"syscall"
	"testing"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/x25"
	"github.com/osi-go/osi/x25/socket"
)

// Call another DTE for OSI transport, write one NSDU and clear when it is acknowledged.
func ExampleDial() {
	local, _ := x25.ParseAddress("31104150071")
	remote, _ := x25.ParseAddress("311020100101")
	ctx := context.Background()
	conn, err := socket.Dial(ctx, socket.Call{
		Calling: local, Called: remote, UserData: []byte(x25.OSITransport),
		PacketSizes: x25.PacketSizes{FromCalled: 256, FromCalling: 256},
	})
	var cleared *socket.ClearedError
	switch {
	case errors.As(err, &cleared):
		fmt.Println("refused:", cleared.Cause, cleared.Diagnostic)
		return
	case err != nil: // no X.25 here, or no route
		return
	}
	defer conn.Clear(x25.ClearDTE, x25.DiagNormal)
	fmt.Println("agreed on packets of", conn.Call().PacketSizes.FromCalling)
	if err := conn.WriteMessage([]byte("\x0d\xe0\x00\x00\x00\x01\x00\xc0\x01\x0b"), false); err != nil {
		return
	}
	_ = conn.Flush(ctx)
}

// Take calls for OSI transport, to any address.
func ExampleListen() {
	l, err := socket.Listen(socket.Listening{UserData: []byte(x25.OSITransport)})
	if err != nil {
		return // no X.25 here
	}
	defer l.Close()
	for {
		call, err := l.Next(context.Background())
		if err != nil {
			return
		}
		if call.Call().Calling.Len() == 0 {
			_ = call.Refuse(x25.ClearDTE, x25.DiagUserPermanent)
			continue
		}
		if conn, err := call.Accept(nil); err == nil {
			_ = conn.Close()
		}
	}
}

// Without X.25 in the system, the error says so in both ways.
func TestWithoutX25(t *testing.T) {
	t.Parallel()
	for name, try := range map[string]func() error{
		"Dial":   func() error { _, err := socket.Dial(t.Context(), socket.Call{}); return err },
		"Listen": func() error { _, err := socket.Listen(socket.Listening{}); return err },
	} {
		err := try()
		switch {
		case err == nil:
			t.Logf("%s: the system has X.25", name)
		case errors.Is(err, syscall.ENETUNREACH), errors.Is(err, syscall.ENOTCONN):
			t.Logf("%s: the system has X.25: %v", name, err)
		case !errors.Is(err, errors.ErrUnsupported):
			t.Errorf("%s: %v", name, err)
		}
	}
}

// What X.25 forbids, or the kernel cannot do, is refused before the kernel sees it.
func TestCallRefused(t *testing.T) {
	t.Parallel()
	toa, _ := x25.ParseAddress("1/3/2100")
	for name, test := range map[string]struct {
		call socket.Call
		want error
	}{
		"17 octets without fast select": {socket.Call{UserData: make([]byte, 17)}, osi.ErrLength},
		"packet size 100":               {socket.Call{PacketSizes: x25.PacketSizes{FromCalled: 100, FromCalling: 128}}, osi.ErrValue},
		"window 128":                    {socket.Call{WindowSizes: x25.WindowSizes{FromCalled: 128, FromCalling: 2}}, osi.ErrValue},
		"throughput 1":                  {socket.Call{Throughput: x25.ThroughputClasses{FromCalled: 1, FromCalling: 3}}, errors.ErrUnsupported},
		"TOA/NPI":                       {socket.Call{Called: toa}, errors.ErrUnsupported},
		"reverse charging alone":        {socket.Call{ReverseCharging: true}, errors.ErrUnsupported},
		"fast select alone":             {socket.Call{FastSelect: x25.FastSelect128}, errors.ErrUnsupported},
	} {
		_, err := socket.Dial(t.Context(), test.call)
		if !errors.Is(err, test.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// A context that is over before the call.
func TestDialOver(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := socket.Dial(ctx, socket.Call{}); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

// The text of errors has no octets of the peer, and their parts are found.
func TestErrors(t *testing.T) {
	t.Parallel()
	for err, want := range map[error]string{
		&socket.ClearedError{Cause: 1, Diagnostic: 0}: "x25/socket: call cleared: number busy (01), no additional information (00)",
		&socket.ClearedError{Cause: 0, Diagnostic: 0xf1, Unread: true}: "x25/socket: call cleared: DTE originated (00), " +
			"disconnection, normal (f1); unread data lost",
		&socket.LinkError{Err: syscall.ENETUNREACH}: "x25/socket: link restarted or down: " + syscall.ENETUNREACH.Error(),
	} {
		if err.Error() != want {
			t.Errorf("got  %s\nwant %s", err, want)
		}
	}
	if !errors.Is(&socket.LinkError{Err: syscall.ETIMEDOUT}, syscall.ETIMEDOUT) {
		t.Error("the system's error is not found")
	}
}
