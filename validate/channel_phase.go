package validate

import (
	"github.com/osi-go/osi"
	"github.com/osi-go/osi/stack"
	"github.com/osi-go/osi/x25"
)

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

// progress is what a packet does to its channel.
type progress uint8

const (
	refused   progress = iota // it may not be sent now: see fault
	discarded                 // its receiver discards it, so it has no effect
	taken
)

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
		case ch.phase == channelReset && ch.mayEnd: // it may be another reset
			ch.by = d
			return taken
		case ch.phase == channelReset && other: // both have reset: no confirmation, X.25 4.4.3.3
			ch.restart()
			return taken
		case ch.phase == channelTransfer, ch.phase != channelReset && ch.unheard[d]:
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
	case x25.AnySender, x25.OverXOT:
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
