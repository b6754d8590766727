package harden

import (
	"cmp"
	"errors"
	"flag"
	"math/rand/v2"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/examples/internal/capture/mutate"
)

var (
	seed       = flag.Uint64("seed", 1, "the first seed of TestSeeds")
	units      = flag.Int("units", 4*SeedUnits, "damaged units of TestSeeds, 10 000 a seed")
	systematic = flag.Int("systematic", 0, "inputs of up to so many octets are damaged by TestSystematic; 0: some short vectors")
	above      = flag.Int("above", 0, "inputs of up to so many octets are left out by TestSystematic")
	from       = flag.Int("from", 0, "the first input of TestSystematic")
	to         = flag.Int("to", 1<<30, "the input at which TestSystematic ends; the vectors come first")
)

func newHarness(t testing.TB) *Harness {
	t.Helper()
	const published = "../../testdata/corpus/"
	shared := cmp.Or(os.Getenv("OSI_CORPUS"), "../../../../shared/corpus") + "/" // of others, if they are there
	h, err := New(published+"*/*.pcap*", published+"*/*/*/*.pcap*", shared+"*/*.pcap*", shared+"*/*/*/*.pcap*")
	if err != nil {
		t.Fatal(err)
	}
	if len(h.connections) < 50 || h.vectors < 1400 || h.Inputs() < 3000 {
		t.Fatalf("%d connections, %d vectors, %d inputs", len(h.connections), h.vectors, h.Inputs())
	}
	return h
}

// Units that are damaged at random keep all invariants. With -units it goes on for as long as is
// asked for, and says which seeds are done.
func TestSeeds(t *testing.T) {
	h, begin := newHarness(t), time.Now()
	last := *seed + uint64(max(1, *units/SeedUnits)) - 1
	for n := *seed; n <= last; n++ {
		if err := h.Seed(n); err != nil {
			t.Errorf("%v", err)
			t.Fatalf("seeds from %d to before %d are done: %s", *seed, n, h.Summary(time.Since(begin)))
		}
		if (n-*seed)%500 == 499 {
			t.Logf("seeds %d to %d: %s", *seed, n, h.Summary(time.Since(begin)))
		}
	}
	t.Logf("%d inputs, seeds %d to %d: %s", h.Inputs(), *seed, last, h.Summary(time.Since(begin)))
	if h.Accepted < h.Decoded/5 || len(h.check.rules) < 150 || h.gate.passed < h.Units/100 || len(h.gate.refused) < 100 {
		t.Errorf("what is damaged is no test any more: %s", h.Summary(time.Since(begin)))
	}
}

// All small damages of the short inputs keep all invariants. With -systematic it goes on with
// longer ones.
func TestSystematic(t *testing.T) {
	h, begin := newHarness(t), time.Now()
	limit, end, step := *systematic, min(*to, h.Inputs()), 1
	if limit == 0 {
		limit, end, step = 24, h.vectors, 16
	}
	for i := *from; i < end; i += step {
		if err := h.Systematic(i, *above, limit); err != nil {
			t.Errorf("%v", err)
			t.Fatalf("inputs from %d to before %d are done: %s", *from, i, h.Summary(time.Since(begin)))
		}
		if i%500 == 499 && step == 1 {
			t.Logf("inputs %d to %d: %s", *from, i, h.Summary(time.Since(begin)))
		}
	}
	t.Logf("inputs %d to %d of %d to %d octets, by %d: %s", *from, end-1, *above+1, limit, step, h.Summary(time.Since(begin)))
}

