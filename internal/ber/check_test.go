package ber_test

import (
	"bytes"
	"encoding/asn1"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/internal/ber"
	"github.com/osi-go/osi/internal/vectors"
)

// What is well formed by X.690 8.1, and what is not, with rule and offset.
func TestCheck(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		text     string
		rule     string
		off      int
		got      int
		want     int
		depth    int
		elements int
	}{
		{text: "0500"},
		{text: "3000"},
		{text: "0480" + strings.Repeat("41", 128), rule: "ber.indefinite-primitive", off: 1, got: 0x80},
		{text: "3080" + "047e" + strings.Repeat("41", 126), rule: "ber.missing-eoc", off: 130, want: 2},
		{text: "308182 0480" + strings.Repeat("41", 128), rule: "ber.indefinite-primitive", off: 4, got: 0x80},
		{text: "308182 3080" + "047e" + strings.Repeat("41", 126), rule: "ber.missing-eoc", off: 133, want: 2},
		{text: "308182 047f" + strings.Repeat("41", 127) + "00", rule: "ber.length-truncated", off: 133, want: 1},
		{text: "308183 048180" + strings.Repeat("41", 128)},
		{text: "30800000"},
		{text: "3003 020101"},
		{text: "308104 0500 0500"},
		{text: "3084 00000004 0500 0500"},
		{text: "3080 3080 0000 3004 3080 0000 0500 0000"},
		{text: "a080 3004 a080 0000 0000"},
		{text: "9f1f 00"},
		{text: "bf8101 80 0200 00", rule: "ber.missing-eoc", off: 7, got: 1, want: 2},
		{text: "bf8101 80 0500 0000"},
		{text: "3006 3004 3002 3000"},
		{text: "0403 000000"},

		{text: "", rule: "ber.identifier", want: 1},
		{text: "30", rule: "ber.length-truncated", off: 1, want: 1},
		{text: "1f", rule: "ber.length-truncated", off: 1, want: 1},
		{text: "bf81", rule: "ber.identifier", off: 2, want: 1},
		{text: "1f1e00", rule: "ber.high-tag", off: 0, got: 30, want: 31},
		{text: "1f801f00", rule: "ber.high-tag", off: 1, got: 0x80},
		{text: "1fff7f", rule: "ber.length-truncated", off: 3, want: 1},
		{text: "0500 0500", rule: "ber.trailing", off: 2, got: 2},
		{text: "3080 0000 00", rule: "ber.trailing", off: 4, got: 1},
		{text: "3002 0500 00", rule: "ber.trailing", off: 4, got: 1},
		{text: "3000 3000", rule: "ber.trailing", off: 2, got: 2},
		{text: "0000", rule: "ber.unexpected-eoc", off: 0},
		{text: "3002 0000", rule: "ber.unexpected-eoc", off: 2},
		{text: "3004 3080 0000", rule: ""},
		{text: "3002 3080 0000 0000", rule: "ber.missing-eoc", off: 4, want: 2},
		{text: "3080 3002 0000 0000", rule: "ber.unexpected-eoc", off: 4},
		{text: "3080 0001 0000", rule: "ber.unexpected-eoc", off: 3, got: 1},
		{text: "3080", rule: "ber.missing-eoc", off: 2, want: 2},
		{text: "3080 00", rule: "ber.missing-eoc", off: 3, got: 1, want: 2},
		{text: "3080 0500", rule: "ber.missing-eoc", off: 4, want: 2},
		{text: "3080 3080 0000", rule: "ber.missing-eoc", off: 6, want: 2},
		{text: "3003 0500 05", rule: "ber.length-truncated", off: 5, want: 1},
		{text: "3005 3003 0500 05", rule: "ber.length-truncated", off: 7, want: 1},
		{text: "3003 0500", rule: "ber.length", off: 1, got: 3, want: 2},
		{text: "3004 0502 00", rule: "ber.length", off: 1, got: 4, want: 3},
		{text: "3004 3003 0500", rule: "ber.length", off: 3, got: 3, want: 2},
		{text: "3005 3081 03 0500", rule: "ber.length", off: 3, got: 3, want: 2},
		{text: "3004 3082 00 00", rule: ""},
		{text: "3087 01020304050607", rule: "ber.length", off: 1, got: 0x7fffffff},
		{text: "3088 0102030405060708", rule: "ber.length", off: 1, got: 0x7fffffff},
		{text: "3003 3082 00 00", rule: "ber.length-truncated", off: 5, got: 1, want: 2},
		{text: "0580", rule: "ber.indefinite-primitive", off: 1, got: 0x80},
		{text: "3002 0580", rule: "ber.indefinite-primitive", off: 3, got: 0x80},
		{text: "30ff", rule: "ber.length-ff", off: 1, got: 0xff},
		{text: "3000 00", rule: "ber.trailing", off: 2, got: 1},

		{text: "3006 3004 3002 0500", depth: 3},
		{text: "3006 3004 3002 0500", depth: 2, rule: "ber.depth", off: 4, got: 3, want: 2},
		{text: "3080 3080 3080 0000 0000 0000", depth: 2, rule: "ber.depth", off: 4, got: 3, want: 2},
		{text: "3080 3004 3080 0000 0000", depth: 2, rule: "ber.depth", off: 4, got: 3, want: 2},
		{text: "3080 3006 3080 0500 0000 0500 0000", depth: 3},
		{text: "3006 3000 3000 3000", depth: 2},
		{text: "3008 0500 0500 0500 0500", elements: 5},
		{text: "3008 0500 0500 0500 0500", elements: 4, rule: "ber.elements", off: 8, got: 5, want: 4},
	} {
		depth, elements := c.depth, c.elements
		if depth == 0 {
			depth = 32
		}
		if elements == 0 {
			elements = 1000
		}
		err := ber.Check(unhex(t, c.text), depth, elements)
		e := osi.AsError(err)
		switch {
		case c.rule == "":
			if err != nil {
				t.Errorf("%s: %v", c.text, err)
			}
		case e == nil || e.ID != c.rule || e.Offset != c.off || e.Got != c.got || e.Want != c.want:
			t.Errorf("%s: %v, want %s at %d, got %d want %d", c.text, err, c.rule, c.off, c.got, c.want)
		}
	}
}

