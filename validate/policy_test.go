package validate_test

import (
	"strings"
	"testing"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/presentation"
	"github.com/osi-go/osi/session"
	"github.com/osi-go/osi/validate"
)

// lastRule feeds the units, initiator and responder in turn, and returns the rule of the last
// verdict; empty when it passes.
func lastRule(t *testing.T, s *validate.Stream, units ...string) (rule string) {
	t.Helper()
	for i, text := range units {
		b := octets(t, text)
		for {
			var v validate.Verdict
			v, b = s.Check(osi.Direction(i%2), b)
			rule = ""
			if v.Action == validate.Reject {
				rule = osi.AsError(v.Err).ID
				if i+1 < len(units) {
					t.Fatalf("unit %d: %v", i, v.Err)
				}
			}
			if len(b) == 0 {
				break
			}
		}
	}
	return rule
}

// All streams together hold no more than the guard's limit, none takes what others need, and a
// stream that ends gives back what it held.
func TestMemory(t *testing.T) {
	t.Parallel()
	const memory = 1 << 16
	g := guard(t, validate.Policy{Top: osi.Transport, Whole: true, Reserve: -1, Memory: memory})
	hoard := func() (held int) { // half a TSDU, without end
		s := g.Stream(validate.NSDUs)
		run(t, s, []step{{initiator, "06E00000000100", "$"}, {responder, "06D00001000200", "$"}})
		for {
			held = s.Held()
			v, _ := s.Check(initiator, append([]byte{2, 0xf0, 0}, make([]byte, 100)...))
			switch v.Action {
			case validate.Hold:
			case validate.Pass:
				t.Fatal("passed")
			case validate.Reject:
				if e := osi.AsError(v.Err); e.ID != "validate.memory" || !s.Closed() {
					t.Fatal(v.Err)
				}
				return held
			}
		}
	}
	if held := hoard(); held > memory/2 || held < memory/8 {
		t.Errorf("one stream holds up to %d of %d octets", held, memory)
	}
	if s := g.Stats(); s.Memory != 0 {
		t.Errorf("%d octets left behind", s.Memory)
	}

	part := "0300000B06E00000" // 8 octets
	var hoarders []*validate.Stream
	for range 100 {
		s := g.Stream(validate.NSDUs)
		run(t, s, []step{{initiator, "06E00000000100", "$"}, {responder, "06D00001000200", "$"}})
		for v := (validate.Verdict{}); v.Action != validate.Reject && s.Held() < memory/4; {
			v, _ = s.Check(initiator, append([]byte{2, 0xf0, 0}, make([]byte, 100)...))
		}
		hoarders = append(hoarders, s)
		if rule := lastRule(t, g.Stream(validate.TPKTs), part); rule != "" {
			t.Fatalf("with %d hoarders, a CR: %s", len(hoarders), rule)
		}
	}
	if s := g.Stats(); s.Memory > memory {
		t.Errorf("%d octets held", s.Memory)
	}
	for _, s := range hoarders {
		s.Close()
	}
	if s := g.Stats(); s.Memory != 100*8 {
		t.Errorf("%d octets held by 100 beginnings of a CR", s.Memory)
	}
}

func tsdu(t *testing.T, p session.SPDU) string {
	t.Helper()
	b, err := p.AppendBinary(nil)
	if err != nil {
		t.Fatal(err)
	}
	var hex strings.Builder
	for _, x := range b {
		const digits = "0123456789abcdef"
		hex.WriteByte(digits[x>>4])
		hex.WriteByte(digits[x&15])
	}
	return hex.String()
}

// What CN and AC, CP and CPA have agreed on binds what follows.
func TestNegotiated(t *testing.T) {
	t.Parallel()
	duplex := osi.Some(session.FUDuplex)
	size := osi.Some(session.TSDUSize{ToResponder: 16, ToInitiator: 16})
	cn := session.Connect{Requirements: duplex}
	cn.TSDUSize = size
	ac := session.Accept{Requirements: duplex}
	ac.TSDUSize = size
	s := guard(t, validate.Policy{Top: osi.Session}).Stream(validate.TSDUs)
	if rule := lastRule(t, s, tsdu(t, &cn), tsdu(t, &ac), "01000103190103"+strings.Repeat("41", 20)); rule != "stack.tsdu-size" {
		t.Errorf("TSDU of 27 octets: %q", rule)
	}

	ber := osi.MustOID("2.1.1")
	cp := presentation.Connect{Mode: osi.NormalMode, Contexts: []presentation.Context{
		{ID: 1, AbstractSyntax: osi.MustOID("1.2.3"), TransferSyntaxes: []osi.OID{ber}},
		{ID: 3, AbstractSyntax: osi.MustOID("1.2.4"), TransferSyntaxes: []osi.OID{ber}},
	}}
	connect := func(p *presentation.Connect) string {
		b, err := p.AppendBinary(nil)
		if err != nil {
			t.Fatal(err)
		}
		cn := session.Connect{Requirements: duplex}
		cn.UserData = b
		return tsdu(t, &cn)
	}
	cpa := presentation.ConnectAccept{Mode: osi.X410Mode}
	b, err := cpa.AppendBinary(nil)
	if err != nil {
		t.Fatal(err)
	}
	accept := session.Accept{Requirements: duplex}
	accept.UserData = b
	if rule := lastRule(t, guard(t, validate.Policy{Tolerate: osi.WithoutACSE}).Stream(validate.TSDUs), connect(&cp), tsdu(t, &accept)); rule != "ppm.mode" {
		t.Errorf("CPA of another mode: %q", rule)
	}
}

