package main

import (
	"encoding/binary"
	"encoding/hex"
	"math/rand/v2"

	"github.com/osi-go/osi"

	"github.com/osi-go/osi/transport"
)

// The TPDUs and SPDUs of KB Q86988, as its log prints them, and the AB of KB Q123650: the user
// abort of an RTS.
var (
	kbCR  = octets("09E00000010000C00109")
	kbCC  = octets("09D00100EA0B00C00108")
	kbCN  = octets("0D60011C0A0514034353490B1317113932303530393134353234392D303730300509130100160101" + "1A010014020249C131312FA003800100A12880010081010182010084" + "0101A31AA018A1168010776" + "7632E6D6963726F736F66742E6361A1021600")
	kbAC  = octets("0E53011E09051403435349" + "0B13171139323035303931343532" + "34392D303730300C000509130100" + "1601011A0100140202" + "49C1223120A00380" + "0100A11980010081" + "0101A211A00FA10D8007" + "65616E2E756263A1021600")
	kbAS  = octets("2D052903020101")
	kbAE  = octets("29032A0131")
	kbAEA = octets("2A082A06303030303031")
	kbFN  = octets("0903110101")
	kbDN  = octets("0A00")
	kbAB  = octets("190A110103C1053103800104")

	// A DR refuses the CR of the log: the address is unknown.
	refusal = octets("06800100000003")
	// A GT or PT stands in front of the SPDUs of an activity, X.225 6.3.7, and a GT makes a DT of
	// the next; the log does not print them.
	gt, pt, dt = octets("0100"), octets("0200"), octets("0100")
	// A PT with a Token Item and an RTTP asks for the turn; the other MTA need not give it.
	please = octets("0208100101C103020101")
)

func octets(text string) []byte {
	b, err := hex.DecodeString(text)
	if err != nil {
		panic(err) // a constant of this file
	}
	return b
}

// tpduSize is what the CC of the log selects.
const tpduSize = 256

// A buffer is one NSDU on its way up the stack.
type buffer struct {
	from   osi.Direction
	octets []byte
	fault  fault // what the transport did to it
}

// association returns the buffers of one association, in their order: that of the log with as many
// messages, some larger than one TPDU. A few are refused, or aborted by one side.
func association(r *rand.Rand, messages int) (list []buffer) {
	send := func(from osi.Direction, tsdu ...[]byte) {
		var whole []byte
		for _, b := range tsdu {
			whole = append(whole, b...)
		}
		for dt := range transport.Segments(whole, tpduSize) {
			b, err := dt.AppendBinary(nil)
			if err != nil {
				panic(err) // Segments makes valid TPDUs
			}
			list = append(list, buffer{from: from, octets: b})
		}
	}
	list = append(list, buffer{octets: kbCR})
	if r.IntN(32) == 0 {
		return append(list, buffer{from: osi.FromResponder, octets: refusal})
	}
	list = append(list, buffer{from: osi.FromResponder, octets: kbCC})
	send(osi.FromInitiator, kbCN)
	send(osi.FromResponder, kbAC)
	aborted := -1
	if r.IntN(16) == 0 {
		aborted = r.IntN(messages)
	}
	for i := range messages {
		send(osi.FromInitiator, gt, kbAS)
		send(osi.FromInitiator, gt, dt, message(r)) // one SSDU: the AC of the log says that there are no checkpoints
		if i == aborted {
			send(osi.Direction(r.IntN(2)), kbAB)
			return list
		}
		send(osi.FromInitiator, gt, kbAE)
		send(osi.FromResponder, pt, kbAEA)
		if r.IntN(8) == 0 {
			send(osi.FromResponder, please)
		}
	}
	send(osi.FromInitiator, kbFN)
	send(osi.FromResponder, kbDN)
	return list
}

// message returns what the MTAs transfer: one BER value, as X.409 has it.
func message(r *rand.Rand) []byte {
	n := 8 * (1 + r.IntN(500))
	b := binary.BigEndian.AppendUint16([]byte{4, 0x82}, uint16(n)) // OCTET STRING
	for range n / 8 {
		b = binary.LittleEndian.AppendUint64(b, r.Uint64())
	}
	return b
}
