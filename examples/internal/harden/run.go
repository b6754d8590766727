// Package harden damages everything that the vectors and recorded traffic hold, and asserts of all
// decoders, machines, monitors and of the gate what must hold for any octets. Its tests run a
// bounded amount; see docs/hardening.md for how to run more, and for what has been run.
package harden

import (
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"time"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/examples/internal/capture/mutate"
	"github.com/osi-go/osi/stack"
	"github.com/osi-go/osi/validate"
)

// SeedUnits is how many damaged units one seed stands for.
const SeedUnits = 10_000

// Sampling: one unit in so many.
const (
	perGate       = 4  // is given to a gate, too
	perConnection = 64 // is a damage of a connection, which is judged as a whole
	perMeasure    = 5_000
)

// A Harness holds what is damaged, and counts what was done.
type Harness struct {
	Units       int // damaged and decoded
	Connections int // damaged and judged
	Decoded     int // by one decoder
	Accepted    int

	inputs      []input               // the vectors, and then what captures hold
	vectors     int                   // how many of them are vectors
	connections []mutate.Conversation // recorded
	others      []mutate.Conversation // all that edits take from
	subjects    map[string][]*subject
	tiers       map[string][]tier
	machines    machines
	check       checker
	gate        gate
	guards      map[stack.Carrier]*validate.Guard
}

// A Fault is an invariant that does not hold.
type Fault struct {
	Input  string // what was damaged
	Octets []byte
	Err    error
}

func (f *Fault) Error() string { return fmt.Sprintf("%s, damaged to %x: %v", f.Input, f.Octets, f.Err) }

func (f *Fault) Unwrap() error { return f.Err }

// New returns a harness with all vectors, and the connections of the capture files that match the
// patterns.
func New(patterns ...string) (*Harness, error) {
	h := &Harness{tiers: tiers(), check: checker{rules: map[string]int{}}, gate: gate{refused: map[string]int{}}}
	h.subjects = subjects(&h.machines)
	var paths []string
	for _, p := range patterns {
		list, err := filepath.Glob(p)
		if err != nil {
			return nil, err
		}
		paths = append(paths, list...)
	}
	var err error
	if h.connections, err = mutate.Read(paths...); err != nil {
		return nil, err
	}
	if h.inputs, err = vectorInputs(); err != nil {
		return nil, err
	}
	h.vectors = len(h.inputs)
	h.inputs = append(h.inputs, captureInputs(h.connections)...)
	h.others = h.connections
	for i := range h.inputs {
		if len(h.inputs[i].octets) > 0 {
			h.others = append(h.others, h.inputs[i].conversation())
		}
	}
	h.guards = map[stack.Carrier]*validate.Guard{}
	for _, c := range []stack.Carrier{stack.TPKTs, stack.NSDUs, stack.TSDUs, stack.SSDUs, stack.XOT, stack.Packets} {
		policy := validate.Default()
		policy.Midway = true
		if h.guards[c], err = validate.New(policy); err != nil {
			return nil, err
		}
	}
	return h, nil
}

// Inputs returns how many different units there are to damage.
func (h *Harness) Inputs() int { return len(h.inputs) }

// Seed damages units as the seed says, [SeedUnits] of them.
func (h *Harness) Seed(seed uint64) error {
	rng := rand.New(rand.NewPCG(seed, 16)) //nolint:gosec // what it makes is to be made again
	for range SeedUnits {
		in := &h.inputs[rng.IntN(h.vectors)]
		if captured := len(h.inputs) - h.vectors; captured > 0 && rng.IntN(2) == 0 {
			in = &h.inputs[h.vectors+rng.IntN(captured)]
		}
		conv := in.conversation()
		var b []byte
		for _, u := range mutate.Apply(&conv, program(rng, 1+rng.IntN(3)), h.others) {
			b = append(b, u.Octets...)
		}
		if err := h.unit(in, b, rng.Uint64()); err != nil {
			return fmt.Errorf("seed %d: %w", seed, err)
		}
		if rng.IntN(perConnection) == 0 && len(h.connections) > 0 {
			if err := h.connection(rng); err != nil {
				return fmt.Errorf("seed %d: %w", seed, err)
			}
		}
	}
	return nil
}

