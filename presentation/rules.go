package presentation

import (
	"iter"
	"slices"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/internal/ber"
	"github.com/osi-go/osi/internal/octets"
)

// The rules. A rule that several PPDUs share names the clause of each.
var (
	ruleEmpty      = rule("empty", "PPDU", "X.226 8.2; X.236 8.2", osi.ErrTruncated, AbortUnrecognizedPPDU)
	rulePPDU       = rule("ppdu", "PPDU", "X.226 8.2; X.236 8.2", osi.ErrUnknown, AbortUnrecognizedPPDU)
	ruleTrailing   = rule("trailing", "PPDU", "X.226 8.2, 8.3.3; X.236 8.3.3", osi.ErrTrailing, AbortInvalidParameter)
	ruleComponent  = rule("component", "component", "X.226 8.2, 6.4.4.3; X.236 8.2", osi.ErrUnknown, AbortUnrecognizedParameter)
	ruleOrder      = rule("order", "component", "X.226 8.2; X.236 8.2", osi.ErrOrder, AbortUnexpectedParameter)
	ruleDuplicate  = rule("duplicate", "component", "X.226 8.2; X.236 8.2", osi.ErrDuplicate, AbortUnexpectedParameter)
	ruleMissing    = rule("missing", "component", "X.226 8.2; X.236 8.2", osi.ErrMissing, AbortInvalidParameter)
	ruleMode       = rule("mode", "mode-value", "X.226 8.2", osi.ErrValue, AbortInvalidParameter)
	ruleModeParams = rule("mode-parameters", "mode-selector", "X.226 8.2", osi.ErrState, AbortUnexpectedParameter)
	ruleBits       = rule("bits", "named bits", "X.226 8.5.2", osi.ErrValue, AbortInvalidParameter)
	ruleNumber     = rule("number", "named number", "X.226 8.5.2", osi.ErrValue, AbortInvalidParameter)
	ruleVersion    = rule("version", "protocol-version", "X.226 6.2.2.2, 6.2.3.2, 6.2.4.1; X.236 6.1.2.1",
		osi.ErrUnsupported, AbortInvalidParameter)

	ruleContextID = rule("context-id", "presentation-context-identifier", "X.226 Amd.1 8.2; X.236 Amd.1 8.2",
		osi.ErrValue, AbortInvalidParameter)
	ruleContextParity = rule("context-parity", "presentation-context-identifier", "X.226 6.2.2.7, 6.5.2.1",
		osi.ErrValue, AbortInvalidParameter)
	ruleContextDuplicate = rule("context-duplicate", "presentation-context-identifier",
		"X.226 6.2.2.7, 6.5.2.1, 6.4.2.1, 6.8.2.4, 6.8.3.3; X.216 10.5.1.2; X.236 8.4.2.5", osi.ErrDuplicate, AbortInvalidParameter)
	ruleContextLimit     = rule("contexts", "presentation contexts", "limit", osi.ErrLimit, AbortReasonNotSpecified)
	ruleTransferSyntaxes = rule("transfer-syntaxes", "transfer-syntax-name-list", "X.226 6.2.2.7, 6.5.2.1; X.236 6.1.2.2",
		osi.ErrMissing, AbortInvalidParameter)
	ruleResultSyntax = rule("result-syntax", "transfer-syntax-name", "X.226 6.2.3.5, 6.2.4.4, 6.5.3.1",
		osi.ErrMissing, AbortInvalidParameter)
	ruleResultReason = rule("result-reason", "provider-reason", "X.226 6.2.3.5, 6.2.4.4, 6.5.3.1",
		osi.ErrMissing, AbortInvalidParameter)
	ruleResultBoth = rule("result-both", "provider-reason", "X.226 6.2.3.5, 6.2.4.4, 6.5.3.1",
		osi.ErrState, AbortUnexpectedParameter)
	ruleNominated = rule("nominated", "nominated-context", "X.226 Amd.1 6.2.2.8 bis, 6.2.3.8 bis",
		osi.ErrState, AbortUnexpectedParameter)
	ruleNominatedContext = rule("nominated-context", "nominated-context", "X.226 Amd.1 6.2.2.8 bis, 6.2.3.8 bis",
		osi.ErrValue, AbortInvalidParameter)
	ruleContinued     = rule("continued", "CPC-type", "X.226 8.2; X.236 8.2", osi.ErrState, AbortUnexpectedParameter)
	ruleRejectData    = rule("reject-user-data", "user-data", "X.226 6.2.4.10, Amd.1 7.1.5.2", osi.ErrState, AbortUnexpectedParameter)
	ruleRejectDefault = rule("reject-default", "default-context-result", "X.226 6.2.6.2", osi.ErrMissing, AbortInvalidParameter)
	ruleEvent         = rule("event", "event-identifier", "X.226 6.4.3.1", osi.ErrMissing, AbortInvalidParameter)

	ruleUserData    = rule("user-data", "user-data", "X.226 8.4", osi.ErrUnknown, AbortUnrecognizedPPDU)
	ruleEncoding    = rule("encoding", "user-data", "X.226 8.4.1.2, 8.4.1.3, 8.4.2.2, 8.4.2.3; X.236 8.4.2.2", osi.ErrEncoding, AbortInvalidParameter)
	rulePDVList     = rule("pdv-list", "PDV-list", "X.226 8.2; X.236 8.2", osi.ErrUnknown, AbortInvalidParameter)
	ruleNoPDV       = rule("no-pdv-list", "fully-encoded-data", "X.226 8.2; X.236 8.2", osi.ErrMissing, AbortInvalidParameter)
	ruleSingleNone  = rule("single-empty", "single-ASN1-type", "X.226 8.4.2.5 a; X.236 8.4.2.4 a", osi.ErrMissing, AbortInvalidParameter)
	ruleSingleMore  = rule("single-trailing", "single-ASN1-type", "X.226 8.4.2.5 a; X.236 8.4.2.4 a", osi.ErrTrailing, AbortInvalidParameter)
	ruleSyntax      = rule("transfer-syntax", "transfer-syntax-name", "X.226 8.2, 6.2.6.1", osi.ErrValue, AbortInvalidParameter)
	ruleSyntaxNamed = rule("transfer-syntax-missing", "transfer-syntax-name", "X.226 8.4.2.7; X.236 8.4.2.6",
		osi.ErrMissing, AbortInvalidParameter)

	ruleShort = rule("short", "encoding choice", "X.226 Amd.1 8.1.4, 8.1.5, 8.1.6; X.236 Amd.1 8.1.4",
		osi.ErrUnknown, AbortUnrecognizedPPDU)
	ruleSpecial      = rule("special", "Special User-data", "X.226 Amd.1 8.2 bis.2, 8.2 bis.3", osi.ErrUnknown, AbortUnrecognizedPPDU)
	ruleShortContext = rule("short-context", "presentation-context-identifier", "X.226 Amd.1 8.2 bis.3",
		osi.ErrTruncated, AbortInvalidParameter)

	ruleModeOther = rule("mode-other", "mode-selector", "X.226 6.2.3.1", osi.ErrState, AbortInvalidParameter)
	ruleOptions   = rule("options-proposed", "protocol-options", "X.226 Amd.1 6.2.6.5", osi.ErrState, AbortInvalidParameter)
	ruleUnits     = rule("requirements-proposed", "presentation- or user-session-requirements", "X.216 10.2.2.2 a", osi.ErrState, AbortInvalidParameter)
	ruleRestore   = rule("restoration", "presentation-requirements", "X.216 8.3", osi.ErrState, AbortInvalidParameter)

	ruleResultCount = rule("result-count", "result list", "X.226 6.2.3.5, 6.2.4.4, 6.5.3.1, 6.5.3.2",
		osi.ErrValue, AbortInvalidParameter)
	ruleProposed = rule("result-proposed", "transfer-syntax-name", "X.226 6.2.3.5, 6.2.4.4, 6.5.3.1", osi.ErrValue, AbortInvalidParameter)
	ruleContext  = rule("context", "presentation-context-identifier", "X.226 6.1.2, 6.2.2.16; X.236 6.1.2.8",
		osi.ErrState, AbortInvalidParameter)
	ruleReused   = rule("context-reused", "presentation-context-identifier", "X.226 6.5.2.1", osi.ErrDuplicate, AbortInvalidParameter)
	rulePPDUUnit = rule("context-management", "PPDU", "X.226 5.4.2", osi.ErrState, AbortUnexpectedPPDU)
	ruleDeleted  = rule("context-undefined", "presentation-context-identifier", "X.226 6.5.2.2; X.216 10.5.1.2",
		osi.ErrState, AbortInvalidParameter)
)

