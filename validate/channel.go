package validate

import (
	"github.com/osi-go/osi/stack"
	"github.com/osi-go/osi/x25"
)

// channel is one logical channel in use.
type channel struct {
	lci       uint16 // in link.channels and link.sequences
	modulo    x25.Modulo
	phase     channelPhase
	by        stack.Direction // who has cleared, reset or, of a PVC over XOT, set up
	caller    stack.Direction // of a PVC: who was heard first
	permanent bool
	unheard   [2]bool // met in the middle, and this side has sent nothing since: what it waits for is not known
	mayEnd    bool    // the side by is not known to wait: the other may have cleared or reset, too, before the channel was met
	waits     [2]wait
	calls     [2]call // of each caller: two in a collision
	flow      [2]flow
	conn      *conn
	lanes     [2]lane // of conn
	held      int
}

// wait is how many confirmations one side still owes, of a clear or of resets: the guard's caller has sent one in place of the other side. What else it
// sends is dropped.
type wait struct{ clears, resets uint8 }

// channel returns the channel of p, as it is before p; nil when p is not to pass.
func (l *link) channel(d stack.Direction, p x25.Packet, b []byte) *channel {
	lci := l.key(p.Channel())
	ch := l.channels[uint32(lci)]
	switch {
	case ch == nil:
		return l.newChannel(lci, d, p, b)
	case ch.waits[d] != wait{} && l.drops(ch, d, p):
		l.broke(ruleClosed, p, 2, int(p.Type()), 0, b)
		return nil
	}
	return ch
}

func (l *link) newChannel(lci uint16, d stack.Direction, p x25.Packet, b []byte) *channel {
	ch := l.fresh(lci, d, b)
	switch t := p.Type(); {
	case ch.permanent, t == x25.TypeCallRequest, t == x25.TypeClearRequest:
	case !l.midway:
		l.wrong(ch, d, p, b)
		return nil
	default:
		ch.phase = channelTransfer
	}
	if most := l.guard.policy.Limits.Channels; len(l.channels) >= most {
		l.broke(ruleChannels, p, 0, len(l.channels)+1, most, b)
		return nil
	}
	l.channels[uint32(lci)] = ch
	l.midway = l.midway && !l.xot // a connection of XOT has no other channel
	return ch
}

// fresh returns a channel as it is before the packet b of d, the first one on it. It is not yet in use.
func (l *link) fresh(lci uint16, d stack.Direction, b []byte) *channel {
	policy := &l.guard.policy
	ch := &channel{lci: lci, caller: d, modulo: moduloOf(b)}
	if ch.permanent = !l.xot && lci <= policy.PermanentCircuits; ch.permanent {
		ch.subscribe(policy.Subscription)
		ch.restart()
	}
	if l.midway {
		ch.unheard = [2]bool{true, true}
		ch.forget(policy.Subscription)
	}
	return ch
}

// drops reports whether p, of a side that is waited for, is dropped. The end of a call that was reset is not.
func (l *link) drops(ch *channel, d stack.Direction, p x25.Packet) bool {
	w := &ch.waits[d]
	cleared, t := w.clears > 0, p.Type()
	switch {
	case t == x25.TypeClearRequest && !cleared, t == x25.TypeClearConfirmation && !cleared && ch.phase == channelCleared:
		*w = wait{}
		return false
	case (t == x25.TypeClearRequest || t == x25.TypeClearConfirmation) && cleared:
		w.clears--
		l.release(ch)
	case (t == x25.TypeResetRequest || t == x25.TypeResetConfirmation) && w.resets > 0:
		w.resets--
	}
	return true
}

// release forgets a channel that is ready and waited for by nobody.
func (l *link) release(ch *channel) {
	if ch.phase == channelReady && ch.waits == [2]wait{} {
		delete(l.channels, uint32(ch.lci))
	}
}

// end makes the channel ready.
func (l *link) end(ch *channel) {
	l.drop(ch)
	*ch = channel{lci: ch.lci, modulo: ch.modulo, waits: ch.waits}
	l.release(ch)
}

// drop forgets the data of the channel. The transport connection of class 0 ends with the network connection or its reset.
func (l *link) drop(ch *channel) {
	for i := range l.sequences {
		l.sequences[i].Drop(ch.lci)
	}
	ch.conn, ch.lanes = nil, [2]lane{}
	l.account(ch)
}

// moduloOf returns what the packet b, which is valid, says of itself.
func moduloOf(b []byte) x25.Modulo {
	if b[0]&0x20 != 0 {
		return x25.Modulo128
	}
	return x25.Modulo8
}

// restart begins data transfer, at P(S) 0 in both directions.
func (ch *channel) restart() {
	ch.phase, ch.mayEnd = channelTransfer, false
	for i := range ch.flow {
		ch.flow[i].restart()
	}
}

// forget leaves of the flows what was negotiated.
func (ch *channel) forget(s Subscription) {
	for i, f := range ch.flow {
		ch.flow[i] = flow{window: f.window, size: f.size, unconfirmed: true, again: s.Retransmission}
	}
}
