package plp

import (
	"slices"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/x25"
)

// receiveCall takes a CALL in P1, or one that collides with a call of this end.
func (m *Machine) receiveCall(c *channel, p *x25.CallRequest, next, at State, o *Outcome) *StateError {
	if next == P5 && m.side == DTE { // its own call goes on, and that of the DCE is ignored: X.25 4.1.6
		c.state = P5
		return nil
	}
	if f := m.subscribed(p, m.side == DCE); f != nil {
		if next == P5 {
			o.Indications |= IndCollided
		}
		return m.refuse(c, at, EventCall, o, f)
	}
	if next == P5 {
		o.Indications |= IndCollided
		o.stop(&c.timers, allTimers)
	}
	c.propose(p, false, m.defaults)
	c.state = next
	o.Indications |= IndCalled
	return nil
}

// receiveAccepted takes the answer to a call of this end.
func (m *Machine) receiveAccepted(c *channel, p *x25.CallAccepted, at State, o *Outcome) *StateError {
	if f := m.answers(c, p, m.side == DCE); f != nil {
		return m.refuse(c, at, EventCallAcc, o, f)
	}
	o.stop(&c.timers, allTimers)
	o.Indications |= IndConnected
	return nil
}

// answers opens the call that p answers, if it agrees with that call and with the subscription.
// fromDTE says who sends p.
func (m *Machine) answers(c *channel, p *x25.CallAccepted, fromDTE bool) error {
	var buf [16]byte
	call := c.proposal(&buf)
	if err := p.Agrees(&call); err != nil {
		return err
	}
	if f := m.facilities(p.Facilities, &p.Addresses, x25.TypeCallAccepted, fromDTE); f != nil {
		return f
	}
	c.accepted(p, &call)
	return nil
}

// receiveClear takes a CLEAR that ends the call, or confirms a CLEAR of this end.
func (m *Machine) receiveClear(c *channel, p *x25.ClearRequest, next, at State, o *Outcome) *StateError {
	if next == P1 {
		o.stop(&c.timers, allTimers)
		c.ready(&m.permanent)
		c.flags |= clearsCollided
		o.Indications |= IndClearConfirmed
		return nil
	}
	if err := m.clears(c, p, m.side == DCE); err != nil {
		return m.refuse(c, at, EventClear, o, err)
	}
	if at != P1 {
		o.Indications |= IndCleared
	}
	o.stop(&c.timers, allTimers)
	c.restart()
	c.state = next
	if m.profile.Manual&ManualClear == 0 {
		c.ready(&m.permanent)
		m.lent.cleared = x25.ClearConfirmation{Header: m.Header(o.Channel)}
		m.push(o, &m.lent.cleared)
	}
	return nil
}

// clears checks a CLEAR against the call that it ends and the subscription. In P5 a DTE does not
// know of the fast select of the other call, so that it may end either.
func (m *Machine) clears(c *channel, p *x25.ClearRequest, fromDTE bool) error {
	var buf [16]byte
	var call *x25.CallRequest
	if c.has(hasCall) {
		proposal := c.proposal(&buf)
		call = &proposal
	}
	if err := p.Agrees(call); err != nil && c.state != P5 {
		return err
	}
	if f := m.facilities(p.Facilities, &p.Addresses, x25.TypeClearRequest, fromDTE); f != nil {
		return f
	}
	called := P2
	if fromDTE {
		called = P3
	}
	return mayDeflect(p, c.state == called || c.state == P5)
}

// mayDeflect checks that only a CLEAR that answers a call selects call deflection, X.25 6.25.
func mayDeflect(p *x25.ClearRequest, answers bool) error {
	e, ok := p.Facilities.Find(x25.CodeDeflection)
	if !ok || answers {
		return nil
	}
	return fail(ruleDeflect, p.Type(), facilityOffset(&p.Addresses, p.Type())+e.Offset, int(e.Octet), 0)
}

