package plp_test

import (
	"testing"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/x25"
	"github.com/osi-go/osi/x25/plp"
)

// one returns a profile with the channels 1 to 9 for calls either way.
func one(side plp.Side) plp.Profile {
	return plp.Profile{Side: side, TwoWay: plp.ChannelRange{First: 1, Last: 9}}
}

func with(p plp.Profile, f func(*plp.Profile)) plp.Profile {
	f(&p)
	return p
}

// played is a conversation as one end sees it.
type played struct {
	profile plp.Profile
	script  string
}

func playAll(t *testing.T, all map[string]played) {
	t.Helper()
	for name, c := range all {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			newEnd(t, c.profile).play(c.script)
		})
	}
}

const (
	dteCalls = "> 10010B0000 = +T21\n < 10010F = connected -T21\n"
	dceCalls = "> 10010B0000 = +T11\n < 10010F = connected -T11\n"
)

// Calls are set up, refused and cleared, X.25 4.1, also when packets collide.
func TestCalls(t *testing.T) {
	t.Parallel()
	dte, dce := one(plp.DTE), one(plp.DCE)
	playAll(t, map[string]played{
		"DTE calls": {dte, dteCalls + `
			> 100113 00F1 = +T23
			p6 d1 1
			< 10010041 = 
			< 100117 = clear-confirmed -T23
			p1 d1 1
		`},
		"DTE is called": {dte, `
			< 10010B0000 = called
			p3 d1 1
			> 10010F =
			p4 d1 1
			< 1001130000 = 100117 cleared
			p1 d1 1
		`},
		"DTE refuses": {dte, `
			< 10010B0000 = called
			> 10011300F5 = +T23
			< 1001130000 = clear-confirmed -T23   # both have cleared: no confirmation, 4.1.9
			p1 d1 1
			< 100117 =                            # but the Linux kernel sends one
			< 100117 = !plp.p1 1001130014 +T23
		`},
		"DTE is refused": {dte, `
			> 10010B0000 = +T21
			< 1001130900 = 100117 cleared -T21
			p1 d1 1
			> 10010B0000 = +T21
		`},
		"a confirmation behind a clear collision": {dte, `
			> 1001130000 = +T23
			< 1001130000 = clear-confirmed -T23
			> 10010B0000 = +T21
			< 100117 =
			< 10010F = connected -T21
			> 1001130000 = +T23
			< 1001130000 = clear-confirmed -T23
			< 10010B0000 = called
			< 100117 = !plp.p3 1001130016 cleared +T23
		`},
		"DCE calls": {dce, dceCalls + `
			> 1001130000 = +T13
			p7 d1 1
			< 100117 = clear-confirmed -T13
		`},
		"collision, DTE": {dte, `
			> 10010B0000 = +T21
			< 10010B0000 =                        # ignored, 4.1.6
			p5 d1 1
			> 10010F = !plp.p5
			< 10010F = connected -T21
			p4 d1 1
		`},
		"collision, DTE clears": {dte, `
			> 10010B0000 = +T21
			< 10010B0000 =
			> 1001130000 = -T21 +T23
			< 100117 = clear-confirmed -T23
		`},
		"collision, DCE": {dce, `
			> 10010B0000 = +T11
			< 10010B0000 = called collided -T11
			p5 d1 1
			> 10010F =
			p4 d1 1
		`},
		"collision, DCE is cleared": {dce, `
			> 10010B0000 = +T11
			< 10010B0000 = called collided -T11
			< 1001130000 = 100117 cleared
			p1 d1 1
		`},
		"collision with what is not subscribed to": {with(dce, func(p *plp.Profile) { p.OutgoingBarred = true }), `
			> 10010B0000 = +T11
			< 10010B0000 = !plp.barred 1001130B46 collided cleared -T11 +T13
		`},
		"two DTEs collide": {with(dce, func(p *plp.Profile) { p.BetweenDTEs = true }), `
			> 10010B0000 = +T21
			< 10010B0000 = called collided -T21
			> 10010F =
			p4 d1 1
		`},
		"confirmations by hand": {with(dte, func(p *plp.Profile) {
			p.Manual = plp.ManualClear | plp.ManualReset | plp.ManualInterrupt | plp.ManualRestart
		}), dteCalls + `
			< 10011B0000 = reset
			p4 d3 1
			> 10010041 = !plp.d3
			> 10011F =
			< 10012301 = interrupted
			< 10012301 = !plp.interrupt 10011B002C reset +T22
			< 10011F = reset-confirmed -T22
			< 10012301 = interrupted
			> 100127 =
			> 100127 = !plp.interrupt-confirmation
			< 1001130000 = cleared
			p7 d1 1
			> 1001130000 = !plp.p7
			> 100117 =
			p1 d1 1
			< 1000FB0700 = restarted
			r3 0
			> 10010B0000 = !plp.r3
			> 1000FF = interface-ready
		`},
		"not assigned": {dte, `
			< 10410B0000 = !plp.unassigned
			> 10410B0000 = !plp.unassigned
		`},
		"not assigned, DCE": {dce, "< 10410B0000 = !plp.unassigned 1000F12410410B"},
		"other modulo":      {dce, "< 20010B0000 = !x25.gfi 1000F12820010B\n > 10010B0000 = +T11"},
		"restricted response, accepted": {dte, `
			> 10010B00 02 01C0 = +T21
			< 10010F = !x25.restricted-response 100113002A cleared -T21 +T23
		`},
		"restricted response, cleared with data": {dte, `
			> 10010B00 02 01C0 = +T21
			< 1001130000 00 00 41 = 100117 cleared -T21
		`},
		"clear with data, no fast select": {dce, `
			< 10010B0000 = called
			< 1001130000 00 00 41 = !x25.fast-select-data 100113132A cleared +T13
			< 1001130000 00 00 41 = clear-confirmed -T13   # in p7 it confirms all the same
		`},
		"clear with data, no call": {dce, "< 1001130000 00 00 41 = !x25.fast-select-data 100113132A +T13"},
		"answer out of range": {dte, `
			> 10010B00 03 420808 = +T21
			< 10010F00 03 420908 = !x25.negotiation 1001130042 cleared -T21 +T23
		`},
	})
}

