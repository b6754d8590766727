package validate_test

import (
	"encoding/hex"
	"iter"
	"slices"
	"strings"
	"testing"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/presentation"
	"github.com/osi-go/osi/stack"
	"github.com/osi-go/osi/validate"
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

// Associations of two presentation contexts, 1 of ACSE and 3 of an application; the second one with
// context management.
const (
	presentationUp = "> S-CONNECT " +
		"3145A003800101A23E8102000182020001A420300F02010106045201000130040602510130" +
		"0D02010306022A0330040602510161123010020101A00B6009A107060528CA220203\n" +
		"< S-ACCEPT " +
		"313FA003800101A23883020001A512300780010081025101300780010081025101611E301C" +
		"020101A0176115A107060528CA220203A203020100A305A103020100\n"
	managementUp = "> S-CONNECT " +
		"3149A003800101A2428102000182020001A420300F02010106045201000130040602510130" +
		"0D02010306022A033004060251018802078061123010020101A00B6009A107060528CA220203\n" +
		"< S-ACCEPT " +
		"3143A003800101A23C83020001A51230078001008102510130078001008102510188020780" +
		"611E301C020101A0176115A107060528CA220203A203020100A305A103020100\n"
	alterContext = "> S-TYPED-DATA A011A00F300D02010506022A04300406025101\n" // adds context 5
)

// A TSDU maximum size of 16 octets, both ways.
const segmentingUp = "> 0D12050C130100150400100010160102 14020002\n< 0E12050C130100150400100010160102 14020002\n"

var association61850 = "> " + realCR + "\n< " + realCC + "\n> " + realCN + "\n< " + realAC + "\n"

func rejections() []rejection {
	other := []osi.Selector{osi.Selector("other")}
	fromDTE := func(p *validate.Policy) { p.Initiator = osi.DTE }
	onlySession := func(p *validate.Policy) { p.Top = osi.Session }
	upTo := func(units int) string {
		return strings.Join(strings.SplitAfter(association61850, "\n")[:units], "")
	}
	return []rejection{
		{"validate.closed", validate.NSDUs, nil, "> 06E00000000100\n> 06E00000000100\n> 06E00000000100"},
		{"validate.memory", validate.TPKTs, func(p *validate.Policy) { p.Reserve, p.Memory = -1, 7 }, "> 0300000B06E00000"},
		{"validate.stream-memory", validate.TPKTs, func(p *validate.Policy) { p.Reserve, p.StreamMemory = -1, 7 }, "> 0300000B06E00000"},
		{"validate.stream-memory", validate.TSDUs, func(p *validate.Policy) { p.Top, p.Reserve, p.StreamMemory = osi.Session, -1, 600 }, // an SSDU of two TSDUs, which nobody ends
			"> 0D12050C130100150404000400160102 14020002\n< 0E12050C130100150404000400160102 14020002\n" +
				"> 01000103190101" + strings.Repeat("41", 100) + "\n> 01000103190100" + strings.Repeat("41", 500)},
		{
			"validate.pdu", validate.TPKTs, func(p *validate.Policy) { p.PDUs = map[osi.Layer][]string{osi.Transport: {"CR", "CC"}} },
			transportUp + "> 03000008 02F08041",
		},
		{"validate.pdu", validate.TSDUs, func(p *validate.Policy) {
			p.Top, p.PDUs = osi.Session, map[osi.Layer][]string{osi.Session: {"CN", "AC", "GT", "DT"}}
		}, sessionUp + "> 0100010041\n> 0900"},

		{"plp.p1", validate.Packets, nil, "> 10010041"},
		{"plp.p2", validate.Packets, fromDTE, "> 10010B0000\n> 10010041"},
		{"plp.p3", validate.Packets, fromDTE, "< 10010B0000\n> 10010041"},
		{"plp.p4", validate.Packets, fromDTE, callUp + "> 10010F"},
		{"plp.p5", validate.Packets, fromDTE, "> 10010B0000\n< 10010B0000\n> 10010041"},
		{"plp.p6", validate.Packets, fromDTE, "> 1001130000\n> 10010041"},
		{"plp.p7", validate.Packets, fromDTE, callUp + "< 1001130000\n< 10010041"},
		{"plp.d1", validate.Packets, fromDTE, callUp + "> 10011F"},
		{"plp.d2", validate.Packets, fromDTE, callUp + "> 10011B0000\n> 10010041"},
		{"plp.d3", validate.Packets, fromDTE, callUp + "< 10011B0000\n< 10010041"},
		{"plp.r1", validate.Packets, fromDTE, "> 1000FF"},
		{"plp.r2", validate.Packets, fromDTE, "> 1000FB0000\n> 10010B0000"},
		{"plp.r3", validate.Packets, fromDTE, "< 1000FB0000\n< 10010B0000"},
		{"plp.permanent", validate.Packets, func(p *validate.Policy) { p.PermanentCircuits = 1 }, "> 10010B0000"},
		{"plp.ps", validate.Packets, nil, callUp + "> 10010241"},
		{"plp.pr", validate.Packets, nil, callUp + "> 100121"},
		{"plp.window", validate.Packets, func(p *validate.Policy) { p.Top, p.Subscription.Window = osi.X25, 2 }, callUp + "> 10010041\n> 10010241\n> 10010441"},
		{"plp.no-reject", validate.Packets, func(p *validate.Policy) { p.Top = osi.X25 }, callUp + "> 10010041\n< 100109"},
		{"plp.repeated", validate.Packets, func(p *validate.Policy) { p.Top, p.Subscription.Retransmission = osi.X25, true }, callUp + "> 10010041\n< 100109\n> 10010042"},
		{"plp.interrupt", validate.Packets, func(p *validate.Policy) { p.Top = osi.X25 }, callUp + "> 10012341\n> 10012342"},
		{"plp.interrupt-confirmation", validate.Packets, func(p *validate.Policy) { p.Top = osi.X25 }, callUp + "> 100127"},
		{"stack.pvc-setup", validate.XOT, nil, framed("> " + pvcSetup(0, 2, 2, 7, 7) + "\n> " + pvcSetup(0, 2, 2, 7, 7))},
		{"stack.pvc-status", validate.XOT, nil, framed("> " + pvcSetup(0x16, 2, 2, 7, 7))},
		{"stack.pvc-modulo", validate.XOT, nil, framed("> 2" + pvcSetup(0, 2, 2, 7, 7)[1:])},
		{"plp.one-way", validate.Packets, func(p *validate.Policy) { p.Subscription.Incoming = stack.ChannelRange{First: 1, Last: 4} }, "> 10010B000003010100"},
		{"plp.barred", validate.Packets, func(p *validate.Policy) { p.Subscription.OutgoingBarred = true }, "> 10010B000003010100"},
		{"plp.closed", validate.Packets, nil, callUp + "> 10010007E00000000100\n< 100117"},
		{"stack.x25-call", validate.Packets, func(p *validate.Policy) { p.Calls = []stack.CallRule{{}} }, "> 10010B000003010100"},
		{"stack.xot-initiator", validate.XOT, nil, framed("< " + xotCall)},
		{"stack.x25-protocol", validate.Packets, nil, "> 10010B000001000000"},
		{"plp.channel-limit", validate.Packets, func(p *validate.Policy) { p.Limits.Channels = 1 }, callUp + "> 10020B000003010100"},

		{"stack.connect-data", validate.TPKTs, nil, "> 0300000C 06E00000000100 41"},
		{"class0.a6", validate.NSDUs, nil, "> 02F08041"},
		{"class0.a6", validate.NSDUs, nil, "> 06E00000000100\n> 02F08041"},
		{"class0.tpdu-size", validate.TPKTs, nil, "> 0300000E09E00000000100C00107\n< 0300000E09D00001000200C00107\n> 03000085 02F080" + strings.Repeat("41", 126)},
		{"transport.confirm-tpdu-size", validate.NSDUs, nil, "> 06E00000000100\n< 09D00001000200C00108"},
		{"transport.disconnect-user-data", validate.NSDUs, func(p *validate.Policy) { p.Tolerate = 0 }, "> 06E00000000100\n< 0680000100000041"},
		{"validate.class", validate.NSDUs, nil, "> 06E00000000120"},
		{"validate.class", validate.NSDUs, nil, "> 06E00000000100\n< 06D00001000220"},
		{"validate.called-tsap", validate.TPKTs, func(p *validate.Policy) { p.CalledTSAPs = other }, upTo(1)},
		{"validate.calling-tsap", validate.TPKTs, func(p *validate.Policy) { p.CallingTSAPs = other }, upTo(1)},

		{"spm.a9", validate.TSDUs, nil, "> 0100010041"},
		{"session.short-option", validate.TSDUs, onlySession, sessionUp + "> 8841"}, // SDT
		{
			"stack.tsdu-size", validate.TSDUs, func(p *validate.Policy) { p.Top = osi.Session },
			"> 0D12050C130100150400100010160102 14020002\n< 0E12050C130100150400100010160102 14020002\n> 01000100" + strings.Repeat("41", 13),
		},
		{"session.unselected", validate.TSDUs, onlySession, sessionUp + "> 210041"},                   // TD, with duplex alone
		{"session.unselected", validate.TSDUs, onlySession, sessionUp + "> 0100 3103 2A0131"},         // MIP
		{"session.token-unavailable", validate.TSDUs, onlySession, sessionUp + "> 0103100101 010041"}, // the data token, with duplex
		{"stack.expedited", validate.NSDUs, func(p *validate.Policy) { p.Limits.Segments, p.Tolerate = 1, osi.Class0Expedited }, // within a TSDU
			"> 06E00000000100\n< 06D00001000200\n> 02F00001\n> 021080050041\n> 021080050042"},
		{"stack.short-form", validate.TSDUs, onlySession, "> EC0000070102"},
		{"session.prepare-unit", validate.TSDUs, func(p *validate.Policy) { p.Top, p.Order = osi.Session, stack.OrderOff }, // a PR that announces an RS, with duplex and expedited data
			"> 0D0C0506130100160102 14020006\n< 0E0C0506130100160102 14020006\n> 0703180102"},
		{"stack.nested", validate.TSDUs, onlySession, // nothing to be nested in
			"> 0D18050C1301001601021701311A0100140200293D01003E0181"},
		{"stack.x410-release", validate.SSDUs, nil, "> S-CONNECT 310BA003800100A104A3028000\n< S-ACCEPT 310BA003800100A104A2028000\n> S-RELEASE 0500"},
		{"stack.nested-ppdu", validate.TSDUs, nil, // a CP with selectors
			"> 0D4E 0506130100160102 14022002 33020001 34020001 C138 3136A003800101A22F8102000182020001A411300F020101" +
				"06045201000130040602510161123010020101A00B6009A107060528CA220203\n" +
				"< 0E43 0506130100160102 14022002 34020001 C131 312FA003800101A22883020001A50930078001008102510140176115A107060528CA220203A203020100A305A103020100\n" +
				"> 0D4C 0506130100160102 14020002 3D0100 3E0181 C138 3136A003800101A22F8102000182020001A411300F020101" +
				"06045201000130040602510161123010020101A00B6009A107060528CA220203"},
		{"stack.session-requirements", validate.TSDUs, nil, // a CP whose user requires typed data, and a CN without
			"> 0D43 0506130100160102 14020002 C135 3133A003800101A22CA411300F020101" +
				"060452010001300406025101890305402061123010020101A00B6009A107060528CA220203"},
		{"stack.segmenting", validate.TSDUs, onlySession, sessionUp + "> 0100 0103190103 41"}, // no TSDU maximum size
		{"stack.segmenting", validate.TSDUs, onlySession, segmentingUp + "> 0100 0100 41"},
		{"validate.called-ssel", validate.TPKTs, func(p *validate.Policy) { p.CalledSessions = other }, upTo(3)},
		{"validate.calling-ssel", validate.TPKTs, func(p *validate.Policy) { p.CallingSessions = other }, upTo(3)},

		{"stack.ssdu", validate.SSDUs, func(p *validate.Policy) { p.Limits.SSDU = 16 }, "> S-CONNECT " + strings.Repeat("41", 17)},
		{"stack.ppdu-state", validate.SSDUs, nil, "> 610B3009020103A0040402AABB"},
		{"ppm.contexts", validate.SSDUs, func(p *validate.Policy) { p.Limits.Contexts, p.Tolerate = 1, osi.WithoutACSE }, withoutLast(alterations(65))},
		{"ppm.mode", validate.SSDUs, nil, beginning(presentationUp) + "< S-ACCEPT 3105A003800100"},
		{"ppm.context-management", validate.SSDUs, nil, presentationUp + alterContext},
		{"ppm.parity", validate.SSDUs, nil, managementUp + "> S-TYPED-DATA A011A00F300D02010606022A04300406025101"},
		{"ppm.reused", validate.SSDUs, nil, managementUp + "> S-TYPED-DATA A011A00F300D02010306022A04300406025101"},
		{"ppm.deletion", validate.SSDUs, nil, managementUp + "> S-TYPED-DATA A005A103020105"},
		{"ppm.results", validate.SSDUs, nil, managementUp + alterContext + "< S-TYPED-DATA A105A103020100"},
		{"ppm.selected", validate.SSDUs, nil, managementUp + alterContext + "< S-TYPED-DATA A10BA009300780010081025103"},
		{"ppm.awaits", validate.SSDUs, nil, managementUp + alterContext + alterContext},
		{"ppm.answer", validate.SSDUs, nil, managementUp + "< S-TYPED-DATA A10BA009300780010081025101"},
		{"ppm.list", validate.SSDUs, nil, managementUp + "> S-RESYNC 300BA009300702010506025101"},
		{"stack.context", validate.SSDUs, nil, presentationUp + "> 61093007020105A0020500"},
		{"stack.transfer-syntax", validate.SSDUs, nil, presentationUp + "> 610D300B06025103020103A0020500"},
		{"stack.encoding", validate.SSDUs, nil, // a CPA that is fully encoded, with one context
			"> S-CONNECT 3136A003800101A22F8102000182020001A411300F020101060452010001" +
				"30040602510161123010020101A00B6009A107060528CA220203\n" +
				"< S-ACCEPT 3136A003800101A22F83020001A509300780010081025101611E301C020101A0176115A107060528CA220203A203020100A305A103020100"},
		{"stack.whole-octets", validate.SSDUs, nil, presentationUp + "> 610A30080201038203040500"},
		{"stack.unreadable", validate.SSDUs, nil, // the transfer syntax of ACSE is PER
			"> S-CONNECT 3138A003800101A2318102000182020001A4133011020101060452010001" +
				"300606045103000061123010020101810B6009A107060528CA220203"},
		{"stack.abort-contexts", validate.SSDUs, func(p *validate.Policy) { p.Tolerate = 0 }, presentationUp + "> S-U-ABORT A00E610C300A020101A0056403800100"},
		{"acpm.missing", validate.SSDUs, nil, presentationUp + "> S-RELEASE"},
		{"stack.apdus", validate.SSDUs, nil, presentationUp + "> S-RELEASE 6118300A020101A0056203800100300A020101A0056203800100"},
		{"acpm.carrier", validate.SSDUs, nil, presentationUp + "> S-RELEASE 610C300A020101A0056303800100"},
		{"stack.rtse-apdus", validate.SSDUs, nil, // an AARQ with two RTORQs
			"> S-CONNECT 3159A003800101A252A420300F020101060452010001300406025101300D02010306025302300406025101612E302C020101A0276025A107060528CA220203" +
				"BE1A280B020103A006B004A3028000280B020103A006B004A3028000"},
		{"stack.rtse-missing", validate.SSDUs, nil, // an AARQ with an RTORQ, and an AARE without an RTOAC
			"> S-CONNECT 314CA003800101A245A420300F020101060452010001300406025101300D020103060253023004060251016121301F020101A01A6018A107060528CA220203" +
				"BE0D280B020103A006B004A3028000\n" +
				"< S-ACCEPT 313BA003800101A234A512300780010081025101300780010081025101611E301C020101A0176115A107060528CA220203A203020100A305A103020100"},
		{"stack.rtse-carrier", validate.SSDUs, nil, // an RTTP in S-DATA, context 3 being of RTSE
			strings.ReplaceAll(presentationUp, "22A0330", "2530230") + "> 610A3008020103A003020101"},

		{"class0.owner", validate.NSDUs, nil, "< 06E00000000100"},
		{"class0.reference", validate.NSDUs, nil, "> 06E00000000100\n< 06D00001000200\n> 06800009000100"},
		{"class0.refusal-size", validate.NSDUs, nil, "> 06E00000000100\n< 80800001000100E078" + strings.Repeat("41", 120)},
		{"validate.called-psel", validate.TPKTs, func(p *validate.Policy) { p.CalledPresentations = other }, upTo(3)},
		{"validate.calling-psel", validate.TPKTs, func(p *validate.Policy) { p.CallingPresentations = other }, upTo(3)},
		{"validate.abstract-syntax", validate.TPKTs, func(p *validate.Policy) { p.AbstractSyntaxes = []osi.OID{osi.MustOID("2.2.1.0.1")} }, upTo(3)},
		{"validate.application-context", validate.TPKTs, func(p *validate.Policy) { p.ApplicationContexts = []osi.OID{osi.MustOID("2.6.0.1.6")} }, upTo(3)},
	}
}

// alterations returns an association of one context in which n are defined and deleted again, one
// after the other.
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
	ppdu(">", "S-CONNECT", &presentation.Connect{Mode: osi.NormalMode, Contexts: context(1), Requirements: presentation.ContextManagement})
	ppdu("<", "S-ACCEPT", &presentation.ConnectAccept{Mode: osi.NormalMode, Results: accepted, Requirements: presentation.ContextManagement})
	for i := range int64(n - 1) {
		ppdu(">", "S-TYPED-DATA", &presentation.AlterContext{Additions: context(2*i + 3), Deletions: []int64{2*i + 1}})
		ppdu("<", "S-TYPED-DATA", &presentation.AlterContextAcknowledge{Additions: accepted, Deletions: []presentation.Outcome{presentation.Acceptance}})
	}
	return b.String()
}

