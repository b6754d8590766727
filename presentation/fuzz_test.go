package presentation_test

import (
	"bytes"
	"reflect"
	"testing"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/presentation"
)

// checkInvariants asserts what holds for any octets given to Decode.
func checkInvariants(t *testing.T, p presentation.Primitive, b []byte, simple bool) {
	t.Helper()
	before := bytes.Clone(b)
	d := presentation.Decoder{Simple: simple}
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
	again := presentation.Decoder{Simple: simple}
	second, err := again.Decode(p, out)
	if err != nil || !reflect.DeepEqual(normal(pdu), normal(second)) {
		t.Fatalf("%s %x: decoded to %+v, encoded to %x, decoded to %+v, %v", p, b, pdu, out, second, err)
	}
	if third, err := second.AppendBinary(nil); err != nil || !bytes.Equal(out, third) {
		t.Fatalf("%x: encoded to %x, then to %x, %v", b, out, third, err)
	}
	indefinite, err := presentation.AppendIndefinite(nil, pdu)
	if err != nil {
		t.Fatal(err)
	}
	again.Limits.Depth, again.Limits.Elements = 255, 1<<30
	if second, err = again.Decode(p, indefinite); err != nil || !reflect.DeepEqual(normal(pdu), normal(second)) {
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

// normal returns a copy of p without offsets, which move when lengths do.
func normal(p presentation.PPDU) any {
	switch v := p.(type) {
	case *presentation.Connect:
		c := v.Clone()
		c.X410Offset = 0
		plain(append(c.Continued, c.UserData))
		plain([]presentation.UserData{c.UserData})
		c.UserData.Offset = 0
		return trim(&c)
	case *presentation.ConnectAccept:
		c := v.Clone()
		c.X410Offset, c.UserData.Offset = 0, 0
		plain([]presentation.UserData{c.UserData})
		return trim(&c)
	case *presentation.ConnectReject:
		c := v.Clone()
		c.X410Offset, c.UserData.Offset = 0, 0
		plain([]presentation.UserData{c.UserData})
		return trim(&c)
	case *presentation.AbnormalReleaseUser:
		c := v.Clone()
		c.X410Offset, c.UserData.Offset = 0, 0
		plain([]presentation.UserData{c.UserData})
		return trim(&c)
	case *presentation.AlterContext:
		c := v.Clone()
		c.UserData.Offset = 0
		plain([]presentation.UserData{c.UserData})
		return trim(&c)
	case *presentation.AlterContextAcknowledge:
		c := v.Clone()
		c.UserData.Offset = 0
		plain([]presentation.UserData{c.UserData})
		return trim(&c)
	case *presentation.Resynchronize:
		c := v.Clone()
		c.UserData.Offset = 0
		plain([]presentation.UserData{c.UserData})
		return trim(&c)
	case *presentation.Data:
		c := v.Clone()
		c.UserData.Offset = 0
		plain([]presentation.UserData{c.UserData})
		return trim(&c)
	case *presentation.UnitData:
		c := v.Clone()
		plain(c.Continued)
		plain([]presentation.UserData{c.UserData})
		c.UserData.Offset = 0
		return trim(&c)
	}
	return p
}

func plain(list []presentation.UserData) {
	for i := range list {
		list[i].Offset = 0
		for j := range list[i].PDVs {
			list[i].PDVs[j].Offset = 0
		}
	}
}

// trim makes nil the empty lists that are absent on the wire either way.
func trim(p any) any {
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
			f.Add(byte(p), vs[i].Octets, vs[i].Get("simple") == "yes")
		}
	}
	f.Fuzz(func(t *testing.T, carrier byte, b []byte, simple bool) {
		p := presentation.Primitive(carrier % (byte(presentation.SUnitData) + 1))
		checkInvariants(t, p, b, simple)

		// A reused decoder gives what a fresh one gives.
		used := presentation.Decoder{Simple: simple}
		for _, first := range [][]byte{b[:len(b)/2], b} {
			if pdu, err := used.Decode(p, first); err == nil {
				normal(pdu)
			}
		}
		fresh := presentation.Decoder{Simple: simple}
		x, errX := used.Decode(p, b)
		y, errY := fresh.Decode(p, b)
		if !simple {
			if z, err := presentation.Parse(p, b); !reflect.DeepEqual(err, errY) || err == nil && !reflect.DeepEqual(normal(z), normal(y)) {
				t.Fatalf("Parse %+v, %v; Decoder %+v, %v", z, err, y, errY)
			}
		}
		if !reflect.DeepEqual(errX, errY) || errX == nil && !reflect.DeepEqual(normal(x), normal(y)) {
			t.Fatalf("reused %+v, %v; fresh %+v, %v", x, errX, y, errY)
		}
		// Leniency accepts more, never less, and never changes what is accepted anyway.
		lenient := presentation.Decoder{Simple: simple}
		lenient.Tolerate = ^osi.EitherEncoding
		if z, err := lenient.Decode(p, b); errY == nil && (err != nil || !reflect.DeepEqual(normal(y), normal(z))) {
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
