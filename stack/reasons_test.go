package stack_test

import (
	"testing"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/stack"
)

// The abort reasons of X.226 8.2 that an ARP about a fault has: 2 is an unexpected PPDU, 5 an
// unexpected parameter and 6 an invalid value. Diagnostics of X.25 and codes of RFC 1613 are those
// of their tables; the other layers' faults have none of their own, nor has what an encoder
// refuses.
func TestReasons(t *testing.T) {
	t.Parallel()
	own := map[string]uint8{
		"stack.ppdu-state": 2, "stack.nested-ppdu": 5, "stack.x25-protocol": 0xf9, "stack.xot-initiator": 0x10, "stack.pvc-setup": 0x1a, "stack.pvc-status": 0x1a, "stack.pvc-modulo": 0x19,
	}
	for r := range stack.Rules() {
		want, ok := own[r.ID]
		if !ok && r.Layer == osi.Presentation && r.Kind != osi.ErrLimit && r.Clause != "encoder" {
			want = 6
		}
		if r.Reason != want {
			t.Errorf("%s: %d, want %d", r.ID, r.Reason, want)
		}
	}
}
