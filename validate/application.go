package validate

import (
	"github.com/osi-go/osi"
	"github.com/osi-go/osi/acse"
	"github.com/osi-go/osi/presentation"
	"github.com/osi-go/osi/stack"
)

// values judges the presentation data values of a PPDU.
func (c *conn) values(dec *decoders, d stack.Direction, u *presentation.UserData, pdu string, b []byte) bool {
	if !c.defined(u, pdu, b) {
		return false
	}
	if c.guard.policy.Top < osi.ACSE {
		return true
	}
	for i := range u.PDVs {
		v := &u.PDVs[i]
		if v.Form != presentation.SingleASN1Type {
			continue
		}
		if v.Context != c.judgedContext {
			c.judgedContext, c.judgedAs = v.Context, stack.LayerOf(c.abstractSyntax(v.Context))
		}
		switch c.judgedAs {
		case osi.ACSE:
			c.acseContext = v.Context
			if !c.acse(dec, d, v.Value) {
				return false
			}
		case osi.RTSE:
			if !c.rtse(dec, d, v.Value) {
				return false
			}
		default: // an application's own
		}
	}
	return true
}

// acse judges an APDU of ACSE.
func (c *conn) acse(dec *decoders, d stack.Direction, b []byte) bool {
	dec.acse.Tolerated = 0
	p, err := dec.acse.Decode(b)
	if err != nil {
		return c.fail(osi.ACSE, err, b)
	}
	c.tolerated |= dec.acse.Tolerated
	if !c.step(osi.ACSE, d, p, b) {
		return false
	}
	switch p := p.(type) {
	case *acse.AssociateRequest:
		if !allowsOID(c.guard.policy.ApplicationContexts, p.ApplicationContext) {
			return c.broke(osi.ACSE, ruleApplication, "AARQ", 0, 0, b)
		}
	case *acse.AssociateResponse:
		if !allowsOID(c.guard.policy.ApplicationContexts, p.ApplicationContext) {
			return c.broke(osi.ACSE, ruleApplication, "AARE", 0, 0, b)
		}
	}
	information, _ := acse.InformationOf(p)
	for x := range information.All() {
		if x.Encoding == acse.SingleASN1Type && stack.LayerOf(c.abstractSyntax(x.IndirectReference.Or(0))) == osi.RTSE && !c.rtse(dec, d, x.Value) {
			return false
		}
	}
	return true
}

// rtse judges an APDU of RTSE in normal mode.
func (c *conn) rtse(dec *decoders, d stack.Direction, b []byte) bool {
	dec.rtse.Tolerated = 0
	p, err := dec.rtse.Decode(b)
	if err != nil {
		return c.fail(osi.RTSE, err, b)
	}
	c.tolerated |= dec.rtse.Tolerated
	return c.step(osi.RTSE, d, p, b)
}

// x410 returns the x410-mode-parameters of a CP or CPA: X.226 lets them be absent, X.228 does not.
func x410(m presentation.Mode, b []byte) []byte {
	if m == presentation.X410Mode && b == nil {
		return []byte{}
	}
	return b
}

// opening judges the APDU of RTSE that a PPDU has in X.410-1984 mode; else b is nil.
func (c *conn) opening(dec *decoders, d stack.Direction, carrier presentation.PPDU, b []byte) bool {
	if b == nil || c.guard.policy.Top < osi.RTSE {
		return true
	}
	dec.rtse.Tolerated = 0
	p, err := stack.DecodeX410(&dec.rtse, carrier, b)
	if err != nil {
		return c.fail(osi.RTSE, err, b)
	}
	c.tolerated |= dec.rtse.Tolerated
	return c.step(osi.RTSE, d, p, b)
}
