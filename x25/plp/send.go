package plp

import (
	"github.com/osi-go/osi"
	"github.com/osi-go/osi/x25"
)

// Send checks that p may be sent now, and notes that it is sent: a CALL is a request to call, a
// CALL-ACC or CLEAR its answer, and so on. Packets of an Outcome are noted already. p is not kept.
// The error is a *StateError, and nothing has changed then.
//
// Send does not check what the encoder of p checks. P(S) and P(R) of DATA must be those of
// [Machine.Numbers]; P(R) may be less with ManualReceipt. Send is [Machine.Request] for a caller
// that takes the timers from [Machine.Timers].
func (m *Machine) Send(p x25.Packet) error {
	_, err := m.Request(p)
	return err
}

// Request is [Machine.Send] and returns the timers to be started and stopped. Its Outcome has no
// packets: p is what is sent.
func (m *Machine) Request(p x25.Packet) (Outcome, error) {
	var o Outcome
	if e := m.request(p, &o); e != nil {
		return Outcome{}, e
	}
	return o, nil
}

func (m *Machine) request(p x25.Packet, o *Outcome) *StateError {
	h := x25.HeaderOf(p)
	e := eventOf(p.Type()) | EventSend
	o.Channel = h.LCI
	if h.Modulo != m.profile.Modulo {
		return typeError(ruleModulo, m.state, e, p)
	}
	if base := e &^ EventSend; base >= EventRestart && base <= EventDiag {
		if h.LCI != 0 {
			return typeError(ruleLCI, m.state, e, p)
		}
		return m.requestInterface(p, e, o)
	}
	c := m.channel(h.LCI)
	if c == nil {
		return typeError(ruleUnassigned, m.state, e, p)
	}
	at := m.stateOf(c)
	if at <= R3 {
		return turnError(at, e, p)
	}
	switch p := p.(type) {
	case *x25.CallRequest, *x25.CallAccepted, *x25.ClearRequest, *x25.ClearConfirmation:
		if c.has(isPermanent) {
			return typeError(rulePermanent, at, e, p)
		}
		return m.requestCall(c, p, e, o)
	case *x25.ResetRequest:
		if at == D1 || at == m.ownStates().reset && !c.timers.Has(m.ownTimers().tReset) {
			m.beginReset(c, o, uint8(p.Cause), uint8(p.Diagnostic.Value))
			return nil
		}
	case *x25.ResetConfirmation:
		if at == m.peerStates().reset {
			c.restart()
			return nil
		}
	default:
		if at == D1 {
			return m.requestTransfer(c, p, e, o)
		}
	}
	return turnError(at, e, p)
}

// requestInterface is request for the packets of LCI 0.
func (m *Machine) requestInterface(p x25.Packet, e Event, o *Outcome) *StateError {
	switch p := p.(type) {
	case *x25.RestartRequest:
		own := m.ownStates().restart
		if m.state == R1 || m.state == own && !m.timers.Has(m.ownTimers().tRestart) {
			m.beginRestart(o, uint8(p.Cause), uint8(p.Diagnostic.Value))
			return nil
		}
	case *x25.RestartConfirmation:
		if m.state == m.peerStates().restart {
			m.state = R1
			o.Indications |= IndInterfaceReady
			return nil
		}
	case *x25.DiagnosticPacket:
		if m.side == DCE || m.profile.BetweenDTEs {
			return nil
		}
		return typeError(ruleType, m.state, e, p)
	case *x25.RegistrationRequest:
		return m.requestRegistration(p, e, o)
	case *x25.RegistrationConfirmation:
		return m.requestRegistered(p, e)
	}
	return turnError(m.state, e, p)
}

// requestCall is request for what sets up and clears calls.
func (m *Machine) requestCall(c *channel, p x25.Packet, e Event, o *Outcome) *StateError {
	var err error
	switch p := p.(type) {
	case *x25.CallRequest:
		switch {
		case c.state != P1:
			return turnError(c.state, e, p)
		case m.sideOpen:
			return typeError(ruleRole, P1, e, p)
		case m.registering && m.side == DTE:
			return typeError(ruleRegister, P1, e, p)
		}
		if err = m.subscribed(p, m.side == DTE); err == nil {
			c.propose(p, true, m.defaults)
			c.state = m.ownStates().call
			o.start(&c.timers, m.ownTimers().tCall)
		}
	case *x25.CallAccepted:
		if c.state != m.peerStates().call && (c.state != P5 || m.side == DTE) {
			return turnError(c.state, e, p)
		}
		err = m.answers(c, p, m.side == DTE)
	case *x25.ClearRequest:
		if c.state == m.peerStates().clear || c.state == m.ownStates().clear && c.timers.Has(m.ownTimers().tClear) {
			return turnError(c.state, e, p)
		}
		if err = m.clears(c, p, m.side == DTE); err == nil {
			m.beginClear(c, o, uint8(p.Cause), uint8(p.Diagnostic.Value))
		}
	case *x25.ClearConfirmation:
		if c.state != m.peerStates().clear {
			return turnError(c.state, e, p)
		}
		c.ready(&m.permanent)
	}
	if err != nil {
		return &StateError{Err: osi.AsError(err), Channel: o.Channel, State: c.state, Event: e}
	}
	return nil
}

// requestTransfer is request for what is sent in d1.
func (m *Machine) requestTransfer(c *channel, p x25.Packet, e Event, o *Outcome) *StateError {
	t := p.Type()
	switch p := p.(type) {
	case *x25.Data:
		return m.sendData(c, p, o)
	case *x25.ReceiveReady:
		if err := m.sendReceipt(c, p.PR, e, t, o); err != nil {
			return err
		}
		c.set(ownNotReady, false)
	case *x25.ReceiveNotReady:
		if err := m.sendReceipt(c, p.PR, e, t, o); err != nil {
			return err
		}
		c.set(ownNotReady, true)
	case *x25.Reject:
		if !m.maySendReject() {
			return typeError(ruleNoReject, D1, e, p)
		}
		if p.PR != c.vr || c.has(rejecting) {
			return stateError(ruleReject, o.Channel, D1, e, t, dataHeader(m.profile.Modulo)-1, int(p.PR), int(c.vr))
		}
		if err := m.sendReceipt(c, p.PR, e, t, o); err != nil {
			return err
		}
		c.set(ownNotReady, false)
		c.flags |= rejecting
		c.retries = 0
		o.start(&c.timers, T27)
	case *x25.Interrupt:
		if c.has(interruptOut) {
			return typeError(ruleInterrupt, D1, e, p)
		}
		c.flags |= interruptOut
		if m.dteTimers() {
			o.start(&c.timers, T26)
		}
	case *x25.InterruptConfirmation:
		if !c.has(interruptIn) {
			return typeError(ruleIntConf, D1, e, p)
		}
		c.flags &^= interruptIn
	}
	return nil
}
