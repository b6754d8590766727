package plp_test

import (
	"fmt"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/x25"
	"github.com/osi-go/osi/x25/plp"
)

// newPair returns a DTE and a DCE whose calls have the channels 1 to 3.
func newPair() (dte, dce *plp.Machine) {
	p := plp.Profile{TwoWay: plp.ChannelRange{First: 1, Last: 3}}
	dte, err := plp.New(p)
	if err != nil {
		panic(err)
	}
	p.Side = plp.DCE
	dce, err = plp.New(p)
	if err != nil {
		panic(err)
	}
	return dte, dce
}

// request sends p if the machine allows it, and shows what the machine says.
func request(m *plp.Machine, p x25.Packet) {
	o, err := m.Request(p)
	if err != nil {
		fmt.Println(m.Side(), "may not send", p, "-", err)
		return
	}
	fmt.Println(m.Side(), "sends", p, "and starts", o.Start.String()+".")
}

// receive gives p to the machine, and shows what the machine says and sends.
func receive(m *plp.Machine, p x25.Packet) plp.Outcome {
	o, err := m.Receive(p)
	if err != nil {
		fmt.Println(err)
	}
	fmt.Println(m.Side(), "receives", p, "and says", o.Indications.String()+".")
	for _, p := range o.Packets {
		fmt.Println(m.Side(), "sends", p)
	}
	return o
}

// A call is accepted.
func ExampleMachine_accepted() {
	dte, dce := newPair()
	lci, _ := dte.Free()
	call := &x25.CallRequest{Header: dte.Header(lci), UserData: []byte(x25.OSITransport)}
	request(dte, call)
	receive(dce, call)
	accept := &x25.CallAccepted{Header: dce.Header(lci)}
	request(dce, accept)
	receive(dte, accept)
	p, d, _ := dte.Channel(lci)
	fmt.Println("channel", lci, "is in", p, d)
	// Output:
	// DTE sends CALL and starts T21.
	// DCE receives CALL and says called.
	// DCE sends CALL-ACC and starts .
	// DTE receives CALL-ACC and says connected.
	// channel 3 is in p4 d1
}

// A call is refused: the CLEAR is confirmed by the machine.
func ExampleMachine_refused() {
	dte, dce := newPair()
	call := &x25.CallRequest{Header: dte.Header(3)}
	request(dte, call)
	receive(dce, call)
	clear := &x25.ClearRequest{Header: dce.Header(3), Cause: x25.ClearOutOfOrder, Diagnostic: osi.Some(x25.DiagNone)}
	request(dce, clear)
	o := receive(dte, clear)
	receive(dce, o.Packets[0])
	p, _, _ := dce.Channel(3)
	fmt.Println("channel 3 is in", p)
	// Output:
	// DTE sends CALL and starts T21.
	// DCE receives CALL and says called.
	// DCE sends CLEAR and starts T13.
	// DTE receives CLEAR and says cleared.
	// DTE sends CLEAR-CONF
	// DCE receives CLEAR-CONF and says clear-confirmed.
	// channel 3 is in p1
}

// Both ends call on the same channel at the same time: the call of the DTE goes on.
func ExampleMachine_collision() {
	dte, dce := newPair()
	outgoing := &x25.CallRequest{Header: dte.Header(1)}
	incoming := &x25.CallRequest{Header: dce.Header(1)}
	request(dte, outgoing)
	request(dce, incoming)
	receive(dte, incoming)
	receive(dce, outgoing)
	request(dte, &x25.CallAccepted{Header: dte.Header(1)})
	accept := &x25.CallAccepted{Header: dce.Header(1)}
	request(dce, accept)
	receive(dte, accept)
	// Output:
	// DTE sends CALL and starts T21.
	// DCE sends CALL and starts T11.
	// DTE receives CALL and says .
	// DCE receives CALL and says called collided.
	// DTE may not send CALL-ACC - x25: CALL-ACC packet type identifier: wrong state: got 0x0f (octet 2, X.25 Table C-3): send CALL-ACC in p5 of channel 1
	// DCE sends CALL-ACC and starts .
	// DTE receives CALL-ACC and says connected.
}

// The window closes when two DATA are not confirmed, and opens with RR.
func ExampleMachine_window() {
	m, err := plp.New(plp.Profile{Permanent: 1})
	if err != nil {
		panic(err)
	}
	send := func() {
		p := &x25.Data{Header: m.Header(1), UserData: []byte("data")}
		p.PS, p.PR = m.Numbers(1)
		request(m, p)
		fmt.Println("room for", m.Window(1))
	}
	send()
	send()
	send()
	o := receive(m, &x25.ReceiveReady{Header: x25.Header{LCI: 1}, PR: 1})
	fmt.Println("confirmed", o.Confirmed, "- room for", m.Window(1))
	send()
	// Output:
	// DTE sends DATA and starts T25.
	// room for 1
	// DTE sends DATA and starts .
	// room for 0
	// DTE may not send DATA - x25: DATA P(S): wrong state: got 0x02 (octet 2, X.25 4.4.1.2): send DATA in d1 of channel 1
	// room for 0
	// DTE receives RR and says confirmed.
	// confirmed 1 - room for 1
	// DTE sends DATA and starts .
	// room for 0
}
