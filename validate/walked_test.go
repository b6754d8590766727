package validate_test

import (
	"bytes"
	"encoding/hex"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/stack"
	"github.com/osi-go/osi/validate"
)

// wellFormed is a second walk over BER: it reports whether b is one data value, X.690 8.1, in which
// at most depth constructed elements enclose one another.
func wellFormed(b []byte, depth int) bool {
	n, ok := valueLen(b, depth)
	return ok && n == len(b)
}

// wrongForms are the identifier octets that no universal type has: SEQUENCE and the like are
// constructed, INTEGER and the like are not.
var wrongForms = []byte{0x08, 0x0b, 0x10, 0x11, 0x1d, 0x20, 0x21, 0x22, 0x25, 0x26, 0x29, 0x2a, 0x2d}

// valueLen returns the length of the data value in front of b, and whether there is one.
func valueLen(b []byte, depth int) (n int, ok bool) {
	if len(b) < 2 || b[0] == 0 || bytes.IndexByte(wrongForms, b[0]) >= 0 {
		return 0, false
	}
	constructed := b[0]&0x20 != 0
	if constructed && depth == 0 {
		return 0, false
	}
	n = 1
	if b[0]&0x1f == 0x1f {
		for first := true; ; first = false {
			if n >= len(b) || first && b[n] == 0x80 {
				return 0, false
			}
			n++
			if b[n-1]&0x80 == 0 {
				break
			}
		}
		if n == 2 && b[1] < 0x1f { // 8.1.2.4: below 31 there is the short form
			return 0, false
		}
	}
	if n >= len(b) {
		return 0, false
	}
	length := int(b[n])
	n++
	if length == 0x80 {
		if !constructed {
			return 0, false
		}
		for {
			if len(b)-n >= 2 && b[n] == 0 && b[n+1] == 0 {
				return n + 2, true
			}
			k, ok := valueLen(b[n:], depth-1)
			if !ok {
				return 0, false
			}
			n += k
		}
	}
	if length == 0xff {
		return 0, false
	}
	if length > 0x80 {
		octets := length & 0x7f
		if octets > len(b)-n {
			return 0, false
		}
		length = 0
		for _, x := range b[n : n+octets] {
			if length >= 1<<22 {
				return 0, false
			}
			length = length<<8 | int(x)
		}
		n += octets
	}
	if length > len(b)-n {
		return 0, false
	}
	if !constructed {
		return n + length, true
	}
	for end := n + length; n < end; {
		k, ok := valueLen(b[n:end], depth-1)
		if !ok {
			return 0, false
		}
		n += k
	}
	return n, true
}

// shortUnit returns a TPKT with a data unit of the context, whose value is single-ASN1-type.
func shortUnit(context byte, value []byte) []byte {
	tlv := func(b []byte, head ...byte) []byte {
		if len(b) < 0x80 {
			return append(append(head, byte(len(b))), b...)
		}
		return append(append(head, 0x82, byte(len(b)>>8), byte(len(b))), b...)
	}
	pdv := append([]byte{2, 1, context}, tlv(value, 0xa0)...)
	tsdu := append([]byte{2, 0xf0, 0x80, 1, 0, 1, 0}, tlv(tlv(pdv, 0x30), 0x61)...)
	return append([]byte{3, 0, byte((len(tsdu) + 4) >> 8), byte(len(tsdu) + 4)}, tsdu...)
}

// Every value of an application that passes, in the short way and in the general one, is one data
// value of BER within the depth; and every such value passes.
func TestWalked(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		value string
		pass  bool
	}{
		"a null":                        {"0500", true},
		"octets that are a cut tag":     {"047fffffff", false},
		"nothing":                       {"", false},
		"a tag alone":                   {"30", false},
		"end of contents alone":         {"0000", false},
		"one octet behind":              {"050041", false},
		"two values":                    {"05000500", false},
		"indefinite":                    {"3080 0500 0000", true},
		"indefinite, primitive":         {"0480 0500 0000", false},
		"indefinite without an end":     {"3080 0500", false},
		"inner past outer":              {"3004 0404 4142", false},
		"inner past outer, outer's end": {"3006 3005 0404 4142", false},
		"length octets FF":              {"30FF", false},
		"length of nine octets":         {"3089 010000000000000000", false},
		"length of nine octets, zeros":  {"0489 000000000000000001 41", true},
		"high tag":                      {"7F2102 0500", true},
		"high tag with a leading zero":  {"7F802102 0500", false},
		"high tag that is low":          {"7F1E02 0500", false},
		"depth of the limit":            {deep(32), true},
		"depth one beyond":              {deep(33), false},
		"depth one beyond, behind":      {"30270500" + deep(32), false},
		// Indefinite lengths are walked with the PPDU: its User-data, PDV-list and
		// presentation-data-values enclose the value.
		"depth, indefinite":        {strings.Repeat("A080", 29) + "0500" + strings.Repeat("0000", 29), true},
		"depth beyond, indefinite": {strings.Repeat("A080", 33) + "0500" + strings.Repeat("0000", 33), false},
		"depth of 1000":            {deep(1000), false},
	} {
		if ok := wellFormed(octets(t, c.value), 32); ok != c.pass {
			t.Errorf("%s: the second walk says %v", name, ok)
		}
		unit := shortUnit(3, octets(t, c.value))
		for _, look := range []bool{false, true} {
			s := associated(t, guard(t, validate.Default()))
			if look {
				if err := s.Inspect(nil, approve); err != nil {
					t.Fatal(err)
				}
			} else {
				run(t, s, []step{{initiator, realDT, "$"}}) // opens the short way
			}
			if v, _ := s.Check(initiator, unit); (v.Action == validate.Pass) != c.pass {
				t.Errorf("%s, look %v: %s", name, look, outcome(v))
			}
		}
	}
}

