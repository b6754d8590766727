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

// TestContention verifies Table 9 and A.5.4.6: which of two resynchronizations that cross prevails.
// A is the initiator.
func TestContention(t *testing.T) {
	t.Parallel()
	rs := func(kind session.ResyncType, n uint64) *session.Resynchronize {
		return &session.Resynchronize{Resync: session.Resync{
			Tokens: osi.Some(session.TokenSetting(0)), ResyncType: osi.Some(kind), Serial: session.Serial(n),
		}}
	}
	const r, a, s = session.ResyncRestart, session.ResyncAbandon, session.ResyncSet
	for _, c := range []struct {
		a, b   *session.Resynchronize
		winner string
	}{
		{rs(a, 3), rs(a, 3), "A"},
		{rs(a, 3), rs(s, 1), "A"},
		{rs(a, 3), rs(r, 1), "A"},
		{rs(s, 1), rs(a, 3), "B"},
		{rs(s, 1), rs(s, 2), "A"},
		{rs(s, 1), rs(r, 1), "A"},
		{rs(r, 1), rs(a, 3), "B"},
		{rs(r, 1), rs(s, 1), "B"},
		{rs(r, 2), rs(r, 1), "B"},
		{rs(r, 1), rs(r, 2), "A"},
		{rs(r, 2), rs(r, 2), "A"},
	} {
		x, y := Connected(osi.FromInitiator, false), Connected(osi.FromResponder, false)
		for _, m := range []*Machine{&x, &y} {
			m.state, m.selected, m.va, m.vm = STA713, fuFD|fuSY|fuRESYN, 0, 3
		}
		x.owned = mi
		for _, err := range []error{x.Send(c.a), y.Send(c.b)} {
			if err != nil {
				t.Fatal(err)
			}
		}
		_, err1 := x.Receive(c.b)
		_, err2 := y.Receive(c.a)
		want := [2]State{STA05A, STA11A}
		if c.winner == "B" {
			want = [2]State{STA11A, STA05A}
		}
		if err1 != nil || err2 != nil || [2]State{x.state, y.state} != want {
			t.Errorf("%v %s against %v %s: %v %v, %v %v; %s wins", c.a.ResyncType, c.a.Serial, c.b.ResyncType, c.b.Serial, x.state, y.state, err1, err2, c.winner)
		}
	}
}

// TestPrevailing verifies A.5.4.6.2: each flow is judged by itself, and the prevailing values are
// kept.
func TestPrevailing(t *testing.T) {
	t.Parallel()
	m := Machine{state: STA05A, selected: fuFD | fuSS | fuRESYN, vrsps: resyncRestart, vrspnbs: 5, vrspr: resyncNo}
	for _, c := range []struct {
		snd, rcv resync
		n        int64
		received bool
		vtca     bool
		winner   bool
		vrsps    resync
		vrspnbs  int64
		vrspr    resync
	}{
		{snd: resyncNo, rcv: resyncNo, received: true, winner: true, vrsps: resyncRestart, vrspnbs: 5},
		{snd: resyncRestart, n: 6, received: true, winner: true, vrsps: resyncRestart, vrspnbs: 5},
		{snd: resyncRestart, n: 4, received: true, vrsps: resyncRestart, vrspnbs: 4},
		{snd: resyncAbandon, n: 9, received: true, vrsps: resyncAbandon},
		{rcv: resyncSet, received: true, winner: true, vrsps: resyncRestart, vrspnbs: 5, vrspr: resyncSet},        // mixed: the acceptor's event
		{rcv: resyncSet, received: true, vtca: true, vrsps: resyncRestart, vrspnbs: 5, vrspr: resyncSet},          // mixed: the initiator's event
		{snd: resyncRestart, n: 5, received: true, winner: true, vrsps: resyncRestart, vrspnbs: 5},                // equal: the acceptor's
		{snd: resyncRestart, n: 5, received: true, vtca: true, winner: false, vrsps: resyncRestart, vrspnbs: 5},   // equal: the initiator's
		{snd: resyncRestart, n: 5, received: false, vtca: false, winner: false, vrsps: resyncRestart, vrspnbs: 5}, // equal: its own, the initiator's
		{snd: resyncRestart, n: 5, received: false, vtca: true, winner: true, vrsps: resyncRestart, vrspnbs: 5},
	} {
		x := m
		x.vtca = c.vtca
		in := input{event: EventRS, snd: c.n, rcv: 1, sndType: c.snd, rcvType: c.rcv, received: c.received}
		if x.winner(&in) != c.winner {
			t.Errorf("%+v: winner %v", c, !c.winner)
		}
		x.action72(&in)
		if x.vrsps != c.vrsps || x.vrspnbs != c.vrspnbs || x.vrspr != c.vrspr {
			t.Errorf("%+v: %v %d %v", c, x.vrsps, x.vrspnbs, x.vrspr)
		}
	}
}

