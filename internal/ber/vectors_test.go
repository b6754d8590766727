package ber_test

import (
	"bytes"
	"testing"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/internal/ber"
	"github.com/osi-go/osi/internal/vectors"
)

func load(t testing.TB) []vectors.Vector {
	t.Helper()
	return vectors.All(t, "ber")
}

// run reads the octets of v in the way its form says.
func run(t testing.TB, v *vectors.Vector) error {
	t.Helper()
	limits := osi.Limits{Depth: v.Number(t, "depth"), Elements: v.Number(t, "elements")}.WithDefaults()
	r := ber.NewReader(v.Octets, limits.Depth, limits.Elements)
	switch v.Get("form") {
	case "walk":
		walk(&r)
	case "skip":
		for _, ok := r.Next(); ok; _, ok = r.Next() {
			continue
		}
	case "single":
		r.Next()
	case "explicit":
		e, _ := r.Next()
		in := r.Explicit(&e)
		walkOne(&r, &in)
	default:
		t.Fatalf("unknown form %q", v.Get("form"))
	}
	return r.Finish()
}

// walk reads all elements, descending into those that are constructed and reading values of
// universal types.
func walk(r *ber.Reader) {
	for e, ok := r.Next(); ok; e, ok = r.Next() {
		walkOne(r, &e)
	}
}

func walkOne(r *ber.Reader, e *ber.Element) {
	switch e.Tag {
	case 0x01, 0x21:
		r.Boolean(e)
	case 0x02, 0x22:
		r.Integer(e)
	case 0x03, 0x23:
		r.CheckBits(e)
	case 0x04, 0x24:
		r.CheckString(e, 0x04)
	case 0x05, 0x25:
		r.Null(e)
	case 0x06, 0x26:
		r.OID(e)
	default:
		if e.Tag.Constructed() {
			c := r.Enter(e)
			walk(&c)
			r.Leave(&c)
		}
	}
}

func TestVectors(t *testing.T) {
	t.Parallel()
	vectors.Test(t, "ber", ber.Rules(), func(t *testing.T, v *vectors.Vector, _ osi.Tolerance) vectors.Result {
		t.Helper()
		return vectors.Result{Err: run(t, v)}
	})
}

func FuzzReader(f *testing.F) {
	vs := load(f)
	for i := range vs {
		if len(vs[i].Octets) < 4096 {
			f.Add(vs[i].Octets)
		}
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		before := bytes.Clone(b)
		r := ber.NewReader(b, 8, 1000)
		walk(&r)
		walked := r.Finish()
		check(t, b, walked)
		if !bytes.Equal(b, before) {
			t.Fatal("the input was modified")
		}
		s := ber.NewReader(b, 8, 1000)
		end := 0
		for e, ok := s.Next(); ok; e, ok = s.Next() {
			raw := s.Raw(&e)
			if s.Err() != nil {
				break
			}
			if e.Offset != end || cap(raw) != len(raw) || len(raw) != s.Offset()-e.Offset {
				t.Fatalf("element at %d after %d, %d octets, then %d", e.Offset, end, len(raw), s.Offset())
			}
			end = s.Offset()
			again := ber.NewReader(raw, 8, 1000)
			one, ok := again.Next()
			if !ok || !bytes.Equal(again.Contents(&one), s.Contents(&e)) || again.Finish() != nil {
				t.Fatalf("%x reads differently alone: %v", raw, again.Err())
			}
		}
		check(t, b, s.Err())
		if s.Err() == nil && end != len(b) {
			t.Fatalf("%d of %d octets belong to no element", len(b)-end, len(b))
		}
		if walked == nil && s.Err() != nil {
			t.Fatalf("skipping refuses what walking accepts: %v", s.Err())
		}
		sameExplicit(t, b)
		sameStrings(t, b)
	})
}

func check(t *testing.T, b []byte, err error) {
	t.Helper()
	if err == nil {
		return
	}
	if e, ok := err.(*osi.Error); !ok || e.Offset < 0 || e.Offset > len(b) {
		t.Fatalf("%x: %v", b, err)
	}
}

// sameExplicit compares Explicit, which predicts, with Enter and Next.
func sameExplicit(t *testing.T, b []byte) {
	t.Helper()
	r := ber.NewReader(b, 8, 1000)
	e, ok := r.Next()
	if !ok {
		return
	}
	g, outer := r, e
	in := r.Explicit(&e)
	c := g.Enter(&outer)
	want, _ := c.Next()
	contents := c.Contents(&want)
	err := c.Finish()
	g.Leave(&c)
	if (r.Err() == nil) != (err == nil && want.Tag != 0) {
		t.Fatalf("%x: Explicit says %v, Enter %v", b, r.Err(), err)
	}
	if r.Err() == nil && (in.Tag != want.Tag || in.Start != want.Start || !bytes.Equal(r.Contents(&in), contents)) {
		t.Fatalf("%x: Explicit finds %+v, Enter %+v", b, in, want)
	}
	check(t, b, r.Err())
}

// sameStrings compares what only checks with what joins.
func sameStrings(t *testing.T, b []byte) {
	t.Helper()
	r := ber.NewReader(b, 8, 1000)
	e, ok := r.Next()
	if !ok {
		return
	}
	a, c, d, f := r, r, r, r
	r.CheckString(&e, 0x04)
	s, grown := a.String(&e, 0x04, []byte("kept"))
	if (r.Err() == nil) != (a.Err() == nil) || !bytes.HasPrefix(grown, []byte("kept")) || len(s) > len(b) {
		t.Fatalf("%x: %v, %v, %x", b, r.Err(), a.Err(), grown)
	}
	c.CheckBits(&e)
	bits, unused, _ := d.BitSegments(&e, nil)
	named := f.Bits(&e)
	if (c.Err() == nil) != (d.Err() == nil) || unused > 7 || d.Err() == nil && len(bits) == 0 && unused != 0 {
		t.Fatalf("%x: %v, %v", b, c.Err(), d.Err())
	}
	if d.Err() == nil && f.Err() == nil {
		want := uint32(0)
		for i := range min(8*len(bits)-unused, 32) {
			if bits[i/8]&(0x80>>(i%8)) != 0 {
				want |= 1 << i
			}
		}
		if want != named {
			t.Fatalf("%x: named bits %x, want %x", b, named, want)
		}
	}
}
