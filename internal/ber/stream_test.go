package ber_test

import (
	"bytes"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/internal/ber"
)

// inPieces adds b to a Stream in pieces of up to most octets, and returns the error that Check
// would.
func inPieces(t *testing.T, b []byte, depth, watch, most int, r *rand.Rand) error {
	t.Helper()
	var s ber.Stream
	s.Begin(depth, watch)
	for off := 0; off < len(b); {
		piece := b[off:min(len(b), off+1+r.IntN(most))]
		n, header, err := s.Add(piece)
		switch e := osi.AsError(err); {
		case n < 0 || n > len(piece):
			t.Fatalf("% x: took %d octets of %d", b, n, len(piece))
		case err != nil && (e == nil || e.Offset < 0 || e.Offset > len(piece)):
			t.Fatalf("% x: %v", b, err)
		case err != nil:
			return err
		case s.Done() && off+n < len(b):
			return &osi.Error{Rule: ber.RuleTrailing, Offset: off + n}
		case n == 0 || n < len(piece) && !header:
			t.Fatalf("% x: stopped behind %d octets", b, off+n)
		case header && s.Level() >= watch:
			t.Fatalf("% x: watched level %d", b, s.Level())
		}
		off += n
	}
	if !s.Done() {
		return s.Missing(len(b))
	}
	return nil
}

// sameInPieces demands that a Stream accepts b if and only if Check does.
func sameInPieces(t *testing.T, b []byte, r *rand.Rand) {
	t.Helper()
	if len(b) == 0 {
		return
	}
	for _, depth := range []int{1, 4, 32} {
		want := ber.Check(b, depth, 1<<20)
		for _, most := range []int{1, 3, len(b)} {
			for _, watch := range []int{0, 2} {
				if got := inPieces(t, b, depth, watch, most, r); (got == nil) != (want == nil) {
					t.Fatalf("% x, depth %d, pieces of %d: %v, whole %v", b, depth, most, got, want)
				}
			}
		}
	}
}

// TestStreamSame holds a Stream against Check on elements of every form, cut at every octet and
// with an octet changed.
func TestStreamSame(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(1, 2))
	for _, text := range []string{
		"0500", "0403 010203", "3080 3006 3080 0500 0000 0500 0000", "bf8101 80 0500 0000", "3084 00000004 0500 0500", "2480 040141 2480 0000 040142 0000",
		"30820004 05000500", "a0 80 30 02 0500 0000", "1f 1f 00", "3f 81 00 02 0500", "30 00", "30 02 30 00", "a1 80 a0 00 a0 80 0000 0000",
		"308a 00000000000000000002 0500", strings.Repeat("3080", 6) + strings.Repeat("0000", 6),
	} {
		b := unhex(t, text)
		sameInPieces(t, b, r)
		for cut := range b {
			sameInPieces(t, b[:cut], r)
			for _, x := range []byte{0, 1, 0x80, 0xff, 0x1f, 0x30} {
				wrong := bytes.Clone(b)
				wrong[cut] = x
				sameInPieces(t, wrong, r)
			}
		}
		sameInPieces(t, append(bytes.Clone(b), 0), r)
	}
}

// TestStreamWatch states where a Stream stops, and what it says there.
func TestStreamWatch(t *testing.T) {
	t.Parallel()
	b := unhex(t, "6180 300a 020103 a005 3003 020101 0000")
	var s ber.Stream
	s.Begin(8, 3)
	var seen []ber.Tag
	for off := 0; off < len(b); {
		n, header, err := s.Add(b[off:])
		if err != nil {
			t.Fatal(err)
		}
		if off += n; header {
			seen = append(seen, s.Tag())
		}
		switch {
		case header && s.Tag() == 0x61 && (s.Length() != -1 || s.Level() != 0):
			t.Errorf("61: length %d, level %d", s.Length(), s.Level())
		case header && s.Tag() == 0x02 && (s.Left() != 1 || s.Level() != 2):
			t.Errorf("02: left %d, level %d", s.Left(), s.Level())
		}
	}
	if want := []ber.Tag{0x61, 0x30, 0x02, 0xa0}; len(seen) != len(want) || seen[0] != want[0] || seen[1] != want[1] || seen[2] != want[2] || seen[3] != want[3] {
		t.Errorf("stopped at %x", seen)
	}
	if !s.Done() {
		t.Error("not done")
	}
}

// TestStreamPass passes over contents that are no BER.
func TestStreamPass(t *testing.T) {
	t.Parallel()
	b := unhex(t, "3005 a003 ffffff")
	var s ber.Stream
	s.Begin(8, 2)
	for off := 0; off < len(b); {
		n, header, err := s.Add(b[off:min(off+2, len(b))])
		if err != nil {
			t.Fatal(err)
		}
		if off += n; header && s.Tag() == 0xa0 {
			s.Pass()
		}
	}
	if !s.Done() {
		t.Error("not done")
	}
}

// TestStreamLength takes an element of a tebibyte without its octets being kept.
func TestStreamLength(t *testing.T) {
	t.Parallel()
	var s ber.Stream
	s.Begin(8, 1)
	n, header, err := s.Add(unhex(t, "04 86 010000000000"))
	if err != nil || !header || n != 8 || s.Left() != 1<<40 {
		t.Fatalf("%d octets, %v, %d left, %v", n, header, s.Left(), err)
	}
}

func FuzzStream(f *testing.F) {
	f.Add(unhex(f, "3080 3006 3080 0500 0000 0500 0000"), uint64(1))
	f.Add(unhex(f, "bf8101 80 0500 0000"), uint64(2))
	f.Fuzz(func(t *testing.T, b []byte, seed uint64) {
		if len(b) > 1<<10 {
			return
		}
		sameInPieces(t, b, rand.New(rand.NewPCG(seed, 1)))
	})
}

func BenchmarkStream(b *testing.B) {
	value := append(unhex(b, "308207f0"), bytes.Repeat(unhex(b, "a00e 020103 810410203040 830301ff00"), 127)...)
	var s ber.Stream
	b.SetBytes(int64(len(value)))
	b.ReportAllocs()
	for b.Loop() {
		s.Begin(32, 0)
		if _, _, err := s.Add(value); err != nil || !s.Done() {
			b.Fatal(err)
		}
	}
}
