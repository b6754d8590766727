package validate_test

import (
	"testing"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/validate"
	"github.com/osi-go/osi/x25"
)

// What X.25 does to what it carries.
func TestAbovePackets(t *testing.T) {
	t.Parallel()
	above := dte
	above.Top = osi.Transport
	circuit, again := above, above
	circuit.PermanentCircuits = 1
	again.Subscription = validate.Subscription{Window: 3, Retransmission: true}
	playAll(t, validate.Packets, map[string]played{
		"TPDU on a permanent circuit": {circuit, "> 100100 0300 = transport.code, reset call, 10011b00fa"},
		"judged once": {again, `
			< 10010B 00 00 03010100
			> 10010F
			< 100100 06E00000000100
			> 100109
			< 100100 06E00000000100
			> 100120 06D00001000200
			< 100122 02F08041
			< 100124 0300 = transport.code, clear call, 10011300f2
		`},
		"a sequence that a reset ends": {above, `
			> 10010B 00 00 03010100
			< 10010F
			> 100110 06E0000000
			> 10011B0000
			< 10011F
			> 100100 06E00000000100
		`},
		"a call that is refused: the other side has not heard of it": {dte, `
			> 10010B 00 00 01000000 = stack.x25-protocol, clear call, 10011300f9
			< 10010B 00 00
			> 100117 = plp.closed, drop unit
			> 10010F
		`},
	})
}

// A Subscription that cannot be is refused.
func TestSubscription(t *testing.T) {
	t.Parallel()
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
