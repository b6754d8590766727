package acse_test

import (
	"testing"

	"github.com/osi-go/osi/acse"
)

// What an IEC 61850 client and server send, and an X.400 MTA.
var benchmarks = []struct{ name, octets string }{
	{"AARQ/MMS", `60 55 A1 07 06 05 28 CA 22 02 03 A2 07 06 05 29 01 87 67 01 A3 03 02 01 0C A6 06 06 04 29 01 87 67 A7 03 02 01 0C
		BE 2F 28 2D 02 01 03 A0 28 A8 26 80 03 00 FD E8 81 01 05 82 01 05 83 01 0A A4 16 80 01 01 81 03 05 F1 00 82 0C 03 EE 1C 00 00 04 08 00 00 79 EF 18`},
	{"AARQ/MTA", "60 24 A1 06 06 04 56 00 01 06 BE 1A 28 18 02 01 05 A0 13 B0 11 80 01 01 81 01 03 82 01 00 A3 06 A0 04 B0 02 05 00"},
	{"AARE", `61 46 A1 07 06 05 28 CA 22 02 03 A2 03 02 01 00 A3 05 A1 03 02 01 00
		BE 2F 28 2D 02 01 03 A0 28 A9 26 80 03 00 FD E8 81 01 05 82 01 05 83 01 0A A4 16 80 01 01 81 03 05 F1 00 82 0C 03 EE 1C 00 00 00 02 00 00 40 ED 18`},
	{"RLRQ", "62 03 80 01 00"},
	{"RLRE", "63 00"},
	{"ABRT", "64 03 80 01 00"},
	{"AUDT", "60 1A A1 06 06 04 56 00 01 06 A8 03 02 01 07 BE 0B 28 09 02 01 05 A0 04 04 02 41 42"},
}

func benchForm(name string) string {
	if name == "AUDT" {
		return "unit-data"
	}
	return ""
}

// Nothing allocates: not decoding any vector with a decoder that has seen it, not refusing beyond
// the one error, not iterating what came in one piece, not encoding into a buffer that is large
// enough.
func TestAllocations(t *testing.T) {
	buf := make([]byte, 0, 4096)
	var d acse.Decoder
	vs := load(t)
	for i := range vs {
		v := &vs[i]
		form, b := v.Get("form"), v.Octets
		p, err := decode(&d, form, b)
		most := 0.0
		if err != nil {
			most = 1
		}
		if n := testing.AllocsPerRun(20, func() { _, _ = decode(&d, form, b) }); n > most {
			t.Errorf("%s: decoding allocates %v times", v.Name, n)
		}
		if err != nil {
			continue
		}
		if n := testing.AllocsPerRun(20, func() {
			if _, err := p.AppendBinary(buf); err != nil {
				t.Fatal(err)
			}
		}); n != 0 && v.Name != "aarq-authentication-segments" {
			t.Errorf("%s: encoding allocates %v times", v.Name, n)
		}
	}
	var p acse.AssociateRequest
	b := octets(t, encodings[1].want)
	count := 0
	if n := testing.AllocsPerRun(20, func() {
		if err := p.Decode(b); err != nil {
			t.Fatal(err)
		}
		for x := range p.UserInformation.All() {
			count += len(x.Value)
		}
		for rdn := range p.Calling.APTitle.Name.All() {
			for a := range rdn.All() {
				count += len(a.Value)
			}
		}
		for o := range p.ApplicationContexts.All() {
			count += o.Len()
		}
	}); n != 0 || count == 0 {
		t.Errorf("typed decoding and iterating allocate %v times", n)
	}
}

func BenchmarkDecoder(b *testing.B) {
	for _, c := range benchmarks {
		b.Run(c.name, func(b *testing.B) {
			in := octets(b, c.octets)
			var d acse.Decoder
			b.SetBytes(int64(len(in)))
			b.ReportAllocs()
			for b.Loop() {
				if _, err := decode(&d, benchForm(c.name), in); err != nil {
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
				if _, err := decode(nil, benchForm(c.name), in); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkDecode(b *testing.B) {
	in := octets(b, benchmarks[0].octets)
	var p acse.AssociateRequest
	b.SetBytes(int64(len(in)))
	b.ReportAllocs()
	for b.Loop() {
		if err := p.Decode(in); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkAppendBinary(b *testing.B) {
	for _, c := range benchmarks {
		b.Run(c.name, func(b *testing.B) {
			in := octets(b, c.octets)
			p, err := decode(nil, benchForm(c.name), in)
			if err != nil {
				b.Fatal(err)
			}
			buf := make([]byte, 0, 512)
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
	for name, text := range map[string]string{
		"tag": "65 00", "order": "60 0C A1 06 06 04 56 00 01 06 80 02 07 80", "truncated": "60 10 A1 06 06 04 56 00 01 06",
		"aare": "61 16 A1 06 06 04 56 00 01 06 A2 03 02 01 03 A3 05 A1 03 02 01 00", "abrt": "64 03 80 01 02",
		"depth": "60 80 A1 06 06 04 56 00 01 06 (AE 80)*1000",
	} {
		b.Run(name, func(b *testing.B) {
			in := octets(b, text)
			var d acse.Decoder
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
