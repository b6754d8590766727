package stack_test

import (
	"strings"
	"testing"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/stack"
)

// inDataPhase returns a connection over NSDUs whose data phase has begun: context 3 is of MMS or,
// with rtse, of RTSE.
func inDataPhase(t *testing.T, rtse bool) *stack.Conn {
	t.Helper()
	c := stack.New(stack.Config{}).Conn(stack.NSDUs)
	c.Skip(stack.SkipData)
	cn, ac := octets(t, stackCN), octets(t, stackAC)
	if rtse {
		cn = octets(t, "0d4c 0506130100160102 14020002 c13e"+rtseCP)
		ac = octets(t, "0e4a 0506130100160102 14020002 c13c"+rtseCPA)
	}
	for i, b := range [][]byte{octets(t, "09e00000000100c0010b"), octets(t, "09d00001000200c0010b"), append(octets(t, "02f080"), cn...), append(octets(t, "02f080"), ac...)} {
		if got := judged(t, c, osi.Direction(i&1), b); got != "pass" {
			t.Fatal(got)
		}
	}
	return c
}

// passesFrom gives the SSDU in two TPDUs, cut at every octet, and returns how many octets of it
// the first must have to pass, below zero if it never does, and what the second gives in the end:
// nothing if it passes, or the rule.
func passesFrom(t *testing.T, rtse, lane bool, ssdu []byte) (least int, rules string) {
	t.Helper()
	least = -1
	for cut := range ssdu {
		c := inDataPhase(t, rtse)
		if lane {
			judged(t, c, osi.FromInitiator, octets(t, "02f080 01000100 6109 3007 020103 a0020500"))
		}
		give := func(head string, b []byte) string {
			nsdu := append(octets(t, head), b...)
			if n := c.DataUnit(osi.FromInitiator, nsdu); n > 0 {
				return "pass"
			}
			got, _, _ := strings.Cut(judged(t, c, osi.FromInitiator, nsdu), ",")
			return got
		}
		first := give("02f000 01000100", ssdu[:cut])
		last := first
		if first == "pass" || first == "hold" {
			last = give("02f080", ssdu[cut:])
		}
		switch {
		case first == "pass" && least < 0:
			least = cut
		case least >= 0 && first == "hold" && rules == "":
			t.Errorf("%x: held at %d", ssdu, cut)
		}
		if last = strings.TrimPrefix(last, "pass"); !strings.Contains(rules, last) {
			rules += " " + last
		}
	}
	return least, strings.TrimSpace(rules)
}

