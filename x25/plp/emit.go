package plp

import (
	"slices"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/internal/octets"
	"github.com/osi-go/osi/x25"
)

// push adds a packet to the outcome.
func (m *Machine) push(o *Outcome, p x25.Packet) {
	if n := len(o.Packets); n < len(m.packets) {
		m.packets[n] = p
		o.Packets = m.packets[: n+1 : n+1]
	}
}

// start starts t, one of s.
func (o *Outcome) start(s *Timers, t Timer) {
	*s |= timerSet(t)
	o.Start |= timerSet(t)
	o.Stop &^= timerSet(t)
}

// stop stops which of s run.
func (o *Outcome) stop(s *Timers, which Timers) {
	o.Stop |= *s & which
	o.Start &^= which
	*s &^= which
}

// allTimers are all of a channel.
const allTimers = ^Timers(0)

// clearChannels makes all calls ready and resets all permanent circuits, X.25 3.3.
func (m *Machine) clearChannels(o *Outcome) {
	for i := range m.channels {
		m.channels[i].ready(&m.permanent)
	}
	o.Indications |= IndRestarted
}

// beginRestart is what a RESTART of this end does.
func (m *Machine) beginRestart(o *Outcome, cause, diagnostic uint8) {
	m.clearChannels(o)
	o.Channel = 0
	m.state, m.cause, m.diagnostic, m.retries = m.ownStates().restart, cause, diagnostic, 0
	o.start(&m.timers, m.ownTimers().tRestart)
}

// pushRestart adds the RESTART of this end.
func (m *Machine) pushRestart(o *Outcome) {
	p := &m.lent.restart
	*p = x25.RestartRequest{Header: m.Header(0), Cause: x25.RestartCause(m.cause), Diagnostic: osi.Some(x25.Diagnostic(m.diagnostic))}
	m.push(o, p)
}

// beginClear is what a CLEAR of this end does.
func (m *Machine) beginClear(c *channel, o *Outcome, cause, diagnostic uint8) {
	o.stop(&c.timers, allTimers)
	c.state, c.cause, c.diagnostic, c.retries = m.ownStates().clear, cause, diagnostic, 0
	c.restart()
	o.start(&c.timers, m.ownTimers().tClear)
}

// pushClear adds the CLEAR of this end.
func (m *Machine) pushClear(c *channel, o *Outcome) {
	p := &m.lent.clear
	*p = x25.ClearRequest{Header: m.Header(o.Channel), Cause: x25.ClearCause(c.cause), Diagnostic: osi.Some(x25.Diagnostic(c.diagnostic))}
	m.push(o, p)
}

// beginReset is what a RESET of this end does.
func (m *Machine) beginReset(c *channel, o *Outcome, cause, diagnostic uint8) {
	o.stop(&c.timers, allTimers)
	c.restart()
	c.reset, c.cause, c.diagnostic, c.retries = m.ownStates().reset, cause, diagnostic, 0
	o.start(&c.timers, m.ownTimers().tReset)
}

// pushReset adds the RESET of this end.
func (m *Machine) pushReset(c *channel, o *Outcome) {
	p := &m.lent.reset
	*p = x25.ResetRequest{Header: m.Header(o.Channel), Cause: x25.ResetCause(c.cause), Diagnostic: osi.Some(x25.Diagnostic(c.diagnostic))}
	m.push(o, p)
}

// pushDiagnostic adds a DIAGNOSTIC whose explanation begins with the octets of b.
func (m *Machine) pushDiagnostic(o *Outcome, d x25.Diagnostic, b []byte) {
	p := &m.lent.diagnostic
	n := copy(m.lent.explanation[:], b)
	*p = x25.DiagnosticPacket{Header: m.Header(0), Code: d, Explanation: m.lent.explanation[:n:n]}
	m.push(o, p)
}

// restart, clear and resetChannel are the reactions to a protocol error.
func (m *Machine) restart(o *Outcome, d x25.Diagnostic) {
	cause := x25.RestartDTE
	if m.isDCE() {
		cause = x25.RestartLocalProcedure
	}
	m.beginRestart(o, uint8(cause), uint8(d))
	m.pushRestart(o)
}

