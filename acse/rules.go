package acse

import (
	"iter"
	"slices"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/internal/ber"
)

var (
	ruleAPDU            = rule("apdu", "APDU", "X.227 7.4", osi.ErrUnknown)
	ruleComponent       = rule("component", "field", "X.227 7.4", osi.ErrUnknown)
	ruleOrder           = rule("order", "field", "X.227 9.1", osi.ErrOrder)
	ruleDuplicate       = rule("duplicate", "field", "X.227 9.1", osi.ErrDuplicate)
	ruleType            = rule("type", "type of a field", "X.227 9.1", osi.ErrUnknown)
	ruleBits            = rule("bits", "bit name", "X.227 7.4", osi.ErrValue)
	ruleVersion         = rule("version", "Protocol Version", "X.227 7.1.5.1", osi.ErrValue)
	ruleNoVersion       = rule("no-version", "Protocol Version", "X.227 7.1.4.1", osi.ErrValue)
	ruleNoCommonVersion = &osi.Rule{
		ID: "acse.no-common-version", Layer: osi.ACSE, Field: "Protocol Version", Clause: "X.227 7.1.3.2", Kind: osi.ErrUnsupported,
		Reason: ProviderNoCommonVersion,
	}
	ruleContextName  = rule("application-context-name", "Application Context Name", "X.227 9.1", osi.ErrMissing)
	ruleUserMissing  = rule("user-information-missing", "User Information", "X.217 Table 7", osi.ErrMissing)
	ruleTitleForm    = rule("title-form", "AE Qualifier", "X.227 9.1", osi.ErrState)
	ruleFunctional   = rule("functional-unit", "field of an unselected functional unit", "X.227 9.1", osi.ErrState)
	ruleMechanism    = rule("other-mechanism", "other-mechanism-name", "X.227 9.1", osi.ErrState)
	ruleResult       = rule("result", "Result", "X.227 9.1", osi.ErrValue)
	ruleNoResult     = rule("result-missing", "Result", "X.227 9.1", osi.ErrMissing)
	ruleDiagnostic   = rule("diagnostic", "Result Source - Diagnostic", "X.227 9.1", osi.ErrValue)
	ruleSource       = rule("result-source", "Result Source - Diagnostic", "X.227 7.1.5.8.1; X.217 9.1.1.20", osi.ErrState)
	ruleUnrequested  = rule("unrequested", "ACSE-requirements", "X.227 7.1.5.9; X.217 9.1.1.15", osi.ErrState)
	ruleNotOffered   = rule("version-not-offered", "Protocol Version", "X.227 7.1.3.2, 7.1.5.1", osi.ErrState)
	ruleNotProposed  = rule("context-not-proposed", "Application Context Name", "X.217 9.1.1.2", osi.ErrState)
	ruleNoDiagnostic = rule("diagnostic-missing", "Result Source - Diagnostic", "X.227 9.1", osi.ErrMissing)
	ruleNoSource     = rule("abort-source-missing", "Abort Source", "X.227 9.1", osi.ErrMissing)
	ruleNameList     = rule("name-list-accepted", "Application Context Name List", "X.227 Table 4", osi.ErrState)
	ruleRDN          = rule("rdn-empty", "relative distinguished name", "X.501 InformationFramework", osi.ErrLength)
	ruleUserEmpty    = rule("user-information-empty", "User Information", "X.227 Amd.1 9.1", osi.ErrLength)
	ruleExternal     = rule("external", "EXTERNAL", "X.690 8.18.1", osi.ErrUnknown)
	ruleReference    = rule("external-reference", "EXTERNAL", "X.690 8.18.2", osi.ErrMissing)
	ruleNoEncoding   = rule("external-encoding", "EXTERNAL", "X.690 8.18.1", osi.ErrMissing)
)

func rule(id, field, clause string, kind osi.Kind) *osi.Rule {
	return &osi.Rule{ID: "acse." + id, Layer: osi.ACSE, Field: field, Clause: clause, Kind: kind}
}

var rules = [...]*osi.Rule{
	ruleAPDU, ruleComponent, ruleOrder, ruleDuplicate, ruleType, ruleBits, ruleVersion, ruleNoVersion, ruleNoCommonVersion, ruleContextName, ruleUserMissing,
	ruleTitleForm, ruleFunctional, ruleMechanism, ruleResult, ruleNoResult, ruleDiagnostic, ruleSource, ruleNoDiagnostic,
	ruleUnrequested, ruleNotOffered, ruleNotProposed,
	ruleNoSource, ruleNameList, ruleRDN, ruleUserEmpty, ruleExternal, ruleReference, ruleNoEncoding,
}

// Rules yields the rules of X.227 and X.237. Errors of this package can also name the
// rules of the encoding, whose Layer is osi.BER: see EncodingRules.
func Rules() iter.Seq[*osi.Rule] { return slices.Values(rules[:]) }

// EncodingRules yields the rules of X.690, and the limits on it, that errors of this package can
// name.
func EncodingRules() iter.Seq[*osi.Rule] { return ber.Rules() }
