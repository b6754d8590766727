package plp

import (
	"github.com/osi-go/osi"
	"github.com/osi-go/osi/internal/octets"
	"github.com/osi-go/osi/x25"
)

// A Channel is one logical channel as a [Monitor] knows it. It belongs to the Monitor, whose rules
// of concurrency apply.
type Channel struct {
	User any // the caller's own. It is dropped with the Channel, once the end of the call is confirmed

	lci       uint16        // 0 over XOT
	modulo    x25.Modulo    // of what opened the channel
	own       [2]x25.Modulo // of what this side sends; x25.AnyModulo: it has sent nothing, over XOT
	phase     phase
	by        osi.Direction // who has cleared or reset or, of a permanent circuit over XOT, set up
	caller    osi.Direction // of a permanent circuit: who was heard first
	permanent bool
	met       bool    // met in data transfer: its first NSDU of either side may have begun unseen
	unheard   [2]bool // met midway, and this side has sent nothing since: what it waits for is not known
	mayEnd    bool    // the CLEAR or RESET of by may have collided with one sent before the channel was met, so that no confirmation is due
	either    bool    // phaseCollided because of mayEnd, though the calls may not have collided: either may be accepted
	surplus   [2]bool // this side may confirm a reset that has collided, as Linux does
	waits     [2]wait
	calls     [2]proposed        // of each caller: two in a collision
	late      proposed           // the CALL of the side that has not cleared, with mayEnd: its receiver may take it or discard it
	service   x25.NetworkService // what is agreed on
	flow      [2]dataFlow
}

// A wait is how many confirmations one side owes for the CLEAR or RESET packets that the user of
// the Monitor has sent it in place of the other side. All else that it sends is refused until then.
type wait struct{ clears, resets uint8 }

// unknownService is that of a call whose set-up was not seen, and of a permanent circuit: whatever
// may be agreed on.
var unknownService = x25.NetworkService{ReceiptConfirmation: true, ExpeditedData: true}

// LCI returns the number of the channel; 0 over XOT.
func (ch *Channel) LCI() uint16 { return ch.lci }

// Caller returns the side that has sent the CALL. known is false if that was not seen, as on a
// permanent circuit; d has then sent the first packet.
func (ch *Channel) Caller() (d osi.Direction, known bool) {
	return ch.caller, ch.calls[ch.caller].known
}

// Met reports whether the channel was in data transfer when it was first seen.
func (ch *Channel) Met() bool { return ch.met }

// Foreign tells the Monitor that the CALL of d is for something other than the OSI network service.
func (ch *Channel) Foreign(d osi.Direction) {
	if ch.phase == phaseCleared {
		ch.late.foreign = true
		return
	}
	ch.calls[d&1].foreign = true
}

// Serves reports whether the channel carries the OSI network service.
func (w *Monitor) Serves(ch *Channel) bool {
	return w.NetworkService && !ch.calls[ch.caller].foreign
}

// Undo takes back the CALL or CALL-ACC of ch, which must be the packet seen last, because it breaks
// a rule of the user of the Monitor.
func (w *Monitor) Undo(ch *Channel) {
	w.before.User, w.before.unheard = ch.User, ch.unheard
	*ch = w.before
}

// channel returns the channel of the packet, as it is before the packet; nil when the packet is not
// to pass.
func (w *Monitor) channel(a *arrival) *Channel {
	ch := w.channels[w.key(a.p.Channel())]
	switch {
	case ch == nil:
		return w.newChannel(a)
	case ch.waits[a.d] != wait{} && w.drops(ch, a.d, a.p.Type()):
		a.broke(ruleClosed, 2, int(a.p.Type()), 0)
		return nil
	}
	return ch
}

func (w *Monitor) newChannel(a *arrival) *Channel {
	ch := w.fresh(a.p.Channel(), a.d, x25.HeaderOf(a.p).Modulo)
	switch t := a.p.Type(); {
	case ch.permanent, t == x25.TypeCallRequest, t == x25.TypeClearRequest:
	case w.midway:
		ch.phase = phaseTransfer
	case !w.Watch:
		w.outOfPhase(ch, a)
		return nil
	}
	if most := w.Limits.WithDefaults().Channels; len(w.channels) >= most {
		a.broke(ruleChannels, 0, len(w.channels)+1, most)
		return nil
	}
	w.use(ch)
	w.midway = w.midway && !w.OverXOT // a connection of XOT has no other channel
	return ch
}

func (w *Monitor) use(ch *Channel) {
	if w.channels == nil {
		w.channels = map[uint32]*Channel{}
	}
	w.channels[uint32(ch.lci)] = ch
}

