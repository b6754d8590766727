package vectors

import (
	"bytes"
	"iter"
	"strconv"
	"strings"
	"testing"

	"github.com/osi-go/osi"
)

// All returns the vectors of one layer, as Load does.
func All(t testing.TB, layer string) []Vector {
	t.Helper()
	vs, err := Load(layer)
	if err != nil {
		t.Fatal(err)
	}
	return vs
}

// Number returns the header value of key, which is a number; 0 when there is none.
func (v *Vector) Number(t testing.TB, key string) int {
	t.Helper()
	text := v.Get(key)
	if text == "" {
		return 0
	}
	n, err := strconv.Atoi(text)
	if err != nil {
		t.Fatalf("%s: %s: %v", v.Name, key, err)
	}
	return n
}

// A Result is what became of a vector.
type Result struct {
	PDU       string        // the name of what was decoded; not asked for where Err is set
	Tolerated osi.Tolerance // what was accepted beyond the standard
	Err       error
}

// Test decodes every vector of a layer and asserts that it is accepted under its name, or rejected
// by its rule, at its offset and under its name. One that may be tolerated is decoded again with
// the tolerance that it names, and then is accepted. No input is modified.
//
// Each of the rules of the layer rejects a vector, except those whose IDs are in elsewhere: other
// tests show those.
func Test(t *testing.T, layer string, rules iter.Seq[*osi.Rule], decode func(*testing.T, *Vector, osi.Tolerance) Result, elsewhere ...string) {
	t.Helper()
	rejects := map[string]bool{}
	for _, id := range elsewhere {
		rejects[id] = true
	}
	vs := All(t, layer)
	for i := range vs {
		v := &vs[i]
		if v.Expect != "accept" {
			rejects[v.Rule] = true
		}
		t.Run(v.Name, func(t *testing.T) { v.test(t, decode) })
	}
	for r := range rules {
		if !rejects[r.ID] {
			t.Errorf("no vector is rejected by rule %s", r.ID)
		}
		delete(rejects, r.ID)
	}
	for id := range rejects {
		if !strings.HasPrefix(id, "ber.") { // the package below those of ASN.1
			t.Errorf("%s is no rule of the layer", id)
		}
	}
}

func (v *Vector) test(t *testing.T, decode func(*testing.T, *Vector, osi.Tolerance) Result) {
	t.Helper()
	before, want := bytes.Clone(v.Octets), v.Get("pdu")
	got := decode(t, v, 0)
	if !bytes.Equal(before, v.Octets) {
		t.Error("the input was modified")
	}
	if v.Expect == "accept" {
		if got.Err != nil || got.PDU != want || got.Tolerated != 0 {
			t.Errorf("got %q, %+v, tolerated %s; want %q", got.PDU, got.Err, got.Tolerated, want)
		}
		return
	}
	e := osi.AsError(got.Err)
	carrier := v.Expect == "tolerate" && e != nil && e.Layer == osi.TPKT // the fault is of what carries the PDU
	if e == nil || e.ID != v.Rule || e.Offset != v.Offset || e.PDU != want && !carrier {
		t.Fatalf("got %+v; want %s of %q at %d", got.Err, v.Rule, want, v.Offset)
	}
	if v.Expect != "tolerate" {
		return
	}
	tolerance, ok := osi.ParseTolerance(v.Get("tolerance"))
	if !ok {
		t.Fatalf("no tolerance %q", v.Get("tolerance"))
	}
	if got = decode(t, v, tolerance); got.Err != nil || got.PDU != want || got.Tolerated != tolerance {
		t.Errorf("tolerating %s: %q, %+v, tolerated %s", tolerance, got.PDU, got.Err, got.Tolerated)
	}
}

// Damage yields all that is left of b when its end is cut off, and b with one octet changed: to its
// neighbours, to another class or form of a BER tag, and to the borders of lengths. What it yields
// is lent until the next one.
func Damage(b []byte) iter.Seq[[]byte] {
	return func(yield func([]byte) bool) {
		changed := bytes.Clone(b)
		for n, x := range b {
			if !yield(b[:n:n]) {
				return
			}
			for _, y := range [...]byte{0x00, 0x01, 0x30, 0x7f, 0x80, 0x81, 0xa0, 0xff, x ^ 0x20, x + 1, x - 1} {
				if changed[n] = y; !yield(changed) {
					return
				}
			}
			changed[n] = x
		}
	}
}
