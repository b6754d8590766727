package plp

import (
	"github.com/osi-go/osi"
	"github.com/osi-go/osi/x25"
)

// more notes whether DATA with the bits m and q leaves an M-bit sequence open.
func (c *channel) more(m, q bool, open, bit channelFlags) {
	c.set(open, m)
	c.set(bit, q)
}

// receiveData takes DATA in d1, X.25 4.3 and 4.4.
func (m *Machine) receiveData(c *channel, p *x25.Data, o *Outcome) *StateError {
	const t = x25.TypeData
	if n, size := len(p.UserData), 1<<c.rxSize; n > size {
		return m.flaw(c, EventData, o, ruleSize, t, dataHeader(m.profile.Modulo)+size, n, size)
	}
	if e := m.confirm(c, p.PR, EventData, t, o); e != nil {
		return e
	}
	if p.PS != c.vr || c.unconfirmed(m.most) >= c.rxWindow {
		return m.outOfSequence(c, p, o)
	}
	switch {
	case c.has(receiving) && p.Q != c.has(receivingQ):
		return m.flaw(c, EventData, o, ruleQualifier, t, 0, 0, 0)
	case p.D && m.profile.NoDelivery:
		return m.flaw(c, EventData, o, ruleDelivery, t, 0, 1, 0)
	case p.M && !p.D && len(p.UserData) < 1<<c.rxSize && m.dteTimers():
		return m.flaw(c, EventData, o, rulePartial, t, dataHeader(m.profile.Modulo)-1, 1, 0)
	}
	c.more(p.M, p.Q, receiving, receivingQ)
	c.vr = (c.vr + 1) & m.most
	if c.has(rejecting) {
		c.set(rejecting, false)
		o.stop(&c.timers, timerSet(T27))
	}
	o.Indications |= IndData
	switch {
	case m.profile.Manual&ManualReceipt != 0:
	case !c.has(ownNotReady) && (p.D || c.unconfirmed(m.most) >= m.profile.acknowledge(c.rxWindow)):
		m.pushReceipt(c, o)
	case !c.timers.Has(T24):
		o.start(&c.timers, T24)
	}
	return nil
}

// dataHeader returns the number of octets of DATA before its user data.
func dataHeader(m x25.Modulo) int {
	if m == x25.Modulo8 {
		return 3
	}
	return 4
}

// outOfSequence takes DATA whose P(S) is not the next one. With packet retransmission, what is
// missing is asked for by REJ, and what was taken before is discarded.
func (m *Machine) outOfSequence(c *channel, p *x25.Data, o *Outcome) *StateError {
	ahead, behind := distance(c.vr, p.PS, m.most), distance(p.PS, c.vr, m.most)
	room := c.rxWindow - c.unconfirmed(m.most)
	switch {
	case !m.maySendReject():
	case ahead > 0 && ahead < room:
		if !c.has(rejecting) {
			c.flags |= rejecting
			c.retries = 0
			m.pushReject(c, o)
			o.start(&c.timers, T27)
		}
		return nil
	case behind > 0 && behind <= c.rxWindow && m.tellsApart(c.rxWindow):
		if m.profile.Manual&ManualReceipt == 0 {
			m.pushReceipt(c, o)
		}
		return nil
	}
	return m.flaw(c, EventData, o, rulePS, x25.TypeData, 2, int(p.PS), int(c.vr))
}

// tellsApart reports whether the P(S) of DATA that is sent again after it was taken differs from
// those that may come: the window is half of the sequence numbers at most.
func (m *Machine) tellsApart(window uint8) bool { return window <= m.most/2+1 }

// confirm takes the P(R) of a packet: it is neither below the last one nor above the next P(S),
// X.25 4.4.1.3.
func (m *Machine) confirm(c *channel, pr uint8, e Event, t x25.Type, o *Outcome) *StateError {
	n, sent := distance(c.acked, pr, m.most), c.outstanding(m.most)
	if pr > m.most || n > sent {
		return m.flaw(c, e, o, rulePR, t, dataHeader(m.profile.Modulo)-1, int(pr), int(c.high))
	}
	if n == 0 {
		return nil
	}
	if n > distance(c.acked, c.vs, m.most) { // confirmed while it was to be sent again
		c.vs = pr
	}
	c.acked = pr
	c.retries = 0
	o.Confirmed = n
	o.Indications |= IndConfirmed
	if n == sent {
		o.stop(&c.timers, timerSet(T25))
	} else if c.timers.Has(T25) {
		o.start(&c.timers, T25)
	}
	return nil
}

