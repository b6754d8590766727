package presentation

import (
	"slices"
	"strings"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/internal/ber"
)

// A Situation is what [Answer] must know beside the octets of an invalid PPDU. The zero Situation
// is the usual case: normal mode, session protocol version 2, S-DATA.
type Situation struct {
	// Primitive is the one that carried the PPDU. It counts where the error is of a layer above,
	// which does not name the PPDU.
	Primitive Primitive
	// Mode is that of the connection. It does not count for a CP, which has its own.
	Mode osi.Mode

	// Closed says that no session connection is left to answer on. It need not be set for CPR, ARU,
	// ARP and S-RELEASE confirm, which end it.
	Closed bool
	// NegativeRelease says that the S-RELEASE confirm is negative (NF), so that the session
	// connection remains.
	NegativeRelease bool
	// SessionVersion1 says that version 1 of the session protocol is used: an ABORT then has at
	// most 9 octets of user data.
	SessionVersion1 bool
	// Short says that the connection is established by short connect, X.226 Amd.1 6.2.11.
	Short bool
	// NullEncoding says that the null-encoding option is selected: there is no PPDU to end the
	// connection with, X.226 Amd.1 6.4.4.2.
	NullEncoding bool

	// ContextList says that the CP had a presentation-context-definition-list, and
	// ContextManagement that this functional unit is selected: an ARU then has its identifier list,
	// X.226 6.4.2.1.
	ContextList       bool
	ContextManagement bool
	// Simple says that user data is simply encoded, see [ContextSet.Simple].
	Simple bool

	// Reject is why the caller's policy refuses a CP, for example RejectCalledAddressUnknown. Where
	// it is absent the error decides.
	Reject osi.Opt[RejectReason]
}

// Answer returns what to do about the invalid PPDU pdu that gave err, and the PPDU to send; nil
// where none is sent. err is of this package, or of a layer above that decoded a value of pdu,
// which X.226 6.4.4.3 makes a fault of the PPDU. A caller that refuses by policy gives an err of
// its own of kind ErrUnsupported.
//
// The action is
//
//   - SendAndDisconnect and a [*ConnectReject] for a CP, 6.2.5.5, unless it is unexpected; a
//     [*ShortReject] for a SHORT-CP, Amd.1 6.2.11.3. S-CONNECT reject carries them.
//   - SendAndDisconnect and an [*AbnormalReleaseProvider] for all else, 6.4.4.2 and 6.4.4.3.
//     S-U-ABORT carries it.
//   - Disconnect, an S-U-ABORT without user data, with null encoding and for a SHORT-CPA.
//   - Discard where nothing is left to answer: for CPR, ARU, ARP, SHORT-CPR, a positive S-RELEASE
//     confirm and Situation.Closed. Also for a UD, X.236 6.2.2.
//
// The reason of an ARP is that of the rule. A fault of the encoding is an invalid parameter value,
// or an unrecognized PPDU where the octets are no PPDU at all. The reason is not specified where
// the peer is not at fault: for kinds ErrLimit and ErrUnsupported, and an err that is no
// *osi.Error.
//
// The reason of a CPR is that of s; else protocol version not supported for an unknown version,
// which X.226 6.2.4.9 calls permanent, local limit exceeded where the peer is not at fault, user
// data not readable for a value that the layer above refuses, and not specified for a malformed CP.
//
// X.226 has no ARP in X.410-1984 mode. There the answer to a CP is a CPR with the RTORJ that
// package rtse suggests: validation failure, since the same CP would be refused again. All else is
// answered by an ARU with its RTAB: protocol error, or local system problem where the peer is not
// at fault.
func Answer(err error, pdu []byte, s Situation) (osi.Action, PPDU) {
	e := osi.AsError(err)
	name, above := s.name(e, pdu)
	if s.Short && (name == "CP" || name == "CPA" || name == "CPR") {
		name = "SHORT-" + name
	}
	switch name {
	case "CP":
		if !outOfPlace(e) {
			return osi.SendAndDisconnect, s.reject(e, above, pdu)
		}
	case "SHORT-CP":
		return osi.SendAndDisconnect, shortReject(e, pdu)
	case "CPR", "ARU", "ARP", "SHORT-CPR", "UD", "SHORT-UD", "S-U-ABORT indication", "S-CONNECT confirm":
		return osi.Discard, nil
	}
	event, known := eventNamed(name)
	switch {
	case s.Closed, event == EventReleaseConfirm && known && !s.NegativeRelease:
		return osi.Discard, nil
	case s.NullEncoding, name == "SHORT-CPA":
		return osi.Disconnect, nil
	case s.Mode == osi.X410Mode:
		return osi.SendAndDisconnect, &AbnormalReleaseUser{Mode: osi.X410Mode, X410: abortReason(e)}
	}
	arp := &AbnormalReleaseProvider{Reason: osi.Some(reasonOf(e, above))}
	if known {
		arp.Event = osi.Some(event)
	}
	if !arp.complete() {
		arp.Reason = osi.Some(AbortReasonNotSpecified)
	}
	return osi.SendAndDisconnect, arp
}

