package xot_test

import (
	"bytes"
	"errors"
	"io"
	"reflect"
	"strconv"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/internal/vectors"
	"github.com/osi-go/osi/x25/xot"
)

func load(t testing.TB) []vectors.Vector {
	t.Helper()
	return vectors.All(t, "xot")
}

func run(v *vectors.Vector, l *osi.Leniency) error {
	switch v.Get("form") {
	case "type":
		return xot.CheckType(v.Octets)
	case "call":
		return xot.CheckCall(strings.Contains(v.Get("has"), "42"), strings.Contains(v.Get("has"), "43"), l)
	case "confirm":
		return xot.CheckConfirm(flow(v.Get("call")), flow(v.Get("has")))
	case "setup":
		var p xot.PVCSetup
		return p.Decode(v.Octets)
	}
	if n, err := strconv.Atoi(v.Get("max-packet")); err == nil {
		_, _, err := xot.Split(v.Octets, n)
		return err
	}
	_, err := xot.Parse(v.Octets)
	return err
}

func flow(has string) xot.FlowControl {
	return xot.FlowControl{PacketSize: strings.Contains(has, "42"), Window: strings.Contains(has, "43")}
}

func TestVectors(t *testing.T) {
	t.Parallel()
	vectors.Test(t, "xot", xot.Rules(), func(_ *testing.T, v *vectors.Vector, tolerate osi.Tolerance) vectors.Result {
		l := osi.Leniency{Tolerate: tolerate}
		err := run(v, &l)
		return vectors.Result{PDU: v.Get("pdu"), Tolerated: l.Tolerated, Err: err}
	})
}

// raw is a packet given as its octets.
type raw []byte

func (r raw) AppendBinary(b []byte) ([]byte, error) { return append(b, r...), nil }

func TestAppend(t *testing.T) {
	t.Parallel()
	got, err := xot.Append([]byte{0xaa}, raw{0x10, 0x01, 0x0f})
	if want := []byte{0xaa, 0, 0, 0, 3, 0x10, 0x01, 0x0f}; err != nil || !bytes.Equal(got, want) {
		t.Errorf("got % x, %v; want % x", got, err, want)
	}
	for _, p := range []raw{{0x10, 0x01}, {0x10, 0x00, 0xfb, 0, 0}, make(raw, 4101), make(raw, 65536)} {
		if got, err := xot.Append([]byte{0xaa}, p); err == nil || !bytes.Equal(got, []byte{0xaa}) {
			t.Errorf("%d octets: got % x, %v", len(p), got, err)
		}
	}
}

func TestPVCSetup(t *testing.T) {
	want := xot.PVCSetup{
		GFI: 1, LCI: 1, InitiatorLCN: 1, ResponderLCN: 2, WindowIn: 2, WindowOut: 2, PacketSizeIn: 7, PacketSizeOut: 7,
		InitiatorName: []byte("Serial0"), ResponderName: []byte("Serial1"),
	}
	b := []byte("\x10\x01\xf5\x81\x00\x07\x00\x01\x07\x00\x02\x02\x02\x07\x07Serial0Serial1")
	var p xot.PVCSetup
	if err := p.Decode(b); err != nil || !reflect.DeepEqual(p, want) || !reflect.DeepEqual(p.Clone(), want) {
		t.Errorf("got %+v, %v", p, err)
	}
	if got, err := p.AppendBinary(nil); err != nil || !bytes.Equal(got, b) {
		t.Errorf("got % x, %v", got, err)
	}
	for _, n := range []int{256, 65536} {
		p.InitiatorName = make([]byte, n)
		if _, err := p.AppendBinary(nil); err == nil {
			t.Errorf("a name of %d octets encodes", n)
		}
	}
	if n := testing.AllocsPerRun(100, func() { _ = p.Decode(b) }); n != 0 {
		t.Errorf("decoding allocates %v times", n)
	}
}

func frames(r io.Reader) (all [][]byte, err error) {
	fr := xot.NewReader(r, osi.Limits{})
	for {
		f, err := fr.Next()
		if err != nil {
			if _, again := fr.Next(); again != err {
				return nil, errors.New("another error the second time")
			}
			return all, err
		}
		all = append(all, bytes.Clone(f))
	}
}

func FuzzStream(f *testing.F) {
	vs := load(f)
	for i := range vs {
		f.Add(vs[i].Octets)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		whole, errWhole := frames(bytes.NewReader(b))
		for _, r := range []io.Reader{
			iotest.OneByteReader(bytes.NewReader(b)), iotest.HalfReader(bytes.NewReader(b)), iotest.DataErrReader(bytes.NewReader(b)),
		} {
			got, err := frames(r)
			same := reflect.DeepEqual(err, errWhole) || errors.Is(err, io.EOF) && errors.Is(errWhole, io.EOF)
			if !reflect.DeepEqual(got, whole) || !same {
				t.Fatalf("got %x, %v; want %x, %v", got, err, whole, errWhole)
			}
		}
		var p, again xot.PVCSetup
		if err := p.Decode(b); err != nil {
			if e := osi.AsError(err); e.Offset < 0 || e.Offset > len(b) {
				t.Fatal(err)
			}
			return
		}
		out, err := p.AppendBinary(nil)
		if err != nil || !bytes.Equal(out, b) || again.Decode(out) != nil || !reflect.DeepEqual(p, again) {
			t.Fatalf("% x: %+v, % x, %+v, %v", b, p, out, again, err)
		}
	})
}

func BenchmarkReader(b *testing.B) {
	stream := bytes.Repeat([]byte{0, 0, 0, 5, 0x10, 1, 0, 0x41, 0x42}, 1000)
	b.SetBytes(int64(len(stream)))
	b.ReportAllocs()
	for b.Loop() {
		r := xot.NewReader(bytes.NewReader(stream), osi.Limits{})
		for {
			if _, err := r.Next(); err != nil {
				break
			}
		}
	}
}
