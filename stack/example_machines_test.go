package stack_test

import (
	"fmt"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/acse"
	"github.com/osi-go/osi/acse/acpm"
	"github.com/osi-go/osi/presentation"
	"github.com/osi-go/osi/presentation/ppm"
	"github.com/osi-go/osi/session"
	"github.com/osi-go/osi/session/spm"
	"github.com/osi-go/osi/transport"
	"github.com/osi-go/osi/transport/class0"
)

// An end has the machine of each layer.
type end struct {
	transport    class0.Machine
	session      spm.Machine
	presentation ppm.Machine
	association  acpm.Machine
}

// say passes an SPDU, the PPDU in its user data and the APDU in that, if there is one, down the
// machines of one end and up those of the other. The machines do not look at the encoding.
func say(from, to *end, spdu session.SPDU, ppdu presentation.PPDU, apdu acse.APDU) {
	check := func(err error) {
		if err != nil {
			fmt.Println(err)
		}
	}
	dt := &transport.Data{EOT: true}
	if apdu != nil {
		check(from.association.Send(apdu, acpm.Parameters{}))
	}
	check(from.presentation.Send(ppdu, ppm.Parameters{}))
	check(from.session.Send(spdu))
	check(from.transport.Send(dt))
	_, err := to.transport.Receive(dt)
	check(err)
	s, err := to.session.Receive(spdu)
	check(err)
	p, err := to.presentation.Receive(ppdu, ppm.Parameters{})
	check(err)
	fmt.Print(spdu, ": ", &s, ", ", p.Out)
	if apdu != nil {
		a, err := to.association.Receive(apdu, acpm.Parameters{})
		check(err)
		fmt.Print(", ", a.Out)
	}
	fmt.Println()
}

// Two ends associate, transfer under an activity and release.
func Example_machines() {
	var a, b end
	cr, cc := &transport.ConnectionRequest{}, &transport.ConnectionConfirm{DstRef: 1}
	cr.SrcRef, cc.SrcRef = 1, 2
	_ = a.transport.Send(cr)
	_, _ = b.transport.Receive(cr)
	_ = b.transport.Send(cc)
	_, _ = a.transport.Receive(cc)
	a.session, b.session = spm.Connected(osi.FromInitiator, false), spm.Connected(osi.FromResponder, false)
	ber, mail := presentation.BasicEncoding(), osi.MustOID("2.6.0.1.6")
	of := func(s presentation.Primitive, context int64) *presentation.Data {
		return &presentation.Data{Primitive: s, UserData: presentation.UserData{PDVs: []presentation.PDV{{Context: context}}}}
	}
	units := osi.Some(session.FUHalfDuplex | session.FUMinorSynchronize | session.FUActivityManagement | session.FUExceptions)
	say(&a, &b, &session.Connect{Requirements: units}, &presentation.Connect{
		Contexts: []presentation.Context{
			{ID: 1, AbstractSyntax: osi.MustOID("2.2.1.0.1"), TransferSyntaxes: []osi.OID{ber}}, // ACSE
			{ID: 3, AbstractSyntax: osi.MustOID("2.6.0.2.7"), TransferSyntaxes: []osi.OID{ber}},
		},
		UserData: of(0, 1).UserData,
	}, &acse.AssociateRequest{ApplicationContext: mail})
	say(&b, &a, &session.Accept{Requirements: units}, &presentation.ConnectAccept{
		Results: []presentation.Result{{TransferSyntax: ber}, {TransferSyntax: ber}}, UserData: of(0, 1).UserData,
	}, &acse.AssociateResponse{ApplicationContext: mail, Diagnostic: acse.Diagnostic{Source: acse.ServiceUser}})

	say(&a, &b, &session.ActivityStart{Activity: []byte{1}}, &presentation.Data{Primitive: presentation.SActivityStart}, nil)
	say(&a, &b, &session.DataTransfer{}, of(presentation.SData, 3), nil)
	say(&a, &b, &session.ActivityEnd{Serial: session.Serial(1)}, &presentation.Data{Primitive: presentation.SActivityEnd}, nil)
	say(&b, &a, &session.ActivityEndAck{Serial: session.Serial(1)}, &presentation.Data{Primitive: presentation.SActivityEndConfirm}, nil)

	say(&a, &b, &session.Finish{}, of(presentation.SRelease, 1), &acse.ReleaseRequest{})
	say(&b, &a, &session.Disconnect{}, of(presentation.SReleaseConfirm, 1), &acse.ReleaseResponse{})
	o, _ := a.transport.Disconnect() // TDISreq
	fmt.Println(o.Outputs, a.transport.State(), a.session.State(), a.presentation.State(), a.association.State())
	// Output:
	// CN: SCONind, P-CONind, A-ASCind
	// AC: SCONcnf+, P-CONcnf+, A-ASCcnf+
	// AS: SACTSind, P-ACTSind
	// DT: SDTind, P-DTind
	// AE: SACTEind, P-ACTEind
	// MAA/AEA: SACTEcnf, P-ACTEcnf
	// FN: SRELind, P-RELind, A-RLSind
	// DN: SRELcnf+ TDISreq, P-RELcnf+, A-RLScnf+
	// NDISreq CLOSED STA01 STAI0 STA0
}
