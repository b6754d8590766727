package xot_test

import (
	"math/rand/v2"
	"testing"

	"github.com/osi-go/osi/internal/mirror"
	"github.com/osi-go/osi/x25/xot"
)

// The JSON of a PVC set-up, valid or not, gives it back.
func TestJSON(t *testing.T) {
	t.Parallel()
	f := mirror.Filler{Rand: rand.New(rand.NewPCG(1, 1613))}
	for range 1000 {
		p := new(xot.PVCSetup)
		f.Fill(p)
		mirror.RoundTrip(t, p)
	}
}

// Names are those of RFC 1613, and numbers without one are kept.
func TestTexts(t *testing.T) {
	t.Parallel()
	mirror.Texts(t, map[string]xot.Status{"waiting to connect": xot.Waiting, "connected": xot.Connected, "status(1)": 1}, mirror.All[xot.Status]()...)
}