// TestVariables verifies the operations of Tables A.4 and A.5, from V(A) 4, V(M) 7, V(R) 2 and
// flows 14, 17, 12 and 24, 27, 22.
func TestVariables(t *testing.T) {
	t.Parallel()
	start := Machine{va: 4, vm: 7, vr: 2, vas: 14, vms: 17, vrs: 12, varr: 24, vmr: 27, vrr: 22, vado: 5, vadi: 6}
	for _, c := range []struct {
		action op
		vsc    bool
		vrsp   resync
		in     input
		want   string // V(A) V(M) V(R) Vsc, flows
	}{
		{action: 22, want: "7 7 7 false 14 17 12 24 27 22"},
		{action: 23, want: "7 8 2 true 14 17 12 24 27 22"},
		{action: 23, vsc: true, want: "4 8 2 true 14 17 12 24 27 22"},
		{action: 24, want: "4 8 2 false 14 17 12 24 27 22"},
		{action: 24, vsc: true, want: "7 8 2 false 14 17 12 24 27 22"},
		{action: 25, in: input{sn: 5}, want: "6 7 2 false 14 17 12 24 27 22"},
		{action: 26, want: "1 1 1 false 14 17 12 24 27 22"},
		{action: 27, in: input{sn: 5}, want: "6 6 1 false 14 17 12 24 27 22"},
		{action: 28, vrsp: resyncAbandon, in: input{sn: 9}, want: "9 9 0 false 14 17 12 24 27 22"},
		{action: 28, vrsp: resyncSet, in: input{sn: 3}, want: "3 3 0 false 14 17 12 24 27 22"},
		{action: 28, vrsp: resyncRestart, in: input{sn: 3}, want: "3 3 2 false 14 17 12 24 27 22"},
		{action: 31, want: "7 8 2 false 14 17 12 24 27 22"},
		{action: 31, vsc: true, want: "4 8 2 true 14 17 12 24 27 22"},
		{action: 19, in: input{sn: 9}, want: "4 9 2 false 14 17 12 24 27 22"},
		{action: 19, in: input{sn: 6}, want: "4 7 2 false 14 17 12 24 27 22"},
		{action: 62, want: "4 7 2 false 14 17 12 24 28 22"},
		{action: 63, want: "4 7 2 false 14 18 12 24 27 22"},
		{action: 64, want: "4 7 2 false 17 17 17 27 27 27"},
		{action: 65, in: input{sn: 15}, want: "4 7 2 false 16 17 12 24 27 22"},
		{action: 66, in: input{sn: 25}, want: "4 7 2 false 14 17 12 26 27 22"},
		{action: 68, vrsp: resyncAbandon, in: input{snd: 19, rcv: 29}, want: "4 7 2 false 19 19 0 29 29 0"},
		{action: 68, vrsp: resyncRestart, in: input{snd: absent, rcv: 23}, want: "4 7 2 false 14 17 12 23 23 22"},
		{action: 69, in: input{snd: 3, rcv: 8}, want: "4 7 2 false 4 4 1 9 9 1"},
		{action: 70, want: "4 7 2 false 1 1 1 1 1 1"},
	} {
		m := start
		m.vsc, m.vrsp, m.vrsps, m.vrspr = c.vsc, c.vrsp, c.vrsp, c.vrsp
		var o Outcome
		m.act(c.action, &c.in, &o)
		if got := fmt.Sprint(m.va, m.vm, m.vr, m.vsc, m.vas, m.vms, m.vrs, m.varr, m.vmr, m.vrr); got != c.want {
			t.Errorf("[%d] Vsc %v Vrsp %v: %s, want %s", c.action, c.vsc, c.vrsp, got, c.want)
		}
	}
	for _, a := range []op{28, 68, 43} {
		m := start
		m.act(a, &input{}, &Outcome{})
		if m.vado != -1 || m.vadi != -1 {
			t.Errorf("[%d] leaves data separation", a)
		}
	}
	m := start
	m.selected = fuSS
	in := input{rcv: 40, snd: 50, rcvType: resyncAbandon}
	if m.action19(&in); m.vmr != 40 || m.vms != 17 {
		t.Errorf("[19] takes the number of a flow that is not abandoned: %d %d", m.vmr, m.vms)
	}
	if m.action44(); m.vadi != 40 {
		t.Errorf("[44] with symmetric synchronize: %d", m.vadi)
	}
}

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