var primitives = map[string]presentation.Primitive{
	"S-CONNECT": presentation.SConnect, "S-ACCEPT": presentation.SConnectAccept, "S-REJECT": presentation.SConnectReject, "S-TYPED-DATA": presentation.STypedData, "S-RELEASE": presentation.SRelease,
	"S-RESYNC": presentation.SResynchronize, "S-DISCARD": presentation.SActivityDiscard, "S-U-ABORT": presentation.SUserAbort,
}

// beginning returns the first line.
func beginning(text string) string { return text[:strings.IndexByte(text, '\n')+1] }

// withoutLast returns the lines before the last one.
func withoutLast(text string) string {
	text = strings.TrimSpace(text)
	return text[:strings.LastIndexByte(text, '\n')]
}

// rulesOf yields the rules of all lists.
func rulesOf(lists ...iter.Seq[*osi.Rule]) iter.Seq[*osi.Rule] {
	return func(yield func(*osi.Rule) bool) {
		for _, list := range lists {
			for r := range list {
				if !yield(r) {
					return
				}
			}
		}
	}
}

// feed gives a stream a unit of a rejection's notation.
func feed(t *testing.T, s *validate.Stream, line string) validate.Verdict {
	t.Helper()
	from, text, _ := strings.Cut(strings.TrimSpace(line), " ")
	d := map[string]osi.Direction{">": initiator, "<": responder}[from]
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
	t.Parallel()
	// Broken by no unit: see TestSubscription, TestMisuse, TestEncoderRefuses and TestUnreachable.
	broken := []string{
		"validate.policy-top", "validate.policy-order", "validate.policy-subscription", "validate.policy-interface", "validate.policy-pdu",
		"validate.unreachable-nsap", "validate.unreachable-tsap", "validate.unreachable-ssap",
		"stack.carrier", "stack.encode-layer", "stack.encode-user-data", "stack.encode-context",
	}
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
			case i < len(lines)-1 && e != nil && c.rule != "validate.closed" && c.rule != "plp.closed":
				t.Errorf("%s: unit %d of %d: %v", c.rule, i, len(lines), v.Err)
			case i == len(lines)-1 && (e == nil || e.ID != c.rule):
				t.Errorf("%s: got %s", c.rule, outcomeOf(v))
			}
		}
		broken = append(broken, c.rule)
	}
	for rule, check := range map[string]func(*stack.Event) error{"validate.check": objecting("CR", ""), "validate.panic": objecting("", "CR")} {
		g := guard(t, validate.Policy{})
		if v := feed(t, g.Stream(validate.NSDUs), "> 06E00000000100"); v.Action != validate.Pass {
			t.Error(outcomeOf(v))
		}
		v := feed(t, inspected(t, g, validate.NSDUs, nil, check), "> 06E00000000100")
		if e := osi.AsError(v.Err); e == nil || e.ID != rule {
			t.Errorf("%s: got %s", rule, outcomeOf(v))
		}
		broken = append(broken, rule)
	}
	for r := range rulesOf(validate.Rules(), stack.Rules()) {
		if !slices.Contains(broken, r.ID) {
			t.Errorf("nothing breaks %s", r.ID)
		}
		if r.Clause == "" || r.Field == "" || r.Kind == 0 {
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
	t.Parallel()
	for units, c := range map[string]struct {
		carrier validate.Carrier
		policy  validate.Policy
	}{
		association61850: {validate.TPKTs, validate.Policy{Tolerate: validate.Usual}},
		alterations(64):  {validate.SSDUs, validate.Policy{Limits: osi.Limits{Contexts: 1}, Tolerate: osi.WithoutACSE}},
	} {
		s := guard(t, c.policy).Stream(c.carrier)
		for line := range strings.Lines(units) {
			if v := feed(t, s, line); v.Action != validate.Pass {
				t.Fatalf("%s: %s", line, outcomeOf(v))
			}
		}
	}
}
