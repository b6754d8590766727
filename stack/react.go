package stack

import (
	"errors"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/acse"
	"github.com/osi-go/osi/presentation"
	"github.com/osi-go/osi/rtse"
	"github.com/osi-go/osi/session"
	"github.com/osi-go/osi/session/spm"
	"github.com/osi-go/osi/transport"
)

// A Response is what the standards suggest to do about an invalid unit.
type Response struct {
	Reaction Reaction
	Answer   [][]byte // units of the carrier to send to the sender of the unit; nil: none
	Heard    bool     // of ClearCall and ResetCall: the other side knows of the call, and is to be sent Notice
	Notice   [][]byte // units of the carrier to send to the other side; nil: none
}

// React returns what to do about an invalid unit of d whose fault is f. f is [Unit.Fault] or, if
// the caller refuses a PDU, the event of that PDU with an Err of the caller's. Such an Err is of
// kind [osi.ErrUnsupported], and the Reason of its rule is the code that the refusal of a CR, CN,
// CP or AARQ gives; no such refusal says "try again". React leaves the connection as the Reaction
// says.
func (c *Conn) React(d osi.Direction, f *Event) Response {
	d &= 1
	if f == nil || f.Err == nil || !c.made() {
		return Response{Reaction: DisconnectTransport}
	}
	if c.link != nil {
		return c.link.react(d, f)
	}
	r := c.react(d, f)
	if r.Reaction == DropUnit && c.carrier != TSDUs && (c.Pending(d) > 0 || c.halves[d].parts) {
		return Response{Reaction: DisconnectTransport} // the unit stood within a TSDU
	}
	if r.Reaction == AbortSession && c.halves[d.Opposite()].flow.passes(ofTPDUs) {
		return Response{Reaction: DisconnectTransport} // an answer would stand within a TSDU
	}
	return r
}

func (a *association) react(d osi.Direction, f *Event) (r Response) {
	r.Reaction = DisconnectTransport
	id := f.nested
	if f.Layer == osi.Session && !id.Present && a.session.nests() { // it may not have been decoded
		id = identifierOf(f.Octets)
	}
	n := a
	if of := a.nested[id.Value]; id.Present && of != nil && (f.Layer != osi.Session || !of.over() || !isCN(f.Octets)) {
		n = of
	}
	switch f.Layer {
	case osi.Transport:
		return a.reactTransport(d, f)
	case osi.Session:
		r = a.reactSession(d, f, n, id.Present)
	case osi.Presentation:
		r = n.reactPresentation(d, f)
	case osi.ACSE:
		r = n.reactACSE(d, f)
	case osi.RTSE:
		r = n.reactRTSE(d, f)
	case osi.LAPB, osi.XOT, osi.X25, osi.TPKT, osi.BER: // the framing, and limits of the caller
	}
	if n.session.over(d) {
		r.Answer = nil
	}
	return r
}

// over reports whether d or its peer has ended the session connection: an answer to d has no place.
// A d that may send an AB has not ended it, but not yet taken the CN for certain.
func (s *sessionState) over(d osi.Direction) bool {
	m, peer := s.order.Machine(d), s.order.Machine(d.Opposite())
	own, other := m.State(), peer.State()
	return own == spm.STA01A || own == spm.STA16 || other == spm.STA01A || other == spm.STA16 ||
		own == spm.STA01C && other != spm.STA01C && s.order.May(d, &session.Abort{Disconnect: session.ReleaseTransport | session.UserAbort}) != nil
}

func (a *association) reactTransport(d osi.Direction, f *Event) Response {
	s := a.transport.Situation(d)
	action, p := transport.Answer(f.Err, f.Octets, s)
	r := Response{Reaction: DisconnectTransport}
	if action == osi.Discard || action == osi.Send && (s.Unassociated || a.transport.Lost() || ofNone(p)) {
		r.Reaction = DropUnit
	}
	if p != nil {
		r.Answer = a.frame(p)
	}
	return r
}

