package ppm

import (
	"errors"
	"slices"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/presentation"
)

// rejectionOf returns the CPR for a CP that is not acceptable, 6.2.5.5, 6.2.4.9.
func rejectionOf(s *Parameters, mode osi.Mode) *presentation.ConnectReject {
	cpr := &presentation.ConnectReject{Mode: mode}
	switch {
	case mode == osi.X410Mode: // has no provider-reason
		cpr.X410 = []byte{}
	case s.DefaultUnsupported: // 6.2.6.2
		cpr.Reason = osi.Some(presentation.RejectDefaultContextNotSupported)
		cpr.DefaultResult = osi.Some(presentation.ProviderRejection)
	case s.Unreadable:
		cpr.Reason = osi.Some(presentation.RejectUserDataNotReadable)
	default:
		cpr.Reason = osi.Some(s.Reject)
	}
	return cpr
}

// protocolError is A.4.1.2: the connection is over.
func (m *Machine) protocolError(in *input, err error) (Outcome, error) {
	o := Outcome{Out: OutputPPABind}
	if m.state != STAI0 && !m.null && in.answerable() {
		o.Reply = in.abort(err)
	}
	*m = Machine{}
	return o, err
}

// answerable reports whether there is a session connection behind the event.
func (in *input) answerable() bool { return !slices.Contains(lastEvents[:], in.event) }

// lastEvents end the session connection, or say that there is none.
var lastEvents = [...]Event{EventCPR, EventSCR, EventSCONcnfReject, EventSRELcnfAccept, EventARU, EventARP, EventSPABind, EventSUABindnd}

// abort returns the ARP about an invalid event, 6.4.3.
func (in *input) abort(err error) *presentation.AbnormalReleaseProvider {
	arp := &presentation.AbnormalReleaseProvider{Reason: osi.Some(presentation.AbortReasonNotSpecified)}
	n, ok := in.eventNumber()
	if !ok { // an unrecognized PPDU
		arp.Reason.Value = presentation.AbortUnrecognizedPPDU
		return arp
	}
	arp.Event = osi.Some(n)
	var state *StateError
	switch e := osi.AsError(err); {
	case errors.As(err, &state) && !state.Blank:
		arp.Reason.Value = presentation.AbortInvalidParameter
	case state != nil && in.event > EventPUERreq && n >= presentation.EventReleaseIndication:
		arp.Reason.Value = presentation.AbortUnexpectedPrimitive
	case e != nil:
		arp.Reason.Value = presentation.AbortReason(e.Reason)
	}
	return arp
}