// moduloOf returns the modulo that a packet says it has.
func moduloOf(b []byte) x25.Modulo { return x25.Modulo(b[0] >> 5 & 1) }

// fresh returns a channel as it is before the first packet on it, of d, which says that it has
// modulo m. It is not yet in use.
func (w *Monitor) fresh(lci uint16, d osi.Direction, m x25.Modulo) *Channel {
	if w.Modulo != x25.AnyModulo {
		m = w.Modulo
	}
	ch := &Channel{lci: lci, caller: d, modulo: m, own: [2]x25.Modulo{m, m}, service: unknownService}
	if w.OverXOT && w.Modulo == x25.AnyModulo {
		ch.own[d^1] = x25.AnyModulo
	}
	if w.OverXOT {
		ch.lci = 0
	}
	s := &w.Subscription
	if ch.permanent = !w.OverXOT && lci <= w.Permanent; ch.permanent {
		for i := range ch.flow {
			ch.flow[i].size, ch.flow[i].window = s.PacketSize, octets.Len8(min(s.Window, ch.modulo.Max()))
		}
		ch.restart()
	}
	if w.midway {
		ch.unheard = [2]bool{true, true}
		ch.forget(s)
	}
	return ch
}

// Waiting reports whether a connection of XOT has a set-up of a permanent circuit that is not
// answered yet. No packet may come then.
func (w *Monitor) Waiting() bool {
	ch := w.channels[0]
	return ch != nil && ch.phase == phaseSetUp && !ch.unheard[ch.by^1]
}

// SetUp takes the set-up b of the permanent circuit of a connection of XOT, or the answer to it,
// RFC 1613 6.5, with the Flow of what d sends and receives. Two zero Flows are a refusal. Each side
// may do the flow control of its own interface, so the larger values of both are the limit. SetUp
// returns the channel, or nil if no set-up may come now.
func (w *Monitor) SetUp(d osi.Direction, b []byte, sends, receives Flow) *Channel {
	ch, answer := w.channels[0], true
	switch {
	case ch == nil:
		ch, answer = w.fresh(0, d, moduloOf(b)), false
		ch.phase, ch.permanent, ch.by = phaseSetUp, true, d
		ch.flow, ch.unheard[d] = [2]dataFlow{}, false
		w.use(ch)
	case ch.phase != phaseSetUp || ch.by == d:
		return nil
	}
	w.midway = false
	if answer && sends == (Flow{}) {
		w.end(ch)
		return ch
	}
	ch.flow[d].most(sends)
	ch.flow[d^1].most(receives)
	if answer {
		ch.restart()
	}
	return ch
}

// drops reports whether a packet of type t is refused, because d owes a confirmation. The end of a
// call that was reset is not refused.
func (w *Monitor) drops(ch *Channel, d osi.Direction, t x25.Type) bool {
	owed := &ch.waits[d]
	cleared := owed.clears > 0
	switch {
	case t == x25.TypeClearRequest && !cleared, t == x25.TypeClearConfirmation && !cleared && ch.phase == phaseCleared:
		*owed = wait{}
		return false
	case (t == x25.TypeClearRequest || t == x25.TypeClearConfirmation) && cleared:
		owed.clears--
		w.release(ch)
	case (t == x25.TypeResetRequest || t == x25.TypeResetConfirmation) && owed.resets > 0:
		owed.resets--
	}
	return true
}

// release forgets a channel that is ready and on which no confirmation is owed.
func (w *Monitor) release(ch *Channel) {
	if ch.phase == phaseReady && ch.waits == [2]wait{} {
		delete(w.channels, uint32(ch.lci))
	}
}

// end makes the channel ready.
func (w *Monitor) end(ch *Channel) {
	*ch = Channel{User: ch.User, lci: ch.lci, modulo: ch.modulo, own: ch.own, waits: ch.waits, service: unknownService}
	w.release(ch)
}

// restart begins data transfer, at P(S) 0 in both directions.
func (ch *Channel) restart() {
	ch.phase, ch.mayEnd, ch.either, ch.met, ch.late = phaseTransfer, false, false, false, proposed{}
	for i := range ch.flow {
		ch.flow[i].restart()
	}
}

// resume is restart for d, whose RESET has collided with one that was not seen. What the other side
// has sent since then has passed as discarded, so that its numbers are not known.
func (ch *Channel) resume(d osi.Direction) {
	ch.restart()
	ch.met = true
	ch.flow[d^1].known, ch.flow[d^1].unconfirmed = false, true
}

// forget keeps of the flows only what was negotiated.
func (ch *Channel) forget(s *Subscription) {
	ch.met = true
	for i, f := range ch.flow {
		ch.flow[i] = dataFlow{window: f.window, size: f.size, unconfirmed: true, again: s.Retransmission}
	}
}
