package stack_test

import (
	"bytes"
	"reflect"
	"runtime"
	"testing"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/internal/vectors"
	"github.com/osi-go/osi/stack"
	"github.com/osi-go/osi/x25"
)

func linkLines(l *stack.Link, d stack.Direction, b []byte) (out []string) {
	for e := range l.Feed(d, b) {
		out = append(out, line(e))
	}
	return out
}

// A call, its transport connection, a TSDU in two packets, and the end of the call.
func TestLink(t *testing.T) {
	l := stack.NewLink(stack.LinkConfig{Initiator: x25.FromDTE, Guess: true})
	var got []string
	for _, p := range []struct {
		d     stack.Direction
		octet string
	}{
		{stack.FromInitiator, "10010B 00 06 420707 430202 03010100"},
		{stack.FromResponder, "10010F"},
		{stack.FromInitiator, "100100 06E00000000100"},
		{stack.FromResponder, "100120 06D00001000200"},
		{stack.FromInitiator, "100132 02F080"},
		{stack.FromInitiator, "100124 0900"},
		{stack.FromResponder, "100141"},
		{stack.FromInitiator, "100113 00F1"},
		{stack.FromResponder, "100117"},
	} {
		got = append(got, linkLines(l, p.d, octets(t, p.octet))...)
	}
	want := []string{
		"initiator 0 10010b000642070743020203010100: x25 CALL",
		"responder 0 10010f: x25 CALL-ACC",
		"initiator 15 10010006e00000000100: x25 DATA",
		"initiator 0 06e00000000100: transport CR",
		"responder 3 10012006d00001000200: x25 DATA",
		"responder 0 06d00001000200: transport CC",
		"initiator 25 10013202f080: x25 DATA",
		"initiator 31 1001240900: x25 DATA",
		"initiator 7 02f0800900: transport DT",
		"initiator 10 0900: session FN",
		"responder 13 100141: x25 RR",
		"initiator 36 10011300f1: x25 CLEAR",
		"responder 16 100117: x25 CLEAR-CONF",
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
	if l.Channels() != 0 {
		t.Errorf("%d channels after the clear", l.Channels())
	}
}

// The same over XOT, in chunks of any size.
func TestXOT(t *testing.T) {
	stream := octets(t, "0000000F 10010B000642070743020203010100"+"0000000A 10010006E00000000100"+"00000008 10012202F08009 00"+"01000003")
	want := []string{
		"initiator 4 10010b000642070743020203010100: x25 CALL",
		"initiator 23 10010006e00000000100: x25 DATA",
		"initiator 0 06e00000000100: transport CR",
		"initiator 37 10012202f0800900: x25 DATA",
		"initiator 7 02f0800900: transport DT",
		"initiator 10 0900: session FN",
	}
	for size := 1; size < 20; size++ {
		l := stack.NewLink(stack.LinkConfig{XOT: true, Guess: true})
		var got []string
		for rest := stream; len(rest) > 0; rest = rest[min(size, len(rest)):] {
			got = append(got, linkLines(l, stack.FromInitiator, rest[:min(size, len(rest))])...)
		}
		if len(got) != len(want)+1 || !reflect.DeepEqual(got[:len(want)], want) {
			t.Fatalf("in chunks of %d: %q\nwant %q", size, got, want)
		}
		if !l.Broken(stack.FromInitiator) || l.Broken(stack.FromResponder) {
			t.Error("the broken header ends its direction alone")
		}
	}
}

// Channels are bounded, and do not touch one another.
// On a connection of XOT the channel numbers mean nothing, RFC 1613 5: a sequence goes on whatever they are.
func TestXOTChannelNumbers(t *testing.T) {
	l := stack.NewLink(stack.LinkConfig{XOT: true})
	var got []string
	for _, frame := range []string{"0000000F 10010B 00 06 420707 430202 03010100", "00000006 100110 02F080", "00000005 140702 0900"} {
		got = append(got, linkLines(l, stack.FromInitiator, octets(t, frame))...)
	}
	want := []string{
		"initiator 4 10010b000642070743020203010100: x25 CALL", "initiator 23 10011002f080: x25 DATA", "initiator 33 1407020900: x25 DATA",
		"initiator 0 02f0800900: transport DT", "initiator 3 0900: session FN",
	}
	if !reflect.DeepEqual(got, want) || l.Channels() != 1 {
		t.Errorf("got  %q\nwant %q, %d channels", got, want, l.Channels())
	}
}

func TestLinkChannels(t *testing.T) {
	l := stack.NewLink(stack.LinkConfig{Limits: osi.Limits{Channels: 2}})
	var got []string
	for _, p := range []string{"10010001F0", "1002 00 02F08041", "100300 06E00000000100", "1002 02 02F080 0900"} {
		got = append(got, linkLines(l, stack.FromInitiator, octets(t, p))...)
	}
	want := []string{
		"initiator 0 10010001f0: x25 DATA",
		"initiator 0 01f0: transport.fixed-part at 0",
		"initiator 5 10020002f08041: x25 DATA",
		"initiator 0 02f08041: transport DT",
		"initiator 3 41: session.si at 0",
		"initiator 12 10030006e00000000100: x25 DATA",
		"initiator 12 10030006e00000000100: stack.channels at 0",
		"initiator 22 10020202f0800900: x25 DATA",
		"initiator 4 02f0800900: transport DT",
		"initiator 7 0900: session FN",
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
	if l.Channels() != 2 {
		t.Errorf("%d channels", l.Channels())
	}
}

// An idle channel costs little: a call on each of the 4095 channels, and then a TSDU on each.
func TestLinkMemory(t *testing.T) {
	l := stack.NewLink(stack.LinkConfig{})
	call, data := octets(t, "10000B00 00 03010100"), octets(t, "100000 02F0800900")
	const most = 1500 // octets a channel, with its connection
	before := heap()
	for lci := 1; lci <= x25.MaxLCI; lci++ {
		for _, p := range [][]byte{call, data} {
			p[0], p[1] = 0x10|byte(lci>>8), byte(lci)
			for e := range l.Feed(stack.FromInitiator, p) {
				if e.Err != nil {
					t.Fatal(e.Err)
				}
			}
		}
	}
	if n := (int64(heap()) - int64(before)) / x25.MaxLCI; n > most {
		t.Errorf("%d octets a channel", n)
	}
	if l.Channels() != x25.MaxLCI {
		t.Errorf("%d channels", l.Channels())
	}
}

func heap() uint64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// FuzzLink asserts that no packets or XOT octets break a Link, and that every error lies within its octets.
func FuzzLink(f *testing.F) {
	f.Add(octets(f, "0000000F10010B000642070743020203010100"+"0000000A10010006E00000000100"), true)
	vs, err := vectors.Load("x25")
	if err != nil {
		f.Fatal(err)
	}
	for i := range vs {
		f.Add(vs[i].Octets, false)
	}
	f.Fuzz(func(t *testing.T, b []byte, xot bool) {
		l := stack.NewLink(stack.LinkConfig{XOT: xot, Modulo: x25.AnyModulo, Guess: true, Tolerate: ^osi.Tolerance(0)})
		before := bytes.Clone(b)
		for i := range 3 {
			for e := range l.Feed(stack.Direction(i%2), b) {
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
