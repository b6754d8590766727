package plp_test

import (
	"testing"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/x25"
	"github.com/osi-go/osi/x25/plp"
)

// Calls are held against the subscription, X.25 6: those received and those of this end.
func TestSubscription(t *testing.T) {
	t.Parallel()
	oneWay := func(p *plp.Profile) {
		p.TwoWay, p.Incoming, p.Outgoing = plp.ChannelRange{First: 4, Last: 6}, plp.ChannelRange{First: 1, Last: 3}, plp.ChannelRange{First: 7, Last: 9}
	}
	dte, dce := one(plp.DTE), one(plp.DCE)
	groups := func(p *plp.Profile) { p.Groups = []x25.ClosedUserGroup{{Index: 21}} }
	playAll(t, map[string]played{
		"one-way, DTE": {with(dte, oneWay), `
			> 10030B0000 = !plp.one-way
			> 10070B0000 = +T21
			< 10030B0000 = called
			< 10080B0000 = !plp.one-way 1008130022 +T23
			< 10050B0000 = called
		`},
		"one-way, DCE": {with(dce, oneWay), `
			> 10070B0000 = !plp.one-way
			> 10030B0000 = +T11
			< 10080B0000 = called
			< 10020B0000 = !plp.one-way 1002131322 +T13
		`},
		"barred, DTE": {with(dte, func(p *plp.Profile) { p.IncomingBarred = true }), "< 10010B0000 = !plp.barred 1001130046 +T23\n > 10020B0000 = +T21"},
		"barred, DCE": {with(dce, func(p *plp.Profile) { p.IncomingBarred, p.OutgoingBarred = true, true }), `
			< 10010B0000 = !plp.barred 1001130B46 +T13
			> 10020B0000 = !plp.barred
		`},
		"a facility that is none": {dce, "< 10010B00 02 3F00 = !x25.facility-not-allowed 1001130341 +T13\n > 10020B00 02 3F00 = !x25.facility-not-allowed"},
		"of the other side": {dte, `
			< 10010B00 03 441234 = !x25.facility-not-allowed 1001130041 +T23
			> 10020B00 03 441234 = +T21
			< 10020F00 02 0101 = !x25.facility-not-allowed 1002130041 cleared -T21 +T23
		`},
		"between DTEs": {with(dte, func(p *plp.Profile) { p.BetweenDTEs = true }), "< 10010B00 03 441234 = called\n > 10010F00 02 0101 = !x25.facility-not-allowed"},
		"any facility": {with(dce, func(p *plp.Profile) { p.AnyFacility = true }), "< 10010B00 02 3F00 = called\n > 10010F00 02 0101 ="},
		"in a clear": {dce, `
			< 10010B0000 = called
			< 1001130000 00 02 0101 = !x25.facility-not-allowed 1001130341 cleared +T13
			> 10020B0000 = +T11
			> 1002130000 00 02 0101 = !x25.facility-not-allowed
		`},
		"an answer of a DTE": {dce, "> 10010B0000 = +T11\n < 10010F00 02 0401 = connected -T11\n < 10020B0000 = called\n > 10020F00 02 0401 = !x25.facility-not-allowed"},
		"an answer of a DCE": {dte, "< 10010B0000 = called\n > 10010F00 02 0401 =\n > 10020B0000 = +T21\n < 10020F00 02 0401 = !x25.facility-not-allowed 1002130041 cleared -T21 +T23"},
		"a clear of a DCE":   {dte, "< 10010B0000 = called\n > 1001130000 00 06 C10400000530 = !x25.facility-not-allowed\n < 1001130000 00 06 C10400000530 = 100117 cleared"},
		"a clear of a DTE":   {dce, "< 10010B0000 = called\n > 1001130000 00 06 C10400000530 = +T13\n < 100117 = clear-confirmed -T13\n < 10010B0000 = called\n < 1001130000 00 06 C10400000530 = !x25.facility-not-allowed 1001130341 cleared +T13"},
		"no negotiation of flow control": {with(dce, func(p *plp.Profile) { p.FixedFlow = true }), `
			< 10010B00 03 420808 = !plp.flow-control 1001130341 +T13
			> 10020B00 03 430303 = !plp.flow-control
			> 10020B00 02 02BB = +T11
			< 10020F00 03 430202 = !plp.flow-control 1002130341 cleared -T11 +T13
		`},
		"no negotiation of throughput": {with(dce, func(p *plp.Profile) { p.FixedThroughput = true }), `
			< 10010B00 02 02BB = !plp.throughput 1001130341 +T13
			< 10020B00 03 4C0D0D = !plp.throughput 1002130341 +T13
			< 10030B00 03 420808 = called
		`},
		"no fast select": {with(dte, func(p *plp.Profile) { p.NoFastSelect = true }), `
			< 10010B00 02 0180 = !plp.fast-select 10011300A4 +T23
			< 10020B00 02 01C0 = !plp.fast-select 10021300A4 +T23
			< 10030B00 02 0101 = called
			> 10040B00 02 0180 = +T21
		`},
		"no fast select, DCE":    {with(dce, func(p *plp.Profile) { p.NoFastSelect = true }), "> 10010B00 02 0180 = !plp.fast-select\n < 10010B00 02 0180 = called"},
		"no reverse charging":    {with(dte, func(p *plp.Profile) { p.NoReverseCharging = true }), "< 10010B00 02 0101 = !plp.reverse-charging 1001130042 +T23\n < 10020B00 02 0180 = called"},
		"closed user groups":     {with(dce, groups), "< 10010B00 02 0321 = called\n < 10020B00 03 470021 = called\n < 10030B00 02 0322 = !plp.closed-user-group 1003130342 +T13"},
		"bilateral group":        {with(dce, groups), "< 10010B00 03 410021 = !plp.closed-user-group 1001130342 +T13"},
		"no closed user group":   {with(dce, func(p *plp.Profile) { p.Groups = []x25.ClosedUserGroup{} }), "< 10010B00 02 0321 = !plp.closed-user-group 1001130342 +T13\n < 10020B0000 = called"},
		"any closed user group":  {dce, "< 10010B00 02 0321 = called"},
		"TOA/NPI":                {dte, "< 90010B 0A00 1331102099 00 = !plp.toanpi 100113002E +T23"},
		"TOA/NPI, subscribed to": {with(dte, func(p *plp.Profile) { p.TOANPI = true }), "< 90010B 0A00 1331102099 00 = called"},
	})
}

