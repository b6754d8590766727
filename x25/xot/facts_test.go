package xot_test

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"reflect"
	"testing"
	"testing/iotest"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/internal/mirror"
	"github.com/osi-go/osi/x25/xot"
)

var structs = flag.Int("mirror", 20000, "structs that TestMirror tries")

func filler() *mirror.Filler {
	return &mirror.Filler{Rand: rand.New(rand.NewPCG(1, 25)), Octets: []int{0, 0, 1, 7, 255, 256}, Make: map[reflect.Type]func(*mirror.Filler) any{
		reflect.TypeFor[xot.Status](): func(f *mirror.Filler) any { return mirror.Pick(f, 0, 0, 0, 0x13, 0x1a, 0x1b, 0xff, 0x12, 8, 1) },
		reflect.TypeFor[uint16]():     func(f *mirror.Filler) any { return mirror.Pick(f, 1, 1, 2, 4095, 4095, 0, 4096, f.Rand.IntN(65536)) },
		reflect.TypeFor[uint8]():      func(f *mirror.Filler) any { return mirror.Pick(f, 1, 1, 2, 4, 5, 6, 7, 7, 8, 12, 127, 128, 0) },
	}}
}

// What encodes decodes to an equal value; what does not leaves the buffer as it was.
func TestMirror(t *testing.T) {
	t.Parallel()
	f, valid := filler(), 0
	for range mirror.Count(*structs) {
		var p, q xot.PVCSetup
		f.Fill(&p)
		if f.Chance(2) {
			p.GFI, p.PacketSizeIn, p.PacketSizeOut = mirror.Pick[uint8](f, 1, 2), mirror.Pick[uint8](f, 4, 7, 12), mirror.Pick[uint8](f, 4, 8, 11)
			p.WindowIn, p.WindowOut, p.LCI, p.InitiatorLCN, p.ResponderLCN = mirror.Pick[uint8](f, 1, 7, 2), mirror.Pick[uint8](f, 1, 7, 3), 0, 1, mirror.Pick[uint16](f, 1, 4095)
			p.InitiatorName, p.ResponderName = f.Bytes(mirror.Pick(f, 0, 255)), f.Bytes(mirror.Pick(f, 1, 255))
		}
		prefix := f.Bytes(f.Rand.IntN(3))
		out, err := p.AppendBinary(append(bytes.Clone(prefix), 0xaa)[:len(prefix)])
		if err != nil {
			if osi.AsError(err) == nil || !bytes.Equal(out, prefix) {
				t.Fatalf("%+v: %x behind an error, %v", p, out, err)
			}
			continue
		}
		valid++
		if err := q.Decode(out[len(prefix):]); err != nil {
			t.Fatalf("%+v: %x: %v", p, out, err)
		}
		if len(p.InitiatorName) == 0 {
			p.InitiatorName = q.InitiatorName[:0]
		}
		if len(p.ResponderName) == 0 {
			p.ResponderName = q.ResponderName[:0]
		}
		if d := mirror.Diff(p, q); d != "" {
			t.Fatalf("%+v: %x: %s", p, out, d)
		}
		framed, err := xot.Append(prefix, &p)
		if err != nil || !bytes.Equal(framed[len(prefix)+4:], out[len(prefix):]) {
			t.Fatalf("%x: framed %x, %v", out, framed, err)
		}
		if frame, err := xot.Parse(framed[len(prefix):]); err != nil || !bytes.Equal(frame.Packet(), out[len(prefix):]) {
			t.Fatalf("%x: %v", framed, err)
		}
	}
	t.Log(valid)
	if valid < mirror.Count(*structs)/5 {
		t.Errorf("%d of %d are valid", valid, mirror.Count(*structs))
	}
}

func setup() xot.PVCSetup {
	return xot.PVCSetup{GFI: 1, InitiatorLCN: 1, ResponderLCN: 1, WindowIn: 2, WindowOut: 2, PacketSizeIn: 7, PacketSizeOut: 7}
}

