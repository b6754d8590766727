package spm

import (
	"github.com/osi-go/osi"
	"github.com/osi-go/osi/session"
)

// Local is what the tables leave to the implementation. It is read at each event and may be changed
// between events.
type Local struct {
	// Reuse is the local choice of p02: keep the transport connection when the peer asks for it,
	// and after an AB wait for T-DISCONNECT behind an AA. It has no effect where the transport
	// expedited flow is used.
	Reuse bool

	Refuse    bool // p76, p206: the CN or SCN that is received is not acceptable to the SPM
	NoPrepare bool // note 5: with data separation no PR-RS is sent

	// Amd.1
	InConnect    bool    // p207, p210, p211: short forms go into the user data of T-CONNECT
	Interpreted  bool    // p209: the summary of an SCN can be interpreted
	LongForm     bool    // p205 in STA01E: a CN follows where the peer took no SCN
	NullEncoding bool    // p208
	Summary      Summary // what a short form stands for
}

// Summary is what a connection summary of Amd.1 stands for, known to both sides beforehand.
type Summary struct {
	Units                session.FunctionalUnits
	Initiator            session.Tokens // the available tokens of the initiator
	Serial, SecondSerial int64          // initial serial numbers
}

// A Machine is the SPM at one end of a transport connection, X.225 Annex A. The zero Machine is
// idle, without a transport connection, and becomes the initiator or the responder by its first
// event. Copying it makes a snapshot. It has no clock: it says when the timer TIM starts and stops,
// and Expire tells it that TIM has expired. It is not safe for concurrent use.
type Machine struct {
	Expedited bool // TEXP: the transport expedited flow is used. It is set before the first event
	Local     Local

	state State

	proposed       session.FunctionalUnits // of the CN
	proposedTokens session.TokenSetting
	pendingShort   bool // the request behind a T-CONNECT is an SCN
	pendingLong    bool // it is a CN with Data Overflow

	selected     session.FunctionalUnits // FU
	owned        session.Tokens          // OWNED
	resyncTokens session.TokenSetting    // of the RS received

	vtca, vtrr, vcoll, vdnr      bool
	vact, vnextact, vsc          bool
	timer                        bool
	discardReceived, discardSent bool

	vrsp, vrsps, vrspr       resync
	vrspnb, vrspnbs, vrspnbr int64
	va, vm, vr, vado, vadi   int64
	vas, vms, vrs, varr, vmr int64
	vrr                      int64

	queue  [maxQueue]queued
	queues uint8
}

// maxQueue is the largest number of expedited SPDUs that wait for one on the normal flow.
const maxQueue = 16

// A queued event is one of the expedited flow, [10].
type queued struct {
	event            Event
	sndType, rcvType resync
}

// Connected returns the machine of the given end of a new transport connection, in STA01C.
// expedited says that the transport expedited flow is used.
func Connected(d osi.Direction, expedited bool) Machine {
	return Machine{Expedited: expedited, state: STA01C, vtca: d == osi.FromResponder}
}

// State returns the state.
func (m *Machine) State() State { return m.state }

// Selected returns the functional units selected; 0 before an AC.
func (m *Machine) Selected() session.FunctionalUnits { return m.selected }

// Tokens returns the available tokens that this end owns.
func (m *Machine) Tokens() session.Tokens { return m.owned }

// Activity reports whether an activity is in progress.
func (m *Machine) Activity() bool { return m.selected.Has(fuACT) && m.vact }

// Timer reports whether the timer TIM runs.
func (m *Machine) Timer() bool { return m.timer }

// Serials returns V(A), V(M) and V(R); with symmetric synchronize those of the sending flow.
func (m *Machine) Serials() (a, next, r int64) {
	if m.symmetric() {
		return m.vas, m.vms, m.vrs
	}
	return m.va, m.vm, m.vr
}

// ReceivingSerials returns V(Ar), V(Mr) and V(Rr), with symmetric synchronize.
func (m *Machine) ReceivingSerials() (a, next, r int64) { return m.varr, m.vmr, m.vrr }

// Receive takes an SPDU of the peer: a whole SSDU, see [session.Reassembler]. It returns what the
// SPM indicates to its user, sends and asks of the transport service. p is not kept. An error is a
// [*StateError] of kind ErrState, ErrMissing or ErrLimit and leaves m as it was: Answer says what
// to do.
func (m *Machine) Receive(p session.SPDU) (o Outcome, err error) {
	in, r := m.read(p, true)
	if r.refused() || in.event == EventNone {
		return o, r.err(p)
	}
	r = m.take(&in, &o)
	return o, r.err(p)
}

