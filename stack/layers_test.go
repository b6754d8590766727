package stack_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/presentation"
	"github.com/osi-go/osi/stack"
)

// What lies above Config.Top comes out as octets: here what ACSE carries, an RTORQ, and what
// presentation carries.
func TestTop(t *testing.T) {
	t.Parallel()
	const (
		aarq  = "6021a106060456000106be172815020103a010b00e800100810101a306a004a1021600"
		rtorq = "b00e800100810101a306a004a1021600"
	)
	cp := strings.ReplaceAll(openCP, " ", "")
	for top, want := range map[osi.Layer][]string{
		osi.Presentation: {"initiator 0 " + cp + ": presentation CP", "initiator 52 " + aarq},
		osi.ACSE:         {"initiator 0 " + cp + ": presentation CP", "initiator 52 " + aarq + ": acse AARQ", "initiator 71 " + rtorq},
		osi.RTSE: {
			"initiator 0 " + cp + ": presentation CP", "initiator 52 " + aarq + ": acse AARQ", "initiator 71 " + rtorq + ": rtse RTORQ",
			"initiator 83 a1021600",
		},
	} {
		c := stack.New(stack.Config{Top: top}).Conn(stack.SSDUs)
		var got []string
		for e := range c.FeedSSDU(osi.FromInitiator, presentation.SConnect, octets(t, openCP)) {
			got = append(got, line(e))
		}
		expect(t, got, want...)
	}
}

// An ED of the transport expedited flow is taken at once, within a TSDU behind its end.
func TestExpeditedPlace(t *testing.T) {
	t.Parallel()
	const ed, first, last = "0300000a 021080 050041", "0300000b 02f000 01000100", "03000012 02f080 6109 3007 020103 a0020500"
	c := stack.New(stack.Config{}).Conn(stack.TPKTs)
	for i, unit := range expeditedUp {
		if got := judged(t, c, osi.Direction(i%2), octets(t, unit)); got != "pass" {
			t.Fatal(got)
		}
	}
	for range 2 {
		if got := judged(t, c, osi.FromInitiator, octets(t, ed)); got != "pass" {
			t.Errorf("outside a TSDU: %s", got)
		}
	}
	for i, want := range []string{"hold", "hold", "pass", "pass"} {
		if got := judged(t, c, osi.FromInitiator, octets(t, []string{first, ed, last, ed}[i])); got != want {
			t.Errorf("unit %d around a TSDU: %s, want %s", i, got, want)
		}
	}
}

// What transport makes of a TPDU that is none, X.224 6.6.3, 6.9.1.4.1 and 6.22: it refuses a CR by
// an ER, ends a connection with one, and disconnects the network connection if there is none. A
// TPDU that can be decoded and belongs to no connection is dropped, 6.9.1.4.2.
func TestReactTransport(t *testing.T) {
	t.Parallel()
	const cr, cr2, cc = "> 06e00000000100\n", "> 09e00000000120c70100\n", "< 06d00001000200\n"
	for script, want := range map[string]string{
		"> 06e000000001":               "transport.header, drop unit, 0770000100c10106",
		"> 0300":                       "transport.code, disconnect transport",
		"> 02f08041":                   "class0.a6, drop unit",
		cr + "> 02f08041":              "class0.a6, disconnect transport, 0870000102c10202f0",
		cr + "< 0470000103":            "transport.invalid-tpdu, disconnect transport",
		cr + "< 0300":                  "transport.code, disconnect transport, 0870000002c1020300",
		cr + cc + "> 0300":             "transport.code, disconnect transport, 0870000102c1020300",
		cr + cc + "> 02f08141":         "transport.class0-number, disconnect transport, 0970000103c10302f081",
		cr + cc + "> 0680000200010041": "transport.disconnect-user-data, disconnect transport, 0d70000100c10706800002000100",
		cr + cc + "< 06d00001000200":   "class0.a6, disconnect transport, 0870000202c10206d0",

		// 6.9.1.4.2: another CR, and TPDUs of other connections.
		cr + "> 09e00000000300c00106":                            "transport.tpdu-size, disconnect transport",
		cr + "< 09e00000000300c00106":                            "transport.tpdu-size, disconnect transport",
		cr + cc + "> 06e00000000150":                             "transport.class-option, disconnect transport",
		cr + "< 06d00009000200":                                  "transport.confirm-reference, drop unit, 06800002000000",
		cr + cc + "< 06d00009000200":                             "class0.a6, drop unit, 06800002000000",
		cr + cc + "< 0770000900c10106":                           "class0.reference, drop unit",
		cr + "< 06800001000000\n< 06800001000000":                "class0.a6, drop unit",
		cr + "< 06800001000000\n> 09e00000000300c00106":          "transport.tpdu-size, drop unit, 1070000303c10a09e00000000300c00106",
		cr + cc + "> 8070000200c17a" + strings.Repeat("06", 122): "class0.tpdu-size, disconnect transport",

		// A fault before the CC ends a connection for both ends, of classes 1 to 4, too: an answer
		// reaches its sender alone.
		cr2 + "< 06d0000100020041": "transport.class0-user-data, disconnect transport, 0d70000200c10706d00001000200",
		cr2 + "< 07d0000100022041": "transport.parameter, disconnect transport, 0e70000200c10807d0000100022041",
		cr2 + "> 04f001ff8041":     "class0.a6, disconnect transport, 0870000102c10204f0",
		cr2 + "< 06d00009000220":   "transport.confirm-reference, drop unit, 06800002000084",
		cr2 + "< 06800009000200":   "class0.reference, drop unit, 05c000020009",
	} {
		c := stack.New(stack.Config{Top: osi.Transport}).Conn(stack.NSDUs)
		got := ""
		for line := range strings.Lines(script) {
			d := osi.FromInitiator
			if line[0] == '<' {
				d = osi.FromResponder
			}
			got = judged(t, c, d, octets(t, strings.TrimSpace(line[2:])))
		}
		if got != want {
			t.Errorf("%q: %s, want %s", script, got, want)
		}
	}
}

