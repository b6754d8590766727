package ber_test

import (
	"encoding/hex"
	"fmt"
	"strings"
	"testing"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/internal/ber"
)

var (
	ruleTop       = &osi.Rule{ID: "top"}
	ruleUnknown   = &osi.Rule{ID: "unknown"}
	ruleDuplicate = &osi.Rule{ID: "duplicate"}
	ruleOrder     = &osi.Rule{ID: "order"}
	ruleMissing   = &osi.Rule{ID: "missing"}
)

func walkGrammar(change func(g *ber.Grammar)) *ber.Grammar {
	g := &ber.Grammar{Known: 1<<0 | 1<<2 | 1<<3 | 1<<30, Unknown: ruleUnknown, Duplicate: ruleDuplicate, Order: ruleOrder}
	if change != nil {
		change(g)
	}
	return g
}

// walked returns the numbers of the components that w goes through, and the error.
func walked(w *ber.Walk) string {
	var got []string
	for n, ok := w.Next(); ok; n, ok = w.Next() {
		got = append(got, fmt.Sprint(n))
	}
	w.Require(2, 0x82, ruleMissing)
	if err := w.Finish("P"); err != nil {
		e := osi.AsError(err)
		got = append(got, fmt.Sprintf("%s@%d got %02x want %02x of %s", e.ID, e.Offset, e.Got, e.Want, e.PDU))
	}
	return strings.Join(got, " ")
}

// A walk of a SEQUENCE, a SET and of bare contents, over components [0], [2], [3] and [30], of
// which [2] must be there.
func TestWalk(t *testing.T) {
	t.Parallel()
	sequence := walkGrammar(nil)
	set := walkGrammar(func(g *ber.Grammar) { g.Set = true })
	extensible := walkGrammar(func(g *ber.Grammar) { g.Extensible = true })
	lenient := walkGrammar(func(g *ber.Grammar) { g.Ignore, g.Disorder = osi.UndefinedACSEField, osi.DisorderedComponents })
	user := walkGrammar(func(g *ber.Grammar) { g.Last = [2]ber.Tag{0x40, 0x41} })
	tolerant := &osi.Leniency{Tolerate: osi.UndefinedACSEField | osi.DisorderedComponents}
	for _, c := range []struct {
		g          *ber.Grammar
		text, want string
	}{
		{sequence, "3004 8000 8200", "0 2"},
		{sequence, "3006 a000 a200 be00", "0 2 30"},
		{sequence, "3080 8200 0000", "2"},
		{sequence, "3004 8200 8000", "2 order@4 got 80 want 82 of P"},
		{sequence, "3008 8000 8200 a300 8200", "0 2 3 duplicate@8 got 82 want 00 of P"},
		{sequence, "3004 8200 a200", "2 duplicate@4 got a2 want 00 of P"},
		{sequence, "3004 8200 8100", "2 unknown@4 got 81 want 00 of P"},
		{sequence, "3004 8200 0200", "2 unknown@4 got 02 want 00 of P"},
		{sequence, "3004 8200 4200", "2 unknown@4 got 42 want 00 of P"},
		{sequence, "3004 8200 c300", "2 unknown@4 got c3 want 00 of P"},
		{sequence, "3005 8200 9f1f00", "2 unknown@4 got 9f want 00 of P"},
		{sequence, "3005 8200 9f8200", "2 ber.length-truncated@7 got 00 want 01 of P"},
		{sequence, "3002 8000", "0 missing@4 got 00 want 82 of P"},
		{sequence, "3080 8000 0000", "0 missing@4 got 00 want 82 of P"},
		{sequence, "3000", "missing@2 got 00 want 82 of P"},
		{sequence, "3080 8200", "2 ber.missing-eoc@4 got 00 want 02 of P"},
		{sequence, "3002 8200 8200", "2 ber.trailing@4 got 02 want 00 of P"},
		{sequence, "3080 8200 0000 00", "2 ber.trailing@6 got 01 want 00 of P"},
		{sequence, "3003 8200 82", "2 ber.length-truncated@5 got 00 want 01 of P"},
		{sequence, "3104 8000 8200", "top@0 got 31 want 30 of P"},
		{sequence, "1002 8200", "top@0 got 10 want 30 of P"},
		{sequence, "", "top@0 got 00 want 30 of P"},
		{sequence, "30", "ber.length-truncated@1 got 00 want 01 of P"},
		{set, "3006 8300 8000 8200", "3 0 2"},
		{set, "3008 8300 8000 8200 a300", "3 0 2 duplicate@8 got a3 want 00 of P"},
		{set, "3004 8200 8500", "2 unknown@4 got 85 want 00 of P"},
		{extensible, "3009 8500 8200 9f1f00 0200", "-1 2 -1 -1"},
		{extensible, "3004 8200 8000", "2 order@4 got 80 want 82 of P"},
		{lenient, "3006 8200 8500 8000", "2 0"},
		{lenient, "3006 8200 8000 8000", "2 0 duplicate@6 got 80 want 00 of P"},
		{lenient, "3006 8300 8200 8000", "3 2 0"},
		{user, "3004 8200 4000", "2 31"},
		{user, "3004 8200 6100", "2 31"},
		{user, "3006 6000 be00 8200", "31 order@4 got be want 60 of P"},
		{user, "3006 8200 4000 4100", "2 31 duplicate@6 got 41 want 00 of P"},
	} {
		var w ber.Walk
		b := unhex(t, c.text)
		w.Begin(b, 8, 8, 0x30, ruleTop, c.g, tolerant)
		if got := walked(&w); got != c.want {
			t.Errorf("%s: %s\nwant %s", c.text, got, c.want)
		}
		if len(b) < 2 || b[0] != 0x30 || b[1] >= 0x80 || strings.Contains(c.want, "trailing") {
			continue
		}
		// What is bare differs in the offsets alone, what is inside another element not at all.
		w.Bare(b[2:], 8, 8, c.g, tolerant)
		var bare []string
		for word := range strings.FieldsSeq(c.want) {
			if rule, off, ok := strings.Cut(word, "@"); ok {
				n := 0
				_, _ = fmt.Sscan(off, &n)
				word = fmt.Sprintf("%s@%d", rule, n-2)
			}
			bare = append(bare, word)
		}
		if got := walked(&w); got != strings.Join(bare, " ") {
			t.Errorf("%s, bare: %s\nwant %s", c.text, got, strings.Join(bare, " "))
		}
		r := ber.NewReader(append(b, 5, 0), 8, 9)
		e, _ := r.Next()
		w.Enter(&r, &e, c.g, tolerant)
		failed := false
		for _, ok := w.Next(); ok; _, ok = w.Next() {
			failed = failed || w.Err() != nil
		}
		w.Leave(&r)
		if next, ok := r.Next(); ok != (r.Err() == nil) || ok && (next.Tag != 5 || next.Offset != len(b)) || failed {
			t.Errorf("%s: %+v, %v after it", c.text, next, r.Err())
		}
	}
}

