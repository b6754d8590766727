package stack

import (
	"github.com/osi-go/osi"
	"github.com/osi-go/osi/x25"
	"github.com/osi-go/osi/x25/xot"
)

func packetRule(id, field, clause string, d x25.Diagnostic) *osi.Rule {
	return stateRule("x25-"+id, osi.X25, field, clause, uint8(d))
}

var (
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
	ruleOneWay                = packetRule("one-way", "logical channel", "X.25 6.7", x25.DiagOneWay)
	ruleBarred                = packetRule("barred", "packet", "X.25 6.5", x25.DiagCallBarred)
	rulePacketPS              = packetRule("ps", "P(S)", "X.25 4.4.1.3", x25.DiagInvalidPS)
	rulePacketWindow          = packetRule("window", "P(S)", "X.25 4.4.1.3", x25.DiagInvalidPS)
	rulePacketPR              = packetRule("pr", "P(R)", "X.25 4.4.1.3", x25.DiagInvalidPR)
	ruleReject                = packetRule("reject", "packet", "X.25 6.4", x25.DiagNoReject)
	rulePacketRepeated        = packetRule("repeated", "packet", "X.25 6.4", x25.DiagInvalidPS)
	ruleInterrupt             = packetRule("interrupt", "packet", "X.25 4.3.7", x25.DiagInterrupt)
	ruleInterruptConfirmation = packetRule("interrupt-confirmation", "packet", "X.25 4.3.7", x25.DiagInterruptConfirmation)

	// Where the gate waits for the confirmation of a clear or reset that it has sent.
	ruleClosed = packetRule("closed", "packet", "policy", x25.DiagNone)

	ruleXOTInitiator = stateRule("xot-initiator", osi.XOT, "packet", "RFC 1613 6.1", uint8(x25.DiagPacketType))
	rulePVCSetup     = stateRule("pvc-setup", osi.XOT, "PVC set-up packet", "RFC 1613 6.5", uint8(xot.ProtocolViolation))
	rulePVCStatus    = &osi.Rule{ID: "stack.pvc-status", Layer: osi.XOT, Field: "status", Clause: "RFC 1613 6.5", Kind: osi.ErrValue, Reason: uint8(xot.ProtocolViolation)}

	ruleChannels    = &osi.Rule{ID: "stack.channels", Layer: osi.X25, Field: "logical channels", Clause: "limit", Kind: osi.ErrLimit, Reason: uint8(x25.DiagResource)}
	ruleForeignCall = &osi.Rule{ID: "stack.x25-protocol", Layer: osi.X25, Field: "call user data", Clause: "policy", Kind: osi.ErrUnsupported, Reason: uint8(x25.DiagUnknownProtocol)}
	ruleCall        = &osi.Rule{ID: "stack.x25-call", Layer: osi.X25, Field: "call", Clause: "policy", Kind: osi.ErrUnsupported}
)

// linkRules are those of X.25 and XOT.
var linkRules = [...]*osi.Rule{
	ruleP1, ruleP2, ruleP3, ruleP4, ruleP5, ruleP6, ruleP7, ruleD1, ruleD2, ruleD3, ruleR1, ruleR2, ruleR3,
	rulePermanent, ruleOneWay, ruleBarred, rulePacketPS, rulePacketWindow, rulePacketPR, ruleReject, rulePacketRepeated,
	ruleInterrupt, ruleInterruptConfirmation, ruleClosed, ruleXOTInitiator, rulePVCSetup, rulePVCStatus, ruleChannels, ruleForeignCall, ruleCall,
}
