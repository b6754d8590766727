package main

import (
	"encoding/binary"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"github.com/gopacket/gopacket/layers"

	"github.com/osi-go/osi/examples/internal/capture"
)

// A repetition is a capture that has the frames of others again and again, each time between other
// hosts and later. It is a reader of a pcap file.
type repetition struct {
	frames [][]byte // of Ethernet, with IPv4
	left   int      // octets to come
	round  int
	next   int // frame of the round
	number uint32
	ahead  []byte          // what was made and not read
	buffer []byte          // of ahead
	each   func(round int) // called as a round begins
}

// repeat returns size octets, or some more, of the frames of captures.
func repeat(t testing.TB, size int, paths ...string) *repetition {
	t.Helper()
	r := &repetition{left: size}
	for _, path := range paths {
		f, err := os.Open(path)
		if err != nil {
			t.Fatal(err)
		}
		err = capture.Frames(f, func(f capture.Frame) error {
			if f.Link == layers.LinkTypeEthernet && len(f.Data) >= 34 && binary.BigEndian.Uint16(f.Data[12:]) == 0x0800 {
				r.frames = append(r.frames, append([]byte(nil), f.Data...))
			}
			return nil
		})
		_ = f.Close()
		if err != nil {
			t.Fatal(err)
		}
	}
	r.ahead = binary.LittleEndian.AppendUint32(nil, 0xa1b2c3d4)
	r.ahead = append(r.ahead, 2, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 4, 0, 1, 0, 0, 0)
	return r
}

func (r *repetition) Read(b []byte) (int, error) {
	if len(r.ahead) == 0 {
		if r.left <= 0 {
			return 0, io.EOF
		}
		r.make()
	}
	n := copy(b, r.ahead)
	r.ahead, r.left = r.ahead[n:], r.left-n
	return n, nil
}

// make makes some frames.
func (r *repetition) make() {
	b := r.buffer[:0]
	for len(b) < 1<<16 {
		if r.next == 0 && r.each != nil {
			r.each(r.round)
		}
		f, hosts := r.frames[r.next], uint16(0x0a00+r.round)
		if r.next++; r.next == len(r.frames) {
			r.next = 0
			r.round++
		}
		r.number++
		const perSecond = 10_000
		b = binary.LittleEndian.AppendUint32(b, 1_700_000_000+r.number/perSecond)
		b = binary.LittleEndian.AppendUint32(b, r.number%perSecond*100)
		size := uint32(len(f))
		b = binary.LittleEndian.AppendUint32(binary.LittleEndian.AppendUint32(b, size), size)
		at := len(b)
		b = append(b, f...)
		for _, address := range []int{26, 30} { // the first two octets of both: the hosts of the round
			binary.BigEndian.PutUint16(b[at+address:], hosts)
		}
	}
	r.ahead, r.buffer = b, b
}

// corpus returns the captures that are repeated: those of this repository, and the largest of
// others where they are there.
func corpus(t testing.TB) []string {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(published, "made", "[gil]*.pcap"))
	if err != nil || len(paths) == 0 {
		t.Fatalf("no captures: %v", err)
	}
	for _, name := range []string{"mms2", "ABB1", "ABB2", "ABB3", "circuit", "mmsy", "mmsy1", "iedscout", "simens", "wamp"} {
		path := filepath.Join(found(), "found", "emreekin__"+name+".pcap")
		if _, err := os.Stat(path); err == nil {
			paths = append(paths, path)
		}
	}
	return paths
}

// BenchmarkCapture dissects 200 MB. BIG names a file that is written instead, to be given to other
// programs.
func BenchmarkCapture(b *testing.B) {
	const size = 200_000_000
	paths := corpus(b)
	if path := os.Getenv("BIG"); path != "" {
		f, err := os.Create(path)
		if err != nil {
			b.Fatal(err)
		}
		if _, err := io.Copy(f, repeat(b, size, paths...)); err != nil {
			b.Fatal(err)
		}
		if err := f.Close(); err != nil {
			b.Fatal(err)
		}
		b.Skip("written")
	}
	for _, c := range []struct {
		name string
		args []string
	}{
		{"summary", []string{"-summary"}}, {"tree", nil}, {"json", []string{"-json"}}, {"check", []string{"-check", "default"}},
	} {
		b.Run(c.name, func(b *testing.B) {
			b.SetBytes(size)
			b.ReportAllocs()
			for b.Loop() {
				if status := dissect(c.args, repeat(b, size, paths...), io.Discard, io.Discard); status == brokenFile {
					b.Fatalf("status %d", status)
				}
			}
		})
	}
}

// Memory does not grow with the capture, however many connections it has.
func TestMemory(t *testing.T) {
	if testing.Short() {
		t.Skip("not in short mode")
	}
	const full, last = 5000, 10000 // rounds, each with a connection: more than are followed
	for _, args := range [][]string{{"-summary"}, {"-json"}, {"-check", "default"}} {
		var heap [2]uint64
		r := repeat(t, 1<<30, mmsCapture)
		r.each = func(round int) {
			if round != full && round != last {
				return
			}
			var m runtime.MemStats
			runtime.GC()
			runtime.ReadMemStats(&m)
			heap[round/last] = m.HeapAlloc
			if round == last {
				r.left = 0
			}
		}
		if status := dissect(args, r, io.Discard, io.Discard); status != allRead {
			t.Fatalf("%q: status %d", args, status)
		}
		t.Logf("%q: %d, then %d octets", args, heap[0], heap[1])
		if heap[1] > heap[0]+heap[0]/4 {
			t.Errorf("%q: %d octets, then %d", args, heap[0], heap[1])
		}
	}
}
