package stack

import (
	"encoding/binary"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/x25"
	"github.com/osi-go/osi/x25/xot"
)

// A Reaction says what to do about an invalid unit, and so what state its connection is in.
type Reaction uint8

// The reactions.
const (
	NoReaction          Reaction = iota // the unit is not invalid
	DropUnit                            // nothing more: the connection goes on as if the unit had not been sent. An Answer may end what its sender takes for a call
	AbortSession                        // disconnect both sides' transport connections, the answer being an ABORT. The connection is over
	DisconnectTransport                 // disconnect both sides' transport connections. The connection is over
	ClearCall                           // clear the X.25 call: see Response. Its channel is closed until all who were told have confirmed; of XOT the connection is over
	ResetCall                           // reset the X.25 channel: see Response. It is closed until the resets are confirmed or the call is cleared
)

var reactionNames = [...]string{"none", "drop unit", "abort session", "disconnect transport", "clear call", "reset call"}

// String returns the reaction in words.
func (r Reaction) String() string {
	if int(r) < len(reactionNames) {
		return reactionNames[r]
	}
	return "reaction(" + number(int(r)) + ")"
}

// react returns what to do about a packet of d that is invalid, or refused by whoever was told.
func (l *link) react(d osi.Direction, f *Event) Response {
	ch := l.channels[l.key(f.Channel)]
	if ch == nil && f.Layer == osi.X25 && len(f.Octets) >= 2 && (l.xot || f.Channel != 0) {
		ch = l.fresh(f.Channel, d, f.Octets)
	}
	if f.Layer == osi.XOT {
		if r, own := l.reactXOT(d, f); own {
			return r
		}
	}
	if f.Err != nil && f.Err.Rule == ruleClosed {
		return Response{Reaction: DropUnit}
	}
	if r, ended := l.reactEnd(ch, d, f); ended {
		return r
	}
	if l.ignored(ch, d) || needless(ch, d, f.Err) {
		return Response{Reaction: DropUnit}
	}
	r, answer := l.reactX25(ch, d, f)
	if b := l.encoded(answer); b != nil {
		r.Answer = [][]byte{b}
	}
	switch {
	case r.Reaction == DropUnit || ch == nil:
	case r.Reaction == ClearCall && ch.phase == channelReady && !l.xot && (len(f.Octets) < 3 || f.Octets[2] != byte(x25.TypeCallRequest)):
		r.Reaction = DropUnit // there is no call: its sender alone is told. A connection of XOT has nothing else to go on for
		ch.waits[d].clears = 1
		l.keep(ch)
	default:
		notice := l.notice(ch, d, f, r.Reaction)
		if r.Heard = l.await(ch, d, r.Reaction); r.Heard {
			r.Notice = [][]byte{l.encoded(notice)}
		}
		l.keep(ch)
	}
	return r
}

// keep puts a channel in use for what is waited for; not beyond the limit, where its confirmations
// are out of place and dropped.
func (l *link) keep(ch *channel) {
	if ch.phase == channelReady && ch.waits == [2]wait{} {
		return
	}
	if l.channels[uint32(ch.lci)] != nil || len(l.channels) < l.config.Limits.Channels {
		l.channels[uint32(ch.lci)] = ch
	}
}

// ignored reports whether the receiver, or the gate in its place, discards whatever d sends: X.25
// Annex C, states p7, d3 and r3. Of what the side that restarts sends before the confirmation, too,
// nothing comes: Table C-2 answers it by a restart, which would end the calls of a side that has
// done nothing wrong.
func (l *link) ignored(ch *channel, d osi.Direction) bool {
	if l.restarts[0] || l.restarts[1] {
		return true
	}
	return ch != nil && (ch.waits[d] != wait{} || (ch.phase == channelCleared || ch.phase == channelReset) && ch.by != d)
}

