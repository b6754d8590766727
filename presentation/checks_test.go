package presentation_test

import (
	"fmt"
	"testing"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/presentation"
)

// A primitive that must carry a PPDU and carries nothing breaks presentation.empty; the others
// yield a *Data without user data.
func TestEmpty(t *testing.T) {
	t.Parallel()
	must := map[presentation.Primitive]bool{
		presentation.SData: true, presentation.SConnect: true, presentation.SConnectAccept: true, presentation.STypedData: true,
		presentation.SExpeditedData: true, presentation.SUnitData: true,
	}
	for p := presentation.SData; p <= presentation.SUnitData; p++ {
		for name, decode := range map[string]func(presentation.Primitive, []byte) (presentation.PPDU, error){
			"Parse": presentation.Parse, "Decode": new(presentation.Decoder).Decode,
		} {
			v, err := decode(p, nil)
			if must[p] {
				if e := osi.AsError(err); e == nil || e.ID != "presentation.empty" || e.Offset != 0 || v != nil {
					t.Errorf("%s %s: %v, %v", name, p, v, err)
				}
				continue
			}
			if d, ok := v.(*presentation.Data); err != nil || !ok || !d.UserData.IsZero() {
				t.Errorf("%s %s: %v, %v", name, p, v, err)
			}
		}
	}
}

// Octets that begin none of the PPDUs that a primitive may carry.
func TestUndefinedPPDU(t *testing.T) {
	t.Parallel()
	for _, b := range [][]byte{{0}, {0x61}, {0x61, 0}, {0x7f, 1}} {
		v, err := presentation.Parse(presentation.SUserAbort, b)
		if e := osi.AsError(err); e == nil || e.ID != "presentation.ppdu" || e.Offset != 0 || v != nil {
			t.Errorf("%x: %v, %v", b, v, err)
		}
	}
	for b, rule := range map[string]string{"\x61\x00": "presentation.ppdu", "": "presentation.empty"} {
		v, err := presentation.Parse(presentation.SUnitData+1, []byte(b))
		if e := osi.AsError(err); e == nil || e.ID != rule || v != nil {
			t.Errorf("%x of a primitive that there is none: %v, %v", b, v, err)
		}
	}
}

// A component that a CP defines is no undefined one: [2] and [3] of normal mode, in either form of
// length, and the mode-selector.
func TestDefinedAsUndefined(t *testing.T) {
	t.Parallel()
	for _, c := range []presentation.Connect{
		{UndefinedOuter: [][]byte{{0xa0, 0}}},
		{UndefinedOuter: [][]byte{{0xa1, 0}}},
		{UndefinedOuter: [][]byte{{0xa2, 0}}},
		{Undefined: [][]byte{{0x81, 1, 1}}},
		{Undefined: [][]byte{{0x82, 1, 1}}},
		{Undefined: [][]byte{{0xa4, 0}}},
	} {
		b, err := c.AppendBinary([]byte{9})
		if e := osi.AsError(err); e == nil || e.ID != "presentation.component" || len(b) != 1 {
			t.Errorf("%+v: %x, %v", c, b, err)
		}
	}
	for _, c := range []presentation.Connect{
		{UndefinedOuter: [][]byte{{0xa3, 0}}}, {UndefinedOuter: [][]byte{{0xa5, 0}}}, {Undefined: [][]byte{{0x8a, 1, 1}}},
	} {
		if _, err := c.AppendBinary(nil); err != nil {
			t.Errorf("%+v: %v", c, err)
		}
	}
}

// The value of short user data is never nil, so that it differs from none.
func TestShortDataEmpty(t *testing.T) {
	t.Parallel()
	var d presentation.ShortData
	for special, b := range map[uint8][]byte{1: nil, 2: {7}} {
		if err := d.Decode(special, b); err != nil || d.Value == nil || len(d.Value) != 0 {
			t.Errorf("special %d: %+v, %v", special, d, err)
		}
	}
}

// The fault of an ARU without a whole element is that of BER, whatever its tag.
func TestAbortTruncated(t *testing.T) {
	t.Parallel()
	for b, want := range map[string]string{"\xa0\x05": "ber.length 1", "\xa0": "ber.length-truncated 1", "\x31\x82\x01": "ber.length-truncated 3"} {
		e := osi.AsError(new(presentation.AbnormalReleaseUser).Decode([]byte(b)))
		if got := fmt.Sprintf("%s %d", e.ID, e.Offset); got != want {
			t.Errorf("%x: %s, want %s", b, got, want)
		}
	}
}
