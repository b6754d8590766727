package plp

import (
	"github.com/osi-go/osi"
	"github.com/osi-go/osi/x25"
)

// Receive takes a packet of the peer. p is not kept. The Outcome says what the user is told, and
// has what this end sends by itself: confirmations, RR, REJ, and the answer to an error.
//
// The error is a *StateError for what Annex C calls an error. It is for logs and counters, since
// the reaction is complete: the answer is in Packets, and the state has changed. Packets without
// a meaning in the state, which Annex C discards, are no errors.
func (m *Machine) Receive(p x25.Packet) (Outcome, error) {
	var o Outcome
	if e := m.receive(p, &o); e != nil {
		return o, e
	}
	return o, nil
}

func (m *Machine) receive(p x25.Packet, o *Outcome) *StateError {
	e := eventOf(p.Type())
	h := x25.HeaderOf(p)
	o.Channel = h.LCI
	c := m.channel(h.LCI)
	switch {
	case h.Modulo != m.profile.Modulo:
		e, c, o.Channel = EventGFI, nil, 0
	case e >= EventRestart && e <= EventDiag:
		switch {
		case h.LCI == 0:
		case c == nil:
			e, o.Channel = EventUnassigned, 0
		default:
			e = EventNonZeroLCI
		}
	case c == nil:
		e, o.Channel = EventUnassigned, 0
	case e == EventREJ && !m.mayReceiveReject():
		e = EventNoREJ
	}
	x, at := m.cell(c, e)
	switch x.action() {
	case accept:
		return m.procedure(c, p, e, x.next(), at, o)
	case discard, blank, delegate:
		return nil
	case fault, diagnose, diagnoseDTE:
	}
	if c != nil && (e == EventResetConf && at == D1 && c.has(resetsCollided) || e == EventClearConf && c.has(clearsCollided)) {
		c.flags &^= resetsCollided | clearsCollided // the Linux kernel confirms what has collided
		return nil
	}
	err := typeError(ruleOf(at, x.diagnostic()), at, e, p)
	m.react(x.action(), at, c, o, x.diagnostic(), p, nil)
	return err
}

// cell returns the cell of an event, and the state that it stands in.
func (m *Machine) cell(c *channel, e Event) (cell, State) {
	rows := &table[m.side][e]
	at := m.state
	if c == nil || rows[at].action() != delegate {
		return rows[at], at
	}
	if at = c.state; c.has(isPermanent) {
		at = c.reset
	}
	if rows[at].action() == delegate {
		at = c.reset
	}
	return rows[at], at
}

// react does what a cell asks for about a fault. A DIAGNOSTIC explains p or, without one, the
// octets b. It never explains another one, to which its receiver would answer in the same way.
func (m *Machine) react(a action, at State, c *channel, o *Outcome, d x25.Diagnostic, p x25.Packet, b []byte) {
	switch {
	case a == diagnose, a == diagnoseDTE && m.profile.BetweenDTEs:
		if p != nil {
			b = m.explain(p)
		}
		if !isDiagnostic(b) {
			m.pushDiagnostic(o, d, b)
		}
	case a != fault:
	case at <= R3:
		m.restart(o, d)
	case at <= P7:
		m.clear(c, o, d)
	default:
		m.resetChannel(c, o, d)
	}
}

// isDiagnostic reports whether b begins as a DIAGNOSTIC, of any modulo.
func isDiagnostic(b []byte) bool {
	return len(b) >= 3 && lciOf(b) == 0 && b[2] == byte(x25.TypeDiagnostic)
}

