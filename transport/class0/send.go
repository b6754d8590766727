package class0

import "github.com/osi-go/osi/transport"

// Send checks that p may be sent now, over an open network connection, and notes that it is sent. A
// CR is a T-CONNECT request, and a CC a T-CONNECT response. A DT or ED is a T-DATA or T-EXPEDITED
// DATA request, or a part of one. A DR that refuses a CR is a T-DISCONNECT request. An ER is no
// request: it is sent for a TPDU at fault, 6.22.1.3. If that is a CR, the ER refuses it; otherwise
// nothing may be sent after it. TPDUs of an Outcome are noted already.
//
// The error is a *StateError or, if class, references or size of p are at fault, an *osi.Error: see
// the package documentation. Nothing has changed then. Send does not check what the encoder of p
// checks.
func (m *Machine) Send(p transport.TPDU) error {
	in := input{}
	switch p := p.(type) {
	case *transport.ConnectionRequest:
		in.cr = p
		o, err := m.step(TCONreq, p, &in)
		if err == nil {
			err = o.Refused
		}
		if err == nil {
			m.called(p, true)
		}
		return err
	case *transport.ConnectionConfirm:
		return m.sendCC(p)
	case *transport.DisconnectRequest:
		return m.sendDR(p)
	case *transport.Data:
		return m.sends(TDTreq, p, dataHeader+len(p.UserData))
	case *transport.ExpeditedData:
		return m.sends(TEXreq, p, dataHeader+len(p.UserData))
	case *transport.TPDUError:
		return m.sendER(p)
	}
	return stateError(ruleTable, m.state, requestOf(p), p)
}

// dataHeader is the octets of a DT of class 0, and of an ED of RFC 1006, in front of the user data.
const dataHeader = 3

// sends takes a request of the data transfer: [3] and [4] of Table A.5.
func (m *Machine) sends(e Event, p transport.TPDU, n int) error {
	if m.erred {
		return stateError(ruleTable, m.state, e, p)
	}
	if m.state == OPEN && n > m.size {
		return fail(ruleSize, p.String(), 0, n, m.size)
	}
	_, err := m.step(e, p, &input{})
	return err
}

func (m *Machine) sendCC(p *transport.ConnectionConfirm) error {
	if m.state == WFTRESP {
		if p.Class != 0 {
			return fail(ruleClass, "CC", 6, int(p.Class)<<4, 0)
		}
		if err := p.Agrees(&m.cr, nil); err != nil {
			return err
		}
	}
	_, err := m.step(TCONresp, p, &input{})
	if err == nil {
		m.confirmed(p)
	}
	return err
}

// sendDR takes a DR that refuses the CR. A DR is no way to release a connection of class 0,
// 6.7.1.4.
func (m *Machine) sendDR(p *transport.DisconnectRequest) error {
	switch {
	case m.state != WFTRESP:
		return stateError(ruleTable, m.state, TDISreq, p)
	case p.DstRef != m.peer:
		return fail(ruleReference, "DR", 2, int(p.DstRef), int(m.peer))
	case p.SrcRef != 0:
		return fail(ruleUnassigned, "DR", 4, int(p.SrcRef), 0)
	}
	_, err := m.end(TDISreq)
	return err
}

func (m *Machine) sendER(p *transport.TPDUError) error {
	switch {
	case m.state == CLOSED: // for a CR that could not be decoded
		return nil
	case m.state == WFNC || m.erred:
		return stateError(ruleTable, m.state, ER, p)
	case m.peer != 0 && p.DstRef != m.peer:
		return fail(ruleReference, "ER", 2, int(p.DstRef), int(m.peer))
	case m.state == WFTRESP:
		m.close()
	case m.state == OPEN && sizeOf(p) > m.size:
		return fail(ruleSize, "ER", 0, sizeOf(p), m.size)
	default:
		m.erred = true
	}
	return nil
}

// sizeOf returns the octets of an ER of class 0, 13.12.
func sizeOf(p *transport.TPDUError) int {
	n := 5
	if p.Invalid != nil {
		n += 2 + len(p.Invalid)
	}
	return n
}
