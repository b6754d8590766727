package plp

import (
	"encoding/binary"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/x25"
)

// The registration elements that change something here, X.25 7.3.2.
const (
	elementIdle     = 0x05 // facilities that may be negotiated while all virtual calls are in p1
	elementAny      = 0x45 // facilities that may be negotiated at any time
	elementSizes    = 0x42 // non-standard default packet sizes
	elementWindows  = 0x43 // non-standard default window sizes
	elementChannels = 0xc8 // logical channel types ranges
)

// receiveRegistration takes REGISTRATION REQUEST at a DCE.
func (m *Machine) receiveRegistration(p *x25.RegistrationRequest, e Event, o *Outcome) *StateError {
	if m.profile.Registration {
		m.registering = true
		o.Indications |= IndRegistration
		return nil
	}
	m.refuseRegistration(o, x25.DiagFacilityCode)
	return typeError(ruleRegister, m.state, e, p)
}

// refuseRegistration answers a REGISTRATION REQUEST.
func (m *Machine) refuseRegistration(o *Outcome, d x25.Diagnostic) {
	cause := x25.RegistrationLocalProcedure
	if ofFacility(d) {
		cause = x25.RegistrationInvalidFacility
	}
	p := &m.lent.registration
	*p = x25.RegistrationConfirmation{Header: m.Header(0), Cause: cause, Diagnostic: d}
	m.push(o, p)
}

// receiveRegistered takes REGISTRATION CONFIRMATION at a DTE.
func (m *Machine) receiveRegistered(p *x25.RegistrationConfirmation, e Event, o *Outcome) *StateError {
	if !m.timers.Has(T28) {
		return nil
	}
	o.stop(&m.timers, timerSet(T28))
	m.registrations, m.registering = 0, false
	o.Indications |= IndRegistration
	return m.registered(p, e)
}

// requestRegistration sends REGISTRATION REQUEST, one at a time. If the answer may change what a
// CALL means, no CALL may be sent until it has come.
func (m *Machine) requestRegistration(p *x25.RegistrationRequest, e Event, o *Outcome) *StateError {
	if m.side == DCE || !m.profile.Registration || m.timers.Has(T28) {
		return typeError(ruleRegister, m.state, e, p)
	}
	waits := false
	for f, err := range p.Elements.All() {
		switch f.Octet {
		case elementIdle, elementSizes, elementWindows, elementChannels:
			waits = true
		}
		if err != nil {
			return &StateError{Err: osi.AsError(err), State: m.state, Event: e}
		}
	}
	m.registering = m.registering || waits
	o.start(&m.timers, T28)
	return nil
}

// requestRegistered sends REGISTRATION CONFIRMATION.
func (m *Machine) requestRegistered(p *x25.RegistrationConfirmation, e Event) *StateError {
	if m.side == DTE || !m.registering {
		return typeError(ruleRegister, m.state, e, p)
	}
	if err := m.registered(p, e); err != nil {
		return err
	}
	m.registering = false
	return nil
}

// registered takes over what a REGISTRATION CONFIRMATION says is agreed on, X.25 6.1.
func (m *Machine) registered(p *x25.RegistrationConfirmation, e Event) *StateError {
	if p.Cause != x25.RegistrationConfirmed {
		return nil
	}
	at := 3 + 2 + 1 + (p.DTE.Len()+p.DCE.Len()+1)/2 + 1
	next, idle := m.profile, false
	for f, err := range p.Elements.All() {
		if err != nil {
			return &StateError{Err: osi.AsError(err), State: m.state, Event: e}
		}
		if !next.register(f, &idle) {
			return stateError(ruleElement, 0, m.state, e, p.Type(), at+f.Offset, int(f.Octet), 0)
		}
	}
	if r, got := next.check(); r != nil {
		return stateError(ruleElement, 0, m.state, e, p.Type(), at, got, 0)
	}
	if idle && !m.idle() {
		return stateError(ruleCalls, 0, m.state, e, p.Type(), at, 0, 0)
	}
	m.profile, m.defaults = next, next.flow()
	if idle {
		m.assign()
	}
	return nil
}

// idle reports whether all virtual calls are in p1.
func (m *Machine) idle() bool {
	for i := range m.channels {
		if c := &m.channels[i]; c.state != P1 && !c.has(isPermanent) {
			return false
		}
	}
	return true
}

// register takes over a registration element. It reports false for a value that no machine can
// have, and ignores elements that no Profile has. It sets idle if all virtual calls must be in p1
// for the change.
func (p *Profile) register(f x25.Facility, idle *bool) bool {
	v := f.Value
	was := *p
	switch f.Octet {
	case elementIdle:
		const extended, retransmission, deliveryModified, superExtended, toanpi = 1, 2, 4, 8, 16
		p.Modulo = x25.Modulo8
		if v[0]&extended != 0 {
			p.Modulo = x25.Modulo128
		}
		p.Retransmission, p.TOANPI = v[0]&retransmission != 0, v[0]&toanpi != 0
		*idle = *idle || p.Modulo != was.Modulo || p.Retransmission != was.Retransmission || p.TOANPI != was.TOANPI
		return v[0]&(deliveryModified|superExtended) == 0
	case elementAny:
		p.IncomingBarred, p.OutgoingBarred = v[0]&1 != 0, v[0]&2 != 0
		p.NoFastSelect, p.NoReverseCharging = v[0]&4 == 0, v[0]&8 == 0
		p.FixedFlow, p.FixedThroughput = v[0]&16 == 0, v[0]&32 == 0
	case elementSizes:
		p.PacketSize = 1 << (v[0] & 15)
		return v[0] == v[1] && v[0] <= 12
	case elementWindows:
		p.Window = int(v[0])
		return v[0] == v[1] && v[0] > 0
	case elementChannels:
		if len(v) != 12 {
			return false
		}
		for i, r := range []*ChannelRange{&p.Incoming, &p.TwoWay, &p.Outgoing} {
			*r = ChannelRange{binary.BigEndian.Uint16(v[4*i:]), binary.BigEndian.Uint16(v[4*i+2:])}
		}
		*idle = *idle || p.Incoming != was.Incoming || p.TwoWay != was.TwoWay || p.Outgoing != was.Outgoing
	}
	return true
}
