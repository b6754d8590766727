package capture

import (
	"encoding/hex"
	"reflect"
	"strings"
	"testing"

	"github.com/gopacket/gopacket/layers"
)

func octets(t testing.TB, text string) []byte {
	t.Helper()
	b, err := hex.DecodeString(strings.ReplaceAll(text, " ", ""))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

const (
	tcpAB = "0FA0 0066 00000001 00000000 5010 0000 0000 0000 4142" // 4000 > 102, "AB"
	ip4   = "45000000 12340000 40060000 0A000001 0A000002"         // length 0, as with segmentation offload
	ip6   = "60000000 0016 06 40 20010DB8000000000000000000000001 20010DB8000000000000000000000002"
	macs  = "020000000002 020000000001"
)

// ip4To returns the header of an IPv4 packet with another protocol.
func ip4To(protocol string) string {
	return "45000000 12340000 40" + protocol + "0000 0A000003 0A000004"
}

// Every way to the TCP segment gives its octets.
func TestLinks(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name string
		link layers.LinkType
		text string
	}{
		{"Ethernet, IPv4", layers.LinkTypeEthernet, macs + "0800" + ip4 + tcpAB},
		{"Ethernet, IPv6", layers.LinkTypeEthernet, macs + "86DD" + ip6 + tcpAB},
		{"VLAN", layers.LinkTypeEthernet, macs + "8100 0005 0800" + ip4 + tcpAB},
		{"VLAN in VLAN", layers.LinkTypeEthernet, macs + "88A8 0005 8100 0006 0800" + ip4 + tcpAB},
		{"padded", layers.LinkTypeEthernet, macs + "0800" + "4500002A 12340000 40060000 0A000001 0A000002" + tcpAB + "00000000"},
		{"loopback, host order", layers.LinkTypeNull, "02000000" + ip4 + tcpAB},
		{"loopback, IPv6 of macOS", layers.LinkTypeNull, "1E000000" + ip6 + tcpAB},
		{"loopback, network order", layers.LinkTypeLoop, "00000002" + ip4 + tcpAB},
		{"raw", layers.LinkTypeRaw, ip4 + tcpAB},
		{"raw, IPv6", layers.LinkTypeRaw, ip6 + tcpAB},
		{"raw of BSD", 12, ip4 + tcpAB},
		{"raw of OpenBSD", 14, ip6 + tcpAB},
		{"IPv4", layers.LinkTypeIPv4, ip4 + tcpAB},
		{"IPv6", layers.LinkTypeIPv6, ip6 + tcpAB},
		{"Linux cooked", layers.LinkTypeLinuxSLL, "0000 0001 0006 0200000000010000 0800" + ip4 + tcpAB},
		{"Linux cooked, version 2", layers.LinkTypeLinuxSLL2, "0800 0000 00000001 0001 00 06 0200000000010000" + ip4 + tcpAB},
		{"IPv6 with options", layers.LinkTypeRaw, "60000000 001E 3C 40 20010DB8000000000000000000000001 20010DB8000000000000000000000002 06 00 010400000000" + tcpAB},
		{"SNAP", layers.LinkTypeEthernet, macs + "0032 AAAA03 000000 0800" + ip4 + tcpAB},
		{"GRE", layers.LinkTypeRaw, "45000000 12340000 402F0000 0A000003 0A000004 0000 0800" + ip4 + tcpAB},
		{"VXLAN", layers.LinkTypeRaw, "45000000 12340000 40110000 0A000003 0A000004 04D2 12B5 0048 0000 08000000 00000100" + macs + "0800" + ip4 + tcpAB},
		{"MPLS", layers.LinkTypeEthernet, macs + "8847 00064040 00065140" + ip4 + tcpAB},
		{"MPLS, IPv6", layers.LinkTypeEthernet, macs + "8848 00065140" + ip6 + tcpAB},
		{"PPPoE", layers.LinkTypeEthernet, macs + "8864 11000001 002C 0021" + ip4 + tcpAB + "0000"},
		{"PPPoE, IPv6 behind a short protocol", layers.LinkTypeEthernet, macs + "8100 0005 8864 11000001 003F 57" + ip6 + tcpAB},
		{"PPP", layers.LinkTypePPP, "FF03 0021" + ip4 + tcpAB},
		{"PPP, MPLS", 50, "0281 00065140" + ip4 + tcpAB},
		{"PPPoE alone", 51, "11000001 002C 0021" + ip4 + tcpAB},
		{"Cisco HDLC", 104, "0F00 0800" + ip4 + tcpAB},
		{"GRE, PPP", layers.LinkTypeRaw, "45000000 12340000 402F0000 0A000003 0A000004 3081 880B 0000 0001 00000001 00000001 FF03 0021" + ip4 + tcpAB},
		{"AH", layers.LinkTypeRaw, "45000000 12340000 40330000 0A000003 0A000004 06 04 0000 00000001 00000001 000000000000000000000000" + tcpAB},
		{"AH, IPv6 with options", layers.LinkTypeRaw, "60000000 0032 00 40 20010DB8000000000000000000000001 20010DB8000000000000000000000002 33 00 010400000000 06 03 0000 00000001 00000001 0000000000000000" + tcpAB},
		{"IPv4 in IPv4", layers.LinkTypeRaw, "45000000 12340000 40040000 0A000003 0A000004" + ip4 + tcpAB},
	} {
		var got recorder
		r := NewReassembler(&got, []uint16{102})
		r.Frame(Frame{Number: 1, Link: c.link, Data: octets(t, c.text)})
		if want := []string{"1 4000 > AB"}; !reflect.DeepEqual(got.lines, want) {
			t.Errorf("%s: got %q", c.name, got.lines)
		}
	}
}

