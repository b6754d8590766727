package transport_test

import (
	"bytes"
	"io"
	"testing"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/transport"
)

// A CR and a DT as an IEC 61850 client sends them.
const (
	benchCR = "11 E0 00 00 00 01 00 C0 01 0D C2 02 00 01 C1 02 00 01"
	benchDT = "02 F0 80 01 00 01 00 61 7A 30 78 02 01 03 A0 73"
)

// Nothing allocates, neither on decoding nor on encoding any TPDU.
func TestAllocations(t *testing.T) {
	buf := make([]byte, 0, 512)
	for _, c := range encodings {
		b := octets(t, c.want)
		if c.pdu.String() == "UD" {
			var u transport.UnitData
			if n := testing.AllocsPerRun(100, func() {
				if err := u.Decode(b); err != nil {
					t.Fatal(err)
				}
			}); n != 0 {
				t.Errorf("UD: decoding allocates %v times", n)
			}
			continue
		}
		d := transport.Decoder{Format: formatFor(c.pdu)}
		if n := testing.AllocsPerRun(100, func() {
			if _, err := d.Decode(b); err != nil {
				t.Fatal(err)
			}
		}); n != 0 {
			t.Errorf("%s: decoding allocates %v times", c.name, n)
		}
		if n := testing.AllocsPerRun(100, func() {
			if _, err := c.pdu.AppendBinary(buf); err != nil {
				t.Fatal(err)
			}
		}); n != 0 {
			t.Errorf("%s: encoding allocates %v times", c.name, n)
		}
	}
	stream := bytes.Repeat(octets(t, "03 00 00 0B 02 F0 80 41 42 43 44"), 1000)
	if n := testing.AllocsPerRun(10, func() {
		f := transport.NewReader(bytes.NewReader(stream), osi.Limits{})
		for {
			if _, err := f.Next(); err != nil {
				return
			}
		}
	}); n > 3 { // the bytes.Reader, the Reader, its buffer
		t.Errorf("a stream of 1000 frames allocates %v times", n)
	}
	var p transport.Parameter
	cr := octets(t, benchCR)
	if n := testing.AllocsPerRun(100, func() {
		for p = range transport.Parameters(cr, transport.Format{}) {
			continue
		}
	}); n != 0 {
		t.Errorf("walking parameters to %v allocates %v times", p.Code, n)
	}
}

func formatFor(t transport.TPDU) transport.Format {
	switch p := t.(type) {
	case *transport.Data:
		return p.Format
	case *transport.ExpeditedData:
		return p.Format
	case *transport.DataAcknowledgement:
		return p.Format
	case *transport.ExpeditedAcknowledgement:
		return p.Format
	case *transport.Reject:
		return p.Format
	case *transport.DisconnectRequest:
		return p.Format
	case *transport.DisconnectConfirm:
		return p.Format
	case *transport.TPDUError:
		return p.Format
	}
	return transport.Format{}
}

func BenchmarkDecoder(b *testing.B) {
	for _, c := range encodings {
		if c.pdu.String() == "UD" {
			continue
		}
		b.Run(c.name, func(b *testing.B) {
			in := octets(b, c.want)
			d := transport.Decoder{Format: formatFor(c.pdu)}
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

func BenchmarkAppendBinary(b *testing.B) {
	for _, c := range encodings {
		b.Run(c.name, func(b *testing.B) {
			buf := make([]byte, 0, 512)
			b.SetBytes(int64(len(octets(b, c.want))))
			b.ReportAllocs()
			for b.Loop() {
				if _, err := c.pdu.AppendBinary(buf); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkTPKT(b *testing.B) {
	for name, text := range map[string]string{"CR": "03 00 00 16 " + benchCR, "DT": "03 00 00 14 " + benchDT} {
		in := octets(b, text)
		d := transport.Decoder{Leniency: osi.Leniency{Tolerate: osi.Class0TPDUSize}}
		b.Run("Decoder/"+name, func(b *testing.B) {
			b.SetBytes(int64(len(in)))
			b.ReportAllocs()
			for b.Loop() {
				frame, _, err := transport.SplitTPKT(in, 0, nil)
				if err != nil {
					b.Fatal(err)
				}
				if _, err := d.Decode(frame.TPDU()); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkDecode(b *testing.B) {
	in := octets(b, benchDT)
	var d transport.Data
	b.SetBytes(int64(len(in)))
	b.ReportAllocs()
	for b.Loop() {
		if err := d.Decode(in); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkParse(b *testing.B) {
	for name, text := range map[string]string{"CR": "17 E0 00 00 00 01 00 C1 05 4D 54 41 2D 41 C2 05 4D 54 41 2D 42 C0 01 0A", "DT": benchDT} {
		b.Run(name, func(b *testing.B) {
			in := octets(b, text)
			b.SetBytes(int64(len(in)))
			b.ReportAllocs()
			for b.Loop() {
				if _, err := transport.Parse(in); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkReject(b *testing.B) {
	for name, text := range map[string]string{"CR": "17 E0 00 00 00 01 00 C1 05 4D 54 41 2D 41 C2 05 4D 54 41 2D 42 C0 01 06", "DT": "02 F1 80 41"} {
		b.Run(name, func(b *testing.B) {
			in := octets(b, text)
			var d transport.Decoder
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

func BenchmarkReader(b *testing.B) {
	in := bytes.Repeat(octets(b, "03 00 00 14 "+benchDT), 1000)
	b.SetBytes(int64(len(in)))
	b.ReportAllocs()
	for b.Loop() {
		f := transport.NewReader(bytes.NewReader(in), osi.Limits{})
		for {
			if _, err := f.Next(); err == io.EOF {
				break
			} else if err != nil {
				b.Fatal(err)
			}
		}
	}
}
