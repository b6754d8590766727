package class0

import (
	"github.com/osi-go/osi"
	"github.com/osi-go/osi/transport"
)

// An alternative is one action of a cell of Table A.6, which is taken if its predicate is true.
type alternative struct {
	predicate predicate
	outputs   Outputs
	next      State
}

// A predicate is one of Table A.4 or of the rows added; the functions of a Machine have their
// definitions.
type predicate uint8

const (
	always predicate = iota
	p0
	p1
	notP1
	p2
	p3
	p4
	p6
	p8
	p9
	p10
	note4
	notNote4
	agreedExpedited
	mayExpedite
	class0Disconnect
	class4NotP10
)

// network says what there is to carry a connection when it is requested.
type network uint8

const (
	networkOpen network = iota
	networkOpening
	networkNone
)

// input is what an event brings, and why it is not acceptable.
type input struct {
	network network
	cr      *transport.ConnectionRequest
	cc      *transport.ConnectionConfirm
	dr      *transport.DisconnectRequest
	why     error
}

func (m *Machine) holds(p predicate, in *input) bool {
	switch p {
	case always:
		return true
	case p0:
		return m.p0(in)
	case p1:
		return m.p1(in)
	case notP1:
		return in.why == nil // p1 stands before it
	case p2:
		return in.network == networkNone
	case p3:
		return in.network == networkOpen
	case p4:
		return in.network == networkOpening
	case p6:
		return in.why != nil // p8 stands before it
	case p8:
		return m.p8(in)
	case p9:
		return m.p9(in.cr)
	case p10:
		return m.p10()
	case note4:
		return m.note4(in.dr)
	case notNote4:
		return !m.note4(in.dr)
	case agreedExpedited:
		return expedited(m.format)
	case mayExpedite:
		return expedited(m.format) || m.Excuse(osi.Class0Expedited)
	case class0Disconnect:
		return m.Excuse(osi.Class0Disconnect)
	case class4NotP10:
		return m.cr.Class == 4 && !m.p10()
	}
	return false
}

// p0: T-CONNECT request unacceptable: its CR does not propose class 0 alone.
func (m *Machine) p0(in *input) bool {
	if in.cr.Choices() != 1 {
		in.why = fail(ruleClass, "CR", 6, int(in.cr.Class)<<4, 0)
	}
	return in.why != nil
}

// p1: unacceptable CR: class 0 is no valid response to it, 6.5.4 Table 3.
func (m *Machine) p1(in *input) bool {
	if !in.cr.Choices().Has(0) {
		in.why = fail(ruleClass, "CR", 6, int(in.cr.Class)<<4, 0)
	}
	return in.why != nil
}

// p8: acceptable CC: it agrees with the CR, 6.5.4. p6 is the contrary.
func (m *Machine) p8(in *input) bool {
	in.why = in.cc.Agrees(&m.cr, nil)
	return in.why == nil
}

// p9: class 4 CR: the one that the connection began with, retransmitted, 6.9.1.4.2.
func (m *Machine) p9(cr *transport.ConnectionRequest) bool {
	return cr.Class == 4 && m.cr.Class == 4 && cr.SrcRef == m.cr.SrcRef
}

// p10: local choice, of an entity that has the DC TPDU; note 5: the CR preferred class 4.
func (m *Machine) p10() bool { return m.DisconnectConfirm && m.cr.Class == 4 }

// note4: DC is not available, or SRC-REF is zero.
func (m *Machine) note4(dr *transport.DisconnectRequest) bool {
	return !m.DisconnectConfirm || dr.SrcRef == 0
}

// expedited reports whether CR and CC have agreed on expedited data over TCP, RFC 1006 5.
func expedited(f transport.Format) bool {
	return f.OverTCP && f.Options.Value&transport.OptionExpedited != 0
}

// proposalOf returns what of a CR a CC has to agree with, which shares no memory with it.
func proposalOf(cr *transport.ConnectionRequest) transport.ConnectionRequest {
	c := *cr
	c.Calling, c.Called, c.Protection, c.Ignored, c.UserData = nil, nil, nil, nil, nil
	return c
}
