package x25peer

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/x25"
	"github.com/osi-go/osi/x25/socket"
)

// reset resets the call from the far end.
func (c *circuit) reset() {
	c.Helper()
	c.send(&x25.ResetRequest{Header: c.head(c.lci), Cause: x25.ResetCongestion, Diagnostic: osi.Some(x25.DiagNone)})
}

// gap sends DATA with P(S) 3, out of order.
func (c *circuit) gap() {
	c.Helper()
	c.forbidden(&x25.Data{Header: c.head(c.lci), PS: 3, UserData: []byte("gap")})
}

func TestReset(t *testing.T) {
	both(t, "reset by the far end, nothing under way", func(s *scene) {
		conn, c := s.dial(socket.Call{}, x25.CallAccepted{})
		c.exchange(conn, 300, false)
		c.settle()
		c.reset()
		want[*x25.ResetConfirmation](s)
		c.exchange(conn, 300, true)
	})
	both(t, "reset by the far end, data not acknowledged", func(s *scene) {
		conn, c := s.dial(socket.Call{}, x25.CallAccepted{})
		if err := conn.WriteMessage([]byte("once"), false); err != nil {
			s.Error(err)
		}
		want[*x25.Data](s) // taken, not acknowledged
		c.reset()
		want[*x25.ResetConfirmation](s)
		if p, ok := s.maybe(time.Second).(*x25.Data); ok && string(p.UserData) == "once" {
			s.deviates("DATA in flight at a reset are sent again, so that a message may arrive twice: X.25 4.4.3")
			c.ready()
		}
		c.exchange(conn, 100, false)
	})
	both(t, "reset by the far end within a message in", func(s *scene) {
		conn, c := s.dial(socket.Call{}, x25.CallAccepted{})
		c.data(x25.Data{M: true, UserData: sample(128)})
		c.reset()
		want[*x25.ResetConfirmation](s)
		c.data(x25.Data{UserData: []byte("new")})
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
		c.reset()
		want[*x25.ResetConfirmation](s)
		if got := c.read(); len(got.data) != 900 {
			s.deviates("the rest of a message is sent as one of its own after a reset: X.25 4.4.3")
			s.outcome = fmt.Sprintf("message of 900 octets, %d after the reset", len(got.data))
		}
	})
	both(t, "reset by the kernel: P(S) out of order", func(s *scene) {
		conn, c := s.dial(socket.Call{}, x25.CallAccepted{})
		c.gap()
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
		s.forbidden(&x25.ReceiveReady{Header: s.head(c.lci), PR: 5})
		want[*x25.ResetRequest](s)
		s.send(&x25.ResetConfirmation{Header: s.head(c.lci)})
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
		c.gap()
		s.crossing(func() {
			want[*x25.ResetRequest](s)
			c.reset() // the kernel's own stands for the confirmation, X.25 4.4.3.3
		})
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
		c.reset()
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
		c.gap()
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
