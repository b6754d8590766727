package stack

import (
	"bytes"
	"math/bits"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/internal/octets"
	"github.com/osi-go/osi/x25"
	"github.com/osi-go/osi/x25/xot"
)

// call is what a CALL has asked for.
type call struct {
	known      bool
	foreign    bool              // its data are not of the OSI network service
	receipt    bool              // it asks for the use of the D bit
	has        xot.FlowControl   // of the CALL itself
	facilities x25.FacilityField // with what is subscribed to for 42 and 43, where the call does not say
}

// request returns the CALL as far as it matters to its answers.
func (c *call) request() x25.CallRequest {
	return x25.CallRequest{D: c.receipt, Facilities: c.facilities}
}

// followCall is follow for call set-up and clearing, but for what crosses a clear.
func (l *link) followCall(ch *channel, a *arrival) progress {
	d := a.d
	ended := ch.mayEnd && ch.by == d
	switch p := a.p.(type) {
	case *x25.CallRequest:
		if ch.phase == channelReady || ch.phase == channelCalled && ch.caller != d || ended || ch.unheard[d] ||
			ch.phase == channelCleared && ch.by == d && a.excuse(osi.X25UnconfirmedClear) {
			return l.call(ch, a, p)
		}
	case *x25.CallAccepted:
		if ch.phase == channelCalled && ch.caller != d || ch.phase == channelCollided && (ch.either || !l.loses(d^1)) || ended || ch.unheard[d^1] {
			return l.accepted(ch, a, p)
		}
	case *x25.ClearRequest:
		if ch.phase != channelCleared || ended {
			return l.cleared(ch, a, p)
		}
	case *x25.ClearConfirmation:
		if ch.unheard[d^1] {
			l.end(ch)
			return taken
		}
	}
	return l.wrong(ch, a)
}

func (l *link) call(ch *channel, a *arrival, p *x25.CallRequest) progress {
	c, ok := l.admit(ch, a, p)
	if !ok {
		return denied
	}
	switch {
	case ch.phase == channelCalled && ch.caller != a.d:
		ch.phase = channelCollided
	case ch.phase == channelCleared && ch.late.known: // see followClear
		ch.phase, ch.caller, ch.either = channelCollided, a.d, true
		ch.calls[a.d^1], ch.late = ch.late, call{}
	default:
		ch.phase, ch.caller = channelCalled, a.d
		ch.calls[a.d^1] = call{}
	}
	ch.flow, ch.calls[a.d] = [2]flow{}, c
	return taken
}

// admit returns what is kept of a CALL; ok is false when it may not be sent.
func (l *link) admit(ch *channel, a *arrival, p *x25.CallRequest) (c call, ok bool) {
	i := &l.config.Interface
	has := flowControlOf(p.Facilities)
	if l.xot && !l.checkXOT(a, has) || !i.Subscription.checkCall(l, ch, a) {
		return call{}, false
	}
	use, rule, at, got := i.use(p, len(a.b))
	if use == Refuse && !a.broke(rule, at, got, 0) {
		return call{}, false
	}
	l.begun = true
	return call{known: true, foreign: use != OSI, receipt: p.D, has: has, facilities: i.Subscription.complete(p.Facilities)}, true
}

// uncall takes back the CALL of d: the other side does not hear of it.
func (ch *channel) uncall(d osi.Direction) {
	ch.calls[d] = call{}
	if ch.phase == channelCollided {
		ch.phase, ch.caller = channelCalled, d^1
		return
	}
	ch.phase = channelReady
}

// loses reports whether the call of d is the one that a collision ends: that of the DCE, X.25
// 4.1.6.
func (l *link) loses(d osi.Direction) bool { return l.format(d, nil).Sender == x25.FromDCE }

func (l *link) accepted(ch *channel, a *arrival, p *x25.CallAccepted) progress {
	c := ch.calls[a.d^1]
	if ch.phase == channelCleared {
		c = ch.late
	}
	service := unknownService
	if c.known {
		request := c.request()
		if !l.agrees(a, p, &request) {
			return denied
		}
		if l.xot {
			if err := xot.CheckConfirm(c.has, flowControlOf(p.Facilities)); err != nil && !a.excuse(osi.XOTUnstatedFlowControl) && !a.fail(osi.XOT, err) {
				return denied
			}
		}
		service = x25.NegotiatedService(&request, p)
	}
	ch.caller, ch.service = a.d^1, service
	ch.calls[ch.caller], ch.calls[a.d] = c, call{}
	ch.agree(c.facilities)
	ch.agree(p.Facilities) // what it leaves out is as proposed: X.25 6.12
	ch.restart()
	return taken
}

// agrees checks the answer p to a call.
func (l *link) agrees(a *arrival, p *x25.CallAccepted, request *x25.CallRequest) bool {
	if request.FastSelect() == x25.FastSelectRestricted && a.excuse(osi.X25RestrictedAccepted) {
		unrestricted := *request
		unrestricted.Facilities = bytes.Clone(request.Facilities)
		e, _ := unrestricted.Facilities.Find(x25.CodeReverseCharging)
		unrestricted.Facilities[e.Offset+1] &^= 0x40
		request = &unrestricted
	}
	err := p.Agrees(request)
	return err == nil || a.fail(osi.X25, err)
}

func (l *link) cleared(ch *channel, a *arrival, p *x25.ClearRequest) progress {
	if !l.mayClear(ch, a, p) {
		return denied
	}
	l.drop(ch)
	switch {
	case ch.phase == channelReady && !ch.unheard[a.d^1]:
		ch.calls[a.d] = call{known: true} // of no fast select, for a clear that crosses
	case ch.phase != channelCollided:
		ch.calls[ch.caller^1] = call{}
	}
	ch.phase, ch.by, ch.mayEnd = channelCleared, a.d, ch.unheard[a.d^1]
	ch.late = call{}
	return taken
}

// mayClear checks the user data of a clear against the call that it ends; in a collision they may
// go with either.
func (l *link) mayClear(ch *channel, a *arrival, p *x25.ClearRequest) bool {
	if ch.unheard[0] || ch.unheard[1] { // the call may be one of before the channel was met
		return true
	}
	var err error
	for i := range ch.calls {
		c := &ch.calls[i]
		if !c.known || ch.phase == channelTransfer && i != int(ch.caller) {
			continue
		}
		request := c.request()
		if err = p.Agrees(&request); err == nil {
			return true
		}
	}
	if ch.phase == channelReady {
		err = p.Agrees(nil)
	}
	return err == nil || a.fail(osi.X25, err)
}

// agree takes over what the field f of a call or its answer says of packet and window sizes. In
// both the first octet is of what the called DTE sends.
func (ch *channel) agree(f x25.FacilityField) {
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

// complete returns a copy of the facilities of a call, before them facilities 42 and 43 as
// subscribed to, where the call has none.
func (s *Subscription) complete(f x25.FacilityField) x25.FacilityField {
	var out []byte
	has := flowControlOf(f)
	if !has.PacketSize && s.PacketSize > 0 {
		log := octets.Len8(bits.Len(uint(s.PacketSize)) - 1)
		out = append(out, 0x42, log, log)
	}
	if !has.Window && s.Window > 0 {
		w := octets.Len8(s.Window)
		out = append(out, 0x43, w, w)
	}
	return append(out, f...)
}
