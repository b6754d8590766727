package validate_test

import (
	"encoding/hex"
	"strings"
	"testing"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/stack"
	"github.com/osi-go/osi/validate"
	"github.com/osi-go/osi/x25"
)

// The data of calls that are foreign, or of which X.25 alone is checked, are not held, so that
// their M-bit sequences may have any length. That Q and M are as they must be is checked all the
// same.
func TestUncheckedSequences(t *testing.T) {
	t.Parallel()
	limits := osi.Limits{TSDU: 16, Segments: 2}
	foreign, packets, judged := dte, dte, dte
	foreign.Top, foreign.ForeignCalls, foreign.Limits = osi.Transport, true, limits
	packets.Top, packets.Limits = osi.X25, limits
	judged.Top, judged.Limits = osi.Transport, limits
	sequence := func(userData string) string {
		return "> 10010B 00 06 420707 430707" + userData + "\n < 10010F\n" +
			" > " + dataOf("100110", 128) + "\n > " + dataOf("100112", 128) + "\n > " + dataOf("100114", 128) + "\n"
	}
	playAll(t, validate.Packets, map[string]played{
		"of a foreign call": {foreign, sequence("CC") + "> 100106 41\n > 100118 41 = x25.partially-full, reset call, 10011b00a5"},
		"Q":                 {foreign, sequence("CC") + "> 900116 41 = x25.qualifier, reset call, 10011b0553"},
		"size":              {foreign, sequence("CC") + "> " + dataOf("100116", 129) + " = x25.packet-size, reset call, 10011b0527"},
		"of packets alone":  {packets, sequence("03010100") + "> 100106 41"},
		"of OSI":            {judged, "> 10010B 00 03 430707 03010100\n < 10010F\n > " + dataOf("100110", 128) + " = x25.sequence-limit, clear call, 10011300e2"},
	})
}

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
		// X.224 6.8.3: nothing but the end of the call may follow.
		"a transport connection that a reset ends": {above, `
			> 10010B 00 00 03010100
			< 10010F
			> 100100 06E00000000100
			< 100120 06D00001000200
			> 100122 02F08041
			> 10011B0000
			< 10011F
			> 100100 06E00000000300 = class0.a6, clear call, 10011300f2
		`},
		"one that the gate resets": {above, `
			> 10010B 00 00 03010100
			< 10010F
			> 100100 06E00000000100
			< 100120 06D00001000200
			> 1001C1 = plp.pr, reset call, 10011b0502
			> 10011F = plp.closed, drop unit
			< 10011F = plp.closed, drop unit
			> 100100 06E00000000300 = class0.a6, clear call, 10011300f2
		`},
		"one of class 3, whose CR is sent again, 6.14.4.1": {above, `
			> 10010B 00 00 03010100
			< 10010F
			> 100100 09E00000000130C70100
			< 100120 06D00001000200
			> 10011B0000
			< 10011F
			> 100100 09E00000000130C70100
			< 100120 06D00001000200
			> 100122 02F08041
		`},
		"one that is refused before": {above, `
			> 10010B 00 00 03010100
			< 10010F
			> 100100 06E00000000100
			< 100120 06800001000000
			> 10011B0000
			< 10011F
			> 100100 06E00000000300
			< 100120 06D00003000200
		`},
		"one of the call before": {above, `
			> 10010B 00 00 03010100
			< 10010F
			> 100100 06E00000000100
			> 10011B0000
			< 10011F
			> 1001130000
			< 100117
			> 10010B 00 00 03010100
			< 10010F
			> 100100 06E00000000100
		`},
		"one on a permanent circuit, which has no end": {circuit, `
			> 100100 06E00000000100
			< 100120 06D00001000200
			> 10011B0000
			< 10011F
			> 100100 06E00000000300
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

// A rule for calls that no call can match, or of an unknown use, and more permanent circuits than
// there are channels are no policy.
func TestInterface(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		policy validate.Policy
		ok     bool
	}{
		"a letter":       {validate.Policy{Calls: []stack.CallRule{{}, {Called: "12a4"}}}, false},
		"16 digits":      {validate.Policy{Calls: []stack.CallRule{{Calling: "0123456789012345"}}}, false},
		"129 octets":     {validate.Policy{Calls: []stack.CallRule{{UserData: make([]byte, 129)}}}, false},
		"unknown use":    {validate.Policy{Calls: []stack.CallRule{{Use: stack.OSI + 1}}}, false},
		"15 digits":      {validate.Policy{Calls: []stack.CallRule{{Calling: "012345678901234", Use: stack.Foreign}}}, true},
		"4 095 circuits": {validate.Policy{PermanentCircuits: 4095}, true},
		"4 096 circuits": {validate.Policy{PermanentCircuits: 4096}, false},
	} {
		_, err := validate.New(c.policy)
		if e := osi.AsError(err); (err == nil) != c.ok || e != nil && e.ID != "validate.policy-interface" {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// A packet that the caller refuses has changed nothing: both sides of a call are told of its end,
// even if the packet was a CLEAR or RESET, and a restart that does not arrive ends no call.
func TestRefusedByPolicy(t *testing.T) {
	t.Parallel()
	allowing := func(p validate.Policy, names ...string) validate.Policy {
		p.PDUs = validate.PDUs{osi.X25: names, osi.XOT: {}}
		return p
	}
	some := allowing(dte, "CALL", "CALL-ACC", "DATA", "RR", "CLEAR-CONF")
	circuit := some
	circuit.PermanentCircuits = 1
	calls := map[string]played{
		"CLEAR": {some, `
			> 10010B 00 00
			< 10010F
			> 100113 0000 = validate.pdu, clear call, 10011300f2 / 10011300e2
			< 100100 41 = plp.closed, drop unit
			< 100117 = plp.closed, drop unit
			> 100117 = plp.closed, drop unit
			> 10010B 00 00
		`},
		"RESET": {some, `
			> 10010B 00 00
			< 10010F
			< 10011B 0000 = validate.pdu, clear call, 10011300f2 / 1001131100
		`},
		"RESET that crosses a reset of the gate": {some, `
			> 10010B 00 00
			< 10010F
			> 100104 41 = plp.ps, reset call, 10011b0501 / 10011b00e9
			> 10011B 0000 = validate.pdu, drop unit
			< 10011B 0000 = validate.pdu, drop unit
			> 100100 41
			< 100120 41
		`},
		"RESET-CONF, and what crosses a RESET": {allowing(dte, "CALL", "CALL-ACC", "DATA", "RESET"), `
			> 10010B 00 00
			< 10010F
			> 10011B 0000
			< 10011F = validate.pdu, reset call / 10011b0300
			< 100100 41
			> 100120 41
		`},
		"CLEAR-CONF": {allowing(dte, "CALL", "CALL-ACC", "CLEAR"), `
			> 10010B 00 00
			< 10010F
			> 100113 0000
			< 100117 = validate.pdu, clear call / 1001131100
			< 10010B 00 00
			> 10010F
		`},
		"CLEAR behind a reset of the gate": {some, `
			> 10010B 00 00
			< 10010F
			> 100104 41 = plp.ps, reset call, 10011b0501 / 10011b00e9
			> 100113 0000 = validate.pdu, clear call, 10011300f2 / 10011300e2
			< 100117 = plp.closed, drop unit
			> 100117 = plp.closed, drop unit
			> 10010B 00 00
		`},
		"RESET of a permanent circuit": {circuit, "> 10011B 0000 = validate.pdu, reset call, 10011b00e9 / 10011b00e9"},
		"RESTART and its confirmation": {some, `
			> 10010B 00 00
			< 10010F
			> 1000FB 0000 = validate.pdu, drop unit
			< 1000FF = validate.pdu, drop unit
			> 100100 41
			< 100100 41
		`},
		"CALL": {allowing(dte, "DATA"), "> 10010B 00 00 = validate.pdu, clear call, 10011300f5"},
		"CALL-ACC": {allowing(dte, "CALL", "DATA"), `
			> 10010B 00 00
			< 10010F = validate.pdu, clear call, 10011300f5 / 1001131100
		`},
	}
	for name, c := range calls {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			playNotices(t, guard(t, c.policy).Stream(validate.Packets), c.script)
		})
	}
	setUp := "> 0000000F 1001F5 81 00 00 0001 00 0002 02 02 07 07 = validate.pdu, disconnect transport"
	playNotices(t, guard(t, some).Stream(validate.XOT), setUp)
}

// playNotices is play with the notices to the other side, behind slashes.
func playNotices(t *testing.T, s *validate.Stream, script string) {
	t.Helper()
	for line := range strings.Lines(script) {
		line = strings.TrimSpace(line)
		if line == "" {
			continue
		}
		packet, want, rejected := strings.Cut(line[1:], "=")
		from := initiator
		if line[0] == '<' {
			from = responder
		}
		v, _ := s.Check(from, octets(t, packet))
		got := outcome(v)
		for _, n := range v.Notice {
			got += " / " + hex.EncodeToString(n)
		}
		if rejected != (v.Action == validate.Reject) || rejected && got != strings.TrimSpace(want) {
			t.Fatalf("%s\ngot  %s", line, got)
		}
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
