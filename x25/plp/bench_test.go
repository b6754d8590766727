package plp_test

import (
	"testing"

	"github.com/osi-go/osi/x25"
	"github.com/osi-go/osi/x25/plp"
)

// open returns a DTE and a DCE with a call on each channel, one to n.
func open(t testing.TB, n uint16, change func(*plp.Profile)) (dte, dce *plp.Machine) {
	t.Helper()
	p := plp.Profile{TwoWay: plp.ChannelRange{First: 1, Last: n}}
	if change != nil {
		change(&p)
	}
	dte, err := plp.New(p)
	must(t, err)
	p.Side = plp.DCE
	dce, err = plp.New(p)
	must(t, err)
	for lci := n; lci > 0; lci-- {
		free, ok := dte.Free()
		if !ok || free != lci {
			t.Fatalf("%d is free, not %d", free, lci)
		}
		call := &x25.CallRequest{Header: dte.Header(lci)}
		must(t, dte.Send(call))
		_, err := dce.Receive(call)
		must(t, err)
		accept := &x25.CallAccepted{Header: dce.Header(lci)}
		must(t, dce.Send(accept))
		_, err = dte.Receive(accept)
		must(t, err)
	}
	return dte, dce
}

// A turn sends one DATA from a to b, and what b answers back.
type turn struct {
	a, b *plp.Machine
	data x25.Data
}

func (s *turn) run(lci uint16) error {
	s.data.Header = s.a.Header(lci)
	s.data.PS, s.data.PR = s.a.Numbers(lci)
	if _, err := s.a.Request(&s.data); err != nil {
		return err
	}
	o, err := s.b.Receive(&s.data)
	if err != nil {
		return err
	}
	for _, p := range o.Packets {
		if _, err := s.a.Receive(p); err != nil {
			return err
		}
	}
	return nil
}

// No packet of a call allocates, nor do timers, interrupts, resets, calls and restarts.
func TestAllocations(t *testing.T) {
	for name, change := range map[string]func(*plp.Profile){
		"modulo 8": nil, "modulo 128": func(p *plp.Profile) { p.Modulo, p.Window = x25.Modulo128, 127 },
	} {
		dte, dce := open(t, 9, change)
		s := turn{a: dte, b: dce, data: x25.Data{UserData: make([]byte, 128)}}
		if n := testing.AllocsPerRun(1000, func() {
			if err := s.run(5); err != nil {
				t.Fatal(err)
			}
		}); n != 0 {
			t.Errorf("%s: %v allocations for DATA and RR", name, n)
		}
		h := dte.Header(5)
		interrupt, reset, clear := &x25.Interrupt{Header: h, UserData: []byte{1}}, &x25.ResetRequest{Header: h}, &x25.ClearRequest{Header: h}
		rnr, rr, call := &x25.ReceiveNotReady{Header: h}, &x25.ReceiveReady{Header: h}, &x25.CallRequest{Header: h}
		accept, restart := &x25.CallAccepted{Header: dce.Header(5)}, &x25.RestartRequest{Header: dte.Header(0)}
		give := func(from, to *plp.Machine, p x25.Packet) {
			if _, err := from.Request(p); err != nil {
				t.Fatal(err)
			}
			o, err := to.Receive(p)
			if err != nil {
				t.Fatal(err)
			}
			for _, p := range o.Packets {
				if _, err := from.Receive(p); err != nil {
					t.Fatal(err)
				}
			}
		}
		if n := testing.AllocsPerRun(100, func() {
			give(dte, dce, interrupt)
			give(dte, dce, reset)
			give(dte, dce, rnr)
			give(dte, dce, rr)
			give(dte, dce, clear)
			give(dte, dce, call)
			give(dce, dte, accept)
			give(dte, dce, restart)
			give(dte, dce, call)
			if _, err := dte.Expire(plp.T21, 5); err != nil {
				t.Fatal(err)
			}
			dte.LinkReset()
			dce.LinkReset()
			if _, err := dte.Receive(restart); err != nil {
				t.Fatal(err)
			}
			if _, err := dce.Receive(restart); err != nil {
				t.Fatal(err)
			}
			give(dte, dce, call)
			give(dce, dte, accept)
		}); n != 0 {
			t.Errorf("%s: %v allocations for the rest", name, n)
		}
	}
}

