package validate

import (
	"slices"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/presentation"
	"github.com/osi-go/osi/session"
	"github.com/osi-go/osi/stack"
	"github.com/osi-go/osi/transport"
)

// outcome is what a frame or TPDU did to its unit.
type outcome uint8

const (
	failed     outcome = iota // the unit is invalid: see fault
	unfinished                // the unit goes on
	complete                  // the unit is whole and valid, with what came before
	alone                     // the TPDU is a unit by itself, and what was unfinished is void
)

// phase is that of a connection of transport or session.
type phase uint8

const (
	idle      phase = iota // nothing yet
	calling                // CR or CN seen
	connected              // CC or AC seen
	ending                 // DR, ER, AB: only its receiver may still send
	anyPhase               // met midway
)

// conn is one transport connection and what it carries, both directions.
type conn struct {
	guard   *Guard
	fault   *fault
	carrier Carrier
	machine Machine

	transportPhase phase
	caller         stack.Direction // of the CR
	ended          [2]bool         // this side has sent DR or ER
	refs           [2]uint16       // of transport, each side's own
	cr             *transport.ConnectionRequest
	format         transport.Format
	maxTPDU        int // 0 is not known

	sessionPhase  phase
	sessionCaller stack.Direction // of the CN
	sessionEnder  stack.Direction // of the AB
	finishing     [2]bool         // this side's FN is not answered
	cn            *session.Connect
	oa            *session.OverflowAccept
	version       session.Version
	serialDigits  int
	units         session.FunctionalUnits
	selected      bool // version, serialDigits and units are known
	cp            *presentation.Connect
	ac            [2]*presentation.AlterContext
	contexts      presentation.ContextSet
	older         presentation.ContextSet // before the last alteration
	proposer      stack.Direction         // of the CP
	established   bool                    // contexts is known
	acseContext   int64
	judgedContext int64     // the context last looked up; 0 is none
	judgedAs      osi.Layer // what it is for: ACSE, RTSE, or 0 for neither

	halves    [2]half
	keptCR    int // octets of memory for cr
	kept      int // and for what the session connection has negotiated
	tolerated osi.Tolerance
}

// half is one direction of a conn.
type half struct {
	tsdu     transport.Reassembler
	parts    bool // tsdu has the beginning of a TSDU
	maxTSDU  int  // 0 is unlimited
	extended bool
	ssdu     session.Reassembler
	simple   bool // user data of presentation is simply encoded
}

// begin makes c the state of a new connection.
func (c *conn) begin(g *Guard, f *fault, carrier Carrier) {
	c.guard, c.fault, c.carrier = g, f, carrier
	c.format.OverTCP = carrier == TPKTs
	for i := range c.halves {
		c.halves[i].tsdu.Limits, c.halves[i].ssdu.Limits = g.policy.Limits, g.policy.Limits
	}
	if g.policy.Midway {
		c.transportPhase, c.sessionPhase = anyPhase, anyPhase
	}
}

// held returns the octets of memory for what the peers have sent.
func (c *conn) held() int {
	n := c.keptCR + c.kept
	for i := range c.halves {
		n += c.halves[i].tsdu.Held() + c.halves[i].ssdu.Held()
	}
	return n
}

// fail notes why the unit is rejected.
func (c *conn) fail(l osi.Layer, err error, b []byte) bool {
	*c.fault = fault{err, l, b}
	return false
}

func (c *conn) broke(l osi.Layer, r *osi.Rule, pdu string, got, want int, b []byte) bool {
	return c.fail(l, &osi.Error{Rule: r, PDU: pdu, Got: got, Want: want}, b)
}

// step asks the policy and the machine.
func (c *conn) step(l osi.Layer, d stack.Direction, p stack.PDU, b []byte) bool {
	return c.machine == nil && c.guard.policy.PDUs == nil || stepped(&c.guard.policy, c.machine, c.fault, l, d, p, b)
}

func stepped(policy *Policy, m Machine, f *fault, l osi.Layer, d stack.Direction, p stack.PDU, b []byte) bool {
	if list, ok := policy.PDUs[l]; ok && !slices.Contains(list, p.String()) {
		*f = fault{&osi.Error{Rule: rulePDU, PDU: p.String()}, l, b}
		return false
	}
	if m == nil {
		return true
	}
	err := m.Step(d, p)
	if err == nil {
		return true
	}
	if osi.AsError(err) == nil {
		err = &machineError{&osi.Error{Rule: ruleMachine, PDU: p.String()}, err}
	}
	*f = fault{err, l, b}
	return false
}

// machineError is an error of a Machine that is none of the module's.
type machineError struct {
	state *osi.Error
	err   error
}

func (e *machineError) Error() string   { return e.state.Error() + ": " + e.err.Error() }
func (e *machineError) Unwrap() []error { return []error{e.state, e.err} }