// TestClause7 verifies what the sender puts in by itself: the error names the clause, and the
// machine stays as it was.
func TestClause7(t *testing.T) {
	t.Parallel()
	base := Connected(osi.FromInitiator, false)
	base.state, base.selected, base.owned, base.vm, base.va = STA713, fuFD|fuSY|fuMA|fuRESYN, mi|ma, 7, 4
	with := func(f func(*Machine)) Machine {
		m := base
		f(&m)
		return m
	}
	rs := func(k session.ResyncType, n uint64) *session.Resynchronize {
		return &session.Resynchronize{Resync: session.Resync{ResyncType: osi.Some(k), Serial: session.Serial(n)}}
	}
	ra := func(n uint64, s session.TokenSetting) *session.ResynchronizeAck {
		return &session.ResynchronizeAck{Resync: session.Resync{Serial: session.Serial(n), Tokens: osi.Some(s)}}
	}
	answering := with(func(m *Machine) {
		m.state, m.vrsp, m.resyncTokens = STA11A, resyncSet, session.TokenSetting(0).With(mi, 1).With(ma, 2)
	})
	for _, c := range []struct {
		m  Machine
		p  session.SPDU
		id string
	}{
		{base, &session.MinorSyncPoint{Serial: session.Serial(7)}, ""},
		{base, &session.MinorSyncPoint{Serial: session.Serial(8)}, "spm.sync-serial"},
		{base, &session.MajorSyncPoint{Serial: session.Serial(6)}, "spm.sync-serial"},
		{with(func(m *Machine) { m.state = STA10A }), &session.MajorSyncAck{Serial: session.Serial(6)}, ""},
		{with(func(m *Machine) { m.state = STA10A }), &session.MajorSyncAck{Serial: session.Serial(7)}, "spm.ack-serial"},
		{base, rs(session.ResyncAbandon, 7), ""},
		{base, rs(session.ResyncAbandon, 6), "spm.resync-serial"},
		{base, rs(session.ResyncRestart, 8), "spm.a11"},
		{base, &session.Resynchronize{Resync: session.Resync{ResyncType: osi.Some(session.ResyncSet)}}, "spm.parameter"},
		{answering, ra(3, session.TokenSetting(0).With(mi, 1)), ""},
		{answering, ra(3, session.TokenSetting(0).With(mi, 1).With(ma, 1)), ""},
		{answering, ra(3, 0), "spm.resync-ack-tokens"},
		{answering, ra(3, session.TokenSetting(0).With(mi, 1).With(ma, 2)), "spm.resync-ack-tokens"},
		{base, &session.AbortAccept{}, "spm.provider"},
		{base, &session.Prepare{PrepareType: session.PrepareResync}, "spm.provider"},
		{base, &session.Finish{}, ""},
		{with(func(m *Machine) { m.vtca = true }), &session.Finish{Disconnect: osi.Some(session.TransportDisconnect(0))}, "spm.a15"},
		{base, &session.MinorSyncPoint{Serial: session.SerialNumber("99999999999999999999")}, "spm.number-limit"},
	} {
		m := c.m
		err := m.Send(c.p)
		id := ""
		if e := osi.AsError(err); e != nil {
			id = e.ID
		}
		if id != c.id || err != nil && m != c.m {
			t.Errorf("%v %v: %v, want %q", c.p, c.p, err, c.id)
		}
	}
}

