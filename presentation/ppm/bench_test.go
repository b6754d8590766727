package ppm

import (
	"testing"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/presentation"
)

// connected returns two machines and a monitor of a connection with contexts 1 and 3.
func connected(t testing.TB, units presentation.Requirements) (a, b Machine, w Monitor) {
	t.Helper()
	var none Parameters
	cp := &presentation.Connect{Contexts: testContexts(1, 3), Requirements: units}
	cpa := &presentation.ConnectAccept{Results: testResults(2, accepted), Requirements: units}
	for _, step := range []struct {
		from, to *Machine
		d        osi.Direction
		p        presentation.PPDU
	}{{&a, &b, osi.FromInitiator, cp}, {&b, &a, osi.FromResponder, cpa}} {
		if err := step.from.Send(step.p, none); err != nil {
			t.Fatal(err)
		}
		if err := w.See(step.d, step.p); err != nil {
			t.Fatal(err)
		}
		if _, err := step.to.Receive(step.p, none); err != nil {
			t.Fatal(err)
		}
	}
	return a, b, w
}

// dataPhase are PPDUs that change no set.
func dataPhase() []presentation.PPDU {
	u := presentation.UserData{PDVs: []presentation.PDV{{Context: 3, Value: []byte{5, 0}}}}
	var list []presentation.PPDU
	for _, p := range []presentation.Primitive{
		presentation.SData, presentation.STypedData, presentation.SCapabilityData, presentation.STokenGive, presentation.STokenPlease,
		presentation.SSyncMinor, presentation.SSyncMinorConfirm, presentation.SActivityStart, presentation.SActivityEnd,
	} {
		list = append(list, &presentation.Data{Primitive: p, UserData: u})
	}
	return append(list, &presentation.Data{Primitive: presentation.SExpeditedData, UserData: presentation.UserData{Simple: []byte{5, 0}}})
}

// What changes no set allocates nothing, in machines and monitor.
func TestAllocations(t *testing.T) {
	a, b, w := connected(t, presentation.ContextManagement)
	for _, p := range dataPhase() {
		n := testing.AllocsPerRun(100, func() {
			if err := a.Send(p, Parameters{}); err != nil {
				t.Fatal(err)
			}
			if err := w.See(osi.FromInitiator, p); err != nil {
				t.Fatal(err)
			}
			if _, err := b.Receive(p, Parameters{}); err != nil {
				t.Fatal(err)
			}
		})
		if n != 0 {
			t.Errorf("%v: %v allocations", p, n)
		}
	}
	rs := &presentation.Resynchronize{Contexts: testNames(1, 3)}
	rsa := &presentation.Resynchronize{Acknowledge: true, Contexts: testNames(1, 3)}
	if n := testing.AllocsPerRun(100, func() {
		if w.See(osi.FromInitiator, rs) != nil || w.See(osi.FromResponder, rsa) != nil ||
			a.Send(rs, Parameters{}) != nil || b.Send(rsa, Parameters{}) != nil {
			t.Fatal("refused")
		}
		for m, p := range map[*Machine]presentation.PPDU{&a: rsa, &b: rs} {
			if _, err := m.Receive(p, Parameters{}); err != nil {
				t.Fatal(err)
			}
		}
	}); n != 0 {
		t.Errorf("RS: %v allocations", n)
	}
	t.Logf("a machine has %d octets, a monitor %d and %d for its contexts", machineSize, monitorSize, w.Memory())
}

