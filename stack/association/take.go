package association

import (
	"bytes"

	"github.com/osi-go/osi/acse"
	"github.com/osi-go/osi/acse/acpm"
	"github.com/osi-go/osi/presentation"
	"github.com/osi-go/osi/presentation/ppm"
	"github.com/osi-go/osi/session"
	"github.com/osi-go/osi/session/spm"
	"github.com/osi-go/osi/stack"
	"github.com/osi-go/osi/transport"
	"github.com/osi-go/osi/transport/class0"
)

func (a *Association) takeTPDU(ev *stack.Event, p transport.TPDU) bool {
	opening := a.transport.State() == class0.WFCC
	o, err := a.transport.Receive(p)
	if err != nil {
		return a.fail(ev, err)
	}
	switch out := o.Outputs; {
	case out.Has(class0.TCONind):
		cr := p.(*transport.ConnectionRequest).Clone()
		a.cr, a.header = &cr, bytes.Clone(ev.Octets[:min(int(ev.Octets[0])+1, len(ev.Octets))])
		a.asks = &Connecting{CR: &cr}
		a.events = append(a.events, a.asks)
		a.stale = true
	case out.Has(class0.TCONconf):
		cc := p.(*transport.ConnectionConfirm).Clone()
		a.connected(&cc)
		a.stale = true
		a.events = append(a.events, &Connected{CC: &cc, MaxTPDU: a.transport.Size()})
		a.in.do = append(a.in.do, spm.EventSCONreq)
	case out.Has(class0.TDISind):
		a.disconnected(p, opening, o.Refused)
	case out.Has(class0.SendDR):
		dr := o.DR
		a.in.replies = append(a.in.replies, &dr)
		if a.transport.State() == class0.CLOSED {
			a.in.do = append(a.in.do, spm.EventTDISreq)
		}
	case out.Has(class0.NDISreq):
		a.in.do = append(a.in.do, spm.EventTDISreq)
	}
	return true
}

// disconnected takes a TPDU that ends the transport connection: a DR or ER, or a CC that is
// refused.
func (a *Association) disconnected(p transport.TPDU, opening bool, refused error) {
	var pdu stack.PDU
	switch p := p.(type) {
	case *transport.DisconnectRequest:
		c := p.Clone()
		pdu = &c
	case *transport.TPDUError:
		c := p.Clone()
		pdu = &c
	}
	layer, user, reason := explainRefusal(pdu)
	if refused != nil {
		reason = "the peer's answer is not acceptable: " + refused.Error()
	}
	if opening {
		a.events = append(a.events, &Refused{Layer: layer, User: user, PDU: pdu, Reason: reason})
	} else if !a.closing() {
		a.events = append(a.events, &Aborted{Layer: layer, User: user, PDU: pdu, Reason: reason})
	}
	a.in.do = append(a.in.do, spm.EventTDISreq)
}

// upTo takes the SPDUs of the TSDU, in processing order, up to the one that carries the PPDU of
// ev; all of them if ev is nil.
func (a *Association) upTo(ev *stack.Event) bool {
	in, n := &a.in, 0
	if in.taken == len(in.spdus) {
		return true
	}
	for _, p := range session.ProcessingOrder(in.spdus) {
		if n++; n <= in.taken {
			continue
		}
		if !a.finish() {
			return false
		}
		in.taken = n
		if !a.takeSPDU(p) {
			return false
		}
		if ev == nil || in.spdu == nil {
			continue
		}
		if primitive, ok := stack.PrimitiveOf(in.spdu); ev.PDU == nil || ok && primitive == ev.Primitive {
			return true
		}
	}
	return true
}

