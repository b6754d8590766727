package validate

import (
	"iter"
	"slices"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/acse"
	"github.com/osi-go/osi/presentation"
	"github.com/osi-go/osi/session"
	"github.com/osi-go/osi/transport"
	"github.com/osi-go/osi/x25"
)

func policyRule(id string, l osi.Layer, field string, reason uint8) *osi.Rule {
	return &osi.Rule{ID: "validate." + id, Layer: l, Field: field, Clause: "policy", Kind: osi.ErrUnsupported, Reason: reason}
}

func limitRule(id, field string) *osi.Rule {
	return &osi.Rule{ID: "validate." + id, Field: field, Clause: "limit", Kind: osi.ErrLimit}
}

func unreachableRule(id string, l osi.Layer, reason uint8) *osi.Rule {
	return &osi.Rule{ID: "validate.unreachable-" + id, Layer: l, Field: "responder", Clause: "unreachable", Kind: osi.ErrUnsupported, Reason: reason}
}

var (
	ruleTop          = policyRule("policy-top", 0, "Top", 0)
	ruleOrder        = policyRule("policy-order", 0, "Order", 0)
	ruleSubscription = policyRule("policy-subscription", osi.X25, "Subscription", 0)
	ruleInterface    = policyRule("policy-interface", osi.X25, "Calls or PermanentCircuits", 0)
	rulePDUName      = policyRule("policy-pdu", 0, "PDUs", 0)

	ruleUnreachableNSAP = unreachableRule("nsap", osi.X25, uint8(x25.DiagUnreachableTransient))
	ruleUnreachableTSAP = unreachableRule("tsap", osi.Transport, uint8(transport.ReasonNotAttached))
	ruleUnreachableSSAP = unreachableRule("ssap", osi.Session, uint8(session.RefusedNotAttached))

	ruleClosed       = &osi.Rule{ID: "validate.closed", Field: "stream", Clause: "closed", Kind: osi.ErrState}
	ruleMemory       = limitRule("memory", "octets held, of what others leave")
	ruleStreamMemory = limitRule("stream-memory", "octets held by the stream")
	rulePDU          = policyRule("pdu", 0, "PDU", 0)
	ruleCheck        = policyRule("check", 0, "PDU", 0)
	rulePanic        = policyRule("panic", 0, "program", 0)

	ruleClass       = policyRule("class", osi.Transport, "class", uint8(transport.ReasonNegotiationFailed))
	ruleCalledTSAP  = policyRule("called-tsap", osi.Transport, "called Transport-Selector", uint8(transport.ReasonAddressUnknown))
	ruleCallingTSAP = policyRule("calling-tsap", osi.Transport, "calling Transport-Selector", uint8(transport.ReasonAddressUnknown))
	ruleCalledSSAP  = policyRule("called-ssel", osi.Session, "Called Session Selector", uint8(session.RefusedSelectorUnknown))
	ruleCallingSSAP = policyRule("calling-ssel", osi.Session, "Calling Session Selector", uint8(session.RefusedBySPM))
	ruleCalledPSAP  = policyRule("called-psel", osi.Presentation, "called-presentation-selector", uint8(presentation.RejectCalledAddressUnknown))
	ruleCallingPSAP = policyRule("calling-psel", osi.Presentation, "calling-presentation-selector", 0)
	ruleSyntax      = policyRule("abstract-syntax", osi.Presentation, "abstract-syntax-name", 0)
	ruleApplication = policyRule("application-context", osi.ACSE, "application-context-name", uint8(acse.UserContextNameNotSupported))
)

var rules = [...]*osi.Rule{
	ruleTop, ruleOrder, ruleSubscription, ruleInterface, rulePDUName, ruleUnreachableNSAP, ruleUnreachableTSAP, ruleUnreachableSSAP, ruleClosed, ruleMemory, ruleStreamMemory, rulePDU, ruleCheck, rulePanic,
	ruleClass, ruleCalledTSAP, ruleCallingTSAP, ruleCalledSSAP, ruleCallingSSAP, ruleCalledPSAP, ruleCallingPSAP, ruleSyntax, ruleApplication,
}

// Rules yields every rule of this package that an error can name. The rules of stack and of the
// layers are their own.
func Rules() iter.Seq[*osi.Rule] { return slices.Values(rules[:]) }
