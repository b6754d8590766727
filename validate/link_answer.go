package validate

import (
	"github.com/osi-go/osi"
	"github.com/osi-go/osi/stack"
	"github.com/osi-go/osi/x25"
	"github.com/osi-go/osi/x25/xot"
)

// react makes the verdict on a packet of d that is rejected.
func (l *link) react(d stack.Direction, f fault, v *Verdict) {
	ch := l.channels[uint32(l.key(v.Channel))]
	if ch == nil && v.Channel != 0 && f.layer == osi.X25 {
		ch = l.fresh(l.key(v.Channel), d, f.octets)
	}
	e := osi.AsError(f.err)
	var answer x25.Packet
	switch {
	case e != nil && e.Rule == ruleClosed, l.ignored(ch, d), needless(ch, e):
		v.Reaction = DropUnit
	case f.layer == osi.XOT:
		v.Reaction = reactionXOT(e, f.octets)
	case f.layer == osi.X25 && e != nil && e.Layer == osi.X25:
		v.Reaction, answer = l.reactX25(ch, d, e, f)
	default: // above X.25: the call is what can be ended
		v.Reaction, answer = l.endBy(ch, d, ClearCall, v.Channel, 0)
	}
	if answer != nil {
		if b := l.encoded(answer); b != nil {
			v.Answer = [][]byte{b}
		}
	}
	switch {
	case v.Reaction == DropUnit || ch == nil:
	case v.Reaction == ClearCall && ch.phase == channelReady && !l.xot && (len(f.octets) < 3 || f.octets[2] != byte(x25.TypeCallRequest)):
		v.Reaction = DropUnit // there is no call: its sender alone is told. A connection of XOT has nothing else to go on for
		ch.waits[d].clears = 1
		l.keep(ch)
	default:
		l.await(ch, d, v)
		l.keep(ch)
	}
}

// keep puts a channel in use for what is waited for; not beyond the limit, where its confirmations are out of place and dropped.
func (l *link) keep(ch *channel) {
	if l.channels[uint32(ch.lci)] != nil || len(l.channels) < l.guard.policy.Limits.Channels {
		l.channels[uint32(ch.lci)] = ch
	}
}

// ignored reports whether the receiver, or the guard in its place, discards whatever d sends: X.25 Annex C, states p7, d3 and r3.
func (l *link) ignored(ch *channel, d stack.Direction) bool {
	if l.restarts[0] || l.restarts[1] {
		return true
	}
	return ch != nil && (ch.waits[d] != wait{} || (ch.phase == channelCleared || ch.phase == channelReset) && ch.by != d)
}

// needless reports whether p changes nothing for its sender, which Annex C discards or we do: a clear or reset sent again, as when a timer runs out, and a
// clear confirmation of no clear outside data transfer. Linux confirms clears that have collided; and a side that the guard's caller clears need not have had a call.
func needless(ch *channel, e *osi.Error) bool {
	if ch == nil || e == nil {
		return false
	}
	r := stateRules[ch.phase]
	if e.Rule != r[0] && e.Rule != r[1] {
		return false
	}
	switch x25.Type(e.Got & 0xff) {
	case x25.TypeClearConfirmation:
		return ch.phase != channelTransfer && ch.phase != channelSetup
	case x25.TypeClearRequest:
		return ch.phase == channelCleared
	case x25.TypeResetRequest:
		return ch.phase == channelReset
	default:
		return false
	}
}

// reactionXOT is that to what XOT forbids. What it does not carry is discarded silently: RFC 1613 6.4.
func reactionXOT(e *osi.Error, packet []byte) Reaction {
	if len(packet) < 3 || xot.IsPVCSetup(packet) || packet[2] == byte(x25.TypeCallRequest) || e != nil && (e.Rule == rulePVCSetup || e.Rule == rulePVCStatus) {
		return DisconnectTransport
	}
	return DropUnit
}

// reactX25 is the reaction to a fault of X.25 itself.
func (l *link) reactX25(ch *channel, d stack.Direction, e *osi.Error, f fault) (Reaction, x25.Packet) {
	situation := x25.Situation{Format: l.format(d^1, f.octets), Permanent: ch != nil && ch.permanent}
	if ch != nil && (ch.phase == channelTransfer || ch.phase == channelReset) {
		situation.Channel = x25.ChannelTransfer
	}
	_, answer := x25.Answer(f.err, f.octets, situation)
	switch answer.(type) {
	case *x25.ResetRequest, *x25.ClearRequest:
	case *x25.RestartRequest: // it would end the calls of one side alone
		return DropUnit, nil
	default:
		return DropUnit, answer
	}
	if l.xot && (ch == nil || ch.phase == channelReady) && x25.Diagnostic(e.Reason) == x25.DiagUnidentifiable { // RFC 1613 6.1
		return DropUnit, nil
	}
	if _, ok := answer.(*x25.ClearRequest); ok {
		return ClearCall, answer
	}
	return ResetCall, answer
}

// endBy returns the clear or reset of the guard, in the place of the receiver. A permanent circuit is not cleared but reset.
func (l *link) endBy(ch *channel, d stack.Direction, r Reaction, lci uint16, diagnostic x25.Diagnostic) (Reaction, x25.Packet) {
	h := x25.Header{Format: l.format(d^1, nil), LCI: lci}
	if ch != nil {
		h.Modulo = ch.modulo
	}
	dce := h.Sender == x25.FromDCE
	if r == ResetCall || ch != nil && ch.permanent {
		cause := x25.ResetDTE
		if dce {
			cause = x25.ResetLocalProcedure
		}
		return ResetCall, &x25.ResetRequest{Header: h, Cause: cause, Diagnostic: osi.Some(diagnostic)}
	}
	cause := x25.ClearDTE
	if dce {
		cause = x25.ClearLocalProcedure
	}
	return ClearCall, &x25.ClearRequest{Header: h, Cause: cause, Diagnostic: osi.Some(diagnostic)}
}

// await makes the channel one that the guard has cleared or reset on both sides. Where d had done so before, the guard's is its confirmation, and
// the other side confirms both; of a call that is refused it has not heard.
func (l *link) await(ch *channel, d stack.Direction, v *Verdict) {
	own, others := uint8(1), uint8(1)
	switch {
	case ch.phase == channelReady:
		others = 0
	case ch.by == d && (v.Reaction == ResetCall && ch.phase == channelReset || v.Reaction == ClearCall && ch.phase == channelCleared):
		own, others = 0, 2
	}
	mine, theirs := &ch.waits[d], &ch.waits[d^1]
	if v.Reaction == ResetCall {
		mine.resets, theirs.resets = more(mine.resets, own), more(theirs.resets, others)
		l.drop(ch)
		ch.restart()
		return
	}
	*mine, *theirs = wait{clears: more(mine.clears, own)}, wait{clears: more(theirs.clears, others)}
	l.end(ch)
}

// more returns n and k together, or as much of it as there is room for.
func more(n, k uint8) uint8 { return max(n, n+k) }

func (l *link) encoded(p x25.Packet) []byte {
	var b []byte
	var err error
	if l.xot {
		b, err = xot.Append(nil, p)
	} else {
		b, err = p.AppendBinary(nil)
	}
	if err != nil {
		return nil
	}
	return b
}
