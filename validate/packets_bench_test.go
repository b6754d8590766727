package validate_test

import (
	"strings"
	"testing"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/validate"
	"github.com/osi-go/osi/x25"
	"github.com/osi-go/osi/x25/plp"
)

// overX25 is the association of KB Q86988, up to its data phase.
var overX25 = []string{
	"> 10010B0006420A0A43030303010100", "< 10010F", "> 100100 09E00000000100C00109", "< 100120 09D00001000200C00109",
	"> 100122 02F080" + kbCN, "< 100142 02F080" + kbAC, "> 100144 02F08001000100A5", "< 100161",
}

// A turn is a DATA packet with a TSDU of the data phase, and the RR that answers it, between two
// ends that may be machines, and through a gate where there is one.
type turn struct {
	gate     *validate.Stream // nil: none
	ends     [2]*plp.Machine  // DTE and DCE; nil: no machines
	decoders [2]x25.Decoder   // of what each end sends

	octets [2][]byte
	data   x25.Data
	rr     x25.ReceiveReady
}

// newTurn replays the association to whoever takes part.
func newTurn(b testing.TB, gate, machines bool) *turn {
	b.Helper()
	t := &turn{octets: [2][]byte{make([]byte, 0, 200), make([]byte, 0, 200)}}
	if gate {
		t.gate = guard(b, validate.Default()).Stream(validate.Packets)
	}
	if machines {
		for i := range t.ends {
			m, err := plp.New(plp.Profile{Side: plp.Side(i), TwoWay: plp.ChannelRange{First: 1, Last: 1}, Manual: plp.ManualReceipt})
			if err != nil {
				b.Fatal(err)
			}
			t.ends[i], t.decoders[i].Format = m, m.Format()
		}
	}
	for _, line := range overX25 {
		from := initiator
		if line[0] == '<' {
			from = responder
		}
		p, err := x25.Parse(octets(b, line[2:]))
		if err == nil {
			err = t.pass(from, p)
		}
		if err != nil {
			b.Fatal(err)
		}
	}
	t.data.UserData = octets(b, "02F08001000100"+strings.Repeat("A5", 121))
	return t
}

// pass sends a packet.
func (t *turn) pass(from osi.Direction, p x25.Packet) error {
	if m := t.ends[from]; m != nil {
		if err := m.Send(p); err != nil {
			return err
		}
	}
	b, err := p.AppendBinary(t.octets[from][:0])
	if err != nil {
		return err
	}
	if t.gate != nil {
		v, _ := t.gate.Check(from, b)
		if v.Action != validate.Pass {
			return v.Err
		}
		b = v.Octets
	}
	if m := t.ends[from^1]; m != nil {
		if p, err = t.decoders[from].Decode(b); err != nil {
			return err
		}
		_, err = m.Receive(p)
	}
	return err
}

func (t *turn) run(ps, pr uint8) error {
	t.data.Header, t.rr.Header = x25.Header{LCI: 1}, x25.Header{LCI: 1}
	t.data.PS, t.data.PR, t.rr.PR = ps, pr, (ps+1)&7
	if err := t.pass(initiator, &t.data); err != nil {
		return err
	}
	return t.pass(responder, &t.rr)
}

// BenchmarkPackets is a DATA packet of 128 octets and the RR that answers it: encoded alone; judged
// by the gate; taken by the machines of both ends; and both. The metric "copies" is how many times
// as long as a copy of the two packets that takes, measured in the same run.
func BenchmarkPackets(b *testing.B) {
	copied := 0.0
	b.Run("copy", func(b *testing.B) {
		data, rr := octets(b, "100100"+strings.Repeat("A5", 128)), octets(b, "100101")
		to := make([]byte, 200)
		b.SetBytes(131)
		for b.Loop() {
			copy(to, data)
			copy(to, rr)
		}
		copied = float64(b.Elapsed()) / float64(b.N)
	})
	for _, c := range []struct {
		name           string
		gate, machines bool
	}{{"encoded", false, false}, {"gate", true, false}, {"machines", false, true}, {"gate+machines", true, true}} {
		b.Run(c.name, func(b *testing.B) {
			t := newTurn(b, c.gate, c.machines)
			ps := uint8(3)
			b.SetBytes(131)
			b.ReportAllocs()
			for b.Loop() {
				if err := t.run(ps, 2); err != nil {
					b.Fatal(err)
				}
				ps = (ps + 1) & 7
			}
			if copied > 0 {
				b.ReportMetric(float64(b.Elapsed())/float64(b.N)/copied, "copies")
			}
		})
	}
}

// Neither the gate nor the machines allocate for a DATA and its RR.
func TestPacketsAllocations(t *testing.T) {
	turn, ps := newTurn(t, true, true), uint8(3)
	if n := testing.AllocsPerRun(1000, func() {
		if err := turn.run(ps, 2); err != nil {
			t.Fatal(err)
		}
		ps = (ps + 1) & 7
	}); n != 0 && !race {
		t.Errorf("%v allocations", n)
	}
}
