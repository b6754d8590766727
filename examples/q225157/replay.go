package main

import (
	"fmt"
	"io"
	"maps"
	"math/rand/v2"
	"runtime"
	"slices"
	"sync"
	"time"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/stack"
	"github.com/osi-go/osi/validate"
)

type config struct {
	connections, units int
	share              float64
	seed               uint64
}

// summary counts buffers.
type summary struct {
	units, malformed, passed, held, rejected uint64
	harmless                                 uint64 // malformed in a way that leaves them valid, as a flipped bit in a message
	wronglyPassed                            uint64 // passed, and the MTA stopped at it
	wronglyRejected                          uint64 // rejected, while the connection had been intact up to and with it
	stopsBehind, stopsWithout                uint64 // of the MTA
	rules                                    map[string]uint64
	elapsed                                  time.Duration
}

// mta is the stand-in: it takes what its transport hands up, and stops at what is invalid.
type mta struct{ conn *stack.Conn }

func newMTA() *mta {
	return &mta{stack.New(stack.Config{Carrier: stack.NSDUs, Tolerate: validate.Usual})}
}

// receive reports whether the MTA lives.
func (m *mta) receive(from stack.Direction, nsdu []byte) bool {
	for e := range m.conn.Feed(from, nsdu) {
		if e.Err != nil {
			return false
		}
	}
	return true
}

// connection is one connection in both worlds.
type connection struct {
	guard   *validate.Guard
	r       *rand.Rand
	share   float64
	traffic []buffer

	summary
}

// associate begins an association, as after an abort.
func (c *connection) associate() {
	c.traffic = malform(c.r, association(c.r, 1+c.r.IntN(20)), c.share)
}

// play sends n buffers, and what belongs to them.
func (c *connection) play(n uint64) {
	for c.units < n {
		c.associate()
		c.without()
		c.behind()
	}
}

// without hands the buffers to an MTA as they are. Stopped, it is started again with the next association.
func (c *connection) without() {
	m := newMTA()
	for _, b := range c.traffic {
		if !m.receive(b.from, b.octets) {
			c.stopsWithout++
			return
		}
	}
}

// behind puts the gate between.
func (c *connection) behind() {
	s, m := c.guard.Stream(validate.NSDUs), newMTA()
	defer s.Close()
	intact := true
	for _, b := range c.traffic {
		c.units++
		if b.fault != none {
			c.malformed++
			intact = false
		}
		v, _ := s.Check(b.from, b.octets)
		switch v.Action {
		case validate.Hold:
			c.held++
		case validate.Pass:
			c.passed++
			if b.fault != none {
				c.harmless++
			}
			for unit := range v.Units() {
				if !m.receive(b.from, unit) {
					c.wronglyPassed++
					c.stopsBehind++
					return
				}
			}
		case validate.Reject:
			c.rejected++
			c.rules[osi.AsError(v.Err).ID]++
			if intact {
				c.wronglyRejected++
			}
			if s.Closed() {
				return // both sides are disconnected, and associate again
			}
		}
	}
}

// replay runs the traffic on all cores.
func replay(cfg config) (*summary, error) {
	guard, err := validate.New(validate.Default())
	if err != nil {
		return nil, err
	}
	all := &summary{rules: map[string]uint64{}}
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
		c := &connection{guard: guard, r: rand.New(rand.NewPCG(cfg.seed, uint64(i))), share: cfg.share} //nolint:gosec // traffic, not secrets
		c.rules = map[string]uint64{}
		connections[i] = c
		next <- c
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
	return all, nil
}

func (s *summary) add(o *summary) {
	s.units += o.units
	s.malformed += o.malformed
	s.passed += o.passed
	s.held += o.held
	s.rejected += o.rejected
	s.harmless += o.harmless
	s.wronglyPassed += o.wronglyPassed
	s.wronglyRejected += o.wronglyRejected
	s.stopsBehind += o.stopsBehind
	s.stopsWithout += o.stopsWithout
	for id, n := range o.rules {
		s.rules[id] += n
	}
}

func (s *summary) print(w io.Writer) {
	fmt.Fprintf(w, "buffers sent                  %10d\n", s.units)
	fmt.Fprintf(w, "  malformed by the transport  %10d\n", s.malformed)
	fmt.Fprintf(w, "    and still valid, passed   %10d\n", s.harmless)
	fmt.Fprintf(w, "verdicts: pass                %10d\n", s.passed)
	fmt.Fprintf(w, "  hold, for the rest of a TSDU%10d\n", s.held)
	fmt.Fprintf(w, "  reject                      %10d\n", s.rejected)
	for _, id := range slices.SortedFunc(maps.Keys(s.rules), func(a, b string) int {
		if s.rules[a] != s.rules[b] {
			return int(s.rules[b]) - int(s.rules[a])
		}
		if a < b {
			return -1
		}
		return 1
	}) {
		fmt.Fprintf(w, "    %-26s%10d\n", id, s.rules[id])
	}
	fmt.Fprintf(w, "wrongly passed                %10d\n", s.wronglyPassed)
	fmt.Fprintf(w, "wrongly rejected              %10d\n", s.wronglyRejected)
	fmt.Fprintf(w, "MTA stops without the gate    %10d\n", s.stopsWithout)
	fmt.Fprintf(w, "MTA stops behind the gate     %10d\n", s.stopsBehind)
	fmt.Fprintf(w, "%.1f s, traffic generation and both MTAs included\n", s.elapsed.Seconds())
}