// With Config.Opaque values that no layer decodes are octets, in pieces, too: their PDV-lists are
// judged, and what is in them is not.
func TestOpaquePieces(t *testing.T) {
	t.Parallel()
	for ssdu, want := range map[string]string{
		"610b 3009 020103 8104 ff|ff ff ff":                   "pass",
		"6112 3007 020103 8102 ff|ff 3007 020103 8102 ffff":   "pass",
		"6113 3008 020103 8203 03|ffff 3007 020103 8102 ffff": "pass",
		"6113 3008 020103 8203 07|ffff 3007 020103 8102 ffff": "pass",
		"6113 3008 020103 8203 08|ffff 3007 020103 8102 ffff": "ber.bit-string",
		"6112 3007 020103 8102 ff|ff 3007 020107 8102 ffff":   "stack.context",
		"6112 3007 020103 a002 30|00 3007 020103 a002 0501":   "ber.length",
		"610d 300b 020103 a106 0404 ff|ffffff":                "pass",
		"610d 300b 020103 a106 0304 ff|ffffff":                "ber.segment",
	} {
		c := stack.New(stack.Config{Opaque: true}).Conn(stack.NSDUs)
		c.Skip(stack.SkipData)
		for i, text := range dataPhase {
			if got := judged(t, c, osi.Direction(i&1), octets(t, text)); got != "pass" {
				t.Fatal(got)
			}
		}
		first, last, _ := strings.Cut(ssdu, "|")
		got := judged(t, c, osi.FromInitiator, octets(t, "02f000 01000100"+first))
		if got == "pass" || got == "hold" {
			got = judged(t, c, osi.FromInitiator, octets(t, "02f080"+last))
		}
		if got, _, _ = strings.Cut(got, ","); got != want {
			t.Errorf("%s: %s, want %s", ssdu, got, want)
		}
	}
}

// With Config.Guess the first octet of the first SSDU says whether there is presentation: 31 of a
// CP or CPA; of what else a connection met midway begins with, 30 and A0 of a CPR or ABORT, too,
// and 61 of user data.
func TestGuessPresentation(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		p     presentation.Primitive
		first string
		want  bool
	}{
		{presentation.SConnect, "31", true},
		{presentation.SConnect, "30", false},
		{presentation.SConnect, "61", false},
		{presentation.SConnectAccept, "31", true},
		{presentation.SConnectAccept, "a0", false},
		{presentation.SData, "61", true},
		{presentation.SData, "30", true},
		{presentation.SData, "31", true},
		{presentation.SData, "a0", true},
		{presentation.SData, "a1", false},
		{presentation.SData, "62", false},
		{presentation.SData, "05", false},
		{presentation.SData, "32", false},
	} {
		conn := stack.New(stack.Config{Guess: true, Midway: true}).Conn(stack.SSDUs)
		got := false
		for e := range conn.FeedSSDU(osi.FromInitiator, c.p, octets(t, c.first+"02ffff")) {
			got = got || e.Layer == osi.Presentation
		}
		if got != c.want {
			t.Errorf("%v %s: presentation %v", c.p, c.first, got)
		}
	}
}