// The offset of an error is that of the facility at fault.
func TestOffsets(t *testing.T) {
	t.Parallel()
	profile := with(one(plp.DCE), func(p *plp.Profile) {
		p.TOANPI, p.Groups, p.FixedFlow = true, []x25.ClosedUserGroup{}, true
	})
	for pdu, want := range map[string]int{
		"10010B 00 02 3F00":                5,
		"10010B 00 04 0401 3F00":           7,
		"10010B 09 3110209910 02 3F00":     10,
		"10010B 28 3110209911 02 3F00":     10,
		"90010B 0A00 1331102099 02 3F00":   11,
		"90010B 0903 133110209913 02 3F00": 12,
		"10010B 00 02 0321":                6,
		"10010B 00 05 0401 430303":         7,
		"1001130000 00 02 0101":            7,
	} {
		e := newEnd(t, profile)
		_, err := e.feed(octets(t, pdu))
		if f := osi.AsError(err); f == nil || f.Offset != want {
			t.Errorf("%s: %v, want offset %d", pdu, err, want)
		}
	}
	for m, want := range map[x25.Modulo]int{x25.Modulo8: 3 + 16, x25.Modulo128: 4 + 16} {
		e := newEnd(t, plp.Profile{Permanent: 1, PacketSize: 16, Modulo: m})
		err := e.Send(&x25.Data{Header: e.Header(1), UserData: make([]byte, 17)})
		if f := osi.AsError(err); f == nil || f.Offset != want || f.Got != 17 || f.Want != 16 {
			t.Errorf("%v: %v", m, err)
		}
	}
}

