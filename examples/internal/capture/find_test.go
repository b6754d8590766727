package capture

import (
	"fmt"
	"reflect"
	"testing"

	"github.com/gopacket/gopacket/layers"
)

// endings is a recorder that notes how connections end, too.
type endings struct{ recorder }

func (e *endings) End(c *Connection, n int, how Ending) {
	e.lines = append(e.lines, fmt.Sprintf("%d %d end %d", n, c.Addr[Initiator].Port(), how))
}

// Octets as the streams of connections have them.
const (
	crTPKT = "\x03\x00\x00\x0b\x06\xe0\x00\x00\x00\x01\x00"
	ccTPKT = "\x03\x00\x00\x0b\x06\xd0\x00\x01\x00\x02\x00"
	dtTPKT = "\x03\x00\x00\x08\x02\xf0\x80A"
	xCall  = "\x00\x00\x00\x06\x10\x01\x0b\x00\x00\x00"
)

// Of ports that nobody named a connection is found by how it begins.
func TestFinder(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name    string
		packets []packet
		want    []string
	}{
		{
			"a CR",
			[]packet{{seq: 10, flags: "S"}, {seq: 11, data: crTPKT}, {server: true, seq: 51, data: "x"}},
			[]string{"2 4000 > " + crTPKT, "3 102 < x"},
		},
		{
			"a CR in two segments",
			[]packet{{seq: 10, flags: "S"}, {seq: 11, data: crTPKT[:4]}, {seq: 15, data: crTPKT[4:]}},
			[]string{"3 4000 > " + crTPKT[:4], "3 4000 > " + crTPKT[4:]},
		},
		{
			"the CR is not in the capture, and the CC tells who is who",
			[]packet{{seq: 10, data: ccTPKT}, {server: true, seq: 51, data: dtTPKT}},
			[]string{"1 4000 < " + ccTPKT, "2 102 > " + dtTPKT},
		},
		{
			"a DT where the capture begins later",
			[]packet{{seq: 10, data: "the end of something"}, {seq: 30, data: dtTPKT}},
			[]string{"2 4000 > " + dtTPKT},
		},
		{
			"no DT where it begins with the SYN",
			[]packet{{seq: 10, flags: "S"}, {seq: 11, data: dtTPKT}, {seq: 19, data: crTPKT}},
			nil,
		},
		{
			"a call",
			[]packet{{seq: 10, flags: "S"}, {seq: 11, data: xCall}},
			[]string{"2 4000 > " + xCall},
		},
		{
			"something else, then the ports again with a CR",
			[]packet{{seq: 10, flags: "S"}, {seq: 11, data: "GET / HTTP"}, {seq: 21, data: crTPKT}, {seq: 900, flags: "S"}, {seq: 901, data: crTPKT}},
			[]string{"5 4000 > " + crTPKT},
		},
		{"a CR whose DST-REF is not 0", []packet{{seq: 11, data: "\x03\x00\x00\x0b\x06\xe0\x00\x01\x00\x01\x00"}}, nil},
		{"a CR of class 5", []packet{{seq: 11, data: "\x03\x00\x00\x0b\x06\xe0\x00\x00\x00\x01\x50"}}, nil},
		{"a CR longer than its TPKT", []packet{{seq: 11, data: "\x03\x00\x00\x0b\x07\xe0\x00\x00\x00\x01\x00"}}, nil},
		{"a call of a modulo that is none", []packet{{seq: 11, data: "\x00\x00\x00\x06\x30\x01\x0b\x00\x00\x00"}}, nil},
		{"a call that is too long", []packet{{seq: 11, data: "\x00\x00\x10\x06\x10\x01\x0b\x00\x00\x00"}}, nil},
	} {
		var got recorder
		r := NewFinder(&got, nil, nil)
		for i, p := range c.packets {
			r.Frame(p.frame(t, i+1))
		}
		r.Close(len(c.packets))
		if !reflect.DeepEqual(got.lines, c.want) {
			t.Errorf("%s:\ngot  %q\nwant %q", c.name, got.lines, c.want)
		}
	}
}

// A port that is named is passed on whatever it carries, and what its connection carries is known.
func TestForcedPorts(t *testing.T) {
	t.Parallel()
	for _, xot := range []bool{false, true} {
		var got kinds
		r := NewFinder(&got, []uint16{102}, nil)
		if xot {
			r = NewFinder(&got, nil, []uint16{102})
		}
		r.Frame(packet{seq: 10, data: "anything"}.frame(t, 1))
		if !reflect.DeepEqual(got.xot, []bool{xot}) {
			t.Errorf("XOT %v: %v", xot, got.xot)
		}
	}
}

type kinds struct {
	counter
	xot []bool
}

func (k *kinds) Octets(c *Connection, _ Side, _ int, _ []byte) { k.xot = append(k.xot, c.XOT) }

