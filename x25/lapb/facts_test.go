package lapb_test

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"reflect"
	"testing"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/internal/mirror"
	"github.com/osi-go/osi/x25/lapb"
)

var structs = flag.Int("mirror", 20000, "structs of each type that TestMirror tries")

var types = [...]lapb.Type{lapb.I, lapb.RR, lapb.RNR, lapb.REJ, lapb.DM, lapb.SABM, lapb.DISC, lapb.UA, lapb.SABME, lapb.FRMR}

// What encodes decodes to an equal value; what does not leaves the buffer as it was.
func TestMirror(t *testing.T) {
	t.Parallel()
	valid := map[string]int{}
	f := &mirror.Filler{Rand: rand.New(rand.NewPCG(1, 25)), Octets: []int{0, 0, 0, 1, 3, 3, 5, 5, 20}, Make: map[reflect.Type]func(*mirror.Filler) any{
		reflect.TypeFor[osi.Side](): func(f *mirror.Filler) any { return f.Rand.IntN(3) },
	}}
	for _, kind := range types {
		for range mirror.Count(*structs) {
			var p lapb.Frame
			f.Fill(&p)
			p.Type, p.Address = kind, mirror.Pick[uint8](f, 1, 3, 1, 3, 1, 3, p.Address)
			if f.Chance(2) {
				p.NS, p.NR = p.NS&7, p.NR&7
			}
			if kind != lapb.I && !f.Chance(3) {
				p.NS = 0
			}
			if kind > lapb.REJ && !f.Chance(3) {
				p.NR = 0
			}
			if kind == lapb.FRMR && !f.Chance(3) {
				if p.Information = f.Bytes(3); p.Extended {
					p.Information = f.Bytes(5)
				}
			} else if kind != lapb.I && !f.Chance(3) {
				p.Information = nil
			}
			prefix := f.Bytes(f.Rand.IntN(3))
			out, err := p.AppendBinary(append(bytes.Clone(prefix), 0xaa)[:len(prefix)])
			if err != nil {
				if osi.AsError(err) == nil || !bytes.Equal(out, prefix) {
					t.Fatalf("%+v: %x behind an error, %v", p, out, err)
				}
				continue
			}
			valid[kind.String()]++
			q, err := decode(out[len(prefix):], p.Format, 0)
			if err != nil {
				t.Fatalf("%+v: %x: %v", p, out, err)
			}
			if len(p.Information) == 0 && len(q.Information) == 0 {
				p.Information, q.Information = nil, nil
			}
			if d := mirror.Diff(p, q); d != "" {
				t.Fatalf("%+v: %x: %s", p, out, d)
			}
		}
		if valid[kind.String()] < mirror.Count(*structs)/5 {
			t.Errorf("%s: %d of %d are valid", kind, valid[kind.String()], mirror.Count(*structs))
		}
	}
	t.Log(valid)
	for range mirror.Count(*structs) {
		var r lapb.RejectInformation
		if f.Fill(&r); f.Chance(2) {
			r.Control[1], r.VS, r.VR, r.Reasons = 0, r.VS&7, r.VR&7, r.Reasons&15
		}
		out, err := r.AppendBinary(nil)
		if err != nil {
			if out != nil {
				t.Fatalf("%+v: %x, %v", r, out, err)
			}
			continue
		}
		valid["information"]++
		p := lapb.Frame{Format: lapb.Format{Extended: r.Extended}, Type: lapb.FRMR, Information: out}
		if got, ok := p.DecodeReject(); !ok || got != r {
			t.Fatalf("%+v: %x reads %+v", r, out, got)
		}
	}
	if valid["information"] < mirror.Count(*structs)/5 {
		t.Errorf("reject information: %d are valid", valid["information"])
	}
}

