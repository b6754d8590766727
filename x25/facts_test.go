package x25_test

import (
	"bytes"
	"fmt"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/x25"
)

// The codes of testdata/codes.csv and no others have words.
func TestCodes(t *testing.T) {
	t.Parallel()
	b, err := os.ReadFile("testdata/codes.csv")
	if err != nil {
		t.Fatal(err)
	}
	texts := map[string]func(uint8) string{
		"clear":        func(c uint8) string { return x25.ClearCause(c).String() },
		"reset":        func(c uint8) string { return x25.ResetCause(c).String() },
		"restart":      func(c uint8) string { return x25.RestartCause(c).String() },
		"registration": func(c uint8) string { return x25.RegistrationCause(c).String() },
		"diagnostic":   func(c uint8) string { return x25.Diagnostic(c).String() },
	}
	known := map[string]map[uint8]bool{}
	for name := range texts {
		known[name] = map[uint8]bool{}
	}
	for row := range strings.Lines(string(b)) {
		if strings.HasPrefix(row, "#") {
			continue
		}
		table, rest, _ := strings.Cut(strings.TrimSpace(row), ",")
		number, words, _ := strings.Cut(rest, ",")
		code, err := strconv.ParseUint(number, 16, 8)
		if err != nil {
			t.Fatal(row, err)
		}
		known[table][uint8(code)] = true
		got := strings.ToLower(texts[table](uint8(code)))
		for word := range strings.FieldsSeq(strings.NewReplacer("procedure error", "", "cause", "").Replace(strings.ToLower(words))) {
			if word = strings.Trim(word, "(),."); !strings.Contains(got, word) {
				t.Errorf("%s %02x is %q, want %q", table, code, got, words)
				break
			}
		}
	}
	if n := len(known["diagnostic"]); n != 105 {
		t.Errorf("%d diagnostics", n)
	}
	for table, text := range texts {
		for c := range 256 {
			got := text(uint8(c))
			plain := !strings.HasPrefix(got, "cause(") && !strings.HasPrefix(got, "diagnostic(") && !strings.HasSuffix(got, ", unspecified") && !strings.HasSuffix(got, "(private network)") && c != 0x80 && !strings.HasPrefix(got, "DTE originated, private cause(")
			if plain != known[table][uint8(c)] {
				t.Errorf("%s %02x: %q, in the table %v", table, c, got, known[table][uint8(c)])
			}
		}
	}
}

func TestDiagnosticText(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		d     x25.Diagnostic
		cause uint8
		want  string
	}{
		{0x42, 0, "facility parameter not allowed"},
		{0x26, 0x13, "packet too short"},
		{0x1f, 0x13, "packet type invalid, unspecified"},
		{0x5f, 0, "miscellaneous, unspecified"},
		{0x0f, 0, "diagnostic(15)"},
		{0xf1, 0, "disconnection, normal"},
		{0xf1, 0x05, "network specific"},
		{0xf1, 0x80, "DTE's own diagnostic"},
		{0x42, 0x80, "DTE's own diagnostic"},
	} {
		if got := c.d.Text(c.cause); got != c.want {
			t.Errorf("%02x with cause %02x: %q, want %q", uint8(c.d), c.cause, got, c.want)
		}
	}
	if got := x25.ClearCause(0x85).String(); got != "network congestion (private network)" {
		t.Error(got)
	}
	if got := x25.ClearCause(0x80).String(); got != "DTE originated, private diagnostic" {
		t.Error(got)
	}
}

