package validate_test

import (
	"encoding/hex"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/presentation"
	"github.com/osi-go/osi/stack"
	"github.com/osi-go/osi/validate"
	"github.com/osi-go/osi/x25"
)

// A rejection is a conversation whose last unit breaks a rule, and nothing before it.
type rejection struct {
	rule    string
	carrier validate.Carrier
	change  func(*validate.Policy) // of what is strict but for the usual deviations; nil: nothing
	units   string                 // one a line, in hex, behind ">" of the initiator or "<" of the responder
}

// What many begin with.
const (
	transportUp = "> 0300000B06E00000000100\n< 0300000B06D00001000200\n"
	callUp      = "> 10010B000003010100\n< 10010F\n"
	sessionUp   = "> 0D0C0506130100160102 14020002\n< 0E0C0506130100160102 14020002\n"
)

// An association of one presentation context.
const presentationUp = "> S-CONNECT 3118A003800101A211A40F300D02010106022A03300406025101\n< S-ACCEPT 3112A003800101A20BA509300780010081025101\n"

// A TSDU maximum size of 16 octets, both ways.
const segmentingUp = "> 0D12050C130100150400100010160102 14020002\n< 0E12050C130100150400100010160102 14020002\n"

var association61850 = "> " + realCR + "\n< " + realCC + "\n> " + realCN + "\n< " + realAC + "\n"

