package session

import "github.com/osi-go/osi"

// ActivityInterrupt is the ACTIVITY INTERRUPT (AI) SPDU, X.225 8.3.31.
type ActivityInterrupt struct {
	Common
	Reason osi.Opt[ExceptionReason] // absent means NoSpecificReason
}

// Type returns TypeAI.
func (*ActivityInterrupt) Type() Type { return TypeAI }

// String returns "AI".
func (*ActivityInterrupt) String() string { return "AI" }

// Decode decodes the SPDU in b strictly. s aliases b.
func (s *ActivityInterrupt) Decode(b []byte) error { return s.decode(b, nil) }

func (s *ActivityInterrupt) decode(b []byte, d *Decoder) error {
	reset(s, &s.Common)
	var w walker
	w.start(TypeAI, b, d, &s.Common)
	for w.next(&s.Common) {
		s.Reason = osi.Some(ExceptionReason(w.octet()))
	}
	return w.finish(&s.Common, s.Reason.Value.fault())
}

// AppendBinary appends the SPDU to b.
func (s *ActivityInterrupt) AppendBinary(b []byte) ([]byte, error) {
	var e encoder
	e.begin(TypeAI, b, &s.Common)
	e.enclosure()
	appendOptional(&e, parReason, s.Reason)
	return e.finish(parUserData, s.UserData, s.Reason.Value.fault())
}

// Clone returns a copy that shares no memory with s or its buffer.
func (s *ActivityInterrupt) Clone() ActivityInterrupt {
	return ActivityInterrupt{s.clone(), s.Reason}
}

// ActivityInterruptAck is the ACTIVITY INTERRUPT ACK (AIA) SPDU, X.225 8.3.32.
type ActivityInterruptAck struct {
	Common
}

// Type returns TypeAIA.
func (*ActivityInterruptAck) Type() Type { return TypeAIA }

// String returns "AIA".
func (*ActivityInterruptAck) String() string { return "AIA" }

// Decode decodes the SPDU in b strictly. s aliases b.
func (s *ActivityInterruptAck) Decode(b []byte) error { return s.decode(b, nil) }

func (s *ActivityInterruptAck) decode(b []byte, d *Decoder) error { return s.decodeAs(TypeAIA, b, d) }

// AppendBinary appends the SPDU to b.
func (s *ActivityInterruptAck) AppendBinary(b []byte) ([]byte, error) { return s.appendAs(TypeAIA, b) }

// Clone returns a copy that shares no memory with s or its buffer.
func (s *ActivityInterruptAck) Clone() ActivityInterruptAck {
	return ActivityInterruptAck{s.clone()}
}

// ActivityDiscard is the ACTIVITY DISCARD (AD) SPDU, X.225 8.3.33.
type ActivityDiscard struct {
	Common
	Reason osi.Opt[ExceptionReason] // absent means NoSpecificReason
}

// Type returns TypeAD.
func (*ActivityDiscard) Type() Type { return TypeAD }

// String returns "AD".
func (*ActivityDiscard) String() string { return "AD" }

// Decode decodes the SPDU in b strictly. s aliases b.
func (s *ActivityDiscard) Decode(b []byte) error { return s.decode(b, nil) }

func (s *ActivityDiscard) decode(b []byte, d *Decoder) error {
	reset(s, &s.Common)
	var w walker
	w.start(TypeAD, b, d, &s.Common)
	for w.next(&s.Common) {
		s.Reason = osi.Some(ExceptionReason(w.octet()))
	}
	return w.finish(&s.Common, s.Reason.Value.fault())
}

// AppendBinary appends the SPDU to b.
func (s *ActivityDiscard) AppendBinary(b []byte) ([]byte, error) {
	var e encoder
	e.begin(TypeAD, b, &s.Common)
	e.enclosure()
	appendOptional(&e, parReason, s.Reason)
	return e.finish(parUserData, s.UserData, s.Reason.Value.fault())
}

// Clone returns a copy that shares no memory with s or its buffer.
func (s *ActivityDiscard) Clone() ActivityDiscard { return ActivityDiscard{s.clone(), s.Reason} }

// ActivityDiscardAck is the ACTIVITY DISCARD ACK (ADA) SPDU, X.225 8.3.34.
type ActivityDiscardAck struct {
	Common
}

// Type returns TypeADA.
func (*ActivityDiscardAck) Type() Type { return TypeADA }

// String returns "ADA".
func (*ActivityDiscardAck) String() string { return "ADA" }

// Decode decodes the SPDU in b strictly. s aliases b.
func (s *ActivityDiscardAck) Decode(b []byte) error { return s.decode(b, nil) }

func (s *ActivityDiscardAck) decode(b []byte, d *Decoder) error { return s.decodeAs(TypeADA, b, d) }

// AppendBinary appends the SPDU to b.
func (s *ActivityDiscardAck) AppendBinary(b []byte) ([]byte, error) { return s.appendAs(TypeADA, b) }

// Clone returns a copy that shares no memory with s or its buffer.
func (s *ActivityDiscardAck) Clone() ActivityDiscardAck { return ActivityDiscardAck{s.clone()} }
