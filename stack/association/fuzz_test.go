package association_test

import (
	"testing"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/acse"
	"github.com/osi-go/osi/presentation"
	"github.com/osi-go/osi/session"
	"github.com/osi-go/osi/stack"
	"github.com/osi-go/osi/stack/association"
	"github.com/osi-go/osi/transport"
	"github.com/osi-go/osi/validate"
)

// A pair is two ends with a strict gate between them.
type pair struct {
	ends [2]*association.Association
	gate *validate.Stream
	hear func(end int, ev association.Event)
}

func newPair(c association.Config) *pair {
	guard, err := validate.New(validate.Strict())
	if err != nil {
		panic(err)
	}
	p := &pair{gate: guard.Stream(c.Carrier)}
	for d := range p.ends {
		p.ends[d] = association.New(osi.Direction(d), c)
	}
	p.hear = func(end int, ev association.Event) {
		switch ev.(type) {
		case *association.Connecting, *association.Requested:
			if err := p.ends[end].Accept(); err != nil {
				panic(err)
			}
		}
	}
	return p
}

// flow moves all that end d has to send to the other end, and reports whether there was something.
func (p *pair) flow(d int) (moved bool, err error) {
	for _, unit := range p.ends[d].Output() {
		moved = true
		if v, _ := p.gate.Check(osi.Direction(d), unit); v.Action == validate.Reject {
			return moved, v.Err
		}
		for ev := range p.ends[1-d].Receive(unit) {
			p.hear(1-d, ev)
		}
	}
	return moved, nil
}

// settle moves all that is under way.
func (p *pair) settle() error {
	for {
		a, err := p.flow(0)
		if err != nil {
			return err
		}
		b, err := p.flow(1)
		if err != nil || !a && !b {
			return err
		}
	}
}

// allUnits are functional units that can be selected together.
const allUnits = session.FUHalfDuplex | session.FUMinorSynchronize | session.FUMajorSynchronize | session.FUResynchronize |
	session.FUActivityManagement | session.FUNegotiatedRelease | session.FUCapabilityData | session.FUExceptions | session.FUTypedData

// states are what end 0 or 1 does, in the order of the table, until it is in a state.
var states = []func(p *pair){
	func(*pair) {},
	func(p *pair) { _ = p.ends[0].Open(request(allUnits)...) },
	func(p *pair) { // CR at the responder, not answered
		p.hear = func(int, association.Event) {}
		_ = p.ends[0].Open(request(allUnits)...)
		_ = p.settle()
	},
	func(p *pair) { // CN at the responder, not answered
		p.hear = func(end int, ev association.Event) {
			if _, ok := ev.(*association.Connecting); ok {
				_ = p.ends[end].Accept()
			}
		}
		_ = p.ends[0].Open(request(allUnits)...)
		_ = p.settle()
	},
	open,
	func(p *pair) { // CN answered, AC under way
		open(p)
		_ = p.ends[0].Data(mms, []byte{5, 0})
	},
	func(p *pair) {
		open(p)
		_ = p.ends[0].Send(&session.ActivityStart{Activity: []byte{1}})
		_ = p.settle()
	},
	func(p *pair) {
		open(p)
		_ = p.ends[0].Send(&session.ActivityStart{Activity: []byte{1}})
		_ = p.ends[0].Send(&session.MinorSyncPoint{})
		_ = p.ends[0].Send(&session.MajorSyncPoint{})
		_ = p.settle()
	},
	func(p *pair) { open(p); _ = p.ends[0].Release() },
	func(p *pair) { open(p); _ = p.ends[0].Release(); _ = p.settle() },
	func(p *pair) {
		open(p)
		_ = p.ends[0].Send(&session.ActivityStart{Activity: []byte{1}})
		_ = p.settle()
		_ = p.ends[0].Send(&session.Resynchronize{Resync: session.Resync{ResyncType: osi.Some(session.ResyncAbandon)}})
	},
	func(p *pair) {
		open(p)
		_ = p.ends[0].Send(&session.ActivityStart{Activity: []byte{1}})
		_ = p.ends[0].Send(&session.Resynchronize{Resync: session.Resync{ResyncType: osi.Some(session.ResyncAbandon)}})
		_ = p.settle()
	},
	func(p *pair) { open(p); p.ends[0].Abort() },
	func(p *pair) { open(p); p.ends[0].Abort(); _ = p.settle() },
	func(p *pair) { open(p); _ = p.ends[0].Send(&session.TypedData{}, alteration()); _ = p.settle() },
	func(p *pair) {
		open(p)
		_ = p.ends[0].Release()
		_ = p.settle()
		_ = p.ends[1].Release()
		_ = p.settle()
	},
	func(p *pair) { // an AB that keeps the transport connection, not answered
		open(p)
		_ = p.ends[0].Send(&session.Abort{Disconnect: session.UserAbort}, &acse.Abort{})
	},
	func(p *pair) { // the transport connection is kept
		open(p)
		_ = endings["release"](p, 0)
		_ = p.settle()
	},
	func(p *pair) { // and used again, for a CN that is not answered
		open(p)
		_ = endings["release"](p, 0)
		_ = p.settle()
		p.hear = func(int, association.Event) {}
		_ = p.ends[0].Open(different(1)[1:]...)
		_ = p.settle()
	},
}