func (m *Machine) clear(c *channel, o *Outcome, d x25.Diagnostic) {
	if c.state != P1 && c.state != m.peerStates().clear {
		o.Indications |= IndCleared
	}
	m.beginClear(c, o, uint8(m.clearCause(d)), uint8(d))
	m.pushClear(c, o)
}

func (m *Machine) resetChannel(c *channel, o *Outcome, d x25.Diagnostic) {
	o.Indications |= IndReset
	m.beginReset(c, o, uint8(m.resetCause(d)), uint8(d))
	m.pushReset(c, o)
}

// isDCE reports whether the causes of this end are those of X.25.
func (m *Machine) isDCE() bool { return m.side == DCE && !m.profile.BetweenDTEs }

func (m *Machine) resetCause(d x25.Diagnostic) x25.ResetCause {
	if m.isDCE() && d < 0x80 {
		return x25.ResetLocalProcedure
	}
	return x25.ResetDTE
}

// clearCause returns the cause that goes with a diagnostic, X.25 Table 20. From 80 on another cause
// than 00 would make the diagnostic the network's own.
func (m *Machine) clearCause(d x25.Diagnostic) x25.ClearCause {
	switch {
	case !m.isDCE(), d >= 0x80:
		return x25.ClearDTE
	case d == x25.DiagCallBarred:
		return x25.ClearAccessBarred
	case ofFacility(d):
		return x25.ClearInvalidFacility
	}
	return x25.ClearLocalProcedure
}

// ofFacility reports whether d goes with the cause "invalid facility request".
func ofFacility(d x25.Diagnostic) bool {
	return slices.Contains([]x25.Diagnostic{
		x25.DiagFacilityCode, x25.DiagFacilityParameter, x25.DiagFacilityLength, x25.DiagDuplicateFacility,
		x25.DiagFacilityExpected, x25.DiagDTEFacility,
	}, d)
}

// pushReceipt adds an RR, or an RNR while this end is not ready, and notes the P(R).
func (m *Machine) pushReceipt(c *channel, o *Outcome) {
	c.sentPR = c.vr
	o.stop(&c.timers, timerSet(T24))
	if c.has(ownNotReady) {
		m.lent.rnr = x25.ReceiveNotReady{Header: m.Header(o.Channel), PR: c.vr}
		m.push(o, &m.lent.rnr)
		return
	}
	m.lent.rr = x25.ReceiveReady{Header: m.Header(o.Channel), PR: c.vr}
	m.push(o, &m.lent.rr)
}

// pushReject adds a REJ and notes the P(R).
func (m *Machine) pushReject(c *channel, o *Outcome) {
	c.sentPR = c.vr
	o.stop(&c.timers, timerSet(T24))
	m.lent.rej = x25.Reject{Header: m.Header(o.Channel), PR: c.vr}
	m.push(o, &m.lent.rej)
	if c.has(ownNotReady) { // a REJ says ready, too
		m.pushReceipt(c, o)
	}
}

// LinkReset tells the machine that the data link below was set up or reset, X.25 4.6, so that
// packets in flight are lost. All calls end, and the interface is restarted: the Outcome has the
// RESTART.
func (m *Machine) LinkReset() Outcome {
	var o Outcome
	code := RestartCode{}
	if m.isDCE() {
		code.Cause = x25.RestartOperational
	}
	code = m.profile.Cause.Or(code)
	o.stop(&m.timers, allTimers)
	m.registering, m.registrations = false, 0
	m.beginRestart(&o, uint8(code.Cause), uint8(code.Diagnostic))
	m.pushRestart(&o)
	return o
}

// explain returns the octets with which the explanation of a DIAGNOSTIC begins.
func (m *Machine) explain(p x25.Packet) []byte {
	if d, ok := p.(*x25.Data); ok {
		head := *d
		head.UserData = nil
		p = &head
	}
	m.octets, _ = p.AppendBinary(m.octets[:0])
	return m.octets
}

// explainChannel is explain for a timer: the LCI alone.
func explainChannel(lci uint16) []byte {
	return []byte{octets.Low8(uint64(lci >> 8)), octets.Low8(uint64(lci))}
}
