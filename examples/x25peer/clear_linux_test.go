package x25peer

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"testing"
	"time"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/x25"
	"github.com/osi-go/osi/x25/socket"
)

func TestClear(t *testing.T) {
	both(t, "clear by the far end, every cause, messages unread", func(s *scene) {
		for _, cause := range []x25.ClearCause{0, 1, 3, 5, 9, 0x0b, 0x0d, 0x11, 0x13, 0x15, 0x19, 0x21, 0x29, 0x39, 0x80, 0xff} {
			conn, c := s.dial(socket.Call{}, x25.CallAccepted{})
			unread := cause&1 == 0
			if unread {
				c.data(x25.Data{UserData: []byte("nobody reads this")})
			}
			s.send(&x25.ClearRequest{Header: s.head(c.lci), Cause: cause, Diagnostic: osi.Some(x25.Diagnostic(cause + 1))})
			want[*x25.ClearConfirmation](s)
			var cleared *socket.ClearedError
			if _, err := received(conn, 100).outcome(s); !errors.As(err, &cleared) || cleared.Cause != cause ||
				cleared.Diagnostic != x25.Diagnostic(cause+1) || cleared.Unread != unread {
				s.Error(err)
			}
			for name, err := range map[string]error{
				"write": conn.WriteMessage(nil, false), "interrupt": conn.WriteInterrupt([]byte{1}), "flush": conn.Flush(s.Context()),
			} {
				if again := (*socket.ClearedError)(nil); !errors.As(err, &again) || again != cleared {
					s.Errorf("%s: %v", name, err)
				}
			}
			if err := conn.Close(); err != nil {
				s.Error(err)
			}
		}
		s.outcome = "unread messages are lost: ClearedError.Unread"
	})
	both(t, "clear wakes a reader, a writer and a reader of interrupts", func(s *scene) {
		conn, c := s.dial(sizes(16, 1), x25.CallAccepted{})
		read := received(conn, 100)
		write := written(conn, message{false, sample(socket.MaxMessage)})
		interrupt := start(func(ctx context.Context) (int, error) { return conn.ReadInterrupt(ctx, make([]byte, 32)) })
		want[*x25.Data](s)
		time.Sleep(50 * time.Millisecond)
		s.send(&x25.ClearRequest{Header: s.head(c.lci), Cause: x25.ClearCongestion, Diagnostic: osi.Some(x25.Diagnostic(7))})
		want[*x25.ClearConfirmation](s)
		var cleared *socket.ClearedError
		if _, err := read.outcome(s); !errors.As(err, &cleared) {
			s.Error(err)
		}
		if _, err := write.outcome(s); !errors.As(err, &cleared) {
			s.Error(err)
		}
		if _, err := interrupt.outcome(s); !errors.As(err, &cleared) {
			s.Error(err)
		}
	})
	both(t, "close wakes a reader, a reader of interrupts and a listener", func(s *scene) {
		conn, c := s.dial(socket.Call{}, x25.CallAccepted{})
		l := s.listen(socket.Listening{})
		read := received(conn, 100)
		interrupt := start(func(ctx context.Context) (int, error) { return conn.ReadInterrupt(ctx, make([]byte, 32)) })
		accept := start(l.Accept)
		time.Sleep(50 * time.Millisecond)
		if err := errors.Join(conn.Close(), l.Close()); err != nil {
			s.Error(err)
		}
		c.cleared(0, 0)
		_, errRead := read.outcome(s)
		_, errInterrupt := interrupt.outcome(s)
		_, errAccept := accept.outcome(s)
		for _, err := range []error{errRead, errInterrupt, errAccept, conn.Close(), l.Close(), conn.SetDeadline(time.Time{})} {
			if !errors.Is(err, os.ErrClosed) {
				s.Error(err)
			}
		}
	})
	both(t, "clear collision", func(s *scene) {
		conn, c := s.dial(socket.Call{}, x25.CallAccepted{})
		if err := conn.Clear(0x80, 1); err != nil {
			s.Error(err)
		}
		s.crossing(func() {
			want[*x25.ClearRequest](s)
			s.send(&x25.ClearRequest{Header: s.head(c.lci), Diagnostic: osi.Some(x25.DiagNormal)})
		})
		if p, ok := s.maybe(200 * time.Millisecond).(*x25.ClearConfirmation); ok {
			s.deviates("CLEAR in answer to the kernel's own CLEAR is confirmed: X.25 4.1.8: " + p.String())
		}
		conn, c = s.dial(socket.Call{}, x25.CallAccepted{})
		c.exchange(conn, 10, false)
	})
	both(t, "clear with data not acknowledged", func(s *scene) {
		conn, c := s.dial(sizes(128, 1), x25.CallAccepted{})
		for range 3 {
			if err := conn.WriteMessage([]byte("gone"), false); err != nil {
				s.Error(err)
			}
		}
		ctx, cancel := context.WithTimeout(s.Context(), 150*time.Millisecond)
		defer cancel()
		if err := conn.Flush(ctx); !errors.Is(err, context.DeadlineExceeded) {
			s.Error(err)
		}
		if err := conn.Clear(0, x25.DiagNormal); !errors.Is(err, socket.ErrUnacknowledged) {
			s.Error(err)
		}
		want[*x25.Data](s)
		c.cleared(0, x25.DiagNormal)
		s.outcome = "ErrUnacknowledged"
	})
	scenario(t, "clear of the kernel not confirmed", x25.Modulo8, func(s *scene) {
		timer(s.T, "clear_request_timeout")
		conn, c := s.dial(socket.Call{}, x25.CallAccepted{})
		conn.Close()
		want[*x25.ClearRequest](s)
		again, ok := s.maybe(2500 * time.Millisecond).(*x25.ClearRequest)
		if !ok {
			s.deviates("a clear that is not confirmed is not repeated: ISO/IEC 8208, T23 and R23")
		} else {
			s.Log(again)
		}
		s.send(&x25.ClearConfirmation{Header: s.head(c.lci)})
	})
}

