package octets_test

import (
	"bytes"
	"testing"

	"github.com/osi-go/osi/internal/octets"
)

// FuzzCursor asserts that a cursor gives the octets of its buffer in order, whatever is asked of
// it, and that LI and AppendLI are inverse.
func FuzzCursor(f *testing.F) {
	f.Add([]byte{1, 2, 3, 4, 5}, []byte{1, 2, 9})
	f.Add([]byte{255, 1, 0}, []byte{0})
	f.Fuzz(func(t *testing.T, b, asks []byte) {
		c := octets.NewCursor(b, 0)
		var got []byte
		for _, n := range asks {
			at := c.Offset()
			v, ok := c.Take(int(n))
			if ok != (int(n) <= len(b)-at) || ok && c.Offset() != at+int(n) || !ok && c.Offset() != at {
				t.Fatalf("Take(%d) at %d of %d: %v", n, at, len(b), ok)
			}
			got = append(got, v...)
		}
		if got = append(got, c.Rest()...); !bytes.Equal(got, b) {
			t.Fatalf("read %x of %x", got, b)
		}
		if n, size, minimal, ok := octets.LI(b); ok && minimal {
			if again, ok := octets.AppendLI(nil, n); !ok || !bytes.Equal(again, b[:size]) {
				t.Fatalf("LI %x is %d, which is %x", b, n, again)
			}
		}
	})
}
