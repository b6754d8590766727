package acse_test

import (
	"encoding/json"
	"fmt"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/acse"
)

func ExampleParse() {
	apdu, err := acse.Parse([]byte("\x60\x24\xa1\x06\x06\x04\x56\x00\x01\x06\xbe\x1a\x28\x18\x02\x01\x05\xa0\x13\xb0\x11\x80\x01\x01\x81\x01\x03\x82\x01\x00\xa3\x06\xa0\x04\xb0\x02\x05\x00"))
	if err != nil {
		fmt.Println(err)
		return
	}
	switch p := apdu.(type) {
	case *acse.AssociateRequest:
		fmt.Println(p, p.ApplicationContext)
		for x := range p.UserInformation.All() {
			fmt.Printf("context %v: %v % x\n", x.IndirectReference, x.Form, x.Value)
		}
	default:
		fmt.Println("unexpected", p)
	}
	// Output:
	// AARQ 2.6.0.1.6
	// context 5: single-ASN1-type b0 11 80 01 01 81 01 03 82 01 00 a3 06 a0 04 b0 02 05 00
}

func ExampleAnswer() {
	rlre := []byte{0x63, 0x03, 0x80, 0x01}
	_, err := acse.Parse(rlre)
	fmt.Println(err)
	action, p := acse.Answer(err, rlre, acse.Situation{})
	answer, err := p.AppendBinary(nil)
	fmt.Printf("%v: %v % x %v\n", action, p, answer, err)
	// Output:
	// ber: RLRE length octets: bad length: got 3, want 2 (octet 1, X.690 8.1.3.4)
	// send and disconnect: ABRT 64 03 80 01 01 <nil>
}

func ExampleAssociateResponse() {
	x := acse.External{IndirectReference: osi.Some[int64](5), Value: []byte{0x05, 0x00}}
	user, err := x.AppendBinary(nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	p := acse.AssociateResponse{ApplicationContext: osi.MustOID("2.6.0.1.6"), UserInformation: user}
	fmt.Println(p.Result, p.Diagnostic)
	b, err := p.AppendBinary(nil)
	fmt.Printf("% x %v\n", b, err)
	// Output:
	// accepted acse-service-user: null
	// 61 1f a1 06 06 04 56 00 01 06 a2 03 02 01 00 a3 05 a1 03 02 01 00 be 09 28 07 02 01 05 a0 02 05 00 <nil>
}

func ExampleComponents() {
	for c, err := range acse.Components([]byte{0x64, 0x06, 0x80, 0x01, 0x01, 0x81, 0x01, 0x02}) {
		fmt.Printf("%02x at %d: % x %v\n", c.Tag, c.Offset, c.Contents, err)
	}
	// Output:
	// 80 at 2: 01 <nil>
	// 81 at 5: 02 <nil>
}

// Who calls whom, as a log shows it.
func ExampleEntity() {
	p := acse.AssociateRequest{
		Called: acse.Entity{
			APTitle:     acse.APTitle{Name: acse.Name("\x31\x0b\x30\x09\x06\x03\x55\x04\x06\x13\x02GB\x31\x0c\x30\x0a\x06\x03\x55\x04\x0a\x13\x03ACM")},
			AEQualifier: acse.AEQualifier{RDN: acse.RDN("\x30\x0a\x06\x03\x55\x04\x03\x13\x03MTA")},
		},
		Calling: acse.Entity{
			APTitle:     acse.APTitle{OID: osi.MustOID("1.1.1.999")},
			AEQualifier: acse.AEQualifier{Number: osi.Some[int64](12)},
		},
	}
	fmt.Println(p.Calling, "calls", p.Called)
	// Output:
	// 1.1.1.999.12 calls CN=MTA,O=ACM,C=GB
}

// Every PDU of this module can be written as JSON and read back. What is absent is null.
func ExampleReleaseResponse_json() {
	line, err := json.Marshal(&acse.ReleaseResponse{Reason: osi.Some(acse.ReleasedNotFinished)})
	fmt.Println(string(line), err)

	var p acse.ReleaseResponse
	err = json.Unmarshal(line, &p)
	fmt.Println(p.Reason, err)
	// Output:
	// {"Reason":"not-finished","UserInformation":null,"InformationOffset":0} <nil>
	// not-finished <nil>
}
