package rtse_test

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/rtse"
)

// The references of a CN have identifier and length octets, those of a SessionConnectionIdentifier
// are the values.
func TestReferences(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name                        string
		s                           rtse.SessionConnectionIdentifier
		mode                        osi.Mode
		calling, common, additional string
		rule                        string
	}{
		{
			name: "normal", s: rtse.SessionConnectionIdentifier{CallingReference: []byte("MTA1"), CommonReference: []byte("260101120000Z")},
			calling: "04 04 4D 54 41 31", common: "17 0D 32 36 30 31 30 31 31 32 30 30 30 30 5A",
		},
		{
			name: "X.410", mode: osi.X410Mode,
			s:       rtse.SessionConnectionIdentifier{CallingReference: []byte("MTA1"), T61: true, CommonReference: []byte("2601011200Z"), Additional: []byte("12")},
			calling: "14 04 4D 54 41 31", common: "17 0B 32 36 30 31 30 31 31 32 30 30 5A", additional: "14 02 31 32",
		},
		{name: "T61", s: rtse.SessionConnectionIdentifier{T61: true, CommonReference: []byte("2601011200Z")}, rule: "rtse.mode"},
		{name: "octets", mode: osi.X410Mode, s: rtse.SessionConnectionIdentifier{CommonReference: []byte("2601011200Z")}, rule: "rtse.mode"},
		{name: "time", s: rtse.SessionConnectionIdentifier{CommonReference: []byte("26010112Z")}, rule: "rtse.utc-time"},
		{
			name: "calling of 63", s: rtse.SessionConnectionIdentifier{CallingReference: make([]byte, 63), CommonReference: []byte("2601011200Z")},
			rule: "rtse.reference-size",
		},
		{
			name: "calling of 62", s: rtse.SessionConnectionIdentifier{CallingReference: make([]byte, 62), CommonReference: []byte("2601011200Z")},
			calling: "04 3E (00)*62", common: "17 0B 32 36 30 31 30 31 31 32 30 30 5A",
		},
		{
			name: "additional of 3", s: rtse.SessionConnectionIdentifier{CommonReference: []byte("2601011200Z"), Additional: []byte("123")},
			rule: "rtse.reference-size",
		},
	} {
		calling, common, additional, err := c.s.References(c.mode)
		if e := osi.AsError(err); (err == nil) != (c.rule == "") || e != nil && e.ID != c.rule {
			t.Errorf("%s: %v, want %q", c.name, err, c.rule)
		}
		if !bytes.Equal(calling, octets(t, c.calling)) || !bytes.Equal(common, octets(t, c.common)) || !bytes.Equal(additional, octets(t, c.additional)) {
			t.Errorf("%s: %x, %x, %x", c.name, calling, common, additional)
		}
		if err != nil {
			continue
		}
		back, err := rtse.ParseReferences(calling, common, additional)
		if err != nil || !back.SameConnection(&c.s) || back.T61 != c.s.T61 || (back.Additional == nil) != (c.s.Additional == nil) {
			t.Errorf("%s: back %+v, %v", c.name, back, err)
		}
	}
	common := "17 0B 32 36 30 31 30 31 31 32 30 30 5A"
	for _, c := range []struct {
		calling, common, additional string
		rule                        string
		off                         int
	}{
		{"04 01 41", common, "80 02 31 32", "", 0},
		{"24 06 04 01 41 04 01 42", common, "", "", 0},
		{"", common, "", "rtse.reference", 0},
		{"16 01 41", common, "", "rtse.reference", 0},
		{"04 02 41", common, "", "ber.length", 1},
		{"04 01 41 00", common, "", "ber.trailing", 3},
		{"04 01 41", "", "", "rtse.reference", 0},
		{"04 01 41", "04 01 41", "", "rtse.reference", 0},
		{"04 01 41", "17 01 41", "", "rtse.utc-time", 0},
		{"04 01 41", common, "04 00", "rtse.reference", 0},
	} {
		var additional []byte
		if c.additional != "" {
			additional = octets(t, c.additional)
		}
		s, err := rtse.ParseReferences(octets(t, c.calling), octets(t, c.common), additional)
		e := osi.AsError(err)
		if (err == nil) != (c.rule == "") || e != nil && (e.ID != c.rule || e.Offset != c.off || s.CallingReference != nil || s.CommonReference != nil) {
			t.Errorf("%s, %s, %s: %+v, %v; want %q", c.calling, c.common, c.additional, s, err, c.rule)
		}
	}
	a := rtse.SessionConnectionIdentifier{CallingReference: []byte("A"), CommonReference: []byte("B"), Additional: []byte("C")}
	for _, b := range []rtse.SessionConnectionIdentifier{
		{CallingReference: []byte("a"), CommonReference: []byte("B"), Additional: []byte("C")},
		{CallingReference: []byte("A"), CommonReference: []byte("b"), Additional: []byte("C")},
		{CallingReference: []byte("A"), CommonReference: []byte("B"), Additional: []byte("c")},
		{CallingReference: []byte("A"), CommonReference: []byte("B")},
	} {
		if a.SameConnection(&b) || b.SameConnection(&a) {
			t.Errorf("%+v is %+v", a, b)
		}
	}
	b := a
	if b.T61 = true; !a.SameConnection(&b) {
		t.Error("the identifier octets of references count")
	}
}