// The edges of each field of a PVC-SETUP, on both ways, RFC 1613 6.5.
func TestSetupFields(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		change func(p *xot.PVCSetup)
		want   string // rule, offset and what was found
	}{
		{func(*xot.PVCSetup) {}, "ok"},
		{func(p *xot.PVCSetup) { p.GFI = 2; p.WindowIn, p.WindowOut = 127, 127 }, "ok"},
		{func(p *xot.PVCSetup) { p.GFI = 0 }, "xot.setup-gfi 0 0"},
		{func(p *xot.PVCSetup) { p.GFI = 3 }, "xot.setup-gfi 0 3"},
		{func(p *xot.PVCSetup) { p.LCI = 4095 }, "ok"},
		{func(p *xot.PVCSetup) { p.InitiatorLCN = 4095; p.ResponderLCN = 4095 }, "ok"},
		{func(p *xot.PVCSetup) { p.InitiatorLCN = 0 }, "xot.setup-lcn 6 0"},
		{func(p *xot.PVCSetup) { p.InitiatorLCN = 4096 }, "xot.setup-lcn 6 4096"},
		{func(p *xot.PVCSetup) { p.ResponderLCN = 0 }, "xot.setup-lcn 9 0"},
		{func(p *xot.PVCSetup) { p.ResponderLCN = 4096 }, "xot.setup-lcn 9 4096"},
		{func(p *xot.PVCSetup) { p.WindowIn = 0 }, "xot.setup-window 11 0"},
		{func(p *xot.PVCSetup) { p.WindowIn = 8 }, "xot.setup-window 11 8"},
		{func(p *xot.PVCSetup) { p.WindowIn, p.WindowOut = 1, 7 }, "ok"},
		{func(p *xot.PVCSetup) { p.WindowOut = 8 }, "xot.setup-window 12 8"},
		{func(p *xot.PVCSetup) { p.WindowOut = 0 }, "xot.setup-window 12 0"},
		{func(p *xot.PVCSetup) { p.GFI = 2; p.WindowIn = 128 }, "xot.setup-window 11 128"},
		{func(p *xot.PVCSetup) { p.PacketSizeIn = 3 }, "xot.setup-packet-size 13 3"},
		{func(p *xot.PVCSetup) { p.PacketSizeIn = 13 }, "xot.setup-packet-size 13 13"},
		{func(p *xot.PVCSetup) { p.PacketSizeIn, p.PacketSizeOut = 4, 12 }, "ok"},
		{func(p *xot.PVCSetup) { p.PacketSizeOut = 3 }, "xot.setup-packet-size 14 3"},
		{func(p *xot.PVCSetup) { p.PacketSizeOut = 13 }, "xot.setup-packet-size 14 13"},
		{func(p *xot.PVCSetup) { p.Status = 1 }, "xot.setup-status 4 1"},
		{func(p *xot.PVCSetup) { p.Status = xot.Disconnected }, "xot.setup-status 4 8"},
		{func(p *xot.PVCSetup) { p.Status = xot.Connected }, "xot.setup-status 4 18"},
		{func(p *xot.PVCSetup) { p.Status = xot.NoInterface }, "ok"},
		{func(p *xot.PVCSetup) { p.Status = xot.ProtocolViolation }, "ok"},
		{func(p *xot.PVCSetup) { p.Status = 0xff }, "ok"},
		{func(p *xot.PVCSetup) { *p = xot.PVCSetup{GFI: 1, Status: xot.NoInterface} }, "ok"}, // a refusal
		{func(p *xot.PVCSetup) { *p = xot.PVCSetup{GFI: 1} }, "xot.setup-lcn 6 0"},
		{func(p *xot.PVCSetup) { p.InitiatorName, p.ResponderName = make([]byte, 255), make([]byte, 255) }, "ok"},
	} {
		p := setup()
		c.change(&p)
		got := "ok"
		out, err := p.AppendBinary([]byte{0xaa})
		if e := osi.AsError(err); e != nil {
			got = fmt.Sprintf("%s %d %d", e.ID, e.Offset, e.Got)
		}
		if got != c.want || err != nil && len(out) != 1 {
			t.Errorf("%+v encodes: %s, want %s", p, got, c.want)
		}
		// The same octets, decoded.
		b := append([]byte{
			p.GFI<<4 | byte(p.LCI>>8), byte(p.LCI), 0xf5, 0x81, byte(p.Status), byte(len(p.InitiatorName)), byte(p.InitiatorLCN >> 8), byte(p.InitiatorLCN), byte(len(p.ResponderName)),
			byte(p.ResponderLCN >> 8), byte(p.ResponderLCN), p.WindowIn, p.WindowOut, p.PacketSizeIn, p.PacketSizeOut,
		}, make([]byte, len(p.InitiatorName)+len(p.ResponderName))...)
		if err == nil && !bytes.Equal(out[1:], b) {
			t.Errorf("% x, want % x", out[1:], b)
		}
		var q xot.PVCSetup
		got = "ok"
		if e := osi.AsError(q.Decode(b)); e != nil {
			got = fmt.Sprintf("%s %d %d", e.ID, e.Offset, e.Got)
			if !reflect.DeepEqual(q, xot.PVCSetup{}) {
				t.Errorf("%+v stands", q)
			}
		}
		if got != c.want {
			t.Errorf("% x decodes: %s, want %s", b, got, c.want)
		}
	}
	for change, want := range map[*xot.PVCSetup]string{
		{InitiatorName: make([]byte, 256)}: "xot.setup-trailing 5 256", {ResponderName: make([]byte, 65536)}: "xot.setup-trailing 8 65536", {LCI: 4096}: "xot.setup-lcn 0 4096",
	} {
		p := setup()
		p.InitiatorName, p.ResponderName, p.LCI = change.InitiatorName, change.ResponderName, change.LCI
		out, err := p.AppendBinary([]byte{0xaa})
		if e := osi.AsError(err); e == nil || fmt.Sprintf("%s %d %d", e.ID, e.Offset, e.Got) != want || len(out) != 1 {
			t.Errorf("%v, want %s", err, want)
		}
	}
	if p := setup(); p.String() != "PVC-SETUP" {
		t.Error(p.String())
	}
}

