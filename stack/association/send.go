package association

import (
	"slices"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/acse"
	"github.com/osi-go/osi/acse/acpm"
	"github.com/osi-go/osi/internal/ber"
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

// sort takes the PDUs apart. The encoder checks their order.
func (l *layered) sort(pdus []stack.PDU) error {
	*l = layered{session: l.session[:0], values: l.values[:0], pdus: l.pdus[:0]}
	for _, p := range pdus {
		switch p := p.(type) {
		case transport.TPDU:
			l.transport = p
		case session.SPDU:
			l.session = append(l.session, p)
		case presentation.PPDU:
			l.presentation = p
		case acse.APDU:
			l.acse = p
		case *stack.Value, rtse.APDU:
			l.values = append(l.values, p)
		default:
			return refuse(ruleRequest, nil)
		}
	}
	switch n := len(l.session); {
	case l.transport != nil && len(pdus) == 1:
		return nil
	case l.transport != nil || n == 0:
		return refuse(ruleRequest, nil)
	}
	return nil
}

// list returns the PDUs in their order, that of the lowest layer first: until the next call.
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

// last returns the SPDU that has the SSDU.
func (l *layered) last() session.SPDU { return l.session[len(l.session)-1] }

// Send sends a request or response, said by the PDUs that it becomes, that of the lowest layer
// first:
//
//	a.Send(&session.DataTransfer{}, &stack.Value{AbstractSyntax: mms, Octets: pdu})
//	a.Send(&session.GiveTokens{Tokens: osi.Some(session.DataToken)})
//	a.Send(&session.ActivityStart{Activity: id})
//	a.Send(&session.MinorSyncPoint{})
//	a.Send(&session.Refuse{}, &presentation.ConnectReject{}, &acse.AssociateResponse{Result: acse.RejectedPermanent})
//	a.Send(&transport.DisconnectRequest{Reason: transport.ReasonAddressUnknown})
//
// What follows from the state may be left out: references of a DR or CC; the serial number of a
// MIP, MAP, AE, MAA, RS (abandon) or RA, and the tokens of an RA; the reason of an RF and the
// Transport Disconnect of an AB; a PPDU that has only user data, the contexts of an RS, RSA or ARU;
// the application context of an AARE.
//
// An error says that the request may not be made now or cannot be encoded. Nothing has changed
// then. The PDUs are not kept, but for those of [Association.Open].
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

// sendTPDU sends a CC or DR that answers a CR.
func (a *Association) sendTPDU(p transport.TPDU) error {
	before, ends := a.transport, false
	switch t := p.(type) {
	case *transport.ConnectionConfirm:
		cc := *t
		a.fillCC(&cc)
		p = &cc
	case *transport.DisconnectRequest:
		dr := *t
		if dr.DstRef == 0 && a.cr != nil {
			dr.DstRef, dr.Format = a.cr.SrcRef, a.cr.Format()
		}
		p, ends = &dr, true
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
}

// ask sends what is above transport.
func (a *Association) ask(l *layered) error {
	switch l.last().Type() {
	case session.TypeCN, session.TypeAC:
		if l.presentation == nil {
			return refuse(ruleRequest, l.last())
		}
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
	var units [][]byte
	if err == nil && sends {
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
	if err := a.prepare(&o); err != nil {
		a.restore(&before)
		return err
	}
	if err := a.put(units); err != nil {
		a.restore(&before)
		return err
	}
	a.sent(l, &o)
	return nil
}

// machines are those of the layers above transport.
type machines struct {
	session      spm.Machine
	presentation ppm.Machine
	acse         acpm.Machine
}

func (a *Association) machines() machines { return machines{a.session, a.presentation, a.acse} }

func (a *Association) restore(m *machines) {
	a.session, a.presentation, a.acse = m.session, m.presentation, m.acse
}

// may asks the machines, that of the highest layer first. sends is false when the session protocol
// machine discards the request, because the peer has announced what makes it void.
func (a *Association) may(l *layered) (o spm.Outcome, sends bool, err error) {
	last := l.last()
	if err = a.askACSE(l, last); err != nil {
		return o, false, err
	}
	for _, p := range session.ProcessingOrder(l.session) {
		if err = a.askPresentation(l, p, p == last); err != nil {
			return o, false, err
		}
		asked := p
		if ab, ok := p.(*session.Abort); ok && l.abort > len(ab.UserData) {
			long := *ab
			long.UserData = make([]byte, l.abort)
			asked = &long
		}
		var one spm.Outcome
		if one, err = a.session.Request(asked); err != nil {
			return o, false, err
		}
		if p == last {
			o = one
		}
		header := false
		switch p.Type() {
		case session.TypeGT, session.TypePT:
			header = true
		}
		sends = sends || header && p != last || sendsSPDU(&one)
	}
	return o, sends, nil
}

func sendsSPDU(o *spm.Outcome) bool {
	for e := range o.Events() {
		switch e {
		case spm.EventPRAB, spm.EventPRMAA, spm.EventPRRA, spm.EventPRRS:
		default:
			if e < spm.EventSACTDreq || e == spm.EventMAAout || e == spm.EventAEAout {
				return true
			}
		}
	}
	return false
}

func (a *Association) version1() bool { return a.agreed.Version == session.Version1 }

// askACSE asks the association control protocol machine.
func (a *Association) askACSE(l *layered, last session.SPDU) error {
	switch t := last.Type(); {
	case l.acse != nil:
		return a.acse.Send(l.acse, acpm.Parameters{Negative: t == session.TypeNF, SessionVersion1: a.version1()})
	case a.acse.State() == acpm.STA0:
	case t == session.TypeRS || t == session.TypeED:
		return a.acse.Disrupt()
	case t == session.TypeAB || t == session.TypeRF: // by a layer below
		a.acse = acpm.Machine{}
	}
	return nil
}

// askPresentation asks the presentation protocol machine. has says that p has the SSDU.
func (a *Association) askPresentation(l *layered, p session.SPDU, has bool) error {
	primitive, ok := stack.PrimitiveOf(p)
	ppdu := l.presentation
	switch t := p.Type(); {
	case t == session.TypeRF && ppdu == nil, t == session.TypeAB && (ppdu == nil || ppdu.String() == "ARP"): // by a layer below
		a.presentation = ppm.Machine{}
		return nil
	case !ok || headerOnly(p):
		return nil
	}
	params := a.parameters(p)
	if has {
		if data, ok := ppdu.(*presentation.Data); ok {
			own := *data
			own.Primitive = primitive
			ppdu = &own
		}
	}
	if !has || ppdu == nil {
		a.blank = presentation.Data{Primitive: primitive}
		ppdu = &a.blank
	}
	if !has || l.acse == nil && len(l.values) == 0 {
		return a.presentation.Send(ppdu, params)
	}
	data, contexts := dataOf(ppdu)
	if data == nil || !data.IsZero() {
		return a.presentation.Send(ppdu, params)
	}
	*data = a.skeleton(l)
	named := contexts != nil && *contexts == nil
	if named {
		*contexts = a.listed(data.PDVs)
	}
	err := a.presentation.Send(ppdu, params)
	if *data = (presentation.UserData{}); named {
		*contexts = nil
	}
	return err
}

// dataOf returns the user data of p, and of an ARU its list of contexts.
func dataOf(p presentation.PPDU) (*presentation.UserData, *[]presentation.ContextName) {
	switch p := p.(type) {
	case *presentation.Connect:
		return &p.UserData, nil
	case *presentation.ConnectAccept:
		return &p.UserData, nil
	case *presentation.ConnectReject:
		return &p.UserData, nil
	case *presentation.AbnormalReleaseUser:
		return &p.UserData, &p.Contexts
	case *presentation.AlterContext:
		return &p.UserData, nil
	case *presentation.AlterContextAcknowledge:
		return &p.UserData, nil
	case *presentation.Resynchronize:
		return &p.UserData, nil
	case *presentation.Data:
		return &p.UserData, nil
	}
	return nil, nil
}

// headerOnly reports whether p is a GT or PT without tokens.
func headerOnly(p session.SPDU) bool {
	switch p := p.(type) {
	case *session.GiveTokens:
		return p.Tokens.Value == 0
	case *session.PleaseTokens:
		return p.Tokens.Value == 0
	}
	return false
}

// parameters returns what the SPDU says to the presentation protocol machine.
func (a *Association) parameters(p session.SPDU) ppm.Parameters {
	var q ppm.Parameters
	serial := func(n session.SerialNumber) {
		v, _ := n.Uint64()
		q.SerialNumber = uint32(v & 0xffffffff)
	}
	switch p := p.(type) {
	case *session.NotFinished:
		q.Negative = true
	case *session.Accept:
		q.NoTypedData = p.Requirements.Or(session.FUDefault)&session.FUTypedData == 0
	case *session.MinorSyncPoint:
		serial(p.Serial)
	case *session.MinorSyncAck:
		serial(p.Serial)
	case *session.MajorSyncPoint:
		serial(p.Serial)
	case *session.MajorSyncAck:
		serial(p.Serial)
	case *session.Resynchronize:
		serial(p.Serial)
		q.Resync = ppm.ResyncType(p.ResyncType.Value)
	case *session.ResynchronizeAck:
		serial(p.Serial)
	case *session.ActivityStart:
		q.Activity = p.Activity
	case *session.ActivityResume:
		serial(p.Serial)
		q.Activity, q.OldActivity, q.OldConnection = p.Activity, p.OldActivity, p.Connection.Called != nil || p.Connection.Calling != nil
	}
	return q
}

// skeleton returns user data with the contexts of what is sent, without the values.
func (a *Association) skeleton(l *layered) presentation.UserData {
	if a.encoder.Simple || a.encoder.X410 {
		return presentation.UserData{Simple: []byte{}}
	}
	a.pdvs = a.pdvs[:0]
	if l.acse != nil {
		if c := a.context(osi.ACSE, osi.OID{}); c != nil {
			a.pdvs = append(a.pdvs, presentation.PDV{Context: c.ID})
		}
		return presentation.UserData{PDVs: a.pdvs}
	}
	for _, p := range l.values {
		layer, syntax := osi.RTSE, osi.OID{}
		if v, ok := p.(*stack.Value); ok {
			if v.AbstractSyntax.IsZero() {
				a.pdvs = append(a.pdvs, presentation.PDV{Context: v.Context})
				continue
			}
			layer, syntax = 0, v.AbstractSyntax
		}
		if c := a.context(layer, syntax); c != nil { // else the encoder says so
			a.pdvs = append(a.pdvs, presentation.PDV{Context: c.ID})
		}
	}
	return presentation.UserData{PDVs: a.pdvs}
}

// context returns the context that the encoder takes.
func (a *Association) context(l osi.Layer, syntax osi.OID) *presentation.Context {
	for i := range a.encoder.Contexts {
		if c := &a.encoder.Contexts[i]; c.AbstractSyntax == syntax || l != 0 && stack.LayerOf(c.AbstractSyntax) == l {
			return c
		}
	}
	return nil
}

// listed returns the names of the contexts of an ARU.
func (a *Association) listed(pdvs []presentation.PDV) []presentation.ContextName {
	a.names = a.names[:0]
	for _, v := range pdvs {
		for _, c := range a.encoder.Contexts {
			if c.ID == v.Context && len(c.TransferSyntaxes) > 0 {
				a.names = append(a.names, presentation.ContextName{ID: c.ID, TransferSyntax: c.TransferSyntaxes[0]})
			}
		}
	}
	return a.names
}

// check checks what the conn would refuse only when it has taken a part of the unit.
func (a *Association) check(l *layered) error {
	for _, p := range l.session {
		if session.CommonOf(p).Nested.Present {
			return refuse(ruleNested, p)
		}
	}
	if a.config.Opaque {
		return nil
	}
	for _, p := range l.values {
		v, ok := p.(*stack.Value)
		if !ok || !a.inBER(v) {
			continue
		}
		if err := ber.Check(v.Octets, a.config.Limits.Depth, a.config.Limits.Elements); err != nil {
			return err
		}
	}
	return nil
}

// inBER reports whether the transfer syntax of v encodes in BER.
func (a *Association) inBER(v *stack.Value) bool {
	if a.encoder.X410 || a.encoder.Simple {
		return !a.encoder.X410
	}
	for i := range a.encoder.Contexts {
		c := &a.encoder.Contexts[i]
		if c.AbstractSyntax == v.AbstractSyntax || v.AbstractSyntax.IsZero() && c.ID == v.Context {
			return len(c.TransferSyntaxes) == 0 || encodesBER(c.TransferSyntaxes[0])
		}
	}
	return true
}

func encodesBER(o osi.OID) bool {
	return o == presentation.BasicEncoding() || o == syntaxCER || o == syntaxDER
}

var (
	syntaxCER = osi.MustOID("2.1.2.0")
	syntaxDER = osi.MustOID("2.1.2.1")
)

// expedited reports whether a request goes over the transport expedited flow, X.225 6.3.
func (l *layered) expedited() bool {
	switch l.last().Type() {
	case session.TypeEX:
		return true
	case session.TypeAB:
		return l.abort <= session.MaxExpeditedAbort
	}
	return false
}

// measure notes how much user data an AB has, on which its flow depends.
func (a *Association) measure(l *layered) error {
	l.abort = len(session.CommonOf(l.last()).UserData)
	if !a.session.Expedited || l.last().Type() != session.TypeAB || l.presentation == nil {
		return nil
	}
	e := a.encoder
	e.Carrier = stack.SSDUs
	units, err := e.Units(l.list()[len(l.session):]...)
	for _, unit := range units {
		l.abort += len(unit)
	}
	return err
}

// renew makes the encoder of what the connection has agreed on.
func (a *Association) renew(l *layered) {
	if a.stale {
		a.encoder, a.stale = a.conn.Encoder(a.own), false
	}
	switch p := l.presentation.(type) {
	case *presentation.Connect:
		a.encoder.Contexts, a.encoder.Simple, a.encoder.X410 = p.Contexts, len(p.Contexts) == 0, p.Mode == presentation.X410Mode
	case *presentation.ConnectAccept: // its user data are of the set that it makes
		if a.cp == nil || a.encoder.X410 {
			return
		}
		if set, err := presentation.Established(a.cp, p); err == nil {
			a.encoder.Simple, a.encoder.Contexts = set.Simple(), nil
			for c := range set.All() {
				a.encoder.Contexts = append(a.encoder.Contexts, presentation.Context{
					ID: c.ID, AbstractSyntax: c.AbstractSyntax, TransferSyntaxes: []osi.OID{c.TransferSyntax},
				})
			}
			a.stale = true
		}
	}
}

// encode returns the units that the PDUs are.
func (a *Association) encode(pdus ...stack.PDU) ([][]byte, error) {
	most := a.encoder.MaxTSDU
	a.encoder.MaxTSDU -= surplus(most, pdus)
	units, err := a.encoder.Units(pdus...)
	a.encoder.MaxTSDU = most
	if err != nil {
		return nil, err
	}
	size, limit := 0, a.config.Limits.TSDU
	if most > 0 {
		limit = a.config.Limits.SSDU
	}
	for _, u := range units {
		size += len(u)
	}
	if size > limit {
		return nil, &osi.Error{Rule: ruleSize, PDU: pdus[0].String(), Got: size, Want: limit}
	}
	return units, nil
}

// concatenated checks that the SPDUs may stand together, X.225 6.3.7: the conn would refuse them only
// when it has taken a part of the unit.
func (a *Association) concatenated(l *layered) error {
	e := a.encoder
	e.Carrier, l.transport = stack.TSDUs, nil
	tsdus, err := e.Units(l.list()...)
	if err != nil {
		return err
	}
	d := session.Decoder{Extended: a.agreed.ExtendedToResponder, Limits: a.config.Limits}
	if a.own == osi.FromResponder {
		d.Extended = a.agreed.ExtendedToInitiator
	}
	for _, tsdu := range tsdus {
		if _, err := d.TSDU(tsdu); err != nil {
			return err
		}
	}
	return nil
}

// surplus returns how many octets the SPDUs in front of another take that the encoder leaves no
// room for in a TSDU of limited size: it takes them for a GT of two octets.
func surplus(most int, pdus []stack.PDU) (n int) {
	if most == 0 || len(pdus) < 2 {
		return 0
	}
	for i := range pdus[1:] {
		p, ok := pdus[i].(session.SPDU)
		if _, more := pdus[i+1].(session.SPDU); !ok || !more {
			break
		}
		b, _ := p.AppendBinary(nil)
		n += len(b)
	}
	return max(n-2, 0)
}

// cut keeps a CN whose user data go on in CDOs, which are made when an OA has come, X.225 7.1.1 f.
func (a *Association) cut(l *layered, before *machines, units [][]byte) ([][]byte, error) {
	rest, err := a.encoder.AppendOverflow(nil)
	if err != nil || len(rest) == 0 {
		return units, err
	}
	cn := *l.last().(*session.Connect)
	cn.Overflow = true
	a.session, a.overflow = before.session, slices.Clone(l.list())
	_, err = a.session.Request(&cn)
	return units, err
}

// sendOverflow sends the CDOs of a CN in TSDUs of the size that the OA says.
func (a *Association) sendOverflow() error {
	e := a.conn.Encoder(a.own)
	if e.Carrier == stack.NSDUs && e.MaxTPDU == 0 {
		e.MaxTPDU = transport.TPDUSize128.Octets()
	}
	e.MaxTSDU = int(min(a.cn.TSDUSize.Value.ToResponder, a.oa.TSDUSize.Value.ToResponder)) // 0, unlimited, prevails
	pdus := a.overflow
	a.overflow = nil
	if _, err := e.Units(pdus...); err != nil {
		return err
	}
	e.Carrier = stack.TPKTs // whose units tell where each ends
	stream, err := e.AppendOverflow(nil)
	if err != nil {
		return err
	}
	return a.put(carried(stream, a.config.Carrier))
}

// carried returns the units of the carrier that a stream of TPKTs with DT TPDUs is.
func carried(b []byte, c stack.Carrier) (units [][]byte) {
	var tsdu []byte
	for len(b) > 0 {
		frame, _, err := transport.SplitTPKT(b, transport.MaxTPDU, nil)
		if err != nil || frame == nil {
			return nil
		}
		b = b[len(frame):]
		var dt transport.Data
		switch tpdu := frame.TPDU(); {
		case c == stack.TPKTs:
			units = append(units, frame)
		case c == stack.NSDUs:
			units = append(units, tpdu)
		case dt.Decode(tpdu, transport.Format{}) == nil:
			if tsdu = append(tsdu, dt.UserData...); dt.EOT {
				units, tsdu = append(units, tsdu), nil
			}
		}
	}
	return units
}

// prepare sends the PR that goes in front of a request.
func (a *Association) prepare(o *spm.Outcome) error {
	for e := range o.Events() {
		var announced session.PrepareType
		switch e {
		case spm.EventPRMAA:
			announced = session.PrepareMajorSyncAck
		case spm.EventPRRS:
			announced = session.PrepareResync
		case spm.EventPRRA:
			announced = session.PrepareResyncAck
		case spm.EventPRAB:
			announced = session.PrepareAbort
		default:
			continue
		}
		pr := session.Prepare{PrepareType: announced}
		return a.transmit(&transport.ExpeditedData{Format: transport.Format{OverTCP: true}}, &pr)
	}
	return nil
}

// transmit sends PDUs that a machine has allowed.
func (a *Association) transmit(pdus ...stack.PDU) error {
	if a.stale {
		a.renew(&layered{})
	}
	units, err := a.encode(pdus...)
	if err != nil {
		return err
	}
	return a.put(units)
}

// put judges units of this end and puts them out.
func (a *Association) put(units [][]byte) error {
	a.conn.SkipData(true)
	for _, unit := range units {
		for rest := unit; len(rest) > 0; {
			var u stack.Unit
			if u, rest = a.conn.Next(a.own, rest, ignore); u.State != stack.Invalid {
				continue
			}
			a.broken = refuse(ruleRequest, nil)
			if u.Fault != nil {
				a.broken = u.Fault.Err
			}
			return a.broken
		}
	}
	a.out = append(a.out, units...)
	return nil
}

func ignore(*stack.Event) bool { return true }

// sent takes what follows from a request that was sent.
func (a *Association) sent(l *layered, o *spm.Outcome) {
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
	case *session.Finish:
		a.finishing = true
	default:
		a.stale = true
	}
	a.settled()
	a.lower(o)
}

// settled forgets a release that is not in progress any more, and what is above a session
// connection that is over. Table A.22 of X.226 takes a release behind one that an RS or ED has
// ended for a collision, and so stays connected.
func (a *Association) settled() {
	switch s := a.session.State(); s {
	case spm.STA03, spm.STA09:
		return
	case spm.STA01, spm.STA01A, spm.STA01C, spm.STA16:
		if a.cn != nil {
			a.presentation, a.acse = ppm.Machine{}, acpm.Machine{}
		}
	}
	a.finishing, a.answer = false, nil
}

// lower does what the session protocol machine asks of the transport service.
func (a *Association) lower(o *spm.Outcome) {
	if o.Has(spm.EventTDISreq) {
		a.end()
	}
}
