package osi_test

import (
	"bytes"
	"encoding/hex"
	"strings"
	"testing"

	"github.com/osi-go/osi"
)

// Contents octets computed by hand from X.690 8.19.
var oids = []struct{ text, contents string }{
	{"0.0", "00"},
	{"0.39", "27"},
	{"1.0", "28"},
	{"1.39", "4f"},
	{"2.0", "50"},
	{"2.1.1", "5101"},
	{"2.2.1.0.1", "52010001"},
	{"2.6.0.1.6", "56000106"},
	{"2.47", "7f"},
	{"2.48", "8100"},
	{"2.100.3", "813403"}, // the example of X.690 8.19.5
	{"2.999", "8837"},
	{"1.2.840.113549", "2a864886f70d"},
	{"1.0.9506.2.3", "28ca220203"},
	{"2.5.128", "558100"},
	{"2.5.16383.16384", "55ff7f818000"},
	{"2.5.9223372036854775807", "55ffffffffffffffff7f"},    // 2^63-1
	{"2.5.9223372036854775808", "5581808080808080808000"},  // 2^63
	{"2.5.18446744073709551615", "5581ffffffffffffffff7f"}, // 2^64-1
	{"2.9223372036854775807", "8180808080808080804f"},      // first two arcs together above 2^63
	{"2.25.0", "6900"}, // UUID of zeros
	{"2.25.340282366920938463463374607431768211455", "6983ffffffffffffffffffffffffffffffffff7f"}, // UUID of ones, 128 bits
	{"1.2" + strings.Repeat(".1", 32), "2a" + strings.Repeat("01", 32)},                          // 33 octets, KB Q231818
	{"1.2" + strings.Repeat(".1", 38), "2a" + strings.Repeat("01", 38)},                          // osi.MaxOID octets
}

func TestOID(t *testing.T) {
	t.Parallel()
	for _, c := range oids {
		contents, err := hex.DecodeString(c.contents)
		if err != nil {
			t.Fatal(err)
		}
		parsed, ok := osi.ParseOID(c.text)
		if !ok || !bytes.Equal(parsed.AppendContents(nil), contents) || parsed.Len() != len(contents) {
			t.Errorf("ParseOID(%s) = %x, %v; want %x", c.text, parsed.AppendContents(nil), ok, contents)
		}
		decoded, ok := osi.OIDFromContents(contents)
		if !ok || decoded != parsed || decoded.String() != c.text {
			t.Errorf("OIDFromContents(%x) = %v, %v; want %s", contents, decoded, ok, c.text)
		}
		if got, err := decoded.AppendText([]byte("oid ")); err != nil || string(got) != "oid "+c.text {
			t.Errorf("AppendText gives %q, %v", got, err)
		}
		if decoded.IsZero() || osi.MustOID(c.text) != decoded {
			t.Errorf("%s: zero, or MustOID differs", c.text)
		}
	}
	if o := (osi.OID{}); !o.IsZero() || o.String() != "" || o.Len() != 0 {
		t.Errorf("the zero OID is %q, %d octets", o, o.Len())
	}
}

func TestOIDRefused(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"", ".", "1", "2.", ".1.2", "1..2", "3.0", "0.40", "1.40", "-1.2", "1.-2", "+1.2", "1.+2", "01.2", "1.02", "1.2.00",
		"1.2.", "1.2 ", "0.-0", "-0.0", "1.+0", "1.2." + strings.Repeat("9", 1<<20), "1,2", "0x1.2", "1.1_0", "a.b", "2.5.１", "1.2" + strings.Repeat(".1", 39),
	} {
		if o, ok := osi.ParseOID(text); ok || !o.IsZero() {
			t.Errorf("ParseOID(%q) = %v, %v", text, o, ok)
		}
	}
	for _, contents := range []string{"", "80", "8001", "81", "5180", "518001", "2a" + strings.Repeat("01", 39)} {
		b, err := hex.DecodeString(contents)
		if err != nil {
			t.Fatal(err)
		}
		if o, ok := osi.OIDFromContents(b); ok || !o.IsZero() {
			t.Errorf("OIDFromContents(%s) = %v, %v", contents, o, ok)
		}
		o := osi.MustOID("2.1.1")
		if o.SetContents(b) || !o.IsZero() {
			t.Errorf("SetContents(%s) leaves %v", contents, o)
		}
	}
	if long := append([]byte{0x2a}, bytes.Repeat([]byte{1}, 63)...); !osi.ValidOIDContents(long) {
		t.Error("64 octets are no valid contents; only OID is limited to 39")
	}
	defer func() {
		if recover() == nil {
			t.Error("MustOID accepts a text that is no identifier")
		}
	}()
	osi.MustOID("3.1")
}

// A subidentifier does not begin with octet 80, wherever it stands and however long the identifier
// is: X.690 8.19.2. Behind another octet of the same subidentifier 80 may stand.
func TestOIDPadded(t *testing.T) {
	t.Parallel()
	for n := 2; n <= osi.MaxOID; n++ {
		for at := range n - 1 {
			c := bytes.Repeat([]byte{1}, n)
			c[at] = 0x80
			if o, ok := osi.OIDFromContents(c); ok {
				t.Errorf("OIDFromContents(%x) = %v", c, o)
			}
			c[at] = 0x81
			if at+2 < n {
				c[at+1] = 0x80
			}
			if o, ok := osi.OIDFromContents(c); !ok || !bytes.Equal(o.AppendContents(nil), c) {
				t.Errorf("OIDFromContents(%x) = %v, %v", c, o, ok)
			}
		}
	}
}

func TestOIDAllocations(t *testing.T) {
	contents := []byte{0x56, 0, 1, 6}
	buf := make([]byte, 0, 64)
	o := osi.MustOID("2.6.0.1.6")
	if n := testing.AllocsPerRun(100, func() {
		got, ok := osi.OIDFromContents(contents)
		if !ok || got != o {
			t.Fatal(got)
		}
		buf, _ = o.AppendText(o.AppendContents(buf[:0]))
	}); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

// FuzzOID reads octets as text and as contents. What is accepted comes back the same, and by way of
// the other form.
func FuzzOID(f *testing.F) {
	for _, c := range oids {
		b, err := hex.DecodeString(c.contents)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b)
		f.Add([]byte(c.text))
	}
	f.Add([]byte("1.40"))
	f.Add([]byte{0x80})
	f.Fuzz(func(t *testing.T, b []byte) {
		if o, ok := osi.ParseOID(string(b)); ok {
			again, ok := osi.OIDFromContents(o.AppendContents(nil))
			if !ok || again != o || o.String() != string(b) {
				t.Fatalf("%q: %v, then %v, %v", b, o, again, ok)
			}
		}
		o, ok := osi.OIDFromContents(b)
		if valid := osi.ValidOIDContents(b); ok != (valid && len(b) <= osi.MaxOID) {
			t.Fatalf("%x: %v, valid %v", b, ok, valid)
		}
		if !ok {
			return
		}
		again, ok := osi.ParseOID(o.String())
		if !ok || again != o || !bytes.Equal(o.AppendContents(nil), b) {
			t.Fatalf("%x: %v, then %v, %v", b, o, again, ok)
		}
	})
}

func BenchmarkOIDFromContents(b *testing.B) {
	contents := []byte{0x56, 0, 1, 6}
	b.SetBytes(int64(len(contents)))
	b.ReportAllocs()
	for b.Loop() {
		if _, ok := osi.OIDFromContents(contents); !ok {
			b.Fatal("refused")
		}
	}
}
