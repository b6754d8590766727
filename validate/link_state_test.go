package validate_test

import (
	"strings"
	"testing"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/stack"
	"github.com/osi-go/osi/validate"
	"github.com/osi-go/osi/x25"
)

// X.25 Annex C, Table C-3: what a DTE may send in each state, and what it is answered by. The clear of the DCE has cause 13.
func TestCallStates(t *testing.T) {
	answer := func(diagnostic string) string { return "clear call, 10011313" + diagnostic }
	packets := map[string]string{
		"call": "10010B0000", "accept": "10010F", "clear": "1001130000", "confirm": "100117",
		"data": "10010041", "RR": "100101", "interrupt": "10012341", "reset": "10011B0000", "reset confirm": "10011F",
	}
	for state, c := range map[string]struct {
		script string
		rule   string // of the packets that are wrong, but for those in others
		code   string // its diagnostic
		right  string // the packets that are taken or discarded
	}{
		"p1": {"", "p1", "14", "call clear"},
		"p2": {"> 10010B0000", "p2", "15", "clear"},
		"p3": {"< 10010B0000", "p3", "16", "call accept clear"},
		"p4": {"> 10010B0000\n < 10010F", "p4", "17", "clear data RR interrupt reset"},
		"p5": {"> 10010B0000\n < 10010B0000", "p5", "18", "clear"},
		"p6": {"> 1001130000", "p6", "19", ""},
		"p7": {"> 10010B0000\n < 10010F\n < 1001130000", "", "", "call accept clear confirm data RR interrupt reset reset\u00a0confirm"},
	} {
		for name, packet := range packets {
			t.Run(state+"/"+name, func(t *testing.T) {
				s := guard(t, dte).Stream(validate.Packets)
				play(t, s, c.script)
				right := false
				for word := range strings.SplitSeq(c.right, " ") {
					right = right || strings.ReplaceAll(word, "\u00a0", " ") == name
				}
				v, _ := s.Check(initiator, octets(t, packet))
				want := "validate.x25-" + c.rule + ", " + answer(c.code)
				switch {
				case right:
					want = "pass " + strings.ToLower(packet)
				case state == "p4" && name == "reset confirm": // Table C-4
					want = "validate.x25-d1, reset call, 10011b051b"
				case state == "p1" && name != "confirm": // the other side has no call
					want = "validate.x25-p1, drop unit, 1001131314"
				case state == "p6" && name == "clear": // again
					want = "validate.x25-p6, drop unit"
				case state != "p4" && name == "confirm": // of no clear: X.25 would clear
					want = "validate.x25-" + c.rule + ", drop unit"
				}
				if got := outcome(v); got != want {
					t.Errorf("got %s, want %s", got, want)
				}
				if v.Action == validate.Reject && osi.AsError(v.Err).Offset != 2 {
					t.Errorf("%+v", osi.AsError(v.Err))
				}
			})
		}
	}
}

// The same of a DCE: it is answered by a DTE, with cause 00.
func TestCallStatesOfDCE(t *testing.T) {
	playAll(t, validate.Packets, map[string]played{
		"p2": {dte, "> 10010B0000\n < 10010041 = validate.x25-p2, clear call, 1001130015"},
		"p3": {dte, "< 10010B0000\n < 10010041 = validate.x25-p3, clear call, 1001130016"},
		"p5": {dte, "> 10010B0000\n < 10010B0000\n < 10010041 = validate.x25-p5, clear call, 1001130018"},
		"p7": {dte, "> 10010B0000\n < 1001130000\n < 10010041 = validate.x25-p7, clear call, 100113001a"},
		"d3": {dte, "> 10010B0000\n < 10010F\n < 10011B0000\n < 10010041 = validate.x25-d3, reset call, 10011b001d"},
		"who is a DCE not known: the sender is the DTE": {validate.Policy{Top: osi.X25}, "< 10010B0000\n < 10010041 = validate.x25-p2, clear call, 1001130015"},
	})
}

