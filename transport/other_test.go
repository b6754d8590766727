package transport_test

import (
	"bytes"
	"encoding/hex"
	"fmt"
	"reflect"
	"testing"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/internal/mirror"
	"github.com/osi-go/osi/transport"
)

var allFormats = []transport.Format{
	{},
	{OverTCP: true},
	{Class: 1},
	{Class: 2},
	{Class: 2, Extended: true},
	{Class: 2, NoFlowControl: true},
	{Class: 3},
	{Class: 3, Extended: true},
	{Class: 4},
	{Class: 4, Extended: true},
	{Class: 4, Options: osi.Some(transport.OptionNoChecksum | transport.OptionExpedited)},
	{Class: 5},
	{Class: 255},
}

// X.224 13.1 Table 8: which TPDUs are valid in each class. The typed Decode of one refuses every
// other, and names itself and the code.
func TestOther(t *testing.T) {
	t.Parallel()
	classes := map[string]string{
		"CR": "01234", "CC": "01234", "DR": "01234", "DC": "1234", "DT": "01234", "ED": "1234", "AK": "1234", "EA": "1234", "RJ": "13", "ER": "01234", "UD": "",
	}
	for _, x := range encodings {
		b := octets(t, x.want)
		for name, fresh := range newPDUs {
			for _, f := range allFormats {
				err := decodeTyped(fresh(), b, f)
				if name == x.pdu.String() {
					in := name == "UD" || bytes.ContainsRune([]byte(classes[name]), rune('0'+f.Class))
					in = in || name == "ED" && f.OverTCP && f.Class == 0
					in = in && (f.Class != 2 || !f.NoFlowControl || name != "ED" && name != "AK" && name != "EA")
					if e := osi.AsError(err); !in && (e == nil || e.ID != "transport.class" || e.Offset != 1 || e.Got != int(b[1])) || in && e != nil && e.ID == "transport.class" {
						t.Errorf("%s in %+v: %v", x.name, f, err)
					}
					continue
				}
				if _, ok := fresh().(interface{ Decode(b []byte) error }); !ok || f != (transport.Format{}) && name != "UD" {
					if err == nil {
						t.Errorf("%s takes %s", name, x.name)
					}
					continue
				}
				if e := osi.AsError(err); e == nil || e.ID != "transport.code" || e.PDU != name || e.Offset != 1 || e.Got != int(b[1]) {
					t.Errorf("%s.Decode of %s: %v", name, x.name, err)
				}
			}
		}
	}
	for name, fresh := range newPDUs {
		for _, in := range []string{"", "02", "02 A0", "02 30 00"} {
			if e := osi.AsError(decodeTyped(fresh(), octets(t, in), transport.Format{})); e == nil || e.ID != "transport.code" && e.ID != "transport.empty" {
				t.Errorf("%s of %q: %v", name, in, e)
			}
		}
	}
	var d transport.Decoder
	if _, err := d.Decode(octets(t, "07 40 C1 01 41 C2 01 42 68 69")); osi.AsError(err) == nil || osi.AsError(err).ID != "transport.class" {
		t.Errorf("UD on a connection: %v", err)
	}
}

// realPDUs are TPDUs of recorded traffic, with the format of their connection.
var realPDUs = []struct {
	octets string
	f      transport.Format
}{
	{"11 E0 00 00 00 01 00 C0 01 0A C2 02 00 01 C1 02 00 01", transport.Format{OverTCP: true}},
	{"11 D0 00 01 00 01 00 C0 01 0A C2 02 00 01 C1 02 00 01", transport.Format{OverTCP: true}},
	{"10 E0 00 00 15 06 00 C6 01 01 C2 02 00 80 C0 01 0B", transport.Format{OverTCP: true}},
	{"0C D0 15 06 15 07 00 C0 01 0B C6 01 01", transport.Format{OverTCP: true}},
	{"17 E0 00 00 00 01 00 C1 05 4D 54 41 2D 41 C2 05 4D 54 41 2D 42 C0 01 0A", transport.Format{}},
	{"17 D0 00 01 00 02 00 C1 05 4D 54 41 2D 41 C2 05 4D 54 41 2D 42 C0 01 0A", transport.Format{}},
	{"02 F0 80 01 00 01 00 61 7A 30 78 02 01 03 A0 73", transport.Format{}},
	{"02 F0 00 01 00 01 00 61", transport.Format{OverTCP: true}},
	{"02 F0 80", transport.Format{}},
	{"02 10 00 62 63 0A 00", transport.Format{OverTCP: true}},
	{"06 80 15 06 00 00 03", transport.Format{}},
	{"08 70 00 02 02 C1 02 02 A0", transport.Format{}},
	{"27 E8 00 00 12 34 42 C1 01 41 C2 01 42 C0 01 0B C4 01 01 C6 01 03 C7 02 20 00 85 02 00 C8 F2 04 00 00 EA 60 C3 02 EE CD", transport.Format{}},
	{"11 60 12 34 00 00 00 06 00 08 8A 02 00 01 C3 02 48 9E", transport.Format{Class: 4, Extended: true}},
	{"0B F0 12 34 80 00 00 05 C3 02 BA 9C 44 41 54 41", transport.Format{Class: 4, Extended: true}},
}

