package spm

import (
	"github.com/osi-go/osi"
	"github.com/osi-go/osi/session"
)

// resync is the type of a resynchronization in the order in which one prevails over another,
// A.5.4.6.
type resync uint8

const (
	resyncNo resync = iota
	resyncRestart
	resyncSet
	resyncAbandon
	resyncInterrupt // AI
	resyncDiscard   // AD
)

// String returns the value as printed in A.5.4.4.
func (r resync) String() string { return [...]string{"no", "r", "s", "a", "int", "dsc"}[r] }

const noSerial = -1 // a serial number

// input is an incoming event with the parameters that predicates and actions look at.
type input struct {
	event   Event
	units   session.FunctionalUnits // CN: proposed; AC: those of the AC
	tokens  session.Tokens          // GT, PT, AC: Token Item
	setting osi.Opt[session.TokenSetting]

	// sn is the first serial number. snd and rcv are those of this SPM's sending and receiving
	// flow, with the type of a resynchronization of each.
	sn, snd, rcv int64
	sndType      resync
	rcvType      resync

	received bool
	local    bool // the local choice of p02 and p64
	short    bool // a short form is to be sent: p205, p211
	overflow bool // p204
	end      bool // p202
	user     bool // the SS-user's: S-U-ABORT
	long     bool // user data of an AB exceeds what the expedited flow takes, note 4
}

// flows sets the serial numbers and types of both flows from the first and second of the SPDU.
// first is the flow on which the requestor sends; mine says that this SPM is the requestor.
func (in *input) flows(first, second int64, firstType, secondType resync, mine bool) {
	in.sn = first
	in.snd, in.rcv, in.sndType, in.rcvType = first, second, firstType, secondType
	if !mine {
		in.snd, in.rcv, in.sndType, in.rcvType = second, first, secondType, firstType
	}
}

// kind is the resync type without symmetric synchronize: an SPDU then has one.
func (in *input) kind() resync { return max(in.sndType, in.rcvType) }

func resyncOf(t osi.Opt[session.ResyncType]) resync {
	switch {
	case !t.Present:
	case t.Value == session.ResyncAbandon:
		return resyncAbandon
	case t.Value == session.ResyncSet:
		return resyncSet
	case t.Value == session.ResyncRestart:
		return resyncRestart
	}
	return resyncNo
}

// serialOf returns n, noSerial where there is none, or -2 where it exceeds 62 bits.
func serialOf(n session.SerialNumber) int64 {
	if n == nil {
		return noSerial
	}
	v, ok := n.Uint64()
	if !ok || v > 1<<62 {
		return -2
	}
	return int64(v)
}

// read makes the event of an SPDU that is received or, as the request or response that it becomes,
// sent. The zero event is none: a GT or PT without tokens.
func (m *Machine) read(p session.SPDU, received bool) (in input, r refusal) {
	in = input{received: received, sn: noSerial, snd: noSerial, rcv: noSerial, local: m.Local.Reuse}
	t := p.Type()
	in.event = pickEvent(received, eventsOf[t].receive, eventsOf[t].send)
	if t >= session.TypeSCN {
		m.readShort(&in, p)
		return in, m.checkNumbers(&in)
	}
	switch p := p.(type) {
	case *session.Connect:
		in.units, in.overflow, in.setting = p.Requirements.Or(session.FUDefault), p.Overflow, p.TokenSetting
	case *session.ConnectDataOverflow:
		in.end = p.Enclosure.Ends()
	case *session.Accept:
		in.units, in.setting, in.tokens = p.Requirements.Or(session.FUDefault), p.TokenSetting, p.Tokens.Value
		first, second := serialOf(p.InitialSerial), serialOf(p.SecondInitialSerial)
		if p.UpperLimit.Present {
			first, second = serialOf(p.LargeInitialSerial), serialOf(p.LargeSecondSerial)
		}
		in.flows(first, second, resyncNo, resyncNo, received)
	case *session.Refuse:
		in.reuse(keepsTransport(p.Disconnect), EventRFr)
	case *session.Finish:
		in.reuse(keepsTransport(p.Disconnect), EventFNr)
	case *session.Abort:
		in.reuse(p.Disconnect&session.ReleaseTransport == 0, EventABr)
		in.user, in.long = p.Disconnect&session.UserAbort != 0, len(p.UserData) > session.MaxExpeditedAbort
	case *session.GiveTokens:
		in.give(p.Tokens, EventGT, EventSGTreq)
	case *session.PleaseTokens:
		in.give(p.Tokens, EventPT, EventSPTreq)
	case *session.MinorSyncPoint:
		in.sn = serialOf(p.Serial)
		if p.SyncType&session.SeparateData != 0 {
			in.event = pickEvent(received, EventMIPd, EventSSYNmdreq)
		}
	case *session.MinorSyncAck:
		in.sn = serialOf(p.Serial)
	case *session.MajorSyncPoint:
		in.sn = serialOf(p.Serial)
	case *session.MajorSyncAck:
		if !received && m.state == STA10B { // else only STA15B has a cell, of SSYNMrsp
			in.event = EventSACTErsp
		}
		in.flows(serialOf(p.Serial), serialOf(p.SecondSerial), resyncNo, resyncNo, received)
	case *session.Resynchronize:
		m.readResync(&in, &p.Resync, !received)
		in.event = m.resyncEvent(&in)
	case *session.ResynchronizeAck:
		m.readResync(&in, &p.Resync, received)
	case *session.Prepare:
		in.flows(noSerial, noSerial, resyncOf(p.ResyncType), resyncOf(p.SecondType), !received)
		if received {
			in.event = prepareEvent(p.PrepareType)
		}
	case *session.ActivityResume:
		in.flows(serialOf(p.Serial), serialOf(p.SecondSerial), resyncNo, resyncNo, !received)
	case *session.ActivityEnd:
		in.sn = serialOf(p.Serial)
	}
	return in, m.checkNumbers(&in)
}

