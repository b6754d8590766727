package spm

import (
	"github.com/osi-go/osi"
	"github.com/osi-go/osi/session"
)

// Situation returns what [session.Answer] wants to know of the connection.
func (m *Machine) Situation() session.Situation {
	return session.Situation{
		Connected:    m.state != STA01 && m.state != STA01B && m.state != STA01C && m.state != STA01E,
		Overflow:     m.state == STA01D,
		NullEncoding: m.state == STA700,
		Selected:     m.selected,
		DataToken:    m.owned&dk != 0,
		Activity:     m.vact || m.state == STA22,
		Open:         m.open(),
	}
}

// open reports whether the state is one of those in which A.4.1.2 b) allows an EXCEPTION REPORT.
func (m *Machine) open() bool {
	const states states = 1<<STA04A | 1<<STA04B | 1<<STA05A | 1<<STA05B | 1<<STA05C | 1<<STA06 | 1<<STA10A | 1<<STA10B | 1<<STA11A |
		1<<STA11B | 1<<STA11C | 1<<STA15A | 1<<STA15B | 1<<STA15C | 1<<STA19 | 1<<STA20 | 1<<STA22 | 1<<STA713
	return states.has(m.state)
}

// MayReport reports whether A.4.1.2 b) allows to answer a protocol error with an EXCEPTION REPORT.
func (m *Machine) MayReport() bool {
	return m.open() && m.fu(fuHD|fuEXCEP) && m.owned&dk == 0 && (!m.fu(fuACT) || m.vact || m.state == STA22)
}

// Answer answers an SPDU that Receive, or a decoder, refused: A.4.1.2 and A.4.3.2. pdu is what the
// offset of err counts in. The SPDU to send comes from [session.Answer]; report asks for an ER
// where that is allowed. With an AB or RF m goes to STA16, and TIM starts; with an ER it goes to
// STA20. The outcome has the indication.
func (m *Machine) Answer(err error, pdu []byte, report bool) (osi.Action, session.SPDU, Outcome) {
	var o Outcome
	s := m.Situation()
	s.Report = report
	action, p := session.Answer(err, pdu, s)
	if action == osi.Disconnect {
		m.state = STA01
		o.add(EventSPABind)
		o.add(EventTDISreq)
		return action, nil, o
	}
	if _, ok := p.(*session.ExceptionReport); ok {
		o.add(EventER)
		o.add(EventSPERind)
		m.state = STA20
		return action, p, o
	}
	if s.Connected {
		o.add(EventSPABind)
	}
	if _, ok := p.(*session.Refuse); ok {
		o.add(EventRFnr)
	} else {
		o.add(EventABnr)
	}
	m.startTimer(&o)
	m.state = STA16
	m.queues, m.queue = 0, [maxQueue]queued{}
	return action, p, o
}
