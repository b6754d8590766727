package plp

import (
	"hash/maphash"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/internal/octets"
	"github.com/osi-go/osi/x25"
)

// dataFlow is what is known of the DATA and INTERRUPT packets of one direction.
type dataFlow struct {
	known, edgeKnown bool     // next and edge are
	again            bool     // a REJ asks for the DATA from edge on, or may have done so before the channel was met
	interrupt        bool     // an INTERRUPT is not confirmed
	unconfirmed      bool     // one of before the channel was met may be
	window           uint8    // packets that may be under way; 0: not known, as many as the numbers allow
	next             uint8    // P(S) of its next DATA
	edge             uint8    // the last P(R) of the other side: the lowest number that is not acknowledged
	high             uint8    // P(S) of the next DATA that is no repetition
	acked            uint8    // number of DATA that are acknowledged, modulo 128: for P(R) of another modulo
	size             int      // largest number of octets of user data in one DATA; 0: not known
	sums             []uint64 // by P(S), of what may be asked for again; nil where packet retransmission is not subscribed to
}

// restart is what set-up and reset do: X.25 4.4.3. What was negotiated stays.
func (f *dataFlow) restart() {
	clear(f.sums)
	*f = dataFlow{known: true, edgeKnown: true, window: f.window, size: f.size, sums: f.sums}
}

// gap notes that packets are missing.
func (f *dataFlow) gap() {
	clear(f.sums)
	f.known = false
}

// most takes over what a set-up says, if it is more.
func (f *dataFlow) most(g Flow) {
	f.window, f.size = max(f.window, octets.Len8(g.Window)), max(f.size, g.PacketSize)
}

// data takes a DATA packet.
func (w *Monitor) data(ch *Channel, a *arrival, p *x25.Data) {
	if !w.serves(ch, a) {
		return
	}
	a.seen.Size = w.packetSize(ch, a, p)
	again, ok := w.sequenced(ch, a, p)
	if ok && w.acknowledged(ch, a, p.PR) && again {
		a.seen.Effect |= Repeated
	}
}

// serves checks a DATA or INTERRUPT packet against the mapping of the network service, where the
// channel carries that: X.223 12.
func (w *Monitor) serves(ch *Channel, a *arrival) bool {
	if !w.Serves(ch) {
		return true
	}
	err := ch.service.Check(a.p)
	return err == nil || unknownService.Check(a.p) == nil && w.Excuse(osi.X25ServiceNotAgreed) || a.fail(err)
}

// sequenced checks the P(S) of a DATA packet: it is the next one, and within the window from the
// last P(R) of the other side on, X.25 4.4.1. It reports whether the packet is a repetition that a
// REJ has asked for.
func (w *Monitor) sequenced(ch *Channel, a *arrival, p *x25.Data) (again, ok bool) {
	f, most := &ch.flow[a.d], octets.Len8(ch.own[a.d].Max())
	if f.again && f.known && p.PS != f.next && (p.PS == f.edge || !f.edgeKnown) { // others may have been under way when the REJ was sent
		f.again, f.next = false, p.PS
		if f.sums == nil || f.sums[p.PS] == 0 { // of before the channel was met: what was taken of those behind comes again
			f.gap()
			a.seen.Effect |= Gap | Rejoined
		}
	}
	if f.known && p.PS != f.next {
		if !a.broke(rulePS, 2, int(p.PS), int(f.next)) {
			return false, false
		}
		f.gap()
		a.seen.Effect |= Gap
	}
	window := most
	if f.window > 0 {
		window = f.window
	}
	if f.edgeKnown && distance(f.edge, p.PS, most) >= window && !w.swapped(ch, a, p, most) &&
		!a.broke(ruleWindow, 2, int(p.PS), int((f.edge+window-1)&most)) {
		return false, false
	}
	again = f.known && p.PS != f.high
	f.known, f.next = true, (p.PS+1)&most
	if !again {
		f.high = f.next
	}
	if !w.Subscription.Retransmission {
		return false, true
	}
	return w.repeated(f, a, p, again)
}

// repeated checks that a retransmitted DATA packet is identical to the original, because only the
// original was judged. One whose original was not seen is judged itself.
func (w *Monitor) repeated(f *dataFlow, a *arrival, p *x25.Data, behind bool) (again, ok bool) {
	if f.sums == nil {
		f.sums = make([]uint64, p.Modulo.Max()+1)
	}
	if w.seed == (maphash.Seed{}) {
		w.seed = maphash.MakeSeed()
	}
	sum := maphash.Bytes(w.seed, p.UserData)&^15 | 8
	for i, bit := range [...]bool{p.Q, p.D, p.M} {
		if bit {
			sum |= 1 << i
		}
	}
	again = behind && f.sums[p.PS] != 0
	if again && f.sums[p.PS] != sum && !a.broke(ruleRepeated, 0, int(p.PS), 0) {
		return again, false
	}
	f.sums[p.PS] = sum
	return again, true
}

// packetSize returns the packet size that holds for a DATA packet. The called side of Linux takes
// that of the other direction.
func (w *Monitor) packetSize(ch *Channel, a *arrival, p *x25.Data) int {
	own, other, n := ch.flow[a.d].size, ch.flow[a.d^1].size, len(p.UserData)
	fits := n > own && n <= other || p.M && n == other
	if own != other && own > 0 && other > 0 && a.d != ch.caller && fits && w.Excuse(osi.X25SwappedFlowControl) {
		return other
	}
	return own
}

// swapped reports whether a P(S) is in the window of the other direction, which the called side of
// Linux takes, and may be.
func (w *Monitor) swapped(ch *Channel, a *arrival, p *x25.Data, most uint8) bool {
	own, other := &ch.flow[a.d], &ch.flow[a.d^1]
	return a.d != ch.caller && other.window > own.window && distance(own.edge, p.PS, most) < other.window && w.Excuse(osi.X25SwappedFlowControl)
}

// acknowledged checks P(R), which the sender says of the data of the other side: it lies between
// the last one and the next P(S), X.25 4.4.1.
func (w *Monitor) acknowledged(ch *Channel, a *arrival, pr uint8) bool {
	f, own, other := &ch.flow[a.d^1], ch.own[a.d], ch.own[a.d^1]
	if other == x25.AnyModulo { // it has sent nothing
		other = own
	}
	most, edge, beyond := octets.Len8(other.Max()), pr, false
	switch n := (pr - f.acked) & octets.Len8(own.Max()); {
	case own == other:
	case !f.edgeKnown: // nor what it is in the modulo of the DATA
		return true
	default: // at most 7 are under way
		edge, beyond = (f.edge+n)&most, n > 7
	}
	if f.known && f.edgeKnown && (beyond || distance(f.edge, edge, most) > distance(f.edge, f.next, most)) &&
		!a.broke(rulePR, dataHeader(own)-1, int(pr), int(f.next)) {
		return false
	}
	f.again = f.again && (edge == f.edge || !f.edgeKnown)
	f.acked = (f.acked + distance(f.edge, edge, most)) & 127
	f.edgeKnown, f.edge = true, edge
	return true
}

// rejected takes a REJ: the other side sends again what was sent from P(R) on, X.25 6.4.
func (w *Monitor) rejected(ch *Channel, a *arrival, p *x25.Reject) {
	if !w.acknowledged(ch, a, p.PR) {
		return
	}
	if w.Subscription.Retransmission || a.broke(ruleNoReject, 2, int(p.Type()), 0) {
		ch.flow[a.d^1].again = true
	}
}
