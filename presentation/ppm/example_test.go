package ppm_test

import (
	"fmt"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/presentation"
	"github.com/osi-go/osi/presentation/ppm"
)

var acseSyntax, mtseSyntax = osi.MustOID("2.2.1.0.1"), osi.MustOID("2.6.0.2.7")

func proposal(id int64, abstract osi.OID) presentation.Context {
	return presentation.Context{ID: id, AbstractSyntax: abstract, TransferSyntaxes: []osi.OID{presentation.BasicEncoding()}}
}

func value(context int64) presentation.UserData {
	return presentation.UserData{PDVs: []presentation.PDV{{Context: context, Value: []byte{0x05, 0x00}}}}
}

// pass lets one end send a PPDU that the other receives at once.
func pass(from, to *ppm.Machine, p presentation.PPDU, params ppm.Parameters) ppm.Output {
	if err := from.Send(p, params); err != nil {
		fmt.Println(err)
	}
	o, err := to.Receive(p, params)
	if err != nil {
		fmt.Println(err)
	}
	return o.Out
}

// connect returns two ends with context 1 defined.
func connect(units presentation.Requirements) (a, b ppm.Machine) {
	accepted := presentation.Result{TransferSyntax: presentation.BasicEncoding()}
	pass(&a, &b, &presentation.Connect{Contexts: []presentation.Context{proposal(1, acseSyntax)}, Requirements: units}, ppm.Parameters{})
	pass(&b, &a, &presentation.ConnectAccept{Results: []presentation.Result{accepted}, Requirements: units}, ppm.Parameters{})
	return a, b
}

func members(m *ppm.Machine) (ids []int64) {
	for c := range m.Contexts().All() {
		ids = append(ids, c.ID)
	}
	return ids
}

// Both ends alter the defined context set at once. Each answers the other's proposal, independently
// of its own.
func Example_alterationCollision() {
	a, b := connect(presentation.ContextManagement)
	var usual ppm.Parameters
	fromA := &presentation.AlterContext{Additions: []presentation.Context{proposal(3, mtseSyntax)}}
	fromB := &presentation.AlterContext{Additions: []presentation.Context{proposal(2, mtseSyntax)}, Deletions: []int64{1}}
	_ = a.Send(fromA, usual)
	_ = b.Send(fromB, usual)
	_, _ = a.Receive(fromB, usual)
	_, _ = b.Receive(fromA, usual)
	fmt.Println(a.State(), b.State())

	accepted := []presentation.Result{{TransferSyntax: presentation.BasicEncoding()}}
	fmt.Println(pass(&a, &b, &presentation.AlterContextAcknowledge{Additions: accepted, Deletions: []presentation.Outcome{presentation.Acceptance}}, usual))
	fmt.Println(a.State(), members(&a), b.State(), members(&b))
	fmt.Println(pass(&b, &a, &presentation.AlterContextAcknowledge{Additions: accepted}, usual))
	fmt.Println(a.State(), members(&a), b.State(), members(&b))
	// Output:
	// STAac2 STAac2
	// P-ALTERcnf
	// STAac0 [2] STAac1 [2]
	// P-ALTERcnf
	// STAt0 [2 3] STAt0 [2 3]
}

// With context restoration, resynchronization to a minor synchronization point brings back the
// defined context set that it had.
func Example_resynchronize() {
	a, b := connect(presentation.ContextManagement | presentation.ContextRestoration)
	pass(&a, &b, &presentation.Data{Primitive: presentation.SSyncMinor}, ppm.Parameters{SerialNumber: 7})

	accepted := []presentation.Result{{TransferSyntax: presentation.BasicEncoding()}}
	pass(&a, &b, &presentation.AlterContext{Additions: []presentation.Context{proposal(3, mtseSyntax)}}, ppm.Parameters{})
	pass(&b, &a, &presentation.AlterContextAcknowledge{Additions: accepted}, ppm.Parameters{})
	fmt.Println(members(&a), members(&b))

	at7 := []presentation.ContextName{{ID: 1, TransferSyntax: presentation.BasicEncoding()}}
	restart := ppm.Parameters{Resync: ppm.Restart, SerialNumber: 8}
	fmt.Println(pass(&a, &b, &presentation.Resynchronize{Contexts: at7}, restart))
	fmt.Println(pass(&b, &a, &presentation.Resynchronize{Acknowledge: true, Contexts: at7}, restart))
	fmt.Println(members(&a), members(&b))
	// Output:
	// [1 3] [1 3]
	// P-RSYNind
	// P-RSYNcnf
	// [1] [1]
}

// An event that finds a blank cell ends the connection: the machine says what to tell the user, and
// the ARP to send.
func ExampleMachine_Receive() {
	_, b := connect(0)
	o, err := b.Receive(&presentation.AlterContextAcknowledge{}, ppm.Parameters{})
	fmt.Println(err)
	octets, _ := o.Reply.AppendBinary(nil)
	fmt.Printf("%v %v % x\n", o.Out, o.Reply, octets)
	// Output:
	// presentation: ACA: blank cell in STAt0 (X.226 Table A.24)
	// P-PABind ARP 30 06 80 01 02 81 01 06
}

// A monitor names the first PPDU that no conforming end sends: the responder uses context 3 before
// it has accepted it.
func ExampleMonitor() {
	var w ppm.Monitor
	accepted := presentation.Result{TransferSyntax: presentation.BasicEncoding()}
	for _, x := range []struct {
		d osi.Direction
		p presentation.PPDU
	}{
		{osi.FromInitiator, &presentation.Connect{Contexts: []presentation.Context{proposal(1, acseSyntax)}, Requirements: presentation.ContextManagement}},
		{osi.FromResponder, &presentation.ConnectAccept{Results: []presentation.Result{accepted}, Requirements: presentation.ContextManagement}},
		{osi.FromInitiator, &presentation.AlterContext{Additions: []presentation.Context{proposal(3, mtseSyntax)}}},
		{osi.FromResponder, &presentation.Data{UserData: value(1)}},
		{osi.FromResponder, &presentation.Data{UserData: value(3)}},
	} {
		fmt.Println(x.p, w.See(x.d, x.p))
	}
	// Output:
	// CP <nil>
	// CPA <nil>
	// AC <nil>
	// TD <nil>
	// TD presentation: TD presentation-context-identifier: bad value: got 0x03 (octet 0, X.226 6.1.2)
}
