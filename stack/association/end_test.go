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

// TestAborts has each end abort an open association, of one context and of two, in X.410-1984 mode,
// and over each carrier.
func TestAborts(t *testing.T) {
	t.Parallel()
	for _, carrier := range []stack.Carrier{stack.TPKTs, stack.NSDUs, stack.TSDUs} {
		for i, open := range [][]stack.PDU{request(session.FUDuplex), alone(), old()} {
			for d := range 2 {
				p, texts := told(association.Config{Carrier: carrier}, nil)
				if i == 2 {
					acceptOld(p)
				}
				if carrier == stack.TSDUs {
					open = open[1:]
				}
				if err := p.ends[0].Open(open...); err != nil {
					t.Fatal(err)
				}
				if err := p.settle(); err != nil {
					t.Fatal(err)
				}
				p.ends[d].Abort()
				if err := p.settle(); err != nil {
					t.Fatalf("%v, %d: %v", carrier, i, err)
				}
				want := "Aborted acse ABRT user=true"
				if i == 2 {
					want = "Aborted presentation ARU user=true"
				}
				if got := texts[1-d]; got[len(got)-1] != want {
					t.Errorf("%v, %d: %q", carrier, i, got)
				}
				if !p.ends[1-d].Ended() || p.ends[d].Ended() || !p.ends[d].Timer() {
					t.Errorf("%v, %d: not over: %v, %v", carrier, i, p.ends[0].Session().State(), p.ends[1].Session().State())
				}
				if p.ends[d].Abort(); !p.ends[d].Ended() {
					t.Error("a second abort does not end it")
				}
				if open = request(session.FUDuplex); i == 1 {
					open = alone()
				} else if i == 2 {
					open = old()
				}
			}
		}
	}
}

// TestAbortEverywhere has each end abort in each state, also while the association is being opened
// or is over: it passes the gate, and both ends end.
func TestAbortEverywhere(t *testing.T) {
	t.Parallel()
	for _, carrier := range []stack.Carrier{stack.TPKTs, stack.NSDUs} {
		for i := range states {
			for d := range 2 {
				p := newPair(association.Config{Carrier: carrier})
				states[i](p)
				p.ends[d].Abort()
				if err := p.settle(); err != nil {
					t.Errorf("%v, state %d, end %d: %v", carrier, i, d, err)
				}
				if !p.ends[d].Ended() && !p.ends[d].Timer() {
					t.Errorf("%v, state %d: end %d neither ends nor waits", carrier, i, d)
				}
				for e, a := range p.ends {
					if a.Disconnected(); !a.Ended() || a.Timer() {
						t.Errorf("%v, state %d: end %d does not end", carrier, i, e)
					}
				}
			}
		}
	}
}

// TestExpedited has what goes over the transport expedited flow where that is agreed on: EX, an AB
// with little user data, and the PR in front of one with more.
func TestExpedited(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		send func(a *association.Association) error
		want string // the units: ED or DT, and the SPDU in it
	}{
		"EX": {func(a *association.Association) error {
			return a.Send(&session.ExpeditedData{Common: session.Common{UserData: []byte{1}}})
		}, "ED 05"},
		"ABRT": {func(a *association.Association) error { a.Abort(); return nil }, "ED 07 DT 19"},
		"ARU": {func(a *association.Association) error {
			return a.Send(&session.Abort{}, &presentation.AbnormalReleaseUser{})
		}, "ED 19"},
		"AB": {func(a *association.Association) error { return a.Send(&session.Abort{}) }, "ED 19"},
		"RS": {func(a *association.Association) error {
			return a.Send(&session.Resynchronize{Resync: session.Resync{ResyncType: osi.Some(session.ResyncAbandon)}})
		}, "ED 07 DT 01"},
	} {
		p, texts := expedited(t, session.FUResynchronize)
		if err := c.send(p.ends[0]); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		var got []string
		for _, unit := range p.ends[0].Output() {
			got = append(got, map[byte]string{0x10: "ED", 0xf0: "DT"}[unit[5]], fmt.Sprintf("%02x", unit[7]))
			if v, _ := p.gate.Check(osi.FromInitiator, unit); v.Action != validate.Pass {
				t.Errorf("%s: %v", name, v.Err)
			}
			for ev := range p.ends[1].Receive(unit) {
				p.hear(1, ev)
			}
		}
		if strings.Join(got, " ") != c.want || len(texts[1]) != 3 {
			t.Errorf("%s: %q, %q", name, got, texts[1])
		}
	}
}

