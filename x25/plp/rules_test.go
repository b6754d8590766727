package plp_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/transport"
	"github.com/osi-go/osi/x25"
	"github.com/osi-go/osi/x25/plp"
)

// Every rule is broken by the last line of its script, both by a packet that comes and, where it
// can be, by one that this end wants to send.
func TestRules(t *testing.T) {
	t.Parallel()
	dte, dce := one(plp.DTE), one(plp.DCE)
	byHand := func(p *plp.Profile) { p.Manual = plp.ManualRestart | plp.ManualClear | plp.ManualReset }
	registers := func(p *plp.Profile) { p.Registration = true }
	rej := func(p *plp.Profile) { p.Retransmission = true }
	scripts := map[string][]played{
		"r1": {{dte, "< 1000FF = !plp.r1 1000FB0011 restarted +T20"}, {dte, "> 1000FF = !plp.r1"}},
		"r2": {
			{with(dce, byHand), "< 1000FB0000 = restarted\n < 10010041 = !plp.r2 1000FB0112 restarted +T10"},
			{dte, "> 1000FB0000 = restarted +T20\n > 10010B0000 = !plp.r2"},
		},
		"r3": {
			{with(dte, byHand), "< 1000FB0000 = restarted\n < 10010041 = !plp.r3 1000FB0013 restarted +T20"},
			{dce, "> 1000FB0000 = restarted +T10\n > 10010B0000 = !plp.r3"},
		},
		"p1": {{dte, "< 10010F = !plp.p1 1001130014 +T23"}, {dte, "> 10010F = !plp.p1"}},
		"p2": {{dce, "< 10010B0000 = called\n < 10010F = !plp.p2 1001131315 cleared +T13"}, {dte, "> 10010B0000 = +T21\n > 10010F = !plp.p2"}},
		"p3": {{dte, "< 10010B0000 = called\n < 10010F = !plp.p3 1001130016 cleared +T23"}, {dce, "> 10010B0000 = +T11\n > 10010F = !plp.p3"}},
		"p4": {{dte, dteCalls + "< 10010F = !plp.p4 1001130017 cleared +T23"}, {dte, dteCalls + "> 10010F = !plp.p4"}},
		"p5": {
			{dte, "> 10010B0000 = +T21\n < 10010B0000 =\n < 10010B0000 = !plp.p5 1001130018 cleared -T21 +T23"},
			{dce, "> 10010B0000 = +T11\n < 10010B0000 = called collided -T11\n > 10010041 = !plp.p5"},
		},
		"p6": {
			{with(dce, byHand), "< 1001130000 =\n < 10010041 = !plp.p6 1001131319 +T13"},
			{dte, "> 1001130000 = +T23\n > 10010041 = !plp.p6"},
		},
		"p7": {
			{with(dte, byHand), "< 1001130000 =\n < 10010041 = !plp.p7 100113001A +T23"},
			{dce, "> 1001130000 = +T13\n > 10010041 = !plp.p7"},
		},
		"d1": {{dte, dteCalls + "< 10011F = !plp.d1 10011B001B reset +T22"}, {dte, dteCalls + "> 10011F = !plp.d1"}},
		"d2": {
			{with(dce, byHand), dceCalls + "< 10011B0000 = reset\n < 10010041 = !plp.d2 10011B051C reset +T12"},
			{dte, dteCalls + "> 10011B0000 = +T22\n > 10010041 = !plp.d2"},
		},
		"d3": {
			{with(dte, byHand), dteCalls + "< 10011B0000 = reset\n < 10010041 = !plp.d3 10011B001D reset +T22"},
			{dce, dceCalls + "> 10011B0000 = +T12\n > 10010041 = !plp.d3"},
		},
		"unassigned":             {{dte, "< 10990B0000 = !plp.unassigned"}, {dte, "> 10990B0000 = !plp.unassigned"}},
		"permanent":              {{plp.Profile{Permanent: 1}, "< 10010B0000 = !plp.permanent 10011B0023 reset +T22"}, {plp.Profile{Permanent: 1}, "> 10010B0000 = !plp.permanent"}},
		"ps":                     {{dte, dteCalls + "< 10010241 = !plp.ps@2 10011B0001 reset +T22"}, {dte, dteCalls + "> 10010241 = !plp.ps@2"}},
		"pr":                     {{dte, dteCalls + "< 100121 = !plp.pr@2 10011B0002 reset +T22"}, {dte, dteCalls + "> 100121 = !plp.pr@2"}},
		"window":                 {{dte, dteCalls + "> 10010041 = +T25\n > 10010241 =\n > 10010441 = !plp.window@2"}},
		"not-ready":              {{dte, dteCalls + "< 100105 = not-ready\n > 10010041 = !plp.not-ready@2"}},
		"packet-size":            {{with(dte, func(p *plp.Profile) { p.PacketSize = 16 }), dteCalls + "> 1001000102030405060708091011121314151617 = !plp.packet-size@19"}},
		"qualifier":              {{with(dte, func(p *plp.Profile) { p.PacketSize = 16 }), dteCalls + "> 10011001020304050607080910111213141516 = +T25\n > 90010241 = !plp.qualifier@0"}},
		"partially-full":         {{dte, dteCalls + "< 10011041 = !plp.partially-full@2 10011B00A5 reset +T22"}, {dte, dteCalls + "> 10011041 = !plp.partially-full@2"}},
		"delivery":               {{with(dte, func(p *plp.Profile) { p.NoDelivery = true }), dteCalls + "> 50010041 = !plp.delivery@0"}},
		"interrupt":              {{dte, dteCalls + "> 10012301 = +T26\n > 10012301 = !plp.interrupt@2"}},
		"interrupt-confirmation": {{dte, dteCalls + "< 100127 = !plp.interrupt-confirmation@2 10011B002B reset +T22"}, {dte, dteCalls + "> 100127 = !plp.interrupt-confirmation@2"}},
		"no-reject":              {{dce, dceCalls + "< 100109 = !plp.no-reject@2 10011B0525 reset +T12"}, {dte, dteCalls + "> 100109 = !plp.no-reject"}},
		"reject":                 {{with(dce, rej), dceCalls + "< 100109 = !plp.reject@2 10011B052D reset +T12"}, {with(dte, rej), dteCalls + "> 100129 = !plp.reject"}},
		"one-way":                {{plp.Profile{Incoming: plp.ChannelRange{First: 1, Last: 1}}, "> 10010B0000 = !plp.one-way"}},
		"barred":                 {{with(dte, func(p *plp.Profile) { p.OutgoingBarred = true }), "> 10010B0000 = !plp.barred"}},
		"toanpi":                 {{dte, "> 90010B 0A00 1331102099 00 = !plp.toanpi"}},
		"flow-control":           {{with(dte, func(p *plp.Profile) { p.FixedFlow = true }), "> 10010B00 03 430303 = !plp.flow-control"}},
		"throughput":             {{with(dte, func(p *plp.Profile) { p.FixedThroughput = true }), "> 10010B00 02 02BB = !plp.throughput"}},
		"closed-user-group":      {{with(dte, func(p *plp.Profile) { p.Groups = []x25.ClosedUserGroup{} }), "> 10010B00 04 0100 0321 = !plp.closed-user-group@8"}},
		"fast-select":            {{with(dce, func(p *plp.Profile) { p.NoFastSelect = true }), "> 10010B00 02 0180 = !plp.fast-select@6"}},
		"reverse-charging":       {{with(dce, func(p *plp.Profile) { p.NoReverseCharging = true }), "> 10010B00 02 0101 = !plp.reverse-charging@6"}},
		"deflection": {
			{dce, "< 10010B0000 = called\n < 1001130000 00 05 D103C10212 = !plp.deflection@7 1001130341 cleared +T13"},
			{dte, dteCalls + "> 1001130000 00 05 D103C10212 = !plp.deflection@7"},
		},
		"registration":         {{dce, "< 1000F30000 = !plp.registration 1000F703410000"}, {dte, "> 1000F30000 = !plp.registration"}},
		"registration-element": {{with(dce, registers), "< 1000F30000 = registration\n > 1000F77F00 00 02 0504 = !plp.registration-element"}},
		"registration-calls":   {{with(dce, registers), "< 10010B0000 = called\n < 1000F30000 = registration\n > 1000F77F00 00 02 0501 = !plp.registration-calls"}},
		"role":                 {{with(dte, func(p *plp.Profile) { p.BetweenDTEs, p.SideByRestart = true, true }), "> 10010B0000 = !plp.role"}},
		"timer":                {{dte, "T21 1 = !plp.timer"}},
		"type":                 {{with(dte, func(p *plp.Profile) { p.BetweenDTEs = true }), "< 1000F30000 = !plp.type 1000F1211000F3"}},
	}
	// TestMonitorReject, TestMonitorCloses, TestStructs, TestProfiles, TestNetworkRefuses
	elsewhere := []string{"repeated", "closed", "modulo", "non-zero-lci", "profile", "channel-limit", "receipt", "empty-nsdu", "busy"}
	ids := map[string]bool{}
	for r := range plp.Rules() {
		id := strings.TrimPrefix(r.ID, "plp.")
		if ids[id] || r.Layer != osi.X25 || r.Field == "" {
			t.Errorf("%+v", r)
		}
		ids[id] = true
		for _, one := range elsewhere {
			if one == id {
				scripts[id] = append(scripts[id], played{})
			}
		}
		if len(scripts[id]) == 0 {
			t.Errorf("%s: nothing breaks it", r.ID)
		}
		for _, c := range scripts[id] {
			if c.script != "" && !strings.Contains(c.script[strings.LastIndex(c.script, "\n")+1:], "!"+r.ID) {
				t.Errorf("%s: %s", r.ID, c.script)
			}
			newEnd(t, c.profile).play(c.script)
		}
	}
	for id := range scripts {
		if !ids[id] {
			t.Errorf("%s is not listed", id)
		}
	}
}

