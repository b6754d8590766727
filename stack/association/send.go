package association

import (
	"slices"

	"github.com/osi-go/osi/acse"
	"github.com/osi-go/osi/acse/acpm"
	"github.com/osi-go/osi/presentation"
	"github.com/osi-go/osi/presentation/ppm"
	"github.com/osi-go/osi/rtse"
	"github.com/osi-go/osi/session"
	"github.com/osi-go/osi/session/spm"
	"github.com/osi-go/osi/stack"
	"github.com/osi-go/osi/transport"
	"github.com/osi-go/osi/transport/class0"
)

// layered are the PDUs of a request, by layer.
type layered struct {
	transport    transport.TPDU
	session      []session.SPDU
	presentation presentation.PPDU
	acse         acse.APDU
	values       []stack.PDU // *stack.Value or rtse.APDU
	pdus         []stack.PDU // see list
	abort        int         // octets of user data of an AB
}

// sort sorts the PDUs of a request by layer. The encoder checks their order.
func (l *layered) sort(pdus []stack.PDU) error {
	*l = layered{session: l.session[:0], values: l.values[:0], pdus: l.pdus[:0]}
	if err := l.add(pdus); err != nil {
		return err
	}
	switch n := len(l.session); {
	case l.transport != nil && len(pdus) == 1:
		return nil
	case l.transport != nil || n == 0:
		return refuse(ruleRequest, nil)
	}
	return nil
}

// add adds PDUs by layer. There is one TPDU, PPDU or APDU of ACSE at most.
func (l *layered) add(pdus []stack.PDU) error {
	for _, p := range pdus {
		again := false
		switch p := p.(type) {
		case transport.TPDU:
			l.transport, again = p, l.transport != nil
		case session.SPDU:
			l.session = append(l.session, p)
		case presentation.PPDU:
			l.presentation, again = p, l.presentation != nil
		case acse.APDU:
			l.acse, again = p, l.acse != nil
		case *stack.Value, rtse.APDU:
			l.values = append(l.values, p)
		default:
			return refuse(ruleRequest, nil)
		}
		if again {
			return refuse(ruleRequest, p)
		}
	}
	return nil
}

// list returns the PDUs in order, the lowest layer's first. They are lent until the next call.
func (l *layered) list() []stack.PDU {
	pdus := l.pdus[:0]
	if l.transport != nil {
		pdus = append(pdus, l.transport)
	}
	for _, p := range l.session {
		pdus = append(pdus, p)
	}
	if l.presentation != nil {
		pdus = append(pdus, l.presentation)
	}
	if l.acse != nil {
		pdus = append(pdus, l.acse)
	}
	l.pdus = append(pdus, l.values...)
	return l.pdus
}

// forget drops the PDUs of the user.
func (l *layered) forget() {
	clear(l.session)
	clear(l.values)
	clear(l.pdus)
	*l = layered{session: l.session[:0], values: l.values[:0], pdus: l.pdus[:0]}
}

// last returns the last SPDU, which has the SSDU.
func (l *layered) last() session.SPDU { return l.session[len(l.session)-1] }

// Send sends a request or response, given as the PDUs that it becomes, the lowest layer's first:
//
//	a.Send(&session.DataTransfer{}, &stack.Value{AbstractSyntax: mms, Octets: pdu})
//	a.Send(&session.GiveTokens{Tokens: osi.Some(session.DataToken)})
//	a.Send(&session.ActivityStart{Activity: id})
//	a.Send(&session.MinorSyncPoint{})
//	aare := &acse.AssociateResponse{Result: acse.RejectedPermanent}
//	a.Send(&session.Refuse{}, &presentation.ConnectReject{}, aare)
//	a.Send(&transport.DisconnectRequest{Reason: transport.ReasonAddressUnknown})
//	a.Send(&transport.TPDUError{Cause: transport.CauseParameterValue})
//
// What follows from the state may be left out:
//
//   - the references of a DR, ER or CC; the header that an ER rejects, which is that of the CR
//   - the serial number of a MIP, MAP, AE, MAA, RS (abandon) or RA, and the tokens of an RA
//   - the reason of an RF and the Transport Disconnect of an AB
//   - a PPDU that has only user data, and the contexts of an RS, RSA or ARU
//   - the application context of an AARE
//
// If the peer has announced a resynchronization or abort (PR), the request is discarded, as the
// session service has it: nothing is sent, and there is no error.
//
// An error says that the request may not be made now, of kind ErrState, or cannot be encoded.
// Nothing has changed then. The PDUs are not kept, except those of [Association.Open].
func (a *Association) Send(pdus ...stack.PDU) error {
	l := &a.request
	defer l.forget()
	switch err := l.sort(pdus); {
	case err != nil:
		return err
	case a.over:
		return refuse(ruleOver, pdus[0])
	case l.transport != nil:
		return a.sendTPDU(l.transport)
	}
	if a.broken != nil && l.last().Type() != session.TypeAB {
		return a.broken
	}
	if a.transport.State() != class0.OPEN && a.config.Carrier != stack.TSDUs {
		return a.transport.Send(&transport.Data{EOT: true}) // which is the error
	}
	return a.ask(l)
}

