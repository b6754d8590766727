package plp

import (
	"github.com/osi-go/osi"
	"github.com/osi-go/osi/x25"
)

// A Network moves NSDUs over the channels of a Machine, as X.223 maps the connection-mode network
// service onto X.25. N-CONNECT, N-DISCONNECT, N-RESET and N-EXPEDITED DATA are given as the
// packets that they become, as to the Machine; N-DATA as the NSDU. All events of the Machine must
// go through the Network. It is not safe for concurrent use.
type Network struct {
	Machine *Machine   // not nil
	Limits  osi.Limits // of which TSDU and Segments apply to an NSDU received, and Channels to the number of NSDUs begun

	in  x25.Sequences
	out map[uint16]*outgoing
	pdu []byte
}

// outgoing is what one channel sends.
type outgoing struct {
	rest  []byte // of the NSDU in hand
	busy  bool   // an NSDU is in hand, though nothing of it may be left
	d     bool   // its last packet asks for a receipt
	kept  []segment
	again int // as many of kept, the last ones, are to be sent again
	data  x25.Data
}

// A segment is the user data of a DATA packet.
type segment struct {
	octets []byte
	m, d   bool
}

// A Delivery is an [Outcome] with what it means for NSDUs.
type Delivery struct {
	Outcome
	NSDU     []byte // N-DATA indication: an NSDU that is complete, valid until the next event; nil: none
	Receipts int    // N-DATA ACKNOWLEDGE indications: number of NSDUs sent with receipt that are now confirmed
}

// Data is an N-DATA request. [Network.Next] returns the packets of nsdu, which must not be modified
// until its last packet is confirmed. receipt asks for confirmation, which the call must have
// agreed on.
//
// The error is a *StateError: of kind [osi.ErrState] without a call in data transfer or without
// agreement on receipt, [osi.ErrLength] for an empty nsdu, and [osi.ErrLimit] while [Network.Busy].
func (n *Network) Data(lci uint16, nsdu []byte, receipt bool) error {
	const t, e = x25.TypeData, EventData | EventSend
	m := n.Machine
	c := m.channel(lci)
	if c == nil {
		return stateError(ruleUnassigned, lci, m.state, e, t, 0, 0, 0)
	}
	switch at := m.stateOf(c); {
	case at != D1:
		return stateError(stateRules[at], lci, at, e, t, 0, 0, 0)
	case receipt && !m.Service(lci).ReceiptConfirmation:
		return stateError(ruleReceipt, lci, D1, e, t, 0, 1, 0)
	case len(nsdu) == 0:
		return stateError(ruleEmpty, lci, D1, e, t, 0, 0, 0)
	case n.Busy(lci):
		return stateError(ruleBusy, lci, D1, e, t, 0, 2, 1)
	}
	q := n.out[lci]
	if q == nil {
		q = new(outgoing)
		if n.out == nil {
			n.out = map[uint16]*outgoing{}
		}
		n.out[lci] = q
	}
	q.rest, q.busy, q.d = nsdu, true, receipt
	return nil
}

// Busy reports whether an NSDU of the channel has packets that Next has not returned.
func (n *Network) Busy(lci uint16) bool {
	q := n.out[lci]
	return q != nil && (q.busy || q.again > 0)
}

// Next returns the next DATA to send on a channel, with the timers that it starts; nil if there is
// none, or the window is closed. The packet is valid until the next call, and aliases the NSDU.
func (n *Network) Next(lci uint16) (*x25.Data, Outcome) {
	q := n.out[lci]
	if q == nil || !n.Busy(lci) || n.Machine.Window(lci) <= 0 {
		return nil, Outcome{}
	}
	var s segment
	again := q.again > 0
	if again {
		s = q.kept[len(q.kept)-q.again]
	} else {
		send, _ := n.Machine.Flow(lci)
		size := min(len(q.rest), send.PacketSize)
		s = segment{octets: q.rest[:size:size], m: size < len(q.rest)}
		s.d = q.d && !s.m
	}
	p := &q.data
	*p = x25.Data{Header: n.Machine.Header(lci), D: s.d, M: s.m, UserData: s.octets}
	p.PS, p.PR = n.Machine.Numbers(lci)
	if c := n.Machine.channel(lci); n.Machine.profile.Manual&ManualReceipt != 0 {
		p.PR = c.sentPR
	}
	o, err := n.Machine.Request(p)
	switch {
	case err != nil:
		return nil, Outcome{}
	case again:
		q.again--
	default:
		q.kept = append(q.kept, s)
		q.rest = q.rest[len(s.octets):]
		q.busy = s.m
	}
	return p, o
}

