package acpm

import (
	"math/bits"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/acse"
)

// A Carrier is the presentation service primitive that carries an APDU, X.227 Table 8.
type Carrier uint8

// The carriers.
const (
	OtherPrimitive     Carrier = iota // carries no APDU of ACSE
	PConnect                          // CP: AARQ
	PConnectAccept                    // CPA: AARE of acceptance
	PConnectReject                    // CPR by the user: AARE of rejection
	PConnectProviderNo                // CPR by the provider: none
	PRelease                          // FN: RLRQ
	PReleaseAccept                    // DN: RLRE
	PReleaseReject                    // NF: RLRE
	PUserAbort                        // ARU: ABRT, or none with version 1 of the session protocol
	PProviderAbort                    // ARP, or an abort by the session service: none
	carriers
)

// carriage is the APDU in a carrier.
type carriage struct {
	sent, received Event // its events; sent is 0 where the provider sends
	needed         bool  // it must be there
}

var carriages = [carriers]carriage{
	PConnect:           {EventAASCreq, EventAARQ, true},
	PConnectAccept:     {EventAASCrspAccept, EventAAREAccept, true},
	PConnectReject:     {EventAASCrspReject, EventAAREReject, true},
	PConnectProviderNo: {0, EventPCONcnfReject, false},
	PRelease:           {EventARLSreq, EventRLRQ, true},
	PReleaseAccept:     {EventARLSrspAccept, EventRLREAccept, true},
	PReleaseReject:     {EventARLSrspReject, EventRLREReject, true},
	PUserAbort:         {EventAABRreq, EventABRT, false},
	PProviderAbort:     {0, EventPPABind, false},
}

// Fits checks that p is what c carries, X.227 Table 8; nil is no APDU. Its error is an [*osi.Error]
// of kind ErrState for another APDU, of kind ErrMissing for a nil p where there must be one. It is
// not for applications without ACSE, whose P-CONNECT and P-RELEASE carry none.
func Fits(c Carrier, p acse.APDU) error {
	if c >= carriers {
		c = OtherPrimitive
	}
	if p == nil {
		if carriages[c].needed {
			return &osi.Error{Rule: ruleMissing}
		}
		return nil
	}
	if c == OtherPrimitive || c != carrierOf(p, c == PReleaseReject) {
		return &osi.Error{Rule: ruleCarrier, PDU: p.String()}
	}
	return nil
}

// carrierOf returns the primitive that carries p: OtherPrimitive for an AUDT and nil. negative is
// that of Parameters.
func carrierOf(p acse.APDU, negative bool) Carrier {
	switch p := p.(type) {
	case *acse.AssociateRequest:
		return PConnect
	case *acse.AssociateResponse:
		if p.Result != acse.Accepted {
			return PConnectReject
		}
		return PConnectAccept
	case *acse.ReleaseRequest:
		return PRelease
	case *acse.ReleaseResponse:
		if negative {
			return PReleaseReject
		}
		return PReleaseAccept
	case *acse.Abort:
		return PUserAbort
	case *acse.UnitData:
	}
	return OtherPrimitive
}

// A Monitor watches the APDUs of an association from the path between its ends. APDUs of the two
// directions cross: an end that sends may not have received yet what was forwarded to it. The
// Monitor keeps all states that an end may be in, and refuses only what no conforming end sends.
//
// The zero Monitor sees the association from its beginning. It is a plain value: a copy is a
// snapshot. It is not safe for concurrent use.
type Monitor struct {
	ends      [2]monitorEnd // by direction
	begun     bool
	initiator osi.Direction
}

// monitorEnd is what is known of one end.
type monitorEnd struct {
	untaken [untakenMost]Event        // forwarded to it, and perhaps not taken yet
	n       uint8                     // how many of untaken are used
	may     [untakenMost + 1]stateSet // its states, by how many of untaken it has taken
	lossy   bool                      // Disrupt was its own: its session may discard what is under way
}

// untakenMost is how many events may be under way to an end. Conforming ends need no more: RLRQ,
// RLRE, ABRT and what disrupts a release. With one more, the oldest is taken or lost.
const untakenMost = 6

// stateSet is a set of states.
type stateSet uint8

const (
	idle     stateSet = 1 << STA0
	anyState stateSet = 0xff
)

// Midway returns a Monitor of an association whose beginning was not seen: each end may be in any
// state.
func Midway() Monitor {
	end := monitorEnd{may: [untakenMost + 1]stateSet{anyState}}
	return Monitor{ends: [2]monitorEnd{end, end}, begun: true}
}

// May reports whether the end d may be in state s.
func (w *Monitor) May(d osi.Direction, s State) bool { return w.states(d&1)&(1<<s) != 0 }

