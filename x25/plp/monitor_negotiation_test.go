package plp_test

import (
	"testing"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/x25"
	"github.com/osi-go/osi/x25/plp"
)

// The answer lies between what the call asks for, or is subscribed to, and 2 or 128.
func TestMonitorNegotiation(t *testing.T) {
	t.Parallel()
	wide := subscribed(plp.Subscription{Window: 4, PacketSize: 256})
	watchAll(t, map[string]watched{
		"window above the proposal":     {initiatorDTE, "> 10010B 00 03 430304\n < 10010F 00 03 430404 = x25.negotiation, clear call, 1001130042"},
		"window below the default":      {initiatorDTE, "> 10010B 00 03 430304\n < 10010F 00 03 430201 = x25.negotiation, clear call, 1001130042"},
		"window past the default":       {initiatorDTE, "> 10010B 00 03 430101\n < 10010F 00 03 430103 = x25.negotiation, clear call, 1001130042"},
		"size above the proposal":       {initiatorDTE, "> 10010B 00 03 420808\n < 10010F 00 03 420809 = x25.negotiation, clear call, 1001130042"},
		"size below the default":        {initiatorDTE, "> 10010B 00 03 420808\n < 10010F 00 03 420608 = x25.negotiation, clear call, 1001130042"},
		"window above the subscription": {wide, "> 10010B 00 00\n < 10010F 00 03 430405 = x25.negotiation, clear call, 1001130042"},
		"size above the subscription":   {wide, "> 10010B 00 00\n < 10010F 00 03 420908 = x25.negotiation, clear call, 1001130042"},
		"within the subscription":       {wide, "> 10010B 00 00\n < 10010F 00 06 420708 430203"},
		"subscription not known":        {initiatorDTE, "> 10010B 00 00\n < 10010F 00 06 420C0C 430707"},
		"call not known":                {midway(initiatorDTE), "< 10010F 00 06 420C0C 430707"},
		"throughput above the proposal": {initiatorDTE, "> 10010B 00 02 02AA\n < 10010F 00 02 02AB = x25.throughput-negotiation, clear call, 1001130042"},
		"restricted response":           {initiatorDTE, "> 10010B 00 02 01C0\n < 10010F = x25.restricted-response, clear call, 100113002a"},
		"user data without fast select": {initiatorDTE, "> 10010B 00 00\n < 10010F 00 00 41 = x25.fast-select-data, clear call, 100113002a"},
		"clear user data":               {initiatorDTE, "> 10010B 00 00\n < 10010F\n > 1001130000 00 00 41 = x25.fast-select-data, clear call, 100113132a"},
		"clear user data, fast select":  {initiatorDTE, "> 10010B 00 02 0180\n < 10010F\n > 1001130000 00 00 41"},
	})
}

// P(S) and P(R).
func TestMonitorSequenceNumbers(t *testing.T) {
	t.Parallel()
	modulo128 := initiatorDTE
	modulo128.Modulo = x25.Modulo128
	watchAll(t, map[string]watched{
		"P(S) skipped":         {initiatorDTE, "> 10010B 00 00\n < 10010F\n > 100100 41\n > 100104 41 = plp.ps, reset call, 10011b0501"},
		"P(S) repeated":        {initiatorDTE, "> 10010B 00 00\n < 10010F\n > 100100 41\n > 100100 41 = plp.ps, reset call, 10011b0501"},
		"first P(S) not 0":     {initiatorDTE, "> 10010B 00 00\n < 10010F\n > 100102 41 = plp.ps, reset call, 10011b0501"},
		"P(R) of nothing sent": {initiatorDTE, "> 10010B 00 00\n < 10010F\n > 100100 41\n < 100121\n < 100141 = plp.pr, reset call, 10011b0002"},
		"P(R) going back":      {initiatorDTE, "> 10010B 00 00\n < 10010F\n > 100100 41\n > 100102 41\n < 100141\n < 100121 = plp.pr, reset call, 10011b0002"},
		"P(R) the same":        {initiatorDTE, "> 10010B 00 00\n < 10010F\n > 100100 41\n < 100121\n < 100121\n < 100125"},
		"P(R) of DATA":         {initiatorDTE, "> 10010B 00 00\n < 10010F\n < 100120 41 = plp.pr, reset call, 10011b0002"},
		"modulo 128":           {modulo128, "> 20010B 00 00\n < 20010F\n > 20010000 41\n < 20010102\n < 20010104 = plp.pr, reset call, 20011b0002"},
	})
}

// Errors tell the octet and the values.
func TestMonitorFlowErrors(t *testing.T) {
	t.Parallel()
	modulo128 := initiatorDTE
	modulo128.Modulo = x25.Modulo128
	for name, c := range map[string]struct {
		policy plp.Monitor
		script string
		last   string
		want   osi.Error
	}{
		"window": {
			subscribed(plp.Subscription{Window: 2}), "> 10010B0000\n < 10010F\n > 10010041\n > 10010241", "10010441",
			osi.Error{PDU: "DATA", Offset: 2, Got: 2, Want: 1},
		},
		"P(S)":                    {initiatorDTE, "> 10010B0000\n < 10010F\n > 10010041", "10010441", osi.Error{PDU: "DATA", Offset: 2, Got: 2, Want: 1}},
		"P(R)":                    {initiatorDTE, "> 10010B0000\n < 10010F\n < 10010041", "100141", osi.Error{PDU: "RR", Offset: 2, Got: 2, Want: 1}},
		"P(R) modulo 128":         {modulo128, "> 20010B0000\n < 20010F\n < 2001000041", "20010104", osi.Error{PDU: "RR", Offset: 3, Got: 2, Want: 1}},
		"P(R) of DATA modulo 128": {modulo128, "> 20010B0000\n < 20010F\n < 2001000041", "2001000441", osi.Error{PDU: "DATA", Offset: 3, Got: 2, Want: 1}},
		"size": {
			subscribed(plp.Subscription{PacketSize: 16}), "> 10010B0000\n < 10010F", dataOf("100100", 17),
			osi.Error{PDU: "DATA", Offset: 19, Got: 17, Want: 16},
		},
		"negotiation": {initiatorDTE, "< 10010B0003430304", "10010F0003430504", osi.Error{PDU: "CALL-ACC", Offset: 6, Got: 5, Want: 3}},
	} {
		t.Run(name, func(t *testing.T) {
			_, e := watched{c.policy, c.script}.play(t).judged(osi.FromInitiator, octets(t, c.last))
			if e.PDU != c.want.PDU || e.Offset != c.want.Offset || e.Got != c.want.Got || e.Want != c.want.Want {
				t.Errorf("got %+v of %s, want %+v", *e, e.ID, c.want)
			}
		})
	}
}

