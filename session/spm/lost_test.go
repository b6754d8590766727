package spm

import (
	"slices"
	"testing"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/session"
)

// TestLost verifies what is known behind an SPDU that ends a connection of which nothing was: an AA
// may follow where the transport connection is kept, since an AB may have crossed the SPDU, and a
// second AB; a CN may in any case, and nothing but these.
func TestLost(t *testing.T) {
	t.Parallel()
	cn := &session.Connect{Requirements: osi.Some(fuFD)}
	cn.Version = session.Version2
	for name, c := range map[string]struct {
		ends session.SPDU
		keep bool
	}{
		"AB":                 {&session.Abort{Disconnect: session.ReleaseTransport | session.UserAbort}, false},
		"AB, kept":           {&session.Abort{Disconnect: session.UserAbort}, true},
		"DN":                 {&session.Disconnect{}, true},
		"RF":                 {&session.Refuse{}, false}, // without Transport Disconnect it is released, X.225 8.3.5.10
		"RF, released":       {&session.Refuse{Disconnect: osi.Some(session.ReleaseTransport)}, false},
		"RF, kept":           {&session.Refuse{Disconnect: osi.Some(session.TransportDisconnect(0))}, true},
		"short AB":           {&session.ShortAbort{}, false},
		"short AB, kept":     {&session.ShortAbort{Keep: true}, true},
		"short RF":           {&session.ShortRefuse{}, true},
		"short RF, released": {&session.ShortRefuse{Release: true}, false},
		"short DN":           {&session.ShortDisconnect{}, true},
	} {
		for d := range osi.Direction(2) {
			for next, want := range map[session.SPDU]bool{
				&session.AbortAccept{}: c.keep, cn: true, &session.Abort{Disconnect: session.ReleaseTransport}: true,
				&session.DataTransfer{}: false, &session.Finish{}: false, &session.Disconnect{}: false, &session.MinorSyncPoint{Serial: session.Serial(1)}: false,
			} {
				var w Monitor
				w.Lose()
				if err := w.See(d, &session.DataTransfer{}); err != nil {
					t.Error(err)
				}
				if err := w.See(d, c.ends); err != nil || w.Lost() {
					t.Fatalf("%s: %v", name, err)
				}
				if err := w.See(d, next); (err == nil) != want {
					t.Errorf("%v behind %s of %v: %v", next, name, d, err)
				}
				if next.Type() == session.TypeCN {
					continue
				}
				if err := w.See(d.Opposite(), &session.DataTransfer{}); err != nil {
					t.Errorf("a DT that crosses %s: %v", name, err)
				}
			}
		}
	}
}

