package rtse_test

import (
	"testing"

	"github.com/osi-go/osi/internal/mirror"
	"github.com/osi-go/osi/rtse"
)

// The JSON of an APDU, valid or not, gives it back.
func TestJSON(t *testing.T) {
	t.Parallel()
	for i, m := range allMirrored {
		f := filler(uint64(i))
		for range mirror.Count(*mirrorCount / 10) {
			v := m.make()
			randomize(f, v)
			mirror.RoundTrip(t, v)
		}
	}
	for _, v := range load(t) {
		if p, err := decode(nil, v.Get("form"), v.Octets); err == nil {
			mirror.RoundTrip(t, p, "scratch")
		}
	}
}

// Names are those of X.228, and numbers without one are kept.
func TestMarshalText(t *testing.T) {
	t.Parallel()
	mirror.Texts(t, map[string]rtse.DialogueMode{"monologue": rtse.Monologue, "twa": rtse.TwoWayAlternate, "mode(2)": 2}, mirror.All[rtse.DialogueMode]()...)
	mirror.Texts(t, map[string]rtse.BindPhase{"bare": rtse.Bare, "argument": rtse.Argument, "result": rtse.Result, "phase(3)": 3}, mirror.All[rtse.BindPhase]()...)
	mirror.Texts(t, map[string]rtse.AbortReason{"reason(-1)": -1, "reason(300)": 300}, 0, 1, 2, 3, 4, 5, 6, 7, 8)
	mirror.Texts(t, map[string]rtse.RefuseReason{"rtsBusy": rtse.Busy, "unacceptableDialogueMode": rtse.UnacceptableDialogueMode, "reason(9)": 9, "reason(300)": 300})
	mirror.Texts(t, map[string]rtse.BindError{"busy": rtse.BindBusy, "error(300)": 300}, 0, 1, 2, 3, 4, 5, 6)
}
