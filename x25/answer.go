package x25

import "github.com/osi-go/osi"

// Action is what the receiver of an invalid packet does, X.25 Annex C.
type Action uint8

// The actions.
const (
	ActionDiscard      Action = iota // ignore the packet
	ActionDiagnostic                 // send a DIAGNOSTIC packet; no state changes
	ActionClear                      // clear the call
	ActionReset                      // reset the channel
	ActionRestart                    // restart the interface
	ActionRegistration               // refuse the registration
)

// String returns the action in one word.
func (a Action) String() string {
	switch a {
	case ActionDiscard:
		return "discard"
	case ActionDiagnostic:
		return "diagnostic"
	case ActionClear:
		return "clear"
	case ActionReset:
		return "reset"
	case ActionRestart:
		return "restart"
	case ActionRegistration:
		return "registration confirmation"
	}
	return "invalid action"
}

// Receiver says who answers an invalid packet, and in which state.
type Receiver struct {
	Format          // of the answer: Sender is the receiver itself. FromDCE answers with the causes of X.25, the others with 00 as ISO/IEC 8208 DTEs do
	Transfer   bool // the channel is a PVC, or its call is in data transfer (p4)
	Restarting bool // the receiver has had a restart request and not confirmed it (r2)
}

// DiagnosticFor returns the reaction of X.25 Annex C or, for a receiver that is no DCE, ISO/IEC 8208 to the invalid packet that gave err, in the states where
// a receiver reacts at all: a receiver that awaits the confirmation of its own clear, reset or restart (p7, d3, r3) discards the packet instead.
//
//   - less than 2 octets, an invalid GFI, an unassigned channel, or LCI 0: DIAGNOSTIC. A DTE facing a DCE discards. A DIAGNOSTIC packet, and a
//     confirmation of registration, is never answered. In r2 a fault of LCI 0 is a restart;
//   - a fault of a RESET, INTERRUPT, DATA, RR, RNR or REJ, and of a packet of unknown type in data transfer: reset;
//   - a fault of a call set-up or clearing packet, and of a packet of unknown type outside data transfer: clear;
//   - a REGISTRATION REQUEST: registration confirmation, from a DCE.
//
// Limits of ours give congestion, from a DTE resource constraint (A3), in place of the diagnostic. The diagnostic is the Reason of the
// error's rule. answer is nil when action is ActionDiscard; it is a new value, whose explanation aliases packet. On XOT, where
// DIAGNOSTIC must not be sent, the caller discards.
func DiagnosticFor(err error, packet []byte, r Receiver) (action Action, answer Packet) {
	e := osi.AsError(err)
	if e == nil || e.Layer != osi.X25 {
		return ActionDiscard, nil
	}
	if r.Modulo == AnyModulo {
		r.Modulo = Modulo8
	}
	a := answering{r: r, diagnostic: Diagnostic(e.Reason), ours: e.Kind == osi.ErrLimit}
	action = a.action(e, packet)
	if len(packet) >= 2 {
		a.lci = uint16(packet[0]&0x0f)<<8 | uint16(packet[1])
	}
	return action, a.packet(action, packet)
}

// answering is an answer in the making.
type answering struct {
	r          Receiver
	lci        uint16
	diagnostic Diagnostic
	ours       bool // the fault is a limit of ours
}

func (a *answering) action(e *osi.Error, packet []byte) Action {
	t := TypeNone
	if len(packet) >= 3 {
		t = typeOf(packet[2], a.r.Modulo)
	}
	interfaceFault := len(packet) < 2 || Diagnostic(e.Reason) == DiagInvalidGFI || Diagnostic(e.Reason) == DiagUnassigned
	onZero := len(packet) >= 2 && packet[0]&0x0f == 0 && packet[1] == 0
	switch {
	case t == TypeDiagnostic, onZero && t == TypeRegistrationConfirmation:
		return ActionDiscard
	case onZero && t == TypeRegistrationRequest && a.r.Sender == FromDCE && !interfaceFault:
		return ActionRegistration
	case onZero && a.r.Restarting && !interfaceFault:
		return ActionRestart
	case interfaceFault, onZero:
		if a.r.Sender == FromDTE {
			return ActionDiscard
		}
		return ActionDiagnostic
	}
	switch t {
	case TypeData, TypeRR, TypeRNR, TypeREJ, TypeResetRequest, TypeResetConfirmation, TypeInterrupt, TypeInterruptConfirmation:
		return ActionReset
	case TypeCallRequest, TypeCallAccepted, TypeClearRequest, TypeClearConfirmation:
		return ActionClear
	case TypeNone, TypeDiagnostic, TypeRegistrationRequest, TypeRegistrationConfirmation, TypeRestartRequest, TypeRestartConfirmation:
	}
	if a.r.Transfer {
		return ActionReset
	}
	return ActionClear
}

func (a *answering) packet(action Action, packet []byte) Packet {
	h := Header{a.r.Format, a.lci}
	dce := a.r.Sender == FromDCE
	diagnostic := a.diagnostic
	switch {
	case a.ours && dce:
		diagnostic = DiagNone
	case a.ours:
		diagnostic = DiagResource
	}
	switch action {
	case ActionDiscard:
	case ActionDiagnostic:
		h.LCI = 0
		n := min(len(packet), MaxExplanation)
		return &DiagnosticPacket{h, diagnostic, packet[:n:n]}
	case ActionClear:
		return &ClearRequest{Header: h, Cause: a.clearCause(dce), Diagnostic: osi.Some(diagnostic)}
	case ActionReset:
		cause := ResetDTE
		switch {
		case dce && a.ours:
			cause = ResetCongestion
		case dce:
			cause = ResetLocalProcedure
		}
		return &ResetRequest{h, cause, osi.Some(diagnostic)}
	case ActionRestart:
		h.LCI = 0
		cause := RestartDTE
		if dce {
			cause = RestartLocalProcedure
		}
		return &RestartRequest{h, cause, osi.Some(diagnostic)}
	case ActionRegistration:
		h.LCI = 0
		cause := RegistrationLocalProcedure
		if a.facilityFault() {
			cause = RegistrationInvalidFacility
		}
		return &RegistrationConfirmation{Header: h, Cause: cause, Diagnostic: diagnostic}
	}
	return nil
}

func (a *answering) clearCause(dce bool) ClearCause {
	switch {
	case !dce:
		return ClearDTE
	case a.ours:
		return ClearCongestion
	case a.facilityFault():
		return ClearInvalidFacility
	}
	return ClearLocalProcedure
}

// facilityFault reports whether the diagnostic goes with the cause "invalid facility request".
func (a *answering) facilityFault() bool {
	switch a.diagnostic {
	case DiagFacilityCode, DiagFacilityParameter, DiagFacilityLength, DiagDuplicateFacility, DiagDTEFacility:
		return true
	default:
		return false
	}
}