// An NSDU allocates nothing once there was one as long.
func TestNetworkAllocations(t *testing.T) {
	dte, dce := open(t, 9, nil)
	a, b := plp.Network{Machine: dte}, plp.Network{Machine: dce}
	nsdu := make([]byte, 300)
	if n := testing.AllocsPerRun(200, func() {
		must(t, a.Data(5, nsdu, false))
		delivered := 0
		for a.Busy(5) {
			p, _ := a.Next(5)
			if p == nil {
				t.Fatal("the window stays closed")
			}
			d, err := b.Receive(p)
			must(t, err)
			delivered += len(d.NSDU)
			for _, p := range d.Packets {
				if _, err := a.Receive(p); err != nil {
					t.Fatal(err)
				}
			}
		}
		if delivered != len(nsdu) {
			t.Fatalf("%d octets", delivered)
		}
	}); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

// All 4 095 channels of an interface carry calls at once.
func TestChannels(t *testing.T) {
	t.Parallel()
	dte, dce := open(t, x25.MaxLCI, nil)
	if _, ok := dte.Free(); ok {
		t.Error("a channel is free")
	}
	if _, ok := dce.Free(); ok {
		t.Error("a channel is free")
	}
	for range 9 {
		for lci := uint16(1); lci <= x25.MaxLCI; lci++ {
			for _, s := range []turn{{a: dte, b: dce}, {a: dce, b: dte}} {
				if err := s.run(lci); err != nil {
					t.Fatalf("channel %d: %v", lci, err)
				}
			}
		}
	}
	restart := &x25.RestartRequest{Header: dte.Header(0)}
	must(t, dte.Send(restart))
	_, err := dce.Receive(restart)
	must(t, err)
	for lci := uint16(1); lci <= x25.MaxLCI; lci++ {
		if p, _, ok := dce.Channel(lci); p != plp.P1 || !ok {
			t.Fatalf("channel %d: %v", lci, p)
		}
	}
	if lci, ok := dce.Free(); !ok || lci != 1 {
		t.Errorf("%d is free", lci)
	}
}

// The channel of a call is one that its end may call on, X.25 Annex A.
func TestFree(t *testing.T) {
	t.Parallel()
	p := plp.Profile{
		Permanent: 2, Incoming: plp.ChannelRange{First: 5, Last: 6}, TwoWay: plp.ChannelRange{First: 8, Last: 9}, Outgoing: plp.ChannelRange{First: 20, Last: 21},
	}
	for side, want := range map[plp.Side][]uint16{plp.DTE: {21, 20, 9, 8}, plp.DCE: {5, 6, 8, 9}} {
		p.Side = side
		e := newEnd(t, p)
		for _, lci := range want {
			got, ok := e.Free()
			if !ok || got != lci {
				t.Errorf("%v: %d is free, want %d", side, got, lci)
			}
			must(t, e.Send(&x25.CallRequest{Header: e.Header(lci)}))
		}
		if got, ok := e.Free(); ok {
			t.Errorf("%v: %d is free", side, got)
		}
	}
}

// A clone goes its own way.
func TestClone(t *testing.T) {
	t.Parallel()
	dte, dce := open(t, 3, nil)
	c := dte.Clone()
	s := turn{a: dte, b: dce}
	must(t, s.run(1))
	if ps, _ := c.Numbers(1); ps != 0 {
		t.Errorf("P(S) is %d", ps)
	}
	must(t, c.Send(&x25.ClearRequest{Header: c.Header(2)}))
	if p, _, _ := dte.Channel(2); p != plp.P4 {
		t.Errorf("in %v", p)
	}
}

// BenchmarkData is one DATA of 128 octets and, for each or for half a window, the RR: both ends.
func BenchmarkData(b *testing.B) {
	for name, change := range map[string]func(*plp.Profile){
		"modulo8":   nil,
		"modulo128": func(p *plp.Profile) { p.Modulo, p.Window = x25.Modulo128, 127 },
	} {
		b.Run(name, func(b *testing.B) {
			dte, dce := open(b, 9, change)
			s := turn{a: dte, b: dce, data: x25.Data{UserData: make([]byte, 128)}}
			b.SetBytes(128)
			b.ReportAllocs()
			for b.Loop() {
				if err := s.run(5); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkOctets is BenchmarkData with the codec at both ends: encoded, decoded, taken.
func BenchmarkOctets(b *testing.B) {
	dte, dce := open(b, 9, nil)
	ends := [2]*plp.Machine{dte, dce}
	var decoders [2]x25.Decoder
	for i, m := range ends {
		decoders[i].Format = m.Format()
		decoders[i].Format.Sender = decoders[i].Format.Sender.Opposite()
	}
	data := x25.Data{UserData: make([]byte, 128)}
	buf := make([]byte, 0, 256)
	b.SetBytes(128)
	b.ReportAllocs()
	for b.Loop() {
		data.Header = dte.Header(5)
		data.PS, data.PR = dte.Numbers(5)
		if err := dte.Send(&data); err != nil {
			b.Fatal(err)
		}
		buf, _ = data.AppendBinary(buf[:0])
		p, err := decoders[1].Decode(buf)
		if err != nil {
			b.Fatal(err)
		}
		o, err := dce.Receive(p)
		if err != nil {
			b.Fatal(err)
		}
		for _, p := range o.Packets {
			buf, _ = p.AppendBinary(buf[:0])
			if p, err = decoders[0].Decode(buf); err != nil {
				b.Fatal(err)
			}
			if _, err = dte.Receive(p); err != nil {
				b.Fatal(err)
			}
		}
	}
}

// BenchmarkReject is a DATA that is refused, and answered.
func BenchmarkReject(b *testing.B) {
	dte, _ := open(b, 9, nil)
	p := &x25.Data{Header: dte.Header(99)}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := dte.Receive(p); err == nil {
			b.Fatal("accepted")
		}
	}
}