// TestPrepares verifies where a PR may come, X.225 7.26.2: with the transport expedited flow, where
// an SPDU may be sent that it announces, and not twice; and what may follow it: that SPDU, or, if
// the PR may overtake, data that was sent before it.
func TestPrepares(t *testing.T) {
	t.Parallel()
	ab := &session.Abort{Disconnect: session.ReleaseTransport | session.UserAbort}
	ab.UserData = []byte("0123456789") // one with less needs no PR
	rs := &session.Resynchronize{Resync: session.Resync{Tokens: osi.Some(session.TokenSetting(0)), ResyncType: osi.Some(session.ResyncAbandon), Serial: session.Serial(7)}}
	ra := &session.ResynchronizeAck{Resync: session.Resync{Tokens: osi.Some(session.TokenSetting(0)), Serial: session.Serial(7)}}
	dt := &session.DataTransfer{}
	for _, c := range []struct {
		state     State
		announces session.PrepareType
		want      bool
		follows   []session.SPDU // what may come next, of ab, rs, ra, dt and an AA; dt if the PR may overtake
	}{
		{STA713, session.PrepareResync, true, []session.SPDU{rs, dt}},
		{STA713, session.PrepareAbort, true, []session.SPDU{ab, dt}},
		{STA713, session.PrepareResyncAck, false, nil},
		{STA713, session.PrepareMajorSyncAck, false, nil},
		{STA10A, session.PrepareMajorSyncAck, true, []session.SPDU{dt}},
		{STA10B, session.PrepareMajorSyncAck, true, []session.SPDU{dt}},
		{STA10A, session.PrepareResyncAck, false, nil},
		{STA11A, session.PrepareResyncAck, true, []session.SPDU{ra}},
		{STA11B, session.PrepareResyncAck, true, nil},
		{STA11C, session.PrepareResyncAck, true, nil},
		{STA11A, session.PrepareMajorSyncAck, false, nil},
		{STA01C, session.PrepareAbort, false, nil},
		{STA01C, session.PrepareResync, false, nil},
		{STA16, session.PrepareAbort, false, nil},
		{STA01A, session.PrepareAbort, false, nil},
		{STA03, session.PrepareAbort, true, []session.SPDU{ab}},
		{STA02A, session.PrepareAbort, true, []session.SPDU{ab}},
	} {
		for _, flows := range []Monitor{{}, {Expedited: true}, {Expedited: true, Overtaking: true}} {
			fresh := func() *Monitor {
				w := &Monitor{Expedited: flows.Expedited, Overtaking: flows.Overtaking}
				w.begin()
				m := &w.ends[0].set[0].m
				m.state, m.selected, m.vm, m.vr = c.state, fuFD|session.FUMajorSynchronize|session.FUResynchronize|session.FUExpeditedData, 7, 0
				if m.vado = noSerial; c.state != STA713 {
					m.vrsp = resyncAbandon
				}
				return w
			}
			pr := &session.Prepare{PrepareType: c.announces}
			w := fresh()
			err := w.See(osi.FromInitiator, pr)
			if (err == nil) != (c.want && flows.Expedited) {
				t.Errorf("%v in %v, expedited flow %v: %v", c.announces, c.state, flows.Expedited, err)
			}
			if err != nil {
				continue
			}
			if err := w.See(osi.FromInitiator, pr); err == nil {
				t.Errorf("%v in %v twice", c.announces, c.state)
			}
			for _, p := range []session.SPDU{ab, rs, ra, dt, &session.AbortAccept{}} {
				w := fresh()
				_ = w.See(osi.FromInitiator, pr)
				want := slices.Contains(c.follows, p) && (p != dt || flows.Overtaking)
				if err := w.See(osi.FromInitiator, p); (err == nil) != want {
					t.Errorf("%v behind %v in %v, overtaking %v: %v", p, c.announces, c.state, flows.Overtaking, err)
				}
			}
		}
	}
}

// TestPreparedTypes verifies that with symmetric synchronize a PR has the types of the RS that it
// announces, and that one without types announces an AI or AD: X.225 7.24.3.2, 8.3.26.4 and
// 8.3.26.5. One that nothing may follow is refused itself.
func TestPreparedTypes(t *testing.T) {
	t.Parallel()
	none, set, abandon := osi.Opt[session.ResyncType]{}, osi.Some(session.ResyncSet), osi.Some(session.ResyncAbandon)
	rs := &session.Resynchronize{Resync: session.Resync{ResyncType: set, Serial: session.Serial(3)}}
	second := &session.Resynchronize{Resync: session.Resync{SecondType: set, SecondSerial: session.Serial(3)}}
	ai, ad := &session.ActivityInterrupt{}, &session.ActivityDiscard{}
	const resyn = session.FUResynchronize
	for _, c := range []struct {
		units         session.FunctionalUnits
		owned         session.Tokens
		first, second osi.Opt[session.ResyncType] // of the PR
		alone         bool                        // nothing may follow the PR
		follows       []session.SPDU              // of rs, second, ai and ad
	}{
		{resyn | fuACT, ma, set, none, false, []session.SPDU{rs}},
		{resyn | fuACT, ma, none, set, false, []session.SPDU{second}},
		{resyn | fuACT, ma, none, none, false, []session.SPDU{ai, ad}},
		{resyn | fuACT, ma, set, set, false, nil},
		{resyn | fuACT, ma, abandon, none, false, nil},
		{resyn | fuACT, 0, none, none, true, nil}, // AI and AD need the major/activity token
		{resyn | fuACT, 0, set, none, false, []session.SPDU{rs}},
		{fuACT, ma, none, none, false, []session.SPDU{ai, ad}},
		{fuACT, ma, set, none, true, nil},
		{resyn, 0, none, none, true, nil},
		{resyn, 0, set, none, false, []session.SPDU{rs}},
	} {
		for _, next := range []session.SPDU{rs, second, ai, ad} {
			w := &Monitor{Expedited: true}
			w.begin()
			m := &w.ends[1].set[0].m
			m.state, m.selected, m.vact, m.vado, m.owned = STA713, fuFD|fuSS|c.units, true, noSerial, c.owned
			pr := &session.Prepare{PrepareType: session.PrepareResync, ResyncType: c.first, SecondType: c.second}
			if err := w.See(osi.FromResponder, pr); (err == nil) == c.alone {
				t.Fatalf("%v, tokens %v: %+v: %v", c.units, c.owned, pr, err)
			} else if err != nil {
				continue
			}
			want := slices.Contains(c.follows, next)
			if err := w.See(osi.FromResponder, next); (err == nil) != want {
				t.Errorf("%v, tokens %v: %v behind %+v: %v", c.units, c.owned, next, pr, err)
			}
		}
	}
}

