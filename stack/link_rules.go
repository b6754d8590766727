package stack

import (
	"github.com/osi-go/osi"
	"github.com/osi-go/osi/x25"
	"github.com/osi-go/osi/x25/xot"
)

var (
	ruleXOTInitiator = stateRule("xot-initiator", osi.XOT, "packet", "RFC 1613 6.1", uint8(x25.DiagPacketType))
	rulePVCSetup     = stateRule("pvc-setup", osi.XOT, "PVC set-up packet", "RFC 1613 6.5", uint8(xot.ProtocolViolation))
	rulePVCStatus    = &osi.Rule{ID: "stack.pvc-status", Layer: osi.XOT, Field: "status", Clause: "RFC 1613 6.5", Kind: osi.ErrValue, Reason: uint8(xot.ProtocolViolation)}

	ruleForeignCall = &osi.Rule{ID: "stack.x25-protocol", Layer: osi.X25, Field: "call user data", Clause: "policy", Kind: osi.ErrUnsupported, Reason: uint8(x25.DiagUnknownProtocol)}
	ruleCall        = &osi.Rule{ID: "stack.x25-call", Layer: osi.X25, Field: "call", Clause: "policy", Kind: osi.ErrUnsupported}
)

// linkRules are those of X.25 and XOT.
var linkRules = [...]*osi.Rule{ruleXOTInitiator, rulePVCSetup, rulePVCStatus, ruleForeignCall, ruleCall}
