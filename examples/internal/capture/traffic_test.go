package capture_test

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/examples/internal/capture/mutate"
	"github.com/osi-go/osi/stack"
	"github.com/osi-go/osi/validate"
)

// recorded are the connections that are mutated.
func recorded(t testing.TB) []mutate.Conversation {
	t.Helper()
	var paths []string
	for _, name := range []string{
		"isode_psap_npd3", "isode_refuse", "isode_rosap", "isode_rtsap_acse", "isode_vt", "x25_linux_mod8_cotp_xot",
		"libiec61850_client5_tsel_ssel_psel", "x25/xot/l07_address_extension.xot",
	} {
		paths = append(paths, filepath.Join("../../testdata/corpus/made", name+".pcap"))
	}
	all, err := mutate.Read(paths...)
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// A decision is a verdict that is no hold.
type decision struct {
	unit     mutate.Unit // passed, or empty
	rule     string      // or why not
	reaction validate.Reaction
	answer   string
}

// decide gives units to a stream, in chunks.
func decide(t *testing.T, g *validate.Guard, c validate.Carrier, units []mutate.Unit, chunk int) (out []decision) {
	s := g.Stream(c)
	defer s.Close()
	for _, u := range units {
		for part := range slices.Chunk(u.Octets, chunk) {
			for len(part) > 0 && !s.Closed() {
				var v validate.Verdict
				v, part = s.Check(osi.Direction(u.From), part)
				switch v.Action {
				case validate.Hold:
					if len(part) > 0 {
						t.Fatalf("a hold leaves %x", part)
					}
				case validate.Pass:
					for b := range v.Units() {
						out = append(out, decision{unit: mutate.Unit{From: u.From, Octets: bytes.Clone(b)}})
					}
				case validate.Reject:
					e := osi.AsError(v.Err)
					if e == nil || e.Offset < 0 || e.Offset > len(v.Faulty) {
						t.Fatalf("%v in %x", v.Err, v.Faulty)
					}
					if v.Reaction == validate.NoReaction {
						t.Fatalf("%v: no reaction", v.Err)
					}
					out = append(out, decision{rule: e.ID, reaction: v.Reaction, answer: fmt.Sprintf("%x", v.Answer)})
				}
			}
		}
	}
	return out
}

// sound asserts that the gate makes the same of units however they are cut, that it changes nothing
// and keeps nothing, and that what passes decodes in all layers. It returns what was decided.
func sound(t *testing.T, xot, midway bool, units []mutate.Unit, chunk int) []decision {
	t.Helper()
	policy := validate.Default()
	policy.Midway = midway
	g, err := validate.New(policy)
	if err != nil {
		t.Fatal(err)
	}
	carrier := validate.TPKTs
	if xot {
		carrier = validate.XOT
	}
	runs := mutate.Runs(units)
	before := mutate.Runs(runs)
	whole := decide(t, g, carrier, runs, 1<<20)
	if cut := decide(t, g, carrier, runs, chunk); !reflect.DeepEqual(cut, whole) {
		t.Fatalf("in chunks of %d: %+v\nwhole: %+v", chunk, cut, whole)
	}
	if cut := decide(t, g, carrier, units, 1<<20); !reflect.DeepEqual(cut, whole) {
		t.Fatalf("by unit: %+v\nwhole: %+v", cut, whole)
	}
	if !reflect.DeepEqual(before, runs) {
		t.Fatal("the input has changed")
	}
	decodes(t, carrier, policy, whole)
	if !xot {
		decodes(t, validate.NSDUs, policy, decide(t, g, validate.NSDUs, tpdus(units), 1<<20))
	}
	if s := g.Stats(); s.Memory != 0 || s.Streams != 0 || s.Panics != 0 {
		t.Fatalf("afterwards: %+v", s)
	}
	return whole
}

// tpdus returns what is in TPKTs.
func tpdus(units []mutate.Unit) (out []mutate.Unit) {
	for _, u := range units {
		out = append(out, mutate.Unit{From: u.From, Octets: u.Octets[min(4, len(u.Octets)):]})
	}
	return out
}

// decodes asserts that what passed decodes in all layers.
func decodes(t *testing.T, c validate.Carrier, p validate.Policy, passed []decision) {
	t.Helper()
	conn := stack.New(stack.Config{
		Limits: p.Limits, Tolerate: p.Tolerate, Midway: p.Midway, Interface: stack.Interface{Foreign: p.ForeignCalls},
	}).Conn(c)
	for _, d := range passed {
		if d.rule != "" {
			continue
		}
		for e := range conn.Feed(osi.Direction(d.unit.From), d.unit.Octets) {
			if e.Err != nil {
				t.Fatalf("passed, but %v in %x of %x: %s", e.Err, e.Octets, d.unit.Octets, listed(passed))
			}
		}
	}
}

// FuzzTraffic mutates recorded connections. which names the connection; its highest bit says that
// it is met midway.
func FuzzTraffic(f *testing.F) {
	all := recorded(f)
	rng := rand.New(rand.NewPCG(1, 2))
	for i := range all {
		f.Add(uint16(i), []byte(nil), uint8(i))
		f.Add(uint16(i), program(rng, 2), uint8(i*7))
	}
	f.Fuzz(func(t *testing.T, which uint16, edits []byte, chunk uint8) {
		c := &all[int(which&0x7fff)%len(all)]
		sound(t, c.XOT, which>>15 != 0, mutate.Apply(c, edits[:min(len(edits), 16*mutate.Edit)], all), int(chunk)+1)
	})
}

func program(rng *rand.Rand, edits int) []byte {
	b := make([]byte, edits*mutate.Edit)
	for i := range b {
		b[i] = byte(rng.Uint32())
	}
	return b
}

// Mutated traffic is judged soundly, and both ways.
func TestTraffic(t *testing.T) {
	const conversations, wantRules = 20000, 60
	all := recorded(t)
	rng := rand.New(rand.NewPCG(5, 102))
	passed, rejected := 0, map[string]int{}
	for i := range conversations {
		c := &all[i%len(all)]
		units := mutate.Apply(c, program(rng, 1+rng.IntN(3)), all)
		for _, d := range sound(t, c.XOT, i%16 == 0, units, 1+rng.IntN(64)) {
			if d.rule == "" {
				passed++
			} else {
				rejected[d.rule]++
			}
		}
	}
	t.Logf("%d units passed, rejected by %d rules: %v", passed, len(rejected), rejected)
	if passed < conversations || len(rejected) < wantRules {
		t.Errorf("%d units passed, rejected by %d rules", passed, len(rejected))
	}
}

// listed has a line for each decision.
func listed(all []decision) string {
	var b strings.Builder
	for _, d := range all {
		fmt.Fprintf(&b, "\n%v %x %s", osi.Direction(d.unit.From), d.unit.Octets, d.rule)
	}
	return b.String()
}
