package association_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/acse"
	"github.com/osi-go/osi/presentation"
	"github.com/osi-go/osi/session"
	"github.com/osi-go/osi/stack"
	"github.com/osi-go/osi/stack/association"
	"github.com/osi-go/osi/validate"
)

const keep = session.TransportDisconnect(0) // bit 1 of Transport Disconnect is 0, X.225 8.3.5.10

// Ways to end an association, by end d, so that the transport connection is kept.
var endings = map[string]func(p *pair, d int) error{
	"release": func(p *pair, _ int) error { // the initiator of the transport connection alone asks for it
		if err := p.ends[0].Send(&session.Finish{Disconnect: osi.Some(keep)}, &acse.ReleaseRequest{}); err != nil {
			return err
		}
		if err := p.settle(); err != nil {
			return err
		}
		return p.ends[1].Release()
	},
	"abort": func(p *pair, d int) error {
		return p.ends[d].Send(&session.Abort{Disconnect: session.UserAbort}, &acse.Abort{Source: acse.ServiceUser})
	},
	"aborts that cross": func(p *pair, d int) error {
		for _, end := range []int{d, 1 - d} {
			if err := p.ends[end].Send(&session.Abort{Disconnect: session.UserAbort}, &acse.Abort{}); err != nil {
				return err
			}
		}
		return nil
	},
	"abort of the session": func(p *pair, d int) error { return p.ends[d].Send(&session.Abort{Disconnect: session.UserAbort}) },
}

// different are requests that have nothing in common but the transport connection.
func different(n int) []stack.PDU {
	pdus := request(session.FUDuplex)
	cn, cp := pdus[1].(*session.Connect), pdus[2].(*presentation.Connect)
	switch n % 4 {
	case 1: // one context, segments, tokens, serial numbers
		cn.Requirements = osi.Some(session.FUHalfDuplex | session.FUMinorSynchronize | session.FUResynchronize)
		cn.InitialSerial, cn.TSDUSize = session.Serial(7), osi.Some(session.TSDUSize{ToResponder: 100, ToInitiator: 200})
		cp.Contexts = cp.Contexts[:1]
	case 2:
		cn.Requirements, cn.Options = osi.Some(session.FUHalfDuplex|session.FUTypedData|session.FUNegotiatedRelease), session.ExtendedConcatenation
		cp.Contexts, cp.Requirements = association.Contexts(osi.MustOID("1.3.9999.1"), mms), presentation.ContextManagement
	case 3:
		cn.Version = session.Version1
	}
	return pdus
}

// TestReuse has associations one behind the other on one transport connection, of both carriers,
// each with other parameters and ended by another SPDU that keeps the transport connection, X.225
// 6.2.4. All of it passes the strict gate.
func TestReuse(t *testing.T) {
	t.Parallel()
	for name, end := range endings {
		for _, carrier := range []stack.Carrier{stack.TPKTs, stack.NSDUs, stack.TSDUs} {
			for d := range 2 {
				p, texts := told(association.Config{Carrier: carrier, Reuse: true}, nil)
				for n := range 9 {
					pdus := different(n)
					if carrier == stack.TSDUs || n > 0 {
						pdus = pdus[1:]
					}
					if err := p.ends[0].Open(pdus...); err != nil {
						t.Fatalf("%s, %v, %d, association %d: %v", name, carrier, d, n, err)
					}
					for _, step := range []func() error{
						p.settle,
						func() error {
							if n%4 == 1 { // there is no context for data
								return nil
							}
							return p.ends[0].Data(mms, append([]byte{4, 0x82, 4, 0}, make([]byte, 1024)...))
						},
						p.settle,
						func() error { return end(p, d) },
						p.settle,
					} {
						if err := step(); err != nil {
							t.Fatalf("%s, %v, %d, association %d: %v; %q", name, carrier, d, n, err, texts)
						}
					}
					for e, a := range p.ends {
						if !a.Kept() || a.Ended() || a.Timer() {
							t.Fatalf("%s, %v, %d, association %d: end %d is not kept: %v, %q", name, carrier, d, n, e, a.Session().State(), texts)
						}
						if err := a.Data(mms, []byte{5, 0}); err == nil {
							t.Fatalf("%s: data without an association", name)
						}
					}
				}
				for end, want := range map[string]int{"Opened": 9, "Requested": 9, "Data": 7} {
					if n := strings.Count(fmt.Sprint(texts), end); n != want {
						t.Errorf("%s, %v, %d: %d times %s: %q", name, carrier, d, n, end, texts)
					}
				}
				p.ends[0].Abort()
				if p.ends[1].Disconnected() != nil || !p.ends[0].Ended() || p.ends[0].Kept() || len(p.ends[0].Output()) > 0 {
					t.Errorf("%s: the transport connection does not end", name)
				}
			}
		}
	}
}

