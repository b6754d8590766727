package plp_test

import (
	"testing"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/x25/plp"
)

const osiCall = "> 10010B 00 00 03010100\n < 10010F\n"

func tolerant(m plp.Monitor, t osi.Tolerance) plp.Monitor {
	m.Tolerate = t
	return m
}

// A RESET CONFIRMATION behind a reset collision, which Linux sends, is dropped: to pass it on would
// make its receiver reset again.
func TestMonitorResetCollision(t *testing.T) {
	t.Parallel()
	collision := osiCall + "> 10011B0000\n < 10011B0000\n"
	watchAll(t, map[string]watched{
		"confirmed by both":         {initiatorDTE, collision + "> 10011F = plp.d1, drop unit\n < 10011F = plp.d1, drop unit\n > 100100 41\n < 100120 41"},
		"confirmed twice":           {initiatorDTE, collision + "> 10011F = plp.d1, drop unit\n > 10011F = plp.d1, reset call, 10011b051b / 10011b00e9"},
		"confirmed behind data":     {initiatorDTE, collision + "> 100100 41\n > 10011F = plp.d1, reset call, 10011b051b / 10011b00e9"},
		"confirmed by who does not": {initiatorDTE, osiCall + "> 10011B0000\n < 10011F\n < 10011F = plp.d1, reset call, 10011b001b / 10011b0300"},
	})
}

// A broken packet that was to end a clear or a reset of the other side may be the last word of its
// sender about that: the gate ends it in its place.
func TestMonitorBrokenEnd(t *testing.T) {
	t.Parallel()
	const cleared, reset = osiCall + "> 1001130000\n", osiCall + "> 10011B0000\n"
	watchAll(t, map[string]watched{
		"clear":                        {initiatorDTE, cleared + "< 100113 = x25.too-short, clear call / 1001131100\n > 10010B 00 00\n < 100117 = plp.closed, drop unit\n < 10010F"},
		"clear confirmation":           {initiatorDTE, cleared + "< 100117 00 00 41 = x25.too-long, clear call / 1001131100\n < 10010B 00 00 = plp.closed, drop unit\n < 1001130000 = plp.closed, drop unit\n < 10010B 00 00"},
		"reset":                        {initiatorDTE, reset + "< 10011B = x25.too-short, reset call / 10011b0300\n > 100100 41\n < 100100 41 = plp.closed, drop unit\n < 10011F = plp.closed, drop unit\n < 100120 41"},
		"reset confirmation":           {initiatorDTE, reset + "< 10011F00 = x25.too-long, reset call / 10011b0300\n > 100100 41\n < 1001130000\n > 100117"},
		"twice":                        {initiatorDTE, cleared + "< 100113 = x25.too-short, clear call / 1001131100\n < 100113 = x25.too-short, drop unit"},
		"another broken packet":        {initiatorDTE, cleared + "< 10011B = x25.too-short, drop unit\n < 100117"},
		"of who has cleared":           {initiatorDTE, cleared + "> 100113 = x25.too-short, drop unit\n < 100117"},
		"of who has reset, of a clear": {initiatorDTE, reset + "< 100113 = x25.too-short, clear call, 1001130026 / 1001131100\n < 10011F = plp.closed, drop unit\n < 100117 = plp.closed, drop unit\n < 10010B 00 00"},
		"of who has cleared, a reset":  {initiatorDTE, cleared + "< 10011F00 = x25.too-long, drop unit\n < 100117"},
	})
}

