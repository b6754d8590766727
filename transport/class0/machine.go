package class0

import (
	"github.com/osi-go/osi"
	"github.com/osi-go/osi/transport"
)

// A Machine is one end of a transport connection of class 0. The zero Machine is CLOSED and strict.
// Exported fields may be set before the connection begins. Tolerate has a meaning for
// [osi.Class0Disconnect], [osi.ErrorReference] and [osi.Class0Expedited].
type Machine struct {
	osi.Leniency
	OverTCP           bool // RFC 1006; does not change what is allowed
	DisconnectConfirm bool // the entity has the DC TPDU, of another class: P10, and Table A.6 note 4

	state     State
	initiator bool
	erred     bool // has sent an ER, and waits for the end of the network connection: 6.22.1.3 note 4
	peer      uint16
	own       uint16 // 0 in CLOSED, and before there is a CC of one's own
	size      int
	format    transport.Format
	cr        transport.ConnectionRequest // without what is not negotiated
}

// An Outcome is what an event leads to.
type Outcome struct {
	Outputs Outputs
	DR      transport.DisconnectRequest // with SendDR; the caller may set another reason
	DC      transport.DisconnectConfirm // with SendDC

	// Refused is an *osi.Error that says what is not acceptable about a CR or CC that the Outputs
	// refuse, or about a T-CONNECT request. Otherwise it is nil.
	Refused error
}

// State returns the state.
func (m *Machine) State() State { return m.state }

// Initiator reports whether this end has sent the CR. It has no meaning in CLOSED.
func (m *Machine) Initiator() bool { return m.initiator }

// Format returns the format of the TPDUs to come: that of the CR, then that of the CC.
func (m *Machine) Format() transport.Format {
	f := m.format
	f.OverTCP = f.OverTCP || m.OverTCP
	return f
}

// Size returns the largest TPDU in octets that was agreed on; 0 while there is no CC.
func (m *Machine) Size() int { return m.size }

// Situation returns what [transport.Answer] has to know of a TPDU that [Machine.Receive] or a
// decoder refuses.
func (m *Machine) Situation() transport.Situation {
	return transport.Situation{Format: m.Format(), Unassociated: m.state == CLOSED, PeerRef: m.peer, OwnRef: m.own, MaxTPDU: m.size}
}

// step executes the cell of e in the present state.
func (m *Machine) step(e Event, p transport.TPDU, in *input) (Outcome, error) {
	cell := table[e][m.state]
	for i := range cell {
		if a := &cell[i]; m.holds(a.predicate, in) {
			m.state = a.next
			return Outcome{Outputs: a.outputs, Refused: in.why}, nil
		}
	}
	return Outcome{}, stateError(ruleTable, m.state, e, p)
}

// close forgets the connection. What the owner of m has set stays.
func (m *Machine) close() {
	*m = Machine{Leniency: m.Leniency, OverTCP: m.OverTCP, DisconnectConfirm: m.DisconnectConfirm}
}

// end executes an event whose alternatives all lead to CLOSED.
func (m *Machine) end(e Event) (Outcome, error) {
	o, err := m.step(e, nil, &input{})
	if err == nil {
		m.close()
	}
	return o, err
}

// Connect is a T-CONNECT request while no network connection is open. The Outcome has NCONreq
// unless opening says that one is being opened already; [Machine.NetworkConnect] then sends the CR.
// If a network connection is open, give the CR to [Machine.Send].
func (m *Machine) Connect(cr *transport.ConnectionRequest, opening bool) (Outcome, error) {
	in := input{cr: cr, network: networkNone}
	if opening {
		in.network = networkOpening
	}
	return m.step(TCONreq, nil, &in)
}

// NetworkConnect is the N-CONNECT confirm that follows [Machine.Connect]. If the error is nil, send
// cr now.
func (m *Machine) NetworkConnect(cr *transport.ConnectionRequest) error {
	in := input{cr: cr}
	if m.state == WFNC && m.p0(&in) {
		return in.why
	}
	_, err := m.step(NCONconf, nil, &in)
	if err == nil {
		m.called(cr, true)
	}
	return err
}

// called begins a connection.
func (m *Machine) called(cr *transport.ConnectionRequest, initiator bool) {
	m.cr, m.format, m.initiator = proposalOf(cr), cr.Format(), initiator
	if initiator {
		m.own = cr.SrcRef
	} else {
		m.peer = cr.SrcRef
	}
}

// confirmed opens the connection.
func (m *Machine) confirmed(cc *transport.ConnectionConfirm) {
	m.size, m.format = cc.MaxTPDU(&m.cr), cc.Format()
	if m.initiator {
		m.peer = cc.SrcRef
	} else {
		m.own = cc.SrcRef
	}
}

// Disconnect is a T-DISCONNECT request. The Outcome says whether a DR refuses the CR, or the
// network connection is to be disconnected, as it always is once the transport connection is
// open.
func (m *Machine) Disconnect() (Outcome, error) {
	dr := m.refusal(m.peer, m.format, transport.ReasonNotSpecified)
	o, err := m.end(TDISreq)
	if o.Outputs.Has(SendDR) {
		o.DR = dr
	}
	return o, err
}

// NetworkReset is an N-RESET indication.
func (m *Machine) NetworkReset() (Outcome, error) { return m.end(NRSTind) }

// NetworkDisconnect is an N-DISCONNECT indication, over TCP the end of the TCP connection.
func (m *Machine) NetworkDisconnect() (Outcome, error) { return m.end(NDISind) }

// Expire tells the Machine that TS1, which runs from the CR (6.5.4 note 2), or TS2, which runs from
// an ER (6.22.1.3 note 4), has expired. The network connection is then to be disconnected, which
// both notes allow in class 0.
func (m *Machine) Expire() (Outcome, error) {
	if m.state != WFCC && !m.erred {
		return Outcome{}, stateError(ruleTable, m.state, TS, nil)
	}
	m.close()
	return Outcome{Outputs: TDISind | NDISreq}, nil
}

// refusal returns a DR that refuses a connection, 6.6.3. The reasons that a machine has, from 80
// hex on, are not for class 0, 13.5.3.
func (m *Machine) refusal(ref uint16, f transport.Format, r transport.Reason) transport.DisconnectRequest {
	if f.Class == 0 {
		r = transport.ReasonNotSpecified
	}
	checksum := f.Class == 4 && f.Options.Value&transport.OptionNoChecksum == 0
	return transport.DisconnectRequest{Format: f, DstRef: ref, Reason: r, Checksum: checksum}
}
