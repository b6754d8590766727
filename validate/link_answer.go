package validate

import (
	"github.com/osi-go/osi"
	"github.com/osi-go/osi/stack"
	"github.com/osi-go/osi/x25"
	"github.com/osi-go/osi/x25/xot"
)

// react makes the verdict on a packet of d that is rejected. A clear confirmation out of place needs no clear: Linux confirms what has collided.
func (l *link) react(d stack.Direction, f fault, v *Verdict) {
	ch := l.channels[l.key(v.Channel)]
	e := osi.AsError(f.err)
	var answer x25.Packet
	switch {
	case e != nil && e.Rule == ruleClosed, l.ignored(ch, d), e != nil && e.Rule == ruleP1 && e.Got == int(x25.TypeClearConfirmation):
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
	if v.Reaction != DropUnit && v.Channel != 0 {
		l.await(ch, f.octets, v)
	}
}

// ignored reports whether the receiver discards whatever d sends: X.25 Annex C, states p7, d3 and r3.
func (l *link) ignored(ch *channel, d stack.Direction) bool {
	return l.restarts[0] || l.restarts[1] || ch != nil && (ch.phase == channelCleared || ch.phase == channelReset) && ch.by != d
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
	receiver := x25.Receiver{Format: l.format(d^1, f.octets)}
	receiver.Transfer = ch != nil && (ch.phase == channelTransfer || ch.phase == channelReset)
	action, answer := x25.DiagnosticFor(f.err, f.octets, receiver)
	switch action {
	case x25.ActionDiscard, x25.ActionDiagnostic, x25.ActionRegistration, x25.ActionRestart:
		return DropUnit, answer
	case x25.ActionClear, x25.ActionReset:
	}
	if l.xot && ch == nil && x25.Diagnostic(e.Reason) == x25.DiagUnidentifiable { // RFC 1613 6.1
		return DropUnit, nil
	}
	switch p := answer.(type) {
	case *x25.ResetRequest:
		if !receiver.Transfer { // Table C-4 is of p4 alone
			return l.endBy(ch, d, ClearCall, p.LCI, p.Diagnostic.Value)
		}
	case *x25.ClearRequest:
		if ch != nil && ch.permanent {
			return l.endBy(ch, d, ResetCall, p.LCI, p.Diagnostic.Value)
		}
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

// await makes the channel one that the guard has cleared or reset on both sides, which have not confirmed.
func (l *link) await(ch *channel, packet []byte, v *Verdict) {
	if ch == nil {
		ch = &channel{lci: l.key(v.Channel), modulo: moduloOf(packet)}
		l.channels[ch.lci] = ch
	}
	if v.Reaction == ResetCall {
		l.drop(ch)
		ch.restart()
		ch.waits = [2]wait{waitReset, waitReset}
		return
	}
	ch.waits = [2]wait{waitClear, waitClear}
	l.end(ch)
}

func (l *link) encoded(p x25.Packet) []byte {
	if l.xot {
		b, err := xot.Append(nil, p)
		if err != nil {
			return nil
		}
		return b
	}
	b, err := p.AppendBinary(nil)
	if err != nil {
		return nil
	}
	return b
}
