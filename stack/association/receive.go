package association

import (
	"bytes"
	"iter"

	"github.com/osi-go/osi"
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

// arrival is what is known of the unit at hand.
type arrival struct {
	last  stack.Event // told and not taken yet: what comes next may be its fault
	told  bool        // last is there
	fault *stack.Event

	spdus []session.SPDU // of the TSDU at hand
	at    stack.Event    // of the last of them
	taken int            // of them, in processing order
	first session.SPDU   // of a segmented SSDU

	spdu    session.SPDU // that is being taken; nil: none
	deliver bool         // its user is told of it
	queued  bool         // but later
	ppdu    presentation.PPDU
	pdu     stack.Event // that of ppdu
	apdu    acse.APDU
	unit    stack.Event   // that of apdu
	values  []stack.Value // of the unit
	from    int           // where those of spdu begin

	data Data // the first event of the unit

	waiting []Event // EX, or nil for a PR, that wait for an SPDU of the normal flow
	do      []spm.Event
	replies []stack.PDU
}

// Receive takes what the network connection has delivered, in any chunking for [stack.TPKTs], else
// one unit, and yields the events that it leads to. The user may send at each of them. What follows
// an event is taken when the iteration goes on; when it is stopped early, by the next call.
func (a *Association) Receive(b []byte) iter.Seq[Event] {
	return func(yield func(Event) bool) {
		if len(a.rest) > 0 {
			b = append(a.rest, b...)
			a.rest = nil
		}
		for {
			for a.heard < len(a.events) {
				ev := a.events[a.heard]
				if a.heard++; !yield(ev) {
					a.rest = bytes.Clone(b)
					return
				}
			}
			if len(b) == 0 || a.over {
				return
			}
			a.events, a.heard = a.events[:0], 0
			b = a.unitOf(b)
		}
	}
}

// unitOf takes the first unit of b and returns what is behind it.
func (a *Association) unitOf(b []byte) []byte {
	in := &a.in
	in.told, in.fault, in.spdus, in.taken, in.values, in.from = false, nil, in.spdus[:0], 0, in.values[:0], 0
	a.conn.SkipData(false)
	u, rest := a.conn.Next(a.own.Opposite(), b, a.see)
	if u.State != stack.Invalid && !a.take() {
		u.State = stack.Invalid
	}
	if u.State != stack.Invalid && (!a.upTo(nil) || !a.finish()) {
		u.State = stack.Invalid
	}
	if u.State == stack.Invalid {
		f := in.fault
		if f == nil {
			f = u.Fault
		}
		in.spdu, in.do, in.replies = nil, in.do[:0], nil
		a.faulty(f)
	}
	in.forget()
	a.perform()
	return rest
}

// forget drops what is lent, and so the decoders of an idle association.
func (in *arrival) forget() {
	clear(in.spdus)
	in.spdus = in.spdus[:0]
	in.taken, in.ppdu, in.apdu = 0, nil, nil
	in.last, in.at, in.pdu, in.unit = stack.Event{}, stack.Event{}, stack.Event{}, stack.Event{}
}

// told is told of each PDU of the unit at hand. A PDU is taken when the next one comes or the unit
// ends: until then it may be the one at fault.
func (a *Association) told(ev *stack.Event) bool {
	if ev.Err != nil {
		a.in.told = false
		return true
	}
	if !a.take() {
		return false
	}
	a.in.last, a.in.told = *ev, true
	return true
}

// fail says that a machine refuses the PDU of ev.
func (a *Association) fail(ev *stack.Event, err error) bool {
	f := *ev
	f.Err, f.Cause = osi.AsError(err), err
	a.in.fault = &f
	return false
}

// take takes the PDU told last, and reports whether to go on.
func (a *Association) take() bool {
	in := &a.in
	if !in.told {
		return true
	}
	in.told = false
	ev := &in.last
	switch p := ev.PDU.(type) {
	case transport.TPDU:
		return a.takeTPDU(ev, p)
	case session.SPDU:
		in.spdus, in.at = append(in.spdus, p), *ev
		return true
	case presentation.PPDU:
		return a.upTo(ev) && a.takePPDU(ev, p)
	case acse.APDU:
		return a.takeAPDU(ev, p)
	}
	if in.ppdu == nil && !a.upTo(ev) {
		return false
	}
	a.takeValue(ev)
	return true
}

func (a *Association) takeTPDU(ev *stack.Event, p transport.TPDU) bool {
	opening := a.transport.State() == class0.WFCC
	o, err := a.transport.Receive(p)
	if err != nil {
		return a.fail(ev, err)
	}
	switch out := o.Outputs; {
	case out.Has(class0.TCONind):
		cr := p.(*transport.ConnectionRequest).Clone()
		a.cr = &cr
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

// disconnected takes what ends the transport connection: a DR or ER, or a CC that is refused.
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
	layer, user, reason := explain(pdu)
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

// upTo takes the SPDUs of the TSDU, in processing order, up to the one that carries the PPDU told
// by ev; all without ev.
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

// takeSPDU takes an SPDU, of a segmented SSDU the last.
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
			in.first = own(p)
			return true
		case !part.Ends():
			return true
		case !part.Begins() && in.first != nil:
			p, as, in.first = in.first, in.first, nil
		}
	}
	if p.Type() == session.TypeCN && a.cn != nil && a.session.State() == spm.STA01C { // a second association
		in.do = append(in.do, spm.EventTDISreq)
		return true
	}
	o, err := a.session.Receive(p)
	if err != nil {
		return a.fail(&in.at, err)
	}
	in.spdu, in.ppdu, in.apdu, in.queued, in.deliver = as, nil, nil, o.Queued(), o.Queued()
	for e := range o.Events() {
		switch {
		case e == spm.EventOA || e == spm.EventCDO || e == spm.EventAA || e == spm.EventGTA || e == spm.EventTDISreq:
			in.do = append(in.do, e)
		case e >= spm.EventSACTDind && e <= spm.EventSUERind:
			in.deliver = true
		}
	}
	if cn, ok := p.(*session.Connect); ok && a.cn == nil {
		c, _ := own(cn).(*session.Connect)
		a.cn = c
	}
	if oa, ok := p.(*session.OverflowAccept); ok {
		c := oa.Clone()
		a.oa = &c
	}
	for range o.Recalled() {
		a.recall()
	}
	return true
}