func TestMonitorReject(t *testing.T) {
	t.Parallel()
	again := subscribed(plp.Subscription{Window: 3, Retransmission: true})
	modulo128 := again
	modulo128.Modulo = x25.Modulo128
	watchAll(t, map[string]watched{
		"not subscribed to": {initiatorDTE, `
			> 10010B 00 00
			< 10010F
			< 100100 41
			< 100102 42
			> 100129 = plp.no-reject, reset call, 10011b0525
		`},
		"not subscribed to, of nothing": {initiatorDTE, `
			> 10010B 00 00
			< 10010F
			> 100109 = plp.no-reject, reset call, 10011b0525
		`},
		"not subscribed to, met midway": {midway(initiatorDTE), "> 100169 = plp.no-reject, reset call, 10011b0525"},
		"of nothing": {again, `
			> 10010B 00 00
			< 10010F
			< 100100 41
			> 100129
			< 100102 42
		`},
		"of nothing but what is under way before the gate": {again, `
			> 10010B 00 00
			< 10010F
			> 100109
			< 100100 41
			< 100100 41
			< 100102 42
		`},
		"of what is acknowledged later": {again, `
			> 10010B 00 00
			< 10010F
			> 100109
			< 100100 41
			> 100121
			< 100100 41 = plp.ps, reset call, 10011b0001
		`},
		"of what an RR acknowledges": {again, `
			> 10010B 00 00
			< 10010F
			< 100100 41
			< 100102 42
			> 100109
			> 100121
			< 100102 42 = plp.ps, reset call, 10011b0001
		`},
		"of what an RNR does not": {again, `
			> 10010B 00 00
			< 10010F
			< 100100 41
			< 100102 42
			> 100109
			> 100105
			< 100100 41
			< 100102 42
		`},
		"of a P(R) that is out of range": {again, `
			> 10010B 00 00
			< 10010F
			< 100100 41
			> 100149 = plp.pr, reset call, 10011b0502
		`},
		"sent again, with what was under way before": {again, `
			> 10010B 00 00
			< 10010F
			< 100100 41
			< 100102 42
			> 100129
			< 100104 43
			< 100102 42
			< 100104 43
			< 100106 44
			< 100108 45 = plp.window, reset call, 10011b0001
		`},
		"once": {again, `
			> 10010B 00 00
			< 10010F
			< 100100 41
			< 100102 42
			> 100109
			< 100100 41
			< 100100 41 = plp.ps, reset call, 10011b0001
		`},
		"P(R) of what is not yet sent again": {again, `
			> 10010B 00 00
			< 10010F
			< 100100 41
			< 100102 42
			> 100109
			< 100100 41
			> 100141 = plp.pr, reset call, 10011b0502
		`},
		"other octets": {again, `
			> 10010B 00 00
			< 10010F
			< 100100 41
			> 100109
			< 100100 42 = plp.repeated, reset call, 10011b0001
		`},
		"other M": {again, `
			> 10010B 00 00
			< 10010F
			< 100100 41
			> 100109
			< 100110 41 = plp.repeated, reset call, 10011b0001
		`},
		"other Q": {again, `
			> 10010B 00 00
			< 10010F
			< 100100 41
			> 100109
			< 900100 41 = plp.repeated, reset call, 10011b0001
		`},
		"other D": {again, `
			> 10010B 00 00
			< 10010F
			< 100100 41
			> 100109
			< 500100 41 = plp.repeated, reset call, 10011b0001
		`},
		"fewer octets": {again, `
			> 10010B 00 00
			< 10010F
			< 100100 41
			> 100109
			< 100100 = plp.repeated, reset call, 10011b0001
		`},
		"another P(R)": {again, `
			> 10010B 00 00
			< 10010F
			< 100100 41
			> 100100 55
			> 100109
			< 100120 41
		`},
		"modulo 128": {modulo128, `
			> 20010B 00 00
			< 20010F
			< 20010000 41
			< 20010200 42
			> 20010902
			< 20010200 42
			< 20010400 43
			> 20010902
			< 20010200 43 = plp.repeated, reset call, 20011b0001
		`},
		"numbers around": {again, `
			> 10010B 00 00
			< 10010F
			< 100100 40
			< 100102 41
			< 100104 42
			> 100161
			< 100106 43
			< 100108 44
			< 10010A 45
			> 1001C1
			< 10010C 46
			< 10010E 47
			< 100100 48
			> 1001C9
			< 10010C 46
			< 10010E 47
			< 100100 48
			> 100121
			< 100102 49
		`},
		"forgotten by a reset": {again, `
			> 10010B 00 00
			< 10010F
			< 100100 41
			> 100109
			> 10011B0000
			< 10011F
			< 100100 42
			< 100102 42
		`},
	})
}
