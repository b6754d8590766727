package session

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/osi-go/osi"
)

// plain has a small SPDU of each type that may be concatenated, by abbreviation. A + is a Token
// Item, an f an Enclosure Item of a first segment, an l that of a last one.
func plain(t testing.TB, word string) SPDU {
	t.Helper()
	one := SerialNumber("1")
	c := Common{}
	switch {
	case strings.HasSuffix(word, "f"):
		c.Enclosure, c.UserData = EnclosureFirst, []byte("data")
	case strings.HasSuffix(word, "l"):
		c.Enclosure, c.UserData = EnclosureLast, []byte("data")
	}
	name := strings.TrimRight(word, "+fl")
	tokens := osi.Opt[Tokens]{Value: DataToken, Present: strings.Contains(word, "+")}
	switch name {
	case "GT":
		return &GiveTokens{Tokens: tokens}
	case "PT":
		return &PleaseTokens{Tokens: tokens}
	case "DT":
		c.UserData = []byte("data")
		return &DataTransfer{c}
	case "MIP":
		return &MinorSyncPoint{Common: c, Serial: one}
	case "MIA":
		return &MinorSyncAck{Common: c, Serial: one}
	case "MAP":
		return &MajorSyncPoint{Common: c, Serial: one}
	case "MAA":
		return &MajorSyncAck{Common: c, Serial: one}
	case "RS":
		return &Resynchronize{Resync{Common: c, ResyncType: osi.Some(ResyncSet), Serial: one}}
	case "RA":
		return &ResynchronizeAck{Resync{Common: c, Serial: one}}
	case "AS":
		return &ActivityStart{Common: c, Activity: []byte{1}}
	case "AR":
		return &ActivityResume{Common: c, OldActivity: []byte{1}, Serial: one, Activity: []byte{2}}
	case "AD":
		return &ActivityDiscard{Common: c}
	case "ADA":
		return &ActivityDiscardAck{c}
	case "AI":
		return &ActivityInterrupt{Common: c}
	case "AIA":
		return &ActivityInterruptAck{c}
	case "AE":
		return &ActivityEnd{Common: c, Serial: one}
	case "CD":
		return &CapabilityData{c}
	case "CDA":
		return &CapabilityDataAck{c}
	case "ER":
		return &ExceptionReport{Reflect: []byte{1}}
	case "ED":
		return &ExceptionData{Common: c}
	}
	t.Fatal(word)
	return nil
}

// basic is Table 7 of X.225 6.3.7 without the pairs of AR, where a ' is a GT that shall have no
// Token Item.
const basic = "GT DT|GT MIP|PT MIA|GT MAP|PT MAA|GT' RS|PT RA|GT AS|GT' AD|PT ADA|GT' AI|PT AIA|GT AE|GT' CD|PT CDA|PT ER|PT ED|GT AR|PT AR"

// extended is Table 8, with what it says of the DT.
const extendedTable = "GT MIA|GT MAA|GT AS MIP|GT AR MIP|GT' AS AE|GT' AR AE|GT' AS MAP|GT' AR MAP|" +
	"GT MIP DT|GT MIA DT|GT MAP DT|GT MAA DT|GT AE DT|GT AS DT|GT AR DT|GT AS MIP DT|GT AR MIP DT|" +
	"GT' AS AE DT|GT' AR AE DT|GT' AS MAP DT|GT' AR MAP DT"

func allowedSequences(table string, into map[string]bool) {
	for row := range strings.SplitSeq(table, "|") {
		first, rest, _ := strings.Cut(row, " ")
		into[strings.TrimSuffix(first, "'")+" "+rest] = true
		if !strings.HasSuffix(first, "'") {
			into[first+"+ "+rest] = true
		}
	}
}

