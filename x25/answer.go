package x25

import "github.com/osi-go/osi"

// InterfaceState is the state of the interface as far as an answer depends on it, X.25 Annex B.
type InterfaceState uint8

// The states of an interface. The zero InterfaceState is r1.
const (
	InterfaceReady      InterfaceState = iota // r1
	InterfaceRestarting                       // r2: the peer's restart is not yet confirmed
	InterfaceAwaiting                         // r3: an own restart awaits its confirmation
)

// ChannelState is the state of a logical channel as far as an answer depends on it, X.25 Annex B.
type ChannelState uint8

// The states of a channel. The zero ChannelState is that of a call under way.
const (
	ChannelCalling  ChannelState = iota // p2, p3 or p5: a call is not yet accepted
	ChannelReady                        // p1: no call
	ChannelTransfer                     // p4 in d1 or d2: data transfer
	ChannelClearing                     // p6: the peer's clear is not yet confirmed
	ChannelAwaiting                     // p7 or d3: an own clear or reset awaits its confirmation
)

// Situation is what the octets of an invalid packet do not say of the interface. The zero Situation
// is that of an ISO/IEC 8208 DTE with modulo 8 while a call is set up.
type Situation struct {
	Format                   // of the answer. Sender is the side that answers: a DCE uses the causes of X.25, any other 00, as ISO/IEC 8208 DTEs do
	Interface InterfaceState // 0: r1
	Channel   ChannelState   // 0: p2, p3 or p5. Of a permanent circuit, ChannelAwaiting alone has a meaning
	Permanent bool           // the channel is a permanent virtual circuit: what clears a call resets it
}

// Answer returns the reaction of X.25 Annex C or, for a receiver that is no DCE, of ISO/IEC 8208 to
// the invalid packet pdu that gave err. The action is osi.Send or osi.Discard. The type of the
// answer says what has ended: a clear the call, a reset the data on their way, a restart all calls
// of the interface, a DIAGNOSTIC nothing.
//
//   - Less than 2 octets, an invalid GFI, an unassigned channel, and a fault on LCI 0: DIAGNOSTIC.
//     A DTE facing a DCE discards instead. On LCI 0 a DIAGNOSTIC and a REGISTRATION CONFIRMATION
//     are never answered; a DCE refuses a REGISTRATION REQUEST by a confirmation.
//   - A RESTART CONFIRMATION in the wrong state, an err of kind osi.ErrState: restart (Table C-2).
//   - In r2: restart, with diagnostic 12 for packets of a call. A RESTART with a fault is
//     discarded.
//   - In r3, p7 and d3: discard. Only a RESTART with a fault in r3 is answered, by a restart.
//   - In p6: a packet of a wrong type is answered by a clear, one with a fault in a field is
//     discarded.
//   - In data transfer: reset for a fault of a RESET, INTERRUPT, DATA, RR, RNR or REJ and of a type
//     that does not exist; otherwise clear.
//
// The diagnostic is the Reason of the error's rule, but 10 in a clear for 02, which resets alone
// have. From 80 on, the answer of a DCE has cause 00, too: another cause would make the diagnostic
// the network's own. One of E1 to E8 and EB, reasons for disconnection in X.223, clears the call in
// data transfer.
//
// A fault above X.25, in what pdu carries, ends the call as its user would end it, X.223 7.2.2:
// cause 00 with F2 (abnormal) in data transfer and F8 (incompatible information in user data)
// before. A permanent circuit is reset with 00 and FA.
//
// A limit of ours on channels in use is a transient condition: a DCE answers congestion, a DTE A3.
// Any other limit of ours is a permanent condition: cause 00 with E2 in data transfer and E4
// before; a permanent circuit is reset with E9. A refusal by the policy of the caller is an err of
// kind osi.ErrUnsupported. With a Reason it is answered as a fault is; without one, or from above
// X.25, with F2 in data transfer and F5 (rejection by the user, permanent) before. On LCI 0, which
// has no call, it is not answered.
//
// On XOT, DIAGNOSTIC and restart must not be sent, RFC 1613 6.4: what they would answer is
// discarded, and so is a packet of unknown type in p1 (6.1). A CALL or CALL ACCEPTED with a fault
// that package xot has found is cleared.
//
// The standards leave open which of several faults is answered: here it is err. A caller that knows
// the state gives the error of that for a packet whose type has no place in it, Tables C-3 and C-4.
// X.223 12 b leaves open whether the answer is a clear or a reset: here it is a clear. The answer
// is a new value. The explanation of a DIAGNOSTIC aliases pdu.
func Answer(err error, pdu []byte, s Situation) (osi.Action, Packet) {
	e := osi.AsError(err)
	if e == nil || e.Rule == nil || e.Layer == osi.LAPB {
		return osi.Discard, nil
	}
	a := answering{Situation: s, err: e, pdu: pdu, diagnostic: Diagnostic(e.Reason), kind: TypeNone}
	own := Modulo8 // of pdu: over XOT, that of the answer may be another
	if len(pdu) > 0 && pdu[0]&0x30 == 0x20 {
		own = Modulo128
	}
	if s.Modulo == AnyModulo {
		a.Modulo = own
	}
	if len(pdu) >= 2 {
		a.lci = uint16(pdu[0]&0x0f)<<8 | uint16(pdu[1])
	}
	if len(pdu) >= 3 {
		a.kind = TypeOf(pdu[2], own)
	}
	if p := a.packet(a.reaction()); p != nil {
		return osi.Send, p
	}
	return osi.Discard, nil
}