func TestAddress(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"", "1", "311020100101", "123456789012345", "1/3/311020100101", "5/1/49aabbccddeeff00112233445566778899aabbcc", "0/0/"} {
		a, ok := x25.ParseAddress(text)
		if !ok || a.String() != text {
			t.Errorf("%q: %v, %v", text, a, ok)
		}
	}
	for _, text := range []string{"1234567890123456", "12a", "12 ", "1/3", "1/3/1234567890123456", "1/3/12f", "g/1/1", "5/1/" + strings.Repeat("1", 41), strings.Repeat("1", 300)} {
		if a, ok := x25.ParseAddress(text); ok {
			t.Errorf("%q is %v", text, a)
		}
	}
	for _, c := range []struct {
		toa    x25.TOA
		npi    x25.NPI
		digits string
		ok     bool
	}{
		{15, 15, "", true},
		{16, 1, "", false},
		{1, 16, "", false},
		{17, 17, "", false},
		{1, 3, strings.Repeat("1", 15), true},
		{1, 3, strings.Repeat("1", 16), false},
		{1, 3, "1a", false},
		{5, 1, strings.Repeat("f", 40), true},
		{5, 1, strings.Repeat("f", 41), false},
		{5, 1, strings.Repeat("f", 48), false},
		{4, 1, "f", false},
		{0, 0, "9", true},
	} {
		digits, _ := x25.ParseSemiOctets(c.digits)
		if a, ok := x25.NewAddress(c.toa, c.npi, digits); ok != c.ok || ok && (a.TOA() != c.toa || a.NPI() != c.npi || a.Digits() != digits || !a.IsTOANPI()) || !ok && a != (x25.Address{}) {
			t.Errorf("%d/%d/%s: %v, %v", c.toa, c.npi, c.digits, a, ok)
		}
	}
	if a, ok := x25.ParseAddress("12"); !ok || a.IsTOANPI() || a.TOA() != 0 || a.NPI() != 0 || a.Digits().String() != "12" || a.Len() != 2 {
		t.Errorf("%v, %v", a, ok)
	}
	a, _ := x25.ParseAddress("1/3/31104")
	if a.TOA() != x25.TOAInternational || a.NPI() != x25.NPIX121 || a.Digits().String() != "31104" || a.Len() != 7 {
		t.Errorf("%v %v %v %d", a.TOA(), a.NPI(), a.Digits(), a.Len())
	}
	b, _ := x25.ParseAddress("1/3/31104")
	if a != b {
		t.Error("addresses do not compare")
	}
}

// Semi-octets are what their text says, up to 48 of them, and nothing outside.
func TestSemiOctets(t *testing.T) {
	t.Parallel()
	for n := range 50 {
		text := strings.Repeat("9a0F12345b678cde", 4)[:n]
		s, ok := x25.ParseSemiOctets(text)
		if ok != (n <= 48) {
			t.Errorf("%d: %v", n, ok)
		}
		if !ok {
			continue
		}
		if s.String() != strings.ToLower(text) || s.Len() != n || s.At(-1) != 0 || s.At(n) != 0 || s.At(48) != 0 {
			t.Errorf("%s: %s", text, s)
		}
		for i := range n {
			if got := fmt.Sprintf("%x", s.At(i)); got != strings.ToLower(text[i:i+1]) {
				t.Errorf("%s at %d: %s", text, i, got)
			}
		}
	}
	for _, text := range []string{"g", "1:", "/", "`", "@", "G", " "} {
		if s, ok := x25.ParseSemiOctets(text); ok || s != (x25.SemiOctets{}) {
			t.Errorf("%q: %v", text, s)
		}
	}
}

// Both addresses of a block at every length, with the pad behind an odd sum: the digits are those
// that were written.
func TestAddressBlocks(t *testing.T) {
	t.Parallel()
	const digits = "123456789012345"
	for _, toanpi := range []bool{false, true} {
		prefix, most := "", 15
		if toanpi {
			prefix = "1/3/"
		}
		for called := range most + 1 {
			for calling := range most + 1 {
				block := x25.Addresses{TOANPI: toanpi}
				if called > 0 {
					block.Called, _ = x25.ParseAddress(prefix + digits[:called])
				}
				if calling > 0 {
					block.Calling, _ = x25.ParseAddress(prefix + digits[15-calling:])
				}
				p := x25.CallRequest{Header: x25.Header{LCI: 1}, Addresses: block}
				b, err := p.AppendBinary(nil)
				head, sum := 4, block.Called.Len()+block.Calling.Len()
				if toanpi {
					head = 5
				}
				if err != nil || len(b) != head+(sum+1)/2+1 || !toanpi && b[3] != byte(calling<<4|called) || toanpi && (int(b[3]) != block.Called.Len() || int(b[4]) != block.Calling.Len()) {
					t.Fatalf("%v: % x, %v", block, b, err)
				}
				text := fmt.Sprintf("%x", b[head:len(b)-1])
				want := strings.ReplaceAll(block.Called.String()+block.Calling.String(), "/", "")
				if sum%2 == 1 {
					want += "0"
				}
				var q x25.CallRequest
				if text != want || q.Decode(b) != nil || q.Addresses != block {
					t.Fatalf("%v: % x, decoded %v", block, b, q.Addresses)
				}
				if sum%2 == 1 { // the pad
					b[head+(sum-1)/2] |= 1
					e := osi.AsError(q.Decode(b))
					if e == nil || e.ID != "x25.address-pad" || e.Offset != head+(sum-1)/2 || e.Got != 1 {
						t.Fatalf("% x: %v", b, e)
					}
				}
				for n := 3; n < len(b); n++ {
					if q.Decode(b[:n]) == nil {
						t.Fatalf("% x decodes", b[:n])
					}
				}
			}
		}
	}
}