func rejections() []rejection {
	other := [][]byte{[]byte("other")}
	fromDTE := func(p *validate.Policy) { p.Initiator = x25.FromDTE }
	onlySession := func(p *validate.Policy) { p.Top = osi.Session }
	upTo := func(units int) string {
		return strings.Join(strings.SplitAfter(association61850, "\n")[:units], "")
	}
	return []rejection{
		{"validate.closed", validate.NSDUs, nil, "> 06D00001000200\n> 06E00000000100"},
		{"validate.memory", validate.TPKTs, func(p *validate.Policy) { p.Memory = 7 }, "> 0300000B06E00000"},
		{"validate.stream-memory", validate.TPKTs, func(p *validate.Policy) { p.StreamMemory = 7 }, "> 0300000B06E00000"},
		{"validate.stream-memory", validate.TSDUs, func(p *validate.Policy) { p.Top, p.StreamMemory = osi.Session, 200 }, // an SSDU of two TSDUs, which nobody ends
			"> 0D12050C130100150404000400160102 14020002\n< 0E12050C130100150404000400160102 14020002\n" +
				"> 01000103190101" + strings.Repeat("41", 100) + "\n> 01000103190100" + strings.Repeat("41", 100)},
		{
			"validate.pdu", validate.TPKTs, func(p *validate.Policy) { p.PDUs = map[osi.Layer][]string{osi.Transport: {"CR", "CC"}} },
			transportUp + "> 03000008 02F08041",
		},
		{"validate.pdu", validate.TSDUs, func(p *validate.Policy) {
			p.Top, p.PDUs = osi.Session, map[osi.Layer][]string{osi.Session: {"CN", "AC", "GT", "DT"}}
		}, sessionUp + "> 0100010041\n> 0900"},
		{"validate.machine", validate.NSDUs, func(p *validate.Policy) { p.Machine = func() validate.Machine { return machine{refuse: "CR"} } }, "> 06E00000000100"},
		{"validate.panic", validate.NSDUs, func(p *validate.Policy) { p.Machine = func() validate.Machine { return machine{panics: "CR"} } }, "> 06E00000000100"},

		{"validate.x25-p1", validate.Packets, nil, "> 10010041"},
		{"validate.x25-p2", validate.Packets, fromDTE, "> 10010B0000\n> 10010041"},
		{"validate.x25-p3", validate.Packets, fromDTE, "< 10010B0000\n> 10010041"},
		{"validate.x25-p4", validate.Packets, fromDTE, callUp + "> 10010F"},
		{"validate.x25-p5", validate.Packets, fromDTE, "> 10010B0000\n< 10010B0000\n> 10010041"},
		{"validate.x25-p6", validate.Packets, fromDTE, "> 1001130000\n> 10010041"},
		{"validate.x25-p7", validate.Packets, fromDTE, callUp + "< 1001130000\n< 10010041"},
		{"validate.x25-d1", validate.Packets, fromDTE, callUp + "> 10011F"},
		{"validate.x25-d2", validate.Packets, fromDTE, callUp + "> 10011B0000\n> 10010041"},
		{"validate.x25-d3", validate.Packets, fromDTE, callUp + "< 10011B0000\n< 10010041"},
		{"validate.x25-r1", validate.Packets, fromDTE, "> 1000FF"},
		{"validate.x25-r2", validate.Packets, fromDTE, "> 1000FB0000\n> 10010B0000"},
		{"validate.x25-r3", validate.Packets, fromDTE, "< 1000FB0000\n< 10010B0000"},
		{"validate.x25-pvc", validate.Packets, func(p *validate.Policy) { p.PermanentCircuits = 1 }, "> 10010B0000"},
		{"validate.x25-ps", validate.Packets, nil, callUp + "> 10010241"},
		{"validate.x25-pr", validate.Packets, nil, callUp + "> 100121"},
		{"validate.x25-window", validate.Packets, func(p *validate.Policy) { p.Top, p.Subscription.Window = osi.X25, 2 }, callUp + "> 10010041\n> 10010241\n> 10010441"},
		{"validate.x25-reject", validate.Packets, func(p *validate.Policy) { p.Top = osi.X25 }, callUp + "> 10010041\n< 100109"},
		{"validate.x25-repeated", validate.Packets, func(p *validate.Policy) { p.Top, p.Subscription.Retransmission = osi.X25, true }, callUp + "> 10010041\n< 100109\n> 10010042"},
		{"validate.x25-interrupt", validate.Packets, nil, callUp + "> 10012341\n> 10012342"},
		{"validate.x25-interrupt-confirmation", validate.Packets, nil, callUp + "> 100127"},
		{"validate.pvc-setup", validate.XOT, nil, framed("> " + pvcSetup(0, 2, 2, 7, 7) + "\n> " + pvcSetup(0, 2, 2, 7, 7))},
		{"validate.pvc-status", validate.XOT, nil, framed("> " + pvcSetup(0x16, 2, 2, 7, 7))},
		{"validate.x25-protocol", validate.Packets, nil, "> 10010B000001000000"},
		{"validate.channels", validate.Packets, func(p *validate.Policy) { p.Limits.Channels = 1 }, callUp + "> 10020B000003010100"},

		{"validate.tpdu-state", validate.NSDUs, nil, "> 02F08041"},
		{"validate.tpdu-state", validate.NSDUs, nil, "> 06E00000000100\n> 02F08041"},
		{"validate.tpdu-size", validate.TPKTs, nil, "> 0300000E09E00000000100C00107\n< 0300000E09D00001000200C00107\n> 03000085 02F080" + strings.Repeat("41", 126)},
		{"transport.confirm-tpdu-size", validate.NSDUs, nil, "> 06E00000000100\n< 09D00001000200C00108"},
		{"transport.disconnect-user-data", validate.NSDUs, func(p *validate.Policy) { p.Tolerate = 0 }, "> 06E00000000100\n< 0680000100000041"},
		{"validate.class", validate.NSDUs, nil, "> 06E00000000120"},
		{"validate.class", validate.NSDUs, nil, "> 06E00000000100\n< 06D00001000220"},
		{"validate.called-tsap", validate.TPKTs, func(p *validate.Policy) { p.CalledTSAPs = other }, upTo(1)},
		{"validate.calling-tsap", validate.TPKTs, func(p *validate.Policy) { p.CallingTSAPs = other }, upTo(1)},

		{"validate.spdu-state", validate.TSDUs, nil, "> 0100010041"},
		{"validate.spdu-state", validate.TSDUs, onlySession, sessionUp + "> 8841"}, // SDT
		{
			"validate.tsdu-size", validate.TSDUs, func(p *validate.Policy) { p.Top = osi.Session },
			"> 0D12050C130100150400100010160102 14020002\n< 0E12050C130100150400100010160102 14020002\n> 01000100" + strings.Repeat("41", 13),
		},
		{"validate.functional-unit", validate.TSDUs, onlySession, sessionUp + "> 210041"},           // TD, with duplex alone
		{"validate.functional-unit", validate.TSDUs, onlySession, sessionUp + "> 0100 3103 2A0131"}, // MIP
		{"validate.tokens", validate.TSDUs, onlySession, sessionUp + "> 0103100101 010041"},         // the data token, with duplex
		{"validate.segmenting", validate.TSDUs, onlySession, sessionUp + "> 0100 0103190103 41"},    // no TSDU maximum size
		{"validate.segmenting", validate.TSDUs, onlySession, segmentingUp + "> 0100 0100 41"},
		{"validate.called-ssel", validate.TPKTs, func(p *validate.Policy) { p.CalledSessions = other }, upTo(3)},
		{"validate.calling-ssel", validate.TPKTs, func(p *validate.Policy) { p.CallingSessions = other }, upTo(3)},

		{"validate.ssdu", validate.SSDUs, func(p *validate.Policy) { p.Limits.SSDU = 16 }, "> S-CONNECT " + strings.Repeat("41", 17)},
		{"validate.ppdu-state", validate.SSDUs, nil, "> 610B3009020103A0040402AABB"},
		{"validate.contexts", validate.SSDUs, func(p *validate.Policy) { p.Limits.Contexts = 1 }, alterations(65)},
		{"validate.presentation-unit", validate.SSDUs, nil, presentationUp + "> S-TYPED-DATA A016A00F300D02010306022A03300406025101A103020101"}, // AC
		{"validate.called-psel", validate.TPKTs, func(p *validate.Policy) { p.CalledPresentations = other }, upTo(3)},
		{"validate.calling-psel", validate.TPKTs, func(p *validate.Policy) { p.CallingPresentations = other }, upTo(3)},
		{"validate.abstract-syntax", validate.TPKTs, func(p *validate.Policy) { p.AbstractSyntaxes = []osi.OID{osi.MustOID("2.2.1.0.1")} }, upTo(3)},
		{"validate.application-context", validate.TPKTs, func(p *validate.Policy) { p.ApplicationContexts = []osi.OID{osi.MustOID("2.6.0.1.6")} }, upTo(3)},
	}
}

