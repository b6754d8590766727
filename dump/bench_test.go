package dump_test

import (
	"encoding/hex"
	"testing"

	"github.com/osi-go/osi/dump"
	"github.com/osi-go/osi/stack"
)

// conversation returns the events of the connect of an MMS client, from the CR to the AARQ, and of
// some data: 9 events.
func conversation(tb testing.TB) (events []stack.Event, octets int64) {
	tb.Helper()
	cn, cp, aarq := connects[0].octets, connects[0].octets[27*2:], connects[0].octets[96*2:]
	data := "611a3018020103a013a011020101a40ca10aa008a1061a044d544131"
	for _, c := range [][2]string{
		{"class0", "12e00000000100c0010dc2030001" + "02c1020001"},
		{"class0", "02f080" + cn},
		{"first", cn},
		{"primitive-CP", cp},
		{"acse", aarq},
		{"class0", "02f08001000100" + data},
		{"first", "0100"},
		{"next", "0100" + data},
		{"primitive-TD", data},
	} {
		b, err := hex.DecodeString(c[1])
		if err != nil {
			tb.Fatal(err)
		}
		all := ways() // a decoder lends what it returns
		for i := range all {
			if all[i].name == c[0] {
				events = append(events, all[i].event(b))
			}
		}
		octets += int64(len(b))
	}
	for i := range events {
		if events[i].Err != nil {
			tb.Fatal(i, events[i].Err)
		}
	}
	return events, octets
}

func benchmark(b *testing.B, appendTo func([]byte, *stack.Event, *dump.Options) []byte, o *dump.Options) {
	b.Helper()
	events, octets := conversation(b)
	var out []byte
	b.SetBytes(octets)
	b.ReportAllocs()
	for b.Loop() {
		out = out[:0]
		for i := range events {
			out = appendTo(out, &events[i], o)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*len(events)), "ns/event")
}

func BenchmarkText(b *testing.B) { benchmark(b, dump.AppendText, nil) }
func BenchmarkTextAll(b *testing.B) {
	benchmark(b, dump.AppendText, &dump.Options{Octets: dump.OctetsAll})
}
func BenchmarkJSON(b *testing.B) { benchmark(b, dump.AppendJSON, nil) }
func BenchmarkJSONAll(b *testing.B) {
	benchmark(b, dump.AppendJSON, &dump.Options{Octets: dump.OctetsAll})
}
