package octets_test

import (
	"testing"

	"github.com/osi-go/osi/internal/octets"
)

// A Cursor reads to its last octet and not behind it, and says nothing of what it cannot read.
func TestEnds(t *testing.T) {
	t.Parallel()
	for n, want := range map[int]bool{-1: false, 0: true, 2: true, 3: true, 4: false} {
		c := octets.NewCursor([]byte{1, 2, 3}, 0)
		if b, ok := c.Take(n); ok != want || len(b) != max(0, n) && ok || !ok && b != nil || cap(b) != len(b) {
			t.Errorf("Take(%d): %x, %t", n, b, ok)
		}
	}
	c := octets.NewCursor([]byte{1, 2, 3}, 0)
	if v, ok := c.Uint16(); !ok || v != 0x0102 {
		t.Errorf("%x, %t", v, ok)
	}
	if v, ok := c.Uint16(); ok || v != 0 {
		t.Errorf("%x, %t", v, ok)
	}
	if v, ok := c.Uint8(); !ok || v != 3 {
		t.Errorf("%x, %t", v, ok)
	}
	if v, ok := c.Uint8(); ok || v != 0 {
		t.Errorf("%x, %t", v, ok)
	}
	if octets.MaxLI != 65535 {
		t.Errorf("%d", octets.MaxLI)
	}
}
