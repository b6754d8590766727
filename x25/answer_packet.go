package x25

import (
	"slices"

	"github.com/osi-go/osi"
)

// congested reports whether the fault is a limit of ours on what is in use at the moment.
func (a *answering) congested() bool {
	return a.err.Kind == osi.ErrLimit && a.diagnostic == DiagResource
}

// permanentCondition reports whether the fault is a limit of ours that will refuse the next
// attempt, too.
func (a *answering) permanentCondition() bool { return a.err.Kind == osi.ErrLimit && !a.congested() }

// above reports whether the fault is in what the packet carries.
func (a *answering) above() bool { return a.err.Layer != osi.X25 && a.err.Layer != osi.XOT }

// policy reports whether the caller refuses the packet by a policy of its own, and leaves the
// diagnostic to this package.
func (a *answering) policy() bool {
	return a.err.Kind == osi.ErrUnsupported && (a.above() || a.diagnostic == DiagNone)
}

// disconnects reports whether X.223 7.2.2 has d as the reason of a disconnection by the network
// service.
func disconnects(d Diagnostic) bool {
	return d >= DiagDisconnectTransient && d <= DiagUnreachablePermanent || d == DiagNSAPUnknown
}

// packet makes the answer of type t; nil for none.
func (a *answering) packet(t Type) Packet {
	h := Header{a.Format, a.lci}
	if t == TypeDiagnostic {
		n := min(len(a.pdu), MaxExplanation)
		h.LCI = 0
		return &DiagnosticPacket{h, a.code(), a.pdu[:n:n]}
	}
	if t == TypeClearRequest {
		d := a.disconnection()
		return &ClearRequest{Header: h, Cause: a.clearCause(d), Diagnostic: osi.Some(d)}
	}
	if t == TypeResetRequest {
		d := a.resetDiagnostic()
		return &ResetRequest{h, a.resetCause(d), osi.Some(d)}
	}
	if t == TypeRestartRequest {
		h.LCI = 0
		cause := RestartDTE
		if a.Sender == osi.DCE {
			cause = RestartLocalProcedure
		}
		return &RestartRequest{h, cause, osi.Some(a.code())}
	}
	if t == TypeRegistrationConfirmation {
		cause := RegistrationLocalProcedure
		if facilityFault(a.diagnostic) {
			cause = RegistrationInvalidFacility
		}
		return &RegistrationConfirmation{Header: h, Cause: cause, Diagnostic: a.code()}
	}
	return nil
}

// code is the diagnostic of an answer about the interface.
func (a *answering) code() Diagnostic {
	if a.err.Kind == osi.ErrLimit {
		return DiagNone
	}
	return a.diagnostic
}

// disconnection is the diagnostic of a clear.
func (a *answering) disconnection() Diagnostic {
	transfer := a.Channel == ChannelTransfer
	switch {
	case a.congested() && !a.above() && a.Sender == osi.DCE:
		return DiagNone
	case a.permanentCondition() && transfer:
		return DiagDisconnectPermanent
	case a.permanentCondition():
		return DiagRejectPermanent
	case (a.above() || a.policy()) && transfer:
		return DiagAbnormal
	case a.policy():
		return DiagUserPermanent
	case a.above():
		return DiagUserData
	case a.diagnostic == DiagInvalidPR: // of resets alone: this packet has no place without a call
		return DiagPacketType
	}
	return a.diagnostic
}

// resetDiagnostic is the diagnostic of a reset.
func (a *answering) resetDiagnostic() Diagnostic {
	switch {
	case a.permanentCondition(), a.policy(), !a.above() && disconnects(a.diagnostic):
		return DiagResetUnspecified
	case a.above():
		return DiagResynchronisation
	case a.congested() && a.Sender == osi.DCE:
		return DiagNone
	}
	return a.diagnostic
}

// clearCause returns the cause that goes with diagnostic d.
func (a *answering) clearCause(d Diagnostic) ClearCause {
	switch {
	case a.Sender != osi.DCE:
		return ClearDTE
	case a.congested() && !a.above():
		return ClearCongestion
	case d >= 0x80:
		return ClearDTE
	case facilityFault(d):
		return ClearInvalidFacility
	case d == DiagCallBarred:
		return ClearAccessBarred
	}
	return ClearLocalProcedure
}

// resetCause returns the cause that goes with diagnostic d.
func (a *answering) resetCause(d Diagnostic) ResetCause {
	switch {
	case a.Sender != osi.DCE:
		return ResetDTE
	case a.congested() && !a.above():
		return ResetCongestion
	case d >= 0x80:
		return ResetDTE
	}
	return ResetLocalProcedure
}

// facilityFault reports whether d goes with the cause "invalid facility request".
func facilityFault(d Diagnostic) bool {
	return slices.Contains([]Diagnostic{
		DiagFacilityCode, DiagFacilityParameter, DiagFacilityLength, DiagDuplicateFacility, DiagFacilityExpected, DiagDTEFacility,
	}, d)
}
