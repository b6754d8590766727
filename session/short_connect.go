package session

import "bytes"

// ShortConnect is the SHORT CONNECT (SCN) SPDU, X.225 8.6.1. It has UserData, or else
// Nested and Summary.
type ShortConnect struct {
	Common
	Special uint8 // Special User-data: 0 to 3
	Summary ConnectionSummary
}

// Type returns TypeSCN.
func (*ShortConnect) Type() Type { return TypeSCN }

// String returns "SCN".
func (*ShortConnect) String() string { return "SCN" }

// Decode decodes the SPDU in b, a whole TSDU, strictly. s aliases b.
func (s *ShortConnect) Decode(b []byte) error { return s.decode(b, nil) }

func (s *ShortConnect) decode(b []byte, _ *Decoder) error {
	reset(s, &s.Common)
	r := shortReader{t: TypeSCN}
	low, p := r.open(b)
	s.Special = low
	if p {
		r.presence(&s.Common, true)
		r.summary(&s.Summary)
	} else {
		s.UserData = r.rest()
	}
	return r.err
}

// AppendBinary appends the SPDU to b.
func (s *ShortConnect) AppendBinary(b []byte) ([]byte, error) {
	w := shortWriter{t: TypeSCN, in: b, b: b}
	w.open(s.Special, s.Nested.Present || s.Summary.present())
	w.presence(&s.Common, 0, s.Summary)
	return w.finish(&s.Common)
}

// Clone returns a copy that shares no memory with s or its buffer.
func (s *ShortConnect) Clone() ShortConnect {
	return ShortConnect{s.clone(), s.Special, s.Summary.clone()}
}

// ShortAccept is the SHORT ACCEPT (SAC) SPDU, X.225 8.6.2. It has UserData, or else
// Nested, Incomplete and Summary.
type ShortAccept struct {
	Common
	Special    uint8 // Special User-data: 0 to 3
	Incomplete bool  // connection establishment is not complete: an SCNC is expected
	Summary    ConnectionSummary
}

// Type returns TypeSAC.
func (*ShortAccept) Type() Type { return TypeSAC }

// String returns "SAC".
func (*ShortAccept) String() string { return "SAC" }

// Decode decodes the SPDU in b, a whole TSDU, strictly. s aliases b.
func (s *ShortAccept) Decode(b []byte) error { return s.decode(b, nil) }

func (s *ShortAccept) decode(b []byte, _ *Decoder) error {
	reset(s, &s.Common)
	r := shortReader{t: TypeSAC}
	low, p := r.open(b)
	s.Special = low
	if p {
		s.Incomplete = r.presence(&s.Common, false)&presentBit7 != 0
		r.summary(&s.Summary)
	} else {
		s.UserData = r.rest()
	}
	return r.err
}

// AppendBinary appends the SPDU to b.
func (s *ShortAccept) AppendBinary(b []byte) ([]byte, error) {
	w := shortWriter{t: TypeSAC, in: b, b: b}
	w.open(s.Special, s.Nested.Present || s.Incomplete || s.Summary.present())
	w.presence(&s.Common, bitIf(s.Incomplete, presentBit7), s.Summary)
	return w.finish(&s.Common)
}

// Clone returns a copy that shares no memory with s or its buffer.
func (s *ShortAccept) Clone() ShortAccept {
	return ShortAccept{s.clone(), s.Special, s.Incomplete, s.Summary.clone()}
}

// ShortConnectContinue is the SHORT CONNECT CONTINUE (SCNC) SPDU, X.225 8.6.3. It has UserData or
// Parameters.
type ShortConnectContinue struct {
	Common
	Parameters []byte // Summary-Parameters; nil is absent
}

// Type returns TypeSCNC.
func (*ShortConnectContinue) Type() Type { return TypeSCNC }

// String returns "SCNC".
func (*ShortConnectContinue) String() string { return "SCNC" }

// Decode decodes the SPDU in b, a whole TSDU, strictly. s aliases b.
func (s *ShortConnectContinue) Decode(b []byte) error { return s.decode(b, nil) }

func (s *ShortConnectContinue) decode(b []byte, _ *Decoder) error {
	reset(s, &s.Common)
	r := shortReader{t: TypeSCNC}
	if _, p := r.open(b); p {
		s.Parameters = r.rest()
	} else {
		s.UserData = r.rest()
	}
	return r.err
}

// AppendBinary appends the SPDU to b.
func (s *ShortConnectContinue) AppendBinary(b []byte) ([]byte, error) {
	w := shortWriter{t: TypeSCNC, in: b, b: b}
	w.open(0, len(s.Parameters) > 0)
	w.b = append(w.b, s.Parameters...)
	return w.finish(&s.Common)
}

// Clone returns a copy that shares no memory with s or its buffer.
func (s *ShortConnectContinue) Clone() ShortConnectContinue {
	return ShortConnectContinue{s.clone(), bytes.Clone(s.Parameters)}
}

// ShortAcceptContinue is the SHORT ACCEPT CONTINUE (SACC) SPDU, X.225 8.6.4. It has UserData or
// Parameters.
type ShortAcceptContinue struct {
	Common
	Parameters []byte // Summary-Parameters; nil is absent
}

// Type returns TypeSACC.
func (*ShortAcceptContinue) Type() Type { return TypeSACC }

// String returns "SACC".
func (*ShortAcceptContinue) String() string { return "SACC" }

// Decode decodes the SPDU in b, a whole TSDU, strictly. s aliases b.
func (s *ShortAcceptContinue) Decode(b []byte) error { return s.decode(b, nil) }

func (s *ShortAcceptContinue) decode(b []byte, _ *Decoder) error {
	reset(s, &s.Common)
	r := shortReader{t: TypeSACC}
	if _, p := r.open(b); p {
		s.Parameters = r.rest()
	} else {
		s.UserData = r.rest()
	}
	return r.err
}

// AppendBinary appends the SPDU to b.
func (s *ShortAcceptContinue) AppendBinary(b []byte) ([]byte, error) {
	w := shortWriter{t: TypeSACC, in: b, b: b}
	w.open(0, len(s.Parameters) > 0)
	w.b = append(w.b, s.Parameters...)
	return w.finish(&s.Common)
}

// Clone returns a copy that shares no memory with s or its buffer.
func (s *ShortAcceptContinue) Clone() ShortAcceptContinue {
	return ShortAcceptContinue{s.clone(), bytes.Clone(s.Parameters)}
}
