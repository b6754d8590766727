package capture

import (
	"bytes"
	"fmt"
	"net"
	"os"
	"reflect"
	"strings"
	"testing"

	"github.com/gopacket/gopacket"
	"github.com/gopacket/gopacket/layers"
)

// recorder notes what a Reassembler gives.
type recorder struct{ lines []string }

func (r *recorder) Octets(c *Connection, from Side, n int, b []byte) {
	r.lines = append(r.lines, fmt.Sprintf("%d %d %s %s", n, c.Addr[from].Port(), []string{">", "<"}[from], b))
}

func (r *recorder) Gap(c *Connection, from Side, n, missing int) {
	r.lines = append(r.lines, fmt.Sprintf("%d %d %s gap %d", n, c.Addr[from].Port(), []string{">", "<"}[from], missing))
}

func (r *recorder) Unit(l *Link, from Side, n int, b []byte) {
	r.lines = append(r.lines, fmt.Sprintf("%d %v %v %s %x", n, l.LAPB, l.Directed, []string{">", "<"}[from], b))
}

// A packet is a TCP segment of a test: the client is port 4000, the server port 102.
type packet struct {
	server bool
	seq    uint32
	ack    uint32
	flags  string
	data   string
}

func (p packet) frame(t testing.TB, n int) Frame {
	t.Helper()
	ip := &layers.IPv4{Version: 4, TTL: 64, Protocol: layers.IPProtocolTCP, SrcIP: net.IP{10, 0, 0, 1}, DstIP: net.IP{10, 0, 0, 2}}
	tcp := &layers.TCP{
		SrcPort: 4000, DstPort: 102, Seq: p.seq, Ack: p.ack,
		SYN: strings.Contains(p.flags, "S"), ACK: strings.Contains(p.flags, "A"), FIN: strings.Contains(p.flags, "F"), RST: strings.Contains(p.flags, "R"),
	}
	if p.server {
		ip.SrcIP, ip.DstIP, tcp.SrcPort, tcp.DstPort = ip.DstIP, ip.SrcIP, 102, 4000
	}
	if err := tcp.SetNetworkLayerForChecksum(ip); err != nil {
		t.Fatal(err)
	}
	out := gopacket.NewSerializeBuffer()
	if err := gopacket.SerializeLayers(out, gopacket.SerializeOptions{FixLengths: true, ComputeChecksums: true}, ip, tcp, gopacket.Payload(p.data)); err != nil {
		t.Fatal(err)
	}
	return Frame{Number: n, Link: layers.LinkTypeRaw, Data: out.Bytes()}
}

func TestReassembler(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name    string
		packets []packet
		want    []string
	}{
		{
			"in order, both directions",
			[]packet{{seq: 10, flags: "S"}, {server: true, seq: 50, ack: 11, flags: "SA"}, {seq: 11, data: "ab"}, {server: true, seq: 51, data: "xy"}, {seq: 13, data: "c"}},
			[]string{"3 4000 > ab", "4 102 < xy", "5 4000 > c"},
		},
		{
			"out of order, repeated and overlapping",
			[]packet{{seq: 10, flags: "S"}, {seq: 15, data: "ef"}, {seq: 13, data: "cdX"}, {seq: 13, data: "cd"}, {seq: 11, data: "abcd"}, {seq: 11, data: "ab"}},
			[]string{"5 4000 > ab", "5 4000 > cd", "5 4000 > ef"},
		},
		{
			"the number wraps",
			[]packet{{seq: 0xfffffffe, data: "abc"}, {seq: 1, data: "d"}},
			[]string{"1 4000 > abc", "2 4000 > d"},
		},
		{
			"a gap, shown by what the other side acknowledges",
			[]packet{{seq: 10, data: "ab"}, {seq: 15, data: "fg"}, {server: true, seq: 50, ack: 17, flags: "A", data: "x"}, {seq: 17, data: "h"}},
			[]string{"1 4000 > ab", "3 102 < x", "3 4000 > gap 3", "3 4000 > fg", "4 4000 > h"},
		},
		{
			"a gap, shown by the end of the connection",
			[]packet{{seq: 10, data: "ab"}, {seq: 15, data: "fg"}, {seq: 17, flags: "F"}},
			[]string{"1 4000 > ab", "3 4000 > gap 3", "3 4000 > fg"},
		},
		{
			"a gap, shown by the end of the capture",
			[]packet{{seq: 10, data: "ab"}, {seq: 15, data: "fg"}},
			[]string{"1 4000 > ab", "2 4000 > gap 3", "2 4000 > fg"},
		},
		{
			"the capture begins with the server",
			[]packet{{server: true, seq: 50, data: "x"}, {seq: 10, data: "a"}},
			[]string{"1 102 < x", "2 4000 > a"},
		},
		{
			"the numbers jump",
			[]packet{{seq: 10, data: "ab"}, {seq: 14, data: "c"}, {seq: 0x50000000, data: "x"}, {seq: 15, data: "y"}, {seq: 16, data: "z"}},
			[]string{"1 4000 > ab", "3 4000 > gap 2", "3 4000 > c", "3 4000 > gap 0", "3 4000 > x", "4 4000 > gap 0", "4 4000 > y", "5 4000 > z"},
		},
		{
			"a SYN that comes late, and twice",
			[]packet{{seq: 11, data: "a"}, {seq: 10, flags: "S"}, {seq: 10, flags: "S"}, {seq: 12, data: "b"}},
			[]string{"1 4000 > a", "4 4000 > b"},
		},
		{
			"the last acknowledgement of an older connection before the SYN",
			[]packet{{server: true, seq: 90, ack: 12, flags: "A"}, {seq: 10, flags: "S"}, {server: true, seq: 50, ack: 11, flags: "SA"}, {server: true, seq: 51, data: "x"}},
			[]string{"4 102 < x"},
		},
		{
			"an older connection, whose client sent nothing, before the SYN",
			[]packet{{server: true, seq: 90, ack: 12, flags: "A", data: "old"}, {seq: 12, flags: "A"}, {seq: 10, flags: "S"}, {server: true, seq: 50, ack: 11, flags: "SA"}, {server: true, seq: 51, data: "x"}},
			[]string{"1 102 < old", "5 102 < x"},
		},
		{
			"a reset's text is no data",
			[]packet{{seq: 11, data: "a"}, {seq: 12, flags: "R", data: "no"}},
			[]string{"1 4000 > a"},
		},
		{
			"the same ports again",
			[]packet{{seq: 10, flags: "S"}, {seq: 11, data: "a"}, {seq: 900, flags: "S"}, {seq: 901, data: "b"}},
			[]string{"2 4000 > a", "4 4000 > b"},
		},
	} {
		var got recorder
		r := NewReassembler(&got, []uint16{102})
		for i, p := range c.packets {
			r.Frame(p.frame(t, i+1))
		}
		r.Close(len(c.packets))
		if !reflect.DeepEqual(got.lines, c.want) {
			t.Errorf("%s:\ngot  %q\nwant %q", c.name, got.lines, c.want)
		}
	}
}