// ofNone reports whether p answers a TPDU of no connection, X.224 6.9.1.4.2. Any other answer that
// is sent before there is a CC ends the connection for its receiver, and leaves the other end
// waiting.
func ofNone(p transport.TPDU) bool {
	switch p := p.(type) {
	case *transport.DisconnectRequest:
		return p.SrcRef == 0
	case *transport.DisconnectConfirm:
		return true
	}
	return false
}

// frame returns a TPDU as a unit of the carrier, or nil if it cannot be encoded.
func (a *association) frame(p transport.TPDU) [][]byte {
	var b []byte
	var err error
	if a.carrier == TPKTs {
		b, err = transport.AppendTPKT(nil, p)
	} else {
		b, err = p.AppendBinary(nil)
	}
	if err != nil {
		return nil
	}
	return [][]byte{b}
}

func (a *association) reactPresentation(d osi.Direction, f *Event) Response {
	c := &a.presentation.contexts
	sit := presentation.Situation{
		Primitive: f.Primitive, SessionVersion1: a.session.agreed.Version() == session.Version1,
		ContextList: c.Proposes(), ContextManagement: c.Management(),
		NegativeRelease: a.refuses(d),
	}
	sit.Mode, _ = c.Mode()
	if _, ok := f.PDU.(*presentation.Connect); ok && errors.Is(f.Err, osi.ErrUnsupported) {
		sit.Reject = osi.Some(presentation.RejectReason(f.Err.Reason))
	}
	action, p := presentation.Answer(f.Err, f.Octets, sit)
	return a.sendPPDU(action, p)
}

// sendPPDU returns the Response that sends a PPDU: a CPR in an RF, any other in an AB.
func (a *association) sendPPDU(action osi.Action, p presentation.PPDU) Response {
	if action == osi.Discard { // the peer has ended the connection itself: it needs no answer but the end
		return Response{Reaction: AbortSession}
	}
	var data []byte
	if p != nil {
		var err error
		if data, err = p.AppendBinary(nil); err != nil {
			data = nil
		}
	}
	if a.carrier == SSDUs {
		r := Response{Reaction: AbortSession}
		if data != nil {
			r.Answer = [][]byte{data}
		}
		return r
	}
	common := session.Common{Nested: a.identifier, UserData: data}
	if _, ok := p.(*presentation.ConnectReject); ok {
		rf := session.Refuse{Common: common, Disconnect: osi.Some(a.release()), Reason: osi.Some(session.RefusedByUser)}
		if a.session.agreed.Overflow() { // X.225 8.3.5.8
			rf.Version = session.Version2
		}
		if err := a.session.agreed.Take(0, &rf); err != nil { // its user data are too many for version 1
			shortest := &presentation.ConnectReject{Reason: osi.Some(presentation.RejectLocalLimitExceeded)}
			if rf.UserData, err = shortest.AppendBinary(nil); err != nil {
				rf.UserData, rf.Reason = nil, osi.Some(session.RefusedBySPMRestrictions)
			}
		}
		return a.send(osi.SendAndDisconnect, &rf)
	}
	if a.session.agreed.Version() == session.Version1 && len(data) > maxAbortVersion1 {
		common.UserData = nil
	}
	return a.send(osi.SendAndDisconnect, &session.Abort{Common: common, Disconnect: a.release() | session.UserAbort})
}

// release returns the Transport Disconnect of an SPDU that ends a: the end of a nested connection
// keeps the transport connection, X.225 Amd.2 7.5.1, 7.9.1.1.
func (a *association) release() session.TransportDisconnect {
	if a.parent != nil {
		return 0
	}
	return session.ReleaseTransport
}

// maxAbortVersion1 is the largest number of octets of user data of an ABORT of protocol version 1,
// X.225 8.3.9.6.
const maxAbortVersion1 = 9

// releases reports whether the primitive of d that f is about has ended the presentation
// connection.
func (a *association) releases(d osi.Direction, f *Event) bool {
	p := f.Primitive
	return p == presentation.SConnectReject || p == presentation.SUserAbort || p == presentation.SReleaseConfirm && !a.refuses(d)
}

