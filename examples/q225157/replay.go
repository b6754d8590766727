package main

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"runtime"
	"sync"
	"time"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/validate"
)

type config struct {
	connections, units int
	share              float64
	seed               uint64
}

// connection is one connection in both worlds.
type connection struct {
	guard   *validate.Guard
	r       *rand.Rand
	share   float64
	traffic []buffer
	held    [2][]buffer // by the gate, for the rest of a TSDU

	summary
}

// play sends n buffers, and what belongs to them.
func (c *connection) play(n uint64) {
	for c.units < n {
		c.traffic = malform(c.r, association(c.r, 1+c.r.IntN(20)), c.share)
		c.without()
		c.behind()
	}
}

// without hands the buffers to an MTA as they are. Stopped, it is started again with the next
// association.
func (c *connection) without() {
	m := new(mta)
	for _, b := range c.traffic {
		if err := m.receive(int(b.from), b.octets); err != nil {
			if errors.As(err, new(stop)) {
				c.stopsWithout++
			}
			return
		}
	}
}

// behind puts the gate between.
func (c *connection) behind() {
	s, m := c.guard.Stream(validate.NSDUs), new(mta)
	defer s.Close()
	c.held[0], c.held[1] = c.held[0][:0], c.held[1][:0]
	for _, b := range c.traffic {
		c.units++
		c.faults[b.fault].sent++
		v, _ := s.Check(b.from, b.octets)
		held := append(c.held[b.from], b)
		switch v.Action {
		case validate.Hold:
			c.held[b.from] = held
		case validate.Pass:
			c.held[b.from] = held[:0]
			if !c.passes(m, held, &v) {
				return
			}
		case validate.Reject:
			c.held[b.from] = held[:0]
			c.rejects(m, held, &v)
			if s.Closed() {
				return // both sides are disconnected, and associate again
			}
		}
	}
}

// passes hands to the MTA what the gate passed. It reports whether the association goes on.
func (c *connection) passes(m *mta, held []buffer, v *validate.Verdict) bool {
	for _, b := range held {
		c.passed++
		c.faults[b.fault].passed++
	}
	for unit := range v.Units() {
		err := m.receive(int(v.From), unit)
		switch {
		case errors.As(err, new(stop)):
			c.wrongly(&c.wronglyPassed, err, v.Octets)
			c.stopsBehind++
			return false
		case err != nil:
			c.aborts++
			return false
		}
	}
	return true
}

// rejects asks an MTA whether what the gate rejected would have stopped it.
func (c *connection) rejects(m *mta, held []buffer, v *validate.Verdict) {
	c.rules[osi.AsError(v.Err).ID]++
	judge := m.clone()
	var err error
	for _, b := range held {
		c.rejected++
		c.faults[b.fault].rejected++
		if err == nil {
			err = judge.receive(int(b.from), b.octets)
		}
	}
	if err == nil {
		c.wrongly(&c.wronglyRejected, v.Err, held[len(held)-1].octets)
	}
}

// wrongly notes an error of the gate, the first one with its octets.
func (c *connection) wrongly(counter *uint64, err error, octets []byte) {
	if *counter++; c.evidence == "" {
		c.evidence = fmt.Sprintf("%v: % x", err, octets[:min(len(octets), 128)])
	}
}

// replay runs the traffic on all cores.
func replay(cfg config) (*summary, error) {
	guard, err := validate.New(validate.Strict()) // what peers over X.25 do beyond the standards is not known to be needed
	if err != nil {
		return nil, err
	}
	all := newSummary()
	start := time.Now()
	connections := make([]*connection, cfg.connections)
	next := make(chan *connection)
	var workers sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		workers.Go(func() {
			for c := range next {
				c.play(uint64(max(1, cfg.units/cfg.connections)))
			}
		})
	}
	for i := range connections {
		connections[i] = &connection{
			guard: guard, r: rand.New(rand.NewPCG(cfg.seed, uint64(i))), share: cfg.share, //nolint:gosec // traffic, not secrets
			summary: newSummary(),
		}
		next <- connections[i]
	}
	close(next)
	workers.Wait()
	all.elapsed = time.Since(start)
	for _, c := range connections {
		all.add(&c.summary)
	}
	if s := guard.Stats(); s.Memory != 0 || s.Streams != 0 || s.Panics != 0 {
		return nil, fmt.Errorf("the gate holds %d octets and %d streams, and caught %d panics", s.Memory, s.Streams, s.Panics)
	}
	return &all, nil
}
