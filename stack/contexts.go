package stack

import (
	"github.com/osi-go/osi"
	"github.com/osi-go/osi/acse"
	"github.com/osi-go/osi/presentation"
	"github.com/osi-go/osi/presentation/ppm"
)

// of returns a context for layer l that is proposed, or defined; nil when there is none.
func (s *presentationState) of(l osi.Layer) *ppm.Context {
	for c := range s.contexts.All() {
		if s.contexts.Defined(c) && LayerOf(c.AbstractSyntax) == l {
			return c
		}
	}
	return nil
}

// serves reports whether a context is proposed, or defined, whose values are APDUs of layer l.
func (s *presentationState) serves(l osi.Layer) bool {
	return s.of(l) != nil || LayerOf(s.contexts.Default().AbstractSyntax) == l
}

// userData returns the user data that p of layer l is: a value of the context for it; absent when
// there is none.
func (s *presentationState) userData(l osi.Layer, p interface{ AppendBinary([]byte) ([]byte, error) }) (u presentation.UserData) {
	c := s.of(l)
	b, err := p.AppendBinary(nil)
	if c == nil || err != nil {
		return u
	}
	if s.contexts.Simple(osi.FromInitiator) {
		u.Simple = b
		return u
	}
	u.PDVs = []presentation.PDV{{Context: c.ID, Form: presentation.SingleASN1Type, Value: b}}
	return u
}

// external returns user information that is one value of the context for layer l; absent when there
// is none.
func (s *presentationState) external(l osi.Layer, value []byte) acse.UserInformation {
	c := s.of(l)
	if c == nil {
		return nil
	}
	x := acse.External{IndirectReference: osi.Some(c.ID), Encoding: acse.SingleASN1Type, Value: value}
	b, err := x.AppendBinary(nil)
	if err != nil {
		return nil
	}
	return b
}

// names returns the presentation-context-identifier-list of an ARU with the values, X.226 6.4.2.1.
func (s *presentationState) names(list []presentation.PDV) (names []presentation.ContextName) {
	for i := range list {
		c := s.contexts.Lookup(list[i].Context)
		transfer := c.TransferSyntax
		if len(c.Offered) > 0 {
			transfer = c.Offered[0]
		}
		names = append(names, presentation.ContextName{ID: c.ID, TransferSyntax: transfer})
	}
	return names
}
