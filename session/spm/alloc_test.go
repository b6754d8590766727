package spm

import (
	"testing"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/session"
)

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