func TestUnexpected(t *testing.T) {
	scenario(t, "packets on a channel without a call", x25.Modulo8, func(s *scene) {
		for _, p := range []x25.Packet{
			&x25.Data{Header: s.head(77), UserData: []byte("x")}, &x25.ReceiveReady{Header: s.head(77)},
			&x25.ResetRequest{Header: s.head(77), Diagnostic: osi.Some(x25.DiagNone)}, &x25.Interrupt{Header: s.head(77), UserData: []byte{1}},
			&x25.ClearRequest{Header: s.head(77), Diagnostic: osi.Some(x25.DiagNone)},
		} {
			if p.Type() == x25.TypeClearRequest { // in p1, too
				s.send(p)
			} else {
				s.forbidden(p)
			}
			if s.maybe(150*time.Millisecond) == nil {
				s.deviates(p.String() + " on a channel without a call gets no answer: X.25 Annex C, ISO/IEC 8208")
			}
		}
	})
	scenario(t, "DIAGNOSTIC, registration confirmation, REJ, unknown type", x25.Modulo8, func(s *scene) {
		conn, c := s.dial(socket.Call{}, x25.CallAccepted{})
		for _, b := range [][]byte{
			{0x10, 0, 0xf1, 0x24, 0x10, 0x05, 0x61},
			{0x10, 0, 0xf7, 0x7f, 0, 0, 0},
			{0x10, byte(c.lci), 0x09},
			{0x10, byte(c.lci), 0x3b},
			{0x10},
			{0x10, byte(c.lci)},
		} {
			s.illegal(b)
			if p := s.maybe(50 * time.Millisecond); p != nil {
				s.Logf("% x is answered with %v", b, p)
			} else if len(b) > 2 && b[2] == 0x3b {
				s.deviates("a packet of unknown type in data transfer is ignored, not answered with a reset: X.25 Annex C, ISO/IEC 8208")
			}
		}
		c.exchange(conn, 100, false)
	})
	scenario(t, "DATA with D, too long, with another modulo", x25.Modulo8, func(s *scene) {
		conn, c := s.dial(socket.Call{}, x25.CallAccepted{})
		s.illegal(append([]byte{0x50, byte(c.lci), 0}, "confirm"...))
		switch p := s.maybe(500 * time.Millisecond).(type) {
		case nil:
			s.deviates("DATA with D=1 is acknowledged late, as any other: X.25 4.3.3")
			s.next()
		default:
			s.Log(p)
		}
		if got := received(conn, 100).must(s); string(got.data) != "confirm" {
			s.Errorf("%q", got.data)
		}
		s.illegal(append([]byte{0x10, byte(c.lci), 2}, sample(200)...))
		if got := received(conn, 1000).must(s); len(got.data) == 200 {
			s.deviates("DATA longer than the packet size agreed on are taken: X.25 4.3.2")
		}
		s.next() // RR: the window of 2 is full, or T2
		s.illegal(append([]byte{0x30, byte(c.lci), 4}, "x"...))
		if got, err := received(conn, 1000).outcome(s); err == nil && bytes.Equal(got.data, []byte("x")) {
			s.deviates("the modulo in the GFI is not looked at: X.25 5.1.1")
		}
	})
	scenario(t, "interrupt too long", x25.Modulo8, func(s *scene) {
		conn, c := s.dial(socket.Call{}, x25.CallAccepted{})
		s.illegal(append([]byte{0x10, byte(c.lci), 0x23}, sample(40)...))
		if _, ok := s.next().(*x25.InterruptConfirmation); ok {
			s.deviates("an interrupt of more than 32 octets is taken: X.25 5.3.2")
		}
		if n, err := conn.ReadInterrupt(s.Context(), make([]byte, 64)); err != nil || n != 40 {
			s.Error(n, err)
		}
		s.send(&x25.Interrupt{Header: s.head(c.lci), UserData: sample(20)})
		if n, err := conn.ReadInterrupt(s.Context(), make([]byte, 8)); !errors.Is(err, io.ErrShortBuffer) || n != 8 {
			s.Error(n, err)
		}
	})
}
