package x25_test

import (
	"testing"

	"github.com/osi-go/osi/x25"
)

// Nothing allocates, neither on decoding nor on encoding any packet.
func TestAllocations(t *testing.T) {
	buf := make([]byte, 0, 8192)
	vs := load(t)
	for i := range vs {
		v := &vs[i]
		if v.Expect != "accept" || v.Get("form") != "packet" {
			continue
		}
		d := x25.Decoder{Format: formatOf(v)}
		if n := testing.AllocsPerRun(100, func() {
			p, err := d.Decode(v.Octets)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := p.AppendBinary(buf); err != nil {
				t.Fatal(err)
			}
			for e, err := range fieldOf(p).All() {
				if err != nil || e.Offset < 0 {
					t.Fatal(err)
				}
			}
		}); n != 0 {
			t.Errorf("%s allocates %v times", v.Name, n)
		}
	}
	s := x25.Sequences{}
	p := x25.Data{Header: x25.Header{LCI: 1}, UserData: make([]byte, 128)}
	if n := testing.AllocsPerRun(100, func() {
		for _, p.M = range [...]bool{true, true, false} {
			if _, _, err := s.Add(&p, 128); err != nil {
				t.Fatal(err)
			}
		}
	}); n != 0 {
		t.Errorf("a sequence allocates %v times", n)
	}
}

var benchmarks = []struct{ name, octets string }{
	{"CALL", "10 01 0B EE 31 10 20 10 01 01 23 31 10 41 50 07 10 23 08 42 08 08 43 07 07 02 BB 03 01 01 00"},
	{"CALL-ACC", "10 01 0F 00 06 42 07 07 43 02 02"},
	{"CLEAR", "10 01 13 00 F1"},
	{"DATA", "10 01 64 41*128"},
	{"RR", "10 01 61"},
	{"INT", "10 01 23 05"},
	{"RESET", "10 01 1B 05 02"},
	{"RESTART", "10 00 FB 00 00"},
	{"DIAG", "10 00 F1 24 10 05 61"},
	{"REG", "10 00 F3 00 03 45 14 00"},
}

func BenchmarkDecoder(b *testing.B) {
	for _, c := range benchmarks {
		b.Run(c.name, func(b *testing.B) {
			in := octets(b, c.octets)
			var d x25.Decoder
			b.SetBytes(int64(len(in)))
			b.ReportAllocs()
			for b.Loop() {
				if _, err := d.Decode(in); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkParse(b *testing.B) {
	for _, c := range benchmarks {
		b.Run(c.name, func(b *testing.B) {
			in := octets(b, c.octets)
			b.SetBytes(int64(len(in)))
			b.ReportAllocs()
			for b.Loop() {
				if _, err := x25.Parse(in); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkAppendBinary(b *testing.B) {
	for _, c := range benchmarks {
		b.Run(c.name, func(b *testing.B) {
			in := octets(b, c.octets)
			p, err := x25.Parse(in)
			if err != nil {
				b.Fatal(err)
			}
			buf := make([]byte, 0, 256)
			b.SetBytes(int64(len(in)))
			b.ReportAllocs()
			for b.Loop() {
				if _, err := p.AppendBinary(buf); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkReject(b *testing.B) {
	for _, c := range benchmarks {
		b.Run(c.name, func(b *testing.B) {
			in := octets(b, c.octets)
			in[0] = 0x01 // a reserved modulo
			var d x25.Decoder
			b.SetBytes(int64(len(in)))
			b.ReportAllocs()
			for b.Loop() {
				if _, err := d.Decode(in); err == nil {
					b.Fatal("accepted")
				}
			}
		})
	}
}
