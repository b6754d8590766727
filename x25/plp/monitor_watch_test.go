package plp_test

import (
	"testing"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/x25"
	"github.com/osi-go/osi/x25/plp"
)

// Who only watches takes what comes from the side that restarts for the end of the restart: one
// packet is out of turn, and those behind it are not.
func TestWatchRestart(t *testing.T) {
	t.Parallel()
	w := plp.Monitor{Watch: true}
	for i, c := range []struct {
		d      osi.Direction
		packet string
		turn   bool
	}{
		{0, "1000FB0000", true},
		{0, "10010B0000", false},
		{1, "10010F", true},
		{0, "10010041", true},
		{0, "10010241", true},
	} {
		p, err := x25.Parse(octets(t, c.packet))
		if err != nil {
			t.Fatal(err)
		}
		if _, err = w.See(c.d, p); (err == nil) != c.turn {
			t.Errorf("packet %d, %s: %v", i, c.packet, err)
		}
	}
	if w.InUse() != 1 {
		t.Errorf("%d channels", w.InUse())
	}
}