// name returns the PPDU or primitive at fault, and whether the fault is in a value that the layer
// above decoded.
func (s Situation) name(e *osi.Error, pdu []byte) (name string, above bool) {
	if e != nil && e.Rule != nil && (e.Layer == osi.Presentation || e.Layer == osi.BER) && namesPPDU(e.PDU) {
		return e.PDU, false
	}
	above = e != nil && e.Rule != nil && e.Layer != osi.Presentation
	if event := eventOf(s.Primitive, pdu); len(pdu) > 0 && event != eventNone {
		return event.String(), above
	}
	return s.Primitive.String(), above
}

// namesPPDU reports whether pdu is the name of a PPDU or primitive.
func namesPPDU(pdu string) bool {
	return slices.Contains(eventNames[:], pdu) || strings.HasPrefix(pdu, "SHORT-") || strings.HasPrefix(pdu, "S-")
}

// eventNamed returns the event of a PPDU or primitive; ok is false for one that has none.
func eventNamed(name string) (e Event, ok bool) {
	for i, v := range eventNames[:eventUD] {
		if v == name {
			return Event(i), true
		}
	}
	return eventNone, false
}

// outOfPlace reports whether the PPDU is not wrong in itself, but has no place now.
func outOfPlace(e *osi.Error) bool {
	return e != nil && e.Rule != nil && e.Layer == osi.Presentation && AbortReason(e.Reason) == AbortUnexpectedPPDU
}

// ownRestriction reports whether the peer is not at fault.
func ownRestriction(e *osi.Error) bool {
	return e == nil || e.Rule == nil || e.Kind == osi.ErrLimit || e.Kind == osi.ErrUnsupported
}

func reasonOf(e *osi.Error, above bool) AbortReason {
	switch {
	case ownRestriction(e):
		return AbortReasonNotSpecified
	case above:
		return AbortInvalidParameter
	case e.Layer == osi.Presentation:
		return AbortReason(e.Reason)
	case e.Offset < 2 && e.Layer == osi.BER:
		return AbortUnrecognizedPPDU
	}
	return AbortInvalidParameter
}

// reject returns the CPR that answers the CP in pdu.
func (s Situation) reject(e *osi.Error, above bool, pdu []byte) *ConnectReject {
	if modeOf(pdu) == osi.X410Mode {
		const validationFailure = 2 // of X.228 9, where an RTORJ has its reason in this mode
		return &ConnectReject{Mode: osi.X410Mode, X410: []byte{0x80, 1, validationFailure}}
	}
	reason := RejectReasonNotSpecified
	switch {
	case s.Reject.Present:
		reason = s.Reject.Value
	case e != nil && e.Rule == ruleVersion:
		reason = RejectVersionNotSupported
	case ownRestriction(e):
		reason = RejectLocalLimitExceeded
	case above:
		reason = RejectUserDataNotReadable
	}
	cpr := &ConnectReject{Reason: osi.Some(reason)}
	if reason == RejectDefaultContextNotSupported {
		cpr.DefaultResult = osi.Some(ProviderRejection)
	}
	return cpr
}

