package presentation

import "github.com/osi-go/osi"

// AbortFor returns the ARP with which X.226 6.4.4 answers the PPDU that gave err: the
// rule's abort reason, and as event identifier the PPDU or primitive the error names. A fault
// of the encoding is an invalid parameter value; where the octets are no PPDU at all, an unrecognized PPDU.
// A limit of ours and what is unsupported give reason not specified, as does an err that is no *osi.Error: the peer is not at fault.
//
// ok is false when nothing must be sent: for an ARU or ARP, which end the connection themselves, and for
// a UD, which has none. A CP that is refused for what it proposes is answered with a CPR instead.
func AbortFor(err error) (answer AbnormalReleaseProvider, ok bool) {
	e := osi.AsError(err)
	if e == nil || e.Kind == osi.ErrLimit || e.Kind == osi.ErrUnsupported {
		answer.Reason = osi.Some(AbortReasonNotSpecified)
	} else {
		answer.Reason = osi.Some(reasonOf(e))
	}
	if e == nil {
		return answer, true
	}
	for i, name := range eventNames {
		if name == e.PDU {
			if answer.Event = osi.Some(Event(i)); Event(i) == eventNone {
				return AbnormalReleaseProvider{}, false
			}
		}
	}
	if answer.Event.Present && (answer.Event.Value == EventARU || answer.Event.Value == EventARP) {
		return AbnormalReleaseProvider{}, false
	}
	if !answer.complete() {
		answer.Reason = osi.Some(AbortReasonNotSpecified)
	}
	return answer, true
}

func reasonOf(e *osi.Error) AbortReason {
	switch {
	case e.Layer == osi.Presentation:
		return AbortReason(e.Reason)
	case e.Offset < 2 && e.Layer == osi.BER:
		return AbortUnrecognizedPPDU
	}
	return AbortInvalidParameter
}