// Restart ends everything, X.25 3.3, also when both ends restart.
func TestRestarts(t *testing.T) {
	t.Parallel()
	dte, dce := one(plp.DTE), one(plp.DCE)
	by := with(dte, func(p *plp.Profile) { p.BetweenDTEs, p.SideByRestart = true, true })
	playAll(t, map[string]played{
		"DTE": {dte, dteCalls + `
			> 1000FB0000 = restarted +T20
			r2 0
			p1 d1 1
			> 10010B0000 = !plp.r2
			< 10010041 =
			< 1000FF = interface-ready -T20
			< 1000FF = !plp.r1 1000FB0011 restarted +T20
			< 1000FB0100 = restarted interface-ready -T20
			< 1000FB0100 = 1000FF restarted interface-ready
		`},
		"DCE": {dce, dceCalls + `
			link = 1000FB0700 restarted +T10
			r3 0
			< 1000FB = !x25.too-short 1000FB0126 restarted +T10
			< 1000FB0000 = restarted interface-ready -T10
		`},
		"own cause": {with(dte, func(p *plp.Profile) { p.Cause = osi.Some(plp.RestartCode{Cause: 0x80, Diagnostic: 7}) }), "link = 1000FB8007 restarted +T20"},
		"the end that is confirmed is the DTE": {by, `
			> 10010B0000 = !plp.role
			link = 1000FB0000 restarted +T20
			< 1000FF = interface-ready -T20
			> 10010B0000 = +T21
			< 10010B0000 =
		`},
		"the end that confirms is the DCE": {by, `
			< 1000FB0000 = 1000FF restarted interface-ready
			> 10010B0000 = +T21
			< 10010B0000 = called collided -T21
		`},
		"a network restarts: this end is the DTE": {by, `
			< 1000FB0700 = 1000FF restarted interface-ready
			> 10010B0000 = +T21
			< 10010B0000 =
		`},
		"two DTEs collide": {by, `
			link = 1000FB0000 restarted +T20
			< 1000FB0000 = restarted interface-ready side-open -T20
			> 10010B0000 = !plp.role
			> 1000FB0000 = restarted +T20
			< 1000FF = interface-ready -T20
			> 10010B0000 = +T21
		`},
	})
}

