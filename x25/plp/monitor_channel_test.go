package plp_test

import (
	"testing"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/x25"
	"github.com/osi-go/osi/x25/plp"
)

func TestMonitorPermanentCircuits(t *testing.T) {
	t.Parallel()
	circuit := initiatorDTE
	circuit.Permanent = 1
	watchAll(t, map[string]watched{
		"call":      {circuit, "> 10010B 00 00 = plp.permanent, reset call, 10011b0523\n > 10011F = plp.closed, drop unit\n > 100100 41"},
		"accept":    {circuit, "> 10010F = plp.permanent, reset call, 10011b0523"},
		"clear":     {circuit, "> 1001130000 = plp.permanent, reset call, 10011b0523"},
		"confirm":   {circuit, "> 100117 = plp.permanent, reset call, 10011b0523"},
		"of a DCE":  {circuit, "< 10010B 00 00 = plp.permanent, reset call, 10011b0023"},
		"no other":  {circuit, "> 100200 41 = plp.p1, drop unit, 1002131314"},
		"reset":     {circuit, "> 100100 41\n > 10011B0000\n < 10011F\n > 100100 41"},
		"bad reset": {circuit, "> 10011B0000\n > 10011B0001 01 = x25.too-long, drop unit\n < 10011F"},
	})
}

func TestMonitorInterrupts(t *testing.T) {
	t.Parallel()
	watchAll(t, map[string]watched{
		"one at a time": {initiatorDTE, `
			> 10010B 00 00
			< 10010F
			> 10012341
			< 10012342
			< 100127
			> 10012343
			> 10012344 = plp.interrupt, reset call, 10011b052c
		`},
		"confirmed without": {initiatorDTE, `
			> 10010B 00 00
			< 10010F
			< 10012341
			> 100127
			> 100127 = plp.interrupt-confirmation, reset call, 10011b052b
		`},
		"forgotten by a reset": {initiatorDTE, `
			> 10010B 00 00
			< 10010F
			> 10012341
			< 10011B0000
			> 10011F
			> 10012341
		`},
		"met midway": {midway(initiatorDTE), `
			> 100127
			< 10012341
			> 100127
		`},
	})
}

// Met midway the first packet may be any, and what it tells is known from then on.
func TestMonitorMidway(t *testing.T) {
	t.Parallel()
	for _, packet := range []string{"10010F", "1001130000", "100117", "10010041", "100161", "10011B0000", "10011F", "10012341", "100127", "1000FF", "10010B0000"} {
		watched{midway(initiatorDTE), "> " + packet}.play(t)
	}
	watchAll(t, map[string]watched{
		"accepted":            {midway(initiatorDTE), "> 10010F\n < 100102 41 = plp.ps, reset call, 10011b0001"},
		"reset":               {midway(initiatorDTE), "> 10011F\n < 100102 41 = plp.ps, reset call, 10011b0001"},
		"reset by both":       {midway(initiatorDTE), "> 10011B0000\n > 100100 41\n < 100120 41"},
		"accepted once":       {midway(initiatorDTE), "> 10010F\n < 100101\n > 10010F = plp.p4, clear call, 1001131317"},
		"cleared by both":     {midway(initiatorDTE), "> 100161\n > 1001130000\n > 10010B 00 00"},
		"confirmed, then met": {midway(initiatorDTE), "< 100161\n < 100117\n > 10010B 00 00\n < 10010F"},
	})
}

// An answer has the modulo of the interface, whatever the packet says.
func TestMonitorAnswersModulo(t *testing.T) {
	t.Parallel()
	eight, more := initiatorDTE, initiatorDTE
	more.Modulo = x25.Modulo128
	watchAll(t, map[string]watched{
		"8":                     {eight, "> 200100 00 = x25.gfi, drop unit, 1000f128200100\n > 300100 = x25.modulo-32768, drop unit, 1000f128300100"},
		"8, of a call":          {eight, "> 10010B 00 00\n > 200100 00 = x25.gfi, drop unit, 1000f128200100"},
		"128":                   {more, "> 100100 41 = x25.gfi, drop unit, 2000f128100100\n > 000100 = x25.gfi, drop unit, 2000f128000100"},
		"128, of another call":  {more, "> 20010B 00 00\n > 100200 41 = x25.gfi, drop unit, 2000f128100200"},
		"P(R) outside of calls": {more, "> 200101 03 = x25.sequence-number, drop unit, 2001131314\n > 20020B 00 00\n < 200205 03 = x25.sequence-number, clear call, 2002130015 / 2002131100"},
	})
}

