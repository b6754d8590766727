package validate

import (
	"github.com/osi-go/osi"
	"github.com/osi-go/osi/presentation"
	"github.com/osi-go/osi/session"
	"github.com/osi-go/osi/stack"
)

// tsdu judges one TSDU.
func (c *conn) tsdu(dec *decoders, d stack.Direction, b []byte) bool {
	if c.guard.policy.Top < osi.Session {
		return true
	}
	h := &c.halves[d]
	s := &dec.session
	s.Tolerated, s.Version, s.SerialDigits, s.Extended = 0, c.version, c.serialDigits, h.extended
	spdus, err := s.TSDU(b)
	if err != nil {
		return c.fail(osi.Session, err, b)
	}
	c.tolerated |= s.Tolerated
	if h.maxTSDU > 0 && len(b) > h.maxTSDU {
		return c.broke(osi.Session, ruleTSDUSize, spdus[0].String(), len(b), h.maxTSDU, b)
	}
	if len(spdus) == 2 { // nearly always: the GT or PT in front comes last
		return c.spdu(dec, d, spdus[1], b) && c.spdu(dec, d, spdus[0], b)
	}
	for p := range session.ProcessingOrder(spdus) {
		if !c.spdu(dec, d, p, b) {
			return false
		}
	}
	return true
}

// spdu takes one SPDU of TSDU b.
func (c *conn) spdu(dec *decoders, d stack.Direction, p session.SPDU, b []byte) bool {
	t := p.Type()
	if t == session.TypeAE { // or what continues a MAP
		t = c.halves[d].ssdu.TypeOf(p)
	}
	if !c.mayFollow(d, t) {
		return c.broke(osi.Session, ruleSPDUState, p.String(), int(t), int(c.sessionPhase), b)
	}
	if !c.agreed(d, t, p, b) || !c.step(osi.Session, d, p, b) {
		return false
	}
	switch p := p.(type) {
	case *session.Connect:
		if !c.proposed(d, p, b) {
			return false
		}
	case *session.OverflowAccept:
		if !c.overflow(p, b) {
			return false
		}
	case *session.Accept:
		if p.Enclosure.Begins() && !c.accepted(p, b) {
			return false
		}
	case *session.Refuse:
		if err := session.CheckRefusal(c.oa, p); err != nil {
			return c.fail(osi.Session, err, b)
		}
	}
	h := &c.halves[d]
	whole, err := h.ssdu.Add(p)
	switch {
	case err != nil:
		return c.fail(osi.Session, err, b)
	case whole == nil:
		return true
	}
	data := whole.SSDU()
	if (len(data) > 0 || t == session.TypeCN || t == session.TypeAC) && c.guard.policy.Top > osi.Session { // those have a CP or CPA, X.226 8.2
		if primitive, ok := stack.PrimitiveOf(whole); ok && !c.ssdu(dec, d, primitive, data) {
			return false
		}
	}
	if h.ssdu.Held() > keep && !h.ssdu.Pending() {
		h.ssdu.Reset()
	}
	if session.Voids(p) {
		c.halves[d^1].ssdu.Void(p)
	}
	c.after(d, t)
	return true
}

// primitive takes the user data b of the session service primitive p, where there is no session layer.
func (c *conn) primitive(dec *decoders, d stack.Direction, p presentation.Primitive, b []byte) bool {
	t := stack.TypeOf(p)
	if t == session.TypeNone || !c.mayFollow(d, t) {
		return c.broke(osi.Presentation, rulePPDUState, p.String(), int(p), 0, b)
	}
	if t == session.TypeCN {
		c.associate(d)
	}
	if len(b) > c.guard.policy.Limits.SSDU {
		return c.broke(osi.Presentation, ruleSSDU, p.String(), len(b), c.guard.policy.Limits.SSDU, b)
	}
	if !c.ssdu(dec, d, p, b) {
		return false
	}
	c.after(d, t)
	return true
}

// mayFollow reports whether an SPDU of type t may be sent by d in the phase: X.225 Annex A, as far as that goes.
func (c *conn) mayFollow(d stack.Direction, t session.Type) bool {
	switch c.sessionPhase {
	case anyPhase:
		return true
	case idle: // only who has set up the transport connection sends CN, X.225 6.1.4
		return t == session.TypeCN && (c.cr == nil || d == c.caller) || t == session.TypeAB || t == session.TypeAA
	case calling:
		switch t {
		case session.TypeAB, session.TypePR:
			return true
		case session.TypeCDO:
			return d == c.sessionCaller && (c.cn == nil || c.oa != nil)
		case session.TypeOA:
			return d != c.sessionCaller && c.oa == nil
		case session.TypeAC:
			return d != c.sessionCaller && !c.halves[c.sessionCaller].ssdu.Pending()
		case session.TypeRF:
			return d != c.sessionCaller
		default:
			return false
		}
	case connected:
		switch t {
		case session.TypeCN, session.TypeAC, session.TypeRF, session.TypeOA, session.TypeCDO:
			return false
		case session.TypeDN, session.TypeNF:
			return !c.selected || c.finishing[d^1] // half a conversation tells nothing
		default:
			return t < session.TypeUD // the short forms have connections of their own
		}
	case ending:
		return t < session.TypeUD && (d != c.sessionEnder || t == session.TypeAB)
	}
	return false
}

