package rtse_test

import (
	"fmt"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/rtse"
)

// The x410-mode-parameters of a CP, as Microsoft KB Q86988 prints them.
func ExampleParseConnect() {
	p, err := rtse.ParseConnect([]byte("\x80\x01\x01\x81\x01\x02\x82\x01\x00\x84\x01\x01\xa3\x1a\xa0\x18\xa1\x16\x80\x10wgc.microsoft.ca\xa1\x02\x16\x00"))
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(p, p.CheckpointSize, p.WindowSize, p.DialogueMode, p.ApplicationProtocol)

	var bind rtse.Bind
	if err := bind.Decode(p.Connection.Open); err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%s %q\n", bind.Name, bind.Password)
	// Output:
	// RTORQ 1 2 monologue 1
	// wgc.microsoft.ca ""
}

func ExampleAnswer() {
	accept := []byte{0x80, 0x01, 0x01} // a PAccept
	_, err := rtse.ParseAccept(accept)
	fmt.Println(err)
	action, p := rtse.Answer(err, accept, rtse.Situation{Mode: osi.X410Mode})
	answer, err := rtse.Append(nil, p, osi.X410Mode)
	fmt.Printf("%v: %v % x %v\n", action, p, answer, err)
	// Output:
	// rtse: RTOAC connectionData: missing: want 0xa2 (octet 3, X.228 9)
	// send and disconnect: RTAB 80 01 04 <nil>
}

func ExampleBind_AppendBinary() {
	bind := rtse.Bind{Phase: rtse.Argument, Name: []byte("ean.ubc"), Password: []byte("x")}
	open, err := bind.AppendBinary(nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	p := rtse.OpenRequest{CheckpointSize: 1, Connection: rtse.ConnectionData{Open: open}}
	b, err := p.AppendBinary(nil)
	fmt.Printf("% x %v\n", b, err)
	// Output:
	// b0 19 80 01 01 a3 14 a0 12 b0 10 a1 0e 80 07 65 61 6e 2e 75 62 63 a1 03 16 01 78 <nil>
}

// A peer that recovers names the connection that broke; its CN carried the references.
func ExampleParseReferences() {
	old, err := rtse.ParseReferences([]byte("\x04\x04MTA1"), []byte("\x17\x0d260101120000Z"), nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%s at %s\n", old.CallingReference, old.CommonReference)
	named := rtse.SessionConnectionIdentifier{CallingReference: []byte("MTA1"), CommonReference: []byte("260101120000Z")}
	fmt.Println(old.SameConnection(&named))
	// Output:
	// MTA1 at 260101120000Z
	// true
}
