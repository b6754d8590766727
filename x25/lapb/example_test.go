package lapb_test

import (
	"fmt"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/x25/lapb"
)

// An I frame carries an X.25 packet.
func ExampleDecoder() {
	d := lapb.Decoder{Format: lapb.Format{Sender: osi.DTE}}
	f, err := d.Decode([]byte{0x01, 0x00, 0x10, 0x00, 0xfb, 0x00})
	if err != nil {
		fmt.Println(err)
		return
	}
	command, _ := f.Command()
	fmt.Printf("%s, command %v, packet % x\n", f, command, f.Information)
	// Output: I, command true, packet 10 00 fb 00
}
