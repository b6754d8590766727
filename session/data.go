package session

// DataTransfer is the DATA TRANSFER (DT) SPDU, X.225 8.3.11.
type DataTransfer struct {
	Common
}

// Type returns TypeDT.
func (*DataTransfer) Type() Type { return TypeDT }

// String returns "DT".
func (*DataTransfer) String() string { return "DT" }

// Decode decodes the SPDU in b strictly. s aliases b.
func (s *DataTransfer) Decode(b []byte) error { return s.decode(b, nil) }

func (s *DataTransfer) decode(b []byte, d *Decoder) error {
	if d.bare(b, 3) {
		s.reset(b[2:len(b):len(b)])
		return nil
	}
	return s.decodeAs(TypeDT, b, d)
}

// AppendBinary appends the SPDU to b.
func (s *DataTransfer) AppendBinary(b []byte) ([]byte, error) { return s.appendAs(TypeDT, b) }

// Clone returns a copy that shares no memory with s or its buffer.
func (s *DataTransfer) Clone() DataTransfer { return DataTransfer{s.clone()} }

// Maxima of the user data of an EX, X.225 7.12.1.
const (
	MaxExpedited       = 14 // octets
	MaxNestedExpedited = 11 // octets in one SPDU of a nested connection, Amd.2; more go in two

	expeditedFirst = 8 // octets in the first of the two
)

// ExpeditedData is the EXPEDITED (EX) SPDU, X.225 8.3.12. An SSDU of 12 to 14 octets of a nested
// connection is in two of them, Amd.2 7.12.1.2: EnclosureFirst with 8 octets, EnclosureLast with
// the rest.
type ExpeditedData struct {
	Common
}

// Type returns TypeEX.
func (*ExpeditedData) Type() Type { return TypeEX }

// String returns "EX".
func (*ExpeditedData) String() string { return "EX" }

// Decode decodes the SPDU in b strictly. s aliases b.
func (s *ExpeditedData) Decode(b []byte) error { return s.decode(b, nil) }

func (s *ExpeditedData) decode(b []byte, d *Decoder) error {
	reset(s, &s.Common)
	var w walker
	w.start(TypeEX, b, d, &s.Common)
	w.next(&s.Common)
	return w.finish(&s.Common, s.check())
}

func (s *ExpeditedData) check() fault {
	most := MaxExpedited
	if s.Nested.Present {
		most = MaxNestedExpedited
	}
	switch n := len(s.UserData); {
	case s.Enclosure != EnclosureNone && !s.Nested.Present:
		return unwantedFault(ruleMisplaced, parEnclosure)
	case s.Enclosure == EnclosureMiddle || s.Enclosure == EnclosureWhole:
		return newFault(ruleExpeditedEnclosure, parEnclosure, int(s.Enclosure-EnclosureMiddle), 0)
	case s.Enclosure == EnclosureFirst && n != expeditedFirst:
		return fault{rule: ruleExpeditedSegment, code: atUserInformation, got: n, want: expeditedFirst}
	case s.Enclosure == EnclosureLast && (n <= MaxNestedExpedited-expeditedFirst || n > MaxExpedited-expeditedFirst):
		return fault{rule: ruleExpeditedSegment, code: atUserInformation, got: n, want: MaxExpedited - expeditedFirst}
	case n == 0 || n > most:
		return fault{rule: ruleExpedited, code: atUserInformation, got: n, want: most}
	}
	return fault{}
}

// AppendBinary appends the SPDU to b.
func (s *ExpeditedData) AppendBinary(b []byte) ([]byte, error) {
	var e encoder
	e.begin(TypeEX, b, &s.Common)
	e.enclosure()
	return e.finish(parNone, s.UserData, s.check())
}

// Clone returns a copy that shares no memory with s or its buffer.
func (s *ExpeditedData) Clone() ExpeditedData { return ExpeditedData{s.clone()} }

// TypedData is the TYPED DATA (TD) SPDU, X.225 8.3.13.
type TypedData struct {
	Common
}

// Type returns TypeTD.
func (*TypedData) Type() Type { return TypeTD }

// String returns "TD".
func (*TypedData) String() string { return "TD" }

// Decode decodes the SPDU in b strictly. s aliases b.
func (s *TypedData) Decode(b []byte) error { return s.decode(b, nil) }

func (s *TypedData) decode(b []byte, d *Decoder) error { return s.decodeAs(TypeTD, b, d) }

// AppendBinary appends the SPDU to b.
func (s *TypedData) AppendBinary(b []byte) ([]byte, error) { return s.appendAs(TypeTD, b) }

// Clone returns a copy that shares no memory with s or its buffer.
func (s *TypedData) Clone() TypedData { return TypedData{s.clone()} }

// CapabilityData is the CAPABILITY DATA (CD) SPDU, X.225 8.3.14.
type CapabilityData struct {
	Common
}

// Type returns TypeCD.
func (*CapabilityData) Type() Type { return TypeCD }

// String returns "CD".
func (*CapabilityData) String() string { return "CD" }

// Decode decodes the SPDU in b strictly. s aliases b.
func (s *CapabilityData) Decode(b []byte) error { return s.decode(b, nil) }

func (s *CapabilityData) decode(b []byte, d *Decoder) error { return s.decodeAs(TypeCD, b, d) }

// AppendBinary appends the SPDU to b.
func (s *CapabilityData) AppendBinary(b []byte) ([]byte, error) { return s.appendAs(TypeCD, b) }

// Clone returns a copy that shares no memory with s or its buffer.
func (s *CapabilityData) Clone() CapabilityData { return CapabilityData{s.clone()} }

// CapabilityDataAck is the CAPABILITY DATA ACK (CDA) SPDU, X.225 8.3.15.
type CapabilityDataAck struct {
	Common
}

// Type returns TypeCDA.
func (*CapabilityDataAck) Type() Type { return TypeCDA }

// String returns "CDA".
func (*CapabilityDataAck) String() string { return "CDA" }

// Decode decodes the SPDU in b strictly. s aliases b.
func (s *CapabilityDataAck) Decode(b []byte) error { return s.decode(b, nil) }

func (s *CapabilityDataAck) decode(b []byte, d *Decoder) error { return s.decodeAs(TypeCDA, b, d) }

// AppendBinary appends the SPDU to b.
func (s *CapabilityDataAck) AppendBinary(b []byte) ([]byte, error) { return s.appendAs(TypeCDA, b) }

// Clone returns a copy that shares no memory with s or its buffer.
func (s *CapabilityDataAck) Clone() CapabilityDataAck { return CapabilityDataAck{s.clone()} }
