package class0_test

import (
	"testing"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/transport"
	"github.com/osi-go/osi/transport/class0"
)

// conversation is what two ends say, decoded.
type conversation struct {
	from   []osi.Direction
	tpdus  []transport.TPDU
	octets [][]byte
}

func converse(t testing.TB, units ...string) (c conversation) {
	t.Helper()
	for _, u := range units {
		from := osi.FromInitiator
		if u[0] == 'R' {
			from = osi.FromResponder
		}
		c.from = append(c.from, from)
		c.tpdus = append(c.tpdus, decode(t, network, u[2:]))
		c.octets = append(c.octets, unhex(t, u[2:]))
	}
	return c
}

// show shows all of it to a new monitor.
func (c *conversation) show(t testing.TB) (w class0.Monitor) {
	t.Helper()
	for i, p := range c.tpdus {
		if err := w.See(c.from[i], p, c.octets[i]); err != nil {
			t.Fatal(err)
		}
	}
	return w
}

// play has two machines say all of it.
func (c *conversation) play(t testing.TB) {
	t.Helper()
	var ends [2]class0.Machine
	for i, p := range c.tpdus {
		if err := ends[c.from[i]].Send(p); err != nil {
			t.Fatal(err)
		}
		if _, err := ends[c.from[i].Opposite()].Receive(p); err != nil {
			t.Fatal(err)
		}
	}
}

// No event of a machine and no TPDU that a monitor accepts allocates.
func TestAllocations(t *testing.T) {
	whole := converse(t, "I "+cr0, "R "+refusal, "I "+cr0, "R "+cc0, "I 02f00041", "I "+dt41, "R "+dt41)
	if n := testing.AllocsPerRun(100, func() { whole.show(t) }); n != 0 {
		t.Errorf("a monitor: %v", n)
	}
	if n := testing.AllocsPerRun(100, func() { whole.play(t) }); n != 0 {
		t.Errorf("machines: %v", n)
	}
	open := initiator(t, network, cr0, cc0)
	waits := waiting(t)
	if n := testing.AllocsPerRun(100, func() {
		for _, m := range []class0.Machine{open, waits} {
			if _, err := m.Disconnect(); err != nil {
				t.Fatal(err)
			}
		}
		m := open
		if _, err := m.NetworkReset(); err != nil {
			t.Fatal(err)
		}
	}); n != 0 {
		t.Errorf("other events: %v", n)
	}
}

func BenchmarkMonitorDT(b *testing.B) {
	c := converse(b, "I "+cr0, "R "+cc0)
	w := c.show(b)
	dt, octets := decode(b, network, dt41), unhex(b, dt41)
	b.ReportAllocs()
	for b.Loop() {
		if err := w.See(osi.FromInitiator, dt, octets); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkMonitorSettled(b *testing.B) {
	c := converse(b, "I "+cr0, "R "+cc0)
	w := c.show(b)
	b.ReportAllocs()
	for b.Loop() {
		if !w.Settled(osi.FromInitiator) {
			b.Fatal("not settled")
		}
	}
}

func BenchmarkMonitorConnection(b *testing.B) {
	c := converse(b, "I "+cr0, "R "+cc0)
	b.ReportAllocs()
	for b.Loop() {
		c.show(b)
	}
}

func BenchmarkMonitorReject(b *testing.B) {
	c := converse(b, "I "+cr0)
	w := c.show(b)
	dt, octets := decode(b, network, dt41), unhex(b, dt41)
	b.ReportAllocs()
	for b.Loop() {
		if w.See(osi.FromInitiator, dt, octets) == nil {
			b.Fatal("accepted")
		}
	}
}

func BenchmarkMachineSendDT(b *testing.B) {
	m := initiator(b, network, cr0, cc0)
	dt := decode(b, network, dt41)
	b.ReportAllocs()
	for b.Loop() {
		if err := m.Send(dt); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkMachineReceiveDT(b *testing.B) {
	m := initiator(b, network, cr0, cc0)
	dt := decode(b, network, dt41)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := m.Receive(dt); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkMachineConnection(b *testing.B) {
	c := converse(b, "I "+cr0, "R "+cc0)
	b.ReportAllocs()
	for b.Loop() {
		c.play(b)
	}
}
