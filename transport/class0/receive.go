package class0

import (
	"github.com/osi-go/osi"
	"github.com/osi-go/osi/transport"
)

// Receive takes a TPDU of the peer. An Outcome without Outputs says that p is to be ignored, or
// that a DT does not end its TSDU.
//
// The error is a *StateError for a protocol error of Table A.6, or an *osi.Error of kind
// [osi.ErrLength] for a DT or ED that is longer than agreed. Nothing has changed then.
// [transport.Answer] returns the reaction of 6.22. Give a TPDU that it sends to [Machine.Send], and
// call [Machine.Disconnect] if it disconnects.
func (m *Machine) Receive(p transport.TPDU) (Outcome, error) {
	e, ok := eventOf(p)
	if !ok {
		return Outcome{}, stateError(ruleTable, m.state, e, p)
	}
	in := input{}
	switch p := p.(type) {
	case *transport.ConnectionRequest:
		return m.receiveCR(p)
	case *transport.ConnectionConfirm:
		return m.receiveCC(p)
	case *transport.DisconnectRequest:
		return m.receiveDR(p)
	case *transport.Data:
		return m.receiveDT(p)
	case *transport.ExpeditedData:
		if n := dataHeader + len(p.UserData); m.state == OPEN && n > m.size {
			return Outcome{}, fail(ruleSize, "ED", 0, n, m.size)
		}
	case *transport.TPDUError:
		if m.own != 0 && p.DstRef != m.own && (p.DstRef != 0 || !m.Excuse(osi.ErrorReference)) {
			return Outcome{}, nil // 6.9.1.4.2 a 3
		}
	}
	o, err := m.step(e, p, &in)
	if m.state == CLOSED {
		m.close()
	}
	return o, err
}

func (m *Machine) receiveCR(p *transport.ConnectionRequest) (Outcome, error) {
	in := input{cr: p}
	was := m.state
	o, err := m.step(CR, p, &in)
	switch {
	case was != CLOSED:
	case m.state == CLOSED:
		o.DR = m.refusal(p.SrcRef, p.Format(), transport.ReasonNegotiationFailed)
	default:
		m.called(p, false)
	}
	return o, err
}

func (m *Machine) receiveCC(p *transport.ConnectionConfirm) (Outcome, error) {
	// 6.9.1.4.2 a 1 and e: it belongs to no connection
	unassociated := m.own != 0 && p.DstRef != m.own || m.state == OPEN && p.SrcRef != m.peer
	in := input{cc: p}
	at := m
	if unassociated {
		at = &Machine{} // for which the connection does not exist
	}
	o, err := at.step(CC, p, &in)
	switch {
	case o.Outputs.Has(SendDR):
		o.DR = m.refusal(p.SrcRef, p.Format(), transport.ReasonMismatchedReference)
	case err != nil:
	case m.state == CLOSED:
		m.close()
	default:
		m.confirmed(p)
	}
	return o, err
}

func (m *Machine) receiveDR(p *transport.DisconnectRequest) (Outcome, error) {
	in := input{dr: p}
	if m.state == CLOSED || m.own != 0 && p.DstRef != m.own || m.state == OPEN && p.SrcRef != 0 && p.SrcRef != m.peer {
		return m.unassociated(p, &in)
	}
	o, err := m.step(DR, p, &in)
	if err != nil {
		return o, err
	}
	if o.Outputs.Has(SendDC) {
		o.DC = confirmation(p)
		o.DC.SrcRef = 0 // [6]
	}
	m.close()
	return o, nil
}

// unassociated takes a DR of no connection, 6.9.1.4.2 a 2 and d 1. They add to the cell of DR in
// CLOSED that the network connection is to be disconnected if a DC is due and the entity has none.
func (m *Machine) unassociated(p *transport.DisconnectRequest, in *input) (Outcome, error) {
	closed := Machine{DisconnectConfirm: m.DisconnectConfirm}
	o, err := closed.step(DR, p, in)
	switch {
	case o.Outputs.Has(SendDC):
		o.DC = confirmation(p)
	case p.SrcRef == 0:
	case m.state == CLOSED:
		o.Outputs = NDISreq
	default:
		o.Outputs = NDISreq | TDISind
		m.close()
	}
	return o, err
}

// confirmation returns the DC that answers p, of class 4 where p is of class 0, which has none.
func confirmation(p *transport.DisconnectRequest) transport.DisconnectConfirm {
	dc := transport.DisconnectConfirm{Format: p.Format, DstRef: p.SrcRef, SrcRef: p.DstRef, Checksum: p.Checksum}
	if dc.Format.Class == 0 {
		dc.Format = transport.Format{Class: 4, OverTCP: p.Format.OverTCP}
	}
	return dc
}

// receiveDT takes a DT: [3] of Table A.5, segmenting and reassembling, 6.3.
func (m *Machine) receiveDT(p *transport.Data) (Outcome, error) {
	n := dataHeader + len(p.UserData)
	if m.state == OPEN && n > m.size {
		return Outcome{}, fail(ruleSize, "DT", 0, n, m.size)
	}
	o, err := m.step(DT, p, &input{})
	if !p.EOT {
		o.Outputs &^= TDTind
	}
	return o, err
}
