package plp_test

import (
	"encoding/hex"
	"errors"
	"math/rand/v2"
	"testing"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/x25"
	"github.com/osi-go/osi/x25/plp"
)

// fuzzProfile makes a profile of two octets.
func fuzzProfile(a, b byte) plp.Profile {
	p := plp.Profile{
		Side: plp.Side(a & 1), BetweenDTEs: a&2 != 0, SideByRestart: a&6 == 6, Retransmission: a&8 != 0, Registration: a&16 != 0,
		NoDelivery: a&32 != 0, AnyFacility: a&64 != 0, Manual: plp.Manual(b & 31),
		Permanent: 1, Incoming: plp.ChannelRange{First: 2, Last: 2}, TwoWay: plp.ChannelRange{First: 3, Last: 4}, Outgoing: plp.ChannelRange{First: 6, Last: 6},
		Retries: osi.Some(plp.Retries{R20: 1, R22: 1, R25: 1, R27: 1}),
	}
	if b&32 != 0 {
		p.Modulo, p.Window = x25.Modulo128, 80
	}
	if b&64 != 0 {
		p.PacketSize, p.Window = 16, 7
	}
	return p
}

// checkOutcome checks what is true of every outcome: its packets are valid for the peer, and its
// timers are those of the machine.
func checkOutcome(t *testing.T, m *plp.Machine, o plp.Outcome) {
	t.Helper()
	d := x25.Decoder{Format: m.Format()}
	for _, p := range o.Packets {
		b, err := p.AppendBinary(nil)
		if err != nil {
			t.Fatalf("%+v: %v", p, err)
		}
		if _, err := d.Decode(b); err != nil {
			t.Fatalf("%x: %v", b, err)
		}
	}
	if running := m.Timers(o.Channel); o.Start&^running != 0 || o.Stop&running != 0 {
		t.Fatalf("starts %v, stops %v, running %v", o.Start, o.Stop, running)
	}
	if o.Indications.Has(plp.IndConfirmed) != (o.Confirmed > 0) {
		t.Fatalf("%v, confirmed %d", o.Indications, o.Confirmed)
	}
	if err := m.Check(); err != nil {
		t.Fatal(err)
	}
}

func checkError(t *testing.T, err error) {
	t.Helper()
	var e *plp.StateError
	if !errors.As(err, &e) || osi.AsError(err) == nil || osi.AsError(err).Rule == nil || e.Error() == "" {
		t.Fatal(err)
	}
}

// events are those of a Machine, or of a Network on top of it.
type events interface {
	Request(p x25.Packet) (plp.Outcome, error)
	Receive(p x25.Packet) (plp.Outcome, error)
	Fault(err error, pdu []byte) plp.Outcome
	Expire(t plp.Timer, lci uint16) (plp.Outcome, error)
	LinkReset() plp.Outcome
}

// netEvents are those of a Network, which sends an NSDU whenever it can.
type netEvents struct {
	*plp.Network
	t *testing.T
}

func (n netEvents) Receive(p x25.Packet) (plp.Outcome, error) {
	d, err := n.Network.Receive(p)
	if d.NSDU != nil && len(d.NSDU) == 0 || d.NSDU != nil && err != nil {
		n.t.Fatalf("an NSDU of %d octets, %v", len(d.NSDU), err)
	}
	checkOutcome(n.t, n.Machine, d.Outcome)
	if lci := d.Channel; lci != 0 {
		busy := n.Busy(lci)
		if err := n.Data(lci, make([]byte, 40), false); err == nil && busy {
			n.t.Fatal("two NSDUs in hand")
		}
		if p, o := n.Next(lci); p != nil {
			checkOutcome(n.t, n.Machine, o)
		} else if n.Busy(lci) && n.Machine.Window(lci) > 0 {
			n.t.Fatal("nothing is sent")
		}
		return plp.Outcome{}, err
	}
	return d.Outcome, err
}

