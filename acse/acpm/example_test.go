package acpm_test

import (
	"fmt"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/acse"
	"github.com/osi-go/osi/acse/acpm"
)

// Both ends release at once, which they may without a release token. The one that set up the
// association answers first.
func Example_releaseCollision() {
	var a, b acpm.Machine
	var usual acpm.Parameters
	aarq := &acse.AssociateRequest{ApplicationContext: osi.MustOID("2.6.0.1.6")}
	aare := &acse.AssociateResponse{ApplicationContext: aarq.ApplicationContext, Diagnostic: acse.Diagnostic{Source: acse.ServiceUser}}
	rlrq, rlre := &acse.ReleaseRequest{}, &acse.ReleaseResponse{}

	pass := func(from, to *acpm.Machine, p acse.APDU) {
		if err := from.Send(p, usual); err != nil {
			fmt.Println(err)
		}
		o, err := to.Receive(p, usual)
		fmt.Println(o.Out, a.State(), b.State(), err)
	}
	pass(&a, &b, aarq)
	pass(&b, &a, aare)

	_ = a.Send(rlrq, usual)
	_ = b.Send(rlrq, usual) // they cross
	_, _ = a.Receive(rlrq, usual)
	_, _ = b.Receive(rlrq, usual)
	fmt.Println("collision", a.State(), b.State())
	pass(&a, &b, rlre)
	pass(&b, &a, rlre)
	// Output:
	// A-ASCind STA1 STA2 <nil>
	// A-ASCcnf+ STA5 STA5 <nil>
	// collision STA6 STA7
	// A-RLScnf+ STA3 STA4 <nil>
	// A-RLScnf+ STA0 STA0 <nil>
}

// A monitor names the first APDU that no conforming end sends.
func ExampleMonitor() {
	var w acpm.Monitor
	aarq := &acse.AssociateRequest{ApplicationContext: osi.MustOID("2.6.0.1.6")}
	fmt.Println(w.See(osi.FromInitiator, acpm.PConnect, aarq))
	fmt.Println(w.See(osi.FromInitiator, acpm.PRelease, &acse.ReleaseRequest{}))
	// Output:
	// <nil>
	// acse: A-RLSreq: blank cell in STA1 (X.227 Table A.5)
}