func TestCollisions(t *testing.T) {
	unknown := validate.Policy{Top: osi.X25}
	playAll(t, validate.Packets, map[string]played{
		"of calls: the DTE's goes on": {dte, `
			> 10010B 00 03 430303
			< 10010B 00 03 430202
			< 10010F
			> 100100 41
			> 100102 41
			> 100104 41
			> 100106 41 = validate.x25-window, reset call, 10011b0501
		`},
		"of calls, the DCE's first": {dte, `
			< 10010B 00 03 430202
			> 10010B 00 03 430303
			< 10010F
			> 100100 41
			> 100102 41
			> 100104 41
		`},
		"of calls: the DCE's is not accepted": {dte, `
			> 10010B 00 00
			< 10010B 00 00
			> 10010F = validate.x25-p5, clear call, 1001131318
		`},
		"of calls, who is a DCE not known: either is accepted": {unknown, `
			> 10010B 00 03 430303
			< 10010B 00 03 430304
			> 10010F 00 03 430303
			> 100100 41
			> 100102 41
			> 100104 41
			< 100160 41
			< 100162 41
			< 100164 41
			< 100166 41 = validate.x25-window, reset call, 10011b0001
		`},
		"of clears: no confirmation": {dte, `
			> 10010B 00 00
			< 10010F
			> 1001130000
			< 1001130000
			< 10010B 00 00
			> 10010F
		`},
		"of a clear and an acceptance": {dte, `
			> 10010B 00 00
			> 1001130000
			< 10010F
			< 100117
			> 10010B 00 00
			< 10010F
		`},
		"of a clear and data": {dte, `
			> 10010B 00 00
			< 10010F
			> 1001130000
			< 100100 41
			< 1001130000
			> 10010B 00 00
		`},
		"of resets: no confirmation": {dte, `
			> 10010B 00 00
			< 10010F
			> 10011B0000
			< 10011B0000
			> 100100 41
			< 100120 42
		`},
		"of a reset and a clear": {dte, `
			> 10010B 00 00
			< 10010F
			> 10011B0000
			< 1001130000
			> 100117
			> 10010B 00 00
		`},
		"repeated when a timer runs out: discarded": {dte, `
			> 10010B 00 00
			< 10010F
			> 10011B0000
			> 10011B0000 = validate.x25-d2, drop unit
			< 10011F
			> 1001130000
			> 1001130000 = validate.x25-p6, drop unit
			< 100117
			> 1000FB0000
			> 1000FB0000 = validate.x25-r2, drop unit
			< 1000FF
		`},
	})
}

// In a reset the numbers begin anew and what was negotiated stays. What is under way to the side that has reset is let through, since its receiver discards it;
// that side itself sends nothing before the confirmation.
func TestReset(t *testing.T) {
	above := dte
	above.Top = osi.Transport
	playAll(t, validate.Packets, map[string]played{
		"under way to the side that has reset": {dte, `
			> 10010B 00 03 430202
			< 10010F
			< 100110 41
			< 100112 42
			> 10011B0000
			< 10010E 47
			< 1001E1
			< 10012341
			< 10011F
			< 100100 41
			> 100120 41
			> 100122 41
			> 100124 41 = validate.x25-window, reset call, 10011b0501
		`},
		"data of the side that has reset": {dte, `
			> 10010B 00 00
			< 10010F
			> 10011B0000
			> 100100 41 = validate.x25-d2, reset call, 10011b051c
		`},
		"acknowledgement of the side that has reset": {dte, `
			> 10010B 00 00
			< 10010F
			> 10011B0000
			> 100101 = validate.x25-d2, reset call, 10011b051c
		`},
		"confirmed by the side that has reset": {dte, `
			> 10010B 00 00
			< 10010F
			> 10011B0000
			> 10011F = validate.x25-d2, reset call, 10011b051c
		`},
		"call within": {dte, `
			> 10010B 00 00
			< 10010F
			> 10011B0000
			> 10010B 00 00 = validate.x25-p4, clear call, 1001131317
		`},
		"a sequence begun is forgotten": {above, `
			> 10010B 00 00 03010100
			< 10010F
			> 100110 06E0000000
			> 10011B0000
			< 10011F
			> 100100 06E00000000100
		`},
		"by the guard": {dte, `
			> 10010B 00 03 430303
			< 10010F
			> 100102 41 = validate.x25-ps, reset call, 10011b0501
			> 100104 41 = validate.closed, drop unit
			< 100100 41 = validate.closed, drop unit
			> 10011F = validate.closed, drop unit
			> 100100 41
			< 10011B0000 = validate.closed, drop unit
			< 100120 41
			> 100122 41
			> 100124 41
			> 100126 41
			> 100128 41 = validate.x25-window, reset call, 10011b0501
		`},
		"by the guard, then cleared": {dte, `
			> 10010B 00 00
			< 10010F
			> 100102 41 = validate.x25-ps, reset call, 10011b0501
			> 1001130000
			< 10011F = validate.closed, drop unit
			< 100117
			> 10010B 00 00
		`},
		"by the guard, then cleared and confirmed at once": {dte, `
			> 10010B 00 00
			< 10010F
			> 100102 41 = validate.x25-ps, reset call, 10011b0501
			> 1001130000
			< 100117
			> 10010B 00 00
		`},
	})
}

