package x25peer

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"testing"
	"time"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/x25"
	"github.com/osi-go/osi/x25/socket"
)

// sendReset resets the call from the far end.
func (c *circuit) sendReset() {
	c.Helper()
	c.send(&x25.ResetRequest{Header: c.head(c.lci), Cause: x25.ResetCongestion, Diagnostic: osi.Some(x25.DiagNone)})
	c.reset()
}

// data sends a DATA packet, P(S) in order or not.
func (c *circuit) data(ps int, m bool, data string) {
	c.Helper()
	c.send(&x25.Data{Header: c.head(c.lci), M: m, PS: uint8(ps), PR: c.pr(), UserData: []byte(data)})
}

func TestReset(t *testing.T) {
	both(t, "reset by the far end, nothing under way", func(s *scene) {
		conn, c := s.dial(socket.Call{}, x25.CallAccepted{})
		c.exchange(conn, 300, false)
		c.settle()
		c.sendReset()
		want[*x25.ResetConfirmation](s)
		c.exchange(conn, 300, true)
	})
	both(t, "reset by the far end, data not acknowledged", func(s *scene) {
		conn, c := s.dial(socket.Call{}, x25.CallAccepted{})
		if err := conn.WriteMessage([]byte("once"), false); err != nil {
			s.Error(err)
		}
		want[*x25.Data](s) // taken, not acknowledged
		c.sendReset()
		want[*x25.ResetConfirmation](s)
		if p, ok := s.maybe(time.Second).(*x25.Data); ok && string(p.UserData) == "once" {
			s.deviates("DATA in flight at a reset are sent again, so that a message may arrive twice: X.25 4.4.3")
			c.vr = 1
			s.send(&x25.ReceiveReady{Header: s.head(c.lci), PR: 1})
		}
		c.exchange(conn, 100, false)
	})
	both(t, "reset by the far end within a message in", func(s *scene) {
		conn, c := s.dial(socket.Call{}, x25.CallAccepted{})
		full := string(sample(128))
		c.data(0, true, full)
		c.sendReset()
		want[*x25.ResetConfirmation](s)
		c.data(0, false, "new")
		c.vs = 1
		if got := received(conn, 1000).must(s); string(got.data) != "new" {
			s.deviates("a part of a message before a reset is joined with the message after it: X.25 4.4.3")
			s.outcome = fmt.Sprintf("message of 3 octets read as %d", len(got.data))
		}
	})
	both(t, "reset by the far end within a message out", func(s *scene) {
		conn, c := s.dial(sizes(128, 1), x25.CallAccepted{})
		if err := conn.WriteMessage(sample(900), false); err != nil {
			s.Error(err)
		}
		p := want[*x25.Data](s)
		s.send(&x25.ReceiveReady{Header: s.head(c.lci), PR: p.PS + 1})
		want[*x25.Data](s) // 256 of 900 octets have come
		c.sendReset()
		want[*x25.ResetConfirmation](s)
		if got := c.read(); len(got.data) != 900 {
			s.deviates("the rest of a message is sent as one of its own after a reset: X.25 4.4.3")
			s.outcome = fmt.Sprintf("message of 900 octets, %d after the reset", len(got.data))
		}
	})
	both(t, "reset by the kernel: P(S) out of order", func(s *scene) {
		conn, c := s.dial(socket.Call{}, x25.CallAccepted{})
		c.data(3, false, "gap")
		p := want[*x25.ResetRequest](s)
		if p.Diagnostic.Value != x25.DiagInvalidPS {
			s.deviates("RESET without a diagnostic, whatever the reason: X.25 4.4.3, Annex E")
		}
		s.send(&x25.ResetConfirmation{Header: s.head(c.lci)})
		c.exchange(conn, 100, false)
	})
	both(t, "reset by the kernel: P(R) never sent; what was written is lost", func(s *scene) {
		conn, c := s.dial(sizes(128, 1), x25.CallAccepted{})
		for _, text := range []string{"first", "second"} {
			if err := conn.WriteMessage([]byte(text), false); err != nil {
				s.Error(err)
			}
		}
		want[*x25.Data](s)
		s.send(&x25.ReceiveReady{Header: s.head(c.lci), PR: 5})
		want[*x25.ResetRequest](s)
		s.send(&x25.ResetConfirmation{Header: s.head(c.lci)})
		c.reset()
		if s.maybe(200*time.Millisecond) == nil {
			s.deviates("messages that were written and not sent are lost in a reset of the kernel's, and the user is not told: X.213 13")
		}
		if err := conn.Flush(s.Context()); err != nil {
			s.Error(err)
		}
		c.exchange(conn, 100, false)
		s.outcome = "second message lost, Flush and writes succeed"
	})
	both(t, "reset collision", func(s *scene) {
		conn, c := s.dial(socket.Call{}, x25.CallAccepted{})
		c.data(3, false, "gap")
		want[*x25.ResetRequest](s)
		c.sendReset() // the kernel's own stands for the confirmation, X.25 4.4.3.3
		if p, ok := s.maybe(200 * time.Millisecond).(*x25.ResetConfirmation); ok {
			s.deviates("RESET in answer to the kernel's own RESET is confirmed: X.25 4.4.3.3: " + p.String())
		}
		c.exchange(conn, 100, false)
	})
	both(t, "interrupt not confirmed before a reset", func(s *scene) {
		conn, c := s.dial(socket.Call{}, x25.CallAccepted{})
		if err := conn.WriteInterrupt([]byte{1}); err != nil {
			s.Error(err)
		}
		want[*x25.Interrupt](s)
		c.sendReset()
		want[*x25.ResetConfirmation](s)
		if err := conn.WriteInterrupt([]byte{2}); err != nil {
			s.Error(err)
		}
		if s.maybe(300*time.Millisecond) == nil {
			s.deviates("an interrupt not confirmed before a reset blocks all later ones: X.25 4.4.3")
		}
	})
	scenario(t, "reset of the kernel not confirmed", x25.Modulo8, func(s *scene) {
		timer(s.T, "reset_request_timeout")
		conn, c := s.dial(socket.Call{}, x25.CallAccepted{})
		c.data(3, false, "gap")
		want[*x25.ResetRequest](s)
		p := want[*x25.ClearRequest](s)
		if p.Diagnostic.Value != 0x33 {
			s.deviates("a reset that is not confirmed clears the call without diagnostic 33 hex: X.25 Annex D, T22")
		}
		s.send(&x25.ClearConfirmation{Header: s.head(c.lci)})
		var cleared *socket.ClearedError
		if _, err := received(conn, 10).outcome(s); !errors.As(err, &cleared) {
			s.Error(err)
		}
		s.outcome = fmt.Sprint(cleared)
	})
}

func TestClear(t *testing.T) {
	both(t, "clear by the far end, every cause, messages unread", func(s *scene) {
		for _, cause := range []x25.ClearCause{0, 1, 3, 5, 9, 0x0b, 0x0d, 0x11, 0x13, 0x15, 0x19, 0x21, 0x29, 0x39, 0x80, 0xff} {
			conn, c := s.dial(socket.Call{}, x25.CallAccepted{})
			unread := cause&1 == 0
			if unread {
				c.data(0, false, "nobody reads this")
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
		want[*x25.ClearRequest](s)
		s.send(&x25.ClearRequest{Header: s.head(c.lci), Diagnostic: osi.Some(x25.DiagNormal)})
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
			s.send(p)
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