// TestNoAllocations verifies that taking an event allocates nothing.
func TestNoAllocations(t *testing.T) {
	m := Connected(osi.FromInitiator, false)
	m.state, m.selected, m.owned = STA713, fuHD|fuSY, dk|mi
	dt, gt := &session.DataTransfer{}, &session.GiveTokens{Tokens: osi.Some(mi)}
	if n := testing.AllocsPerRun(100, func() {
		x := m
		if x.Send(dt) != nil || x.Send(gt) != nil {
			t.Fatal("refused")
		}
		if _, err := x.Receive(gt); err != nil {
			t.Fatal(err)
		}
	}); n > 1 { // x itself, which a method with a pointer moves
		t.Errorf("%v allocations", n)
	}
	var w Monitor
	_ = w.See(0, &session.Connect{Requirements: osi.Some(fuHD)})
	_ = w.See(1, &session.Accept{Requirements: osi.Some(fuHD)})
	give := &session.GiveTokens{Tokens: osi.Some(dk)}
	turn := func() {
		for d := range osi.Direction(2) {
			if w.See(d, dt) != nil || w.See(d, give) != nil || w.Settled(d) || w.See(d.Opposite(), dt) != nil || !w.Settled(d.Opposite()) {
				t.Fatal("refused")
			}
		}
	}
	turn()
	if n := testing.AllocsPerRun(100, turn); n != 0 {
		t.Errorf("%v allocations in the monitor", n)
	}
}

func BenchmarkMachine(b *testing.B) {
	x, y := Connected(osi.FromInitiator, false), Connected(osi.FromResponder, false)
	for _, m := range []*Machine{&x, &y} {
		m.state, m.selected = STA713, fuHD
	}
	x.owned = dk
	dt, gt := &session.DataTransfer{}, &session.GiveTokens{Tokens: osi.Some(dk)}
	b.ReportAllocs()
	for b.Loop() { // four events an end
		for _, p := range [2]*Machine{&x, &y} {
			q := &y
			if p == q {
				q = &x
			}
			_ = p.Send(dt)
			_, _ = q.Receive(dt)
			_ = p.Send(gt)
			if _, err := q.Receive(gt); err != nil {
				b.Fatal(err)
			}
		}
	}
}

func BenchmarkMonitor(b *testing.B) {
	var w Monitor
	_ = w.See(0, &session.Connect{Requirements: osi.Some(fuHD)})
	_ = w.See(1, &session.Accept{Requirements: osi.Some(fuHD)})
	dt, gt := &session.DataTransfer{}, &session.GiveTokens{Tokens: osi.Some(dk)}
	b.ReportAllocs()
	for b.Loop() { // two SPDUs an end
		for d := range osi.Direction(2) {
			if w.See(d, dt) != nil || w.See(d, gt) != nil {
				b.Fatal("refused")
			}
		}
	}
}