// A unit that stands alone is told without the half TSDU before it, also where it comes in pieces
// of the stream; and what comes in pieces of TPDUs is told whole again when it is to be told.
func TestUnitsAlone(t *testing.T) {
	t.Parallel()
	er := octets(t, "0300000d 0870000202c10202f0")
	for _, cut := range []int{0, 1, 4, 10} {
		c := stack.New(stack.Config{Top: osi.Transport}).Conn(stack.TPKTs)
		for i, unit := range []string{"0300000b06e00000000100", "0300000b06d00001000200"} {
			if got := judged(t, c, osi.Direction(i), octets(t, unit)); got != "pass" {
				t.Fatal(got)
			}
		}
		if got := judged(t, c, osi.FromInitiator, octets(t, "0300000802f00041")); got != "hold" {
			t.Fatal(got)
		}
		see := func(*stack.Event) bool { return true }
		if u, _ := c.Next(osi.FromInitiator, er[:cut], see); cut > 0 && u.State != stack.Held {
			t.Fatal(u.State)
		}
		if u, rest := c.Next(osi.FromInitiator, er[cut:], see); u.State != stack.Valid || len(rest) > 0 || string(u.Octets) != string(er) {
			t.Errorf("cut at %d: %v %x, %v", cut, u.State, u.Octets, u.Fault)
		}
	}
	conn, told := inDataPhase(t, false), 0
	see := func(e *stack.Event) bool {
		if e.Layer == osi.Presentation {
			told++
		}
		return true
	}
	for _, skip := range []stack.Skip{stack.SkipData, 0} {
		conn.Skip(skip)
		for _, unit := range []string{
			"02f000 01000100", "02f000 610b 3009 020103 a004 0402 41", "02f080 42", "02f000 01000100", "02f080 6109 3007 020103 a002 0500",
		} {
			conn.Next(osi.FromInitiator, octets(t, unit), see)
		}
	}
	if n := conn.Held(); n < 100 { // the contexts that were agreed on
		t.Errorf("%d octets held", n)
	}
	if told != 3 {
		t.Errorf("%d PPDUs told, want 3", told) // not the first, which passes in pieces
	}
}

// What session carries that is none of presentation comes out as octets: an SDT of a connection in
// short forms that was met midway.
func TestBareSession(t *testing.T) {
	t.Parallel()
	for sdt, want := range map[string]string{"8841": "initiator 1 41", "884142": "initiator 1 4142"} {
		c := stack.New(stack.Config{Midway: true}).Conn(stack.TSDUs)
		expect(t, lines(c, osi.FromInitiator, octets(t, sdt)), "initiator 0 "+sdt+": session SDT", want)
	}
}

// Next tells of no PDUs of a layer that is left out, of all faults, and of all PDUs of the others.
func TestSkipLayers(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		skip stack.Skip
		want string
	}{
		{0, "transport session presentation acse none "},
		{stack.SkipLayer(osi.Transport), "session presentation acse none "},
		{stack.SkipLayer(osi.Session), "transport presentation acse none "},
		{stack.SkipLayer(osi.Presentation), "transport session acse none "},
		{stack.SkipLayer(osi.ACSE), "transport session presentation none "},
		{stack.SkipLayer(0), "transport session presentation acse "},
		{stack.SkipLayer(osi.Session) | stack.SkipLayer(osi.ACSE), "transport presentation none "},
		{stack.SkipAll, ""},
	} {
		conn := stack.New(stack.Config{}).Conn(stack.NSDUs)
		conn.Skip(c.skip)
		got := ""
		see := func(e *stack.Event) bool {
			got += e.Layer.String() + " "
			return true
		}
		for i, unit := range dataPhase[:3] {
			got = ""
			if u, _ := conn.Next(osi.Direction(i&1), octets(t, unit), see); u.State != stack.Valid {
				t.Fatal(u.Fault)
			}
		}
		if got != c.want {
			t.Errorf("%b: %q, want %q", c.skip, got, c.want)
		}
		got = ""
		if conn.Next(osi.FromInitiator, octets(t, "02f080 6300"), see); got != "session " && c.skip&stack.SkipLayer(osi.Transport) != 0 {
			t.Errorf("%b: a fault of %q", c.skip, got)
		}
	}
}

