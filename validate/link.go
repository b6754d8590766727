package validate

import (
	"github.com/osi-go/osi"
	"github.com/osi-go/osi/internal/octets"
	"github.com/osi-go/osi/stack"
	"github.com/osi-go/osi/x25"
	"github.com/osi-go/osi/x25/xot"
)

// link is one X.25 interface, or one connection of XOT.
type link struct {
	guard     *Guard
	fault     *fault
	xot       bool
	channels  map[uint16]*channel
	sequences [2]x25.Sequences
	held      int // octets held by sequences and the conns of the channels
	machine   Machine
}

// channel is one logical channel in use.
type channel struct {
	phase   channelPhase
	by      stack.Direction // who has called, cleared, reset
	caller  stack.Direction
	foreign bool // its data are not of OSI transport
	conn    *conn
	held    int
	flow    [2]flow
	waits   [2]bool // of a channel in refused: this side has not yet confirmed
}

type channelPhase uint8

const (
	channelReady channelPhase = iota
	channelCalled
	channelTransfer
	channelReset
	channelCleared
	channelRefused // by the guard: all but the way to the end is dropped
)

// flow is what is known of the sequence numbers of one direction.
type flow struct {
	known, edgeKnown bool
	next             uint8 // P(S) of its next DATA
	edge             uint8 // last P(R) sent by the other side: the lowest number not acknowledged
}

func newLink(g *Guard, f *fault, overTCP bool) *link {
	l := &link{guard: g, fault: f, xot: overTCP, channels: map[uint16]*channel{}}
	for i := range l.sequences {
		l.sequences[i].Limits = g.policy.Limits
	}
	if g.policy.Machine != nil {
		l.machine = g.policy.Machine()
	}
	return l
}

func (l *link) fail(layer osi.Layer, err error, b []byte) bool {
	*l.fault = fault{err, layer, b}
	return false
}

func (l *link) broke(r *osi.Rule, p x25.Packet, got, want int, b []byte) bool {
	return l.fail(osi.X25, &osi.Error{Rule: r, PDU: p.String(), Got: got, Want: want}, b)
}

// frame takes one frame of XOT.
func (l *link) frame(dec *decoders, d stack.Direction, frame []byte, v *Verdict) outcome {
	packet := xot.Frame(frame).Packet()
	ok := false
	if xot.IsPVCSetup(packet) {
		if err := dec.setup.Decode(packet); err != nil {
			l.fail(osi.XOT, err, packet)
		} else {
			ok = true
			if l.channels[dec.setup.LCI] == nil {
				l.channels[dec.setup.LCI] = &channel{phase: channelTransfer, caller: d}
			}
		}
	} else if err := xot.CheckType(packet); err != nil {
		l.fail(osi.XOT, err, packet)
	} else {
		ok = l.packet(dec, d, packet, v)
	}
	if ok {
		return complete
	}
	return failed
}

// format is that of the packets of d.
func (l *link) format(d stack.Direction) x25.Format {
	f := x25.Format{Modulo: l.guard.policy.Modulo, Sender: l.guard.policy.Initiator}
	if d == stack.FromResponder {
		switch f.Sender {
		case x25.FromDTE:
			f.Sender = x25.FromDCE
		case x25.FromDCE:
			f.Sender = x25.FromDTE
		case x25.AnySender:
		}
	}
	return f
}

// packet judges one packet.
func (l *link) packet(dec *decoders, d stack.Direction, b []byte, v *Verdict) bool {
	q := &dec.x25
	q.Tolerated, q.Format = 0, l.format(d)
	p, err := q.Decode(b)
	if err != nil {
		return l.fail(osi.X25, err, b)
	}
	v.Tolerated |= q.Tolerated
	v.Channel = p.Channel()
	if !stepped(&l.guard.policy, l.machine, l.fault, osi.X25, d, p, b) {
		return false
	}
	lci := p.Channel()
	ch := l.channels[lci]
	if ch != nil && ch.phase == channelRefused && !l.refused(d, ch, p, b) {
		return false
	}
	if lci != 0 || l.xot {
		if ch = l.channel(d, p, b, ch); ch == nil {
			return false
		}
	}
	switch p := p.(type) {
	case *x25.Data:
		return l.data(dec, d, ch, p, b, v)
	case *x25.ReceiveReady:
		return l.acknowledged(ch, d, p, p.PR, b)
	case *x25.ReceiveNotReady:
		return l.acknowledged(ch, d, p, p.PR, b)
	case *x25.Reject:
		ok := l.acknowledged(ch, d, p, p.PR, b)
		ch.flow[d^1].known = false // its sender goes back
		return ok
	case *x25.RestartRequest:
		clear(l.channels)
		l.held = 0
		for i := range l.sequences {
			l.sequences[i].Reset()
		}
	}
	return true
}

