package stack_test

import (
	"testing"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/stack"
)

// A packet of a channel with Q, D or M of whatever form is decoded without an allocation, and so is
// RR.
func TestDataAllocatesNothing(t *testing.T) {
	for name, skip := range map[string]stack.Skip{"told": 0, "not told": stack.SkipData} {
		t.Run(name, func(t *testing.T) {
			c := stack.New(with(transportToo, stack.Subscription{Window: 7, PacketSize: 128, Retransmission: true})).Conn(stack.Packets)
			c.Skip(skip)
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
	config := stack.Config{Top: osi.Transport, Interface: stack.Interface{Initiator: osi.DTE, Foreign: true}}
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
