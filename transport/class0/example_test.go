package class0_test

import (
	"errors"
	"fmt"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/transport"
	"github.com/osi-go/osi/transport/class0"
)

// A call is refused, and tried again on the same network connection.
func ExampleMachine() {
	var caller, called class0.Machine

	try := func(selector string, ref uint16) {
		cr := &transport.ConnectionRequest{}
		cr.SrcRef, cr.Called = ref, []byte(selector)
		if err := caller.Send(cr); err != nil {
			fmt.Println(err)
			return
		}
		o, err := called.Receive(cr)
		fmt.Printf("CR %s: %v, %v\n", cr.Called, o.Outputs, err)

		if selector != "MTA-B" {
			o, err = called.Disconnect() // a T-DISCONNECT request, which refuses
			o.DR.Reason = transport.ReasonAddressUnknown
			fmt.Printf("called: %v (%v), %v\n", o.Outputs, o.DR.Reason, err)
			o, err = caller.Receive(&o.DR)
			fmt.Printf("caller: %v, %v, %v\n", o.Outputs, err, caller.State())
			return
		}
		cc := &transport.ConnectionConfirm{DstRef: called.Situation().PeerRef}
		cc.SrcRef = 7
		if err := called.Send(cc); err != nil {
			fmt.Println(err)
			return
		}
		o, err = caller.Receive(cc)
		fmt.Printf("caller: %v, %v, %v\n", o.Outputs, err, caller.State())
	}
	try("MTA-A", 1)
	try("MTA-B", 2)
	// Output:
	// CR MTA-A: TCONind, <nil>
	// called: DR (address unknown), <nil>
	// caller: TDISind [1], <nil>, CLOSED
	// CR MTA-B: TCONind, <nil>
	// caller: TCONconf, <nil>, OPEN
}

// A TSDU of 300 octets goes in three TPDUs, of at most 128 octets each, and is indicated with the
// last one.
func ExampleMachine_segments() {
	var caller, called class0.Machine
	cr := &transport.ConnectionRequest{}
	cr.SrcRef, cr.TPDUSize = 1, transport.TPDUSize2048
	cc := &transport.ConnectionConfirm{DstRef: 1}
	cc.SrcRef, cc.TPDUSize = 2, transport.TPDUSize128
	for _, step := range []func() error{
		func() error { return caller.Send(cr) },
		func() error { _, err := called.Receive(cr); return err },
		func() error { return called.Send(cc) },
		func() error { _, err := caller.Receive(cc); return err },
	} {
		if err := step(); err != nil {
			fmt.Println(err)
			return
		}
	}

	var tsdus transport.Reassembler
	for dt := range transport.Segments(make([]byte, 300), caller.Size()) {
		if err := caller.Send(&dt); err != nil {
			fmt.Println(err)
			return
		}
		o, err := called.Receive(&dt)
		if err != nil {
			fmt.Println(err)
			return
		}
		tsdu, done, err := tsdus.Add(&dt)
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Printf("%d octets, EOT %v: %q, TSDU of %d (%v)\n", len(dt.UserData), dt.EOT, o.Outputs, len(tsdu), done)
	}
	// Output:
	// 125 octets, EOT false: "", TSDU of 0 (false)
	// 125 octets, EOT false: "", TSDU of 0 (false)
	// 50 octets, EOT true: "TDTind", TSDU of 300 (true)
}

// A monitor names the TPDU that is out of turn, and goes on as if it had not been sent.
func ExampleMonitor() {
	// over a network service; the end that opened the network connection is known
	w := class0.Monitor{Owner: osi.Some(osi.FromInitiator)}
	for _, u := range []struct {
		from   osi.Direction
		octets []byte
	}{
		{osi.FromInitiator, []byte{6, 0xe0, 0, 0, 0, 1, 0}}, // CR
		{osi.FromInitiator, []byte{2, 0xf0, 0x80, 'A'}},     // DT
		{osi.FromResponder, []byte{6, 0xd0, 0, 1, 0, 2, 0}}, // CC
		{osi.FromInitiator, []byte{2, 0xf0, 0x80, 'A'}},
	} {
		p, err := (&transport.Decoder{Format: w.Format()}).Decode(u.octets)
		if err == nil {
			err = w.See(u.from, p, u.octets)
		}
		if err == nil {
			continue
		}
		fmt.Println(err)
		var s *class0.StateError
		if errors.As(err, &s) {
			fmt.Println(s.Event, s.State)
		}
		action, answer := transport.Answer(err, u.octets, w.Situation(u.from))
		fmt.Println(action, answer)
	}
	fmt.Println(w.State(osi.FromInitiator), w.Size(), w.Settled(osi.FromInitiator))
	// Output:
	// transport: DT event: wrong state: got 0xf0 (octet 1, X.224 Table A.6): TDTreq in WFCC
	// TDTreq WFCC
	// send and disconnect ER
	// OPEN 128 true
}

// ISODE announces with a DR that it is about to disconnect. A DT of the other end may cross it: its
// sender has not received the DR.
func ExampleMonitor_crossing() {
	var w class0.Monitor
	w.Tolerate = osi.Class0Disconnect
	show := func(from osi.Direction, octets ...byte) {
		w.Tolerated = 0
		p, err := (&transport.Decoder{Format: w.Format()}).Decode(octets)
		if err == nil {
			err = w.See(from, p, octets)
		}
		fmt.Printf("%v of the %v: %v (%v)\n", p, from, err, w.Tolerated)
	}
	show(osi.FromInitiator, 6, 0xe0, 0, 0, 0, 1, 0)
	show(osi.FromResponder, 6, 0xd0, 0, 1, 0, 2, 0)
	show(osi.FromResponder, 6, 0x80, 0, 1, 0, 2, 0x80)
	show(osi.FromInitiator, 2, 0xf0, 0x80, 'A')
	show(osi.FromResponder, 2, 0xf0, 0x80, 'A')
	// Output:
	// CR of the initiator: <nil> ()
	// CC of the responder: <nil> ()
	// DR of the responder: <nil> (class0-disconnect)
	// DT of the initiator: <nil> ()
	// DT of the responder: transport: DT event: wrong state: got 0xf0 (octet 1, X.224 Table A.6): TDTreq in CLOSED ()
}
