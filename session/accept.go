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
	CallingSelector    []byte                   // as in the CN; at most 16 octets; nil is absent and means the same
	RespondingSelector []byte                   // at most 16 octets; nil is absent
}

// Type returns TypeAC.
func (*Accept) Type() Type { return TypeAC }

// String returns "AC".
func (*Accept) String() string { return "AC" }

// Decode decodes the SPDU in b strictly. s aliases b.
func (s *Accept) Decode(b []byte) error { return s.decode(b, nil) }

func (s *Accept) decode(b []byte, d *Decoder) error {
	*s = Accept{Common: s.reset()}
	var w walker
	w.start(TypeAC, b, d, &s.Common)
	for w.next() {
		switch w.par {
		case parTokens:
			s.Tokens = osi.Some(Tokens(w.value[0]) & allTokens)
		case parRequirements:
			s.Requirements = osi.Some(functionalUnits(w.value))
		case parCallingSelector:
			s.CallingSelector = w.value
		case parCalledSelector:
			s.RespondingSelector = w.value
		case parCalledRef, parCommonRef, parAdditional:
			s.Identifier.set(&w)
		default:
			s.ConnectAcceptItem.set(&w)
		}
	}
	return w.finish(s.check())
}

// check checks what 8.3.4 says beyond the table.
func (s *Accept) check() fault {
	u := s.Requirements.Or(FUDefault)
	switch {
	case s.Enclosure.continues():
		return fault{}
	case u&(FUHalfDuplex|FUDuplex) == 0, u.Has(FUHalfDuplex | FUDuplex), u.Has(FUMinorSynchronize | FUSymmetricSynchronize):
		return wrong(ruleAcceptUnits, parRequirements, int(u), 0)
	}
	return s.ConnectAcceptItem.check(u, ResponderChoice, ruleAcceptTokens)
}

// AppendBinary appends the SPDU to b.
func (s *Accept) AppendBinary(b []byte) ([]byte, error) {
	var e encoder
	e.begin(TypeAC, b, &s.Common)
	if e.open(parIdentifier, s.Identifier.present()) {
		s.Identifier.encode(&e)
		e.close()
	}
	s.ConnectAcceptItem.encode(&e)
	if s.Tokens.Present {
		e.octet(parTokens, uint8(s.Tokens.Value))
	}
	if s.Requirements.Present {
		e.uint16(parRequirements, uint16(s.Requirements.Value))
	}
	e.enclosure()
	e.unit(parCallingSelector, s.CallingSelector)
	e.unit(parCalledSelector, s.RespondingSelector)
	return e.finish(parUserData, s.UserData, s.check())
}

// Clone returns a copy that shares no memory with s or its buffer.
func (s *Accept) Clone() Accept {
	r := *s
	r.Common, r.Identifier, r.ConnectAcceptItem = s.Common.clone(), s.Identifier.clone(), s.ConnectAcceptItem.clone()
	r.CallingSelector, r.RespondingSelector = bytes.Clone(s.CallingSelector), bytes.Clone(s.RespondingSelector)
	return r
}

func (s *Accept) clone() SPDU {
	r := s.Clone()
	return &r
}
