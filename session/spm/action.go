package spm

import "github.com/osi-go/osi/session"

// An op is one item of an action list: the number of a specific action of Table A.6, one of the
// constants below, or out plus an outgoing event.
type op uint16

// The outgoing events that a note at the foot of Table A.7 makes conditional.
const (
	prepareResyncNote5 op = 73 + iota // PR-RS, note 5: not with p81, nor without TEXP; a local choice with FU(DS)
	prepareResync                     // PR-RS, note 1: not without TEXP
	prepareResyncAck                  // PR-RA, note 1
	prepareMajorAck                   // PR-MAA, note 1
	prepareAbort                      // PR-AB, note 4: only with TEXP and more than 9 octets of user data
	abortIndication                   // SxABind, note 3: SUABind with the user abort bit of the Transport Disconnect, else SPABind
)

// out is added to an Event that is sent or indicated, to make an op of it.
const out = 256

// act takes one item of an action list. perform takes actions 6 and 10.
func (m *Machine) act(a op, in *input, o *Outcome) {
	switch a {
	case 1: // this SPM accepted the transport connection
		m.vtca = true
	case 2: // this SPM asked for the transport connection
		m.vtca = false
	case 3: // stop TIM
		m.timer = false
		o.add(EventStopTIM)
	case 4:
		m.startTimer(o)
	case 5, 71: // as printed each leaves out what the other sets
		m.action5(in)
	case 7: // the transport connection can be used again
		m.vtrr = true
	case 8: // the transport connection cannot be used again
		m.vtrr = false
	case 9: // as the FN says, which asks for it in all cells with this action
		m.vtrr = true
	case 11:
		m.action11(in)
	case 12: // an activity is in progress
		m.vact = true
	case 13: // an activity goes on behind the synchronization point: after a MAP, not after an AE
		m.vnextact = in.event == EventMAP || in.event == EventSSYNMreq
	case 14: // the synchronization point is confirmed
		m.vact = m.vnextact
	case 16:
		m.action16(in)
	case 18: // FN SPDUs have crossed
		m.vcoll = true
	case 19:
		m.action19(in)
	case 22: // V(R) = V(A) = V(M)
		m.vr, m.va = m.vm, m.vm
	case 23: // a minor synchronization point is received
		m.point(true)
		m.vsc = true
	case 24: // a synchronization point is sent
		m.point(false)
		m.vsc = false
	case 25: // minor synchronization points are confirmed
		m.va = in.sn + 1
	case 26: // a new activity numbers from 1
		m.va, m.vm, m.vr = 1, 1, 1
	case 27: // a resumed activity goes on behind the number
		m.va, m.vm, m.vr = in.sn+1, in.sn+1, 1
	case 28:
		m.action28(in)
	case 29: // all available tokens are owned, and no activity is in progress
		m.owned, m.vact = m.available(), false
		m.settle() // as printed the Discard flags, Vrsps and Vrspr stay as they are
	case 30: // as 29, with no token owned
		m.owned, m.vact = 0, false
		m.settle()
	case 31: // a major synchronization point is received
		m.point(true)
	case 32: // a DN is received in STA09
		m.vdnr = true
	case 41: // data separation is sent
		m.vado = m.vm
	case 42: // data separation is sent, with symmetric synchronize
		m.vado = m.vms
	case 43: // no data separation
		m.vado, m.vadi = -1, -1
	case 44:
		m.action44()
	case 62: // V(Mr) = V(Mr) + 1
		m.vmr++
	case 63: // V(Ms) = V(Ms) + 1
		m.vms++
	case 64: // a major synchronization point is confirmed on both flows
		m.vrs, m.vas = m.vms, m.vms
		m.vrr, m.varr = m.vmr, m.vmr
	case 65: // V(As) = serial number + 1
		m.vas = in.sn + 1
	case 66: // V(Ar) = serial number + 1
		m.varr = in.sn + 1
	case 67: // a PR-RS announces which flows are resynchronized; none is both, of an AI or AD
		both := in.sndType == resyncNo && in.rcvType == resyncNo
		m.discardReceived = m.discardReceived || both || in.rcvType != resyncNo
		m.discardSent = m.discardSent || both || in.sndType != resyncNo
	case 68:
		m.action68(in)
	case 69: // a resumed activity goes on behind the numbers of both flows
		m.vas, m.vms, m.vrs = in.snd+1, in.snd+1, 1
		m.varr, m.vmr, m.vrr = in.rcv+1, in.rcv+1, 1
	case 70: // a new activity numbers both flows from 1
		m.vas, m.vms, m.vrs = 1, 1, 1
		m.varr, m.vmr, m.vrr = 1, 1, 1
	case 72:
		m.action72(in)
	case 50, 51: // the user data of a CN, and further CDOs, are the caller's
	case prepareResyncNote5:
		if m.Expedited && !m.p81() && (!m.fu(fuDS) || !m.Local.NoPrepare) {
			o.add(EventPRRS)
		}
	case prepareResync:
		m.prepare(EventPRRS, o)
	case prepareResyncAck:
		m.prepare(EventPRRA, o)
	case prepareMajorAck:
		m.prepare(EventPRMAA, o)
	case prepareAbort:
		if in.long {
			m.prepare(EventPRAB, o)
		}
	case abortIndication:
		if in.user {
			o.add(EventSUABind)
		} else {
			o.add(EventSPABind)
		}
	default:
		o.add(Event(a - out)) //nolint:gosec // the generator made it of an Event
	}
}

func (m *Machine) prepare(e Event, o *Outcome) {
	if m.Expedited {
		o.add(e)
	}
}

// startTimer is action 4: start TIM.
func (m *Machine) startTimer(o *Outcome) {
	m.timer = true
	o.add(EventStartTIM)
}

