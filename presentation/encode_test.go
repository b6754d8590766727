package presentation_test

import (
	"bytes"
	"testing"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/presentation"
)

// Encoders refuse what X.226 forbids and what their decoder would refuse or lose, and leave the
// buffer as it was.
func TestRefusals(t *testing.T) {
	t.Parallel()
	type (
		cp   = presentation.Connect
		cpa  = presentation.ConnectAccept
		cpr  = presentation.ConnectReject
		aru  = presentation.AbnormalReleaseUser
		ud   = presentation.UnitData
		user = presentation.UserData
		list = []presentation.Context
	)
	basic, per := osi.MustOID("2.1.1"), osi.MustOID("2.1.3.0.0")
	item := func(id int64, syntaxes ...osi.OID) presentation.Context {
		return presentation.Context{ID: id, AbstractSyntax: basic, TransferSyntaxes: syntaxes}
	}
	one, even := item(1, basic), item(2, basic)
	full := func(p presentation.PDV) user { return user{PDVs: []presentation.PDV{p}} }
	pdv := func(p presentation.PDV) *presentation.Data { return &presentation.Data{UserData: full(p)} }
	null := []byte{5, 0}
	value := full(presentation.PDV{Context: 1, Value: null})
	simple := user{Simple: null}
	both := user{Simple: null, PDVs: value.PDVs}
	normal, x410 := osi.NormalMode, osi.X410Mode
	name := presentation.ContextName{ID: 1, TransferSyntax: basic}
	many := func(r ...presentation.Result) []presentation.Result { return r }
	reason := osi.Some(presentation.ContextReasonNotSpecified)
	for i, c := range []struct {
		rule string
		pdu  presentation.PPDU
	}{
		{"mode", &cp{Mode: 2}},
		{"mode", &cpa{Mode: 2}},
		{"mode", &cpr{Mode: 2}},
		{"mode", &aru{Mode: 2}},
		{"mode-parameters", &cp{Mode: normal, X410: []byte{}}},
		{"mode-parameters", &cpa{X410: []byte{}}},
		{"mode-parameters", &cpr{X410: []byte{}}},
		{"mode-parameters", &aru{X410: []byte{}}},
		{"missing", &cpr{Mode: x410}},
		{"missing", &aru{Mode: x410}},
		{"mode-parameters", &cp{Mode: x410, Versions: 1}},
		{"mode-parameters", &cp{Mode: x410, CallingSelector: []byte{}}},
		{"mode-parameters", &cp{Mode: x410, CalledSelector: []byte{}}},
		{"mode-parameters", &cp{Mode: x410, Contexts: list{}}},
		{"mode-parameters", &cp{Mode: x410, DefaultContext: presentation.DefaultContext{AbstractSyntax: basic}}},
		{"mode-parameters", &cp{Mode: x410, Requirements: 1}},
		{"mode-parameters", &cp{Mode: x410, SessionRequirements: osi.Some[presentation.SessionRequirements](0)}},
		{"mode-parameters", &cp{Mode: x410, Options: 1}},
		{"mode-parameters", &cp{Mode: x410, NominatedContext: 1}},
		{"mode-parameters", &cp{Mode: x410, Extensions: []byte{}}},
		{"mode-parameters", &cp{Mode: x410, UserData: simple}},
		{"mode-parameters", &cp{Mode: x410, Continued: []user{value}}},
		{"mode-parameters", &cp{Mode: x410, Undefined: [][]byte{null}}},
		{"component", &cp{Mode: x410, UndefinedOuter: [][]byte{null}}},
		{"mode-parameters", &cpa{Mode: x410, Versions: 1}},
		{"mode-parameters", &cpa{Mode: x410, RespondingSelector: []byte{}}},
		{"mode-parameters", &cpa{Mode: x410, Results: []presentation.Result{}}},
		{"mode-parameters", &cpa{Mode: x410, Requirements: 1}},
		{"mode-parameters", &cpa{Mode: x410, SessionRequirements: osi.Some[presentation.SessionRequirements](0)}},
		{"mode-parameters", &cpa{Mode: x410, Options: 1}},
		{"mode-parameters", &cpa{Mode: x410, NominatedContext: 1}},
		{"mode-parameters", &cpa{Mode: x410, UserData: simple}},
		{"mode-parameters", &cpr{Mode: x410, X410: []byte{}, Versions: 1}},
		{"mode-parameters", &cpr{Mode: x410, X410: []byte{}, RespondingSelector: []byte{}}},
		{"mode-parameters", &cpr{Mode: x410, X410: []byte{}, Results: []presentation.Result{}}},
		{"mode-parameters", &cpr{Mode: x410, X410: []byte{}, DefaultResult: osi.Some(presentation.Acceptance)}},
		{"mode-parameters", &cpr{Mode: x410, X410: []byte{}, Reason: osi.Some(presentation.RejectReasonNotSpecified)}},
		{"mode-parameters", &cpr{Mode: x410, X410: []byte{}, UserData: simple}},
		{"mode-parameters", &aru{Mode: x410, X410: []byte{}, Contexts: []presentation.ContextName{}}},
		{"mode-parameters", &aru{Mode: x410, X410: []byte{}, UserData: simple}},
		{"ber.length", &cp{Mode: x410, X410: []byte{0x80, 2, 0}}},
		{"ber.length", &cpa{Mode: x410, X410: []byte{0x80, 2, 0}}},
		{"ber.length", &cpr{Mode: x410, X410: []byte{0x80, 2, 0}}},
		{"ber.unexpected-eoc", &aru{Mode: x410, X410: []byte{0, 0}}},

		{"version", &cp{Versions: 2}},
		{"version", &cpa{Versions: 3}},
		{"version", &ud{Versions: 2, UserData: simple}},
		{"bits", &cp{Requirements: 4}},
		{"bits", &cpa{Requirements: 4}},
		{"bits", &cp{Options: 8}},
		{"bits", &cpa{Options: 8}},
		{"bits", &cp{SessionRequirements: osi.Some[presentation.SessionRequirements](1 << 13)}},
		{"bits", &cpa{SessionRequirements: osi.Some[presentation.SessionRequirements](1 << 13)}},
		{"ber.oid", &cp{DefaultContext: presentation.DefaultContext{AbstractSyntax: basic}}},
		{"ber.oid", &cp{DefaultContext: presentation.DefaultContext{TransferSyntax: basic}}},
		{"nominated", &cp{NominatedContext: 1, Contexts: list{one}}},
		{"nominated", &cpa{NominatedContext: 1}},
		{"nominated-context", &cp{NominatedContext: 3, Options: presentation.NominatedContext, Contexts: list{one}}},
		{"context-id", &cp{NominatedContext: -1}},
		{"context-id", &cpa{NominatedContext: -1, Options: presentation.NominatedContext}},
		{"context-parity", &cp{Contexts: list{even}}},
		{"context-parity", &presentation.AlterContext{Additions: list{one, even}}},
		{"context-duplicate", &cp{Contexts: list{one, item(3, basic), one}}},
		{"context-duplicate", &presentation.AlterContext{Additions: list{one, one}}},
		{"context-duplicate", &ud{Contexts: list{even, one, even}, UserData: simple}},
		{"context-id", &cp{Contexts: list{item(-1, basic)}}},
		{"context-id", &presentation.AlterContext{Additions: list{item(0, basic)}}},
		{"transfer-syntaxes", &cp{Contexts: list{item(1)}}},
		{"ber.oid", &cp{Contexts: list{item(1, osi.OID{})}}},
		{"ber.oid", &cp{Contexts: list{{ID: 1, TransferSyntaxes: []osi.OID{basic}}}}},
		{"context", &cp{UserData: value}},
		{"context", &cp{Contexts: list{item(3, basic)}, UserData: value}},
		{"context", &ud{UserData: value}},
		{"context", &cp{Contexts: list{one, item(3, basic)}, UserData: value, Continued: []user{full(presentation.PDV{Context: 5, Value: null})}}},
		{"encoding", &cp{Contexts: list{one}, UserData: simple}},
		{"encoding", &ud{Contexts: list{one, even}, UserData: simple}},
		{"transfer-syntax", &cp{Contexts: list{one}, UserData: full(presentation.PDV{Context: 1, TransferSyntax: per, Value: null})}},
		{"transfer-syntax-missing", &cp{Contexts: list{item(1, basic, per)}, UserData: value}},
		{"trailing", &cp{Continued: []user{value}, UserData: simple}},
		{"trailing", &ud{Continued: []user{value}, UserData: simple}},
		{"no-pdv-list", &cp{Contexts: list{one}, UserData: value, Continued: []user{simple}}},
		{"continued", &cp{Contexts: list{one}, Continued: []user{value}}},
		{"user-data", &cp{Contexts: list{one}, UserData: value, Continued: []user{both}}},
		{"user-data", &ud{Contexts: list{one}, UserData: value, Continued: []user{both}}},
		{"component", &cp{Undefined: [][]byte{{0x8f}}}},
		{"component", &cp{Undefined: [][]byte{{}}}},
		{"component", &cp{Undefined: [][]byte{{5, 0, 5, 0}}}},
		{"component", &cp{Undefined: [][]byte{{0x80, 2, 7, 0x80}}}},
		{"component", &cp{Undefined: [][]byte{{0xa4, 0}}}},
		{"component", &cp{Undefined: [][]byte{{0x61, 0}}}},
		{"component", &cp{Undefined: [][]byte{{0x40, 0}}}},
		{"component", &cp{Undefined: [][]byte{{0xae, 0}}}},
		{"component", &cp{Undefined: [][]byte{{0, 0}}}},
		{"component", &cp{UndefinedOuter: [][]byte{{0xa0, 3, 0x80, 1, 0}}}},
		{"component", &cp{UndefinedOuter: [][]byte{{0x82, 0}}}},
		{"component", &cp{UndefinedOuter: [][]byte{{0xa7, 0x80, 0}}}},
		{"ber.length-truncated", &cp{Extensions: []byte{5}}},
		{"ber.length-truncated", &ud{Extensions: []byte{5}, UserData: simple}},

		{"result-syntax", &cpa{Results: many(presentation.Result{})}},
		{"result-syntax", &cpr{Results: many(presentation.Result{})}},
		{"result-reason", &cpa{Results: many(presentation.Result{Outcome: presentation.ProviderRejection})}},
		{"result-reason", &presentation.AlterContextAcknowledge{Additions: many(presentation.Result{Outcome: presentation.ProviderRejection})}},
		{"result-both", &cpa{Results: many(presentation.Result{TransferSyntax: basic, Reason: reason})}},
		{"number", &cpa{Results: many(presentation.Result{Outcome: 3})}},
		{"number", &cpa{Results: many(presentation.Result{Outcome: -1})}},
		{"number", &cpa{Results: many(presentation.Result{Outcome: 2, Reason: osi.Some[presentation.ContextReason](4)})}},
		{"number", &cpa{Results: many(presentation.Result{Outcome: 2, Reason: osi.Some[presentation.ContextReason](-1)})}},
		{"number", &presentation.AlterContextAcknowledge{Deletions: []presentation.Outcome{2}}},
		{"number", &presentation.AlterContextAcknowledge{Deletions: []presentation.Outcome{-1}}},
		{"reject-user-data", &cpr{Reason: osi.Some(presentation.RejectLocalLimitExceeded), UserData: simple}},
		{"reject-default", &cpr{Reason: osi.Some(presentation.RejectDefaultContextNotSupported)}},
		{"reject-default", &cpr{Reason: osi.Some(presentation.RejectDefaultContextNotSupported), DefaultResult: osi.Some(presentation.UserRejection)}},
		{"event", &presentation.AbnormalReleaseProvider{Reason: osi.Some(presentation.AbortInvalidParameter)}},
		{"event", &presentation.AbnormalReleaseProvider{Reason: osi.Some(presentation.AbortUnexpectedPPDU)}},

		{"missing", &ud{}},
		{"missing", &presentation.Data{}},
		{"missing", &presentation.Data{Primitive: presentation.STypedData}},
		{"empty", &presentation.Data{UserData: user{Simple: []byte{}}}},
		{"empty", &presentation.Data{Primitive: presentation.SRelease, UserData: user{Simple: []byte{}}}},
		{"user-data", &presentation.Data{Primitive: presentation.SExpeditedData, UserData: value}},
		{"ppdu", &presentation.Data{Primitive: presentation.SConnect}},
		{"ppdu", &presentation.Data{Primitive: presentation.SUserAbort, UserData: simple}},
		{"user-data", &cpa{UserData: both}},
		{"user-data", &cpr{UserData: both}},
		{"user-data", &aru{UserData: both}},
		{"user-data", &presentation.AlterContext{UserData: both}},
		{"user-data", &presentation.AlterContextAcknowledge{UserData: both}},
		{"user-data", &presentation.Resynchronize{UserData: both}},
		{"user-data", &presentation.Data{UserData: both}},
		{"user-data", &ud{UserData: both}},
		{"context-id", pdv(presentation.PDV{Value: null})},
		{"single-empty", pdv(presentation.PDV{Context: 1})},
		{"single-trailing", pdv(presentation.PDV{Context: 1, Value: []byte{5, 0, 5, 0}})},
		{"ber.length", pdv(presentation.PDV{Context: 1, Value: []byte{4, 2, 0}})},
		{"ber.bit-string", pdv(presentation.PDV{Context: 1, Form: presentation.Arbitrary, Unused: 1})},
		{"ber.bit-string", pdv(presentation.PDV{Context: 1, Form: presentation.Arbitrary, Unused: 8, Value: null})},
		{"ber.bit-string", pdv(presentation.PDV{Context: 1, Form: presentation.OctetAligned, Unused: 1, Value: null})},
		{"ber.bit-string", pdv(presentation.PDV{Context: 1, Unused: 1, Value: null})},
		{"pdv-list", pdv(presentation.PDV{Context: 1, Form: 3, Value: null})},
		{"context-id", &presentation.AlterContext{Deletions: []int64{0}}},
		{"context-duplicate", &presentation.AlterContext{Deletions: []int64{3, 1, 3}}},
		{"ber.oid", &presentation.Resynchronize{Contexts: []presentation.ContextName{{ID: 1}}}},
		{"context-id", &aru{Contexts: []presentation.ContextName{{TransferSyntax: basic}}}},
		{"context-duplicate", &presentation.Resynchronize{Contexts: []presentation.ContextName{name, name}}},
		{"context-duplicate", &aru{Contexts: []presentation.ContextName{name, name}}},
		{"short", &presentation.ShortConnect{Encoding: 4}},
		{"short", &presentation.ShortReject{Encoding: 4}},
		{"short", &presentation.ShortReject{Reason: 8}},
		{"short", &presentation.ShortUnitData{Encoding: 4}},
		{"reject-user-data", &presentation.ShortReject{Reason: 1, UserData: null}},
	} {
		b := []byte{1, 2, 3}
		for _, encode := range []func() ([]byte, error){
			func() ([]byte, error) { return c.pdu.AppendBinary(b) }, func() ([]byte, error) { return presentation.AppendIndefinite(b, c.pdu) },
		} {
			out, err := encode()
			e := osi.AsError(err)
			if e == nil || e.ID != "presentation."+c.rule && e.ID != c.rule || !bytes.Equal(out, []byte{1, 2, 3}) || e.Offset != 0 || e.PDU != c.pdu.String() {
				t.Errorf("%d: %s: got %x, %v", i, c.rule, out, err)
			}
		}
	}
	s := presentation.ShortData{Context: 255}
	if out, _, err := s.AppendBinary([]byte{1}); ruleOf(err) != "presentation.context-id" || len(out) != 1 {
		t.Errorf("%x, %v", out, err)
	}
}

// No length is cut: each at which a form of length octets begins or ends comes back.
func TestLengths(t *testing.T) {
	t.Parallel()
	for _, n := range []int{0, 1, 127, 128, 254, 255, 256, 65535, 65536} {
		cp := presentation.Connect{CallingSelector: make([]byte, n)}
		cp.UserData.Simple = bytes.Repeat([]byte{0x41}, n)
		for _, indefinite := range []bool{false, true} {
			b, err := cp.AppendBinary(nil)
			if indefinite {
				b, err = presentation.AppendIndefinite(nil, &cp)
			}
			if err != nil {
				t.Fatal(err)
			}
			got, err := presentation.ParseConnect(b)
			if err != nil || !bytes.Equal(got.CallingSelector, cp.CallingSelector) || got.CallingSelector == nil ||
				!bytes.Equal(got.UserData.Simple, cp.UserData.Simple) {
				t.Errorf("%d octets: %v", n, err)
			}
		}
	}
}
