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

// Parameters are what an APDU does not say of its event. The zero Parameters is the usual case.
type Parameters struct {
	Negative        bool // the RLRE is in a negative P-RELEASE response or confirm: RLRE-
	Unsupported     bool // the ACPM does not support what the AARQ asks for: p1 is false
	SessionVersion1 bool // the session protocol has version 1, which carries no ABRT, 7.3.3.1
}

// An Outcome is what a machine does about an event.
type Outcome struct {
	// Out is the outgoing event: what the user is told, or AARE- when the machine answers by itself.
	Out Output
	// Reply is the APDU that the machine sends by itself: an AARE in a P-CONNECT response, or an
	// ABRT in a P-U-ABORT request. It is nil when there is none.
	Reply acse.APDU
	// Abort says that the machine issues a P-U-ABORT request: with Reply, or without user data over
	// session version 1.
	Abort bool
}

// Send takes a request or response of the user, given as the APDU that it becomes. An error says
// that p may not be sent now; m is then unchanged. It is a *StateError, or for a p that is nil or
// an AUDT an [*osi.Error] of kind ErrUnknown.
func (m *Machine) Send(p acse.APDU, params Parameters) error {
	e := carriages[carrierOf(p, params.Negative)].sent
	if e == 0 {
		return &osi.Error{Rule: ruleEvent, PDU: name(p)}
	}
	_, err := m.take(e, p.String(), params)
	return err
}

// Receive takes an APDU of the peer; p is not kept. Its errors are those of Send. After one the
// association is over, A.3.1 b: m is idle, and the Outcome is an A-ABORT indication and an abort.
func (m *Machine) Receive(p acse.APDU, params Parameters) (Outcome, error) {
	e := carriages[carrierOf(p, params.Negative)].received
	if e == 0 {
		return m.protocolError(params, &osi.Error{Rule: ruleEvent, PDU: name(p)})
	}
	out, err := m.take(e, p.String(), params)
	if err != nil {
		return m.protocolError(params, err)
	}
	o := Outcome{Out: out}
	if out == OutputAAREReject { // to an AARQ
		q, _ := p.(*acse.AssociateRequest)
		o.Reply = &acse.AssociateResponse{
			Versions: acse.Version1, ApplicationContext: q.ApplicationContext, Result: acse.RejectedPermanent,
			Diagnostic: acse.Diagnostic{Source: acse.ServiceProvider, Code: acse.ProviderNoCommonVersion},
		}
	}
	return o, nil
}

// UserAbort takes a P-U-ABORT indication without an ABRT, as it comes over session version 1. Its
// error is a *StateError; the association is then over, as after an error of Receive.
func (m *Machine) UserAbort() (Outcome, error) { return m.event(EventABRT) }

// ProviderAbort takes a P-P-ABORT indication. Its error is as that of UserAbort.
func (m *Machine) ProviderAbort() (Outcome, error) { return m.event(EventPPABind) }

// ProviderReject takes a P-CONNECT confirm of provider-rejection. Its error is as that of
// UserAbort.
func (m *Machine) ProviderReject() (Outcome, error) { return m.event(EventPCONcnfReject) }

// Disrupted takes a P-RESYNCHRONIZE or P-U-EXCEPTION-REPORT indication, EXTRN-1. Its error is as
// that of UserAbort.
func (m *Machine) Disrupted() (Outcome, error) { return m.event(EventEXTRN1) }

// Disrupt takes a P-RESYNCHRONIZE or P-U-EXCEPTION-REPORT request of a user of the presentation
// service, EXTRN-2. Its error is a *StateError; m is then unchanged.
func (m *Machine) Disrupt() error {
	_, err := m.take(EventEXTRN2, "", Parameters{})
	return err
}

// ProviderException takes a P-P-EXCEPTION-REPORT indication, which Table A.1 calls both EXTRN-1 and
// EXTRN-2. Its error is as that of UserAbort.
func (m *Machine) ProviderException() (Outcome, error) {
	if m.state == STA4 {
		return m.event(EventEXTRN2)
	}
	return m.event(EventEXTRN1)
}

func (m *Machine) event(e Event) (Outcome, error) {
	out, err := m.take(e, "", Parameters{})
	if err != nil {
		return m.protocolError(Parameters{}, err)
	}
	return Outcome{Out: out}, nil
}

// name returns the name of p; empty for nil.
func name(p acse.APDU) string {
	if p == nil {
		return ""
	}
	return p.String()
}

// take takes an event. It returns the outgoing event; or an error, and m is as it was.
func (m *Machine) take(e Event, pdu string, params Parameters) (Output, error) {
	cell := cells[e][m.state]
	for _, r := range cell.rows() {
		if !m.holds(r.when, params) {
			continue
		}
		if m.state = r.next; m.state == STA0 {
			*m = Machine{}
		}
		if e == EventAASCreq {
			m.initiator = true
		}
		return r.out, nil
	}
	return OutputNone, &StateError{Err: &osi.Error{Rule: ruleTable, PDU: pdu}, State: m.state, Event: e, Blank: cell.count == 0}
}

// holds reports whether a condition is true.
func (m *Machine) holds(when uint8, params Parameters) bool {
	var predicates uint32 // bit n: pn is true
	if !params.Unsupported {
		predicates |= 1 << 1
	}
	if m.initiator {
		predicates |= 1 << 2
	}
	terms := conditions[when].terms
	for _, t := range terms {
		if predicates&t.holds == t.holds && predicates&t.fails == 0 {
			return true
		}
	}
	return len(terms) == 0
}

// protocolError ends the association, A.3.1 b and 7.3.3.4.
func (m *Machine) protocolError(params Parameters, err error) (Outcome, error) {
	o := Outcome{Out: OutputAABRind, Abort: true}
	if !params.SessionVersion1 {
		o.Reply = &acse.Abort{Source: acse.ServiceProvider}
	}
	*m = Machine{}
	return o, err
}