// Request is [Machine.Request].
func (n *Network) Request(p x25.Packet) (Outcome, error) {
	o, err := n.Machine.Request(p)
	if err == nil {
		switch p.(type) {
		case *x25.ClearRequest, *x25.ClearConfirmation, *x25.ResetRequest:
			n.drop(p.Channel())
		}
		n.follow(&o)
	}
	return o, err
}

// Receive is [Machine.Receive] for the network service: DATA and INTERRUPT that X.223 12 b does not
// allow, and an NSDU over a limit, are errors that end the call. Their kinds are [osi.ErrState] and
// [osi.ErrLimit].
func (n *Network) Receive(p x25.Packet) (Delivery, error) {
	o, err := n.Machine.Receive(p)
	d := Delivery{Outcome: o}
	d.Receipts = n.follow(&d.Outcome)
	c := n.Machine.channel(o.Channel)
	if err != nil || c == nil || o.Indications&(IndData|IndInterrupted) == 0 {
		return d, err
	}
	if err := n.Machine.Service(o.Channel).Check(p); err != nil {
		return n.refuse(d, p, err)
	}
	data, ok := p.(*x25.Data)
	if !ok {
		return d, nil
	}
	n.in.Limits = n.Limits
	nsdu, done, err := n.in.Add(data, 1<<c.rxSize)
	switch {
	case err != nil:
		return n.refuse(d, p, err)
	case done && len(nsdu) > 0: // X.223 12 c ignores an empty one
		d.NSDU = nsdu
	}
	return d, nil
}

// refuse ends the call of a packet that the machine has taken.
func (n *Network) refuse(d Delivery, p x25.Packet, err error) (Delivery, error) {
	n.pdu, _ = p.AppendBinary(n.pdu[:0])
	f := osi.AsError(err)
	d.Packets = nil // what the packet was confirmed with
	n.Machine.answer(f, n.pdu, &d.Outcome)
	d.Indications &^= IndData | IndInterrupted
	n.follow(&d.Outcome)
	return d, &StateError{Err: f, Channel: p.Channel(), State: D1, Event: eventOf(p.Type())}
}

// Fault is [Machine.Fault].
func (n *Network) Fault(err error, pdu []byte) Outcome {
	o := n.Machine.Fault(err, pdu)
	n.follow(&o)
	return o
}

// Expire is [Machine.Expire].
func (n *Network) Expire(t Timer, lci uint16) (Outcome, error) {
	o, err := n.Machine.Expire(t, lci)
	n.follow(&o)
	return o, err
}

// LinkReset is [Machine.LinkReset].
func (n *Network) LinkReset() Outcome {
	o := n.Machine.LinkReset()
	n.follow(&o)
	return o
}

// follow does what an outcome says of NSDUs, and returns the number of receipts.
func (n *Network) follow(o *Outcome) (receipts int) {
	const over = IndCleared | IndClearConfirmed | IndConnected | IndReset | IndResetConfirmed
	if o.Indications.Has(IndRestarted) {
		n.in.Reset()
		clear(n.out)
		return 0
	}
	if o.Indications&over != 0 {
		n.drop(o.Channel)
		return 0
	}
	q := n.out[o.Channel]
	if q == nil {
		return 0
	}
	if k := min(int(o.Confirmed), len(q.kept)); k > 0 {
		for _, s := range q.kept[:k] {
			if s.d {
				receipts++
			}
		}
		q.kept = append(q.kept[:0], q.kept[k:]...)
		q.again = min(q.again, len(q.kept))
	}
	if o.Indications.Has(IndRetransmit) {
		q.again = len(q.kept)
	}
	return receipts
}

// drop forgets the NSDUs under way on a channel.
func (n *Network) drop(lci uint16) {
	n.in.Drop(lci)
	delete(n.out, lci)
}
