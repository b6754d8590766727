package plp_test

import (
	"testing"

	"github.com/osi-go/osi"
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
		"other modulo, DIAGNOSTIC": {with(one(plp.DTE), func(p *plp.Profile) { p.BetweenDTEs = true }), `
			< 2000F1282000FB = !x25.gfi
			< 2000FB0000 = !x25.gfi 1000F1282000FB
		`},
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
		"the end that confirms is the DCE, cause 80": {by, "< 1000FB8000 = 1000FF restarted interface-ready\n > 10010B0000 = +T21\n < 10010B0000 = called collided -T21"},
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
