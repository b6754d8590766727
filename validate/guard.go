package validate

import (
	"fmt"
	"iter"
	"math/bits"
	"sync/atomic"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/acse"
	"github.com/osi-go/osi/acse/acpm"
	"github.com/osi-go/osi/presentation"
	"github.com/osi-go/osi/presentation/ppm"
	"github.com/osi-go/osi/rtse"
	"github.com/osi-go/osi/session"
	"github.com/osi-go/osi/session/spm"
	"github.com/osi-go/osi/stack"
	"github.com/osi-go/osi/transport"
	"github.com/osi-go/osi/transport/class0"
	"github.com/osi-go/osi/x25"
	"github.com/osi-go/osi/x25/plp"
	"github.com/osi-go/osi/x25/xot"
)

// A Guard applies a Policy to any number of streams. It is safe for concurrent use. Make it with
// New: all streams of the zero Guard are closed.
type Guard struct {
	policy policy
	stack  *stack.Stack
	skip   stack.Skip // PDUs that the policy need not see

	held     atomic.Int64 // octets
	shared   atomic.Int64 // of them beyond the reserves of their streams
	streams  atomic.Int64
	next     atomic.Uint32 // shard for the next stream
	shards   [32]shard
	rules    map[*osi.Rule]*atomic.Uint64 // never changes
	others   atomic.Uint64
	panics   atomic.Uint64
	disorder atomic.Uint64
	lost     atomic.Uint64
	deviant  [64]atomic.Uint64 // by bit of osi.Tolerance
}

// A shard has the counters that every unit changes. Streams on several cores use different ones, so
// that they seldom share a cache line.
type shard struct {
	passed, octets, rejected, late atomic.Uint64
	_                              [96]byte
}

func (h *shard) pass(units, octets int) {
	h.passed.Add(uint64(units))  //nolint:gosec // a number
	h.octets.Add(uint64(octets)) //nolint:gosec // a length
}

// New returns a Guard. It refuses a Policy whose Top, Order, Subscription, Calls, PermanentCircuits
// or PDUs are not valid, with an [osi.Error] of kind ErrUnsupported.
func New(p Policy) (*Guard, error) {
	compiled, err := p.compile()
	if err != nil {
		return nil, err
	}
	g := &Guard{policy: compiled, rules: map[*osi.Rule]*atomic.Uint64{}}
	g.stack, g.skip = stack.New(compiled.config()), compiled.skip()
	for _, list := range []iter.Seq[*osi.Rule]{
		Rules(), stack.Rules(), transport.Rules(), class0.Rules(), session.Rules(), spm.Rules(), presentation.Rules(), ppm.Rules(), acse.Rules(), acpm.Rules(), acse.EncodingRules(), rtse.Rules(), x25.Rules(), plp.Rules(), xot.Rules(),
	} {
		for r := range list {
			g.rules[r] = new(atomic.Uint64)
		}
	}
	return g, nil
}

// Stats are the counters of a Guard at one time. They marshal to JSON, so that expvar.Func can
// publish them.
type Stats struct {
	Streams   int64             // streams that Close has not closed
	Memory    int64             // octets held
	Passed    uint64            // units that passed
	Octets    uint64            // octets in them
	Rejected  uint64            // units that were rejected, without the late ones
	Late      uint64            // units that came to a closed stream or channel: see Verdict.Late
	Panics    uint64            // panics that were caught
	Rules     map[string]uint64 // rejected units by the ID of the rule; rules never broken are left out
	Tolerated map[string]uint64 // units that passed with a deviation, by the name of the tolerance
	Lost      uint64            `json:",omitempty"` // times that the order of a session connection was lost otherwise than by OutOfTurn, see [stack.Conn.Lost]
	OutOfTurn uint64            `json:",omitempty"` // units that passed with a PDU out of turn, see [stack.OrderReport]
}

// Stats returns the counters. Of a unit that another goroutine is judging, some may be counted
// already.
func (g *Guard) Stats() Stats {
	s := Stats{
		Streams: g.streams.Load(), Memory: g.held.Load(), Panics: g.panics.Load(),
		Rules: map[string]uint64{}, Tolerated: map[string]uint64{}, OutOfTurn: g.disorder.Load(), Lost: g.lost.Load(),
	}
	for i := range g.shards {
		h := &g.shards[i]
		s.Passed += h.passed.Load()
		s.Octets += h.octets.Load()
		s.Rejected += h.rejected.Load()
		s.Late += h.late.Load()
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

// A PanicError is a panic that was caught: a fault of this module or of a check of the caller's,
// not of the peer. [osi.AsError] finds the rule validate.panic in it. The error of the Verdict
// shows the stack when it is printed with %+v.
type PanicError struct {
	Value any // the value of the panic
}

// Error returns the value as text.
func (p *PanicError) Error() string { return fmt.Sprintf("validate: panic: %v", p.Value) }

// Unwrap returns the rule and, if it is an error, the value.
func (p *PanicError) Unwrap() []error {
	list := []error{&osi.Error{Rule: rulePanic}}
	if err, ok := p.Value.(error); ok {
		list = append(list, err)
	}
	return list
}
