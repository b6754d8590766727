package main

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"sync"
	"sync/atomic"
	"time"

	"github.com/osi-go/osi/validate"
	"github.com/osi-go/osi/validate/relay"
)

// A proxy is the gate between peers and one server.
type proxy struct {
	guard      *validate.Guard
	carrier    validate.Carrier
	server     string
	statistics time.Duration // between reports; 0: none
	options    relay.Options
	most       int // connections
	quarantine *validate.Quarantine
	log        *slog.Logger

	counters          relay.Counters
	accepted, refused atomic.Uint64 // connections
	unlogged          atomic.Uint64 // rejections
	logged            struct {
		sync.Mutex
		second int64
		lines  int
	}
}

// linesASecond bounds the log's lines on rejections: a flood of them is counted.
const linesASecond = 100

// mayLog reports whether one more rejection is logged at now.
func (p *proxy) mayLog(now time.Time) bool {
	p.logged.Lock()
	defer p.logged.Unlock()
	if second := now.Unix(); second != p.logged.second {
		p.logged.second, p.logged.lines = second, 0
	}
	if p.logged.lines++; p.logged.lines <= linesASecond {
		return true
	}
	p.unlogged.Add(1)
	return false
}

// serve takes connections from l until ctx ends, and then lets them go on for the time of grace.
func (p *proxy) serve(ctx context.Context, l net.Listener) {
	context.AfterFunc(ctx, func() { l.Close() }) //nolint:errcheck // it ends either way
	p.log.Info("listening", "address", l.Addr().String(), "server", p.server, "carrier", p.carrier.String())
	if p.statistics > 0 {
		go p.report(ctx)
	}
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
			p.refused.Add(1)
			p.log.Warn("too many connections", "peer", peer.RemoteAddr().String())
			peer.Close() //nolint:errcheck // refused
			continue
		}
		p.accepted.Add(1)
		all.Go(func() {
			defer func() { <-room }()
			p.connect(ctx, peer)
		})
	}
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
	s, c, lost := p.guard.Stats(), p.counters.Stats(), uint64(0)
	if p.quarantine != nil {
		lost = p.quarantine.Dropped()
	}
	p.log.Info("statistics", "connections", s.Streams, "accepted", p.accepted.Load(), "refused", p.refused.Load(), "held", s.Memory,
		"passed", s.Passed, "octets", s.Octets, "rejected", s.Rejected, "late", s.Late, "rules", s.Rules, "tolerated", s.Tolerated, "panics", s.Panics,
		"answers", c.Answers, "unanswered", c.Unanswered, "ended", c.Ends, "unlogged", p.unlogged.Load(), "unrecorded", lost)
}
