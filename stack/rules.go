package stack

import (
	"iter"
	"slices"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/presentation"
	"github.com/osi-go/osi/x25"
	"github.com/osi-go/osi/x25/xot"
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

	ruleXOTInitiator = stateRule("xot-initiator", osi.XOT, "packet", "RFC 1613 6.1", uint8(x25.DiagPacketType))
	rulePVCSetup     = stateRule("pvc-setup", osi.XOT, "PVC set-up packet", "RFC 1613 6.5", uint8(xot.ProtocolViolation))
	rulePVCStatus    = &osi.Rule{ID: "stack.pvc-status", Layer: osi.XOT, Field: "status", Clause: "RFC 1613 6.5", Kind: osi.ErrValue, Reason: uint8(xot.ProtocolViolation)}
	rulePVCModulo    = valueRule("pvc-modulo", osi.XOT, "general format identifier", "RFC 1613 6.5", uint8(xot.FlowUnsupported))

	ruleForeignCall = &osi.Rule{ID: "stack.x25-protocol", Layer: osi.X25, Field: "call user data", Clause: "policy", Kind: osi.ErrUnsupported, Reason: uint8(x25.DiagUnknownProtocol)}
	ruleCall        = &osi.Rule{ID: "stack.x25-call", Layer: osi.X25, Field: "call", Clause: "policy", Kind: osi.ErrUnsupported}

	ruleConnectData = &osi.Rule{ID: "stack.connect-data", Layer: osi.Transport, Field: "user data", Clause: "X.225 6.1.4", Kind: osi.ErrLength}

	ruleShortForm  = &osi.Rule{ID: "stack.short-form", Layer: osi.Session, Field: "SPDU", Clause: "policy", Kind: osi.ErrUnsupported}
	ruleTSDUSize   = &osi.Rule{ID: "stack.tsdu-size", Layer: osi.Session, Field: "TSDU", Clause: "X.225 6.3.5", Kind: osi.ErrLength}
	ruleSegmenting = stateRule("segmenting", osi.Session, "Enclosure Item", "X.225 6.3.5", 0)
	ruleNested     = stateRule("nested", osi.Session, "Nested Connection Identifier", "X.225 Amd.2 5.8 bis, 6.1.4, 6.3.8, A.1", 0)
	ruleSSDU       = limitRule("ssdu", osi.Session, "SSDU")
	ruleExpedited  = limitRule("expedited", osi.Transport, "ED within a TSDU")

	rulePPDUState     = stateRule("ppdu-state", osi.Presentation, "PPDU", "X.226 Annex A", 2)
	ruleContext       = valueRule("context", osi.Presentation, "presentation-context-identifier", "X.226 6.1.2", 6)
	ruleTransfer      = valueRule("transfer-syntax", osi.Presentation, "transfer-syntax-name", "X.226 8.4.2.7", 6)
	ruleEncoding      = valueRule("encoding", osi.Presentation, "User-data", "X.226 8.4", 6)
	ruleWhole         = &osi.Rule{ID: "stack.whole-octets", Layer: osi.Presentation, Field: "presentation-data-values", Clause: "X.690 8.1.1", Kind: osi.ErrEncoding, Reason: 6}
	ruleUnreadable    = &osi.Rule{ID: "stack.unreadable", Layer: osi.Presentation, Field: "transfer-syntax-name", Clause: "X.227 8", Kind: osi.ErrUnsupported, Reason: 6}
	ruleNestedPPDU    = stateRule("nested-ppdu", osi.Presentation, "presentation-selector or X.410-mode parameters", "X.226 Amd.2 6.2.2.3, 6.2.2.5, 8.2", 5)
	ruleSessionUnits  = stateRule("session-requirements", osi.Presentation, "user-session-requirements", "X.226 6.2.2.12, 6.2.3.9", 6)
	ruleAbortContexts = &osi.Rule{ID: "stack.abort-contexts", Layer: osi.Presentation, Field: "presentation-context-identifier-list", Clause: "X.226 6.4.2.1", Kind: osi.ErrMissing, Reason: 6}

	ruleEncodeLayer   = &osi.Rule{ID: "stack.encode-layer", Field: "order of PDUs", Clause: "encoder", Kind: osi.ErrOrder}
	ruleEncodeData    = &osi.Rule{ID: "stack.encode-user-data", Field: "user data", Clause: "encoder", Kind: osi.ErrDuplicate}
	ruleEncodeContext = &osi.Rule{ID: "stack.encode-context", Layer: osi.Presentation, Field: "presentation context", Clause: "encoder", Kind: osi.ErrMissing}

	ruleX410Release = stateRule("x410-release", osi.ACSE, "user data", "X.217 9.2.1 Table 4; X.227 8.5", 0)
	ruleAPDUs       = &osi.Rule{ID: "stack.apdus", Layer: osi.ACSE, Field: "APDU", Clause: "X.227 Table 8", Kind: osi.ErrDuplicate}
	ruleAPDUsRTSE   = &osi.Rule{ID: "stack.rtse-apdus", Layer: osi.RTSE, Field: "APDU", Clause: "X.228 8", Kind: osi.ErrDuplicate}
	ruleNoRTSE      = &osi.Rule{ID: "stack.rtse-missing", Layer: osi.RTSE, Field: "APDU", Clause: "X.218 8.2, 9.1; X.228 8", Kind: osi.ErrMissing}
	ruleCarrierRTSE = stateRule("rtse-carrier", osi.RTSE, "APDU", "X.228 8", 0)
)

// What breaks a rule of presentation in pieces, or without a PPDU, is told by that rule.
var (
	presentationEmpty       = presentationRule("empty")
	presentationTrailing    = presentationRule("trailing")
	presentationPDVList     = presentationRule("pdv-list")
	presentationMissing     = presentationRule("missing")
	presentationDuplicate   = presentationRule("duplicate")
	presentationContextID   = presentationRule("context-id")
	presentationSingleEmpty = presentationRule("single-empty")
	presentationSingleMore  = presentationRule("single-trailing")
)

// presentationRule returns a rule of package presentation, and ruleEncoding where it has none.
func presentationRule(id string) *osi.Rule {
	for r := range presentation.Rules() {
		if r.ID == "presentation."+id {
			return r
		}
	}
	return ruleEncoding
}

var rules = [...]*osi.Rule{
	ruleNotMade, ruleXOTInitiator, rulePVCSetup, rulePVCStatus, rulePVCModulo, ruleForeignCall, ruleCall, ruleTSDUSize, ruleSegmenting, ruleNested, ruleConnectData, ruleShortForm,
	ruleSSDU, ruleExpedited,
	rulePPDUState, ruleContext, ruleTransfer, ruleEncoding, ruleWhole, ruleUnreadable, ruleNestedPPDU, ruleSessionUnits, ruleAbortContexts,
	ruleX410Release, ruleAPDUs, ruleAPDUsRTSE, ruleNoRTSE, ruleCarrierRTSE, ruleEncodeLayer, ruleEncodeData, ruleEncodeContext,
}

// errNotMade is lent to all callers: it never changes.
var errNotMade = &osi.Error{Rule: ruleNotMade}

// Rules yields every rule of this package that an error can name. The rules of the layers are their
// own.
func Rules() iter.Seq[*osi.Rule] { return slices.Values(rules[:]) }
