package harden

import (
	"bytes"
	"errors"
	"fmt"
	"runtime/debug"
	"slices"
	"strings"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/examples/internal/capture"
	"github.com/osi-go/osi/examples/internal/capture/mutate"
	"github.com/osi-go/osi/presentation"
	"github.com/osi-go/osi/stack"
	"github.com/osi-go/osi/stack/association"
	"github.com/osi-go/osi/validate"
)

// A decision is a verdict that is no hold.
type decision struct {
	from     osi.Direction
	octets   string // that passed, or none
	rule     string // or why not
	reaction validate.Reaction
	answer   string
}

// A gate judges connections, and says what does not hold of its verdicts.
type gate struct {
	guards  map[bool]*validate.Guard // by whether connections are met midway
	passed  int
	refused map[string]int // by rule
}

func newGate() (*gate, error) {
	g := &gate{guards: map[bool]*validate.Guard{}, refused: map[string]int{}}
	for _, midway := range []bool{false, true} {
		guard, err := validate.New(policy(midway))
		if err != nil {
			return nil, err
		}
		g.guards[midway] = guard
	}
	return g, nil
}

// policy is the default one of connections that are seen from the first octet or met midway.
func policy(midway bool) validate.Policy {
	p := validate.Default()
	p.Midway = midway
	return p
}

// connection asserts that the gate makes the same of units however they are cut, that it changes
// and keeps nothing, that what passes decodes in all layers, and that an end that is given what
// one side sends survives it. Of the NSDUs in TPKTs the same is asserted.
func (g *gate) connection(shape mutate.Shape, midway bool, units []mutate.Unit, chunk int) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v\n%s", p, debug.Stack())
		}
	}()
	if err := g.judge(midway, shape, units, chunk); err != nil {
		return err
	}
	if s := g.guards[midway].Stats(); s.Memory != 0 || s.Streams != 0 || s.Panics != 0 {
		return fmt.Errorf("afterwards: %+v", s)
	}
	return ends(shape, units)
}

func (g *gate) judge(midway bool, shape mutate.Shape, units []mutate.Unit, chunk int) error {
	guard := g.guards[midway]
	carrier := validate.TPKTs
	if shape == mutate.XOT {
		carrier = validate.XOT
	}
	runs := mutate.Runs(units)
	before := mutate.Runs(runs)
	whole, err := decide(guard, carrier, runs, 1<<20)
	if err != nil {
		return err
	}
	for _, way := range []struct {
		units []mutate.Unit
		chunk int
	}{{runs, chunk}, {units, 1 << 20}} {
		cut, err := decide(guard, carrier, way.units, way.chunk)
		if err != nil {
			return err
		}
		if !slices.Equal(cut, whole) {
			return fmt.Errorf("in chunks of %d: %s\nas it comes: %s", way.chunk, listed(cut), listed(whole))
		}
	}
	if !slices.EqualFunc(before, runs, func(a, b mutate.Unit) bool { return bytes.Equal(a.Octets, b.Octets) }) {
		return errors.New("the input has changed")
	}
	for _, d := range whole {
		if d.rule == "" {
			g.passed++
		} else {
			g.refused[d.rule]++
		}
	}
	if err := decodes(carrier, policy(midway), whole); err != nil || shape == mutate.XOT {
		return err
	}
	nsdus, err := decide(guard, validate.NSDUs, unframed(units), 1<<20)
	if err != nil {
		return err
	}
	return decodes(validate.NSDUs, policy(midway), nsdus)
}

// decide gives units to a stream, in chunks.
func decide(g *validate.Guard, c validate.Carrier, units []mutate.Unit, chunk int) (out []decision, err error) {
	s := g.Stream(c)
	defer s.Close()
	for _, u := range units {
		for part := range slices.Chunk(u.Octets, chunk) {
			for len(part) > 0 && !s.Closed() {
				var v validate.Verdict
				v, part = s.Check(osi.Direction(u.From), part)
				if out, err = decided(out, &v, part); err != nil {
					return nil, err
				}
			}
		}
	}
	return out, nil
}

