package stack_test

import (
	"fmt"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/stack"
	"github.com/osi-go/osi/transport"
	"github.com/osi-go/osi/x25"
)

// Watch one direction of a TCP connection.
func ExampleConn_Feed() {
	c := stack.New(stack.Config{Midway: true, Guess: true}).Conn(stack.TPKTs)
	for _, received := range [][]byte{{3, 0, 0, 9, 2, 0xf0}, {0, 'A', 'B', 3, 0, 0, 8, 2, 0xf0, 0x80, 'C'}} {
		for e := range c.Feed(osi.FromInitiator, received) {
			if e.Err != nil {
				fmt.Println(e.Err)
				continue
			}
			switch p := e.PDU.(type) {
			case *transport.Data:
				fmt.Printf("%s at %d, %d octets, end %v\n", p, e.Offset, len(p.UserData), p.EOT)
			case nil:
				fmt.Printf("TSDU %s\n", e.Octets)
			}
		}
	}
	// Output:
	// DT at 4, 2 octets, end false
	// DT at 13, 1 octets, end true
	// TSDU ABC
}

// Follow the calls on an X.25 interface down to the names of the MTAs.
func ExampleConn_Feed_packets() {
	l := stack.New(stack.Config{Midway: true, Interface: stack.Interface{Initiator: osi.DTE}}).Conn(stack.Packets)
	for _, p := range []struct {
		from   osi.Direction
		octets []byte
	}{
		{osi.FromInitiator, []byte{0x10, 1, 0x0b, 0x0c, 0x31, 0x10, 0x20, 0x10, 0x01, 0x01, 0, 3, 1, 1, 0}}, // CALL
		{osi.FromResponder, []byte{0x10, 1, 0x0f}},                                                          // CALL ACCEPTED
		{osi.FromInitiator, []byte{0x10, 1, 0x00, 6, 0xe0, 0, 0, 0, 1, 0}},                                  // DATA with a CR
	} {
		for e := range l.Feed(p.from, p.octets) {
			switch p := e.PDU.(type) {
			case *x25.CallRequest:
				fmt.Println(p, "to", p.Addresses.Called)
			default:
				fmt.Println(e.Layer, e.PDU, "on channel", e.Channel)
			}
		}
	}
	// Output:
	// CALL to 311020100101
	// x25 CALL-ACC on channel 1
	// x25 DATA on channel 1
	// transport CR on channel 1
}