// take takes an event of the peer.
func (m *Machine) take(in *input, o *Outcome) refusal {
	if m.incomplete(in) {
		return m.fail(ruleParameter, in.event)
	}
	before := *m
	if in.event == EventCN || in.event == EventSCNTC || in.event == EventSCNTD {
		m.propose(in)
	}
	r := m.step(in, o)
	if !r.refused() && in.event == EventAC && in.tokens != 0 { // note 1 of Table A.1
		please := input{event: EventPT, tokens: in.tokens & m.available(), received: true}
		if please.tokens != 0 {
			r = m.step(&please, o)
		}
	}
	if r.refused() {
		*m = before
		*o = Outcome{}
	}
	return r
}

// Send asks whether the user may send p now, by the service primitive that becomes p, and takes the
// event. Its error is a [*StateError] and leaves m as it was. Without the transport expedited flow
// p is what is sent; with it, [Machine.Request] says what else is. p is not kept.
func (m *Machine) Send(p session.SPDU) error {
	_, err := m.Request(p)
	return err
}

// Request is [Machine.Send] with an outcome, which says what is sent:
//
//   - p, with a PR in front of it where the transport expedited flow is used and needs one,
//   - nothing in states in which the request is discarded, because the peer has announced a
//     resynchronization or an abort,
//   - a T-CONNECT request alone where there is no transport connection yet.
//
// The SPM sends OA, CDO, AA, GTA, PR and ER by itself: no request becomes them.
func (m *Machine) Request(p session.SPDU) (o Outcome, err error) {
	in, r := m.read(p, false)
	switch {
	case r.refused():
	case in.event != EventNone:
		r = m.request(&in, &o)
	case !headerOnly(p):
		r = m.fail(ruleProvider, EventNone)
	}
	return o, r.err(p)
}

// headerOnly reports whether p is a GT or PT without tokens, which has no event: note 2 of Table
// A.1.
func headerOnly(p session.SPDU) bool {
	t := p.Type()
	return t == session.TypeGT || t == session.TypePT
}

func (m *Machine) request(in *input, o *Outcome) refusal {
	a := m.alternative(in)
	switch {
	case m.incomplete(in):
		return m.fail(ruleParameter, in.event)
	case a == nil:
		return m.fail(m.rule(in), in.event)
	}
	before := *m
	r := m.requested(&before, a, in, o)
	if r.refused() {
		*m = before
		*o = Outcome{}
	}
	return r
}

// requested performs the alternative a of a request, and leaves m and o as they come when it
// refuses that. before is a copy of m.
func (m *Machine) requested(before *Machine, a *alternative, in *input, o *Outcome) refusal {
	if in.event == EventSCONreq {
		m.propose(in)
		m.pendingShort, m.pendingLong = in.short, in.overflow
	}
	if r := m.perform(a, in, o); r.refused() {
		return r
	}
	return before.check(in, o)
}

// propose keeps what a CN proposes where it begins a connection: an AC refers to it.
func (m *Machine) propose(in *input) {
	if m.state != STA01 && m.state != STA01C {
		return
	}
	if in.event == EventSCNTC {
		m.vtca = true // a T-CONNECT indication, which Amd.1 leaves out
	}
	m.proposed, m.proposedTokens = in.units, in.setting.Or(0)
	m.selected, m.owned = 0, 0
}

// selectingEvents are those that select functional units: an AC and its short forms.
var selectingEvents = [incomingEvents]bool{
	EventAC: true, EventSCONrspPositive: true, EventSACTCy: true, EventSACTDy: true, EventSACCTD: true,
}

// selects returns the functional units selected, or those that the event, an AC or its short form,
// selects.
func (m *Machine) selects(in *input) session.FunctionalUnits {
	switch {
	case !selectingEvents[in.event]:
		return m.selected
	case in.event == EventAC || in.event == EventSCONrspPositive && !in.short:
		return in.units & m.proposed
	}
	return m.Local.Summary.Units
}

// Expire takes the expiry of the timer TIM. Its error is a [*StateError].
func (m *Machine) Expire() (Outcome, error) { return m.lower(EventTIM) }

// ConnectIndication takes a T-CONNECT indication without an SPDU in its user data. Its error is a
// [*StateError].
func (m *Machine) ConnectIndication() (Outcome, error) { return m.lower(EventTCONind) }

// ConnectConfirm takes a T-CONNECT confirm without an SPDU in its user data. Its error is a
// [*StateError].
func (m *Machine) ConnectConfirm() (Outcome, error) { return m.lower(EventTCONcnf) }

// DisconnectIndication takes a T-DISCONNECT indication. Its error is a [*StateError].
func (m *Machine) DisconnectIndication() (Outcome, error) { return m.lower(EventTDISind) }

func (m *Machine) lower(e Event) (o Outcome, err error) {
	in := input{event: e, local: m.Local.Reuse, short: m.pendingShort, overflow: m.pendingLong, sn: noSerial, snd: noSerial, rcv: noSerial}
	if m.state == STA01E {
		in.short = m.Local.LongForm
	}
	r := m.step(&in, &o)
	return o, r.err(nil)
}

func (m *Machine) fail(r *osi.Rule, e Event) refusal { return refusal{r, m.state, e} }
