package stack_test

import (
	"testing"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/stack"
	"github.com/osi-go/osi/x25"
)

const osiCall = "> 10010B 00 00 03010100\n < 10010F\n"

// X.223 12 b: in a call of the OSI network service a DATA packet has Q 0, D 0 unless agreed, and
// INTERRUPT needs agreement. The initiator is the DTE, so that a DCE answers it: a diagnostic from
// 80 on goes with cause 00.
func TestNetworkService(t *testing.T) {
	t.Parallel()
	// Facility 0B is behind the marker 00 0F.
	expedited := "> 10010B 00 04 000F0B01 03010100\n < 10010F 00 04 000F0B01\n"
	receipt := "> 50010B 00 00 03010100\n < 50010F\n"
	foreign := transportToo
	foreign.Interface.Foreign = true
	circuit := transportToo
	circuit.Interface.PermanentCircuits = 1
	playAll(t, stack.Packets, map[string]played{
		"Q":                                       {transportToo, osiCall + "> 900100 FEE00000 = x25.service-q, clear call, 10011300e2 / 10011300e2"},
		"Q of an MTA that is called":              {transportToo, osiCall + "< 900100 FEE00000 = x25.service-q, clear call, 10011300e2 / 1001131100"},
		"Q in the middle of a sequence":           {transportToo, osiCall + "> 100110 06E0\n > 900102 0000000100 = x25.service-q, clear call, 10011300e2 / 10011300e2"},
		"Q of another protocol":                   {foreign, "> 10010B 00 00 01000000\n < 10010F\n > 900100 FEE00000"},
		"Q where X.25 alone is checked":           {packetsAlone, osiCall + "> 900100 FEE00000"},
		"Q on a permanent circuit":                {circuit, "> 900100 FEE00000 = x25.service-q, reset call, 10011b00e9 / 10011b00e9"},
		"D not agreed":                            {transportToo, osiCall + "> 500100 06E00000000100 = x25.service-d, clear call, 10011300e2 / 10011300e2"},
		"D asked for, not agreed":                 {transportToo, "> 50010B 00 00 03010100\n < 10010F\n > 500100 06E00000000100 = x25.service-d, clear call, 10011300e2 / 10011300e2"},
		"D agreed":                                {transportToo, receipt + "> 500100 06E00000000100\n < 500120 06D00001000200"},
		"D with M":                                {transportToo, receipt + "> 500110 06E0 = x25.service-more, clear call, 10011300e2 / 10011300e2"},
		"D tolerated":                             {tolerating(transportToo, osi.X25ServiceNotAgreed), osiCall + "> 500100 06E00000000100 = pass x25-service-not-agreed"},
		"D with M not tolerated":                  {tolerating(transportToo, osi.X25ServiceNotAgreed), osiCall + "> 500110 06E0 = x25.service-d, clear call, 10011300e2 / 10011300e2"},
		"Q not tolerated":                         {tolerating(transportToo, ^osi.Tolerance(0)), osiCall + "> 900100 06E00000000100 = x25.service-q, clear call, 10011300e2 / 10011300e2"},
		"INTERRUPT not agreed":                    {transportToo, osiCall + "> 10012341 = x25.service-interrupt, clear call, 10011300e2 / 10011300e2"},
		"INTERRUPT asked for, not agreed":         {transportToo, "> 10010B 00 04 000F0B01 03010100\n < 10010F\n > 10012341 = x25.service-interrupt, clear call, 10011300e2 / 10011300e2"},
		"INTERRUPT agreed":                        {transportToo, expedited + "> 10012341\n < 100127\n < 10012342"},
		"INTERRUPT tolerated":                     {tolerating(transportToo, osi.X25ServiceNotAgreed), osiCall + "> 10012341 = pass x25-service-not-agreed\n > 10012341 = plp.interrupt, reset call, 10011b052c / 10011b00e9"},
		"met midway: what is agreed is not known": {midway(transportToo), "> 10012341\n < 500100 41\n < 900102 41 = x25.service-q, clear call, 10011300e2 / 1001131100"},
	})
}

// X.223 12 c: an M-bit sequence without user data is ignored.
func TestEmptySequence(t *testing.T) {
	t.Parallel()
	playAll(t, stack.Packets, map[string]played{
		"one packet":                 {transportToo, osiCall + "> 100100 06E00000000100\n > 100102\n > 100104\n < 100160 06D00001000200\n > 100126 02F08041"},
		"two packets":                {transportToo, osiCall + "> 100110\n > 100102\n > 100104 06E00000000100"},
		"as the packet of the issue": {transportToo, osiCall + "> 100100 06E00000000100\n < 100120 06D00001000200\n > 100122"},
	})
}

// A fault above X.25 clears as the user of the network service would, X.223 7.2.2: abnormally. A
// permanent circuit is reset.
func TestFaultAbove(t *testing.T) {
	t.Parallel()
	circuit := transportToo
	circuit.Interface.PermanentCircuits = 1
	playAll(t, stack.Packets, map[string]played{
		"from a DTE":             {transportToo, osiCall + "> 100100 FEE00000 = transport.header, clear call, 10011300f2 / 10011300e2"},
		"from a DCE":             {transportToo, osiCall + "< 100100 FEE00000 = transport.header, clear call, 10011300f2 / 10011300e2"},
		"of a permanent circuit": {circuit, "> 100100 FEE00000 = transport.header, reset call, 10011b00fa / 10011b00e9"},
		"of modulo 128":          {stack.Config{Top: osi.Transport, Interface: stack.Interface{Modulo: x25.Modulo128}}, "> 20010B 00 00 03010100\n < 20010F\n > 20010000 FEE00000 = transport.header, clear call, 20011300f2 / 20011300e2"},
		"in the second NSDU":     {transportToo, osiCall + "> 100100 06E00000000100\n < 100120 06D00001000200\n > 100122 0300 = transport.code, clear call, 10011300f2 / 10011300e2"},
	})
}
