package session

import "github.com/osi-go/osi"

// MaxOverflowData is the largest number of octets of user data of a CDO, X.225 8.3.3.
const MaxOverflowData = 65528

// OverflowAccept is the OVERFLOW ACCEPT (OA) SPDU, X.225 8.3.2: the answer to a CN with Overflow.
type OverflowAccept struct {
	Common
	TSDUSize osi.Opt[TSDUSize] // absent is unlimited in both directions
	Version  Version           // Version2
}

// Type returns TypeOA.
func (*OverflowAccept) Type() Type { return TypeOA }

// String returns "OA".
func (*OverflowAccept) String() string { return "OA" }

// Decode decodes the SPDU in b strictly. s aliases b.
func (s *OverflowAccept) Decode(b []byte) error { return s.decode(b, nil) }

func (s *OverflowAccept) decode(b []byte, d *Decoder) error {
	reset(s, &s.Common)
	var w walker
	w.start(TypeOA, b, d, &s.Common)
	for w.next(&s.Common) {
		switch w.par {
		case parTSDUSize:
			s.TSDUSize = osi.Some(tsduSize(w.value()))
		case parVersion:
			s.Version = w.version()
		}
	}
	return w.finish(&s.Common, s.check())
}

func (s *OverflowAccept) check() fault {
	if s.Version != Version2 {
		return newFault(ruleOverflowVersion, parVersion, int(s.Version), int(Version2))
	}
	return fault{}
}

// AppendBinary appends the SPDU to b.
func (s *OverflowAccept) AppendBinary(b []byte) ([]byte, error) {
	var e encoder
	e.begin(TypeOA, b, &s.Common)
	e.enclosure()
	s.TSDUSize.Value.encode(&e, s.TSDUSize.Present)
	e.octet(parVersion, uint8(s.Version))
	return e.finish(parUserData, s.UserData, s.check())
}

// Clone returns a copy that shares no memory with s or its buffer.
func (s *OverflowAccept) Clone() OverflowAccept {
	return OverflowAccept{s.clone(), s.TSDUSize, s.Version}
}

// ConnectDataOverflow is the CONNECT DATA OVERFLOW (CDO) SPDU, X.225 8.3.3. Its
// Enclosure is EnclosureMiddle or, at the end of the user data, EnclosureLast.
type ConnectDataOverflow struct {
	Common
}

// Type returns TypeCDO.
func (*ConnectDataOverflow) Type() Type { return TypeCDO }

// String returns "CDO".
func (*ConnectDataOverflow) String() string { return "CDO" }

// Decode decodes the SPDU in b strictly. s aliases b.
func (s *ConnectDataOverflow) Decode(b []byte) error { return s.decode(b, nil) }

func (s *ConnectDataOverflow) decode(b []byte, d *Decoder) error {
	reset(s, &s.Common)
	var w walker
	w.start(TypeCDO, b, d, &s.Common)
	w.next(&s.Common)
	return w.finish(&s.Common, s.check())
}

func (s *ConnectDataOverflow) check() fault {
	if s.Enclosure == EnclosureFirst || s.Enclosure == EnclosureWhole {
		return newFault(ruleOverflowEnclosure, parEnclosure, int(s.Enclosure-EnclosureMiddle), 0)
	}
	if n := len(s.UserData); n > MaxOverflowData {
		return newFault(ruleValueLength, parUserData, n, MaxOverflowData)
	}
	return fault{}
}

// AppendBinary appends the SPDU to b.
func (s *ConnectDataOverflow) AppendBinary(b []byte) ([]byte, error) {
	var e encoder
	e.begin(TypeCDO, b, &s.Common)
	e.enclosure()
	return e.finish(parUserData, s.UserData, s.check())
}

// Clone returns a copy that shares no memory with s or its buffer.
func (s *ConnectDataOverflow) Clone() ConnectDataOverflow {
	return ConnectDataOverflow{s.clone()}
}
