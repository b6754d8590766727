package validate

import (
	"hash/maphash"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/stack"
	"github.com/osi-go/osi/x25"
)

// link is one X.25 interface, or one connection of XOT.
type link struct {
	guard     *Guard
	fault     *fault
	xot       bool
	midway    bool                // met in the middle, and not yet restarted
	restarts  [2]bool             // this side has restarted the interface, and the other not confirmed
	channels  map[uint32]*channel // by lci: Go is fastest with keys of 32 bits
	sequences [2]x25.Sequences
	held      int           // octets held by sequences and the conns of the channels
	tolerated osi.Tolerance // in the packet at hand, beside what the decoder says
	machine   Machine
	seed      maphash.Seed // of flow.sums
}

func newLink(g *Guard, f *fault, overTCP bool) *link {
	l := &link{guard: g, fault: f, xot: overTCP, midway: g.policy.Midway, channels: map[uint32]*channel{}, seed: maphash.MakeSeed()}
	for i := range l.sequences {
		l.sequences[i].Limits = g.policy.Limits
	}
	return l
}

func (l *link) fail(layer osi.Layer, err error, b []byte) bool {
	*l.fault = fault{err, layer, b}
	return false
}

func (l *link) broke(r *osi.Rule, p x25.Packet, off, got, want int, b []byte) bool {
	layer := osi.X25
	if r.Layer != 0 {
		layer = r.Layer
	}
	return l.fail(layer, &osi.Error{Rule: r, PDU: p.String(), Offset: off, Got: got, Want: want}, b)
}

// format is that of the packet b of d. Where the policy leaves the modulo open, the packet that opens a channel decides.
func (l *link) format(d stack.Direction, b []byte) x25.Format {
	f := x25.Format{Modulo: l.guard.policy.Modulo, Sender: l.guard.policy.Initiator}
	if d == stack.FromResponder {
		f.Sender = f.Sender.Opposite()
	}
	if f.Modulo == x25.AnyModulo && len(b) >= 2 {
		if ch := l.channels[uint32(l.key(uint16(b[0]&0x0f)<<8|uint16(b[1])))]; ch != nil {
			f.Modulo = ch.modulo
		}
	}
	return f
}

// key returns the logical channel in l.channels. A connection of XOT has one, and the LCI of a packet means nothing: RFC 1613 5.
func (l *link) key(lci uint16) uint16 {
	if l.xot {
		return 0
	}
	return lci
}

// packet judges one packet.
func (l *link) packet(dec *decoders, d stack.Direction, b []byte, v *Verdict) bool {
	q := &dec.x25
	q.Tolerated, l.tolerated, q.Format = 0, 0, l.format(d, b)
	p, err := q.Decode(b)
	if err != nil {
		if len(b) >= 2 {
			v.Channel = uint16(b[0]&0x0f)<<8 | uint16(b[1])
		}
		return l.fail(osi.X25, err, b)
	}
	v.Tolerated |= q.Tolerated
	v.Channel = p.Channel()
	var ch *channel
	var step progress
	switch {
	case p.Channel() == 0:
		step = l.restart(d, p, b)
	case l.restarting(d):
		step = l.restartFault(d, p, b)
	case l.restarts[d^1]: // discarded by the side that restarts, X.25 3.3
		step = discarded
	default:
		if ch = l.channel(d, p, b); ch == nil {
			return false
		}
		step = l.follow(ch, d, p, b)
		ch.unheard[d] = false
	}
	v.Tolerated |= l.tolerated
	if step == refused || !stepped(&l.guard.policy, l.machine, l.fault, osi.X25, d, p, b) {
		return false
	}
	if step == discarded || ch == nil {
		return true
	}
	switch p := p.(type) {
	case *x25.Data:
		return l.data(dec, d, ch, p, b, v)
	case *x25.ReceiveReady:
		return l.acknowledged(ch, d, p, p.Modulo, p.PR, b)
	case *x25.ReceiveNotReady:
		return l.acknowledged(ch, d, p, p.Modulo, p.PR, b)
	case *x25.Reject:
		return l.rejected(ch, d, p, b)
	case *x25.Interrupt:
		return l.interrupted(ch, d, p, b)
	case *x25.InterruptConfirmation:
		return l.confirmed(ch, d, p, b)
	}
	return true
}

