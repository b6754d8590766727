package validate

import (
	"slices"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/presentation"
	"github.com/osi-go/osi/stack"
)

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

// defined checks that the values are of contexts that are defined. Package presentation holds a CP against its own list.
func (c *conn) defined(u *presentation.UserData, pdu string, b []byte) bool {
	if c.established {
		err := c.contexts.Check(u, pdu)
		if err != nil && c.older.Check(u, pdu) != nil { // data sent before an alteration was known
			return c.fail(osi.Presentation, err, b)
		}
		return true
	}
	return true
}

// abstractSyntax returns that of a context: as defined, or before there is a set, as the CP proposes it. Zero: nobody knows.
func (c *conn) abstractSyntax(id int64) osi.OID {
	if c.established {
		if v, ok := c.contexts.Lookup(id); ok {
			return v.AbstractSyntax
		}
		v, _ := c.older.Lookup(id)
		return v.AbstractSyntax
	}
	if c.cp == nil {
		return osi.OID{}
	}
	v, _ := c.cp.Lookup(id)
	return v.AbstractSyntax
}