// tpdu takes one TPDU.
func (c *conn) tpdu(dec *decoders, d stack.Direction, b []byte) outcome {
	h := &c.halves[d]
	dec.transport.Tolerated, dec.transport.Format = 0, c.format
	p, err := dec.transport.Decode(b)
	if err != nil {
		c.fail(osi.Transport, err, b)
		return failed
	}
	c.tolerated |= dec.transport.Tolerated
	if c.maxTPDU > 0 && len(b) > c.maxTPDU {
		c.fail(osi.Transport, &osi.Error{Rule: ruleTPDUSize, PDU: p.String(), Got: len(b), Want: c.maxTPDU}, b)
		return failed
	}
	if !c.mayStep(d, p, b) || !c.step(osi.Transport, d, p, b) {
		return failed
	}
	switch p := p.(type) {
	case *transport.Data:
		return c.data(dec, d, p, b)
	case *transport.ExpeditedData:
		if !c.tsdu(dec, d, p.UserData) {
			return failed
		}
		if h.parts { // it keeps its place in the stream
			return unfinished
		}
		return complete
	case *transport.ConnectionRequest:
		if !c.called(d, p, b) {
			return failed
		}
	case *transport.ConnectionConfirm:
		if !c.confirmed(d, p, b) {
			return failed
		}
	case *transport.DisconnectRequest, *transport.TPDUError:
		c.ended[d] = true
		c.transportPhase = ending
	case *transport.DisconnectConfirm, *transport.DataAcknowledgement, *transport.ExpeditedAcknowledgement, *transport.Reject:
	}
	h.tsdu.Reset()
	h.parts = false
	return alone
}

func (c *conn) mayTransfer(d stack.Direction) bool {
	return c.transportPhase == connected || c.transportPhase == anyPhase || c.transportPhase == ending && !c.ended[d]
}

// mayStep reports whether TPDU p may be sent by d now: X.224 Annex A, as far as the phase goes.
func (c *conn) mayStep(d stack.Direction, p transport.TPDU, b []byte) bool {
	ok := false
	switch p.(type) {
	case *transport.ConnectionRequest:
		ok = c.transportPhase == idle || c.transportPhase == anyPhase
	case *transport.ConnectionConfirm:
		ok = c.transportPhase == calling && d != c.caller || c.transportPhase == anyPhase
	case *transport.DisconnectRequest, *transport.TPDUError:
		ok = c.transportPhase != idle && !c.ended[d]
	case *transport.Data, *transport.ExpeditedData:
		ok = c.mayTransfer(d)
	case *transport.DisconnectConfirm, *transport.DataAcknowledgement, *transport.ExpeditedAcknowledgement, *transport.Reject, *transport.UnitData:
	}
	if !ok {
		c.fail(osi.Transport, &osi.Error{Rule: ruleTPDUState, PDU: p.String(), Offset: 1, Got: int(b[1])}, b)
	}
	return ok
}

func (c *conn) data(dec *decoders, d stack.Direction, p *transport.Data, b []byte) outcome {
	h := &c.halves[d]
	if len(p.UserData) == 0 && !p.EOT && !h.parts { // some peers send such to be heard: it is no part of anything
		return complete
	}
	tsdu, done, err := h.tsdu.Add(p)
	switch {
	case err != nil:
		if e := osi.AsError(err); e != nil {
			e.Offset = len(b) - len(p.UserData) // in the TPDU, no more in the TSDU
		}
		c.fail(osi.Transport, err, b)
		return failed
	case !done:
		h.parts = true
		return unfinished
	}
	h.parts = false
	ok := c.tsdu(dec, d, tsdu)
	if h.tsdu.Held() > keep {
		h.tsdu.Reset()
	}
	if !ok {
		return failed
	}
	return complete
}

func (c *conn) called(d stack.Direction, p *transport.ConnectionRequest, b []byte) bool {
	policy := &c.guard.policy
	switch {
	case !p.Choices().Has(0) && p.Class != 0:
		return c.broke(osi.Transport, ruleClass, "CR", int(p.Class), 0, b)
	case !allows(policy.CalledTSAPs, p.Called):
		return c.broke(osi.Transport, ruleCalledTSAP, "CR", 0, 0, b)
	case !allows(policy.CallingTSAPs, p.Calling):
		return c.broke(osi.Transport, ruleCallingTSAP, "CR", 0, 0, b)
	}
	c.keptCR = len(b)
	cr := p.Clone()
	c.cr, c.caller, c.transportPhase, c.refs[d], c.format = &cr, d, calling, p.SrcRef, p.Format()
	return true
}

func (c *conn) confirmed(d stack.Direction, p *transport.ConnectionConfirm, b []byte) bool {
	if p.Class != 0 {
		return c.broke(osi.Transport, ruleClass, "CC", int(p.Class), 0, b)
	}
	if c.cr != nil {
		if err := p.Agrees(c.cr, b); err != nil {
			return c.fail(osi.Transport, err, b)
		}
		c.maxTPDU = p.MaxTPDU(c.cr)
	}
	c.transportPhase, c.refs[d], c.format = connected, p.SrcRef, p.Format()
	return true
}