// deep returns 05 00 within n definite lengths.
func deep(n int) string { return hex.EncodeToString(nestedValue(0xa0, n)) }

// Random values, mostly BER that is damaged in one place: short way, general way and the second
// walk say the same.
func TestWalkedRandom(t *testing.T) {
	t.Parallel()
	n := 20000
	if testing.Short() {
		n = 2000
	}
	g := guard(t, validate.Default())
	r := rand.New(rand.NewPCG(11, 3))
	short, general := associated(t, g), associated(t, g)
	open := func() {
		short, general = associated(t, g), associated(t, g)
		if err := general.Inspect(nil, approve); err != nil {
			t.Fatal(err)
		}
		for _, s := range []*validate.Stream{short, general} {
			run(t, s, []step{{initiator, realDT, "$"}})
		}
	}
	open()
	passed := 0
	for i := range n {
		value := randomValue(r, 40)
		if r.IntN(2) == 0 && len(value) > 0 {
			value[r.IntN(len(value))] ^= byte(1 << r.IntN(8))
		}
		if r.IntN(8) == 0 {
			value = value[:r.IntN(len(value)+1)]
		}
		unit := shortUnit(3, value)
		a, _ := short.Check(initiator, unit)
		b, _ := general.Check(initiator, unit)
		want := wellFormed(value, osi.Limits{}.WithDefaults().Depth)
		if (a.Action == validate.Pass) != want || outcome(a) != outcome(b) {
			t.Fatalf("%d: %x: well-formed %v, short way %s, general way %s", i, value, want, outcome(a), outcome(b))
		}
		if want {
			passed++
			if !bytes.Equal(a.Octets, unit) {
				t.Fatal("other octets")
			}
			continue
		}
		open()
	}
	if passed < n/4 || passed > n*3/4 {
		t.Errorf("%d of %d passed", passed, n)
	}
}

// randomValue returns a data value of at most about size octets.
func randomValue(r *rand.Rand, size int) []byte {
	tag := []byte{2, 4, 5, 0x80, 0x30, 0xa0, 0x31, 0x7f}[r.IntN(8)]
	head := []byte{tag}
	if tag&0x1f == 0x1f {
		head = append(head, byte(0x1f+r.IntN(0x60)))
	}
	var contents []byte
	if tag&0x20 == 0 {
		for range r.IntN(6) {
			contents = append(contents, byte(r.Uint32()))
		}
	} else {
		for size > 4 && r.IntN(4) > 0 {
			v := randomValue(r, size/2)
			contents = append(contents, v...)
			size -= len(v)
		}
		if r.IntN(4) == 0 {
			return append(append(append(head, 0x80), contents...), 0, 0)
		}
	}
	switch k := len(contents); {
	case k >= 0x80:
		head = append(head, 0x82, byte(k>>8), byte(k))
	case r.IntN(4) == 0:
		head = append(head, 0x83, 0, 0, byte(k))
	default:
		head = append(head, byte(k))
	}
	return append(head, contents...)
}

// The short way is taken where a unit is of the data phase and nobody asks for its PDUs, and not
// where a policy or a check does. A check that wants other PDUs leaves it open.
func TestShortWay(t *testing.T) {
	conn := func(skip stack.Skip) *stack.Conn {
		c := stack.New(stack.Config{Tolerate: validate.Usual}).Conn(stack.TPKTs)
		c.Skip(skip)
		for i, unit := range association(t) {
			if u, rest := c.Next(osi.Direction(i%2), unit, func(*stack.Event) bool { return true }); u.State != stack.Valid || len(rest) > 0 {
				t.Fatal(u.Fault.Err)
			}
			if n := c.DataUnit(initiator, octets(t, realDT)); n > 0 && i < 3 { // the AARE has looked up the context
				t.Errorf("after unit %d the short way is open", i)
			}
		}
		return c
	}
	dt := octets(t, realDT)
	c := conn(stack.SkipData)
	if u, _ := c.Next(initiator, dt, func(*stack.Event) bool { return true }); u.State != stack.Valid {
		t.Fatal(u.Fault.Err)
	}
	for _, d := range []osi.Direction{initiator, responder} {
		if n := c.DataUnit(d, dt); n != len(dt) {
			t.Errorf("%s: %d octets", d, n)
		}
		if n := c.DataUnit(d, append(bytes.Clone(dt), 3)); n != len(dt) {
			t.Errorf("%s, with more behind: %d octets", d, n)
		}
		if n := c.DataUnit(d, dt[:len(dt)-1]); n != 0 {
			t.Errorf("%s, cut: %d octets", d, n)
		}
	}
	g := guard(t, validate.Default())
	for name, c := range map[string]struct {
		wanted validate.PDUs
		told   bool
	}{
		"nobody": {nil, false}, "connections": {validate.PDUs{osi.Session: {"CN", "AC"}, osi.Transport: {"DR"}}, false},
		"DT": {validate.PDUs{osi.Transport: {"DT"}}, true}, "TD": {validate.PDUs{osi.Presentation: {"TD"}}, true},
	} {
		s := associated(t, g)
		told := 0
		if name != "nobody" {
			if err := s.Inspect(c.wanted, func(*stack.Event) error { told++; return nil }); err != nil {
				t.Fatal(err)
			}
		}
		for range 5 {
			run(t, s, []step{{initiator, realDT, "$"}})
		}
		if (told == 5) != c.told || told%5 != 0 {
			t.Errorf("%s: told of %d", name, told)
		}
		if race {
			continue
		}
		if n := testing.AllocsPerRun(100, func() { s.Check(initiator, dt) }); n != 0 {
			t.Errorf("%s: %v allocations", name, n)
		}
	}
}