// Encoders refuse what a frame cannot be, say the rule and where, and leave the buffer as it was.
func TestRefusals(t *testing.T) {
	t.Parallel()
	extended, dte := lapb.Format{Extended: true}, lapb.Format{Sender: osi.DTE}
	for _, c := range []struct {
		f    lapb.Frame
		want string
	}{
		{lapb.Frame{}, "lapb.address 0 0"},
		{lapb.Frame{Address: 2}, "lapb.address 0 2"},
		{lapb.Frame{Address: 1, Type: lapb.None}, "lapb.control 1 255"},
		{lapb.Frame{Address: 1, Type: 0x83}, "lapb.control 1 131"},
		{lapb.Frame{Address: 1, NS: 8}, "lapb.number 1 8"},
		{lapb.Frame{Address: 1, NR: 8}, "lapb.number 1 8"},
		{lapb.Frame{Address: 1, Format: extended, NS: 128}, "lapb.number 1 128"},
		{lapb.Frame{Address: 1, Format: extended, NR: 128}, "lapb.number 2 128"},
		{lapb.Frame{Address: 1, Type: lapb.RR, NS: 1}, "lapb.number 1 1"},
		{lapb.Frame{Address: 1, Type: lapb.DM, NR: 1}, "lapb.number 1 1"},
		{lapb.Frame{Address: 1, Type: lapb.UA, NS: 1}, "lapb.number 1 1"},
		{lapb.Frame{Address: 1, Format: extended, Type: lapb.SABME, NR: 1}, "lapb.number 1 1"},
		{lapb.Frame{Address: 1, Type: lapb.RR, Information: []byte{1}}, "lapb.information 2 1"},
		{lapb.Frame{Address: 1, Format: extended, Type: lapb.RR, Information: []byte{1, 2}}, "lapb.information 3 2"},
		{lapb.Frame{Address: 1, Format: extended, Type: lapb.UA, Information: []byte{1}}, "lapb.information 2 1"},
		{lapb.Frame{Address: 1, Type: lapb.FRMR, Information: make([]byte, 5)}, "lapb.frmr 2 5"},
		{lapb.Frame{Address: 1, Format: extended, Type: lapb.FRMR, Information: make([]byte, 3)}, "lapb.frmr 2 3"},
		{lapb.Frame{Address: 3, Format: dte, Type: lapb.SABM}, "lapb.command 0 3"},
		{lapb.Frame{Address: 1, Format: dte, Type: lapb.UA}, "lapb.command 0 1"},
	} {
		out, err := c.f.AppendBinary([]byte{0xaa})
		if e := osi.AsError(err); e == nil || fmt.Sprintf("%s %d %d", e.ID, e.Offset, e.Got) != c.want || !bytes.Equal(out, []byte{0xaa}) || e.PDU != c.f.String() {
			t.Errorf("%+v: % x, %v; want %s", c.f, out, err, c.want)
		}
	}
	for _, c := range []struct {
		r    lapb.RejectInformation
		want string
	}{
		{lapb.RejectInformation{VS: 8}, "lapb.frmr-field 3 8"},
		{lapb.RejectInformation{VR: 8}, "lapb.frmr-field 3 8"},
		{lapb.RejectInformation{Reasons: 16}, "lapb.frmr-field 4 16"},
		{lapb.RejectInformation{Control: [2]uint8{0, 1}}, "lapb.frmr-field 3 1"},
		{lapb.RejectInformation{Extended: true, VS: 128}, "lapb.frmr-field 4 128"},
		{lapb.RejectInformation{Extended: true, VR: 128}, "lapb.frmr-field 5 128"},
		{lapb.RejectInformation{Extended: true, Reasons: 0x1f}, "lapb.frmr-field 6 31"},
	} {
		out, err := c.r.AppendBinary([]byte{0xaa})
		if e := osi.AsError(err); e == nil || fmt.Sprintf("%s %d %d", e.ID, e.Offset, e.Got) != c.want || !bytes.Equal(out, []byte{0xaa}) {
			t.Errorf("%+v: % x, %v; want %s", c.r, out, err, c.want)
		}
	}
}

// The information field of an FRMR, X.25 2.3.4.9, bit by bit; reserved bits are ignored.
func TestReject(t *testing.T) {
	t.Parallel()
	for octets, want := range map[string]lapb.RejectInformation{
		"\x0d\x24\x01":         {Control: [2]uint8{0x0d}, VS: 2, VR: 1, Reasons: lapb.RejectW},
		"\x74\xfe\x0c":         {Control: [2]uint8{0x74}, VS: 7, VR: 7, Response: true, Reasons: lapb.RejectY | lapb.RejectZ},
		"\x00\x10\x02":         {Response: true, Reasons: lapb.RejectX},
		"\x00\x01\xf0":         {},
		"\x01\x0a\x02\x05\x08": {Extended: true, Control: [2]uint8{1, 10}, VS: 1, VR: 2, Response: true, Reasons: lapb.RejectZ},
		"\x00\x00\xff\xfe\xff": {Extended: true, VS: 127, VR: 127, Reasons: 15},
	} {
		f := lapb.Frame{Format: lapb.Format{Extended: want.Extended}, Type: lapb.FRMR, Information: []byte(octets)}
		if got, ok := f.DecodeReject(); !ok || got != want {
			t.Errorf("% x: %+v, %v", octets, got, ok)
		}
		for _, other := range []lapb.Frame{
			{Format: f.Format, Type: lapb.I, Information: f.Information},
			{Format: f.Format, Type: lapb.FRMR, Information: f.Information[1:]},
			{Format: f.Format, Type: lapb.FRMR},
			{Format: lapb.Format{Extended: !want.Extended}, Type: lapb.FRMR, Information: f.Information},
		} {
			if got, ok := other.DecodeReject(); ok || got != (lapb.RejectInformation{}) {
				t.Errorf("%+v: %+v", other, got)
			}
		}
	}
}

