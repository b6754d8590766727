package transport_test

import (
	"bytes"
	"errors"
	"fmt"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/transport"
)

// Parse one TPDU of class 0 and look at what it is.
func ExampleParse() {
	tpdu, err := transport.Parse([]byte{
		0x17, 0xe0, 0, 0, 0, 1, 0,
		0xc1, 5, 'M', 'T', 'A', '-', 'A', 0xc2, 5, 'M', 'T', 'A', '-', 'B', 0xc0, 1, 0x0a,
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	switch p := tpdu.(type) {
	case *transport.ConnectionRequest:
		fmt.Printf("%s from %s to %s, TPDU size %s\n", p, p.Calling, p.Called, p.TPDUSize)
	case *transport.Data:
		fmt.Printf("%d octets\n", len(p.UserData))
	}
	// Output: CR from MTA-A to MTA-B, TPDU size 1024
}

// Read the TSDUs of a TCP connection without allocating for each.
func ExampleReader() {
	stream := []byte{3, 0, 0, 9, 2, 0xf0, 0, 'A', 'B', 3, 0, 0, 8, 2, 0xf0, 0x80, 'C'}
	frames := transport.NewReader(bytes.NewReader(stream), osi.Limits{})
	var decoder transport.Decoder
	var tsdus transport.Reassembler
	for {
		frame, err := frames.Next()
		if err != nil {
			fmt.Println(err)
			return
		}
		tpdu, err := decoder.Decode(frame.TPDU())
		if err != nil {
			fmt.Println(err)
			return
		}
		data, ok := tpdu.(*transport.Data)
		if !ok {
			continue
		}
		tsdu, done, err := tsdus.Add(data)
		if err != nil {
			fmt.Println(err)
			return
		}
		if done {
			fmt.Printf("%s\n", tsdu)
		}
	}
	// Output:
	// ABC
	// EOF
}

// Answer an invalid TPDU as X.224 suggests.
func ExampleAnswer() {
	b := []byte{2, 0xa0, 0x80}
	_, err := transport.Parse(b)
	fmt.Println(err)
	fmt.Println(errors.Is(err, osi.ErrUnknown))

	action, answer := transport.Answer(err, b, transport.Situation{PeerRef: 7})
	octets, err := answer.AppendBinary(nil)
	fmt.Printf("%v with % x, %v\n", action, octets, err)
	// Output:
	// transport: TPDU code: unknown code: got 0xa0 (octet 1, X.224 13.1)
	// true
	// send and disconnect with 08 70 00 07 02 c1 02 02 a0, <nil>
}

// Look into one TPKT, as a datagram or a file has it.
func ExampleParseTPKT() {
	frame, err := transport.ParseTPKT([]byte{3, 0, 0, 8, 2, 0xf0, 0x80, 'C'}, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("% x\n", frame.TPDU())
	// Output: 02 f0 80 43
}

// Build a CR in a TPKT.
func ExampleAppendTPKT() {
	cr := transport.ConnectionRequest{Connection: transport.Connection{
		SrcRef: 1, Called: []byte("MTA"), TPDUSize: transport.TPDUSize2048,
	}}
	b, err := transport.AppendTPKT(nil, &cr)
	fmt.Printf("% x, %v\n", b, err)
	// Output: 03 00 00 13 0e e0 00 00 00 01 00 c2 03 4d 54 41 c0 01 0b, <nil>
}

// Tolerate what an RFC 1006 peer does, and see that it did.
func ExampleDecoder() {
	var d transport.Decoder
	d.Tolerate = osi.Class0TPDUSize | osi.LongConnectionRequest
	_, err := d.Decode([]byte{9, 0xe0, 0, 0, 0, 1, 0, 0xc0, 1, 0x0d})
	fmt.Println(err, d.Tolerated)
	// Output: <nil> class0-tpdu-size
}
