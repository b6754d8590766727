package session_test

import (
	"fmt"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/session"
)

// What a CN proposes and an AC selects: half-duplex, the data token with the responder, TSDUs of at
// most 1024 octets towards it.
func ExampleNegotiate() {
	cn := session.Connect{Requirements: osi.Some(session.FUHalfDuplex | session.FUDuplex | session.FUMinorSynchronize)}
	cn.Version = session.Version1 | session.Version2
	cn.TSDUSize = osi.Some(session.TSDUSize{ToResponder: 4096})
	cn.TokenSetting = osi.Some(session.TokenSetting(0).With(session.DataToken, session.ResponderSide))
	ac := session.Accept{Requirements: osi.Some(session.FUHalfDuplex)}
	ac.Version = session.Version2
	ac.TSDUSize = osi.Some(session.TSDUSize{ToResponder: 1024})
	n, err := session.Negotiate(&cn, nil, &ac)
	fmt.Println(n.Version, n.Units, "initiator has the token:", n.Initiator == n.Tokens, n.TSDUSize, err)

	cn.Version = session.Version1
	_, err = session.Negotiate(&cn, nil, &ac)
	fmt.Println(err)
	// Output:
	// 2 HD initiator has the token: false {1024 0} <nil>
	// session: AC Version Number: wrong state: got 0x02, want 0x01 (octet 0, X.225 5.8.5)
}

// A DT is of category 2: a GT stands in front of it in the TSDU, here one without tokens.
func ExampleConcatenate() {
	dt := session.DataTransfer{Common: session.Common{UserData: []byte("hello")}}
	tsdu, err := session.Concatenate(nil, false, &session.GiveTokens{}, &dt)
	fmt.Printf("%x %v\n", tsdu, err)

	_, err = session.Concatenate(nil, false, &dt)
	fmt.Println(err)
	// Output:
	// 0100010068656c6c6f <nil>
	// session: DT concatenation: wrong state: got 0x01 (octet 0, X.225 6.3.7 Table 6)
}

// Join the segments of an SSDU. What Add returns is the whole of it, or an SPDU that is none.
func ExampleReassembler() {
	var d session.Decoder
	var r session.Reassembler
	for _, tsdu := range []string{"\x01\x00\x01\x03\x19\x01\x01use", "\x01\x00\x01\x03\x19\x01\x00r d", "\x01\x00\x01\x03\x19\x01\x02ata"} {
		for spdu, err := range d.All([]byte(tsdu)) {
			if err != nil {
				fmt.Println(err)
				return
			}
			whole, done, err := r.Add(spdu)
			switch {
			case err != nil:
				fmt.Println(err)
			case done:
				fmt.Printf("%v %q\n", whole, whole.SSDU())
			default:
				fmt.Println(spdu, "pending:", r.Pending())
			}
		}
	}
	// Output:
	// GT ""
	// DT pending: true
	// GT ""
	// DT pending: true
	// GT ""
	// DT "user data"
}
