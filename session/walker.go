package session

import (
	"github.com/osi-go/osi"
	"github.com/osi-go/osi/internal/octets"
)

// defaultUnits is the default of osi.Limits.Units.
const defaultUnits = 256

// A walker is the one decoder of parameter fields. It checks framing, order, duplicates, presence
// and length by the table of types, keeps the parameters that most SPDUs have in common, and hands
// the others to the loop of the SPDU's own decoder.
type walker struct {
	b    []byte // the SPDU
	at   int    // of the value of the unit that next found
	off  int    // of the next unit, the end of that value
	end  int    // of the level walked
	stop int    // of the parameter field

	allowed parSet   // at this level
	met     parSet   // outside groups, with a value
	metIn   parSet   // in groups
	last    int      // code at this level; -1 before the first
	rest    int      // units still within the limit
	d       *Decoder // nil is strict
	err     error

	t     Type
	par   par
	group UnitCode
	check bool // verifying what an encoder wrote: keep nothing
}

// start opens the SPDU b of type t. Its common parameters go to c, which is reset. c is an argument
// of all methods, since one stored in w would count as escaping.
func (w *walker) start(t Type, b []byte, d *Decoder, c *Common) {
	spec := &types[t]
	w.t, w.b, w.d, w.last = t, b, d, -1
	w.rest = w.units()
	if len(b) < 2 || b[0] != spec.si || b[1] == 0xff || int(b[1]) > len(b)-2 {
		w.startSlow()
	} else {
		w.off, w.stop = 2, 2+int(b[1])
	}
	w.end, w.allowed = w.stop, spec.top
	if w.stop == len(b) || w.err != nil {
		return
	}
	if !spec.user {
		w.fail(ruleTrailing, w.stop, len(b)-w.stop, 0)
		return
	}
	c.UserData = b[w.stop:len(b):len(b)]
}

// startSlow opens an SPDU with a length indicator of three octets, or with a fault.
func (w *walker) startSlow() {
	if len(w.b) > 0 && w.b[0] != types[w.t].si {
		w.err = fail(ruleSI, w.t, 0, int(w.b[0]), int(types[w.t].si))
		return
	}
	var minimal bool
	w.off, w.stop, minimal, w.err = readHeader(w.t, w.b)
	if w.err == nil && !minimal && !w.leniency().Excuse(osi.LongLengthIndicator) {
		w.err = fail(ruleLIForm, w.t, 1, 0xff, w.stop-w.off)
	}
	if w.err != nil {
		w.off, w.stop = 0, 0
	}
}

func (w *walker) leniency() *osi.Leniency {
	if w.d == nil {
		return nil
	}
	return &w.d.Leniency
}

// next finds the next unit that the SPDU's own decoder has to set: its parameter is w.par, its
// value w.value().
func (w *walker) next(c *Common) bool {
	for {
		off := w.off
		if off >= w.end {
			if w.group == 0 || w.err != nil {
				return false
			}
			w.leave()
			continue
		}
		b := w.b
		if uint(off+1) >= uint(len(b)) || off+1 >= w.end {
			return w.fail(ruleUnitHeader, w.end, w.end-off, 2)
		}
		code, n := b[off], int(b[off+1])
		at := off + 2
		if n == 255 {
			if n, at = w.longLI(off); at == 0 {
				return false
			}
		}
		if n > w.end-at {
			return w.fail(ruleUnitLI, off+1, n, w.end-at)
		}
		w.at, w.off = at, at+n
		spec := &specs[code]
		if w.rest--; w.rest < 0 || int(code) <= w.last && !w.disorder(UnitCode(code), spec.par, off) {
			if w.err == nil {
				w.fail(ruleUnits, off, w.units()+1, w.units())
			}
			return false
		}
		w.last = int(code)
		bit := parSet(1) << (spec.par & 63)
		if w.allowed&bit == 0 || uint(n-int(spec.min)) > uint(spec.span) {
			if !w.ignore(c, spec.par, off) {
				return false
			}
			continue
		}
		w.par = spec.par
		if w.group != 0 {
			w.metIn |= bit
			return bit&judgedParameters == 0 || w.acceptable()
		}
		w.met |= bit
		const common = 1<<parIdentifier | 1<<parItem | 1<<parLinking | 1<<parEnclosure | 1<<parNested | 1<<parUserData
		if bit&common == 0 {
			return bit&judgedParameters == 0 || w.acceptable()
		}
		w.common(c, UnitCode(code), off)
	}
}

// value returns the value of the unit that next found.
func (w *walker) value() []byte { return w.b[w.at:w.off:w.off] }

// octet returns the value of one octet.
func (w *walker) octet() uint8 { return w.b[w.at] }