// The second packet of one encoder, with a shorter address, has no digit of the first (KB Q140959).
func TestStaleAddress(t *testing.T) {
	t.Parallel()
	long, _ := x25.ParseAddress("123456789012345")
	short, _ := x25.ParseAddress("9")
	call := x25.CallRequest{Header: x25.Header{LCI: 1}, Addresses: x25.Addresses{Called: long}}
	buf, err := call.AppendBinary(nil)
	if err != nil {
		t.Fatal(err)
	}
	call.Addresses.Called = short
	if buf, err = call.AppendBinary(buf[:0]); err != nil || !bytes.Equal(buf, octets(t, "10 01 0B 01 90 00")) {
		t.Errorf("% x, %v", buf, err)
	}
}

func TestFacilityValues(t *testing.T) {
	t.Parallel()
	nsap, _ := x25.ParseSemiOctets("49010203040506")
	all := []x25.Facility{
		x25.AddressExtension{Address: nsap}.Facility(x25.CodeCalledExtension),
		x25.CallOptions{ReverseCharging: true, FastSelect: x25.FastSelect128, ICRD: 1}.Facility(),
		x25.ThroughputClasses{FromCalled: 11, FromCalling: 10}.Facility(x25.CodeThroughput),
		x25.PacketSizes{FromCalled: 1024, FromCalling: 16}.Facility(),
		x25.WindowSizes{FromCalled: 7, FromCalling: 2}.Facility(),
		x25.ClosedUserGroup{Index: 21}.Facility(),
		x25.NewFacility(x25.CodeNUI, 'N', 'U', 'I'),
		x25.TransitDelayFacility(200 * time.Millisecond),
		x25.EndToEndDelay{Cumulative: time.Second, Requested: osi.Some(2 * time.Second), Maximum: osi.Some(4 * time.Second)}.Facility(),
		x25.Priority{Data: 5, Gain: 14, Keep: 14, LowestData: 0xff, LowestGain: 0xff, LowestKeep: 0xff}.Facility(),
		x25.Protection{Format: 2, Level: []byte{0x55}}.Facility(),
		x25.NewFacility(x25.CodeExpedited, 1),
	}
	got, err := x25.AppendFacilities(nil, x25.Modulo8, all...)
	want := octets(t, "01 91 02 BA 42 0A 04 43 07 02 03 21 C6 03 4E 55 49 49 00 C8 00 0F C9 08 0E 49 01 02 03 04 05 06 CA 06 03 E8 07 D0 0F A0 D2 03 05 0E 0E D3 03 80 01 55 0B 01")
	if err != nil || !bytes.Equal(got, want) {
		t.Fatalf("% x, %v", got, err)
	}
	f, _ := got.Find(x25.CodeEndToEndDelay)
	if d, ok := f.EndToEndDelay(); !ok || d.Cumulative != time.Second || d.Maximum.Value != 4*time.Second {
		t.Errorf("%+v, %v", d, ok)
	}
	f, _ = got.Find(x25.CodeCalledExtension)
	if a, ok := f.AddressExtension(); !ok || a.Address != nsap || a.Use != x25.FullNSAP {
		t.Errorf("%+v, %v", a, ok)
	}
	flow := got.FlowControl(x25.FlowControl{})
	if flow.PacketSizes != (x25.PacketSizes{FromCalled: 1024, FromCalling: 16}) || flow.WindowSizes != (x25.WindowSizes{FromCalled: 7, FromCalling: 2}) {
		t.Errorf("%+v", flow)
	}
	charging := x25.FacilityField(octets(t, "C1 04 01 02 05 30 C2 08 00 00 00 12 00 00 12 34"))
	f, _ = charging.Find(x25.CodeCallDuration)
	if d, ok := f.CallDuration(0); !ok || d != 26*time.Hour+5*time.Minute+30*time.Second {
		t.Error(d, ok)
	}
	f, _ = charging.Find(x25.CodeSegmentCount)
	if s, ok := f.Segments(0); !ok || s != (x25.SegmentCounts{ToDTE: 12, FromDTE: 1234}) {
		t.Error(s, ok)
	}
	for class, bits := range map[x25.ThroughputClass]int{3: 75, 4: 150, 5: 300, 6: 600, 7: 1200, 8: 2400, 9: 4800, 10: 9600, 11: 19200, 12: 48000, 13: 64000, 15: 192000, 0x2c: 2048000, 0: 0, 1: 0, 2: 0, 0x2d: 0} {
		if got := class.BitsPerSecond(); got != bits {
			t.Errorf("class %d is %d bit/s, want %d", class, got, bits)
		}
	}
	for _, bad := range []x25.Facility{
		x25.PacketSizes{FromCalled: 100, FromCalling: 128}.Facility(), x25.WindowSizes{FromCalled: 256, FromCalling: 1}.Facility(),
		x25.ClosedUserGroup{Index: 100}.Facility(), x25.TransitDelayFacility(66 * time.Second), x25.TransitDelayFacility(-1 * time.Second),
		x25.NewFacility(x25.CodeNUI, make([]byte, 254)...), x25.NewFacility(x25.CodeNUI, make([]byte, 255)...), x25.NewFacility(x25.CodeNUI, make([]byte, 256)...),
		x25.NewFacility(x25.CodeNUI, make([]byte, 65536)...), x25.EndToEndDelay{Maximum: osi.Some(time.Second)}.Facility(), x25.Protection{}.Facility(),
	} {
		if out, err := x25.AppendFacilities(nil, x25.Modulo8, bad); err == nil || len(out) != 0 {
			t.Errorf("%v encodes to % x", bad.Code(), out)
		}
	}
}

