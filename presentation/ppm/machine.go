package ppm

import (
	"math/bits"
	"slices"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/presentation"
)

// A Machine is a presentation protocol machine, one end of a presentation connection: the tables of
// Annex A, the defined context set and what A.5 names beside it. It is a plain value: a copy is a
// snapshot. The zero Machine is idle. It is not safe for concurrent use.
//
// Events of the data phase allocate nothing. What changes a set allocates the new one, since a
// snapshot may share the old:
//   - An AC allocates its proposals, in one piece when it has at most two additions of one transfer
//     syntax each and four deletions.
//   - An ACA, and an RS or RSA that changes the set, allocate the set.
//   - With context restoration a synchronization point whose set is not that of the point before,
//     and what removes points, allocate the list of stored sets.
type Machine struct {
	state State
	side  presentation.Side // which end this is
	aep   bool              // A.5.3.1: activity end pending
	rl    bool              // A.5.3.2: release started
	cr    bool              // A.5.3.3: collision of releases
	noTTD bool              // the user does not require typed data of the session
	null  bool              // established by SHORT-CP: no presentation octets

	// what the CP proposes; nil with null encoding. Not modified
	proposed *presentation.Connect
	local    *presentation.AlterContext // A.5.2 a and c: proposed here, not answered. Not modified
	// A.5.2 b and d: proposed by the peer, not answered. Not modified
	remote *presentation.AlterContext

	dcs           presentation.ContextSet
	established   presentation.ContextSet // A.5.2 e
	interActivity presentation.ContextSet // A.5.2 f
	// has all identifiers that were ever proposed, and the functional units
	known  presentation.ContextSet
	stored storedSets // A.5.2 g

	activity activity // in progress
	last     activity // that ended last, for [09]
	resync   resync   // of the last RS
}

// resync is what an RS says, which its RSA does not: 6.8.4.14 NOTE.
type resync struct {
	seen bool
	kind ResyncType
	n    int64 // of the resync identifier: one less than the serial number
}

// State returns the state.
func (m *Machine) State() State { return m.state }

// Contexts returns the defined context set.
func (m *Machine) Contexts() presentation.ContextSet { return m.dcs }

// Resulting returns the defined context set that results from a P-RESYNCHRONIZE request, and that
// its RS lists: X.226 6.8.2.4. With context restoration that is a stored one.
func (m *Machine) Resulting(params Parameters) presentation.ContextSet {
	in := input{event: EventPRSYNreq, params: params}
	switch {
	case !m.restoration() || m.p19(&in):
		return m.dcs
	case m.p26(&in):
		return *m.stored.find(m.activity, in.resync().n)
	}
	return m.established
}

// An Outcome is what a machine does about an event of the peer or of the session service.
type Outcome struct {
	// the outgoing event: what the user is told; CPR or SCR when the machine answers by itself
	Out Output
	// Reply is the CPR, SHORT-CPR or ARP that the machine sends; nil when it sends none. The
	// S-CONNECT response or S-U-ABORT that carries it ends the session connection.
	Reply presentation.PPDU
}

// Send takes a request or response of the user, which is the PPDU that it becomes. An error says
// that it may not be sent now; m is then as it was. It is a *StateError, or an *osi.Error of a rule
// that stands beside the tables.
//
// *Data with SUserAbort, without data, is the P-U-ABORT request of a connection with null encoding.
func (m *Machine) Send(p presentation.PPDU, params Parameters) error {
	c, u := eventsOf(p, params.Negative)
	if c.sent == 0 {
		return fail(ruleEvent, nameOf(p), 0, 0)
	}
	in := input{event: c.sent, ppdu: p, params: params, data: u}
	_, err := m.take(&in)
	return err
}

