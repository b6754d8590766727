package validate

import (
	"github.com/osi-go/osi"
	"github.com/osi-go/osi/stack"
	"github.com/osi-go/osi/x25"
	"github.com/osi-go/osi/x25/xot"
)

// react makes the verdict on a packet of d that is rejected.
func (l *link) react(d stack.Direction, f fault, v *Verdict) {
	packet := f.octets
	e := osi.AsError(f.err)
	if e != nil && e.Rule == ruleClosed {
		v.Reaction = DropUnit
		return
	}
	ch := l.channels[v.Channel]
	var answer x25.Packet
	receiver := x25.Receiver{Format: l.format(d ^ 1), Transfer: ch != nil && ch.phase == channelTransfer}
	switch {
	case f.layer == osi.XOT:
		v.Reaction = DropUnit // what XOT does not carry is discarded silently, RFC 1613 5
		if xot.IsPVCSetup(packet) || len(packet) < 3 || packet[2] == byte(x25.TypeCallRequest) {
			v.Reaction = DisconnectTransport
		}
		return
	case e != nil && e.Rule == rulePacketState && !receiver.Transfer:
		v.Reaction = ClearCall
		answer = l.clear(receiver.Format, v.Channel, x25.Diagnostic(e.Reason))
	case f.layer == osi.X25 && ch != nil && e != nil && e.Layer == osi.X25:
		var action x25.Action
		action, answer = x25.DiagnosticFor(f.err, packet, receiver)
		v.Reaction = reactionTo(action)
	case f.layer == osi.X25 && e != nil && e.Layer == osi.X25:
		var action x25.Action
		if action, answer = x25.DiagnosticFor(f.err, packet, receiver); action == x25.ActionDiagnostic || action == x25.ActionDiscard || action == x25.ActionRegistration {
			v.Reaction = DropUnit
		} else {
			v.Reaction = reactionTo(action)
		}
	default: // above X.25: the call is what can be ended
		v.Reaction = ClearCall
		answer = l.clear(receiver.Format, v.Channel, 0)
	}
	if answer != nil {
		if b := l.encoded(answer); b != nil {
			v.Answer = [][]byte{b}
		}
	}
	if v.Reaction != DropUnit {
		if ch == nil && v.Channel != 0 {
			ch = new(channel)
			l.channels[v.Channel] = ch
		}
		if ch != nil {
			l.drop(v.Channel, ch)
			*ch = channel{phase: channelRefused, waits: [2]bool{true, true}}
		}
	}
}

// clear returns the clear request of the guard, in the place of the receiver.
func (l *link) clear(f x25.Format, lci uint16, diagnostic x25.Diagnostic) x25.Packet {
	cause := x25.ClearDTE
	if f.Sender == x25.FromDCE {
		cause = x25.ClearLocalProcedure
	}
	return &x25.ClearRequest{Header: x25.Header{Format: f, LCI: lci}, Cause: cause, Diagnostic: osi.Some(diagnostic)}
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

func reactionTo(a x25.Action) Reaction {
	switch a {
	case x25.ActionDiscard, x25.ActionDiagnostic, x25.ActionRegistration:
		return DropUnit
	case x25.ActionClear, x25.ActionRestart:
		return ClearCall
	case x25.ActionReset:
		return ResetCall
	}
	return ClearCall
}