// alterations returns an association of one context in which n are defined and deleted again, one after the other.
func alterations(n int) string {
	var b strings.Builder
	ppdu := func(from, primitive string, p interface {
		AppendBinary(b []byte) ([]byte, error)
	},
	) {
		octets, err := p.AppendBinary(nil)
		if err != nil {
			panic(err)
		}
		b.WriteString(from + " " + primitive + " " + hex.EncodeToString(octets) + "\n")
	}
	ber := osi.MustOID("2.1.1")
	context := func(id int64) []presentation.Context {
		return []presentation.Context{{ID: id, AbstractSyntax: osi.MustOID("1.2.3"), TransferSyntaxes: []osi.OID{ber}}}
	}
	accepted := []presentation.Result{{Outcome: presentation.Acceptance, TransferSyntax: ber}}
	ppdu(">", "S-CONNECT", &presentation.Connect{Mode: presentation.NormalMode, Contexts: context(1), Requirements: presentation.ContextManagement})
	ppdu("<", "S-ACCEPT", &presentation.ConnectAccept{Mode: presentation.NormalMode, Results: accepted, Requirements: presentation.ContextManagement})
	for i := range int64(n - 1) {
		ppdu(">", "S-TYPED-DATA", &presentation.AlterContext{Additions: context(2*i + 3), Deletions: []int64{2*i + 1}})
		ppdu("<", "S-TYPED-DATA", &presentation.AlterContextAcknowledge{Additions: accepted, Deletions: []presentation.Outcome{presentation.Acceptance}})
	}
	return b.String()
}