func rule(id, field, clause string, kind osi.Kind, reason AbortReason) *osi.Rule {
	return &osi.Rule{
		ID: "presentation." + id, Layer: osi.Presentation, Field: field, Clause: clause, Kind: kind,
		Reason: octets.Low8(uint64(reason)), //nolint:gosec // a named number
	}
}

var rules = [...]*osi.Rule{
	ruleEmpty, rulePPDU, ruleTrailing, ruleComponent, ruleOrder, ruleDuplicate, ruleMissing, ruleMode, ruleModeParams,
	ruleBits, ruleNumber, ruleVersion, ruleContextID, ruleContextParity, ruleContextDuplicate, ruleContextLimit,
	ruleTransferSyntaxes, ruleResultSyntax, ruleResultReason, ruleResultBoth, ruleNominated, ruleNominatedContext,
	ruleContinued, ruleRejectData, ruleRejectDefault, ruleEvent, ruleUserData, ruleEncoding, rulePDVList, ruleNoPDV,
	ruleSingleNone, ruleSingleMore, ruleSyntax, ruleSyntaxNamed, ruleShort, ruleSpecial, ruleShortContext, ruleModeOther,
	ruleOptions, ruleUnits, ruleRestore, ruleResultCount, ruleProposed, ruleContext, ruleReused, ruleDeleted,
	rulePPDUUnit,
}

// Rules yields every rule of this package that an error can name, apart from those of the
// Basic Encoding Rules (layer osi.BER). Reason is the Abort-reason of an ARP, X.226 8.2.
func Rules() iter.Seq[*osi.Rule] { return slices.Values(rules[:]) }

func fail(r *osi.Rule, pdu string, off, got, want int) error {
	return &osi.Error{Rule: r, PDU: pdu, Offset: off, Got: got, Want: want}
}

// firstError returns the first error in errs.
func firstError(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// failUnknown makes r fail for an element that has no place where it stands.
func failUnknown(r *ber.Reader, rule *osi.Rule, e *ber.Element) {
	r.Fail(rule, e.Offset, int(e.Tag&0xff), 0)
}

// failMissing makes r fail for a component with the tag that is not there: e, if ok, stands in its
// place, else the components end at octet at.
func failMissing(r *ber.Reader, e *ber.Element, ok bool, at int, tag ber.Tag) {
	switch {
	case ok:
		r.Fail(ruleMissing, e.Offset, int(e.Tag&0xff), int(tag))
	case r.Err() == nil:
		r.Fail(ruleMissing, at, 0, int(tag))
	}
}