// point counts a synchronization point. V(A) follows V(M) where the direction turns: Vsc says that
// the last minor one was received.
func (m *Machine) point(received bool) {
	if m.vsc != received {
		m.va = m.vm
	}
	m.vm++
}

// action5: the variables of a new connection, from the AC and the CN.
func (m *Machine) action5(in *input) {
	m.selected = m.selects(in)
	m.va, m.vm, m.vr = max(in.sn, 0), max(in.sn, 0), 0
	m.vas, m.vms, m.vrs = max(in.snd, 0), max(in.snd, 0), 0
	m.varr, m.vmr, m.vrr = max(in.rcv, 0), max(in.rcv, 0), 0
	m.vcoll, m.vsc, m.vact, m.vnextact, m.vdnr, m.vtrr = false, false, false, false, false, false
	m.vado, m.vadi = -1, -1
	m.settle()
}

// action11: the position of the tokens: of a new connection, after a resynchronization, given or
// taken.
func (m *Machine) action11(in *input) {
	switch e := in.event; {
	case e == EventGT:
		m.owned |= in.tokens
	case e == EventSGTreq:
		m.owned &^= in.tokens
	case e == EventGTC:
		m.owned = m.available()
	case e == EventSCGreq:
		m.owned = 0
	case e == EventRA: // this SPM is the requestor
		m.owned = ownedTokens(in.setting.Value, m.available(), true)
	case e == EventSRSYNrsp:
		m.owned = ownedTokens(in.setting.Value, m.available(), false)
	case in.short || m.state == STA01E || m.state == STA02C || m.state == STA02D: // a new connection, by short forms
		m.owned = m.Local.Summary.Initiator & m.available()
		if m.vtca {
			m.owned = m.available() &^ m.owned
		}
	default: // a new connection
		m.owned = ownedTokens(in.setting.Or(m.proposedTokens), m.available(), !m.vtca)
	}
}

// ownedTokens returns which available tokens are on the side of the initiator or requestor, or on
// the other.
func ownedTokens(s session.TokenSetting, available session.Tokens, first bool) (own session.Tokens) {
	for _, t := range [...]session.Tokens{dk, mi, ma, tr} {
		if available&t != 0 && (s.Side(t) == session.InitiatorSide) == first {
			own |= t
		}
	}
	return own
}

// action16: a resynchronization is in progress. With symmetric synchronize the values that prevail
// are kept flow by flow; an AI or AD sets Vrsp, too, which p27, p41 and p42 test.
func (m *Machine) action16(in *input) {
	switch e := in.event; {
	case e == EventAI || e == EventSACTIreq:
		m.vrsp, m.vrsps, m.vrspr = resyncInterrupt, resyncInterrupt, resyncInterrupt
	case e == EventAD || e == EventSACTDreq:
		m.vrsp, m.vrsps, m.vrspr = resyncDiscard, resyncDiscard, resyncDiscard
	default:
		if e == EventRS || e == EventRSa || e == EventRSr || e == EventRSs {
			m.resyncTokens = in.setting.Value
		}
		if m.fu(fuSS) {
			m.action72(in)
			m.discardSent = m.discardSent || m.vrsps != resyncNo
			m.discardReceived = m.discardReceived || m.vrspr != resyncNo
			return
		}
		m.vrsp = in.kind()
		if m.vrsp == resyncRestart {
			m.vrspnb = in.sn
		}
	}
	m.discardSent, m.discardReceived = true, true
}

// action19: an RS that abandons may skip numbers. With symmetric synchronize that holds for the
// flows that it abandons, 7.24.3.2.
func (m *Machine) action19(in *input) {
	if !m.fu(fuSS) {
		m.vm = max(m.vm, in.sn)
		return
	}
	if in.rcvType == resyncAbandon {
		m.vmr = max(m.vmr, in.rcv)
	}
	if in.sndType == resyncAbandon {
		m.vms = max(m.vms, in.snd)
	}
}

// action28: a resynchronization is complete.
func (m *Machine) action28(in *input) {
	m.va, m.vm = in.sn, in.sn
	if m.vrsp.clears() {
		m.vr = 0
	}
	m.vado, m.vadi = -1, -1
	m.settle()
}

// action44: data separation is received. With symmetric synchronize it is V(Mr), which [45] would
// set and no cell has.
func (m *Machine) action44() {
	m.vadi = m.vm
	if m.fu(fuSS) {
		m.vadi = m.vmr
	}
}

// action68: a resynchronization of one or both flows is complete.
func (m *Machine) action68(in *input) {
	if in.snd != noSerial {
		m.vas, m.vms = in.snd, in.snd
	}
	if m.vrsps.clears() {
		m.vrs = 0
	}
	if in.rcv != noSerial {
		m.varr, m.vmr = in.rcv, in.rcv
	}
	if m.vrspr.clears() {
		m.vrr = 0
	}
	m.vado, m.vadi = -1, -1
	m.settle()
}

// action72: the prevailing values of a resynchronization, A.5.4.6.2. They are those of the event
// where none was in progress.
func (m *Machine) action72(in *input) {
	m.vrsps, m.vrspnbs = prevailing(m.vrsps, m.vrspnbs, in.sndType, in.snd)
	m.vrspr, m.vrspnbr = prevailing(m.vrspr, m.vrspnbr, in.rcvType, in.rcv)
}

// settle says that no resynchronization is in progress.
func (m *Machine) settle() {
	m.vrsp, m.vrsps, m.vrspr = resyncNo, resyncNo, resyncNo
	m.vrspnb, m.vrspnbs, m.vrspnbr = 0, 0, 0
	m.discardSent, m.discardReceived = false, false
	m.resyncTokens = 0
}