// The names of the statuses are those of RFC 1613 6.5.
func TestStatus(t *testing.T) {
	t.Parallel()
	for s, want := range map[xot.Status]string{
		0: "waiting to connect", 8: "destination disconnected", 9: "connection refused", 10: "routing error", 11: "connect timed out", 0x10: "trying to connect via TCP", 0x11: "awaiting PVC-SETUP reply",
		0x12: "connected", 0x13: "no such destination interface", 0x14: "destination interface is not up", 0x15: "not an X.25 interface", 0x16: "no such destination PVC",
		0x17: "destination PVC configuration mismatch", 0x18: "mismatched flow control values", 0x19: "can't support flow control values", 0x1a: "PVC setup protocol error", 0x1b: "status(27)", 1: "status(1)",
	} {
		if s.String() != want {
			t.Errorf("%02x: %s", uint8(s), s)
		}
	}
}

// The answers of RFC 1613: to a set-up the same packet with the status that says why, by 4.1 the
// end of the connection.
func TestAnswers(t *testing.T) {
	t.Parallel()
	split := func(b string) error { _, _, err := xot.Split([]byte(b), 10); return err }
	parse := func(b string) error { _, err := xot.Parse([]byte(b)); return err }
	decode := func(b string) error { return new(xot.PVCSetup).Decode([]byte(b)) }
	const good = "\x10\x05\xf5\x81\x00\x01\x00\x01\x01\x00\x02\x02\x02\x07\x07AB"
	with := func(at int, x byte) string {
		b := []byte(good)
		b[at] = x
		return string(b)
	}
	for _, c := range []struct {
		err    error
		packet string
		s      xot.Situation
		want   string
	}{
		{split("\x01"), "", xot.Situation{}, "disconnect"},
		{split("\x01"), good, xot.Situation{}, "disconnect"},
		{split("\x00\x00\x00\x02"), "", xot.Situation{}, "disconnect"},
		{split("\x00\x00\x00\x0b"), "", xot.Situation{}, "disconnect"},
		{parse("\x00\x00\x00"), "", xot.Situation{}, "disconnect"},
		{parse("\x00\x00\x00\x03\x10\x01\x0f\x00"), "\x10\x01\x0f", xot.Situation{}, "disconnect"},
		{xot.CheckType([]byte("\x10\x00\xfb\x00\x00")), "\x10\x00\xfb\x00\x00", xot.Situation{}, "discard"},
		{xot.CheckType([]byte("\x10\x00")), "\x10\x00", xot.Situation{}, "disconnect"},
		{xot.CheckCall(false, true, nil), "\x10\x01\x0b\x00\x00", xot.Situation{}, "discard"},
		{decode(with(11, 0)), with(11, 0), xot.Situation{}, "send and disconnect 10 05 f5 81 19 01 00 01 01 00 02 00 02 07 07 41 42"},
		{decode(with(14, 13)), with(14, 13), xot.Situation{}, "send and disconnect 10 05 f5 81 19 01 00 01 01 00 02 02 02 07 0d 41 42"},
		{decode(with(3, 0x80)), with(3, 0x80), xot.Situation{}, "send and disconnect 10 05 f5 81 1a 01 00 01 01 00 02 02 02 07 07 41 42"},
		{decode(with(4, 0x12)), with(4, 0x12), xot.Situation{}, "send and disconnect 10 05 f5 81 1a 01 00 01 01 00 02 02 02 07 07 41 42"},
		{decode(with(0, 0x30)), with(0, 0x30), xot.Situation{}, "send and disconnect 10 05 f5 81 1a 01 00 01 01 00 02 02 02 07 07 41 42"},
		{decode(with(0, 0x2f) + "C"), with(0, 0x2f) + "C", xot.Situation{}, "send and disconnect 2f 05 f5 81 1a 00 00 01 00 00 02 02 02 07 07"},
		{decode(good[:16]), good[:16], xot.Situation{}, "send and disconnect 10 05 f5 81 1a 00 00 01 00 00 02 02 02 07 07"},
		{decode(good[:15]), good[:15], xot.Situation{}, "send and disconnect 10 05 f5 81 1a 00 00 01 00 00 02 02 02 07 07"},
		{decode(good[:14]), good[:14], xot.Situation{}, "send and disconnect 10 05 f5 81 1a 00 00 00 00 00 00 00 00 00 00"},
		{decode(good[:3]), good[:3], xot.Situation{}, "send and disconnect 10 05 f5 81 1a 00 00 00 00 00 00 00 00 00 00"},
		{decode(good[:3]), good[:3], xot.Situation{Initiator: true}, "disconnect"},
		{decode(good[:2]), good[:2], xot.Situation{}, "disconnect"},
		{decode("\x10\x01\x0b"), "\x10\x01\x0b", xot.Situation{}, "disconnect"},
		{nil, good, xot.Situation{}, "discard"},
		{errors.New("other"), good, xot.Situation{}, "discard"},
		{new(osi.Error), good, xot.Situation{}, "discard"},
		{&osi.Error{Rule: &osi.Rule{Layer: osi.X25, Reason: 0x26}}, good, xot.Situation{}, "discard"},
	} {
		action, p := xot.Answer(c.err, []byte(c.packet), c.s)
		got := action.String()
		if p != nil {
			out, err := p.AppendBinary(nil)
			if err != nil {
				t.Fatal(err)
			}
			got += fmt.Sprintf(" % x", out)
		}
		if got != c.want {
			t.Errorf("% x: %s, want %s (%v)", c.packet, got, c.want, c.err)
		}
	}
}

