package validate

import (
	"github.com/osi-go/osi"
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
	held      int
}

// channelPhase is a state of X.25 Annex B.
type channelPhase uint8

const (
	channelReady    channelPhase = iota // p1
	channelCalled                       // p2, p3
	channelCollided                     // p5
	channelTransfer                     // p4 and d1
	channelReset                        // p4 and d2 or d3
	channelCleared                      // p6, p7
	channelSetup                        // a PVC over XOT that is not yet answered
)

// wait is what the guard's caller has sent to one side of a channel in place of the other, and that side has not confirmed. What it sends is dropped.
type wait uint8

const (
	waitNone wait = iota
	waitClear
	waitReset
)

// progress is what a packet does to its channel.
type progress uint8

const (
	refused   progress = iota // it may not be sent now: see fault
	discarded                 // its receiver discards it, so it has no effect
	taken
)

// channel returns the channel of p, as it is before p; nil when p is not to pass.
func (l *link) channel(d stack.Direction, p x25.Packet, b []byte) *channel {
	lci := l.key(p.Channel())
	ch := l.channels[lci]
	switch {
	case ch == nil:
		return l.newChannel(lci, d, p, b)
	case ch.waits[d] != waitNone && l.drops(ch, d, p):
		l.broke(ruleClosed, p, 2, int(p.Type()), 0, b)
		return nil
	}
	return ch
}

func (l *link) newChannel(lci uint16, d stack.Direction, p x25.Packet, b []byte) *channel {
	policy := &l.guard.policy
	ch := &channel{lci: lci, caller: d, modulo: moduloOf(b), unheard: [2]bool{l.midway, l.midway}}
	if l.midway {
		ch.forget(policy.Subscription)
	}
	ch.permanent = !l.xot && lci <= policy.PermanentCircuits
	switch t := p.Type(); {
	case ch.permanent:
		ch.phase = channelTransfer
		ch.subscribe(policy.Subscription)
		if !l.midway {
			ch.restart()
		}
	case t == x25.TypeCallRequest, t == x25.TypeClearRequest:
	case !l.midway:
		l.wrong(ch, d, p, b)
		return nil
	default:
		ch.phase = channelTransfer
	}
	if len(l.channels) >= policy.Limits.Channels {
		l.broke(ruleChannels, p, 0, len(l.channels)+1, policy.Limits.Channels, b)
		return nil
	}
	l.channels[lci] = ch
	l.midway = l.midway && !l.xot // a connection of XOT has no other channel
	return ch
}

// drops reports whether p, of a side that is waited for, is dropped. What belongs to a later call is not, nor the end of a call that was reset.
func (l *link) drops(ch *channel, d stack.Direction, p x25.Packet) bool {
	w := &ch.waits[d]
	was, t := *w, p.Type()
	asked := ch.phase == channelCalled && ch.caller != d // the other side has called again
	switch {
	case t == x25.TypeCallRequest && was == waitClear,
		t == x25.TypeCallAccepted && asked,
		t == x25.TypeClearRequest && (was == waitReset || asked),
		t == x25.TypeClearConfirmation && was == waitReset && ch.phase == channelCleared:
		*w = waitNone
		return false
	case (t == x25.TypeClearRequest || t == x25.TypeClearConfirmation) && was == waitClear,
		(t == x25.TypeResetRequest || t == x25.TypeResetConfirmation) && was == waitReset:
		*w = waitNone
		l.release(ch)
	}
	return true
}

