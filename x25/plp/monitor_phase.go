package plp

import (
	"github.com/osi-go/osi"
	"github.com/osi-go/osi/x25"
)

// A phase is what the two states of a channel that differ in the side that brought them about have
// in common.
type phase uint8

const (
	phaseReady    phase = iota // p1
	phaseCalled                // p2, p3
	phaseCollided              // p5
	phaseTransfer              // p4 and d1
	phaseReset                 // p4 and d2 or d3
	phaseCleared               // p6, p7
	phaseSetUp                 // a permanent circuit over XOT that is not yet answered
)

// phaseStates are the states that a DTE, or a DCE, has brought about.
var phaseStates = [...][sides]State{
	phaseReady: {P1, P1}, phaseCalled: {P2, P3}, phaseCollided: {P5, P5}, phaseTransfer: {P4, P4}, phaseReset: {D2, D3}, phaseCleared: {P6, P7},
	phaseSetUp: {P4, P4},
}

// follows takes a packet of a logical channel.
func (w *Monitor) follows(a *arrival) {
	ch := w.channel(a)
	if ch == nil {
		a.seen.Effect |= Discarded
		return
	}
	a.seen.Channel = ch
	if ch.own[a.d] == x25.AnyModulo {
		ch.own[a.d] = x25.HeaderOf(a.p).Modulo
	}
	taken := w.follow(ch, a)
	ch.unheard[a.d] = false
	switch {
	case a.err != nil && !w.Watch:
		return
	case !taken:
		a.seen.Effect |= Discarded
		return
	}
	switch p := a.p.(type) {
	case *x25.Data:
		w.data(ch, a, p)
	case *x25.ReceiveReady:
		w.acknowledged(ch, a, p.PR)
	case *x25.ReceiveNotReady:
		w.acknowledged(ch, a, p.PR)
	case *x25.Reject:
		w.rejected(ch, a, p)
	case *x25.Interrupt: // one may be under way, X.25 4.3.7
		if f := &ch.flow[a.d]; w.serves(ch, a) && (!f.interrupt || a.broke(ruleInterrupt, 2, int(p.Type()), 0)) {
			f.interrupt, f.unconfirmed = true, false
		}
	case *x25.InterruptConfirmation:
		if f := &ch.flow[a.d^1]; f.interrupt || f.unconfirmed || a.broke(ruleIntConf, 2, int(p.Type()), 0) {
			f.interrupt, f.unconfirmed = false, false
		}
	}
}

// follow takes the channel to the phase after the packet: X.25 Annex C, Tables C-3 and C-4. taken
// is false for a packet that is discarded or refused.
func (w *Monitor) follow(ch *Channel, a *arrival) (taken bool) {
	other := ch.by != a.d
	if ch.phase == phaseSetUp && ch.unheard[ch.by^1] { // the set-up was the answer
		ch.phase = phaseTransfer
	}
	switch t := a.p.Type(); {
	case ch.phase == phaseSetUp: // the caller has judged it: see Waiting
		return w.assume(ch, a)
	case ch.permanent && isCall(t):
		a.broke(rulePermanent, 2, int(t), 0)
		return false
	case isCall(t):
		if !w.checkFacilities(a) {
			return false
		}
		if ch.phase == phaseCleared && other {
			return w.followClear(ch, a)
		}
		return w.followCall(ch, a)
	case ch.phase == phaseCleared && other: // by the side that has cleared, X.25 4.1.7
		return false
	case t == x25.TypeResetRequest:
		switch {
		case ch.phase == phaseReset && ch.mayEnd: // it may be another reset
			ch.by = a.d
			return true
		case ch.phase == phaseReset && other: // both have reset: no confirmation, X.25 4.4.3.3
			ch.restart()
			ch.surplus = [2]bool{true, true}
			return a.void()
		case ch.phase == phaseTransfer, ch.phase != phaseReset && ch.unheard[a.d]:
			ch.phase, ch.by, ch.mayEnd = phaseReset, a.d, ch.unheard[a.d^1]
			return a.void()
		}
	case t == x25.TypeResetConfirmation:
		if ch.phase == phaseReset && other || ch.unheard[a.d^1] {
			ch.restart()
			return a.void()
		}
	case ch.phase == phaseTransfer:
		ch.surplus[a.d] = false
		return true
	case ch.phase == phaseReset && other: // by the side that has reset, X.25 4.4.3
		return false
	case ch.phase == phaseReset && ch.mayEnd: // both have reset
		ch.resume(a.d)
		return a.void()
	}
	return w.outOfPhase(ch, a)
}

// rejoin meets the channel in the middle of data transfer.
func (w *Monitor) rejoin(ch *Channel, a *arrival) (taken bool) {
	ch.restart()
	ch.forget(&w.Subscription)
	return a.void()
}

// followClear is follow for what the side that has not cleared sends about calls.
func (w *Monitor) followClear(ch *Channel, a *arrival) (taken bool) {
	switch p := a.p.(type) {
	case *x25.CallRequest:
		if ch.mayEnd && w.checkCall(ch, a) { // otherwise the side that has cleared discards it
			w.before = *ch
			ch.late = w.proposal(p)
			a.seen.Effect |= Called
		}
		return false
	case *x25.CallAccepted:
		return false
	case *x25.ClearRequest: // both have cleared: X.25 4.1.9
		if !w.mayClear(ch, a, p) {
			return false
		}
	}
	w.end(ch)
	return a.void()
}

// isCall reports whether packets of type t set up or clear calls.
func isCall(t x25.Type) bool { return t >= x25.TypeCallRequest && t <= x25.TypeClearConfirmation }

// outOfPhase refuses the packet in the phase of its channel.
func (w *Monitor) outOfPhase(ch *Channel, a *arrival) (taken bool) {
	return a.outOfTurn(w.state(ch, a.d, a.p.Type())) && w.assume(ch, a)
}

// state returns the state whose table decides about a packet of type t.
func (w *Monitor) state(ch *Channel, d osi.Direction, t x25.Type) State {
	who := ch.by
	if ch.phase == phaseCalled {
		who = ch.caller
	}
	s := phaseStates[ch.phase][w.side(who, d)]
	switch ofCall := isCall(t) && !ch.permanent; {
	case ch.phase == phaseReset && ofCall:
		return P4
	case s == P4 && !ofCall:
		return D1
	}
	return s
}

// assume takes the channel to where the packet leaves it, whatever came before: for a caller that
// goes on after a fault.
func (w *Monitor) assume(ch *Channel, a *arrival) (taken bool) {
	if ch.permanent && isCall(a.p.Type()) {
		return false
	}
	was := ch.phase
	switch p := a.p.(type) {
	case *x25.CallRequest:
		ch.phase, ch.calls = phaseReady, [2]proposed{}
		a.seen.Effect |= Void
		return w.call(ch, a, p)
	case *x25.CallAccepted:
		return w.accepted(ch, a, p)
	case *x25.ClearRequest:
		return w.cleared(ch, a, p)
	case *x25.ClearConfirmation:
		w.end(ch)
		a.seen.Effect |= Void
	case *x25.ResetRequest:
		ch.phase, ch.by = phaseReset, a.d
		a.seen.Effect |= Void
	case *x25.ResetConfirmation:
		if was != phaseTransfer {
			ch.restart()
			a.seen.Effect |= Void
		}
	default:
		if was != phaseTransfer {
			w.rejoin(ch, a)
			ch.met = was != phaseCalled // the answer was not seen
		}
	}
	return true
}
