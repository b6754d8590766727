package main

import (
	"context"
	"time"

	"github.com/osi-go/osi/validate"
)

// statistics are counters since the start.
type statistics struct {
	FromKernel, ToKernel uint64 // packets
	FromPeers, ToPeers   uint64 // frames
	Out, In              uint64 // calls of the kernel, and to it
	Refused              uint64 // calls for want of a route, a channel or time
	Rejected             uint64 // units
	Lost                 uint64 // TCP connections that ended before their call
	Restarts             uint64 // of the kernel
}

func (g *gate) report(ctx context.Context, every time.Duration) {
	tick := time.NewTicker(every)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			g.statistic()
		}
	}
}

func (g *gate) statistic() {
	g.mu.Lock()
	s, calls := g.stats, len(g.calls)
	g.mu.Unlock()
	rules, tolerated, panics := map[string]uint64{}, map[string]uint64{}, uint64(0)
	for _, judged := range []validate.Stats{g.device.Stats(), g.xot.Stats()} {
		for id, n := range judged.Rules {
			rules[id] += n
		}
		for name, n := range judged.Tolerated {
			tolerated[name] += n
		}
		panics += judged.Panics
	}
	g.log.Info("statistics", "calls", calls, "counters", s, "rules", rules, "tolerated", tolerated, "panics", panics)
}
