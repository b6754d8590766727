package stack_test

import (
	"testing"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/stack"
	"github.com/osi-go/osi/x25"
)

// A RESET CONFIRMATION behind a reset collision, which Linux sends, is dropped: to pass it on would
// make its receiver reset again.
func TestResetCollision(t *testing.T) {
	t.Parallel()
	collision := osiCall + "> 10011B0000\n < 10011B0000\n"
	playAll(t, stack.Packets, map[string]played{
		"confirmed by both":         {packetsAlone, collision + "> 10011F = plp.d1, drop unit\n < 10011F = plp.d1, drop unit\n > 100100 41\n < 100120 41"},
		"confirmed twice":           {packetsAlone, collision + "> 10011F = plp.d1, drop unit\n > 10011F = plp.d1, reset call, 10011b051b / 10011b00e9"},
		"confirmed behind data":     {packetsAlone, collision + "> 100100 41\n > 10011F = plp.d1, reset call, 10011b051b / 10011b00e9"},
		"confirmed by who does not": {packetsAlone, osiCall + "> 10011B0000\n < 10011F\n < 10011F = plp.d1, reset call, 10011b001b / 10011b0300"},
	})
}

// A broken packet that was to end a clear or a reset of the other side may be the last word of its
// sender about that: the gate ends it in its place.
func TestBrokenEnd(t *testing.T) {
	t.Parallel()
	const cleared, reset = osiCall + "> 1001130000\n", osiCall + "> 10011B0000\n"
	playAll(t, stack.Packets, map[string]played{
		"clear":                        {packetsAlone, cleared + "< 100113 = x25.too-short, clear call / 1001131100\n > 10010B 00 00\n < 100117 = plp.closed, drop unit\n < 10010F"},
		"clear confirmation":           {packetsAlone, cleared + "< 100117 00 00 41 = x25.too-long, clear call / 1001131100\n < 10010B 00 00 = plp.closed, drop unit\n < 1001130000 = plp.closed, drop unit\n < 10010B 00 00"},
		"reset":                        {packetsAlone, reset + "< 10011B = x25.too-short, reset call / 10011b0300\n > 100100 41\n < 100100 41 = plp.closed, drop unit\n < 10011F = plp.closed, drop unit\n < 100120 41"},
		"reset confirmation":           {packetsAlone, reset + "< 10011F00 = x25.too-long, reset call / 10011b0300\n > 100100 41\n < 1001130000\n > 100117"},
		"twice":                        {packetsAlone, cleared + "< 100113 = x25.too-short, clear call / 1001131100\n < 100113 = x25.too-short, drop unit"},
		"another broken packet":        {packetsAlone, cleared + "< 10011B = x25.too-short, drop unit\n < 100117"},
		"of who has cleared":           {packetsAlone, cleared + "> 100113 = x25.too-short, drop unit\n < 100117"},
		"of who has reset, of a clear": {packetsAlone, reset + "< 100113 = x25.too-short, drop unit\n < 10011F"},
		"of who has cleared, a reset":  {packetsAlone, cleared + "< 10011F00 = x25.too-long, drop unit\n < 100117"},
	})
}

// The gate sends no restart of its own, whatever Table C-2 says: it would end the calls of a side
// that has done nothing wrong. What is out of place is dropped without an answer.
func TestRestartState(t *testing.T) {
	t.Parallel()
	playAll(t, stack.Packets, map[string]played{
		"confirmation of no restart":                  {packetsAlone, "> 1000FF = plp.r1, drop unit\n < 1000FF = plp.r1, drop unit\n > 10010B 00 00"},
		"call of who restarts":                        {packetsAlone, "> 1000FB0000\n > 10010B 00 00 = plp.r2, drop unit\n < 1000FF\n > 10010B 00 00"},
		"data of a DCE that does":                     {packetsAlone, "< 1000FB0000\n < 100100 41 = plp.r3, drop unit\n > 1000FF"},
		"restart again":                               {packetsAlone, "> 1000FB0000\n > 1000FB0000 = plp.r2, drop unit\n < 1000FF"},
		"a broken restart":                            {packetsAlone, osiCall + "> 1000FB = x25.too-short, drop unit, 1000f1261000fb\n > 100100 41"},
		"a broken restart of a DCE":                   {packetsAlone, osiCall + "< 1000FB000000 = x25.too-long, drop unit\n > 100100 41"},
		"a broken packet of who restarts":             {packetsAlone, "> 1000FB0000\n > 10011B = x25.too-short, drop unit\n < 1000FF\n > 10010B 00 00"},
		"a confirmation that is not due ends nothing": {packetsAlone, osiCall + "> 1000FF = plp.r1, drop unit\n > 100100 06E00000000100"},
	})
}

