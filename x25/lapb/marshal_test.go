package lapb_test

import (
	"math/rand/v2"
	"testing"

	"github.com/osi-go/osi/internal/mirror"
	"github.com/osi-go/osi/x25/lapb"
)

// The JSON of a frame, valid or not, gives it back.
func TestJSON(t *testing.T) {
	t.Parallel()
	f := mirror.Filler{Rand: rand.New(rand.NewPCG(1, 7776))}
	for range 1000 {
		p := new(lapb.Frame)
		f.Fill(p)
		mirror.RoundTrip(t, p)
	}
}

// Names are those of X.25, and numbers without one are kept.
func TestTexts(t *testing.T) {
	t.Parallel()
	mirror.Texts(t, map[string]lapb.Type{"I": lapb.I, "SABME": lapb.SABME, "": lapb.None, "type(2)": 2}, mirror.All[lapb.Type]()...)
}