// With context restoration a synchronization point allocates nothing while the set stays: points in
// a row are one run, of which a snapshot keeps its own end.
func TestPointAllocations(t *testing.T) {
	m, _, _ := connected(t, presentation.ContextManagement|presentation.ContextRestoration)
	point, params := &presentation.Data{Primitive: presentation.SSyncMinor}, Parameters{SerialNumber: 1}
	send := func() {
		if err := m.Send(point, params); err != nil {
			t.Fatal(err)
		}
		params.SerialNumber++
	}
	send()
	snapshot := m
	if n := testing.AllocsPerRun(100, send); n != 0 {
		t.Errorf("%v allocations", n)
	}
	for n, want := range map[int64][2]bool{0: {false, false}, 1: {true, true}, 2: {true, false}, 102: {true, false}, 103: {false, false}} {
		if got := [2]bool{m.stored.find(activity{}, n) != nil, snapshot.stored.find(activity{}, n) != nil}; got != want {
			t.Errorf("point %d is stored: %v, want %v", n, got, want)
		}
	}
}

// A TD sent, seen and received.
func BenchmarkData(b *testing.B) {
	x, y, w := connected(b, presentation.ContextManagement)
	p := dataPhase()[0]
	b.ReportAllocs()
	for b.Loop() {
		if x.Send(p, Parameters{}) != nil || w.See(osi.FromInitiator, p) != nil {
			b.Fatal("refused")
		}
		if _, err := y.Receive(p, Parameters{}); err != nil {
			b.Fatal(err)
		}
	}
}

// What the monitor asks of a TD.
func BenchmarkPermits(b *testing.B) {
	_, _, w := connected(b, presentation.ContextManagement)
	b.ReportAllocs()
	for b.Loop() {
		if _, ok := w.Permits(osi.FromInitiator, presentation.SData, 3); !ok {
			b.Fatal("refused")
		}
	}
}

// An alteration that adds and deletes a context, at both ends, from a snapshot.
func BenchmarkAlteration(b *testing.B) {
	x, y, _ := connected(b, presentation.ContextManagement)
	ac, aca := alternation(5, 3)
	b.ReportAllocs()
	for b.Loop() {
		x, y := x, y
		alterBoth(b, &x, &y, ac, aca)
	}
}

// alternation returns an AC that adds one context and deletes another, and the ACA that accepts it.
func alternation(adds, deletes int64) (*presentation.AlterContext, *presentation.AlterContextAcknowledge) {
	return &presentation.AlterContext{Additions: testContexts(adds), Deletions: []int64{deletes}},
		&presentation.AlterContextAcknowledge{Additions: testResults(1, accepted), Deletions: []presentation.Outcome{presentation.Acceptance}}
}

// alterBoth lets x alter the contexts.
func alterBoth(t testing.TB, x, y *Machine, ac *presentation.AlterContext, aca *presentation.AlterContextAcknowledge) {
	t.Helper()
	if err := x.Send(ac, Parameters{}); err != nil {
		t.Fatal(err)
	}
	if _, err := y.Receive(ac, Parameters{}); err != nil {
		t.Fatal(err)
	}
	if err := y.Send(aca, Parameters{}); err != nil {
		t.Fatal(err)
	}
	if _, err := x.Receive(aca, Parameters{}); err != nil {
		t.Fatal(err)
	}
}

// An alteration allocates at each end its proposals and the set that it makes, which a snapshot
// shares, and nothing in the monitor.
func TestAlterationAllocations(t *testing.T) {
	x, y, w := connected(t, presentation.ContextManagement)
	ac, aca := alternation(3, 1)
	next := func() { // 3 for 1, then 5 for 3 …
		ac.Additions[0].ID += 2
		ac.Deletions[0] = ac.Additions[0].ID - 2
	}
	if n := testing.AllocsPerRun(100, func() {
		next()
		alterBoth(t, &x, &y, ac, aca)
	}); n != 4 {
		t.Errorf("two machines: %v allocations", n)
	}
	ac, aca = alternation(3, 1)
	if n := testing.AllocsPerRun(100, func() {
		next()
		if err := w.See(osi.FromInitiator, ac); err != nil {
			t.Fatal(err)
		}
		if err := w.See(osi.FromResponder, aca); err != nil {
			t.Fatal(err)
		}
	}); n != 0 {
		t.Errorf("monitor: %v allocations", n)
	}
}