const inCall = "> 10010B0000\n < 10010F\n"

// What no channel can be blamed for is answered in all states: X.25 Table C-1.
func TestMonitorNoChannel(t *testing.T) {
	t.Parallel()
	const faults = `
		> 000100 = x25.gfi, drop unit, 1000f128000100
		> 900161 = x25.gfi, drop unit, 1000f128900161
		> 10 = x25.header, drop unit, 1000f12610
		> = x25.header, drop unit, 1000f126
		> 100041 = x25.lci, drop unit, 1000f124100041
		< 000100 = x25.gfi, drop unit
		> 2000F1282000F1 = x25.gfi, drop unit
	`
	watchAll(t, map[string]watched{
		"p4":         {initiatorDTE, inCall + faults},
		"p6":         {initiatorDTE, inCall + "> 1001130000" + faults + "< 100117"},
		"p7":         {initiatorDTE, inCall + "< 1001130000" + faults + "> 100117"},
		"d3":         {initiatorDTE, inCall + "< 10011B0000" + faults + "> 10011F"},
		"r2":         {initiatorDTE, inCall + "> 1000FB0000" + faults + "< 1000FF"},
		"r3":         {initiatorDTE, inCall + "< 1000FB0000" + faults + "> 1000FF"},
		"answered":   {initiatorDTE, inCall + "> 100123 = x25.interrupt-empty, reset call, 10011b0526" + faults + "> 10011F = plp.closed, drop unit"},
		"two DTEs":   {plp.Monitor{}, inCall + "< 1001130000\n > 000100 = x25.gfi, drop unit, 1000f128000100"},
		"over XOT":   {plp.Monitor{OverXOT: true}, inCall + "> 000100 = x25.gfi, drop unit"},
		"of the DCE": {initiatorDTE, inCall + "> 1001130000\n < 000100 = x25.gfi, drop unit\n < 100117"},
	})
}

// A DIAGNOSTIC on a channel is answered as a RESTART there is: X.25 Tables C-3 and C-4.
func TestMonitorDiagnosticOnChannel(t *testing.T) {
	t.Parallel()
	watchAll(t, map[string]watched{
		"p1": {initiatorDTE, "> 1001F124 = x25.lci-zero, drop unit, 1001131329"},
		"p2": {initiatorDTE, "> 10010B0000\n > 1001F124 = x25.lci-zero, clear call, 1001131329"},
		"p3": {initiatorDTE, "< 10010B0000\n > 1001F124 = x25.lci-zero, clear call, 1001131329"},
		"p7": {initiatorDTE, inCall + "< 1001130000\n > 1001F124 = x25.lci-zero, drop unit\n > 100117"},
		"d1": {initiatorDTE, inCall + "< 1001F124 = x25.lci-zero, reset call, 10011b0029"},
		"d3": {initiatorDTE, inCall + "< 10011B0000\n > 1001F124 = x25.lci-zero, drop unit\n > 10011F"},
		"r1": {initiatorDTE, "> 1000F124 = x25.sender, drop unit\n < 1000F124"},
		"r3": {initiatorDTE, "< 1000FB0000\n > 1001F124 = x25.lci-zero, drop unit\n > 1000FF"},
	})
}

// Where the policy leaves the modulo open the call decides.
func TestMonitorAnyModulo(t *testing.T) {
	t.Parallel()
	policy := initiatorDTE
	policy.Modulo = x25.AnyModulo
	watchAll(t, map[string]watched{
		"8": {policy, `
			> 10010B 00 00
			< 10010F
			> 100100 41
			< 100121
			< 100141 = plp.pr, reset call, 10011b0002
		`},
		"128": {policy, `
			> 20010B 00 00
			< 20010F
			> 20010000 41
			< 20010102
			< 20010104 = plp.pr, reset call, 20011b0002
		`},
		"mixed": {policy, `
			> 20010B 00 00
			< 10010F = x25.gfi, drop unit
			< 20010F
		`},
	})
}

