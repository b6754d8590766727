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
		if w.See(osi.FromInitiator, rs) != nil || w.See(osi.FromResponder, rsa) != nil || a.Send(rs, Parameters{}) != nil {
			t.Fatal("refused")
		}
	}); n != 0 {
		t.Errorf("RS: %v allocations", n)
	}
	t.Logf("a machine has %d octets, a monitor %d and %d for its contexts", machineSize, monitorSize, w.Memory())
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
		if !w.Permits(osi.FromInitiator, presentation.SData, 3) {
			b.Fatal("refused")
		}
	}
}

// An alteration that adds and deletes a context, at both ends and the monitor, from a snapshot.
func BenchmarkAlteration(b *testing.B) {
	x, y, _ := connected(b, presentation.ContextManagement)
	ac := &presentation.AlterContext{Additions: testContexts(5), Deletions: []int64{3}}
	aca := &presentation.AlterContextAcknowledge{Additions: testResults(1, accepted), Deletions: []presentation.Outcome{presentation.Acceptance}}
	b.ReportAllocs()
	for b.Loop() {
		x, y := x, y
		if x.Send(ac, Parameters{}) != nil {
			b.Fatal("refused")
		}
		if _, err := y.Receive(ac, Parameters{}); err != nil || y.Send(aca, Parameters{}) != nil {
			b.Fatal(err)
		}
		if _, err := x.Receive(aca, Parameters{}); err != nil {
			b.Fatal(err)
		}
	}
}
