package stack_test

import (
	"fmt"

	"github.com/osi-go/osi/stack"
	"github.com/osi-go/osi/transport"
)

// Watch one direction of a TCP connection.
func ExampleConn_Feed() {
	c := stack.New(stack.Config{Guess: true})
	for _, received := range [][]byte{{3, 0, 0, 9, 2, 0xf0}, {0, 'A', 'B', 3, 0, 0, 8, 2, 0xf0, 0x80, 'C'}} {
		for e := range c.Feed(stack.FromInitiator, received) {
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
