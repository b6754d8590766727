package octets_test

import (
	"bytes"
	"math"
	"testing"

	"github.com/osi-go/osi/internal/octets"
)

// A span lies within the buffer, and appending to it does not write behind it.
func TestSpan(t *testing.T) {
	t.Parallel()
	b := []byte{1, 2, 3}
	for span, ok := range map[[2]int]bool{
		{0, 0}: true, {0, 3}: true, {3, 3}: true, {1, 4}: false, {2, 1}: false, {-1, 1}: false, {4, 4}: false,
		{0, math.MaxInt}: false, {math.MinInt, 1}: false,
	} {
		s, got := octets.Span(b, span[0], span[1])
		if got != ok || ok && (len(s) != span[1]-span[0] || cap(s) != len(s)) {
			t.Errorf("Span %v: %v, %v", span, s, got)
		}
	}
	if s, _ := octets.Span(b, 1, 2); !bytes.Equal(s, []byte{2}) {
		t.Errorf("Span of the second octet: %v", s)
	}
}

// Numbers outside the range of the narrower type are refused.
func TestIntegers(t *testing.T) {
	t.Parallel()
	for n, want := range map[int]bool{-1: false, 0: true, 255: true, 256: false, 65536: false} {
		if v, ok := octets.Uint8(n); ok != want || ok && int(v) != n {
			t.Errorf("Uint8(%d) = %d, %v", n, v, ok)
		}
	}
	for n, want := range map[int]bool{-1: false, 0: true, 65535: true, 65536: false} {
		if v, ok := octets.Uint16(n); ok != want || ok && int(v) != n {
			t.Errorf("Uint16(%d) = %d, %v", n, v, ok)
		}
	}
	for v, n := range map[uint64]int{0: 1, 255: 1, 256: 2, 65535: 2, 65536: 3, math.MaxUint64: 8} {
		if got := octets.UintLen(v); got != n {
			t.Errorf("UintLen(%d) = %d, want %d", v, got, n)
		}
	}
	for n, want := range map[int]uint8{1: 0, 2: 1, 16: 4, 4096: 12} {
		if got := octets.Log2(n); got != want {
			t.Errorf("Log2(%d) = %d, want %d", n, got, want)
		}
	}
	if b := octets.AppendUint([]byte{9}, 0x010203, 2); !bytes.Equal(b, []byte{9, 2, 3}) {
		t.Errorf("AppendUint: %x", b)
	}
	if b := octets.AppendUint(nil, 1, 10); !bytes.Equal(b, append(make([]byte, 9), 1)) {
		t.Errorf("AppendUint: %x", b)
	}
	if v := octets.Uint32([]byte{1, 2, 3, 4}); v != 0x01020304 || octets.Uint32(nil) != 0 {
		t.Errorf("Uint32: %x", v)
	}
}

// X.225 8.2.5: one octet for 0 to 254, three for 255 to 65535.
func TestLI(t *testing.T) {
	t.Parallel()
	for n, want := range map[int][]byte{
		0: {0}, 1: {1}, 254: {254}, 255: {255, 0, 255}, 256: {255, 1, 0}, 65535: {255, 255, 255},
	} {
		b, ok := octets.AppendLI([]byte{9}, n)
		if !ok || !bytes.Equal(b[1:], want) {
			t.Errorf("AppendLI(%d) = %x, %v", n, b, ok)
		}
		got, size, minimal, ok := octets.LI(want)
		if got != n || size != len(want) || !minimal || !ok {
			t.Errorf("LI(%x) = %d, %d, %v, %v", want, got, size, minimal, ok)
		}
	}
	for _, n := range []int{-1, 65536, math.MaxInt} {
		if b, ok := octets.AppendLI([]byte{9}, n); ok || len(b) != 1 {
			t.Errorf("AppendLI(%d) = %x", n, b)
		}
	}
	for _, b := range [][]byte{nil, {255}, {255, 1}} {
		if _, _, _, ok := octets.LI(b); ok {
			t.Errorf("LI(%x) is whole", b)
		}
	}
	if n, size, minimal, ok := octets.LI([]byte{255, 0, 254}); n != 254 || size != 3 || minimal || !ok {
		t.Errorf("254 in three octets: %d, %d, %v, %v", n, size, minimal, ok)
	}
}
