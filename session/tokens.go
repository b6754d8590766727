package session

import "github.com/osi-go/osi"

// GiveTokens is the GIVE TOKENS (GT) SPDU, X.225 8.3.16. Without Tokens it only introduces the SPDU
// behind it.
type GiveTokens struct {
	Common
	Tokens osi.Opt[Tokens] // at least one; absent only in front of another SPDU
}

// Type returns TypeGT.
func (*GiveTokens) Type() Type { return TypeGT }

// String returns "GT".
func (*GiveTokens) String() string { return "GT" }

// Decode decodes the SPDU in b strictly. s aliases b.
func (s *GiveTokens) Decode(b []byte) error { return s.decode(b, nil) }

func (s *GiveTokens) decode(b []byte, d *Decoder) error {
	if len(b) == 2 && d.bare(b, 2) {
		s.reset(nil)
		s.Tokens = osi.Opt[Tokens]{}
		return nil
	}
	reset(s, &s.Common)
	var w walker
	w.start(TypeGT, b, d, &s.Common)
	for w.next(&s.Common) {
		s.Tokens = osi.Some(Tokens(w.octet()) & allTokens)
	}
	return w.finish(&s.Common, s.check())
}

func (s *GiveTokens) check() fault { return tokenFault(s.Tokens, &s.Common) }

// AppendBinary appends the SPDU to b.
func (s *GiveTokens) AppendBinary(b []byte) ([]byte, error) {
	var e encoder
	e.begin(TypeGT, b, &s.Common)
	appendOptional(&e, parTokens, s.Tokens)
	e.enclosure()
	return e.finish(parUserData, s.UserData, s.check())
}

// Clone returns a copy that shares no memory with s or its buffer.
func (s *GiveTokens) Clone() GiveTokens { return GiveTokens{s.clone(), s.Tokens} }

// PleaseTokens is the PLEASE TOKENS (PT) SPDU, X.225 8.3.17. Without Tokens it only introduces the
// SPDU behind it.
type PleaseTokens struct {
	Common
	Tokens osi.Opt[Tokens] // at least one; absent only in front of another SPDU
}

// Type returns TypePT.
func (*PleaseTokens) Type() Type { return TypePT }

// String returns "PT".
func (*PleaseTokens) String() string { return "PT" }

// Decode decodes the SPDU in b strictly. s aliases b.
func (s *PleaseTokens) Decode(b []byte) error { return s.decode(b, nil) }

func (s *PleaseTokens) decode(b []byte, d *Decoder) error {
	reset(s, &s.Common)
	var w walker
	w.start(TypePT, b, d, &s.Common)
	for w.next(&s.Common) {
		s.Tokens = osi.Some(Tokens(w.octet()) & allTokens)
	}
	return w.finish(&s.Common, s.check())
}

func (s *PleaseTokens) check() fault { return tokenFault(s.Tokens, &s.Common) }

// AppendBinary appends the SPDU to b.
func (s *PleaseTokens) AppendBinary(b []byte) ([]byte, error) {
	var e encoder
	e.begin(TypePT, b, &s.Common)
	appendOptional(&e, parTokens, s.Tokens)
	e.enclosure()
	return e.finish(parUserData, s.UserData, s.check())
}

// Clone returns a copy that shares no memory with s or its buffer.
func (s *PleaseTokens) Clone() PleaseTokens { return PleaseTokens{s.clone(), s.Tokens} }

// tokenFault checks what 8.3.16 and 8.3.17 say beyond the table.
func tokenFault(t osi.Opt[Tokens], c *Common) fault {
	switch {
	case c.Enclosure.continues():
	case t.Present && t.Value == 0:
		return newFault(ruleTokenItem, parTokens, 0, 0)
	case c.UserData != nil && !t.Present: // the PGI unit itself, also with LI 0
		return newFault(ruleTokenData, parUserData, len(c.UserData), 0)
	}
	return fault{}
}

// GiveTokensConfirm is the GIVE TOKENS CONFIRM (GTC) SPDU, X.225 8.3.18: it gives all available
// tokens.
type GiveTokensConfirm struct {
	Common
}

// Type returns TypeGTC.
func (*GiveTokensConfirm) Type() Type { return TypeGTC }

// String returns "GTC".
func (*GiveTokensConfirm) String() string { return "GTC" }

// Decode decodes the SPDU in b strictly. s aliases b.
func (s *GiveTokensConfirm) Decode(b []byte) error { return s.decode(b, nil) }

func (s *GiveTokensConfirm) decode(b []byte, d *Decoder) error { return s.decodeAs(TypeGTC, b, d) }

// AppendBinary appends the SPDU to b.
func (s *GiveTokensConfirm) AppendBinary(b []byte) ([]byte, error) { return s.appendAs(TypeGTC, b) }

// Clone returns a copy that shares no memory with s or its buffer.
func (s *GiveTokensConfirm) Clone() GiveTokensConfirm { return GiveTokensConfirm{s.clone()} }

// GiveTokensAck is the GIVE TOKENS ACK (GTA) SPDU, X.225 8.3.19.
type GiveTokensAck struct {
	Common
}

// Type returns TypeGTA.
func (*GiveTokensAck) Type() Type { return TypeGTA }

// String returns "GTA".
func (*GiveTokensAck) String() string { return "GTA" }

// Decode decodes the SPDU in b strictly. s aliases b.
func (s *GiveTokensAck) Decode(b []byte) error { return s.decode(b, nil) }

func (s *GiveTokensAck) decode(b []byte, d *Decoder) error { return s.decodeAs(TypeGTA, b, d) }

// AppendBinary appends the SPDU to b.
func (s *GiveTokensAck) AppendBinary(b []byte) ([]byte, error) { return s.appendAs(TypeGTA, b) }

// Clone returns a copy that shares no memory with s or its buffer.
func (s *GiveTokensAck) Clone() GiveTokensAck { return GiveTokensAck{s.clone()} }
