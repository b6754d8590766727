package plp_test

import (
	"testing"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/x25"
	"github.com/osi-go/osi/x25/plp"
)

// On a channel that was met midway a RESET may cross one that was not seen: both have then reset,
// and its sender goes on, X.25 4.4.3.3. Once the other side was heard, its sender waits for an
// answer.
func TestMonitorResetMetMidway(t *testing.T) {
	t.Parallel()
	watchAll(t, map[string]watched{
		"other side not heard": {midway(initiatorDTE), "> 100161\n > 10011B0000\n > 100100 41\n < 100120 41"},
		"its numbers begin anew": {midway(initiatorDTE), `
			> 100161
			> 10011B0000
			> 100168 41 = plp.ps, reset call, 10011b0501
		`},
		"those of the other side are not known": {midway(initiatorDTE), `
			> 10011B0000
			< 100100 41
			< 100102 41
			> 100140 41
			< 100124 41
		`},
		"other side heard": {midway(initiatorDTE), `
			< 100161
			> 10011B0000
			> 100100 41 = plp.d2, reset call, 10011b051c
		`},
	})
}

// A CLEAR that crosses another must suit the call, too: without fast select it has no user data,
// X.25 6.16. A gate then clears in its place, a DTE for a permanent reason (E2), and what comes
// behind is refused.
func TestMonitorClearsCross(t *testing.T) {
	t.Parallel()
	watched{initiatorDTE, `
		> 10010B 00 00
		< 10010F
		< 1001130000
		> 1001130000 00 00 41 = x25.fast-select-data, clear call / 10011300e2
		> 1001130000 = plp.closed, drop unit
		> 10010B 00 00
	`}.play(t)
}

// A call that a gate has cleared takes no memory once both sides have confirmed.
func TestMonitorClosedMemory(t *testing.T) {
	t.Parallel()
	w := watched{initiatorDTE, `
		> 10010B 00 00
		< 10010F
		> 10010F = plp.p4, clear call, 1001131317
		< 100117 = plp.closed, drop unit
	`}.play(t)
	if n := w.InUse(); n != 1 {
		t.Errorf("%d channels in use while the caller has not confirmed, want 1", n)
	}
	w.play(t, "> 100117 = plp.closed, drop unit")
	if n := w.InUse(); n != 0 {
		t.Errorf("%d channels in use when both have confirmed", n)
	}
}

// What is sent again for a REJ may begin with a DATA packet of before the channel was met: P(S) 2
// behind P(S) 3. It joins the channel anew, and P(S) 3 then comes for the first time.
func TestMonitorRejectMetMidway(t *testing.T) {
	t.Parallel()
	w := midway(subscribed(plp.Subscription{Window: 3, Retransmission: true}))
	for i, c := range []struct {
		packet string
		want   plp.Effect
	}{{"10010641", 0}, {"10010440", plp.Gap | plp.Rejoined}, {"10010641", 0}, {"10010842", 0}} {
		p, err := (&x25.Decoder{Format: x25.Format{Modulo: x25.Modulo8}}).Decode(octets(t, c.packet))
		if err != nil {
			t.Fatal(err)
		}
		if seen, err := w.See(osi.FromInitiator, p); err != nil || seen.Effect != c.want {
			t.Errorf("packet %d: effect %x, %v, want %x", i, seen.Effect, err, c.want)
		}
	}
}