// What a frame has instead of TCP is named, once.
func TestUnread(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		macs + "8847 00064140 0000":                                          "MPLS without IP",
		macs + "8864 11000001 0004 C021 0101":                                "PPP without IP",
		macs + "000A FEFE03 81000000000000":                                  "LLC, DSAP fe",
		macs + "0032 AAAA03 000000 86FF 00":                                  "Ethernet type 86ff (UnknownEthernetType)",
		macs + "0800" + ip4To("32") + "0604":                                 "IP protocol 50 (IPSecESP)",
		macs + "0800" + ip4To("11") + "04D2 0035 0008 0000":                  "IP protocol 17 (UDP)",
		macs + "0800" + ip4To("33") + "32 01 0000 00000001 00000001 00":      "IP protocol 50 (IPSecESP)",
		macs + "86DD" + "60000000 0001 3B" + ip6[16:] + "00":                 "IP protocol 59 (NoNextHeader)",
		macs + "86DD" + "60000000 0008 3C" + ip6[16:] + "8B 00 010400000000": "IP protocol 139 (UnknownIPProtocol)",
		macs + "0800" + ip4To("2F") + "0000 6559 00":                         "Ethernet type 6559 (UnknownEthernetType)",
	} {
		r := NewReassembler(&recorder{}, []uint16{102})
		for n := range 2 {
			r.Frame(Frame{Number: n + 1, Link: layers.LinkTypeEthernet, Data: octets(t, text)})
		}
		want = strings.TrimSuffix("2 frames, no TCP, but "+want, ", but ")
		if got := r.Seen.String(); got != want {
			t.Errorf("got  %s\nwant %s", got, want)
		}
	}
}

// Fragments of IP packets are joined, in any order; the frame is that of the last to come.
func TestFragments(t *testing.T) {
	t.Parallel()
	const (
		first   = "45000024 12342000 40060000 0A000001 0A000002 0FA0 0066 00000001 00000000 5010 0000"
		last    = "4500001A 12340002 40060000 0A000001 0A000002 0000 0000 4142"
		other   = "45000024 12352000 40060000 0A000001 0A000002 0FA0 0066 00000001 00000000 5010 0000"
		gre     = "4500002C 12362000 402F0000 0A000003 0A000004 0000 0800"
		greRest = "45000000 12360003 402F0000 0A000003 0A000004"
		first6  = "60000000 0018 2C 40 20010DB8000000000000000000000001 20010DB8000000000000000000000002 06 00 0001 00000007 0FA0 0066 00000001 00000000 5010 0000"
		last6   = "60000000 000E 2C 40 20010DB8000000000000000000000001 20010DB8000000000000000000000002 06 00 0010 00000007 0000 0000 4142"
	)
	for _, c := range []struct {
		frames []string
		want   []string
	}{
		{[]string{first, last}, []string{"2 4000 > AB"}},
		{[]string{last, other, first}, []string{"3 4000 > AB"}},
		{[]string{first, first, last, last}, []string{"3 4000 > AB"}},
		{[]string{first6, last6}, []string{"2 4000 > AB"}},
		{[]string{last6, first6}, []string{"2 4000 > AB"}},
		{[]string{last}, nil},
		{[]string{gre + ip4, greRest + tcpAB}, []string{"2 4000 > AB"}},                               // a fragment of a tunnel
		{[]string{gre + first[:len(ip4)], greRest + first[len(ip4):], last}, []string{"3 4000 > AB"}}, // of one with a fragment
	} {
		var got recorder
		r := NewReassembler(&got, []uint16{102})
		for i, text := range c.frames {
			r.Frame(Frame{Number: i + 1, Link: layers.LinkTypeRaw, Data: octets(t, text)})
		}
		if !reflect.DeepEqual(got.lines, c.want) {
			t.Errorf("%q: got %q, want %q", c.frames, got.lines, c.want)
		}
	}
}

