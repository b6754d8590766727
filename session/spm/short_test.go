package spm

import (
	"testing"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/session"
)

// TestShortForms verifies connections of Amd.1: by a SHORT CONNECT in T-CONNECT and on T-DATA,
// refused, and with null encoding.
func TestShortForms(t *testing.T) {
	t.Parallel()
	summary := Summary{Units: fuHD | fuNR, Initiator: dk}
	event := func(m *Machine, want string, f func() (Outcome, error)) {
		t.Helper()
		before := m.state
		o, err := f()
		if got := o.String() + " " + m.state.String(); err != nil || got != want {
			t.Errorf("in %v: %s, %v; want %s", before, got, err, want)
		}
	}
	send := func(m *Machine, p session.SPDU, want string) {
		t.Helper()
		event(m, want, func() (Outcome, error) { return m.Request(p) })
	}
	receive := func(m *Machine, p session.SPDU, want string) {
		t.Helper()
		event(m, want, func() (Outcome, error) { return m.Receive(p) })
	}
	var a, b Machine
	a.Local = Local{InConnect: true, Summary: summary}
	b.Local = Local{InConnect: true, Interpreted: true, Summary: summary}
	send(&a, &session.ShortConnect{}, "SCN-TC STA01E")
	receive(&b, &session.ShortConnect{}, "SCONind STA01F")
	send(&b, &session.ShortAccept{}, "SAC-TC-y STA713")
	receive(&a, &session.ShortAccept{}, "SCONcnf+ STA713")
	if a.owned|b.owned != dk|tr || a.owned&b.owned != 0 || a.Selected() != summary.Units {
		t.Errorf("tokens %v and %v", a.owned, b.owned)
	}
	for a.owned != dk|tr { // the responder of a zero machine is one that was told so by T-CONNECT
		a.owned, b.owned = dk|tr, 0
	}
	send(&a, &session.ShortDataTransfer{}, "SDT STA713")
	receive(&b, &session.ShortDataTransfer{}, "SDTind STA713")
	send(&a, &session.ShortFinish{}, "SFN-nr STA03")
	receive(&b, &session.ShortFinish{}, "SRELind STA09")
	send(&b, &session.ShortDisconnect{}, "SDN TIM+ STA16")
	receive(&a, &session.ShortDisconnect{}, "SRELcnf+ TDISreq STA01")

	a, b = Connected(osi.FromInitiator, false), Connected(osi.FromResponder, false)
	a.Local.Summary, b.Local.Summary = summary, summary
	send(&a, &session.ShortConnect{}, "SCN-TD STA02C")
	receive(&b, &session.ShortConnect{}, "SAC-TD-n STA07") // the summary is not understood
	receive(&a, &session.ShortAccept{Incomplete: true}, "SCNC STA02D")
	receive(&b, &session.ShortConnectContinue{}, "SCONind STA08C")
	send(&b, &session.ShortAcceptContinue{}, "SACC-TD STA713")
	receive(&a, &session.ShortAcceptContinue{}, "SCONcnf+ STA713")
	if a.owned != dk || b.owned != tr {
		t.Errorf("tokens %v and %v", a.owned, b.owned)
	}
	send(&a, &session.ShortAbort{}, "SAB-nr TIM+ STA16")
	receive(&b, &session.ShortAbort{}, "SUABind TDISreq STA01")

	a, b = Connected(osi.FromInitiator, false), Connected(osi.FromResponder, false)
	b.Local.Interpreted = true
	send(&a, &session.ShortConnect{}, "SCN-TD STA02C")
	receive(&b, &session.ShortConnect{}, "SCONind STA08B")
	send(&b, &session.ShortRefuse{Release: true}, "SRF-TD-nr TIM+ STA16")
	receive(&a, &session.ShortRefuse{Release: true}, "SCONcnf- TDISreq STA01")

	a, b = Connected(osi.FromInitiator, false), Connected(osi.FromResponder, false)
	a.Local.NullEncoding, b.Local.NullEncoding, b.Local.Interpreted = true, true, true
	send(&a, &session.ShortConnect{}, "SCN-TD STA02C")
	receive(&b, &session.ShortConnect{}, "SCONind STA08B")
	send(&b, &session.ShortAccept{}, "SAC-TD-y STA700")
	receive(&a, &session.ShortAccept{}, "SCONcnf+ STA700")
	send(&a, &session.Null{}, "NL STA700")
	receive(&b, &session.Null{}, "SDTind STA700")
	if action, p, o := b.Answer(osi.ErrValue, nil, false); action != osi.Disconnect || p != nil || o.String() != "SPABind TDISreq" {
		t.Error(action, p, o.String())
	}
	send(&a, &session.Abort{Disconnect: session.ReleaseTransport}, "TDISreq STA01")
}