// TestFlow has what S-DATA may carry, X.226 8.4.2: from which octet on its first TPDU passes before
// the others have come, which is behind the header of the first value, and what is wrong with it.
func TestFlow(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, ssdu string
		rtse       bool
		least      int
		rules      string
	}{
		{name: "a value", ssdu: "610e 300c 020103 a007 a105 020101 a000", least: 11},
		{name: "indefinite lengths", ssdu: "6180 3080 020103 a080 a180 020101 0000 0000 0000 0000", least: 11},
		{name: "lengths of four octets", ssdu: "6184 0000001a 3084 00000014 020103 a084 0000000b a184 00000005 0482 0001 41", least: 27},
		{name: "an identifier of two octets", ssdu: "610f 300d 02020103 a007 a105 020101 a000", least: -1, rules: "stack.context"},
		{name: "a negative identifier", ssdu: "610e 300c 0201ff a007 a105 020101 a000", least: -1, rules: "presentation.context-id"},
		{name: "an identifier too long", ssdu: "610f 300d 02020003 a007 a105 020101 a000", least: -1, rules: "ber.integer"},
		{name: "an identifier too long, negative", ssdu: "610f 300d 0202ff83 a007 a105 020101 a000", least: -1, rules: "ber.integer"},
		{name: "no identifier", ssdu: "610d 300b 0200 a007 a105 020101 a000", least: -1, rules: "ber.integer-empty"},
		{name: "an identifier of nine octets", ssdu: "6116 3014 0209010000000000000003 a007 a105 020101 a000", least: -1, rules: "ber.integer-size"},
		{name: "a transfer syntax", ssdu: "6112 3010 06025101 020103 a007 a105 020101 a000", least: 15},
		{name: "another transfer syntax", ssdu: "6112 3010 06025102 020103 a007 a105 020101 a000", least: -1, rules: "stack.transfer-syntax"},
		{name: "an empty transfer syntax", ssdu: "6110 300e 0600 020103 a007 a105 020101 a000", least: -1, rules: "ber.oid"},
		{name: "a transfer syntax behind the identifier", ssdu: "6112 3010 020103 06025101 a007 a105 020101 a000", least: -1, rules: "presentation.missing"},
		{name: "two values as one", ssdu: "610b 3009 020103 a004 0500 0500", least: 11, rules: "presentation.single-trailing"},
		{name: "no value", ssdu: "6107 3005 020103 a000", least: -1, rules: "presentation.single-empty"},
		{name: "nothing behind the identifier", ssdu: "6105 3003 020103", least: -1, rules: "presentation.missing"},
		{name: "an unknown component", ssdu: "6109 3007 020103 a302 0500", least: -1, rules: "presentation.pdv-list"},
		{name: "two PDV-lists", ssdu: "6112 3007 020103 a002 0500 3007 020103 a002 0500", least: 11},
		{name: "another context behind", ssdu: "6112 3007 020103 a002 0500 3007 020107 a002 0500", least: 11, rules: "stack.context"},
		{name: "no PDV-list behind", ssdu: "610b 3007 020103 a002 0500 3100", least: 11, rules: "presentation.pdv-list"},
		{name: "octets behind", ssdu: "6109 3007 020103 a002 0500 00", least: 11, rules: "presentation.trailing"},
		{name: "ACSE", ssdu: "6109 3007 020101 a002 6200", least: -1, rules: "acpm.carrier"},
		{name: "octet-aligned", ssdu: "610b 3009 020103 8104 0500 0500", least: 9},
		{name: "octet-aligned, no value", ssdu: "6107 3005 020103 8100", least: -1, rules: "ber.identifier"},
		{name: "octet-aligned, half a value", ssdu: "610a 3008 020103 8103 0500 05", least: 9, rules: "ber.length-truncated"},
		{name: "octet-aligned, a fault in the second", ssdu: "610b 3009 020103 8104 0500 0501", least: 9, rules: "ber.length ber.length-truncated"},
		{name: "octet-aligned, half a value in segments", ssdu: "6110 300e 020103 a109 0403 050004 2402 0400", least: 9, rules: "ber.length-truncated"},
		{name: "octet-aligned, in segments, a value across", ssdu: "6111 300f 020103 a10a 0403 050004 0403 024142", least: 9},
		{name: "octet-aligned, a segment of another type", ssdu: "610b 3009 020103 a104 0302 0005", least: 9, rules: "ber.segment"},
		{name: "arbitrary", ssdu: "610c 300a 020103 8205 00 0500 0500", least: 9},
		{name: "arbitrary, with unused bits", ssdu: "610c 300a 020103 8205 01 0500 0500", least: 9, rules: "stack.whole-octets"},
		{name: "arbitrary, with eight unused bits", ssdu: "610c 300a 020103 8205 08 0500 0500", least: 9, rules: "ber.bit-string"},
		{name: "arbitrary, empty", ssdu: "6107 3005 020103 8200", least: -1, rules: "ber.bit-string"},
		{name: "arbitrary, in segments", ssdu: "6111 300f 020103 a20a 0303 000500 0303 000500", least: 9},
		{name: "arbitrary, a segment with unused bits", ssdu: "6111 300f 020103 a20a 0303 010500 0303 000500", least: 9, rules: "ber.bit-segment stack.whole-octets"},
		{name: "an RTTR", rtse: true, ssdu: "610c 300a 020103 a005 0403 414243", least: 11},
		{name: "an RTTR in segments", rtse: true, ssdu: "6110 300e 020103 a009 2407 0401 41 2402 0400", least: 11},
		{name: "two RTTRs as one", rtse: true, ssdu: "610d 300b 020103 a006 040141 040142", least: 11, rules: "presentation.single-trailing"},
		{name: "two RTTRs as one, the first in segments", rtse: true, ssdu: "610f 300d 020103 a008 2403 040141 040142", least: 11, rules: "presentation.single-trailing"},
		{name: "two RTTRs in segments as one", rtse: true, ssdu: "6111 300f 020103 a00a 2403 040141 2403 040142", least: 11, rules: "presentation.single-trailing"},
		{name: "two RTTRs as one, indefinite lengths", rtse: true, ssdu: "6180 3080 020103 a080 2480 040141 0000 040142 0000 0000 0000", least: 11, rules: "presentation.single-trailing"},
		{name: "an RTTR with another type in it", rtse: true, ssdu: "610c 300a 020103 a005 2403 0201 41", least: 11, rules: "ber.segment"},
		{name: "an RTTP", rtse: true, ssdu: "610a 3008 020103 a003 020101", least: -1, rules: "stack.rtse-carrier"},
		{name: "two RTTRs", rtse: true, ssdu: "610d 300b 020103 8106 040141 040142", least: 9},
		{name: "an RTTP behind an RTTR", rtse: true, ssdu: "610d 300b 020103 8106 040141 020101", least: 9, rules: "stack.rtse-carrier"},
		{name: "RTTRs in segments", rtse: true, ssdu: "6111 300f 020103 a10a 0403 040141 0403 040142", least: 9},
	} {
		for _, lane := range []bool{false, true} {
			least, rules := passesFrom(t, c.rtse, lane, octets(t, c.ssdu))
			if least != c.least || rules != c.rules {
				t.Errorf("%s, lane %v: from %d, %q, want %d, %q", c.name, lane, least, rules, c.least, c.rules)
			}
		}
	}
}

