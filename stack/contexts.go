package stack

import (
	"slices"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/acse"
	"github.com/osi-go/osi/internal/octets"
	"github.com/osi-go/osi/presentation"
	"github.com/osi-go/osi/presentation/ppm"
)

// The bits of the Mark of a context: it is set, its transfer syntax is a form of BER, and the layer
// that decodes its values.
const (
	marked    = 1 << 7
	markBER   = 1 << 6
	markLayer = markBER - 1
)

// markOf returns the Mark of c.
func markOf(c *ppm.Context) uint8 {
	if c.Mark == 0 {
		c.Mark = marked | octets.Low8(uint64(LayerOf(c.AbstractSyntax)))
		if encodesBER(&c.TransferSyntax) {
			c.Mark |= markBER
		}
	}
	return c.Mark
}

// layerOf returns the layer that decodes the values of c; 0 for an application's own.
func layerOf(c *ppm.Context) osi.Layer { return osi.Layer(markOf(c) & markLayer) }

// inBER reports whether the transfer syntax selected for c is a form of BER.
func inBER(c *ppm.Context) bool { return markOf(c)&markBER != 0 }

// of returns a proposed or defined context for layer l; nil if there is none.
func (s *presentationState) of(l osi.Layer) *ppm.Context {
	for c := range s.contexts.All() {
		if layerOf(c) == l && s.contexts.Defined(c) {
			return c
		}
	}
	return nil
}

// serves reports whether a context for APDUs of layer l is proposed or defined.
func (s *presentationState) serves(l osi.Layer) bool {
	return s.of(l) != nil || layerOf(s.contexts.Default()) == l
}

// applicationsInBER reports whether a context of an application is in a form of BER, or none is
// proposed or defined.
func (s *presentationState) applicationsInBER() bool {
	none := true
	for c := range s.contexts.All() {
		if layerOf(c) == 0 && s.contexts.Defined(c) {
			if inBER(c) {
				return true
			}
			none = false
		}
	}
	return none
}

// userData returns p of layer l as user data: a value of the context for the layer. It is absent if
// there is no such context.
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

// readable returns results that accept the contexts proposed for ACSE and RTSE, whose values a CPR
// then may have, X.226 6.2.4.10.
func (s *presentationState) readable() (list []presentation.Result) {
	for c := range s.contexts.All() {
		r := presentation.Result{Outcome: presentation.UserRejection}
		if i := slices.IndexFunc(c.Offered, func(o osi.OID) bool { return encodesBER(&o) }); i >= 0 && layerOf(c) != 0 {
			r = presentation.Result{TransferSyntax: c.Offered[i]}
		}
		list = append(list, r)
	}
	return list
}

// external returns user information that is one value of the context for layer l. It is absent if
// there is no such context.
func (s *presentationState) external(l osi.Layer, value []byte) acse.UserInformation {
	c := s.of(l)
	if c == nil {
		return nil
	}
	x := acse.External{IndirectReference: osi.Some(c.ID), Form: acse.SingleASN1Type, Value: value}
	b, err := x.AppendBinary(nil)
	if err != nil {
		return nil
	}
	return b
}

// nameOf returns c as an item of the presentation-context-identifier-list of an ARU, X.226 6.4.2.1.
func nameOf(c *ppm.Context) presentation.ContextName {
	name := presentation.ContextName{ID: c.ID, TransferSyntax: c.TransferSyntax}
	if !selected(c) {
		name.TransferSyntax = c.Offered[0]
	}
	return name
}