// receiveReady takes RR and RNR.
func (m *Machine) receiveReady(c *channel, pr uint8, e Event, t x25.Type, o *Outcome) *StateError {
	ready := t != x25.TypeRNR
	if err := m.confirm(c, pr, e, t, o); err != nil {
		return err
	}
	if ready == c.has(peerNotReady) {
		o.Indications |= IndNotReady
		if ready {
			o.Indications ^= IndNotReady | IndReady
		}
		c.set(peerNotReady, !ready)
	}
	if !ready && c.timers.Has(T25) { // the peer is there
		o.start(&c.timers, T25)
	}
	return nil
}

// receiveReject takes REJ, X.25 6.4: DATA is sent again from P(R) on.
func (m *Machine) receiveReject(c *channel, p *x25.Reject, o *Outcome) *StateError {
	if p.PR == c.high {
		return m.flaw(c, EventREJ, o, ruleReject, x25.TypeREJ, dataHeader(m.profile.Modulo)-1, int(p.PR), 0)
	}
	if err := m.receiveReady(c, p.PR, EventREJ, x25.TypeREJ, o); err != nil {
		return err
	}
	c.vs = p.PR
	o.Indications |= IndRetransmit
	return nil
}

// receiveInterrupt takes INTERRUPT, of which one may be under way, X.25 4.3.7.
func (m *Machine) receiveInterrupt(c *channel, o *Outcome) *StateError {
	if c.has(interruptIn) {
		return m.flaw(c, EventInt, o, ruleInterrupt, x25.TypeInterrupt, 2, int(x25.TypeInterrupt), 0)
	}
	o.Indications |= IndInterrupted
	if m.profile.Manual&ManualInterrupt != 0 {
		c.flags |= interruptIn
		return nil
	}
	m.lent.interrupted = x25.InterruptConfirmation{Header: m.Header(o.Channel)}
	m.push(o, &m.lent.interrupted)
	return nil
}

func (m *Machine) receiveInterruptConfirmation(c *channel, o *Outcome) *StateError {
	const t = x25.TypeInterruptConfirmation
	if !c.has(interruptOut) {
		return m.flaw(c, EventIntConf, o, ruleIntConf, t, 2, int(t), 0)
	}
	c.flags &^= interruptOut
	o.stop(&c.timers, timerSet(T26))
	o.Indications |= IndInterruptTaken
	return nil
}

// sendData checks DATA of this end against the window and what the peer has asked for.
func (m *Machine) sendData(c *channel, p *x25.Data, o *Outcome) *StateError {
	const t, e = x25.TypeData, EventData | EventSend
	refuse := func(r *osi.Rule, off, got, want int) *StateError {
		return stateError(r, p.LCI, D1, e, t, off, got, want)
	}
	n, size := len(p.UserData), 1<<c.txSize
	switch {
	case n > size:
		return refuse(ruleSize, dataHeader(m.profile.Modulo)+size, n, size)
	case p.PS != c.vs:
		return refuse(rulePS, 2, int(p.PS), int(c.vs))
	case distance(c.acked, c.vs, m.most) >= c.txWindow:
		return refuse(ruleWindow, 2, int(p.PS), 0)
	case c.has(peerNotReady):
		return refuse(ruleNotReady, 2, 0, 0)
	case c.has(sending) && p.Q != c.has(sendingQ) && c.vs == c.high:
		return refuse(ruleQualifier, 0, 0, 0)
	case p.D && m.profile.NoDelivery:
		return refuse(ruleDelivery, 0, 1, 0)
	case p.M && !p.D && n < size:
		return refuse(rulePartial, dataHeader(m.profile.Modulo)-1, 1, 0)
	}
	if err := m.sendReceipt(c, p.PR, e, t, o); err != nil {
		return err
	}
	if c.vs == c.high { // not sent before
		c.high = (c.high + 1) & m.most
		c.more(p.M, p.Q, sending, sendingQ)
	}
	c.vs = (c.vs + 1) & m.most
	if m.dteTimers() && !c.timers.Has(T25) {
		o.start(&c.timers, T25)
	}
	return nil
}

// sendReceipt checks a P(R) of this end: it confirms DATA that was received, and never less than
// before.
func (m *Machine) sendReceipt(c *channel, pr uint8, e Event, t x25.Type, o *Outcome) *StateError {
	if pr > m.most || distance(c.sentPR, pr, m.most) > c.unconfirmed(m.most) {
		return stateError(rulePR, o.Channel, D1, e, t, dataHeader(m.profile.Modulo)-1, int(pr), int(c.vr))
	}
	c.sentPR = pr
	if pr == c.vr {
		o.stop(&c.timers, timerSet(T24))
	}
	return nil
}