func TestPackets(t *testing.T) {
	t.Parallel()
	sdu := bytes.Repeat([]byte("0123456789"), 100)
	for _, size := range []int{16, 128, 1000, 4096} {
		r := x25.Reassembler{PacketSize: size}
		ps := uint8(6)
		for p := range x25.Packets(x25.Data{Header: x25.Header{LCI: 1}, PS: 6, D: true}, sdu, size) {
			if p.PS != ps || p.M == p.D || p.M && !p.CategoryA(size) {
				t.Errorf("size %d: P(S) %d, want %d; M %v, D %v", size, p.PS, ps, p.M, p.D)
			}
			ps = (ps + 1) % 8
			got, done, err := r.Add(&p)
			if err != nil || done == p.M || done && !bytes.Equal(got, sdu) {
				t.Errorf("size %d: %v, %v", size, done, err)
			}
		}
	}
}

func TestProtocols(t *testing.T) {
	t.Parallel()
	for hex, want := range map[string]string{
		"": "none ", "03 01 01 00": "X.224 ", "03 01 01 00 41": "X.224 41", "03 01 02 00": "X.234 ", "01 00 00 00 41 42": "X.29 41 42",
		"CC": "IP ", "81 01": "CLNP 01", "00": "null encapsulation ", "04 01 01 00 C1": "X.224 ", "03 01 03 00": "secure transport ", "04 01 04 00 C1 05": "secure transport 05",
		"03 01 05 00": "unknown 03 01 05 00", "04 01 FF 00 C1 05": "unknown 04 01 ff 00 c1 05", "03 01 00 00": "unknown 03 01 00 00", "41": "national 41", "FE": "unknown fe", "03": "unknown 03",
		"04 01 02 00 C1 05": "X.234 05", "8E 60": "IPv6 60", "82": "ES-IS ", "83": "IS-IS ", "85": "IDRP ",
	} {
		p, rest := x25.IdentifyProtocol(octets(t, hex))
		if got := fmt.Sprintf("%s % x", p, rest); got != want {
			t.Errorf("%s: %q, want %q", hex, got, want)
		}
	}
}

// The initial protocol identifiers of ISO/IEC TR 9577 and RFC 1356.
func TestIdentifiers(t *testing.T) {
	t.Parallel()
	for id, want := range map[byte]x25.Protocol{
		0xcc: x25.ProtocolIP, 0x8e: x25.ProtocolIPv6, 0x81: x25.ProtocolCLNP, 0x82: x25.ProtocolESIS, 0x83: x25.ProtocolISIS, 0x85: x25.ProtocolIDRP,
		0x8a: x25.ProtocolESISX25, 0x8c: x25.ProtocolISO10030, 0x8d: x25.ProtocolISO11577, 0x80: x25.ProtocolSNAP, 0xcf: x25.ProtocolPPP,
		0x00: x25.ProtocolNull, 0x08: x25.ProtocolQ931, 0xc1: x25.ProtocolSNDCF, 0xb0: x25.ProtocolCompression, 0x7f: x25.ProtocolNational,
		0x90: x25.ProtocolUnknown,
	} {
		if p, _ := x25.IdentifyProtocol([]byte{id, 0x41}); p != want {
			t.Errorf("%02x: %v, want %v", id, p, want)
		}
	}
}