// A tolerance is not excused when nothing is lenient, and is recorded when it is.
func TestWalkLeniency(t *testing.T) {
	t.Parallel()
	g := walkGrammar(func(g *ber.Grammar) { g.Ignore, g.Disorder = osi.UndefinedACSEField, osi.DisorderedComponents })
	for text, want := range map[string]osi.Tolerance{
		"3004 8200 8500": osi.UndefinedACSEField, "3004 8200 8000": osi.DisorderedComponents, "3002 8200": 0,
	} {
		b := unhex(t, text)
		l := &osi.Leniency{Tolerate: ^osi.Tolerance(0)}
		var w ber.Walk
		w.Begin(b, 8, 8, 0x30, ruleTop, g, l)
		if got := walked(&w); strings.Contains(got, "@") || l.Tolerated != want {
			t.Errorf("%s: %s, tolerated %v", text, got, l.Tolerated)
		}
		w.Begin(b, 8, 8, 0x30, ruleTop, g, nil)
		if got := walked(&w); strings.Contains(got, "@") != (want != 0) {
			t.Errorf("%s, strictly: %s", text, got)
		}
	}
}

func unhex(t testing.TB, text string) []byte {
	t.Helper()
	b, err := hex.DecodeString(strings.ReplaceAll(text, " ", ""))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// Bits, CheckBits and BitSegments agree on what a constructed BIT STRING may be: segments of whole
// octets but the last.
func TestBitSegments(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		text   string
		bits   string
		unused int
		named  uint32
		number int
		rule   string
		offset int
	}{
		{text: "2300"},
		{text: "2303 030100"},
		{text: "2304 030204f0", bits: "f0", unused: 4, named: 0xf, number: 4},
		{text: "2308 03020092 03020640", bits: "9240", unused: 6, named: 0x249, number: 10},
		{text: "230b 030100 03020092 03020640", bits: "9240", unused: 6, named: 0x249, number: 10},
		{text: "2380 2380 03020080 0000 03020701 0000", bits: "8001", unused: 7, named: 1, number: 9},
		{text: "230e 0303000000 0303000000 03020080", bits: "0000000080", number: 40},
		{text: "2308 030204f0 030200ff", rule: "ber.bit-segment", offset: 6},
		{text: "2307 030204f0 030100", rule: "ber.bit-segment", offset: 6},
		{text: "230a 2304 030204f0 030200ff", rule: "ber.bit-segment", offset: 8},
		{text: "230a 2304 030204f0 2302 0300", rule: "ber.bit-segment", offset: 8},
		{text: "2303 040141", rule: "ber.bit-segment", offset: 2},
		{text: "2302 0300", rule: "ber.bit-string", offset: 4},
		{text: "2303 030108", rule: "ber.bit-string", offset: 4},
	} {
		r, e := first(t, strings.ReplaceAll(c.text, " ", ""))
		n, k := r, r
		bits, unused, grown := r.BitSegments(&e, []byte("kept"))
		named, number := n.NamedBits(&e)
		k.CheckBits(&e)
		for name, r := range map[string]*ber.Reader{"BitSegments": &r, "NamedBits": &n, "CheckBits": &k} {
			err := osi.AsError(r.Finish())
			if (err == nil) != (c.rule == "") || err != nil && (err.ID != c.rule || err.Offset != c.offset) {
				t.Errorf("%s, %s: %v, want %q at %d", c.text, name, err, c.rule, c.offset)
			}
		}
		if c.rule == "" && (hex.EncodeToString(bits) != c.bits || bits == nil || cap(bits) != len(bits) || unused != c.unused || named != c.named ||
			number != c.number || string(grown[:4]) != "kept") {
			t.Errorf("%s: %x, %d unused, named %x of %d bits, scratch %q", c.text, bits, unused, named, number, grown)
		}
		if c.rule != "" && (bits != nil || unused != 0) {
			t.Errorf("%s: %x, %d beside an error", c.text, bits, unused)
		}
	}
}
