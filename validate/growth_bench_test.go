package validate_test

import (
	"encoding/binary"
	"fmt"
	"runtime"
	"testing"

	"github.com/osi-go/osi/internal/ber"
	"github.com/osi-go/osi/validate"
)

// BenchmarkUnits is one S-DATA of so many octets, in TPDUs of 4 096 octets where it is longer.
func BenchmarkUnits(b *testing.B) {
	for _, size := range []int{16, 128, 1 << 10, 8 << 10, 128 << 10, 1 << 20, 16 << 20} {
		value := ber.AppendPrimitive(nil, 4, make([]byte, size))
		value = ber.AppendPrimitive([]byte{2, 1, 3}, 0xa0, value)
		value = ber.AppendPrimitive(nil, 0x61, ber.AppendPrimitive(nil, 0x30, value))
		tsdu := append([]byte{1, 0, 1, 0}, value...)
		units := piecesOf(tsdu, 4096)
		b.Run(fmt.Sprint(size), func(b *testing.B) {
			s := associated(b, guard(b, validate.Default()))
			passAll(b, s, units)
		})
	}
}

// BenchmarkStreams is a unit of so many streams, one after the other, and the memory of a stream.
func BenchmarkStreams(b *testing.B) {
	for _, n := range []int{1, 100, 10_000, 100_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			var before, after runtime.MemStats
			runtime.GC()
			runtime.ReadMemStats(&before)
			g := guard(b, validate.Default())
			streams := make([]*validate.Stream, n)
			for i := range streams {
				streams[i] = associated(b, g)
			}
			runtime.GC()
			runtime.ReadMemStats(&after)
			dt := octets(b, realDT)
			b.ReportAllocs()
			i := 0
			for b.Loop() {
				if v, _ := streams[i%n].Check(initiator, dt); v.Action != validate.Pass {
					b.Fatal(v.Err)
				}
				i++
			}
			b.ReportMetric(float64(after.HeapAlloc-before.HeapAlloc)/float64(n), "B/stream")
		})
	}
}

// BenchmarkHeld is a TSDU of so many octets that is held until it is whole: what a CN or an SSDU of
// another primitive costs as it grows.
func BenchmarkHeld(b *testing.B) {
	for _, size := range []int{1 << 10, 16 << 10, 256 << 10, 1 << 20} {
		tsdu := binary.BigEndian.AppendUint32(nil, 0x01000100)
		tsdu = append(append(tsdu, head(size-64)...), make([]byte, size-64)...)
		units := piecesOf(tsdu, 4096)
		b.Run(fmt.Sprint(size), func(b *testing.B) {
			policy := validate.Default()
			policy.Whole = true
			s := associated(b, guard(b, policy))
			passAll(b, s, units)
		})
	}
}
