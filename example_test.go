package osi_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/acse"
)

func Example() {
	_, err := acse.Parse([]byte{0x60, 0x04, 0x80, 0x02, 0x07, 0x00}) // an AARQ with no version
	fmt.Println(err)

	var e *osi.Error
	if errors.As(err, &e) {
		fmt.Println(e.ID, e.Layer, e.PDU, e.Offset)
	}
	fmt.Println(errors.Is(err, osi.ErrValue), errors.Is(err, io.ErrUnexpectedEOF))
	// Output:
	// acse: AARQ Protocol Version: bad value: got 0x00, want 0x01 (octet 4, X.227 7.1.4.1)
	// acse.no-version acse AARQ 4
	// true false
}

func ExampleError_Attach() {
	octets := []byte{0x60, 0x04, 0x80, 0x02, 0x07, 0x00}
	_, err := acse.Parse(octets)
	fmt.Printf("%+v\n", osi.AsError(err).Attach(octets))
	// Output:
	// acse: AARQ Protocol Version: bad value: got 0x00, want 0x01 (octet 4, X.227 7.1.4.1)
	// 	0000: 60 04 80 02 [07] 00
}

func ExampleParseOID() {
	mts, ok := osi.ParseOID("2.6.0.1.6")
	fmt.Println(mts, ok)
	fmt.Printf("% x\n", mts.AppendContents(nil))
	// Output:
	// 2.6.0.1.6 true
	// 56 00 01 06
}

func ExampleTolerance() {
	tolerate, ok := osi.ParseTolerance("tpkt-reserved,long-cr")
	fmt.Println(ok)
	for one := range tolerate.All() {
		fmt.Println(one)
	}
	// Output:
	// true
	// tpkt-reserved
	// long-cr
}

func ExampleOIDByName() {
	mts, ok := osi.OIDByName("id-ac-mts-transfer")
	fmt.Println(mts, ok, mts == osi.MTSTransferContext())

	var contexts []osi.OID
	err := json.Unmarshal([]byte(`["id-ac-mts-transfer", "1.0.9506.2.3"]`), &contexts)
	fmt.Println(contexts, err, contexts[1].Name())
	// Output:
	// 2.6.0.1.6 true true
	// [2.6.0.1.6 1.0.9506.2.3] <nil> mms-application-context-version1
}

func ExampleSelector() {
	for _, s := range []osi.Selector{osi.Selector("MTA1"), {0, 1}} {
		fmt.Println(s)
	}
	s, ok := osi.ParseSelector("0x0001")
	fmt.Printf("% x %v\n", []byte(s), ok)
	// Output:
	// MTA1
	// 0x0001
	// 00 01 true
}

// The error of any layer as a line of a JSON log.
func ExampleError_json() {
	_, err := acse.Parse([]byte{0x60, 0x04, 0x80, 0x02, 0x07, 0x00})
	line, err := json.Marshal(osi.AsError(err))
	fmt.Println(string(line), err)
	// Output:
	// {"ID":"acse.no-version","Layer":"acse","Field":"Protocol Version","Clause":"X.227 7.1.4.1","Kind":"bad value","Reason":0,"PDU":"AARQ","Offset":4,"Got":0,"Want":1,"Octets":null} <nil>
}
