package spm

import (
	"github.com/osi-go/osi"
	"github.com/osi-go/osi/session"
)

// check checks what clause 7 has the SPM, or its user, put into an SPDU that is sent; m is as it
// was before. What is sent must be p: the tables may have another form of it sent, as an FN that
// releases where the transport connection cannot be kept.
func (m *Machine) check(in *input, o *Outcome) refusal {
	sent := false
	for e := range o.Events() {
		sent = sent || formOf(e, in)
	}
	if !sent {
		if o.sends() {
			return m.fail(m.rule(in), in.event)
		}
		return refusal{}
	}
	if r := m.clause7(in); r != nil {
		return m.fail(r, in.event)
	}
	return refusal{}
}

// formOf reports whether e may be the SPDU that was asked for.
func formOf(e Event, in *input) bool {
	switch e {
	case EventABr, EventFNr, EventRFr, EventSABr, EventSFNr, EventSRFTCr, EventSRFTDr:
		return in.local
	case EventABnr, EventFNnr, EventRFnr, EventSABnr, EventSFNnr, EventSRFTCnr, EventSRFTDnr:
		return !in.local
	case EventPRMAA, EventPRRS, EventPRRA, EventPRAB, EventStartTIM, EventStopTIM, EventTCONreq, EventTDISreq:
		return false
	default:
		return true
	}
}

// sends reports whether an SPDU is sent.
func (o *Outcome) sends() bool {
	for e := range o.Events() {
		if e < EventSACTDreq || e == EventMAAout || e == EventAEAout {
			return true
		}
	}
	return false
}

// clause7 returns the rule that the numbers and tokens of an SPDU break, or nil.
func (m *Machine) clause7(in *input) *osi.Rule {
	ss := m.symmetric()
	next := m.vm
	if ss {
		next = m.vms
	}
	switch in.event {
	case EventSSYNmreq, EventSSYNmdreq, EventSSYNMreq, EventSACTEreq:
		if in.sn != next {
			return ruleSyncSerial
		}
	case EventSSYNMrsp, EventSACTErsp:
		if !ss && in.sn != m.vm-1 || ss && in.snd != m.vms {
			return ruleAckSerial
		}
	case EventSRSYNreqAbandon:
		if in.sn != m.vm {
			return ruleResyncSerial
		}
	case EventSRSYNreq:
		if !m.requests(in.sndType, in.snd, m.vms) || !m.requests(in.rcvType, in.rcv, m.vmr) {
			return ruleResyncSerial
		}
	case EventSRSYNrsp:
		if ss && (!m.responds(m.vrsps, in.sndType, in.snd, m.vms) || !m.responds(m.vrspr, in.rcvType, in.rcv, m.vmr)) {
			return ruleResyncAck
		}
		return m.checkTokens(in)
	default:
	}
	return nil
}

// requests checks one flow of an RS with symmetric synchronize: 7.24.1 d) and f), 7.24.3.1.
func (*Machine) requests(t resync, n, next int64) bool {
	switch t {
	case resyncNo:
		return n == absent
	case resyncAbandon:
		return n == next
	case resyncRestart:
		return n <= next
	default:
		return n != absent
	}
}

// responds checks one flow of an RA with symmetric synchronize: 7.25.1 c) to f). p187 checks the
// number of a restart.
func (*Machine) responds(in, t resync, n, next int64) bool {
	return t == in && (t != resyncNo || n == absent) && (t != resyncAbandon || n == next)
}

// checkTokens checks that an RA repeats the tokens of the RS, except where that left the choice to
// the acceptor.
func (m *Machine) checkTokens(in *input) *osi.Rule {
	for _, t := range [...]session.Tokens{dk, mi, ma, tr} {
		asked, answer := m.resyncTokens.Side(t), in.setting.Value.Side(t)
		if m.available()&t != 0 && (asked != session.ResponderChoice && answer != asked || answer >= session.ResponderChoice) {
			return ruleResyncTokens
		}
	}
	return nil
}
