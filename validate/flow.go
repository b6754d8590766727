package validate

import (
	"hash/maphash"

	"github.com/osi-go/osi/stack"
	"github.com/osi-go/osi/x25"
)

// flow is what is known of the DATA and INTERRUPT packets of one direction. What is zero is not known, and not checked.
type flow struct {
	known, edgeKnown bool
	again            bool     // a REJ asks for the DATA from edge on, or may have done so before the channel was met
	interrupt        bool     // an INTERRUPT is not confirmed
	unconfirmed      bool     // one of before the channel was met may be
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

func modulus(m x25.Modulo) uint8 {
	if m == x25.Modulo8 {
		return 8
	}
	return 128
}

// sequenced checks the P(S) of a DATA packet: it is the next one, and within the window from the last P(R) of the other side on, X.25 4.4.1. It reports
// whether the packet is a repetition that a REJ has asked for.
func (l *link) sequenced(f *flow, p *x25.Data, b []byte) (again, ok bool) {
	m := modulus(p.Modulo)
	if f.again && f.known && p.PS != f.next && (p.PS == f.edge || !f.edgeKnown) { // others may have been under way when the REJ was sent
		f.again, f.next = false, p.PS
	}
	if f.known && p.PS != f.next {
		return false, l.broke(rulePacketPS, p, 2, int(p.PS), int(f.next), b)
	}
	window := m - 1
	if f.window > 0 {
		window = f.window
	}
	if f.edgeKnown && (p.PS-f.edge)%m >= window {
		return false, l.broke(rulePacketWindow, p, 2, int(p.PS), int((f.edge+window-1)%m), b)
	}
	again = f.known && p.PS != f.high
	f.known, f.next = true, (p.PS+1)%m
	if !again {
		f.high = f.next
	}
	if !l.guard.policy.Subscription.Retransmission {
		return false, true
	}
	return l.repeated(f, p, again, b)
}

// repeated checks that a repetition is one: what was sent first is what was judged, and what is sent again is what the receiver takes. A repetition
// whose first sending was not met is none.
func (l *link) repeated(f *flow, p *x25.Data, behind bool, b []byte) (again, ok bool) {
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
	if again && f.sums[p.PS] != sum {
		return again, l.broke(rulePacketRepeated, p, 0, int(p.PS), 0, b)
	}
	f.sums[p.PS] = sum
	return again, true
}

// acknowledged checks P(R), which d sends about the data of the other side: it lies between the last one and the next P(S), X.25 4.4.1.
func (l *link) acknowledged(ch *channel, d stack.Direction, p x25.Packet, modulo x25.Modulo, pr uint8, b []byte) bool {
	f := &ch.flow[d^1]
	m := modulus(modulo)
	if f.known && f.edgeKnown && (pr-f.edge)%m > (f.next-f.edge)%m {
		off := 2
		if modulo != x25.Modulo8 {
			off = 3
		}
		return l.broke(rulePacketPR, p, off, int(pr), int(f.next), b)
	}
	f.again = f.again && (pr == f.edge || !f.edgeKnown)
	f.edgeKnown, f.edge = true, pr
	return true
}

// rejected takes a REJ: the other side sends again what was sent from P(R) on, X.25 6.4.
func (l *link) rejected(ch *channel, d stack.Direction, p *x25.Reject, b []byte) bool {
	if !l.acknowledged(ch, d, p, p.Modulo, p.PR, b) {
		return false
	}
	f := &ch.flow[d^1]
	if f.known && !l.guard.policy.Subscription.Retransmission {
		return l.broke(ruleReject, p, 2, int(p.Type()), 0, b)
	}
	f.again = true
	return true
}

// interrupted takes an INTERRUPT of d: one may be under way, X.25 4.3.7.
func (l *link) interrupted(ch *channel, d stack.Direction, p *x25.Interrupt, b []byte) bool {
	f := &ch.flow[d]
	if f.interrupt {
		return l.broke(ruleInterrupt, p, 2, int(p.Type()), 0, b)
	}
	f.interrupt, f.unconfirmed = true, false
	return true
}

// confirmed takes the confirmation by d of an INTERRUPT of the other side.
func (l *link) confirmed(ch *channel, d stack.Direction, p *x25.InterruptConfirmation, b []byte) bool {
	f := &ch.flow[d^1]
	if !f.interrupt && !f.unconfirmed {
		return l.broke(ruleInterruptConfirmation, p, 2, int(p.Type()), 0, b)
	}
	f.interrupt, f.unconfirmed = false, false
	return true
}
