package ppm

import (
	"hash/fnv"
	"math/rand/v2"
	"testing"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/presentation"
)

// fuzzMachines lets the octets choose the events; what is in them is chosen at random from the same
// octets.
func fuzzMachines(t *testing.T, b []byte) {
	h := fnv.New64a()
	h.Write(b)
	r := rand.New(rand.NewPCG(h.Sum64(), 0))
	units := pick(r, 0, presentation.ContextManagement, presentation.ContextManagement|presentation.ContextRestoration)
	x, _, w := connected(t, units)
	for _, n := range b {
		e := Event(int(n)%(int(events)-1)) + 1
		p, params := testPPDU(r, &x, e)
		if ac, ok := p.(*presentation.AlterContext); ok && n >= 0x80 {
			ac.Additions, ac.Deletions = testContexts(int64(n)), []int64{1}
		}
		before := x.describe()
		_, err := give(&x, e, p, params)
		switch {
		case x.state >= states:
			t.Fatalf("%v: %v", e, x.state)
		case err != nil && e.User() && x.describe() != before:
			t.Fatalf("%v: %v, and the machine is not as it was", e, err)
		case err != nil && !e.User() && x.state != STAI0:
			t.Fatalf("%v: %v, and the machine is not idle", e, err)
		}
		if x.state == STAI0 && n&1 == 0 {
			x, _, _ = connected(t, units)
		}
		v := w
		v.contexts.list = append([]Context(nil), w.contexts.list...)
		d := osi.Direction(n >> 7)
		if v.Take(d, p) == nil {
			w = v
		}
		for side := range w.sides {
			usable, sure := 0, 0
			for c := range w.All() {
				if c.flags[side].usable() {
					usable++
				}
				if c.flags[side].sure {
					sure++
				}
			}
			if usable != w.sides[side].usable || sure != w.sides[side].sure {
				t.Fatalf("counts %+v, have %d %d", w.sides[side], usable, sure)
			}
		}
	}
}