// Definite and indefinite nesting count alike, up to 255 levels.
func TestCheckDepth(t *testing.T) {
	t.Parallel()
	for _, levels := range []int{1, 2, 31, 32, 33, 34, 254, 255, 256, 3000} {
		definite := []byte{5, 0}
		for range levels {
			definite = append(ber.AppendLength([]byte{0x30}, len(definite)), definite...)
		}
		indefinite := append(bytes.Repeat([]byte{0x30, 0x80}, levels), make([]byte, 2*levels)...)
		for _, b := range [][]byte{definite, indefinite} {
			for _, depth := range []int{1, 31, 32, 33, 254, 255, 256} {
				err := ber.Check(b, depth, 1<<20)
				if most := min(depth, 255); (err == nil) != (levels <= most) {
					t.Errorf("%d levels of %x with depth %d: %v", levels, b[:2], depth, err)
				} else if e := osi.AsError(err); e != nil && (e.ID != "ber.depth" || e.Got != most+1 || e.Want != most) {
					t.Errorf("%d levels with depth %d: %v", levels, depth, err)
				}
			}
		}
	}
}

// wrongForms are the identifier octets that no universal type has: EXTERNAL, EMBEDDED PDV,
// SEQUENCE, SET and CHARACTER STRING are always constructed; BOOLEAN, INTEGER, NULL, OBJECT
// IDENTIFIER, REAL, ENUMERATED and RELATIVE-OID never; tag 0 is end-of-contents.
var wrongForms = []byte{0x08, 0x0b, 0x10, 0x11, 0x1d, 0x20, 0x21, 0x22, 0x25, 0x26, 0x29, 0x2a, 0x2d}

// Each of them is refused, alone and within another.
func TestForms(t *testing.T) {
	t.Parallel()
	for _, id := range wrongForms {
		for off, b := range [][]byte{{id, 0}, {}, {0x30, 2, id, 0}} {
			if len(b) == 0 {
				continue
			}
			if e := osi.AsError(ber.Check(b, 4, 4)); e == nil || e.ID != "ber.constructed" || e.Offset != off || e.Got != int(id) || e.Want != int(id^0x20) {
				t.Errorf("%x: %v", b, e)
			}
		}
	}
	for _, id := range []byte{0x03, 0x23, 0x04, 0x24, 0x28, 0x30, 0x31, 0x0c, 0x2c, 0x80, 0xa0, 0x42, 0x61, 0xd0} {
		if err := ber.Check([]byte{id, 0}, 4, 4); err != nil {
			t.Error(err)
		}
	}
}

