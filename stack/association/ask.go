package association

import (
	"github.com/osi-go/osi"
	"github.com/osi-go/osi/acse/acpm"
	"github.com/osi-go/osi/presentation"
	"github.com/osi-go/osi/presentation/ppm"
	"github.com/osi-go/osi/session"
	"github.com/osi-go/osi/session/spm"
	"github.com/osi-go/osi/stack"
)

// machines are the protocol machines of the layers above transport.
type machines struct {
	session      spm.Machine
	presentation ppm.Machine
	acse         acpm.Machine
}

func (a *Association) machines() machines { return machines{a.session, a.presentation, a.acse} }

func (a *Association) restore(m *machines) {
	a.session, a.presentation, a.acse = m.session, m.presentation, m.acse
}

// may asks the protocol machines, the highest layer's first, whether the PDUs may be sent, and
// moves them on. sends is false if the session protocol machine discards the request, because the
// peer has announced an SPDU that makes it void.
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
		header := p.Type().Category() == session.Category0 // a GT or PT
		sends = sends || header && p != last || sendsSPDU(&one)
	}
	return o, sends, nil
}

func sendsSPDU(o *spm.Outcome) bool {
	for e := range o.Events() {
		if e < spm.EventSACTDreq || e == spm.EventMAAout || e == spm.EventAEAout {
			return true
		}
	}
	return false
}

func (a *Association) version1() bool { return a.agreed.Version == session.Version1 }

// askACSE is may for the association control protocol machine.
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

// askPresentation is may for the presentation protocol machine. has says that p has the SSDU.
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
	if p.Type() == session.TypeMAA && a.session.State() == spm.STA10B { // it is an AEA, whose octets are the same
		primitive = presentation.SActivityEndConfirm
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

// dataOf returns where p has its user data and, for an ARU, its list of contexts; nil if it has
// none.
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

// parameters returns the parameters of the SPDU that the presentation protocol machine asks for.
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
	case *session.MajorSyncAck:
		serial(p.Serial)
	case *session.Resynchronize:
		serial(p.Serial)
		q.Resync = ppm.ResyncType(p.ResyncType.Value)
	case *session.ActivityStart:
		q.Activity = p.Activity
	case *session.ActivityResume:
		serial(p.Serial)
		q.Activity, q.OldActivity, q.OldConnection = p.Activity, p.OldActivity, p.Connection.Called != nil || p.Connection.Calling != nil
	}
	return q
}

// skeleton returns user data with the contexts of the values to be sent, but without the values.
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
		if c := a.context(layer, syntax); c != nil { // otherwise the encoder refuses the value
			a.pdvs = append(a.pdvs, presentation.PDV{Context: c.ID})
		}
	}
	return presentation.UserData{PDVs: a.pdvs}
}

// context returns the context that the encoder would use, or nil.
func (a *Association) context(l osi.Layer, syntax osi.OID) *presentation.Context {
	for i := range a.encoder.Contexts {
		if c := &a.encoder.Contexts[i]; c.AbstractSyntax == syntax || l != 0 && stack.LayerOf(c.AbstractSyntax) == l {
			return c
		}
	}
	return nil
}

// listed returns the contexts of the values as an ARU lists them.
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
