package spm

import "github.com/osi-go/osi/session"

// An op is one item of an action list: a specific action of Table A.6, an outgoing event with a
// note of Table A.7, or out and an outgoing event.
type op uint16

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

// act takes one item of an action list. next is the state that the list ends with.
func (m *Machine) act(a op, in *input, o *Outcome) { //nolint:gocyclo // one case an action
	switch a {
	case 1:
		m.action1()
	case 2:
		m.action2()
	case 3:
		m.action3(o)
	case 4:
		m.action4(o)
	case 5:
		m.action5(in)
	case 7:
		m.action7()
	case 8:
		m.action8()
	case 9:
		m.action9()
	case 11:
		m.action11(in)
	case 12:
		m.action12()
	case 13:
		m.action13(in)
	case 14:
		m.action14()
	case 16:
		m.action16(in)
	case 18:
		m.action18()
	case 19:
		m.action19(in)
	case 22:
		m.action22()
	case 23:
		m.action23()
	case 24:
		m.action24()
	case 25:
		m.action25(in)
	case 26:
		m.action26()
	case 27:
		m.action27(in)
	case 28:
		m.action28(in)
	case 29:
		m.action29()
	case 30:
		m.action30()
	case 31:
		m.action31()
	case 32:
		m.action32()
	case 41:
		m.action41()
	case 42:
		m.action42()
	case 43:
		m.action43()
	case 44:
		m.action44()
	case 62:
		m.action62()
	case 63:
		m.action63()
	case 64:
		m.action64()
	case 65:
		m.action65(in)
	case 66:
		m.action66(in)
	case 67:
		m.action67(in)
	case 68:
		m.action68(in)
	case 69:
		m.action69(in)
	case 70:
		m.action70()
	case 71:
		m.action71(in)
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

// action1: this SPM accepted the transport connection.
func (m *Machine) action1() { m.vtca = true }

// action2: this SPM asked for the transport connection.
func (m *Machine) action2() { m.vtca = false }

// action3: stop TIM.
func (m *Machine) action3(o *Outcome) {
	m.timer = false
	o.add(EventStopTIM)
}

// action4: start TIM.
func (m *Machine) action4(o *Outcome) {
	m.timer = true
	o.add(EventStartTIM)
}

// action5: the variables of a new connection, from the AC and the CN. As printed it leaves out what
// [71] sets for symmetric synchronize, and [71] what this sets: each does both.
func (m *Machine) action5(in *input) {
	m.selected = m.selects(in)
	m.va, m.vm, m.vr = max(in.sn, 0), max(in.sn, 0), 0
	m.vas, m.vms, m.vrs = max(in.snd, 0), max(in.snd, 0), 0
	m.varr, m.vmr, m.vrr = max(in.rcv, 0), max(in.rcv, 0), 0
	m.vcoll, m.vsc, m.vact, m.vnextact, m.vdnr, m.vtrr = false, false, false, false, false, false
	m.vado, m.vadi = -1, -1
	m.settle()
}

// action7: the transport connection can be used again.
func (m *Machine) action7() { m.vtrr = true }

// action8: the transport connection cannot be used again.
func (m *Machine) action8() { m.vtrr = false }

// action9: as the Transport Disconnect of the FN says, which asks for it in all cells with this
// action.
func (m *Machine) action9() { m.vtrr = true }

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
		m.owned = owned(in.setting.Value, m.available(), true)
	case e == EventSRSYNrsp:
		m.owned = owned(in.setting.Value, m.available(), false)
	default: // a new connection
		s := m.proposedTokens
		if in.setting.Present {
			s = in.setting.Value
		}
		if in.short || m.state == STA01E || m.state == STA02C || m.state == STA02D {
			m.owned = m.Local.Summary.Initiator & m.available()
			if m.vtca {
				m.owned = m.available() &^ m.owned
			}
			return
		}
		m.owned = owned(s, m.available(), !m.vtca)
	}
}

// owned returns which available tokens are on the side of the initiator or requestor, or on the
// other.
func owned(s session.TokenSetting, available session.Tokens, first bool) (own session.Tokens) {
	for _, t := range [...]session.Tokens{dk, mi, ma, tr} {
		if available&t != 0 && (s.Side(t) == session.InitiatorSide) == first {
			own |= t
		}
	}
	return own
}

// action12: an activity is in progress.
func (m *Machine) action12() { m.vact = true }

// action13: whether an activity goes on behind the synchronization point: after a MAP, not after an
// AE.
func (m *Machine) action13(in *input) { m.vnextact = in.event == EventMAP || in.event == EventSSYNMreq }

// action14: the synchronization point is confirmed.
func (m *Machine) action14() { m.vact = m.vnextact }

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

// action18: FN SPDUs have crossed.
func (m *Machine) action18() { m.vcoll = true }

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

// action22: V(R) = V(A) = V(M).
func (m *Machine) action22() { m.vr, m.va = m.vm, m.vm }

// action23: a minor synchronization point has been received.
func (m *Machine) action23() {
	if !m.vsc {
		m.va = m.vm
	}
	m.vsc = true
	m.vm++
}

// settle says that no resynchronization is in progress.
func (m *Machine) settle() {
	m.vrsp, m.vrsps, m.vrspr = resyncNo, resyncNo, resyncNo
	m.vrspnb, m.vrspnbs, m.vrspnbr = 0, 0, 0
	m.discardSent, m.discardReceived = false, false
	m.resyncTokens = 0
}
