package spm

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/session"
)

// TestQueue verifies that expedited SPDUs behind a PR wait, are taken behind its SPDU in their
// order, and are bounded.
func TestQueue(t *testing.T) {
	t.Parallel()
	m := Connected(osi.FromInitiator, true)
	m.state, m.selected, m.owned, m.vm = STA04A, fuFD|fuMA|fuEX, ma, 1
	ex := &session.ExpeditedData{Common: session.Common{UserData: []byte{1}}}
	if _, err := m.Receive(&session.Prepare{PrepareType: session.PrepareMajorSyncAck}); err != nil || m.State() != STA15A {
		t.Fatal(err, m.State())
	}
	for range 3 {
		o, err := m.Receive(ex)
		if err != nil || !o.Queued() || o.String() != "" {
			t.Fatal(o, err)
		}
	}
	full := m
	o, err := m.Receive(&session.MajorSyncAck{Serial: session.Serial(0)})
	if err != nil || o.Recalled() != 3 || o.String() != "SSYNMcnf SEXind SEXind SEXind" || m.queues != 0 {
		t.Error(o.String(), err)
	}
	for range maxQueue - 3 {
		if _, err := full.Receive(ex); err != nil {
			t.Fatal(err)
		}
	}
	before := full
	if _, err := full.Receive(ex); !errors.Is(err, osi.ErrLimit) || full != before {
		t.Error("the queue has no bound", err)
	}
	o, err = full.Receive(&session.MajorSyncAck{Serial: session.Serial(0)})
	if err != nil || o.Recalled() != maxQueue || len(slices.Collect(o.Events())) != maxQueue+1 {
		t.Error(o.String(), err)
	}
}

// TestTransport verifies the events of the transport service and the timer, from the zero Machine
// on.
func TestTransport(t *testing.T) {
	t.Parallel()
	var a, b Machine
	steps := []struct {
		m    *Machine
		do   func() (Outcome, error)
		want string
	}{
		{&a, func() (Outcome, error) { return a.Request(&session.Connect{Requirements: osi.Some(fuFD)}) }, "TCONreq STA01B"},
		{&b, b.ConnectIndication, "TCONrsp STA01C"},
		{&a, a.ConnectConfirm, "CN STA02A"},
		{&b, func() (Outcome, error) { return b.Receive(&session.Connect{Requirements: osi.Some(fuFD)}) }, "SCONind STA08"},
		{&b, func() (Outcome, error) { return b.Request(&session.Accept{Requirements: osi.Some(fuFD)}) }, "AC STA713"},
		{&a, func() (Outcome, error) {
			return a.Receive(&session.Accept{Requirements: osi.Some(fuFD), Tokens: osi.Some(dk)})
		}, "SCONcnf+ STA713"},
		{&a, func() (Outcome, error) { return a.Request(&session.Abort{Disconnect: session.ReleaseTransport}) }, "AB-nr TIM+ STA16"},
		{&a, a.Expire, "TDISreq STA01"},
		{&b, b.DisconnectIndication, "SPABind STA01"},
	}
	for i, s := range steps {
		o, err := s.do()
		if got := strings.TrimSpace(o.String() + " " + s.m.state.String()); err != nil || got != s.want {
			t.Errorf("step %d: %s, %v; want %s", i, got, err, s.want)
		}
	}
	if _, err := a.Expire(); err == nil {
		t.Error("TIM in STA01")
	}
	// An AC that asks for tokens is an AC and a PT.
	a = Connected(osi.FromInitiator, false)
	_ = a.Send(&session.Connect{Requirements: osi.Some(fuHD)})
	o, err := a.Receive(&session.Accept{Requirements: osi.Some(fuHD), Tokens: osi.Some(dk | mi)})
	if err != nil || o.String() != "SCONcnf+ SPTind" {
		t.Error(o.String(), err)
	}
}