// Over XOT each side may have a modulo of its own, RFC 1613 6.2: that of its first packet.
func TestMonitorMixedModulos(t *testing.T) {
	t.Parallel()
	policy := initiatorDTE
	policy.Modulo, policy.OverXOT, policy.Initiator = x25.AnyModulo, true, osi.AnySide
	watchAll(t, map[string]watched{
		"128 calls 8": {policy, `
			> 20010B 00 06 420707 431414
			< 10010F 00 03 430707
			> 20010000 41
			> 20010200 41
			< 100140 41
			> 20010402 41
			< 100161
			> 20010602 41
			> 20010802 41
			> 20010A02 41
			> 20010C02 41
			> 20010E02 41
			> 20011002 41
			< 100121
			< 100122 41
			> 20010104
			< 20010102 = x25.gfi, drop unit
			< 100141 = plp.pr, reset call, 20011b0002
		`},
		"8 calls 128": {policy, `
			> 10010B 00 06 420707 430707
			< 20010F
			> 100100 41
			> 100102 41
			< 20010004 41
			> 100124 41
			< 20010106
			> 10010641 = plp.pr, reset call, 10011b0002
		`},
		"P(R) 10 is not 2": {policy, `
			> 10010B 00 06 420707 430707
			< 20010F
			> 100100 41
			> 100102 41
			< 20010114 = plp.pr, reset call, 10011b0002
		`},
		"a reset begins anew": {policy, `
			> 20010B 00 06 420707 430707
			< 10010F
			> 20010000 41
			< 100121
			> 20011B0000
			< 10011F
			< 100121 = plp.pr, reset call, 20011b0002
		`},
	})
}

// A DATA that passes allocates nothing, nor does an RR; a channel takes what the documentation
// says.
func TestMonitorMemory(t *testing.T) {
	w := watched{subscribed(plp.Subscription{Window: 2, PacketSize: 128}), "> 10010B0000\n < 10010F"}.play(t)
	if n := w.Memory(); w.InUse() != 1 || n > 300 {
		t.Errorf("%d octets of %d channels", n, w.InUse())
	}
	data := &x25.Data{Header: x25.Header{Format: w.Format(osi.FromInitiator, nil), LCI: 1}, UserData: make([]byte, 128)}
	rr := &x25.ReceiveReady{Header: x25.Header{Format: w.Format(osi.FromResponder, nil), LCI: 1}}
	if n := testing.AllocsPerRun(1000, func() {
		_, first := w.See(osi.FromInitiator, data)
		data.PS = (data.PS + 1) & 7
		rr.PR = data.PS
		if _, err := w.See(osi.FromResponder, rr); first != nil || err != nil {
			t.Fatal(first, err)
		}
	}); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

// A permanent circuit over XOT is set up by one side and answered by the other, RFC 1613 6.5. Its
// modulo is that of the interface, where that is known; its packets are no larger than either says.
func TestSetUp(t *testing.T) {
	t.Parallel()
	large, small := plp.Flow{PacketSize: 256, Window: 3}, plp.Flow{PacketSize: 128, Window: 2}
	for _, c := range []struct {
		of     x25.Modulo
		header string
		want   x25.Modulo
	}{
		{x25.Modulo8, "1001f5", x25.Modulo8},
		{x25.Modulo128, "2001f5", x25.Modulo128},
		{x25.Modulo128, "1001f5", x25.Modulo128},
		{x25.Modulo8, "2001f5", x25.Modulo8},
	} {
		setUp := octets(t, c.header)
		w := plp.Monitor{Modulo: c.of, OverXOT: true}
		if w.SetUp(1, setUp, large, small) == nil || !w.Waiting() || w.InUse() != 1 {
			t.Fatalf("%+v: no circuit", c)
		}
		if w.SetUp(1, setUp, large, small) != nil {
			t.Errorf("%+v: set up twice by one side", c)
		}
		if w.SetUp(0, setUp, small, large) == nil || w.Waiting() {
			t.Errorf("%+v: not answered", c)
		}
		if w.SetUp(0, setUp, small, large) != nil || w.SetUp(1, setUp, small, large) != nil {
			t.Errorf("%+v: answered twice", c)
		}
		for d := range osi.Direction(2) {
			if got := w.Format(d, setUp).Modulo; got != c.want {
				t.Errorf("%+v: of %v: %v", c, d, got)
			}
		}
	}
	var w plp.Monitor
	if ch := w.SetUp(0, octets(t, "1001f5"), large, small); ch == nil {
		t.Fatal("no circuit")
	}
	if w.SetUp(1, octets(t, "1001f5"), plp.Flow{}, plp.Flow{}) == nil || w.InUse() != 0 || w.Waiting() {
		t.Errorf("%d circuits behind a refusal", w.InUse())
	}
}