// wellFormed is Check in its simplest form: it returns what follows the one element that b begins
// with.
func wellFormed(b []byte, depth int) (rest []byte, ok bool) {
	if len(b) < 2 || b[0] == 0 || slices.Contains(wrongForms, b[0]) {
		return nil, false
	}
	constructed := b[0]&0x20 != 0
	number := int(b[0] & 0x1f)
	b = b[1:]
	if number == 31 {
		number = 0
		for more := true; more; b = b[1:] {
			if len(b) == 0 || number == 0 && b[0] == 0x80 || number >= 1<<17 {
				return nil, false
			}
			number = number<<7 | int(b[0]&0x7f)
			more = b[0] >= 0x80
		}
		if number < 31 {
			return nil, false
		}
	}
	if len(b) == 0 || constructed && depth == 0 {
		return nil, false
	}
	n := int(b[0])
	b = b[1:]
	if n == 0x80 {
		for constructed {
			if len(b) >= 2 && b[0] == 0 && b[1] == 0 {
				return b[2:], true
			}
			if b, ok = wellFormed(b, depth-1); !ok {
				return nil, false
			}
		}
		return nil, false
	}
	if n > 0x80 {
		size := n & 0x7f
		if n == 0xff || size > len(b) {
			return nil, false
		}
		n = 0
		for _, x := range b[:size] {
			if n = n<<8 | int(x); n > 1<<22 {
				return nil, false
			}
		}
		b = b[size:]
	}
	if n > len(b) {
		return nil, false
	}
	in := b[:n]
	for constructed && len(in) > 0 {
		if in, ok = wellFormed(in, depth-1); !ok {
			return nil, false
		}
	}
	return b[n:], true
}

// entered reads b with a Reader that enters every constructed element.
func entered(b []byte, depth, elements int) error {
	r := ber.NewReader(b, depth, elements)
	if e, ok := r.Next(); ok {
		enterAll(&r, &e)
	}
	return r.Finish()
}

func enterAll(r *ber.Reader, e *ber.Element) {
	if !e.Tag.Constructed() {
		return
	}
	c := r.Enter(e)
	for in, ok := c.Next(); ok; in, ok = c.Next() {
		enterAll(&c, &in)
	}
	r.Leave(&c)
}

// derOnly reports whether encoding/asn1 finds DER framing at every level of b.
func derOnly(b []byte) bool {
	for len(b) > 0 {
		var v asn1.RawValue
		rest, err := asn1.Unmarshal(b, &v)
		if err != nil || v.IsCompound && !derOnly(v.Bytes) {
			return false
		}
		b = rest
	}
	return true
}

// sameCheck compares Check with the ways above.
func sameCheck(t *testing.T, b []byte) {
	t.Helper()
	for _, depth := range []int{3, 40} {
		err := ber.Check(b, depth, 1<<20)
		rest, ok := wellFormed(b, depth)
		if (err == nil) != (ok && len(rest) == 0) {
			t.Fatalf("%x: %v, but well formed is %v with %x after it", b, err, ok, rest)
		}
		if n, first := ber.First(b, depth, 1<<20); (first == nil) != ok || ok && n != len(b)-len(rest) {
			t.Fatalf("%x: First %d, %v, but well formed is %v with %x after it", b, n, first, ok, rest)
		}
		for _, elements := range []int{1, 2, 5, 1 << 20} {
			if n := len(b) - len(rest); ok {
				_, first := ber.First(b, depth, elements)
				if err := ber.Check(b[:n:n], depth, elements); fmt.Sprint(first) != fmt.Sprint(err) {
					t.Fatalf("%x: First %v, Check %v", b, first, err)
				}
			}
			err := ber.Check(b, depth, elements)
			if e := osi.AsError(err); e != nil && e.ID == "ber.constructed" { // a Reader leaves that to who asks for a type
				check(t, b, err)
				continue
			}
			if want := entered(b, depth, elements); len(b) > 0 && fmt.Sprint(err) != fmt.Sprint(want) {
				t.Fatalf("%x: %v\na Reader says %v", b, err, want)
			}
			check(t, b, err)
		}
		if e := osi.AsError(err); e != nil && len(b) > 0 && depth > 3 && derOnly(b) {
			switch e.ID { // what encoding/asn1 does not know
			case "ber.trailing", "ber.tag-size", "ber.constructed", "ber.unexpected-eoc", "ber.depth":
			default:
				t.Fatalf("%x: %v, but encoding/asn1 reads it", b, err)
			}
		}
	}
}

