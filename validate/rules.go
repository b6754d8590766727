package validate

import (
	"iter"
	"slices"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/transport"
	"github.com/osi-go/osi/x25"
	"github.com/osi-go/osi/x25/xot"
)

func stateRule(id string, l osi.Layer, field, clause string, reason uint8) *osi.Rule {
	return &osi.Rule{ID: "validate." + id, Layer: l, Field: field, Clause: clause, Kind: osi.ErrState, Reason: reason}
}

func packetRule(id, field, clause string, d x25.Diagnostic) *osi.Rule {
	return stateRule("x25-"+id, osi.X25, field, clause, uint8(d))
}

func policyRule(id string, l osi.Layer, field string) *osi.Rule {
	return &osi.Rule{ID: "validate." + id, Layer: l, Field: field, Clause: "policy", Kind: osi.ErrUnsupported}
}

// refusalRule is a policyRule about a CR; the DR that refuses it has the reason.
func refusalRule(id, field string, reason transport.Reason) *osi.Rule {
	r := policyRule(id, osi.Transport, field)
	r.Reason = uint8(reason)
	return r
}

func limitRule(id, field string) *osi.Rule {
	return &osi.Rule{ID: "validate." + id, Field: field, Clause: "limit", Kind: osi.ErrLimit}
}

var (
	ruleClosed       = stateRule("closed", 0, "stream", "policy", 0)
	ruleMemory       = limitRule("memory", "octets held, of what others leave")
	ruleStreamMemory = limitRule("stream-memory", "octets held by the stream")
	rulePDU          = policyRule("pdu", 0, "PDU")
	ruleMachine      = stateRule("machine", 0, "PDU", "policy", 0)
	rulePanic        = stateRule("panic", 0, "program", "policy", 0)

	ruleP1 = packetRule("p1", "packet", "X.25 Annex C", x25.DiagStateP1)
	ruleP2 = packetRule("p2", "packet", "X.25 Annex C", x25.DiagStateP2)
	ruleP3 = packetRule("p3", "packet", "X.25 Annex C", x25.DiagStateP3)
	ruleP4 = packetRule("p4", "packet", "X.25 Annex C", x25.DiagStateP4)
	ruleP5 = packetRule("p5", "packet", "X.25 Annex C", x25.DiagStateP5)
	ruleP6 = packetRule("p6", "packet", "X.25 Annex C", x25.DiagStateP6)
	ruleP7 = packetRule("p7", "packet", "X.25 Annex C", x25.DiagStateP7)
	ruleD1 = packetRule("d1", "packet", "X.25 Annex C", x25.DiagStateD1)
	ruleD2 = packetRule("d2", "packet", "X.25 Annex C", x25.DiagStateD2)
	ruleD3 = packetRule("d3", "packet", "X.25 Annex C", x25.DiagStateD3)
	ruleR1 = packetRule("r1", "packet", "X.25 Annex C", x25.DiagStateR1)
	ruleR2 = packetRule("r2", "packet", "X.25 Annex C", x25.DiagStateR2)
	ruleR3 = packetRule("r3", "packet", "X.25 Annex C", x25.DiagStateR3)

	rulePermanent             = packetRule("pvc", "packet", "X.25 4.2", x25.DiagTypeOnPVC)
	rulePacketPS              = packetRule("ps", "P(S)", "X.25 4.4.1.3", x25.DiagInvalidPS)
	rulePacketWindow          = packetRule("window", "P(S)", "X.25 4.4.1.3", x25.DiagInvalidPS)
	rulePacketPR              = packetRule("pr", "P(R)", "X.25 4.4.1.3", x25.DiagInvalidPR)
	ruleReject                = packetRule("reject", "packet", "X.25 6.4", x25.DiagNoReject)
	rulePacketRepeated        = packetRule("repeated", "packet", "X.25 6.4", x25.DiagInvalidPS)
	ruleInterrupt             = packetRule("interrupt", "packet", "X.25 4.3.7", x25.DiagInterrupt)
	ruleInterruptConfirmation = packetRule("interrupt-confirmation", "packet", "X.25 4.3.7", x25.DiagInterruptConfirmation)
	rulePVCSetup              = stateRule("pvc-setup", osi.XOT, "PVC set-up packet", "RFC 1613 6.5", uint8(xot.ProtocolViolation))
	rulePVCStatus             = &osi.Rule{ID: "validate.pvc-status", Layer: osi.XOT, Field: "status", Clause: "RFC 1613 6.5", Kind: osi.ErrValue, Reason: uint8(xot.ProtocolViolation)}

	ruleChannels    = &osi.Rule{ID: "validate.channels", Layer: osi.X25, Field: "logical channels", Clause: "limit", Kind: osi.ErrLimit}
	ruleForeignCall = policyRule("x25-protocol", osi.X25, "protocol identifier")
	ruleTPDUState   = stateRule("tpdu-state", osi.Transport, "TPDU", "X.224 Annex A", 2)
	ruleTPDUSize    = &osi.Rule{ID: "validate.tpdu-size", Layer: osi.Transport, Field: "TPDU", Clause: "X.224 13.3.4 b", Kind: osi.ErrLength}
	ruleClass       = refusalRule("class", "class", transport.ReasonNegotiationFailed)
	ruleCalledTSAP  = refusalRule("called-tsap", "called TSAP-ID", transport.ReasonAddressUnknown)
	ruleCallingTSAP = policyRule("calling-tsap", osi.Transport, "calling TSAP-ID")
	ruleSPDUState   = stateRule("spdu-state", osi.Session, "SPDU", "X.225 Annex A", 0)
	ruleTSDUSize    = &osi.Rule{ID: "validate.tsdu-size", Layer: osi.Session, Field: "TSDU", Clause: "X.225 8.3.1.8", Kind: osi.ErrLength}
	ruleUnit        = stateRule("functional-unit", osi.Session, "SPDU", "X.225 5.8", 0)
	ruleTokens      = &osi.Rule{ID: "validate.tokens", Layer: osi.Session, Field: "Token Item", Clause: "X.225 8.3.16.3", Kind: osi.ErrValue}
	ruleSegmenting  = stateRule("segmenting", osi.Session, "Enclosure Item", "X.225 6.3.5", 0)
	ruleCalledSSAP  = policyRule("called-ssel", osi.Session, "Called Session Selector")
	ruleCallingSSAP = policyRule("calling-ssel", osi.Session, "Calling Session Selector")
	ruleSSDU        = limitRule("ssdu", "SSDU")
	ruleContexts    = limitRule("contexts", "presentation contexts defined")
	rulePPDUState   = stateRule("ppdu-state", osi.Presentation, "PPDU", "X.226 Annex A", 2)
	rulePPDUUnit    = stateRule("presentation-unit", osi.Presentation, "PPDU", "X.226 6.5", 2)
	ruleCalledPSAP  = policyRule("called-psel", osi.Presentation, "called-presentation-selector")
	ruleCallingPSAP = policyRule("calling-psel", osi.Presentation, "calling-presentation-selector")
	ruleSyntax      = policyRule("abstract-syntax", osi.Presentation, "abstract-syntax-name")
	ruleApplication = policyRule("application-context", osi.ACSE, "application-context-name")
)

