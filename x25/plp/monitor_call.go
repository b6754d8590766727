package plp

import (
	"bytes"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/internal/octets"
	"github.com/osi-go/osi/x25"
)

// proposed is what a CALL has asked for.
type proposed struct {
	known      bool
	foreign    bool              // its data are not of the OSI network service
	receipt    bool              // it asks for the use of the D bit
	facilities x25.FacilityField // with what is subscribed to for 42 and 43, where the call does not say
}

// request returns the CALL as far as it matters to its answers.
func (c *proposed) request() x25.CallRequest {
	return x25.CallRequest{D: c.receipt, Facilities: c.facilities}
}

// proposal returns what is kept of a CALL.
func (w *Monitor) proposal(p *x25.CallRequest) proposed {
	return proposed{known: true, receipt: p.D, facilities: w.Subscription.complete(p.Facilities)}
}

// followCall is follow for the set-up and clearing of calls, except for what crosses a clear.
func (w *Monitor) followCall(ch *Channel, a *arrival) (taken bool) {
	d := a.d
	ended := ch.mayEnd && ch.by == d
	switch p := a.p.(type) {
	case *x25.CallRequest:
		if ch.phase == phaseReady || ch.phase == phaseCalled && ch.caller != d || ended || ch.unheard[d] ||
			ch.phase == phaseCleared && ch.by == d && w.Excuse(osi.X25UnconfirmedClear) {
			return w.call(ch, a, p)
		}
	case *x25.CallAccepted:
		loses := w.Format(d^1, nil).Sender == osi.DCE // a collision ends the call of the DCE, X.25 4.1.6
		if ch.phase == phaseCalled && ch.caller != d || ch.phase == phaseCollided && (ch.either || !loses) || ended || ch.unheard[d^1] {
			return w.accepted(ch, a, p)
		}
	case *x25.ClearRequest:
		if ch.phase != phaseCleared || ended {
			return w.cleared(ch, a, p)
		}
	case *x25.ClearConfirmation:
		if ch.unheard[d^1] {
			w.end(ch)
			return a.void()
		}
	}
	return w.outOfPhase(ch, a)
}

func (w *Monitor) call(ch *Channel, a *arrival, p *x25.CallRequest) (taken bool) {
	if !w.checkCall(ch, a) {
		return false
	}
	w.before = *ch
	switch {
	case ch.phase == phaseCalled && ch.caller != a.d:
		ch.phase = phaseCollided
	case ch.phase == phaseCleared && ch.late.known: // see followClear
		ch.phase, ch.caller, ch.either = phaseCollided, a.d, true
		ch.calls[a.d^1], ch.late = ch.late, proposed{}
	default:
		ch.phase, ch.caller = phaseCalled, a.d
		ch.calls[a.d^1] = proposed{}
	}
	ch.flow, ch.calls[a.d] = [2]dataFlow{}, w.proposal(p)
	a.seen.Effect |= Called
	return true
}

func (w *Monitor) accepted(ch *Channel, a *arrival, p *x25.CallAccepted) (taken bool) {
	c := ch.calls[a.d^1]
	if ch.phase == phaseCleared {
		c = ch.late
	}
	service := unknownService
	if c.known {
		request := c.request()
		if !w.agrees(a, p, &request) {
			return false
		}
		service = x25.NegotiatedService(&request, p)
	}
	w.before = *ch
	ch.caller, ch.service = a.d^1, service
	ch.calls[ch.caller], ch.calls[a.d] = c, proposed{}
	ch.agree(c.facilities)
	ch.agree(p.Facilities) // what it leaves out is as proposed: X.25 6.12
	ch.restart()
	a.seen.Effect |= Accepted | Void
	return true
}

// agrees checks the answer p to a call.
func (w *Monitor) agrees(a *arrival, p *x25.CallAccepted, request *x25.CallRequest) bool {
	if request.FastSelect() == x25.FastSelectRestricted && w.Excuse(osi.X25RestrictedAccepted) {
		unrestricted := *request
		unrestricted.Facilities = bytes.Clone(request.Facilities)
		e, _ := unrestricted.Facilities.Find(x25.CodeReverseCharging)
		unrestricted.Facilities[e.Offset+1] &^= 0x40
		request = &unrestricted
	}
	err := p.Agrees(request)
	return err == nil || a.fail(err)
}

func (w *Monitor) cleared(ch *Channel, a *arrival, p *x25.ClearRequest) (taken bool) {
	if !w.mayClear(ch, a, p) {
		return false
	}
	switch {
	case ch.phase == phaseReady && !ch.unheard[a.d^1]:
		ch.calls[a.d] = proposed{known: true} // of no fast select, for a clear that crosses
	case ch.phase != phaseCollided:
		ch.calls[ch.caller^1] = proposed{}
	}
	ch.phase, ch.by, ch.mayEnd = phaseCleared, a.d, ch.unheard[a.d^1]
	ch.late = proposed{}
	return a.void()
}

// mayClear checks the user data of a clear, and a deflection, against the call that it ends; in a
// collision they may go with either.
func (w *Monitor) mayClear(ch *Channel, a *arrival, p *x25.ClearRequest) bool {
	if ch.unheard[0] || ch.unheard[1] { // the call may be one of before the channel was met
		return true
	}
	called := ch.phase == phaseCollided || (ch.phase == phaseCalled || ch.phase == phaseCleared) && ch.caller != a.d
	if err := mayDeflect(p, called); err != nil && !a.fail(err) {
		return false
	}
	var err error
	for i := range ch.calls {
		c := &ch.calls[i]
		if !c.known || ch.phase == phaseTransfer && i != int(ch.caller) {
			continue
		}
		request := c.request()
		if err = p.Agrees(&request); err == nil {
			return true
		}
	}
	if ch.phase == phaseReady {
		err = p.Agrees(nil)
	}
	return err == nil || a.fail(err)
}

// agree takes over what the field f of a call or its answer says of packet and window sizes. In
// both the first octet is of what the called DTE sends.
func (ch *Channel) agree(f x25.FacilityField) {
	calling, called := &ch.flow[ch.caller], &ch.flow[ch.caller^1]
	e, _ := f.Find(x25.CodePacketSize)
	if s, ok := e.PacketSizes(); ok {
		called.size, calling.size = s.FromCalled, s.FromCalling
	}
	e, _ = f.Find(x25.CodeWindowSize)
	if s, ok := e.WindowSizes(); ok {
		most := ch.modulo.Max() // what is subscribed to may be of modulo 128
		called.window, calling.window = octets.Len8(min(s.FromCalled, most)), octets.Len8(min(s.FromCalling, most))
	}
}
