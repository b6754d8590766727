package session

import (
	"bytes"

	"github.com/osi-go/osi"
)

// Maxima of the user data of a CN, X.225 7.1.1.
const (
	MaxConnectData  = 512   // octets of User Data
	MaxExtendedData = 10240 // octets of Extended User Data; exactly so many when a CDO follows
)

// Connect is the CONNECT (CN) SPDU, X.225 8.3.1. UserData of up to
// MaxConnectData octets is the User Data parameter, more is Extended User Data.
type Connect struct {
	Common
	Identifier References
	ConnectAcceptItem
	Requirements    osi.Opt[FunctionalUnits] // Session User Requirements; absent means FUDefault
	CallingSelector osi.Selector             // at most 16 octets; nil is absent
	CalledSelector  osi.Selector             // at most 16 octets; nil is absent
	Overflow        bool                     // Data Overflow: more user data follows in CDOs
	Parent          osi.Opt[uint8]           // Parent Nested Connection Identifier, Amd.2; present if Nested is, 0 the outermost connection
}

// Type returns TypeCN.
func (*Connect) Type() Type { return TypeCN }

// String returns "CN".
func (*Connect) String() string { return "CN" }

// Decode decodes the SPDU in b strictly. s aliases b.
func (s *Connect) Decode(b []byte) error { return s.decode(b, nil) }

func (s *Connect) decode(b []byte, d *Decoder) error {
	reset(s, &s.Common)
	var u usualItems
	if u.read(types[TypeCN].si, b, d) && u.units&(FUHalfDuplex|FUDuplex) != 0 {
		u.take(&s.Common, &s.ConnectAcceptItem, &s.Requirements)
		s.CallingSelector, s.CalledSelector = u.calling, u.called
		return nil
	}
	return s.general(b, d)
}

// general decodes an SPDU of any layout into s, already reset.
func (s *Connect) general(b []byte, d *Decoder) error {
	var w walker
	var extended []byte // may stand in front of User Data where the order is tolerated
	w.start(TypeCN, b, d, &s.Common)
	for w.next(&s.Common) {
		switch w.par {
		case parRequirements:
			s.Requirements = osi.Some(functionalUnits(w.value()))
		case parCallingSelector:
			s.CallingSelector = w.value()
		case parCalledSelector:
			s.CalledSelector = w.value()
		case parOverflow:
			s.Overflow = true
		case parParent:
			s.Parent = osi.Some(w.octet())
		case parExtended:
			extended = w.value()
		case parCallingRef, parCommonRef, parAdditional:
			s.Identifier.set(&w)
		default:
			s.set(&w)
		}
	}
	if w.err != nil {
		return w.err
	}
	if extended != nil {
		if len(s.UserData) > 0 {
			unit, _ := locateUnit(TypeCN, b, 0, parameters[parExtended].code)
			return fail(ruleUserDataChoice, TypeCN, unit, int(parameters[parExtended].code), 0)
		}
		s.UserData = extended
	}
	f := s.check(extended != nil)
	if f.rule == ruleConnectData && w.leniency().Excuse(osi.LongConnectData) ||
		f.rule == ruleExtended && len(s.UserData) <= MaxConnectData && w.leniency().Excuse(osi.ShortExtendedData) {
		f = fault{}
	}
	return w.finish(&s.Common, f)
}

// check checks what 8.3.1 and 7.1.1 say beyond the table; extended says that the user data is
// Extended User Data.
func (s *Connect) check(extended bool) fault {
	u := s.Requirements.Or(FUDefault)
	if u&(FUHalfDuplex|FUDuplex) == 0 {
		return newFault(ruleRequirements, parRequirements, int(u), 0)
	}
	if f := s.ConnectAcceptItem.check(u, reservedSide, ruleTokenSetting); f.rule != nil {
		return f
	}
	switch {
	case s.Parent.Present && !s.Nested.Present:
		return unwantedFault(ruleNestedParent, parParent)
	case s.Nested.Present && !s.Parent.Present:
		return unwantedFault(ruleNestedParent, parNested)
	}
	if f := s.selectors(s.CallingSelector, s.CalledSelector); f.rule != nil {
		return f
	}
	n := len(s.UserData)
	switch {
	case extended && (s.Version == 0 || s.Version&Version1 != 0):
		return fault{rule: ruleExtendedVersion, group: pgiItem, code: parameters[parVersion].code, got: int(s.Version), want: int(Version2)}
	case s.Overflow && (!extended || n != MaxExtendedData):
		return newFault(ruleOverflowData, parExtended, n, MaxExtendedData)
	case extended && n > MaxExtendedData:
		return newFault(ruleExtended, parExtended, n, MaxExtendedData)
	case extended && n <= MaxConnectData:
		return newFault(ruleExtended, parExtended, n, MaxConnectData+1)
	case !extended && n > MaxConnectData:
		return newFault(ruleConnectData, parUserData, n, MaxConnectData)
	}
	return fault{}
}

// selectors checks that a CN or AC of a nested connection has none.
func (c *Common) selectors(calling, called []byte) fault {
	switch {
	case !c.Nested.Present:
	case len(calling) > 0:
		return unwantedFault(ruleNestedSelector, parCallingSelector)
	case len(called) > 0:
		return unwantedFault(ruleNestedSelector, parCalledSelector)
	}
	return fault{}
}

// AppendBinary appends the SPDU to b.
func (s *Connect) AppendBinary(b []byte) ([]byte, error) {
	var e encoder
	e.begin(TypeCN, b, &s.Common)
	e.identifier(&s.Identifier)
	s.encode(&e)
	e.requirements(s.Requirements)
	e.unit(parCallingSelector, s.CallingSelector)
	e.unit(parCalledSelector, s.CalledSelector)
	if s.Overflow {
		e.octet(parOverflow, 1)
	}
	appendOptional(&e, parParent, s.Parent)
	e.enclosure()
	extended := len(s.UserData) > MaxConnectData
	p := parUserData
	if extended {
		p = parExtended
	}
	return e.finish(p, s.UserData, s.check(extended))
}

// Clone returns a copy that shares no memory with s or its buffer.
func (s *Connect) Clone() Connect {
	return Connect{
		s.Common.clone(),
		s.Identifier.clone(),
		s.ConnectAcceptItem.clone(),
		s.Requirements,
		bytes.Clone(s.CallingSelector),
		bytes.Clone(s.CalledSelector),
		s.Overflow,
		s.Parent,
	}
}
