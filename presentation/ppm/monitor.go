package ppm

import (
	"slices"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/presentation"
)

// A Monitor knows the presentation contexts of a connection as somebody on its path sees them. What
// it refuses no conforming end sends. The zero Monitor has seen no CP: it permits everything. It is
// not safe for concurrent use, and copies share memory.
//
// It keeps one set of contexts for each end. That is enough although PPDUs of the two directions
// cross: an ACA only widens what its receiver may use, so it does not matter whether the receiver
// has it yet, 6.1.2 and 6.5.
//
// An AC, ACA, RS or RSA allocates nothing but room for contexts that were never proposed before,
// which grows by doubling.
//
// It judges nothing in X.410-1984 mode, nor with context restoration, whose sets depend on what
// crossed a synchronization point.
type Monitor struct {
	// Limits bounds the contexts: those of a CP, and 64 times as many while the connection lasts.
	Limits osi.Limits

	contexts contextTable
	proposal proposedTerms // what the CPA depends on, beside the contexts

	modeKnown  bool // of the CP, or of a CPA whose CP was not seen
	begun      bool // a CP has passed
	judged     bool // the sets are known: a CP of normal mode has passed, without restoration
	proposed   bool // the CP is not answered
	proposes   bool // the CP had a list of contexts
	management bool
	noTyped    bool // context management is selected, and a user does not require typed data of the session
	choice     bool // the CP leaves the responder a choice of transfer syntaxes
	initiator  osi.Direction
	standard   Context  // the default context
	nominated  [2]int64 // Amd.1 6.2.6.6; 0: none
	sides      [2]monitorSide
}

// proposedTerms are of a CP.
type proposedTerms struct {
	mode         osi.Mode
	requirements presentation.Requirements
	options      presentation.Options
	nominated    int64
	session      osi.Opt[presentation.SessionRequirements]
}

// monitorSide is what is known of one end.
type monitorSide struct {
	usable   int  // contexts that it may use
	sure     int  // of them, those that certainly are in its set
	awaiting bool // it has sent an AC that is not answered
	// the PPDU that it sent last is an AC, whose values may still be of what it deletes
	open    bool
	current change // by its last AC
	// by an AC that it gave up before it sent the last one: an ACA to it may be under way, 6.5.5.3
	stale change
	given bool // it has given up its last AC, 6.5.5.3, but an ACA to it may be under way
	// what makes it give up an AC is under way to it; it may send an AC before it takes that
	coming   bool
	relisted bool  // an RS is under way to it, whose list it may take for its set
	added    []int // by the last ACA towards it, which it need not have taken yet
	deleted  []int
	syntaxes []osi.OID // that the last AC offers
}

// change is what an AC proposes: indices of contexts, in its order.
type change struct {
	present          bool
	adding, deleting []int
}

// Side returns which end of the presentation connection sends in direction d.
func (w *Monitor) Side(d osi.Direction) presentation.Side {
	if d == w.initiator {
		return presentation.Initiator
	}
	return presentation.Responder
}

// See takes a PPDU that the end d sends. An error says that no conforming end sends it now. It is
// an [*osi.Error] with a rule of this package, or of package presentation for a CPA or CPR that
// does not answer the CP. Its Kind is ErrState, ErrUnknown, ErrValue, ErrLength or ErrDuplicate, or
// ErrLimit for more contexts than Limits allows. The user data is judged last: after an error about
// anything else w is as it was.
func (w *Monitor) See(d osi.Direction, p presentation.PPDU) error {
	if err := w.Take(d, p); err != nil {
		return err
	}
	if _, u := eventsOf(p, false); u != nil {
		return w.Values(d, p, u)
	}
	return nil
}