// Commands have the address of their receiver, responses that of their sender, X.25 2.4.2.
func TestCommand(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		f              lapb.Frame
		command, known bool
	}{
		{lapb.Frame{Type: lapb.I}, true, true},
		{lapb.Frame{Type: lapb.SABM}, true, true},
		{lapb.Frame{Type: lapb.SABME}, true, true},
		{lapb.Frame{Type: lapb.DISC}, true, true},
		{lapb.Frame{Type: lapb.DM}, false, true},
		{lapb.Frame{Type: lapb.UA}, false, true},
		{lapb.Frame{Type: lapb.FRMR}, false, true},
		{lapb.Frame{Type: lapb.RR, Address: 1, Format: lapb.Format{Sender: osi.DTE}}, true, true},
		{lapb.Frame{Type: lapb.RNR, Address: 3, Format: lapb.Format{Sender: osi.DTE}}, false, true},
		{lapb.Frame{Type: lapb.REJ, Address: 1, Format: lapb.Format{Sender: osi.DCE}}, false, true},
		{lapb.Frame{Type: lapb.RR, Address: 3, Format: lapb.Format{Sender: osi.DCE}}, true, true},
	} {
		if command, known := c.f.Command(); command != c.command || known != c.known {
			t.Errorf("%+v: %v, %v", c.f, command, known)
		}
	}
	for _, kind := range []lapb.Type{lapb.RR, lapb.RNR, lapb.REJ} {
		if _, known := (&lapb.Frame{Type: kind, Address: 1}).Command(); known {
			t.Errorf("%s of an unknown sender is known", kind)
		}
	}
	for got, want := range map[string]string{
		lapb.None.String(): "", lapb.Type(0x10).String(): "type(16)", lapb.REJ.String(): "REJ", lapb.RNR.String(): "RNR", lapb.FRMR.String(): "FRMR",
	} {
		if got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

// Every control field, X.25 2.3.2, has one type, or none.
func TestControls(t *testing.T) {
	t.Parallel()
	unnumbered := map[byte]lapb.Type{0x0f: lapb.DM, 0x2f: lapb.SABM, 0x43: lapb.DISC, 0x63: lapb.UA, 0x6f: lapb.SABME, 0x87: lapb.FRMR}
	for _, extended := range []bool{false, true} {
		for x := range 256 {
			control, want, known := byte(x), lapb.I, true
			if control&1 != 0 {
				want, known = unnumbered[control&^0x10], unnumbered[control&^0x10] != 0
			}
			if control&3 == 1 {
				kinds := map[byte]lapb.Type{1: lapb.RR, 5: lapb.RNR, 9: lapb.REJ}
				want, known = kinds[control&15], kinds[control&15] != 0 && (!extended || control < 16)
			}
			b := []byte{1, control}
			if extended && control&3 != 3 {
				b = append(b, 0x0b)
			}
			if want == lapb.FRMR {
				b = append(b, 0, 0, 0, 0, 0)[:5]
				if extended {
					b = b[:7]
				}
			}
			f, err := decode(b, lapb.Format{Extended: extended}, 0)
			if (err == nil) != known || known && f.Type != want {
				t.Errorf("%02x, extended %v: %+v, %v", control, extended, f, err)
			}
			if pf := control&0x10 != 0; err == nil && f.PF != pf && (!extended || control&3 == 3) {
				t.Errorf("%02x: P/F %v", control, f.PF)
			}
		}
	}
}

// The answers of X.25 2.3.5.3 and 2.3.5.4. The frame comes from the side that does not answer.
func TestAnswers(t *testing.T) {
	t.Parallel()
	dce, dte := lapb.Format{Sender: osi.DCE}, lapb.Format{Sender: osi.DTE}
	extended := lapb.Format{Extended: true, Sender: osi.DCE}
	for _, c := range []struct {
		frame string
		s     lapb.Situation
		n1    int
		want  string
	}{
		{"", lapb.Situation{}, 0, "discard"},
		{"\x01", lapb.Situation{}, 0, "discard"},
		{"\x07\x3f", lapb.Situation{}, 0, "discard"},
		{"\x03\x3f", lapb.Situation{Format: dce}, 0, "send 01 87 3f 10 01"}, // SABM as a response
		{"\x01\x0d", lapb.Situation{Format: dce, VS: 2, VR: 1}, 0, "send 01 87 0d 24 01"},
		{"\x03\x0d", lapb.Situation{Format: dce}, 0, "send 01 87 0d 10 01"}, // a response
		{"\x03\x0d", lapb.Situation{Format: dte}, 0, "send 03 87 0d 00 01"},
		{"\x01\x0d", lapb.Situation{Format: dte}, 0, "send 03 87 0d 10 01"},
		{"\x01\x0d", lapb.Situation{}, 0, "send 01 87 0d 00 01"},
		{"\x03\x0d", lapb.Situation{}, 0, "send 03 87 0d 00 01"},
		{"\x01\x01\x00", lapb.Situation{Format: dce, VS: 7, VR: 7}, 0, "send 01 87 01 ee 03"},
		{"\x01\x3f\x00", lapb.Situation{Format: dce}, 0, "send 01 97 3f 00 03"},
		{"\x01\x00\x41\x42", lapb.Situation{Format: dce}, 1, "send 01 87 00 00 04"},
		{"\x01\x10\x41\x42", lapb.Situation{Format: dce}, 1, "send 01 97 10 00 04"}, // P is 1, and so is F
		{"\x01\x11\x00", lapb.Situation{Format: dce}, 0, "send 01 97 11 00 03"},
		{"\x03\x31\x00", lapb.Situation{Format: dce}, 0, "send 01 87 31 10 03"}, // F of a response
		{"\x01\x00\x01\x41\x42", lapb.Situation{Format: extended}, 1, "send 01 97 00 01 00 00 04"},
		{"\x01\x10\x00\x41\x42", lapb.Situation{Format: extended}, 1, "send 01 87 10 00 00 00 04"}, // N(S) is 8
		{"\x03\x87\x00", lapb.Situation{Format: dce}, 0, "send 01 87 87 10 03"},
		{"\x01\x00\x07\x41\x42", lapb.Situation{Format: extended, VS: 100, VR: 1}, 1, "send 01 97 00 07 c8 02 04"},
		{"\x01\x3f\x41", lapb.Situation{Format: extended}, 0, "send 01 97 3f 00 00 00 03"},
		{"\x01\x3f\x41", lapb.Situation{Format: dce}, 0, "send 01 97 3f 00 03"},
		{"\x01\x0d", lapb.Situation{Format: extended}, 0, "send 01 87 0d 00 00 00 01"},
		{"\x01\x0d\x10", lapb.Situation{Format: extended}, 0, "send 01 87 0d 10 00 00 01"},
		{"\x01\x00", lapb.Situation{Format: extended}, 0, "discard"},
		{"\x01\x0d", lapb.Situation{Format: dce, VS: 8}, 0, "discard"}, // no V(S)
	} {
		from := c.s.Format
		from.Sender = from.Sender.Opposite()
		_, err := decode([]byte(c.frame), from, c.n1)
		if err == nil {
			t.Errorf("% x: no error", c.frame)
		}
		action, p := lapb.Answer(err, []byte(c.frame), c.s)
		got := action.String()
		if p != nil {
			out, err := p.AppendBinary(nil)
			if err != nil {
				t.Fatal(err)
			}
			got += fmt.Sprintf(" % x", out)
		}
		if got != c.want {
			t.Errorf("% x, %+v: %s, want %s (%v)", c.frame, c.s, got, c.want, err)
		}
	}
	z := &osi.Error{Rule: &osi.Rule{Layer: osi.LAPB, Reason: lapb.RejectZ}}
	if _, p := lapb.Answer(z, []byte{1, 0x21}, lapb.Situation{Format: dce}); p == nil || !bytes.Equal(p.Information, []byte{0x21, 0, 8}) {
		t.Errorf("%+v", p)
	}
	for _, frame := range []string{"", "\x01"} {
		if action, p := lapb.Answer(z, []byte(frame), lapb.Situation{}); action != osi.Discard || p != nil {
			t.Errorf("% x: %v", frame, p)
		}
	}
	for _, err := range []error{nil, errors.New("other"), new(osi.Error), &osi.Error{Rule: &osi.Rule{Layer: osi.X25, Reason: 1}}} {
		if action, p := lapb.Answer(err, []byte{1, 0x21}, lapb.Situation{}); action != osi.Discard || p != nil {
			t.Errorf("%v: %v", err, p)
		}
	}
}
