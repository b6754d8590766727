package transport_test

import (
	"bytes"
	"errors"
	"testing"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/transport"
)

// All gives the offset of a fault in the NSDU: behind an AK of five octets, one whose code is
// undefined.
func TestAllOffset(t *testing.T) {
	t.Parallel()
	d := transport.Decoder{Format: transport.Format{Class: 4}}
	n := 0
	for p, err := range d.All(octets(t, "0460123401 0460123501 0430123601")) {
		if n++; n <= 2 {
			if err != nil || p.String() != "AK" {
				t.Fatal(p, err)
			}
			continue
		}
		if e := osi.AsError(err); e == nil || e.ID != "transport.code" || e.Offset != 11 || p != nil {
			t.Errorf("%v, %v", p, err)
		}
	}
	if n != 3 {
		t.Errorf("%d results", n)
	}
}

// Who stops early is not told more.
func TestAllStops(t *testing.T) {
	t.Parallel()
	d := transport.Decoder{Format: transport.Format{Class: 4}}
	n := 0
	for range d.All(octets(t, "0460123401 0460123501 0430123601")) {
		n++
		break
	}
	if n != 1 {
		t.Errorf("%d results", n)
	}
}

// What an encoder refuses has the offset of the field where the octets would stand, or 0; the
// buffer is as it was.
func TestRefusalOffsets(t *testing.T) {
	t.Parallel()
	b, err := transport.AppendTPKT([]byte{9}, &transport.Data{UserData: make([]byte, 65529), EOT: true})
	if e := osi.AsError(err); e == nil || e.ID != "tpkt.length" || e.Offset != 2 || len(b) != 1 {
		t.Errorf("%x, %v", b[:min(9, len(b))], err)
	}
	if b, err = transport.AppendTPKT([]byte{9}, &transport.Data{UserData: make([]byte, 65528), EOT: true}); err != nil || len(b) != 65536 {
		t.Errorf("%d octets, %v", len(b), err)
	}
	long := &transport.ConnectionConfirm{DstRef: 1, Connection: transport.Connection{SrcRef: 1, Calling: make([]byte, 130), Called: make([]byte, 130)}}
	b, err = long.AppendBinary([]byte{9})
	if e := osi.AsError(err); e == nil || e.ID != "transport.li" || e.Offset != 0 || len(b) != 1 {
		t.Errorf("%x, %v", b, err)
	}
}

// SplitTPKT wants no octets beside an error.
func TestSplitWantsNothing(t *testing.T) {
	t.Parallel()
	for text, most := range map[string]int{"03000006": 0, "03000800": 100} {
		frame, want, err := transport.SplitTPKT(octets(t, text), most, nil)
		if err == nil || frame != nil || want != 0 {
			t.Errorf("%s: %x, %d, %v", text, frame, want, err)
		}
	}
}

// AKs of class 1 have five octets, and no others.
func TestAcknowledgementOfClass1(t *testing.T) {
	t.Parallel()
	for text, ok := range map[string]bool{"046F123401": true, "036F1234": false, "056F12340100": false} {
		if err := decodeTyped(new(transport.DataAcknowledgement), octets(t, text), transport.Format{Class: 1}); (err == nil) != ok {
			t.Errorf("%s: %v", text, err)
		}
	}
}

// What may be the NSDU of a transport connection: a TPDU code of X.224 but for UD, and an LI that
// fits.
func TestBegins(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{
		"02F080": true, "02F08041": true, "03F080": false, "01F0": false, "024000": false, "023000": false, "06E00000000100": true, "": false, "FFF0": false,
	} {
		if got := transport.Begins(octets(t, text)); got != want {
			t.Errorf("%s: %t", text, got)
		}
	}
}