// restart takes a packet of LCI 0. A restart ends all calls and resets all permanent circuits: X.25 3.3.
func (l *link) restart(d stack.Direction, p x25.Packet, b []byte) progress {
	switch p.(type) {
	case *x25.RestartRequest:
		if l.restarting(d) {
			return l.restartFault(d, p, b)
		}
		l.clear()
		both := l.restarts[d^1] // and no confirmation
		l.restarts = [2]bool{}
		l.restarts[d] = !both
		l.midway = l.midway && !both
	case *x25.RestartConfirmation:
		switch {
		case l.restarts[d^1]:
		case l.midway:
			l.clear()
		case l.restarts[d]:
			return l.restartFault(d, p, b)
		default:
			l.broke(ruleR1, p, 2, int(p.Type()), 0, b)
			return refused
		}
		l.restarts, l.midway = [2]bool{}, false
	}
	return taken
}

// clear forgets all channels.
func (l *link) clear() {
	clear(l.channels)
	l.held = 0
	for i := range l.sequences {
		l.sequences[i].Reset()
	}
}

// restartFault refuses what the side that restarts sends before the confirmation.
func (l *link) restartFault(d stack.Direction, p x25.Packet, b []byte) progress {
	r := ruleR2
	if l.isDCE(d, d) {
		r = ruleR3
	}
	l.broke(r, p, 2, int(p.Type()), 0, b)
	return refused
}

// restarting reports whether d restarts the interface and may send nothing else. Where it was met midway, the other side may have done so before.
func (l *link) restarting(d stack.Direction) bool {
	l.restarts[d] = l.restarts[d] && !l.midway
	return l.restarts[d]
}

// data judges a DATA packet and the NSDU that it ends.
func (l *link) data(dec *decoders, d stack.Direction, ch *channel, p *x25.Data, b []byte, v *Verdict) bool {
	f := &ch.flow[d]
	again, ok := l.sequenced(f, p, b)
	if !ok || !l.acknowledged(ch, d, p, p.Modulo, p.PR, b) {
		return false
	}
	if again {
		return true
	}
	p.LCI = ch.lci
	nsdu, done, err := l.sequences[d].Add(p, f.size)
	if err != nil {
		if e := osi.AsError(err); e != nil && e.Kind == osi.ErrLimit {
			e.Offset = len(b) - len(p.UserData) // in the packet, no more in the sequence
		}
		return l.fail(osi.X25, err, b)
	}
	if done && len(nsdu) > 0 && !ch.calls[ch.caller].foreign && !p.Q && l.guard.policy.Top > osi.X25 { // Q: not of the connection, X.223. An empty sequence is ignored, 12 c
		if ch.conn == nil {
			ch.conn = new(conn)
			ch.conn.begin(l.guard, l.fault, NSDUs)
			ch.conn.machine = l.guard.policy.newMachine()
		}
		if from := d ^ ch.caller; ch.lanes[from].unit(NSDUs, nsdu) == 0 {
			ok = ch.conn.tpdu(dec, from, nsdu) != failed
			v.Tolerated |= ch.conn.tolerated
			ch.conn.tolerated = 0
			ch.lanes = [2]lane{ch.conn.lane(stack.FromInitiator), ch.conn.lane(stack.FromResponder)}
		}
	}
	if p.M || ch.held > 0 || ch.conn != nil {
		l.account(ch)
	}
	return ok
}

// account brings l.held up to date with the channel.
func (l *link) account(ch *channel) {
	held := l.sequences[0].Pending(ch.lci) + l.sequences[1].Pending(ch.lci)
	if ch.conn != nil {
		held += ch.conn.held()
	}
	l.held += held - ch.held
	ch.held = held
}
