package plp

import (
	"github.com/osi-go/osi"
	"github.com/osi-go/osi/x25"
)

// Fault takes a packet of the peer that the decoder has refused with err, and does what Annex C
// says of it: like an error of [Machine.Receive], the Outcome has the answer and the state has
// changed with it. An err from what the packet carries, and a limit of ours, are answered as
// [x25.Answer] does. An err that is none of this module is discarded.
func (m *Machine) Fault(err error, pdu []byte) Outcome {
	var o Outcome
	f := osi.AsError(err)
	if f == nil || f.Rule == nil || f.Layer == osi.LAPB {
		return o
	}
	if len(pdu) >= 2 {
		o.Channel = lciOf(pdu)
	}
	if f.Layer != osi.X25 || f.Kind == osi.ErrLimit || f.Kind == osi.ErrUnsupported && x25.Diagnostic(f.Reason) != x25.DiagInvalidGFI {
		m.answer(f, pdu, &o)
		return o
	}
	c := m.channel(o.Channel)
	e, d := m.faultEvent(f, pdu, c)
	if e == EventShort || e == EventGFI || e == EventUnassigned {
		o.Channel, c = 0, nil
	}
	x, at := m.cell(c, e)
	switch {
	case x.action == accept && (e == EventReg || e == EventRegConf || e == EventDiag):
		if e == EventReg {
			m.refuseRegistration(&o, d)
		}
		return o
	case x.action == accept:
		x = table[m.side][EventFormat][at]
	}
	if x.diagnostic != x25.DiagNone {
		d = x.diagnostic
	}
	m.react(x.action, at, c, &o, d, nil, pdu)
	return o
}

func lciOf(pdu []byte) uint16 { return uint16(pdu[0]&0x0f)<<8 | uint16(pdu[1]) }

// faultEvent returns the row of the tables for a packet with a fault, and the diagnostic of the
// fault.
func (m *Machine) faultEvent(f *osi.Error, pdu []byte, c *channel) (Event, x25.Diagnostic) {
	d := x25.Diagnostic(f.Reason)
	switch {
	case len(pdu) < 2:
		return EventShort, d
	case d == x25.DiagInvalidGFI:
		return EventGFI, d
	case len(pdu) == 2 && lciOf(pdu) == 0:
		return EventNoPTI0, d
	case c == nil && lciOf(pdu) != 0:
		return EventUnassigned, d
	case len(pdu) == 2:
		return EventNoPTI, d
	}
	e := eventOf(x25.TypeOf(pdu[2], m.profile.Modulo))
	zero := lciOf(pdu) == 0
	switch {
	case zero && e == EventUndefined:
		return EventUndefined0, d
	case zero && (e == EventRestart || e == EventRestartConf):
		return EventRestartFormat, d
	case zero && e < EventRestart, zero && e > EventDiag:
		return EventUnassigned, d
	case !zero && e >= EventRestart && e <= EventDiag:
		return EventNonZeroLCI, d
	case e == EventREJ && !m.mayReceiveReject():
		return EventNoREJ, d
	}
	return e, d
}

// answer does what package x25 makes of a fault that is none of the packet layer.
func (m *Machine) answer(f *osi.Error, pdu []byte, o *Outcome) {
	action, p := x25.Answer(f, pdu, m.Situation(o.Channel))
	if action != osi.Send {
		return
	}
	c := m.channel(o.Channel)
	switch p := p.(type) {
	case *x25.ClearRequest:
		if c == nil {
			return
		}
		if c.state != P1 {
			o.Indications |= IndCleared
		}
		m.beginClear(c, o, uint8(p.Cause), uint8(p.Diagnostic.Value))
		m.pushClear(c, o)
	case *x25.ResetRequest:
		if c == nil {
			return
		}
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