// What a call lacks must be in its confirmation, RFC 1613 6.1.
func TestFlowControlFacilities(t *testing.T) {
	t.Parallel()
	for n := range 16 {
		call, confirm := xot.FlowControl{PacketSize: n&1 != 0, Window: n&2 != 0}, xot.FlowControl{PacketSize: n&4 != 0, Window: n&8 != 0}
		err := osi.AsError(xot.CheckConfirm(call, confirm))
		want := 0
		switch {
		case n&5 == 0:
			want = 0x42
		case n&10 == 0:
			want = 0x43
		}
		if (err != nil) != (want != 0) || err != nil && (err.Want != want || err.ID != "xot.flow-control" || err.PDU != "CALL-ACC" || err.Reason != 0x4c) {
			t.Errorf("%+v, %+v: %v", call, confirm, err)
		}
	}
	lenient := osi.Leniency{Tolerate: osi.XOTNoFlowControl}
	if xot.CheckCall(true, true, &lenient) != nil || lenient.Tolerated != 0 {
		t.Error("a good call was tolerated")
	}
	if e := osi.AsError(xot.CheckCall(true, false, nil)); e == nil || e.Want != 0x43 || e.PDU != "CALL" {
		t.Error(e)
	}
}

// What Split wants of a stream that is not there yet, and that it takes no more than a frame.
func TestSplit(t *testing.T) {
	t.Parallel()
	stream := []byte{0, 0, 0, 3, 0x10, 1, 0x0f, 0, 0, 0, 4}
	for n := range stream {
		frame, want, err := xot.Split(stream[:n], 0)
		need := 4
		if n >= 4 {
			need = 7
		}
		if want != need || err != nil || (frame != nil) != (n >= 7) || frame != nil && (len(frame) != 7 || cap(frame) != 7 || cap(frame.Packet()) != 3) {
			t.Errorf("%d octets: % x, %d, %v", n, frame, want, err)
		}
	}
	for n, max := range map[int]int{3: 3, 4100: 0, 4099: 4099, 100: 5000} {
		if _, _, err := xot.Split([]byte{0, 0, byte(n >> 8), byte(n)}, max); err != nil {
			t.Error(err)
		}
	}
	if !xot.BeginsSetup([]byte{0x10, 1, 0xf5}) || xot.BeginsSetup([]byte{0x10, 1}) || xot.BeginsSetup([]byte{0x10, 1, 0x0b}) {
		t.Error("BeginsSetup")
	}
}

