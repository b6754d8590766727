package osi_test

import (
	"errors"
	"fmt"
	"io"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/acse"
)

func Example() {
	_, err := acse.Parse([]byte{0x64, 0x03, 0x80, 0x01, 0x02}) // an ABRT with abort source 2
	fmt.Println(err)

	var e *osi.Error
	if errors.As(err, &e) {
		fmt.Println(e.ID, e.Layer, e.PDU, e.Offset)
	}
	fmt.Println(errors.Is(err, osi.ErrValue), errors.Is(err, io.ErrUnexpectedEOF))
	// Output:
	// acse: ABRT Abort Source: bad value: got 0x02 (octet 4, X.227 9.1)
	// acse.abort-source acse ABRT 4
	// true false
}

func ExampleError_Attach() {
	octets := []byte{0x64, 0x03, 0x80, 0x01, 0x02}
	_, err := acse.Parse(octets)
	fmt.Printf("%+v\n", osi.AsError(err).Attach(octets))
	// Output:
	// acse: ABRT Abort Source: bad value: got 0x02 (octet 4, X.227 9.1)
	// 	0000: 64 03 80 01 [02]
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
