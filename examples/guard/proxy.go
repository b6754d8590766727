package main

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net"
	"os"
	"sync"
	"time"

	"github.com/osi-go/osi/stack"
	"github.com/osi-go/osi/validate"
)

// A proxy is the gate between peers and one server.
type proxy struct {
	guard      *validate.Guard
	carrier    validate.Carrier
	server     string
	statistics time.Duration
	idle       time.Duration
	grace      time.Duration
	most       int // connections
	quarantine *validate.Quarantine
	log        *slog.Logger
}

// serve takes connections from l until ctx ends, and then lets them go on for the time of grace.
func (p *proxy) serve(ctx context.Context, l net.Listener) {
	context.AfterFunc(ctx, func() { l.Close() }) //nolint:errcheck // it ends either way
	if p.statistics > 0 {
		go p.report(ctx)
	}
	lives, kill := context.WithCancel(context.Background())
	defer kill()
	room := make(chan struct{}, p.most)
	var all sync.WaitGroup
	for {
		peer, err := l.Accept()
		if errors.Is(err, net.ErrClosed) {
			break
		}
		if err != nil { // of this connection, or for want of descriptors
			p.log.Warn("accept", "error", err)
			time.Sleep(10 * time.Millisecond)
			continue
		}
		select {
		case room <- struct{}{}:
		default:
			p.log.Warn("too many connections", "peer", peer.RemoteAddr().String())
			peer.Close() //nolint:errcheck // refused
			continue
		}
		all.Go(func() {
			defer func() { <-room }()
			p.connect(lives, peer)
		})
	}
	timer := time.AfterFunc(p.grace, kill)
	defer timer.Stop()
	all.Wait()
	p.statistic()
}

func (p *proxy) report(ctx context.Context) {
	tick := time.NewTicker(p.statistics)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			p.statistic()
		}
	}
}

func (p *proxy) statistic() {
	s := p.guard.Stats()
	p.log.Info("statistics", "streams", s.Streams, "held", s.Memory, "passed", s.Passed, "octets", s.Octets, "rejected", s.Rejected,
		"panics", s.Panics, "rules", s.Rules, "tolerated", s.Tolerated)
}

// session is one proxied connection.
type session struct {
	*proxy
	sides  [2]net.Conn // by direction: who sends it
	mu     sync.Mutex  // of stream
	stream *validate.Stream
}

// connect proxies one connection until both sides have ended it, or the gate has.
func (p *proxy) connect(ctx context.Context, peer net.Conn) {
	server, err := (&net.Dialer{Timeout: 30 * time.Second}).DialContext(ctx, "tcp", p.server)
	if err != nil {
		p.log.Warn("server", "error", err)
		peer.Close() //nolint:errcheck // nothing was sent
		return
	}
	s := &session{proxy: p, sides: [2]net.Conn{peer, server}, stream: p.guard.Stream(p.carrier)}
	defer s.stream.Close()
	shut := func() {
		peer.Close()   //nolint:errcheck // the end
		server.Close() //nolint:errcheck // the end
	}
	defer shut()
	defer context.AfterFunc(ctx, shut)()
	var both sync.WaitGroup
	for _, d := range []stack.Direction{stack.FromInitiator, stack.FromResponder} {
		both.Go(func() {
			if s.copy(d) {
				s.sides[d^1].(*net.TCPConn).CloseWrite() //nolint:errcheck,forcetypeassert // a TCP connection; the other direction goes on
				return
			}
			shut()
		})
	}
	both.Wait()
}

// copy forwards what passes from d. It reports whether d has ended its direction in order.
func (s *session) copy(d stack.Direction) bool {
	from, to := s.sides[d], s.sides[d^1]
	buf := make([]byte, 32<<10)
	for {
		if s.idle > 0 {
			from.SetReadDeadline(time.Now().Add(s.idle)) //nolint:errcheck // a closed connection fails at once
		}
		n, err := from.Read(buf)
		for rest := buf[:n]; len(rest) > 0; {
			var v validate.Verdict
			s.mu.Lock()
			v, rest = s.stream.Check(d, rest)
			s.mu.Unlock() // what v lends is valid until the next Check of this direction
			switch v.Action {
			case validate.Hold:
			case validate.Pass:
				if s.idle > 0 {
					to.SetWriteDeadline(time.Now().Add(s.idle)) //nolint:errcheck // a closed connection fails at once
				}
				if _, err := to.Write(v.Octets); err != nil {
					return false
				}
			case validate.Reject:
				if !s.reject(d, &v) {
					return false
				}
			}
		}
		switch {
		case errors.Is(err, io.EOF):
			return true
		case errors.Is(err, os.ErrDeadlineExceeded):
			s.log.Info("idle", "peer", s.sides[0].RemoteAddr().String(), "direction", d.String())
			return false
		case err != nil:
			return false
		}
	}
}

// reject tells of v and answers. It reports whether the connection goes on.
func (s *session) reject(d stack.Direction, v *validate.Verdict) bool {
	peer := s.sides[0].RemoteAddr().String()
	s.log.Warn("rejected", "peer", peer, "verdict", v)
	if s.quarantine != nil {
		s.quarantine.Put(s.carrier, v, time.Now(), peer)
	}
	for _, answer := range v.Answer {
		s.sides[d].SetWriteDeadline(time.Now().Add(time.Second)) //nolint:errcheck // a closed connection fails at once
		if _, err := s.sides[d].Write(answer); err != nil {
			return false
		}
	}
	return v.Reaction == validate.DropUnit
}
