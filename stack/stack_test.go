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

func lines(c *stack.Conn, d stack.Direction, b []byte) (out []string) {
	for e := range c.Feed(d, b) {
		out = append(out, line(e))
	}
	return out
}

func TestTPKTStream(t *testing.T) {
	stream := octets(t, "0300000E09E00000000100C0010D"+"0300000B02F00041424344"+"0300000902F0804546"+"0300000702F1 80"+"0300000802F08047"+"0400000802F08047")
	want := []string{
		"initiator 4 09e00000000100c0010d: transport CR class0-tpdu-size",
		"initiator 18 02f00041424344: transport DT",
		"initiator 29 02f0804546: transport DT",
		"initiator 32 414243444546",
		"initiator 38 02f180: transport.code at 1",
		"initiator 45 02f08047: transport DT",
		"initiator 48 47",
		"initiator 49 0400000802f08047: tpkt.version at 0",
	}
	config := stack.Config{Tolerate: osi.Class0TPDUSize, Guess: true}
	c := stack.New(config)
	if got := lines(c, stack.FromInitiator, stream); !reflect.DeepEqual(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
	if !c.Broken(stack.FromInitiator) || c.Broken(stack.FromResponder) || c.Pending(stack.FromInitiator) != 0 {
		t.Error("the initiator's stream alone is broken, and nothing is held of it")
	}
	if got := lines(c, stack.FromInitiator, stream); got != nil {
		t.Errorf("a broken stream gives %q", got)
	}
	if got := lines(c, stack.FromResponder, octets(t, "0300000802F08047")); len(got) != 2 {
		t.Errorf("the other direction gives %q", got)
	}
	c.Reset(stack.FromInitiator)
	if got := lines(c, stack.FromInitiator, octets(t, "0300000802F08047")); len(got) != 2 {
		t.Errorf("after Reset: %q", got)
	}

	for size := 1; size < 12; size++ {
		c := stack.New(config)
		var got []string
		for part := stream; len(part) > 0 && !c.Broken(stack.FromInitiator); part = part[min(size, len(part)):] {
			got = append(got, lines(c, stack.FromInitiator, part[:min(size, len(part))])...)
		}
		if len(got) != len(want) || !reflect.DeepEqual(got[:len(want)-1], want[:len(want)-1]) {
			t.Errorf("in chunks of %d: %q", size, got)
		}
	}
}

func TestNSDUs(t *testing.T) {
	c := stack.New(stack.Config{Carrier: stack.NSDUs})
	var got []string
	got = append(got, lines(c, stack.FromInitiator, octets(t, "09E000000001 20 C60100"))...)
	got = append(got, lines(c, stack.FromResponder, octets(t, "09D000010002 20 C60100"))...)
	got = append(got, lines(c, stack.FromInitiator, octets(t, "0464123406 04F0123585 5859"))...)
	got = append(got, lines(c, stack.FromResponder, octets(t, "0464123406 04A0123585 5859"))...)
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
	c := stack.New(stack.Config{Carrier: stack.TSDUs})
	var got []string
	got = append(got, lines(c, stack.FromInitiator, octets(t, "01000100 4142"))...)
	got = append(got, lines(c, stack.FromResponder, octets(t, "0200 2A082A06303030303031"))...)
	got = append(got, lines(c, stack.FromResponder, octets(t, "6100"))...)
	got = append(got, lines(c, stack.FromInitiator, octets(t, "29032A0131"))...)
	want := []string{
		"initiator 0 0100: session GT",
		"initiator 2 01004142: session DT",
		"initiator 2 4142",
		"responder 0 0200: session PT",
		"responder 2 2a082a06303030303031: session MAA/AEA",
		"responder 12 6100: session.si at 0",
		"initiator 6 29032a0131: session.category2 at 0",
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}

// The events do not depend on who consumes how many of them.
func TestStopEarly(t *testing.T) {
	c := stack.New(stack.Config{Guess: true})
	for e := range c.Feed(stack.FromInitiator, octets(t, "0300000802F080470300000802F08048")) {
		if e.PDU == nil {
			t.Fatalf("first event: %s", line(e))
		}
		break
	}
	if got := lines(c, stack.FromInitiator, octets(t, "0300000802F08049")); len(got) != 2 || got[1] != "initiator 23 49" {
		t.Errorf("after a stopped iteration: %q", got)
	}
}

// Memory is bounded by what the limits allow, whatever a peer sends.
func TestLimits(t *testing.T) {
	c := stack.New(stack.Config{Limits: osi.Limits{TPDU: 16, TSDU: 20, Segments: 4}})
	segment := octets(t, "0300000C02F0004142434445")
	for range 1000 {
		lines(c, stack.FromInitiator, segment)
		if n := c.Pending(stack.FromInitiator); n > 20 {
			t.Fatalf("%d octets held", n)
		}
	}
	if got := lines(c, stack.FromInitiator, octets(t, "03000015")); len(got) != 1 || !strings.Contains(got[0], "tpkt.limit") {
		t.Errorf("a TPKT above the limit: %q", got)
	}
	before := c.Pending(stack.FromResponder)
	lines(c, stack.FromResponder, octets(t, "030000FF"))
	if !c.Broken(stack.FromResponder) || before != 0 {
		t.Error("a length above the limit waits for octets")
	}
}

func TestAllocations(t *testing.T) {
	c := stack.New(stack.Config{})
	in := octets(t, "0300000B02F00001000100"+"0300000902F0804546")
	feed := func() {
		for e := range c.Feed(stack.FromInitiator, in) {
			if e.Err != nil {
				t.Fatal(e.Err)
			}
		}
	}
	feed()
	if n := testing.AllocsPerRun(100, feed); n != 0 {
		t.Errorf("a TSDU allocates %v times", n)
	}
}

func BenchmarkFeed(b *testing.B) {
	c := stack.New(stack.Config{})
	in := bytes.Repeat(octets(b, "0300001402F080010001006178307602 0103A071"), 100)
	b.SetBytes(int64(len(in)))
	b.ReportAllocs()
	for b.Loop() {
		for e := range c.Feed(stack.FromInitiator, in) {
			if e.Err != nil {
				b.Fatal(e.Err)
			}
		}
	}
}

// FuzzChunking asserts that a stream gives the same events however it is cut, and that nothing is held beyond what was fed.
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
		whole, parts := stack.New(stack.Config{}), stack.New(stack.Config{})
		want := lines(whole, stack.FromInitiator, b)
		var got []string
		for rest := b; len(rest) > 0; {
			n := min(int(size%61)+1, len(rest))
			got = append(got, lines(parts, stack.FromInitiator, rest[:n])...)
			rest = rest[n:]
			if parts.Pending(stack.FromInitiator) > len(b) {
				t.Fatal("more is held than was fed")
			}
		}
		if !bytes.Equal(b, before) {
			t.Fatal("the input was modified")
		}
		if n := len(want); whole.Broken(stack.FromInitiator) { // the octets shown with a broken header depend on the chunks
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