// TestFirstPieceTaken has the first TPDU of a TSDU, and the next one, that need no decoder: behind
// a value in the same context, with definite lengths of any form.
func TestFirstPieceTaken(t *testing.T) {
	t.Parallel()
	for _, carrier := range []stack.Carrier{stack.NSDUs, stack.TPKTs} {
		for name, c := range map[string]struct {
			first, last string
			want        bool
		}{
			"one octet each":   {"611a 3018 020103 a013 3011 040f", strings.Repeat("41", 15), true},
			"two octets each":  {"61811d 30811a 020103 a08114 3012 0410", strings.Repeat("41", 16), true},
			"indefinite":       {"6180 3080 020103 a080 0402", "4141 000000000000", false},
			"another context":  {"611a 3018 020101 a013 3011 040f", strings.Repeat("41", 15), false},
			"two PDV-lists":    {"610e 3007 020103 a002 0500", "3003 020103", false},
			"more in the list": {"611a 3018 020103 a011 3011 040f", strings.Repeat("41", 15), false},
			"context 928":      {"611a 3018 020203a0 8112 3010 040e", strings.Repeat("41", 14), false},
			"no context":       {"611a 3018 060103 a013 3011 040f", strings.Repeat("41", 15), false},
			"no SEQUENCE":      {"611a 3118 020103 a013 3011 040f", strings.Repeat("41", 15), false},
			"no user data":     {"601a 3018 020103 a013 3011 040f", strings.Repeat("41", 15), false},
			"octet-aligned":    {"611a 3018 020103 8113 3011 040f", strings.Repeat("41", 15), false},
			"too long a list":  {"611a 3019 020103 a013 3011 040f", strings.Repeat("41", 15), false},
			"a short header":   {"611a 3018 020103 a0", "13 3011 040f" + strings.Repeat("41", 15), false},
			"half a header":    {"611a 3018 02", "0103 a013 3011 040f" + strings.Repeat("41", 15), false},
		} {
			s := stack.New(stack.Config{})
			conn := s.Conn(carrier)
			conn.Skip(stack.SkipData)
			unit := func(text string) []byte {
				b := octets(t, text)
				if carrier == stack.TPKTs {
					b = append([]byte{3, 0, byte((len(b) + 4) >> 8), byte(len(b) + 4)}, b...)
				}
				return b
			}
			for i, text := range []string{"09e00000000100c0010b", "09d00001000200c0010b", "02f080" + stackCN, "02f080" + stackAC, "02f080 01000100 6109 3007 020103 a0020500"} {
				if got := judged(t, conn, osi.Direction(i&1), unit(text)); got != "pass" {
					t.Fatal(got)
				}
			}
			first := unit("02f000 01000100" + c.first)
			taken := conn.DataUnit(osi.FromInitiator, first)
			if (taken == len(first)) != c.want || !c.want && taken != 0 {
				t.Errorf("%v, %s: the first takes %d octets of %d", carrier, name, taken, len(first))
			}
			if last := unit("02f080" + c.last); c.want && conn.DataUnit(osi.FromInitiator, last) != len(last) {
				t.Errorf("%v, %s: the last is not taken", carrier, name)
			}
		}
	}
}
