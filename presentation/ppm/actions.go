package ppm

import (
	"github.com/osi-go/osi/presentation"
)

// action takes specific action n of Table A.19. Those that the user of the machine takes, or that
// [Machine.prepare] has made part of the set that results, do nothing: [01], [04] and [05] are what
// the PPDU says, [11] is part of [06] and [10], and [24] to [28] are part of the set, which has the
// nominated contexts.
func (m *Machine) action(in *input, n uint8) {
	switch n {
	case 2: // no release, no collision
		m.cr, m.rl = false, false
	case 3: // the agreed contexts are the DCS; with SHORT-CP there are none
		if in.event == EventCPA {
			m.dcs = in.result
		}
	case 6: // the agreed contexts are in the DCS; a CPR makes none
		if in.event != EventPCONrspReject {
			m.dcs = in.result
		}
	case 7: // a release has begun
		m.rl = true
	case 8: // releases have crossed
		m.cr = m.cr || m.rl
	case 9: // the points of an activity that has ended have no DCS any more
		if m.aep && m.restoration() {
			m.stored = m.stored.without(m.last, 0, lastPoint)
		}
		m.aep = false
	case 10: // the accepted contexts are in the DCS
		m.dcs = in.result
	case 12: // the functional units are those in the CPA, the DCS is that agreed at establishment
		m.known, m.established = in.result, m.dcs
		if m.restoration() {
			m.interActivity = m.dcs
		}
	case 13: // the point has the DCS
		if m.restoration() {
			m.stored = m.stored.with(m.activity, in.params.SerialNumber, &m.dcs)
		}
	case 14: // in an activity the DCS becomes the inter-activity DCS
		if m.restoration() && m.activity != (activity{}) {
			m.dcs = m.interActivity
		}
	case 15: // an activity end is pending
		m.aep = true
	case 16:
		m.action16(in)
	case 17: // the inter-activity DCS becomes the DCS
		if m.restoration() {
			m.interActivity = m.dcs
		}
	case 18: // the DCS becomes the one agreed at establishment
		m.dcs = m.established
	case 19: // the points of the activity have no DCS any more
		m.stored = m.stored.without(m.activity, 0, lastPoint)
	case 20: // no activity end is pending
		m.aep = false
	case 21:
		m.action21(in)
	case 22: // no point has a DCS
		if m.restoration() {
			m.stored = storedSets{}
		}
	}
}

// action16: the DCS is the one stored for the resync identifier, or for the old activity and the
// serial number. The points of the old activity up to there are those of the new one; those above
// have no DCS any more, 6.10.2.6 a.
func (m *Machine) action16(in *input) {
	if in.event == EventPRSYNreq || in.event == EventRS {
		if set := m.stored.find(m.activity, m.resyncOf(in).n); set != nil {
			m.dcs = *set
		}
		return
	}
	if set := m.old(in); set != nil { // [09] may have dropped it
		m.dcs = *set
	}
	from := activityOf(in.params.OldActivity)
	if n := in.params.SerialNumber; n < lastPoint {
		m.stored = m.stored.without(from, n+1, lastPoint)
	}
	m.stored = m.stored.renamed(from, activityOf(in.params.Activity))
}

// action21: the DCS is what the PPDU lists. A context that this end does not know, since the
// session discarded the ACA that would have defined it, has no abstract syntax. An absent list
// changes nothing.
func (m *Machine) action21(in *input) {
	rs, ok := in.ppdu.(*presentation.Resynchronize)
	if !ok || rs.Contexts == nil || m.defines(rs.Contexts) {
		return
	}
	set, err := m.dcs.Listed(rs, m.established, m.interActivity)
	if err != nil {
		set, err = m.dcs.Listed(rs, m.established, m.interActivity, contextsNamed(rs.Contexts))
	}
	if err == nil {
		m.dcs = set
	}
}

// contextsNamed returns a set of the contexts named, without syntaxes.
func contextsNamed(names []presentation.ContextName) presentation.ContextSet {
	cp := presentation.Connect{Contexts: make([]presentation.Context, len(names))}
	cpa := presentation.ConnectAccept{Results: make([]presentation.Result, len(names))}
	for i, n := range names {
		cp.Contexts[i].ID = n.ID
	}
	set, _ := presentation.Established(&cp, &cpa)
	return set
}
