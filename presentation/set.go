package presentation

import (
	"cmp"
	"iter"
	"math"
	"slices"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/internal/text"
)

// A Side is an end of a connection.
type Side uint8

// The sides. The initiator allots odd context identifiers, the responder even ones, X.226 6.2.2.7
// and 6.5.2.1.
const (
	Initiator Side = iota // sent the CP
	Responder
)

var sideNames = [...]string{"initiator", "responder"}

// String returns "initiator" or "responder".
func (s Side) String() string { return text.Name(sideNames[:], s, "side") }

// A DefinedContext is a member of a ContextSet.
type DefinedContext struct {
	ID             int64
	AbstractSyntax osi.OID
	TransferSyntax osi.OID
}

// A ContextSet is a defined context set (DCS), X.226 clause 6, and what else was negotiated about
// contexts. It is a value that never changes: every operation returns a new one. What X.226 stores
// with synchronization points and activities (6.8.4, 6.10.2) is a copy, and restoring it is an
// assignment. The zero ContextSet is empty: all data is of the default context.
//
// [Established] makes the set of a CP and its CPA. [ContextSet.Propose] checks and notes an AC,
// [ContextSet.Alter] makes the set behind its ACA. While the sender of an AC awaits the ACA it may
// use what [ContextSet.Without] leaves, 6.1.2 d.
type ContextSet struct {
	members   []DefinedContext // by identifier
	used      usedIDs
	units     Requirements
	nominated [2]int64 // by Side; 0: none
}

// Established returns the set that cpa makes of what cp proposed, X.226 6.2.5.9. It refuses a CPA
// that
//
//   - is of another mode, 6.2.3.1,
//   - has options that were not proposed, Amd.1 6.2.6.5,
//   - selects functional units that were not proposed, of session, too, X.216 10.2.2.2 a,
//   - selects restoration without context management, X.216 8.3,
//   - has results that do not fit the contexts proposed, 6.2.3.5,
//   - nominates a context outside the set, Amd.1 6.2.3.8 bis,
//   - has user data from a context outside the set, 6.1.2 c.
//
// Offsets of its errors are 0, but for user data.
func Established(cp *Connect, cpa *ConnectAccept) (ContextSet, error) {
	s := ContextSet{units: cpa.Requirements}
	switch {
	case cp.Mode != cpa.Mode:
		return ContextSet{}, fail(ruleModeOther, "CPA", 0, wireMode(cpa.Mode), wireMode(cp.Mode))
	case cpa.Options&^cp.Options != 0:
		return ContextSet{}, fail(ruleOptions, "CPA", 0, 0xab, 0)
	case cpa.Requirements&^cp.Requirements != 0:
		return ContextSet{}, fail(ruleUnits, "CPA", 0, 0x88, 0)
	case cp.SessionRequirements.Present && cpa.SessionRequirements.Present && cpa.SessionRequirements.Value&^cp.SessionRequirements.Value != 0:
		return ContextSet{}, fail(ruleUnits, "CPA", 0, 0x89, 0)
	case s.units == ContextRestoration:
		return ContextSet{}, fail(ruleRestore, "CPA", 0, 0x88, 0)
	case cpa.Results == nil && len(cp.Contexts) > 0: // X.216 10.2.2.3: no result is no answer
		return ContextSet{}, fail(ruleResultCount, "CPA", 0, 0, len(cp.Contexts))
	}
	var err error
	members := make([]DefinedContext, 0, len(cp.Contexts))
	if s.members, err = acceptContexts(members, cp.Contexts, cpa.Results, "CPA"); err != nil {
		return ContextSet{}, err
	}
	s.used = s.used.with(cp.Contexts)
	if cpa.Options&NominatedContext != 0 {
		if _, ok := s.Lookup(cp.NominatedContext); ok {
			s.nominated[Initiator] = cp.NominatedContext
		}
		if _, ok := s.Lookup(cpa.NominatedContext); !ok && cpa.NominatedContext != 0 {
			return ContextSet{}, fail(ruleNominatedContext, "CPA", 0, int(cpa.NominatedContext), 0)
		}
		s.nominated[Responder] = cpa.NominatedContext
	}
	if err := s.Check(&cpa.UserData, "CPA"); err != nil {
		return ContextSet{}, err
	}
	return s, nil
}