// FuzzConnection edits recorded connections. which names the connection; its highest bit says that
// it is met midway.
func FuzzConnection(f *testing.F) {
	h := newHarness(f)
	rng := rand.New(rand.NewPCG(1, 2))
	for i := range min(60, len(h.connections)) {
		f.Add(uint16(i), []byte(nil), uint8(i))
		f.Add(uint16(i), program(nil, rng, 2), uint8(i*7))
	}
	f.Fuzz(func(t *testing.T, which uint16, edits []byte, chunk uint8) {
		c := &h.connections[int(which&0x7fff)%len(h.connections)]
		units := h.editor.Apply(c, edits[:min(len(edits), 16*mutate.Edit)], h.others)
		if err := h.gate.connection(c.Shape, which>>15 != 0, units, int(chunk)+1); err != nil {
			t.Fatal(err)
		}
	})
}

// A one decodes one octet 1, and does wrong what the text says.
type one struct{ wrong string }

func (o one) AppendBinary(b []byte) ([]byte, error) {
	switch o.wrong {
	case "does not encode":
		return nil, errors.New("no")
	case "loses":
		return []byte{1}, nil
	case "grows":
		return append(b, 1, 1), nil
	}
	return append(b, 1), nil
}

var (
	rule  = osi.Rule{ID: "test.one"}
	other = osi.Rule{ID: "test.other"}
	sink  []byte
)

// Every invariant is checked: a decoder that breaks one is found.
func TestChecker(t *testing.T) {
	for _, c := range []struct {
		wrong string
		b     []byte
		want  string // in the error
	}{
		{"", []byte{1}, ""},
		{"", []byte{2}, ""},
		{"panics", []byte{1}, "panic: wrong"},
		{"modifies", []byte{1}, "the input has become"},
		{"does not encode", []byte{1}, "does not encode"},
		{"loses", []byte{1}, "what was in the buffer is lost"},
		{"grows", []byte{1}, "encodes to 0101"},
		{"remembers", []byte{1}, "a reused one"},
		{"remembers", []byte{2}, "a reused one"},
		{"offset", []byte{2}, "octet 2 of 1"},
		{"result", []byte{2}, "with a result"},
		{"neither", []byte{1}, "neither a value nor an error"},
		{"untyped", []byte{2}, "no is no *osi.Error"},
		{"no answer", []byte{2}, "send, and there is none"},
		{"answer does not encode", []byte{2}, "the answer to"},
		{"not received", []byte{2}, "the answer to"},
		{"allocates", []byte{1}, "octets allocated for 1"},
	} {
		decode := func(b []byte) (value, error) {
			switch {
			case c.wrong == "panics":
				panic("wrong")
			case c.wrong == "modifies":
				b[0]++
				return one{}, nil
			case c.wrong == "neither":
				return nil, nil
			case c.wrong == "allocates":
				sink = make([]byte, maxAllocation(1)+1)
			case c.wrong == "untyped" && b[0] != 1:
				return nil, errors.New("no")
			case len(b) != 1 || b[0] != 1:
				e := &osi.Error{Rule: &rule}
				if c.wrong == "offset" {
					e.Offset = len(b) + 1
				}
				if c.wrong == "result" {
					return one{}, e
				}
				return nil, e
			}
			return one{c.wrong}, nil
		}
		s := &subject{name: "one", fresh: decode, exact: true, reused: func(b []byte) (value, error) {
			if c.wrong == "remembers" {
				return nil, &osi.Error{Rule: &other}
			}
			return decode(b)
		}, answer: func(error, []byte) (osi.Action, value) {
			if c.wrong == "no answer" {
				return osi.Send, nil
			}
			return osi.Send, one{strings.TrimPrefix(c.wrong, "answer ")}
		}, receive: func(_ value, b []byte) error {
			if c.wrong == "not received" {
				return errors.New("not received")
			}
			return nil
		}}
		k := checker{rules: map[*osi.Rule]int{}}
		err := k.check(s, c.b)
		if err == nil {
			err = k.allocates(s, c.b)
		}
		if (err == nil) != (c.want == "") || err != nil && !strings.Contains(err.Error(), c.want) {
			t.Errorf("%q, %x: got %v", c.wrong, c.b, err)
		}
	}
}
