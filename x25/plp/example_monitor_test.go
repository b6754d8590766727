package plp_test

import (
	"fmt"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/x25"
	"github.com/osi-go/osi/x25/plp"
)

// A gate between a DTE and a DCE: DATA that the window has no room for does not pass.
func ExampleMonitor() {
	w := plp.Monitor{Initiator: osi.DTE, Subscription: plp.Subscription{PacketSize: 128, Window: 2}}
	var decoder x25.Decoder
	for _, one := range []struct {
		from   osi.Direction
		octets string
	}{
		{osi.FromInitiator, "\x10\x01\x0b\x00\x00"},
		{osi.FromResponder, "\x10\x01\x0f"},
		{osi.FromInitiator, "\x10\x01\x00hello"},
		{osi.FromInitiator, "\x10\x01\x02hello"},
		{osi.FromInitiator, "\x10\x01\x04hello"},
	} {
		b := []byte(one.octets)
		decoder.Format = w.Format(one.from, b)
		p, err := decoder.Decode(b)
		if err == nil {
			_, err = w.See(one.from, p)
		}
		if err == nil {
			fmt.Println(one.from, p)
			continue
		}
		reply := w.Refuse(one.from, 1, b, osi.AsError(err))
		fmt.Println(err)
		fmt.Println(reply.Answer, "to the sender,", reply.Notice, "to the other side")
	}
	// Output:
	// initiator CALL
	// responder CALL-ACC
	// initiator DATA
	// initiator DATA
	// x25: DATA P(S): wrong state: got 0x02, want 0x01 (octet 2, X.25 4.4.1.2)
	// RESET to the sender, RESET to the other side
}