// An APDU is cut at multiples of the checkpoint size, and joined again.
func TestPieces(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		octets     int
		checkpoint int64
		want       []int
	}{
		{0, 0, []int{0}},
		{0, 1, []int{0}},
		{1, 1, []int{1}},
		{1023, 1, []int{1023}},
		{1024, 1, []int{1024}},
		{1025, 1, []int{1024, 1}},
		{2048, 1, []int{1024, 1024}},
		{5000, 2, []int{2048, 2048, 904}},
		{5000, 0, []int{5000}},
		{5000, -1, []int{5000}},
		{5000, 1 << 62, []int{5000}},
	} {
		apdu := []byte(strings.Repeat("osi-go!", 1000))[:c.octets]
		r := rtse.Reassembler{CheckpointSize: max(c.checkpoint, 0), Limits: osi.Limits{SSDU: max(c.octets, 1)}}
		var got []int
		for piece := range rtse.Pieces(apdu, c.checkpoint) {
			if got = append(got, len(piece)); cap(piece) != len(piece) {
				t.Errorf("a piece of %d octets has capacity %d", len(piece), cap(piece))
			}
			if whole, done, err := r.Add(piece, false); whole != nil || done || err != nil || !r.Pending() {
				t.Errorf("a piece gives %v, %v, %v", whole, done, err)
			}
		}
		whole, done, err := r.Add(nil, true)
		if !slices.Equal(got, c.want) || !bytes.Equal(whole, apdu) || !done || err != nil || r.Pending() || r.Held() < c.octets {
			t.Errorf("%d octets by %d: %v, want %v; %v, %v", c.octets, c.checkpoint, got, c.want, done, err)
		}
	}
	for range rtse.Pieces(make([]byte, 5000), 1) {
		break
	}
}

// A piece beyond the checkpoint size or the limit is an error, after which the next APDU may begin.
func TestReassemblerLimits(t *testing.T) {
	t.Parallel()
	r := rtse.Reassembler{CheckpointSize: 1, Limits: osi.Limits{SSDU: 1500}}
	for _, c := range []struct {
		piece     int
		last      bool
		whole     int // octets
		id        string
		got, want int
	}{
		{piece: 1025, id: "rtse.piece-size", got: 1025, want: 1024},
		{piece: 1024, last: true, whole: 1024},
		{piece: 1000},
		{piece: 500, last: true, whole: 1500},
		{piece: 1000},
		{piece: 501, id: "rtse.assembly", got: 1501, want: 1500},
		{piece: 0, last: true},
	} {
		whole, done, err := r.Add(make([]byte, c.piece), c.last)
		if e := osi.AsError(err); e != nil {
			if whole != nil || done || e.ID != c.id || e.Got != c.got || e.Want != c.want || r.Pending() || r.Held() != 0 {
				t.Errorf("%+v: %v", c, err)
			}
		} else if c.id != "" || len(whole) != c.whole || cap(whole) != c.whole || done != c.last || r.Pending() == c.last {
			t.Errorf("%+v: %d octets, %v", c, len(whole), done)
		}
	}
}
