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

const absent = -1 // a serial number

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

// number returns n, [absent] or -2 where it exceeds 63 bits.
func number(n session.SerialNumber) int64 {
	if n == nil {
		return absent
	}
	v, ok := n.Uint64()
	if !ok || v > 1<<62 {
		return -2
	}
	return int64(v)
}

// read makes the event of an SPDU that is received or, as the request or response that it becomes,
// sent. The zero event is none: a GT or PT without tokens. short says what sending is named where
// receiving is named by the SPDU.
func (m *Machine) read(p session.SPDU, received bool) (in input, r refusal) {
	in = input{received: received, sn: absent, snd: absent, rcv: absent, local: m.Local.Reuse}
	pick := func(receive, send Event) Event {
		if received {
			return receive
		}
		return send
	}
	reuse := func(keep bool, receiveR, receiveN, send Event) {
		if in.event = pick(receiveN, send); keep {
			in.event = pick(receiveR, send)
		}
		if !received {
			in.local = keep
		}
	}
	connecting := m.state == STA01 || m.state == STA01B || m.state == STA01E
	tc := func(a, b Event) Event { // with the T-CONNECT or on T-DATA
		if connecting {
			return a
		}
		return b
	}
	switch p := p.(type) {
	case *session.Connect:
		in.event, in.units, in.overflow, in.setting = pick(EventCN, EventSCONreq), p.Requirements.Or(session.FUDefault), p.Overflow, p.TokenSetting
	case *session.OverflowAccept:
		in.event = pick(EventOA, EventNone)
	case *session.ConnectDataOverflow:
		in.event, in.end = pick(EventCDO, EventNone), p.Enclosure.Ends()
	case *session.Accept:
		in.event, in.units, in.setting = pick(EventAC, EventSCONrspPositive), p.Requirements.Or(session.FUDefault), p.TokenSetting
		in.tokens = p.Tokens.Value
		first, second := number(p.InitialSerial), number(p.SecondInitialSerial)
		if p.UpperLimit.Present {
			first, second = number(p.LargeInitialSerial), number(p.LargeSecondSerial)
		}
		in.flows(first, second, resyncNo, resyncNo, received)
	case *session.Refuse:
		reuse(p.Disconnect.Or(session.ReleaseTransport)&session.ReleaseTransport == 0, EventRFr, EventRFnr, EventSCONrspNegative)
	case *session.Finish:
		reuse(p.Disconnect.Or(session.ReleaseTransport)&session.ReleaseTransport == 0, EventFNr, EventFNnr, EventSRELreq)
	case *session.Disconnect:
		in.event = pick(EventDN, EventSRELrspPositive)
	case *session.NotFinished:
		in.event = pick(EventNF, EventSRELrspNegative)
	case *session.Abort:
		reuse(p.Disconnect&session.ReleaseTransport == 0, EventABr, EventABnr, EventSUABreq)
		in.user, in.long = p.Disconnect&session.UserAbort != 0, len(p.UserData) > session.MaxExpeditedAbort
	case *session.AbortAccept:
		in.event = pick(EventAA, EventNone)
	case *session.DataTransfer:
		in.event = pick(EventDT, EventSDTreq)
	case *session.ExpeditedData:
		in.event = pick(EventEX, EventSEXreq)
	case *session.TypedData:
		in.event = pick(EventTD, EventSTDreq)
	case *session.CapabilityData:
		in.event = pick(EventCD, EventSCDreq)
	case *session.CapabilityDataAck:
		in.event = pick(EventCDA, EventSCDrsp)
	case *session.GiveTokens:
		if p.Tokens.Value != 0 {
			in.event, in.tokens = pick(EventGT, EventSGTreq), p.Tokens.Value
		}
	case *session.PleaseTokens:
		if p.Tokens.Value != 0 {
			in.event, in.tokens = pick(EventPT, EventSPTreq), p.Tokens.Value
		}
	case *session.GiveTokensConfirm:
		in.event = pick(EventGTC, EventSCGreq)
	case *session.GiveTokensAck:
		in.event = pick(EventGTA, EventNone)
	case *session.MinorSyncPoint:
		in.event, in.sn = pick(EventMIP, EventSSYNmreq), number(p.Serial)
		if p.SyncType&session.SeparateData != 0 {
			in.event = pick(EventMIPd, EventSSYNmdreq)
		}
	case *session.MinorSyncAck:
		in.event, in.sn = pick(EventMIA, EventSSYNmrsp), number(p.Serial)
	case *session.MajorSyncPoint:
		in.event, in.sn = pick(EventMAP, EventSSYNMreq), number(p.Serial)
	case *session.MajorSyncAck:
		in.event = pick(EventMAA, EventSSYNMrsp)
		if !received && m.state == STA10B { // else only STA15B has a cell, of SSYNMrsp
			in.event = EventSACTErsp
		}
		in.flows(number(p.Serial), number(p.SecondSerial), resyncNo, resyncNo, received)
	case *session.Resynchronize:
		m.readResync(&in, &p.Resync, !received)
		in.event = m.resyncEvent(&in)
	case *session.ResynchronizeAck:
		m.readResync(&in, &p.Resync, received)
		in.event = pick(EventRA, EventSRSYNrsp)
	case *session.Prepare:
		in.flows(absent, absent, resyncOf(p.ResyncType), resyncOf(p.SecondType), !received)
		if received {
			in.event = prepareEvent(p.PrepareType)
		}
	case *session.ExceptionReport:
		in.event = pick(EventER, EventNone)
	case *session.ExceptionData:
		in.event = pick(EventED, EventSUERreq)
	case *session.ActivityStart:
		in.event = pick(EventAS, EventSACTSreq)
	case *session.ActivityResume:
		in.event = pick(EventAR, EventSACTRreq)
		in.flows(number(p.Serial), number(p.SecondSerial), resyncNo, resyncNo, !received)
	case *session.ActivityInterrupt:
		in.event = pick(EventAI, EventSACTIreq)
	case *session.ActivityInterruptAck:
		in.event = pick(EventAIA, EventSACTIrsp)
	case *session.ActivityDiscard:
		in.event = pick(EventAD, EventSACTDreq)
	case *session.ActivityDiscardAck:
		in.event = pick(EventADA, EventSACTDrsp)
	case *session.ActivityEnd:
		in.event, in.sn = pick(EventAE, EventSACTEreq), number(p.Serial)
	case *session.ShortConnect:
		in.event, in.short = pick(tc(EventSCNTC, EventSCNTD), EventSCONreq), true
	case *session.ShortAccept:
		in.event, in.short = pick(tc(EventSACTCy, EventSACTDy), EventSCONrspPositive), true
		if p.Incomplete {
			in.event = pick(tc(EventSACTCn, EventSACTDn), EventNone)
		}
		in.agreed(m, received)
	case *session.ShortConnectContinue:
		in.event = pick(EventSCNC, EventNone)
	case *session.ShortAcceptContinue:
		in.event, in.short = pick(tc(EventSACCTC, EventSACCTD), EventSCONrspPositive), true
		in.agreed(m, received)
	case *session.ShortRefuse:
		reuse(!p.Release, tc(EventSRFTCr, EventSRFTDr), tc(EventSRFTCnr, EventSRFTDnr), EventSCONrspNegative)
		in.short = true
	case *session.ShortRefuseContinue:
		in.event = pick(EventSRFCTC, EventNone)
	case *session.ShortFinish:
		reuse(p.Keep, EventSFNr, EventSFNnr, EventSRELreq)
		in.short = true
	case *session.ShortDisconnect:
		in.event, in.short = pick(EventSDN, EventSRELrspPositive), true
	case *session.ShortDataTransfer:
		in.event, in.short = pick(EventSDT, EventSDTreq), true
	case *session.ShortAbort:
		reuse(p.Keep, EventSABr, EventSABnr, EventSUABreq)
		in.short, in.user = true, p.Reason == 0 || p.Reason&session.UserAbort != 0
	case *session.Null:
		in.event = pick(EventNL, EventSDTreq)
	}
	if in.sn == -2 || in.snd == -2 || in.rcv == -2 {
		return in, m.fail(ruleNumber, in.event)
	}
	return in, refusal{}
}

// readResync reads RS and RA. mine says that this SPM is the requestor of the resynchronization.
func (m *Machine) readResync(in *input, p *session.Resync, mine bool) {
	in.flows(number(p.Serial), number(p.SecondSerial), resyncOf(p.ResyncType), resyncOf(p.SecondType), mine)
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
func (in *input) agreed(m *Machine, received bool) {
	s := m.Local.Summary
	in.units = s.Units
	in.flows(s.Serial, s.SecondSerial, resyncNo, resyncNo, received)
}

// incomplete checks that an RS or RA has what it must have without symmetric synchronize, where
// Annex A looks at it: not before the AC, behind an AB of which they are discarded.
func (m *Machine) incomplete(in *input) bool {
	switch in.event {
	case EventRSr, EventRSs, EventRSa, EventRA, EventSRSYNreqRestart, EventSRSYNreqSet, EventSRSYNreqAbandon, EventSRSYNrsp:
		return m.selected != 0 && !m.symmetric() && in.sn == absent
	case EventRS, EventSRSYNreq: // of no type
		return !m.symmetric() && m.selected != 0
	default:
		return false
	}
}