func TestFragmentsAreBounded(t *testing.T) {
	t.Parallel()
	var f fragments
	for id := range uint32(3 * maxDatagrams) {
		f.add(fragmentKey{id: id}, 8, make([]byte, 8), true)
	}
	if len(f.waiting) != maxDatagrams || len(f.order) != maxDatagrams {
		t.Errorf("%d datagrams wait", len(f.waiting))
	}
	if f.add(fragmentKey{}, maxDatagram-8, make([]byte, 16), false) != nil || len(f.waiting) != maxDatagrams {
		t.Error("a fragment beyond the largest datagram is kept")
	}
}

// Of many connections those that were silent longest are dropped.
func TestConnectionsAreBounded(t *testing.T) {
	t.Parallel()
	r := NewReassembler(&recorder{}, []uint16{102})
	for i := range uint32(maxConnections + 10) {
		f := packet{seq: 1, flags: "S"}.frame(t, int(i))
		f.Data[14], f.Data[15] = byte(i>>8), byte(i) // of the source address
		r.Frame(f)
	}
	if len(r.connections) != maxConnections || r.used[found].Len() != maxConnections {
		t.Errorf("%d connections, %d in use", len(r.connections), r.used[found].Len())
	}
	r.Close(1)
	if len(r.connections) != 0 {
		t.Errorf("%d after Close", len(r.connections))
	}
}

// X.25 links: what they carry, and who sent it.
func TestX25Links(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name   string
		link   layers.LinkType
		frames []string
		want   []string
	}{
		{"LAPB with direction", linkLAPB, []string{"01 01 3F", "00 01 73", "02 01 73", "01"}, []string{"1 true true > 013f", "2 true true < 0173"}},
		{
			"lapbether", layers.LinkTypeEthernet,
			[]string{"FFFFFFFFFFFF 02000000000A 6000 0200 013F 0000", "FFFFFFFFFFFF 02000000000B 6000 0200 0173", "FFFFFFFFFFFF 02000000000A 6000 FF00 01"},
			[]string{"1 true true > 013f", "2 true true < 0173", "3 true true > 01"},
		},
		{
			"X.25 packets", layers.LinkTypeEthernet,
			[]string{"02000000000B 02000000000A 0805 1000FB0000", "02000000000A 02000000000B 8100 0001 0805 1000FF"},
			[]string{"1 false true > 1000fb0000", "2 false true < 1000ff"},
		},
		{"SITA", linkSITA, []string{"00 00 00 00 01 01 3F", "01 1F 00 00 01 01 73", "00 00 00 00 08 01 3F", "00 00 00 00 01 01"}, []string{"1 true true > 013f", "2 true true < 0173"}},
		{
			"exported by Wireshark, with direction", linkExport,
			[]string{"000C0004782E3235 0023000400000000 00000000 1000FB0000", "000C0004782E3235 0023000400000001 00000000 1000FF"},
			[]string{"1 false true > 1000fb0000", "2 false true < 1000ff"},
		},
		{"exported by Wireshark", linkExport, []string{"000C0004782E3235 00000000 1000FF", "000C0003736573 0000000000 01", "000C00FF"}, []string{"1 false false > 1000ff"}},
	} {
		var got recorder
		r := NewReassembler(&got, nil)
		for i, text := range c.frames {
			r.Frame(Frame{Number: i + 1, Link: c.link, Data: octets(t, text)})
		}
		if !reflect.DeepEqual(got.lines, c.want) {
			t.Errorf("%s: got %q, want %q", c.name, got.lines, c.want)
		}
	}
}
