package validate_test

import (
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/stack"
	"github.com/osi-go/osi/validate"
)

func octets(t testing.TB, text string) []byte {
	t.Helper()
	b, err := hex.DecodeString(strings.ReplaceAll(text, " ", ""))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func guard(t testing.TB, p validate.Policy) *validate.Guard {
	t.Helper()
	g, err := validate.New(p)
	if err != nil {
		t.Fatal(err)
	}
	return g
}

// outcome is a verdict in words: "pass 0300…", "hold", "session.li drop unit 0300…".
func outcome(v validate.Verdict) string {
	switch v.Action {
	case validate.Pass:
		return "pass " + hex.EncodeToString(v.Octets)
	case validate.Hold:
		return "hold"
	case validate.Reject:
	}
	text := osi.AsError(v.Err).ID + ", " + v.Reaction.String()
	for _, b := range v.Answer {
		text += ", " + hex.EncodeToString(b)
	}
	return text
}

func checkAll(s *validate.Stream, d osi.Direction, b []byte) (out []string) {
	for {
		var v validate.Verdict
		v, b = s.Check(d, b)
		out = append(out, outcome(v))
		if len(b) == 0 {
			return out
		}
	}
}

const (
	initiator = osi.FromInitiator
	responder = osi.FromResponder
)

// A step is what is fed and what becomes of it.
type step struct {
	from   osi.Direction
	octets string
	want   string // joined by "; "
}

func run(t *testing.T, s *validate.Stream, steps []step) {
	t.Helper()
	for i, st := range steps {
		if got := strings.Join(checkAll(s, st.from, octets(t, st.octets)), "; "); got != strings.ReplaceAll(st.want, "$", "pass "+strings.ToLower(strings.ReplaceAll(st.octets, " ", ""))) {
			t.Fatalf("step %d, %s %s:\ngot  %s\nwant %s", i, st.from, st.octets, got, st.want)
		}
	}
}

const (
	cr = "0300000B 06E00000000100"
	cc = "0300000B 06D00001000200"
)

func TestTPKTs(t *testing.T) {
	t.Parallel()
	policy := validate.Policy{Top: osi.Transport, Whole: true}
	for name, steps := range map[string][]step{
		"connection": {
			{initiator, cr, "$"},
			{responder, cc, "$"},
			{initiator, "03000008 02F08041", "$"},
			{responder, "03000008 02F08042", "$"},
		},
		"TSDU in two TPDUs": {
			{initiator, cr, "$"},
			{responder, cc, "$"},
			{initiator, "03000008 02F00041", "hold"},
			{initiator, "03000008 02F08042 03000008 02F08043", "pass 0300000802f000410300000802f08042; pass 0300000802f08043"},
		},
		"in one buffer": {
			{initiator, cr, "$"},
			{responder, cc, "$"},
			{initiator, "03000008 02F00041 03000008 02F08042", "$"},
		},
		"DT before CC": {
			{initiator, cr, "$"},
			{initiator, "03000008 02F08041", "class0.a6, disconnect transport, 0300000d0870000102c10202f0"},
			{responder, cc, "validate.closed, drop unit"},
		},
		"DT first":              {{initiator, "03000008 02F08041", "class0.a6, drop unit"}, {initiator, cr, "$"}},
		"no TPKT":               {{initiator, "03", "hold"}, {initiator, "00 0006", "tpkt.length, disconnect transport"}, {initiator, cr, "validate.closed, drop unit"}},
		"CC of the CR's sender": {{initiator, cr, "$"}, {initiator, cc, "class0.a6, disconnect transport, 0300000d0870000202c10206d0"}},
		"DR voids a TSDU": {
			{initiator, cr, "$"},
			{responder, cc, "$"},
			{initiator, "03000008 02F00041", "hold"},
			{initiator, "0300000B 06800002000100", "$"}, // which ISODE sends
			{initiator, "03000008 02F08041", "class0.a6, disconnect transport, 0300000d0870000102c10202f0"},
		},
		"DR of class 0": {
			{initiator, cr, "$"},
			{responder, cc, "$"},
			{initiator, "0300000B 06800002000100", "class0.a6, disconnect transport, 0300000d0870000102c1020680"},
		},
		"class 4 alone": {{initiator, "0300000B 06E00000000140", "transport.checksum-missing, drop unit"}, {initiator, cr, "$"}},
		"class 2 alone": {{initiator, "0300000B 06E00000000120", "validate.class, drop unit, 0300000b06800001000082"}, {initiator, cr, "$"}},
		"TPDU size": {
			{initiator, "0300000E 09E00000000100C00107", "$"},
			{responder, "0300000E 09D00001000200C00107", "$"},
			{initiator, "03000085 02F080" + strings.Repeat("41", 126), "class0.tpdu-size, disconnect transport, 0300000c0770000100c10102"},
		},
	} {
		policy := policy
		if name == "DR voids a TSDU" {
			policy.Tolerate = osi.Class0Disconnect
		}
		t.Run(name, func(t *testing.T) { run(t, guard(t, policy).Stream(validate.TPKTs), steps) })
	}
}

func TestNSDUs(t *testing.T) {
	t.Parallel()
	s := guard(t, validate.Policy{Top: osi.Transport, Whole: true}).Stream(validate.NSDUs)
	run(t, s, []step{
		{initiator, "06E00000000100", "$"},
		{responder, "06D00001000200", "$"},
		{initiator, "02F00041", "hold"},
	})
	v, _ := s.Check(initiator, octets(t, "02F08042"))
	var units []string
	for u := range v.Units() {
		units = append(units, hex.EncodeToString(u))
	}
	if strings.Join(units, " ") != "02f00041 02f08042" {
		t.Errorf("units %q", units)
	}
}

func TestSession(t *testing.T) {
	t.Parallel()
	policy := validate.Policy{Top: osi.Session}
	cn := "0D0C 0506 130100160102 14020002"
	ac := "0E0C 0506 130100160102 14020002"
	overflowing := "0DFF2813 0506 130100160102 14020002 3C0101 C2FF2800" + strings.Repeat("41", 10240)
	for name, steps := range map[string][]step{
		"connection": {
			{initiator, cn, "$"},
			{responder, ac, "$"},
			{initiator, "0100 0100 41", "$"},
			{initiator, "0903110100", "$"},
			{responder, "0A00", "$"},
			{initiator, cn, "$"},
		},
		"connection on a transport connection that is to be released": {
			{initiator, cn, "$"},
			{responder, ac, "$"},
			{initiator, "0900", "$"},
			{responder, "0A00", "$"},
			{initiator, cn, "spm.a8"},
		},
		"both release": {
			{initiator, cn, "$"},
			{responder, ac, "$"},
			{initiator, "0900", "$"},
			{responder, "0900", "$"},
			{initiator, "0A00", "$"},
			{responder, "0A00", "$"},
			{responder, "0A00", "spm.a15"},
		},
		"short form": {{initiator, cn, "$"}, {responder, ac, "$"}, {initiator, "8841", "session.short-option"}},
		"again after an ABORT within an SSDU": {
			{initiator, "0D12050C130100150400100010160102 14020002", "$"},
			{responder, "0E12050C130100150400100010160102 14020002", "$"},
			{responder, "01000103190101 41", "$"},
			{initiator, "1903110102", "$"},
			{responder, "1A00", "$"},
			{initiator, cn, "$"},
			{responder, ac, "$"},
			{responder, "01000100 41", "$"},
		},
		"DN first":     {{initiator, cn, "$"}, {responder, ac, "$"}, {responder, "0A00", "spm.a15"}},
		"DT first":     {{initiator, "0100 0100 41", "spm.a9, disconnect transport"}}, // TDISreq
		"length of KB": {{initiator, "0D3C 0506 130100160102 14020002", "session.li, abort session, 0c06160103320185"}},
		"empty":        {{initiator, "", "session.empty"}},
		"segmented AC": { // only its first SPDU has parameters
			{initiator, cn, "$"},
			{responder, "0E12 0506130100160102 14020002 190101 C10141", "$"},
			{responder, "0E06 190102 C10142", "$"},
			{initiator, "0100 0100 41", "$"},
		},
		"segmented AC, both versions": {
			{initiator, "0D12 050C 130100 150404000400 160103 14020249", "$"},
			{responder, "0E1B 050F 130100 150404000400 160103 1A0100 14020249 190101 C10141", "$"},
			{responder, "0E06 190102 C10142", "$"},
			{initiator, "0100 0103 190103 41", "$"},
		},
		"extended concatenation": { // the DT, the last segment, comes before the MIP that stands in front of it
			{initiator, "0D15 050F 130101 150404000400 160102 170131 1402000A", "$"},
			{responder, "0E18 0512 130101 150404000400 160102 170131 1A0100 1402000A", "$"},
			{initiator, "0100 0103 190101 41", "$"},
			{initiator, "0100 3103 2A0131 0103 190102 42", "$"},
			{initiator, "0100 0103 190103 43", "$"},
		},
		"segmented MAP": { // its second SPDU has no Sync Type Item
			{initiator, "0D0F 0509 130100 160102 170131 14020012", "$"},
			{responder, "0E12 050C 130100 160102 170131 1A0100 14020012", "$"},
			{initiator, "0100 290C 0F0101 190101 2A0131 C10141", "$"},
			{initiator, "0100 2906 190102 C10142", "$"},
		},
		"segments of other SPDUs": {
			{initiator, "0D12 050C 130100 150404000400 160102 14020041", "$"},
			{responder, "0E15 050F 130100 150404000400 160102 1A0100 14020041", "$"},
			{initiator, "0100 0103 190101 41", "$"},
			{initiator, "0106 190102 C10158", "session.segment"},
		},
		"CDO before OA":       {{initiator, overflowing, "$"}, {initiator, "0F06 190102 C10141", "spm.provider"}},
		"AC before OA":        {{initiator, overflowing, "$"}, {responder, ac, "spm.a8"}},
		"two OAs":             {{initiator, overflowing, "$"}, {responder, "1003 160102", "$"}, {responder, "1003 160102", "spm.provider"}},
		"OA without overflow": {{initiator, cn, "$"}, {responder, "1003 160102", "spm.provider"}},
		"RF unlike the OA":    {{initiator, overflowing, "$"}, {responder, "1003 160102", "$"}, {initiator, "0F06 190102 C10141", "$"}, {responder, "0C06 160101 320101", "session.overflow-refuse-version"}},
		"overflow": {
			{initiator, overflowing, "$"},
			{responder, "1003 160102", "$"},
			{initiator, "0F06 190100 C10141", "$"},
			{responder, ac, "spm.a8"},
		},
		"overflow accepted": {
			{initiator, overflowing, "$"},
			{responder, "1003 160102", "$"},
			{initiator, "0F06 190102 C10141", "$"},
			{responder, ac, "$"},
			{initiator, "0100 0100 41", "$"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := guard(t, policy).Stream(validate.TSDUs)
			for i, st := range steps {
				got := strings.Join(checkAll(s, st.from, octets(t, st.octets)), "; ")
				want := strings.ReplaceAll(st.want, "$", "pass "+strings.ToLower(strings.ReplaceAll(st.octets, " ", "")))
				if !strings.HasPrefix(got, want) {
					t.Fatalf("step %d: got %s, want %s", i, got, want)
				}
			}
		})
	}
}

func TestPackets(t *testing.T) {
	t.Parallel()
	policy := validate.Policy{Top: osi.Transport, Initiator: osi.DTE}
	call := "10010B 00 00 03010100"
	for name, steps := range map[string][]step{
		"call": {
			{initiator, call, "$"},
			{responder, "10010F", "$"},
			{initiator, "100100 06E00000000100", "$"},
			{responder, "100120 06D00001000200", "$"},
			{initiator, "100132 02F080", "$"},
			{initiator, "100124 41", "$"},
			{responder, "100141", "$"},
			{initiator, "10011300", "$"},
			{responder, "100117", "$"},
			{initiator, call, "$"},
		},
		"repeated packet": {
			{initiator, call, "$"},
			{responder, "10010F", "$"},
			{initiator, "100100 06E00000000100", "$"},
			{initiator, "100100 06E00000000100", "plp.ps, reset call, 10011b0501"},
		},
		"broken TPDU": {
			{initiator, call, "$"},
			{responder, "10010F", "$"},
			{initiator, "100100 07E00000000100", "transport.header, clear call, 10011300f2"},
			{responder, "100121", "plp.closed, drop unit"},
			{responder, "100117", "plp.closed, drop unit"},
			{initiator, "10011300", "plp.closed, drop unit"},
			{initiator, call, "$"},
		},
		"data without a call": {{initiator, "10010041", "plp.p1, drop unit, 1001131314"}},
		"another protocol":    {{initiator, "10010B 00 00 01000000", "stack.x25-protocol, clear call, 10011300f9"}},
		"P(R) of nothing sent": {
			{initiator, call, "$"},
			{responder, "10010F", "$"},
			{responder, "100121", "plp.pr, reset call, 10011b0002"},
		},
	} {
		t.Run(name, func(t *testing.T) { run(t, guard(t, policy).Stream(validate.Packets), steps) })
	}
}

// What comes on a channel that a rejection has cleared, the confirmation included, is late: one
// faulty packet counts as one rejection.
func TestLatePackets(t *testing.T) {
	t.Parallel()
	g := guard(t, validate.Default())
	s := g.Stream(validate.Packets)
	for _, c := range []struct {
		d      osi.Direction
		packet string
		action validate.Action
		late   bool
	}{
		{initiator, "10010B 00 00 03010100", validate.Pass, false},
		{responder, "10010F", validate.Pass, false},
		{initiator, "100100 07E00000000100", validate.Reject, false},
		{responder, "100121", validate.Reject, true},
		{responder, "100117", validate.Reject, true},
		{initiator, "100117", validate.Reject, true},
		{initiator, "100117", validate.Reject, false},
	} {
		if v, _ := s.Check(c.d, octets(t, c.packet)); v.Action != c.action || v.Late() != c.late {
			t.Errorf("%s: %v, late is %v: %v", c.packet, v.Action, v.Late(), v.Err)
		}
	}
	if st := g.Stats(); st.Rejected != 2 || st.Late != 3 || st.Rules["plp.closed"] != 0 {
		t.Errorf("%+v", st)
	}
}

// objecting returns a check that refuses one PDU and panics at another.
func objecting(refuse, panics string) func(*stack.Event) error {
	return func(e *stack.Event) error {
		switch e.PDU.String() {
		case refuse:
			return errors.New("not today")
		case panics:
			panic("a fault of ours")
		}
		return nil
	}
}

// inspected returns a stream with a check.
func inspected(t testing.TB, g *validate.Guard, c validate.Carrier, wanted validate.PDUs, check func(*stack.Event) error) *validate.Stream {
	t.Helper()
	s := g.Stream(c)
	if err := s.Inspect(wanted, check); err != nil {
		t.Fatal(err)
	}
	return s
}

func TestFence(t *testing.T) {
	t.Parallel()
	g := guard(t, validate.Policy{})
	s := inspected(t, g, validate.TPKTs, nil, objecting("DR", "CC"))
	checkAll(s, initiator, octets(t, cr))
	v, rest := s.Check(responder, octets(t, cc))
	var p *validate.PanicError
	if v.Action != validate.Reject || rest != nil || !errors.As(v.Err, &p) || p.Value != "a fault of ours" || osi.AsError(v.Err).ID != "validate.panic" {
		t.Fatalf("%+v", v)
	}
	if !s.Closed() || v.Reaction != validate.DisconnectTransport || v.Answer != nil {
		t.Error("the stream lives")
	}
	if text := strings.ReplaceAll(formatted(v.Err), "\t", ""); !strings.Contains(text, "stream_test.go") {
		t.Errorf("no stack with the panicking function: %s", text)
	}
	other := inspected(t, g, validate.TPKTs, nil, objecting("DR", "CC"))
	run(t, other, []step{{initiator, cr, "$"}})
	v, _ = other.Check(responder, octets(t, "0300000B 06800001000200"))
	if v.Action != validate.Reject || osi.AsError(v.Err).ID != "validate.check" || v.Layer != osi.Transport {
		t.Errorf("%+v", v)
	}
	if st := g.Stats(); st.Panics != 1 || st.Rules["validate.panic"] != 1 || st.Rules["validate.check"] != 1 || st.Passed != 2 || st.Rejected != 2 {
		t.Errorf("%+v", st)
	}
	s.Close()
	other.Close()
	if st := g.Stats(); st.Streams != 0 || st.Memory != 0 {
		t.Errorf("%+v", st)
	}
}

// The fence stands around checks of streams of every carrier.
func TestFenceCarriers(t *testing.T) {
	t.Parallel()
	g := guard(t, validate.Policy{})
	for c, first := range map[validate.Carrier]string{
		validate.TPKTs: cr, validate.NSDUs: "06E00000000100", validate.TSDUs: "0D0C0506130100160102 14020002",
		validate.XOT: "0000000F 10010B00064207074302020301 0100", validate.Packets: "10010B000003010100",
	} {
		s := inspected(t, g, c, nil, func(*stack.Event) error { panic("no check") })
		if v, _ := s.Check(initiator, octets(t, first)); v.Action != validate.Reject || osi.AsError(v.Err).ID != "validate.panic" || !s.Closed() {
			t.Errorf("%s: %s", c, outcome(v))
		}
		s.Close()
	}
	if st := g.Stats(); st.Panics != 5 || st.Streams != 0 || st.Memory != 0 {
		t.Errorf("%+v", st)
	}
}

// A check sees the PDUs that it asks for, each layer's before those of the PDUs in it, and knows
// its connection.
func TestInspect(t *testing.T) {
	t.Parallel()
	g := guard(t, validate.Default())
	for name, c := range map[string]struct {
		wanted validate.PDUs
		want   string
	}{
		"all":     {nil, "CR CC DT CN CP AARQ DT AC CPA AARE DT GT DT TD"},
		"none":    {validate.PDUs{}, ""},
		"two":     {validate.PDUs{osi.Session: {"AC", "CN"}}, "CN AC"},
		"by data": {validate.PDUs{osi.Session: {"DT"}, osi.ACSE: {"AARQ", "AARE"}}, "AARQ AARE DT"},
	} {
		t.Run(name, func(t *testing.T) {
			var seen []string // of this connection: the check is its own
			s := inspected(t, g, validate.TPKTs, c.wanted, func(e *stack.Event) error {
				seen = append(seen, e.PDU.String())
				return nil
			})
			for i, unit := range append(association(t), octets(t, realDT)) {
				if v, _ := s.Check(osi.Direction(i%2), unit); v.Action != validate.Pass {
					t.Fatal(outcome(v))
				}
			}
			if got := strings.Join(seen, " "); got != c.want {
				t.Errorf("seen %q, want %q", got, c.want)
			}
		})
	}
	for name, wanted := range map[string]validate.PDUs{
		"no PDU": {osi.Session: {"CN", "connect"}}, "of another layer": {osi.Transport: {"CN"}}, "no layer": {99: {"CN"}}, "empty": {osi.RTSE: {""}},
	} {
		s := g.Stream(validate.NSDUs)
		err := s.Inspect(wanted, func(*stack.Event) error { t.Error("asked"); return nil })
		if e := osi.AsError(err); e == nil || e.ID != "validate.policy-pdu" {
			t.Errorf("%s: %v", name, err)
		}
		run(t, s, []step{{initiator, "06E00000000100", "$"}})
	}
}

// An error of a check that is an osi.Error keeps its rule and its text, and any other one its text.
func TestInspectError(t *testing.T) {
	t.Parallel()
	own := &osi.Rule{ID: "house.hours", Layer: osi.Session, Field: "hour", Clause: "house", Kind: osi.ErrUnsupported}
	for name, c := range map[string]struct {
		err       error
		rule, say string
	}{
		"own rule": {fmt.Errorf("wrapped: %w", &osi.Error{Rule: own}), "house.hours", "wrapped"},
		"text":     {errors.New("come back tomorrow"), "validate.check", "come back tomorrow"},
		"no rule":  {&osi.Error{Offset: 1}, "validate.check", ""},
	} {
		s := inspected(t, guard(t, validate.Policy{}), validate.TSDUs, validate.PDUs{osi.Session: {"CN"}}, func(*stack.Event) error { return c.err })
		v, _ := s.Check(initiator, octets(t, "0D0C0506130100160102 14020002"))
		if v.Action != validate.Reject || osi.AsError(v.Err).ID != c.rule || !errors.Is(v.Err, c.err) || !strings.Contains(v.Err.Error(), c.say) {
			t.Errorf("%s: %s, %v", name, outcome(v), v.Err)
		}
		if v.Layer != osi.Session || len(v.Answer) != 1 || v.Answer[0][0] != 12 { // RF
			t.Errorf("%s: %s", name, outcome(v))
		}
	}
}

func formatted(err error) string { return fmt.Sprintf("%+v", err) }