// common keeps a parameter that most SPDUs have, and enters a group.
func (w *walker) common(c *Common, code UnitCode, off int) {
	switch w.par {
	case parUserData:
		c.UserData = w.value()
	case parEnclosure:
		c.Enclosure = enclosureOf(w.octet())
	case parNested:
		if w.octet() == 0 {
			w.refuse(ruleNested, 0)
			return
		}
		c.Nested = osi.Some(w.octet())
	default:
		if w.at == w.off {
			w.ignored(c, off)
			return
		}
		w.off, w.end, w.group = w.at, w.off, code
		w.allowed, w.last = allowed(w.t, code), -1
	}
}

// leave goes back from a group to the units outside.
func (w *walker) leave() {
	w.last, w.group = int(w.group), 0
	w.end, w.allowed = w.stop, types[w.t].top
}

func (w *walker) fail(r *osi.Rule, off, got, want int) bool {
	w.err = fail(r, w.t, off, got, want)
	w.off, w.end = w.stop, w.stop
	return false
}

func (w *walker) units() int {
	if w.d != nil && w.d.Limits.Units > 0 {
		return w.d.Limits.Units
	}
	return defaultUnits
}

// longLI reads the three-octet length indicator of the unit at off. The value begins at from; 0 is
// a fault.
func (w *walker) longLI(off int) (n, from int) {
	n, size, minimal, ok := octets.LI(w.b[off+1 : w.end])
	switch {
	case !ok:
		w.fail(ruleUnitHeader, w.end, w.end-off, 4)
		return 0, 0
	case !minimal && !w.leniency().Excuse(osi.LongLengthIndicator):
		w.fail(ruleLIForm, off+1, 0xff, n)
		return 0, 0
	}
	return n, off + 1 + size
}

// disorder decides about a unit that does not follow the last one in order.
func (w *walker) disorder(code UnitCode, p par, off int) bool {
	met := w.met
	if w.group != 0 {
		met = w.metIn
	}
	switch {
	case p != parNone && (int(code) == w.last || met.has(p)):
		return w.fail(ruleDuplicate, off, int(code), 0)
	case int(code) == w.last: // nothing forbids an unknown unit twice
		return true
	case w.leniency().Excuse(osi.UnitOrder):
		return true
	}
	return w.fail(ruleOrder, off, int(code), w.last)
}

// ignore decides about a unit that is not in the table of the SPDU, or whose length is not.
func (w *walker) ignore(c *Common, p par, off int) bool {
	code, n := w.b[off], w.off-w.at
	if w.allowed.has(p) {
		spec := &parameters[p]
		must := types[w.t].must
		if w.group == pgiLinking {
			must = mustLinking
		} else if w.group != 0 {
			must = 0
		}
		switch {
		case n == 0 && !must.has(p): // the default, 8.2.6
		case n == 0 && must.has(p):
			return w.fail(ruleMissing, off+1, 0, int(code))
		case n < int(spec.min):
			return w.fail(ruleValueLength, off+1, n, int(spec.min))
		default:
			return w.fail(ruleValueLength, off+1, n, int(spec.max))
		}
	} else if p != parNone && !w.leniency().Excuse(osi.MisplacedUnit) {
		return w.fail(ruleMisplaced, off, int(code), 0)
	}
	w.ignored(c, off)
	return true
}

// mustLinking is what Linking Information shall hold, X.225 Table 38.
const mustLinking = parSet(1<<parActivity | 1<<parSerial)

// ignored keeps the unit at off, which has no meaning here.
func (w *walker) ignored(c *Common, off int) {
	if !w.check {
		c.Ignored = append(c.Ignored, Unit{UnitCode(w.b[off]), w.group, off, w.value()})
	}
}

// within reports whether the value is at most n octets, for an SPDU that allows fewer than the
// others.
func (w *walker) within(n int) bool {
	if got := w.off - w.at; got > n {
		w.fail(ruleValueLength, w.at-liSize(got), got, n)
		return false
	}
	return true
}

// liSize returns the number of octets of the length indicator that says n.
func liSize(n int) int {
	if n > 254 {
		return 3
	}
	return 1
}

// serial returns the value as a serial number.
func (w *walker) serial() SerialNumber { return SerialNumber(w.value()) }

// continuationSet is what an SPDU behind the first of a segmented SSDU may hold, X.225 8.4 Tables
// 44 to 46.
func continuationSet(t Type) parSet {
	return 1<<parEnclosure | 1<<parNested | 1<<userDataOf(t)
}

func (m parSet) first() par {
	for p := range parNone {
		if m.has(p) {
			return p
		}
	}
	return parNone
}