// TestConcatenationTables tries every sequence of up to three SPDUs, and those of Table 8 with
// four, against Tables 7 and 8: built by Concatenate, and decoded.
func TestConcatenationTables(t *testing.T) {
	t.Parallel()
	allow := [2]map[string]bool{{}, {}}
	allowedSequences(basic, allow[0])
	allowedSequences(basic, allow[1])
	allowedSequences(extendedTable, allow[1])
	second := strings.Fields("DT MIP MIA MAP MAA RS RA AS AR AD ADA AI AIA AE CD CDA ER ED")
	var sequences [][]string
	for _, first := range []string{"GT", "GT+", "PT", "PT+"} {
		for _, s := range second {
			sequences = append(sequences, []string{first, s})
			for _, third := range second {
				sequences = append(sequences, []string{first, s, third})
				if s == "AS" || s == "AR" {
					sequences = append(sequences, []string{first, s, third, "DT"})
				}
			}
		}
	}
	for _, seq := range sequences {
		var spdus []SPDU
		var raw []byte
		for _, word := range seq {
			s := plain(t, word)
			spdus = append(spdus, s)
			raw, _ = s.AppendBinary(raw)
		}
		name := strings.Join(seq, " ")
		for i, extended := range []bool{false, true} {
			want := allow[i][name]
			b, err := Concatenate(nil, extended, spdus...)
			if want != (err == nil) || want && !bytes.Equal(b, raw) || !want && b != nil {
				t.Errorf("%s, extended %v: %x, %v", name, extended, b, err)
			}
			if slices.Contains(seq[1:len(seq)-1], "DT") {
				continue // a DT takes the rest of the TSDU
			}
			d := Decoder{Extended: extended}
			got, err := d.TSDU(raw)
			if want != (err == nil) || want && len(got) != len(seq) {
				t.Errorf("%s, extended %v: %v, %v", name, extended, got, err)
			}
		}
	}
}

// TestConcatenatedSegments has the DT conditions of Table 8 and the Token Item in front of
// segments.
func TestConcatenatedSegments(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		seq  string
		want *osi.Rule
	}{
		{"GT DTf", nil},
		{"GT+ DTf", ruleCategory0Tokens},
		{"GT+ DTl", nil},
		{"GT+ MIPf", ruleCategory0Tokens},
		{"GT MIP DTl", nil},
		{"GT+ MIP DTl", nil},
		{"GT MIP DTf", ruleExtendedConcat},
		{"GT AS DTf", nil},
		{"GT+ AS DTf", ruleCategory0Tokens},
		{"GT AS DTl", ruleExtendedConcat},
		{"GT AS MIP DTf", ruleExtendedConcat},
		{"GT AS MIP DTl", ruleExtendedConcat},
		{"GT", ruleLoneCategory0},
		{"GT+", nil},
		{"PT+", nil},
		{"PT", ruleLoneCategory0},
		{"DT", ruleCategory2},
	} {
		var spdus []SPDU
		for word := range strings.FieldsSeq(c.seq) {
			spdus = append(spdus, plain(t, word))
		}
		_, err := Concatenate(nil, true, spdus...)
		if e := osi.AsError(err); c.want == nil && err != nil || c.want != nil && (e == nil || e.Rule != c.want) {
			t.Errorf("%s: %v", c.seq, err)
		}
	}
	if _, err := Concatenate(nil, true); osi.AsError(err) == nil {
		t.Error("an empty TSDU")
	}
	if b, err := Concatenate([]byte{9}, false, plain(t, "GT"), &DataTransfer{}); osi.AsError(err) == nil || osi.AsError(err).Offset != 4 || len(b) != 1 {
		t.Errorf("%x, %v", b, err)
	}
}

func TestProcessingOrder(t *testing.T) {
	t.Parallel()
	for wire, want := range map[string]string{
		"GT AS MIP DT": "AS DT MIP GT", "GT DT": "DT GT", "PT MIA": "MIA PT", "GT MIP DT": "DT MIP GT", "GT AR AE": "AR AE GT", "GT+": "GT",
	} {
		var spdus []SPDU
		for word := range strings.FieldsSeq(wire) {
			spdus = append(spdus, plain(t, word))
		}
		var got []string
		for _, s := range ProcessingOrder(spdus) {
			got = append(got, s.String())
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%s: %v, want %s", wire, got, want)
		}
	}
}

