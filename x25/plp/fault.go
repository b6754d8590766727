package plp

import (
	"github.com/osi-go/osi"
	"github.com/osi-go/osi/x25"
)

// Fault takes a packet pdu of the peer that the decoder has refused with err, and does what Annex C
// says. As after an error of [Machine.Receive], the Outcome has the answer and the state has
// changed. An err of a layer above, and a limit of ours, are answered as [x25.Answer] does. An err
// that is no [*osi.Error], or is of LAPB, is ignored. pdu is not kept, but an answer may alias it
// until the next event.
func (m *Machine) Fault(err error, pdu []byte) Outcome {
	var o Outcome
	f := osi.AsError(err)
	if f == nil || f.Rule == nil || f.Layer == osi.LAPB {
		return o
	}
	if len(pdu) >= 2 {
		o.Channel = lciOf(pdu)
	}
	d := x25.Diagnostic(f.Reason)
	if f.Layer != osi.X25 || f.Kind == osi.ErrLimit || disconnects(d) || f.Kind == osi.ErrUnsupported && d != x25.DiagInvalidGFI {
		m.answer(f, pdu, &o)
		return o
	}
	c := m.channel(o.Channel)
	e := m.faultEvent(d, pdu, c)
	if e == EventShort || e == EventGFI || e == EventUnassigned {
		o.Channel, c = 0, nil
	}
	x, at := m.cell(c, e)
	switch {
	case x.action() == accept && (e == EventReg || e == EventRegConf || e == EventDiag):
		if e == EventReg {
			m.refuseRegistration(&o, d)
		}
		return o
	case x.action() == accept:
		x = table[m.side][EventFormat][at]
	}
	if x.diagnostic() != x25.DiagNone {
		d = x.diagnostic()
	}
	m.react(x.action(), at, c, &o, d, nil, pdu)
	return o
}

func lciOf(pdu []byte) uint16 { return uint16(pdu[0]&0x0f)<<8 | uint16(pdu[1]) }

// disconnects reports whether d is a reason of the network service for a disconnection, X.223
// 7.2.2.
func disconnects(d x25.Diagnostic) bool {
	return d >= x25.DiagDisconnectTransient && d <= x25.DiagUnreachablePermanent || d == x25.DiagNSAPUnknown
}

// faultEvent returns the row of the tables for a packet with a fault of diagnostic d.
func (m *Machine) faultEvent(d x25.Diagnostic, pdu []byte, c *channel) Event {
	switch {
	case len(pdu) < 2:
		return EventShort
	case d == x25.DiagInvalidGFI:
		return EventGFI
	case len(pdu) == 2 && lciOf(pdu) == 0:
		return EventNoPTI0
	case c == nil && lciOf(pdu) != 0:
		return EventUnassigned
	case len(pdu) == 2:
		return EventNoPTI
	}
	e := eventOf(x25.TypeOf(pdu[2], m.profile.Modulo))
	zero := lciOf(pdu) == 0
	switch {
	case zero && e == EventUndefined:
		return EventUndefined0
	case zero && (e == EventRestart || e == EventRestartConf):
		return EventRestartFormat
	case zero && e < EventRestart, zero && e > EventDiag:
		return EventUnassigned
	case !zero && e >= EventRestart && e <= EventDiag:
		return EventNonZeroLCI
	case e == EventREJ && !m.mayReceiveReject():
		return EventNoREJ
	}
	return e
}

// answer does what package x25 makes of a fault that is none of the packet layer.
func (m *Machine) answer(f *osi.Error, pdu []byte, o *Outcome) {
	action, p := x25.Answer(f, pdu, m.Situation(o.Channel))
	c := m.channel(o.Channel)
	if action != osi.Send || c == nil && p.Channel() != 0 {
		return
	}
	switch p := p.(type) {
	case *x25.ClearRequest:
		if c.state != P1 {
			o.Indications |= IndCleared
		}
		m.beginClear(c, o, uint8(p.Cause), uint8(p.Diagnostic.Value))
		m.pushClear(c, o)
	case *x25.ResetRequest:
		o.Indications |= IndReset
		m.beginReset(c, o, uint8(p.Cause), uint8(p.Diagnostic.Value))
		m.pushReset(c, o)
	case *x25.RestartRequest:
		m.beginRestart(o, uint8(p.Cause), uint8(p.Diagnostic.Value))
		m.pushRestart(o)
	default:
		m.push(o, p)
	}
}
