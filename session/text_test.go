package session

import (
	"fmt"
	"testing"

	"github.com/osi-go/osi"
)

// TestTexts has what values are called, in the words of the standard.
func TestTexts(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		v    any
		want string
	}{
		{RefusedCongestion, "rejected by called SS-user: temporary congestion"},
		{RefuseReason(130), "SS-user not attached to SSAP"},
		{RefuseReason(134), "implementation restriction stated in the PICS"},
		{RefuseReason(3), "reason(3)"},
		{ExceptionReason(1), "temporarily unable to continue"},
		{ExceptionReason(128), "demand data token"},
		{ExceptionReason(2), "reason(2)"},
		{ResyncAbandon, "abandon"},
		{ResyncType(3), "type(3)"},
		{PrepareResync, "PR-RS"},
		{PrepareType(5), "type(5)"},
		{Version1 | Version2, "1,2"},
		{EnclosureFirst, "first"},
		{FUHalfDuplex | FUDataSeparation, "HD,DS"},
		{UnitCode(18), "Inactivity timer"},
		{UnitCode(52), "Called Session Selector"},
		{UnitCode(127), "parameter 7F"},
	} {
		if got := fmt.Sprint(c.v); got != c.want {
			t.Errorf("%q, want %q", got, c.want)
		}
	}
	for r, want := range map[RefuseReason]bool{0: false, 1: false, 2: false, 129: true, 130: true, 131: false, 132: true, 133: true, 134: true} {
		if r.Persistent() != want {
			t.Errorf("%v: persistent %v", r, !want)
		}
	}
}

// annexBCodes are the codes of X.225 Table B.1.
var annexBCodes = []UnitCode{0, 2, 8, 13, 14, 18, 28, 29, 30, 31, 32, 40, 44, 45, 48, 64, 65, 72, 73, 74, 75, 77, 78}

func TestAnnexB(t *testing.T) {
	t.Parallel()
	reserved := map[UnitCode]bool{}
	for _, c := range annexBCodes {
		reserved[c] = true
	}
	for i := range 256 {
		if c := UnitCode(i & 255); c.Reserved() != reserved[c] {
			t.Errorf("%d: reserved %v", i, c.Reserved())
		}
	}
}

// TestLongEmptyGroup holds that a tolerated three-octet length keeps the code of the unit it
// belongs to.
func TestLongEmptyGroup(t *testing.T) {
	t.Parallel()
	d := Decoder{Leniency: osi.Leniency{Tolerate: osi.LongLengthIndicator}}
	s, err := d.Decode([]byte{13, 9, 1, 0xff, 0, 0, 127, 1, 0, 128, 0})
	if err != nil || len(s.common().Ignored) != 3 || s.common().Ignored[0].Code != 1 || s.common().Ignored[0].Offset != 2 {
		t.Errorf("%+v, %v", s, err)
	}
}
