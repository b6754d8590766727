package validate

import (
	"fmt"
	"iter"
	"math/bits"
	"sync"
	"sync/atomic"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/acse"
	"github.com/osi-go/osi/presentation"
	"github.com/osi-go/osi/rtse"
	"github.com/osi-go/osi/session"
	"github.com/osi-go/osi/transport"
	"github.com/osi-go/osi/x25"
	"github.com/osi-go/osi/x25/xot"
)

// A Guard applies a Policy to any number of streams. It is safe for concurrent use.
type Guard struct {
	policy   Policy
	decoders sync.Pool // of *decoders: streams are many, and idle ones small

	memory  atomic.Int64
	streams atomic.Int64
	next    atomic.Uint32 // shard for the next stream
	shards  [32]shard
	rules   map[*osi.Rule]*atomic.Uint64 // never changes
	late    *atomic.Uint64               // that of ruleClosed in rules
	others  atomic.Uint64
	panics  atomic.Uint64
	deviant [64]atomic.Uint64 // by bit of osi.Tolerance
}

// A shard has the counters that every unit touches, so that streams on several cores seldom share a cache line.
type shard struct {
	passed, octets, rejected atomic.Uint64
	_                        [104]byte
}

func (h *shard) pass(n int) {
	h.passed.Add(1)
	h.octets.Add(uint64(n)) //nolint:gosec // a length
}

// New returns a Guard. It refuses a Policy with a Top that is none.
func New(p Policy) (*Guard, error) {
	p, err := p.withDefaults()
	if err != nil {
		return nil, err
	}
	g := &Guard{policy: p, rules: map[*osi.Rule]*atomic.Uint64{}}
	g.decoders.New = func() any { return newDecoders(&g.policy) }
	for _, list := range []iter.Seq[*osi.Rule]{
		Rules(), transport.Rules(), session.Rules(), presentation.Rules(), acse.Rules(), acse.EncodingRules(), rtse.Rules(), x25.Rules(), xot.Rules(),
	} {
		for r := range list {
			g.rules[r] = new(atomic.Uint64)
		}
	}
	g.late = g.rules[ruleClosed]
	return g, nil
}

// decoders have the values that are lent within one call of Check.
type decoders struct {
	x25          x25.Decoder
	transport    transport.Decoder
	session      session.Decoder
	presentation presentation.Decoder
	acse         acse.Decoder
	rtse         rtse.Decoder
	setup        xot.PVCSetup

	abort      session.Abort // the answer, and
	ppdu, tsdu []byte        // what it is encoded in
}

func newDecoders(p *Policy) *decoders {
	d := new(decoders)
	t, l := p.Tolerate, p.Limits
	d.x25.Tolerate, d.transport.Tolerate, d.session.Tolerate, d.presentation.Tolerate, d.acse.Tolerate, d.rtse.Tolerate = t, t, t, t, t, t
	d.transport.MaxTPDU = l.TPDU
	d.x25.Limits, d.session.Limits, d.presentation.Limits, d.acse.Limits, d.rtse.Limits = l, l, l, l, l
	return d
}

// Stats are the counters of a Guard at one time. They marshal to JSON, so expvar.Func can publish them.
type Stats struct {
	Streams   int64             // not closed by Close
	Memory    int64             // octets held
	Passed    uint64            // units: Verdicts that pass
	Octets    uint64            // in them
	Rejected  uint64            // units
	Panics    uint64            // caught
	Rules     map[string]uint64 // rejected units by the ID of the rule; those never broken are left out
	Tolerated map[string]uint64 // units that passed with a deviation, by its name
}

// Stats returns the counters. Those of a unit in progress may be there in part.
func (g *Guard) Stats() Stats {
	s := Stats{
		Streams: g.streams.Load(), Memory: g.memory.Load(), Panics: g.panics.Load(),
		Rules: map[string]uint64{}, Tolerated: map[string]uint64{},
	}
	for i := range g.shards {
		h := &g.shards[i]
		s.Passed += h.passed.Load()
		s.Octets += h.octets.Load()
		s.Rejected += h.rejected.Load()
	}
	for r, n := range g.rules {
		if n := n.Load(); n > 0 {
			s.Rules[r.ID] += n
		}
	}
	if n := g.others.Load(); n > 0 {
		s.Rules["other"] = n
	}
	for i := range g.deviant {
		if n := g.deviant[i].Load(); n > 0 {
			s.Tolerated[osi.Tolerance(1<<i).String()] = n
		}
	}
	return s
}

func (g *Guard) countTolerated(t osi.Tolerance) {
	for ; t != 0; t &= t - 1 {
		g.deviant[bits.TrailingZeros64(uint64(t))].Add(1)
	}
}

func (g *Guard) countRejected(err error) {
	if e := osi.AsError(err); e != nil {
		if n := g.rules[e.Rule]; n != nil {
			n.Add(1)
			return
		}
	}
	g.others.Add(1)
}

// A PanicError is a panic that was caught: a fault of this module or of a Machine, not of the peer. It is an [osi.Error], too, of rule validate.panic;
// printed with %+v the Verdict's error shows the stack.
type PanicError struct {
	Value any // what was panicked with
}

// Error returns the value in words.
func (p *PanicError) Error() string { return fmt.Sprintf("validate: panic: %v", p.Value) }

// Unwrap returns the panic's error value, if it is one, behind the rule.
func (p *PanicError) Unwrap() []error {
	list := []error{&osi.Error{Rule: rulePanic}}
	if err, ok := p.Value.(error); ok {
		list = append(list, err)
	}
	return list
}
