package session

// ShortFinish is the SHORT FINISH (SFN) SPDU, X.225 8.6.6.
type ShortFinish struct {
	Common
	Keep bool // the transport connection; otherwise release it
}

// Type returns TypeSFN.
func (*ShortFinish) Type() Type { return TypeSFN }

// String returns "SFN".
func (*ShortFinish) String() string { return "SFN" }

// Decode decodes the SPDU in b, a whole TSDU, strictly. s aliases b.
func (s *ShortFinish) Decode(b []byte) error { return s.decode(b, nil) }

func (s *ShortFinish) decode(b []byte, _ *Decoder) error {
	reset(s, &s.Common)
	r := shortReader{t: TypeSFN}
	low, _ := r.open(b)
	s.Keep = low&2 != 0
	s.UserData = r.rest()
	return r.err
}

// AppendBinary appends the SPDU to b.
func (s *ShortFinish) AppendBinary(b []byte) ([]byte, error) {
	w := shortWriter{t: TypeSFN, in: b, b: b}
	w.open(bitIf(s.Keep, 2), false)
	return w.finish(&s.Common)
}

// Clone returns a copy that shares no memory with s or its buffer.
func (s *ShortFinish) Clone() ShortFinish { return ShortFinish{s.clone(), s.Keep} }

// ShortDisconnect is the SHORT DISCONNECT (SDN) SPDU, X.225 8.6.7.
type ShortDisconnect struct {
	Common
	Keep bool // the transport connection; otherwise release it
}

// Type returns TypeSDN.
func (*ShortDisconnect) Type() Type { return TypeSDN }

// String returns "SDN".
func (*ShortDisconnect) String() string { return "SDN" }

// Decode decodes the SPDU in b, a whole TSDU, strictly. s aliases b.
func (s *ShortDisconnect) Decode(b []byte) error { return s.decode(b, nil) }

func (s *ShortDisconnect) decode(b []byte, _ *Decoder) error {
	reset(s, &s.Common)
	r := shortReader{t: TypeSDN}
	low, _ := r.open(b)
	s.Keep = low&2 != 0
	s.UserData = r.rest()
	return r.err
}

// AppendBinary appends the SPDU to b.
func (s *ShortDisconnect) AppendBinary(b []byte) ([]byte, error) {
	w := shortWriter{t: TypeSDN, in: b, b: b}
	w.open(bitIf(s.Keep, 2), false)
	return w.finish(&s.Common)
}

// Clone returns a copy that shares no memory with s or its buffer.
func (s *ShortDisconnect) Clone() ShortDisconnect { return ShortDisconnect{s.clone(), s.Keep} }

// ShortDataTransfer is the SHORT DATA TRANSFER (SDT) SPDU, X.225 8.6.8. UserData is at least one
// octet.
type ShortDataTransfer struct {
	Common
	Special uint8 // Special User-data: 0 to 3
}

// Type returns TypeSDT.
func (*ShortDataTransfer) Type() Type { return TypeSDT }

// String returns "SDT".
func (*ShortDataTransfer) String() string { return "SDT" }

// Decode decodes the SPDU in b, a whole TSDU, strictly. s aliases b.
func (s *ShortDataTransfer) Decode(b []byte) error { return s.decode(b, nil) }

func (s *ShortDataTransfer) decode(b []byte, _ *Decoder) error {
	reset(s, &s.Common)
	r := shortReader{t: TypeSDT}
	s.Special, _ = r.open(b)
	if s.UserData = r.rest(); s.UserData == nil {
		r.fail(ruleShortData, len(b), 1, 2)
	}
	return r.err
}

// AppendBinary appends the SPDU to b.
func (s *ShortDataTransfer) AppendBinary(b []byte) ([]byte, error) {
	w := shortWriter{t: TypeSDT, in: b, b: b}
	w.open(s.Special, false)
	if len(s.UserData) == 0 {
		w.fail(ruleShortData, 1, 2)
	}
	return w.finish(&s.Common)
}