// Packet and window sizes are what call and answer agree on, for each direction, X.25 6.12.
func TestNegotiation(t *testing.T) {
	t.Parallel()
	type flows [2]plp.Flow // sending, receiving
	standard := plp.Flow{PacketSize: 128, Window: 2}
	for name, c := range map[string]struct {
		profile plp.Profile
		script  string
		want    flows
	}{
		"defaults":          {one(plp.DTE), dteCalls, flows{standard, standard}},
		"defaults of ours":  {with(one(plp.DTE), func(p *plp.Profile) { p.PacketSize, p.Window = 1024, 7 }), dteCalls, flows{{1024, 7}, {1024, 7}}},
		"proposed, own":     {one(plp.DTE), "> 10010B00 06 420806 430304 = +T21", flows{{64, 4}, {256, 3}}},
		"proposed":          {one(plp.DTE), "< 10010B00 06 420806 430304 = called", flows{{256, 3}, {64, 4}}},
		"as proposed":       {one(plp.DTE), "> 10010B00 06 420806 430304 = +T21\n < 10010F = connected -T21", flows{{64, 4}, {256, 3}}},
		"lowered":           {one(plp.DTE), "> 10010B00 06 420A0A 430505 = +T21\n < 10010F00 06 420908 430304 = connected -T21", flows{{256, 4}, {512, 3}}},
		"lowered by us":     {one(plp.DCE), "< 10010B00 06 420A0A 430505 = called\n > 10010F00 06 420908 430304 =", flows{{512, 3}, {256, 4}}},
		"one alone":         {one(plp.DTE), "> 10010B00 06 420A0A 430505 = +T21\n < 10010F00 03 430304 = connected -T21", flows{{1024, 4}, {1024, 3}}},
		"too large":         {one(plp.DTE), "> 10010B00 03 420A0A = +T21\n < 10010F00 03 420B0A = !x25.negotiation 1001130042 cleared -T21 +T23", flows{}},
		"window raised":     {one(plp.DTE), "> 10010B0000 = +T21\n < 10010F00 03 430303 = !x25.negotiation 1001130042 cleared -T21 +T23", flows{}},
		"we answer wrongly": {one(plp.DTE), "< 10010B00 03 420A0A = called\n > 10010F00 03 42060A = !x25.negotiation\n > 10010F =", flows{{1024, 2}, {1024, 2}}},
		"throughput raised": {one(plp.DTE), "> 10010B00 02 02AA = +T21\n < 10010F00 02 02AB = !x25.throughput-negotiation 1001130042 cleared -T21 +T23", flows{}},
		"throughput, other": {one(plp.DTE), "> 10010B00 03 4C0D0D = +T21\n < 10010F00 03 4C0E0D = !x25.throughput-negotiation 1001130042 cleared -T21 +T23", flows{}},
		"throughput":        {one(plp.DTE), "> 10010B00 03 4C0D0D = +T21\n < 10010F00 03 4C0C0D = connected -T21", flows{standard, standard}},
		"collision":         {one(plp.DCE), "> 10010B00 03 420A0A = +T11\n < 10010B00 03 430403 = called collided -T11\n > 10010F =", flows{{128, 4}, {128, 3}}},
		"fast select data":  {one(plp.DTE), "> 10010B00 02 0180 = +T21\n < 10010F 00 00 41 = connected -T21", flows{standard, standard}},
		"no fast select":    {one(plp.DTE), "> 10010B0000 = +T21\n < 10010F 00 00 41 = !x25.fast-select-data 100113002A cleared -T21 +T23", flows{}},
		"after a restart":   {one(plp.DTE), "> 10010B00 06 420806 430304 = +T21\n < 1000FB0000 = 1000FF restarted interface-ready", flows{}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := newEnd(t, c.profile)
			e.play(c.script)
			if p, _, _ := e.Channel(1); p == plp.P6 || p == plp.P7 {
				return
			}
			send, receive := e.Flow(1)
			if got := (flows{send, receive}); got != c.want {
				t.Errorf("got %v, want %v", got, c.want)
			}
		})
	}
	e := newEnd(t, plp.Profile{Permanent: 1, PacketSize: 256, Window: 3})
	if send, receive := e.Flow(1); send != (plp.Flow{PacketSize: 256, Window: 3}) || receive != send || e.Window(1) != 3 {
		t.Errorf("a permanent circuit: %v, %v", send, receive)
	}
}

// The D bit may be used where both ask for it, X.25 4.3.3.
func TestDelivery(t *testing.T) {
	t.Parallel()
	for script, want := range map[string]bool{
		"> 50010B0000 = +T21\n < 50010F = connected -T21":                  true,
		"> 10010B0000 = +T21\n < 50010F = connected -T21":                  false,
		"> 50010B0000 = +T21\n < 10010F = connected -T21":                  false,
		"> 50010B0000 = +T21":                                              false,
		"< 50010B0000 = called\n > 50010F =":                               true,
		"< 50010B0000 = called\n > 10010F =":                               false,
		"> 10010B0000 = +T21\n < 10010B0000 =\n < 50010F = connected -T21": false,
	} {
		e := newEnd(t, one(plp.DTE))
		e.play(script)
		if e.Service(1).ReceiptConfirmation != want || e.Service(99).ReceiptConfirmation {
			t.Errorf("%s: %+v", script, e.Service(1))
		}
	}
}