// Deviations of Linux, each with its tolerance and without.
func TestLinux(t *testing.T) {
	t.Parallel()
	const unconfirmed = "> 10010B 00 00\n < 10010F\n > 1001130000\n > 10010B 00 00"
	const restricted = "> 10010B 00 02 01C0\n < 10010F"
	// 64 octets and a window of 1 from the called DTE, 128 and 3 from the calling.
	const unequal = "> 10010B 00 06 420607 430103\n < 10010F 00 06 420607 430103\n "
	const swapped = osi.X25SwappedFlowControl
	playAll(t, stack.Packets, map[string]played{
		"CALL behind a CLEAR that nobody confirms":            {packetsAlone, unconfirmed + " = plp.p6, clear call, 1001131319"},
		"CALL behind a CLEAR that nobody confirms, tolerated": {tolerating(packetsAlone, osi.X25UnconfirmedClear), unconfirmed + " = pass x25-unconfirmed-clear\n < 10010F\n > 100100 41"},
		"CALL of the side that has not cleared":               {tolerating(packetsAlone, osi.X25UnconfirmedClear), osiCall + "> 1001130000\n < 10010B 00 00\n > 100117 = plp.p6, drop unit"},
		"restricted response accepted":                        {packetsAlone, restricted + " = x25.restricted-response, clear call, 100113002a / 1001131100"},
		"restricted response accepted, tolerated":             {tolerating(packetsAlone, osi.X25RestrictedAccepted), restricted + " = pass x25-restricted-accepted"},
		"all else of the answer is checked":                   {tolerating(packetsAlone, osi.X25RestrictedAccepted), "> 10010B 00 05 01C0 420909\n < 10010F 00 03 420C0C = x25.negotiation, clear call, 1001130042 / 1001131100"},
		"size of the other direction":                         {packetsAlone, unequal + "< " + dataOf("100100", 128) + " = x25.packet-size, reset call, 10011b0027 / 10011b0300"},
		"size of the other direction, tolerated":              {tolerating(packetsAlone, swapped), unequal + "< " + dataOf("100110", 128) + " = pass x25-swapped-flow-control\n > 100121\n < 100102 41"},
		"more than that of the other direction":               {tolerating(packetsAlone, swapped), unequal + "< " + dataOf("100100", 129) + " = x25.packet-size, reset call, 10011b0027 / 10011b0300"},
		"size of the other direction by the calling DTE":      {tolerating(packetsAlone, swapped), unequal + "> " + dataOf("100110", 64) + " = x25.partially-full, reset call, 10011b00a5 / 10011b00e9"},
		"smaller packets of the called DTE":                   {tolerating(packetsAlone, swapped), "> 10010B 00 03 420706\n < 10010F\n < " + dataOf("100110", 64) + " = pass x25-swapped-flow-control\n < " + dataOf("100102", 10)},
		"window of the other direction":                       {packetsAlone, unequal + "< 100100 41\n < 100102 41 = plp.window, reset call, 10011b0001 / 10011b0300"},
		"window of the other direction, tolerated":            {tolerating(packetsAlone, swapped), unequal + "< 100100 41\n < 100102 41 = pass x25-swapped-flow-control\n < 100104 41 = pass x25-swapped-flow-control\n < 100106 41 = plp.window, reset call, 10011b0001 / 10011b0300"},
	})
}

