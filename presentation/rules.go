package presentation

import (
	"iter"
	"slices"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/internal/ber"
)

var (
	ruleEmpty      = rule("empty", "PPDU", "X.226 8.2", osi.ErrTruncated, AbortUnrecognizedPPDU)
	rulePPDU       = rule("ppdu", "PPDU", "X.226 8.2", osi.ErrUnknown, AbortUnrecognizedPPDU)
	ruleTrailing   = rule("trailing", "PPDU", "X.226 8.3.3", osi.ErrTrailing, AbortInvalidParameter)
	ruleComponent  = rule("component", "component", "X.226 8.5.1", osi.ErrUnknown, AbortUnrecognizedParameter)
	ruleOrder      = rule("order", "component", "X.226 8.2", osi.ErrOrder, AbortUnexpectedParameter)
	ruleDuplicate  = rule("duplicate", "component", "X.226 8.2", osi.ErrDuplicate, AbortUnexpectedParameter)
	ruleMissing    = rule("missing", "component", "X.226 8.2", osi.ErrMissing, AbortInvalidParameter)
	ruleMode       = rule("mode", "mode-value", "X.226 8.2", osi.ErrValue, AbortInvalidParameter)
	ruleModeParams = rule("mode-parameters", "mode-selector", "X.226 8.2", osi.ErrState, AbortUnexpectedParameter)
	ruleBits       = rule("bits", "named bits", "X.226 8.5.2", osi.ErrValue, AbortInvalidParameter)
	ruleNumber     = rule("number", "named number", "X.226 8.5.2", osi.ErrValue, AbortInvalidParameter)
	ruleVersion    = rule("version", "protocol-version", "X.226 6.2.2.2", osi.ErrUnsupported, AbortInvalidParameter)

	ruleContextID        = rule("context-id", "presentation-context-identifier", "X.226 Amd.1 8.2", osi.ErrValue, AbortInvalidParameter)
	ruleContextParity    = rule("context-parity", "presentation-context-identifier", "X.226 6.5.2.1", osi.ErrValue, AbortInvalidParameter)
	ruleContextDuplicate = rule("context-duplicate", "presentation-context-identifier", "X.226 6.2.2.7", osi.ErrDuplicate, AbortInvalidParameter)
	ruleContextLimit     = rule("contexts", "presentation contexts", "limit", osi.ErrLimit, AbortReasonNotSpecified)
	ruleListEmpty        = rule("list-empty", "presentation context list", "X.226 6.2.2.7", osi.ErrLength, AbortInvalidParameter)
	ruleTransferSyntaxes = rule("transfer-syntaxes", "transfer-syntax-name-list", "X.226 6.2.2.7", osi.ErrLength, AbortInvalidParameter)
	ruleResultSyntax     = rule("result-syntax", "transfer-syntax-name", "X.226 6.2.3.5", osi.ErrMissing, AbortInvalidParameter)
	ruleResultReason     = rule("result-reason", "provider-reason", "X.226 6.2.3.5", osi.ErrMissing, AbortInvalidParameter)
	ruleResultBoth       = rule("result-both", "provider-reason", "X.226 6.2.3.5", osi.ErrState, AbortUnexpectedParameter)
	ruleNominated        = rule("nominated", "nominated-context", "X.226 Amd.1 8.2", osi.ErrState, AbortUnexpectedParameter)
	ruleRejectData       = rule("reject-user-data", "user-data", "X.226 6.2.4.10", osi.ErrState, AbortUnexpectedParameter)
	ruleEvent            = rule("event", "event-identifier", "X.226 6.4.3.1", osi.ErrMissing, AbortInvalidParameter)

	ruleUserData    = rule("user-data", "user-data", "X.226 8.4.2", osi.ErrUnknown, AbortUnrecognizedPPDU)
	rulePDVList     = rule("pdv-list", "PDV-list", "X.226 8.2", osi.ErrUnknown, AbortInvalidParameter)
	ruleNoPDV       = rule("no-pdv-list", "fully-encoded-data", "X.226 8.2", osi.ErrLength, AbortInvalidParameter)
	ruleSingleNone  = rule("single-empty", "single-ASN1-type", "X.226 8.4.2.5 a", osi.ErrMissing, AbortInvalidParameter)
	ruleSingleMore  = rule("single-trailing", "single-ASN1-type", "X.226 8.4.2.5 a", osi.ErrTrailing, AbortInvalidParameter)
	ruleBitSegments = rule("bit-segments", "BIT STRING", "X.690 8.6.4", osi.ErrEncoding, AbortInvalidParameter)

	ruleShort        = rule("short", "encoding choice", "X.226 Amd.1 8.1.4", osi.ErrUnknown, AbortUnrecognizedPPDU)
	ruleShortContext = rule("short-context", "presentation-context-identifier", "X.226 Amd.1 8.2 bis.3", osi.ErrTruncated, AbortInvalidParameter)

	ruleResultCount = rule("result-count", "result list", "X.226 6.2.3.5", osi.ErrLength, AbortInvalidParameter)
	ruleProposed    = rule("result-proposed", "transfer-syntax-name", "X.226 6.2.3.5", osi.ErrValue, AbortInvalidParameter)
	ruleContext     = rule("context", "presentation-context-identifier", "X.226 6.1.2", osi.ErrState, AbortInvalidParameter)
	ruleReused      = rule("context-reused", "presentation-context-identifier", "X.226 6.5.2.1", osi.ErrDuplicate, AbortInvalidParameter)
)

