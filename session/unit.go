package session

import (
	"iter"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/internal/octets"
)

// A Unit is one PGI or PI unit as it stands in the octets, X.225 8.2.2 and 8.2.3.
type Unit struct {
	Code   UnitCode
	Group  UnitCode // the PGI it stands in; 0 outside a group
	Offset int      // of the code, in the SPDU
	Value  []byte   // aliases the SPDU; empty means the default, 8.2.6
}

// Name returns the name of the unit in an SPDU of type t: 41, 52 and 46 depend on it.
func (u Unit) Name(t Type) string {
	switch {
	case u.Code == 52 && t == TypeAC:
		return "Responding Session Selector"
	case u.Code == 41 && u.Group == pgiLinking:
		return "Old Activity Identifier"
	case u.Code == 41 && t == TypeAR:
		return "New Activity Identifier"
	}
	return u.Code.String()
}

// Known reports whether X.225 8.3 lists the unit for an SPDU of type t, at this level.
func (u Unit) Known(t Type) bool {
	return allowed(t.known(), u.Group).has(parOf(u.Code))
}

// allowed returns what the tables of 8.3 list in SPDU t, in the PGI unit group or outside any.
func allowed(t Type, group UnitCode) parSet {
	d := &types[t]
	switch {
	case group == 0:
		return d.top
	case !d.top.has(parOf(group)):
		return 0
	case group == pgiIdentifier:
		return d.in &^ itemSet
	case group == pgiItem:
		return d.in & itemSet
	case group == pgiLinking:
		return d.in
	}
	return 0
}

func (m parSet) has(p par) bool { return m>>p&1 != 0 }

// Units walks the parameter field of one SPDU of type t. It checks the framing alone: neither codes
// and values nor their order. A PGI unit that consists of PI units comes before them. It yields an
// error at most once, last, of kind ErrTruncated or ErrLength. Short forms and NULL have no units.
func Units(t Type, spdu []byte) iter.Seq2[Unit, error] {
	return func(yield func(Unit, error) bool) {
		if int(t) >= len(types) || t >= TypeSCN {
			return
		}
		off, stop, _, err := readHeader(t, spdu)
		if err != nil {
			yield(Unit{}, err)
			return
		}
		end, group := stop, UnitCode(0)
		for off < stop {
			if off == end {
				end, group = stop, 0
			}
			u, next, err := cutUnit(t, spdu, off, end)
			if err != nil {
				yield(Unit{}, err)
				return
			}
			u.Group = group
			if !yield(u, nil) {
				return
			}
			off = next
			if p := parOf(u.Code); group == 0 && isGroup(p) && types[t].top.has(p) {
				off, end, group = next-len(u.Value), next, u.Code
			}
		}
	}
}

// readHeader reads SI and LI of the SPDU b of type t: its parameter field is b[off:stop].
func readHeader(t Type, b []byte) (off, stop int, minimal bool, err error) {
	if len(b) < 2 {
		return 0, 0, true, fail(ruleHeader, t, len(b), len(b), 2)
	}
	n, size, minimal, ok := octets.LI(b[1:])
	if !ok {
		return 0, 0, true, fail(ruleHeader, t, len(b), len(b), 4)
	}
	off = 1 + size
	if n > len(b)-off {
		return 0, 0, true, fail(ruleLI, t, 1, n, len(b)-off)
	}
	return off, off + n, minimal, nil
}

// cutUnit reads the unit at off of a level that ends at end. The unit ends at next.
func cutUnit(t Type, b []byte, off, end int) (u Unit, next int, err error) {
	n, size, _, ok := octets.LI(b[off+1 : end])
	if !ok {
		return u, 0, fail(ruleUnitHeader, t, end, end-off, 2)
	}
	v, ok := octets.Span(b[:end], off+1+size, off+1+size+n)
	if !ok {
		return u, 0, fail(ruleUnitLI, t, off+1, n, end-off-1-size)
	}
	return Unit{Code: UnitCode(b[off]), Offset: off, Value: v}, off + 1 + size + n, nil
}

// hasUnit reports whether a unit with this code is among those of b[off:stop], outside groups.
func hasUnit(b []byte, code UnitCode) bool {
	off, stop, _, err := readHeader(TypeNone, b)
	for err == nil && off < stop {
		var u Unit
		if u, off, err = cutUnit(TypeNone, b, off, stop); err == nil && u.Code == code {
			return true
		}
	}
	return false
}

// locateUnit returns the offsets of the first unit with this code and of its value; the end of the
// parameter field when there is none.
func locateUnit(t Type, b []byte, group, code UnitCode) (unit, value int) {
	_, stop, _, err := readHeader(t, b)
	if err != nil {
		return 0, 0
	}
	for u, err := range Units(t, b) {
		if err == nil && u.Group == group && u.Code == code {
			_, size, _, _ := octets.LI(b[u.Offset+1:])
			return u.Offset, u.Offset + 1 + size
		}
	}
	return stop, stop
}

// atIdentifier stands for the SI. It is the code of no parameter.
const atIdentifier UnitCode = 254

// atUserInformation stands for the place behind the parameter field. No parameter has this code.
const atUserInformation UnitCode = 255

// fault is what a check found wrong in the value of a unit; no rule means nothing.
type fault struct {
	rule        *osi.Rule
	group, code UnitCode
	got, want   int
}

func newFault(r *osi.Rule, p par, got, want int) fault {
	return fault{rule: r, code: parameters[p].code, got: got, want: want}
}

// unwantedFault is the fault of a parameter that has no place in the SPDU.
func unwantedFault(r *osi.Rule, p par) fault { return newFault(r, p, int(parameters[p].code), 0) }
