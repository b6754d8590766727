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
	var packet []byte
	switch f.Layer {
	case osi.X25:
		packet = f.Octets
	case osi.XOT:
		if r, own := l.reactXOT(d, f); own {
			return r
		}
	default:
	}
	refusal := l.monitor.Refused(d, f.Channel, packet, f.Err)
	ch, s := refusal.Channel, refusal.Situation
	switch {
	case refusal.Ignored:
		return Response{Reaction: DropUnit}
	case refusal.Ends != x25.TypeNone:
		l.drop(ch)
		r := Response{Reaction: reactionOf(refusal.Ends), Heard: true}
		r.Notice = [][]byte{l.encoded(l.notice(s, d, f, r.Reaction))}
		return r
	}
	answer := l.answer(f, s)
	var r Response
	if b := l.encoded(answer); b != nil {
		r.Answer = [][]byte{b}
	}
	if answer != nil {
		r.Reaction = reactionOf(answer.Type())
	}
	if r.Reaction == NoReaction {
		r.Reaction = DropUnit
	}
	if r.Reaction == DropUnit || ch == nil {
		return r
	}
	l.drop(ch)
	if r.Heard = l.monitor.Close(d, refusal, answer.Type()); r.Heard {
		r.Notice = [][]byte{l.encoded(l.notice(s, d, f, r.Reaction))}
	}
	if refusal.Alone && r.Reaction == ClearCall { // a connection of XOT has nothing else to go on for
		r.Reaction = DropUnit
	}
	return r
}

// reactionOf returns what a CLEAR or RESET in the place of the other side is.
func reactionOf(t x25.Type) Reaction {
	switch t {
	case x25.TypeClearRequest:
		return ClearCall
	case x25.TypeResetRequest:
		return ResetCall
	default:
		return DropUnit
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

// answer returns the packet that answers a fault of X.25, or of what is above it; nil for none.
func (l *link) answer(f *Event, s x25.Situation) x25.Packet {
	err, octets := f.Err, f.Octets
	if f.Layer != osi.X25 && f.Layer != osi.XOT {
		octets = binary.BigEndian.AppendUint16(nil, 0x1000|f.Channel) // of the DATA packet that carried it
		if err == nil || err.Rule == nil {
			err = &osi.Error{Rule: ruleUnreadable} // whoever refuses says no more: all that is above X.25 is answered alike
		}
	}
	_, answer := x25.Answer(err, octets, s)
	if _, restart := answer.(*x25.RestartRequest); restart { // it would end the calls of a side that has done nothing wrong
		return nil
	}
	return answer
}

// notice returns what tells the side other than d that its call is cleared, or its channel reset:
// that the remote side is to blame, from a DCE, and with the reasons of X.223 from a DTE.
func (l *link) notice(s x25.Situation, d osi.Direction, f *Event, r Reaction) x25.Packet {
	h := x25.Header{Format: l.monitor.Format(d, nil), LCI: f.Channel}
	h.Modulo = s.Modulo
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
	case s.Channel == x25.ChannelCalling:
		p.Diagnostic = osi.Some(x25.DiagRejectPermanent)
	}
	return p
}

func (l *link) encoded(p x25.Packet) []byte {
	if p == nil {
		return nil
	}
	var b []byte
	var err error
	if l.monitor.OverXOT {
		b, err = xot.Append(nil, p)
	} else {
		b, err = p.AppendBinary(nil)
	}
	if err != nil {
		return nil
	}
	return b
}