// Nothing of the call that a collision ends is left.
func TestCollisionForgets(t *testing.T) {
	t.Parallel()
	e := newEnd(t, one(plp.DCE))
	e.play(`
		> 50010B00 08 0180 0233 000F 0B01 = +T11
		< 10010B0000 = called collided -T11
		> 50010F00 06 02BB 000F 0B01 =
	`)
	if e.Service(1) != (x25.NetworkService{}) {
		t.Errorf("%+v", e.Service(1))
	}
	e.play("< 1001130000 00 00 41 = !x25.fast-select-data 100113132A cleared +T13")
}

// Expedited data may be used where both ask for it, X.223 6.2.4; on a permanent circuit always.
func TestExpedited(t *testing.T) {
	t.Parallel()
	const asked, not = "00 04 000F0B01", "00 04 000F0B00"
	for script, want := range map[string]bool{
		"> 10010B" + asked + " = +T21\n < 10010F" + asked + " = connected -T21": true,
		"> 10010B" + asked + " = +T21\n < 10010F" + not + " = connected -T21":   false,
		"> 10010B" + asked + " = +T21\n < 10010F = connected -T21":              false,
		"< 10010B" + not + " = called\n > 10010F" + asked + " =":                false,
		"< 10010B" + asked + " = called\n > 10010F" + asked + " =":              true,
	} {
		e := newEnd(t, one(plp.DTE))
		if e.play(script); e.Service(1).ExpeditedData != want {
			t.Errorf("%s: %+v", script, e.Service(1))
		}
	}
	e := newEnd(t, plp.Profile{Permanent: 1})
	if e.Service(1) != (x25.NetworkService{ReceiptConfirmation: true, ExpeditedData: true}) {
		t.Errorf("%+v", e.Service(1))
	}
}

// An interface that cannot be is refused.
func TestProfiles(t *testing.T) {
	t.Parallel()
	r := func(first, last uint16) plp.ChannelRange { return plp.ChannelRange{First: first, Last: last} }
	for name, c := range map[string]struct {
		profile plp.Profile
		rule    string
	}{
		"zero":                 {plp.Profile{}, ""},
		"any modulo":           {plp.Profile{Modulo: x25.AnyModulo}, "plp.modulo"},
		"side":                 {plp.Profile{Side: 2}, "plp.profile"},
		"side by restart":      {plp.Profile{SideByRestart: true}, "plp.profile"},
		"packet size 8":        {plp.Profile{PacketSize: 8}, "plp.profile"},
		"packet size 100":      {plp.Profile{PacketSize: 100}, "plp.profile"},
		"packet size 8192":     {plp.Profile{PacketSize: 8192}, "plp.profile"},
		"packet size 4096":     {plp.Profile{PacketSize: 4096}, ""},
		"window -1":            {plp.Profile{Window: -1}, "plp.profile"},
		"window 8":             {plp.Profile{Window: 8}, "plp.profile"},
		"window 128":           {plp.Profile{Window: 128, Modulo: x25.Modulo128}, "plp.profile"},
		"window 127":           {plp.Profile{Window: 127, Modulo: x25.Modulo128}, ""},
		"4096 circuits":        {plp.Profile{Permanent: 4096}, "plp.profile"},
		"4095 circuits":        {plp.Profile{Permanent: 4095}, ""},
		"channel 0":            {plp.Profile{TwoWay: r(0, 3)}, "plp.profile"},
		"channel 4096":         {plp.Profile{TwoWay: r(3, 4096)}, "plp.profile"},
		"backwards":            {plp.Profile{Incoming: r(3, 2)}, "plp.profile"},
		"overlap":              {plp.Profile{Incoming: r(1, 3), Outgoing: r(3, 4)}, "plp.profile"},
		"overlap of circuits":  {plp.Profile{Permanent: 1, Outgoing: r(1, 4)}, "plp.profile"},
		"gaps":                 {plp.Profile{Permanent: 1, Incoming: r(9, 9), TwoWay: r(5, 5), Outgoing: r(100, 101)}, ""},
		"more than the limit":  {plp.Profile{TwoWay: r(1, 11), Limits: osi.Limits{Channels: 10}}, "plp.channel-limit"},
		"as many as the limit": {plp.Profile{TwoWay: r(1, 10), Limits: osi.Limits{Channels: 10}}, ""},
	} {
		m, err := plp.New(c.profile)
		if e := osi.AsError(err); e != nil && (e.Kind == osi.ErrLimit) != (e.Want == 10) {
			t.Errorf("%s: want %d", name, e.Want)
		}
		if (m == nil) != (c.rule != "") || err != nil && ruleID(err) != c.rule || err == nil && c.rule != "" {
			t.Errorf("%s: %v", name, err)
		}
	}
}
