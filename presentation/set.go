package presentation

import (
	"iter"
	"slices"

	"github.com/osi-go/osi"
)

// A DefinedContext is a member of a ContextSet.
type DefinedContext struct {
	ID             int64
	AbstractSyntax osi.OID
	TransferSyntax osi.OID
}

// A ContextSet is a defined context set (DCS), X.226 clause 6. It is a value that never changes: every operation
// returns a new one. What X.226 stores with synchronization points and activities (6.8.4, 6.10.2) is a copy, and restoring
// it is an assignment. The zero ContextSet is empty: all data is of the default context.
type ContextSet struct {
	members []DefinedContext // by place in the lists that defined them
	used    []int64          // identifiers that were members before, never to be used again
	units   Requirements
}

// Established returns the set that cpa makes of what cp proposed, X.226 6.2.5.9. Offsets of its errors are 0, and Got of a
// wrong count is that of the results.
func Established(cp *Connect, cpa *ConnectAccept) (ContextSet, error) {
	s := ContextSet{units: cp.Requirements & cpa.Requirements}
	return s.accept(cp.Contexts, cpa.Results, "CPA")
}

// accept adds the contexts of list that results accept.
func (s ContextSet) accept(list []Context, results []Result, pdu string) (ContextSet, error) {
	if len(list) != len(results) {
		return ContextSet{}, fail(ruleResultCount, pdu, 0, len(results), len(list))
	}
	members := slices.Clip(s.members)
	used := slices.Clip(s.used)
	for i := range list {
		if results[i].Outcome != Acceptance {
			used = append(used, list[i].ID)
			continue
		}
		if !slices.Contains(list[i].TransferSyntaxes, results[i].TransferSyntax) {
			return ContextSet{}, fail(ruleProposed, pdu, 0, int(list[i].ID), 0)
		}
		members = append(members, DefinedContext{list[i].ID, list[i].AbstractSyntax, results[i].TransferSyntax})
	}
	return ContextSet{members, used, s.units}, nil
}

// Alter returns the set behind an alteration, X.226 6.5.4: without the members whose deletion aca accepts, and with the
// additions it accepts. Deleting what is gone already is no error, 6.5.5.1.
func (s ContextSet) Alter(ac *AlterContext, aca *AlterContextAcknowledge) (ContextSet, error) {
	if len(ac.Deletions) != len(aca.Deletions) {
		return ContextSet{}, fail(ruleResultCount, "ACA", 0, len(aca.Deletions), len(ac.Deletions))
	}
	for i := range ac.Additions {
		if s.hasUsed(ac.Additions[i].ID) {
			return ContextSet{}, fail(ruleReused, "AC", 0, int(ac.Additions[i].ID), 0)
		}
	}
	out, err := s.accept(ac.Additions, aca.Additions, "ACA")
	if err != nil {
		return ContextSet{}, err
	}
	for i, id := range ac.Deletions {
		if aca.Deletions[i] != Acceptance {
			continue
		}
		if at := slices.IndexFunc(out.members, func(c DefinedContext) bool { return c.ID == id }); at >= 0 {
			out.members = slices.Concat(out.members[:at], out.members[at+1:])
			out.used = append(slices.Clip(out.used), id)
		}
	}
	return out, nil
}

func (s ContextSet) hasUsed(id int64) bool {
	_, member := s.Lookup(id)
	return member || slices.Contains(s.used, id)
}

// Listed returns the set that the list of an RS or RSA names, X.226 6.8.4.8: each context with the transfer syntax given.
// Abstract syntaxes are those of the members of s, or of older, the sets stored before; a context in none of them is an error.
func (s ContextSet) Listed(list []ContextName, older ...ContextSet) (ContextSet, error) {
	out := ContextSet{used: slices.Clone(s.used), units: s.units}
	for i := range s.members {
		out.used = append(out.used, s.members[i].ID)
	}
	for _, name := range list {
		c, ok := s.Lookup(name.ID)
		for i := 0; !ok && i < len(older); i++ {
			c, ok = older[i].Lookup(name.ID)
		}
		if !ok {
			return ContextSet{}, fail(ruleContext, "RS", 0, int(name.ID), 0)
		}
		c.TransferSyntax = name.TransferSyntax
		out.members = append(out.members, c)
	}
	return out, nil
}

// Lookup finds the member with the identifier id.
func (s ContextSet) Lookup(id int64) (c DefinedContext, ok bool) {
	for i := range s.members {
		if s.members[i].ID == id {
			return s.members[i], true
		}
	}
	return DefinedContext{}, false
}

// All yields the members in the order they were defined.
func (s ContextSet) All() iter.Seq[DefinedContext] { return slices.Values(s.members) }

// Len returns the number of members.
func (s ContextSet) Len() int { return len(s.members) }

// Defined returns the number of contexts that were ever defined: the members and those deleted since, whose identifiers are not to be used again.
func (s ContextSet) Defined() int { return len(s.members) + len(s.used) }

// Requirements returns the functional units selected beside the kernel.
func (s ContextSet) Requirements() Requirements { return s.units }

// Simple reports whether a sender encodes user data simply, X.226 8.4.1.2 and 8.4.1.3: the set is empty, or has
// one member and context management is not selected.
func (s ContextSet) Simple() bool {
	return len(s.members) == 0 || len(s.members) == 1 && s.units&ContextManagement == 0
}

// Check reports the first value of u whose context is not in s, X.226 6.1.2, with the value's offset.
// Which set is the right one while an alteration is under way is for the protocol machine to say.
func (s ContextSet) Check(u *UserData, pdu string) error {
	for i := range u.PDVs {
		if _, ok := s.Lookup(u.PDVs[i].Context); !ok {
			return fail(ruleContext, pdu, u.PDVs[i].Offset, int(u.PDVs[i].Context), 0)
		}
	}
	return nil
}