// channel follows the phase of the packet's channel; nil when the packet may not be sent now. Call collision and clear collision are
// in order: X.25 4.1.6 and 4.1.9.
func (l *link) channel(d stack.Direction, p x25.Packet, b []byte, ch *channel) *channel {
	lci := p.Channel()
	if ch == nil {
		if ch = l.unknown(d, p, b); ch == nil {
			return nil
		}
	}
	ok := true
	switch p := p.(type) {
	case *x25.CallRequest:
		if ok = ch.phase == channelReady || ch.phase == channelCalled && ch.caller != d; ok && !l.call(ch, d, p, b) {
			return nil
		}
	case *x25.CallAccepted:
		if ok = ch.phase == channelCalled && ch.caller != d || ch.phase == channelTransfer && l.guard.policy.Midway; ok {
			ch.phase = channelTransfer
			ch.flow = [2]flow{{known: true, edgeKnown: true}, {known: true, edgeKnown: true}}
		}
	case *x25.ClearRequest:
		l.drop(lci, ch)
		if ch.phase == channelCleared && ch.by != d {
			delete(l.channels, lci)
		}
		ch.phase, ch.by = channelCleared, d
	case *x25.ClearConfirmation:
		if ok = ch.phase == channelCleared && ch.by != d || l.guard.policy.Midway; ok {
			l.drop(lci, ch)
			delete(l.channels, lci)
		}
	case *x25.ResetRequest:
		ok = l.reset(ch, lci, d)
	case *x25.ResetConfirmation:
		if ok = ch.phase == channelReset && ch.by != d || l.guard.policy.Midway; ok {
			l.resetDone(ch)
		}
	default:
		// In flight towards the side that has reset or cleared, data are discarded by it: X.25 4.4.3, 4.1.7.
		ok = ch.phase == channelTransfer || (ch.phase == channelReset || ch.phase == channelCleared) && ch.by != d
	}
	if !ok {
		l.broke(rulePacketState, p, int(p.Type()), int(ch.phase), b)
		return nil
	}
	return ch
}

// unknown makes the state of a channel that is not in use.
func (l *link) unknown(d stack.Direction, p x25.Packet, b []byte) *channel {
	policy := &l.guard.policy
	ch := &channel{caller: d}
	switch p.(type) {
	case *x25.CallRequest, *x25.ClearRequest:
	default:
		if !policy.Midway && (p.Channel() > policy.PermanentCircuits || p.Channel() == 0) {
			l.broke(rulePacketState, p, int(p.Type()), 0, b)
			return nil
		}
		ch.phase = channelTransfer
	}
	if len(l.channels) >= policy.Limits.Channels {
		l.broke(ruleChannels, p, len(l.channels)+1, policy.Limits.Channels, b)
		return nil
	}
	l.channels[p.Channel()] = ch
	return ch
}

func (l *link) call(ch *channel, d stack.Direction, p *x25.CallRequest, b []byte) bool {
	if l.xot {
		lenient := osi.Leniency{Tolerate: l.guard.policy.Tolerate}
		_, size := p.Facilities.Find(x25.CodePacketSize)
		_, window := p.Facilities.Find(x25.CodeWindowSize)
		if err := xot.CheckCall(size, window, &lenient); err != nil {
			return l.fail(osi.XOT, err, b)
		}
	}
	protocol, _ := x25.IdentifyProtocol(p.UserData)
	ch.foreign = isForeign(protocol)
	if ch.foreign && !l.guard.policy.ForeignCalls {
		return l.broke(ruleForeignCall, p, int(protocol), 0, b)
	}
	if ch.phase == channelReady || p.Sender != x25.FromDCE { // in a collision the DTE's call goes on, X.25 4.1.6
		ch.caller = d
	}
	ch.phase = channelCalled
	return true
}

// isForeign reports whether call user data name another protocol than OSI transport. Octets of no known meaning do not: the MTA of
// KB Q86988 calls with "ean1".
func isForeign(p x25.Protocol) bool {
	switch p {
	case x25.ProtocolNone, x25.ProtocolTransport, x25.ProtocolUnknown, x25.ProtocolNational:
		return false
	default:
		return true
	}
}

