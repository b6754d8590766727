package plp

import (
	"testing"
	"unsafe"
)

// The documented sizes are true.
func TestSize(t *testing.T) {
	t.Parallel()
	if n := unsafe.Sizeof(channel{}); n != 24 {
		t.Errorf("a channel takes %d octets", n)
	}
	if n := unsafe.Sizeof(Machine{}); n > 1000 {
		t.Errorf("a machine takes %d octets", n)
	} else {
		t.Logf("a machine takes %d octets", n)
	}
}
