package validate_test

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"testing"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/acse/acpm"
	"github.com/osi-go/osi/session"
	"github.com/osi-go/osi/session/spm"
	"github.com/osi-go/osi/stack"
	"github.com/osi-go/osi/validate"
)

// judged returns the verdicts on lines of units.
func judged(t *testing.T, p validate.Policy, c validate.Carrier, lines string) (out []validate.Verdict) {
	t.Helper()
	s := guard(t, p).Stream(c)
	defer s.Close()
	for line := range strings.Lines(lines) {
		out = append(out, feed(t, s, line))
	}
	return out
}

// TestOrder has what becomes of a DT without the data token, X.225 Table A.9, in each Order. The
// error says event and state.
func TestOrder(t *testing.T) {
	t.Parallel()
	const units = "> 0D0C0506130100160102 14020001\n< 0E0C0506130100160102 14020001\n" + // half-duplex: the initiator has the token
		"< 0100010041\n> 0100010042\n< 0100010043"
	policy := func(o stack.Order) validate.Policy { return validate.Policy{Top: osi.Session, Order: o} }
	var state *spm.StateError
	v := judged(t, policy(stack.OrderOn), validate.TSDUs, units)[2]
	if v.Action != validate.Reject || !errors.As(v.Err, &state) || state.State != spm.STA713 || state.Event != spm.EventSDTreq {
		t.Errorf("on: %s", outcome(v))
	}
	if text := v.Err.Error(); !strings.Contains(text, "X.225 Table A.9") || !strings.HasSuffix(text, "SDTreq in STA713") {
		t.Error(text)
	}
	for i, v := range judged(t, policy(stack.OrderReport), validate.TSDUs, units) { // the first one is said, then nothing is known
		e := osi.AsError(v.OutOfTurn)
		if v.Action != validate.Pass || (i == 2) != (e != nil) || e != nil && e.ID != "spm.a9" {
			t.Errorf("report, %d: %s, %v", i, outcome(v), v.OutOfTurn)
		}
	}
	for i, v := range judged(t, policy(stack.OrderOff), validate.TSDUs, units) {
		if v.Action != validate.Pass || v.OutOfTurn != nil {
			t.Errorf("off, %d: %s, %v", i, outcome(v), v.OutOfTurn)
		}
	}
	if _, err := validate.New(policy(3)); osi.AsError(err) == nil || osi.AsError(err).ID != "validate.policy-order" {
		t.Errorf("order 3: %v", err)
	}
}

// TestOrderACSE has a second RLRQ, X.227 Table A.5, in each Order.
func TestOrderACSE(t *testing.T) {
	t.Parallel()
	const release = "> S-RELEASE 610C300A020101A0056203800100\n"
	for order, want := range map[stack.Order]validate.Action{
		stack.OrderOn: validate.Reject, stack.OrderReport: validate.Pass, stack.OrderOff: validate.Pass,
	} {
		list := judged(t, validate.Policy{Order: order}, validate.SSDUs, presentationUp+release+release)
		v := list[len(list)-1]
		err := v.OutOfTurn
		if order == stack.OrderOn {
			err = v.Err
		}
		var state *acpm.StateError
		if v.Action != want || (order != stack.OrderOff) != errors.As(err, &state) {
			t.Errorf("%s: %s, %v", order, outcome(v), err)
		}
	}
}

// TestOrderOfSegments has segments, the first of which tells that the SSDU is out of turn, and what
// happens with the last: X.225 A.4.2.3.
func TestOrderOfSegments(t *testing.T) {
	t.Parallel()
	const up = "> 0D12 050C 130100 150404000400 160102 14020001\n< 0E15 050F 130100 150404000400 160102 1A0100 14020001\n"
	for name, c := range map[string]struct{ units, rule string }{
		"in turn":                         {up + "> 0100 0103190101 41\n> 0100 0103190100 42\n> 0100 0103190102 43\n> 0103100101\n< 0100 0103190103 44", ""},
		"without the token":               {up + "< 0100 0103190101 41", "spm.a9"},
		"a token request in between":      {up + "> 0100 0103190101 41\n< 0203100101\n> 0100 0103190102 42", ""},
		"an AC in the data phase":         {up + "< 0E1B 050F 130100 150404000400 160102 1A0100 14020001 190101 C10141", "spm.a8"},
		"data before the AC has its end":  {segmentedAC + "> 0100 0103190103 41", "spm.a9"},
		"data behind the end of the AC":   {segmentedAC + "< 0E06 190102 C10142\n> 0100 0103190103 41", ""},
		"PR-AB, and a PR behind it":       {up + "< 0703180104\n< 0203100101\n< 0703180104", "spm.prepare"},
		"a PR-AB that overtakes segments": {up + "> 0100 0103190101 41\n> 0703180104\n> 0100 0103190102 42\n> 190F 110103 C10A30313233343536373839", ""},
	} {
		list := judged(t, validate.Policy{Top: osi.Session}, validate.TSDUs, c.units)
		for i, v := range list {
			e := osi.AsError(v.Err)
			if last := i == len(list)-1; e == nil && last && c.rule != "" || e != nil && (!last || e.ID != c.rule) {
				t.Errorf("%s, %d: %s", name, i, outcome(v))
			}
		}
	}
}

// segmentedAC is a connection whose AC has begun.
const segmentedAC = "> 0D12 050C 130100 150404000400 160103 14020001\n" +
	"< 0E1B 050F 130100 150404000400 160103 1A0100 14020001 190101 C10141\n"

