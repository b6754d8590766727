package validate

import (
	"math/bits"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/internal/octets"
	"github.com/osi-go/osi/stack"
	"github.com/osi-go/osi/x25"
	"github.com/osi-go/osi/x25/xot"
)

// call is what a CALL has asked for.
type call struct {
	known      bool
	foreign    bool              // its data are not of OSI transport
	facilities x25.FacilityField // with what is subscribed to for 42 and 43, where the call does not say
}

// request returns the CALL as far as it matters to its answers.
func (c *call) request() x25.CallRequest { return x25.CallRequest{Facilities: c.facilities} }

// followCall is follow for call set-up and clearing, but for what crosses a clear.
func (l *link) followCall(ch *channel, d stack.Direction, p x25.Packet, b []byte) progress {
	ended := ch.mayEnd && ch.by == d
	switch p := p.(type) {
	case *x25.CallRequest:
		if ch.phase == channelReady || ch.phase == channelCalled && ch.caller != d || ended || ch.unheard[d] {
			return l.call(ch, d, p, b)
		}
	case *x25.CallAccepted:
		if ch.phase == channelCalled && ch.caller != d || ch.phase == channelCollided && !l.loses(d^1) || ended || ch.unheard[d^1] {
			return l.accepted(ch, d, p, b)
		}
	case *x25.ClearRequest:
		if ch.phase != channelCleared || ended {
			return l.cleared(ch, d, p, b)
		}
	case *x25.ClearConfirmation:
		if ch.unheard[d^1] {
			l.end(ch)
			return taken
		}
	}
	return l.wrong(ch, d, p, b)
}

func (l *link) call(ch *channel, d stack.Direction, p *x25.CallRequest, b []byte) progress {
	if l.xot {
		lenient := osi.Leniency{Tolerate: l.guard.policy.Tolerate}
		_, size := p.Facilities.Find(x25.CodePacketSize)
		_, window := p.Facilities.Find(x25.CodeWindowSize)
		if err := xot.CheckCall(size, window, &lenient); err != nil {
			l.fail(osi.XOT, err, b)
			return refused
		}
		l.tolerated |= lenient.Tolerated
	}
	protocol, _ := x25.IdentifyProtocol(p.UserData)
	foreign := isForeign(protocol)
	if foreign && !l.guard.policy.ForeignCalls {
		l.broke(ruleForeignCall, p, len(b)-len(p.UserData), int(protocol), 0, b)
		return refused
	}
	ch.flow = [2]flow{}
	ch.calls[d] = call{true, foreign, l.guard.policy.Subscription.complete(p.Facilities)}
	if ch.phase == channelCalled && ch.caller != d {
		ch.phase = channelCollided
	} else {
		ch.phase, ch.caller = channelCalled, d
	}
	return taken
}

// loses reports whether the call of d is the one that a collision ends: that of the DCE, X.25 4.1.6.
func (l *link) loses(d stack.Direction) bool { return l.format(d, nil).Sender == x25.FromDCE }

// isForeign reports whether call user data name another protocol than OSI transport. Octets of no known meaning do not: the MTA of
// KB Q86988 calls with "ean1".
func isForeign(p x25.Protocol) bool {
	switch p {
	case x25.ProtocolNone, x25.ProtocolTransport, x25.ProtocolUnknown, x25.ProtocolNational:
		return false
	default:
		return true
	}
}

func (l *link) accepted(ch *channel, d stack.Direction, p *x25.CallAccepted, b []byte) progress {
	c := &ch.calls[d^1]
	if c.known {
		request := c.request()
		if err := p.Agrees(&request); err != nil {
			l.fail(osi.X25, err, b)
			return refused
		}
	}
	ch.caller = d ^ 1
	ch.agree(c.facilities)
	ch.agree(p.Facilities) // what it leaves out is as proposed: X.25 6.12
	ch.restart()
	return taken
}

func (l *link) cleared(ch *channel, d stack.Direction, p *x25.ClearRequest, b []byte) progress {
	if c := &ch.calls[ch.caller]; c.known && ch.phase != channelCollided {
		request := c.request()
		if err := p.Agrees(&request); err != nil {
			l.fail(osi.X25, err, b)
			return refused
		}
	}
	l.drop(ch)
	ch.phase, ch.by, ch.mayEnd = channelCleared, d, ch.unheard[d^1]
	return taken
}

// agree takes over what the field f of a call or its answer says of packet and window sizes. In both the first octet is of what the
// called DTE sends.
func (ch *channel) agree(f x25.FacilityField) {
	calling, called := &ch.flow[ch.caller], &ch.flow[ch.caller^1]
	e, _ := f.Find(x25.CodePacketSize)
	if s, ok := e.PacketSizes(); ok {
		called.size, calling.size = s.FromCalled, s.FromCalling
	}
	e, _ = f.Find(x25.CodeWindowSize)
	if s, ok := e.WindowSizes(); ok {
		most := ch.modulo.Max() // what is subscribed to is of modulo 128, where the policy leaves the modulo open
		called.window, calling.window = octets.Len8(min(s.FromCalled, most)), octets.Len8(min(s.FromCalling, most))
	}
}

// subscribe takes over what is subscribed to, for a PVC.
func (ch *channel) subscribe(s Subscription) {
	for i := range ch.flow {
		ch.flow[i].size, ch.flow[i].window = s.PacketSize, octets.Len8(s.Window)
	}
}

// complete returns a copy of the facilities of a call, before them facilities 42 and 43 as subscribed to, where the call has none.
func (s Subscription) complete(f x25.FacilityField) x25.FacilityField {
	var out []byte
	if _, ok := f.Find(x25.CodePacketSize); !ok && s.PacketSize > 0 {
		log := octets.Len8(bits.Len(uint(s.PacketSize)) - 1)
		out = append(out, 0x42, log, log)
	}
	if _, ok := f.Find(x25.CodeWindowSize); !ok && s.Window > 0 {
		w := octets.Len8(s.Window)
		out = append(out, 0x43, w, w)
	}
	return append(out, f...)
}