// Every vector of every layer that is BER, with one octet changed or cut, is judged alike by all
// ways.
func TestCheckAgrees(t *testing.T) {
	t.Parallel()
	for _, layer := range []string{"ber", "acse", "rtse", "presentation"} {
		vs, err := vectors.Load(layer)
		if err != nil {
			t.Fatal(err)
		}
		for i := range vs {
			b := vs[i].Octets
			if len(b) > 64 || testing.Short() && i%8 > 0 {
				continue
			}
			sameCheck(t, b)
			for n := range b {
				sameCheck(t, b[:n])
				for _, x := range []byte{0, 1, 0x1f, 0x30, 0x7f, 0x80, 0x81, 0xa0, 0xff, b[n] ^ 0x20, b[n] + 1, b[n] - 1} {
					c := bytes.Clone(b)
					c[n] = x
					sameCheck(t, c)
				}
			}
		}
	}
}

func FuzzCheck(f *testing.F) {
	for _, text := range []string{
		"3080 3006 3080 0500 0000 0500 0000", "bf8101 80 0500 0000", "3084 00000004 0500 0500", "2480 040141 2480 0000 040142 0000",
		strings.Repeat("3080", 40) + strings.Repeat("0000", 40),
	} {
		f.Add(unhex(f, text))
	}
	vs := load(f)
	for i := range vs {
		if len(vs[i].Octets) < 4096 {
			f.Add(vs[i].Octets)
		}
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		before := bytes.Clone(b)
		sameCheck(t, b)
		if !bytes.Equal(b, before) {
			t.Fatal("the input was modified")
		}
	})
}

func TestCheckAllocations(t *testing.T) {
	b := unhex(t, "3080 3006 3080 0500 0000 0500 bf8101 80 0500 0000 0000")
	for _, depth := range []int{32, 255} {
		if n := testing.AllocsPerRun(100, func() {
			if err := ber.Check(b, depth, 100); err != nil {
				t.Fatal(err)
			}
		}); n != 0 {
			t.Errorf("%v allocations", n)
		}
	}
}

func BenchmarkCheck(b *testing.B) {
	flat := append([]byte{0x30, 0x82, 0x0f, 0xa0}, bytes.Repeat([]byte{0x02, 0x02, 0x01, 0x00}, 1000)...)
	long := append(unhex(b, "3083 010003 0482 ffff"), make([]byte, 65535)...)
	for name, in := range map[string][]byte{
		"flat":       flat,
		"one":        {0x30, 0x03, 0x02, 0x01, 0x05},
		"nested":     unhex(b, "3010300e300c300a30083006300430020500"),
		"indefinite": unhex(b, "3080308030800500000000000000"),
		"long":       long,
		"mms":        unhex(b, "a826800300fde8810105820105 83010a a416 800101 810305f100 820c 03ee1c000004080000 79ef18"),
	} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(in)))
			b.ReportAllocs()
			for b.Loop() {
				if err := ber.Check(in, 32, 1<<16); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// WellFormed checks one element within a reader's octets, to its limits: deeper than 32 where they
// allow it, and with nothing behind it.
func TestWellFormed(t *testing.T) {
	t.Parallel()
	nested := func(n int) []byte {
		return append(bytes.Repeat([]byte{0x30, 0x80}, n), make([]byte, 2*n)...)
	}
	for _, c := range []struct {
		b     []byte
		depth int
		rule  *osi.Rule
	}{
		{nested(32), 32, nil},
		{nested(33), 32, ber.RuleDepth},
		{nested(33), 33, nil},
		{nested(34), 33, ber.RuleDepth},
		{nested(100), 255, nil},
		{[]byte{5, 0, 0}, 32, ber.RuleTrailing},
		{[]byte{5, 0, 0}, 255, ber.RuleTrailing},
		{[]byte{5, 1}, 32, ber.RuleLength},
	} {
		r := ber.NewReader(c.b, c.depth, 1000)
		r.WellFormed(0, len(c.b))
		if e := osi.AsError(r.Err()); c.rule == nil && r.Err() != nil || c.rule != nil && (e == nil || e.Rule != c.rule) {
			t.Errorf("%x, depth %d: %v, want %+v", c.b, c.depth, r.Err(), c.rule)
		}
		before := r.Err()
		r.WellFormed(0, 0)
		if before != nil && r.Err() != before {
			t.Errorf("%x: the first error does not stick: %v", c.b, r.Err())
		}
	}
}

// The largest tag number of a Reader is 16 777 215, which a Tag holds; the next one is refused.
func TestLargestTag(t *testing.T) {
	t.Parallel()
	for text, ok := range map[string]bool{"\x1f\x87\xff\xff\x7f\x00": true, "\x1f\x88\x80\x80\x00\x00": false} {
		r := ber.NewReader([]byte(text), 32, 10)
		e, found := r.Next()
		if found != ok || ok && e.Tag.Number() != 16777215 || (r.Err() == nil) != ok {
			t.Errorf("%x: %+v, %v", text, e, r.Err())
		}
	}
}