func TestOtherPorts(t *testing.T) {
	t.Parallel()
	var got recorder
	r := NewReassembler(&got, []uint16{103})
	r.Frame(packet{data: "a"}.frame(t, 1))
	if got.lines != nil {
		t.Errorf("%q", got.lines)
	}
}

// What waits for a hole to be filled is bounded.
func TestHeld(t *testing.T) {
	t.Parallel()
	var got recorder
	r := NewReassembler(&got, []uint16{102})
	r.Frame(packet{seq: 10, data: "a"}.frame(t, 1))
	for i := range uint32(maxEarly + 2) {
		r.Frame(packet{seq: 20 + 2*i, data: "bc"}.frame(t, 2))
	}
	if len(got.lines) < 3 || got.lines[1] != "2 4000 > gap 9" {
		t.Errorf("%.3q", got.lines)
	}
}

func TestFramesErrors(t *testing.T) {
	t.Parallel()
	whole, err := os.ReadFile("../../testdata/corpus/made/libiec61850_client5_tsel_ssel_psel.pcap")
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	if err := Frames(bytes.NewReader(whole), func(f Frame) error { n = f.Number; return nil }); err != nil || n == 0 {
		t.Errorf("%d frames, %v", n, err)
	}
	for _, b := range [][]byte{nil, whole[:3], whole[:20], whole[:len(whole)-1]} {
		if err := Frames(bytes.NewReader(b), func(Frame) error { return nil }); err == nil {
			t.Errorf("the first %d octets are a whole file", len(b))
		}
	}
	stop := fmt.Errorf("stop")
	if err := Frames(bytes.NewReader(whole), func(Frame) error { return stop }); err != stop {
		t.Errorf("got %v", err)
	}
}

// FuzzFrames asserts that no capture file makes the reader or the Reassembler panic, or give more
// octets than it has.
func FuzzFrames(f *testing.F) {
	for _, name := range []string{"libiec61850_client5_tsel_ssel_psel.pcap", "isode_tsap.pcap"} {
		b, err := os.ReadFile("../../testdata/corpus/made/" + name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		for _, make := range []func(Consumer) *Reassembler{
			func(c Consumer) *Reassembler { return NewReassembler(c, []uint16{102}) },
			func(c Consumer) *Reassembler { return NewFinder(c, []uint16{102}, []uint16{1998}) },
		} {
			c := &counter{}
			r := make(c)
			n := 0
			if err := Frames(bytes.NewReader(b), func(f Frame) error { n = f.Number; r.Frame(f); return nil }); err != nil && err.Error() == "" {
				t.Fatal("an error without text")
			}
			r.Close(n)
			if c.octets > len(b) || r.held != 0 {
				t.Fatalf("%d octets out of %d, %d are held", c.octets, len(b), r.held)
			}
		}
	})
}

type counter struct{ octets int }

func (c *counter) Octets(_ *Connection, _ Side, _ int, b []byte) { c.octets += len(b) }
func (c *counter) Gap(*Connection, Side, int, int)               {}
func (c *counter) Unit(_ *Link, _ Side, _ int, b []byte)         { c.octets += len(b) }
