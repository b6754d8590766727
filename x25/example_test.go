package x25_test

import (
	"fmt"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/x25"
)

// An MTA's call: who calls whom, with which sizes, for which protocol.
func ExampleCallRequest_Decode() {
	packet := []byte("\x10\x01\x0b\xbc\x31\x10\x20\x10\x01\x01\x31\x10\x41\x50\x07\x10\x06\x42\x08\x08\x43\x07\x07\x03\x01\x01\x00")
	var call x25.CallRequest
	if err := call.Decode(packet); err != nil {
		fmt.Println(err)
		return
	}
	call.Sender = osi.DCE // the octets do not say it
	protocol, _ := x25.IdentifyProtocol(call.UserData)
	fmt.Println(call.Type().Name(call.Sender), "on channel", call.LCI)
	fmt.Println(call.Addresses.Calling, "calls", call.Addresses.Called, "for", protocol)
	for f, err := range call.Facilities.All() {
		if err == nil {
			fmt.Printf("%s % x\n", f.Code(), f.Value)
		}
	}
	// Output:
	// incoming call on channel 1
	// 31104150071 calls 311020100101 for X.224
	// packet size 08 08
	// window size 07 07
}

// A call to an X.400 MTA: OSI transport, packets of 256 octets, a window of 7.
func ExampleCallRequest_AppendBinary() {
	called, _ := x25.ParseAddress("311020100101")
	calling, _ := x25.ParseAddress("31104150071")
	facilities, err := x25.AppendFacilities(nil, x25.Modulo8,
		x25.PacketSizes{FromCalled: 256, FromCalling: 256}.Facility(),
		x25.WindowSizes{FromCalled: 7, FromCalling: 7}.Facility(),
	)
	if err != nil {
		fmt.Println(err)
		return
	}
	call := x25.CallRequest{
		Header:     x25.Header{Format: x25.Format{Sender: osi.DTE}, LCI: 1},
		Addresses:  x25.Addresses{Called: called, Calling: calling},
		Facilities: facilities,
		UserData:   []byte(x25.OSITransport),
	}
	packet, err := call.AppendBinary(nil)
	fmt.Printf("% x %v\n", packet, err)
	// Output: 10 01 0b bc 31 10 20 10 01 01 31 10 41 50 07 10 06 42 08 08 43 07 07 03 01 01 00 <nil>
}

// A call with a facility cut short is cleared by a DCE with cause "invalid facility request".
func ExampleAnswer() {
	packet := []byte("\x10\x01\x0b\x00\x02\x42\x07")
	_, err := x25.Parse(packet)
	fmt.Println(err)
	action, answer := x25.Answer(err, packet, x25.Situation{Format: x25.Format{Sender: osi.DCE}})
	octets, err := answer.AppendBinary(nil)
	fmt.Printf("%s %s: % x %v\n", action, answer, octets, err)
	// Output:
	// x25: CALL facility parameter: truncated: got 2, want 3 (octet 5, X.25 7.1)
	// send CLEAR: 10 01 13 03 45 <nil>
}

// A facility that has no type of its own is made of its code and parameter.
func ExampleNewFacility() {
	field, err := x25.AppendFacilities(nil, x25.Modulo8,
		x25.NewFacility(x25.CodeNUI, []byte("SITA")...), x25.WindowSizes{FromCalled: 7, FromCalling: 7}.Facility())
	fmt.Printf("% x, %v\n", []byte(field), err)
	// Output: c6 04 53 49 54 41 43 07 07, <nil>
}

// An NSAP address, as the called address of a call between OSI end systems.
func ExampleNewAddress() {
	digits, _ := x25.ParseSemiOctets("470005")
	nsap, ok := x25.NewAddress(x25.TOAAlternative, x25.AlternativeNSAP, digits)
	fmt.Println(nsap, nsap.Len(), ok)
	// Output: 5/1/470005 8 true
}

// A call of the OSI network service needs the throughput class, X.223.
func ExampleCheckServiceCall() {
	err := x25.CheckServiceCall(&x25.CallRequest{Header: x25.Header{LCI: 1}, UserData: []byte(x25.OSITransport)})
	fmt.Println(err)
	// Output: x25: CALL throughput class: missing: want 0x02 (octet 5, X.223 12 a 1)
}
