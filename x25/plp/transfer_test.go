package plp_test

import (
	"testing"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/x25"
	"github.com/osi-go/osi/x25/plp"
)

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
			< 100105 =
			< 100101 = ready
			> 10016041 = +T25
			< 100125 = confirmed not-ready confirmed=1 -T25
			> 10016241 = !plp.not-ready
		`},
		"RNR starts T25 again": {dte, dteCalls + "> 10010041 = +T25\n < 100101 =\n < 100105 = not-ready +T25\n < 100121 = confirmed ready confirmed=1 -T25"},
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
			< 10011F = reset-confirmed -T22
			< 1001F124 = !x25.lci-zero 10011B0029 reset +T22
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
			> 100101 = !plp.pr
			T27 1 = 10011B0093 reset +T22
			< 10011F = reset-confirmed -T22
			< 10010241 = 100109 +T27
			< 10010041 = data -T27 +T24
			< 10010041 = 100121 -T24
		`},
		"asks, not ready": {dte, dteCalls + "> 100105 =\n < 10010241 = 100109 100105 +T27"},
		"by hand":         {dte, dteCalls + "> 100109 = +T27\n > 100109 = !plp.reject\n < 10010041 = data -T27 +T24\n < 10010441 = 100129 -T24 +T27"},
		"outside":         {with(dte, func(p *plp.Profile) { p.Window = 2 }), dteCalls + "< 10010641 = !plp.ps 10011B0001 reset +T22"},
		"a window of 7": {with(dte, func(p *plp.Profile) { p.Window = 7 }), dteCalls + `
			< 10010041 = data +T24
			< 10010041 = !plp.ps 10011B0001 reset -T24 +T22
		`},
		"a window of 7, sent again": {with(dtes, func(p *plp.Profile) { p.Window = 7 }), dteCalls + `
			> 10010041 = +T25
			T25 1 = 10011B0092 reset +T22
		`},
		"REJ, twice": {dtes, dteCalls + `
			< 10010241 = 100109 +T27
			T27 1 = 100109 +T27
			< 10010041 = data -T27 +T24
			< 10010441 = 100129 -T24 +T27
			T27 1 = 100129 +T27
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
