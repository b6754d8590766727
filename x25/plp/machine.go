package plp

import (
	"slices"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/internal/octets"
	"github.com/osi-go/osi/x25"
)

// A Machine is one end of an X.25 interface with all its logical channels. Make it with New. It has
// no clock and does no I/O. Its channels take 24 octets each, from channel 1 to the highest that is
// assigned. It must not be copied: Clone makes a snapshot. It is not safe for concurrent use.
type Machine struct {
	profile   Profile
	defaults  x25.FlowControl // of calls
	permanent x25.FlowControl // of permanent circuits, which registered defaults do not change
	channels  []channel       // by LCI
	most      uint8           // the largest sequence number
	side      Side
	sideOpen  bool // SideByRestart, and no restart has decided yet
	state     State

	cause, diagnostic uint8 // of the RESTART sent last
	retries           uint8
	timers            Timers // T10, T20, T28
	registering       bool   // of a DCE: a REGISTRATION REQUEST is to be answered; of a DTE: one is not, and CALLs have to wait
	registrations     uint8  // retries of T28

	lent    lent
	packets [2]x25.Packet
	octets  []byte // of a packet that a DIAGNOSTIC answers
}

// lent are the packets that an Outcome has.
type lent struct {
	rr           x25.ReceiveReady
	rnr          x25.ReceiveNotReady
	rej          x25.Reject
	clear        x25.ClearRequest
	cleared      x25.ClearConfirmation
	reset        x25.ResetRequest
	resetDone    x25.ResetConfirmation
	interrupted  x25.InterruptConfirmation
	restart      x25.RestartRequest
	restarted    x25.RestartConfirmation
	diagnostic   x25.DiagnosticPacket
	registration x25.RegistrationConfirmation
	explanation  [x25.MaxExplanation]byte
}

// New returns a machine in r1, with all virtual calls ready (p1) and all permanent circuits in data
// transfer. p is not kept. A profile that no interface can have is an error of kind [osi.ErrValue]
// or [osi.ErrLimit]. Call [Machine.LinkReset] first: the interface is to be restarted before
// anything else is sent.
func New(p Profile) (*Machine, error) {
	if r, got := p.check(); r != nil {
		err := &osi.Error{Rule: r, Got: got}
		if r.Kind == osi.ErrLimit {
			err.Want = p.Limits.WithDefaults().Channels
		}
		return nil, err
	}
	p.Groups = slices.Clone(p.Groups)
	m := &Machine{profile: p, defaults: p.flow(), side: p.Side, sideOpen: p.SideByRestart}
	if p.SideByRestart {
		m.side = DTE
	}
	m.assign()
	return m, nil
}

// assign makes the channels, all as they begin.
func (m *Machine) assign() {
	p := &m.profile
	m.most, m.permanent = octets.Len8(p.Modulo.Max()), p.flow()
	m.channels = make([]channel, int(p.last())+1)
	for i := range m.channels {
		lci, c := octets.Low16(uint64(i)), &m.channels[i]
		switch {
		case lci == 0:
		case lci <= p.Permanent:
			c.flags = isAssigned | isPermanent
		case p.Incoming.has(lci), p.TwoWay.has(lci), p.Outgoing.has(lci):
			c.flags = isAssigned
		}
		c.ready(&m.permanent)
	}
}

// Profile returns what both ends have agreed on: the profile of New, with what was registered
// since, X.25 6.1. Groups is the machine's own and must not be modified.
func (m *Machine) Profile() Profile { return m.profile }

// Clone returns a machine in the same state that shares nothing with m.
func (m *Machine) Clone() *Machine {
	c := *m
	c.channels = slices.Clone(m.channels)
	c.lent, c.packets, c.octets = lent{}, [2]x25.Packet{}, nil
	return &c
}

// Side returns the side that this end takes, which a restart may have decided.
func (m *Machine) Side() Side { return m.side }

// Interface returns the state of the interface: R1 to R3.
func (m *Machine) Interface() State { return m.state }

// Channel returns the states of a channel: p is P1 to P7, and d, which has a meaning in P4, D1 to
// D3. ok is false for a channel that is not assigned.
func (m *Machine) Channel(lci uint16) (p, d State, ok bool) {
	c := m.channel(lci)
	if c == nil {
		return P1, D1, false
	}
	return c.state, c.reset, true
}

// Format returns the format of the packets of this end. Those of the peer differ in Sender, which
// is the Opposite.
func (m *Machine) Format() x25.Format {
	f := x25.Format{Modulo: m.profile.Modulo, Sender: osi.DTE}
	switch {
	case m.profile.BetweenDTEs:
		f.Sender = osi.AnySide
	case m.side == DCE:
		f.Sender = osi.DCE
	}
	return f
}

// Header returns the header of a packet of this end.
func (m *Machine) Header(lci uint16) x25.Header { return x25.Header{Format: m.Format(), LCI: lci} }

// Numbers returns P(S) and P(R) of the next DATA that this end sends on a channel.
func (m *Machine) Numbers(lci uint16) (ps, pr uint8) {
	if c := m.channel(lci); c != nil {
		return c.vs, c.vr
	}
	return 0, 0
}

