package association

import (
	"github.com/osi-go/osi"
	"github.com/osi-go/osi/acse"
	"github.com/osi-go/osi/acse/acpm"
	"github.com/osi-go/osi/presentation"
	"github.com/osi-go/osi/presentation/ppm"
	"github.com/osi-go/osi/session"
	"github.com/osi-go/osi/session/spm"
	"github.com/osi-go/osi/stack"
)

// finish ends the SPDU that is being taken. The machines above take a primitive without user
// data, and the event is made.
func (a *Association) finish() bool {
	if !a.finishSPDU() {
		return false
	}
	for ; a.in.recalls > 0; a.in.recalls-- {
		a.recall()
	}
	return true
}

func (a *Association) finishSPDU() bool {
	in := &a.in
	p := in.spdu
	if in.spdu = nil; p == nil || !in.deliver {
		in.values = in.values[:in.from]
		return true
	}
	if in.ppdu == nil && !a.silent(p) {
		return false
	}
	a.withoutAPDU(p)
	a.settled()
	ev := a.eventOf(p)
	if in.from = len(in.values); in.queued {
		in.waiting = append(in.waiting, ev)
		return true
	}
	if ev != nil {
		a.events = append(a.events, ev)
	}
	return true
}

// silent has the presentation protocol machine take a session service primitive without user data.
func (a *Association) silent(p session.SPDU) bool {
	primitive, ok := stack.PrimitiveOf(p)
	var err error
	switch t := p.Type(); {
	case t == session.TypeAB && p.(*session.Abort).Disconnect&session.UserAbort == 0:
		_, err = a.presentation.SessionAbort()
	case t == session.TypeER:
		_, err = a.presentation.SessionException()
	case t == session.TypeRF:
		_, err = a.presentation.Receive(&presentation.Data{Primitive: presentation.SConnectReject}, ppm.Parameters{})
	case ok && !headerOnly(p):
		if a.in.aea {
			primitive = presentation.SActivityEndConfirm
		}
		_, err = a.presentation.Receive(&presentation.Data{Primitive: primitive}, a.parameters(p))
	}
	if err != nil {
		ev := a.in.at
		ev.Layer, ev.Primitive = osi.Presentation, primitive
		return a.fail(&ev, err)
	}
	return true
}

// withoutAPDU has the association control protocol machine take a primitive without an APDU. What
// it refuses comes from an application without ACSE, or ends the association in any case. Behind an
// APDU that ends the association the machine is idle, and there is no APDU in any other of these.
func (a *Association) withoutAPDU(p session.SPDU) {
	if a.acse.State() == acpm.STA0 {
		return
	}
	switch t := p.Type(); {
	case t == session.TypeRF:
		_, _ = a.acse.ProviderReject()
	case t == session.TypeAB:
		if _, ok := a.in.ppdu.(*presentation.AbnormalReleaseUser); ok || a.version1() {
			_, _ = a.acse.UserAbort()
		} else {
			_, _ = a.acse.ProviderAbort()
		}
	case t == session.TypeRS || t == session.TypeED:
		_, _ = a.acse.Disrupted()
	case t == session.TypeER:
		_, _ = a.acse.ProviderException()
	}
}

// eventOf returns the event of an SPDU and what it carries, or nil if there is none.
func (a *Association) eventOf(p session.SPDU) Event {
	in := &a.in
	values := in.values[in.from:len(in.values):len(in.values)]
	if in.queued {
		values = cloneValues(values)
	}
	switch p := p.(type) {
	case *session.DataTransfer, *session.TypedData, *session.ExpeditedData, *session.CapabilityData, *session.CapabilityDataAck:
		switch q := in.ppdu.(type) {
		case *presentation.AlterContext, *presentation.AlterContextAcknowledge:
			a.stale = true
			return &Indication{SPDU: withoutUserData(p), PPDU: ownPPDU(q), Values: values}
		}
		primitive, _ := stack.PrimitiveOf(p)
		if len(a.events) > a.heard || in.queued {
			return &Data{Primitive: primitive, Values: values}
		}
		in.data = Data{Primitive: primitive, Values: values}
		return &in.data
	case *session.Connect:
		a.stale = true
		ev := &Requested{CN: a.cn, CP: a.cp, AARQ: a.aarq, Values: values}
		a.asks = ev
		return ev
	case *session.Accept:
		return a.opened(p, values)
	case *session.Refuse:
		pdu := a.highest(p)
		layer, user, reason := explainRefusal(pdu)
		return &Refused{Layer: layer, User: user, PDU: pdu, Reason: reason, Values: values}
	case *session.Abort:
		pdu := a.highest(p)
		layer, user, reason := explainRefusal(pdu)
		return &Aborted{Layer: layer, User: user, PDU: pdu, Reason: reason, Values: values}
	case *session.Finish:
		q, _ := acse.Clone(in.apdu).(*acse.ReleaseRequest)
		return &Finishing{RLRQ: q, Collision: a.finishing, Values: values}
	case *session.Disconnect:
		return a.released(values)
	case *session.NotFinished:
		q, _ := acse.Clone(in.apdu).(*acse.ReleaseResponse)
		return &NotReleased{RLRE: q, Values: values}
	case *session.Resynchronize:
		a.rs, _ = withoutUserData(p).(*session.Resynchronize)
	case *session.OverflowAccept, *session.AbortAccept, *session.GiveTokensAck, *session.Prepare:
		return nil
	}
	a.stale = true
	return &Indication{SPDU: withoutUserData(p), PPDU: ownPPDU(in.ppdu), Values: values}
}

func (a *Association) opened(p *session.Accept, values []stack.Value) Event {
	a.stale = true
	ac, _ := withoutUserData(p).(*session.Accept)
	a.agreed, _ = session.Negotiate(a.cn, a.oa, ac)
	cpa, _ := ownPPDU(a.in.ppdu).(*presentation.ConnectAccept)
	aare, _ := acse.Clone(a.in.apdu).(*acse.AssociateResponse)
	return &Opened{AC: ac, CPA: cpa, AARE: aare, Session: a.agreed, Values: values}
}

// released takes a DN. After a collision of releases the responder now answers that of the peer.
func (a *Association) released(values []stack.Value) Event {
	q, _ := acse.Clone(a.in.apdu).(*acse.ReleaseResponse)
	ev := &Released{RLRE: q, Values: values}
	if a.session.State() == spm.STA09 {
		a.finishing = false
		if a.in.replies = a.answer; a.answer == nil {
			return nil
		}
		a.answer = nil
	}
	return ev
}

// highest returns a copy of the PDU of the highest layer that p carries.
func (a *Association) highest(p session.SPDU) stack.PDU {
	switch in := &a.in; {
	case in.apdu != nil:
		return acse.Clone(in.apdu)
	case in.ppdu != nil:
		if d, ok := in.ppdu.(*presentation.Data); !ok || !d.UserData.IsZero() {
			return ownPPDU(in.ppdu)
		}
	}
	return withoutUserData(p)
}