// After the guard has cleared a call on both sides.
func TestClearedByGuard(t *testing.T) {
	playAll(t, validate.Packets, map[string]played{
		"confirmed by both": {dte, `
			> 10010B 00 00
			> 100100 41 = validate.x25-p2, clear call, 1001131315
			< 10010F = validate.closed, drop unit
			< 100117 = validate.closed, drop unit
			> 100117 = validate.closed, drop unit
			> 10010B 00 00
		`},
		"confirmed by one, who calls again": {dte, `
			> 10010B 00 00
			> 100100 41 = validate.x25-p2, clear call, 1001131315
			> 1001130000 = validate.closed, drop unit
			> 10010B 00 00
			< 10010F = validate.closed, drop unit
			< 100117 = validate.closed, drop unit
			< 10010F
			< 100100 41
		`},
		"called again and refused": {dte, `
			> 10010B 00 00
			> 100100 41 = validate.x25-p2, clear call, 1001131315
			> 100117 = validate.closed, drop unit
			> 10010B 00 00
			< 100117 = validate.closed, drop unit
			< 1001130000
			> 100117
		`},
		"where there was no call": {dte, `
			> 100100 41 = validate.x25-p1, drop unit, 1001131314
			> 100117 = validate.closed, drop unit
			> 10010B 00 00
			< 10010F
		`},
		"a call that is refused: the other side has not heard of it": {dte, `
			> 10010B 00 00 01000000 = validate.x25-protocol, clear call, 1001131300
			< 10010B 00 00
			> 100117 = validate.closed, drop unit
			> 10010F
		`},
		"by the side that has cleared": {dte, `
			> 10010B 00 00
			< 10010F
			> 1001130000
			> 100100 41 = validate.x25-p6, clear call, 1001131319
			> 10010B 00 00
			< 100117 = validate.closed, drop unit
			< 100117 = validate.closed, drop unit
			< 10010F
		`},
		"called again before the confirmation": {dte, `
			> 10010B 00 00
			> 100100 41 = validate.x25-p2, clear call, 1001131315
			> 10010B 00 00 = validate.closed, drop unit
			> 10011B = x25.too-short, drop unit
		`},
		"a broken packet in a call": {dte, `
			> 10010B 00 00
			< 10010F
			> 10011B = x25.too-short, reset call, 10011b0526
			> 100100 41 = validate.closed, drop unit
		`},
		"a broken packet to the side that has cleared": {dte, `
			> 10010B 00 00
			< 10010F
			< 1001130000
			> 10011B = x25.too-short, drop unit
			> 100117
		`},
		"a broken reset before the call is accepted": {dte, `
			> 10010B 00 00
			> 10011B = x25.too-short, clear call, 1001131326
		`},
	})
}

