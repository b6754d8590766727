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
	case 2:
		m.action02()
	case 3:
		m.action03(in)
	case 6:
		m.action06(in)
	case 7:
		m.rl = true
	case 8:
		m.cr = m.cr || m.rl
	case 9:
		m.action09()
	case 10:
		m.action10(in)
	case 12:
		m.action12(in)
	case 13:
		m.action13(in)
	case 14:
		m.action14()
	case 15:
		m.aep = true
	case 16:
		m.action16(in)
	case 17:
		m.action17()
	case 18:
		m.dcs = m.established
	case 19:
		m.stored = m.stored.without(m.activity, 0, lastPoint)
	case 20:
		m.aep = false
	case 21:
		m.action21(in)
	case 22:
		m.action22()
	}
}

// action02: no release, no collision.
func (m *Machine) action02() { m.cr, m.rl = false, false }

// action03: the agreed contexts are the DCS. With SHORT-CP there are none.
func (m *Machine) action03(in *input) {
	if in.event == EventCPA {
		m.dcs = in.result
	}
}

// action06: the agreed contexts are in the DCS. A CPR makes none.
func (m *Machine) action06(in *input) {
	if in.event != EventPCONrspReject {
		m.dcs = in.result
	}
}

// action09: the points of an activity that ended have no DCS any more.
func (m *Machine) action09() {
	if !m.aep {
		return
	}
	m.aep = false
	if m.restoration() {
		m.stored = m.stored.without(m.last, 0, lastPoint)
	}
}

// action10: the accepted contexts are in the DCS.
func (m *Machine) action10(in *input) { m.dcs = in.result }

// action12: the functional units are those in the CPA. The DCS is the one agreed at establishment,
// and between activities.
func (m *Machine) action12(in *input) {
	m.known, m.established = in.result, m.dcs
	if m.restoration() {
		m.interActivity = m.dcs
	}
}

// action13: the point has the DCS.
func (m *Machine) action13(in *input) {
	if m.restoration() {
		m.stored = m.stored.with(m.activity, in.params.SerialNumber, &m.dcs)
	}
}

// action14: the DCS is that between activities, when one is in progress.
func (m *Machine) action14() {
	if m.restoration() && m.activity != (activity{}) {
		m.dcs = m.interActivity
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

// action17: the DCS is that between activities.
func (m *Machine) action17() {
	if m.restoration() {
		m.interActivity = m.dcs
	}
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
		set, err = m.dcs.Listed(rs, m.established, m.interActivity, unknown(rs.Contexts))
	}
	if err == nil {
		m.dcs = set
	}
}

// unknown returns a set of the contexts named, without syntaxes.
func unknown(names []presentation.ContextName) presentation.ContextSet {
	cp := presentation.Connect{Contexts: make([]presentation.Context, len(names))}
	cpa := presentation.ConnectAccept{Results: make([]presentation.Result, len(names))}
	for i, n := range names {
		cp.Contexts[i].ID = n.ID
	}
	set, _ := presentation.Established(&cp, &cpa)
	return set
}

// action22: no point has a DCS.
func (m *Machine) action22() {
	if m.restoration() {
		m.stored = storedSets{}
	}
}
