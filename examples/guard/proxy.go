package main

import (
	"context"
	"log/slog"
	"net"
	"os"
	"sync"
	"sync/atomic"
	"time"

	"github.com/coreos/go-systemd/v22/daemon"

	"github.com/osi-go/osi/validate"
	"github.com/osi-go/osi/validate/relay"
)

// A proxy is the gate between peers and servers.
type proxy struct {
	log   *slog.Logger
	lines *lineLimit
	peers peers
	gates gates

	counters relay.Counters
	accepted atomic.Uint64
	open     atomic.Int64 // connections that were taken
	refused  map[refusal]*atomic.Uint64
	dials    atomic.Uint64
	reloads  [2]atomic.Uint64 // those that failed, those that did not
	stopping atomic.Bool

	evidence evidence

	// What apply changes, on the goroutine of serve.
	config    *config
	listening map[string]*listening // by address
	inherited map[string][]net.Listener
	web       web

	loops, sessions sync.WaitGroup
}

// served is how the connections of a socket are served.
type served struct {
	endpoint
	config  *config
	guard   *validate.Guard
	options relay.Options
}

func newProxy(handler slog.Handler) *proxy {
	h := limitLines(handler)
	p := &proxy{log: slog.New(h), lines: h.lineLimit, listening: map[string]*listening{}, refused: map[refusal]*atomic.Uint64{}}
	p.evidence.log = p.log
	for _, why := range []refusal{refusedCrowd, refusedPeer, refusedPenalty, refusedHeader, refusedLoop} {
		p.refused[why] = new(atomic.Uint64)
	}
	return p
}

// serve takes connections until ctx ends, and then lets them go on for the time of grace.
func (p *proxy) serve(ctx context.Context, reload <-chan os.Signal, read func() (*config, error)) {
	p.notify(daemon.SdNotifyReady)
	go p.watchdog(ctx)
	tick := time.NewTicker(time.Hour)
	defer tick.Stop()
	p.pace(tick)
	for ctx.Err() == nil {
		select {
		case <-ctx.Done():
		case <-tick.C:
			p.statistic()
		case <-reload:
			p.reload(ctx, read)
			p.pace(tick)
		}
	}
	p.stopping.Store(true)
	p.notify(daemon.SdNotifyStopping)
	for _, l := range p.listening {
		l.drain()
	}
	p.loops.Wait()
	p.sessions.Wait()
	p.statistic()
}

// pace sets the time between statistics.
func (p *proxy) pace(tick *time.Ticker) {
	if tick.Stop(); p.config.stats > 0 {
		tick.Reset(p.config.stats)
	}
}

// take begins a connection, or refuses it.
func (p *proxy) take(ctx context.Context, conn net.Conn, s *served) {
	p.accepted.Add(1)
	if p.open.Add(1) > int64(s.config.connections) {
		p.open.Add(-1)
		p.refuse(conn, refusedCrowd)
		return
	}
	t := session{proxy: p, served: s, conn: conn}
	if t.proxied = s.config.proxied(conn.RemoteAddr()); !t.proxied && !t.admit() {
		p.open.Add(-1)
		return
	}
	t.stream = s.guard.Stream(s.carrier)
	p.sessions.Go(func() {
		defer p.open.Add(-1)
		t.run(ctx)
	})
}

// refuse resets a connection that is not taken, so that nothing of it is kept.
func (p *proxy) refuse(conn net.Conn, why refusal) {
	p.refused[why].Add(1)
	p.log.Warn("refused", "peer", conn.RemoteAddr().String(), "limit", string(why))
	if c, ok := conn.(*net.TCPConn); ok {
		c.SetLinger(0) //nolint:errcheck // refused
	}
	conn.Close() //nolint:errcheck // refused
}

// limits returns the settings for peers.
func (c *config) limits() peerLimits {
	return peerLimits{c.peerConnections, c.peerRejections, c.peerPenalty}
}

// statistic writes the counters to the log.
func (p *proxy) statistic() {
	s, c, refused := p.gates.stats(time.Now()), p.counters.Stats(), uint64(0)
	for _, n := range p.refused {
		refused += n.Load()
	}
	p.log.Info("statistics", "connections", s.Streams, "accepted", p.accepted.Load(), "refused", refused, "held", s.Memory,
		"passed", s.Passed, "octets", s.Octets, "rejected", s.Rejected, "late", s.Late, "rules", s.Rules, "tolerated", s.Tolerated, "panics", s.Panics,
		"answers", c.Answers, "unanswered", c.Unanswered, "ended", c.Ends, "unlogged", p.lines.hidden.Load(), "unrecorded", p.evidence.dropped())
}

// close ends what apply has opened.
func (p *proxy) close() error {
	for _, l := range p.listening {
		l.Close() //nolint:errcheck // the end
	}
	p.web.close()
	return p.evidence.close()
}