// subscribed checks a CALL against what the interface has subscribed to. outgoing says that the DTE
// sends it. It returns an untyped nil where nothing is at fault.
func (m *Machine) subscribed(p *x25.CallRequest, outgoing bool) error {
	const t = x25.TypeCallRequest
	s := &m.profile
	oneWay, barred := s.Outgoing, s.IncomingBarred
	if outgoing {
		oneWay, barred = s.Incoming, s.OutgoingBarred
	}
	switch {
	case oneWay.has(p.LCI):
		return fail(ruleOneWay, t, 1, int(p.LCI), 0)
	case barred:
		return fail(ruleBarred, t, 2, int(t), 0)
	}
	if err := m.facilities(p.Facilities, &p.Addresses, t, outgoing); err != nil {
		return err
	}
	at := facilityOffset(&p.Addresses, t)
	if e, ok := p.Facilities.Find(x25.CodeReverseCharging); ok && !outgoing {
		options, _ := e.CallOptions()
		switch {
		case s.NoFastSelect && options.FastSelect != x25.NoFastSelect:
			return fail(ruleFast, t, at+e.Offset+1, int(e.Value[0]), 0)
		case s.NoReverseCharging && options.ReverseCharging:
			return fail(ruleReverse, t, at+e.Offset+1, int(e.Value[0]), 0)
		}
	}
	if s.Groups == nil {
		return nil
	}
	for e, err := range p.Facilities.All() {
		if err != nil {
			return osi.Rebase(err, t.String(), at)
		}
		if g, ok := e.ClosedUserGroup(); ok && !m.member(g) {
			return fail(ruleGroup, t, at+e.Offset+1, int(g.Index), 0)
		}
	}
	return nil
}

// member reports whether the DTE belongs to a closed user group. Whether the call may leave the
// group, and in how many digits its index is said, makes no other group.
func (m *Machine) member(g x25.ClosedUserGroup) bool {
	return slices.ContainsFunc(m.profile.Groups, func(own x25.ClosedUserGroup) bool { return own.Index == g.Index && own.Bilateral == g.Bilateral })
}

// facilityOffset returns the offset of the facility field in a packet of type t. The caller knows
// that there is one.
func facilityOffset(a *x25.Addresses, t x25.Type) int {
	at := 3 + 1 + (a.Called.Len()+a.Calling.Len()+1)/2 + 1
	if a.TOANPI {
		at++ // two octets of address lengths
	}
	if t == x25.TypeClearRequest {
		at += 2 // cause and diagnostic
	}
	return at
}

// facilities checks addresses and facilities of a packet about a call against the subscription.
func (m *Machine) facilities(f x25.FacilityField, a *x25.Addresses, t x25.Type, fromDTE bool) error {
	s := &m.profile
	if a.TOANPI && !s.TOANPI {
		return fail(ruleTOANPI, t, 0, 8, 0)
	}
	if len(f) == 0 {
		return nil
	}
	at := facilityOffset(a, t)
	if !s.AnyFacility {
		sender := osi.DCE
		switch {
		case s.BetweenDTEs:
			sender = osi.AnySide
		case fromDTE:
			sender = osi.DTE
		}
		if err := f.Permitted(t, sender); err != nil {
			return osi.Rebase(err, t.String(), at)
		}
	}
	for _, c := range [...]struct {
		code   x25.FacilityCode
		refuse bool
		rule   *osi.Rule
	}{
		{x25.CodePacketSize, s.FixedFlow, ruleFlow},
		{x25.CodeWindowSize, s.FixedFlow, ruleFlow},
		{x25.CodeThroughput, s.FixedThroughput, ruleThrough},
		{x25.CodeThroughputExtended, s.FixedThroughput, ruleThrough},
	} {
		if !c.refuse {
			continue
		}
		if e, ok := f.Find(c.code); ok {
			return fail(c.rule, t, at+e.Offset, int(e.Octet), 0)
		}
	}
	return nil
}
