package octets_test

import (
	"bytes"
	"testing"

	"github.com/osi-go/osi/internal/octets"
)

// FuzzLI asserts that AppendLI writes what LI has read, where the form is the shortest.
func FuzzLI(f *testing.F) {
	f.Add([]byte{5, 2})
	f.Add([]byte{255, 1, 0})
	f.Add([]byte{255, 0, 254})
	f.Fuzz(func(t *testing.T, b []byte) {
		n, size, minimal, ok := octets.LI(b)
		if !ok {
			return
		}
		again, written := octets.AppendLI(nil, n)
		if !written || minimal != bytes.Equal(again, b[:size]) {
			t.Fatalf("LI %x is %d, which is %x", b, n, again)
		}
	})
}
