package stack

import (
	"github.com/osi-go/osi"
	"github.com/osi-go/osi/x25"
	"github.com/osi-go/osi/x25/xot"
)

// frame takes one frame of XOT, at off of its stream.
func (l *link) frame(r *run, d osi.Direction, frame []byte, off int64) {
	packet := xot.Frame(frame).Packet()
	off += int64(len(frame) - len(packet))
	r.channel = lciOf(packet)
	if !xot.IsPVCSetup(packet) {
		if err := xot.CheckType(packet); err == nil || r.fail(osi.XOT, err, packet, off) {
			l.packet(r, d, packet, off)
		}
		return
	}
	p := &r.setup
	if err := p.Decode(packet); err != nil {
		r.fail(osi.XOT, err, packet, off)
	} else if l.setup(r, d, p, packet, off) {
		r.tell(osi.XOT, p, packet, off, 0)
	}
}

// setup takes a PVC set-up, and reports whether to go on. It comes first, from who has opened the
// TCP connection, and the other side answers it: RFC 1613 6.5.
func (l *link) setup(r *run, d osi.Direction, p *xot.PVCSetup, b []byte, off int64) bool {
	ch := l.channels[0]
	switch {
	case ch == nil:
		if d == osi.FromResponder && !l.begun && !r.broke(ruleXOTInitiator, p, 2, int(b[2]), 0, b, off) {
			return false
		}
		if p.Status != xot.Waiting && !l.midway && !r.broke(rulePVCStatus, p, 4, int(p.Status), int(xot.Waiting), b, off) {
			return false
		}
		ch = &channel{phase: channelSetup, permanent: true, caller: d, by: d, modulo: l.config.Interface.Modulo, service: unknownService}
		if ch.modulo == x25.AnyModulo {
			ch.modulo = moduloOf(b)
		}
		if l.midway {
			ch.unheard, ch.met = [2]bool{true, true}, true
		}
		ch.offer(d, p)
		ch.unheard[d] = false
		l.channels[0] = ch
	case ch.phase != channelSetup || ch.by == d:
		return r.broke(rulePVCSetup, p, 2, int(b[2]), 0, b, off)
	case p.Status != xot.Waiting: // refused
		l.end(ch)
	default:
		ch.offer(d, p)
		ch.restart()
	}
	l.midway, l.begun = false, true
	return true
}

// offer takes over the flow control values of d, as they are at its local interface: what comes in
// there d sends here. Those of the other side need not be the same, where it does the flow control
// of each interface by itself; the larger are the limit then.
func (ch *channel) offer(d osi.Direction, p *xot.PVCSetup) {
	if p.Status != xot.Waiting {
		return
	}
	sent, received := &ch.flow[d], &ch.flow[d^1]
	sent.window, received.window = max(sent.window, p.WindowIn), max(received.window, p.WindowOut)
	sent.size, received.size = max(sent.size, 1<<p.PacketSizeIn), max(received.size, 1<<p.PacketSizeOut)
}

// flowControlOf says which of facilities 42 and 43 a field has.
func flowControlOf(f x25.FacilityField) (has xot.FlowControl) {
	_, has.PacketSize = f.Find(x25.CodePacketSize)
	_, has.Window = f.Find(x25.CodeWindowSize)
	return has
}

// checkXOT checks a call of XOT: the first one comes from who has opened the TCP connection, and
// calls have facilities 42 and 43, RFC 1613 6.1.
func (l *link) checkXOT(a *arrival, has xot.FlowControl) bool {
	if a.d == osi.FromResponder && !l.begun && !a.broke(ruleXOTInitiator, 2, int(a.p.Type()), 0) {
		return false
	}
	lenient := osi.Leniency{Tolerate: l.config.Tolerate}
	err := xot.CheckCall(has.PacketSize, has.Window, &lenient)
	a.tolerated |= lenient.Tolerated
	return err == nil || a.fail(osi.XOT, err)
}
