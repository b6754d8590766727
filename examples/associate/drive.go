package main

import (
	"errors"
	"net"
	"os"
	"time"

	"github.com/osi-go/osi/stack/association"
)

// drive runs an association over a network connection until it has ended, and closes that. Late is
// called when the peer has not said anything for the time; the association is aborted then.
func drive(conn net.Conn, a *association.Association, timeout time.Duration, hear func(association.Event), late func()) {
	defer func() { _ = conn.Close() }()
	buf := make([]byte, 64<<10)
	wait := timeout
	for {
		if out := net.Buffers(a.Output()); len(out) > 0 {
			_ = conn.SetWriteDeadline(time.Now().Add(timeout))
			_, _ = out.WriteTo(conn) // what fails here fails in Read, too
		}
		if a.Ended() {
			return
		}
		if a.Timer() && a.Session().Timer() {
			wait = min(timeout, time.Second) // for the end of the connection
		}
		_ = conn.SetReadDeadline(time.Now().Add(wait))
		n, err := conn.Read(buf)
		for ev := range a.Receive(buf[:n]) {
			hear(ev)
		}
		var ev association.Event
		switch {
		case err == nil:
			continue
		case !errors.Is(err, os.ErrDeadlineExceeded):
			ev = a.Disconnected()
		case a.Timer() && a.Session().Timer():
			ev = a.Expire()
		default:
			late()
			a.Abort()
		}
		if ev != nil {
			hear(ev)
		}
	}
}
