package plp_test

import (
	"testing"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/x25/plp"
)

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