// checkNumbers refuses serial numbers that exceed 62 bits.
func (m *Machine) checkNumbers(in *input) refusal {
	if in.sn == -2 || in.snd == -2 || in.rcv == -2 {
		return m.fail(ruleNumber, in.event)
	}
	return refusal{}
}

// readShort is read for the short forms of Amd.1. They have other events on receipt with the
// T-CONNECT than on T-DATA.
func (m *Machine) readShort(in *input, p session.SPDU) {
	connecting := in.received && (m.state == STA01 || m.state == STA01B || m.state == STA01E)
	in.short = p.Type() != session.TypeNL && eventsOf[p.Type()].send != EventNone
	switch p := p.(type) {
	case *session.ShortConnect:
		if connecting {
			in.event = EventSCNTC
		}
	case *session.ShortAccept:
		switch {
		case p.Incomplete && !in.received:
			in.event = EventNone
		case p.Incomplete && connecting:
			in.event = EventSACTCn
		case p.Incomplete:
			in.event = EventSACTDn
		case connecting:
			in.event = EventSACTCy
		}
		in.agreed(m)
	case *session.ShortAcceptContinue:
		if connecting {
			in.event = EventSACCTC
		}
		in.agreed(m)
	case *session.ShortRefuse:
		kept := EventSRFTDr
		if connecting {
			in.event, kept = EventSRFTCnr, EventSRFTCr
		}
		in.reuse(!p.Release, kept)
	case *session.ShortFinish:
		in.reuse(p.Keep, EventSFNr)
	case *session.ShortAbort:
		in.reuse(p.Keep, EventSABr)
		in.user = p.Reason == 0 || p.Reason&session.UserAbort != 0
	}
}

// pickEvent returns the event of receiving an SPDU or of sending it.
func pickEvent(received bool, receive, send Event) Event {
	if received {
		return receive
	}
	return send
}

// keepsTransport reports whether the transport connection is kept, which an absent parameter does
// not do.
func keepsTransport(d osi.Opt[session.TransportDisconnect]) bool {
	return d.Or(session.ReleaseTransport)&session.ReleaseTransport == 0
}

// reuse says whether the SPDU keeps the transport connection; kept is the event of receiving one
// that does.
func (in *input) reuse(keep bool, kept Event) {
	switch {
	case !in.received:
		in.local = keep
	case keep:
		in.event = kept
	}
}

// give reads the Token Item of a GT or PT, without which it has no event.
func (in *input) give(t osi.Opt[session.Tokens], receive, send Event) {
	if t.Value != 0 {
		in.event, in.tokens = pickEvent(in.received, receive, send), t.Value
	}
}

// readResync reads RS and RA. mine says that this SPM is the requestor of the resynchronization.
func (m *Machine) readResync(in *input, p *session.Resync, mine bool) {
	in.flows(serialOf(p.Serial), serialOf(p.SecondSerial), resyncOf(p.ResyncType), resyncOf(p.SecondType), mine)
	in.setting = p.Tokens
}

// resyncEvent names an RS: with symmetric synchronize one event, without it one each type.
func (m *Machine) resyncEvent(in *input) Event {
	t := in.kind()
	received := [...]Event{EventRS, EventRSr, EventRSs, EventRSa}
	sent := [...]Event{EventSRSYNreq, EventSRSYNreqRestart, EventSRSYNreqSet, EventSRSYNreqAbandon}
	switch {
	case m.symmetric() && in.received:
		return EventRS
	case m.symmetric():
		return EventSRSYNreq
	case in.received:
		return received[t]
	}
	return sent[t]
}

func prepareEvent(t session.PrepareType) Event {
	switch t {
	case session.PrepareMajorSyncAck:
		return EventPRMAA
	case session.PrepareResync:
		return EventPRRS
	case session.PrepareResyncAck:
		return EventPRRA
	case session.PrepareAbort:
		return EventPRAB
	}
	return EventNone
}

// agreed takes the parameters that a short form stands for from the summary that both sides know.
func (in *input) agreed(m *Machine) {
	s := m.Local.Summary
	in.units = s.Units
	in.flows(s.Serial, s.SecondSerial, resyncNo, resyncNo, in.received)
}

// incomplete checks that an RS, RA or AR has what it must have where Annex A looks at it: not
// before the AC, nor behind an AB or PR-AB, where they are discarded. With symmetric synchronize
// that is the type of a flow, X.225 7.24.3.1, and both serial numbers of an AR, 7.30.2.
func (m *Machine) incomplete(in *input) bool {
	const discards states = 1<<STA01A | 1<<STA15D | 1<<STA16
	switch {
	case m.selected == 0 || discards.has(m.state):
		return false
	case m.symmetric() && (in.event == EventAR || in.event == EventSACTRreq):
		return in.snd == noSerial || in.rcv == noSerial
	case m.symmetric():
		return resyncEvents[in.event] && in.kind() == resyncNo
	}
	return resyncEvents[in.event] && (in.sn == noSerial || in.event == EventRS || in.event == EventSRSYNreq) // of no type
}

// resyncEvents are those of RS and RA.
var resyncEvents = [incomingEvents]bool{
	EventRS: true, EventRSr: true, EventRSs: true, EventRSa: true, EventRA: true,
	EventSRSYNreq: true, EventSRSYNreqRestart: true, EventSRSYNreqSet: true, EventSRSYNreqAbandon: true, EventSRSYNrsp: true,
}
