package session

import "github.com/osi-go/osi"

// symmetric has by type of SPDU which parameters depend on whether the symmetric synchronize
// functional unit is selected.
var symmetric = [numTypes]struct {
	need, forbid   parSet // without it
	needS, forbidS parSet // with it
	rule           *osi.Rule
}{
	TypeMAA: {setOf(parSerial), setOf(parSecondSerial), setOf(parSecondSerial), setOf(parSerial), ruleSymmetricAck},
	TypeRS:  {need: setOf(parResyncType, parSerial), forbid: setOf(parSecondResyncType, parSecondSerial), rule: ruleSymmetricResync},
	TypeRA:  {need: setOf(parSerial), forbid: setOf(parResyncType, parSecondResyncType, parSecondSerial), rule: ruleSymmetricResyncAck},
	TypePR:  {forbid: setOf(parResyncType, parSecondResyncType), rule: ruleSymmetricPrepare},
}

// selected checks an SPDU that begins an SSDU against the functional units selected.
func (w *walker) selected(c *Common) fault {
	u := w.d.Units.Value
	need := w.t.Units()
	if w.t == TypeAE && c.Enclosure.continues() { // or a MAP: see [Reassembler.TypeOf]
		need |= TypeMAP.Units()
	}
	if need != 0 && u&need == 0 {
		return fault{rule: ruleUnit, code: atIdentifier, got: int(types[w.t].si)}
	}
	if c.Nested.Present && !u.Has(FUNestedConnections) {
		return unwantedFault(ruleNestedUnit, parNested)
	}
	if c.Enclosure.continues() && w.t != TypeCDO {
		return fault{}
	}
	switch t := w.t; {
	case t == TypeGT || t == TypePT:
		if v, ok := w.valueOf(parTokens); ok && Tokens(v)&allTokens&^u.Tokens() != 0 {
			return newFault(ruleTokenAvailable, parTokens, int(v), int(u.Tokens()))
		}
	case t == TypeMIP:
		if v, ok := w.valueOf(parSyncType); ok && SyncType(v)&SeparateData != 0 && !u.Has(FUDataSeparation) {
			return newFault(ruleSeparation, parSyncType, int(v), 0)
		}
	case t == TypeAR:
		if w.metIn.has(parSecondSerial) && !u.Has(FUSymmetricSynchronize) {
			return fault{rule: ruleSymmetricResume, group: pgiLinking, code: parameters[parSecondSerial].code, got: int(parameters[parSecondSerial].code)}
		}
	case t == TypeRS || t == TypeRA:
		v, ok := w.valueOf(parTokenSetting)
		if TokenSetting(v).uses(reservedSide, u.Tokens()) || w.t == TypeRA && TokenSetting(v).uses(ResponderChoice, u.Tokens()) {
			return newFault(ruleResyncTokens, parTokenSetting, int(v), 0)
		}
		if !ok && u.Tokens() != 0 {
			return fault{rule: ruleResyncTokensMissing, code: atUserInformation, want: int(parameters[parTokenSetting].code)}
		}
	}
	return w.symmetric(u.Has(FUSymmetricSynchronize))
}

// symmetric checks the parameters that depend on the symmetric synchronize functional unit.
func (w *walker) symmetric(selected bool) fault {
	d := &symmetric[w.t]
	need, forbid := d.need, d.forbid
	if selected {
		need, forbid = d.needS, d.forbidS
	}
	if surplus := w.met & forbid; surplus != 0 {
		p := surplus.first()
		return newFault(d.rule, p, int(parameters[p].code), 0)
	}
	if selected {
		need |= w.ofFlows()
	}
	if missing := need &^ (w.met | w.metIn); missing != 0 {
		return fault{rule: ruleSymmetricMissing, code: atUserInformation, want: int(parameters[missing.first()].code)}
	}
	return fault{}
}

// ofFlows returns what an SPDU needs with symmetric synchronize for the flows that it is about. RS
// and RA are about one or both, each with type and serial number, X.225 7.24.1, 7.24.3.1 and
// 7.25.1. An AR is about both, 7.30.2.
func (w *walker) ofFlows() parSet {
	const first, second = parSet(1<<parResyncType | 1<<parSerial), parSet(1<<parSecondResyncType | 1<<parSecondSerial)
	switch {
	case w.t == TypeAR:
		return setOf(parSecondSerial)
	case w.t != TypeRS && w.t != TypeRA:
		return 0
	case w.met&second == 0:
		return first
	case w.met&first == 0:
		return second
	}
	return first | second
}

// valueOf returns the first octet of the value of p outside groups; ok is false when it is absent.
func (w *walker) valueOf(p par) (v uint8, ok bool) {
	if !w.met.has(p) {
		return 0, false
	}
	_, at := locateUnit(w.t, w.b, 0, parameters[p].code)
	return w.b[at], true
}
