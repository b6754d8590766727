package validate_test

import (
	"math/rand/v2"
	"os"
	"runtime"
	"strconv"
	"testing"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/validate"
)

// Malformed units by the hundred thousand, or as many as OSI_SOAK says: no panic, no goroutine
// left, memory flat.
func TestSoak(t *testing.T) {
	n := 100_000
	if text := os.Getenv("OSI_SOAK"); text != "" {
		var err error
		if n, err = strconv.Atoi(text); err != nil {
			t.Fatal(err)
		}
	}
	var units [][]byte
	for _, text := range []string{realCR, realCC, realCN, realAC, realDT} {
		units = append(units, octets(t, text))
	}
	g := guard(t, validate.Default())
	r := rand.New(rand.NewPCG(1, 2))
	goroutines := runtime.NumGoroutine()
	var before, after runtime.MemStats
	var fresh *validate.Stream
	rejected, malformed := 0, 0
	buf := make([]byte, 0, 4096)
	for malformed < n {
		if malformed == n/10 {
			runtime.GC()
			runtime.ReadMemStats(&before)
		}
		fresh = g.Stream(validate.TPKTs)
		broken := r.IntN(len(units))
		for i := 0; i < len(units) && !fresh.Closed(); i++ {
			b := append(buf[:0], units[i]...)
			if i == broken {
				malformed++
				switch r.IntN(4) {
				case 0:
					b[4+r.IntN(len(b)-4)] ^= byte(1 << r.IntN(8))
				case 1:
					b[r.IntN(len(b))] = byte(r.Uint32())
				case 2: // shortened, and its TPKT says so
					b = b[:7+r.IntN(len(b)-7)]
					b[2], b[3] = byte(len(b)>>8), byte(len(b))
				case 3:
					b = append(b, make([]byte, 1+r.IntN(64))...)
					b[2], b[3] = byte(len(b)>>8), byte(len(b))
				}
			}
			for len(b) > 0 {
				var v validate.Verdict
				if v, b = fresh.Check(osi.Direction(i%2), b); v.Action == validate.Reject {
					rejected++
				}
			}
		}
		fresh.Close()
	}
	runtime.GC()
	runtime.ReadMemStats(&after)
	s := g.Stats()
	t.Logf("%d malformed, %d rejected, %d rules, heap %d then %d", malformed, rejected, len(s.Rules), before.HeapAlloc, after.HeapAlloc)
	if rejected < malformed/3 || len(s.Rules) < 20 {
		t.Errorf("%d of %d rejected by %d rules: the faults test little", rejected, malformed, len(s.Rules))
	}
	if s.Panics != 0 || s.Memory != 0 || s.Streams != 0 {
		t.Errorf("afterwards %+v", s)
	}
	if now := runtime.NumGoroutine(); now > goroutines {
		t.Errorf("%d goroutines, %d before", now, goroutines)
	}
	if after.HeapAlloc > before.HeapAlloc+4<<20 {
		t.Errorf("heap from %d to %d octets", before.HeapAlloc, after.HeapAlloc)
	}
}
