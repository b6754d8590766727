package validate_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/validate"
	"github.com/osi-go/osi/x25"
)

// framed puts each packet of a script into a frame of RFC 1613.
func framed(script string) string {
	var out strings.Builder
	for line := range strings.Lines(script) {
		line = strings.TrimSpace(line)
		if line == "" {
			continue
		}
		packet, want, rejected := strings.Cut(line[1:], "=")
		packet = strings.ReplaceAll(packet, " ", "")
		fmt.Fprintf(&out, "%c 0000%04x %s", line[0], len(packet)/2, packet)
		if rejected {
			out.WriteString(" =" + want)
		}
		out.WriteByte('\n')
	}
	return out.String()
}

// xotCall has packet size 128 and window 2, for OSI transport.
const xotCall = "10010B 00 06 420707 430202 03010100"

func TestXOT(t *testing.T) {
	t.Parallel()
	policy := validate.Policy{Top: osi.X25}
	above := validate.Policy{Top: osi.Transport}
	lenient := validate.Policy{Top: osi.X25, Tolerate: osi.XOTNoFlowControl}
	scripts := map[string]played{
		"call": {above, `
			> ` + xotCall + `
			< 10010F
			> 100100 06E00000000100
			< 100120 06D00001000200
			> 100122 02F08041
			< 100141
			> 1001130000
			< 100117
			> ` + xotCall + `
		`},
		"the channels of both sides are their own": {above, `
			> 10010B 00 06 420404 430202 03010100
			< 10070F
			> 100110 11E00000000100C0010BC2020001C102
			< 100721
			> 100202 0001
			< 100740 06D00001000200
			> 1003130000
			< 100717
		`},
		"window": {policy, `
			> ` + xotCall + `
			< 10010F
			> 100100 41
			> 100102 41
			> 100104 41 = plp.window, reset call, 0000000510011b0001
			> 100106 41 = plp.closed, drop unit
			> 10011F = plp.closed, drop unit
			< 10011F = plp.closed, drop unit
			> 100100 41
			< 100100 41
		`},
		"reset, and then cleared": {policy, `
			> ` + xotCall + `
			< 10010F
			< 100141 = plp.pr, reset call, 0000000510011b0002
			> 1001130000
			< 10011F = plp.closed, drop unit
			< 100117
			> ` + xotCall + `
		`},
		"packet size": {policy, `
			> ` + xotCall + `
			< 10010F
			> ` + dataOf("100100", 128) + `
			> ` + dataOf("100102", 129) + ` = x25.packet-size, reset call, 0000000510011b0027
		`},
		"no facilities":              {policy, "> 10010B 00 00 = xot.flow-control, clear call, 00000005100113004c"},
		"no window":                  {policy, "> 10010B 00 03 420707 = xot.flow-control, clear call, 00000005100113004c"},
		"no facilities, tolerated":   {lenient, "> 10010B 00 00\n < 10010F 00 06 420707 430202\n < 100100 41\n < 100102 41\n < 100104 41 = plp.window, reset call, 0000000510011b0001"},
		"restart":                    {policy, "> 1000FB0000 = xot.packet-type, drop unit\n > " + xotCall},
		"REJ":                        {policy, "> " + xotCall + "\n < 10010F\n > 100109 = xot.packet-type, drop unit\n > 100100 41"},
		"unknown type before a call": {policy, "> 10013B = x25.pti, drop unit\n > " + xotCall},
		"unknown type in a call":     {policy, "> " + xotCall + "\n < 10010F\n > 10013B = x25.pti, reset call, 0000000510011b0021"},
		"data before a call":         {policy, "> 100100 41 = plp.p1, clear call, 000000051001130014"},
		"reset":                      {policy, "> " + xotCall + "\n < 10010F\n > 10011B0000\n < 100100 41\n < 10011F\n > 100100 41"},
		"met midway":                 {midway(policy), "< 100161\n > 100166 41\n < 100181\n > 1001130000\n < 100117\n < 100100 41 = plp.p1, clear call, 000000051001130014"},
	}
	for name, c := range scripts {
		c.script = framed(c.script)
		scripts[name] = c
	}
	playAll(t, validate.XOT, scripts)
}