// Windows close and open, X.25 4.4.1.
func TestFlowControl(t *testing.T) {
	t.Parallel()
	dte, dce := one(plp.DTE), one(plp.DCE)
	hand := with(dte, func(p *plp.Profile) { p.Manual = plp.ManualReceipt })
	wide := with(dte, func(p *plp.Profile) { p.Modulo, p.Window = x25.Modulo128, 127 })
	playAll(t, map[string]played{
		"a window closes and opens": {dte, dteCalls + `
			> 10010041 = +T25
			> 10010241 =
			> 10010441 = !plp.window
			< 100121 = confirmed confirmed=1 +T25
			> 10010441 =
			> 10010641 = !plp.window
			< 100161 = confirmed confirmed=2 -T25
			> 10010841 = !plp.ps
			> 10010641 = +T25
		`},
		"a DCE has no T25": {dce, dceCalls + "> 10010041 =\n > 10012341 =\n < 100127 = interrupt-taken\n < 100121 = confirmed confirmed=1"},
		"each of a window of 2 is confirmed": {dte, dteCalls + `
			< 10010041 = 100121 data
			< 10010241 = 100141 data
		`},
		"by DATA": {with(dte, func(p *plp.Profile) { p.Window = 7 }), dteCalls + `
			< 10010041 = data +T24
			< 10010241 = data
			> 10014041 = -T24 +T25
			< 10010441 = data +T24
			T24 1 = 100161
			< 10010641 = data +T24
			< 10010841 = data
			< 10010A41 = data
			< 10010C41 = 1001E1 data -T24
		`},
		"with D = 1 at once":     {with(dte, func(p *plp.Profile) { p.Window = 7 }), dteCalls + "< 50010041 = 100121 data"},
		"one RR for each":        {with(dte, func(p *plp.Profile) { p.Window, p.Acknowledge = 7, 1 }), dteCalls + "< 10010041 = 100121 data"},
		"one RR for more than W": {with(dte, func(p *plp.Profile) { p.Acknowledge = 9 }), dteCalls + "< 10010041 = data +T24\n < 10010241 = 100141 data -T24"},
		"by hand": {hand, dteCalls + `
			< 10010041 = data
			< 10010241 = data
			< 10010441 = !plp.ps 10011B0001 reset +T22
			< 10011F = reset-confirmed -T22
			< 10010041 = data
			> 100141 = !plp.pr
			> 100121 =
			> 100101 = !plp.pr
			< 10010241 = data
			< 10010441 = data
			> 10012041 = +T25
			> 10014241 =
			> 10012441 = !plp.window
		`},
		"not ready": {dte, dteCalls + `
			> 100105 =
			< 10010041 = data +T24
			< 10010241 = data
			T24 1 = 100145
			> 100141 =
			< 10010441 = 100161 data
			< 100105 = not-ready
			> 10016041 = !plp.not-ready
			< 100101 = ready
			> 10016041 = +T25
			< 100125 = confirmed not-ready confirmed=1 -T25
			> 10016241 = !plp.not-ready
		`},
		"P(R)": {dte, dteCalls + `
			< 100121 = !plp.pr 10011B0002 reset +T22
			< 10011F = reset-confirmed -T22
			> 10010041 = +T25
			< 100121 = confirmed confirmed=1 -T25
			< 100101 = !plp.pr 10011B0002 reset +T22
		`},
		"P(S) and size at a DCE": {dce, dceCalls + `
			< 10010241 = !plp.ps 10011B0501 reset +T12
			< 10010041 =
			< 10011F = reset-confirmed -T12
		`},
		"modulo 128": {wide, `
			> 20010B0000 = +T21
			< 20010F = connected -T21
			> 2001000041 = +T25
			> 2001020041 =
			< 20010004 41 = data confirmed confirmed=2 -T25 +T24
			> 2001040141 = !plp.partially-full
			> 2001040241 = -T24 +T25
			< 20010102 = !plp.pr 20011B0002 reset -T25 +T22
		`},
		"Q, D and M": {with(dte, func(p *plp.Profile) { p.PacketSize, p.NoDelivery = 16, true }), dteCalls + `
			< 900110 00112233445566778899AABBCCDDEEFF = 100121 data
			< 10010241 = !plp.qualifier 10011B0053 reset +T22
			< 10011F = reset-confirmed -T22
			< 500100 41 = !plp.delivery 10011B00A6 reset +T22
			< 10011F = reset-confirmed -T22
			< 10011041 = !plp.partially-full 10011B00A5 reset +T22
			< 10011F = reset-confirmed -T22
			< 100100 00112233445566778899AABBCCDDEEFF00 = !plp.packet-size 10011B0027 reset +T22
			< 10011F = reset-confirmed -T22
			> 100100 00112233445566778899AABBCCDDEEFF00 = !plp.packet-size
			> 10011041 = !plp.partially-full
			> 50010041 = !plp.delivery
			> 100110 00112233445566778899AABBCCDDEEFF = +T25
			> 90010241 = !plp.qualifier
			> 10010241 =
		`},
		"partially full at a DCE": {dce, dceCalls + "< 10011041 = 100121 data"},
		"INTERRUPT": {dte, dteCalls + `
			> 10012341 = +T26
			> 10012341 = !plp.interrupt
			< 10012341 = 100127 interrupted
			< 100127 = interrupt-taken -T26
			< 100127 = !plp.interrupt-confirmation 10011B002B reset +T22
		`},
	})
}

