package association_test

import (
	"fmt"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/acse"
	"github.com/osi-go/osi/presentation"
	"github.com/osi-go/osi/session"
	"github.com/osi-go/osi/stack"
	"github.com/osi-go/osi/stack/association"
	"github.com/osi-go/osi/transport"
)

// connect joins two ends as a network would, until nothing is under way.
func connect(a, b *association.Association, hearA, hearB func(association.Event)) {
	pump([2]*association.Association{a, b}, func(end int, ev association.Event) {
		if end == 0 {
			hearA(ev)
		} else {
			hearB(ev)
		}
	})
}

// server accepts whatever comes.
func server(a *association.Association) func(association.Event) {
	return func(ev association.Event) {
		switch ev := ev.(type) {
		case *association.Connecting, *association.Requested:
			_ = a.Accept()
		case *association.Finishing:
			_ = a.Release()
		case *association.Data:
			fmt.Printf("received %x of context %d\n", ev.Values[0].Octets, ev.Values[0].Context)
		}
	}
}

// An initiator associates with an MMS server, sends a value and releases.
func ExampleAssociation_Open() {
	responder := association.New(osi.FromResponder, association.Config{})
	mms := osi.MustOID("1.0.9506.2.1")

	a := association.New(osi.FromInitiator, association.Config{})
	err := a.Open(
		&transport.ConnectionRequest{Connection: transport.Connection{Called: []byte{0, 1}}},
		&session.Connect{CalledSelector: []byte{0, 1}, Requirements: osi.Some(session.FUDuplex)},
		&presentation.Connect{CalledSelector: []byte{0, 0, 0, 1}, Contexts: association.Contexts(mms)},
		&acse.AssociateRequest{ApplicationContext: osi.MustOID("1.0.9506.2.3")},
	)
	connect(a, responder, func(ev association.Event) {
		if ev, ok := ev.(*association.Opened); ok {
			fmt.Println("open, functional units", ev.Session.Units)
			err = a.Data(mms, []byte{0x80, 0})
			err = a.Release()
		}
	}, server(responder))
	fmt.Println(err, a.Ended())
	// Output:
	// open, functional units FD
	// received 8000 of context 3
	// <nil> true
}

// A responder looks at who calls, refuses, or accepts and answers each value.
func ExampleAssociation_Accept() {
	mms := osi.MustOID("1.0.9506.2.1")
	a := association.New(osi.FromInitiator, association.Config{})
	_ = a.Open(request(session.FUDuplex)...)

	b := association.New(osi.FromResponder, association.Config{})
	connect(a, b, func(ev association.Event) { fmt.Printf("%T\n", ev) }, func(ev association.Event) {
		switch ev := ev.(type) {
		case *association.Connecting:
			_ = b.Accept()
		case *association.Requested:
			if _, ok := ev.CP.Lookup(3); !ok {
				_ = b.Send(&session.Refuse{}, &acse.AssociateResponse{Result: acse.RejectedPermanent})
				return
			}
			_ = b.Accept(&stack.Value{AbstractSyntax: mms, Octets: []byte{0xa9, 0}})
			_ = b.Data(mms, []byte{0xa3, 0})
		}
	})
	// Output:
	// *association.Connected
	// *association.Opened
	// *association.Data
}

// Both ends ask for a release at the same time: X.225 and X.227 let the initiator answer first.
// Each end does the same: it answers a Finishing by Release.
func ExampleAssociation_Release() {
	a, b := association.New(osi.FromInitiator, association.Config{}), association.New(osi.FromResponder, association.Config{})
	_ = a.Open(request(session.FUDuplex)...)
	connect(a, b, func(association.Event) {}, server(b))

	fmt.Println(a.Release(), b.Release())
	finish := func(name string, a *association.Association) func(association.Event) {
		return func(ev association.Event) {
			fmt.Printf("%s: %T\n", name, ev)
			if ev, ok := ev.(*association.Finishing); ok {
				fmt.Println("collision:", ev.Collision, a.Release())
			}
		}
	}
	connect(a, b, finish("a", a), finish("b", b))
	fmt.Println(a.Ended())
	// Output:
	// <nil> <nil>
	// b: *association.Finishing
	// collision: true <nil>
	// a: *association.Finishing
	// collision: true <nil>
	// b: *association.Released
	// a: *association.Released
	// true
}

// An RTSE user sends a message in an activity with checkpoints, and gives the turn.
func ExampleAssociation_Send() {
	const units = session.FUHalfDuplex | session.FUMinorSynchronize | session.FUActivityManagement | session.FUExceptions
	a, b := association.New(osi.FromInitiator, association.Config{}), association.New(osi.FromResponder, association.Config{})
	_ = a.Open(request(units)...)
	connect(a, b, func(association.Event) {}, server(b))

	for _, pdus := range [][]stack.PDU{
		{&session.ActivityStart{Activity: []byte{1}}},
		{&session.DataTransfer{}, &stack.Value{AbstractSyntax: mms, Octets: []byte{4, 1, 'a'}}},
		{&session.MinorSyncPoint{}},
		{&session.DataTransfer{}, &stack.Value{AbstractSyntax: mms, Octets: []byte{4, 1, 'b'}}},
		{&session.ActivityEnd{}},
	} {
		if err := a.Send(pdus...); err != nil {
			fmt.Println(err)
		}
	}
	connect(a, b, func(ev association.Event) {
		fmt.Println("confirmed:", ev.(*association.Indication).SPDU)
	}, func(ev association.Event) {
		if ev, ok := ev.(*association.Indication); ok {
			switch p := ev.SPDU.(type) {
			case *session.MinorSyncPoint:
				_ = b.Send(&session.MinorSyncAck{Serial: p.Serial})
			case *session.ActivityEnd:
				_ = b.Send(&session.MajorSyncAck{})
			}
			return
		}
		server(b)(ev)
	})
	fmt.Println(a.Send(&session.GiveTokensConfirm{}), a.Session().Tokens() == 0)
	// Output:
	// received 040161 of context 3
	// received 040162 of context 3
	// confirmed: MIA
	// confirmed: MAA/AEA
	// <nil> true
}
