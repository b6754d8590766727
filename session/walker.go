package session

import (
	"github.com/osi-go/osi"
	"github.com/osi-go/osi/internal/octets"
)

// defaultUnits is the default of osi.Limits.Units.
const defaultUnits = 256

// A walker is the one decoder of parameter fields. It checks framing, order, duplicates,
// presence and length by the table of types, keeps the parameters that most SPDUs have in common, and hands
// the others to the loop of the SPDU's own decoder.
type walker struct {
	b    []byte // the SPDU
	at   int    // of the value of the unit that next found
	off  int    // of the next unit, the end of that value
	end  int    // of the level walked
	stop int    // of the parameter field

	allowed set      // at this level
	met     set      // outside groups, with a value
	metIn   set      // in groups
	last    int      // code at this level; -1 before the first
	rest    int      // units still within the limit
	d       *Decoder // nil is strict
	err     error

	t     Type
	par   par
	group UnitCode
	check bool // verifying what an encoder wrote: keep nothing
}

// start opens the SPDU b of type t. Its common parameters go to c, already reset: an argument everywhere, since a c
// stored in w would count as escaping.
func (w *walker) start(t Type, b []byte, d *Decoder, c *Common) {
	spec := &types[t]
	w.t, w.b, w.d, w.rest, w.last = t, b, d, defaultUnits, -1
	if d != nil && d.Limits.Units > 0 {
		w.rest = d.Limits.Units
	}
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
	w.off, w.stop, minimal, w.err = header(w.t, w.b)
	switch {
	case w.err != nil:
	case !minimal && !w.leniency().Excuse(osi.LongLengthIndicator):
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

// next finds the next unit that the SPDU's own decoder has to set: its parameter is w.par, its value w.value().
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
		bit := set(1) << (spec.par & 63)
		if w.allowed&bit == 0 || uint(n-int(spec.min)) > uint(spec.span) {
			if !w.ignore(c, spec.par, off) {
				return false
			}
			continue
		}
		w.par = spec.par
		if w.group != 0 {
			w.metIn |= bit
			return w.acceptable()
		}
		w.met |= bit
		const common = 1<<parIdentifier | 1<<parItem | 1<<parLinking | 1<<parEnclosure | 1<<parNested | 1<<parUserData
		if bit&common == 0 {
			return w.acceptable()
		}
		w.common(c, UnitCode(code), off)
	}
}

// acceptable checks the value that next found, as far as the value alone decides. Encoders run it, too.
func (w *walker) acceptable() bool {
	switch w.par {
	case parInitialSerial, parSecondInitial, parLargeInitial, parLargeSecond:
		return w.digits()
	case parSerial, parSecondSerial:
		return w.digits() && w.within(w.d.serialDigits())
	case parVersion:
		return w.octet()&uint8(Version1|Version2) != 0 || w.refuse(ruleVersion, 0)
	case parOverflow:
		return w.octet()&1 != 0 || w.refuse(ruleOverflow, 1)
	case parSyncType:
		switch v := w.octet(); {
		case w.t == TypeMAP:
			return v&1 != 0 || w.refuse(ruleMajorSyncType, 1)
		default:
			return SyncType(v)&(NoConfirmation|SeparateData) != 0 || w.refuse(ruleSyncType, 0)
		}
	case parResyncType, parSecondResyncType:
		return w.octet() <= uint8(ResyncSet) || w.refuse(ruleResyncType, 0)
	case parReflect:
		return w.t != TypeAB || w.within(maxReflect)
	case parReason:
		return w.t == TypeRF || w.within(1)
	case parUpperLimit:
		return w.upperLimit()
	}
	return true
}

// digits checks that the value consists of decimal digits.
func (w *walker) digits() bool {
	if at := SerialNumber(w.value()).check(); at >= 0 {
		return w.fail(ruleSerial, w.at+at, int(w.b[w.at+at]), 0)
	}
	return true
}

