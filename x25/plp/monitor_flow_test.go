package plp_test

import (
	"testing"

	"github.com/osi-go/osi/x25"
	"github.com/osi-go/osi/x25/plp"
)

func TestMonitorWindow(t *testing.T) {
	t.Parallel()
	standard := subscribed(plp.Subscription{Window: x25.DefaultWindow})
	modulo128 := initiatorDTE
	modulo128.Modulo = x25.Modulo128
	watchAll(t, map[string]watched{
		"default of the subscription": {standard, `
			> 10010B 00 00
			< 10010F
			> 100100 41
			> 100102 41
			> 100104 41 = plp.window, reset call, 10011b0501
		`},
		"opened by RR": {standard, `
			> 10010B 00 00
			< 10010F
			> 100100 41
			> 100102 41
			< 100121
			> 100104 41
			> 100106 41 = plp.window, reset call, 10011b0501
		`},
		"opened by RNR": {standard, `
			> 10010B 00 00
			< 10010F
			> 100100 41
			> 100102 41
			< 100145
			> 100104 41
			> 100106 41
			> 100108 41 = plp.window, reset call, 10011b0501
		`},
		"opened by DATA, numbers around": {standard, `
			> 10010B 00 00
			< 10010F
			> 100100 41
			> 100102 41
			< 100140 42
			> 100104 41
			> 100106 41
			< 100182 42
			> 100148 41
			> 10014A 41
			< 1001C1
			> 10014C 41
			> 10014E 41
			< 100101
			> 100140 41
			> 100142 41
			> 100144 41 = plp.window, reset call, 10011b0501
		`},
		"of the other side": {standard, `
			> 10010B 00 00
			< 10010F
			< 100100 41
			< 100102 41
			< 100104 41 = plp.window, reset call, 10011b0001
		`},
		"not known: as many as the numbers allow": {initiatorDTE, `
			> 10010B 00 00
			< 10010F
			> 100100 41
			> 100102 41
			> 100104 41
			> 100106 41
			> 100108 41
			> 10010A 41
			> 10010C 41
			> 10010E 41 = plp.window, reset call, 10011b0501
		`},
		"negotiated, three from the called DTE and four from the calling": {standard, `
			> 10010B 00 03 430304
			< 10010F 00 03 430304
			> 100100 41
			> 100102 41
			> 100104 41
			> 100106 41
			< 100100 41
			< 100102 41
			< 100104 41
			> 100108 41 = plp.window, reset call, 10011b0501
		`},
		"the same, the called DTE's": {standard, `
			> 10010B 00 03 430304
			< 10010F
			< 100100 41
			< 100102 41
			< 100104 41
			< 100106 41 = plp.window, reset call, 10011b0001
		`},
		"called by the responder": {standard, `
			< 10010B 00 03 430403
			> 10010F
			> 100100 41
			> 100102 41
			> 100104 41
			> 100106 41
			< 100100 41
			< 100102 41
			< 100104 41
			< 100106 41 = plp.window, reset call, 10011b0001
		`},
		"negotiated down": {standard, `
			> 10010B 00 03 430707
			< 10010F 00 03 430303
			> 100100 41
			> 100102 41
			> 100104 41
			> 100106 41 = plp.window, reset call, 10011b0501
		`},
		"negotiated up to the default": {initiatorDTE, `
			> 10010B 00 03 430101
			< 10010F 00 03 430202
			> 100100 41
			> 100102 41
			> 100104 41 = plp.window, reset call, 10011b0501
		`},
		"the answer alone, the subscription not known": {initiatorDTE, `
			> 10010B 00 00
			< 10010F 00 03 430303
			> 100100 41
			> 100102 41
			> 100104 41
			> 100106 41 = plp.window, reset call, 10011b0501
		`},
		"one": {initiatorDTE, `
			> 10010B 00 03 430101
			< 10010F
			> 100100 41
			< 100121
			> 100102 41
			> 100104 41 = plp.window, reset call, 10011b0501
		`},
		"modulo 128": {modulo128, `
			> 20010B 00 03 430808
			< 20010F
			> 20010000 41
			> 20010200 41
			> 20010400 41
			> 20010600 41
			> 20010800 41
			> 20010A00 41
			> 20010C00 41
			> 20010E00 41
			< 20010102
			> 20011000 41
			> 20011200 41 = plp.window, reset call, 20011b0501
		`},
		"met midway: from the first P(R) on": {midway(standard), `
			> 1001A6 41
			> 1001A8 41
			> 1001AA 41
			< 1001D4 42
			> 1001CC 41
			> 1001CE 41
			> 1001C0 41
		`},
		"met midway, with a known window": {midway(func() plp.Monitor { p := standard; p.Permanent = 1; return p }()), `
			< 100161
			> 100106 41
			> 100108 41
			> 10010A 41 = plp.window, reset call, 10011b0501
		`},
		"a permanent circuit": {func() plp.Monitor { p := standard; p.Permanent = 1; return p }(), `
			> 100100 41
			> 100102 41
			> 100104 41 = plp.window, reset call, 10011b0501
		`},
	})
}

func TestMonitorPacketSize(t *testing.T) {
	t.Parallel()
	standard := subscribed(plp.Subscription{PacketSize: x25.DefaultPacketSize})
	circuit := standard
	circuit.Permanent = 1
	modulo128 := standard
	modulo128.Modulo = x25.Modulo128
	watchAll(t, map[string]watched{
		"default of the subscription": {standard, `
			> 10010B 00 00
			< 10010F
			> ` + dataOf("100100", 128) + `
			> ` + dataOf("100102", 129) + ` = x25.packet-size, reset call, 10011b0527
		`},
		"not known": {initiatorDTE, `
			> 10010B 00 00
			< 10010F
			> ` + dataOf("100100", 4096) + `
		`},
		"negotiated, 128 from the called DTE and 64 from the calling": {standard, `
			> 10010B 00 03 420706
			< 10010F
			< ` + dataOf("100100", 128) + `
			> ` + dataOf("100120", 64) + `
			> ` + dataOf("100122", 65) + ` = x25.packet-size, reset call, 10011b0527
		`},
		"the same, the called DTE's": {standard, `
			> 10010B 00 03 420706
			< 10010F
			< ` + dataOf("100100", 129) + ` = x25.packet-size, reset call, 10011b0027
		`},
		"negotiated down": {standard, `
			> 10010B 00 03 420A0A
			< 10010F 00 03 420808
			> ` + dataOf("100100", 256) + `
			> ` + dataOf("100102", 257) + ` = x25.packet-size, reset call, 10011b0527
		`},
		"partially full with M": {standard, `
			> 10010B 00 00
			< 10010F
			> ` + dataOf("100110", 128) + `
			> ` + dataOf("100112", 127) + ` = x25.partially-full, reset call, 10011b00a5
		`},
		"a permanent circuit": {circuit, `
			> ` + dataOf("100100", 128) + `
			> ` + dataOf("100102", 129) + ` = x25.packet-size, reset call, 10011b0527
		`},
		"modulo 128": {modulo128, `
			> 20010B 00 00
			< 20010F
			> ` + dataOf("20010000", 128) + `
			> ` + dataOf("20010200", 129) + ` = x25.packet-size, reset call, 20011b0527
		`},
	})
}
