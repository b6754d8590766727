package session

import (
	"testing"

	"github.com/osi-go/osi"
)

// The tolerance of disordered units changes their order and nothing else: no octet of user data is
// lost, or taken for a parameter.
func TestUnitOrderOnlyReorders(t *testing.T) {
	t.Parallel()
	d := Decoder{Leniency: osi.Leniency{Tolerate: osi.UnitOrder}}
	got, err := d.Decode([]byte("\x0c\x08\x32\x03ABC\x19\x01\x02")) // the last part of an RF, Enclosure Item last
	if err != nil {
		t.Fatal(err)
	}
	if rf, ok := got.(*Refuse); !ok || rf.Reason.Present || string(rf.UserData) != "ABC" || rf.Enclosure != EnclosureLast {
		t.Errorf("%+v", got)
	}
	got, err = d.Decode([]byte("\x0c\x08\x19\x01\x01\x32\x03\x02BC"))
	if rf, ok := got.(*Refuse); err != nil || !ok || rf.Reason != osi.Some(RefusedByUser) || string(rf.UserData) != "BC" {
		t.Errorf("%+v, %v", got, err)
	}
	for _, first := range []par{parUserData, parExtended} { // both, in either order
		second := parUserData
		if first == parUserData {
			second = parExtended
		}
		b := []byte{13, 0xff, 0, 0, 5, 6, 19, 1, 0, 22, 1, 2, 20, 2, 0, 2}
		for _, p := range []par{first, second} {
			b = append(append(b, byte(parameters[p].code), 0xff, 600>>8, 600&0xff), make([]byte, 600)...)
		}
		b[2], b[3] = byte((len(b)-4)>>8), byte(len(b)-4)
		_, err := d.Decode(b)
		if e := osi.AsError(err); e == nil || e.Rule != ruleUserDataChoice || b[e.Offset] != 194 {
			t.Errorf("%v", err)
		}
	}
	// The same units in order and out of order are the same SPDU, but for the place of those that
	// are ignored.
	for _, c := range [][2]string{
		{"\x2d\x09\x19\x01\x01\x29\x01\x07\xc1\x01\x41", "\x2d\x09\xc1\x01\x41\x29\x01\x07\x19\x01\x01"},
		{"\x09\x09\x11\x01\x00\x19\x01\x01\xc1\x01\x41", "\x09\x09\xc1\x01\x41\x19\x01\x01\x11\x01\x00"},
		{"\x19\x09\x11\x01\x03\x19\x01\x01\xc1\x01\x41", "\x19\x09\xc1\x01\x41\x11\x01\x03\x19\x01\x01"},
	} {
		ordered, other := []byte(c[0]), []byte(c[1])
		want, err := d.Decode(ordered)
		if err != nil {
			t.Fatal(err)
		}
		wanted := Clone(want)
		got, err := d.Decode(other)
		if err != nil || !equal(got, wanted) {
			t.Errorf("%x: %+v, %v\nwant %+v", other, got, err, wanted)
		}
	}
}