// procedure is the normal procedure for a packet that the table accepts.
func (m *Machine) procedure(c *channel, p x25.Packet, e Event, next, at State, o *Outcome) *StateError {
	if c != nil {
		c.flags &^= resetsCollided | clearsCollided
	}
	switch p := p.(type) {
	case *x25.Data:
		return m.receiveData(c, p, o)
	case *x25.ReceiveReady:
		return m.receiveReady(c, p.PR, EventRR, x25.TypeRR, o)
	case *x25.ReceiveNotReady:
		return m.receiveReady(c, p.PR, EventRNR, x25.TypeRNR, o)
	case *x25.Reject:
		return m.receiveReject(c, p, o)
	case *x25.Interrupt:
		return m.receiveInterrupt(c, o)
	case *x25.InterruptConfirmation:
		return m.receiveInterruptConfirmation(c, o)
	case *x25.CallRequest:
		return m.receiveCall(c, p, next, at, o)
	case *x25.CallAccepted:
		return m.receiveAccepted(c, p, at, o)
	case *x25.ClearRequest:
		return m.receiveClear(c, p, next, at, o)
	case *x25.ClearConfirmation:
		o.stop(&c.timers, allTimers)
		c.ready(&m.permanent)
		o.Indications |= IndClearConfirmed
	case *x25.ResetRequest:
		m.receiveReset(c, next, o)
	case *x25.ResetConfirmation:
		o.stop(&c.timers, allTimers)
		c.restart()
		o.Indications |= IndResetConfirmed
	default:
		return m.receiveInterface(p, e, next, o)
	}
	return nil
}

// receiveInterface takes the packets of LCI 0.
func (m *Machine) receiveInterface(p x25.Packet, e Event, next State, o *Outcome) *StateError {
	switch p := p.(type) {
	case *x25.RestartRequest:
		m.receiveRestart(p, next, o)
	case *x25.RestartConfirmation:
		o.stop(&m.timers, timerSet(m.ownTimers().tRestart))
		m.state = R1
		m.decide(DTE)
		o.Indications |= IndInterfaceReady
	case *x25.DiagnosticPacket:
		o.Indications |= IndDiagnosed
	case *x25.RegistrationRequest:
		return m.receiveRegistration(p, e, o)
	case *x25.RegistrationConfirmation:
		return m.receiveRegistered(p, e, o)
	}
	return nil
}

func (m *Machine) receiveRestart(p *x25.RestartRequest, next State, o *Outcome) {
	m.clearChannels(o)
	if next == R1 { // both have sent one: that of the peer confirms, X.25 3.3.3
		o.stop(&m.timers, timerSet(m.ownTimers().tRestart))
		m.state = R1
		o.Indications |= IndInterfaceReady
		if m.profile.SideByRestart {
			m.sideOpen = true
			o.Indications |= IndSideOpen
		}
		return
	}
	m.state = next
	if side := DTE; m.profile.SideByRestart {
		if p.Cause == x25.RestartDTE || p.Cause >= x25.RestartDTEPrivate {
			side = DCE
		}
		m.decide(side)
		m.state = m.peerStates().restart
	}
	if m.profile.Manual&ManualRestart == 0 {
		m.lent.restarted = x25.RestartConfirmation{Header: m.Header(0)}
		m.push(o, &m.lent.restarted)
		m.state = R1
		o.Indications |= IndInterfaceReady
	}
}

// decide is what a restart says of the Side, ISO/IEC 8208 4.5.
func (m *Machine) decide(s Side) {
	if m.profile.SideByRestart {
		m.side, m.sideOpen = s, false
	}
}

func (m *Machine) receiveReset(c *channel, next State, o *Outcome) {
	o.stop(&c.timers, allTimers)
	c.restart()
	if next == D1 { // both have sent one: that of the peer confirms, X.25 4.4.3.3
		c.flags |= resetsCollided
		o.Indications |= IndResetConfirmed
		return
	}
	o.Indications |= IndReset
	c.reset = next
	if m.profile.Manual&ManualReset == 0 {
		c.reset = D1
		m.lent.resetDone = x25.ResetConfirmation{Header: m.Header(o.Channel)}
		m.push(o, &m.lent.resetDone)
	}
}

// refuse reacts to a packet that the state accepts and that is at fault in itself: the row FORMAT.
func (m *Machine) refuse(c *channel, at State, e Event, o *Outcome, err error) *StateError {
	f := osi.AsError(err)
	x := table[m.side][EventFormat][at]
	m.react(x.action(), at, c, o, x25.Diagnostic(f.Reason), nil, nil)
	return &StateError{Err: f, Channel: o.Channel, State: at, Event: e}
}

// flaw is refuse in d1, for a rule of this package.
func (m *Machine) flaw(c *channel, e Event, o *Outcome, r *osi.Rule, t x25.Type, off, got, want int) *StateError {
	return m.refuse(c, D1, e, o, fail(r, t, off, got, want))
}
