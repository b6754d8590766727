package validate_test

import (
	"encoding/hex"
	"fmt"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/validate"
)

// A gate in an X.25 interface: a rejection ends one call, both sides are told, and the other
// logical channels go on.
func ExampleStream_Check_packets() {
	policy := validate.Default()
	policy.Initiator = osi.DTE
	guard, err := validate.New(policy)
	if err != nil {
		fmt.Println(err)
		return
	}
	s := guard.Stream(validate.Packets)
	defer s.Close()
	for _, packet := range []struct {
		from   osi.Direction
		octets string
	}{
		{osi.FromInitiator, "10010b000003010100"},   // CALL on channel 1
		{osi.FromResponder, "10010f"},               // CALL ACCEPTED
		{osi.FromInitiator, "10010006e00000000100"}, // DATA with a CR
		{osi.FromResponder, "90012006d00000000100"}, // DATA with a CC and the Q bit
	} {
		b, _ := hex.DecodeString(packet.octets)
		v, _ := s.Check(packet.from, b)
		fmt.Println(v.Action, "channel", v.Channel)
		if v.Action == validate.Reject {
			fmt.Printf("%v\n%s, answer %x, notice %x\n", v.Err, v.Reaction, v.Answer, v.Notice)
		}
	}
	// Output:
	// pass channel 1
	// pass channel 1
	// pass channel 1
	// reject channel 1
	// x25: DATA Q bit: wrong state: got 0x01 (octet 0, X.223 12 b)
	// clear call, answer [10011300e2], notice [1001131100]
}

// A gate in front of an XOT peer, RFC 1613: one TCP connection is one call.
func ExampleStream_Check_xot() {
	guard, err := validate.New(validate.Default())
	if err != nil {
		fmt.Println(err)
		return
	}
	s := guard.Stream(validate.XOT)
	defer s.Close()
	stream, _ := hex.DecodeString("0000000f" + "10010b0006" + "420707430202" + "03010100" + "00010003" + "10010f") // a CALL, and version 1
	for rest := stream; len(rest) > 0 && !s.Closed(); {
		var v validate.Verdict
		v, rest = s.Check(osi.FromInitiator, rest)
		fmt.Printf("%v %x %v\n", v.Action, v.Octets, v.Err)
	}
	// Output:
	// pass 0000000f10010b000642070743020203010100 <nil>
	// reject 0001000310010f xot: XOT version: bad value: got 0x01 (octet 1, RFC 1613 4.1)
}