// Take is See without a judgement of the user data: [Monitor.Values] and [Monitor.Permits] judge
// it. They permit what an AC deletes until the next Take of d.
func (w *Monitor) Take(d osi.Direction, p presentation.PPDU) error {
	d &= 1
	w.close(d)
	switch v := p.(type) {
	case *presentation.Connect:
		return w.propose(d, v)
	case *presentation.ConnectAccept:
		return w.accept(d, v)
	case *presentation.ConnectReject:
		return w.reject(d, v)
	case *presentation.AlterContext:
		return w.alter(d, v)
	case *presentation.AlterContextAcknowledge:
		return w.acknowledge(d, v)
	case *presentation.Resynchronize:
		return w.resynchronize(d, v)
	case *presentation.Data:
		switch p := v.Primitive; {
		case p == presentation.SUserExceptionReport:
			w.Disrupt(d)
		case p == presentation.SActivityInterrupt || p == presentation.SActivityDiscard:
			w.disrupt(d, true)
		case p == presentation.SActivityInterruptConfirm || p == presentation.SActivityDiscardConfirm:
			w.recovered()
		case p == presentation.SResynchronize || p == presentation.SResynchronizeConfirm:
			return w.resynchronize(d, &presentation.Resynchronize{Acknowledge: p == presentation.SResynchronizeConfirm})
		case p == presentation.STypedData && w.noTyped:
			return fail(ruleTyped, v.String(), 0, 0)
		}
	case *presentation.AbnormalReleaseUser:
		if w.modeKnown && v.Mode != w.proposal.mode {
			return fail(ruleMode, p.String(), 0, 0)
		}
		return w.aborts(d, v)
	case *presentation.AbnormalReleaseProvider, *presentation.UnitData,
		*presentation.ShortConnect, *presentation.ShortAccept, *presentation.ShortReject, *presentation.ShortUnitData:
	}
	return nil
}

// close ends the AC that d sent last: what it deletes may not be used any more.
func (w *Monitor) close(d osi.Direction) {
	side := &w.sides[d]
	if side.open = false; !side.awaiting {
		return
	}
	for _, i := range side.current.deleting {
		w.mark(i, d, func(f *contextFlags) { f.deleting = true })
	}
}

// Values judges the contexts of user data that p of the end d carries, and the transfer syntaxes
// that they name.
func (w *Monitor) Values(d osi.Direction, p presentation.PPDU, u *presentation.UserData) error {
	if !w.judged || u.IsZero() {
		return nil
	}
	by := carrierOf(p)
	if u.Simple != nil {
		if c := w.Only(d, by); c == &w.standard && !w.PermitsDefault(d, by) {
			return &osi.Error{Rule: ruleContext, PDU: p.String(), Offset: u.Offset}
		}
		return nil
	}
	for i := range u.PDVs {
		v := &u.PDVs[i]
		c, ok := w.Permits(d, by, v.Context)
		if !ok {
			return &osi.Error{Rule: ruleContext, PDU: p.String(), Offset: v.Offset, Got: int(v.Context)}
		}
		if !v.TransferSyntax.IsZero() && v.TransferSyntax != c.TransferSyntax &&
			!slices.Contains(c.Offered, v.TransferSyntax) {
			return &osi.Error{Rule: ruleSyntax, PDU: p.String(), Offset: v.Offset, Got: int(v.Context)}
		}
	}
	return nil
}

// carrierOf returns the session primitive that carries p.
func carrierOf(p presentation.PPDU) presentation.Primitive {
	switch v := p.(type) {
	case *presentation.Data:
		return v.Primitive
	case *presentation.Connect:
		return presentation.SConnect
	case *presentation.ConnectAccept:
		return presentation.SConnectAccept
	case *presentation.ConnectReject:
		return presentation.SConnectReject
	case *presentation.AbnormalReleaseUser, *presentation.AbnormalReleaseProvider:
		return presentation.SUserAbort
	case *presentation.AlterContext, *presentation.AlterContextAcknowledge:
		return presentation.STypedData
	case *presentation.Resynchronize:
		if v.Acknowledge {
			return presentation.SResynchronizeConfirm
		}
		return presentation.SResynchronize
	case *presentation.UnitData, *presentation.ShortConnect, *presentation.ShortAccept, *presentation.ShortReject, *presentation.ShortUnitData:
	}
	return presentation.SUnitData
}

// Permits returns the context with the identifier, as [Monitor.Lookup] does, and reports whether d
// may use it in what the session primitive p carries, 6.1.2.
func (w *Monitor) Permits(d osi.Direction, p presentation.Primitive, id int64) (c *Context, ok bool) {
	i := w.contexts.find(id)
	if i < 0 {
		return nil, !w.judged
	}
	c = &w.contexts.list[i]
	switch {
	case !w.judged, p == presentation.SUserAbort: // which may cross what amends the set of its receiver
		return c, true
	case w.awaits(p):
		return c, p == presentation.SConnect
	}
	if slices.Contains(disruptions[:], p) && slices.Contains(w.sides[d&1].deleted, i) {
		return c, true // its sender may not have taken the ACA, and will not
	}
	return c, c.flags[d&1].usable()
}