func wireMode(m osi.Mode) int {
	if m == osi.X410Mode {
		return modeX410
	}
	return modeNormal
}

// acceptContexts appends to members the contexts of list that results accept, and sorts; all of
// them when results is nil, X.216 10.5.1.3.
func acceptContexts(members []DefinedContext, list []Context, results []Result, pdu string) ([]DefinedContext, error) {
	if results != nil && len(list) != len(results) {
		return nil, fail(ruleResultCount, pdu, 0, len(results), len(list))
	}
	members = slices.Grow(members, len(list))
	rising := true
	for i := range list {
		c := &list[i]
		var syntax *osi.OID
		switch {
		case results != nil:
			r := &results[i]
			if syntax = &r.TransferSyntax; !syntax.IsZero() && !slices.Contains(c.TransferSyntaxes, *syntax) {
				return nil, fail(ruleProposed, pdu, 0, int(c.ID), 0)
			}
			if r.Outcome != Acceptance {
				continue
			}
		case len(c.TransferSyntaxes) != 1: // nobody has chosen one
			return nil, fail(ruleResultSyntax, pdu, 0, 0, 0x81)
		default:
			syntax = &c.TransferSyntaxes[0]
		}
		rising = rising && (len(members) == 0 || members[len(members)-1].ID < c.ID)
		members = append(members, DefinedContext{c.ID, c.AbstractSyntax, *syntax})
	}
	if !rising {
		slices.SortFunc(members, byID)
	}
	return members, nil
}

func byID(a, b DefinedContext) int { return cmp.Compare(a.ID, b.ID) }

// Propose checks the AC that the side by sends, and returns s with its new identifiers noted as
// used. They must be of the side's parity and never used before, X.226 6.5.2.1. The contexts to
// delete must have been defined once; they may be gone already, since both sides may propose that
// at once, 6.5.5.1. Offsets of its errors are 0. Identifiers stay used whatever becomes of the AC.
func (s ContextSet) Propose(by Side, ac *AlterContext) (ContextSet, error) {
	if s.units&ContextManagement == 0 {
		return ContextSet{}, fail(rulePPDUUnit, "AC", 0, 0, 0)
	}
	for i := range ac.Additions {
		id := ac.Additions[i].ID
		switch {
		case id&1 == 0 == (by == Initiator):
			return ContextSet{}, fail(ruleContextParity, "AC", 0, int(id), 0)
		case s.used.has(id):
			return ContextSet{}, fail(ruleReused, "AC", 0, int(id), 0)
		}
	}
	for _, id := range ac.Deletions {
		if !s.used.has(id) {
			return ContextSet{}, fail(ruleDeleted, "AC", 0, int(id), 0)
		}
	}
	s.used = s.used.with(ac.Additions)
	return s, nil
}

// Alter returns the set behind an alteration, X.226 6.5.4: without the members whose deletion aca
// accepts, and with the additions it accepts. A list of results that is absent accepts all, X.216
// 10.5.1.3 and 10.5.1.4; each addition must then have one transfer syntax. Deleting what is gone
// already is no error, 6.5.5.1. User data of the ACA is of the new set, 6.5.4.4. The AC must have
// passed [ContextSet.Propose]. Offsets of errors are 0, but for user data.
func (s ContextSet) Alter(ac *AlterContext, aca *AlterContextAcknowledge) (ContextSet, error) {
	if aca.Deletions != nil && len(ac.Deletions) != len(aca.Deletions) {
		return ContextSet{}, fail(ruleResultCount, "ACA", 0, len(aca.Deletions), len(ac.Deletions))
	}
	for i := range ac.Additions {
		if _, ok := s.Lookup(ac.Additions[i].ID); ok {
			return ContextSet{}, fail(ruleReused, "AC", 0, int(ac.Additions[i].ID), 0)
		}
	}
	members := append(make([]DefinedContext, 0, len(s.members)+len(ac.Additions)), s.members...)
	for i, id := range ac.Deletions {
		if at, ok := s.index(id); ok && (aca.Deletions == nil || aca.Deletions[i] == Acceptance) {
			members[at].ID = deletedID
		}
	}
	members = slices.DeleteFunc(members, func(c DefinedContext) bool { return c.ID == deletedID })
	var err error
	if s.members, err = acceptContexts(members, ac.Additions, aca.Additions, "ACA"); err != nil {
		return ContextSet{}, err
	}
	if err := s.Check(&aca.UserData, "ACA"); err != nil {
		return ContextSet{}, err
	}
	return s, nil
}

