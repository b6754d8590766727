package association_test

import (
	"testing"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/session"
	"github.com/osi-go/osi/stack/association"
)

// answerAll accepts what the peer asks for.
func answerAll(b *testing.B, ends [2]*association.Association) func(int, association.Event) {
	b.Helper()
	return func(end int, ev association.Event) {
		var err error
		switch ev.(type) {
		case *association.Connecting, *association.Requested:
			err = ends[end].Accept()
		case *association.Finishing:
			err = ends[end].Release()
		}
		if err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkAssociation is both ends of a whole association: CR, CC, CN with CP and AARQ, the
// answers, one value, and an orderly release.
func BenchmarkAssociation(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		ends := [2]*association.Association{
			association.New(osi.FromInitiator, association.Config{}), association.New(osi.FromResponder, association.Config{}),
		}
		hear := answerAll(b, ends)
		if err := ends[0].Open(request(session.FUDuplex)...); err != nil {
			b.Fatal(err)
		}
		pump(ends, hear)
		if err := ends[0].Data(mms, []byte{5, 0}); err != nil {
			b.Fatal(err)
		}
		pump(ends, hear)
		if err := ends[0].Release(); err != nil {
			b.Fatal(err)
		}
		pump(ends, hear)
		if ends[1].Disconnected(); !ends[0].Ended() || !ends[1].Ended() {
			b.Fatal("not over")
		}
	}
}

// BenchmarkData is a value each way: sent by one end and received by the other.
func BenchmarkData(b *testing.B) {
	for _, size := range []int{100, 8000} {
		b.Run(map[int]string{100: "100", 8000: "8000"}[size], func(b *testing.B) {
			ends := [2]*association.Association{
				association.New(osi.FromInitiator, association.Config{}), association.New(osi.FromResponder, association.Config{}),
			}
			if err := ends[0].Open(request(session.FUDuplex)...); err != nil {
				b.Fatal(err)
			}
			pump(ends, answerAll(b, ends))
			value := append([]byte{4, 0x82, byte(size >> 8), byte(size)}, make([]byte, size)...)
			b.ReportAllocs()
			b.SetBytes(int64(2 * len(value)))
			for b.Loop() {
				for d, a := range ends {
					if err := a.Data(mms, value); err != nil {
						b.Fatal(err)
					}
					for _, unit := range a.Output() {
						for ev := range ends[1-d].Receive(unit) {
							if data, ok := ev.(*association.Data); !ok || len(data.Values) != 1 {
								b.Fatalf("%T", ev)
							}
						}
					}
				}
			}
		})
	}
}

// BenchmarkNew is what an association holds before anything is received.
func BenchmarkNew(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		association.New(osi.FromInitiator, association.Config{})
	}
}