var primitives = map[string]presentation.Primitive{
	"S-CONNECT": presentation.SConnect, "S-ACCEPT": presentation.SConnectAccept, "S-TYPED-DATA": presentation.STypedData, "S-RELEASE": presentation.SRelease,
}

// feed gives a stream a unit of a rejection's notation.
func feed(t *testing.T, s *validate.Stream, line string) validate.Verdict {
	t.Helper()
	from, text, _ := strings.Cut(strings.TrimSpace(line), " ")
	d := map[string]stack.Direction{">": initiator, "<": responder}[from]
	if name, rest, _ := strings.Cut(text, " "); primitives[name] != 0 {
		return s.CheckSSDU(d, primitives[name], octets(t, rest))
	}
	v, rest := s.Check(d, octets(t, text))
	if len(rest) > 0 {
		t.Fatalf("%s: %d octets left", line, len(rest))
	}
	return v
}

// Every rule is broken by a unit that would pass but for it.
func TestRules(t *testing.T) {
	broken := []string{"validate.policy-top", "validate.policy-subscription"} // by no unit, see TestSubscription
	if _, err := validate.New(validate.Policy{Top: osi.LAPB}); osi.AsError(err) == nil || osi.AsError(err).ID != broken[0] {
		t.Errorf("Top LAPB: %v", err)
	}
	for _, c := range rejections() {
		policy := validate.Policy{Tolerate: validate.Usual}
		if c.change != nil {
			c.change(&policy)
		}
		s := guard(t, policy).Stream(c.carrier)
		lines := strings.Split(strings.TrimSpace(c.units), "\n")
		for i, line := range lines {
			v := feed(t, s, line)
			e := osi.AsError(v.Err)
			switch {
			case i < len(lines)-1 && e != nil && c.rule != "validate.closed":
				t.Errorf("%s: unit %d of %d: %v", c.rule, i, len(lines), v.Err)
			case i == len(lines)-1 && (e == nil || e.ID != c.rule):
				t.Errorf("%s: got %s", c.rule, outcomeOf(v))
			}
		}
		broken = append(broken, c.rule)
	}
	page, err := os.ReadFile("../docs/conformance/validate.md")
	if err != nil {
		t.Fatal(err)
	}
	for r := range validate.Rules() {
		if !strings.Contains(string(page), "`"+r.ID+"`") || r.Clause != "policy" && r.Clause != "limit" && !strings.Contains(string(page), "| "+r.Clause+" |") {
			t.Errorf("the conformance page lacks %s of %s", r.ID, r.Clause)
		}
		if !slices.Contains(broken, r.ID) {
			t.Errorf("nothing breaks %s", r.ID)
		}
		if !strings.HasPrefix(r.ID, "validate.") || r.Clause == "" || r.Field == "" || r.Kind == 0 {
			t.Errorf("%+v", *r)
		}
	}
}

func outcomeOf(v validate.Verdict) string {
	if v.Action == validate.Reject {
		return v.Err.Error()
	}
	return v.Action.String()
}

// Where nothing is restricted the same conversations go through.
func TestAllowed(t *testing.T) {
	for units, c := range map[string]struct {
		carrier validate.Carrier
		policy  validate.Policy
	}{
		association61850: {validate.TPKTs, validate.Policy{Tolerate: validate.Usual}},
		alterations(64):  {validate.SSDUs, validate.Policy{Limits: osi.Limits{Contexts: 1}}},
	} {
		s := guard(t, c.policy).Stream(c.carrier)
		for line := range strings.Lines(units) {
			if v := feed(t, s, line); v.Action != validate.Pass {
				t.Fatalf("%s: %s", line, outcomeOf(v))
			}
		}
	}
}
