package validate

import (
	"slices"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/presentation"
	"github.com/osi-go/osi/stack"
)

// ssdu judges the user data b of a session service primitive.
func (c *conn) ssdu(dec *decoders, d stack.Direction, primitive presentation.Primitive, b []byte) bool {
	q := &dec.presentation
	q.Tolerated, q.Simple, q.Nominated = 0, c.halves[d].simple, c.contexts.Nominated(c.sideOf(d)) != 0
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
		c.cp = &presentation.Connect{
			Mode: p.Mode, Contexts: c.keepContexts(p.Contexts), Requirements: p.Requirements, Options: p.Options,
			NominatedContext: p.NominatedContext,
		}
		c.proposer = d
		c.setSimple(p.Mode == presentation.X410Mode)
		return c.opening(dec, d, v, x410(p.Mode, p.X410)) && c.values(dec, d, &p.UserData, "CP", b)
	case *presentation.ConnectAccept:
		if !c.contextsAccepted(p, b) {
			return false
		}
		return c.opening(dec, d, v, x410(p.Mode, p.X410)) && c.values(dec, d, &p.UserData, "CPA", b)
	case *presentation.ConnectReject:
		return c.opening(dec, d, v, p.X410) && c.values(dec, d, &p.UserData, "CPR", b)
	case *presentation.AbnormalReleaseUser:
		return c.opening(dec, d, v, p.X410) && c.values(dec, d, &p.UserData, "ARU", b)
	case *presentation.AlterContext:
		if !c.syntaxes(p.Additions, "AC", b) {
			return false
		}
		if c.established {
			set, err := c.contexts.Propose(c.sideOf(d), p)
			if err != nil {
				return c.fail(osi.Presentation, err, b)
			}
			c.contexts = set
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

// sideOf returns the side that sends d.
func (c *conn) sideOf(d stack.Direction) presentation.Side {
	if d == c.proposer {
		return presentation.Initiator
	}
	return presentation.Responder
}