func TestRestart(t *testing.T) {
	circuit := dte
	circuit.PermanentCircuits = 1
	playAll(t, validate.Packets, map[string]played{
		"ends calls": {dte, `
			> 10010B 00 00
			< 10010F
			> 1000FB0000
			< 1000FF
			> 100100 41 = validate.x25-p1, drop unit, 1001131314
		`},
		"under way to the side that restarts": {dte, `
			> 10010B 00 00
			< 10010F
			> 1000FB0000
			< 100100 41
			< 10020B 00 00
			< 1000FF
			< 10020B 00 00
			> 10020F
		`},
		"of both": {dte, `
			> 1000FB0000
			< 1000FB0000
			> 10010B 00 00
			< 10010F
		`},
		"confirmed without":                   {dte, "> 1000FF = validate.x25-r1, drop unit, 1000f1111000ff"},
		"confirmed by the side that restarts": {dte, "> 1000FB0000\n > 1000FF = validate.x25-r2, drop unit"},
		"call before the confirmation":        {dte, "> 1000FB0000\n > 10010B 00 00 = validate.x25-r2, drop unit\n < 1000FF\n > 10010B 00 00"},
		"call of the DCE before it":           {dte, "< 1000FB0000\n < 10010B 00 00 = validate.x25-r3, drop unit\n > 1000FF\n < 10010B 00 00"},
		"resets permanent circuits": {circuit, `
			> 100100 41
			> 100102 41
			> 1000FB0000
			< 100100 41
			< 1000FF
			> 100100 41
			< 100120 41
		`},
		"met midway": {midway(dte), `
			< 1000FF
			> 100100 41 = validate.x25-p1, drop unit, 1001131314
		`},
		"met midway, of both": {midway(dte), `
			> 1000FB0000
			> 10010B 00 00
			< 10010F
		`},
	})
}

func TestPermanentCircuits(t *testing.T) {
	circuit := dte
	circuit.PermanentCircuits = 1
	above := circuit
	above.Top = osi.Transport
	playAll(t, validate.Packets, map[string]played{
		"call":      {circuit, "> 10010B 00 00 = validate.x25-pvc, reset call, 10011b0523\n > 10011F = validate.closed, drop unit\n > 100100 41"},
		"accept":    {circuit, "> 10010F = validate.x25-pvc, reset call, 10011b0523"},
		"clear":     {circuit, "> 1001130000 = validate.x25-pvc, reset call, 10011b0523"},
		"confirm":   {circuit, "> 100117 = validate.x25-pvc, reset call, 10011b0523"},
		"of a DCE":  {circuit, "< 10010B 00 00 = validate.x25-pvc, reset call, 10011b0023"},
		"no other":  {circuit, "> 100200 41 = validate.x25-p1, drop unit, 1002131314"},
		"TPDU":      {above, "> 100100 0300 = transport.code, reset call, 10011b0500"},
		"reset":     {circuit, "> 100100 41\n > 10011B0000\n < 10011F\n > 100100 41"},
		"bad reset": {circuit, "> 10011B0000\n > 10011B0001 01 = x25.too-long, reset call, 10011b0527"},
	})
}

func TestInterrupts(t *testing.T) {
	playAll(t, validate.Packets, map[string]played{
		"one at a time": {dte, `
			> 10010B 00 00
			< 10010F
			> 10012341
			< 10012342
			< 100127
			> 10012343
			> 10012344 = validate.x25-interrupt, reset call, 10011b052c
		`},
		"confirmed without": {dte, `
			> 10010B 00 00
			< 10010F
			< 10012341
			> 100127
			> 100127 = validate.x25-interrupt-confirmation, reset call, 10011b052b
		`},
		"forgotten by a reset": {dte, `
			> 10010B 00 00
			< 10010F
			> 10012341
			< 10011B0000
			> 10011F
			> 10012341
		`},
		"met midway": {midway(dte), `
			> 100127
			< 10012341
			> 100127
		`},
	})
}