// PermitsDefault reports whether d may use the default context in what p carries: always in an
// S-EXPEDITED-DATA, 6.6.2, and while its set may be empty, unless it awaits an ACA, 6.1.2 d.
func (w *Monitor) PermitsDefault(d osi.Direction, p presentation.Primitive) bool {
	switch {
	case !w.judged || p == presentation.SExpeditedData:
		return true
	case w.awaits(p):
		return !w.proposes
	}
	side := &w.sides[d&1]
	return side.sure == 0 && (!side.awaiting || side.open)
}

// awaits reports whether the CP is not answered, by what p carries neither. The values of a CPR are
// of contexts that it accepts.
func (w *Monitor) awaits(p presentation.Primitive) bool {
	return w.proposed && p != presentation.SConnectReject
}

// Settled reports whether a DT of d changes nothing, so that its contexts may be judged by
// [Monitor.Permits] alone.
func (w *Monitor) Settled(d osi.Direction) bool { return !w.proposed && !w.sides[d&1].open }

// Mode returns the mode of the connection; known is false before its CP, or a CPA whose CP was not
// seen.
func (w *Monitor) Mode() (m osi.Mode, known bool) { return w.proposal.mode, w.modeKnown }

// Begun reports whether a CP of normal mode has passed.
func (w *Monitor) Begun() bool { return w.begun && w.proposal.mode == osi.NormalMode }

// Judged reports whether the contexts are judged: it has begun, without context restoration.
func (w *Monitor) Judged() bool { return w.judged }

// Management reports whether context management is selected.
func (w *Monitor) Management() bool { return w.management }

// Proposes reports whether the CP had a list of contexts.
func (w *Monitor) Proposes() bool { return w.proposes }

// Lists reports whether an ARU with user data must list the contexts that it uses, 6.4.2.1. Real
// peers leave the list out: see [osi.AbortWithoutContexts].
func (w *Monitor) Lists() bool { return w.judged && (w.proposes || w.management) }

// Simple reports whether the values that d sends are simply encoded, 8.4.1.2 and 8.4.1.3.
func (w *Monitor) Simple(d osi.Direction) bool {
	if !w.judged || w.proposed {
		return false
	}
	n := w.sides[d&1].usable
	return n == 0 || n == 1 && !w.management
}

// MaySimple reports whether d may encode values simply in what p carries, 8.4.1. The set of a CPR
// is what its list accepts.
func (w *Monitor) MaySimple(d osi.Direction, p presentation.Primitive) bool {
	switch {
	case w.awaits(p):
		return !w.proposes
	case p == presentation.SConnectReject && w.sides[d&1].usable == 1:
		return true
	}
	return w.Simple(d) || w.Nominated(d, p) != 0 || w.PermitsDefault(d, p)
}

// MayFull reports whether d may encode the PDV-lists of u fully in what p carries, 8.4.2.2. It may
// not if all values are of its nominated context, Amd.1 8.4.1.3 bis. An ARU may cross the CPA.
func (w *Monitor) MayFull(d osi.Direction, p presentation.Primitive, u *presentation.UserData) bool {
	switch {
	case !w.judged || p == presentation.SUserAbort:
		return true
	case w.Simple(d):
		return false
	}
	id := w.Nominated(d, p)
	return id == 0 || slices.ContainsFunc(u.PDVs, func(v presentation.PDV) bool { return v.Context != id })
}

// Nominated returns the nominated context of d, Amd.1 6.2.6.6; 0 when it has none that it may use
// in what p carries.
func (w *Monitor) Nominated(d osi.Direction, p presentation.Primitive) int64 {
	id := w.nominated[d&1]
	if id == 0 {
		return 0
	}
	if _, ok := w.Permits(d, p, id); !ok {
		return 0
	}
	return id
}

// Only returns the context of values that d encodes simply in what p carries: the nominated one,
// the one member of its set, or the default context. In an S-EXPEDITED-DATA it is always the
// default context. The result is w's own.
func (w *Monitor) Only(d osi.Direction, p presentation.Primitive) *Context {
	if p == presentation.SExpeditedData {
		return &w.standard
	}
	if c := w.Lookup(w.Nominated(d, p)); c != nil {
		return c
	}
	if w.sides[d&1].usable == 1 && !w.management {
		for i := range w.contexts.list {
			if c := &w.contexts.list[i]; c.flags[d&1].usable() {
				return c
			}
		}
	}
	return &w.standard
}