// TestSymmetricNumbers verifies the serial numbers of an RS with symmetric synchronize, X.225
// 7.24.1 d) and f): a flow has a number if it has a type; one that abandons is that of the next
// point, one that restarts is none that is to come. Here the flows stand at 17 and 27.
func TestSymmetricNumbers(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		snd, rcv resync
		n, m     int64
		want     bool
	}{
		{resyncAbandon, resyncNo, 17, noSerial, true},
		{resyncAbandon, resyncNo, 16, noSerial, false},
		{resyncAbandon, resyncNo, 18, noSerial, false},
		{resyncAbandon, resyncNo, 17, 27, false},
		{resyncNo, resyncAbandon, noSerial, 27, true},
		{resyncNo, resyncAbandon, noSerial, 26, false},
		{resyncNo, resyncAbandon, 17, 27, false},
		{resyncAbandon, resyncAbandon, 17, 27, true},
		{resyncAbandon, resyncAbandon, 17, 17, false},
		{resyncAbandon, resyncAbandon, 27, 27, false},
		{resyncRestart, resyncNo, 17, noSerial, true},
		{resyncRestart, resyncNo, 18, noSerial, false},
		{resyncNo, resyncRestart, noSerial, 27, true},
		{resyncNo, resyncRestart, noSerial, 28, false},
		{resyncRestart, resyncRestart, 12, 22, true},
		{resyncSet, resyncNo, 0, noSerial, true},
		{resyncSet, resyncNo, noSerial, noSerial, false},
		{resyncNo, resyncSet, noSerial, 99, true},
		{resyncNo, resyncSet, noSerial, noSerial, false},
	} {
		m := Machine{vms: 17, vmr: 27, selected: fuFD | session.FUResynchronize | session.FUSymmetricSynchronize}
		in := input{event: EventSRSYNreq, sndType: c.snd, rcvType: c.rcv, snd: c.n, rcv: c.m}
		if got := m.clause7(&in) == nil; got != c.want {
			t.Errorf("%+v: %v", c, got)
		}
	}
}

// TestRefused verifies that an RF may come for a CN whose CDOs have not come yet, from the SPM
// alone, and one of the user behind them.
func TestRefused(t *testing.T) {
	t.Parallel()
	cn := &session.Connect{Requirements: osi.Some(fuFD), Overflow: true}
	cn.Version = session.Version2
	var w Monitor
	for i, step := range []struct {
		d    osi.Direction
		p    session.SPDU
		want bool
	}{
		{1, &session.Refuse{Reason: osi.Some(session.RefusedCongestion)}, false}, // nothing is asked for
		{0, cn, true},
		{1, &session.Refuse{Reason: osi.Some(session.RefusedCongestion)}, true},
	} {
		if err := w.See(step.d, step.p); (err == nil) != step.want {
			t.Errorf("step %d: %v", i, err)
		}
	}
}