// Receive takes a PPDU of the peer, or the session primitive that carries it. After an error the
// connection is over, A.4.1.2: m is idle, and the Outcome is a P-P-ABORT indication with the ARP to
// send, where there is a session connection to send it on. The error is as that of [Machine.Send].
func (m *Machine) Receive(p presentation.PPDU, params Parameters) (Outcome, error) {
	c, u := eventsOf(p, params.Negative)
	if c.received == 0 {
		return m.protocolError(&input{ppdu: p}, fail(ruleEvent, nameOf(p), 0, 0))
	}
	in := input{event: c.received, ppdu: p, params: params, data: u}
	return m.receive(&in)
}

// SessionAbort takes an S-P-ABORT indication.
func (m *Machine) SessionAbort() (Outcome, error) {
	return m.receive(&input{event: EventSPABind})
}

// SessionException takes an S-P-EXCEPTION-REPORT indication.
func (m *Machine) SessionException() (Outcome, error) {
	return m.receive(&input{event: EventSPERind})
}

func (m *Machine) receive(in *input) (Outcome, error) {
	mode := osi.NormalMode
	if cp, ok := in.ppdu.(*presentation.Connect); ok {
		mode = cp.Mode
	}
	r, err := m.take(in)
	if err != nil {
		return m.protocolError(in, err)
	}
	o := Outcome{Out: r.out}
	switch {
	case r.out == OutputCPR:
		o.Reply = rejectionOf(&in.params, mode)
	case r.out == OutputSCR:
		o.Reply = &presentation.ShortReject{Reason: presentation.ShortReasonNotSpecified}
	}
	return o, nil
}

// take takes an event. It returns the row that was taken; or an error, and m is as it was.
func (m *Machine) take(in *input) (*row, error) {
	c := cells[in.event][m.state]
	if c.count == 0 || m.otherForm(in) {
		return nil, stateError(in, m.state, true)
	}
	if err := m.prepare(in); err != nil {
		return nil, err
	}
	for i := c.first; i < c.first+uint16(c.count); i++ {
		if r := &rows[i]; m.holds(in, r.when) {
			return r, m.do(in, r)
		}
	}
	return nil, stateError(in, m.state, false)
}

// otherForm reports a response that has the form of another kind of connection: a CPA to a
// SHORT-CP, or the reverse.
func (m *Machine) otherForm(in *input) bool {
	if in.event != EventPCONrspAccept && in.event != EventPCONrspReject {
		return false
	}
	switch in.ppdu.(type) {
	case *presentation.ShortAccept, *presentation.ShortReject:
		return m.state != STAI4
	default:
		return m.state == STAI4
	}
}

// holds reports whether a predicate expression is true.
func (m *Machine) holds(in *input, when uint8) bool {
	c := &conditions[when]
	for i := range c.terms {
		if t := &c.terms[i]; m.all(in, t.holds, true) && m.all(in, t.fails, false) {
			return true
		}
	}
	return len(c.terms) == 0
}

// all reports whether all predicates of the set have the value.
func (m *Machine) all(in *input, set uint32, value bool) bool {
	for ; set != 0; set &= set - 1 {
		if m.predicate(in, bits.TrailingZeros32(set)) != value {
			return false
		}
	}
	return true
}

// do takes the specific actions of a row and its next state. It refuses to send an RS or RSA that
// does not list the set that results.
func (m *Machine) do(in *input, r *row) error {
	if in.event != EventPRSYNreq && in.event != EventPRSYNrsp {
		m.act(in, r)
		return nil
	}
	n := *m
	n.act(in, r)
	if !n.lists(in) {
		return fail(ruleList, in.name(), len(in.names()), n.dcs.Len())
	}
	*m = n
	return nil
}

func (m *Machine) act(in *input, r *row) {
	if r.state < STAt0 && r.next != STAI0 {
		m.begin(in)
	}
	for _, n := range r.actions {
		if n == 0 {
			break
		}
		m.action(in, n)
	}
	if m.state = r.next; m.state == STAI0 {
		*m = Machine{}
		return
	}
	if m.state == STAt0 { // no alteration is pending
		m.local, m.remote = nil, nil
	}
	m.note(in)
}

