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
		"packets of a foreign call": {calls(true), "> 10010B 00 00 01000000\n < 10010F\n > 900102 41 = stack.x25-ps, reset call, 10011b0501 / 10011b00e9"},
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
			> 100117 = stack.x25-closed, drop unit
			> 10010F
		`},
		"a stale confirmation of the other side changes nothing": {calls(false), `
			> 10010B 00 00 01000000` + refused + `
			> 100117 = stack.x25-closed, drop unit
			< 100117 = stack.x25-p1, drop unit
			> 10010B 00 00
			< 100117 = stack.x25-p2, drop unit
			< 10010F
		`},
		"refused in a collision: the call of the other side ends, too": {calls(false), `
			< 10010B 00 00
			> 10010B 00 00 01000000 = stack.x25-protocol, clear call, 10011300f9 / 10011300e4
			< 100117 = stack.x25-closed, drop unit
			> 100117 = stack.x25-closed, drop unit
			> 10010B 00 00
		`},
		"data without a call": {calls(false), `
			> 100100 41 = stack.x25-p1, drop unit, 1001131314
			> 100117 = stack.x25-closed, drop unit
			< 10010B 00 00
		`},
		"data before the answer": {calls(false), `
			> 10010B 00 00
			> 100100 41 = stack.x25-p2, clear call, 1001131315 / 10011300e4
			< 10010F = stack.x25-closed, drop unit
			< 10011B0000 = stack.x25-closed, drop unit
			< 100117 = stack.x25-closed, drop unit
			> 100117 = stack.x25-closed, drop unit
			< 10010B 00 00
			> 10010F
		`},
		"data of the side that has cleared: the other side is told already": {calls(false), `
			> 10010B 00 00
			< 10010F
			> 1001130000
			> 100100 41 = stack.x25-p6, clear call, 1001131319
			< 100117 = stack.x25-closed, drop unit
			< 10010B 00 00
		`},
		"data of the side that has reset: the other side is told already": {calls(false), `
			> 10010B 00 00
			< 10010F
			> 10011B0000
			> 100100 41 = stack.x25-d2, reset call, 10011b051c
			< 10011F = stack.x25-closed, drop unit
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
	play(t, c, "> 100117 = stack.x25-closed, drop unit\n < 10010B 00 00\n > 10010F")
}

// What the interface has subscribed to.
func TestSubscribed(t *testing.T) {
	t.Parallel()
	oneWay := with(packetsAlone, stack.Subscription{Incoming: stack.ChannelRange{First: 1, Last: 2}, Outgoing: stack.ChannelRange{First: 5, Last: 9}})
	noDCE := oneWay
	noDCE.Interface.Initiator = x25.AnySender
	listed := with(packetsAlone, stack.Subscription{Facilities: true})
	playAll(t, stack.Packets, map[string]played{
		"call of the DTE on an incoming channel": {oneWay, "> 10020B 00 00 = stack.x25-one-way, clear call, 1002131322"},
		"call of the DCE on an incoming channel": {oneWay, "< 10020B 00 00\n > 10020F"},
		"call of the DTE on a two-way channel":   {oneWay, "> 10030B 00 00\n < 10030F"},
		"call of the DCE on a two-way channel":   {oneWay, "< 10040B 00 00\n > 10040F"},
		"call of the DTE on an outgoing channel": {oneWay, "> 10050B 00 00\n < 10050F"},
		"call of the DCE on an outgoing channel": {oneWay, "< 10090B 00 00 = stack.x25-one-way, clear call, 1009130022"},
		"behind the outgoing channels":           {oneWay, "< 100A0B 00 00"},
		"no DCE known: the initiator is the DTE": {noDCE, "> 10010B 00 00 = stack.x25-one-way, clear call, 1001130022\n < 10020B 00 00"},
		"outgoing calls barred":                  {with(packetsAlone, stack.Subscription{OutgoingBarred: true}), "> 10010B 00 00 = stack.x25-barred, clear call, 1001130b46\n < 10020B 00 00"},
		"incoming calls barred":                  {with(packetsAlone, stack.Subscription{IncomingBarred: true}), "< 10010B 00 00 = stack.x25-barred, clear call, 1001130046\n > 10020B 00 00"},
		"a facility that X.25 does not have":     {listed, "> 10010B 00 02 3F00 = x25.facility-not-allowed, clear call, 1001130341"},
		"a facility of the network's":            {listed, "> 10010B 00 04 00003F00"},
		"a facility in the wrong packet":         {listed, "> 10010B 00 00\n < 10010F 00 02 0101 = x25.facility-not-allowed, clear call, 1001130041 / 1001131100"},
		"a facility in a clear":                  {listed, "> 10010B 00 00\n > 1001130000 00 02 0101 = x25.facility-not-allowed, clear call, 1001130341 / 10011300e4"},
		"a facility that only one side may use":  {listed, "< 10010B 00 03 441234 = x25.facility-not-allowed, clear call, 1001130041"},
		"the same of the other side":             {listed, "> 10010B 00 03 441234"},
		"what is not subscribed to the list of":  {packetsAlone, "> 10010B 00 02 3F00\n < 10010F"},
	})
}

