package ber_test

import (
	"bytes"
	"encoding/hex"
	"math"
	"testing"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/internal/ber"
)

// reader returns a reader of text in hex.
func reader(t testing.TB, text string) ber.Reader {
	t.Helper()
	b, err := hex.DecodeString(text)
	if err != nil {
		t.Fatal(err)
	}
	return ber.NewReader(b, 32, 1000)
}

// first returns a reader and its first element.
func first(t testing.TB, text string) (ber.Reader, ber.Element) {
	t.Helper()
	r := reader(t, text)
	e, ok := r.Next()
	if !ok {
		t.Fatal(r.Err())
	}
	return r, e
}

func TestTag(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		tag         ber.Tag
		want        string
		number      uint32
		constructed bool
	}{
		{0x02, "02", 2, false},
		{0x30, "30", 16, true},
		{0xbe, "be", 30, true},
		{31<<8 | 0x9f, "9f1f", 31, false},
		{127<<8 | 0xbf, "bf7f", 127, true},
		{128<<8 | 0x9f, "9f8100", 128, false},
		{16383<<8 | 0x5f, "5fff7f", 16383, false},
		{16384<<8 | 0x5f, "5f818000", 16384, false},
		{(1<<24-1)<<8 | 0xff, "ff87ffff7f", 1<<24 - 1, true},
	} {
		got := ber.AppendTag(nil, c.tag)
		if hex.EncodeToString(got) != c.want || c.tag.Number() != c.number || c.tag.Constructed() != c.constructed {
			t.Errorf("%x: %x, number %d, constructed %v", uint32(c.tag), got, c.tag.Number(), c.tag.Constructed())
		}
		r := ber.NewReader(append(got, 0), 32, 1)
		if e, ok := r.Next(); !ok || e.Tag != c.tag || e.Start != len(got)+1 || e.End != e.Start {
			t.Errorf("%s reads as %+v, %v", c.want, e, r.Err())
		}
	}
}

func TestLength(t *testing.T) {
	t.Parallel()
	for n, want := range map[int]string{
		0: "00", 1: "01", 127: "7f", 128: "8180", 254: "81fe", 255: "81ff", 256: "820100", 65535: "82ffff", 65536: "83010000",
		1<<31 - 1: "847fffffff", -1: "00",
	} {
		if got := hex.EncodeToString(ber.AppendLength(nil, n)); got != want {
			t.Errorf("length %d is %s, want %s", n, got, want)
		}
	}
	for _, n := range []int{0, 127, 128, 255, 256, 65535, 65536} {
		contents := bytes.Repeat([]byte{0x41}, n)
		want := ber.AppendPrimitive([]byte("kept"), 0x04, contents)
		b, m := ber.Open([]byte("kept"), 0x04, ber.Definite)
		if b = ber.Close(append(b, contents...), m); !bytes.Equal(b, want) {
			t.Errorf("Open and Close of %d octets begin with %x, want %x", n, b[:10], want[:10])
		}
	}
	b, m := ber.Open(nil, 0x30, ber.Indefinite)
	if b = ber.Close(append(b, 5, 0), m); hex.EncodeToString(b) != "308005000000" {
		t.Errorf("indefinite: %x", b)
	}
}

func TestInteger(t *testing.T) {
	t.Parallel()
	for v, want := range map[int64]string{
		0: "020100", 1: "020101", 127: "02017f", 128: "02020080", 255: "020200ff", 256: "02020100", -1: "0201ff", -128: "020180", -129: "0202ff7f",
		32767: "02027fff", 32768: "0203008000", math.MaxInt64: "02087fffffffffffffff", math.MinInt64: "02088000000000000000",
	} {
		if got := hex.EncodeToString(ber.AppendInteger(nil, 0x02, v)); got != want {
			t.Errorf("%d is %s, want %s", v, got, want)
		}
		r, e := first(t, want)
		if got := r.Integer(&e); got != v || r.Finish() != nil {
			t.Errorf("%s is %d, %v; want %d", want, got, r.Err(), v)
		}
	}
}

func TestBits(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		v     uint32
		count int
		want  string
	}{
		{0, 0, "030100"},
		{0, 1, "03020700"},
		{1, 1, "03020780"},
		{1, 0, "03020780"},
		{0x249, 10, "0303069240"}, // bits 0, 3, 6, 9: the session requirements of X.400
		{0x100, 1, "0303070080"},
		{1 << 31, 1, "03050000000001"},
		{0, 40, "03050000000000"},
	} {
		if got := hex.EncodeToString(ber.AppendBits(nil, 0x03, c.v, c.count)); got != c.want {
			t.Errorf("%x is %s, want %s", c.v, got, c.want)
		}
		r, e := first(t, c.want)
		if got := r.Bits(&e); got != c.v || r.Finish() != nil {
			t.Errorf("%s is %x, %v", c.want, got, r.Err())
		}
	}
	r, e := first(t, "230803020092030206"+"40") // segments of 8 and 2 bits
	if got := r.Bits(&e); got != 0x249 || r.Finish() != nil {
		t.Errorf("bits in segments are %x, %v", got, r.Err())
	}
}