// The gate sends no restart of its own, whatever Table C-2 says: it would end the calls of a side
// that has done nothing wrong. What is out of place is dropped without an answer.
func TestMonitorRestartState(t *testing.T) {
	t.Parallel()
	watchAll(t, map[string]watched{
		"confirmation of no restart":                  {initiatorDTE, "> 1000FF = plp.r1, drop unit\n < 1000FF = plp.r1, drop unit\n > 10010B 00 00"},
		"call of who restarts":                        {initiatorDTE, "> 1000FB0000\n > 10010B 00 00 = plp.r2, drop unit\n < 1000FF\n > 10010B 00 00"},
		"data of a DCE that does":                     {initiatorDTE, "< 1000FB0000\n < 100100 41 = plp.r3, drop unit\n > 1000FF"},
		"restart again":                               {initiatorDTE, "> 1000FB0000\n > 1000FB0000 = plp.r2, drop unit\n < 1000FF"},
		"a broken restart":                            {initiatorDTE, osiCall + "> 1000FB = x25.too-short, drop unit, 1000f1261000fb\n > 100100 41"},
		"a broken restart of a DCE":                   {initiatorDTE, osiCall + "< 1000FB000000 = x25.too-long, drop unit\n > 100100 41"},
		"a broken packet of who restarts":             {initiatorDTE, "> 1000FB0000\n > 10011B = x25.too-short, drop unit\n < 1000FF\n > 10010B 00 00"},
		"a confirmation that is not due ends nothing": {initiatorDTE, osiCall + "> 1000FF = plp.r1, drop unit\n > 100100 06E00000000100"},
	})
}

// Deviations of Linux, each with its tolerance and without.
func TestMonitorLinux(t *testing.T) {
	t.Parallel()
	const unconfirmed = "> 10010B 00 00\n < 10010F\n > 1001130000\n > 10010B 00 00"
	const restricted = "> 10010B 00 02 01C0\n < 10010F"
	// 64 octets and a window of 1 from the called DTE, 128 and 3 from the calling.
	const unequal = "> 10010B 00 06 420607 430103\n < 10010F 00 06 420607 430103\n "
	const swapped = osi.X25SwappedFlowControl
	watchAll(t, map[string]watched{
		"CALL behind a CLEAR that nobody confirms":            {initiatorDTE, unconfirmed + " = plp.p6, clear call, 1001131319"},
		"CALL behind a CLEAR that nobody confirms, tolerated": {tolerant(initiatorDTE, osi.X25UnconfirmedClear), unconfirmed + " = pass x25-unconfirmed-clear\n < 10010F\n > 100100 41"},
		"CALL of the side that has not cleared":               {tolerant(initiatorDTE, osi.X25UnconfirmedClear), osiCall + "> 1001130000\n < 10010B 00 00\n > 100117 = plp.p6, drop unit"},
		"restricted response accepted":                        {initiatorDTE, restricted + " = x25.restricted-response, clear call, 100113002a / 1001131100"},
		"restricted response accepted, tolerated":             {tolerant(initiatorDTE, osi.X25RestrictedAccepted), restricted + " = pass x25-restricted-accepted"},
		"all else of the answer is checked":                   {tolerant(initiatorDTE, osi.X25RestrictedAccepted), "> 10010B 00 05 01C0 420909\n < 10010F 00 03 420C0C = x25.negotiation, clear call, 1001130042 / 1001131100"},
		"size of the other direction":                         {initiatorDTE, unequal + "< " + dataOf("100100", 128) + " = x25.packet-size, reset call, 10011b0027 / 10011b0300"},
		"size of the other direction, tolerated":              {tolerant(initiatorDTE, swapped), unequal + "< " + dataOf("100110", 128) + " = pass x25-swapped-flow-control\n > 100121\n < 100102 41"},
		"more than that of the other direction":               {tolerant(initiatorDTE, swapped), unequal + "< " + dataOf("100100", 129) + " = x25.packet-size, reset call, 10011b0027 / 10011b0300"},
		"size of the other direction by the calling DTE":      {tolerant(initiatorDTE, swapped), unequal + "> " + dataOf("100110", 64) + " = x25.partially-full, reset call, 10011b00a5 / 10011b00e9"},
		"smaller packets of the called DTE":                   {tolerant(initiatorDTE, swapped), "> 10010B 00 03 420706\n < 10010F\n < " + dataOf("100110", 64) + " = pass x25-swapped-flow-control\n < " + dataOf("100102", 10)},
		"window of the other direction":                       {initiatorDTE, unequal + "< 100100 41\n < 100102 41 = plp.window, reset call, 10011b0001 / 10011b0300"},
		"window of the other direction, tolerated":            {tolerant(initiatorDTE, swapped), unequal + "< 100100 41\n < 100102 41 = pass x25-swapped-flow-control\n < 100104 41 = pass x25-swapped-flow-control\n < 100106 41 = plp.window, reset call, 10011b0001 / 10011b0300"},
	})
}
