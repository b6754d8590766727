package main

import (
	"encoding/json"
	"slices"
	"sync"
	"time"

	"github.com/osi-go/osi/validate"
)

// Gates are the Guards of the policies in use, the Guards of earlier policies that still have
// connections, and the counters of all Guards that are gone.
type gates struct {
	mu      sync.Mutex
	inUse   map[string]*validate.Guard // by the JSON of the policy
	retired []retiredGate
	past    validate.Stats // of the Guards that are gone
}

type retiredGate struct {
	*validate.Guard
	policy string // its JSON
	at     time.Time
}

// retirement is how long a Guard without connections is kept, since one may be about to begin.
const retirement = time.Minute

// prepare returns Guards for the policies, by their names. A policy that is in use, or was shortly
// before, keeps its Guard. Nothing changes before commit is called.
func (g *gates) prepare(policies map[string]validate.Policy) (byName map[string]*validate.Guard, commit func(now time.Time), err error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	byName, next := map[string]*validate.Guard{}, map[string]*validate.Guard{}
	for name, p := range policies {
		text, err := json.Marshal(p)
		if err != nil {
			return nil, nil, err
		}
		key := string(text)
		if next[key] == nil {
			next[key] = g.known(key)
		}
		if next[key] == nil {
			if next[key], err = validate.New(p); err != nil {
				return nil, nil, err
			}
		}
		byName[name] = next[key]
	}
	return byName, func(now time.Time) { g.commit(next, now) }, nil
}

// known returns the Guard of a policy; nil: there is none. Its caller holds mu.
func (g *gates) known(policy string) *validate.Guard {
	for i := range g.retired {
		if r := &g.retired[i]; r.policy == policy {
			r.at = time.Now() // it is not forgotten before commit
			return r.Guard
		}
	}
	return g.inUse[policy]
}

func (g *gates) commit(next map[string]*validate.Guard, now time.Time) {
	g.mu.Lock()
	defer g.mu.Unlock()
	for key, guard := range g.inUse {
		if next[key] == nil {
			g.retired = append(g.retired, retiredGate{guard, key, now})
		}
	}
	g.retired = slices.DeleteFunc(g.retired, func(r retiredGate) bool { return next[r.policy] != nil })
	g.inUse = next
	g.forget(now)
}

// forget lets go of Guards that have no more connections. Its caller holds mu.
func (g *gates) forget(now time.Time) {
	g.retired = slices.DeleteFunc(g.retired, func(r retiredGate) bool {
		s := r.Stats()
		gone := s.Streams == 0 && now.Sub(r.at) >= retirement
		if gone {
			add(&g.past, s)
		}
		return gone
	})
}

// stats returns the sum of all counters.
func (g *gates) stats(now time.Time) validate.Stats {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.forget(now)
	sum := validate.Stats{Rules: map[string]uint64{}, Tolerated: map[string]uint64{}}
	add(&sum, g.past)
	for _, r := range g.retired {
		add(&sum, r.Stats())
	}
	for _, guard := range g.inUse {
		add(&sum, guard.Stats())
	}
	return sum
}

// add adds s to sum.
func add(sum *validate.Stats, s validate.Stats) {
	sum.Streams += s.Streams
	sum.Memory += s.Memory
	sum.Passed += s.Passed
	sum.Octets += s.Octets
	sum.Rejected += s.Rejected
	sum.Late += s.Late
	sum.Panics += s.Panics
	sum.Lost += s.Lost
	sum.OutOfTurn += s.OutOfTurn
	if sum.Rules == nil {
		sum.Rules, sum.Tolerated = map[string]uint64{}, map[string]uint64{}
	}
	for rule, n := range s.Rules {
		sum.Rules[rule] += n
	}
	for tolerance, n := range s.Tolerated {
		sum.Tolerated[tolerance] += n
	}
}