// The errors of a reader come back as they are, or wrapped; one that never reads gives up.
func TestReaderErrors(t *testing.T) {
	t.Parallel()
	broken := errors.New("broken")
	for name, c := range map[string]struct {
		r    io.Reader
		want error
	}{
		"empty":         {bytes.NewReader(nil), io.EOF},
		"within header": {bytes.NewReader([]byte{0, 0, 0}), io.ErrUnexpectedEOF},
		"within packet": {bytes.NewReader([]byte{0, 0, 0, 3, 0x10}), io.ErrUnexpectedEOF},
		"broken":        {iotest.ErrReader(broken), broken},
		"idle":          {idle{}, io.ErrNoProgress},
	} {
		r := xot.NewReader(c.r, osi.Limits{})
		frame, err := r.Next()
		if frame != nil || !errors.Is(err, c.want) || c.want == io.EOF && err != io.EOF {
			t.Errorf("%s: % x, %v", name, frame, err)
		}
		if _, again := r.Next(); again != err {
			t.Errorf("%s: %v, again %v", name, err, again)
		}
	}
	for _, n := range []int{-1, 1 << 20} {
		if _, err := xot.NewReader(liar(n), osi.Limits{}).Next(); err == nil || errors.Is(err, io.EOF) {
			t.Errorf("a count of %d: %v", n, err)
		}
	}
	// The maximum is NewReader's.
	if _, err := xot.NewReader(bytes.NewReader([]byte{0, 0, 0, 4, 0x10, 1, 0, 0x41}), osi.Limits{TPDU: 3}).Next(); osi.AsError(err) == nil || osi.AsError(err).ID != "xot.limit" {
		t.Error(err)
	}
}

type idle struct{}

func (idle) Read([]byte) (int, error) { return 0, nil }

type liar int

func (l liar) Read([]byte) (int, error) { return int(l), nil }
