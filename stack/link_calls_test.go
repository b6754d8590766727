package stack_test

import (
	"testing"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/stack"
	"github.com/osi-go/osi/x25"
)

func calls(foreign bool, rules ...stack.CallRule) stack.Config {
	c := transportToo
	c.Interface.Foreign, c.Interface.Calls = foreign, rules
	return c
}

// Without a rule the call user data decide.
func TestCallUserData(t *testing.T) {
	t.Parallel()
	const garbage = "\n < 10010F\n > 100100 FEE00000"
	const judged = garbage + " = transport.header, clear call, 10011300f2 / 10011300e2"
	const refused = " = stack.x25-protocol, clear call, 10011300f9"
	playAll(t, stack.Packets, map[string]played{
		"none: OSI":                 {calls(true), "> 10010B 00 00" + judged},
		"OSI transport":             {calls(true), "> 10010B 00 00 03010100" + judged},
		"a national protocol: OSI":  {calls(true), "> 10010B 00 00 65616E31" + judged},
		"unknown: OSI":              {calls(true), "> 10010B 00 00 D0" + judged},
		"PAD":                       {calls(true), "> 10010B 00 00 01000000" + garbage},
		"QLLC":                      {calls(true), "> 10010B 00 00 C3" + garbage},
		"QLLC of 1984":              {calls(true), "> 10010B 00 00 CB" + garbage},
		"IP":                        {calls(true), "> 10010B 00 00 CC" + garbage},
		"PAD, refused":              {calls(false), "> 10010B 00 00 01000000" + refused},
		"QLLC, refused":             {calls(false), "> 10010B 00 00 C3" + refused},
		"connectionless, refused":   {calls(false), "> 10010B 00 00 03010200" + refused},
		"packets of a foreign call": {calls(true), "> 10010B 00 00 01000000\n < 10010F\n > 900102 41 = plp.ps, reset call, 10011b0501 / 10011b00e9"},
		"data of a foreign call":    {calls(true), "> 10010B 00 00 01000000\n < 10010F\n > 900100 41\n < D00110\n > 100123 = x25.interrupt-empty, reset call, 10011b0526 / 10011b00e9"},
	})
}

// The first rule that matches decides.
func TestCallRules(t *testing.T) {
	t.Parallel()
	const judged = "\n < 10010F\n > 100100 FEE00000 = transport.header, clear call, 10011300f2 / 10011300e2"
	const foreign = "\n < 10010F\n > 100100 FEE00000"
	const refused = " = stack.x25-call, clear call, 10011300f5"
	osiAlone := []stack.CallRule{{UserData: []byte(x25.OSITransport), Use: stack.OSI}, {}}
	printer := []stack.CallRule{{Called: "31102099", Use: stack.Foreign}, {Calling: "262", Use: stack.OSI}, {Use: stack.Refuse}}
	silent := []stack.CallRule{{UserData: []byte{}, Use: stack.Foreign}, {UserData: []byte{0xc3}, Use: stack.OSI}}
	playAll(t, stack.Packets, map[string]played{
		"by user data":                        {calls(true, osiAlone...), "> 10010B 00 00 03010100" + judged},
		"by user data, a longer one":          {calls(true, osiAlone...), "> 10010B 00 00 0301010041" + judged},
		"by user data, another":               {calls(true, osiAlone...), "> 10010B 00 00 03010200" + refused},
		"by user data, shorter":               {calls(true, osiAlone...), "> 10010B 00 00 0301" + refused},
		"by user data, none":                  {calls(true, osiAlone...), "> 10010B 00 00" + refused},
		"by called address":                   {calls(false, printer...), "> 10010B 09 311020991 0 00 03010100" + foreign},
		"by called address, another":          {calls(false, printer...), "> 10010B 09 311020981 0 00 03010100" + refused},
		"by called address, shorter":          {calls(false, printer...), "> 10010B 06 311020 00 03010100" + refused},
		"by calling address":                  {calls(false, printer...), "> 10010B 40 2621 00 01000000" + judged},
		"by calling, both there":              {calls(false, printer...), "> 10010B 41 9262 10 00 01000000" + judged},
		"calling and called swapped":          {calls(false, printer...), "> 10010B 14 2621 90 00 01000000" + refused},
		"with TOA and NPI":                    {calls(false, printer...), "> 90010B 0A00 1331102099 00 03010100" + foreign},
		"no user data":                        {calls(false, silent...), "> 10010B 00 00" + foreign},
		"user data where none is due":         {calls(false, silent...), "> 10010B 00 00 03010100" + judged},
		"QLLC as OSI":                         {calls(false, silent...), "> 10010B 00 00 C3" + judged},
		"from the DCE, refused as a DTE does": {calls(false, stack.CallRule{}), "< 10010B 00 00 = stack.x25-call, clear call, 10011300f5"},
	})
}

