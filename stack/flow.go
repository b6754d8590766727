package stack

import (
	"hash/maphash"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/x25"
)

// flow is what is known of the DATA and INTERRUPT packets of one direction. What is zero is not
// known, and not checked.
type flow struct {
	known, edgeKnown bool
	again            bool     // a REJ asks for the DATA from edge on, or may have done so before the channel was met
	interrupt        bool     // an INTERRUPT is not confirmed
	unconfirmed      bool     // one of before the channel was met may be
	parts            bool     // a sequence has begun
	tail             bool     // the sequence at hand may be the rest of one whose beginning was not seen
	window           uint8    // packets that may be under way; 0: as many as the numbers allow
	next             uint8    // P(S) of its next DATA
	edge             uint8    // the last P(R) of the other side: the lowest number that is not acknowledged
	high             uint8    // P(S) of the next DATA that is no repetition
	size             int      // octets of user data in one DATA
	sums             []uint64 // by P(S), of what may be asked for again; nil where packet retransmission is not subscribed to
}

// restart is what set-up and reset do: X.25 4.4.3. What was negotiated stays.
func (f *flow) restart() {
	clear(f.sums)
	*f = flow{known: true, edgeKnown: true, window: f.window, size: f.size, sums: f.sums}
}

// gap says that packets are missing.
func (f *flow) gap() {
	clear(f.sums)
	f.known, f.parts, f.tail = false, false, true
}

func modulus(m x25.Modulo) uint8 {
	if m == x25.Modulo8 {
		return 8
	}
	return 128
}

// sequenced checks the P(S) of a DATA packet: it is the next one, and within the window from the
// last P(R) of the other side on, X.25 4.4.1. It reports whether the packet is a repetition that a
// REJ has asked for.
func (l *link) sequenced(ch *channel, a *arrival, p *x25.Data) (again, ok bool) {
	f, m := &ch.flow[a.d], modulus(p.Modulo)
	if f.again && f.known && p.PS != f.next && (p.PS == f.edge || !f.edgeKnown) { // others may have been under way when the REJ was sent
		f.again, f.next = false, p.PS
		if f.sums == nil || f.sums[p.PS] == 0 {
			l.behind(ch, a.d)
		}
	}
	if f.known && p.PS != f.next {
		if !a.broke(rulePacketPS, 2, int(p.PS), int(f.next)) {
			return false, false
		}
		l.missing(ch, a.d)
	}
	window := m - 1
	if f.window > 0 {
		window = f.window
	}
	if f.edgeKnown && (p.PS-f.edge)%m >= window && !ch.swapped(a, p, m) && !a.broke(rulePacketWindow, 2, int(p.PS), int((f.edge+window-1)%m)) {
		return false, false
	}
	again = f.known && p.PS != f.high
	f.known, f.next = true, (p.PS+1)%m
	if !again {
		f.high = f.next
	}
	if !l.config.Interface.Subscription.Retransmission {
		return false, true
	}
	return l.repeated(f, a, p, again)
}

// missing drops what is half assembled of d: packets are missing.
func (l *link) missing(ch *channel, d osi.Direction) {
	l.sequences[d].Drop(ch.lci)
	ch.flow[d].gap()
	if ch.osi != nil {
		ch.osi.reset(d ^ ch.caller)
	}
}

// behind forgets the data of the channel: a REJ asks for some of before it was met, and what was
// taken of those behind comes again.
func (l *link) behind(ch *channel, d osi.Direction) {
	l.missing(ch, d)
	ch.osi, ch.lanes, ch.met = nil, [2]lane{}, true
}

// repeated checks that a retransmitted DATA packet is identical to the original, because only the
// original was judged. One whose original was not seen is judged itself.
func (l *link) repeated(f *flow, a *arrival, p *x25.Data, behind bool) (again, ok bool) {
	if f.sums == nil {
		f.sums = make([]uint64, modulus(p.Modulo))
	}
	sum := maphash.Bytes(l.seed, p.UserData)&^15 | 8
	for i, bit := range [...]bool{p.Q, p.D, p.M} {
		if bit {
			sum |= 1 << i
		}
	}
	again = behind && f.sums[p.PS] != 0
	if again && f.sums[p.PS] != sum && !a.broke(rulePacketRepeated, 0, int(p.PS), 0) {
		return again, false
	}
	f.sums[p.PS] = sum
	return again, true
}

// packetSize returns the packet size that holds for a DATA packet. The called side of Linux takes
// that of the other direction.
func (ch *channel) packetSize(a *arrival, p *x25.Data) int {
	own, other, n := ch.flow[a.d].size, ch.flow[a.d^1].size, len(p.UserData)
	fits := n > own && n <= other || p.M && n == other
	if own != other && own > 0 && other > 0 && a.d != ch.caller && fits && a.excuse(osi.X25SwappedFlowControl) {
		return other
	}
	return own
}

// swapped reports whether a P(S) is in the window of the other direction, which the called side of
// Linux takes, and may be.
func (ch *channel) swapped(a *arrival, p *x25.Data, m uint8) bool {
	own, other := &ch.flow[a.d], &ch.flow[a.d^1]
	return a.d != ch.caller && other.window > own.window && (p.PS-own.edge)%m < other.window && a.excuse(osi.X25SwappedFlowControl)
}

// acknowledged checks P(R), which the sender says of the data of the other side: it lies between
// the last one and the next P(S), X.25 4.4.1.
func (l *link) acknowledged(ch *channel, a *arrival, modulo x25.Modulo, pr uint8) bool {
	f := &ch.flow[a.d^1]
	m := modulus(modulo)
	if f.known && f.edgeKnown && (pr-f.edge)%m > (f.next-f.edge)%m {
		off := 2
		if modulo != x25.Modulo8 {
			off = 3
		}
		if !a.broke(rulePacketPR, off, int(pr), int(f.next)) {
			return false
		}
	}
	f.again = f.again && (pr == f.edge || !f.edgeKnown)
	f.edgeKnown, f.edge = true, pr
	return true
}

// rejected takes a REJ: the other side sends again what was sent from P(R) on, X.25 6.4.
func (l *link) rejected(ch *channel, a *arrival, p *x25.Reject) bool {
	if !l.acknowledged(ch, a, p.Modulo, p.PR) {
		return false
	}
	f := &ch.flow[a.d^1]
	if f.known && !l.config.Interface.Subscription.Retransmission && !a.broke(ruleReject, 2, int(a.b[2]), 0) {
		return false
	}
	f.again = true
	return true
}

// interrupted takes an INTERRUPT: one may be under way, X.25 4.3.7.
func (l *link) interrupted(ch *channel, a *arrival) bool {
	f := &ch.flow[a.d]
	if f.interrupt && !a.broke(ruleInterrupt, 2, int(a.p.Type()), 0) {
		return false
	}
	f.interrupt, f.unconfirmed = true, false
	return true
}

// confirmed takes the confirmation of an INTERRUPT of the other side.
func (l *link) confirmed(ch *channel, a *arrival) bool {
	f := &ch.flow[a.d^1]
	if !f.interrupt && !f.unconfirmed && !a.broke(ruleInterruptConfirmation, 2, int(a.p.Type()), 0) {
		return false
	}
	f.interrupt, f.unconfirmed = false, false
	return true
}
