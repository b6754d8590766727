package spm

import (
	"errors"
	"slices"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/session"
)

// A position is a machine and how many it has taken of the SPDUs sent to it, data included: one way
// in which an end may have come to send what was seen.
type position struct {
	m     Machine
	taken int
}

// explained reports whether two machines, each with some user, could have produced what is seen:
// for each end a search over all moments at which it may have taken what was sent to it, without
// any of the monitor's reductions. No transport expedited flow.
func explained(all []seen) bool {
	for d := range 2 {
		if !explainedEnd(osi.Direction(d), all) {
			return false
		}
	}
	return true
}

func explainedEnd(d osi.Direction, all []seen) bool {
	set := []position{{m: Connected(d, false)}}
	var to []session.SPDU
	for _, s := range all {
		if s.d != d {
			to = append(to, s.p)
			continue
		}
		var next []position
		add := func(p position) {
			if !slices.Contains(next, p) {
				next = append(next, p)
			}
		}
		for _, p := range set {
			for {
				if m, ok := requested(p.m, s.p); ok {
					add(position{m, p.taken})
				}
				if p.taken == len(to) {
					break
				}
				answered := p.m
				answered.Local.Reuse = s.p.Type() == session.TypeAA
				if o, err := answered.Receive(to[p.taken]); err == nil && o.sends() && sentByItself(&o, s.p) {
					answered.Local.Reuse = false
					add(position{answered, p.taken + 1})
				}
				o, err := p.m.Receive(to[p.taken])
				if err != nil {
					if s.p.Type() == session.TypeAB {
						p.m.state = STA16
						add(p)
					}
					break
				}
				if o.sends() {
					break
				}
				p.taken++
			}
		}
		if len(next) == 0 {
			return false
		}
		set = next
	}
	return true
}

func requested(m Machine, p session.SPDU) (Machine, bool) {
	o, err := m.Request(p)
	if errors.As(err, new(*StateError)) && p.Type() == session.TypeAB && m.aborts() {
		m.state = STA16
		return m, true
	}
	return m, err == nil && (o.sends() || headerOnly(p) && o.n == 0)
}

func sentByItself(o *Outcome, p session.SPDU) bool {
	return p.Type() == session.TypeAA && o.Has(EventAA) || p.Type() == session.TypeGTA && o.Has(EventGTA)
}
