package presentation_test

import (
	"fmt"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/presentation"
)

// What the user data of a session CONNECT proposes.
func ExampleParseConnect() {
	b := []byte("\x31\x2d\xa0\x03\x80\x01\x01\xa2\x26\x81\x01A\xa4\x11\x30\x0f\x02\x01\x01\x06\x04\x52\x01\x00\x01" +
		"\x30\x04\x06\x02\x51\x01\x61\x0e\x30\x0c\x02\x01\x01\xa0\x07\x60\x05\xa1\x03\x06\x01\x2a")
	cp, err := presentation.ParseConnect(b)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%s from %q\n", cp.Mode, cp.CallingSelector)
	for _, c := range cp.Contexts {
		fmt.Println(c.ID, c.AbstractSyntax.Name(), c.TransferSyntaxes[0])
	}
	for _, v := range cp.UserData.PDVs {
		fmt.Printf("context %d: % X\n", v.Context, v.Value)
	}
	// Output:
	// normal-mode from "A"
	// 1 acse-as-id 2.1.1
	// context 1: 60 05 A1 03 06 01 2A
}

// One decoder serves one direction of a connection and lends its values.
func ExampleDecoder_Data() {
	var d presentation.Decoder
	td, err := d.Data(presentation.SData, []byte("\x61\x09\x30\x07\x02\x01\x03\xa0\x02\x05\x00"))
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%v %d % x\n", td, td.UserData.PDVs[0].Context, td.UserData.PDVs[0].Value)
	// Output: TD 3 05 00
}

// The answer that X.226 suggests to a broken PPDU.
func ExampleAnswer() {
	b := []byte("\x61\x08\x30\x06\x02\x00\xa0\x02\x05\x00")
	_, err := presentation.ParseData(presentation.SData, b)
	fmt.Println(err)
	action, answer := presentation.Answer(err, b, presentation.Situation{})
	out, _ := answer.AppendBinary(nil)
	fmt.Printf("%s: %s % X\n", action, answer, out)
	// Output:
	// ber: TD INTEGER: bad length: got 0, want 1 (octet 6, X.690 8.3.1)
	// send and disconnect: ARP 30 06 80 01 06 81 01 07
}

// The defined context set follows from CP and CPA.
func ExampleEstablished() {
	ber := osi.MustOID("2.1.1")
	cp := presentation.Connect{Contexts: []presentation.Context{
		{ID: 1, AbstractSyntax: osi.MustOID("2.2.1.0.1"), TransferSyntaxes: []osi.OID{ber}},
		{ID: 3, AbstractSyntax: osi.MustOID("2.6.0.2.7"), TransferSyntaxes: []osi.OID{ber}},
	}}
	cpa := presentation.ConnectAccept{Results: []presentation.Result{
		{TransferSyntax: ber},
		{Outcome: presentation.UserRejection},
	}}
	set, err := presentation.Established(&cp, &cpa)
	fmt.Println(set.Len(), set.Simple(), err)
	_, ok := set.Lookup(3)
	fmt.Println(ok)
	// Output:
	// 1 true <nil>
	// false
}

// A connection of one context without context management has simple encoding: bare octets.
func ExampleContextSet_CheckEncoding() {
	cp := presentation.Connect{Contexts: []presentation.Context{
		{ID: 1, AbstractSyntax: osi.MustOID("2.2.1.0.1"), TransferSyntaxes: []osi.OID{presentation.BasicEncoding()}},
	}}
	set, err := presentation.Established(&cp, cp.Accept(func(*presentation.Context) presentation.Result { return presentation.Result{} }))
	if err != nil {
		fmt.Println(err)
		return
	}
	full, err := presentation.ParseData(presentation.SData, []byte("\x61\x09\x30\x07\x02\x01\x01\xa0\x02\x05\x00"))
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(set.CheckEncoding(presentation.Initiator, &full.UserData, full.String()))
	simple := presentation.UserData{Simple: []byte("\x05\x00")}
	fmt.Println(set.CheckEncoding(presentation.Initiator, &simple, "TD"))
	// Output:
	// presentation: TD user-data: bad encoding: got 0x61, want 0x40 (octet 9, X.226 8.4.1.2, 8.4.1.3, 8.4.2.2, 8.4.2.3; X.236 8.4.2.2)
	// <nil>
}