// agreed reports whether p fits what CN and AC have selected for d.
func (c *conn) agreed(d stack.Direction, t session.Type, p session.SPDU, b []byte) bool {
	if !c.selected || c.sessionPhase != connected {
		return true
	}
	if u := t.Units(); u != 0 && u&c.units == 0 {
		return c.broke(osi.Session, ruleUnit, p.String(), int(c.units), int(u), b)
	}
	var tokens osi.Opt[session.Tokens]
	var enclosure session.Enclosure
	switch p := p.(type) {
	case *session.GiveTokens:
		tokens = p.Tokens
	case *session.PleaseTokens:
		tokens = p.Tokens
	case *session.DataTransfer:
		enclosure = p.Enclosure
	case *session.TypedData:
		enclosure = p.Enclosure
	default:
		return true
	}
	segmenting := c.halves[d].maxTSDU > 0 && (t == session.TypeDT || t == session.TypeTD)
	switch {
	case tokens.Present && tokens.Value&^c.units.Tokens() != 0:
		return c.broke(osi.Session, ruleTokens, p.String(), int(tokens.Value), int(c.units.Tokens()), b)
	case segmenting != (enclosure != session.EnclosureNone):
		return c.broke(osi.Session, ruleSegmenting, p.String(), max(0, int(enclosure)-1), 0, b)
	}
	return true
}

// after moves the phase on.
func (c *conn) after(d stack.Direction, t session.Type) {
	switch t {
	case session.TypeAC:
		c.sessionPhase = connected
	case session.TypeFN:
		c.finishing[d] = true
	case session.TypeNF:
		c.finishing[d^1] = false
	case session.TypeDN:
		if c.finishing[d^1] = false; !c.finishing[d] && c.sessionPhase != anyPhase { // else both have sent FN, and both send DN
			c.sessionPhase = idle
		}
	case session.TypeRF, session.TypeAA: // the transport connection may be used again
		if c.sessionPhase != anyPhase {
			c.sessionPhase = idle
		}
	case session.TypeAB:
		if c.sessionPhase != anyPhase {
			c.sessionPhase, c.sessionEnder = ending, d
		}
	default: // the phase stays
	}
}

func (c *conn) proposed(d stack.Direction, p *session.Connect, b []byte) bool {
	policy := &c.guard.policy
	if err := session.CheckProposal(p); err != nil {
		return c.fail(osi.Session, err, b)
	}
	switch {
	case !allows(policy.CalledSessions, p.CalledSelector):
		return c.broke(osi.Session, ruleCalledSSAP, "CN", 0, 0, b)
	case !allows(policy.CallingSessions, p.CallingSelector):
		return c.broke(osi.Session, ruleCallingSSAP, "CN", 0, 0, b)
	}
	c.associate(d)
	data, ignored := p.UserData, p.Ignored
	p.UserData, p.Ignored = nil, nil
	cn := p.Clone()
	p.UserData, p.Ignored = data, ignored
	c.cn = &cn
	c.kept = len(b) - len(data)
	return true
}

func (c *conn) overflow(p *session.OverflowAccept, b []byte) bool {
	if c.cn == nil {
		return true
	}
	if err := session.CheckOverflow(c.cn, p); err != nil {
		return c.fail(osi.Session, err, b)
	}
	oa := p.Clone()
	c.oa = &oa
	return true
}

// associate begins the connection that d asks for, and forgets the one before.
func (c *conn) associate(d stack.Direction) {
	c.sessionPhase, c.sessionCaller = calling, d
	c.finishing = [2]bool{}
	c.version, c.serialDigits, c.units, c.selected, c.judgedContext, c.kept = 0, 0, 0, false, 0, 0
	c.cn, c.oa, c.cp, c.ac, c.contexts, c.older, c.established, c.acseContext = nil, nil, nil, [2]*presentation.AlterContext{}, presentation.ContextSet{}, presentation.ContextSet{}, false, 0
	for i := range c.halves {
		c.halves[i].maxTSDU, c.halves[i].extended, c.halves[i].simple = 0, false, false
		c.halves[i].ssdu.Reset()
	}
}

func (c *conn) accepted(p *session.Accept, b []byte) bool {
	if c.cn == nil {
		return true
	}
	n, err := session.Negotiate(c.cn, c.oa, p)
	if err != nil && c.guard.policy.Tolerate&osi.SurplusSerial != 0 {
		without := *p
		without.InitialSerial, without.SecondInitialSerial = nil, nil
		if again, other := session.Negotiate(c.cn, c.oa, &without); other == nil {
			n, err = again, nil
			c.tolerated |= osi.SurplusSerial
		}
	}
	if err != nil {
		return c.fail(osi.Session, err, b)
	}
	to := c.sessionCaller ^ 1 // the responder's direction
	from := &c.halves[c.sessionCaller]
	back := &c.halves[to]
	from.extended, back.extended = n.ExtendedToResponder, n.ExtendedToInitiator
	from.maxTSDU, back.maxTSDU = int(n.TSDUSize.ToResponder), int(n.TSDUSize.ToInitiator)
	c.finishing = [2]bool{}
	c.version, c.serialDigits, c.units, c.selected = n.Version, n.SerialDigits, n.Units, true
	return true
}