func rule(id, field, clause string, kind osi.Kind, reason AbortReason) *osi.Rule {
	return &osi.Rule{ID: "presentation." + id, Layer: osi.Presentation, Field: field, Clause: clause, Kind: kind, Reason: uint8(reason)}
}

var rules = [...]*osi.Rule{
	ruleEmpty, rulePPDU, ruleTrailing, ruleComponent, ruleOrder, ruleDuplicate, ruleMissing, ruleMode, ruleModeParams,
	ruleBits, ruleNumber, ruleVersion, ruleContextID, ruleContextParity, ruleContextDuplicate, ruleContextLimit,
	ruleListEmpty, ruleTransferSyntaxes, ruleResultSyntax, ruleResultReason, ruleResultBoth, ruleNominated, ruleRejectData,
	ruleEvent, ruleUserData, rulePDVList, ruleNoPDV, ruleSingleNone, ruleSingleMore, ruleBitSegments, ruleShort,
	ruleShortContext, ruleResultCount, ruleProposed, ruleContext, ruleReused,
}

// Rules yields every rule of this package that an error can name, apart from those of the
// Basic Encoding Rules (layer osi.BER). Reason is the Abort-reason of an ARP, X.226 8.2.
func Rules() iter.Seq[*osi.Rule] { return slices.Values(rules[:]) }

func fail(r *osi.Rule, pdu string, off, got, want int) error {
	return &osi.Error{Rule: r, PDU: pdu, Offset: off, Got: got, Want: want}
}

// unknown makes r fail for an element that has no place where it stands.
func unknown(r *ber.Reader, rule *osi.Rule, e *ber.Element) {
	r.Fail(rule, e.Offset, int(e.Tag&0xff), 0)
}

// missing makes r fail, at its end, for a component that is not there.
func missing(r *ber.Reader, tag int) {
	if r.Err() == nil {
		r.Fail(ruleMissing, r.Offset(), 0, tag)
	}
}

// instead is missing where e, if ok, stands in the place of the component.
func instead(r *ber.Reader, e *ber.Element, ok bool, tag ber.Tag) {
	if ok {
		r.Fail(ruleMissing, e.Offset, int(e.Tag&0xff), int(tag))
		return
	}
	missing(r, int(tag))
}
