package main

import (
	"context"
	"errors"
	"net"
	"time"

	"github.com/osi-go/osi/validate"
	"github.com/osi-go/osi/validate/relay"
)

// A session is one connection of a peer.
type session struct {
	*proxy
	*served
	conn    net.Conn
	proxied bool // it begins with a header of the PROXY protocol
	peer    *peer
	stream  *validate.Stream
}

// admit asks the limits of the peer's address; where they say no the connection is closed.
func (s *session) admit() bool {
	var why refusal
	if s.peer, why = s.peers.admit(s.conn.RemoteAddr(), s.served.config.limits(), time.Now()); why == "" {
		return true
	}
	s.refuse(s.conn, why)
	return false
}

// run proxies the connection until both sides have ended it, or the gate has.
func (s *session) run(ctx context.Context) {
	if s.proxied {
		if err := s.readHeader(ctx); err != nil {
			s.stream.Close()
			s.log.Warn("PROXY header", "peer", s.conn.RemoteAddr().String(), "error", err)
			s.refuse(s.conn, refusedHeader)
			return
		}
		if !s.admit() {
			s.stream.Close()
			return
		}
	}
	defer s.peers.leave(s.peer)
	name, options := s.conn.RemoteAddr().String(), s.options
	options.Rejected = func(v *validate.Verdict) { s.rejected(name, v) }
	s.ended(name, relay.RunDial(ctx, s.conn, s.connect, s.stream, options))
}

// rejected takes a rejection. A peer with too many is refused for a while, and this connection of
// its ends.
func (s *session) rejected(name string, v *validate.Verdict) {
	now := time.Now()
	s.log.Warn("rejected", "peer", name, "verdict", v)
	s.evidence.put(s.carrier, v, now, name)
	if s.peers.reject(s.peer, s.served.config.limits(), now) {
		s.log.Warn("refused for a while", "peer", name, "time", s.served.config.peerPenalty)
		s.conn.Close() //nolint:errcheck // the end
	}
}

// ended logs why the connection has ended, unless it ended in order or was rejected.
func (s *session) ended(name string, err error) {
	var e *relay.Error
	if !errors.As(err, &e) {
		return
	}
	switch direction := e.From.String(); e.Reason {
	case relay.ErrRejected: // logged when it happened
	case relay.ErrUnreachable:
		s.log.Warn("server unreachable", "peer", name, "error", e.Err)
	case relay.ErrIdle, relay.ErrSlow:
		s.log.Info("timeout", "peer", name, "direction", direction, "incomplete", e.Reason == relay.ErrSlow)
	case relay.ErrStalled:
		s.log.Warn("peer does not read", "peer", name, "direction", direction)
	case relay.ErrCut, relay.ErrFailed, relay.ErrStopped, relay.ErrMessage:
		s.log.Info(e.Reason.String(), "peer", name, "direction", direction, "error", e.Err)
	}
}
