package stack

import (
	"slices"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/acse"
	"github.com/osi-go/osi/presentation"
	"github.com/osi-go/osi/rtse"
	"github.com/osi-go/osi/session"
	"github.com/osi-go/osi/transport"
)

// A Value is a presentation data value of an application: the innermost of the PDUs that an
// [Encoder] is given.
type Value struct {
	AbstractSyntax osi.OID // the value is of the first context with this one; zero: Context says which
	Context        int64   // presentation context identifier, where AbstractSyntax is zero
	Octets         []byte  // the value as the transfer syntax has it: in BER one element
}

// String returns "value".
func (*Value) String() string { return "value" }

// An Encoder makes units of a carrier from PDUs, in one direction of a connection. They are given
// as one would list them, that of the lowest layer first:
//
//	e.Append(nil, &transport.Data{}, &session.Connect{…}, &presentation.Connect{…}, &acse.AssociateRequest{…}, &stack.Value{…})
//
// What one layer derives from another is filled in: user data, lengths, contexts, the GT or PT in
// front of an SPDU of category 2, the segments of SSDUs and TSDUs. The transport.Data may be left
// out. A PDU whose user data is given and made, too, is an error, and so is one that is not of the
// layer above the one before it.
//
// [Conn.Encoder] makes an Encoder of what a connection has agreed on. The zero Encoder is that of a
// new connection over TCP. It is not safe for concurrent use, nor are PDUs that it is given at that
// time: it puts their user data in and takes them out again.
type Encoder struct {
	Carrier Carrier // TPKTs, NSDUs, TSDUs or SSDUs

	// MaxTPDU is the largest TPDU in octets; 0 is 128, and over TCP 65 531.
	MaxTPDU int
	// MaxTSDU is the largest TSDU in octets; 0 is unlimited: SSDUs are not segmented then.
	MaxTSDU int
	// Version is that of the session protocol; 0 is 2.
	Version session.Version

	// Contexts are those of the connection. They are replaced by those of a CP that is encoded.
	Contexts []presentation.Context
	// Simple says that values are simply encoded, X.226 8.4.1: there is one context, or none, and
	// no context management.
	Simple bool
	// X410 says that the connection is in X.410-1984 mode.
	X410 bool

	overflow *session.Connect // with all its user data, of which the first 10 240 octets are sent
}

// Encoder returns an Encoder of what the connection has agreed on so far, for what d sends. It is
// to be made anew behind a CC, an AC, and whatever alters the contexts.
func (c *Conn) Encoder(d osi.Direction) Encoder {
	d &= 1
	e := Encoder{
		Carrier: c.carrier, MaxTPDU: c.transport.Size(), MaxTSDU: c.session.agreed.MaxTSDU(d), Version: c.session.agreed.Version(),
		Simple: c.presentation.contexts.Simple(d), X410: c.presentation.x410(),
	}
	for v := range c.presentation.contexts.All() {
		if !c.presentation.contexts.Defined(v) {
			continue
		}
		syntaxes := slices.Clone(v.Offered)
		if !v.TransferSyntax.IsZero() {
			syntaxes = []osi.OID{v.TransferSyntax}
		}
		e.Contexts = append(e.Contexts, presentation.Context{ID: v.ID, AbstractSyntax: v.AbstractSyntax, TransferSyntaxes: syntaxes})
	}
	return e
}

// Append appends the units that the PDUs are to b, one behind the other. The error is an
// [osi.Error] of the layer that refuses; b is then returned as it was. Of a CN with more than 10 240
// octets of user data it appends the CN alone: see [Encoder.Overflow].
func (e *Encoder) Append(b []byte, pdus ...PDU) ([]byte, error) {
	units, err := e.Units(pdus...)
	if err != nil {
		return b, err
	}
	for _, unit := range units {
		b = append(b, unit...)
	}
	return b, nil
}

// Units is Append for carriers that are no stream: it returns the units one by one.
func (e *Encoder) Units(pdus ...PDU) ([][]byte, error) {
	var l layered
	if err := l.sort(pdus); err != nil {
		return nil, err
	}
	if l.transport != nil && (e.Carrier == TSDUs || e.Carrier == SSDUs) || len(l.session) > 0 && e.Carrier == SSDUs || e.Carrier.x25() {
		return nil, refuse(ruleEncodeLayer, pdus[0])
	}
	switch p := l.presentation.(type) {
	case *presentation.Connect:
		e.X410, e.Contexts, e.Simple = p.Mode == presentation.X410Mode, p.Contexts, len(p.Contexts) == 0
	case *presentation.ConnectAccept:
		e.accept(p)
	}
	ssdu, err := e.ssdu(&l)
	if err != nil || e.Carrier == SSDUs {
		return [][]byte{ssdu}, err
	}
	tsdus, err := e.tsdus(&l, ssdu)
	if err != nil || e.Carrier == TSDUs {
		return tsdus, err
	}
	return e.nsdus(l.transport, tsdus)
}

