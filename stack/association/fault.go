package association

import (
	"github.com/osi-go/osi"
	"github.com/osi-go/osi/acse/acpm"
	"github.com/osi-go/osi/presentation/ppm"
	"github.com/osi-go/osi/stack"
	"github.com/osi-go/osi/transport/class0"
)

// faulty answers an invalid unit of the peer as the standards say. It ends the association unless
// the unit is to be ignored.
func (a *Association) faulty(fault *stack.Event) {
	f := *fault // which the conn lends until it is asked again
	r := a.conn.React(a.own.Opposite(), &f)
	a.stale = true
	closing := a.closing()
	if !closing || r.Reaction == stack.DropUnit {
		a.answerFault(r.Answer)
	}
	switch {
	case r.Reaction == stack.DropUnit:
		if len(r.Answer) == 0 || a.transport.State() != class0.CLOSED {
			return
		}
		a.end() // a CR that cannot be answered by a CC
	case r.Reaction == stack.AbortSession && closing:
		return
	case r.Reaction == stack.AbortSession && len(r.Answer) > 0:
		_, _, _ = a.session.Answer(f.Err, nil, false)
		a.acse, a.presentation = acpm.Machine{}, ppm.Machine{}
		a.asks, a.answer = nil, nil
	default:
		a.end()
	}
	if closing {
		return
	}
	ev := &Aborted{Layer: f.Layer, Reason: reasonFault, Err: f.Cause}
	if f.Err != nil {
		ev.Layer, ev.Reason = f.Layer, reasonFault+": "+f.Err.Error()
	}
	if ev.Err == nil {
		ev.Err = f.Err
	}
	if ev.Layer == 0 {
		ev.Layer = osi.TPKT
	}
	a.events = append(a.events, ev)
}

// answerFault adds the answer to a fault to the output. The conn has made the answer. Whether it
// is in turn does not matter, since the connection is over.
func (a *Association) answerFault(units [][]byte) {
	a.conn.Skip(stack.SkipAll)
	for _, unit := range units {
		for rest := unit; len(rest) > 0; {
			_, rest = a.conn.Next(a.own, rest, ignoreEvent)
		}
	}
	a.out = append(a.out, units...)
}
