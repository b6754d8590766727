package harden

import (
	"flag"
	"fmt"
	"math"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/osi-go/osi"
)

var fit = flag.Bool("fit", false, "TestLinear measures time, too, and prints how it grows")

// From 1 KiB to 1 MiB the worst inputs are accepted, and decoding them with a new decoder allocates
// no more than [maxAllocation]. Without their last octet they are refused; those whose lengths say
// nothing of it no earlier than there.
func TestLinear(t *testing.T) {
	most := 1 << 20
	if testing.Short() {
		most = 1 << 17
	}
	for _, w := range worsts {
		t.Run(w.name, func(t *testing.T) {
			for n := 1 << 10; n <= most && (w.most == 0 || n <= w.most); n *= 8 {
				b := w.make(n)
				if len(b) < n/2 || len(b) > 2*n {
					t.Fatalf("%d octets for %d", len(b), n)
				}
				if err := w.decoder()(b); err != nil {
					t.Fatalf("%d octets, %x …: %v", len(b), b[:40], err)
				}
				e := osi.AsError(w.decoder()(b[:len(b)-1]))
				if !w.open && (e == nil || w.late && e.Offset < len(b)-1) {
					t.Errorf("%d octets without the last one: %v", len(b), e)
				}
				decode := w.decoder()
				if got := allocated(func() { _ = decode(b) }); got > maxAllocation(len(b)) && !raced {
					t.Errorf("%d octets allocated for %d", got, len(b))
				}
			}
			if *fit {
				t.Log(w.growth(most))
			}
		})
	}
}

func allocated(f func()) uint64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	f()
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc
}

// growth fits time = c·nᵏ to the best of several runs at sizes from 1 KiB to most.
func (w *worst) growth(most int) string {
	var x, y, xx, xy, count float64
	var text strings.Builder
	for n := 1 << 10; n <= most && (w.most == 0 || n <= w.most); n *= 2 {
		b, best, decode := w.make(n), math.MaxFloat64, w.decoder()
		for range 7 {
			repeats, begin := max(1, 1<<17/n), time.Now()
			for range repeats {
				_ = decode(b)
			}
			best = min(best, float64(time.Since(begin).Nanoseconds())/float64(repeats*len(b)))
		}
		if n == 1<<10 || 2*n > most || w.most > 0 && 2*n > w.most {
			fmt.Fprintf(&text, " %.2f", best)
		}
		lx, ly := math.Log(float64(len(b))), math.Log(best*float64(len(b)))
		x, y, xx, xy, count = x+lx, y+ly, xx+lx*lx, xy+lx*ly, count+1
	}
	return fmt.Sprintf("%s: exponent %.2f, ns an octet at the smallest and the largest:%s", w.name, (count*xy-x*y)/(count*xx-x*x), text.String())
}

// BenchmarkLinear decodes the worst inputs of 64 KiB.
func BenchmarkLinear(b *testing.B) {
	for _, w := range worsts {
		b.Run(w.name, func(b *testing.B) {
			in, decode := w.make(60000), w.decoder()
			b.SetBytes(int64(len(in)))
			b.ReportAllocs()
			for b.Loop() {
				if err := decode(in); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