func TestValues(t *testing.T) {
	t.Parallel()
	if got := hex.EncodeToString(ber.AppendBoolean(ber.AppendBoolean(nil, 0x01, true), 0x81, false)); got != "0101ff810100" {
		t.Errorf("BOOLEANs are %s", got)
	}
	for text, want := range map[string]bool{"0101ff": true, "010101": true, "010100": false} {
		r, e := first(t, text)
		if got := r.Boolean(&e); got != want || r.Finish() != nil {
			t.Errorf("%s is %v, %v", text, got, r.Err())
		}
	}
	o := osi.MustOID("2.1.1")
	if got := hex.EncodeToString(ber.AppendOID(nil, 0x06, o)); got != "06025101" {
		t.Errorf("OID is %s", got)
	}
	r, e := first(t, "06025101")
	if got := r.OID(&e); got != o || r.Finish() != nil {
		t.Errorf("got %v, %v", got, r.Err())
	}
	r, e = first(t, "030304abc0")
	if bits, unused := r.BitString(&e); hex.EncodeToString(bits) != "abc0" || unused != 4 || cap(bits) != 2 {
		t.Errorf("got %x, %d", bits, unused)
	}
}

func TestString(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"0403414243": "ABC", "0400": "", "2400": "", "24800000": "", "24050403414243": "ABC",
		"240704014104024243": "ABC", "2480040141248004014204014300000000": "ABC", "240404000400": "",
	} {
		b, err := hex.DecodeString(text)
		if err != nil {
			t.Fatal(err)
		}
		r := ber.NewReader(b, 32, 100)
		e, _ := r.Next()
		got, grown := r.String(&e, 0x04, []byte("kept"))
		if r.Finish() != nil || got == nil || string(got) != want || cap(got) != len(got) || !bytes.HasPrefix(grown, []byte("kept")) {
			t.Errorf("%s is %q, %q, %v; want %q", text, got, grown, r.Err(), want)
		}
	}
}

func TestElements(t *testing.T) {
	t.Parallel()
	b, err := hex.DecodeString("308005000000" + "0401ff" + "9f1f00")
	if err != nil {
		t.Fatal(err)
	}
	var got []ber.Element
	for e, err := range ber.Elements(b) {
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, e)
	}
	want := []ber.Element{{0x30, 0, 2, 4}, {0x04, 6, 8, 9}, {31<<8 | 0x9f, 9, 12, 12}}
	if len(got) != 3 || got[0] != want[0] || got[1] != want[1] || got[2] != want[2] {
		t.Errorf("got %+v", got)
	}
	count := 0
	for _, err := range ber.Elements([]byte{5, 0, 4}) {
		if count++; count == 2 && err == nil {
			t.Error("no error for what is cut off")
		}
	}
	if count != 2 {
		t.Errorf("%d steps", count)
	}
}

// Contents and Raw of an element that was entered are those of the whole element.
func TestContentsAfterLeave(t *testing.T) {
	t.Parallel()
	r, e := first(t, "308030800500000000000401ff")
	c := r.Enter(&e)
	c.Next()
	r.Leave(&c)
	if got := hex.EncodeToString(r.Contents(&e)); got != "308005000000" {
		t.Errorf("contents %s", got)
	}
	if got := hex.EncodeToString(r.Raw(&e)); got != "30803080050000000000" {
		t.Errorf("raw %s", got)
	}
	if e, ok := r.Next(); !ok || e.Offset != 10 || r.Finish() != nil {
		t.Errorf("then %+v, %v", e, r.Err())
	}
}

// Finish of a nested field counts its end-of-contents octets as part of it.
func TestFinishNested(t *testing.T) {
	t.Parallel()
	for text, ok := range map[string]bool{"308005000000": true, "30020500": true, "3080050005000000": false, "300405000500": false} {
		r, e := first(t, text)
		c := r.Enter(&e)
		c.Next()
		if err := c.Finish(); (err == nil) != ok {
			t.Errorf("%s: %v", text, err)
		}
	}
}

func TestPredicted(t *testing.T) {
	t.Parallel()
	r := ber.NewReader([]byte{5, 0, 5, 0}, 3, 4)
	if r.Predicted(4, 1) || r.Predicted(1, 5) || !r.Predicted(3, 3) {
		t.Error("Predicted does not follow the limits")
	}
	r.Next()
	if _, ok := r.Next(); ok || osi.AsError(r.Err()).Kind != osi.ErrLimit {
		t.Error("what was predicted does not count")
	}
}

func BenchmarkReader(b *testing.B) {
	for name, text := range map[string]string{
		"flat":       "020101020102020103020104020105020106020107020108",
		"nested":     "3010300e300c300a30083006300430020500",
		"indefinite": "3080308030800500000000000000",
	} {
		b.Run(name, func(b *testing.B) {
			in, err := hex.DecodeString(text)
			if err != nil {
				b.Fatal(err)
			}
			b.SetBytes(int64(len(in)))
			b.ReportAllocs()
			for b.Loop() {
				r := ber.NewReader(in, 32, 1000)
				walk(&r)
				if err := r.Finish(); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkReject(b *testing.B) {
	in := bytes.Repeat([]byte{0xa0, 0x80}, 1000)
	b.SetBytes(int64(len(in)))
	b.ReportAllocs()
	for b.Loop() {
		r := ber.NewReader(in, 32, 1000)
		walk(&r)
		if r.Finish() == nil {
			b.Fatal("accepted")
		}
	}
}

func TestAllocations(t *testing.T) {
	in, err := hex.DecodeString("3080308030800500000000000000")
	if err != nil {
		t.Fatal(err)
	}
	scratch := make([]byte, 0, 64)
	nested, err := hex.DecodeString("2480040141248004014204014300000000")
	if err != nil {
		t.Fatal(err)
	}
	if n := testing.AllocsPerRun(100, func() {
		r := ber.NewReader(in, 32, 1000)
		walk(&r)
		s := ber.NewReader(nested, 32, 100)
		e, _ := s.Next()
		if _, scratch = s.String(&e, 0x04, scratch[:0]); s.Finish() != nil {
			t.Fatal(s.Err())
		}
	}); n != 0 {
		t.Errorf("%v allocations", n)
	}
}
