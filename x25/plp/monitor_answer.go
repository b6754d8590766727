package plp

import (
	"github.com/osi-go/osi"
	"github.com/osi-go/osi/x25"
)

// A Refusal is what an answer to a packet depends on that does not pass.
type Refusal struct {
	Channel   *Channel // nil: none, and nothing more is to be done
	Situation x25.Situation
	// Ignored says that there is no answer: the receiver, or who has answered in its place,
	// discards the packet, or it changes nothing for its sender.
	Ignored bool
	// Ends says that the packet was to end a clear or reset of the other side, and may be the last
	// word of its sender about that: the other side is to be told by a CLEAR, or RESET, in its
	// place. Otherwise it is [x25.TypeNone].
	Ends x25.Type
	// Alone says that the channel has no call: its sender alone is told.
	Alone bool
}

// Refused says that the packet b of d on a channel does not pass: See has returned e, or somebody
// else has. b is nil where that is for what the packet carries. Whoever answers says so: Close.
func (w *Monitor) Refused(d osi.Direction, lci uint16, b []byte, e *osi.Error) (r Refusal) {
	d &= 1
	ch := w.channels[w.key(lci)]
	if ch == nil && len(b) >= 2 && (w.OverXOT || lci != 0) {
		ch = w.fresh(lci, d, b)
	}
	r.Channel, r.Situation = ch, w.situation(ch, d)
	if e != nil && e.Rule == ruleClosed {
		r.Ignored = true
		return r
	}
	r.Alone = ch != nil && ch.phase == phaseReady && !w.OverXOT && (len(b) < 3 || b[2] != byte(x25.TypeCallRequest))
	r.Ends = w.ended(ch, d, b)
	r.Ignored = r.Ends == x25.TypeNone && (w.ignored(ch, d) || needless(ch, d, e))
	return r
}

// ignored reports whether the receiver, or who answers in its place, discards whatever d sends:
// X.25 Annex C, states p7, d3 and r3. Of what the side that restarts sends before the confirmation,
// too, nothing comes: Table C-2 answers it by a restart, which would end the calls of a side that
// has done nothing wrong.
func (w *Monitor) ignored(ch *Channel, d osi.Direction) bool {
	if w.restarts[0] || w.restarts[1] {
		return true
	}
	return ch != nil && (ch.waits[d] != wait{} || (ch.phase == phaseCleared || ch.phase == phaseReset) && ch.by != d)
}

// needless reports whether a packet changes nothing for its sender, which Annex C discards or we
// do: a clear or reset sent again, as when a timer runs out, a clear confirmation of no clear
// outside data transfer, and a reset confirmation behind a reset collision. Linux confirms clears
// and resets that have collided; and a side that is cleared in the place of the other need not have
// had a call.
func needless(ch *Channel, d osi.Direction, e *osi.Error) bool {
	if ch == nil || e == nil {
		return false
	}
	if e.Rule == ruleD1 && ch.surplus[d] {
		ch.surplus[d] = false
		return true
	}
	s := phaseStates[ch.phase]
	if e.Rule != stateRules[s[DTE]] && e.Rule != stateRules[s[DCE]] {
		return false
	}
	switch x25.Type(e.Got & 0xff) {
	case x25.TypeClearConfirmation:
		return ch.phase != phaseTransfer && ch.phase != phaseSetUp
	case x25.TypeClearRequest:
		return ch.phase == phaseCleared
	case x25.TypeResetRequest:
		return ch.phase == phaseReset
	default:
		return false
	}
}

// ended ends the clear or reset of the other side that a broken packet of d was to end, and says
// which. What else d sends is refused until it ends something.
func (w *Monitor) ended(ch *Channel, d osi.Direction, b []byte) x25.Type {
	if ch == nil || ch.by == d || len(b) < 3 || ch.waits[d] != (wait{}) {
		return x25.TypeNone
	}
	t := x25.Type(b[2])
	switch {
	case ch.phase == phaseCleared && (t == x25.TypeClearRequest || t == x25.TypeClearConfirmation):
		ch.waits[d].clears = 1
		w.end(ch)
		return x25.TypeClearRequest
	case ch.phase == phaseReset && (t == x25.TypeResetRequest || t == x25.TypeResetConfirmation):
		ch.waits[d].resets = 1
		ch.restart()
		return x25.TypeResetRequest
	}
	return x25.TypeNone
}

// situation is what an answer to d depends on.
func (w *Monitor) situation(ch *Channel, d osi.Direction) x25.Situation {
	s := x25.Situation{Format: w.Format(d^1, nil), Channel: x25.ChannelReady}
	if ch == nil {
		return s
	}
	s.Modulo, s.Permanent = ch.modulo, ch.permanent
	switch ch.phase {
	case phaseReady:
	case phaseCalled, phaseCollided:
		s.Channel = x25.ChannelCalling
	case phaseTransfer, phaseReset, phaseSetUp: // what awaits a confirmation of the other side is ignored before
		s.Channel = x25.ChannelTransfer
	case phaseCleared:
		s.Channel = x25.ChannelClearing
	}
	return s
}

// Close says that a packet of d that was refused is answered by a CLEAR, or a RESET, in the place of
// the other side; all data of the channel are void. heard reports whether the other side is to be
// told by another one. It is not where it has not heard of the call, nor where d has already
// cleared or reset: the answer collides with that, and what the other side confirms is that. What
// both sides send is refused until they have confirmed all.
func (w *Monitor) Close(d osi.Direction, r Refusal, by x25.Type) (heard bool) {
	ch, own, others := r.Channel, uint8(1), uint8(1)
	switch {
	case ch.phase == phaseReady:
		others = 0
	case ch.by == d && (by == x25.TypeResetRequest && ch.phase == phaseReset || by == x25.TypeClearRequest && ch.phase == phaseCleared):
		own = 0
	default:
		heard = true
	}
	mine, theirs := &ch.waits[d&1], &ch.waits[d&1^1]
	switch {
	case by == x25.TypeResetRequest:
		mine.resets, theirs.resets = plus(mine.resets, own), plus(theirs.resets, others)
		ch.restart()
	case r.Alone:
		mine.clears = 1
	default:
		*mine, *theirs = wait{clears: plus(mine.clears, own)}, wait{clears: plus(theirs.clears, others)}
		w.end(ch)
	}
	// Beyond the limit its confirmations are out of place, and refused.
	if (ch.phase != phaseReady || ch.waits != [2]wait{}) && (w.channels[uint32(ch.lci)] != nil || len(w.channels) < w.most()) {
		w.use(ch)
	}
	return heard
}

// plus returns n and k together, or as much of it as there is room for.
func plus(n, k uint8) uint8 { return max(n, n+k) }