// TestRefusedKept has an RF that keeps the transport connection: the initiator calls again.
func TestRefusedKept(t *testing.T) {
	t.Parallel()
	for _, reuse := range []bool{true, false} {
		refusals := 0
		p, texts := told(association.Config{Reuse: reuse}, func(a *association.Association, ev association.Event) error {
			if _, ok := ev.(*association.Requested); ok && refusals == 0 {
				refusals++
				return a.Send(&session.Refuse{Disconnect: osi.Some(keep)}, &acse.AssociateResponse{Result: acse.RejectedTransient})
			}
			return a.Accept()
		})
		open(p)
		a, b := p.ends[0], p.ends[1]
		if a.Kept() != reuse || a.Ended() == reuse || !b.Kept() {
			t.Fatalf("reuse %v: %v, %v, %v, %q", reuse, a.Kept(), a.Ended(), b.Kept(), texts)
		}
		if !reuse {
			continue
		}
		if err := a.Open(request(session.FUDuplex)...); err == nil || !a.Kept() {
			t.Errorf("a second CR: %v", err)
		}
		if err := a.Open(request(session.FUDuplex)[1:]...); err != nil {
			t.Fatal(err)
		}
		if err := p.settle(); err != nil {
			t.Fatal(err)
		}
		if got, want := fmt.Sprint(*texts), "[[Connected Refused acse AARE user=true Opened] [Connecting Requested Requested]]"; got != want {
			t.Error(got)
		}
	}
}

// TestKeptByNone has an initiator that keeps the transport connection for a responder that does
// not: a CN on it is answered by the end of the transport connection. So is one of the responder.
func TestKeptByNone(t *testing.T) {
	t.Parallel()
	p, texts := told(association.Config{}, nil)
	open(p)
	if err := endings["release"](p, 0); err != nil {
		t.Fatal(err)
	}
	if err := p.settle(); err != nil {
		t.Fatal(err)
	}
	a, b := p.ends[0], p.ends[1]
	if !a.Kept() || b.Kept() || b.Ended() {
		t.Fatal(a.Kept(), b.Kept(), b.Ended())
	}
	if err := a.Open(request(session.FUDuplex)[1:]...); err != nil {
		t.Fatal(err)
	}
	if err := p.settle(); err != nil || !b.Ended() {
		t.Error(err, b.Ended())
	}
	if ev, ok := a.Disconnected().(*association.Refused); !ok || ev.Layer != osi.Session {
		t.Errorf("%+v", ev)
	}
	if got, want := fmt.Sprint(*texts), "[[Connected Opened Released] [Connecting Requested Finishing]]"; got != want {
		t.Error(got)
	}

	p, _ = told(association.Config{Reuse: true}, nil)
	open(p)
	if err := endings["release"](p, 0); err != nil {
		t.Fatal(err)
	}
	if err := p.settle(); err != nil {
		t.Fatal(err)
	}
	if err := p.ends[1].Open(request(session.FUDuplex)[1:]...); err == nil { // X.225 6.2.4
		t.Error("the acceptor of the transport connection uses it again")
	}
	if !p.ends[1].Kept() {
		t.Error("not kept behind a request that is refused")
	}
}

// TestNeverKept has ends of an association behind which the transport connection is not kept: where
// the transport expedited flow is used, where releases collide, and where nobody asks for it.
func TestNeverKept(t *testing.T) {
	t.Parallel()
	p, _ := expedited(t, 0)
	if err := p.ends[0].Send(&session.Finish{Disconnect: osi.Some(keep)}, &acse.ReleaseRequest{}); err == nil {
		t.Error("an FN keeps a transport connection with an expedited flow")
	}
	p, _ = told(association.Config{Reuse: true}, nil)
	open(p)
	for d := range p.ends { // neither has tokens, and the releases collide
		if err := p.ends[d].Send(&session.Finish{Disconnect: osi.Some(keep)}, &acse.ReleaseRequest{}); d == 0 && err != nil || d == 1 && err == nil {
			t.Fatal(d, err)
		}
	}
	if v, _ := p.gate.Check(osi.FromInitiator, p.ends[0].Output()[0]); v.Action != validate.Pass {
		t.Error(v.Err)
	}
	p, _ = told(association.Config{Reuse: true}, nil)
	open(p)
	if err := p.ends[0].Release(); err != nil {
		t.Fatal(err)
	}
	if err := p.settle(); err != nil {
		t.Fatal(err)
	}
	if err := p.ends[1].Release(); err != nil {
		t.Fatal(err)
	}
	if err := p.settle(); err != nil || p.ends[0].Kept() || p.ends[1].Kept() || !p.ends[0].Ended() {
		t.Error(err, p.ends[0].Kept(), p.ends[1].Kept())
	}
}