// begin takes what the establishment of a connection says.
func (m *Machine) begin(in *input) {
	switch v := in.ppdu.(type) {
	case *presentation.Connect:
		m.proposed = proposalOf(v)
	case *presentation.ConnectAccept:
		m.noTTD = lacksTypedData(v.SessionRequirements) || !v.SessionRequirements.Present && in.params.NoTypedData ||
			m.proposed != nil && lacksTypedData(m.proposed.SessionRequirements)
	case *presentation.ShortConnect, *presentation.ShortAccept:
		m.null = true
	default:
	}
	if in.event == EventCP || in.event == EventSCN {
		m.side = presentation.Responder
	}
}

// lacksTypedData reports whether the user-session-requirements of a CP or CPA are there, and
// without typed data: a TTD needs it in both, 6.6.3.2.
func lacksTypedData(q osi.Opt[presentation.SessionRequirements]) bool {
	const typedData presentation.SessionRequirements = 1 << 10
	return q.Present && q.Value&typedData == 0
}

// proposalOf returns a copy of what the answer to a CP depends on.
func proposalOf(p *presentation.Connect) *presentation.Connect {
	c := *p
	c.X410, c.CallingSelector, c.CalledSelector, c.UserData, c.Continued, c.Undefined, c.UndefinedOuter, c.Extensions = nil, nil, nil,
		presentation.UserData{}, nil, nil, nil, nil
	own := c.Clone()
	return &own
}

// The events after which an activity is in progress, and those after which none is.
var (
	activityBegins = [...]Event{EventPACTSreq, EventSACTSind, EventPACTRreq, EventSACTRind}
	activityEnds   = [...]Event{EventPACTErsp, EventSACTEcnf, EventPACTIrsp, EventSACTIcnf, EventPACTDrsp, EventSACTDcnf}
)

// note takes what an event says beside the actions of its cell: proposals, activities and the RS in
// progress.
func (m *Machine) note(in *input) {
	switch e := in.event; {
	case e == EventPALTERreq:
		m.known, m.local = in.known, alterationOf(in)
	case e == EventAC:
		m.known, m.remote = in.known, alterationOf(in)
	case e == EventPALTERrsp:
		m.remote = nil
	case e == EventACA:
		m.local = nil
	case e == EventPRSYNreq || e == EventRS:
		m.resync = in.resync()
	case slices.Contains(activityBegins[:], e):
		m.activity = activityOf(in.params.Activity)
	case slices.Contains(activityEnds[:], e):
		m.last, m.activity = m.activity, activity{}
	}
}

// alterationOf returns a copy of the proposals of an AC, in one piece of memory when they are few.
func alterationOf(in *input) *presentation.AlterContext {
	ac, _ := in.ppdu.(*presentation.AlterContext)
	copied := new(struct {
		ac        presentation.AlterContext
		contexts  [2]presentation.Context
		syntaxes  [2]osi.OID
		deletions [4]int64
	})
	contexts, syntaxes := append(copied.contexts[:0], ac.Additions...), copied.syntaxes[:0]
	for i := range contexts {
		n := len(syntaxes)
		syntaxes = append(syntaxes, contexts[i].TransferSyntaxes...)
		contexts[i].TransferSyntaxes = syntaxes[n:]
	}
	copied.ac.Additions, copied.ac.Deletions = contexts, append(copied.deletions[:0], ac.Deletions...)
	return &copied.ac
}

func (in *input) resync() resync {
	return resync{true, in.params.Resync, int64(in.params.SerialNumber) - 1}
}

// lists reports whether an RS or RSA names the members of the defined context set: 6.8.2.4,
// 6.8.3.3. It has no list without context management.
func (m *Machine) lists(in *input) bool {
	names := in.names()
	if !m.management() {
		return names == nil
	}
	return m.defines(names)
}

// defines reports whether names are the members of the defined context set.
func (m *Machine) defines(names []presentation.ContextName) bool {
	if len(names) != m.dcs.Len() {
		return false
	}
	return !slices.ContainsFunc(names, func(n presentation.ContextName) bool {
		c, ok := m.dcs.Lookup(n.ID)
		return !ok || c.TransferSyntax != n.TransferSyntax
	})
}
