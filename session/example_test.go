package session_test

import (
	"fmt"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/session"
)

// Decode what a transport service delivered, and act on each SPDU in the order that X.225 wants.
func ExampleDecoder_TSDU() {
	tsdu := []byte("\x01\x03\x10\x01\x01\x29\x03\x2a\x01\x37") // GT with the data token, AE
	var d session.Decoder
	spdus, err := d.TSDU(tsdu)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, s := range session.ProcessingOrder(spdus) {
		switch s := s.(type) {
		case *session.ActivityEnd:
			fmt.Println("end of the activity, serial number", s.Serial)
		case *session.GiveTokens:
			fmt.Println("tokens", s.Tokens)
		default:
			fmt.Println("unexpected", s)
		}
	}
	// Output:
	// end of the activity, serial number 7
	// tokens dk
}

// Decode one SPDU of any type.
func ExampleParse() {
	s, err := session.Parse([]byte("\x0c\x03\x32\x01\x81"))
	if err != nil {
		fmt.Println(err)
		return
	}
	switch s := s.(type) {
	case *session.Refuse:
		fmt.Println(s, s.Reason)
	case *session.Abort:
		fmt.Printf("%v %x\n", s, s.Reflect)
	}
	// Output: RF session selector unknown
}

// Keep an SPDU that a Decoder lends only until its next call.
func ExampleClone() {
	var d session.Decoder
	lent, _ := d.Decode([]byte("\x09\x04\xc1\x02ab"))
	kept := session.Clone(lent)
	_, _ = d.Decode([]byte("\x09\x04\xc1\x02cd"))
	fmt.Printf("%v %s, %v %s\n", lent, lent.SSDU(), kept, kept.SSDU())
	// Output: FN cd, FN ab
}

// Walk the units of an SPDU, known or not.
func ExampleUnits() {
	tsdu := []byte("\x0d\x0f\x05\x06\x13\x01\x00\x16\x01\x02\x14\x02\x00\x02\x7f\x01\x00")
	for f, err := range session.SPDUs(tsdu) {
		if err != nil {
			fmt.Println(err)
			return
		}
		for u, err := range session.Units(f.Type, f.Octets) {
			if err != nil {
				fmt.Println(err)
				return
			}
			fmt.Printf("%v %2d %s: %x\n", f.Type, u.Offset, u.Name(f.Type), u.Value)
		}
	}
	// Output:
	// CN  2 Connect/Accept Item: 130100160102
	// CN  4 Protocol Options: 00
	// CN  7 Version Number: 02
	// CN 10 Session User Requirements: 0002
	// CN 14 parameter 7F: 00
}

// Answer SPDUs that are not valid.
func ExampleAnswer() {
	for _, spdu := range []string{"\x0d\x3c\x05", "\x09\x3c\x05"} {
		_, err := session.Parse([]byte(spdu))
		fmt.Println(err)
		action, answer := session.Answer(err, []byte(spdu), session.Situation{})
		octets, err := answer.AppendBinary(nil)
		fmt.Printf("%v: %v %x %v\n", action, answer, octets, err)
	}
	// Output:
	// session: CN length indicator: bad length: got 60, want 1 (octet 1, X.225 8.2.5)
	// send: RF 0c06160103320185 <nil>
	// session: FN length indicator: bad length: got 60, want 1 (octet 1, X.225 8.2.5)
	// send: AB 19071101053102093c <nil>
}

// Send user data in SPDUs that fit the maximum TSDU size agreed.
func ExampleSegments() {
	dt := session.DataTransfer{Common: session.Common{UserData: []byte("user data")}}
	for p, err := range session.Segments(&dt, session.Version2, 11) {
		if err != nil {
			panic(err)
		}
		tsdu, err := session.Concatenate(nil, false, &session.GiveTokens{}, p)
		fmt.Printf("%x %v\n", tsdu, err)
	}
	// Output:
	// 0100010319010175736572 <nil>
	// 0100010319010020646174 <nil>
	// 0100010319010261 <nil>
}

// Build the CONNECT of an X.400 MTA.
func ExampleConnect() {
	cn := session.Connect{
		ConnectAcceptItem: session.ConnectAcceptItem{
			Version:      session.Version1,
			TokenSetting: osi.Some(session.TokenSetting(0)), // all with the initiator
		},
		Requirements:   osi.Some(session.FUHalfDuplex | session.FUMinorSynchronize | session.FUActivityManagement | session.FUExceptions),
		CalledSelector: []byte("MTA2"),
	}
	cn.UserData = []byte{0x31, 0x00} // a PPDU
	octets, err := cn.AppendBinary(nil)
	fmt.Printf("%x %v\n", octets, err)
	// Output: 0d1905091301001601011a01001402024934044d544132c1023100 <nil>
}