// A keep-alive without octets that is the first of its side in the capture is no hole; one with an
// octet that was sent before is nothing.
func TestKeepAlive(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		packets []packet
		want    []string
	}{
		{[]packet{{seq: 9, flags: "A"}, {seq: 10, data: "ab"}}, []string{"2 4000 > ab"}},
		{[]packet{{seq: 10, data: "ab"}, {seq: 11, data: "\x00"}, {seq: 12, data: "cd"}}, []string{"1 4000 > ab", "3 4000 > cd"}},
		{[]packet{{seq: 10, data: "ab"}, {seq: 11, data: "\x00"}, {server: true, seq: 5, ack: 12, flags: "A"}}, []string{"1 4000 > ab"}},
	} {
		var got recorder
		r := NewReassembler(&got, []uint16{102})
		for i, p := range c.packets {
			r.Frame(p.frame(t, i+1))
		}
		r.Close(9)
		if !reflect.DeepEqual(got.lines, c.want) {
			t.Errorf("got  %q\nwant %q", got.lines, c.want)
		}
	}
}

// How a connection ends is told once.
func TestEndings(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name    string
		packets []packet
		want    string
	}{
		{"both sides are done", []packet{{seq: 10, data: "a"}, {seq: 11, flags: "F"}, {server: true, seq: 5, flags: "F"}, {seq: 12, flags: "R"}}, "3 4000 end 1"},
		{"a reset", []packet{{seq: 10, data: "a"}, {seq: 11, flags: "R"}, {seq: 11, flags: "F"}}, "2 4000 end 2"},
		{"the ports again", []packet{{seq: 10, data: "a"}, {seq: 900, flags: "S"}}, "2 4000 end 3"},
		{"the capture ends", []packet{{seq: 10, data: "a"}, {seq: 11, flags: "F"}}, "2 4000 end 0"},
	} {
		var got endings
		r := NewReassembler(&got, []uint16{102})
		for i, p := range c.packets {
			r.Frame(p.frame(t, i+1))
		}
		r.Close(len(c.packets))
		if len(got.lines) < 2 || got.lines[1] != c.want {
			t.Errorf("%s: %q, want %q", c.name, got.lines, c.want)
		}
	}
}

// What goes on behind the end of a connection is of the same one. Other numbers are those of
// another one, whose SYN is not in the capture.
func TestPastTheEnd(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		packets []packet
		want    []string
	}{
		{
			[]packet{{seq: 10, data: "a"}, {server: true, seq: 5, flags: "R"}, {seq: 11, data: "b"}, {seq: 10, data: "a"}},
			[]string{"1 4000 > a", "2 4000 end 2", "3 4000 > b"},
		},
		{
			[]packet{{seq: 10, data: "a"}, {server: true, seq: 5, flags: "R"}, {seq: 5000, data: "b"}, {seq: 5001, data: "c"}},
			[]string{"1 4000 > a", "2 4000 end 2", "3 4000 > b", "4 4000 > c", "4 4000 end 0"},
		},
		{
			[]packet{{seq: 10, data: "a"}, {seq: 11, flags: "F"}, {server: true, seq: 5, flags: "F"}, {seq: 1 << 31, data: "b"}},
			[]string{"1 4000 > a", "3 4000 end 1", "4 4000 > b", "4 4000 end 0"},
		},
	} {
		var got endings
		r := NewReassembler(&got, []uint16{102})
		for i, p := range c.packets {
			r.Frame(p.frame(t, i+1))
		}
		r.Close(len(c.packets))
		if !reflect.DeepEqual(got.lines, c.want) {
			t.Errorf("got  %q\nwant %q", got.lines, c.want)
		}
	}
}

// Connections of other protocols make room first, and what is dropped is said.
func TestDropped(t *testing.T) {
	var got endings
	r := NewFinder(&got, nil, nil)
	add := func(i uint32, data string) {
		syn, f := packet{seq: 10, flags: "S"}.frame(t, int(i)), packet{seq: 11, data: data}.frame(t, int(i))
		for _, f := range []Frame{syn, f} {
			f.Data[14], f.Data[15] = byte(i>>8), byte(i) // of the source address
			r.Frame(f)
		}
	}
	add(0, crTPKT)
	for i := range uint32(maxConnections) {
		add(i+1, "GET / HTTP/1.1")
	}
	if len(got.lines) != 1 || len(r.connections) != maxConnections {
		t.Fatalf("%d connections, %q", len(r.connections), got.lines)
	}
	for i := range uint32(maxConnections) {
		add(i+10000, crTPKT)
	}
	last := got.lines[len(got.lines)-2]
	if last != "14095 4000 end 4" || len(r.connections) != maxConnections {
		t.Errorf("%d connections, %q", len(r.connections), last)
	}
}

// What a capture has is counted: of a port that is passed on, too, since nothing may have come.
func TestSeen(t *testing.T) {
	t.Parallel()
	r := NewFinder(&recorder{}, []uint16{102}, nil)
	for i, port := range []uint16{80, 80, 102} {
		f := packet{seq: 10, flags: "S"}.frame(t, i+1)
		f.Data[15], f.Data[22], f.Data[23] = byte(i), byte(port>>8), byte(port)
		r.Frame(f)
	}
	r.Frame(Frame{Number: 4, Link: layers.LinkTypeIEEE802_11, Data: []byte{1}})
	r.Frame(Frame{Number: 5, Link: linkExport, Data: octets(t, "000C0003736573 0000000000 01")}) // ses
	if got, want := r.Seen.String(), "5 frames, 1 of them of link type 105 (802.11), which is not read, exported PDUs of [\"ses\"], where x.25 is read, TCP connections to port 80 (2), 102 (1)"; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}
