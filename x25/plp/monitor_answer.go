package plp

import (
	"github.com/osi-go/osi"
	"github.com/osi-go/osi/x25"
)

// A Reply is what the standards suggest to do about a packet that does not pass. The zero Reply
// asks for nothing: the receiver of the packet, or whoever answers in its place, discards it, or it
// changes nothing for its sender.
type Reply struct {
	Channel *Channel   // all its data are void; nil: nothing is
	Ends    x25.Type   // x25.TypeClearRequest: Answer and Notice end the call; x25.TypeResetRequest: they reset the channel; 0: an Answer is for the sender alone
	Answer  x25.Packet // to the sender; nil: none
	Notice  x25.Packet // to the other side, if it has heard of the call and not ended it; nil: none
}

// Refuse tells the Monitor that the packet b of d on a channel does not pass, and returns what to
// do about it. e is the error of [Monitor.See], of a decoder, or of the user of the Monitor; b is
// nil if e is about what the packet carries. Where the state has no place for the type of b, that
// is answered, not e. An e of the user is of kind [osi.ErrUnsupported]. See refuses what a side
// sends after a CLEAR or RESET of the Reply, until that side confirms it. An Answer may alias b.
func (w *Monitor) Refuse(d osi.Direction, lci uint16, b []byte, e *osi.Error) Reply {
	d &= 1
	ch := w.channels[w.key(lci)]
	if ch == nil && len(b) >= 2 && (w.OverXOT || lci != 0) {
		ch = w.fresh(lci, d, moduloOf(b))
	}
	if e.Rule == nil || e.Rule == ruleClosed {
		return Reply{}
	}
	s := w.situation(ch, d)
	if ofNoChannel(e, b) {
		_, answer := x25.Answer(e, b, s)
		return Reply{Answer: answer}
	}
	kind := x25.TypeNone // of b
	if len(b) >= 3 {
		kind = x25.TypeOf(b[2], moduloOf(b))
	}
	owed := uint8(1) // after a confirmation that is broken
	if e.Kind == osi.ErrUnsupported {
		owed = 0 // it is the user of the Monitor who refuses it
	}
	if ch != nil && ch.waits[d] != (wait{}) && (owed > 0 || w.drops(ch, d, kind)) {
		return Reply{}
	}
	if t := w.ended(ch, d, kind, owed); t != 0 {
		return Reply{Channel: ch, Ends: t, Notice: w.notice(s, d, lci, t, b != nil)}
	}
	if ch != nil {
		e = w.turn(ch, d, kind, e)
	}
	if w.ignored(ch, d, kind) || ch != nil && needlessAnswer(ch, d, e) {
		return Reply{}
	}
	packet := b
	if b == nil { // as much as Answer needs of the DATA packet that carried it
		packet = explainChannel(0x1000 | lci)
	}
	_, answer := x25.Answer(e, packet, s)
	r := Reply{Answer: answer}
	switch answer.(type) {
	case *x25.RestartRequest: // it would end the calls of a side that has done nothing wrong
		return Reply{}
	case *x25.ClearRequest, *x25.ResetRequest:
	default:
		return r
	}
	// Without a call its sender alone is told. A connection of XOT has nothing else to go on for.
	t := answer.Type()
	alone := t == x25.TypeClearRequest && ch != nil && ch.phase == phaseReady && !w.OverXOT && kind != x25.TypeCallRequest
	if !alone {
		r.Channel, r.Ends = ch, t
	}
	if ch != nil && w.close(ch, d, t, alone) {
		r.Notice = w.notice(s, d, lci, t, b != nil)
	}
	return r
}

// ofNoChannel reports whether e is a fault of the packet b that no channel can be blamed for, so
// that the answer is the same in all states: X.25 Table C-1.
func ofNoChannel(e *osi.Error, b []byte) bool {
	d := x25.Diagnostic(e.Reason)
	return e.Layer == osi.X25 && (d == x25.DiagInvalidGFI || d == x25.DiagUnassigned || d == x25.DiagTooShort && len(b) < 2)
}

// notice returns what tells the side other than d that its call is cleared, or its channel reset:
// that the remote side is to blame, from a DCE, and with the reasons of X.223 from a DTE.
func (w *Monitor) notice(s x25.Situation, d osi.Direction, lci uint16, t x25.Type, packet bool) x25.Packet {
	h := x25.Header{Format: x25.Format{Modulo: s.Modulo, Sender: w.Format(d, nil).Sender}, LCI: lci}
	remote := packet && h.Sender == osi.DCE
	if t == x25.TypeResetRequest {
		p := &x25.ResetRequest{Header: h, Cause: x25.ResetDTE, Diagnostic: osi.Some(x25.DiagResetUnspecified)}
		if remote {
			p.Cause, p.Diagnostic = x25.ResetRemoteProcedure, osi.Some(x25.DiagNone)
		}
		return p
	}
	p := &x25.ClearRequest{Header: h, Cause: x25.ClearDTE, Diagnostic: osi.Some(x25.DiagDisconnectPermanent)}
	switch {
	case remote:
		p.Cause, p.Diagnostic = x25.ClearRemoteProcedure, osi.Some(x25.DiagNone)
	case s.Channel == x25.ChannelCalling:
		p.Diagnostic = osi.Some(x25.DiagRejectPermanent)
	}
	return p
}

