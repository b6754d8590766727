package session

import (
	"bytes"

	"github.com/osi-go/osi"
)

// Accept is the ACCEPT (AC) SPDU, X.225 8.3.4.
type Accept struct {
	Common
	Identifier References
	ConnectAcceptItem
	Tokens             osi.Opt[Tokens]          // requested from the initiator; those of tokens not available are ignored
	Requirements       osi.Opt[FunctionalUnits] // Session User Requirements; absent means FUDefault
	CallingSelector    osi.Selector             // as in the CN; at most 16 octets; nil is absent and means the same
	RespondingSelector osi.Selector             // at most 16 octets; nil is absent
}

// Type returns TypeAC.
func (*Accept) Type() Type { return TypeAC }

// String returns "AC".
func (*Accept) String() string { return "AC" }

// Decode decodes the SPDU in b strictly. s aliases b.
func (s *Accept) Decode(b []byte) error { return s.decode(b, nil) }

func (s *Accept) decode(b []byte, d *Decoder) error {
	reset(s, &s.Common)
	var u usualItems
	if u.read(types[TypeAC].si, b, d) && acceptable(u.units) {
		u.take(&s.Common, &s.ConnectAcceptItem, &s.Requirements)
		s.CallingSelector, s.RespondingSelector = u.calling, u.called
		return nil
	}
	return s.general(b, d)
}

// general decodes an SPDU of any layout into s, already reset.
func (s *Accept) general(b []byte, d *Decoder) error {
	var w walker
	w.start(TypeAC, b, d, &s.Common)
	for w.next(&s.Common) {
		switch w.par {
		case parTokens:
			s.Tokens = osi.Some(Tokens(w.octet()) & allTokens)
		case parRequirements:
			s.Requirements = osi.Some(functionalUnits(w.value()))
		case parCallingSelector:
			s.CallingSelector = w.value()
		case parCalledSelector:
			s.RespondingSelector = w.value()
		case parCalledRef, parCommonRef, parAdditional:
			s.Identifier.set(&w)
		default:
			s.set(&w)
		}
	}
	if w.err != nil {
		return w.err
	}
	return w.finish(&s.Common, s.check())
}

// check checks what 8.3.4 says beyond the table.
func (s *Accept) check() fault {
	u := s.Requirements.Or(FUDefault)
	switch {
	case s.Enclosure.continues():
		return fault{}
	case !acceptable(u):
		return newFault(ruleAcceptUnits, parRequirements, int(u), 0)
	}
	if f := s.selectors(s.CallingSelector, s.RespondingSelector); f.rule != nil {
		return f
	}
	return s.ConnectAcceptItem.check(u, ResponderChoice, ruleAcceptTokens)
}

// acceptable checks what 8.3.4.17 says of the functional units of an AC.
func acceptable(u FunctionalUnits) bool {
	duplex := u & (FUHalfDuplex | FUDuplex)
	return (duplex == FUHalfDuplex || duplex == FUDuplex) && !u.Has(FUMinorSynchronize|FUSymmetricSynchronize)
}

// AppendBinary appends the SPDU to b.
func (s *Accept) AppendBinary(b []byte) ([]byte, error) {
	var e encoder
	e.begin(TypeAC, b, &s.Common)
	e.identifier(&s.Identifier)
	s.encode(&e)
	appendOptional(&e, parTokens, s.Tokens)
	e.requirements(s.Requirements)
	e.enclosure()
	e.unit(parCallingSelector, s.CallingSelector)
	e.unit(parCalledSelector, s.RespondingSelector)
	return e.finish(parUserData, s.UserData, s.check())
}

// Clone returns a copy that shares no memory with s or its buffer.
func (s *Accept) Clone() Accept {
	return Accept{
		s.Common.clone(),
		s.Identifier.clone(),
		s.ConnectAcceptItem.clone(),
		s.Tokens,
		s.Requirements,
		bytes.Clone(s.CallingSelector),
		bytes.Clone(s.RespondingSelector),
	}
}
