package rtse_test

import (
	"bytes"
	"testing"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/rtse"
)

// The application protocols of X.410 mode.
func TestApplications(t *testing.T) {
	if rtse.ApplicationP1 != 1 || rtse.ApplicationP3 != 3 || rtse.ApplicationMTS != 12 {
		t.Error(rtse.ApplicationP1, rtse.ApplicationP3, rtse.ApplicationMTS)
	}
}

// What References refuses has no place in a buffer: its offset is 0. References of 64 octets, with
// identifier and length, and an additional one of 4 are the longest.
func TestReferenceSizes(t *testing.T) {
	const common = "9601011200Z"
	for _, c := range []struct {
		s    rtse.SessionConnectionIdentifier
		m    osi.Mode
		rule string
	}{
		{rtse.SessionConnectionIdentifier{CallingReference: bytes.Repeat([]byte{'A'}, 62), CommonReference: []byte(common)}, osi.NormalMode, ""},
		{rtse.SessionConnectionIdentifier{CallingReference: bytes.Repeat([]byte{'A'}, 63), CommonReference: []byte(common)}, osi.NormalMode, "rtse.reference-size"},
		{rtse.SessionConnectionIdentifier{CallingReference: []byte("A"), CommonReference: []byte(common), Additional: []byte("AB")}, osi.NormalMode, ""},
		{rtse.SessionConnectionIdentifier{CallingReference: []byte("A"), CommonReference: []byte(common), Additional: []byte("ABC")}, osi.NormalMode, "rtse.reference-size"},
		{rtse.SessionConnectionIdentifier{T61: true, CallingReference: []byte("A"), CommonReference: []byte(common)}, osi.NormalMode, "rtse.mode"},
		{rtse.SessionConnectionIdentifier{CallingReference: []byte("A"), CommonReference: []byte(common)}, osi.X410Mode, "rtse.mode"},
		{rtse.SessionConnectionIdentifier{CallingReference: []byte("A"), CommonReference: []byte("960101")}, osi.NormalMode, "rtse.utc-time"},
	} {
		calling, _, _, err := c.s.References(c.m)
		if e := osi.AsError(err); c.rule != "" && (e == nil || e.ID != c.rule || e.Offset != 0 || calling != nil) || c.rule == "" && err != nil {
			t.Errorf("%+v: %x, %v; want %q", c.s, calling, err, c.rule)
		}
	}
}