// Packets that no decoder returns are judged as their octets would be.
func TestStructs(t *testing.T) {
	t.Parallel()
	e := newEnd(t, one(plp.DCE))
	h := e.Header(1)
	other, zero, nonZero := h, h, e.Header(2)
	other.Modulo, zero.LCI = x25.Modulo128, 0
	for _, c := range []struct {
		p      x25.Packet
		rule   string
		answer string
	}{
		{&x25.CallRequest{Header: other}, "plp.modulo", "1000F12820010B"},
		{&x25.RestartRequest{Header: nonZero}, "plp.non-zero-lci", "1002131329 +T13"},
		{&x25.RestartConfirmation{Header: x25.Header{LCI: 99}}, "plp.unassigned", "1000F124"},
		{&x25.CallRequest{Header: zero}, "plp.unassigned", "1000F124"},
	} {
		m := end{e.Clone(), t}
		if err := m.Send(c.p); err == nil || ruleID(err) != c.rule && c.p.Channel() != 99 {
			t.Errorf("%v: %v", c.p, err)
		}
		o, err := m.Receive(c.p)
		var s *plp.StateError
		if ruleID(err) != c.rule || show(t, o) != c.answer || !errors.As(err, &s) || !errors.Is(err, osi.ErrState) && !errors.Is(err, osi.ErrValue) {
			t.Errorf("%v: %v: %s", c.p, err, show(t, o))
		}
	}
}