// TestFrames walks a TSDU: every octet belongs to one SPDU, and is SI, LI, parameters or user
// information.
func TestFrames(t *testing.T) {
	t.Parallel()
	for _, v := range load(t) {
		if v.Get("form") != "tsdu" {
			continue
		}
		off, faults := 0, 0
		for f, err := range SPDUs(v.Octets) {
			if faults > 0 {
				t.Fatalf("%s: goes on behind an error", v.Name)
			}
			if err != nil {
				faults++
				continue
			}
			if f.Offset != off {
				t.Errorf("%s: %v at %d, want %d", v.Name, f.Type, f.Offset, off)
			}
			off += len(f.Octets)
			if end := len(f.Parameters) + len(f.UserInformation); f.Type >= TypeSCN && end != len(f.Octets)-1 ||
				f.Type < TypeSCN && end != len(f.Octets)-1-liSize(len(f.Parameters)) && v.Rule != ruleLIForm.ID {
				t.Errorf("%s: %v has %d octets of %d", v.Name, f.Type, end, len(f.Octets))
			}
			checkUnits(t, v.Name, f)
		}
		if faults == 0 && off != len(v.Octets) {
			t.Errorf("%s: walked %d octets of %d", v.Name, off, len(v.Octets))
		}
	}
}

// checkUnits holds that the units of a frame cover its parameter field.
func checkUnits(t testing.TB, name string, f Raw) {
	t.Helper()
	if f.Type >= TypeSCN {
		return
	}
	next := len(f.Octets) - len(f.UserInformation) - len(f.Parameters)
	for u, err := range Units(f.Type, f.Octets) {
		if err != nil {
			if e := osi.AsError(err); e.Offset > len(f.Octets) {
				t.Errorf("%s: %v", name, err)
			}
			return
		}
		if u.Offset != next || cap(u.Value) != len(u.Value) {
			t.Errorf("%s: %v at %d, want %d", name, u.Code, u.Offset, next)
		}
		next = locateEnd(f, u)
	}
	if next != len(f.Octets)-len(f.UserInformation) {
		t.Errorf("%s: units end at %d of %d", name, next, len(f.Octets))
	}
}

// locateEnd returns where the next unit begins: inside a group, or behind the value.
func locateEnd(f Raw, u Unit) int {
	head := 2
	if f.Octets[u.Offset+1] == 0xff {
		head = 4
	}
	if u.Group == 0 && isGroup(parOf(u.Code)) && types[f.Type].top.has(parOf(u.Code)) {
		return u.Offset + head
	}
	return u.Offset + head + len(u.Value)
}

func TestAll(t *testing.T) {
	t.Parallel()
	d := new(Decoder)
	var got []string
	for s, err := range d.All([]byte{1, 0, 1, 0, 9}) {
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, s.String())
	}
	if strings.Join(got, " ") != "GT DT" {
		t.Error(got)
	}
	n := 0
	for s, err := range d.All([]byte{1, 0, 3, 0}) {
		if n++; err == nil || s != nil || n > 1 {
			t.Errorf("%v, %v", s, err)
		}
	}
	d.NullEncoding = true
	if s, err := d.TSDU([]byte{1, 0, 3}); err != nil || s[0].Type() != TypeNL || len(s[0].common().UserData) != 3 {
		t.Errorf("%v, %v", s, err)
	}
}