// data judges a DATA packet and the NSDU that it ends.
func (l *link) data(dec *decoders, d stack.Direction, ch *channel, p *x25.Data, b []byte, v *Verdict) bool {
	if ch.phase != channelTransfer { // discarded by its receiver
		return true
	}
	f := &ch.flow[d]
	modulo := modulus(p.Modulo)
	if f.known && p.PS != f.next {
		return l.broke(rulePacketPS, p, int(p.PS), int(f.next), b)
	}
	f.known, f.next = true, (p.PS+1)%modulo
	if !l.acknowledged(ch, d, p, p.PR, b) {
		return false
	}
	nsdu, done, err := l.sequences[d].Add(p, 0)
	if err != nil {
		return l.fail(osi.X25, err, b)
	}
	ok := true
	if done && !ch.foreign && !p.Q && l.guard.policy.Top > osi.X25 { // Q: not of the connection, X.223
		if ch.conn == nil {
			ch.conn = new(conn)
			ch.conn.begin(l.guard, l.fault, NSDUs)
		}
		ok = ch.conn.tpdu(dec, d^ch.caller, nsdu) != failed
		v.Tolerated |= ch.conn.tolerated
		ch.conn.tolerated = 0
	}
	if p.M || ch.held > 0 || ch.conn != nil {
		l.account(ch, p.LCI)
	}
	return ok
}

func modulus(m x25.Modulo) uint8 { return octets.Len8(m.Max() + 1) }

// account brings l.held up to date with the channel.
func (l *link) account(ch *channel, lci uint16) {
	held := l.sequences[0].Pending(lci) + l.sequences[1].Pending(lci)
	if ch.conn != nil {
		held += ch.conn.held()
	}
	l.held += held - ch.held
	ch.held = held
}

// acknowledged checks P(R), which d sends about the data of the other side: it lies between the last one and the next P(S).
func (l *link) acknowledged(ch *channel, d stack.Direction, p x25.Packet, pr uint8, b []byte) bool {
	if ch.phase != channelTransfer {
		return true
	}
	f := &ch.flow[d^1]
	modulo := modulus(l.guard.policy.Modulo)
	if f.known && f.edgeKnown && (pr-f.edge)%modulo > (f.next-f.edge)%modulo {
		return l.broke(rulePacketPR, p, int(pr), int(f.next), b)
	}
	f.edgeKnown, f.edge = true, pr
	return true
}

func (l *link) reset(ch *channel, lci uint16, d stack.Direction) bool {
	if ch.phase == channelCleared {
		return ch.by != d
	}
	if ch.phase == channelCalled {
		return false
	}
	for i := range l.sequences {
		l.sequences[i].Drop(lci)
	}
	if ch.conn != nil { // the transport connection of class 0 ends with the network connection
		ch.conn = new(conn)
		ch.conn.begin(l.guard, l.fault, NSDUs)
	}
	l.account(ch, lci)
	if ch.phase == channelReset && ch.by != d {
		l.resetDone(ch)
		return true
	}
	ch.phase, ch.by = channelReset, d
	return true
}

func (l *link) resetDone(ch *channel) {
	ch.phase = channelTransfer
	ch.flow = [2]flow{{known: true, edgeKnown: true}, {known: true, edgeKnown: true}}
}

func (l *link) drop(lci uint16, ch *channel) {
	for i := range l.sequences {
		l.sequences[i].Drop(lci)
	}
	ch.conn = nil
	l.account(ch, lci)
}

// refused takes a packet of a channel whose call the guard has rejected: the guard's caller clears both sides, and what
// they sent before they knew is dropped. A clear or its confirmation from each, or a new call, ends it. It reports whether the packet begins a new call.
func (l *link) refused(d stack.Direction, ch *channel, p x25.Packet, b []byte) bool {
	switch p.(type) {
	case *x25.CallRequest:
		delete(l.channels, p.Channel())
		*ch = channel{caller: d}
		l.channels[p.Channel()] = ch
		return true
	case *x25.ClearRequest, *x25.ClearConfirmation, *x25.ResetRequest, *x25.ResetConfirmation:
		ch.waits[d] = false
		if !ch.waits[0] && !ch.waits[1] {
			delete(l.channels, p.Channel())
		}
	}
	return l.broke(ruleClosed, p, int(p.Type()), 0, b)
}
