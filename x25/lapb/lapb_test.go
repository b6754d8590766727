package lapb_test

import (
	"bytes"
	"reflect"
	"testing"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/internal/vectors"
	"github.com/osi-go/osi/x25/lapb"
)

func load(t testing.TB) []vectors.Vector {
	t.Helper()
	return vectors.All(t, "lapb")
}

func formatOf(v *vectors.Vector) (f lapb.Format) {
	f.Extended = v.Get("modulo") == "128"
	switch v.Get("sender") {
	case "DTE":
		f.Sender = osi.DTE
	case "DCE":
		f.Sender = osi.DCE
	}
	return f
}

// decode decodes b with a Decoder.
func decode(b []byte, f lapb.Format, n1 int) (lapb.Frame, error) {
	d := lapb.Decoder{Format: f, N1: n1}
	p, err := d.Decode(b)
	if err != nil {
		return lapb.Frame{}, err
	}
	return *p, nil
}

func TestVectors(t *testing.T) {
	t.Parallel()
	vectors.Test(t, "lapb", lapb.Rules(), func(t *testing.T, v *vectors.Vector, _ osi.Tolerance) vectors.Result {
		t.Helper()
		f, err := decode(v.Octets, formatOf(v), v.Number(t, "n1"))
		if v.Expect == "accept" {
			if out, err := f.AppendBinary(nil); err != nil || !bytes.Equal(out, v.Octets) {
				t.Errorf("encodes to % x, %v", out, err)
			}
		}
		return vectors.Result{PDU: f.String(), Err: err}
	}, "lapb.number", "lapb.frmr-field") // of encoders alone: TestRefusals
}

func TestFields(t *testing.T) {
	for _, c := range []struct {
		b    string
		f    lapb.Format
		want lapb.Frame
	}{
		{"\x03\x74\x41", lapb.Format{}, lapb.Frame{Address: 3, PF: true, NR: 3, NS: 2, Information: []byte("A")}},
		{"\x03\xfe\x0b\x41", lapb.Format{Extended: true}, lapb.Frame{Address: 3, PF: true, NR: 5, NS: 127, Information: []byte("A")}},
		{"\x01\xa9", lapb.Format{}, lapb.Frame{Address: 1, Type: lapb.REJ, NR: 5}},
		{"\x01\x7f", lapb.Format{Extended: true}, lapb.Frame{Address: 1, Type: lapb.SABME, PF: true}},
	} {
		c.want.Format = c.f
		if got, err := decode([]byte(c.b), c.f, 0); err != nil || !reflect.DeepEqual(got, c.want) || !reflect.DeepEqual(got.Clone(), c.want) {
			t.Errorf("% x: got %+v, %v; want %+v", c.b, got, err, c.want)
		}
	}
	// An undefined control field is reported with W; V(S) 2, V(R) 1.
	bad := []byte{0x03, 0x0d}
	var f lapb.Frame
	action, frmr := lapb.Answer(f.Decode(bad), bad, lapb.Situation{VS: 2, VR: 1})
	if b, err := frmr.AppendBinary(nil); action != osi.Send || err != nil || !bytes.Equal(b, []byte{0x03, 0x87, 0x0d, 0x24, 0x01}) {
		t.Errorf("got % x, %v, %v", b, action, err)
	}
	in := []byte{0x03, 0x74, 0x41}
	buf := make([]byte, 0, 16)
	if n := testing.AllocsPerRun(100, func() {
		if err := f.Decode(in); err != nil {
			t.Fatal(err)
		}
		if _, err := f.AppendBinary(buf); err != nil {
			t.Fatal(err)
		}
	}); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

func FuzzFrame(f *testing.F) {
	vs := load(f)
	for i := range vs {
		f.Add(vs[i].Octets, formatOf(&vs[i]).Extended, uint8(formatOf(&vs[i]).Sender))
	}
	f.Fuzz(func(t *testing.T, b []byte, extended bool, sender uint8) {
		format := lapb.Format{Extended: extended, Sender: osi.Side(sender % 3)}
		frame, err := decode(b, format, 0)
		if format == (lapb.Format{}) {
			typed := lapb.Frame{PF: true}
			if typedErr := typed.Decode(b); !reflect.DeepEqual(typed, frame) || !reflect.DeepEqual(typedErr, err) {
				t.Fatalf("% x: Decode %+v, %v; Decoder %+v, %v", b, typed, typedErr, frame, err)
			}
		}
		if err != nil {
			if e := osi.AsError(err); e == nil || e.Offset < 0 || e.Offset > len(b) {
				t.Fatalf("% x: %v", b, err)
			}
			if action, answer := lapb.Answer(err, b, lapb.Situation{Format: format}); action == osi.Send {
				out, err := answer.AppendBinary(nil)
				if err == nil {
					_, err = decode(out, format, 0)
				}
				if err != nil {
					t.Fatal(err)
				}
			}
			return
		}
		out, err := frame.AppendBinary(nil)
		again, errAgain := decode(out, frame.Format, 0)
		if err != nil || !bytes.Equal(out, b) || errAgain != nil || !reflect.DeepEqual(frame, again) {
			t.Fatalf("% x: %+v, % x, %v, %+v, %v", b, frame, out, err, again, errAgain)
		}
	})
}

func BenchmarkDecode(b *testing.B) {
	in := []byte("\x03\x74\x10\x01\x01")
	var f lapb.Frame
	b.SetBytes(int64(len(in)))
	b.ReportAllocs()
	for b.Loop() {
		if err := f.Decode(in); err != nil {
			b.Fatal(err)
		}
	}
}
