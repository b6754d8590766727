package spm

import (
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