// The length indicator of a UN is 3 to 254.
func TestUseNetworkLength(t *testing.T) {
	t.Parallel()
	for n, ok := range map[int]bool{2: false, 3: true, 254: true, 255: false} {
		b := make([]byte, max(n+1, 4))
		b[0], b[1], b[2], b[3] = byte(n), 1, 1, 0
		var u transport.UseNetwork
		if rest, err := u.Decode(append(b[:n+1], 0, 0)); (err == nil) != ok || ok && len(rest) != 2 {
			t.Errorf("LI %d: rest %x, %v", n, rest, err)
		}
	}
}

// So it does for a fault within a TPDU: an AK with a parameter that none has, behind one of five
// octets.
func TestAllOffsetWithin(t *testing.T) {
	t.Parallel()
	d := transport.Decoder{Format: transport.Format{Class: 4}}
	n := 0
	for p, err := range d.All(octets(t, "0460123401 0760123501C00100")) {
		if n++; n == 1 {
			continue
		}
		if e := osi.AsError(err); e == nil || e.Offset != 10 || e.PDU != "AK" || p != nil {
			t.Errorf("%v, %v", p, err)
		}
	}
	if n != 2 {
		t.Errorf("%d results", n)
	}
}

// The fixed parts of X.224 13.3 to 13.12 and RFC 1006 6 by class and format: with all its octets a
// TPDU is whole, with one less its header is too short.
func TestFixedParts(t *testing.T) {
	t.Parallel()
	one, two, three, four := transport.Format{Class: 1}, transport.Format{Class: 2}, transport.Format{Class: 3}, transport.Format{Class: 4}
	extended := func(f transport.Format) transport.Format {
		f.Extended = true
		return f
	}
	tcp := transport.Format{OverTCP: true}
	for _, c := range []struct {
		tpdu, rest string // up to the end of the fixed part, and what must follow
		formats    []transport.Format
	}{
		{"06E00000000100", "", []transport.Format{{}}},
		{"06D00001000200", "", []transport.Format{{}}},
		{"06800001000200", "", []transport.Format{{}, one, two, extended(two), three, four, extended(four)}},
		{"05C000010002", "", []transport.Format{one, two, extended(two), three, four, extended(four)}},
		{"02F080", "41", []transport.Format{{}, tcp}},
		{"04F0000185", "41", []transport.Format{two, three, four}},
		{"07F0000180000005", "41", []transport.Format{extended(two), extended(three), extended(four)}},
		{"021080", "41", []transport.Format{tcp}},
		{"0410000185", "41", []transport.Format{one, two, three, four}},
		{"0710000180000005", "41", []transport.Format{extended(two), extended(three), extended(four)}},
		{"0463000105", "", []transport.Format{two, three, four}},
		{"09600001000000050003", "", []transport.Format{extended(two), extended(three), extended(four)}},
		{"0420000105", "", []transport.Format{one, two, three, four}},
		{"0720000100000005", "", []transport.Format{extended(two), extended(three), extended(four)}},
		{"045F000105", "", []transport.Format{one}},
		{"0453000105", "", []transport.Format{three}},
		{"09500001000000050003", "", []transport.Format{extended(three)}},
		{"0470000100", "", []transport.Format{one, two, extended(two), three, four, extended(four)}},
	} {
		for _, f := range c.formats {
			d := transport.Decoder{Format: f}
			p, err := d.Decode(octets(t, c.tpdu+c.rest))
			if err != nil {
				t.Errorf("%s %+v: %v", c.tpdu, f, err)
				continue
			}
			if b, err := p.AppendBinary(nil); err != nil || !bytes.Equal(b, octets(t, c.tpdu+c.rest)) {
				t.Errorf("%s %+v: %x, %v", c.tpdu, f, b, err)
			}
			short := octets(t, c.tpdu)
			short[0]--
			if p, err := d.Decode(short[:len(short)-1]); !errors.Is(err, osi.ErrLength) || osi.AsError(err).Want != len(short)-1 {
				t.Errorf("%x %+v: %v, %v", short[:len(short)-1], f, p, err)
			}
		}
	}
}
