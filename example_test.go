package osi_test

import (
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