// The short way of GT and DT leaves nothing of the TSDU before.
func TestBareDataAfterAnother(t *testing.T) {
	t.Parallel()
	d := Decoder{Version: Version2, Leniency: osi.Leniency{Tolerate: osi.ConcatenatedTokens}}
	if _, err := d.TSDU([]byte{0x01, 0x06, 0x10, 0x01, 0x01, 0x77, 0x01, 0x09, 0x01, 0x06, 0x19, 0x01, 0x01, 0x77, 0x01, 0x09, 0xaa}); err != nil {
		t.Fatal(err)
	}
	got, err := d.TSDU([]byte{0x01, 0x00, 0x01, 0x00, 0xbb})
	if err != nil || len(got) != 2 {
		t.Fatal(got, err)
	}
	gt, isGT := got[0].(*GiveTokens)
	dt, isDT := got[1].(*DataTransfer)
	if !isGT || !isDT || gt.Tokens.Present || gt.UserData != nil || len(gt.Ignored)+len(dt.Ignored) != 0 ||
		dt.Enclosure != EnclosureNone || dt.Nested.Present || len(dt.UserData) != 1 || dt.UserData[0] != 0xbb {
		t.Errorf("%+v %+v", got[0], got[1])
	}
}

// What a caller does to the slice, or a copy of the Decoder, changes nothing.
func TestBareDataSlice(t *testing.T) {
	t.Parallel()
	var d Decoder
	check := func(d *Decoder, want string) []SPDU {
		got, err := d.TSDU([]byte("\x01\x00\x01\x00" + want))
		if err != nil || len(got) != 2 || got[0] != SPDU(&d.gt) || got[1] != SPDU(&d.dt) || string(got[1].SSDU()) != want {
			t.Errorf("%v, %v", got, err)
		}
		return got
	}
	got := check(&d, "a")
	slices.Reverse(got)
	_ = append(got[:1], d.lend(TypeCN))
	check(&d, "b")
	other := d
	check(&other, "c")
	check(&d, "d")
}

// The user information of a DT or TD has no maximum in version 1 either, X.225 8.2.5 and Annex D.
func TestVersion1UserInformation(t *testing.T) {
	t.Parallel()
	data := make([]byte, 70_000)
	for _, head := range []string{"\x01\x00\x01\x00", "\x01\x00\x01\x03\x19\x01\x03", "\x21\x00", "\x21\x03\x19\x01\x03"} { // GT and DT, TD; with enclosure
		tsdu := append([]byte(head), data...)
		d := Decoder{Version: Version1}
		spdus, err := d.TSDU(tsdu)
		if err != nil {
			t.Errorf("%x: %v", head, err)
			continue
		}
		last := spdus[len(spdus)-1]
		if b, err := d.Append(nil, last); err != nil || !bytes.HasSuffix(tsdu, b) {
			t.Errorf("%x: %d octets, %v", head, len(b), err)
		}
	}
}

// Octets behind an SPDU of category 1 that are no SPDU are octets that its LI leaves out: X.225
// 6.3.7 Table 6, 8.2.5. One that is an SPDU stands where none may.
func TestLeftOut(t *testing.T) {
	t.Parallel()
	for tsdu, want := range map[string]string{
		"0d08050613010016010214020002": "session.li CN 1 8 12",
		"0d007f":                       "session.li CN 1 0 1",
		"0e0c050613010016010214020002190101c10141": "session.li AC 1 12 18", // 19 is the SI of an AI, too
		"0900c10141": "session.li FN 1 0 3",
		"09ff0100c1fe" + strings.Repeat("41", 254) + "c10141": "session.li FN 1 256 259",
		"09000900":   "session.concatenation FN 2 9 0",
		"01007f":     "session.si  2 127 0",
		"0100190101": "session.unit-header AI 5 1 2",
	} {
		for _, d := range []*Decoder{nil, {}, {Version: Version2}} {
			_, err := d.TSDU(unhex(t, tsdu))
			e := osi.AsError(err)
			if e == nil {
				t.Fatalf("%.40s: no error", tsdu)
			}
			if got := fmt.Sprintf("%s %s %d %d %d", e.ID, e.PDU, e.Offset, e.Got, e.Want); got != want {
				t.Errorf("%.40s: %s, want %s", tsdu, got, want)
			}
		}
	}
}