// pvcSetup returns a PVC set-up of channel 1 from interface A to B.
func pvcSetup(status, windowIn, windowOut, sizeIn, sizeOut byte) string {
	return fmt.Sprintf("1001F5 81 %02x 01 0001 01 0002 %02x%02x %02x%02x 4142", status, windowIn, windowOut, sizeIn, sizeOut)
}

func TestPVCSetup(t *testing.T) {
	t.Parallel()
	policy := validate.Policy{Top: osi.X25}
	anyModulo := validate.Policy{Top: osi.X25, Modulo: x25.AnyModulo}
	above := validate.Policy{Top: osi.Transport}
	// What comes in at one interface goes out at the other: 3 packets of 256 from the initiator, 2
	// of 128 from the responder.
	setUp := "> " + pvcSetup(0, 3, 2, 8, 7) + "\n < " + pvcSetup(0, 2, 3, 7, 8) + "\n"
	resets := "> 10011B0000\n < 10011B0000\n"
	scripts := map[string]played{
		"window from the initiator": {policy, setUp + resets + `
			> 100100 41
			> 100102 41
			> 100104 41
			> 100106 41 = plp.window, reset call, 0000000510011b0001
		`},
		"window from the responder": {policy, setUp + resets + `
			< 100100 41
			< 100102 41
			< 100104 41 = plp.window, reset call, 0000000510011b0001
		`},
		"packet size from the initiator": {policy, setUp + `
			> ` + dataOf("100100", 256) + `
			> ` + dataOf("100102", 257) + ` = x25.packet-size, reset call, 0000000510011b0027
		`},
		"packet size from the responder": {policy, setUp + `
			< ` + dataOf("100100", 128) + `
			< ` + dataOf("100102", 129) + ` = x25.packet-size, reset call, 0000000510011b0027
		`},
		"flow control of each interface: the larger": {policy, "> " + pvcSetup(0, 3, 2, 7, 7) + "\n < " + pvcSetup(0, 2, 1, 7, 8) + `
			> 100100 41
			> 100102 41
			> 100104 41
			< ` + dataOf("100100", 128) + `
			> ` + dataOf("100106", 257) + ` = plp.window, reset call, 0000000510011b0001
		`},
		"flow control of each interface, the responder's larger": {policy, "> " + pvcSetup(0, 2, 2, 7, 7) + "\n < " + pvcSetup(0, 2, 3, 7, 8) + `
			> ` + dataOf("100100", 256) + `
			> 100102 41
			> 100104 41
			> 100106 41 = plp.window, reset call, 0000000510011b0001
		`},
		"what it carries": {above, setUp + resets + `
			> 100100 06E00000000100
			< 100120 06D00001000200
			> 100122 0300 = transport.code, reset call, 0000000510011b00fa
			> 100124 41 = plp.closed, drop unit
			< 10011F = plp.closed, drop unit
			> 10011F = plp.closed, drop unit
			> 100100 06E00000000100
		`},
		"call":                   {policy, setUp + "> " + xotCall + " = plp.permanent, reset call, 0000000510011b0023"},
		"clear":                  {policy, setUp + "< 1001130000 = plp.permanent, reset call, 0000000510011b0023"},
		"data before the answer": {policy, "> " + pvcSetup(0, 2, 2, 7, 7) + "\n < 100100 41 = stack.pvc-setup, disconnect transport"},
		"data of the initiator before the answer": {policy, "> " + pvcSetup(0, 2, 2, 7, 7) + "\n > 100100 41 = stack.pvc-setup, disconnect transport"},
		"broken before the answer":                {policy, "> " + pvcSetup(0, 2, 2, 7, 7) + "\n < 100123 = x25.interrupt-empty, disconnect transport"},
		"of no type before the answer":            {policy, "> " + pvcSetup(0, 2, 2, 7, 7) + "\n < 10013B = x25.pti, drop unit\n > 000100 = x25.gfi, drop unit\n < " + pvcSetup(0, 2, 2, 7, 7)},
		"restarted before the answer":             {policy, "> " + pvcSetup(0, 2, 2, 7, 7) + "\n < 1000FB0000 = xot.packet-type, drop unit\n < " + pvcSetup(0, 2, 2, 7, 7)},
		"broken clear before the answer":          {policy, "> " + pvcSetup(0, 2, 2, 7, 7) + "\n > 100113 = x25.too-short, disconnect transport"},
		"twice":                                   {policy, "> " + pvcSetup(0, 2, 2, 7, 7) + "\n > " + pvcSetup(0, 2, 2, 7, 7) + " = stack.pvc-setup, disconnect transport"},
		"answered twice":                          {policy, setUp + "< " + pvcSetup(0, 2, 3, 7, 8) + " = stack.pvc-setup, disconnect transport"},
		"within a call":                           {policy, "> " + xotCall + "\n > " + pvcSetup(0, 2, 2, 7, 7) + " = stack.pvc-setup, disconnect transport"},
		"begun with a status":                     {policy, "> " + pvcSetup(0x16, 2, 2, 7, 7) + " = stack.pvc-status, disconnect transport, 000000111001f5811a010001010002020207074142"},
		"refused":                                 {policy, "> " + pvcSetup(0, 2, 2, 7, 7) + "\n < " + pvcSetup(0x18, 3, 3, 7, 7) + "\n > 100100 41 = plp.p1, clear call, 000000051001130014"},
		"window 0":                                {policy, "> " + pvcSetup(0, 0, 2, 7, 7) + " = xot.setup-window, disconnect transport, 000000111001f58119010001010002000207074142"},
		"met midway":                              {midway(policy), "< " + pvcSetup(0, 2, 2, 7, 7) + "\n > 10011B0000\n < 10011F\n > 100100 41"},
		"of another modulo":                       {policy, "> 2" + pvcSetup(0, 2, 2, 7, 7)[1:] + " = stack.pvc-modulo, disconnect transport, 000000112001f58119010001010002020207074142"},
		"answered in another":                     {policy, "> " + pvcSetup(0, 2, 2, 7, 7) + "\n < 2" + pvcSetup(0, 2, 2, 7, 7)[1:] + " = stack.pvc-modulo, disconnect transport"},
		"refused in another":                      {policy, "> " + pvcSetup(0, 2, 2, 7, 7) + "\n < 2" + pvcSetup(0x13, 2, 2, 7, 7)[1:]},
		"of any modulo":                           {anyModulo, "> 2" + pvcSetup(0, 2, 2, 7, 7)[1:] + "\n < " + pvcSetup(0, 2, 2, 7, 7) + "\n > 20013B = x25.pti, reset call, 0000000520011b0021"},
		"refusal met midway":                      {midway(policy), "< " + pvcSetup(0x16, 2, 2, 7, 7)},
	}
	for name, c := range scripts {
		c.script = framed(c.script)
		scripts[name] = c
	}
	playAll(t, validate.XOT, scripts)
}

func TestPVCSetupErrors(t *testing.T) {
	t.Parallel()
	s := guard(t, validate.Policy{Top: osi.X25}).Stream(validate.XOT)
	e := lastError(t, s, initiator, strings.ReplaceAll("00000011"+pvcSetup(0x16, 2, 2, 7, 7), " ", ""))
	if e.PDU != "PVC-SETUP" || e.Offset != 4 || e.Got != 0x16 || e.Want != 0 || e.Layer != osi.XOT || e.Reason != 0x1a {
		t.Errorf("%+v", e)
	}
}

// XOT of modulo 128, for a gateway that serves such an interface.
func TestXOTModulo128(t *testing.T) {
	t.Parallel()
	policy := validate.Policy{Top: osi.X25, Modulo: x25.Modulo128}
	playAll(t, validate.XOT, map[string]played{
		"window 8": {policy, framed(`
			> 20010B 00 06 420707 430808
			< 20010F 00 03 430202
			> 20010000 41
			> 20010200 41
			> 20010400 41 = plp.window, reset call, 0000000520011b0001
		`)},
		"modulo 8": {policy, framed("> " + xotCall + " = x25.gfi, drop unit")},
	})
}
