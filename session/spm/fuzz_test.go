package spm

import (
	"errors"
	"testing"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/session"
)

// FuzzMachine gives octets to two machines and a monitor: each TSDU behind an octet that says who
// sends it, whether it is a request or arrives, and how many octets it has. Nothing panics, what is
// refused changes nothing and has a typed error, and the answer to it exists and encodes.
func FuzzMachine(f *testing.F) {
	for seed := range uint64(30) {
		_, all := trace(seed, 60)
		var b []byte
		for _, s := range all {
			octets, err := session.Concatenate(nil, true, s.p)
			if err != nil {
				header := session.SPDU(&session.GiveTokens{})
				if octets, err = session.Concatenate(nil, true, header, s.p); err != nil {
					continue
				}
			}
			if len(octets) < 64 {
				b = append(append(b, byte(len(octets))|byte(s.d)<<7), octets...)
			}
		}
		f.Add(seed%3 == 0, b)
	}
	f.Fuzz(func(t *testing.T, expedited bool, b []byte) {
		ends := [2]Machine{Connected(osi.FromInitiator, expedited), Connected(osi.FromResponder, expedited)}
		w := Monitor{Expedited: expedited, Overtaking: len(b)%2 == 0}
		if expedited {
			w.Tolerate = osi.ResyncTokenRole
		}
		for len(b) > 0 {
			head := b[0]
			n := min(int(head&63), len(b)-1)
			tsdu := b[1 : 1+n]
			b = b[1+n:]
			list, err := session.ParseTSDU(tsdu)
			if err != nil {
				continue
			}
			d := int(head >> 7)
			for _, p := range session.ProcessingOrder(list) {
				m := &ends[d]
				ends[d].Local = Local{Reuse: head&64 != 0, Interpreted: head&64 == 0}
				before := *m
				_, err := m.Request(p)
				checkRefused(t, err, before, m)
				to := &ends[1-d]
				before = *to
				if _, err = to.Receive(p); err != nil {
					checkRefused(t, err, before, to)
					answering := *to
					_, answer, _ := answering.Answer(err, tsdu, head&64 != 0)
					if answer != nil {
						if _, err := answer.AppendBinary(nil); err != nil {
							t.Fatalf("answer %v: %v", answer, err)
						}
					}
				}
				err = w.See(osi.Direction(d), p)
				var e *StateError
				if err != nil && (!errors.As(err, &e) || osi.AsError(err) == nil) {
					t.Fatal(err)
				}
				for _, e := range w.ends {
					if len(e.set) == 0 || len(e.set) > maxConfigurations && !e.lost || len(e.queue) > maxForwarded {
						t.Fatalf("%d configurations, %d SPDUs", len(e.set), len(e.queue))
					}
				}
				w.Settled(osi.Direction(d))
			}
		}
	})
}

func checkRefused(t *testing.T, err error, before Machine, m *Machine) {
	t.Helper()
	var e *StateError
	if err != nil && (!errors.As(err, &e) || osi.AsError(err).Rule == nil || *m != before) {
		t.Fatalf("%v: %+v, was %+v", err, *m, before)
	}
}