// recall tells of the oldest event that has waited.
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
	if aru, ok := p.(*presentation.AbnormalReleaseUser); ok {
		p = a.named(aru)
	}
	if _, err := a.presentation.Receive(p, params); err != nil {
		return a.fail(ev, err)
	}
	return true
}

// named returns an ARU that lists its contexts: many peers leave them out, which the conn has
// judged, see [osi.AbortWithoutContexts].
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

// takeValue takes a value of the application or of RTSE.
func (a *Association) takeValue(ev *stack.Event) {
	in := &a.in
	if !in.deliver {
		return
	}
	if n := len(in.values); n > in.from && within(in.values[n-1].Octets, ev.Octets) { // in an APDU of RTSE
		return
	}
	v := stack.Value{Octets: ev.Octets}
	set := a.presentation.Contexts()
	switch {
	case in.apdu != nil:
		v.Context = externalAt(in.apdu, int(ev.Offset-in.unit.Offset))
	case in.ppdu != nil:
		if u, _ := dataOf(in.ppdu); u != nil {
			v.Context = contextAt(u, int(ev.Offset-in.pdu.Offset))
			if u.Simple != nil && set.Simple() && ev.Primitive != presentation.SExpeditedData { // which is of the default context
				for c := range set.All() {
					v.Context = c.ID
				}
			}
		}
	}
	if c, ok := set.Lookup(v.Context); ok {
		v.AbstractSyntax = c.AbstractSyntax
	} else if a.cp != nil {
		if c, ok := a.cp.Lookup(v.Context); ok {
			v.AbstractSyntax = c.AbstractSyntax
		}
	}
	in.values = append(in.values, v)
}

// within reports whether part aliases b.
func within(b, part []byte) bool {
	if len(part) == 0 || len(part) > len(b) {
		return false
	}
	for i := 0; i <= len(b)-len(part); i++ {
		if &b[i] == &part[0] {
			return true
		}
	}
	return false
}

// contextAt returns the context of the value at an offset in its PPDU.
func contextAt(u *presentation.UserData, offset int) (id int64) {
	for i := range u.PDVs {
		if i > 0 && u.PDVs[i].Offset > offset {
			break
		}
		id = u.PDVs[i].Context
	}
	return id
}

// externalAt returns the context of the EXTERNAL at an offset in its APDU.
func externalAt(p acse.APDU, offset int) (id int64) {
	list, start := acse.InformationOf(p)
	for x := range list.All() {
		if start+x.Offset > offset {
			break
		}
		id = x.IndirectReference.Value
	}
	return id
}

// finish ends the SPDU that is being taken: the layers above are told of a primitive without user
// data, and the user of all.
func (a *Association) finish() bool {
	in := &a.in
	p := in.spdu
	if in.spdu = nil; p == nil || !in.deliver {
		in.values = in.values[:in.from]
		return true
	}
	if in.ppdu == nil && !a.silent(p) {
		return false
	}
	if in.apdu == nil {
		a.withoutAPDU(p)
	}
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

// silent tells the presentation protocol machine of a session service primitive without user data.
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
		_, err = a.presentation.Receive(&presentation.Data{Primitive: primitive}, a.parameters(p))
	}
	if err != nil {
		ev := a.in.at
		ev.Layer, ev.Primitive = osi.Presentation, primitive
		return a.fail(&ev, err)
	}
	return true
}

