package xot_test

import (
	"bytes"
	"fmt"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/x25"
	"github.com/osi-go/osi/x25/xot"
)

// Read the X.25 packets of a TCP connection.
func ExampleReader() {
	stream := []byte{0, 0, 0, 5, 0x10, 1, 0x13, 0, 0xf1, 0, 0, 0, 3, 0x10, 1, 0x17}
	frames := xot.NewReader(bytes.NewReader(stream), osi.Limits{})
	for {
		frame, err := frames.Next()
		if err != nil {
			fmt.Println(err)
			return
		}
		packet, err := x25.Parse(frame.Packet())
		fmt.Println(packet, err)
	}
	// Output:
	// CLEAR <nil>
	// CLEAR-CONF <nil>
	// EOF
}
