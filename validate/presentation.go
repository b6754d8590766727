package validate

import (
	"slices"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/acse"
	"github.com/osi-go/osi/presentation"
	"github.com/osi-go/osi/stack"
)

// ssdu judges the user data b of a session service primitive.
func (c *conn) ssdu(dec *decoders, d stack.Direction, primitive presentation.Primitive, b []byte) bool {
	q := &dec.presentation
	q.Tolerated, q.Simple = 0, c.halves[d].simple
	if primitive == presentation.SData {
		v, err := q.Data(primitive, b)
		if err != nil {
			return c.fail(osi.Presentation, err, b)
		}
		c.tolerated |= q.Tolerated
		return c.step(osi.Presentation, d, v, b) && c.values(dec, d, &v.UserData, "TD", b)
	}
	v, err := q.Decode(primitive, b)
	if err != nil {
		return c.fail(osi.Presentation, err, b)
	}
	c.tolerated |= q.Tolerated
	return c.step(osi.Presentation, d, v, b) && c.ppdu(dec, d, v, b)
}

// ppdu follows what is negotiated.
func (c *conn) ppdu(dec *decoders, d stack.Direction, v presentation.PPDU, b []byte) bool {
	c.judgedContext = 0 // the contexts may change
	switch v.(type) {
	case *presentation.AlterContext, *presentation.AlterContextAcknowledge:
		if c.established && c.contexts.Requirements()&presentation.ContextManagement == 0 {
			return c.broke(osi.Presentation, rulePPDUUnit, v.String(), int(c.contexts.Requirements()), int(presentation.ContextManagement), b)
		}
	}
	switch p := v.(type) {
	case *presentation.Connect:
		if !c.contextsProposed(p, b) {
			return false
		}
		c.cp = &presentation.Connect{Mode: p.Mode, Contexts: c.keepContexts(p.Contexts), Requirements: p.Requirements}
		c.setSimple(p.Mode == presentation.X410Mode)
		return c.opening(dec, d, v, p.X410) && c.values(dec, d, &p.UserData, "CP", b)
	case *presentation.ConnectAccept:
		if !c.contextsAccepted(p, b) {
			return false
		}
		return c.opening(dec, d, v, p.X410) && c.values(dec, d, &p.UserData, "CPA", b)
	case *presentation.ConnectReject:
		return c.opening(dec, d, v, p.X410) && c.values(dec, d, &p.UserData, "CPR", b)
	case *presentation.AbnormalReleaseUser:
		return c.opening(dec, d, v, p.X410) && c.values(dec, d, &p.UserData, "ARU", b)
	case *presentation.AlterContext:
		if !c.syntaxes(p.Additions, "AC", b) {
			return false
		}
		c.ac[d] = &presentation.AlterContext{Additions: c.keepContexts(p.Additions), Deletions: slices.Clone(p.Deletions)}
		return c.values(dec, d, &p.UserData, "AC", b)
	case *presentation.AlterContextAcknowledge:
		return c.altered(d, p, b) && c.values(dec, d, &p.UserData, "ACA", b)
	case *presentation.Resynchronize:
		if len(p.Contexts) > 0 {
			c.established = false // restored sets are the protocol machine's
		}
		return c.values(dec, d, &p.UserData, p.String(), b)
	case *presentation.Data:
		if p.Primitive == presentation.STokenPlease && c.cp != nil && c.cp.Mode == presentation.X410Mode {
			return c.opening(dec, d, v, p.UserData.Simple)
		}
		return c.values(dec, d, &p.UserData, p.String(), b)
	case *presentation.UnitData:
		return c.values(dec, d, &p.UserData, "UD", b)
	case *presentation.AbnormalReleaseProvider:
	}
	return true
}

// keepContexts returns a copy of list, and accounts for it.
func (c *conn) keepContexts(list []presentation.Context) []presentation.Context {
	out := slices.Clone(list)
	for i := range out {
		out[i].TransferSyntaxes = slices.Clone(out[i].TransferSyntaxes)
		c.kept += sizeContext + len(out[i].TransferSyntaxes)*sizeOID
	}
	return out
}

// What a context that is proposed takes, roughly, in the lists proposed, defined and used up.
const (
	sizeContext = 256
	sizeOID     = 40
)