// A packet of a channel with Q, D or M of whatever form is decoded without an allocation, and so is
// RR.
func TestDataAllocatesNothing(t *testing.T) {
	for name, terse := range map[string]bool{"told": false, "not told": true} {
		t.Run(name, func(t *testing.T) {
			c := stack.New(with(transportToo, stack.Subscription{Window: 7, PacketSize: 128, Retransmission: true})).Conn(stack.Packets)
			c.SkipData(terse)
			play(t, c, osiCall+"> 100100 09E00000000100C0010A\n < 100120 09D00001000200C0010A")
			first, second, rr := octets(t, dataOf("100112 02F080", 125)), octets(t, dataOf("100104", 60)), octets(t, "100101")
			ps := byte(1)
			see := func(e *stack.Event) bool { return e.Err == nil }
			one := func(d osi.Direction, b []byte) {
				if u, _ := c.Next(d, b, see); u.State != stack.Valid {
					t.Fatalf("%x: %+v", b, u.Fault)
				}
			}
			if n := testing.AllocsPerRun(500, func() {
				first[2] = 0x30 | ps<<1
				ps = (ps + 1) & 7
				second[2] = 0x20 | ps<<1
				ps = (ps + 1) & 7
				rr[2] = ps<<5 | 1
				one(osi.FromInitiator, first)
				one(osi.FromInitiator, second)
				one(osi.FromResponder, rr)
			}); n != 0 {
				t.Errorf("%v allocations", n)
			}
		})
	}
}

// Who only looks goes on behind each fault, with what the packet says.
func TestFeedFaults(t *testing.T) {
	t.Parallel()
	config := stack.Config{Top: osi.Transport, Interface: stack.Interface{Initiator: x25.FromDTE, Foreign: true}}
	for name, c := range map[string]struct {
		script string
		want   []string // behind the CALL and its answer
	}{
		"DATA that crosses a CLEAR is not decoded": {"> 1001130000\n < 100100 FEE0\n < 100117", []string{
			"initiator 9 1001130000: x25 CLEAR", "responder 3 100100fee0: x25 DATA", "responder 8 100117: x25 CLEAR-CONF",
		}},
		"DATA that crosses a RESET is not decoded": {"> 10011B0000\n < 100100 FEE0\n < 10011F", []string{
			"initiator 9 10011b0000: x25 RESET", "responder 3 100100fee0: x25 DATA", "responder 8 10011f: x25 RESET-CONF",
		}},
		"DATA that crosses a RESTART is not decoded": {"> 1000FB0000\n < 100100 FEE0\n < 1000FF", []string{
			"initiator 9 1000fb0000: x25 RESTART", "responder 3 100100fee0: x25 DATA", "responder 8 1000ff: x25 RESTART-CONF",
		}},
		"Q": {"> 900100 06E00000000100\n > 100102 06E00000000100", []string{
			"initiator 9 90010006e00000000100: x25.service-q at 0", "initiator 9 90010006e00000000100: x25 DATA", "initiator 12 06e00000000100",
			"initiator 19 10010206e00000000100: x25 DATA", "initiator 22 06e00000000100: transport CR",
		}},
		"a sequence that Q breaks: the rest is no NSDU": {"> 100110 06E0\n > 900112 41\n > 100104 06E00000000100\n > 100106 06E00000000100", []string{
			"initiator 9 10011006e0: x25 DATA",
			"initiator 14 90011241: x25.service-q at 0", "initiator 14 90011241: x25 DATA", "initiator 14 90011241: x25.qualifier at 0",
			"initiator 18 10010406e00000000100: x25 DATA", "initiator 18 10010406e00000000100: x25.qualifier at 0", "initiator 21 06e00000000100",
			"initiator 28 10010606e00000000100: x25 DATA", "initiator 31 06e00000000100: transport CR",
		}},
		"a missing packet": {"> 100100 06E00000000100\n > 100104 41\n > 100106 06E00000000100", []string{
			"initiator 9 10010006e00000000100: x25 DATA", "initiator 12 06e00000000100: transport CR",
			"initiator 19 10010441: plp.ps at 2", "initiator 19 10010441: x25 DATA", "initiator 22 41",
			"initiator 23 10010606e00000000100: x25 DATA", "initiator 26 06e00000000100: transport CR", "initiator 26 06e00000000100: class0.a6 at 1",
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			conn := stack.New(config).Conn(stack.Packets)
			fed(t, conn, "> 10010B 00 00 03010100\n < 10010F")
			expect(t, fed(t, conn, c.script), c.want...)
		})
	}
}
