package session

import (
	"testing"

	"github.com/osi-go/osi/internal/vectors"
)

func BenchmarkSPDU(b *testing.B) {
	for _, s := range samples() {
		octets, err := s.AppendBinary(nil)
		if err != nil {
			b.Fatal(err)
		}
		table := &firstTypes
		if s.Type().Category() == Category2 {
			table = &nextTypes
		}
		run := func(name string, f func() error) {
			b.Run(s.String()+"/"+name, func(b *testing.B) {
				b.SetBytes(int64(len(octets)))
				b.ReportAllocs()
				for b.Loop() {
					if err := f(); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
		typed := newSPDU(s.Type())
		run("Decode", func() error { return typed.decode(octets, nil) })
		d := new(Decoder)
		run("Decoder", func() error { _, err := d.decode(octets, table); return err })
		run("Parse", func() error { _, err := (*Decoder)(nil).decode(octets, table); return err })
		buf := make([]byte, 0, 2*len(octets))
		run("AppendBinary", func() error { _, err := s.AppendBinary(buf); return err })
	}
}

func BenchmarkReject(b *testing.B) {
	for _, v := range load(b) {
		if v.Expect != "reject" || v.Get("form") != "tsdu" {
			continue
		}
		b.Run(v.Name, func(b *testing.B) {
			d := decoderFor(b, &v)
			b.SetBytes(int64(len(v.Octets)))
			b.ReportAllocs()
			for b.Loop() {
				if _, err := d.TSDU(v.Octets); err == nil {
					b.Fatal("accepted")
				}
			}
		})
	}
}

func BenchmarkTSDU(b *testing.B) {
	for name, text := range map[string]string{
		"DT-100":   "01 00 01 00 41*100",
		"DT-8192":  "01 00 01 00 41*8192",
		"extended": "01 00 2D 05 29 03 02 01 07 31 06 0F 01 01 2A 01 31 01 00 30 03 02 01 05",
		"CN":       "0D 17 05 06 13 01 00 16 01 02 14 02 00 02 33 02 00 01 34 02 00 01 C1 01 31",
	} {
		tsdu, err := vectors.Octets(text)
		if err != nil {
			b.Fatal(err)
		}
		b.Run(name, func(b *testing.B) {
			d := Decoder{Extended: true}
			b.SetBytes(int64(len(tsdu)))
			b.ReportAllocs()
			for b.Loop() {
				if _, err := d.TSDU(tsdu); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
