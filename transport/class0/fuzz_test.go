package class0_test

import (
	"reflect"
	"testing"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/transport"
	"github.com/osi-go/osi/transport/class0"
)

// units cuts fuzz input into TPDUs: an octet with what to do, one with the length, and the octets.
func units(b []byte, f func(what byte, octets []byte)) {
	for len(b) > 2 {
		n := min(int(b[1]), len(b)-2)
		f(b[0], b[2:2+n])
		b = b[2+n:]
	}
}

// seeds are connections, refusals and what crosses, each TPDU with the direction in front.
func seeds(f *testing.F) {
	f.Helper()
	for _, list := range [][]string{
		{"0" + cr0, "1" + cc0, "0" + dt41, "1" + "02f00041", "1" + dt41},
		{"0" + cr0, "1" + refusal, "0" + cr0b, "1" + cc0b, "0" + dt41},
		{"0" + cr4, "0" + cr4, "1" + refusal, "0" + cr4b, "1" + refusal, "1" + cc0b},
		{"0" + cr4, "0" + giveUp, "1" + cc0, "0" + cr0b, "1" + dt41},
		{"0" + cr4, "0" + giveUp, "1" + confirmed, "0" + cr0b, "1" + cc0b},
		{"0" + crTP, "1" + ccTP, "0" + "02108041", "1" + er1234, "0" + "06805678123480"},
		{"0" + cr2, "1" + "06d01234567820", "0" + "04f056788041", "0" + cr0, "1" + cc0},
	} {
		for _, tcp := range []byte{0, 2} {
			var b []byte
			for _, u := range list {
				octets := unhex(f, u[1:])
				b = append(append(b, u[0]-'0'+tcp, byte(len(octets))), octets...)
			}
			f.Add(b)
		}
	}
}

// TestSettledLost verifies that what is settled changes nothing while the state is not known.
func TestSettledLost(t *testing.T) {
	t.Parallel()
	for d := range osi.Direction(2) {
		var w class0.Monitor
		w.Lose()
		before := w
		if err := w.See(d, &transport.Data{EOT: true}, []byte{2, 0xf0, 0x80}); err != nil || !w.Settled(d) || !reflect.DeepEqual(w, before) {
			t.Errorf("%v: %v", d, err)
		}
	}
}

// Whatever is shown to a monitor: an error changes nothing but Tolerated, points into the TPDU and
// has an answer that encodes; what is settled is accepted and changes nothing; all is plain values.
func FuzzMonitor(f *testing.F) {
	seeds(f)
	f.Fuzz(func(t *testing.T, b []byte) {
		all := osi.Class0Disconnect | osi.ErrorReference | osi.Class0Expedited
		var w class0.Monitor
		if len(b)%2 == 0 {
			w.Tolerate = all
		}
		units(b, func(what byte, octets []byte) {
			d := osi.Direction(what & 1)
			w.OverTCP = what&2 != 0
			switch what >> 2 {
			case 1:
				w.Lose()
			case 2:
				w.Reset()
			case 3:
				w.Owner = osi.Some(d)
			}
			if w.Settled(d) {
				probe := w
				if err := probe.See(d, &transport.Data{EOT: true}, []byte{2, 0xf0, 0x80}); err != nil || !reflect.DeepEqual(probe, w) {
					t.Fatalf("settled: %v", err)
				}
			}
			p, err := (&transport.Decoder{Format: w.Format(), Leniency: osi.Leniency{Tolerate: w.Tolerate}}).Decode(octets)
			if err != nil {
				return
			}
			before := w
			err = w.See(d, p, octets)
			if w.Tolerated&^w.Tolerate != 0 {
				t.Fatalf("tolerated %v", w.Tolerated)
			}
			if err == nil {
				return
			}
			e := osi.AsError(err)
			if e == nil || e.Rule == nil || e.Offset < 0 || e.Offset > len(octets) || err.Error() == "" {
				t.Fatalf("%v", err)
			}
			before.Tolerated = w.Tolerated
			if !reflect.DeepEqual(before, w) {
				t.Fatalf("%v changes the monitor", err)
			}
			if action, q := transport.Answer(err, octets, w.Situation(d)); q != nil {
				if _, err := q.AppendBinary(nil); err != nil {
					t.Fatalf("%v: %v", action, err)
				}
			}
		})
	})
}

// Whatever happens to a machine: an error changes nothing but Tolerated, and what an outcome sends
// encodes.
func FuzzMachine(f *testing.F) {
	seeds(f)
	f.Fuzz(func(t *testing.T, b []byte) {
		var m class0.Machine
		m.DisconnectConfirm = len(b)%3 == 0
		if len(b)%2 == 0 {
			m.Tolerate = osi.Class0Disconnect | osi.ErrorReference | osi.Class0Expedited
		}
		units(b, func(what byte, octets []byte) {
			before := m
			var o class0.Outcome
			var err error
			m.OverTCP = what&2 != 0
			before.OverTCP = m.OverTCP
			switch what >> 2 {
			case 1:
				o, err = m.Disconnect()
			case 2:
				o, err = m.NetworkReset()
			case 3:
				o, err = m.NetworkDisconnect()
			case 4:
				o, err = m.Expire()
			default:
				p, bad := (&transport.Decoder{Format: m.Format(), Leniency: osi.Leniency{Tolerate: m.Tolerate}}).Decode(octets)
				cr, ok := p.(*transport.ConnectionRequest)
				switch {
				case bad != nil:
					return
				case what>>2 == 5 && ok:
					o, err = m.Connect(cr, what&1 == 0)
				case what>>2 == 6 && ok:
					err = m.NetworkConnect(cr)
				case what&1 == 0:
					err = m.Send(p)
				default:
					o, err = m.Receive(p)
				}
			}
			if m.Tolerated&^m.Tolerate != 0 || m.State() > class0.OPEN {
				t.Fatalf("%+v", m)
			}
			answer(t, &o)
			if err == nil {
				return
			}
			before.Tolerated = m.Tolerated
			if e := osi.AsError(err); e == nil || e.Rule == nil || err.Error() == "" || !reflect.DeepEqual(before, m) || !reflect.DeepEqual(o, class0.Outcome{}) {
				t.Fatalf("%v: %+v, before %+v", err, m, before)
			}
		})
	})
}
