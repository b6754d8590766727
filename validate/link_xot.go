package validate

import (
	"github.com/osi-go/osi"
	"github.com/osi-go/osi/stack"
	"github.com/osi-go/osi/x25"
	"github.com/osi-go/osi/x25/xot"
)

// frame takes one frame of XOT.
func (l *link) frame(dec *decoders, d stack.Direction, frame []byte, v *Verdict) outcome {
	packet := xot.Frame(frame).Packet()
	ok := false
	if xot.IsPVCSetup(packet) {
		if err := dec.setup.Decode(packet); err != nil {
			l.fail(osi.XOT, err, packet)
		} else {
			v.Channel = dec.setup.LCI
			ok = l.setup(d, &dec.setup, packet)
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

// setup takes a PVC set-up: it comes first, and the other side answers it, RFC 1613 6.5.
func (l *link) setup(d stack.Direction, p *xot.PVCSetup, b []byte) bool {
	ch := l.channels[0]
	switch {
	case ch == nil:
		if p.Status != xot.Waiting && !l.midway {
			return l.fail(osi.XOT, &osi.Error{Rule: rulePVCStatus, PDU: p.String(), Offset: 4, Got: int(p.Status), Want: int(xot.Waiting)}, b)
		}
		ch = &channel{phase: channelSetup, permanent: true, caller: d, by: d, modulo: l.guard.policy.Modulo, unheard: [2]bool{l.midway, l.midway}}
		if ch.modulo == x25.AnyModulo {
			ch.modulo = moduloOf(b)
		}
		ch.offer(d, p)
		ch.unheard[d] = false
		l.channels[0] = ch
	case ch.phase != channelSetup || ch.by == d:
		return l.fail(osi.XOT, &osi.Error{Rule: rulePVCSetup, PDU: p.String(), Offset: 2, Got: int(b[2])}, b)
	case p.Status != xot.Waiting: // refused
		l.end(ch)
	default:
		ch.offer(d, p)
		ch.restart()
	}
	l.midway = false
	return true
}

// offer takes over the flow control values of d, as they are at its local interface: what comes in there d sends here. Those of the other side need not be the
// same, where it does the flow control of each interface by itself; the larger are the limit then.
func (ch *channel) offer(d stack.Direction, p *xot.PVCSetup) {
	sent, received := &ch.flow[d], &ch.flow[d^1]
	sent.window, received.window = max(sent.window, p.WindowIn), max(received.window, p.WindowOut)
	sent.size, received.size = max(sent.size, 1<<p.PacketSizeIn), max(received.size, 1<<p.PacketSizeOut)
}
