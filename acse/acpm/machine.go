package acpm

import (
	"github.com/osi-go/osi"
	"github.com/osi-go/osi/acse"
)

// A Machine is an association control protocol machine, one end of an association. It is a plain
// value: a copy is a snapshot. The zero Machine is idle. It allocates nothing, but for errors and
// what it sends by itself. It is not safe for concurrent use.
type Machine struct {
	state     State
	initiator bool // p2
}

// State returns the state.
func (m *Machine) State() State { return m.state }

// Parameters are what an APDU does not say. The zero Parameters is the usual case.
type Parameters struct {
	// Negative says that a P-RELEASE response or confirm is negative: an RLRE is then RLRE-.
	Negative bool
	// Unsupported says that the ACPM does not support the connection that an AARQ asks for: p1 is
	// false.
	Unsupported bool
	// SessionVersion1 says that version 1 of the session protocol is used: there is no ABRT then,
	// 7.3.3.1.
	SessionVersion1 bool
}

// An Outcome is what a machine does about an event.
type Outcome struct {
	// the outgoing event: what the user is told; AARE- when the machine answers by itself
	Out Output
	// Reply is the APDU that the machine sends by itself: an AARE on a P-CONNECT response, or an
	// ABRT on a P-U-ABORT request. Nil: none.
	Reply acse.APDU
	// Abort says that the machine issues a P-U-ABORT request: with Reply, or without data in
	// version 1 of the session protocol.
	Abort bool
}

// Send takes a request or response of the user, which is the APDU that it becomes. An error says
// that it may not be sent now; m is then as it was. It is a *StateError, whose Err has kind
// ErrState; an [*osi.Error] of kind ErrUnknown for a p that is no event.
func (m *Machine) Send(p acse.APDU, params Parameters) error {
	c := eventsOf(p, params.Negative)
	if c.sent == 0 {
		return &osi.Error{Rule: ruleEvent, PDU: name(p)}
	}
	_, err := m.take(c.sent, p.String(), params)
	return err
}

// Receive takes an APDU of the peer. After an error the association is over, A.3.1 b: m is idle,
// and the Outcome is an A-ABORT indication and what to send. The error is as that of Send.
func (m *Machine) Receive(p acse.APDU, params Parameters) (Outcome, error) {
	c := eventsOf(p, params.Negative)
	if c.received == 0 {
		return m.protocolError(params, &osi.Error{Rule: ruleEvent, PDU: name(p)})
	}
	r, err := m.take(c.received, p.String(), params)
	if err != nil {
		return m.protocolError(params, err)
	}
	o := Outcome{Out: r.out}
	if r.out == OutputAAREReject { // to an AARQ
		q, _ := p.(*acse.AssociateRequest)
		o.Reply = &acse.AssociateResponse{
			Versions: acse.Version1, ApplicationContext: q.ApplicationContext, Result: acse.RejectedPermanent,
			Diagnostic: acse.Diagnostic{Source: acse.ServiceProvider, Code: acse.ProviderNoCommonVersion},
		}
	}
	return o, nil
}

// UserAbort takes a P-U-ABORT indication without an ABRT, as it comes with version 1 of the session
// protocol.
func (m *Machine) UserAbort() (Outcome, error) { return m.event(EventABRT) }

// ProviderAbort takes a P-P-ABORT indication.
func (m *Machine) ProviderAbort() (Outcome, error) { return m.event(EventPPABind) }

// ProviderReject takes a P-CONNECT confirm of provider-rejection.
func (m *Machine) ProviderReject() (Outcome, error) { return m.event(EventPCONcnfReject) }

// Disrupted takes a P-RESYNCHRONIZE or P-U-EXCEPTION-REPORT indication, EXTRN-1.
func (m *Machine) Disrupted() (Outcome, error) { return m.event(EventEXTRN1) }

// Disrupt takes a P-RESYNCHRONIZE or P-U-EXCEPTION-REPORT request of a user of the presentation
// service, EXTRN-2. After an error m is as it was.
func (m *Machine) Disrupt() error {
	_, err := m.take(EventEXTRN2, "", Parameters{})
	return err
}

// ProviderException takes a P-P-EXCEPTION-REPORT indication, which Table A.1 calls both EXTRN-1 and
// EXTRN-2.
func (m *Machine) ProviderException() (Outcome, error) {
	if m.state == STA4 {
		return m.event(EventEXTRN2)
	}
	return m.event(EventEXTRN1)
}

func (m *Machine) event(e Event) (Outcome, error) {
	r, err := m.take(e, "", Parameters{})
	if err != nil {
		return m.protocolError(Parameters{}, err)
	}
	return Outcome{Out: r.out}, nil
}

// name returns the name of p; empty for nil.
func name(p acse.APDU) string {
	if p == nil {
		return ""
	}
	return p.String()
}

// carried are the events of an APDU, when it is sent and when it is received.
type carried struct{ sent, received Event }

func eventsOf(p acse.APDU, negative bool) carried {
	switch v := p.(type) {
	case *acse.AssociateRequest:
		return carried{EventAASCreq, EventAARQ}
	case *acse.AssociateResponse:
		if v.Result != acse.Accepted {
			return carried{EventAASCrspReject, EventAAREReject}
		}
		return carried{EventAASCrspAccept, EventAAREAccept}
	case *acse.ReleaseRequest:
		return carried{EventARLSreq, EventRLRQ}
	case *acse.ReleaseResponse:
		if negative {
			return carried{EventARLSrspReject, EventRLREReject}
		}
		return carried{EventARLSrspAccept, EventRLREAccept}
	case *acse.Abort:
		return carried{EventAABRreq, EventABRT}
	case *acse.UnitData: // the connectionless protocol
	}
	return carried{}
}

// take takes an event. It returns the row that was taken; or an error, and m is as it was.
func (m *Machine) take(e Event, pdu string, params Parameters) (*row, error) {
	c := cells[e][m.state]
	for i := c.first; i < c.first+uint16(c.count); i++ {
		r := &rows[i]
		if !m.holds(r.when, params) {
			continue
		}
		if m.state = r.next; m.state == STA0 {
			*m = Machine{}
		}
		if e == EventAASCreq {
			m.initiator = true
		}
		return r, nil
	}
	return nil, &StateError{Err: &osi.Error{Rule: ruleTable, PDU: pdu}, State: m.state, Event: e, Blank: c.count == 0}
}

func (m *Machine) holds(when uint8, params Parameters) bool {
	c := &conditions[when]
	for _, t := range c.terms {
		if m.all(t.holds, params, true) && m.all(t.fails, params, false) {
			return true
		}
	}
	return len(c.terms) == 0
}

func (m *Machine) all(set uint32, params Parameters, value bool) bool {
	return (set&(1<<1) == 0 || p1(params) == value) && (set&(1<<2) == 0 || m.p2() == value)
}

// p1: the ACPM can support the connection.
func p1(params Parameters) bool { return !params.Unsupported }

// p2: the ACPM originated the association.
func (m *Machine) p2() bool { return m.initiator }

// protocolError is A.3.1 b and 7.3.3.4: the association is over.
func (m *Machine) protocolError(params Parameters, err error) (Outcome, error) {
	o := Outcome{Out: OutputAABRind, Abort: true}
	if !params.SessionVersion1 {
		o.Reply = &acse.Abort{Source: acse.ServiceProvider}
	}
	*m = Machine{}
	return o, err
}
