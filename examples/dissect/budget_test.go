package main

import (
	"strings"
	"testing"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/stack"
)

// What all connections hold is bounded, and released when they end.
func TestBudget(t *testing.T) {
	t.Parallel()
	var b budget
	var notes recorded
	var all []*decoded
	part := []byte("\x03\x00\xff\xff" + strings.Repeat("x", 60000)) // of a TPKT
	for b.held+len(part) < maxHeld && len(notes) == 0 {
		x := &decoded{conn: guessing.Conn(stack.TPKTs), to: &notes, budget: &b}
		all = append(all, x)
		x.feed(&place{}, osi.FromInitiator, part)
	}
	if len(notes) != 0 || len(all) < 3000 {
		t.Fatalf("%d connections hold %d, %q", len(all), b.held, notes)
	}
	for range 3 {
		(&decoded{conn: guessing.Conn(stack.TPKTs), to: &notes, budget: &b}).feed(&place{}, osi.FromInitiator, part)
	}
	if len(notes) == 0 || !strings.Contains(notes[0], "too much is held") || b.held > maxHeld {
		t.Errorf("%d octets, %q", b.held, notes)
	}
	before := b.held
	for _, x := range all {
		x.end()
	}
	if b.held > before-len(all)*len(part)/2 {
		t.Errorf("%d octets of %d are left", b.held, before)
	}
}

// recorded has the notes that it was given.
type recorded []string

func (r *recorded) event(*place, *stack.Event)                  {}
func (r *recorded) note(_ *place, _ osi.Direction, text string) { *r = append(*r, text) }
func (r *recorded) end(*place, string)                          {}