// Resets lose what is in flight, X.25 4.4.3, on calls and permanent circuits.
func TestResets(t *testing.T) {
	t.Parallel()
	pvc := plp.Profile{Permanent: 1}
	playAll(t, map[string]played{
		"PVC": {pvc, `
			p4 d1 1
			> 10010041 = +T25
			> 10011B0000 = -T25 +T22
			p4 d2 1
			> 10010041 = !plp.d2
			< 10010041 =
			< 10011F = reset-confirmed -T22
			> 10010041 = +T25
			< 10011B0900 = 10011F reset -T25
			> 10010041 = +T25
		`},
		"collision": {pvc, `
			> 10011B0000 = +T22
			< 10011B0000 = reset-confirmed -T22
			p4 d1 1
			< 10011F =                                   # as the Linux kernel does
			< 10011F = !plp.d1 10011B001B reset +T22
		`},
		"collision, and data": {pvc, `
			> 10011B0000 = +T22
			< 10011B0000 = reset-confirmed -T22
			< 10010041 = 100121 data
			< 10011F = !plp.d1 10011B001B reset +T22
		`},
		"calls on a PVC": {pvc, `
			> 10010B0000 = !plp.permanent
			> 1001130000 = !plp.permanent
			< 10010B0000 = !plp.permanent 10011B0023 reset +T22
		`},
		"faults": {pvc, `
			< 10013B = !x25.pti 10011B0021 reset +T22
			< 10011F = reset-confirmed -T22
			< 1001 = !x25.pti-missing 10011B0026 reset +T22
			< 10011F = reset-confirmed -T22
			< 10010141 = !x25.too-long 10011B0027 reset +T22
			< 10011F = reset-confirmed -T22
			< 1001FB0000 = !x25.lci-zero 10011B0029 reset +T22
		`},
	})
}

