package stack

import (
	"iter"
	"slices"

	"github.com/osi-go/osi"
)

func stateRule(id string, l osi.Layer, field, clause string, reason uint8) *osi.Rule {
	return &osi.Rule{ID: "stack." + id, Layer: l, Field: field, Clause: clause, Kind: osi.ErrState, Reason: reason}
}

func valueRule(id string, l osi.Layer, field, clause string, reason uint8) *osi.Rule {
	return &osi.Rule{ID: "stack." + id, Layer: l, Field: field, Clause: clause, Kind: osi.ErrValue, Reason: reason}
}

func limitRule(id string, l osi.Layer, field string) *osi.Rule {
	return &osi.Rule{ID: "stack." + id, Layer: l, Field: field, Clause: "limit", Kind: osi.ErrLimit}
}

var (
	ruleNotMade = &osi.Rule{ID: "stack.carrier", Field: "carrier", Clause: "policy", Kind: osi.ErrUnsupported}

	ruleTPDUState   = stateRule("tpdu-state", osi.Transport, "TPDU", "X.224 Table A.6", 2)
	ruleRepeated    = stateRule("repeated-cr", osi.Transport, "TPDU", "X.224 6.5.4", 0)
	ruleReference   = valueRule("reference", osi.Transport, "DST-REF", "X.224 6.9.1.4.2", 0)
	ruleTPDUSize    = &osi.Rule{ID: "stack.tpdu-size", Layer: osi.Transport, Field: "TPDU", Clause: "X.224 6.5.4 j", Kind: osi.ErrLength}
	ruleRefusalSize = &osi.Rule{ID: "stack.refusal-size", Layer: osi.Transport, Field: "TPDU", Clause: "X.224 13.5.4", Kind: osi.ErrLength}

	ruleSPDUState  = stateRule("spdu-state", osi.Session, "SPDU", "X.225 Annex A", 0)
	ruleTSDUSize   = &osi.Rule{ID: "stack.tsdu-size", Layer: osi.Session, Field: "TSDU", Clause: "X.225 6.3.5", Kind: osi.ErrLength}
	ruleUnit       = stateRule("functional-unit", osi.Session, "Prepare Type Item", "X.225 8.3.26.3", 0)
	ruleSegmenting = stateRule("segmenting", osi.Session, "Enclosure Item", "X.225 6.3.5", 0)
	ruleSSDU       = limitRule("ssdu", osi.Session, "SSDU")

	rulePPDUState     = stateRule("ppdu-state", osi.Presentation, "PPDU", "X.226 Annex A", 2)
	ruleMode          = valueRule("mode", osi.Presentation, "Mode-selector", "X.226 6.2.3.1", 6)
	ruleManagement    = stateRule("context-management", osi.Presentation, "PPDU", "X.226 6.5", 2)
	ruleParity        = valueRule("context-parity", osi.Presentation, "presentation-context-identifier", "X.226 6.5.2.1", 6)
	ruleReused        = &osi.Rule{ID: "stack.context-reused", Layer: osi.Presentation, Field: "presentation-context-identifier", Clause: "X.226 6.5.2.1", Kind: osi.ErrDuplicate, Reason: 6}
	ruleDeletion      = valueRule("context-deletion", osi.Presentation, "presentation-context-deletion-list", "X.226 6.5.2.2", 6)
	ruleResults       = &osi.Rule{ID: "stack.context-results", Layer: osi.Presentation, Field: "result list", Clause: "X.226 6.5.3", Kind: osi.ErrLength, Reason: 6}
	ruleSelected      = valueRule("context-selected", osi.Presentation, "transfer-syntax-name", "X.226 6.5.3.1", 6)
	ruleDefined       = valueRule("context-defined", osi.Presentation, "presentation-context-identifier-list", "X.226 6.8.2.4", 6)
	ruleContext       = valueRule("context", osi.Presentation, "presentation-context-identifier", "X.226 6.1.2", 6)
	ruleTransfer      = valueRule("transfer-syntax", osi.Presentation, "transfer-syntax-name", "X.226 8.4.2.7", 6)
	ruleEncoding      = valueRule("encoding", osi.Presentation, "User-data", "X.226 8.4", 6)
	ruleWhole         = &osi.Rule{ID: "stack.whole-octets", Layer: osi.Presentation, Field: "presentation-data-values", Clause: "X.690 8.1.1", Kind: osi.ErrEncoding, Reason: 6}
	ruleUnreadable    = &osi.Rule{ID: "stack.unreadable", Layer: osi.Presentation, Field: "transfer-syntax-name", Clause: "X.227 8", Kind: osi.ErrUnsupported, Reason: 6}
	ruleAbortContexts = &osi.Rule{ID: "stack.abort-contexts", Layer: osi.Presentation, Field: "presentation-context-identifier-list", Clause: "X.226 6.4.2.1", Kind: osi.ErrMissing, Reason: 6}
	ruleContexts      = limitRule("contexts", osi.Presentation, "presentation contexts proposed")

	ruleNoAPDU      = &osi.Rule{ID: "stack.no-apdu", Layer: osi.ACSE, Field: "APDU", Clause: "X.227 6.3", Kind: osi.ErrMissing}
	ruleAPDUs       = &osi.Rule{ID: "stack.apdus", Layer: osi.ACSE, Field: "APDU", Clause: "X.227 Table 8", Kind: osi.ErrDuplicate}
	ruleCarrier     = stateRule("acse-carrier", osi.ACSE, "APDU", "X.227 Table 8", 0)
	ruleCarrierRTSE = stateRule("rtse-carrier", osi.RTSE, "APDU", "X.228 8", 0)
)

var rules = [...]*osi.Rule{
	ruleNotMade, ruleTPDUState, ruleRepeated, ruleReference, ruleTPDUSize, ruleRefusalSize,
	ruleSPDUState, ruleTSDUSize, ruleUnit, ruleSegmenting, ruleSSDU,
	rulePPDUState, ruleMode, ruleManagement, ruleParity, ruleReused, ruleDeletion, ruleResults, ruleSelected, ruleDefined, ruleContext,
	ruleTransfer, ruleEncoding, ruleWhole, ruleUnreadable, ruleAbortContexts, ruleContexts,
	ruleNoAPDU, ruleAPDUs, ruleCarrier, ruleCarrierRTSE,
}

// Rules yields every rule of this package that an error can name. The rules of the layers are their
// own.
func Rules() iter.Seq[*osi.Rule] { return slices.Values(slices.Concat(rules[:], linkRules[:])) }
