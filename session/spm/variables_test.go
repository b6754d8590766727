package spm

import (
	"fmt"
	"testing"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/session"
)

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
		{action: 68, vrsp: resyncRestart, in: input{snd: noSerial, rcv: 23}, want: "4 7 2 false 14 17 12 23 23 22"},
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
