package main

import (
	"context"
	"errors"
	"net"
	"os"
	"sync/atomic"
	"time"
)

// listening is a socket that takes connections.
type listening struct {
	net.Listener
	inherited bool // from systemd
	as        atomic.Pointer[served]
	until     atomic.Int64 // of draining, in Unix nanoseconds; 0: it takes connections
}

// A socket that is to be closed takes those who have connected before: it is closed when nobody has
// come for a moment, and after a time in any case.
const (
	quiet     = 50 * time.Millisecond
	mostDrain = 2 * time.Second
)

// drain ends the socket's loop when it has taken the connections that are waiting. Those at a
// socket of systemd wait for the next process.
func (l *listening) drain() {
	d, ok := l.Listener.(interface{ SetDeadline(t time.Time) error })
	l.until.Store(time.Now().Add(mostDrain).UnixNano())
	if !ok || l.inherited || d.SetDeadline(time.Now().Add(quiet)) != nil {
		l.Close() //nolint:errcheck // it ends either way
	}
}

// goOn gives a socket that is drained another moment, and reports whether there is one.
func (l *listening) goOn() bool {
	d, ok := l.Listener.(interface{ SetDeadline(t time.Time) error })
	now := time.Now()
	return ok && now.UnixNano() < l.until.Load() && d.SetDeadline(now.Add(quiet)) == nil
}

// accept takes the connections of a socket.
func (p *proxy) accept(ctx context.Context, l *listening) {
	defer l.Close() //nolint:errcheck // the end
	for timeouts := 0; ; {
		conn, err := l.Accept()
		switch {
		case err == nil:
			timeouts = 0
			p.take(ctx, conn, l.as.Load())
		case errors.Is(err, net.ErrClosed):
			return
		case errors.Is(err, os.ErrDeadlineExceeded): // that of drain: it says so even if somebody waits
			if timeouts++; timeouts > 1 || !l.goOn() {
				return
			}
		default: // of this connection, or for want of descriptors
			p.log.Warn("accept", "error", err)
			time.Sleep(10 * time.Millisecond)
		}
	}
}