// A real TPDU that is damaged in any octet, or cut, or has an octet too many or too few, gets the
// same value or error from a Decoder, from the typed Decode and from Parse, which take different
// short ways.
func TestDamaged(t *testing.T) {
	t.Parallel()
	for _, x := range realPDUs {
		whole := octets(t, x.octets)
		if err := sameAnswers(whole, x.f); err != nil {
			t.Fatalf("%s: %v", x.octets, err)
		}
		for i := range whole {
			for _, v := range damaged(whole[i]) {
				b := bytes.Clone(whole)
				b[i] = v
				if err := sameAnswers(b, x.f); err != nil {
					t.Fatalf("%X: %v", b, err)
				}
			}
			for _, b := range [][]byte{whole[:i:i], append(bytes.Clone(whole[:i]), whole[i+1:]...), append(append(bytes.Clone(whole[:i]), 0), whole[i:]...)} {
				if err := sameAnswers(b, x.f); err != nil {
					t.Fatalf("%X: %v", b, err)
				}
			}
		}
	}
}

// sameAnswers compares the ways to decode b.
func sameAnswers(b []byte, f transport.Format) error {
	d := transport.Decoder{Format: f}
	p, err := d.Decode(b)
	var accepted []string
	for name, fresh := range newPDUs {
		typed := fresh()
		typedErr := decodeTyped(typed, b, f)
		if typedErr == nil && name != "UD" {
			accepted = append(accepted, name)
			if err != nil || mirror.Diff(plain(typed), plain(transport.Clone(p))) != "" {
				return fmt.Errorf("Decoder %+v, %v; %s.Decode %+v", p, err, name, typed)
			}
		}
		if e := osi.AsError(err); typedErr != nil && e != nil && e.PDU == name && e.ID != "transport.class" && !reflect.DeepEqual(typedErr, err) {
			return fmt.Errorf("Decoder %v; %s.Decode %v", err, name, typedErr)
		}
	}
	if (err == nil) != (len(accepted) == 1) {
		return fmt.Errorf("Decoder %v; accepted by %v", err, accepted)
	}
	if f == (transport.Format{}) {
		q, parseErr := transport.Parse(b)
		if !reflect.DeepEqual(parseErr, err) || err == nil && mirror.Diff(plain(q), plain(transport.Clone(p))) != "" {
			return fmt.Errorf("Decoder %v; Parse %v", err, parseErr)
		}
	}
	return nil
}

// X.224 6.17.3: a TPDU of class 4 with a wrong checksum is discarded, whatever else the damage did
// to it, as long as its parameter can be found.
func TestChecksumFirst(t *testing.T) {
	t.Parallel()
	for _, x := range encodings {
		f := formatFor(x.pdu)
		cr, isCR := x.pdu.(*transport.ConnectionRequest)
		b := octets(t, x.want)
		at := bytes.Index(b, []byte{0xc3, 2})
		if at < 0 || f.Class != 4 && (!isCR || cr.Class != 4) {
			continue
		}
		for i := range b {
			if i < 2 || i == at || i == at+1 || isCR && i == 6 {
				continue
			}
			for bit := range 8 {
				bad := bytes.Clone(b)
				bad[i] ^= 1 << bit
				d := transport.Decoder{Format: f}
				_, err := d.Decode(bad)
				e := osi.AsError(err)
				if e == nil {
					t.Fatalf("%s: %X is accepted", x.name, bad)
				}
				if action, answer := transport.Answer(err, bad, transport.Situation{Format: f}); e.ID != "transport.parameter" && (e.ID != "transport.checksum" || action != osi.Discard || answer != nil) {
					// The length of a parameter may hide the checksum: then another one is found, or none.
					if !lengthOctet(t, b, f, i) {
						t.Errorf("%s: %X: %v, %v", x.name, bad, err, action)
					}
				}
			}
		}
	}
}

// lengthOctet reports whether octet i of b is the length of a parameter.
func lengthOctet(t *testing.T, b []byte, f transport.Format, i int) bool {
	t.Helper()
	for p, err := range transport.Parameters(b, f) {
		if err != nil {
			t.Fatal(err)
		}
		if p.Offset+1 == i {
			return true
		}
	}
	return false
}

