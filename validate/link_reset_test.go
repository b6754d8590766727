package validate_test

import (
	"testing"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/validate"
)

// In a reset the numbers begin anew and what was negotiated stays. What is under way to the side
// that has reset is let through, since its receiver discards it; that side itself sends nothing
// before the confirmation.
func TestReset(t *testing.T) {
	above := dte
	above.Top = osi.Transport
	playAll(t, validate.Packets, map[string]played{
		"under way to the side that has reset": {dte, `
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
			> 100124 41 = stack.x25-window, reset call, 10011b0501
		`},
		"data of the side that has reset": {dte, `
			> 10010B 00 00
			< 10010F
			> 10011B0000
			> 100100 41 = stack.x25-d2, reset call, 10011b051c
		`},
		"acknowledgement of the side that has reset": {dte, `
			> 10010B 00 00
			< 10010F
			> 10011B0000
			> 100101 = stack.x25-d2, reset call, 10011b051c
		`},
		"confirmed by the side that has reset": {dte, `
			> 10010B 00 00
			< 10010F
			> 10011B0000
			> 10011F = stack.x25-d2, reset call, 10011b051c
		`},
		"call within": {dte, `
			> 10010B 00 00
			< 10010F
			> 10011B0000
			> 10010B 00 00 = stack.x25-p4, clear call, 1001131317
		`},
		"a sequence begun is forgotten": {above, `
			> 10010B 00 00 03010100
			< 10010F
			> 100110 06E0000000
			> 10011B0000
			< 10011F
			> 100100 06E00000000100
		`},
		"by the guard": {dte, `
			> 10010B 00 03 430303
			< 10010F
			> 100102 41 = stack.x25-ps, reset call, 10011b0501
			> 100104 41 = stack.x25-closed, drop unit
			< 100100 41 = stack.x25-closed, drop unit
			> 10011F = stack.x25-closed, drop unit
			> 100100 41
			< 10011B0000 = stack.x25-closed, drop unit
			< 100120 41
			> 100122 41
			> 100124 41
			> 100126 41
			> 100128 41 = stack.x25-window, reset call, 10011b0501
		`},
		"by the guard, then cleared": {dte, `
			> 10010B 00 00
			< 10010F
			> 100102 41 = stack.x25-ps, reset call, 10011b0501
			> 1001130000
			< 10011F = stack.x25-closed, drop unit
			< 100117
			> 10010B 00 00
		`},
		"by the guard, then cleared and confirmed at once": {dte, `
			> 10010B 00 00
			< 10010F
			> 100102 41 = stack.x25-ps, reset call, 10011b0501
			> 1001130000
			< 100117
			> 10010B 00 00
		`},
	})
}

// After the guard has cleared a call on both sides.
func TestClearedByGuard(t *testing.T) {
	playAll(t, validate.Packets, map[string]played{
		"confirmed by both": {dte, `
			> 10010B 00 00
			> 100100 41 = stack.x25-p2, clear call, 1001131315
			< 10010F = stack.x25-closed, drop unit
			< 100117 = stack.x25-closed, drop unit
			> 100117 = stack.x25-closed, drop unit
			> 10010B 00 00
		`},
		"confirmed by one, who calls again": {dte, `
			> 10010B 00 00
			> 100100 41 = stack.x25-p2, clear call, 1001131315
			> 1001130000 = stack.x25-closed, drop unit
			> 10010B 00 00
			< 10010F = stack.x25-closed, drop unit
			< 100117 = stack.x25-closed, drop unit
			< 10010F
			< 100100 41
		`},
		"called again and refused": {dte, `
			> 10010B 00 00
			> 100100 41 = stack.x25-p2, clear call, 1001131315
			> 100117 = stack.x25-closed, drop unit
			> 10010B 00 00
			< 100117 = stack.x25-closed, drop unit
			< 1001130000
			> 100117
		`},
		"where there was no call": {dte, `
			> 100100 41 = stack.x25-p1, drop unit, 1001131314
			> 100117 = stack.x25-closed, drop unit
			> 10010B 00 00
			< 10010F
		`},
		"a call that is refused: the other side has not heard of it": {dte, `
			> 10010B 00 00 01000000 = stack.x25-protocol, clear call, 10011300f9
			< 10010B 00 00
			> 100117 = stack.x25-closed, drop unit
			> 10010F
		`},
		"by the side that has cleared": {dte, `
			> 10010B 00 00
			< 10010F
			> 1001130000
			> 100100 41 = stack.x25-p6, clear call, 1001131319
			> 10010B 00 00
			< 100117 = stack.x25-closed, drop unit
			< 100117 = stack.x25-p2, drop unit
			< 10010F
		`},
		"called again before the confirmation": {dte, `
			> 10010B 00 00
			> 100100 41 = stack.x25-p2, clear call, 1001131315
			> 10010B 00 00 = stack.x25-closed, drop unit
			> 10011B = x25.too-short, drop unit
		`},
		"a broken packet in a call": {dte, `
			> 10010B 00 00
			< 10010F
			> 10011B = x25.too-short, reset call, 10011b0526
			> 100100 41 = stack.x25-closed, drop unit
		`},
		"a broken packet to the side that has cleared": {dte, `
			> 10010B 00 00
			< 10010F
			< 1001130000
			> 10011B = x25.too-short, drop unit
			> 100117
		`},
		"a broken reset before the call is accepted": {dte, `
			> 10010B 00 00
			> 10011B = x25.too-short, clear call, 1001131326
		`},
	})
}

func TestRestart(t *testing.T) {
	circuit := dte
	circuit.PermanentCircuits = 1
	playAll(t, validate.Packets, map[string]played{
		"ends calls": {dte, `
			> 10010B 00 00
			< 10010F
			> 1000FB0000
			< 1000FF
			> 100100 41 = stack.x25-p1, drop unit, 1001131314
		`},
		"under way to the side that restarts": {dte, `
			> 10010B 00 00
			< 10010F
			> 1000FB0000
			< 100100 41
			< 10020B 00 00
			< 1000FF
			< 10020B 00 00
			> 10020F
		`},
		"of both": {dte, `
			> 1000FB0000
			< 1000FB0000
			> 10010B 00 00
			< 10010F
		`},
		"confirmed without":                   {dte, "> 1000FF = stack.x25-r1, drop unit"},
		"confirmed by the side that restarts": {dte, "> 1000FB0000\n > 1000FF = stack.x25-r2, drop unit"},
		"call before the confirmation":        {dte, "> 1000FB0000\n > 10010B 00 00 = stack.x25-r2, drop unit\n < 1000FF\n > 10010B 00 00"},
		"call of the DCE before it":           {dte, "< 1000FB0000\n < 10010B 00 00 = stack.x25-r3, drop unit\n > 1000FF\n < 10010B 00 00"},
		"resets permanent circuits": {circuit, `
			> 100100 41
			> 100102 41
			> 1000FB0000
			< 100100 41
			< 1000FF
			> 100100 41
			< 100120 41
		`},
		"met midway": {midway(dte), `
			< 1000FF
			> 100100 41 = stack.x25-p1, drop unit, 1001131314
		`},
		"met midway, of both": {midway(dte), `
			> 1000FB0000
			> 10010B 00 00
			< 10010F
		`},
	})
}