// REJ asks for DATA again, X.25 6.4.
func TestRetransmission(t *testing.T) {
	t.Parallel()
	rej := func(p *plp.Profile) { p.Retransmission, p.Window = true, 4 }
	dte, dce := with(one(plp.DTE), rej), with(one(plp.DCE), rej)
	dtes := with(dte, func(p *plp.Profile) {
		p.BetweenDTEs = true
		p.Retries = osi.Some(plp.Retries{R25: 1, R27: 1})
	})
	playAll(t, map[string]played{
		"asked for": {dce, dceCalls + `
			> 10010041 =
			> 10010241 =
			> 10010441 =
			< 100129 = confirmed retransmit confirmed=1
			> 10010641 = !plp.ps
			> 10010241 =
			< 100161 = confirmed confirmed=2
			> 10010641 =
			< 100189 = !plp.reject 10011B052D reset +T12
		`},
		"asks": {dte, dteCalls + `
			< 10010041 = data +T24
			< 10010441 = 100129 -T24 +T27
			< 10010641 =
			T27 1 = 10011B0093 reset +T22
			< 10011F = reset-confirmed -T22
			< 10010241 = 100109 +T27
			< 10010041 = data -T27 +T24
			< 10010041 = 100121 -T24
		`},
		"asks, not ready": {dte, dteCalls + "> 100105 =\n < 10010241 = 100109 100105 +T27"},
		"by hand":         {dte, dteCalls + "> 100109 = +T27\n > 100109 = !plp.reject\n < 10010041 = data -T27 +T24"},
		"outside":         {with(dte, func(p *plp.Profile) { p.Window = 2 }), dteCalls + "< 10010641 = !plp.ps 10011B0001 reset +T22"},
		"a window of 7": {with(dte, func(p *plp.Profile) { p.Window = 7 }), dteCalls + `
			< 10010041 = data +T24
			< 10010041 = !plp.ps 10011B0001 reset -T24 +T22
		`},
		"a window of 7, sent again": {with(dtes, func(p *plp.Profile) { p.Window = 7 }), dteCalls + `
			> 10010041 = +T25
			T25 1 = 10011B0092 reset +T22
		`},
		"REJ by hand, twice": {dtes, dteCalls + `
			> 100109 = +T27
			T27 1 = 100109 +T27
			< 10010041 = data -T27 +T24
			> 100129 = -T24 +T27
			T27 1 = 100129 +T27
		`},
		"sent again":       {dte, dteCalls + "< 10010041 = data +T24\n < 10010A41 = 100121 -T24"},
		"not subscribed":   {one(plp.DTE), dteCalls + "> 100109 = !plp.no-reject\n < 10010241 = !plp.ps 10011B0001 reset +T22"},
		"DCE":              {dce, dceCalls + "< 10010241 = !plp.ps 10011B0501 reset +T12"},
		"not subscribed 2": {one(plp.DCE), dceCalls + "< 100109 = !plp.no-reject 10011B0525 reset +T12"},
		"T25 and T27, two DTEs": {dtes, dteCalls + `
			> 10010041 = +T25
			> 10010241 =
			T25 1 = retransmit +T25
			> 10010041 =
			> 10010241 =
			< 100141 = confirmed confirmed=2 -T25
			< 10014241 = 100109 +T27
			T27 1 = 100109 +T27
			T27 1 = 10011B0093 reset +T22
		`},
		"confirmed while sent again": {dtes, dteCalls + `
			> 10010041 = +T25
			> 10010241 =
			T25 1 = retransmit +T25
			< 100141 = confirmed confirmed=2 -T25
			> 10010441 = +T25
			T25 1 = retransmit +T25
			T25 1 = 10011B0092 reset +T22
		`},
	})
}