// A CP that needs CDOs, X.225 7.1.3, is judged when it is whole.
func TestOverflow(t *testing.T) {
	t.Parallel()
	cp := presentation.Connect{Mode: osi.NormalMode, Contexts: []presentation.Context{
		{ID: 1, AbstractSyntax: osi.MustOID("1.2.3"), TransferSyntaxes: []osi.OID{osi.MustOID("2.1.1")}},
	}}
	value := append([]byte{4, 0x82, 0x2e, 0xe0}, make([]byte, 12000)...)
	cp.UserData.PDVs = []presentation.PDV{{Context: 1, Form: presentation.SingleASN1Type, Value: value}}
	whole, err := cp.AppendBinary(nil)
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		rest []byte
		want string
	}{
		"whole":  {whole[session.MaxExtendedData:], ""},
		"broken": {whole[session.MaxExtendedData : len(whole)-1], "ber.length"},
	} {
		cn := session.Connect{Requirements: osi.Some(session.FUDuplex), Overflow: true}
		cn.Version, cn.UserData = session.Version2, whole[:session.MaxExtendedData]
		cdo := session.ConnectDataOverflow{Common: session.Common{Enclosure: session.EnclosureLast, UserData: c.rest}}
		s := guard(t, validate.Policy{Tolerate: osi.WithoutACSE}).Stream(validate.TSDUs)
		if rule := lastRule(t, s, tsdu(t, &cn), tsdu(t, &session.OverflowAccept{Version: session.Version2}), tsdu(t, &cdo)); rule != c.want {
			t.Errorf("%s: %q, want %q", name, rule, c.want)
		}
	}
}

// In X.410 mode CP and CPA carry the parameters of RTSE, X.228: a CP without is no opening.
func TestX410WithoutParameters(t *testing.T) {
	t.Parallel()
	if rule := lastRule(t, guard(t, validate.Policy{}).Stream(validate.TSDUs), "0D17 0506130100160102 14020002 C109 3107A003800100A100"); rule != "rtse.connection-data" {
		t.Error(rule)
	}
	if rule := lastRule(t, guard(t, validate.Policy{}).Stream(validate.TSDUs), "0D15 0506130100160102 14020002 C107 3105A003800100"); rule != "rtse.connection-data" {
		t.Error(rule)
	}
}

// The offset of a broken limit counts in the TPDU that breaks it.
func TestOffsetOfLimit(t *testing.T) {
	t.Parallel()
	s := guard(t, validate.Policy{Top: osi.Transport, Whole: true, Limits: osi.Limits{TSDU: 20}}).Stream(validate.NSDUs)
	run(t, s, []step{{initiator, "06E00000000100", "$"}, {responder, "06D00001000200", "$"}, {initiator, "02F000" + strings.Repeat("01", 20), "hold"}})
	v, _ := s.Check(initiator, octets(t, "02F08001"))
	if e := osi.AsError(v.Err); e == nil || e.ID != "transport.tsdu-limit" || e.Offset != 3 || len(v.Faulty) != 4 {
		t.Errorf("%v in %x", v.Err, v.Faulty)
	}
	s = guard(t, validate.Policy{Top: osi.Transport, Whole: true, Limits: osi.Limits{TSDU: 20}}).Stream(validate.Packets)
	run(t, s, []step{{initiator, "10010B000003010100", "$"}, {responder, "10010F", "$"}, {initiator, "100110" + strings.Repeat("01", 20), "$"}})
	v, _ = s.Check(initiator, octets(t, "10010201"))
	if e := osi.AsError(v.Err); e == nil || e.ID != "x25.sequence-limit" || e.Offset != 3 || len(v.Faulty) != 4 {
		t.Errorf("%v in %x", v.Err, v.Faulty)
	}
}

// What only a gate can tolerate, since it takes two PDUs to see it; each was met in traffic of
// ISODE.
func TestTolerated(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		tolerate osi.Tolerance
		carrier  validate.Carrier
		units    []string
		rule     string // when it is not tolerated
	}{
		"an initial serial number with activity management": {
			osi.SurplusSerial, validate.TSDUs,
			[]string{"0D0C 0506 130100160102 14020349", "0E0F 0509 130100160102 170131 14020349"}, // HD, SY, ACT, CD, EX: the default
			"session.negotiate-serial",
		},
		"user data in a DR of class 0": {
			osi.Class0DisconnectData, validate.NSDUs,
			[]string{"06E00000000100", "0680000100000141"},
			"transport.disconnect-user-data",
		},
	} {
		strict := guard(t, validate.Policy{Top: osi.Session})
		if rule := lastRule(t, strict.Stream(c.carrier), c.units...); rule != c.rule {
			t.Errorf("%s: %q, want %q", name, rule, c.rule)
		}
		g := guard(t, validate.Policy{Top: osi.Session, Tolerate: c.tolerate})
		if rule := lastRule(t, g.Stream(c.carrier), c.units...); rule != "" || g.Stats().Tolerated[c.tolerate.String()] != 1 {
			t.Errorf("%s, tolerated: %q, counted %v", name, rule, g.Stats().Tolerated)
		}
	}
}

// The deviations of stacks in use, each by its name.
func TestUsual(t *testing.T) {
	t.Parallel()
	const want = "tpkt-reserved,class0-tpdu-size,class0-parameter,class0-expedited,empty-segment,class0-disconnect-data,zero-reference," +
		"class0-disconnect,error-reference,surplus-serial,resync-token-role,reject-user-data,abort-without-contexts,other-mode-reference"
	if got := validate.Usual.String(); got != want {
		t.Errorf("%s, want %s", got, want)
	}
}