// X.25 6.16: a clear has user data where the call that it ends has fast select; in a collision, one
// of the calls.
func TestClearUserData(t *testing.T) {
	t.Parallel()
	const fast = "02 0180"
	const clear = "1001130000 00 00 41"
	playAll(t, stack.Packets, map[string]played{
		"in p1":                                    {packetsAlone, "> " + clear + " = x25.fast-select-data, drop unit, 100113132a"},
		"of the caller":                            {packetsAlone, "> 10010B 00 00\n > " + clear + " = x25.fast-select-data, clear call, 100113132a / 10011300e4"},
		"of the called side":                       {packetsAlone, "> 10010B 00 00\n < " + clear + " = x25.fast-select-data, clear call, 100113002a / 1001131100"},
		"with fast select":                         {packetsAlone, "> 10010B 00 " + fast + "\n < " + clear},
		"in p4":                                    {packetsAlone, "> 10010B 00 00\n < 10010F\n > " + clear + " = x25.fast-select-data, clear call, 100113132a / 10011300e2"},
		"in p4 with fast select":                   {packetsAlone, "> 10010B 00 " + fast + "\n < 10010F\n > " + clear},
		"in p5 without":                            {packetsAlone, "> 10010B 00 00\n < 10010B 00 00\n > " + clear + " = x25.fast-select-data, clear call, 100113132a / 10011300e4"},
		"in p5, the caller's":                      {packetsAlone, "> 10010B 00 " + fast + "\n < 10010B 00 00\n > " + clear},
		"in p5, the other side's":                  {packetsAlone, "> 10010B 00 00\n < 10010B 00 " + fast + "\n > " + clear},
		"in p4 after p5, the loser's":              {packetsAlone, "> 10010B 00 00\n < 10010B 00 " + fast + "\n < 10010F\n > " + clear + " = x25.fast-select-data, clear call, 100113132a / 10011300e2"},
		"crossing a clear":                         {packetsAlone, "> 10010B 00 00\n < 10010F\n > 1001130000\n < " + clear + " = x25.fast-select-data, clear call / 1001131100\n > 10010B 00 00"},
		"crossing with fast select":                {packetsAlone, "> 10010B 00 " + fast + "\n < 10010F\n > 1001130000\n < " + clear},
		"crossing a clear of no call":              {packetsAlone, "> 1001130000\n < " + clear + " = x25.fast-select-data, clear call / 1001131100"},
		"met midway, of a call unseen":             {midway(packetsAlone), "> " + clear},
		"met midway, against a call that collides": {midway(packetsAlone), "< 10010B 00 00\n < " + clear},
	})
}

// Where the modulo is open, a window of modulo 128 bounds nothing on a channel of modulo 8 but by
// its numbers.
func TestWindowOfOtherModulo(t *testing.T) {
	t.Parallel()
	c := with(packetsAlone, stack.Subscription{Window: 20})
	c.Interface.Modulo = x25.AnyModulo
	eight := "> 10010B 00 00\n < 10010F\n"
	for i := range 7 {
		eight += "> 1001" + []string{"00", "02", "04", "06", "08", "0A", "0C"}[i] + "41\n"
	}
	playAll(t, stack.Packets, map[string]played{
		"modulo 8": {c, eight + "> 10010E 41 = stack.x25-window, reset call, 10011b0501 / 10011b00e9"},
	})
}
