package stack

import (
	"github.com/osi-go/osi"
	"github.com/osi-go/osi/x25"
)

// channel is one logical channel in use.
type channel struct {
	lci       uint16 // in link.channels and link.sequences
	modulo    x25.Modulo
	phase     channelPhase
	by        osi.Direction // who has cleared, reset or, of a PVC over XOT, set up
	caller    osi.Direction // of a PVC: who was heard first
	permanent bool
	met       bool    // met in the middle: what its NSDUs are the rest of is not known
	unheard   [2]bool // met in the middle, and this side has sent nothing since: what it waits for is not known
	mayEnd    bool    // the side by is not known to wait: the other may have cleared or reset, too, before the channel was met
	either    bool    // a collision that may be none, since mayEnd: either call may be accepted
	surplus   [2]bool // this side may confirm a reset that has collided, as Linux does
	waits     [2]wait
	calls     [2]call            // of each caller: two in a collision
	late      call               // of the side that has not cleared, where mayEnd: it may be taken, or discarded
	service   x25.NetworkService // what is agreed on
	flow      [2]flow
	osi       *association // nil before the first NSDU
	lanes     [2]lane      // of osi
	held      int
}

// wait is how many confirmations one side still owes, of a clear or of resets: the gate's caller
// has sent one in place of the other side. What else it sends is dropped.
type wait struct{ clears, resets uint8 }

// unknownService is that of a call whose set-up was not seen, and of a permanent circuit: whatever
// may be agreed on.
var unknownService = x25.NetworkService{ReceiptConfirmation: true, ExpeditedData: true}

// channel returns the channel of the packet, as it is before the packet; nil when the packet is not
// to pass.
func (l *link) channel(a *arrival) *channel {
	ch := l.channels[l.key(a.p.Channel())]
	switch {
	case ch == nil:
		return l.newChannel(a)
	case ch.waits[a.d] != wait{} && l.drops(ch, a.d, a.p):
		a.broke(ruleClosed, 2, int(a.p.Type()), 0)
		return nil
	}
	return ch
}

func (l *link) newChannel(a *arrival) *channel {
	ch := l.fresh(a.p.Channel(), a.d, a.b)
	switch t := a.p.Type(); {
	case ch.permanent, t == x25.TypeCallRequest, t == x25.TypeClearRequest:
	case l.midway:
		ch.phase = channelTransfer
	case a.r.gate:
		l.wrong(ch, a)
		return nil
	}
	if most := l.config.Limits.Channels; len(l.channels) >= most {
		if a.broke(ruleChannels, 0, len(l.channels)+1, most) {
			a.tell()
		}
		return nil
	}
	l.channels[uint32(ch.lci)] = ch
	l.midway = l.midway && !l.xot // a connection of XOT has no other channel
	return ch
}

// fresh returns a channel as it is before the packet b of d, the first one on it. It is not yet in
// use.
func (l *link) fresh(lci uint16, d osi.Direction, b []byte) *channel {
	i := &l.config.Interface
	ch := &channel{lci: lci, caller: d, modulo: moduloOf(b), service: unknownService}
	if l.xot {
		ch.lci = 0
	}
	if ch.permanent = !l.xot && lci <= i.PermanentCircuits; ch.permanent {
		ch.subscribe(&i.Subscription)
		ch.restart()
	}
	if l.midway {
		ch.unheard = [2]bool{true, true}
		ch.forget(&i.Subscription)
	}
	return ch
}

// drops reports whether p, of a side that is waited for, is dropped. The end of a call that was
// reset is not.
func (l *link) drops(ch *channel, d osi.Direction, p x25.Packet) bool {
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
	*ch = channel{lci: ch.lci, modulo: ch.modulo, waits: ch.waits, service: unknownService}
	l.release(ch)
}

// drop forgets the data of the channel. The transport connection of class 0 ends with the network
// connection or its reset.
func (l *link) drop(ch *channel) {
	for i := range l.sequences {
		l.sequences[i].Drop(ch.lci)
	}
	ch.osi, ch.lanes = nil, [2]lane{}
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
	ch.phase, ch.mayEnd, ch.either, ch.met, ch.late = channelTransfer, false, false, false, call{}
	for i := range ch.flow {
		ch.flow[i].restart()
	}
}

// forget leaves of the flows what was negotiated.
func (ch *channel) forget(s *Subscription) {
	ch.met = true
	for i, f := range ch.flow {
		ch.flow[i] = flow{window: f.window, size: f.size, unconfirmed: true, again: s.Retransmission, tail: true}
	}
}
