package association_test

import (
	"fmt"
	"testing"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/acse"
	"github.com/osi-go/osi/presentation"
	"github.com/osi-go/osi/session"
	"github.com/osi-go/osi/stack"
	"github.com/osi-go/osi/stack/association"
	"github.com/osi-go/osi/transport"
)

var mms = osi.MustOID("1.0.9506.2.1")

func request(units session.FunctionalUnits) []stack.PDU {
	return []stack.PDU{
		&transport.ConnectionRequest{},
		&session.Connect{Requirements: osi.Some(units)},
		&presentation.Connect{Contexts: association.Contexts(mms)},
		&acse.AssociateRequest{ApplicationContext: osi.MustOID("1.0.9506.2.3")},
	}
}

// pump moves octets between two ends until nothing is under way.
func pump(ends [2]*association.Association, see func(end int, ev association.Event)) {
	for moved := true; moved; {
		moved = false
		for d, a := range ends {
			for _, unit := range a.Output() {
				moved = true
				for ev := range ends[1-d].Receive(unit) {
					see(1-d, ev)
				}
			}
		}
	}
}

func TestOpenDataRelease(t *testing.T) {
	a, b := association.New(osi.FromInitiator, association.Config{}), association.New(osi.FromResponder, association.Config{})
	if err := a.Open(request(session.FUDuplex)...); err != nil {
		t.Fatal(err)
	}
	ends := [2]*association.Association{a, b}
	check := func(err error) {
		if err != nil {
			t.Error(err)
		}
	}
	pump(ends, func(end int, ev association.Event) {
		fmt.Printf("%d %T %+v\n", end, ev, ev)
		switch ev.(type) {
		case *association.Connecting, *association.Requested:
			check(b.Accept())
		case *association.Opened:
			check(a.Data(mms, []byte{5, 0}))
		case *association.Data:
			check(ends[end].Release())
		case *association.Finishing:
			check(ends[end].Release())
		}
	})
	fmt.Println(a.Ended(), b.Ended(), a.Timer(), b.Timer())
}