const deletedID = math.MinInt64 // no identifier: they are positive, X.226 8.2

// Without returns s without the contexts ids: what the sender of an AC with that deletion list may
// use behind the AC until it has the ACA, X.226 6.1.2 d. In the AC itself it may use s, 6.5.4.1.
func (s ContextSet) Without(ids []int64) ContextSet {
	if len(ids) == 0 {
		return s
	}
	ids = slices.Sorted(slices.Values(ids))
	out := make([]DefinedContext, 0, len(s.members))
	for i := range s.members {
		if _, gone := slices.BinarySearch(ids, s.members[i].ID); !gone {
			out = append(out, s.members[i])
		}
	}
	s.members = out
	return s
}

// Listed returns the set that the list of rs names, X.226 6.8.4.8: each context with the transfer
// syntax given there. Its abstract syntax is that of the member of s, or of one of older, the sets
// stored before. A context in none of them is an error, and so is one listed twice.
func (s ContextSet) Listed(rs *Resynchronize, older ...ContextSet) (ContextSet, error) {
	members := make([]DefinedContext, 0, len(rs.Contexts))
	for _, name := range rs.Contexts {
		c, ok := s.Lookup(name.ID)
		for i := 0; !ok && i < len(older); i++ {
			c, ok = older[i].Lookup(name.ID)
		}
		if !ok {
			return ContextSet{}, fail(ruleContext, rs.String(), 0, int(name.ID), 0)
		}
		c.TransferSyntax = name.TransferSyntax
		members = append(members, c)
	}
	slices.SortFunc(members, byID)
	for i := 1; i < len(members); i++ {
		if members[i-1].ID == members[i].ID {
			return ContextSet{}, fail(ruleContextDuplicate, rs.String(), 0, int(members[i].ID), 0)
		}
	}
	s.members = members
	return s, nil
}

// Lookup finds the member with the identifier id.
func (s ContextSet) Lookup(id int64) (c DefinedContext, ok bool) {
	if i, ok := s.index(id); ok {
		return s.members[i], true
	}
	return DefinedContext{}, false
}

func (s ContextSet) index(id int64) (i int, ok bool) {
	low, high := 0, len(s.members)
	for low < high {
		if mid := (low + high) / 2; s.members[mid].ID < id {
			low = mid + 1
		} else {
			high = mid
		}
	}
	return low, low < len(s.members) && s.members[low].ID == id
}

// All yields the members in the order of their identifiers.
func (s ContextSet) All() iter.Seq[DefinedContext] { return slices.Values(s.members) }

// Len returns the number of members.
func (s ContextSet) Len() int { return len(s.members) }

// Defined returns the number of contexts that were ever proposed, whose identifiers are not to be
// used again.
func (s ContextSet) Defined() int { return s.used.count }

// Requirements returns the functional units selected beside the kernel.
func (s ContextSet) Requirements() Requirements { return s.units }

// Nominated returns the identifier of the nominated context of a side, X.226 Amd.1 6.2.6.6; 0 when
// it has none, or none any more: it is a member of s.
func (s ContextSet) Nominated(by Side) int64 {
	if by > Responder || s.nominated[by] == 0 {
		return 0
	}
	if _, ok := s.index(s.nominated[by]); !ok {
		return 0
	}
	return s.nominated[by]
}