// takeSPDU takes an SPDU; of a segmented SSDU, the last one.
func (a *Association) takeSPDU(p session.SPDU) bool {
	in := &a.in
	c := session.CommonOf(p)
	if c.Nested.Present {
		return a.fail(&in.at, refuse(ruleNested, p))
	}
	as := p
	if t := p.Type(); t == session.TypeCDO {
		if as = session.SPDU(a.cn); !c.Enclosure.Ends() {
			as = nil
		}
	} else {
		switch part := c.Enclosure; {
		case part.Begins() && !part.Ends():
			in.first = withoutUserData(p)
			return true
		case !part.Ends():
			return true
		case !part.Begins() && in.first != nil:
			p, as, in.first = in.first, in.first, nil
		}
	}
	if p.Type() == session.TypeCN && a.cn != nil && a.session.State() == spm.STA01C { // another association
		if !a.Kept() {
			in.do = append(in.do, spm.EventTDISreq)
			return true
		}
		a.anew()
	}
	o, err := a.session.Receive(p)
	if err != nil {
		return a.fail(&in.at, err)
	}
	in.spdu, in.ppdu, in.apdu, in.queued, in.deliver = as, nil, nil, o.Queued(), o.Queued()
	in.aea = o.Has(spm.EventSACTEcnf)
	for e := range o.Events() {
		switch {
		case e == spm.EventOA || e == spm.EventCDO || e == spm.EventAA || e == spm.EventGTA || e == spm.EventTDISreq:
			in.do = append(in.do, e)
		case e >= spm.EventSACTDind && e <= spm.EventSUERind:
			in.deliver = true
		}
	}
	if cn, ok := p.(*session.Connect); ok && a.cn == nil {
		c, _ := withoutUserData(cn).(*session.Connect)
		a.cn = c
	}
	if oa, ok := p.(*session.OverflowAccept); ok {
		c := oa.Clone()
		a.oa = &c
	}
	in.recalls = o.Recalled()
	return true
}

// recall takes the oldest event that has waited.
func (a *Association) recall() {
	in := &a.in
	if len(in.waiting) == 0 {
		return
	}
	if ev := in.waiting[0]; ev != nil {
		a.events = append(a.events, ev)
	}
	in.waiting = in.waiting[1:]
}

func (a *Association) takePPDU(ev *stack.Event, p presentation.PPDU) bool {
	in := &a.in
	in.ppdu, in.pdu = p, *ev
	if !in.deliver {
		return true
	}
	if cp, ok := p.(*presentation.Connect); ok {
		a.cp, _ = ownPPDU(cp).(*presentation.Connect)
	}
	params := ppm.Parameters{}
	if in.spdu != nil {
		params = a.parameters(in.spdu)
	}
	switch v := p.(type) {
	case *presentation.AbnormalReleaseUser:
		p = a.named(v)
	case *presentation.Data:
		if in.aea {
			aea := *v
			aea.Primitive = presentation.SActivityEndConfirm
			p = &aea
		}
	}
	if _, err := a.presentation.Receive(p, params); err != nil {
		return a.fail(ev, err)
	}
	return true
}

// named returns p with its contexts listed. Many peers leave the list out; the conn has judged
// that, see [osi.AbortWithoutContexts].
func (a *Association) named(p *presentation.AbnormalReleaseUser) presentation.PPDU {
	if p.Contexts != nil || len(p.UserData.PDVs) == 0 {
		return p
	}
	aru, set := *p, a.presentation.Contexts()
	for _, v := range p.UserData.PDVs {
		if c, ok := set.Lookup(v.Context); ok {
			aru.Contexts = append(aru.Contexts, presentation.ContextName{ID: c.ID, TransferSyntax: c.TransferSyntax})
		}
	}
	return &aru
}

func (a *Association) takeAPDU(ev *stack.Event, p acse.APDU) bool {
	in := &a.in
	in.apdu, in.unit = p, *ev
	if !in.deliver {
		return true
	}
	params := acpm.Parameters{SessionVersion1: a.version1()}
	if in.spdu != nil {
		params.Negative = in.spdu.Type() == session.TypeNF
	}
	if q, ok := p.(*acse.AssociateRequest); ok {
		c := q.Clone()
		a.aarq = &c
		params.Unsupported = q.Supported() != nil
	}
	o, err := a.acse.Receive(p, params)
	if err != nil {
		return a.fail(ev, err)
	}
	if aare, ok := o.Reply.(*acse.AssociateResponse); ok { // no common version
		in.deliver = false
		in.replies = append(in.replies, aare)
	}
	return true
}