// release forgets a channel that is ready and waited for by nobody.
func (l *link) release(ch *channel) {
	if ch.phase == channelReady && ch.waits == [2]wait{} {
		delete(l.channels, ch.lci)
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
	ch.conn = nil
	l.account(ch)
}

// follow takes the channel to the phase after p: X.25 Annex C, Tables C-3 and C-4.
func (l *link) follow(ch *channel, d stack.Direction, p x25.Packet, b []byte) progress {
	other := ch.by != d
	if ch.phase == channelSetup && ch.unheard[ch.by^1] { // the set-up was the answer
		ch.phase = channelTransfer
	}
	switch t := p.Type(); {
	case ch.phase == channelSetup:
		return l.wrong(ch, d, p, b)
	case ch.permanent && isCall(t):
		l.broke(rulePermanent, p, 2, int(t), 0, b)
		return refused
	case ch.phase == channelCleared && other:
		if t != x25.TypeClearRequest && t != x25.TypeClearConfirmation {
			return discarded // by the side that has cleared, X.25 4.1.7
		}
		l.end(ch) // both have cleared, or one confirms: X.25 4.1.9
		return taken
	case isCall(t):
		return l.followCall(ch, d, p, b)
	case t == x25.TypeResetRequest:
		switch {
		case ch.phase == channelReset && other && ch.mayEnd: // it may be another reset
			ch.by = d
			return taken
		case ch.phase == channelReset && other: // both have reset: no confirmation, X.25 4.4.3.3
			ch.restart()
			return taken
		case ch.phase == channelReset:
			return discarded
		case ch.phase == channelTransfer, ch.unheard[d]:
			l.drop(ch)
			ch.phase, ch.by, ch.mayEnd = channelReset, d, ch.unheard[d^1]
			return taken
		}
	case t == x25.TypeResetConfirmation:
		if ch.phase == channelReset && other || ch.unheard[d^1] {
			l.drop(ch)
			ch.restart()
			return taken
		}
	case ch.phase == channelTransfer:
		return taken
	case ch.phase == channelReset && other: // by the side that has reset, X.25 4.4.3
		return discarded
	case ch.phase == channelReset && ch.mayEnd:
		ch.restart()
		ch.forget(l.guard.policy.Subscription)
		return taken
	}
	return l.wrong(ch, d, p, b)
}

// isCall reports whether packets of type t set up or clear calls.
func isCall(t x25.Type) bool {
	switch t {
	case x25.TypeCallRequest, x25.TypeCallAccepted, x25.TypeClearRequest, x25.TypeClearConfirmation:
		return true
	default:
		return false
	}
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

// wrong refuses p in the phase of its channel. Where neither side is known to be a DCE, the sender d is taken as the DTE.
func (l *link) wrong(ch *channel, d stack.Direction, p x25.Packet, b []byte) progress {
	who := ch.by
	if ch.phase == channelCalled {
		who = ch.caller
	}
	r := stateRules[ch.phase][0]
	if l.isDCE(who, d) {
		r = stateRules[ch.phase][1]
	}
	switch t := p.Type(); {
	case ch.phase == channelTransfer && t == x25.TypeResetConfirmation:
		r = ruleD1
	case ch.phase == channelReset && (t == x25.TypeCallRequest || t == x25.TypeCallAccepted || t == x25.TypeClearConfirmation):
		r = ruleP4
	}
	l.broke(r, p, 2, int(p.Type()), 0, b)
	return refused
}

// isDCE reports whether who is the DCE, in the eyes of the receiver of what d sends.
func (l *link) isDCE(who, d stack.Direction) bool {
	switch l.format(who, nil).Sender {
	case x25.FromDCE:
		return true
	case x25.FromDTE:
		return false
	case x25.AnySender:
	}
	return who != d
}

// The rules of Annex C for what a DTE, or a DCE, has brought about.
var stateRules = [...][2]*osi.Rule{
	channelReady:    {ruleP1, ruleP1},
	channelCalled:   {ruleP2, ruleP3},
	channelCollided: {ruleP5, ruleP5},
	channelTransfer: {ruleP4, ruleP4},
	channelReset:    {ruleD2, ruleD3},
	channelCleared:  {ruleP6, ruleP7},
	channelSetup:    {rulePVCSetup, rulePVCSetup},
}