func open(p *pair) {
	_ = p.ends[0].Open(request(allUnits)...)
	_ = p.settle()
}

func alteration() *presentation.AlterContext {
	return &presentation.AlterContext{Additions: []presentation.Context{{
		ID: 101, AbstractSyntax: osi.MustOID("1.3.9999.1"), TransferSyntaxes: []osi.OID{presentation.BasicEncoding()},
	}}}
}

// requests are what a user may ask for at any time.
func requests(a *association.Association) []func() error {
	send := func(pdus ...stack.PDU) func() error { return func() error { return a.Send(pdus...) } }
	value := &stack.Value{AbstractSyntax: mms, Octets: []byte{5, 0}}
	return []func() error{
		func() error { return a.Accept() },
		a.Release,
		func() error { return a.Data(mms, []byte{5, 0}) },
		func() error { a.Abort(); return nil },
		func() error { a.Expire(); return nil },
		func() error { a.Disconnected(); return nil },
		send(&session.TypedData{}, value),
		send(&session.GiveTokensConfirm{}),
		send(&session.MinorSyncPoint{}, value),
		send(&session.MajorSyncPoint{}),
		send(&session.MajorSyncAck{}),
		send(&session.Resynchronize{Resync: session.Resync{ResyncType: osi.Some(session.ResyncAbandon)}}),
		send(&session.ResynchronizeAck{}),
		send(&session.ActivityStart{Activity: []byte{1}}),
		send(&session.ActivityInterrupt{}),
		send(&session.ActivityInterruptAck{}),
		send(&session.ActivityEnd{}),
		send(&session.NotFinished{}, &acse.ReleaseResponse{}),
		send(&session.Refuse{Reason: osi.Some(session.RefusedSelectorUnknown)}),
		send(&session.Refuse{}, &presentation.ConnectReject{Reason: osi.Some(presentation.RejectCalledAddressUnknown)}),
		send(&session.Refuse{}, &acse.AssociateResponse{Result: acse.RejectedPermanent}),
		send(&transport.DisconnectRequest{}),
		send(&session.TypedData{}, alteration()),
		send(&transport.TPDUError{}),
		send(&session.Finish{Disconnect: osi.Some(keep)}, &acse.ReleaseRequest{}),
		send(&session.Refuse{Disconnect: osi.Some(keep)}),
		send(&session.Abort{Disconnect: session.UserAbort}, &acse.Abort{}),
		func() error { return a.Open(request(allUnits)[1:]...) },
	}
}

// octetsOf are the units that an association of two ends consists of, as seeds.
func octetsOf() (units [][]byte) {
	for i := range states {
		p := newPair(association.Config{})
		states[i](p)
		for d := range p.ends {
			units = append(units, p.ends[d].Output()...)
		}
	}
	return units
}

// FuzzReceive gives any octets to an association in any state, and has its user ask for anything
// then. Nothing panics, and what the association sends passes the strict gate as long as the octets
// do.
func FuzzReceive(f *testing.F) {
	for i, unit := range octetsOf() {
		for k := range states {
			f.Add(uint8(k+i%2*128), i%2 == 0, unit, []byte{byte(i), byte(k)}, false)
		}
	}
	f.Fuzz(func(t *testing.T, state uint8, second bool, b, asks []byte, nsdus bool) {
		c := association.Config{Reuse: state >= 128}
		if nsdus {
			c.Carrier = stack.NSDUs
		}
		p := newPair(c)
		states[int(state)%len(states)](p)
		d := 0
		if second {
			d = 1
		}
		a, judged := p.ends[d], true
		list := requests(a)
		out := func() {
			for _, unit := range a.Output() {
				if v, _ := p.gate.Check(osi.Direction(d), unit); judged && v.Action == validate.Reject {
					t.Fatalf("the gate refuses %x: %v", unit, v.Err)
				}
			}
		}
		out()
		for rest := b; judged && len(rest) > 0; {
			var v validate.Verdict
			v, rest = p.gate.Check(osi.Direction(1-d), rest)
			judged = v.Action != validate.Reject
		}
		for ev := range a.Receive(b) {
			if len(asks) > 0 {
				_ = list[int(asks[0])%len(list)]()
				asks = asks[1:]
			}
			if e, ok := ev.(*association.Aborted); ok && judged && e.Err != nil {
				judged = false // a fault that only the receiver sees: it is not this end's turn
			}
		}
		out()
		for _, n := range asks {
			_ = list[int(n)%len(list)]()
			out()
		}
		a.Abort()
		out()
		for n := 0; !a.Ended(); n++ {
			if n > 2 {
				t.Fatalf("an aborted association does not end: %v", a.Session().State())
			}
			if a.Timer() {
				a.Expire()
			} else {
				a.Disconnected()
			}
		}
		for range a.Receive(b) {
			t.Fatal("an association that has ended has an event")
		}
	})
}
