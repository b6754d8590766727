package stack_test

import (
	"bytes"
	"encoding/hex"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/internal/vectors"
	"github.com/osi-go/osi/stack"
)

func octets(t testing.TB, text string) []byte {
	t.Helper()
	b, err := hex.DecodeString(strings.ReplaceAll(text, " ", ""))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// line is an event in words, for comparison.
func line(e stack.Event) string {
	switch {
	case e.Err != nil:
		return fmt.Sprintf("%s %d %x: %s at %d", e.Dir, e.Offset, e.Octets, e.Err.ID, e.Err.Offset)
	case e.PDU != nil:
		return strings.TrimSpace(fmt.Sprintf("%s %d %x: %s %s %s", e.Dir, e.Offset, e.Octets, e.Layer, e.PDU, e.Tolerated))
	}
	return fmt.Sprintf("%s %d %x", e.Dir, e.Offset, e.Octets)
}

func lines(c *stack.Conn, d osi.Direction, b []byte) (out []string) {
	for e := range c.Feed(d, b) {
		out = append(out, line(e))
	}
	return out
}

func TestTPKTStream(t *testing.T) {
	t.Parallel()
	stream := octets(t, "0300000E09E00000000100C0010D"+"0300000B02F00041424344"+"0300000902F0804546"+"0300000702F1 80"+"0300000802F08047"+"0400000802F08047")
	want := []string{
		"initiator 4 09e00000000100c0010d: transport CR class0-tpdu-size",
		"initiator 18 02f00041424344: transport DT",
		"initiator 18 02f00041424344: class0.a6 at 1", // there was no CC; what follows is not held against it
		"initiator 29 02f0804546: transport DT",
		"initiator 32 414243444546",
		"initiator 38 02f180: transport.code at 1",
		"initiator 45 02f08047: transport DT",
		"initiator 48 47",
		"initiator 49 0400000802f08047: tpkt.version at 0",
	}
	config := stack.Config{Tolerate: osi.Class0TPDUSize, Midway: true, Guess: true}
	c := stack.New(config).Conn(stack.TPKTs)
	if got := lines(c, osi.FromInitiator, stream); !reflect.DeepEqual(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
	if !c.Broken(osi.FromInitiator) || c.Broken(osi.FromResponder) || c.Pending(osi.FromInitiator) != 0 {
		t.Error("the initiator's stream alone is broken, and nothing is held of it")
	}
	if got := lines(c, osi.FromInitiator, stream); got != nil {
		t.Errorf("a broken stream gives %q", got)
	}
	if got := lines(c, osi.FromResponder, octets(t, "0300000802F08047")); len(got) != 2 {
		t.Errorf("the other direction gives %q", got)
	}
	c.Reset(osi.FromInitiator)
	if got := lines(c, osi.FromInitiator, octets(t, "0300000802F08047")); len(got) != 2 {
		t.Errorf("after Reset: %q", got)
	}

	for size := 1; size < 12; size++ {
		c := stack.New(config).Conn(stack.TPKTs)
		var got []string
		for part := stream; len(part) > 0 && !c.Broken(osi.FromInitiator); part = part[min(size, len(part)):] {
			got = append(got, lines(c, osi.FromInitiator, part[:min(size, len(part))])...)
		}
		if len(got) != len(want) || !reflect.DeepEqual(got[:len(want)-1], want[:len(want)-1]) {
			t.Errorf("in chunks of %d: %q", size, got)
		}
	}
}

func TestNSDUs(t *testing.T) {
	t.Parallel()
	c := stack.New(stack.Config{Midway: true}).Conn(stack.NSDUs)
	var got []string
	got = append(got, lines(c, osi.FromInitiator, octets(t, "09E000000001 20 C60100"))...)
	got = append(got, lines(c, osi.FromResponder, octets(t, "09D000010002 20 C60100"))...)
	got = append(got, lines(c, osi.FromInitiator, octets(t, "0464123406 04F0123585 5859"))...)
	got = append(got, lines(c, osi.FromResponder, octets(t, "0464123406 04A0123585 5859"))...)
	want := []string{
		"initiator 0 09e00000000120c60100: transport CR",
		"responder 0 09d00001000220c60100: transport CC",
		"initiator 10 0464123406: transport AK",
		"initiator 15 04f01235855859: transport DT",
		"responder 10 0464123406: transport AK",
		"responder 10 046412340604a01235855859: transport.code at 6",
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}

func TestTSDUs(t *testing.T) {
	t.Parallel()
	c := stack.New(stack.Config{Midway: true}).Conn(stack.TSDUs)
	var got []string
	got = append(got, lines(c, osi.FromInitiator, octets(t, "01000100 61093007020103A0020500"))...)
	got = append(got, lines(c, osi.FromResponder, octets(t, "0200 2A082A06303030303031"))...)
	got = append(got, lines(c, osi.FromResponder, octets(t, "6100"))...)
	got = append(got, lines(c, osi.FromInitiator, octets(t, "29032A0131"))...)
	want := []string{
		"initiator 0 0100: session GT",
		"initiator 2 010061093007020103a0020500: session DT",
		"initiator 4 61093007020103a0020500: presentation TD",
		"initiator 13 0500",
		"responder 0 0200: session PT",
		"responder 2 2a082a06303030303031: session MAA/AEA",
		"responder 12 6100: session.si at 0",
		"initiator 15 29032a0131: session.category2 at 0",
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}

// The events do not depend on who consumes how many of them.
func TestStopEarly(t *testing.T) {
	t.Parallel()
	c := stack.New(stack.Config{Midway: true, Guess: true}).Conn(stack.TPKTs)
	for e := range c.Feed(osi.FromInitiator, octets(t, "0300000802F080470300000802F08048")) {
		if e.PDU == nil {
			t.Fatalf("first event: %s", line(e))
		}
		break
	}
	if got := lines(c, osi.FromInitiator, octets(t, "0300000802F08049")); len(got) != 2 || got[1] != "initiator 23 49" {
		t.Errorf("after a stopped iteration: %q", got)
	}
}

// Memory is bounded by what the limits allow, whatever a peer sends.
func TestLimits(t *testing.T) {
	t.Parallel()
	c := stack.New(stack.Config{Midway: true, Limits: osi.Limits{TPDU: 16, TSDU: 20, Segments: 4}}).Conn(stack.TPKTs)
	segment := octets(t, "0300000C02F0004142434445")
	for range 1000 {
		lines(c, osi.FromInitiator, segment)
		if n := c.Pending(osi.FromInitiator); n > 4*len(segment) { // TPKTs of 20 octets of user data

			t.Fatalf("%d octets held", n)
		}
	}
	if got := lines(c, osi.FromInitiator, octets(t, "03000015")); len(got) != 1 || !strings.Contains(got[0], "tpkt.limit") {
		t.Errorf("a TPKT above the limit: %q", got)
	}
	before := c.Pending(osi.FromResponder)
	lines(c, osi.FromResponder, octets(t, "030000FF"))
	if !c.Broken(osi.FromResponder) || before != 0 {
		t.Error("a length above the limit waits for octets")
	}
}

// Next allocates nothing in the data phase.
func TestAllocations(t *testing.T) {
	c := stack.New(stack.Config{Midway: true}).Conn(stack.TPKTs)
	in := octets(t, "0300000B02F00001000100"+"0300001202F080 61093007020103A0020500")
	see := func(e *stack.Event) bool { return e.Err == nil }
	next := func() {
		for rest := in; len(rest) > 0; {
			var u stack.Unit
			if u, rest = c.Next(osi.FromInitiator, rest, see); u.State == stack.Invalid {
				t.Fatal(u.Fault.Err)
			}
		}
	}
	next()
	if n := testing.AllocsPerRun(100, next); n != 0 {
		t.Errorf("a TSDU allocates %v times", n)
	}
}

func BenchmarkFeed(b *testing.B) {
	c := stack.New(stack.Config{Midway: true}).Conn(stack.TPKTs)
	in := bytes.Repeat(octets(b, "0300001402F080010001006178307602 0103A071"), 100)
	b.SetBytes(int64(len(in)))
	b.ReportAllocs()
	for b.Loop() {
		for e := range c.Feed(osi.FromInitiator, in) {
			if e.Err != nil {
				b.Fatal(e.Err)
			}
		}
	}
}

// FuzzChunking asserts that a stream gives the same events however it is cut, and that nothing is
// held beyond what was fed.
func FuzzChunking(f *testing.F) {
	for _, layer := range []string{"transport"} {
		vs, err := vectors.Load(layer)
		if err != nil {
			f.Fatal(err)
		}
		for i := range vs {
			f.Add(vs[i].Octets, byte(3))
		}
	}
	f.Fuzz(func(t *testing.T, b []byte, size byte) {
		before := bytes.Clone(b)
		whole, parts := stack.New(stack.Config{Midway: true}).Conn(stack.TPKTs), stack.New(stack.Config{Midway: true}).Conn(stack.TPKTs)
		want := lines(whole, osi.FromInitiator, b)
		var got []string
		for rest := b; len(rest) > 0; {
			n := min(int(size%61)+1, len(rest))
			got = append(got, lines(parts, osi.FromInitiator, rest[:n])...)
			rest = rest[n:]
			if parts.Pending(osi.FromInitiator) > len(b) {
				t.Fatal("more is held than was fed")
			}
		}
		if !bytes.Equal(b, before) {
			t.Fatal("the input was modified")
		}
		if n := len(want); whole.Broken(osi.FromInitiator) { // the octets shown with a broken header depend on the chunks
			if len(got) != n {
				t.Fatalf("got %q, want %q", got, want)
			}
			got, want = got[:n-1], want[:n-1]
		}
		if !reflect.DeepEqual(got, want) && len(got)+len(want) > 0 {
			t.Fatalf("got %q, want %q", got, want)
		}
	})
}