// TestVersion1 has version 1 of the session protocol: an abort carries no ABRT.
func TestVersion1(t *testing.T) {
	t.Parallel()
	for d := range 2 {
		p, texts := told(association.Config{}, nil)
		pdus := request(session.FUHalfDuplex)
		pdus[1].(*session.Connect).Version = session.Version1
		if err := p.ends[0].Open(pdus...); err != nil {
			t.Fatal(err)
		}
		if err := p.settle(); err != nil {
			t.Fatal(err)
		}
		if err := p.ends[0].Data(mms, []byte{5, 0}); err != nil {
			t.Error(err)
		}
		if err := p.settle(); err != nil {
			t.Fatal(err)
		}
		p.ends[d].Abort()
		if err := p.settle(); err != nil {
			t.Error(err)
		}
		if got := texts[1-d][len(texts[1-d])-1]; got != "Aborted session AB user=true" || !p.ends[1-d].Ended() {
			t.Errorf("%q", got)
		}
	}
}

// TestTimers has what the owner's timers do.
func TestTimers(t *testing.T) {
	t.Parallel()
	a := association.New(osi.FromInitiator, association.Config{})
	if a.Timer() || a.Expire() != nil || a.Ended() {
		t.Error("a timer before anything is sent")
	}
	if err := a.Open(request(session.FUDuplex)...); err != nil || !a.Timer() {
		t.Fatal("no timer behind a CR", err)
	}
	if ev, ok := a.Expire().(*association.Refused); !ok || ev.Layer != osi.Transport || ev.PDU != nil || !a.Ended() || a.Timer() {
		t.Errorf("%+v", ev)
	}
	a = association.New(osi.FromInitiator, association.Config{})
	_ = a.Open(request(session.FUDuplex)...)
	if ev, ok := a.Disconnected().(*association.Refused); !ok || ev.Layer != osi.Transport || a.Disconnected() != nil {
		t.Errorf("%+v", ev)
	}
	p, _ := told(association.Config{}, nil)
	states[3](p)
	if ev, ok := p.ends[0].Disconnected().(*association.Refused); !ok || ev.Layer != osi.Session {
		t.Errorf("%+v", ev)
	}
	p, _ = told(association.Config{}, nil)
	open(p)
	if ev, ok := p.ends[1].Disconnected().(*association.Aborted); !ok || ev.Layer != osi.Transport || ev.Err != nil {
		t.Errorf("%+v", ev)
	}
	if p.ends[0].Timer() || p.ends[0].Expire() != nil || p.ends[0].Ended() {
		t.Error("a timer on an open association")
	}
	p, _ = told(association.Config{}, nil)
	open(p)
	_ = p.ends[0].Release()
	if ev, ok := p.ends[0].Disconnected().(*association.Aborted); !ok || ev.Layer != osi.Transport || !strings.Contains(ev.Reason, "release request (FN)") {
		t.Errorf("%+v", ev)
	}
	p, _ = told(association.Config{}, nil)
	open(p)
	if err := p.ends[0].Send(&session.Abort{Disconnect: session.UserAbort}); err != nil || !p.ends[0].Timer() {
		t.Fatal("no timer behind an AB that keeps the transport connection", err)
	}
	if p.ends[0].Expire() != nil || !p.ends[0].Ended() || p.ends[0].Kept() {
		t.Error("the transport connection is kept without an AA")
	}
}

// TestNotReleased has a negotiated release that is refused, and one that is accepted.
func TestNotReleased(t *testing.T) {
	t.Parallel()
	p, texts := told(association.Config{}, nil)
	open(p)
	a, b := p.ends[0], p.ends[1]
	for _, end := range []func() error{
		a.Release, func() error {
			return b.Send(&session.NotFinished{}, &acse.ReleaseResponse{Reason: osi.Some(acse.ReleasedNotFinished)})
		},
		func() error { return a.Data(mms, []byte{5, 0}) }, a.Release, b.Release,
	} {
		if err := end(); err != nil {
			t.Fatal(err)
		}
		if err := p.settle(); err != nil {
			t.Fatal(err)
		}
	}
	if got, want := fmt.Sprint(*texts), "[[Connected Opened NotReleased Released] [Connecting Requested Finishing Data Finishing]]"; got != want {
		t.Error(got)
	}
}
