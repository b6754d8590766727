package mirror

import (
	"math/rand/v2"
	"reflect"
	"testing"

	"github.com/osi-go/osi"
)

type colour uint8

type sample struct {
	Octets []byte
	Opt    osi.Opt[uint16]
	List   []struct{ A, B int8 }
	Four   [4]uint32
	Colour colour
	Any    any
	ID     osi.OID
	Text   string
	Flag   bool
}

// Fill reaches absent, present, empty and nil, and Make decides the types it names.
func TestFill(t *testing.T) {
	t.Parallel()
	id := osi.MustOID("2.1.1")
	f := Filler{Rand: rand.New(rand.NewPCG(1, 2)), Make: map[reflect.Type]func(*Filler) any{
		reflect.TypeFor[colour]():  func(f *Filler) any { return Pick(f, colour(3), colour(5)) },
		reflect.TypeFor[osi.OID](): func(*Filler) any { return id },
		reflect.TypeFor[any]():     func(f *Filler) any { return f.Bytes(2) },
	}}
	seen := map[string]bool{}
	for range 1000 {
		var s sample
		f.Fill(&s)
		if s.Colour != 3 && s.Colour != 5 || s.ID != id || len(s.Any.([]byte)) != 2 {
			t.Fatalf("Make was not asked: %+v", s)
		}
		if !s.Opt.Present && s.Opt.Value != 0 {
			t.Fatalf("absent with a value: %+v", s.Opt)
		}
		seen["nil"] = seen["nil"] || s.Octets == nil
		seen["empty"] = seen["empty"] || s.Octets != nil && len(s.Octets) == 0
		seen["octets"] = seen["octets"] || len(s.Octets) == 20
		seen["absent"] = seen["absent"] || !s.Opt.Present
		seen["present"] = seen["present"] || s.Opt.Present
		seen["maximum"] = seen["maximum"] || s.Four[1] == 1<<32-1
		seen["negative"] = seen["negative"] || len(s.List) > 0 && s.List[0].A < 0
		seen["flag"] = seen["flag"] || s.Flag
	}
	for _, what := range []string{"nil", "empty", "octets", "absent", "present", "maximum", "negative", "flag"} {
		if !seen[what] {
			t.Errorf("never %s", what)
		}
	}
}

func TestDiff(t *testing.T) {
	t.Parallel()
	type pair struct {
		A      []byte
		Offset int
	}
	for _, c := range []struct {
		a, b any
		want string
	}{
		{pair{[]byte{1}, 2}, pair{[]byte{1}, 3}, ""},
		{pair{nil, 2}, pair{[]byte{}, 2}, ".A: []uint8(nil) and []uint8{}"},
		{&pair{[]byte{1, 2}, 0}, &pair{[]byte{1, 3}, 0}, ".A[1]: 0x2 and 0x3"},
		{pair{}, 3, ": mirror.pair{A:[]uint8(nil), Offset:0} and 3"},
		{[]any{nil}, []any{1}, "[0]: interface {}(nil) and 1"},
		{osi.MustOID("2.1.1"), osi.MustOID("2.1.1"), ""},
	} {
		if got := Diff(c.a, c.b, "Offset"); got != c.want {
			t.Errorf("got %q, want %q", got, c.want)
		}
	}
}
