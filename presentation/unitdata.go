package presentation

import (
	"bytes"
	"slices"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/internal/ber"
)

// UnitData is the UD PPDU of the connectionless protocol, X.236 6.1.2: the SS-user data of
// S-UNIT-DATA.
type UnitData struct {
	Versions        Versions     // zero: absent, which means version 1
	CallingSelector osi.Selector // calling-presentation-selector; nil: absent. Aliases the input
	CalledSelector  osi.Selector // called-presentation-selector; nil: absent. Aliases the input
	Contexts        []Context    // presentation-context-definition-list; nil: absent
	Extensions      []byte       // the components in extensions of Amd.1, all undefined; nil: absent. Aliases the input
	UserData        UserData     // mandatory

	// Continued are the UDC-type values: the same data in other transfer syntaxes, X.236 8.2. Needs
	// Contexts.
	Continued []UserData

	joined []byte
	spare  []Context // memory of Contexts
}

// String returns "UD".
func (u *UnitData) String() string { return "UD" }

// Decode decodes the UD PPDU in b, strictly, with default limits. u aliases b.
func (u *UnitData) Decode(b []byte) error { return u.decode(b, strictScan()) }

func (u *UnitData) reset() {
	u.Versions, u.CallingSelector, u.CalledSelector, u.Extensions = 0, nil, nil, nil
	retireList(&u.Contexts, &u.spare)
	u.Continued, u.joined = u.Continued[:0], u.joined[:0]
	u.UserData.reset()
}

func (u *UnitData) decode(b []byte, sc *scan) error {
	u.reset()
	r, e, err := sc.outer(b, "UD", tagSequence)
	if err != nil {
		return err
	}
	u.read(&r, &e, sc)
	u.Continued = readContinued(&r, b, u.Continued, u.Contexts != nil, sc)
	if err = mustFill(&r, b, "UD"); err == nil {
		err = u.checkContexts(sc.l)
	}
	if err != nil {
		u.reset()
	}
	return err
}

var grammarUD = grammar(1<<0|1<<1|1<<2|1<<4|1<<5, true, false)

func (u *UnitData) read(r *ber.Reader, e *ber.Element, sc *scan) {
	var w ber.Walk
	w.Enter(r, e, grammarUD, sc.l)
	for n, ok := w.Next(); ok; n, ok = w.Next() {
		e, in := &w.Component, &w.Reader
		switch n {
		case 0:
			u.Versions = readVersions(in, e, sc)
		case 1:
			u.CallingSelector, u.joined = in.String(e, tagOctets, u.joined)
		case 2:
			u.CalledSelector, u.joined = in.String(e, tagOctets, u.joined)
		case 4:
			u.Contexts = readContexts(in, e, u.spare, parityAny, sc)
		case 5:
			u.Extensions = readExtensions(in, e)
		case ber.Last:
			u.UserData.read(in, e, sc)
		}
	}
	w.Require(ber.Last, tagFull, ruleMissing)
	w.Leave(r)
}

// checkContexts checks the user data of a UD against its context list.
func (u *UnitData) checkContexts(l *osi.Leniency) error {
	if len(u.Contexts) > 1 && u.UserData.Simple != nil && !l.Excuse(osi.EitherEncoding) { // X.236 8.4.2.2
		return fail(ruleEncoding, "UD", u.UserData.Offset, int(tagSimple), int(tagFull))
	}
	return checkContinued("UD", &u.UserData, u.Continued, u.Contexts)
}

// readContinued reads the CPC-type or UDC-type values behind a CP or UD, which need a context list.
func readContinued(r *ber.Reader, b []byte, list []UserData, allowed bool, sc *scan) []UserData {
	for allowed && r.Err() == nil && r.Offset() < len(b) {
		off := r.Offset()
		e, ok := r.Next()
		if !ok {
			break
		}
		if e.Tag != tagFull {
			r.Fail(ruleTrailing, off, len(b)-off, 0)
			break
		}
		list = nextItem(list)
		u := &list[len(list)-1]
		u.reset()
		u.read(r, &e, sc)
	}
	return list
}

// checkContinued checks user data u and its continuations against the contexts that are proposed
// beside it.
func checkContinued(pdu string, u *UserData, continued []UserData, contexts []Context) error {
	if len(u.PDVs) == 0 && len(continued) == 0 {
		return nil
	}
	x := indexContexts(contexts)
	if err := u.checkProposed(&x, pdu); err != nil {
		return err
	}
	for i := range continued {
		v := &continued[i]
		switch {
		case contexts == nil:
			return fail(ruleTrailing, pdu, 0, 0, 0)
		case len(v.PDVs) == 0:
			return fail(ruleNoPDV, pdu, 0, 0, int(tagSequence))
		case u.IsZero():
			return fail(ruleContinued, pdu, v.PDVs[0].Offset, int(tagFull), 0)
		}
		if err := v.checkProposed(&x, pdu); err != nil {
			return err
		}
	}
	return nil
}

// checkValues reports the first thing about u and its continuations that cannot be encoded.
func checkValues(pdu string, u *UserData, continued []UserData) error {
	err := u.check(pdu)
	for i := range continued {
		err = firstError(err, continued[i].check(pdu))
	}
	return err
}

func cloneContinued(list []UserData) []UserData {
	list = slices.Clone(list)
	for i := range list {
		list[i] = list[i].Clone()
	}
	return list
}

// AppendBinary appends the PPDU with definite lengths. It returns an error and b unchanged when
// X.236 forbids u.
func (u *UnitData) AppendBinary(b []byte) ([]byte, error) { return u.append(b, ber.Definite) }

func (u *UnitData) append(b []byte, f ber.Form) ([]byte, error) {
	if err := u.check(); err != nil {
		return b, err
	}
	out, all := ber.Open(b, tagSequence, f)
	out = appendBits(out, 0x80, uint32(u.Versions))
	out = appendSelector(out, 0x81, u.CallingSelector)
	out = appendSelector(out, 0x82, u.CalledSelector)
	out = appendContexts(out, 0xa4, u.Contexts, f)
	out = appendExtensions(out, 0xa5, u.Extensions, f)
	out = ber.Close(u.UserData.append(out, f), all)
	for i := range u.Continued {
		out = u.Continued[i].append(out, f)
	}
	return out, nil
}

func (u *UnitData) check() error {
	const pdu = "UD"
	switch {
	case u.Versions > Version1:
		return fail(ruleVersion, pdu, 0, 0, 0)
	case u.UserData.IsZero():
		return fail(ruleMissing, pdu, 0, 0, int(tagFull))
	}
	return firstError(
		checkContexts(pdu, u.Contexts, parityAny),
		checkElements(pdu, u.Extensions),
		checkValues(pdu, &u.UserData, u.Continued),
		withoutOffset(u.checkContexts(nil)))
}

// Clone returns a copy that shares no memory with u.
func (u *UnitData) Clone() UnitData {
	c := *u
	c.CallingSelector, c.CalledSelector = bytes.Clone(u.CallingSelector), bytes.Clone(u.CalledSelector)
	c.Contexts, c.UserData, c.joined = cloneContexts(u.Contexts), u.UserData.Clone(), nil
	c.Continued, c.Extensions, c.spare = cloneContinued(u.Continued), bytes.Clone(u.Extensions), nil
	return c
}