// TestOverflow verifies a CN whose user data goes on in CDOs, and that a monitor follows it.
func TestOverflow(t *testing.T) {
	t.Parallel()
	var w Monitor
	cn := &session.Connect{Requirements: osi.Some(fuFD), Overflow: true}
	cdo := func(e session.Enclosure) session.SPDU {
		return &session.ConnectDataOverflow{Common: session.Common{Enclosure: e}}
	}
	list := []seen{
		{0, cn},
		{1, &session.OverflowAccept{Version: session.Version2}},
		{0, cdo(session.EnclosureMiddle)},
		{0, cdo(session.EnclosureMiddle)},
		{0, cdo(session.EnclosureLast)},
		{1, &session.Accept{Requirements: osi.Some(fuFD)}},
		{0, &session.DataTransfer{}},
	}
	for i, s := range list {
		if err := w.See(s.d, s.p); err != nil {
			t.Fatal(i, err)
		}
	}
	var v Monitor
	_ = v.See(0, cn)
	if err := v.See(1, &session.Accept{Requirements: osi.Some(fuFD)}); err == nil {
		t.Error("an AC in place of an OA")
	}
	if err := v.See(1, &session.Refuse{}); err != nil {
		t.Error("an RF in place of an OA", err)
	}
	var x Monitor
	_ = x.See(0, &session.Connect{Requirements: osi.Some(fuFD)})
	if err := x.See(1, &session.OverflowAccept{}); err == nil {
		t.Error("an OA for a CN without Data Overflow")
	}
	if err := x.See(1, &session.GiveTokensAck{}); err == nil {
		t.Error("a GTA for nothing")
	}
	if err := x.See(0, &session.ExceptionReport{}); err == nil {
		t.Error("an ER before the AC")
	}
}

// TestReport verifies A.4.1.2 b): an EXCEPTION REPORT where it is allowed, from the machine and
// past the monitor.
func TestReport(t *testing.T) {
	t.Parallel()
	m := Connected(osi.FromResponder, false)
	m.state, m.selected = STA713, fuHD|fuEXCEP
	nf := &session.NotFinished{}
	_, err := m.Receive(nf)
	x := m
	if action, p, o := x.Answer(err, []byte{8, 0}, true); action != osi.Send || p.Type() != session.TypeER || x.State() != STA20 || o.String() != "ER SPERind" {
		t.Error(action, p, o.String())
	}
	m.owned = dk
	if _, p, _ := m.Answer(err, []byte{8, 0}, true); p.Type() != session.TypeAB || m.State() != STA16 || !m.Timer() {
		t.Error("an ER with the data token", p)
	}
	c := Connected(osi.FromResponder, false)
	if _, p, o := c.Answer(osi.ErrValue, []byte{13, 0}, false); p.Type() != session.TypeRF || c.State() != STA16 || o.String() != "RF-nr TIM+" {
		t.Error(p, o.String())
	}
}

// TestReportStates verifies in which states A.4.1.2 b) allows an EXCEPTION REPORT.
func TestReportStates(t *testing.T) {
	t.Parallel()
	want := []string{
		"STA04A", "STA04B", "STA05A", "STA05B", "STA05C", "STA06", "STA10A", "STA10B", "STA11A", "STA11B", "STA11C",
		"STA15A", "STA15B", "STA15C", "STA19", "STA20", "STA22", "STA713",
	}
	var got []string
	for s := range State(len(stateNames)) {
		if m := (Machine{state: s, selected: fuHD | fuEXCEP}); m.MayReport() {
			got = append(got, s.String())
		}
	}
	if slices.Sort(got); !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}

// TestRules verifies that rules are told apart, and that each names a clause.
func TestRules(t *testing.T) {
	t.Parallel()
	ids := map[string]bool{}
	for r := range Rules() {
		if ids[r.ID] || !strings.HasPrefix(r.ID, "spm.") || r.Clause == "" || r.Field == "" || r.Layer != osi.Session || r.Kind == 0 {
			t.Errorf("%+v", r)
		}
		ids[r.ID] = true
	}
	err := tableError(t)
	if got := fmt.Sprintf("%v|%q|%+v", err, err, err); !strings.Contains(got, "NF in STA713") || strings.Count(got, "NF in STA713") != 3 {
		t.Error(got)
	}
	if State(99).String() != "state(99)" || Event(250).String() != "event(250)" || STA15C.String() != "STA15C" || EventSRSYNreqSet.String() != "SRSYNreq(s)" {
		t.Error("names")
	}
}

func tableError(t *testing.T) error {
	t.Helper()
	m := Connected(osi.FromResponder, false)
	m.state, m.selected = STA713, fuHD
	_, err := m.Receive(&session.NotFinished{})
	if err == nil {
		t.Fatal("no error")
	}
	return err
}
