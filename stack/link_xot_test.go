package stack_test

import (
	"testing"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/stack"
)

func TestXOTCalls(t *testing.T) {
	t.Parallel()
	strict := stack.Config{Top: osi.Transport}
	lenient := tolerating(strict, osi.XOTNoFlowControl)
	const sizes = "00 06 420707 430202 03010100"
	scripts := map[string]played{
		"logical channel 0":    {strict, "> 10000B" + sizes + "\n < 10000F\n > 100000 06E00000000100\n < 100020 06D00001000200\n > 100022 FEE00000 = transport.header, clear call, 0000000510001300f2 / 0000000510001300e2"},
		"channels that change": {strict, "> 10000B" + sizes + "\n < 10070F\n > 100300 06E00000000100\n < 100020 06D00001000200\n > 100F22 02F08041"},
		"the first call is of who has opened the connection": {strict, "< 10010B" + sizes + " = stack.xot-initiator, disconnect transport"},
		"the second one of either":                           {strict, "> 10010B" + sizes + "\n > 1001130000\n < 100117\n < 10010B" + sizes + "\n > 10010F"},
		"met midway: it need not be the first":               {midway(strict), "< 10010B" + sizes},
		"a PVC set-up of who has not opened it":              {strict, "< 1001F5 81 00 01 0001 01 0002 0202 0707 4142 = stack.xot-initiator, disconnect transport"},
		"a call of the other side behind a refusal":          {strict, "> 1001F5 81 00 01 0001 01 0002 0202 0707 4142\n < 1001F5 81 16 01 0001 01 0002 0202 0707 4142\n < 10010B" + sizes + "\n > 10010F"},
		"a refusal with zeros":                               {strict, "> 1001F5 81 00 01 0001 01 0002 0202 0707 4142\n < 1001F5 81 13 01 0001 01 0002 0000 0000 4142"},
		"a call without facilities is cleared":               {strict, "> 10000B 00 00 03010100 = xot.flow-control, clear call, 00000005100013004c"},
		"confirmed with them, tolerated":                     {lenient, "> 10010B 00 00 03010100 = pass xot-no-flow-control\n < 10010F 00 06 420707 430202"},
		"confirmed without them":                             {lenient, "> 10010B 00 00 03010100 = pass xot-no-flow-control\n < 10010F = xot.flow-control, clear call, 00000005100113004c / 0000000510011300e4"},
		"confirmed without them, tolerated":                  {tolerating(strict, osi.XOTNoFlowControl|osi.XOTUnstatedFlowControl), "> 10010B 00 00 03010100 = pass xot-no-flow-control\n < 10010F = pass xot-unstated-flow-control"},
		"confirmed with one of them":                         {lenient, "> 10010B 00 03 420707 03010100 = pass xot-no-flow-control\n < 10010F 00 03 420707 = xot.flow-control, clear call, 00000005100113004c / 0000000510011300e4"},
		"confirmed with the other":                           {lenient, "> 10010B 00 03 420707 03010100 = pass xot-no-flow-control\n < 10010F 00 03 430202"},
		"reset": {strict, "> 10010B" + sizes + `
			< 10010F
			< 100141 = plp.pr, reset call, 0000000510011b0002 / 0000000510011b00e9
			< 10011F = plp.closed, drop unit
			> 10011F = plp.closed, drop unit
			> 100100 06E00000000100
		`},
		"confirmed as proposed": {strict, "> 10010B" + sizes + "\n < 10010F"},
	}
	for name, s := range scripts {
		s.script = framed(s.script)
		scripts[name] = s
	}
	playAll(t, stack.XOT, scripts)
}

// A connection of XOT that is broken is over, whatever the gate waits for.
func TestXOTFraming(t *testing.T) {
	t.Parallel()
	c := stack.New(stack.Config{Top: osi.X25}).Conn(stack.XOT)
	play(t, c, "> 0000000F 10010B00 06 420707 430202 03010100\n > 01000003 = xot.version, disconnect transport")
}