// Systematic damages the i-th input in every small way, see [mutate.Systematic]. With one that does
// not have more than above octets, and at most limit, nothing is done.
func (h *Harness) Systematic(i, above, limit int) error {
	in := &h.inputs[i]
	if len(in.octets) > limit || len(in.octets) <= above {
		return nil
	}
	n := uint64(i) //nolint:gosec // not negative
	for b := range mutate.Systematic(in.octets) {
		n++
		if err := h.unit(in, b, n*0x9e3779b97f4a7c15>>20); err != nil {
			return err
		}
	}
	return nil
}

func program(rng *rand.Rand, n int) []byte {
	b := make([]byte, n*mutate.Edit)
	for i := range b {
		b[i] = byte(rng.UintN(256)) //nolint:gosec // below 256
	}
	return b
}

// unit gives octets to two decoders of their layer, to a typed struct, and some to a gate and to a
// decoder of another layer. n decides which.
func (h *Harness) unit(in *input, b []byte, n uint64) error {
	h.Units++
	list := h.subjects[in.layer]
	picked := []*subject{list[n%uint64(len(list))], list[n>>8%uint64(len(list))]}
	if n>>16%8 == 0 {
		other := h.subjects[layers[n>>20%uint64(len(layers))]]
		picked = append(picked, other[n>>24%uint64(len(other))])
	}
	for _, s := range picked {
		h.Decoded++
		err := h.check.check(s, b)
		if err == nil && h.Decoded%perMeasure == 0 {
			err = h.check.allocates(s, b)
		}
		if err == nil {
			err = h.machines.fault
		}
		if err != nil {
			return &Fault{in.name, b, err}
		}
	}
	if t := h.tiers[in.layer]; t != nil {
		if err := t[n>>32%uint64(len(t))].agree(&h.check, b, int(n>>36)); err != nil {
			return &Fault{in.name, b, err}
		}
	}
	h.Accepted = h.check.accepted
	if n>>12%perGate != 0 {
		return nil
	}
	if in.shape == mutate.TPKT || in.shape == mutate.XOT {
		if err := streams(b); err != nil {
			return &Fault{in.name, b, err}
		}
	}
	c, unit, p, ok := carried(in.layer, in.shape, b)
	if !ok || len(unit) == 0 {
		return nil
	}
	if err := h.gate.unit(h.guards[c], c, osi.Direction(n>>40&1), p, unit, int(n>>44)); err != nil {
		return &Fault{in.name, b, fmt.Errorf("gate, %v: %w", c, err)}
	}
	return nil
}

// connection damages a recorded connection and has it judged as a whole.
func (h *Harness) connection(rng *rand.Rand) error {
	c := &h.connections[rng.IntN(len(h.connections))]
	units := mutate.Apply(c, program(rng, 1+rng.IntN(3)), h.others)
	h.Connections++
	h.Units++
	if err := h.gate.connection(c.Shape, rng.IntN(8) == 0, units, 1+rng.IntN(64)); err != nil {
		var text []byte
		for _, u := range units {
			text = append(append(text, byte(u.From)), u.Octets...)
		}
		return &Fault{c.Name, text, err}
	}
	return nil
}

// Summary says what was done since New.
func (h *Harness) Summary(took time.Duration) string {
	return fmt.Sprintf("%d units and %d connections damaged, %d decoded, %d accepted, refused by %d rules; gate: %d units passed, refused by %d rules; %v",
		h.Units, h.Connections, h.Decoded, h.Accepted, len(h.check.rules), h.gate.passed, len(h.gate.refused), took.Round(time.Second))
}