// sendTPDU sends a CR, or the CC, DR or ER that answers one.
func (a *Association) sendTPDU(p transport.TPDU) error {
	before, ends := a.transport, false
	switch t := p.(type) {
	case *transport.ConnectionConfirm:
		cc := *t
		a.fillCC(&cc)
		p = &cc
	case *transport.DisconnectRequest:
		dr := *t
		a.fillDR(&dr)
		p, ends = &dr, true
	case *transport.TPDUError:
		if a.transport.State() != class0.WFTRESP { // for what else one is sent is not the user's to decide
			return refuse(ruleAnswer, p)
		}
		er := *t
		a.fillER(&er)
		p, ends = &er, true
	case *transport.ConnectionRequest:
		cr := *t
		a.fillCR(&cr)
		p, a.cr = &cr, &cr
	default:
		return refuse(ruleRequest, p)
	}
	err := a.transport.Send(p)
	if err == nil {
		err = a.transmit(p)
	}
	if err != nil {
		a.transport = before
		return err
	}
	a.asks = nil
	switch {
	case ends:
		a.end()
	case a.transport.State() == class0.OPEN:
		a.connected(p.(*transport.ConnectionConfirm))
	}
	return nil
}

// connected begins the session layer.
func (a *Association) connected(cc *transport.ConnectionConfirm) {
	options := cc.Format().Options.Or(0)
	a.session = spm.Connected(a.own, a.config.Carrier == stack.TPKTs && options&transport.OptionExpedited != 0)
	a.session.Local.Reuse = a.config.Reuse
}

// ask sends the PDUs above transport, if the machines allow it.
func (a *Association) ask(l *layered) error {
	if t := l.last().Type(); (t == session.TypeCN || t == session.TypeAC) && l.presentation == nil {
		return refuse(ruleRequest, l.last())
	}
	a.renew(l)
	a.complete(l)
	if err := a.check(l); err != nil {
		return err
	}
	if err := a.measure(l); err != nil {
		return err
	}
	if l.last().Type() == session.TypeDN && a.collided() {
		a.answer = slices.Clone(l.list())
		return nil
	}
	before := a.machines()
	o, sends, err := a.may(l)
	if err == nil && !sends { // the session service discards it: the layers above have said nothing
		a.presentation, a.acse = before.presentation, before.acse
		return nil
	}
	var units [][]byte
	if err == nil {
		if a.session.Expedited && l.expedited() {
			l.transport = &transport.ExpeditedData{Format: transport.Format{OverTCP: true}}
		}
		units, err = a.encode(l.list()...)
	}
	if err == nil && len(l.session) > 1 {
		err = a.concatenated(l)
	}
	if err == nil && l.last().Type() == session.TypeCN {
		units, err = a.cut(l, &before, units)
	}
	if err != nil {
		a.restore(&before)
		return err
	}
	if err := a.prepare(l.last(), &o); err != nil {
		a.restore(&before)
		return err
	}
	if err := a.put(units); err != nil {
		a.restore(&before)
		return err
	}
	a.sent(l)
	return nil
}

// expedited reports whether a request is sent on the transport expedited flow, X.225 6.3.
func (l *layered) expedited() bool {
	t := l.last().Type()
	return t == session.TypeEX || t == session.TypeAB && l.abort <= session.MaxExpeditedAbort
}

// sent changes the state after a request was sent.
func (a *Association) sent(l *layered) {
	switch p := l.last().(type) {
	case *session.DataTransfer, *session.MinorSyncPoint, *session.GiveTokens:
	case *session.TypedData:
		a.stale = l.presentation != nil
	case *session.Connect:
		cn := p.Clone()
		cn.Overflow = cn.Overflow || len(a.overflow) > 0
		cn.UserData = nil
		a.cn, a.stale = &cn, true
		a.cp, _ = ownPPDU(l.presentation).(*presentation.Connect)
	case *session.Accept:
		a.agreed, _ = session.Negotiate(a.cn, a.oa, p)
		a.asks, a.stale = nil, true
	case *session.Refuse:
		a.asks, a.stale = nil, true
		a.keeps = p.Disconnect.Value&session.ReleaseTransport == 0
	case *session.Finish:
		a.finishing = true
		a.keeps = p.Disconnect.Or(session.ReleaseTransport)&session.ReleaseTransport == 0
	case *session.Abort:
		a.asks, a.stale = nil, true
		a.keeps = p.Disconnect&session.ReleaseTransport == 0
	default:
		a.stale = true
	}
	a.settled()
}

// settled forgets a release that is no longer in progress, and the layers above a session
// connection that is over. If an RS or ED has ended a release, Table A.22 of X.226 takes the next
// one for a collision, and its machine stays connected.
func (a *Association) settled() {
	s := a.session.State()
	if s == spm.STA03 || s == spm.STA09 {
		return
	}
	if over := s == spm.STA01 || s == spm.STA01A || s == spm.STA01C || s == spm.STA16; over && a.cn != nil {
		a.presentation, a.acse = ppm.Machine{}, acpm.Machine{}
	}
	a.finishing, a.answer = false, nil
}