// answering is an answer in the making.
type answering struct {
	Situation
	err        *osi.Error
	pdu        []byte
	lci        uint16
	kind       Type // of pdu
	diagnostic Diagnostic
}

// reaction returns the type of the answer; TypeNone when there is none.
func (a *answering) reaction() Type {
	switch {
	case a.err.Layer == osi.XOT:
		if a.diagnostic == 0 || a.kind != TypeCallRequest && a.kind != TypeCallAccepted {
			return TypeNone
		}
	case a.err.Layer != osi.X25: // of what a DATA packet or call user data carry
		return a.end(TypeClearRequest)
	case a.Sender == osi.OverXOT:
		if a.unfitForXOT() {
			return TypeNone
		}
	case a.kind == TypeDiagnostic && a.lci == 0:
		return TypeNone
	case len(a.pdu) < 2, a.diagnostic == DiagInvalidGFI, a.diagnostic == DiagUnassigned:
		return a.byDiagnostic()
	case a.lci == 0, a.Interface != InterfaceReady:
		return a.onInterface()
	}
	return a.onChannel()
}

// unfitForXOT reports whether a packet is discarded because it must not be sent over XOT or no
// answer to it may: RFC 1613 6.1 and 6.4.
func (a *answering) unfitForXOT() bool {
	if a.kind == TypeNone {
		return len(a.pdu) < 2 || a.diagnostic == DiagInvalidGFI || a.Channel == ChannelReady && !a.Permanent
	}
	return a.kind == TypeREJ || types[a.kind].lciZero || a.diagnostic == DiagInvalidGFI
}

// byDiagnostic is the reaction to what no channel can be blamed for, X.25 Table C-1.
func (a *answering) byDiagnostic() Type {
	if a.Sender == osi.DTE {
		return TypeNone
	}
	return TypeDiagnostic
}

// onInterface is the reaction to a fault of LCI 0, and to any in r2 and r3: X.25 Tables C-1 and
// C-2.
func (a *answering) onInterface() Type {
	unawaited := a.kind == TypeRestartConfirmation && a.err.Kind == osi.ErrState
	switch {
	case a.lci == 0 && a.kind == TypeRegistrationConfirmation:
		return TypeNone
	case a.lci == 0 && a.kind == TypeRegistrationRequest && a.Sender == osi.DCE:
		return TypeRegistrationConfirmation
	}
	switch a.Interface {
	case InterfaceRestarting:
		switch {
		case a.lci == 0 && a.kind == TypeRestartRequest, a.lci == 0 && a.kind == TypeRestartConfirmation && !unawaited:
			return TypeNone
		case a.lci != 0 && a.onCall():
			a.diagnostic = DiagStateR2
		}
	case InterfaceAwaiting:
		if a.lci != 0 || a.kind != TypeRestartRequest {
			return TypeNone
		}
	case InterfaceReady:
		if !unawaited {
			return a.byDiagnostic()
		}
	}
	return TypeRestartRequest
}

// onCall reports whether the packet is of a type that stands on the channel of a call.
func (a *answering) onCall() bool {
	return a.kind != TypeNone && a.kind < TypeDiagnostic
}

// onChannel is the reaction to a fault of a packet on a channel, X.25 Tables C-3 and C-4.
func (a *answering) onChannel() Type {
	switch {
	case a.Permanent:
	case a.Channel == ChannelClearing && a.diagnostic&0xf0 != DiagPacketType && a.diagnostic != DiagNonZeroLCI && a.kind != TypeNone:
		return TypeNone
	case a.Channel == ChannelTransfer && !a.permanentCondition() && !disconnects(a.diagnostic) && !a.aboutCall():
		return TypeResetRequest
	}
	return a.end(TypeClearRequest)
}

// aboutCall reports whether the packet sets up or clears a call.
func (a *answering) aboutCall() bool {
	return a.kind >= TypeCallRequest && a.kind <= TypeClearConfirmation
}

// end returns t for a call and a reset for a permanent circuit; nothing where a clear or reset is
// on its way, or there is no channel.
func (a *answering) end(t Type) Type {
	switch {
	case a.Channel == ChannelAwaiting, a.Interface == InterfaceAwaiting, a.lci == 0 && a.Sender != osi.OverXOT:
		return TypeNone
	case a.Permanent:
		return TypeResetRequest
	}
	return t
}
