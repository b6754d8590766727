package x25peer

import (
	"errors"
	"testing"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/x25"
	"github.com/osi-go/osi/x25/socket"
)

func TestRestart(t *testing.T) {
	both(t, "restart at link up, both ways", func(s *scene) {
		if err := s.link.Down(); err != nil {
			s.Fatal(err)
		}
		s.watch()
		if err := s.link.Up(); err != nil {
			s.Fatal(err)
		}
		want[*x25.RestartRequest](s)
		s.send(&x25.RestartConfirmation{Header: s.head(0)})
		s.send(&x25.RestartRequest{Header: s.head(0), Cause: x25.RestartOperational, Diagnostic: osi.Some(x25.Diagnostic(0))})
		want[*x25.RestartConfirmation](s)
	})
	both(t, "restart ends a call", func(s *scene) {
		conn, _ := s.dial(socket.Call{}, x25.CallAccepted{})
		s.send(&x25.RestartRequest{Header: s.head(0), Cause: x25.RestartCongestion, Diagnostic: osi.Some(x25.Diagnostic(0))})
		want[*x25.RestartConfirmation](s)
		var link *socket.LinkError
		if _, _, err := conn.ReadMessage(make([]byte, 128)); !errors.As(err, &link) || link.Unread {
			s.Error(err)
		}
		if err := conn.WriteMessage(nil, false); !errors.As(err, &link) {
			s.Error(err)
		}
		s.outcome = link.Error()
	})
	scenario(t, "link down ends a call", x25.Modulo8, func(s *scene) {
		conn, _ := s.dial(socket.Call{}, x25.CallAccepted{})
		if err := s.link.Down(); err != nil {
			s.Fatal(err)
		}
		var link *socket.LinkError
		if _, _, err := conn.ReadMessage(make([]byte, 128)); !errors.As(err, &link) {
			s.Error(err)
		}
		if err := s.link.Up(); err != nil {
			s.Fatal(err)
		}
		want[*x25.RestartRequest](s)
		s.send(&x25.RestartConfirmation{Header: s.head(0)})
	})
}
