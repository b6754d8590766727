package session

import (
	"bytes"
	"testing"

	"github.com/osi-go/osi"
)

// Every type that may be segmented is, at sizes where length indicators change, and what is sent is
// joined to what was to be sent.
func TestSegments(t *testing.T) {
	t.Parallel()
	data := bytes.Repeat([]byte("0123456789"), 80)
	for _, sample := range samples() {
		typ := sample.Type()
		if !types[typ].top.has(parEnclosure) || typ == TypeCDO || typ == TypeEX {
			continue
		}
		for _, size := range []int{60, 100, 254, 255, 256, 257, 258, 259, 260, 261, 300, 511, 900} {
			s := Clone(sample)
			s.common().Enclosure, s.common().UserData = EnclosureNone, data
			if ab, ok := s.(*Abort); ok {
				ab.Reflect, ab.Disconnect = nil, UserAbort
			}
			if b, err := s.AppendBinary(nil); err != nil || typ == TypeAR && size < 100 || typ == TypeAC && size < 100 || typ == TypeRF && size < 100 {
				if err != nil && len(b) == 0 {
					t.Errorf("%v: %v", s, err)
				}
				continue
			}
			want := Clone(s)
			var r Reassembler
			var whole SPDU
			n := 0
			for p, err := range Segments(s, Version2, size) {
				if err != nil {
					t.Fatalf("%v in %d octets: %v", s, size, err)
				}
				n++
				b, err := p.AppendBinary(nil)
				front := 0
				if typ.Category() == Category2 {
					front = 2
				}
				if err != nil || len(b)+front > size {
					t.Errorf("%v in %d octets: %d, %v", s, size, len(b)+front, err)
				}
				back := newSPDU(p.Type())
				if err := back.decode(b, nil); err != nil {
					t.Errorf("%v: %v", s, err)
				}
				if whole, _, err = r.Add(back); err != nil {
					t.Fatal(err)
				}
			}
			if size < 900 && n < 2 || whole == nil {
				t.Fatalf("%v in %d octets: %d SPDUs, %v", s, size, n, whole)
			}
			got := Clone(whole)
			got.common().Enclosure = EnclosureNone
			if !equal(withoutOffsets(got), withoutOffsets(want)) {
				t.Errorf("%v in %d octets: %+v, want %+v", s, size, got, want)
			}
		}
	}
}

// Without a maximum TSDU size DT and TD are never segmented, and other SPDUs where they exceed 65
// 539 octets.
func TestSegmentsUnlimited(t *testing.T) {
	t.Parallel()
	sizes := func(s SPDU, v Version, size int) (out []int, last error) {
		for p, err := range Segments(s, v, size) {
			if err != nil {
				return out, err
			}
			b, err := p.AppendBinary(nil)
			if err != nil {
				t.Fatalf("%v: %v", p, err)
			}
			out = append(out, len(b))
		}
		return out, nil
	}
	long := Common{UserData: make([]byte, 150000)}
	nested := osi.Some(uint8(1))
	for _, c := range []struct {
		s    SPDU
		v    Version
		size int
		want []int // octets of the SPDUs
		rule *osi.Rule
	}{
		{&DataTransfer{long}, Version2, 0, []int{150002}, nil},
		{&TypedData{Common{UserData: []byte("x")}}, Version2, 100, []int{6}, nil}, // an Enclosure Item nevertheless
		{&TypedData{Common{UserData: []byte("x")}}, Version1, 5, nil, ruleSegmenting},
		{&DataTransfer{Common{UserData: []byte("xy")}}, Version1, 8, []int{6, 6}, nil},
		{&Disconnect{long}, Version2, 0, []int{65539, 65539, 18955}, nil},
		{&Disconnect{long}, Version1, 0, nil, ruleVersion1Data},
		{&Finish{Common: Common{UserData: make([]byte, 512)}}, Version1, 0, []int{520}, nil},
		{&Finish{Common: Common{UserData: make([]byte, 513)}}, Version1, 0, nil, ruleVersion1Data},
		{&GiveTokensConfirm{Common{UserData: []byte("x")}}, Version1, 0, nil, ruleVersion1Data},
		{&OverflowAccept{Version: Version2}, Version1, 0, nil, ruleVersion1Overflow},
		{&Disconnect{Common{UserData: make([]byte, 40)}}, Version1, 30, nil, ruleSegmenting},
		{&Disconnect{Common{UserData: make([]byte, 40)}}, Version2, 7, nil, ruleSegmenting},
		{&GiveTokensAck{}, Version2, 1, nil, ruleSegmenting},
		{&AbortAccept{}, Version2, 0, []int{2}, nil},
		{&ExpeditedData{Common{UserData: make([]byte, 14)}}, Version2, 0, []int{16}, nil},
		{&ExpeditedData{Common{UserData: make([]byte, 14), Nested: nested}}, Version2, 0, []int{16, 14}, nil},
		{&ExpeditedData{Common{UserData: make([]byte, 15)}}, Version2, 0, nil, ruleExpedited},
		{&ExpeditedData{Common{UserData: make([]byte, 15), Nested: nested}}, Version2, 0, nil, ruleExpedited},
		{&Finish{Common: Common{Enclosure: EnclosureFirst, UserData: []byte("x")}}, Version2, 0, nil, ruleSegment},
		{&Connect{Common: Common{UserData: make([]byte, 512)}}, Version2, 100, []int{520}, nil},
		{
			&Connect{Common: Common{UserData: make([]byte, 10240+65528+1)}, ConnectAcceptItem: ConnectAcceptItem{Version: Version2}}, Version2, 0,
			[]int{10240 + 4 + 8 + 3 + 4, 65539, 8},
			nil,
		},
		{&Abort{Common: Common{UserData: make([]byte, 70000)}, Disconnect: UserAbort | ProtocolError, Reflect: []byte{1}}, Version2, 0, nil, ruleReflectSegment},
	} {
		got, err := sizes(c.s, c.v, c.size)
		e := osi.AsError(err)
		if c.rule != nil && (e == nil || e.Rule != c.rule) || c.rule == nil && (err != nil || !equalInts(got, c.want)) {
			t.Errorf("%v, %d octets of user data, at most %d: %v, %v; want %v", c.s, len(c.s.SSDU()), c.size, got, err, c.want)
		}
	}
	for range Segments(&DataTransfer{long}, Version2, 100) {
		break // stops when told to
	}
}

func equalInts(a, b []int) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}