// Overflow returns the units of the CDOs of the CN encoded last, which are sent when an OA has come,
// X.225 7.3; MaxTSDU is then to be that of the OA. Where the CN has none it returns none.
func (e *Encoder) Overflow() ([][]byte, error) {
	cn := e.overflow
	if e.overflow = nil; cn == nil {
		return nil, nil
	}
	tsdus, err := e.segments(nil, cn)
	if err != nil || e.Carrier == TSDUs {
		return tsdus[min(1, len(tsdus)):], err
	}
	return e.nsdus(nil, tsdus[1:])
}

// accept makes the contexts those that a CPA accepts.
func (e *Encoder) accept(p *presentation.ConnectAccept) {
	if p.Results != nil {
		var accepted []presentation.Context
		for i, r := range p.Results {
			if i < len(e.Contexts) && r.Outcome == presentation.Acceptance {
				accepted = append(accepted, e.Contexts[i])
				accepted[len(accepted)-1].TransferSyntaxes = []osi.OID{r.TransferSyntax}
			}
		}
		e.Contexts = accepted
	}
	e.Simple = len(e.Contexts) == 0 || len(e.Contexts) == 1 && p.Requirements&presentation.ContextManagement == 0
}

// layered are PDUs by layer.
type layered struct {
	transport    transport.TPDU
	session      []session.SPDU
	presentation presentation.PPDU
	acse         acse.APDU
	values       []PDU // RTSE's, or *Value
}

// sort takes the PDUs, that of the lowest layer first.
func (l *layered) sort(pdus []PDU) error {
	last := osi.Layer(0)
	for _, p := range pdus {
		layer, several := osi.RTSE, true
		switch p := p.(type) {
		case transport.TPDU:
			l.transport, layer, several = p, osi.Transport, false
		case session.SPDU:
			l.session, layer = append(l.session, p), osi.Session
		case presentation.PPDU:
			l.presentation, layer, several = p, osi.Presentation, false
		case acse.APDU:
			l.acse, layer, several = p, osi.ACSE, false
		case rtse.APDU, *Value:
			l.values = append(l.values, p)
		default:
			return &osi.Error{Rule: ruleEncodeLayer}
		}
		if layer < last || layer == last && !several {
			return refuse(ruleEncodeLayer, p)
		}
		last = layer
	}
	if len(pdus) == 0 {
		return &osi.Error{Rule: ruleEncodeLayer}
	}
	return nil
}

func refuse(r *osi.Rule, p PDU) error { return &osi.Error{Rule: r, PDU: p.String()} }

// ssdu returns the SSDU that the PDUs above session make; nil when there are none.
func (e *Encoder) ssdu(l *layered) (b []byte, err error) {
	u, names, err := e.userData(l)
	switch {
	case err != nil:
		return nil, err
	case l.presentation == nil && u.IsZero():
		return nil, nil
	case l.presentation == nil:
		l.presentation = &presentation.Data{}
	}
	if data, ok := l.presentation.(*presentation.Data); ok && data.Primitive == presentation.SData && len(l.session) > 0 {
		use, _ := useOf(l.session[len(l.session)-1])
		own := *data
		own.Primitive = use.primitive
		l.presentation = &own
	}
	if u.IsZero() {
		return l.presentation.AppendBinary(nil)
	}
	err = fill(l.presentation, u, names, func() (err error) {
		b, err = l.presentation.AppendBinary(nil)
		return err
	})
	return b, err
}

