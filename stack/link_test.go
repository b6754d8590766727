package stack_test

import (
	"bytes"
	"reflect"
	"runtime"
	"strings"
	"testing"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/internal/vectors"
	"github.com/osi-go/osi/stack"
	"github.com/osi-go/osi/x25"
)

func eventsOf(c *stack.Conn, d osi.Direction, b []byte) (out []string) {
	for e := range c.Feed(d, b) {
		out = append(out, line(e))
	}
	return out
}

// fed gives the lines of a script to c, as one who only looks: > is from the initiator, < from the
// responder.
func fed(t *testing.T, c *stack.Conn, script string) (out []string) {
	t.Helper()
	for line := range strings.Lines(script) {
		if line = strings.TrimSpace(line); line == "" {
			continue
		}
		from := osi.FromInitiator
		if line[0] == '<' {
			from = osi.FromResponder
		}
		out = append(out, eventsOf(c, from, octets(t, line[1:]))...)
	}
	return out
}

func expect(t *testing.T, got []string, want ...string) {
	t.Helper()
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// A call, its transport connection, a TSDU in two packets, and the end of the call.
func TestFeedPackets(t *testing.T) {
	t.Parallel()
	c := stack.New(stack.Config{Guess: true, Interface: interfaceOfDTE}).Conn(stack.Packets)
	expect(t, fed(t, c, `
		> 10010B 00 06 420707 430202 03010100
		< 10010F
		> 100100 06E00000000100
		< 100120 06D00001000200
		> 100132 02F080
		> 100124 0900
		< 100141
		> 100113 00F1
		< 100117
	`),
		"initiator 0 10010b000642070743020203010100: x25 CALL",
		"responder 0 10010f: x25 CALL-ACC",
		"initiator 15 10010006e00000000100: x25 DATA",
		"initiator 18 06e00000000100: transport CR",
		"responder 3 10012006d00001000200: x25 DATA",
		"responder 6 06d00001000200: transport CC",
		"initiator 25 10013202f080: x25 DATA",
		"initiator 25 10013202f080: x25.partially-full at 2",
		"initiator 31 1001240900: x25 DATA",
		"initiator 34 02f0800900: transport DT",
		"initiator 37 0900: session FN",
		"initiator 37 0900: spm.a15 at 0",
		"responder 13 100141: x25 RR",
		"initiator 36 10011300f1: x25 CLEAR",
		"responder 16 100117: x25 CLEAR-CONF",
	)
}

// The same over XOT, in chunks of any size.
func TestFeedXOT(t *testing.T) {
	t.Parallel()
	stream := octets(t, "0000000F 10010B000642070743020203010100"+"0000000A 10010006E00000000100"+"01000003")
	want := []string{
		"initiator 4 10010b000642070743020203010100: x25 CALL",
		"initiator 23 10010006e00000000100: plp.p2 at 2",
		"initiator 23 10010006e00000000100: x25 DATA",
		"initiator 26 06e00000000100: transport CR",
	}
	for size := 1; size < 20; size++ {
		c := stack.New(stack.Config{Guess: true, Midway: true}).Conn(stack.XOT)
		var got []string
		for rest := stream; len(rest) > 0; rest = rest[min(size, len(rest)):] {
			got = append(got, eventsOf(c, osi.FromInitiator, rest[:min(size, len(rest))])...)
		}
		if len(got) != len(want)+1 || !reflect.DeepEqual(got[:len(want)], want) {
			t.Fatalf("in chunks of %d: %q\nwant %q", size, got, want)
		}
		if !c.Broken(osi.FromInitiator) || c.Broken(osi.FromResponder) {
			t.Error("the broken header ends its direction alone")
		}
	}
}

// What is held of a channel counts: sequences that are not whole, and what its connection keeps. It
// ends with the call.
func TestChannelHeld(t *testing.T) {
	t.Parallel()
	c := stack.New(transportToo).Conn(stack.Packets)
	held := func(script string) int {
		play(t, c, script)
		return c.Held()
	}
	if n := held(osiCall); n != 0 {
		t.Errorf("%d octets of a call", n)
	}
	before := held("> 100100 06E00000000100\n < 100120 06D00001000200")
	if n := held("> 100132 02F08041424344"); n < before+7 {
		t.Errorf("%d octets with half an NSDU, %d without", n, before)
	}
	if n := held("> 100124 45"); n > before {
		t.Errorf("%d octets when it is whole, %d before", n, before)
	}
	if n := held("> 1001130000\n < 100117"); n != 0 || c.Channels() != 0 {
		t.Errorf("%d octets behind the call, %d channels", n, c.Channels())
	}
}

// An idle channel costs little: a call on each of the 4095 channels, and then a TSDU on each.
func TestChannelMemory(t *testing.T) {
	c := stack.New(stack.Config{Midway: true}).Conn(stack.Packets)
	packets := [][]byte{octets(t, "10000B00 00 03010100"), octets(t, "10000F"), octets(t, "100000 06E00000000100")}
	const most = 4000 // octets a channel, with its connection
	before := heap()
	for lci := 1; lci <= x25.MaxLCI; lci++ {
		for i, p := range packets {
			p[0], p[1] = 0x10|byte(lci>>8), byte(lci)
			for e := range c.Feed(osi.Direction(i&1), p) {
				if e.Err != nil {
					t.Fatal(e.Err)
				}
			}
		}
	}
	n := (int64(heap()) - int64(before)) / x25.MaxLCI
	t.Logf("%d octets a channel", n)
	if n > most {
		t.Errorf("%d octets a channel", n)
	}
	runtime.KeepAlive(c)
}

func heap() uint64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// FuzzFeedX25 asserts that no packets or XOT octets break the link, and that every error lies
// within its octets.
func FuzzFeedX25(f *testing.F) {
	f.Add(octets(f, "0000000F10010B000642070743020203010100"+"0000000A10010006E00000000100"), true, false)
	vs, err := vectors.Load("x25")
	if err != nil {
		f.Fatal(err)
	}
	for i := range vs {
		f.Add(vs[i].Octets, false, i%2 == 0)
	}
	f.Fuzz(func(t *testing.T, b []byte, xot, midway bool) {
		carrier := stack.Packets
		if xot {
			carrier = stack.XOT
		}
		c := stack.New(stack.Config{Guess: true, Tolerate: ^osi.Tolerance(0), Midway: midway, Interface: stack.Interface{Modulo: x25.AnyModulo}}).Conn(carrier)
		before := bytes.Clone(b)
		for i := range 3 {
			for e := range c.Feed(osi.Direction(i%2), b) {
				if (e.Err == nil) == (e.Layer != 0 && e.PDU == nil) || e.Err != nil && (e.Err.Offset < 0 || e.Err.Offset > len(e.Octets)) {
					t.Fatalf("%+v", e)
				}
			}
		}
		if !bytes.Equal(before, b) {
			t.Fatal("the input was modified")
		}
	})
}