// X.224 6.4.2: many TPDUs of different connections in one NSDU; one connection twice is an error,
// however many lie between.
func TestConcatenationOfMany(t *testing.T) {
	t.Parallel()
	var nsdu []byte
	for ref := range 300 {
		nsdu = append(nsdu, 4, 0x64, byte(ref>>8), byte(ref), 6)
	}
	d := transport.Decoder{Format: transport.Format{Class: 4}}
	count := func(b []byte) (n int, err error) {
		for _, err := range d.All(b) {
			if err != nil {
				return n, err
			}
			n++
		}
		return n, nil
	}
	if n, err := count(nsdu); n != 300 || err != nil {
		t.Errorf("%d, %v", n, err)
	}
	for _, ref := range []int{0, 7, 8, 9, 299} {
		again := append(bytes.Clone(nsdu), 4, 0x20, byte(ref>>8), byte(ref), 6)
		n, err := count(again)
		if e := osi.AsError(err); n != 300 || e == nil || e.ID != "transport.concatenation" || e.Offset != 1502 || e.Got != ref || e.PDU != "EA" {
			t.Errorf("%d again: %d, %v", ref, n, err)
		}
	}
	// The last TPDU may be of a connection that an AK was for.
	if n, err := count(append(bytes.Clone(nsdu), octets(t, "04 F0 00 07 80 41")...)); n != 301 || err != nil {
		t.Errorf("%d, %v", n, err)
	}
}

// X.224 6.3: a TSDU in DTs of at most a size, that a Reassembler joins.
func TestSegments(t *testing.T) {
	t.Parallel()
	for _, n := range []int{0, 1, 124, 125, 126, 250, 251, 1000} {
		tsdu := long(n)
		var r transport.Reassembler
		want := max(1, (n+124)/125)
		count := 0
		for dt := range transport.Segments(tsdu, 128) {
			count++
			b, err := dt.AppendBinary(nil)
			if err != nil || len(b) > 128 || dt.EOT != (count == want) {
				t.Fatalf("%d octets: DT %d of %d: %d octets, EOT %v, %v", n, count, want, len(b), dt.EOT, err)
			}
			got, done, err := r.Add(&dt)
			if err != nil || done != dt.EOT || done && !bytes.Equal(got, tsdu) {
				t.Fatalf("%d octets: %v, %v, %v", n, len(got), done, err)
			}
		}
		if count != want || r.Pending() {
			t.Errorf("%d octets: %d DTs, want %d", n, count, want)
		}
	}
	for range transport.Segments(long(10), 0) { // one octet each
		break
	}
	n := 0
	for dt := range transport.Segments(long(10), 3) {
		if n++; len(dt.UserData) != 1 {
			t.Errorf("%d octets", len(dt.UserData))
		}
	}
	if n != 10 {
		t.Errorf("%d DTs", n)
	}
}

// A clone is equal to its original and shares no memory with it, for every type and field.
func TestClone(t *testing.T) {
	t.Parallel()
	f := newFiller(7)
	f.Octets = []int{1, 2, 5}
	for name, fresh := range newPDUs {
		for range 200 {
			p := fresh()
			f.Fill(p)
			c := transport.Clone(p)
			if diff := mirror.Diff(p, c); diff != "" {
				t.Fatalf("%s: %s", name, diff)
			}
			before := hex.EncodeToString(octetsIn(reflect.ValueOf(c)))
			invert(reflect.ValueOf(p))
			if got := hex.EncodeToString(octetsIn(reflect.ValueOf(c))); got != before {
				t.Fatalf("%s: the clone changed", name)
			}
		}
	}
}

// octetsIn returns the octets of all slices in v.
func octetsIn(v reflect.Value) (all []byte) {
	visit(v, func(b []byte) { all = append(all, b...) })
	return all
}

// invert changes the octets of all slices in v.
func invert(v reflect.Value) {
	visit(v, func(b []byte) {
		for i := range b {
			b[i] ^= 0xff
		}
	})
}

func visit(v reflect.Value, octets func([]byte)) {
	if k := v.Kind(); k == reflect.Pointer || k == reflect.Interface {
		visit(v.Elem(), octets)
	} else if k == reflect.Struct {
		for i := range v.NumField() {
			visit(v.Field(i), octets)
		}
	} else if k == reflect.Slice && v.Type().Elem().Kind() == reflect.Uint8 {
		octets(v.Bytes())
	} else if k == reflect.Slice {
		for i := range v.Len() {
			visit(v.Index(i), octets)
		}
	}
}
