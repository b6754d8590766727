package presentation_test

import (
	"bytes"
	"reflect"
	"testing"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/internal/mirror"
	"github.com/osi-go/osi/presentation"
)

// checkInvariants asserts what holds for any octets given to Decode.
func checkInvariants(t *testing.T, p presentation.Primitive, b []byte, simple, nominated bool) {
	t.Helper()
	before := bytes.Clone(b)
	d := presentation.Decoder{Simple: simple, Nominated: nominated}
	pdu, err := d.Decode(p, b)
	if !bytes.Equal(b, before) {
		t.Fatalf("%x: the input was modified", before)
	}
	if err != nil {
		checkError(t, b, pdu, err)
		return
	}
	out, err := pdu.AppendBinary(nil)
	if err != nil {
		t.Fatalf("%s %x: decoded to %+v, which does not encode: %v", p, b, pdu, err)
	}
	again := presentation.Decoder{Simple: simple, Nominated: nominated}
	second, err := again.Decode(p, out)
	if err != nil || differ(pdu, second) != "" {
		t.Fatalf("%s %x: decoded to %+v, encoded to %x, decoded to %+v, %v", p, b, pdu, out, second, err)
	}
	if third, err := second.AppendBinary(nil); err != nil || !bytes.Equal(out, third) {
		t.Fatalf("%x: encoded to %x, then to %x, %v", b, out, third, err)
	}
	checkMirror(t, presentation.Clone(pdu), out)
	indefinite, err := presentation.AppendIndefinite(nil, pdu)
	if err != nil {
		t.Fatal(err)
	}
	again.Limits.Depth, again.Limits.Elements = 255, 1<<30
	if second, err = again.Decode(p, indefinite); err != nil || differ(pdu, second) != "" {
		t.Fatalf("%s %x: with indefinite lengths %x, decoded to %+v, %v", p, b, indefinite, second, err)
	}
}

func checkError(t *testing.T, b []byte, pdu presentation.PPDU, err error) {
	t.Helper()
	e, ok := err.(*osi.Error)
	if !ok || pdu != nil || e.Offset < 0 || e.Offset > len(b) || e.PDU == "" {
		t.Fatalf("%x: %#v, offset outside 0 to %d, no PDU, or a result beside the error", b, err, len(b))
	}
	for _, s := range []presentation.Situation{{}, {Mode: osi.X410Mode}, {NullEncoding: true, NegativeRelease: true}} {
		action, answer := presentation.Answer(err, b, s)
		if (answer != nil) != (action == osi.SendAndDisconnect) {
			t.Fatalf("%x: %v; %s with answer %v", b, e, action, answer)
		}
		if answer == nil {
			continue
		}
		if out, err := answer.AppendBinary(nil); err != nil || len(out) > 9 {
			t.Fatalf("%x: %v; the answer %+v encodes to %x, %v", b, e, answer, out, err)
		}
	}
}

// differ tells where p and q differ but for offsets, which move when lengths do. Lists that are
// absent on the wire either way are alike.
func differ(p, q presentation.PPDU) string {
	return mirror.Diff(trim(p), trim(q), notOnTheWire...)
}

// trim returns a copy of p in which empty lists are nil that are absent on the wire either way.
func trim(p presentation.PPDU) presentation.PPDU {
	p = presentation.Clone(p)
	v := reflect.ValueOf(p).Elem()
	for _, name := range []string{"Continued", "Undefined", "UndefinedOuter"} {
		if f := v.FieldByName(name); f.IsValid() && f.Len() == 0 {
			f.SetZero()
		}
	}
	return p
}

func FuzzDecode(f *testing.F) {
	vs := load(f)
	for i := range vs {
		if p, ok := forms[vs[i].Get("form")]; ok {
			f.Add(byte(p), vs[i].Octets, false, false)
			f.Add(byte(p), vs[i].Octets, true, false)
			f.Add(byte(p), vs[i].Octets, false, true)
		}
	}
	f.Fuzz(func(t *testing.T, carrier byte, b []byte, simple, nominated bool) {
		p := presentation.Primitive(carrier % (byte(presentation.SUnitData) + 1))
		checkInvariants(t, p, b, simple, nominated)

		// A reused decoder gives what a fresh one gives.
		used := presentation.Decoder{Simple: simple, Nominated: nominated}
		for _, first := range [][]byte{b[:len(b)/2], b} {
			_, _ = used.Decode(p, first)
		}
		fresh := presentation.Decoder{Simple: simple, Nominated: nominated}
		x, errX := used.Decode(p, b)
		y, errY := fresh.Decode(p, b)
		if !simple && !nominated {
			if z, err := presentation.Parse(p, b); !reflect.DeepEqual(err, errY) || err == nil && differ(z, y) != "" {
				t.Fatalf("Parse %+v, %v; Decoder %+v, %v", z, err, y, errY)
			}
		}
		if !reflect.DeepEqual(errX, errY) || errX == nil && differ(x, y) != "" {
			t.Fatalf("reused %+v, %v; fresh %+v, %v", x, errX, y, errY)
		}
		// Leniency accepts more, never less, and never changes what is accepted anyway, but with a
		// nominated context: what cannot be read as fully encoded is simply encoded there.
		if nominated {
			return
		}
		lenient := presentation.Decoder{Simple: simple}
		lenient.Tolerate = ^osi.EitherEncoding
		if z, err := lenient.Decode(p, b); errY == nil && (err != nil || differ(y, z) != "") {
			t.Fatalf("lenient %+v, %v; strict %+v", z, err, y)
		}
	})
}

func FuzzShort(f *testing.F) {
	f.Add(byte(1), []byte{3, 0x41})
	f.Add(byte(2), []byte{0x73, 0x41})
	f.Fuzz(func(t *testing.T, special byte, b []byte) {
		var c presentation.ShortConnect
		if c.Decode(b) == nil {
			if out, err := c.AppendBinary(nil); err != nil || !bytes.Equal(out, b) {
				t.Fatalf("%x: %+v encodes to %x, %v", b, c, out, err)
			}
		}
		var r presentation.ShortReject
		if r.Decode(b) == nil {
			if out, err := r.AppendBinary(nil); err != nil || !bytes.Equal(out, b) {
				t.Fatalf("%x: %+v encodes to %x, %v", b, r, out, err)
			}
		}
		var d presentation.ShortData
		if err := d.Decode(special, b); err != nil {
			checkError(t, b, nil, err)
			return
		}
		if out, s, err := d.AppendBinary(nil); err != nil || s != special || !bytes.Equal(out, b) {
			t.Fatalf("%x: %+v encodes to %x, %d, %v", b, d, out, s, err)
		}
	})
}