// Clone returns a copy that shares no memory with s or its buffer.
func (s *ShortDataTransfer) Clone() ShortDataTransfer {
	return ShortDataTransfer{s.clone(), s.Special}
}

// maxShortAbort is the largest number of octets of user data of an SAB, X.225 7.47.2.
const maxShortAbort = 9

// ShortAbort is the SHORT ABORT (SAB) SPDU, X.225 8.6.9. UserData is at most 9 octets; with a
// Reason it needs UserAbort.
type ShortAbort struct {
	Common
	Keep   bool                // the transport connection; otherwise release it
	Reason TransportDisconnect // UserAbort, ProtocolError, NoReason, ImplementationRestriction; 0 is absent
}

// Type returns TypeSAB.
func (*ShortAbort) Type() Type { return TypeSAB }

// String returns "SAB".
func (*ShortAbort) String() string { return "SAB" }

// Decode decodes the SPDU in b, a whole TSDU, strictly. s aliases b.
func (s *ShortAbort) Decode(b []byte) error { return s.decode(b, nil) }

func (s *ShortAbort) decode(b []byte, _ *Decoder) error {
	reset(s, &s.Common)
	r := shortReader{t: TypeSAB}
	low, p := r.open(b)
	s.Keep = low&2 != 0
	if p {
		v, _ := r.octet()
		s.Reason = TransportDisconnect(v) & definedDisconnect &^ ReleaseTransport
	}
	at := r.off
	s.UserData = r.rest()
	switch n := len(s.UserData); {
	case p && s.Reason&UserAbort == 0 && n > 0:
		r.fail(ruleShortAbort, at, n, 0)
	case n > maxShortAbort:
		r.fail(ruleShortLength, at, n, maxShortAbort)
	}
	return r.err
}

// AppendBinary appends the SPDU to b.
func (s *ShortAbort) AppendBinary(b []byte) ([]byte, error) {
	w := shortWriter{t: TypeSAB, in: b, b: b}
	reason := s.Reason
	if reserved := reason&^definedDisconnect | reason&ReleaseTransport; reserved != 0 {
		w.fail(ruleReserved, int(reason), 0)
	}
	w.open(bitIf(s.Keep, 2), reason != 0)
	if reason != 0 {
		w.b = append(w.b, uint8(reason))
	}
	switch n := len(s.UserData); {
	case reason != 0 && reason&UserAbort == 0 && n > 0:
		w.fail(ruleShortAbort, n, 0)
	case n > maxShortAbort:
		w.fail(ruleShortLength, n, maxShortAbort)
	}
	return w.finish(&s.Common)
}

// Clone returns a copy that shares no memory with s or its buffer.
func (s *ShortAbort) Clone() ShortAbort { return ShortAbort{s.clone(), s.Keep, s.Reason} }

// Null is the NULL SPDU, X.225 8.2.9: a TSDU is its user data. Nothing in the octets says so, only
// the null-encoding protocol option.
type Null struct {
	Common
}

// Type returns TypeNL.
func (*Null) Type() Type { return TypeNL }

// String returns "NL".
func (*Null) String() string { return "NL" }

// Decode takes the whole TSDU b. s aliases b.
func (s *Null) Decode(b []byte) error { return s.decode(b, nil) }

func (s *Null) decode(b []byte, _ *Decoder) error {
	reset(s, &s.Common)
	if len(b) == 0 {
		return fail(ruleEmptyTSDU, TypeNL, 0, 0, 1)
	}
	s.UserData = b[:len(b):len(b)]
	return nil
}

// AppendBinary appends the user data to b.
func (s *Null) AppendBinary(b []byte) ([]byte, error) {
	w := shortWriter{t: TypeNL, in: b, b: b}
	if len(s.UserData) == 0 {
		w.fail(ruleEmptyTSDU, 0, 1)
	}
	return w.finish(&s.Common)
}

// Clone returns a copy that shares no memory with s or its buffer.
func (s *Null) Clone() Null { return Null{s.clone()} }
