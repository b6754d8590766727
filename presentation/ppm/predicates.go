package ppm

import (
	"slices"

	"github.com/osi-go/osi/presentation"
)

// predicate returns the value of predicate n of Table A.20. p10 and p12 do not exist; p20 and p30
// are not used.
func (m *Machine) predicate(in *input, n int) bool {
	switch n {
	case 1: // the connection is acceptable to the PPM
		return !in.params.Unacceptable
	case 2: // the default context, if one is named, is supported
		return !in.params.DefaultUnsupported
	case 3:
		return m.p03(in)
	case 4:
		return m.p04(in)
	case 5: // the values are of the DCS
		return in.of(&m.dcs)
	case 6: // the values are of members of the DCS that the peer does not propose to delete
		return in.from(contexts{set: m.resulting(in), without: deletions(m.remote)})
	case 7: // the values are of members of the DCS that this end does not propose to delete
		return in.from(contexts{set: m.resulting(in), without: deletions(m.local)})
	case 8: // a collision of releases is detected
		return m.cr
	case 9: // the values are of the DCS that the ACA makes
		return in.of(&in.result)
	case 11: // context management is selected
		return m.management()
	case 13: // the values are of the default context
		return in.from(contexts{standard: true})
	case 14: // context management is not selected, or the user requires typed data of the session
		return !m.management() || !m.noTTD
	case 15: // the values are of the DCS agreed at establishment
		return in.of(&m.established)
	case 16: // the values are of the DCS stored for the old activity and the serial number
		set := m.old(in)
		return set != nil && in.of(set)
	case 17: // context restoration is selected
		return m.restoration()
	case 18: // the values are of the DCS stored for the resync identifier
		set := m.stored.find(m.activity, m.resyncOf(in).n)
		return set != nil && in.of(set)
	case 19:
		return m.p19(in)
	case 21: // the values are of the contexts that the PPDU lists, or of the default context
		names := in.names()
		return in.from(contexts{names: names, standard: len(names) == 0})
	case 22, 23: // of each value, some encoding is supported; the encoding of each value is supported
		return !in.params.Unreadable
	case 24:
		return m.p24(in)
	case 25: // the values are of members that the peer does not propose to delete, or of local additions
		return in.from(contexts{set: &m.dcs, without: deletions(m.remote), proposed: m.additions()})
	case 26:
		return m.p26(in)
	case 27: // the old session connection identifier is present
		return in.params.OldConnection
	case 28: // a DCS is stored for the old activity and the serial number
		return m.old(in) != nil
	case 29: // the values are of the inter-activity DCS
		return in.of(&m.interActivity)
	case 31: // null encoding and short connect are chosen, as the PPDU says that is sent
		_, connects := in.ppdu.(*presentation.ShortConnect)
		_, accepts := in.ppdu.(*presentation.ShortAccept)
		return connects || accepts
	}
	return false
}

// contexts are those that a predicate lets values come from.
type contexts struct {
	set      *presentation.ContextSet
	without  []int64                    // but for these members of set
	proposed []presentation.Context     // and these
	names    []presentation.ContextName // and these
	standard bool                       // and the default context
}

// from reports whether all values of the event, whose PPDU has user data, come from the contexts.
func (in *input) from(c contexts) bool {
	if in.data.Simple != nil {
		return c.has(in.simple)
	}
	for i := range in.data.PDVs {
		if !c.has(in.data.PDVs[i].Context) {
			return false
		}
	}
	return true
}

func (c *contexts) has(id int64) bool {
	if id == 0 {
		return c.standard
	}
	if c.set != nil {
		if _, ok := c.set.Lookup(id); ok && !slices.Contains(c.without, id) {
			return true
		}
	}
	return slices.ContainsFunc(c.proposed, func(v presentation.Context) bool { return v.ID == id }) ||
		slices.ContainsFunc(c.names, func(v presentation.ContextName) bool { return v.ID == id })
}

// of reports whether the values are of the set, or of the default context when it is empty.
func (in *input) of(set *presentation.ContextSet) bool {
	return in.from(contexts{set: set, standard: set.Len() == 0})
}

func (m *Machine) management() bool {
	return m.known.Requirements()&presentation.ContextManagement != 0
}

func (m *Machine) restoration() bool {
	return m.known.Requirements()&presentation.ContextRestoration != 0
}

// p03: the values are of the contexts proposed in the CP, or of the default context when it
// proposes none.
func (m *Machine) p03(in *input) bool {
	cp, ok := in.ppdu.(*presentation.Connect)
	if !ok {
		cp = m.proposed
	}
	// nil: null encoding, for which p31 decides
	return cp != nil && in.from(contexts{proposed: cp.Contexts, standard: len(cp.Contexts) == 0})
}

// p04: the values are of the set that is being accepted, or of the default context when it is
// empty. A CPR accepts nothing, but has values of the contexts that its list calls accepted;
// without a list, of the default context, 6.2.4.10.
func (m *Machine) p04(in *input) bool {
	cpr, ok := in.ppdu.(*presentation.ConnectReject)
	if !ok {
		return in.of(&in.result)
	}
	accepted := func(id int64) bool {
		for i := range m.proposed.Contexts {
			if m.proposed.Contexts[i].ID == id {
				return i < len(cpr.Results) && cpr.Results[i].Outcome == presentation.Acceptance
			}
		}
		return false
	}
	for i := range in.data.PDVs {
		if !accepted(in.data.PDVs[i].Context) {
			return false
		}
	}
	return true
}

// resulting returns the DCS; in an ACA the one that results from it, 6.1.2 c.
func (m *Machine) resulting(in *input) *presentation.ContextSet {
	if in.event == EventPALTERrsp || in.event == EventACA {
		return &in.result
	}
	return &m.dcs
}

func deletions(ac *presentation.AlterContext) []int64 {
	if ac == nil {
		return nil
	}
	return ac.Deletions
}

// p19: no DCS is stored, or none for the resync identifier, which is greater than the lowest that
// has one. It is true of the type abandon too, which leaves the DCS as it is: 6.8.4.6 a, 6.8.4.9 a.
func (m *Machine) p19(in *input) bool {
	r := m.resyncOf(in)
	lowest, ok := m.stored.lowest(m.activity)
	return r.kind == Abandon || !ok || m.stored.find(m.activity, r.n) == nil && r.n > lowest
}

// p24: the values are of the DCS or of what this end proposes to add, or of the default context
// when the DCS is empty or this end proposes to delete all of it.
func (m *Machine) p24(in *input) bool {
	left := false
	for c := range m.dcs.All() {
		left = left || !slices.Contains(deletions(m.local), c.ID)
	}
	return in.from(contexts{set: &m.dcs, proposed: m.additions(), standard: !left})
}

func (m *Machine) additions() []presentation.Context {
	if m.local == nil {
		return nil
	}
	return m.local.Additions
}

// p26: a DCS is stored for the resync identifier. It is not true of the type abandon, see p19.
func (m *Machine) p26(in *input) bool {
	r := m.resyncOf(in)
	return r.kind != Abandon && m.stored.find(m.activity, r.n) != nil
}

// resyncOf returns what the RS says: for an RSA, the RS that it answers.
func (m *Machine) resyncOf(in *input) resync {
	if (in.event == EventPRSYNrsp || in.event == EventRSA) && m.resync.seen {
		return m.resync
	}
	return in.resync()
}

// old returns the DCS stored for the old activity and the serial number; nil when there is none.
func (m *Machine) old(in *input) *presentation.ContextSet {
	return m.stored.find(activityOf(in.params.OldActivity), int64(in.params.SerialNumber))
}
