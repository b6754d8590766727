package stack

import (
	"errors"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/session"
	"github.com/osi-go/osi/session/spm"
	"github.com/osi-go/osi/transport"
	"github.com/osi-go/osi/transport/class0"
)

// reactSession answers as the receiver would. The SPDU is of n; if it names a nested connection and
// n is a, that was never begun.
func (a *association) reactSession(d osi.Direction, f *Event, n *association, nested bool) Response {
	own, peer := a.session.order.Machine(d), a.session.order.Machine(d.Opposite())
	idle := own.State() == spm.STA01C && peer.State() == spm.STA01C && !a.session.order.Lost()
	outOfTurn := errors.As(f.Cause, new(*spm.StateError))
	if a.session.early && a.transport.State(d^1) != class0.OPEN || idle && (outOfTurn || a.begun(d)) { // X.225 Tables A.8 to A.16: TDISreq
		return Response{Reaction: DisconnectTransport}
	}
	inner := n.session.order.Machine(d.Opposite())
	sit := inner.Situation()
	sit.Connected = !f.connects && n.begun(d) && (n != a || !nested)
	sit.Overflow, sit.Selected = n.session.agreed.Overflow(), a.session.agreed.Units().Value
	return a.send(session.Answer(f.Err, f.Octets, sit))
}

// begun reports whether a is there already for the receiver of a CN of d, which is sent behind what
// has begun a.
func (a *association) begun(d osi.Direction) bool {
	w := &a.session.order
	return !a.over() && (w.Lost() || w.May(d, &session.Connect{}) != nil)
}

// isCN reports whether an SPDU that need not be valid is a CN.
func isCN(b []byte) bool { return len(b) > 0 && b[0] == session.TypeCN.SI() }

// send returns the Response that sends an SPDU.
func (a *association) send(action osi.Action, p session.SPDU) Response {
	switch action {
	case osi.Discard:
		return Response{Reaction: DropUnit}
	case osi.Disconnect:
		return Response{Reaction: DisconnectTransport}
	case osi.Send, osi.SendAndDisconnect:
	}
	r := Response{Reaction: AbortSession}
	ab, aborts := p.(*session.Abort)
	switch expedited := aborts && a.session.order.Expedited; {
	case a.carrier == SSDUs:
	case expedited && len(ab.UserData) > session.MaxExpeditedAbort: // X.225 7.9.1, 7.26
		r.Answer = append(a.expedite(&session.Prepare{PrepareType: session.PrepareAbort}), a.normal(p)...)
	case expedited:
		r.Answer = a.expedite(p)
	default:
		r.Answer = a.normal(p)
	}
	return r
}

// normal returns an SPDU as units of the carrier on the transport normal flow, or nil if it
// cannot be encoded.
func (a *association) normal(p session.SPDU) (units [][]byte) {
	tsdu, err := p.AppendBinary(nil)
	switch {
	case err != nil:
		return nil
	case a.carrier == TSDUs:
		return [][]byte{tsdu}
	}
	size := a.transport.Size() // 0 of a nested connection, too
	if size == 0 {
		size = transport.TPDUSize128.Octets()
	}
	for dt := range transport.Segments(tsdu, size) {
		units = append(units, a.frame(&dt)...)
	}
	return units
}

// expedite is normal for the transport expedited flow.
func (a *association) expedite(p session.SPDU) [][]byte {
	tsdu, err := p.AppendBinary(nil)
	switch {
	case err != nil:
		return nil
	case a.carrier == TSDUs:
		return [][]byte{tsdu}
	}
	return a.frame(&transport.ExpeditedData{Format: transport.Format{OverTCP: a.carrier == TPKTs}, UserData: tsdu})
}
