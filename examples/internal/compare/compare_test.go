// Package compare measures decoders of other libraries beside ours, on the same octets where they
// can read them: go test -bench .
package compare

import (
	"encoding/hex"
	"testing"

	"github.com/gopacket/gopacket"
	"github.com/gopacket/gopacket/layers"
	"golang.org/x/crypto/cryptobyte"
	"golang.org/x/crypto/cryptobyte/asn1"

	"github.com/osi-go/osi/acse"
	"github.com/osi-go/osi/transport"
)

// aarq is that of an IEC 61850 client.
const aarq = "6055a107060528ca220203a207060529018767" + "01a30302010ca606060429018767a70302010c" +
	"be2f282d020103a028a826800300fde881010582010583010aa4168001018103" + "05f100820c03ee1c00000408000079ef18"

// frame is a SYN of TCP over IPv4 over Ethernet, without data; unit a DT TPDU in a TPKT.
const (
	frame = "020000000001020000000002" + "0800" +
		"4500002800010000400600000a0000010a000002" + "c0000066000000010000000050022000" + "00000000"
	unit = "0300000f02f08001000100c10200ff"
)

func octets(tb testing.TB, text string) []byte {
	tb.Helper()
	b, err := hex.DecodeString(text)
	if err != nil {
		tb.Fatal(err)
	}
	return b
}

// decodeCryptobyte reads the elements of an AARQ with cryptobyte. It leaves the EXTERNAL as it is and
// checks no values.
func decodeCryptobyte(b []byte) bool {
	var fields, field cryptobyte.String
	in := cryptobyte.String(b)
	if !in.ReadASN1(&fields, asn1.Tag(0).Constructed()|0x40) || !in.Empty() {
		return false
	}
	for !fields.Empty() {
		var tag asn1.Tag
		if !fields.ReadAnyASN1(&field, &tag) {
			return false
		}
		var value cryptobyte.String
		if !field.ReadAnyASN1(&value, &tag) || !field.Empty() {
			return false
		}
	}
	return true
}

func decodeAARQ(d *acse.Decoder) func(b []byte) bool {
	return func(b []byte) bool {
		p, err := d.Decode(b)
		_, ok := p.(*acse.AssociateRequest)
		return ok && err == nil
	}
}

// decodeLayers decodes the frame's three headers with gopacket, which allocates nothing this way.
func decodeLayers() func(b []byte) bool {
	var eth layers.Ethernet
	var ip layers.IPv4
	var tcp layers.TCP
	var decoded []gopacket.LayerType
	parser := gopacket.NewDecodingLayerParser(layers.LayerTypeEthernet, &eth, &ip, &tcp)
	return func(b []byte) bool { return parser.DecodeLayers(b, &decoded) == nil && len(decoded) == 3 }
}

// decodeUnit decodes a TPKT and the TPDU in it.
func decodeUnit() func(b []byte) bool {
	var d transport.Decoder
	return func(b []byte) bool {
		frame, _, err := transport.SplitTPKT(b, transport.MaxTPDU, nil)
		if frame == nil || err != nil {
			return false
		}
		_, err = d.Decode(frame.TPDU())
		return err == nil
	}
}

var cases = []struct {
	name   string
	octets string
	decode func() func([]byte) bool
}{
	{"AARQ", aarq, func() func([]byte) bool { return decodeAARQ(new(acse.Decoder)) }},
	{"cryptobyte", aarq, func() func([]byte) bool { return decodeCryptobyte }},
	{"TPKT-DT", unit, decodeUnit},
	{"gopacket", frame, decodeLayers},
}

// Each decoder takes its octets, and refuses them without the last one.
func TestDecoders(t *testing.T) {
	t.Parallel()
	for _, c := range cases {
		b, decode := octets(t, c.octets), c.decode()
		if !decode(b) || decode(b[:len(b)-1]) {
			t.Errorf("%s: %v, and without the last octet %v", c.name, decode(b), decode(b[:len(b)-1]))
		}
	}
}

func BenchmarkDecode(b *testing.B) {
	for _, c := range cases {
		b.Run(c.name, func(b *testing.B) {
			octets, decode := octets(b, c.octets), c.decode()
			b.ReportAllocs()
			for b.Loop() {
				if !decode(octets) {
					b.Fatal("refused")
				}
			}
		})
	}
}