// An Interface that cannot be is not valid.
func TestInterfaceValid(t *testing.T) {
	t.Parallel()
	rule := func(r stack.CallRule) stack.Interface { return stack.Interface{Calls: []stack.CallRule{{}, r}} }
	sub := func(s stack.Subscription) stack.Interface { return stack.Interface{Subscription: s} }
	for name, c := range map[string]struct {
		i  stack.Interface
		ok bool
	}{
		"zero":                   {stack.Interface{}, true},
		"15 digits":              {rule(stack.CallRule{Called: "012345678901234", Calling: "9", Use: stack.OSI}), true},
		"16 digits":              {rule(stack.CallRule{Called: "0123456789012345"}), false},
		"a letter":               {rule(stack.CallRule{Calling: "12a4"}), false},
		"128 octets":             {rule(stack.CallRule{UserData: make([]byte, 128)}), true},
		"129 octets":             {rule(stack.CallRule{UserData: make([]byte, 129)}), false},
		"a use that is none":     {rule(stack.CallRule{Use: stack.OSI + 1}), false},
		"channels":               {sub(stack.Subscription{Incoming: stack.ChannelRange{First: 1, Last: 4095}}), true},
		"channel 0":              {sub(stack.Subscription{Incoming: stack.ChannelRange{Last: 7}}), false},
		"channel 4096":           {sub(stack.Subscription{Outgoing: stack.ChannelRange{First: 1, Last: 4096}}), false},
		"backwards":              {sub(stack.Subscription{Outgoing: stack.ChannelRange{First: 2, Last: 1}}), false},
		"window 8":               {sub(stack.Subscription{Window: 8}), false},
		"window 8 of modulo 128": {stack.Interface{Modulo: x25.Modulo128, Subscription: stack.Subscription{Window: 8}}, true},
		"4096 circuits":          {stack.Interface{PermanentCircuits: 4096}, false},
	} {
		if got := c.i.Valid(); got != c.ok {
			t.Errorf("%s: %t", name, got)
		}
	}
}

// A call that is refused is known to its sender alone: the other side is not told, and what it
// calls itself goes on.
func TestWhoHasHeard(t *testing.T) {
	t.Parallel()
	const refused = " = stack.x25-protocol, clear call, 10011300f9"
	playAll(t, stack.Packets, map[string]played{
		"refused in p1": {calls(false), `
			> 10010B 00 00 01000000` + refused + `
			< 10010B 00 00
			> 100117 = plp.closed, drop unit
			> 10010F
		`},
		"a stale confirmation of the other side changes nothing": {calls(false), `
			> 10010B 00 00 01000000` + refused + `
			> 100117 = plp.closed, drop unit
			< 100117 = plp.p1, drop unit
			> 10010B 00 00
			< 100117 = plp.p2, drop unit
			< 10010F
		`},
		"refused in a collision: the call of the other side ends, too": {calls(false), `
			< 10010B 00 00
			> 10010B 00 00 01000000 = stack.x25-protocol, clear call, 10011300f9 / 10011300e4
			< 100117 = plp.closed, drop unit
			> 100117 = plp.closed, drop unit
			> 10010B 00 00
		`},
		"data without a call": {calls(false), `
			> 100100 41 = plp.p1, drop unit, 1001131314
			> 100117 = plp.closed, drop unit
			< 10010B 00 00
		`},
		"data before the answer": {calls(false), `
			> 10010B 00 00
			> 100100 41 = plp.p2, clear call, 1001131315 / 10011300e4
			< 10010F = plp.closed, drop unit
			< 10011B0000 = plp.closed, drop unit
			< 100117 = plp.closed, drop unit
			> 100117 = plp.closed, drop unit
			< 10010B 00 00
			> 10010F
		`},
		"data of the side that has cleared: the other side is told already": {calls(false), `
			> 10010B 00 00
			< 10010F
			> 1001130000
			> 100100 41 = plp.p6, clear call, 1001131319
			< 100117 = plp.closed, drop unit
			< 10010B 00 00
		`},
		"data of the side that has reset: the other side is told already": {calls(false), `
			> 10010B 00 00
			< 10010F
			> 10011B0000
			> 100100 41 = plp.d2, reset call, 10011b051c
			< 10011F = plp.closed, drop unit
			< 100100 06D00001000200 = class0.a6, clear call, 10011300f2 / 10011300e2
		`},
	})
}

// A PDU that whoever is told refuses has not reached the other side.
func TestVetoedCall(t *testing.T) {
	t.Parallel()
	c := stack.New(packetsAlone).Conn(stack.Packets)
	refusal := &osi.Rule{ID: "test.refused", Layer: osi.X25, Clause: "policy", Kind: osi.ErrUnsupported}
	var seen stack.Event
	u, _ := c.Next(osi.FromInitiator, octets(t, "10010B 00 00"), func(e *stack.Event) bool {
		seen = *e
		return false
	})
	if u.State != stack.Invalid {
		t.Fatalf("%+v", u)
	}
	seen.Err = &osi.Error{Rule: refusal, PDU: "CALL"}
	r := c.React(osi.FromInitiator, &seen)
	if r.Reaction != stack.ClearCall || r.Heard || r.Notice != nil || len(r.Answer) != 1 || string(r.Answer[0]) != "\x10\x01\x13\x00\xf5" {
		t.Errorf("%+v", r)
	}
	play(t, c, "> 100117 = plp.closed, drop unit\n < 10010B 00 00\n > 10010F")
}