// turn returns the fault of a packet of type t that breaks e: that of its type, where the state has
// no place for that. What else is wrong matters to the other types alone: X.25 Tables C-3 and C-4.
func (w *Monitor) turn(ch *Channel, d osi.Direction, t x25.Type, e *osi.Error) *osi.Error {
	event := eventOf(t)
	own := e.Layer != osi.X25 || e.Kind == osi.ErrLimit || e.Kind == osi.ErrUnsupported // not of the packet layer
	if own || event < EventCall || event > EventResetConf || ch.mayEnd || ch.unheard != [2]bool{} {
		return e
	}
	if event == EventREJ && !w.Subscription.Retransmission {
		event = EventNoREJ
	}
	at := w.state(ch, d, t)
	x := table[w.side(d^1, d)][event][at]
	if x.action() == accept {
		return e
	}
	return fail(ruleOf(at, x.diagnostic()), t, 2, int(t), 0)
}

// ignored reports whether the receiver, or whoever answers in its place, discards a packet of type
// t: X.25 Annex C, states p7, d3 and r3. So is what a side sends between its RESTART and the
// confirmation: Table C-2 answers it by a restart, which would end the calls of a side that has
// done nothing wrong.
func (w *Monitor) ignored(ch *Channel, d osi.Direction, t x25.Type) bool {
	if w.restarts[0] || w.restarts[1] {
		return true
	}
	return ch != nil && ch.by != d && (ch.phase == phaseCleared || ch.phase == phaseReset && (ch.permanent || !isCall(t)))
}

// needlessAnswer reports whether a packet changes nothing for its sender, so that it is discarded:
// a clear or reset sent again, as after a timer; outside data transfer, a confirmation without a
// clear; and a reset confirmation after resets have collided. Linux confirms clears and resets that
// have collided, and a side that is cleared in place of the other need not have had a call.
func needlessAnswer(ch *Channel, d osi.Direction, e *osi.Error) bool {
	if e.Rule == ruleD1 && ch.surplus[d] {
		ch.surplus[d] = false
		return true
	}
	s := phaseStates[ch.phase]
	if e.Rule != stateRules[s[DTE]] && e.Rule != stateRules[s[DCE]] {
		return false
	}
	t := x25.Type(e.Got & 0xff)
	return t == x25.TypeClearConfirmation && ch.phase != phaseTransfer && ch.phase != phaseSetUp ||
		t == x25.TypeClearRequest && ch.phase == phaseCleared || t == x25.TypeResetRequest && ch.phase == phaseReset
}

// ended ends the clear or reset of the other side that a packet of type t of d was to confirm, and
// says which. As long as d owes another confirmation all else that it sends is refused.
func (w *Monitor) ended(ch *Channel, d osi.Direction, t x25.Type, owed uint8) x25.Type {
	switch {
	case ch == nil, ch.by == d:
	case ch.phase == phaseCleared && (t == x25.TypeClearRequest || t == x25.TypeClearConfirmation):
		ch.waits[d].clears = owed
		w.end(ch)
		return x25.TypeClearRequest
	case ch.phase == phaseReset && (t == x25.TypeResetRequest || t == x25.TypeResetConfirmation):
		ch.waits[d].resets = owed
		ch.restart()
		return x25.TypeResetRequest
	}
	return 0
}

// situation returns what an answer to d depends on.
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

// close notes that d is answered by a CLEAR or RESET, which is by, and reports whether the other
// side is to be told. It is not to be told of a call that it has not heard of. Nor is it if d has
// cleared or reset already: the answer collides with that, and that is what the other side
// confirms.
func (w *Monitor) close(ch *Channel, d osi.Direction, by x25.Type, alone bool) (heard bool) {
	own, others := uint8(1), uint8(1)
	switch {
	case ch.phase == phaseReady:
		others = 0
	case ch.by == d && (by == x25.TypeResetRequest && ch.phase == phaseReset || by == x25.TypeClearRequest && ch.phase == phaseCleared):
		own = 0
	default:
		heard = true
	}
	mine, theirs := &ch.waits[d], &ch.waits[d^1]
	switch {
	case by == x25.TypeResetRequest:
		mine.resets, theirs.resets = addCapped(mine.resets, own), addCapped(theirs.resets, others)
		ch.restart()
	case alone:
		mine.clears = 1
	default:
		*mine, *theirs = wait{clears: addCapped(mine.clears, own)}, wait{clears: addCapped(theirs.clears, others)}
		w.end(ch)
	}
	// Beyond the limit its confirmations are out of place, and refused.
	if (ch.phase != phaseReady || ch.waits != [2]wait{}) && (w.channels[uint32(ch.lci)] != nil || len(w.channels) < w.Limits.WithDefaults().Channels) {
		w.use(ch)
	}
	return heard
}

// addCapped returns n + k; on overflow, n.
func addCapped(n, k uint8) uint8 { return max(n, n+k) }