func (w *Monitor) states(d osi.Direction) (all stateSet) {
	if !w.begun {
		return idle
	}
	for _, set := range w.ends[d].may {
		all |= set
	}
	return all
}

// See takes what d sends: the APDU p, nil when there is none, in the primitive c. An error says
// that no conforming end sends it now; w is then unchanged. It is a *StateError or that of [Fits].
func (w *Monitor) See(d osi.Direction, c Carrier, p acse.APDU) error {
	d &= 1
	if err := Fits(c, p); err != nil {
		return err
	}
	if c == OtherPrimitive || c >= carriers {
		return nil
	}
	before := *w
	if !w.begun {
		w.begun, w.ends[0].may[0], w.ends[1].may[0] = true, idle, idle
	}
	if c == PConnect {
		w.initiator = d
	}
	events := carriages[c]
	if events.sent == 0 { // at any time
		w.ends[d] = monitorEnd{may: [untakenMost + 1]stateSet{idle}}
	} else if !w.send(d, events.sent) {
		*w = before
		s := State(bits.TrailingZeros8(uint8(w.states(d))) & 7)
		return &StateError{Err: &osi.Error{Rule: ruleTable, PDU: name(p)}, State: s, Event: events.sent, Blank: true}
	}
	w.pass(d.Opposite(), events.received)
	return nil
}

// send moves the states of d by the event that it sends, and reports whether d may send it.
func (w *Monitor) send(d osi.Direction, e Event) (ok bool) {
	end := &w.ends[d]
	for k := range end.may[:end.n+1] {
		end.may[k] = w.move(d, end.may[k], e)
		ok = ok || end.may[k] != 0
	}
	w.take(d)
	return ok
}

// pass puts an event under way to d.
func (w *Monitor) pass(d osi.Direction, e Event) {
	end := &w.ends[d]
	if end.n == untakenMost {
		end.may[1] |= end.may[0]
		copy(end.may[:], end.may[1:])
		copy(end.untaken[:], end.untaken[1:])
		end.may[untakenMost] = 0
		end.n--
	}
	end.untaken[end.n] = e
	end.n++
	w.take(d)
}

// take adds the states of d after it has taken what is under way to it.
func (w *Monitor) take(d osi.Direction) {
	end := &w.ends[d]
	for k := range end.n {
		end.may[k+1] |= w.move(d, end.may[k], end.untaken[k])
		if end.lossy {
			end.may[k+1] |= end.may[k]
		}
	}
}

// move returns the states that an event leads to from those in set.
func (w *Monitor) move(d osi.Direction, set stateSet, e Event) (out stateSet) {
	role := &moves[0]
	if d == w.initiator {
		role = &moves[1]
	}
	for ; set != 0; set &= set - 1 {
		out |= role[e][bits.TrailingZeros8(uint8(set))&7]
	}
	return out
}

// moves has the states to which each event leads from each state: of the responder, then of the
// initiator. p1 counts as true: the AARE- of an ACPM that does not support what an AARQ asks for
// looks like that of its user in STA2.
var moves = [2][events][states]stateSet{allMoves(false), allMoves(true)}

func allMoves(initiator bool) (t [events][states]stateSet) {
	m := Machine{initiator: initiator}
	for e := range t {
		for s := range t[e] {
			cell := cells[e][s]
			for _, r := range cell.rows() {
				if m.holds(r.when, Parameters{}) {
					t[e][s] |= 1 << r.next
				}
			}
			// where no release is in progress, what would disrupt it changes nothing
			if e := Event(e); cell.count == 0 && (e == EventEXTRN1 || e == EventEXTRN2) {
				if t[e][s] = 1 << s; State(s) == STA4 { // by an S-P-EXCEPTION-REPORT, which is EXTRN-2 too
					t[e][s] |= 1 << STA5
				}
			}
		}
	}
	return t
}

// Disrupt takes a P-RESYNCHRONIZE or P-U-EXCEPTION-REPORT request of d, or an S-P-EXCEPTION-REPORT:
// it ends a release that is in progress, A.4. The session of d may then discard what is under way
// to d, and what the peer sends before it knows, but not another such event. It need not discard
// all: a GT that is under way may end the exception.
func (w *Monitor) Disrupt(d osi.Direction) {
	d &= 1
	if !w.begun {
		return
	}
	all := w.states(d)
	const awaits stateSet = 1 << STA4
	set, before := w.move(d, all&awaits, EventEXTRN2)|w.move(d, all&^awaits, EventEXTRN1), w.ends[d]
	w.ends[d] = monitorEnd{may: [untakenMost + 1]stateSet{set}, lossy: true}
	for _, e := range before.untaken[:before.n] {
		if e == EventEXTRN1 {
			w.pass(d, e)
		}
	}
	w.pass(d.Opposite(), EventEXTRN1)
}