// Window returns how many DATA packets may be sent now: 0 while the window is closed, the peer is
// not ready, or the channel is not in data transfer.
func (m *Machine) Window(lci uint16) int {
	c := m.channel(lci)
	if c == nil || m.stateOf(c) != D1 || c.has(peerNotReady) {
		return 0
	}
	return int(c.txWindow) - int(distance(c.acked, c.vs, m.most))
}

// Flow returns packet and window sizes of a channel for what this end sends and receives: as agreed
// or, before the call is accepted, as proposed. They are 0 in P1.
func (m *Machine) Flow(lci uint16) (send, receive Flow) {
	c := m.channel(lci)
	if c == nil || c.txWindow == 0 {
		return Flow{}, Flow{}
	}
	return Flow{1 << c.txSize, int(c.txWindow)}, Flow{1 << c.rxSize, int(c.rxWindow)}
}

// Flow has the packet size, in octets of user data, and the window size, in packets, of one
// direction.
type Flow struct{ PacketSize, Window int }

// Service returns what was agreed on for the network service on a channel in data transfer: the use
// of the D bit, X.25 4.3.3, and of expedited data, X.223 6.2.4. It is both on a permanent circuit,
// where this is agreed on beforehand.
func (m *Machine) Service(lci uint16) x25.NetworkService {
	c := m.channel(lci)
	if c == nil || c.state != P4 {
		return x25.NetworkService{}
	}
	return x25.NetworkService{
		ReceiptConfirmation: c.has(isPermanent) || c.has(askedDelivery) && c.has(gotDelivery),
		ExpeditedData:       c.has(isPermanent) || c.has(askedExpedited) && c.has(gotExpedited),
	}
}

// Timers returns the timers that run for a channel; of channel 0, for the interface.
func (m *Machine) Timers(lci uint16) Timers {
	if lci == 0 {
		return m.timers
	}
	if c := m.channel(lci); c != nil {
		return c.timers
	}
	return 0
}

// Free returns the channel on which the next call of this end is to be sent: the highest that is
// ready for a DTE, the lowest for a DCE, X.25 Annex A. ok is false when there is none.
func (m *Machine) Free() (lci uint16, ok bool) {
	ranges := [...]ChannelRange{m.profile.Outgoing, m.profile.TwoWay}
	if m.side == DCE {
		ranges[0] = m.profile.Incoming
	}
	for _, r := range ranges {
		for n := range r.Last - r.First + 1 {
			lci := r.Last - n
			if m.side == DCE {
				lci = r.First + n
			}
			if lci != 0 && m.channels[lci].state == P1 {
				return lci, true
			}
		}
	}
	return 0, false
}

// Situation returns what [x25.Answer] has to know of a packet on a channel that the user refuses.
// Give the answer to [Machine.Send].
func (m *Machine) Situation(lci uint16) x25.Situation {
	s := x25.Situation{Format: m.Format()}
	if m.state == m.ownStates().restart {
		s.Interface = x25.InterfaceAwaiting
	} else if m.state == m.peerStates().restart {
		s.Interface = x25.InterfaceRestarting
	}
	c := m.channel(lci)
	if c == nil {
		return s
	}
	s.Permanent = c.has(isPermanent)
	switch {
	case c.state == P1:
		s.Channel = x25.ChannelReady
	case c.state == m.ownStates().clear, c.state == P4 && c.reset == m.ownStates().reset:
		s.Channel = x25.ChannelAwaiting
	case c.state == m.peerStates().clear:
		s.Channel = x25.ChannelClearing
	case c.state == P4:
		s.Channel = x25.ChannelTransfer
	}
	return s
}

// channel returns a channel; nil for one that is not assigned.
func (m *Machine) channel(lci uint16) *channel {
	if int(lci) >= len(m.channels) || !m.channels[lci].has(isAssigned) {
		return nil
	}
	return &m.channels[lci]
}

// stateOf returns the state that decides about a request on c: R2 or R3; else P1 to P7 but P4; in
// P4 D1 to D3.
func (m *Machine) stateOf(c *channel) State {
	switch {
	case m.state != R1:
		return m.state
	case c.state != P4:
		return c.state
	}
	return c.reset
}

// sideStates are the states that the end of one Side brings about, and its timers.
type sideStates struct {
	restart, call, clear, reset     State
	tRestart, tCall, tClear, tReset Timer
}

var statesOf = [sides]sideStates{
	DTE: {R2, P2, P6, D2, T20, T21, T23, T22},
	DCE: {R3, P3, P7, D3, T10, T11, T13, T12},
}

func (m *Machine) ownStates() *sideStates  { return &statesOf[m.side] }
func (m *Machine) peerStates() *sideStates { return &statesOf[m.side.Opposite()] }

// ownTimers has the timers of this end. Between two DTEs both have those of a DTE.
func (m *Machine) ownTimers() *sideStates {
	if m.profile.BetweenDTEs {
		return &statesOf[DTE]
	}
	return &statesOf[m.side]
}

// dteTimers reports whether this end has T25 to T27, which a DCE has not.
func (m *Machine) dteTimers() bool { return m.side == DTE || m.profile.BetweenDTEs }

// maySendReject reports whether this end may ask for retransmission.
func (m *Machine) maySendReject() bool { return m.profile.Retransmission && m.dteTimers() }

// mayReceiveReject reports whether the peer may.
func (m *Machine) mayReceiveReject() bool {
	return m.profile.Retransmission && (m.side == DCE || m.profile.BetweenDTEs)
}