// modeOf returns the mode that the CP in b selects; normal mode where it cannot be read.
func modeOf(b []byte) osi.Mode {
	r := ber.NewReader(b, defaultDepth, defaultElements)
	e, ok := r.Next()
	if !ok || e.Tag != tagSet {
		return osi.NormalMode
	}
	in := r.Enter(&e)
	for e, ok := in.Next(); ok; e, ok = in.Next() {
		if e.Tag != 0xa0 {
			continue
		}
		selector := in.Enter(&e)
		for v, ok := selector.Next(); ok; v, ok = selector.Next() {
			if v.Tag == 0x80 && selector.Integer(&v) == modeX410 && selector.Err() == nil {
				return osi.X410Mode
			}
		}
		return osi.NormalMode
	}
	return osi.NormalMode
}

// abortReason returns the components of the RTAB in answer to e, X.228 9.
func abortReason(e *osi.Error) []byte {
	const localSystemProblem, protocolError = 0, 4
	if ownRestriction(e) {
		return []byte{0x80, 1, localSystemProblem}
	}
	return []byte{0x80, 1, protocolError}
}

// shortReject returns the SHORT-CPR that answers the SHORT-CP in pdu.
func shortReject(e *osi.Error, pdu []byte) *ShortReject {
	r := &ShortReject{Reason: ShortReasonNotSpecified}
	if len(pdu) > 0 && pdu[0] <= byte(EncodingAlignedPER) {
		r.Encoding = EncodingChoice(pdu[0])
	}
	if ownRestriction(e) || !namesPPDU(e.PDU) { // permanent, X.226 Amd.1 6.2.9.2
		r.Reason = ShortUserDataNotReadable
	}
	return r
}

// maxAbortVersion1 is how much user data an ABORT has in version 1 of the session protocol, X.226
// 6.4.2.2.
const maxAbortVersion1 = 9

// UserAbort returns the ARU by which a user ends the connection. In normal mode apdu is its ABRT or
// RTAB, a value of the presentation context c; an identifier of 0 is the default context. In
// X.410-1984 mode apdu is the components of an RTAB, and c means nothing. apdu may be nil; the
// result aliases it. The ARU has a context identifier list where X.226 6.4.2.1 wants one, empty
// where no context is used. In version 1 of the session protocol apdu is left out where it does not
// fit, 6.4.2.2.
func (s Situation) UserAbort(apdu []byte, c ContextName) *AbnormalReleaseUser {
	aru := s.userAbort(apdu, c)
	if !s.SessionVersion1 || apdu == nil {
		return aru
	}
	if b, err := aru.AppendBinary(nil); err == nil && len(b) <= maxAbortVersion1 {
		return aru
	}
	return s.userAbort(nil, c)
}

func (s Situation) userAbort(apdu []byte, c ContextName) *AbnormalReleaseUser {
	aru := &AbnormalReleaseUser{Mode: s.Mode}
	switch {
	case s.Mode == osi.X410Mode && apdu == nil:
		aru.X410 = []byte{}
		return aru
	case s.Mode == osi.X410Mode:
		aru.X410 = apdu
		return aru
	case apdu == nil:
	case s.Simple || c.ID == 0:
		aru.UserData.Simple = apdu
	default:
		aru.UserData.PDVs = []PDV{{Context: c.ID, Value: apdu}}
	}
	if s.ContextList || s.ContextManagement && apdu != nil {
		aru.Contexts = []ContextName{}
		if apdu != nil && c.ID != 0 {
			aru.Contexts = append(aru.Contexts, c)
		}
	}
	return aru
}
