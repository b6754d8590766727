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

// A form says of an outgoing event when it is the SPDU that was asked for.
type form uint8

const (
	formAny      form = iota // whatever was asked for
	formKeeps                // if the SPDU asked for keeps the transport connection
	formReleases             // if it releases the transport connection
	formNone                 // never
)

var forms = [...]form{
	EventABr: formKeeps, EventFNr: formKeeps, EventRFr: formKeeps, EventSABr: formKeeps, EventSFNr: formKeeps,
	EventSRFTCr: formKeeps, EventSRFTDr: formKeeps,
	EventABnr: formReleases, EventFNnr: formReleases, EventRFnr: formReleases, EventSABnr: formReleases, EventSFNnr: formReleases,
	EventSRFTCnr: formReleases, EventSRFTDnr: formReleases,
	EventPRMAA: formNone, EventPRRS: formNone, EventPRRA: formNone, EventPRAB: formNone,
	EventTCONreq: formNone, EventTDISreq: formNone, EventStartTIM: formNone, EventStopTIM: formNone,
}

// formOf reports whether e may be the SPDU that was asked for.
func formOf(e Event, in *input) bool {
	f := forms[e]
	return f == formAny || f == formKeeps && in.local || f == formReleases && !in.local
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

// numberedRequests are those whose serial numbers clause 7 prescribes.
var numberedRequests = [incomingEvents]bool{
	EventSSYNmreq: true, EventSSYNmdreq: true, EventSSYNMreq: true, EventSSYNMrsp: true, EventSACTEreq: true, EventSACTErsp: true,
	EventSRSYNreq: true, EventSRSYNreqAbandon: true, EventSRSYNrsp: true,
}

// clause7 returns the rule that the numbers and tokens of an SPDU break, or nil.
func (m *Machine) clause7(in *input) *osi.Rule {
	if !numberedRequests[in.event] {
		return nil
	}
	ss := m.symmetric()
	next := m.vm
	if ss {
		next = m.vms
	}
	switch e := in.event; {
	case e == EventSSYNMrsp || e == EventSACTErsp:
		if !ss && in.sn != m.vm-1 || ss && in.snd != m.vms {
			return ruleAckSerial
		}
	case e == EventSRSYNreqAbandon:
		if in.sn != m.vm {
			return ruleResyncSerial
		}
	case e == EventSRSYNreq:
		if !m.requests(in.sndType, in.snd, m.vms) || !m.requests(in.rcvType, in.rcv, m.vmr) {
			return ruleResyncSerial
		}
	case e == EventSRSYNrsp:
		if ss && (!m.responds(m.vrsps, in.sndType, in.snd, m.vms) || !m.responds(m.vrspr, in.rcvType, in.rcv, m.vmr)) {
			return ruleResyncAck
		}
		return m.checkTokens(in)
	case in.sn != next:
		return ruleSyncSerial
	}
	return nil
}

// requests checks one flow of an RS with symmetric synchronize: 7.24.1 d) and f), 7.24.3.1.
func (*Machine) requests(t resync, n, next int64) bool {
	switch {
	case t == resyncNo:
		return n == noSerial
	case t == resyncAbandon:
		return n == next
	case t == resyncRestart:
		return n <= next
	}
	return n != noSerial
}

// responds checks one flow of an RA with symmetric synchronize: 7.25.1 c) to f). p187 checks the
// number of a restart.
func (*Machine) responds(in, t resync, n, next int64) bool {
	return t == in && (t != resyncNo || n == noSerial) && (t != resyncAbandon || n == next)
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