// drive gives a machine packets, faults, requests, timers and link resets, and checks what comes of
// each.
func drive(t *testing.T, a, b byte, ops []byte) {
	t.Helper()
	m, err := plp.New(fuzzProfile(a, b))
	must(t, err)
	x := events(m)
	if a&128 != 0 {
		x = netEvents{&plp.Network{Machine: m, Limits: osi.Limits{TSDU: 100}}, t}
	}
	take := func() byte {
		if len(ops) == 0 {
			return 0
		}
		x := ops[0]
		ops = ops[1:]
		return x
	}
	refused := func(err error, before *plp.Machine) {
		t.Helper()
		if err == nil {
			return
		}
		if checkError(t, err); !plp.Same(before, m) {
			t.Fatalf("%v changes the machine", err)
		}
	}
	for len(ops) > 0 {
		kind := take()
		if kind%4 == 2 {
			arg := take()
			before := m.Clone()
			o, err := x.Expire(plp.Timer(arg&15), uint16(arg>>4))
			refused(err, before)
			checkOutcome(t, m, o)
			continue
		}
		if kind%4 == 3 {
			if take()&7 == 0 {
				checkOutcome(t, m, x.LinkReset())
			}
			continue
		}
		n := min(int(take()&63), len(ops))
		pdu := ops[:n:n]
		ops = ops[n:]
		d := x25.Decoder{Format: m.Format()}
		if kind%4 == 0 {
			d.Format.Sender = d.Format.Sender.Opposite()
		}
		p, err := d.Decode(pdu)
		switch {
		case err != nil:
			checkOutcome(t, m, x.Fault(err, pdu))
		case kind%4 == 0:
			o, err := x.Receive(p)
			if err != nil {
				checkError(t, err)
			}
			checkOutcome(t, m, o)
		default:
			if data, ok := p.(*x25.Data); ok && kind&4 != 0 {
				data.PS, data.PR = m.Numbers(data.LCI)
			}
			before := m.Clone()
			o, err := x.Request(p)
			refused(err, before)
			checkOutcome(t, m, o)
		}
	}
}

// randomOps are events whose packets exist, most of them valid, on channels that exist, most of
// them.
func randomOps(rng *rand.Rand, modulo128 bool) (ops []byte) {
	types := []string{
		"10010B0000", "10010B0000", "10010B0000", "10010B000143", "10010B0006420806430304", "10010B00020180", "10010F", "10010F", "10010F",
		"1001130000", "100113", "100117", "10010041", "10010041", "10010241", "10013241", "100101", "100121", "100105", "100109", "10012341",
		"100123", "100127", "10011B0000", "10011B", "10011F", "1000FB0000", "1000FF", "1000F30000", "1000F77F000000", "1000F124100561",
		"10013B", "1001", "10", "300100", "1001FB0000", "100100", "C00100", "10010000112233445566778899AABBCCDDEEFF00",
	}
	for range 150 {
		kind := byte(rng.IntN(2) * (1 + 4*rng.IntN(2)))
		if rng.IntN(12) == 0 {
			kind = byte(2 + rng.IntN(2))
		}
		ops = append(ops, kind)
		switch kind {
		case 2:
			ops = append(ops, byte(rng.IntN(13)|rng.IntN(8)<<4))
			continue
		case 3:
			ops = append(ops, byte(rng.IntN(64)))
			continue
		}
		b, _ := hex.DecodeString(types[rng.IntN(len(types))])
		if len(b) > 1 && b[1] == 1 {
			b[1] = []byte{1, 3, 3, 3, 2, 4, 6, 7}[rng.IntN(8)]
		}
		if modulo128 && b[0]&0x30 == 0x10 && rng.IntN(20) > 0 {
			if b[0] ^= 0x30; len(b) > 2 && b[2]&1 == 0 || len(b) == 3 && (b[2]&0x1f == 1 || b[2]&0x1f == 5 || b[2]&0x1f == 9) {
				b = append(b[:3:3], append([]byte{byte(rng.IntN(4)) << 1}, b[3:]...)...)
			}
		}
		ops = append(append(ops, byte(len(b))), b...)
	}
	return ops
}

// Whatever happens at random to an end, nothing panics, every outcome is valid, and a request that
// is refused changes nothing.
func TestRandomEvents(t *testing.T) {
	t.Parallel()
	runs := uint64(2000)
	if testing.Short() {
		runs = 200
	}
	for seed := range runs {
		rng := rand.New(rand.NewPCG(seed, 8208))
		a, b := byte(rng.IntN(256)), byte(rng.IntN(256))
		drive(t, a, b, randomOps(rng, b&32 != 0))
		if t.Failed() {
			t.Fatalf("seed %d", seed)
		}
	}
}

// FuzzMachine is TestRandomEvents for any octets.
func FuzzMachine(f *testing.F) {
	for seed := range uint64(20) {
		rng := rand.New(rand.NewPCG(seed, 8208))
		a, b := byte(rng.IntN(256)), byte(rng.IntN(256))
		f.Add(a, b, randomOps(rng, b&32 != 0))
	}
	f.Fuzz(drive)
}
