// Package harden damages everything that the vectors and recorded traffic hold, and asserts of all
// decoders, machines, monitors and of the gate what must hold for any octets. Its tests run a
// bounded amount; see docs/hardening.md for how to run more, and for what has been run.
package harden

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"time"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/examples/internal/capture/mutate"
)

// SeedUnits is how many damaged units one seed stands for.
const SeedUnits = 10_000

// Sampling: one unit in so many.
const (
	perFresh      = 16    // decoded by a decoder is decoded by a fresh one, too
	perGate       = 8     // is given to a gate
	perStream     = 32    // is given to the frame readers, if it is a frame
	perConnection = 256   // is followed by a connection that is damaged, and judged as a whole
	perMeasure    = 5_000 // has its allocations counted
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
	editor      mutate.Editor
	program     []byte
	damaged     []byte
	check       checker
	gate        *gate
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
	h := &Harness{tiers: tiers(), check: checker{rules: map[*osi.Rule]int{}}}
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
		if in := &h.inputs[i]; len(in.octets()) > 0 {
			h.others = append(h.others, in.Conversation)
		}
	}
	h.gate, err = newGate()
	return h, err
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
		h.damaged = h.damaged[:0]
		for _, u := range h.damage(&in.Conversation, rng) {
			h.damaged = append(h.damaged, u.Octets...)
		}
		if err := h.unit(in, h.damaged, rng.Uint64()); err != nil {
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
	if n := len(in.octets()); n > limit || n <= above {
		return nil
	}
	which := rand.NewPCG(uint64(i), 16) //nolint:gosec // not negative, and to be made again
	for b := range mutate.Systematic(in.octets()) {
		if err := h.unit(in, b, which.Uint64()); err != nil {
			return err
		}
	}
	return nil
}

// damage edits c as rng says. The result is valid until the next call.
func (h *Harness) damage(c *mutate.Conversation, rng *rand.Rand) []mutate.Unit {
	h.program = program(h.program[:0], rng, 1+rng.IntN(3))
	return h.editor.Apply(c, h.program, h.others)
}

// program appends n edits to b.
func program(b []byte, rng *rand.Rand, n int) []byte {
	for range n * mutate.Edit {
		b = append(b, byte(rng.UintN(256))) //nolint:gosec // below 256
	}
	return b
}

// unit gives octets to two decoders of their layer, to a typed struct, and some to a gate and to a
// decoder of another layer. n decides which.
func (h *Harness) unit(in *input, b []byte, n uint64) error {
	h.Units++
	err := h.decode(h.subjects[in.layer], b, n)
	if err == nil {
		err = h.decode(h.subjects[in.layer], b, n>>8)
	}
	if err == nil && n>>16%8 == 0 {
		err = h.decode(h.subjects[layers[n>>20%uint64(len(layers))]], b, n>>24)
	}
	if t := h.tiers[in.layer]; err == nil && t != nil {
		err = t[n>>32%uint64(len(t))].agree(&h.check, b, int(n>>36&0xfff), int(n>>48&0xfff))
	}
	if framed := in.Shape == mutate.TPKT || in.Shape == mutate.XOT; err == nil && framed && n>>59%perStream == 0 {
		err = streams(b)
	}
	if err == nil && n>>12%perGate == 0 {
		err = h.judge(in, b, n>>40)
	}
	if err == nil && !bytes.Equal(h.check.before, b) {
		err = errors.New("the input has become another")
	}
	if err != nil {
		return &Fault{in.Name, bytes.Clone(b), err}
	}
	return nil
}

// decode gives octets to the n-th decoder of a list.
func (h *Harness) decode(list []*subject, b []byte, n uint64) error {
	s := list[n%uint64(len(list))]
	h.Decoded++
	err := h.check.check(s, b)
	if err == nil && h.Decoded%perMeasure == 0 {
		err = h.check.allocates(s, b)
	}
	h.Accepted = h.check.accepted
	return cmp.Or(err, h.machines.fault)
}

// judge gives octets to a gate, if there is a carrier for them.
func (h *Harness) judge(in *input, b []byte, n uint64) error {
	c, unit, p, ok := carried(in.layer, in.Shape, b)
	if !ok || len(unit) == 0 {
		return nil
	}
	if err := h.gate.unit(c, osi.Direction(n&1), p, unit, int(n>>4&0xffff)); err != nil {
		return fmt.Errorf("gate, %v: %w", c, err)
	}
	return nil
}

// connection damages a recorded connection and has it judged as a whole.
func (h *Harness) connection(rng *rand.Rand) error {
	c := &h.connections[rng.IntN(len(h.connections))]
	units := h.damage(c, rng)
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
