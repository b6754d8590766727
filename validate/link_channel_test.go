package validate_test

import (
	"testing"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/validate"
	"github.com/osi-go/osi/x25"
)

func TestPermanentCircuits(t *testing.T) {
	circuit := dte
	circuit.PermanentCircuits = 1
	above := circuit
	above.Top = osi.Transport
	playAll(t, validate.Packets, map[string]played{
		"call":      {circuit, "> 10010B 00 00 = stack.x25-pvc, reset call, 10011b0523\n > 10011F = stack.x25-closed, drop unit\n > 100100 41"},
		"accept":    {circuit, "> 10010F = stack.x25-pvc, reset call, 10011b0523"},
		"clear":     {circuit, "> 1001130000 = stack.x25-pvc, reset call, 10011b0523"},
		"confirm":   {circuit, "> 100117 = stack.x25-pvc, reset call, 10011b0523"},
		"of a DCE":  {circuit, "< 10010B 00 00 = stack.x25-pvc, reset call, 10011b0023"},
		"no other":  {circuit, "> 100200 41 = stack.x25-p1, drop unit, 1002131314"},
		"TPDU":      {above, "> 100100 0300 = transport.code, reset call, 10011b00fa"},
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
			> 10012344 = stack.x25-interrupt, reset call, 10011b052c
		`},
		"confirmed without": {dte, `
			> 10010B 00 00
			< 10010F
			< 10012341
			> 100127
			> 100127 = stack.x25-interrupt-confirmation, reset call, 10011b052b
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
		"accepted":            {midway(dte), "> 10010F\n < 100102 41 = stack.x25-ps, reset call, 10011b0001"},
		"reset":               {midway(dte), "> 10011F\n < 100102 41 = stack.x25-ps, reset call, 10011b0001"},
		"reset by both":       {midway(dte), "> 10011B0000\n > 100100 41\n < 100120 41"},
		"accepted once":       {midway(dte), "> 10010F\n < 100101\n > 10010F = stack.x25-p4, clear call, 1001131317"},
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
			< 100141 = stack.x25-pr, reset call, 10011b0002
		`},
		"128": {policy, `
			> 20010B 00 00
			< 20010F
			> 20010000 41
			< 20010102
			< 20010104 = stack.x25-pr, reset call, 20011b0002
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
			if v, _ := s.Check(osi.Direction(from), b); v.Action != validate.Pass {
				t.Fatal(v.Err)
			}
		}
	}); n != 0 {
		t.Errorf("%v allocations", n)
	}
}
