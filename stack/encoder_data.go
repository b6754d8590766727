package stack

import (
	"slices"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/acse"
	"github.com/osi-go/osi/presentation"
	"github.com/osi-go/osi/rtse"
)

// ssdu returns the SSDU that the PDUs above session make, or nil if there are none.
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
	err = withUserData(l.presentation, u, names, func() (err error) {
		b, err = l.presentation.AppendBinary(nil)
		return err
	})
	return b, err
}

// withUserData calls f while p has the user data u, which p has not itself.
func withUserData(p presentation.PPDU, u presentation.UserData, names []presentation.ContextName, f func() error) error {
	to := bodyOf(p)
	switch {
	case to.data == nil || !to.data.IsZero() || to.x410 != nil && *to.x410 != nil:
		return refuse(ruleEncodeData, p)
	case to.mode == osi.X410Mode:
		*to.x410 = u.Simple
		defer func() { *to.x410 = nil }()
	default:
		*to.data = u
		defer func() { *to.data = presentation.UserData{} }()
	}
	if aru, ok := p.(*presentation.AbnormalReleaseUser); ok && aru.Mode == osi.NormalMode && aru.Contexts == nil {
		aru.Contexts = names
		defer func() { aru.Contexts = nil }()
	}
	return f()
}

// userData returns the user data that the PDUs above presentation make: the ACSE APDU, with the
// values in its User Information, or the values. names are those of their contexts.
func (e *Encoder) userData(l *layered) (u presentation.UserData, names []presentation.ContextName, err error) {
	var list []presentation.PDV
	var within []int64 // contexts of the values in an ABRT, which are of the user data, too: 6.1
	switch {
	case l.acse != nil:
		var v presentation.PDV
		v, within, err = e.apdu(l.acse, l.values)
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
	for i := range list {
		names = e.name(names, list[i].Context)
	}
	for _, id := range within {
		names = e.name(names, id)
	}
	if !e.simple(list) {
		u.PDVs = list
		return u, names, nil
	}
	for _, v := range list {
		u.Simple = append(u.Simple, v.Value...)
	}
	return u, names, nil
}

// simple reports whether the values are simply encoded, X.226 8.4.1.
func (e *Encoder) simple(list []presentation.PDV) bool {
	return e.Simple || e.X410 || e.Nominated != 0 &&
		!slices.ContainsFunc(list, func(v presentation.PDV) bool { return v.Context != e.Nominated })
}

// apdu returns the ACSE APDU with the values in its User Information, and of an ABRT the contexts
// of those.
func (e *Encoder) apdu(p acse.APDU, values []PDU) (v presentation.PDV, within []int64, err error) {
	if v.Context, err = e.find(p, osi.ACSE, osi.OID{}); err != nil {
		return v, nil, err
	}
	if len(values) > 0 {
		field := informationField(p)
		if *field != nil {
			return v, nil, refuse(ruleEncodeData, p)
		}
		if *field, err = e.information(values); err != nil {
			return v, nil, err
		}
		defer func() { *field = nil }()
	}
	if abrt, ok := p.(*acse.Abort); ok {
		for x := range abrt.UserInformation.All() {
			within = append(within, x.IndirectReference.Value)
		}
	}
	v.Value, err = p.AppendBinary(nil)
	return v, within, err
}

// information returns the values as User Information.
func (e *Encoder) information(values []PDU) (u acse.UserInformation, err error) {
	for _, p := range values {
		v, err := e.value(p)
		if err != nil {
			return nil, err
		}
		x := acse.External{IndirectReference: osi.Some(v.Context), Form: acse.SingleASN1Type, Value: v.Value}
		if u, err = x.AppendBinary(u); err != nil {
			return nil, err
		}
	}
	return u, nil
}

// value returns a value of an application, or an RTSE APDU, as a PDV.
func (e *Encoder) value(p PDU) (v presentation.PDV, err error) {
	switch p := p.(type) {
	case *Value:
		v.Value = p.Octets
		if v.Context = p.Context; !p.AbstractSyntax.IsZero() {
			v.Context, err = e.find(p, 0, p.AbstractSyntax)
		}
	case rtse.APDU:
		mode := osi.NormalMode
		if e.X410 {
			mode = osi.X410Mode
		}
		if v.Context, err = e.find(p, osi.RTSE, osi.OID{}); err == nil {
			v.Value, err = rtse.Append(nil, p, mode)
		}
	}
	return v, err
}

// find returns the first context whose values the layer decodes, or whose abstract syntax is
// syntax.
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

// name appends to the presentation-context-identifier-list of an ARU the context with the
// identifier, X.226 6.4.2.1, unless it is there.
func (e *Encoder) name(names []presentation.ContextName, id int64) []presentation.ContextName {
	if slices.ContainsFunc(names, func(n presentation.ContextName) bool { return n.ID == id }) {
		return names
	}
	for i := range e.Contexts {
		if c := &e.Contexts[i]; c.ID == id && len(c.TransferSyntaxes) > 0 {
			return append(names, presentation.ContextName{ID: id, TransferSyntax: c.TransferSyntaxes[0]})
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