var rules = [...]*osi.Rule{
	ruleTop, ruleSubscription, ruleClosed, ruleMemory, ruleStreamMemory, rulePDU, ruleMachine, rulePanic,
	ruleP1, ruleP2, ruleP3, ruleP4, ruleP5, ruleP6, ruleP7, ruleD1, ruleD2, ruleD3, ruleR1, ruleR2, ruleR3,
	rulePermanent, rulePacketPS, rulePacketWindow, rulePacketPR, ruleReject, rulePacketRepeated,
	ruleInterrupt, ruleInterruptConfirmation, rulePVCSetup, rulePVCStatus, ruleChannels, ruleForeignCall,
	ruleTPDUState, ruleTPDUSize, ruleClass, ruleCalledTSAP, ruleCallingTSAP,
	ruleSPDUState, ruleTSDUSize, ruleUnit, ruleTokens, ruleSegmenting, ruleCalledSSAP, ruleCallingSSAP,
	ruleSSDU, ruleContexts, rulePPDUState, rulePPDUUnit, ruleCalledPSAP, ruleCallingPSAP, ruleSyntax, ruleApplication,
}

// Rules yields every rule of this package that an error can name. The rules of the layers are their own.
func Rules() iter.Seq[*osi.Rule] { return slices.Values(rules[:]) }