// Timers expire, X.25 Annex D and ISO/IEC 8208.
func TestTimers(t *testing.T) {
	t.Parallel()
	circuit := func(p *plp.Profile) { p.Permanent, p.TwoWay = 1, plp.ChannelRange{First: 2, Last: 9} }
	dte, dce := with(one(plp.DTE), circuit), with(one(plp.DCE), circuit)
	dtes := with(dte, func(p *plp.Profile) { p.BetweenDTEs = true })
	dteCall, dceCall := "> 10020B0000 = +T21\n < 10020F = connected -T21\n", "> 10020B0000 = +T11\n < 10020F = connected -T11\n"
	playAll(t, map[string]played{
		"T10": {dce, `
			link = 1000FB0700 restarted +T10
			T10 0 = 1000FB0700 +T10
			T10 0 = 1000F134 unconfirmed
			r1 0
			T10 0 = !plp.timer
		`},
		"T11": {dce, "> 10020B0000 = +T11\n T11 2 = 1002131331 cleared +T13\n < 10020F =\n < 100217 = clear-confirmed -T13"},
		"T12": {dce, dceCall + `
			> 10021B0500 = +T12
			T12 2 = 10021B0500 +T12
			T12 2 = 1002131333 cleared +T13
		`},
		"T12, T13 whatever R22, R23 are": {with(dce, func(p *plp.Profile) { p.Retries = osi.Some(plp.Retries{}) }), dceCall + `
			> 10021B0500 = +T12
			T12 2 = 10021B0500 +T12
			T12 2 = 1002131333 cleared +T13
			T13 2 = 1002131333 +T13
			T13 2 = 1000F1320002 unconfirmed
		`},
		"T12, PVC": {dce, "> 10011B0500 = +T12\n T12 1 = 10011B0500 +T12\n T12 1 = 1000F1330001 unconfirmed\n p4 d1 1"},
		"T13":      {dce, dceCall + "> 1002130007 = +T13\n T13 2 = 1002130007 +T13\n T13 2 = 1000F1320002 unconfirmed\n p1 d1 2"},
		"T20": {dte, `
			link = 1000FB0000 restarted +T20
			T20 0 = 1000FB0000 +T20
			> 1000FB0000 = !plp.r2
			T20 0 = unconfirmed
			r2 0
			> 1000FB0000 = restarted +T20
			T20 0 = 1000FB0000 +T20
			T20 0 = unconfirmed
			< 1000FF = interface-ready
		`},
		"T20, two DTEs": {dtes, "link = 1000FB0000 restarted +T20\n T20 0 = 1000FB0000 +T20\n T20 0 = 1000F134 unconfirmed"},
		"T21":           {dte, "> 10020B0000 = +T21\n T21 2 = 1002130031 cleared +T23\n < 10020F =\n < 1002130000 = clear-confirmed -T23"},
		"T21 in p5":     {dte, "> 10020B0000 = +T21\n < 10020B0000 =\n T21 2 = 1002130031 cleared +T23"},
		"T22":           {dte, dteCall + "> 10021B0007 = +T22\n T22 2 = 10021B0007 +T22\n T22 2 = 1002130033 cleared +T23"},
		"T22, PVC": {dte, `
			> 10011B0000 = +T22
			T22 1 = 10011B0000 +T22
			> 10011B0000 = !plp.d2
			T22 1 = unconfirmed
			p4 d2 1
			> 10011B0000 = +T22
		`},
		"T22, PVC, two DTEs": {dtes, "> 10011B0000 = +T22\n T22 1 = 10011B0000 +T22\n T22 1 = 1000F1330001 unconfirmed"},
		"T23": {dte, dteCall + `
			> 1002130000 = +T23
			T23 2 = 1002130000 +T23
			> 1002130000 = !plp.p6
			T23 2 = unconfirmed
			p6 d1 2
			> 10020B0000 = !plp.p6
			> 1002130000 = +T23
			< 100217 = clear-confirmed -T23
		`},
		"T23, two DTEs": {dtes, dteCall + "> 1002130000 = +T23\n T23 2 = 1002130000 +T23\n T23 2 = 1000F1320002 unconfirmed"},
		"T23, no retry": {with(dte, func(p *plp.Profile) { p.Retries = osi.Some(plp.Retries{}) }), dteCall + "> 1002130000 = +T23\n T23 2 = unconfirmed"},
		"T25":           {dte, dteCall + "> 10020041 = +T25\n T25 2 = 10021B0092 reset +T22"},
		"T26":           {dte, dteCall + "> 10022341 = +T26\n T26 2 = 10021B0091 reset +T22\n T26 2 = !plp.timer\n T22 99 = !plp.unassigned"},
	})
}

// REGISTRATION is answered, X.25 6.1.
func TestRegistration(t *testing.T) {
	t.Parallel()
	on := func(p *plp.Profile) { p.Registration = true }
	playAll(t, map[string]played{
		"refused": {one(plp.DCE), `
			< 1000F30000 = !plp.registration 1000F703410000
			> 1000F77F000000 = !plp.registration
			< 1000F300 = !x25.facility-length-missing 1000F713260000
		`},
		"answered": {with(one(plp.DCE), on), `
			< 1000F30000 = registration
			> 1000F77F000000 =
			> 1000F77F000000 = !plp.registration
			< 1000F30000 = registration
			link = 1000FB0700 restarted +T10
			> 1000F77F000000 = !plp.registration
		`},
		"not subscribed": {one(plp.DTE), "> 1000F30000 = !plp.registration\n < 1000F77F000000 ="},
		"T28": {with(one(plp.DTE), on), `
			> 1000F30000 = +T28
			T28 0 = send-again
			> 1000F30000 = +T28
			T28 0 = unconfirmed
			> 1000F30000 = +T28
			T28 0 = send-again
			> 1000F30000 = +T28
			< 1000F77F000000 = registration -T28
			> 1000F30000 = +T28
			T28 0 = send-again
			> 1000F30000 = +T28
			link = 1000FB0000 restarted -T28 +T20
			T28 0 = !plp.timer
			> 1000F30000 = +T28
			T28 0 = send-again
			> 1000F30000 = +T28
			< 1000F77F000000 = registration -T28
			< 1000F77F000000 =
			< 1000F124100101 = diagnosed
			< 1000F77F = !x25.too-short
			< 1000F1 = !x25.too-short
		`},
		"two DTEs": {with(one(plp.DTE), func(p *plp.Profile) { p.BetweenDTEs = true }), `
			< 1000F30000 = !plp.type 1000F1211000F3
			> 1000F124100101 =
			< 1000F124100101 = diagnosed
		`},
	})
}
