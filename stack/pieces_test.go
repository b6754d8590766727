package stack_test

import (
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/stack"
)

// What may pass before its SSDU is whole: the first TPDU of a TSDU, and the first segment of an
// SSDU, where a gate is not to be told of the data phase and wants no whole units.
func TestMayFlow(t *testing.T) {
	t.Parallel()
	const first = "01000100 610e 300c 020103 a007 a105"
	for name, c := range map[string]struct {
		config stack.Config
		skip   stack.Skip
		want   string
	}{
		"all is left out":         {stack.Config{}, stack.SkipAll, "pass"},
		"data are left out":       {stack.Config{}, stack.SkipData, "pass"},
		"data are told":           {stack.Config{}, 0, "hold"},
		"all but data":            {stack.Config{}, stack.SkipAll &^ stack.SkipData, "hold"},
		"whole units":             {stack.Config{Whole: true}, stack.SkipData, "hold"},
		"a guess":                 {stack.Config{Guess: true}, stack.SkipData, "hold"},
		"session alone":           {stack.Config{Top: osi.Session}, stack.SkipData, "hold"},
		"presentation alone":      {stack.Config{Top: osi.Presentation}, stack.SkipData, "hold"},
		"without ACSE":            {stack.Config{Top: osi.ACSE}, stack.SkipData, "hold"},
		"transport alone":         {stack.Config{Top: osi.Transport}, stack.SkipData, "pass"},
		"one SPDU in a TSDU":      {stack.Config{Limits: osi.Limits{SPDUs: 1}}, stack.SkipData, "hold"},
		"two SPDUs in a TSDU":     {stack.Config{Limits: osi.Limits{SPDUs: 2}}, stack.SkipData, "pass"},
		"the order is not judged": {stack.Config{Order: stack.OrderOff}, stack.SkipData, "pass"},
	} {
		conn := stack.New(c.config).Conn(stack.NSDUs)
		conn.Skip(c.skip)
		for i, text := range dataPhase {
			if got := judged(t, conn, osi.Direction(i&1), octets(t, text)); got != "pass" {
				t.Fatalf("%s: %s", name, got)
			}
		}
		if got := judged(t, conn, osi.FromInitiator, octets(t, "02f000"+first)); got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
}

// dataPhase opens an association of MMS: CR, CC, CN and AC in NSDUs.
var dataPhase = []string{"09e00000000100c0010b", "09d00001000200c0010b", "02f080" + stackCN, "02f080" + stackAC}

// A fault in a piece says where it is in its TPDU, and the answer is that to the whole: an ARP,
// X.226 6.4.4. Behind it nothing passes.
func TestPieceFaults(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, first, last string
		want              string // rule and offset
	}{
		{"octets behind", "6109 3007 020103 a002 0500", "00 00", "presentation.trailing 3"},
		{"a length too large", "610e 300c 020103 a007 a105", "0204 01a000", "ber.length 4"},
		{"not whole", "610e 300c 020103 a007 a105", "020101 a0", "ber.length-truncated 7"},
		{"an end mark that is missing", "6180 3080 020103 a080 a180", "020101 0000 0000 0000", "ber.missing-eoc 12"},
		{"an unknown component", "6112 3007 020103 a002 0500", "3007 020103 a302 0500", "presentation.pdv-list 8"},
		{"a second value", "6114 3007 020103 a002 0500", "3009 020103 a002 0500 a000", "presentation.duplicate 12"},
		{"a value without a context", "6111 3007 020103 a002 0500", "3006 a002 0500 0500", "presentation.missing 5"},
		{"another context", "6112 3007 020103 a002 0500", "3007 020107 a002 0500", "stack.context 10"},
		{"another transfer syntax", "6116 3007 020103 a002 0500", "300b 06025102 020103 a002 0500", "stack.transfer-syntax 14"},
		{"an empty transfer syntax", "6114 3007 020103 a002 0500", "3009 0600 020103 a002 0500", "ber.oid 7"},
		{"a transfer syntax that is none", "6116 3007 020103 a002 0500", "300b 06025181 020103 a002 0500", "ber.oid 7"},
		{"an identifier that is none", "6111 3007 020103 a002 0500", "3006 0200 a002 0500", "ber.integer-empty 7"},
		{"an identifier too long", "6113 3007 020103 a002 0500", "3008 02020003 a002 0500", "ber.integer 7"},
		{"an identifier of nine octets", "611a 3007 020103 a002 0500", "300f 0209010000000000000003 a002 0500", "ber.integer-size 7"},
		{"no value", "6110 3007 020103 a002 0500", "3005 020103 a000", "presentation.single-empty 10"},
		{"unused bits", "610c 300a 020103 8205", "01 0500 0500", "stack.whole-octets 3"},
		{"seven unused bits", "610c 300a 020103 8205", "07 0500 0500", "stack.whole-octets 3"},
		{"eight unused bits", "610c 300a 020103 8205", "08 0500 0500", "ber.bit-string 3"},
		{"unused bits of a segment", "6111 300f 020103 a20a 0303 00", "0500 0303 010500", "stack.whole-octets 7"},
		{"an empty segment of bits", "610f 300d 020103 a208 0303 00", "0500 0301 00", ""},
		{"a segment of no bits", "610e 300c 020103 a207 0303 00", "0500 0300", "ber.bit-string 7"},
		{"half a value", "610a 3008 020103 8103", "0500 05", "ber.length-truncated 6"},
		{"a fault in the second value", "610d 300b 020103 8106", "0500 0500 0501", "ber.length-truncated 9"},
	} {
		conn := inDataPhase(t, false)
		if got := judged(t, conn, osi.FromInitiator, octets(t, "02f000 01000100"+c.first)); got != "pass" && got != "hold" {
			t.Errorf("%s: the first %s", c.name, got)
		}
		u, _ := conn.Next(osi.FromInitiator, octets(t, "02f080"+c.last), func(*stack.Event) bool { return true })
		got := ""
		if u.Fault != nil {
			got = fmt.Sprintf("%s %d", u.Fault.Err.ID, u.Fault.Err.Offset)
			if u.Fault.Layer != osi.Presentation || u.Fault.Err.PDU == "" {
				t.Errorf("%s: %+v", c.name, u.Fault)
			}
		}
		if got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

// While a TSDU passes DataUnit takes the TPDUs that are its next ones, and nothing else.
func TestPieceUnits(t *testing.T) {
	t.Parallel()
	const first = "02f000 01000100 6120 301e 020103 a019 3017 0415"
	for unit, want := range map[string]int{
		"02f000 41": 4, "02f080 41": 0, "02f080" + strings.Repeat("41", 21): 24, "02f000" + strings.Repeat("41", 21): 24,
		"02f080" + strings.Repeat("41", 22): 0,              // more than there is to come
		"02f000":                            0, "02f080": 0, // no user data
		"02f001 41": 0, "03f00080 41": 0, "021080 41": 0, "06e00000000100": 0, "02f0": 0, "": 0,
	} {
		conn := inDataPhase(t, false)
		if got := judged(t, conn, osi.FromInitiator, octets(t, first)); got != "pass" {
			t.Fatal(got)
		}
		if got := conn.DataUnit(osi.FromInitiator, octets(t, unit)); got != want {
			t.Errorf("%s: %d octets, want %d", unit, got, want)
		}
	}
	conn := inDataPhase(t, false) // what the responder begins, it ends
	judged(t, conn, osi.FromResponder, octets(t, "02f080 01000100 6109 3007 020103 a0020500"))
	for _, unit := range []string{"02f000 01000100 610e 300c 020103 a007 a105", "02f080 020101 a000"} {
		b := octets(t, unit)
		if got := conn.DataUnit(osi.FromResponder, b); got != len(b) {
			t.Errorf("of the responder: %s: %d octets, want %d", unit, got, len(b))
		}
	}
	for unit, want := range map[string]int{
		"03000008 02f00041": 8, "03000008 02f00041 0300": 8, "03000009 02f00041": 0, "04000008 02f00041": 0, "03010008 02f00041": 0, "030000": 0, "": 0,
		"03000007 02f000": 0, "03000007 02f000 03000008 02f00041": 0, "00000008 02f00041": 0,
	} {
		conn := stack.New(stack.Config{}).Conn(stack.TPKTs)
		conn.Skip(stack.SkipData)
		for i, text := range append(slices.Clone(dataPhase), first) {
			b := octets(t, text)
			tpkt := append([]byte{3, 0, byte((len(b) + 4) >> 8), byte(len(b) + 4)}, b...)
			if got := judged(t, conn, osi.Direction(i&1), tpkt); got != "pass" {
				t.Fatal(got)
			}
		}
		if got := conn.DataUnit(osi.FromInitiator, octets(t, unit)); got != want {
			t.Errorf("TPKTs: %s: %d octets, want %d", unit, got, want)
		}
	}
}

// Depth counts within each value, in pieces as in a whole one, in the lane as out of it.
func TestPieceDepth(t *testing.T) {
	t.Parallel()
	const begun, next = "02f080 01000100 6109 3007 020103 a0020500", "02f000 01000100 "
	const eight = "3010 300e 300c 300a 3008 3006 3004 3002|0500"
	for ssdu, want := range map[string]bool{
		"6119 3017 020103 a012 " + eight: true, "611b 3019 020103 a014 3012" + eight: false,
		"6119 3017 020103 8112 " + eight: true, "611b 3019 020103 8114 3012" + eight: false,
	} {
		for _, lane := range []bool{true, false} {
			conn := stack.New(stack.Config{Limits: osi.Limits{Depth: 8}}).Conn(stack.NSDUs)
			conn.Skip(stack.SkipData)
			units := dataPhase
			if lane {
				units = append(slices.Clone(units), begun)
			}
			for i, text := range units {
				if got := judged(t, conn, osi.Direction(i&1), octets(t, text)); got != "pass" {
					t.Fatal(got)
				}
			}
			first, last, _ := strings.Cut(ssdu, "|")
			passes := true
			for _, unit := range []string{next + first, "02f080" + last} {
				b := octets(t, unit)
				if conn.DataUnit(osi.FromInitiator, b) != len(b) {
					passes = passes && judged(t, conn, osi.FromInitiator, b) == "pass"
				}
			}
			if passes != want {
				t.Errorf("%s, lane %v: %v", ssdu, lane, passes)
			}
		}
	}
}

// segmentedCN and segmentedAC are stackCN and stackAC with a TSDU maximum size of 4095 octets both
// ways: each DT has an Enclosure Item, X.225 6.3.5.
var (
	segmentedCN = strings.Replace(stackCN, "0d8d0506130100160102", "0d93050c13010015040fff0fff160102", 1)
	segmentedAC = strings.Replace(stackAC, "0e800506130100160102", "0e86050c13010015040fff0fff160102", 1)
)

// The segments of an SSDU pass as they come, and a fault in one is found there. What is told, or
// begins anew, is whole.
func TestSegmentsPass(t *testing.T) {
	t.Parallel()
	const (
		first, middle, last = "> 0100 0103190101 ", "> 0100 0103190100 ", "> 0100 0103190102 "
		one                 = "> 0100 0103190103 "
	)
	valid := first + "610e 300c 020103 a007 a105\n" + middle + "0201\n" + last + "01 a000\n"
	for name, script := range map[string]string{
		"two SSDUs":                   valid + valid,
		"one that is not segmented":   valid + one + "6109 3007 020103 a002 0500\n" + valid,
		"a fault in the middle":       valid + first + "610e 300c 020103 a007 a105\n" + middle + "0204 = ber.length",
		"a fault in the first":        valid + first + "610e 300c 020103 a007 a109 0201\n" + last + "01 a00000 = ber.length",
		"a fault in the last":         first + "610e 300c 020103 a007 a105\n" + last + "020101 a001 = ber.length",
		"octets behind":               first + "610e 300c 020103 a007 a105\n" + last + "020101 a000 00 = presentation.trailing",
		"octets missing":              first + "610e 300c 020103 a007 a105\n" + last + "020101 a0 = ber.length-truncated",
		"another context":             first + "610e 300c 020107 a007 a105\n" + last + "020101 a000 = stack.context",
		"a first one within":          first + "610e 300c 020103 a007 a105\n" + first + "610e = session.interrupted",
		"a last one behind":           valid + last + "00 = session.segment",
		"one that is small, at first": first + "61\n" + middle + "0e 300c 020103 a0\n" + middle + "07 a105\n" + last + "020101 a000",
	} {
		conn := stack.New(stack.Config{}).Conn(stack.TSDUs)
		conn.Skip(stack.SkipData)
		for i, text := range []string{segmentedCN, segmentedAC} {
			if got := judged(t, conn, osi.Direction(i), octets(t, text)); got != "pass" {
				t.Fatal(got)
			}
		}
		for line := range strings.Lines(script) {
			line, want, _ := strings.Cut(strings.TrimSpace(line), " = ")
			if want == "" {
				want = "pass"
			}
			got, _, _ := strings.Cut(judged(t, conn, osi.FromInitiator, octets(t, line[1:])), ",")
			if got != want {
				t.Errorf("%s: %s: %s, want %s", name, line, got, want)
			}
		}
	}
}

// Who wants to be told of the data phase is told of the next SSDU whole.
func TestSegmentsTold(t *testing.T) {
	t.Parallel()
	conn := stack.New(stack.Config{}).Conn(stack.TSDUs)
	conn.Skip(stack.SkipData)
	var got []string
	see := func(e *stack.Event) bool {
		if e.Layer == osi.Presentation || e.Layer == 0 {
			got = append(got, hex.EncodeToString(e.Octets))
		}
		return e.Err == nil
	}
	units := []string{segmentedCN, segmentedAC, "0100 0103190101 6109 3007 020103 a0", "0100 0103190102 02 0500"}
	for i, text := range slices.Concat(units, []string{"0100 0103190101 6109 3007 020103 a0", "0100 0103190102 02 0501", "0100 0103190101 6109 3007 020103 a0", "0100 0103190102 02 0500"}) {
		if i == len(units) {
			conn.Skip(0)
			got = nil
		}
		d := osi.FromInitiator
		if i == 1 {
			d = osi.FromResponder
		}
		if u, _ := conn.Next(d, octets(t, text), see); (u.State != stack.Valid) != (i == 5) {
			t.Errorf("unit %d: %v, %v", i, u.State, u.Fault)
		}
	}
	expect(t, got, "61093007020103a0020501", "61093007020103a0020500", "0500")
}

// An answer to the sender of an invalid unit cannot be sent to a peer within a TSDU that has passed
// in part: the transport connection ends, X.225 7.9.1.
func TestReactWithin(t *testing.T) {
	t.Parallel()
	const value, fault = "610e 300c 020103 a007 a105", "02f080 01000100 3000"
	answer := "presentation.user-data, abort session, 02f080190d110103c1083006800101810107"
	for begun, want := range map[string]string{
		"": answer, "> 02f000 01000100" + value: "presentation.user-data, disconnect transport",
		"< 02f000 01000100" + value:                  "presentation.user-data, disconnect transport",
		"< 02f000 01000100":                          answer, // it is held
		"< 02f080 01000100" + value + " 020101 a000": answer,
	} {
		conn := inDataPhase(t, false)
		if begun != "" {
			d := osi.FromInitiator
			if begun[0] == '<' {
				d = osi.FromResponder
			}
			judged(t, conn, d, octets(t, begun[1:]))
			if begun[0] == '>' {
				continue
			}
		}
		if got := judged(t, conn, osi.FromInitiator, octets(t, fault)); got != want {
			t.Errorf("behind %q: %s, want %s", begun, got, want)
		}
	}
}
