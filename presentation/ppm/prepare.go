package ppm

import (
	"github.com/osi-go/osi/presentation"
)

// prepare checks what no table tests, and makes what results from the event: the set behind a CPA
// or ACA, and the identifiers used behind an AC.
func (m *Machine) prepare(in *input) (err error) {
	switch v := in.ppdu.(type) {
	case *presentation.ConnectAccept:
		in.result, err = m.accept(v)
	case *presentation.ConnectReject:
		err = presentation.CheckReject(m.proposed, v)
	case *presentation.AlterContext:
		if m.management() { // else p11 is not true
			err = m.propose(in, v)
		}
	case *presentation.AlterContextAcknowledge:
		in.result, err = m.alter(in, v)
	case *presentation.Data:
		if v.Primitive == presentation.SSyncMinor || v.Primitive == presentation.SSyncMajorConfirm {
			err = m.room(in)
		}
	default:
	}
	if err != nil || in.data == nil {
		return err
	}
	if in.data.Simple != nil {
		in.simple = m.simple(in)
	}
	return m.syntaxes(in)
}

// maxStored is how many runs of synchronization points a machine stores, each with its set.
const maxStored = 4096

// room refuses a synchronization point whose set a machine would not store any more.
func (m *Machine) room(in *input) error {
	if len(m.stored.runs) >= maxStored {
		return fail(ruleStored, in.name(), len(m.stored.runs)+1, maxStored)
	}
	return nil
}

// accept returns the set that a CPA makes.
func (m *Machine) accept(cpa *presentation.ConnectAccept) (presentation.ContextSet, error) {
	bare := *cpa
	bare.UserData = presentation.UserData{} // p04 is of it
	return presentation.Established(m.proposed, &bare)
}

// propose checks an AC, 6.5.2.1 and 6.5.2.2. The user deletes members of the DCS; what the peer
// deletes may be gone already, 6.5.5.1.
func (m *Machine) propose(in *input, ac *presentation.AlterContext) (err error) {
	by := m.side
	if in.event == EventAC {
		by ^= 1
	}
	for i := range ac.Additions { // a list of the peer may have defined it
		if _, ok := m.dcs.Lookup(ac.Additions[i].ID); ok {
			return fail(ruleReused, "AC", int(ac.Additions[i].ID), 0)
		}
	}
	if n := m.known.Defined() + len(ac.Additions); n > everDefined*defaultContexts {
		return fail(ruleLimit, "AC", n, everDefined*defaultContexts)
	}
	additions := presentation.AlterContext{Additions: ac.Additions}
	if in.known, err = m.known.Propose(by, &additions); err != nil {
		return err
	}
	for i, id := range ac.Deletions {
		if _, ok := m.dcs.Lookup(id); in.event == EventPALTERreq {
			if !ok {
				return fail(ruleDeletion, "AC", int(id), 0)
			}
			continue
		}
		gone := presentation.AlterContext{Deletions: ac.Deletions[i : i+1]}
		if _, err := m.known.Propose(by, &gone); err != nil {
			return err
		}
	}
	return nil
}

// alter returns the set that an ACA makes.
func (m *Machine) alter(in *input, aca *presentation.AlterContextAcknowledge) (presentation.ContextSet, error) {
	ac := m.local
	if in.event == EventPALTERrsp {
		ac = m.remote
	}
	// without a list nobody says which transfer syntaxes are selected, 6.5.3.1
	if len(aca.Additions) != len(ac.Additions) {
		return presentation.ContextSet{}, fail(ruleCount, "ACA", len(aca.Additions), len(ac.Additions))
	}
	// p09 is of its user data
	bare := presentation.AlterContextAcknowledge{Additions: aca.Additions, Deletions: aca.Deletions}
	return m.dcs.Alter(ac, &bare)
}

// simple returns the context of simply encoded values, 8.4.1: the sender's nominated context, the
// only member of the DCS, or the default context, which is always that of a TE.
func (m *Machine) simple(in *input) int64 {
	set := &m.dcs
	switch e := in.event; {
	case e == EventPEXreq || e == EventTE || e == EventCP || e == EventPCONreq || e == EventCPR || e == EventPCONrspReject:
		return 0
	case e == EventCPA || e == EventPCONrspAccept || e == EventACA || e == EventPALTERrsp:
		set = &in.result
	}
	by := m.side
	if !in.event.User() {
		by ^= 1
	}
	if id := set.Nominated(by); id != 0 {
		return id
	}
	if set.Simple() {
		for c := range set.All() {
			return c.ID
		}
	}
	return 0
}

// syntaxes checks the transfer syntaxes that values name against those selected, 8.4.2.7. In a CP
// none is selected yet.
func (m *Machine) syntaxes(in *input) error {
	for i := range in.data.PDVs {
		v := &in.data.PDVs[i]
		if v.TransferSyntax.IsZero() {
			continue
		}
		c, ok := m.dcs.Lookup(v.Context)
		if r, selected := in.result.Lookup(v.Context); selected {
			c, ok = r, true
		}
		if ok && c.TransferSyntax != v.TransferSyntax {
			return fail(ruleSyntax, in.name(), int(v.Context), 0)
		}
	}
	return nil
}
