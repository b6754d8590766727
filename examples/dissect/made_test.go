package main

import (
	"bytes"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/gopacket/gopacket"
	"github.com/gopacket/gopacket/layers"
	"github.com/gopacket/gopacket/pcapgo"
)

// A segment is a TCP segment of a capture that a test makes: 10.0.0.1 is the client, with port 4000
// or another, and 10.0.0.2 the server.
type segment struct {
	client uint16 // port; 0 is 4000
	port   uint16 // of the server; 0 is 102
	server bool   // it sends
	seq    uint32
	ack    uint32
	flags  string // S, A, F and R
	data   string
}

func (s segment) frame(t testing.TB) []byte {
	t.Helper()
	ip := &layers.IPv4{Version: 4, TTL: 64, Protocol: layers.IPProtocolTCP, SrcIP: net.IP{10, 0, 0, 1}, DstIP: net.IP{10, 0, 0, 2}}
	tcp := &layers.TCP{
		SrcPort: 4000, DstPort: 102, Seq: s.seq, Ack: s.ack,
		SYN: strings.Contains(s.flags, "S"), ACK: strings.Contains(s.flags, "A"), FIN: strings.Contains(s.flags, "F"), RST: strings.Contains(s.flags, "R"),
	}
	if s.client != 0 {
		tcp.SrcPort = layers.TCPPort(s.client)
	}
	if s.port != 0 {
		tcp.DstPort = layers.TCPPort(s.port)
	}
	if s.server {
		ip.SrcIP, ip.DstIP, tcp.SrcPort, tcp.DstPort = ip.DstIP, ip.SrcIP, tcp.DstPort, tcp.SrcPort
	}
	out := gopacket.NewSerializeBuffer()
	if err := gopacket.SerializeLayers(out, gopacket.SerializeOptions{FixLengths: true}, ip, tcp, gopacket.Payload(s.data)); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// epoch is when the captures that tests make begin; a frame takes a second.
var epoch = time.Date(1997, 3, 14, 15, 9, 26, 0, time.UTC)

// pcapOf returns a capture of frames.
func pcapOf(t testing.TB, link layers.LinkType, frames ...[]byte) []byte {
	t.Helper()
	var b bytes.Buffer
	w := pcapgo.NewWriter(&b)
	if err := w.WriteFileHeader(1<<16, link); err != nil {
		t.Fatal(err)
	}
	for i, f := range frames {
		info := gopacket.CaptureInfo{Timestamp: epoch.Add(time.Duration(i) * time.Second), CaptureLength: len(f), Length: len(f)}
		if err := w.WritePacket(info, f); err != nil {
			t.Fatal(err)
		}
	}
	return b.Bytes()
}

// tcpOf returns a capture of segments.
func tcpOf(t testing.TB, segments ...segment) []byte {
	t.Helper()
	var frames [][]byte
	for _, s := range segments {
		frames = append(frames, s.frame(t))
	}
	return pcapOf(t, layers.LinkTypeRaw, frames...)
}

// written returns the name of a file with the octets.
func written(t testing.TB, name string, b []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, b, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// TPKTs of a connection that only TPDUs are seen of.
const (
	crTPKT = "\x03\x00\x00\x0b\x06\xe0\x00\x00\x00\x01\x00"
	ccTPKT = "\x03\x00\x00\x0b\x06\xd0\x00\x01\x00\x02\x00"
	dtTPKT = "\x03\x00\x00\x08\x02\xf0\x80\x32" // data that is no SPDU
)

// opened is a connection to a port, up to the CC.
func opened(port uint16) []segment {
	return []segment{
		{port: port, seq: 10, flags: "S"},
		{port: port, server: true, seq: 50, ack: 11, flags: "SA"},
		{port: port, seq: 11, ack: 51, flags: "A", data: crTPKT},
		{port: port, server: true, seq: 51, ack: 22, flags: "A", data: ccTPKT},
	}
}