func decided(out []decision, v *validate.Verdict, rest []byte) ([]decision, error) {
	switch v.Action {
	case validate.Hold:
		if len(rest) > 0 {
			return nil, fmt.Errorf("a hold leaves %x", rest)
		}
	case validate.Pass:
		for b := range v.Units() {
			out = append(out, decision{from: v.From, octets: string(b)})
		}
	case validate.Reject:
		e := osi.AsError(v.Err)
		if e == nil || e.Offset < 0 || e.Offset > len(v.Faulty) {
			return nil, fmt.Errorf("%w in %x", v.Err, v.Faulty)
		}
		if v.Reaction == validate.NoReaction {
			return nil, fmt.Errorf("no reaction to %w", v.Err)
		}
		out = append(out, decision{from: v.From, rule: e.ID, reaction: v.Reaction, answer: fmt.Sprintf("%x", v.Answer)})
	}
	return out, nil
}

// unframed returns what is in TPKTs.
func unframed(units []mutate.Unit) (out []mutate.Unit) {
	for _, u := range units {
		out = append(out, mutate.Unit{From: u.From, Octets: u.Octets[min(4, len(u.Octets)):]})
	}
	return out
}

// decodes asserts that what passed decodes in all layers.
func decodes(c validate.Carrier, p validate.Policy, passed []decision) error {
	conn := stack.New(stack.Config{
		Limits: p.Limits, Tolerate: p.Tolerate, Midway: p.Midway, Interface: stack.Interface{Foreign: p.ForeignCalls},
	}).Conn(c)
	for _, d := range passed {
		if d.rule != "" {
			continue
		}
		for e := range conn.Feed(d.from, []byte(d.octets)) {
			if e.Err != nil {
				return fmt.Errorf("passed, but %w in %x of %x: %s", e.Err, e.Octets, d.octets, listed(passed))
			}
		}
	}
	return nil
}

// ends gives what each side sends to an association of the other side, whose user accepts
// everything, and then ends it.
func ends(shape mutate.Shape, units []mutate.Unit) error {
	if shape != mutate.TPKT {
		return nil
	}
	for d := range osi.Direction(2) {
		a := association.New(1-d, association.Config{Carrier: stack.TPKTs})
		if d == osi.FromResponder {
			_ = a.Open() // it may not be able to; it is given the answers all the same
		}
		for _, u := range units {
			if osi.Direction(u.From) != d {
				continue
			}
			for ev := range a.Receive(u.Octets) {
				switch ev.(type) {
				case *association.Connecting, *association.Requested:
					_ = a.Accept() // an error is the answer to what cannot be accepted
				}
			}
			a.Output()
		}
		a.Abort()
		for n := 0; !a.Ended(); n++ {
			if n > 2 {
				return fmt.Errorf("the association of end %v does not end: %v", 1-d, a.Session().State())
			}
			if a.Timer() {
				a.Expire()
			} else {
				a.Disconnected()
			}
		}
	}
	return nil
}

// unit gives one unit to a gate that is met midway, and the same in two pieces.
func (g *gate) unit(c validate.Carrier, d osi.Direction, p presentation.Primitive, b []byte, cut int) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v\n%s", p, debug.Stack())
		}
	}()
	guard := g.guards[true]
	if c == validate.SSDUs {
		s := guard.Stream(c)
		defer s.Close()
		v := s.CheckSSDU(d, p, b)
		_, err := decided(nil, &v, nil)
		return err
	}
	from := mutate.Unit{From: capture.Side(d), Octets: b}
	whole, err := decide(guard, c, []mutate.Unit{from}, len(b)+1)
	if err != nil {
		return err
	}
	for _, w := range whole {
		if w.rule == "" {
			g.passed++
		} else {
			g.refused[w.rule]++
		}
	}
	if c != validate.TPKTs && c != validate.XOT {
		return nil
	}
	again, err := decide(guard, c, []mutate.Unit{from}, cut%(len(b)+1)+1)
	if err == nil && !slices.Equal(whole, again) {
		err = fmt.Errorf("in chunks of %d: %s\nwhole: %s", cut%(len(b)+1)+1, listed(again), listed(whole))
	}
	return err
}

// listed has a line for each decision.
func listed(all []decision) string {
	var b strings.Builder
	for _, d := range all {
		fmt.Fprintf(&b, "\n%v %x %s %v %s", d.from, d.octets, d.rule, d.reaction, d.answer)
	}
	return b.String()
}