// refuses reports whether an S-RELEASE confirm of d is an NF: the state of d is then that of X.225
// Table A.15.
func (a *association) refuses(d osi.Direction) bool {
	m := a.session.order.Machine(d)
	return m.State() == spm.STA713
}

func (a *association) reactACSE(d osi.Direction, f *Event) Response {
	sit := acse.Situation{
		SessionVersion1: a.session.agreed.Version() == session.Version1,
		Connected:       f.Primitive != presentation.SConnect, Released: a.releases(d, f),
	}
	switch f.PDU.(type) {
	case *acse.AssociateRequest, *acse.AssociateResponse:
		if errors.Is(f.Err, osi.ErrUnsupported) {
			sit.Refuse = acse.Diagnostic{Source: acse.ServiceUser, Code: int64(f.Err.Reason)}
		}
	}
	action, p := acse.Answer(f.Err, f.Octets, sit)
	if aare, ok := p.(*acse.AssociateResponse); ok {
		return a.rejectAssociation(aare)
	}
	return a.abortAssociation(action, p)
}

// rejectAssociation returns the Response that sends an AARE in a CPR.
func (a *association) rejectAssociation(p *acse.AssociateResponse) Response {
	cpr := &presentation.ConnectReject{Results: a.presentation.readable(), UserData: a.presentation.userData(osi.ACSE, p)}
	return a.sendPPDU(osi.SendAndDisconnect, cpr)
}

// abortAssociation returns the Response that sends an ABRT in an ARU; without one if p is nil.
func (a *association) abortAssociation(action osi.Action, p acse.APDU) Response {
	if action == osi.Discard {
		return Response{Reaction: AbortSession}
	}
	s := &a.presentation
	aru := &presentation.AbnormalReleaseUser{}
	if abrt, ok := p.(*acse.Abort); ok {
		aru.UserData = s.userData(osi.ACSE, abrt)
		if c := s.of(osi.ACSE); c != nil && s.contexts.Lists() {
			aru.Contexts = []presentation.ContextName{nameOf(c)}
			for x := range abrt.UserInformation.All() { // whose values are of the user data, too, X.226 6.1
				if c := s.contexts.Lookup(x.IndirectReference.Value); c != nil {
					aru.Contexts = append(aru.Contexts, nameOf(c))
				}
			}
		}
	}
	if aru.UserData.IsZero() {
		return a.sendPPDU(osi.SendAndDisconnect, nil)
	}
	return a.sendPPDU(osi.SendAndDisconnect, aru)
}

func (a *association) reactRTSE(d osi.Direction, f *Event) Response {
	s := &a.presentation
	connects := f.Primitive == presentation.SConnect
	sit := rtse.Situation{Request: connects, Connected: !connects, Released: a.releases(d, f)}
	if s.x410() {
		sit.Mode = osi.X410Mode
	}
	action, p := rtse.Answer(f.Err, f.Octets, sit)
	if p == nil {
		return a.sendPPDU(action, nil)
	}
	b, err := rtse.Append(nil, p, sit.Mode)
	if err != nil {
		return a.sendPPDU(action, nil)
	}
	_, rejects := p.(*rtse.OpenReject)
	switch {
	case rejects && s.x410():
		return a.sendPPDU(action, &presentation.ConnectReject{Mode: osi.X410Mode, X410: b})
	case s.x410():
		return a.sendPPDU(action, &presentation.AbnormalReleaseUser{Mode: osi.X410Mode, X410: b})
	case rejects:
		return a.rejectAssociation(&acse.AssociateResponse{
			ApplicationContext: s.request.application, Result: acse.RejectedPermanent, UserInformation: s.external(osi.RTSE, b),
		})
	}
	return a.abortAssociation(action, &acse.Abort{Source: acse.ServiceUser, UserInformation: s.external(osi.RTSE, b)})
}
