package stack

import (
	"github.com/osi-go/osi"
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
	denied    progress = iota // it may not be sent now, and whoever is told wants no more
	discarded                 // its receiver discards it, so it has no effect
	taken
)

// follow takes the channel to the phase after the packet: X.25 Annex C, Tables C-3 and C-4.
func (l *link) follow(ch *channel, a *arrival) progress {
	other := ch.by != a.d
	if ch.phase == channelSetup && ch.unheard[ch.by^1] { // the set-up was the answer
		ch.phase = channelTransfer
	}
	switch t := a.p.Type(); {
	case ch.phase == channelSetup:
		return l.wrong(ch, a)
	case ch.permanent && isCall(t):
		if a.broke(rulePermanent, 2, int(t), 0) {
			return discarded
		}
		return denied
	case isCall(t):
		if !l.config.Interface.Subscription.checkFacilities(l, a) {
			return denied
		}
		if ch.phase == channelCleared && other {
			return l.followClear(ch, a)
		}
		return l.followCall(ch, a)
	case ch.phase == channelCleared && other: // by the side that has cleared, X.25 4.1.7
		return discarded
	case t == x25.TypeResetRequest:
		switch {
		case ch.phase == channelReset && ch.mayEnd: // it may be another reset
			ch.by = a.d
			return taken
		case ch.phase == channelReset && other: // both have reset: no confirmation, X.25 4.4.3.3
			ch.restart()
			ch.surplus = [2]bool{true, true}
			return taken
		case ch.phase == channelTransfer, ch.phase != channelReset && ch.unheard[a.d]:
			l.drop(ch)
			ch.phase, ch.by, ch.mayEnd = channelReset, a.d, ch.unheard[a.d^1]
			return taken
		}
	case t == x25.TypeResetConfirmation:
		if ch.phase == channelReset && other || ch.unheard[a.d^1] {
			l.drop(ch)
			ch.restart()
			return taken
		}
	case ch.phase == channelTransfer:
		ch.surplus[a.d] = false
		return taken
	case ch.phase == channelReset && other: // by the side that has reset, X.25 4.4.3
		return discarded
	case ch.phase == channelReset && ch.mayEnd:
		ch.restart()
		ch.forget(&l.config.Interface.Subscription)
		return taken
	}
	return l.wrong(ch, a)
}

// followClear is follow for what the side that has not cleared sends about calls.
func (l *link) followClear(ch *channel, a *arrival) progress {
	switch p := a.p.(type) {
	case *x25.CallRequest:
		if !ch.mayEnd { // the side that has cleared discards it
			return discarded
		}
		c, ok := l.admit(ch, a, p)
		if !ok {
			return denied
		}
		ch.late = c
		return discarded
	case *x25.CallAccepted:
		return discarded
	case *x25.ClearRequest: // both have cleared: X.25 4.1.9
		if !l.mayClear(ch, a, p) {
			return denied
		}
	}
	l.end(ch)
	return taken
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

// wrong refuses the packet in the phase of its channel. Where neither side is known to be a DCE,
// the sender is taken as the DTE.
func (l *link) wrong(ch *channel, a *arrival) progress {
	who := ch.by
	if ch.phase == channelCalled {
		who = ch.caller
	}
	r := stateRules[ch.phase][0]
	if l.isDCE(who, a.d) {
		r = stateRules[ch.phase][1]
	}
	switch t := a.p.Type(); {
	case ch.phase == channelTransfer && t == x25.TypeResetConfirmation:
		r = ruleD1
	case ch.phase == channelReset && (t == x25.TypeCallRequest || t == x25.TypeCallAccepted || t == x25.TypeClearConfirmation):
		r = ruleP4
	}
	if !a.broke(r, 2, int(a.p.Type()), 0) {
		return denied
	}
	return l.assume(ch, a)
}

// assume takes the channel to where the packet leaves it, whatever came before: for who goes on
// after a fault.
func (l *link) assume(ch *channel, a *arrival) progress {
	if ch.permanent && isCall(a.p.Type()) {
		return discarded
	}
	switch p := a.p.(type) {
	case *x25.CallRequest:
		l.drop(ch)
		ch.phase, ch.calls = channelReady, [2]call{}
		return l.call(ch, a, p)
	case *x25.CallAccepted:
		l.drop(ch)
		return l.accepted(ch, a, p)
	case *x25.ClearRequest:
		return l.cleared(ch, a, p)
	case *x25.ClearConfirmation:
		l.end(ch)
	case *x25.ResetRequest:
		l.drop(ch)
		ch.phase, ch.by = channelReset, a.d
	case *x25.ResetConfirmation:
		if ch.phase != channelTransfer {
			l.drop(ch)
			ch.restart()
		}
	default:
		if was := ch.phase; was != channelTransfer {
			ch.restart()
			ch.forget(&l.config.Interface.Subscription)
			if was == channelCalled { // the answer was not seen
				ch.met, ch.flow[0].tail, ch.flow[1].tail = false, false, false
			}
		}
	}
	return taken
}

// isDCE reports whether who is the DCE, in the eyes of the receiver of what d sends.
func (l *link) isDCE(who, d osi.Direction) bool {
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