func (c *conn) contextsProposed(p *presentation.Connect, b []byte) bool {
	policy := &c.guard.policy
	switch {
	case !allows(policy.CalledPresentations, p.CalledSelector):
		return c.broke(osi.Presentation, ruleCalledPSAP, "CP", 0, 0, b)
	case !allows(policy.CallingPresentations, p.CallingSelector):
		return c.broke(osi.Presentation, ruleCallingPSAP, "CP", 0, 0, b)
	}
	return c.syntaxes(p.Contexts, "CP", b)
}

// syntaxes checks the abstract syntaxes proposed.
func (c *conn) syntaxes(list []presentation.Context, pdu string, b []byte) bool {
	for i := range list {
		if !allowsOID(c.guard.policy.AbstractSyntaxes, list[i].AbstractSyntax) {
			return c.broke(osi.Presentation, ruleSyntax, pdu, int(list[i].ID), 0, b)
		}
	}
	return true
}

func (c *conn) contextsAccepted(p *presentation.ConnectAccept, b []byte) bool {
	if c.cp == nil {
		if c.sessionPhase != anyPhase {
			return c.broke(osi.Presentation, rulePPDUState, "CPA", 0, 0, b)
		}
		c.setSimple(p.Mode == presentation.X410Mode)
		return true
	}
	if p.Mode != c.cp.Mode {
		return c.broke(osi.Presentation, rulePPDUState, "CPA", int(p.Mode), int(c.cp.Mode), b)
	}
	if p.Mode == presentation.X410Mode {
		c.setSimple(true)
		return true
	}
	set, err := presentation.Established(c.cp, p)
	if err != nil {
		return c.fail(osi.Presentation, err, b)
	}
	c.contexts, c.older, c.established = set, set, true
	c.setSimple(set.Simple())
	return true
}

func (c *conn) altered(d stack.Direction, p *presentation.AlterContextAcknowledge, b []byte) bool {
	ac := c.ac[d^1]
	if ac == nil {
		if c.sessionPhase == anyPhase || !c.established {
			return true
		}
		return c.broke(osi.Presentation, rulePPDUState, "ACA", 0, 0, b)
	}
	c.ac[d^1] = nil
	if !c.established {
		return true
	}
	set, err := c.contexts.Alter(ac, p)
	if err != nil {
		return c.fail(osi.Presentation, err, b)
	}
	if most := everDefined * c.guard.policy.Limits.Contexts; set.Defined() > most {
		return c.broke(osi.Presentation, ruleContexts, "ACA", set.Defined(), most, b)
	}
	c.older, c.contexts = c.contexts, set
	c.setSimple(set.Simple())
	return true
}

// everDefined is how many times Limits.Contexts may be defined while an association lasts, deleted ones included.
const everDefined = 64

func (c *conn) setSimple(simple bool) {
	for i := range c.halves {
		c.halves[i].simple = simple
	}
}

// defined checks that the values are of contexts that are defined, or proposed while there is no set yet.
func (c *conn) defined(u *presentation.UserData, pdu string, b []byte) bool {
	if c.established {
		err := c.contexts.Check(u, pdu)
		if err != nil && c.older.Check(u, pdu) != nil { // data sent before an alteration was known
			return c.fail(osi.Presentation, err, b)
		}
		return true
	}
	if c.cp == nil || len(c.cp.Contexts) == 0 || pdu != "CP" {
		return true
	}
	for i := range u.PDVs {
		if c.abstractSyntax(u.PDVs[i].Context) == (osi.OID{}) {
			return c.fail(osi.Presentation, &osi.Error{Rule: ruleProposed, PDU: pdu, Offset: u.PDVs[i].Offset, Got: int(u.PDVs[i].Context)}, b)
		}
	}
	return true
}

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

func (c *conn) abstractSyntax(id int64) osi.OID {
	if c.established {
		if v, ok := c.contexts.Lookup(id); ok {
			return v.AbstractSyntax
		}
		v, _ := c.older.Lookup(id)
		return v.AbstractSyntax
	}
	if c.cp != nil {
		for i := range c.cp.Contexts {
			if c.cp.Contexts[i].ID == id {
				return c.cp.Contexts[i].AbstractSyntax
			}
		}
	}
	return osi.OID{}
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
	for x := range acse.InformationOf(p).All() {
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
