package stack_test

import (
	"encoding/hex"
	"fmt"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/stack"
	"github.com/osi-go/osi/x25"
)

// A gate between a DTE and its network: what X.25 forbids is answered, and the side that is not to
// blame is told.
func ExampleConn_React() {
	s := stack.New(stack.Config{Interface: stack.Interface{
		Initiator: osi.DTE,
		Calls: []stack.CallRule{
			{UserData: []byte(x25.OSITransport), Use: stack.OSI}, // X.400
			{Called: "26245", Use: stack.Foreign},                // the printers, by QLLC
			{},                                                   // nothing else
		},
	}})
	c := s.Conn(stack.Packets)
	for _, packet := range []struct {
		from  osi.Direction
		octet string
	}{
		{osi.FromInitiator, "10010b000003010100"}, // CALL for OSI
		{osi.FromResponder, "10010f"},
		{osi.FromInitiator, "900100fee00000"}, // Q 1: the incident of KB Q225157 in other clothes
		{osi.FromInitiator, "10020b0000c3"},   // QLLC to no printer
	} {
		b, _ := hex.DecodeString(packet.octet)
		u, _ := c.Next(packet.from, b, func(*stack.Event) bool { return true })
		if u.State == stack.Valid {
			fmt.Println("pass", packet.octet)
			continue
		}
		r := c.React(packet.from, u.Fault)
		fmt.Printf("%v\n  %s, answer %x, notice %x\n", u.Fault.Err, r.Reaction, r.Answer, r.Notice)
	}
	// Output:
	// pass 10010b000003010100
	// pass 10010f
	// x25: DATA Q bit: wrong state: got 0x01 (octet 0, X.223 12 b)
	//   clear call, answer [10011300e2], notice [10011300e2]
	// x25: CALL call: refused by policy
	//   clear call, answer [10021300f5], notice []
}