// fill calls f while p has the user data u, which p has not itself.
func fill(p presentation.PPDU, u presentation.UserData, names []presentation.ContextName, f func() error) error {
	var data *presentation.UserData
	var x410 *[]byte
	mode := presentation.NormalMode
	switch p := p.(type) {
	case *presentation.Connect:
		data, x410, mode = &p.UserData, &p.X410, p.Mode
	case *presentation.ConnectAccept:
		data, x410, mode = &p.UserData, &p.X410, p.Mode
	case *presentation.ConnectReject:
		data, x410, mode = &p.UserData, &p.X410, p.Mode
	case *presentation.AbnormalReleaseUser:
		data, x410, mode = &p.UserData, &p.X410, p.Mode
		if p.Mode == presentation.NormalMode && p.Contexts == nil {
			p.Contexts = names
			defer func() { p.Contexts = nil }()
		}
	case *presentation.AlterContext:
		data = &p.UserData
	case *presentation.AlterContextAcknowledge:
		data = &p.UserData
	case *presentation.Resynchronize:
		data = &p.UserData
	case *presentation.Data:
		data = &p.UserData
	case *presentation.UnitData:
		data = &p.UserData
	}
	switch {
	case data == nil || !data.IsZero() || x410 != nil && *x410 != nil:
		return refuse(ruleEncodeData, p)
	case mode == presentation.X410Mode:
		*x410 = u.Simple
		defer func() { *x410 = nil }()
	default:
		*data = u
		defer func() { *data = presentation.UserData{} }()
	}
	return f()
}

// userData returns the user data that what is above presentation makes: the APDU of ACSE, with what
// is above it in its User Information, or the values; and the names of their contexts.
func (e *Encoder) userData(l *layered) (u presentation.UserData, names []presentation.ContextName, err error) {
	var list []presentation.PDV
	switch {
	case l.acse != nil:
		var v presentation.PDV
		v, err = e.apdu(l.acse, l.values)
		list = append(list, v)
	default:
		for _, p := range l.values {
			var v presentation.PDV
			if v, err = e.value(p); err != nil {
				break
			}
			list = append(list, v)
		}
	}
	if err != nil || len(list) == 0 {
		return u, nil, err
	}
	names = e.names(list)
	if !e.Simple && !e.X410 {
		u.PDVs = list
		return u, names, nil
	}
	for _, v := range list {
		u.Simple = append(u.Simple, v.Value...)
	}
	return u, names, nil
}

// apdu returns the APDU of ACSE with the values in its User Information.
func (e *Encoder) apdu(p acse.APDU, values []PDU) (v presentation.PDV, err error) {
	if v.Context, err = e.find(p, osi.ACSE, osi.OID{}); err != nil {
		return v, err
	}
	if len(values) > 0 {
		field := informationField(p)
		if *field != nil {
			return v, refuse(ruleEncodeData, p)
		}
		if *field, err = e.information(values); err != nil {
			return v, err
		}
		defer func() { *field = nil }()
	}
	v.Value, err = p.AppendBinary(nil)
	return v, err
}

// information returns the values as User Information.
func (e *Encoder) information(values []PDU) (u acse.UserInformation, err error) {
	for _, p := range values {
		v, err := e.value(p)
		if err != nil {
			return nil, err
		}
		x := acse.External{IndirectReference: osi.Some(v.Context), Encoding: acse.SingleASN1Type, Value: v.Value}
		if u, err = x.AppendBinary(u); err != nil {
			return nil, err
		}
	}
	return u, nil
}

// value returns a value of an application, or an APDU of RTSE.
func (e *Encoder) value(p PDU) (v presentation.PDV, err error) {
	switch p := p.(type) {
	case *Value:
		v.Value = p.Octets
		if v.Context = p.Context; !p.AbstractSyntax.IsZero() {
			v.Context, err = e.find(p, 0, p.AbstractSyntax)
		}
	case rtse.APDU:
		mode := rtse.Normal
		if e.X410 {
			mode = rtse.X410
		}
		if v.Context, err = e.find(p, osi.RTSE, osi.OID{}); err == nil {
			v.Value, err = rtse.Append(nil, p, mode)
		}
	}
	return v, err
}

// find returns the first context whose values the layer decodes, or that has the abstract syntax.
func (e *Encoder) find(p PDU, layer osi.Layer, syntax osi.OID) (id int64, err error) {
	if e.X410 {
		return 0, nil
	}
	for i := range e.Contexts {
		if c := &e.Contexts[i]; c.AbstractSyntax == syntax || layer != 0 && LayerOf(c.AbstractSyntax) == layer {
			return c.ID, nil
		}
	}
	return 0, refuse(ruleEncodeContext, p)
}

