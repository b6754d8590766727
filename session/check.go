package session

import "github.com/osi-go/osi"

// judgedParameters are the parameters whose values acceptable looks at.
const judgedParameters = parSet(1<<parInitialSerial | 1<<parSecondInitial | 1<<parLargeInitial | 1<<parLargeSecond | 1<<parSerial |
	1<<parSecondSerial | 1<<parVersion | 1<<parOverflow | 1<<parSyncType | 1<<parResyncType | 1<<parSecondResyncType |
	1<<parReflect | 1<<parReason | 1<<parUpperLimit)

// acceptable checks the value that next found, as far as the value alone decides. Encoders run it,
// too.
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
		if w.t == TypeMAP {
			return w.octet()&1 != 0 || w.refuse(ruleMajorSyncType, 1)
		}
		return SyncType(w.octet())&(NoConfirmation|SeparateData) != 0 || w.refuse(ruleSyncType, 0)
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

// finish returns the first fault: of the units, of presence, and f, what the SPDU's own checks
// found.
func (w *walker) finish(c *Common, f fault) error {
	if w.err != nil {
		return w.err
	}
	must := types[w.t].must
	if c.Enclosure.continues() && w.t != TypeCDO {
		if extra := w.met &^ continuationSet(w.t); extra != 0 {
			code := parameters[extra.first()].code
			unit, _ := locateUnit(w.t, w.b, 0, code)
			w.fail(ruleContinuation, unit, int(code), 0)
			return w.err
		}
		must = 0
	} else if w.t == TypeAR && w.met.has(parLinking) && mustLinking&^w.metIn != 0 {
		_, at := locateUnit(w.t, w.b, 0, pgiLinking)
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

// knows reports whether d is told something of the connection that an SPDU of a long form can
// break.
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
	switch {
	case f.code == atUserInformation:
	case f.code == atIdentifier:
		at = 0
	default:
		_, at = locateUnit(w.t, w.b, f.group, f.code)
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
