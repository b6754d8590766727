package plp_test

import (
	"testing"
)

// In a reset the numbers begin anew and what was negotiated stays. What is under way to the side
// that has reset is let through, since its receiver discards it; that side itself sends nothing
// before the confirmation.
func TestMonitorReset(t *testing.T) {
	t.Parallel()
	watchAll(t, map[string]watched{
		"under way to the side that has reset": {initiatorDTE, `
			> 10010B 00 03 430202
			< 10010F
			< 100110 41
			< 100112 42
			> 10011B0000
			< 10010E 47
			< 1001E1
			< 10012341
			< 10011F
			< 100100 41
			> 100120 41
			> 100122 41
			> 100124 41 = plp.window, reset call, 10011b0501
		`},
		"data of the side that has reset": {initiatorDTE, `
			> 10010B 00 00
			< 10010F
			> 10011B0000
			> 100100 41 = plp.d2, reset call, 10011b051c
		`},
		"acknowledgement of the side that has reset": {initiatorDTE, `
			> 10010B 00 00
			< 10010F
			> 10011B0000
			> 100101 = plp.d2, reset call, 10011b051c
		`},
		"confirmed by the side that has reset": {initiatorDTE, `
			> 10010B 00 00
			< 10010F
			> 10011B0000
			> 10011F = plp.d2, reset call, 10011b051c
		`},
		"call within": {initiatorDTE, `
			> 10010B 00 00
			< 10010F
			> 10011B0000
			> 10010B 00 00 = plp.p4, clear call, 1001131317
		`},
		"by the watcher": {initiatorDTE, `
			> 10010B 00 03 430303
			< 10010F
			> 100102 41 = plp.ps, reset call, 10011b0501
			> 100104 41 = plp.closed, drop unit
			< 100100 41 = plp.closed, drop unit
			> 10011F = plp.closed, drop unit
			> 100100 41
			< 10011B0000 = plp.closed, drop unit
			< 100120 41
			> 100122 41
			> 100124 41
			> 100126 41
			> 100128 41 = plp.window, reset call, 10011b0501
		`},
		"by the watcher, then cleared": {initiatorDTE, `
			> 10010B 00 00
			< 10010F
			> 100102 41 = plp.ps, reset call, 10011b0501
			> 1001130000
			< 10011F = plp.closed, drop unit
			< 100117
			> 10010B 00 00
		`},
		"by the watcher, then cleared and confirmed at once": {initiatorDTE, `
			> 10010B 00 00
			< 10010F
			> 100102 41 = plp.ps, reset call, 10011b0501
			> 1001130000
			< 100117
			> 10010B 00 00
		`},
	})
}

// After the watcher has cleared a call on both sides.
func TestMonitorCloses(t *testing.T) {
	t.Parallel()
	watchAll(t, map[string]watched{
		"confirmed by both": {initiatorDTE, `
			> 10010B 00 00
			> 100100 41 = plp.p2, clear call, 1001131315
			< 10010F = plp.closed, drop unit
			< 100117 = plp.closed, drop unit
			> 100117 = plp.closed, drop unit
			> 10010B 00 00
		`},
		"confirmed by one, who calls again": {initiatorDTE, `
			> 10010B 00 00
			> 100100 41 = plp.p2, clear call, 1001131315
			> 1001130000 = plp.closed, drop unit
			> 10010B 00 00
			< 10010F = plp.closed, drop unit
			< 100117 = plp.closed, drop unit
			< 10010F
			< 100100 41
		`},
		"called again and refused": {initiatorDTE, `
			> 10010B 00 00
			> 100100 41 = plp.p2, clear call, 1001131315
			> 100117 = plp.closed, drop unit
			> 10010B 00 00
			< 100117 = plp.closed, drop unit
			< 1001130000
			> 100117
		`},
		"where there was no call": {initiatorDTE, `
			> 100100 41 = plp.p1, drop unit, 1001131314
			> 100117 = plp.closed, drop unit
			> 10010B 00 00
			< 10010F
		`},
		"by the side that has cleared": {initiatorDTE, `
			> 10010B 00 00
			< 10010F
			> 1001130000
			> 100100 41 = plp.p6, clear call, 1001131319
			> 10010B 00 00
			< 100117 = plp.closed, drop unit
			< 100117 = plp.p2, drop unit
			< 10010F
		`},
		"called again before the confirmation": {initiatorDTE, `
			> 10010B 00 00
			> 100100 41 = plp.p2, clear call, 1001131315
			> 10010B 00 00 = plp.closed, drop unit
			> 10011B = x25.too-short, drop unit
		`},
		"a broken packet in a call": {initiatorDTE, `
			> 10010B 00 00
			< 10010F
			> 10011B = x25.too-short, reset call, 10011b0526
			> 100100 41 = plp.closed, drop unit
		`},
		"a broken packet to the side that has cleared": {initiatorDTE, `
			> 10010B 00 00
			< 10010F
			< 1001130000
			> 10011B = x25.too-short, drop unit
			> 100117
		`},
		"a broken reset before the call is accepted": {initiatorDTE, `
			> 10010B 00 00
			> 10011B = x25.too-short, clear call, 1001131315
		`},
	})
}

func TestMonitorRestart(t *testing.T) {
	t.Parallel()
	circuit := initiatorDTE
	circuit.Permanent = 1
	watchAll(t, map[string]watched{
		"ends calls": {initiatorDTE, `
			> 10010B 00 00
			< 10010F
			> 1000FB0000
			< 1000FF
			> 100100 41 = plp.p1, drop unit, 1001131314
		`},
		"under way to the side that restarts": {initiatorDTE, `
			> 10010B 00 00
			< 10010F
			> 1000FB0000
			< 100100 41
			< 10020B 00 00
			< 1000FF
			< 10020B 00 00
			> 10020F
		`},
		"of both": {initiatorDTE, `
			> 1000FB0000
			< 1000FB0000
			> 10010B 00 00
			< 10010F
		`},
		"confirmed without":                   {initiatorDTE, "> 1000FF = plp.r1, drop unit"},
		"confirmed by the side that restarts": {initiatorDTE, "> 1000FB0000\n > 1000FF = plp.r2, drop unit"},
		"call before the confirmation":        {initiatorDTE, "> 1000FB0000\n > 10010B 00 00 = plp.r2, drop unit\n < 1000FF\n > 10010B 00 00"},
		"call of the DCE before it":           {initiatorDTE, "< 1000FB0000\n < 10010B 00 00 = plp.r3, drop unit\n > 1000FF\n < 10010B 00 00"},
		"resets permanent circuits": {circuit, `
			> 100100 41
			> 100102 41
			> 1000FB0000
			< 100100 41
			< 1000FF
			> 100100 41
			< 100120 41
		`},
		"met midway": {midway(initiatorDTE), `
			< 1000FF
			> 100100 41 = plp.p1, drop unit, 1001131314
		`},
		"met midway, of both": {midway(initiatorDTE), `
			> 1000FB0000
			> 10010B 00 00
			< 10010F
		`},
	})
}