// names returns the presentation-context-identifier-list of an ARU with the values, X.226 6.4.2.1.
func (e *Encoder) names(list []presentation.PDV) (names []presentation.ContextName) {
	for i := range list {
		for k := range e.Contexts {
			if c := &e.Contexts[k]; c.ID == list[i].Context && len(c.TransferSyntaxes) > 0 {
				names = append(names, presentation.ContextName{ID: c.ID, TransferSyntax: c.TransferSyntaxes[0]})
			}
		}
	}
	return names
}

func informationField(p acse.APDU) *acse.UserInformation {
	switch p := p.(type) {
	case *acse.AssociateRequest:
		return &p.UserInformation
	case *acse.AssociateResponse:
		return &p.UserInformation
	case *acse.ReleaseRequest:
		return &p.UserInformation
	case *acse.ReleaseResponse:
		return &p.UserInformation
	case *acse.Abort:
		return &p.UserInformation
	case *acse.UnitData:
		return &p.UserInformation
	}
	return nil
}

// tsdus returns the TSDUs that the SPDUs make, the last of which has the SSDU.
func (e *Encoder) tsdus(l *layered, ssdu []byte) (list [][]byte, err error) {
	if len(l.session) == 0 {
		if ssdu != nil {
			return nil, refuse(ruleEncodeLayer, l.presentation)
		}
		return nil, nil
	}
	before, p := l.session[:len(l.session)-1], l.session[len(l.session)-1]
	if ssdu != nil {
		data := &session.CommonOf(p).UserData
		if *data != nil {
			return nil, refuse(ruleEncodeData, p)
		}
		*data = ssdu
		defer func() { *data = nil }()
	}
	list, err = e.segments(before, p)
	if e.overflow = nil; p.Type() == session.TypeCN && len(list) > 1 {
		cn := p.(*session.Connect).Clone() //nolint:forcetypeassert // its Type says so
		list, e.overflow = list[:1], &cn
	}
	return list, err
}

// segments returns the TSDUs that p makes, with the SPDUs before it in the last of them.
func (e *Encoder) segments(before []session.SPDU, p session.SPDU) (list [][]byte, err error) {
	version, size := e.Version, e.MaxTSDU
	if version == 0 {
		version = session.Version2
	}
	if size > 0 && len(before) > 0 { // there is room for a GT or PT of two octets
		for _, s := range before {
			b, err := s.AppendBinary(nil)
			if err != nil {
				return nil, err
			}
			size -= len(b)
		}
		size = max(1, size+2)
	}
	for s, err := range session.Segments(p, version, size) {
		if err != nil {
			return nil, err
		}
		spdus := append(slices.Clip(before), s)
		if opener := session.Opener(s.Type()); opener != nil && (len(before) == 0 || !session.CommonOf(s).Enclosure.Ends()) {
			spdus = []session.SPDU{opener, s}
		}
		tsdu, err := session.Concatenate(nil, len(spdus) > 2, spdus...)
		if err != nil {
			return nil, err
		}
		list = append(list, tsdu)
	}
	return list, nil
}

// nsdus returns the units that carry the TSDUs, or the TPDU p alone.
func (e *Encoder) nsdus(p transport.TPDU, tsdus [][]byte) (units [][]byte, err error) {
	frame := func(p transport.TPDU) {
		var b []byte
		if err != nil {
			return
		}
		if e.Carrier == TPKTs {
			b, err = transport.AppendTPKT(nil, p)
		} else {
			b, err = p.AppendBinary(nil)
		}
		units = append(units, b)
	}
	size := e.MaxTPDU
	switch {
	case size > 0:
	case e.Carrier == TPKTs:
		size = transport.MaxTPDU
	default:
		size = transport.TPDUSize128.Octets()
	}
	switch p := p.(type) {
	case nil, *transport.Data:
		if data, ok := p.(*transport.Data); ok && len(tsdus) == 0 {
			frame(data)
		} else if ok && data.UserData != nil {
			return nil, refuse(ruleEncodeData, data)
		}
		for _, tsdu := range tsdus {
			for dt := range transport.Segments(tsdu, size) {
				frame(&dt)
			}
		}
	case *transport.ExpeditedData:
		ed := *p
		switch {
		case len(tsdus) > 1, len(tsdus) == 1 && ed.UserData != nil:
			return nil, refuse(ruleEncodeData, p)
		case len(tsdus) == 1:
			ed.UserData = tsdus[0]
		}
		frame(&ed)
	default:
		if len(tsdus) > 0 {
			return nil, refuse(ruleEncodeLayer, p)
		}
		frame(p)
	}
	if err != nil {
		return nil, err
	}
	return units, nil
}