// upperLimit checks that the value is a binary number of at most 6, of any length.
func (w *walker) upperLimit() bool {
	last := w.off - 1
	for i := w.at; i <= last; i++ {
		if x := w.b[i]; i < last && x != 0 || x > 6 {
			return w.fail(ruleUpperLimit, i, int(x), 6)
		}
	}
	return true
}

// refuse fails with r at the one octet of the value.
func (w *walker) refuse(r *osi.Rule, want int) bool {
	return w.fail(r, w.off-1, int(w.octet()), want)
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

// longLI reads the three-octet length indicator of the unit at off. The value begins at from; 0 is a fault.
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
const mustLinking = set(1<<parActivity | 1<<parSerial)

// ignored keeps the unit at off, which has no meaning here.
func (w *walker) ignored(c *Common, off int) {
	if !w.check {
		c.Ignored = append(c.Ignored, Unit{UnitCode(w.b[off]), w.group, off, w.value()})
	}
}

// within reports whether the value is at most n octets, for an SPDU that allows fewer than the others.
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

// finish returns the first fault: of the units, of presence, and f, what the SPDU's own checks found.
func (w *walker) finish(c *Common, f fault) error {
	if w.err != nil {
		return w.err
	}
	must := types[w.t].must
	if c.Enclosure.continues() && w.t != TypeCDO {
		if extra := w.met &^ continuation(w.t); extra != 0 {
			code := parameters[extra.first()].code
			unit, _ := locate(w.t, w.b, 0, code)
			w.fail(ruleContinuation, unit, int(code), 0)
			return w.err
		}
		must = 0
	} else if w.t == TypeAR && w.met.has(parLinking) && mustLinking&^w.metIn != 0 {
		_, at := locate(w.t, w.b, 0, pgiLinking)
		w.fail(ruleMissing, at, 0, int(parameters[(mustLinking&^w.metIn).first()].code))
		return w.err
	}
	if missing := must &^ w.met; missing != 0 {
		w.fail(ruleMissing, w.stop, 0, int(parameters[missing.first()].code))
		return w.err
	}
	if f.rule == nil && (c.Enclosure != EnclosureNone || len(c.UserData) == 0 && types[w.t].user) {
		f = c.check(w.t)
	}
	if f.rule == nil && (w.d != nil && w.d.knows() || w.t == TypeEX || w.t == TypePR) {
		f = w.context(c)
	}
	if f.rule == nil {
		return nil
	}
	return w.fault(f)
}

// knows reports whether d is told something of the connection that an SPDU of a long form can break.
func (d *Decoder) knows() bool {
	return d.Version == Version1 || d.Units.Present || d.Flow != FlowUnknown
}

// context checks what depends on what the decoder is told of the connection.
func (w *walker) context(c *Common) (f fault) {
	flow := FlowUnknown
	if w.d != nil {
		flow = w.d.Flow
		if w.d.Version == Version1 {
			f = c.checkVersion1(w.t)
		}
		if w.d.Units.Present && f.rule == nil {
			f = w.selected(c)
		}
	}
	if f.rule == nil {
		f = c.expeditedFault(w.t, len(w.b), flow)
	}
	return f
}

// fault returns the error of f. A value of one or two octets is reported as it stands in the SPDU.
func (w *walker) fault(f fault) error {
	at := w.stop
	switch f.code {
	case atUserInformation:
	case atIdentifier:
		at = 0
	default:
		_, at = locate(w.t, w.b, f.group, f.code)
		if f.rule.Kind == osi.ErrValue && at < w.stop {
			switch n := int(w.b[at-1]); n {
			case 1:
				f.got = int(w.b[at])
			case 2:
				f.got = int(w.b[at])<<8 | int(w.b[at+1])
			}
		}
	}
	return fail(f.rule, w.t, at, f.got, f.want)
}

// continuation is what an SPDU behind the first of a segmented SSDU may hold, X.225 8.4 Tables 44 to 46.
func continuation(t Type) set {
	return 1<<parEnclosure | 1<<parNested | 1<<userDataOf(t)
}

func (m set) first() par {
	for p := range parNone {
		if m.has(p) {
			return p
		}
	}
	return parNone
}