// Met midway the first packet may be any, and what it tells is known from then on.
func TestMidway(t *testing.T) {
	for _, packet := range []string{"10010F", "1001130000", "100117", "10010041", "100161", "10011B0000", "10011F", "10012341", "100127", "1000FF", "10010B0000"} {
		s := guard(t, midway(dte)).Stream(validate.Packets)
		play(t, s, "> "+packet)
	}
	playAll(t, validate.Packets, map[string]played{
		"accepted":            {midway(dte), "> 10010F\n < 100102 41 = validate.x25-ps, reset call, 10011b0001"},
		"reset":               {midway(dte), "> 10011F\n < 100102 41 = validate.x25-ps, reset call, 10011b0001"},
		"reset by both":       {midway(dte), "> 10011B0000\n > 100100 41\n < 100120 41"},
		"accepted once":       {midway(dte), "> 10010F\n < 100101\n > 10010F = validate.x25-p4, clear call, 1001131317"},
		"cleared by both":     {midway(dte), "> 100161\n > 1001130000\n > 10010B 00 00"},
		"confirmed, then met": {midway(dte), "< 100161\n < 100117\n > 10010B 00 00\n < 10010F"},
	})
}

// Where the policy leaves the modulo open the call decides.
func TestAnyModulo(t *testing.T) {
	policy := dte
	policy.Modulo = x25.AnyModulo
	playAll(t, validate.Packets, map[string]played{
		"8": {policy, `
			> 10010B 00 00
			< 10010F
			> 100100 41
			< 100121
			< 100141 = validate.x25-pr, reset call, 10011b0002
		`},
		"128": {policy, `
			> 20010B 00 00
			< 20010F
			> 20010000 41
			< 20010102
			< 20010104 = validate.x25-pr, reset call, 20011b0002
		`},
		"mixed": {policy, `
			> 20010B 00 00
			< 10010F = x25.gfi, drop unit
			< 20010F
		`},
	})
}

// A Subscription that cannot be is refused.
func TestSubscription(t *testing.T) {
	for s, ok := range map[validate.Subscription]bool{
		{}:                                true,
		{Window: 7, PacketSize: 4096}:     true,
		{Window: 1, PacketSize: 16}:       true,
		{Window: 8}:                       false,
		{Window: -1}:                      false,
		{PacketSize: 8}:                   false,
		{PacketSize: 100}:                 false,
		{PacketSize: 8192}:                false,
		{Window: 2, Retransmission: true}: true,
	} {
		_, err := validate.New(validate.Policy{Subscription: s})
		if e := osi.AsError(err); (err == nil) != ok || e != nil && e.ID != "validate.policy-subscription" {
			t.Errorf("%+v: %v", s, err)
		}
	}
	if _, err := validate.New(validate.Policy{Modulo: x25.Modulo128, Subscription: validate.Subscription{Window: 127}}); err != nil {
		t.Error(err)
	}
}

// A DATA that passes allocates nothing, nor does an RR.
func TestPacketNoAllocation(t *testing.T) {
	if race {
		t.Skip("the race detector allocates")
	}
	policy := subscribed(validate.Subscription{Window: 2, PacketSize: 128, Retransmission: true})
	s := guard(t, policy).Stream(validate.Packets)
	play(t, s, "> 10010B0000\n < 10010F")
	ps := byte(0)
	data, rr := octets(t, dataOf("100100", 128)), octets(t, "100101")
	if n := testing.AllocsPerRun(1000, func() {
		data[2] = ps << 1
		ps = (ps + 1) & 7
		rr[2] = ps<<5 | 1
		for from, b := range [][]byte{data, rr} {
			if v, _ := s.Check(stack.Direction(from), b); v.Action != validate.Pass {
				t.Fatal(v.Err)
			}
		}
	}); n != 0 {
		t.Errorf("%v allocations", n)
	}
}
