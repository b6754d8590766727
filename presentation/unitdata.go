package presentation

import (
	"bytes"
	"slices"

	"github.com/osi-go/osi/internal/ber"
)

// UnitData is the UD PPDU of the connectionless protocol, X.236 6.1.2: the SS-user data of S-UNIT-DATA.
type UnitData struct {
	Versions        Versions // zero: absent, which means version 1
	CallingSelector []byte   // calling-presentation-selector; nil: absent. Aliases the input
	CalledSelector  []byte   // called-presentation-selector; nil: absent. Aliases the input
	Contexts        []Context
	UserData        UserData // mandatory

	// Continued are the UDC-type values: the same data in other transfer syntaxes, X.236 8.2. Needs Contexts.
	Continued []UserData

	joined []byte
}

// String returns "UD".
func (u *UnitData) String() string { return "UD" }

// Decode decodes the UD PPDU in b, strictly, with default limits. u aliases b.
func (u *UnitData) Decode(b []byte) error {
	sc := strict()
	return u.decode(b, &sc)
}

func (u *UnitData) reset() {
	u.Versions, u.CallingSelector, u.CalledSelector = 0, nil, nil
	u.Contexts, u.Continued, u.joined = u.Contexts[:0], u.Continued[:0], u.joined[:0]
	u.UserData.reset()
}

func (u *UnitData) decode(b []byte, sc *scan) error {
	u.reset()
	r, e, err := sc.outer(b, "UD")
	if err != nil {
		return err
	}
	if e.Tag != tagSequence {
		return fail(rulePPDU, "UD", 0, int(b[0]), int(tagSequence))
	}
	in := r.Enter(&e)
	u.read(&in, sc)
	r.Leave(&in)
	u.Continued = readContinued(&r, b, u.Continued, len(u.Contexts) > 0)
	if err := only(&r, b, "UD"); err != nil {
		u.reset()
		return err
	}
	return nil
}

func (u *UnitData) read(r *ber.Reader, sc *scan) {
	var s sequence
	for {
		e, ok := r.Next()
		if !ok {
			break
		}
		switch e.Tag.Primitive() {
		case 0x80:
			s.at(r, &e, sc)
			u.Versions = version(r, &e, false)
		case 0x81:
			s.at(r, &e, sc)
			u.CallingSelector, u.joined = r.String(&e, tagOctets, u.joined)
		case 0x82:
			s.at(r, &e, sc)
			u.CalledSelector, u.joined = r.String(&e, tagOctets, u.joined)
		case 0x84:
			s.at(r, &e, sc)
			u.Contexts = readContexts(r, &e, u.Contexts[:0], parityAny, sc)
		case 0x40, 0x41:
			s.user(r, &e, sc)
			u.UserData.read(r, &e)
		default:
			sc.undefined(r, &e)
		}
	}
	if !s.has(userDataBit) {
		missing(r, int(tagFull))
	}
}

// readContinued reads the CPC-type or UDC-type values behind a CP or UD, which need a context list.
func readContinued(r *ber.Reader, b []byte, list []UserData, allowed bool) []UserData {
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
		list = next(list)
		u := &list[len(list)-1]
		u.reset()
		u.read(r, &e)
	}
	return list
}

func checkContinued(pdu string, list []UserData, allowed bool) error {
	if len(list) > 0 && !allowed {
		return fail(ruleTrailing, pdu, 0, len(list), 0)
	}
	for i := range list {
		if len(list[i].PDVs) == 0 {
			return fail(ruleNoPDV, pdu, 0, 0, 1)
		}
		if err := list[i].check(pdu); err != nil {
			return err
		}
	}
	return nil
}

func cloneContinued(list []UserData) []UserData {
	list = slices.Clone(list)
	for i := range list {
		list[i] = list[i].Clone()
	}
	return list
}

// AppendBinary appends the PPDU with definite lengths. It returns an error and b unchanged when X.236 forbids u.
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
		return fail(ruleVersion, pdu, 0, int(u.Versions), 0)
	case u.UserData.IsZero():
		return fail(ruleMissing, pdu, 0, 0, int(tagFull))
	}
	if err := checkContexts(pdu, u.Contexts, parityAny); err != nil {
		return err
	}
	if err := checkContinued(pdu, u.Continued, len(u.Contexts) > 0); err != nil {
		return err
	}
	return u.UserData.check(pdu)
}

// Clone returns a copy that shares no memory with u.
func (u *UnitData) Clone() *UnitData {
	c := *u
	c.CallingSelector, c.CalledSelector = bytes.Clone(u.CallingSelector), bytes.Clone(u.CalledSelector)
	c.Contexts, c.UserData, c.joined = cloneContexts(u.Contexts), u.UserData.Clone(), nil
	c.Continued = cloneContinued(u.Continued)
	return &c
}