// needless reports whether a packet changes nothing for its sender, which Annex C discards or we
// do: a clear or reset sent again, as when a timer runs out, a clear confirmation of no clear
// outside data transfer, and a reset confirmation behind a reset collision. Linux confirms clears
// and resets that have collided; and a side that the gate's caller clears need not have had a call.
func needless(ch *channel, d osi.Direction, e *osi.Error) bool {
	if ch == nil || e == nil {
		return false
	}
	if e.Rule == ruleD1 && ch.surplus[d] {
		ch.surplus[d] = false
		return true
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

// reactXOT is the reaction to a fault of XOT itself; own is false where that is for X.25 to say.
func (l *link) reactXOT(d osi.Direction, f *Event) (r Response, own bool) {
	if e := f.Err; e != nil && (e.Rule == ruleXOTInitiator || e.Rule == rulePVCSetup) {
		return Response{Reaction: DisconnectTransport}, true
	}
	action, refusal := xot.Answer(f.Err, f.Octets, xot.Situation{Initiator: d == osi.FromResponder})
	if refusal != nil {
		if frame, err := xot.Append(nil, refusal); err == nil {
			r.Answer = [][]byte{frame}
		}
	}
	switch action {
	case osi.Disconnect, osi.SendAndDisconnect:
		r.Reaction = DisconnectTransport
		return r, true
	case osi.Discard, osi.Send:
	}
	return r, false
}

// reactEnd is the reaction to a broken packet of d that was to end the clear or reset of the other
// side. It may be the last word of d about that: the gate ends it in the place of d, and drops what
// d sends until it ends something. ended is false for all other packets.
func (l *link) reactEnd(ch *channel, d osi.Direction, f *Event) (r Response, ended bool) {
	if ch == nil || ch.by == d || f.Layer != osi.X25 || len(f.Octets) < 3 || ch.waits[d] != (wait{}) {
		return r, false
	}
	t := x25.Type(f.Octets[2])
	switch {
	case ch.phase == channelCleared && (t == x25.TypeClearRequest || t == x25.TypeClearConfirmation):
		r.Reaction, ch.waits[d].clears = ClearCall, 1
	case ch.phase == channelReset && (t == x25.TypeResetRequest || t == x25.TypeResetConfirmation):
		r.Reaction, ch.waits[d].resets = ResetCall, 1
	default:
		return r, false
	}
	r.Heard, r.Notice = true, [][]byte{l.encoded(l.notice(ch, d, f, r.Reaction))}
	if r.Reaction == ClearCall {
		l.end(ch)
	} else {
		l.drop(ch)
		ch.restart()
	}
	return r, true
}

// situation is what an answer to d depends on.
func (l *link) situation(ch *channel, d osi.Direction, octets []byte) x25.Situation {
	s := x25.Situation{Format: l.format(d^1, octets), Channel: x25.ChannelReady}
	if ch == nil {
		return s
	}
	s.Modulo, s.Permanent = ch.modulo, ch.permanent
	switch ch.phase {
	case channelReady:
	case channelCalled, channelCollided:
		s.Channel = x25.ChannelCalling
	case channelTransfer, channelReset, channelSetup: // what awaits a confirmation of the other side is ignored before
		s.Channel = x25.ChannelTransfer
	case channelCleared:
		s.Channel = x25.ChannelClearing
	}
	return s
}

// reactX25 is the reaction to a fault of X.25, or of what is above it.
func (l *link) reactX25(ch *channel, d osi.Direction, f *Event) (Response, x25.Packet) {
	err, octets := f.Err, f.Octets
	if f.Layer != osi.X25 && f.Layer != osi.XOT {
		octets = binary.BigEndian.AppendUint16(nil, 0x1000|f.Channel) // of the DATA packet that carried it
		if err == nil || err.Rule == nil {
			err = &osi.Error{Rule: ruleUnreadable} // whoever refuses says no more: all that is above X.25 is answered alike
		}
	}
	_, answer := x25.Answer(err, octets, l.situation(ch, d, octets))
	switch answer.(type) {
	case *x25.ClearRequest:
		return Response{Reaction: ClearCall}, answer
	case *x25.ResetRequest:
		return Response{Reaction: ResetCall}, answer
	case *x25.RestartRequest: // it would end the calls of a side that has done nothing wrong
		return Response{Reaction: DropUnit}, nil
	default:
		return Response{Reaction: DropUnit}, answer
	}
}

// notice returns what tells the side other than d that its call is cleared, or its channel reset:
// that the remote side is to blame, from a DCE, and with the reasons of X.223 from a DTE.
func (l *link) notice(ch *channel, d osi.Direction, f *Event, r Reaction) x25.Packet {
	h := x25.Header{Format: l.format(d, nil), LCI: f.Channel}
	h.Modulo = ch.modulo
	remote := h.Sender == x25.FromDCE && f.Layer == osi.X25
	if r == ResetCall {
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
	case ch.phase == channelCalled, ch.phase == channelCollided:
		p.Diagnostic = osi.Some(x25.DiagRejectPermanent)
	}
	return p
}

// await makes the channel one that the gate has cleared or reset, and reports whether the other
// side is to be told. It is not where it has not heard of the call, nor where d has already cleared
// or reset: the gate's answer collides with that, and what the other side confirms is that.
func (l *link) await(ch *channel, d osi.Direction, r Reaction) (heard bool) {
	own, others := uint8(1), uint8(1)
	switch {
	case ch.phase == channelReady:
		others = 0
	case ch.by == d && (r == ResetCall && ch.phase == channelReset || r == ClearCall && ch.phase == channelCleared):
		own = 0
	default:
		heard = true
	}
	mine, theirs := &ch.waits[d], &ch.waits[d^1]
	if r == ResetCall {
		mine.resets, theirs.resets = plus(mine.resets, own), plus(theirs.resets, others)
		l.drop(ch)
		ch.restart()
		return heard
	}
	*mine, *theirs = wait{clears: plus(mine.clears, own)}, wait{clears: plus(theirs.clears, others)}
	l.end(ch)
	return heard
}

// plus returns n and k together, or as much of it as there is room for.
func plus(n, k uint8) uint8 { return max(n, n+k) }

func (l *link) encoded(p x25.Packet) []byte {
	if p == nil {
		return nil
	}
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