// Which session service primitive may follow which, where primitives are told: X.225 6.1.4 and the
// states of its Annex A, as far as a path knows.
func TestPrimitives(t *testing.T) {
	t.Parallel()
	for before, may := range map[string]struct{ yes, no string }{
		"":                         {"I CP", "R CP, I TD, R TD, I AB, R CPA, R CPR, I FN, R DN"},
		"I CP":                     {"R CPA, R CPR, I AB, R AB", "I CPA, I CPR, I TD, R TD, I CP, R CP, I FN, R DN"},
		"I CP, R CPR":              {"I CP, I AB", "R CP, R AB, I TD, R TD, R CPA, R CPR, I FN"},
		"I CP, R CPA":              {"I TD, R TD, I FN, R FN, I AB, R AB, I PT, R PT", "I CP, R CP, R CPA, R CPR, I DN, R DN"},
		"I CP, R CPA, I FN":        {"R DN, R TD, R FN, I AB, R AB", "I DN, I CP, R CP, R CPA"},
		"I CP, R CPA, I FN, R FN":  {"R DN, I DN", "I CP, R CPR"},
		"I CP, R CPA, I FN, R DN":  {"I CP, I TD, R TD, I FN, R AB", ""}, // whether it was refused is not said
		"I CP, R CPA, I AB":        {"R TD, R FN, R AB", "I TD, I AB, I FN, I CP"},
		"I CP, R CPA, R AB":        {"I TD, I AB", "R TD, R AB"},
		"I CP, R CPR, I CP":        {"R CPA, I AB", "I TD, I CP, I CPA"},
		"I CP, R CPR, I CP, R CPA": {"I TD, R TD", "R CPA"},
	} {
		for i, list := range []string{may.yes, may.no} {
			for last := range strings.SplitSeq(list, ", ") {
				if last == "" {
					continue
				}
				conn := stack.New(stack.Config{Top: osi.Session}).Conn(stack.SSDUs)
				rule := ""
				for step := range strings.SplitSeq(strings.TrimPrefix(before+", "+last, ", "), ", ") {
					d := osi.FromInitiator
					if step[0] == 'R' {
						d = osi.FromResponder
					}
					rule += faultsOf(t, conn, d, ssduOf[step[2:]], "41")
				}
				if want := [...]string{"", "stack.ppdu-state "}[i]; rule != want {
					t.Errorf("%s behind %q: %q, want %q", last, before, rule, want)
				}
			}
		}
	}
}

// A primitive that may not come, and one with too many octets, is at fault from its first octet on.
func TestPrimitiveFaults(t *testing.T) {
	t.Parallel()
	for p, want := range map[presentation.Primitive]string{presentation.SData: "stack.ppdu-state 0", presentation.SConnect: "stack.ssdu 0"} {
		conn := stack.New(stack.Config{Limits: osi.Limits{SSDU: 2}}).Conn(stack.SSDUs)
		u, _ := conn.NextSSDU(osi.FromInitiator, p, octets(t, "050005"), func(*stack.Event) bool { return true })
		if got := fmt.Sprintf("%s %d", u.Fault.Err.ID, u.Fault.Err.Offset); got != want {
			t.Errorf("%v: %s, want %s", p, got, want)
		}
	}
}

// The transport connection of a call is set up by the caller, X.224 6.5.4; that of a permanent
// circuit by either.
func TestOwner(t *testing.T) {
	t.Parallel()
	permanent := transportToo
	permanent.Interface.PermanentCircuits = 1
	playAll(t, stack.Packets, map[string]played{
		"the caller":                    {transportToo, osiCall + "> 100100 06E00000000100\n < 100120 06D00001000200"},
		"the called side":               {transportToo, osiCall + "< 100100 06E00000000100 = class0.owner, clear call, 10011300f2 / 10011300e2"},
		"the initiator of a circuit":    {permanent, "> 100100 06E00000000100\n < 100120 06D00001000200"},
		"the other side of the circuit": {permanent, "< 100100 06E00000000100\n > 100120 06D00001000200"},
	})
}

// Presentation as the highest layer is decoded, and session as the highest one carries octets that
// nobody is told of.
func TestTopOfSession(t *testing.T) {
	t.Parallel()
	for top, want := range map[osi.Layer]int{osi.Session: 1, osi.Presentation: 3, osi.ACSE: 4, osi.RTSE: 4} {
		c := stack.New(stack.Config{Top: top}).Conn(stack.TSDUs)
		if got := lines(c, osi.FromInitiator, octets(t, stackCN)); len(got) != want {
			t.Errorf("%v: %q, want %d events", top, got, want)
		}
	}
}