// A DIAGNOSTIC is sent by a DCE, and by one of two DTEs.
func TestSendDiagnostic(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		profile plp.Profile
		ok      bool
	}{{one(plp.DTE), false}, {one(plp.DCE), true}, {with(one(plp.DTE), func(p *plp.Profile) { p.BetweenDTEs = true }), true}} {
		e := newEnd(t, c.profile)
		if err := e.Send(&x25.DiagnosticPacket{Header: e.Header(0)}); (err == nil) != c.ok || err != nil && ruleID(err) != "plp.type" {
			t.Errorf("%v: %v", c.profile.Side, err)
		}
	}
}

// An error says which event is wrong in which state, and what was not taken before it.
func TestStateError(t *testing.T) {
	t.Parallel()
	e := newEnd(t, one(plp.DTE))
	err := e.Send(&x25.Data{Header: e.Header(3)})
	var s *plp.StateError
	if !errors.As(err, &s) || s.State != plp.P1 || s.Event != plp.EventData|plp.EventSend || s.Channel != 3 {
		t.Fatalf("%+v", s)
	}
	const want = "x25: DATA packet type identifier: wrong state (octet 2, X.25 Table C-3): send DATA in p1 of channel 3"
	if got := err.Error(); got != want {
		t.Errorf("%s", got)
	}
	if plp.State(77).String() != "state(77)" || plp.Event(0x3f).String() != "event(63)" || plp.EventTimer.String() != "timer" || plp.EventRR.String() != "RR" {
		t.Error("names")
	}
	if plp.Timer(20).String() != "timer(20)" || plp.T28.Default() != 300*time.Second || plp.Timer(20).Default() != 0 || plp.T10.Default() != time.Minute {
		t.Error("timers")
	}
	if got := (plp.Indications(1<<30) | plp.IndData).String(); got != "data indication(30)" {
		t.Error(got)
	}
	if plp.DTE.String() != "DTE" || plp.DCE.String() != "DCE" || e.Side() != plp.DTE {
		t.Error("sides")
	}
	e.play("> 10030B0000 = +T21\n link = 1000FB0000 restarted +T20")
	if got := e.Timers(0).String(); got != "T20" || e.Timers(3) != 0 || e.Timers(99) != 0 {
		t.Error(got)
	}
}

