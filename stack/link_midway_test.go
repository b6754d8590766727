package stack_test

import (
	"testing"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/stack"
)

// What a gate does not know that attaches in the middle, it does not hold against anybody.
func TestMetMidway(t *testing.T) {
	t.Parallel()
	above, alone := midway(transportToo), midway(packetsAlone)
	again := midway(with(transportToo, stack.Subscription{Retransmission: true}))
	circuit := above
	circuit.Interface.PermanentCircuits = 1
	playAll(t, stack.Packets, map[string]played{
		"the rest of an NSDU": {above, `
			> 100106 000000
			> 100108 FEE00000 = transport.header, clear call, 10011300f2 / 10011300e2
		`},
		"the rest of an NSDU in several packets": {above, `
			> 100116 000000
			> 100118 000000
			< 100180 41
			> 10012A 41
			> 10012C FEE00000 = transport.header, clear call, 10011300f2 / 10011300e2
		`},
		"the rest of one in each direction": {above, `
			> 100106 000000
			< 100180 000000
			< 100182 FEE00000 = transport.header, clear call, 10011300f2 / 10011300e2
		`},
		"the rest of an NSDU of a permanent circuit": {circuit, `
			> 100106 000000
			> 100108 FEE00000 = transport.header, reset call, 10011b00fa / 10011b00e9
		`},
		"a whole NSDU behind the rest of one": {above, `
			> 100106 000000
			> 100108 02F08041
		`},
		"a call that was seen has no rest": {above, `
			> 10010B 00 00 03010100
			< 10010F
			> 100100 000000 = transport.code, clear call, 10011300f2 / 10011300e2
		`},
		"nor has a transport connection behind a call": {above, `
			> 10010B 00 00 03010100
			< 10010F
			> 100100 02F08041 = class0.a6, clear call, 10011300f2 / 10011300e2
		`},
		"nor what begins with a reset": {above, `
			> 10011B0000
			< 10011F
			> 100100 000000 = transport.code, clear call, 10011300f2 / 10011300e2
		`},
		"a REJ asks for what came before the gate": {again, `
			< 10011A 4142
			> 100149
			< 100114 06E000
			< 100116 414243
			< 100108 44
			< 10010A 02F08041
			> 1001C1
			< 10010C FEE00000 = transport.header, clear call, 10011300f2 / 10011300e2
		`},
		"a CALL that crosses a clear that may have collided": {alone, `
			> 1001130000
			< 10010B 00 06 420404 430101
			> 10010F
			< 100100 41
			< 100102 41 = plp.window, reset call, 10011b0001 / 10011b0300
		`},
		"a CALL that crosses a clear, and is discarded": {alone, `
			> 1001130000
			< 10010B 00 06 420404 430101
			< 100117
			> 10010B 00 03 430303
			< 10010F
			> 100100 41
			> 100102 41
		`},
		"two CALLs behind such a clear": {alone, `
			> 1001130000
			< 10010B 00 03 430101
			> 10010B 00 03 430303
			< 10010F
			> 100100 41
			> 100102 41
		`},
		"two CALLs behind such a clear, the other one accepted": {alone, `
			> 1001130000
			< 10010B 00 03 430101
			> 10010B 00 03 430303
			> 10010F
			< 100100 41
			< 100102 41 = plp.window, reset call, 10011b0001 / 10011b0300
		`},
		"a CALL for another protocol is refused there, too": {midway(calls(false)), `
			> 1001130000
			< 10010B 00 00 01000000 = stack.x25-protocol, drop unit
			< 100117
		`},
		"a restart ends it": {above, `
			> 100106 000000
			> 1000FB0000
			< 1000FF
			> 100100 41 = plp.p1, drop unit, 1001131314
		`},
		"restarts that collide end it": {above, `
			> 1000FB0000
			< 1000FB0000
			> 100100 41 = plp.p1, drop unit, 1001131314
		`},
	})
}

// A gap in a capture: what is joined begins anew, and the rest of what was under way is not
// decoded.
func TestFeedGap(t *testing.T) {
	t.Parallel()
	c := stack.New(stack.Config{Guess: true, Interface: interfaceOfDTE}).Conn(stack.Packets)
	fed(t, c, osiCall+"> 100100 06E00000000100\n < 100120 06D00001000200\n > 100132 02F080")
	c.Reset(osi.FromInitiator)
	expect(t, fed(t, c, "> 100138 02F080\n > 10012A 01000100\n > 10012C 02F08041"),
		"initiator 25 10013802f080: x25 DATA",
		"initiator 31 10012a01000100: x25 DATA",
		"initiator 34 02f08001000100",
		"initiator 38 10012c02f08041: x25 DATA",
		"initiator 41 02f08041: transport DT",
		"initiator 44 41",
	)
	expect(t, fed(t, c, "> 100130 02F080\n > 100122 0900"),
		"initiator 45 10013002f080: plp.ps at 2",
		"initiator 45 10013002f080: plp.window at 2",
		"initiator 45 10013002f080: x25 DATA",
		"initiator 51 1001220900: x25 DATA",
		"initiator 54 02f0800900",
	)
}
