package dump_test

import (
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/acse"
	"github.com/osi-go/osi/dump"
	"github.com/osi-go/osi/stack"
)

// callOctets returns the TSDU of a connect: CN, CP, AARQ.
func callOctets() []byte {
	b, _ := hex.DecodeString(connects[0].octets)
	return b
}

// Who calls whom, by the JSON that a log has kept.
func ExampleAppendJSON() {
	tsdu := callOctets()
	conn := stack.New(stack.Config{Top: osi.ACSE}).Conn(stack.TSDUs)
	for e := range conn.Feed(osi.FromInitiator, tsdu) {
		line := dump.AppendJSON(nil, &e, nil)
		var o struct {
			PDU    string
			Fields struct{ Calling, Called struct{ AETitle string } }
		}
		if err := json.Unmarshal(line, &o); err == nil && o.PDU == "AARQ" {
			fmt.Println(o.Fields.Calling.AETitle, "calls", o.Fields.Called.AETitle)
		}
	}
	// Output: 1.2.1200.15.3.1 calls 1.3.9999.13.12
}

// The tree of one PDU. The password is masked.
func ExampleAppendText() {
	conn := stack.New(stack.Config{Top: osi.ACSE}).Conn(stack.TSDUs)
	for e := range conn.Feed(osi.FromInitiator, callOctets()) {
		if _, ok := e.PDU.(*acse.AssociateRequest); ok {
			os.Stdout.Write(dump.AppendText(nil, &e, nil))
		}
	}
	// Output:
	// acse AARQ, 110 octets at 96
	//     ApplicationContext: 1.0.9506.2.3 mms-application-context-version1  [6]
	//     Called
	//       AETitle: 1.3.9999.13.12
	//       APTitle
	//         OID: 1.3.9999.13  [15]
	//       AEQualifier
	//         Number: 12  [23]
	//     Calling
	//       AETitle: 1.2.1200.15.3.1
	//       APTitle
	//         OID: 1.2.1200.15.3  [28]
	//       AEQualifier
	//         Number: 1  [37]
	//     Requirements: authentication  [40]
	//     Mechanism: 2.2.3.1 password-1  [44]
	//     Authentication
	//       Form: charstring
	//       Value: (masked)  [51]
	//     UserInformation: 47 octets  [63]
}

// A line of a log has a time and a name of the connection in front.
func ExampleAppendMembers() {
	conn := stack.New(stack.Config{Top: osi.Session}).Conn(stack.TSDUs)
	for e := range conn.Feed(osi.FromInitiator, []byte{0x0d, 0x05, 0x05, 0x03, 0x16, 0x01, 0x02}) {
		line := append([]byte(nil), `{"time":"2026-11-26T20:00:00Z","conn":7,`...)
		fmt.Printf("%s}\n", dump.AppendMembers(line, &e, nil))
	}
	// Output:
	// {"time":"2026-11-26T20:00:00Z","conn":7,"dir":"initiator","layer":"session","pdu":"CN","offset":0,"length":7,"fields":{"Version":["2"]},"offsets":{"Version":6}}
}
