package plp

import "github.com/osi-go/osi/x25"

// Expire tells the machine that a timer of a channel has expired; T10, T20 and T28 are of channel
// 0. A timer that does not run was stopped in the meantime: it is a *StateError of kind
// [osi.ErrState], and nothing has changed.
func (m *Machine) Expire(t Timer, lci uint16) (Outcome, error) {
	o := Outcome{Channel: lci}
	if lci == 0 {
		if !m.timers.Has(t) {
			return Outcome{}, stateError(ruleTimer, 0, m.state, EventTimer, x25.TypeNone, 0, int(t), 0)
		}
		m.timers &^= timerSet(t)
		m.expireInterface(t, &o)
		return o, nil
	}
	c := m.channel(lci)
	if c == nil {
		return Outcome{}, stateError(ruleUnassigned, lci, m.state, EventTimer, x25.TypeNone, 0, int(t), 0)
	}
	if !c.timers.Has(t) {
		return Outcome{}, stateError(ruleTimer, lci, c.state, EventTimer, x25.TypeNone, 0, int(t), 0)
	}
	c.timers &^= timerSet(t)
	m.expire(c, t, &o)
	return o, nil
}

// countRetry counts a retry, and reports whether there is one left.
func countRetry(retries *uint8, most uint8) bool {
	if *retries >= most {
		return false
	}
	*retries++
	return true
}

func (m *Machine) expireInterface(t Timer, o *Outcome) {
	r := m.profile.retries()
	switch t {
	case T10: // X.25 Annex D: once more, then r1
		if countRetry(&m.retries, 1) {
			m.pushRestart(o)
			o.start(&m.timers, T10)
			return
		}
		m.state = R1
		o.Indications |= IndUnconfirmed
		m.pushDiagnostic(o, x25.DiagTimeRestart, nil)
	case T20: // the state stays until the peer says something, or the user sends RESTART again
		if countRetry(&m.retries, r.R20) {
			m.pushRestart(o)
			o.start(&m.timers, T20)
			return
		}
		o.Indications |= IndUnconfirmed
		if m.profile.BetweenDTEs {
			m.pushDiagnostic(o, x25.DiagTimeRestart, nil)
		}
	case T28:
		if countRetry(&m.registrations, r.R28) {
			o.Indications |= IndSendAgain
			return
		}
		m.registrations, m.registering = 0, false
		o.Indications |= IndUnconfirmed
	case T11, T12, T13, T21, T22, T23, T24, T25, T26, T27, timers: // of a channel
	}
}

func (m *Machine) expire(c *channel, t Timer, o *Outcome) {
	r := m.profile.retries()
	switch t {
	case T11, T21:
		m.clear(c, o, x25.DiagTimeCall)
	case T12:
		m.expireReset(c, t, 1, o)
	case T13:
		m.expireClear(c, t, 1, o)
	case T22:
		m.expireReset(c, t, r.R22, o)
	case T23:
		m.expireClear(c, t, r.R23, o)
	case T24:
		m.pushReceipt(c, o)
	case T25:
		m.expireData(c, r.R25, o)
	case T26:
		m.resetChannel(c, o, x25.DiagTimeInterrupt)
	case T27:
		if !countRetry(&c.retries, r.R27) {
			m.resetChannel(c, o, x25.DiagTimeReject)
			return
		}
		m.pushReject(c, o)
		o.start(&c.timers, T27)
	case T10, T20, T28, timers: // of the interface
	}
}

// expireReset sends RESET again. After the last retry it clears a call, and leaves a permanent
// circuit as it is or, at a DCE, in d1.
func (m *Machine) expireReset(c *channel, t Timer, most uint8, o *Outcome) {
	switch {
	case countRetry(&c.retries, most):
		m.pushReset(c, o)
		o.start(&c.timers, t)
	case !c.has(isPermanent):
		m.clear(c, o, x25.DiagTimeReset)
	default:
		o.Indications |= IndUnconfirmed
		if t == T12 {
			c.restart()
		}
		if t == T12 || m.profile.BetweenDTEs {
			m.pushDiagnostic(o, x25.DiagTimeReset, explainChannel(o.Channel))
		}
	}
}

// expireClear sends CLEAR again. After the last retry the channel is ready at a DCE, and out of
// order at a DTE.
func (m *Machine) expireClear(c *channel, t Timer, most uint8, o *Outcome) {
	if countRetry(&c.retries, most) {
		m.pushClear(c, o)
		o.start(&c.timers, t)
		return
	}
	o.Indications |= IndUnconfirmed
	if t == T13 {
		c.ready(&m.permanent)
	}
	if t == T13 || m.profile.BetweenDTEs {
		m.pushDiagnostic(o, x25.DiagTimeClear, explainChannel(o.Channel))
	}
}

// expireData has DATA sent again, if the peer can tell it from new DATA, or resets.
func (m *Machine) expireData(c *channel, most uint8, o *Outcome) {
	if !m.mayReceiveReject() || !m.tellsApart(c.txWindow) || !countRetry(&c.retries, most) {
		m.resetChannel(c, o, x25.DiagTimeData)
		return
	}
	c.vs = c.acked
	o.start(&c.timers, T25)
	o.Indications |= IndRetransmit
}