// TestOrderCounted has what is let pass out of turn in the counters.
func TestOrderCounted(t *testing.T) {
	t.Parallel()
	g := guard(t, validate.Policy{Top: osi.Session, Order: stack.OrderReport})
	s := g.Stream(validate.TSDUs)
	for _, line := range []string{"> 0D0C0506130100160102 14020001", "< 0E0C0506130100160102 14020001", "< 0100010041", "> 0100010042"} {
		feed(t, s, line)
	}
	if st := g.Stats(); st.OutOfTurn != 1 || st.Rejected != 0 || st.Passed != 4 {
		t.Errorf("%+v", st)
	}
}

// TestShortForms has a connection in the short forms of X.225 Amd.1. It passes where it is known
// what they stand for, and is followed then: nothing is sent behind an SFN.
func TestShortForms(t *testing.T) {
	t.Parallel()
	const units = "> EC0000070102\n< F5000009AA\n> 8A4142\n> CA41\n> 8A4142"
	known := validate.Policy{Top: osi.Session, Summary: spm.Summary{Units: session.FUDuplex}}
	want := []string{"", "", "", "", "spm.a9"}
	for i, v := range judged(t, known, validate.TSDUs, units) {
		if e := osi.AsError(v.Err); e == nil && want[i] != "" || e != nil && e.ID != want[i] {
			t.Errorf("%d: %s, want %q", i, outcome(v), want[i])
		}
	}
	for _, early := range []string{ // the SCN in the CR, answered in the CC, or ignored
		"> 03000011 06E00000000100 EC0000070102\n< 03000010 06D00001000200 F5000009AA\n> 0300000A 02F080 8A4142\n< 0300000A 02F080 8A4142",
		"> 03000011 06E00000000100 EC0000070102\n< 0300000B 06D00001000200\n> 03000015 02F080 0D0C0506130100160102 14020002",
	} {
		for i, v := range judged(t, known, validate.TPKTs, early) {
			if v.Action != validate.Pass {
				t.Errorf("early, %d: %s", i, outcome(v))
			}
		}
	}
	v := judged(t, validate.Policy{Top: osi.Session}, validate.TSDUs, "> EC0000070102")[0]
	if e := osi.AsError(v.Err); e == nil || e.ID != "stack.short-form" {
		t.Error(outcome(v))
	}
}

// TestNested has a session connection nested in another, X.225 Amd.2: each is judged by itself, and
// the end of the outer one is that of both.
func TestNested(t *testing.T) {
	t.Parallel()
	const (
		up = "> 0D0C0506130100160102 14022002\n< 0E0C0506130100160102 14022002\n" + // duplex and nested connections
			"> 0D120506130100160102140200023D01003E0181\n"
		accept = "< 0E0F0506130100160102140200023E0181\n"
		inner  = "> 0100 0103 3E0181 41\n"
		outer  = "> 0100 0100 41\n"
		abort  = "> 1903110103\n"

		unnested = "> 0D0C0506130100160102 14020002\n< 0E0C0506130100160102 14020002\n"
	)
	nested := strings.Join(strings.SplitAfter(up, "\n")[:2], "")
	tokens := strings.ReplaceAll(nested, "14022002", "14022001") // the initiator has the data token
	for name, c := range map[string]struct{ units, rule string }{
		"both":                            {up + outer + accept + inner + outer, ""},
		"data of the inner before its AC": {up + inner, "spm.a9"},
		"no CN of the inner":              {nested + inner, "spm.a9"},
		"behind the abort of the outer":   {up + accept + abort + inner, "stack.nested"},
		"SCN":                             {nested + "> EC80810007\n< F48081\n" + inner + outer, ""},
		"SCN behind an SRF":               {nested + "> EC80810007\n< E48081\n> EC80810007", ""},
		"SRF without a token":             {tokens + "> EC80810007\n< E48081", ""},
		"SAC without a token":             {tokens + "> EC80810007\n< F48081", "stack.nested"},
		"SCN of the responder's":          {nested + "> EC80010007", "stack.nested"},
		"SCN of one in use":               {up + "> EC80810007", "stack.nested"},
		"SCN without the unit":            {unnested + "> EC80810007", "stack.nested"},
	} {
		list := judged(t, validate.Policy{Top: osi.Session, Summary: spm.Summary{Units: session.FUDuplex}}, validate.TSDUs, c.units)
		for i, v := range list {
			e := osi.AsError(v.Err)
			if last := i == len(list)-1; e == nil && last && c.rule != "" || e != nil && (!last || e.ID != c.rule) {
				t.Errorf("%s, %d: %s", name, i, outcome(v))
			}
		}
	}
}

// TestOrderLost has more synchronization points under way than are followed, which is counted, and
// an answer that depends on one of those: it passes.
func TestOrderLost(t *testing.T) {
	t.Parallel()
	g := guard(t, validate.Policy{Top: osi.Session})
	s := g.Stream(validate.TSDUs)
	feed(t, s, "> 0D12 050C 130100 160102 170130 1A0100 1402002A") // duplex, minor synchronize, resynchronize
	feed(t, s, "< 0E12 050C 130100 160102 170130 1A0100 1402002A")
	for i := range 100 {
		if v := feed(t, s, fmt.Sprintf("> 0100 31%02X 2A%02X %X", 2+len(strconv.Itoa(i)), len(strconv.Itoa(i)), strconv.Itoa(i))); v.Action != validate.Pass {
			t.Fatal(i, outcome(v))
		}
	}
	if st := g.Stats(); st.Lost != 0 {
		t.Errorf("%d lost while it is followed", st.Lost)
	}
	if v := feed(t, s, "< 0100 3509 1A0100 1B0101 2A0130"); v.Action != validate.Pass { // abandons from 0 on
		t.Error(outcome(v))
	}
	if st := g.Stats(); st.Lost != 1 || st.OutOfTurn != 0 {
		t.Errorf("%+v", st)
	}
}