// withoutAPDU tells the association control protocol machine of a primitive without an APDU. What
// it refuses is of an application without ACSE, or ends the association in any case.
func (a *Association) withoutAPDU(p session.SPDU) {
	if a.acse.State() == acpm.STA0 {
		return
	}
	switch p.Type() {
	case session.TypeRF:
		_, _ = a.acse.ProviderReject()
	case session.TypeAB:
		if _, ok := a.in.ppdu.(*presentation.AbnormalReleaseUser); ok || a.version1() {
			_, _ = a.acse.UserAbort()
		} else {
			_, _ = a.acse.ProviderAbort()
		}
	case session.TypeRS, session.TypeED:
		_, _ = a.acse.Disrupted()
	case session.TypeER:
		_, _ = a.acse.ProviderException()
	}
}

// eventOf makes the event of an SPDU and what it carries; nil when the user is told of nothing.
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
			return &Indication{SPDU: own(p), PPDU: ownPPDU(q), Values: values}
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
		a.in.do = append(a.in.do, spm.EventTDISreq)
		pdu := a.highest(p)
		layer, user, reason := explain(pdu)
		return &Refused{Layer: layer, User: user, PDU: pdu, Reason: reason, Values: values}
	case *session.Abort:
		pdu := a.highest(p)
		layer, user, reason := explain(pdu)
		return &Aborted{Layer: layer, User: user, PDU: pdu, Reason: reason, Values: values}
	case *session.Finish:
		q, _ := ownAPDU(in.apdu).(*acse.ReleaseRequest)
		return &Finishing{RLRQ: q, Collision: a.finishing, Values: values}
	case *session.Disconnect:
		return a.released(values)
	case *session.NotFinished:
		q, _ := ownAPDU(in.apdu).(*acse.ReleaseResponse)
		return &NotReleased{RLRE: q, Values: values}
	case *session.Resynchronize:
		a.rs, _ = own(p).(*session.Resynchronize)
	case *session.OverflowAccept, *session.AbortAccept, *session.GiveTokensAck, *session.Prepare:
		return nil
	}
	a.stale = true
	return &Indication{SPDU: own(p), PPDU: ownPPDU(in.ppdu), Values: values}
}

func (a *Association) opened(p *session.Accept, values []stack.Value) Event {
	a.stale = true
	ac, _ := own(p).(*session.Accept)
	a.agreed, _ = session.Negotiate(a.cn, a.oa, ac)
	cpa, _ := ownPPDU(a.in.ppdu).(*presentation.ConnectAccept)
	aare, _ := ownAPDU(a.in.apdu).(*acse.AssociateResponse)
	return &Opened{AC: ac, CPA: cpa, AARE: aare, Session: a.agreed, Values: values}
}

// released takes a DN. Where releases have collided the responder answers that of the peer now.
func (a *Association) released(values []stack.Value) Event {
	q, _ := ownAPDU(a.in.apdu).(*acse.ReleaseResponse)
	ev := &Released{RLRE: q, Values: values}
	if a.session.State() == spm.STA01C { // the FN has kept the transport connection, which nobody uses
		a.in.do = append(a.in.do, spm.EventTDISreq)
	}
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
		return ownAPDU(in.apdu)
	case in.ppdu != nil:
		if d, ok := in.ppdu.(*presentation.Data); !ok || !d.UserData.IsZero() {
			return ownPPDU(in.ppdu)
		}
	}
	return own(p)
}

// perform does, behind a unit, what the machines do by themselves.
func (a *Association) perform() {
	in := &a.in
	if len(in.do) == 0 && len(in.replies) == 0 {
		return
	}
	replies := in.replies
	in.replies = nil
	if len(replies) > 0 {
		a.reply(replies)
	}
	for _, e := range in.do {
		var err error
		switch {
		case a.over:
		case e == spm.EventSCONreq:
			err = a.begin()
		case e == spm.EventOA:
			a.oa = &session.OverflowAccept{TSDUSize: a.cn.TSDUSize, Version: session.Version2}
			err = a.transmit(a.oa)
		case e == spm.EventCDO:
			err = a.sendOverflow()
		case e == spm.EventAA:
			err = a.transmit(&session.AbortAccept{})
		case e == spm.EventGTA:
			err = a.transmit(&session.GiveTokensAck{})
		case e == spm.EventTDISreq:
			a.end()
		}
		if err != nil {
			a.events = append(a.events, &Aborted{Layer: osi.Session, Err: err, Reason: err.Error()})
			a.end()
		}
	}
	in.do = in.do[:0]
}

// reply sends a DR or AARE of the machines, or the answer to a release that has collided.
func (a *Association) reply(pdus []stack.PDU) {
	switch p := pdus[0].(type) {
	case *transport.DisconnectRequest:
		_ = a.transmit(p)
	case *acse.AssociateResponse:
		_ = a.Send(&session.Refuse{}, &presentation.ConnectReject{}, p)
	default:
		_ = a.Send(pdus...)
	}
}

// begin sends the CN and what is above it, on the transport connection that is open now.
func (a *Association) begin() error {
	pdus := a.opening
	a.opening = nil
	if pdus == nil { // the user opens later
		return nil
	}
	return a.Send(pdus...)
}