// Faults above the packet layer, of policy and of limits are answered as x25.Answer has it, and
// move the machine.
func TestFaultsFromAbove(t *testing.T) {
	t.Parallel()
	_, above := transport.Parse([]byte{1, 2})
	limit := &osi.Error{Rule: &osi.Rule{ID: "test.limit", Layer: osi.X25, Kind: osi.ErrLimit}}
	policy := &osi.Error{Rule: &osi.Rule{ID: "test.policy", Layer: osi.X25, Kind: osi.ErrUnsupported}}
	service := x25.NetworkService{}.Check(&x25.Data{Q: true})
	for name, c := range map[string]struct {
		profile plp.Profile
		before  string
		err     error
		pdu     string
		want    string
	}{
		"TPDU on a call":        {one(plp.DTE), dteCalls, above, "100100FE", "10011300F2 cleared +T23"},
		"TPDU on a PVC":         {plp.Profile{Permanent: 1}, "", above, "100100FE", "10011B00FA reset +T22"},
		"user data of a call":   {one(plp.DCE), "< 10010B0000 = called", above, "10010B0000", "10011300F8 cleared +T13"},
		"limit":                 {one(plp.DTE), dteCalls, limit, "100100FE", "10011300E2 cleared +T23"},
		"policy, ready":         {one(plp.DTE), "", policy, "10010B0000", "10011300F5 +T23"},
		"policy, cleared":       {one(plp.DTE), "> 1001130000 = +T23", policy, "10010B0000", ""},
		"X.223":                 {one(plp.DTE), dteCalls, service, "90010041", "10011300E2 cleared +T23"},
		"X.223 on a PVC":        {plp.Profile{Permanent: 1}, "", service, "90010041", "10011B00E9 reset +T22"},
		"unassigned":            {one(plp.DTE), "", above, "109900FE", ""},
		"PVC unassigned, limit": {one(plp.DTE), "", limit, "109900FE", ""},
		"limit in r2":           {with(one(plp.DCE), func(p *plp.Profile) { p.Manual = plp.ManualRestart }), "< 1000FB0000 = restarted", limit, "100100FE", "1000FB0100 restarted +T10"},
		"limit on LCI 0":        {one(plp.DCE), "", limit, "1000FB00", "1000F1001000FB"},
		"none":                  {one(plp.DTE), dteCalls, nil, "100100FE", ""},
		"not ours":              {one(plp.DTE), dteCalls, errors.New("other"), "100100FE", ""},
		"modulo 32768":          {one(plp.DCE), dceCalls, decodeError(t, "300100"), "300100", "1000F128300100"},
	} {
		e := newEnd(t, c.profile)
		e.play(c.before)
		o := e.Fault(c.err, octets(t, c.pdu))
		if got := show(t, o); got != c.want {
			t.Errorf("%s: %s", name, got)
		}
		if o.Start&^e.Timers(o.Channel) != 0 {
			t.Errorf("%s: timers %v of channel %d, which runs %v", name, o.Start, o.Channel, e.Timers(o.Channel))
		}
		if err := e.Check(); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func decodeError(t *testing.T, text string) error {
	t.Helper()
	_, err := x25.Parse(octets(t, text))
	return err
}