// A short form answers an SCN, and an AC or RF a CN: X.225 Amd.1 Table A.8.
func TestShortAnswersSeen(t *testing.T) {
	t.Parallel()
	proposal := &session.Connect{Requirements: osi.Some(session.FUDuplex)}
	accept := &session.Accept{Requirements: osi.Some(session.FUDuplex)}
	for _, c := range []struct {
		begins, answer session.SPDU
		taken          bool
	}{
		{proposal, accept, true},
		{proposal, &session.ShortAccept{}, false},
		{proposal, &session.ShortAccept{Incomplete: true}, false},
		{proposal, &session.ShortAcceptContinue{}, false},
		{proposal, &session.ShortRefuse{}, false},
		{&session.ShortConnect{}, &session.ShortAccept{}, true},
		{&session.ShortConnect{}, &session.ShortRefuse{}, true},
		{&session.ShortConnect{}, accept, false},
		{&session.ShortConnect{}, &session.Refuse{Reason: osi.Some(session.RefusedByUser)}, false},
	} {
		w := Monitor{Summary: Summary{Units: session.FUDuplex}}
		if err := w.See(0, c.begins); err != nil {
			t.Fatal(err)
		}
		if err := w.See(1, c.answer); (err == nil) != c.taken {
			t.Errorf("%v, %v: %v", c.begins, c.answer, err)
		}
	}
}

// TestShortFormsSeen verifies that a monitor follows connections of Amd.1 where it is told what a
// summary stands for, and reports others as lost.
func TestShortFormsSeen(t *testing.T) {
	t.Parallel()
	run := func(w *Monitor, list ...seen) int {
		for i, s := range list {
			if w.See(s.d, s.p) != nil {
				return i
			}
		}
		return len(list)
	}
	w := Monitor{Summary: Summary{Units: fuHD, Initiator: dk}}
	list := []seen{
		{0, &session.ShortConnect{}},
		{1, &session.ShortAccept{Incomplete: true}},
		{0, &session.ShortConnectContinue{}},
		{1, &session.ShortAcceptContinue{}},
		{0, &session.ShortDataTransfer{}},
		{0, &session.GiveTokens{Tokens: osi.Some(dk)}},
		{1, &session.ShortDataTransfer{}},
		{0, &session.ShortDataTransfer{}},
	}
	if n := run(&w, list...); n != len(list)-1 || w.Selected() != fuHD {
		t.Errorf("refused at %d of %d, units %v", n, len(list), w.Selected())
	}
	w = Monitor{Summary: Summary{Units: fuHD, Initiator: dk}}
	if n := run(&w, seen{0, &session.ShortConnect{}}, seen{1, &session.ShortAccept{}}, seen{1, &session.ShortDataTransfer{}}); n != 2 {
		t.Errorf("refused at %d", n)
	}
	w = Monitor{NullEncoding: true}
	list = []seen{{0, &session.ShortConnect{}}, {1, &session.ShortAccept{}}, {1, &session.Null{}}, {0, &session.Null{}}, {0, &session.GiveTokensAck{}}}
	if n := run(&w, list...); n != 4 {
		t.Errorf("refused at %d", n)
	}
	w = Monitor{}
	if n := run(&w, list...); n != len(list) || !w.Lost() {
		t.Errorf("refused at %d, lost %v", n, w.Lost())
	}
}
