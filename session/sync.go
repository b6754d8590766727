package session

import (
	"bytes"

	"github.com/osi-go/osi/internal/text"
)

// SyncType is the Sync Type Item of an MIP, X.225 8.3.20.3; 0 is absent.
type SyncType uint8

// The bits of SyncType.
const (
	NoConfirmation SyncType = 1 << iota // explicit confirmation is not required
	SeparateData                        // data separation is required
)

// String returns the names of the bits set, joined by commas: "no confirmation,data separation".
func (t SyncType) String() string {
	return text.Bits(uint64(t), []string{"no confirmation", "data separation"})
}

// MinorSyncPoint is the MINOR SYNC POINT (MIP) SPDU, X.225 8.3.20.
type MinorSyncPoint struct {
	Common
	SyncType SyncType
	Serial   SerialNumber
}

// Type returns TypeMIP.
func (*MinorSyncPoint) Type() Type { return TypeMIP }

// String returns "MIP".
func (*MinorSyncPoint) String() string { return "MIP" }

// Decode decodes the SPDU in b strictly. s aliases b.
func (s *MinorSyncPoint) Decode(b []byte) error { return s.decode(b, nil) }

func (s *MinorSyncPoint) decode(b []byte, d *Decoder) error {
	reset(s, &s.Common)
	var w walker
	w.start(TypeMIP, b, d, &s.Common)
	for w.next(&s.Common) {
		switch w.par {
		case parSyncType:
			s.SyncType = SyncType(w.octet()) & (NoConfirmation | SeparateData)
		case parSerial:
			s.Serial = w.serial()
		}
	}
	return w.finish(&s.Common, fault{})
}

// AppendBinary appends the SPDU to b.
func (s *MinorSyncPoint) AppendBinary(b []byte) ([]byte, error) { return s.append(b, nil) }

func (s *MinorSyncPoint) append(b []byte, d *Decoder) ([]byte, error) {
	e := encoder{d: d}
	e.begin(TypeMIP, b, &s.Common)
	e.nonzero(parSyncType, uint8(s.SyncType))
	e.enclosure()
	e.unit(parSerial, s.Serial)
	return e.finish(parUserData, s.UserData, fault{})
}

// Clone returns a copy that shares no memory with s or its buffer.
func (s *MinorSyncPoint) Clone() MinorSyncPoint {
	return MinorSyncPoint{s.clone(), s.SyncType, bytes.Clone(s.Serial)}
}

// MinorSyncAck is the MINOR SYNC ACK (MIA) SPDU, X.225 8.3.21.
type MinorSyncAck struct {
	Common
	Serial SerialNumber
}

// Type returns TypeMIA.
func (*MinorSyncAck) Type() Type { return TypeMIA }

// String returns "MIA".
func (*MinorSyncAck) String() string { return "MIA" }

// Decode decodes the SPDU in b strictly. s aliases b.
func (s *MinorSyncAck) Decode(b []byte) error { return s.decode(b, nil) }

func (s *MinorSyncAck) decode(b []byte, d *Decoder) error {
	reset(s, &s.Common)
	var w walker
	w.start(TypeMIA, b, d, &s.Common)
	for w.next(&s.Common) {
		switch w.par {
		case parSerial:
			s.Serial = w.serial()
		case parMinorAckData:
			s.UserData = w.value()
		}
	}
	return w.finish(&s.Common, fault{})
}

// AppendBinary appends the SPDU to b.
func (s *MinorSyncAck) AppendBinary(b []byte) ([]byte, error) { return s.append(b, nil) }

func (s *MinorSyncAck) append(b []byte, d *Decoder) ([]byte, error) {
	e := encoder{d: d}
	e.begin(TypeMIA, b, &s.Common)
	e.enclosure()
	e.unit(parSerial, s.Serial)
	e.unit(parMinorAckData, s.UserData)
	return e.finish(parUserData, nil, fault{})
}

// Clone returns a copy that shares no memory with s or its buffer.
func (s *MinorSyncAck) Clone() MinorSyncAck {
	return MinorSyncAck{s.clone(), bytes.Clone(s.Serial)}
}

// MajorSyncPoint is the MAJOR SYNC POINT (MAP) SPDU, X.225 8.3.22. Its Sync Type Item, which tells
// it from an AE, is encoded always.
type MajorSyncPoint struct {
	Common
	Serial SerialNumber
}

// Type returns TypeMAP.
func (*MajorSyncPoint) Type() Type { return TypeMAP }

// String returns "MAP".
func (*MajorSyncPoint) String() string { return "MAP" }

// Decode decodes the SPDU in b strictly. s aliases b.
func (s *MajorSyncPoint) Decode(b []byte) error { return s.decode(b, nil) }

func (s *MajorSyncPoint) decode(b []byte, d *Decoder) error {
	reset(s, &s.Common)
	var w walker
	w.start(TypeMAP, b, d, &s.Common)
	for w.next(&s.Common) {
		if w.par == parSerial {
			s.Serial = w.serial()
		}
	}
	return w.finish(&s.Common, fault{})
}

// AppendBinary appends the SPDU to b.
func (s *MajorSyncPoint) AppendBinary(b []byte) ([]byte, error) { return s.append(b, nil) }

func (s *MajorSyncPoint) append(b []byte, d *Decoder) ([]byte, error) {
	e := encoder{d: d}
	e.begin(TypeMAP, b, &s.Common)
	if !s.Enclosure.continues() {
		e.octet(parSyncType, 1)
	}
	e.enclosure()
	e.unit(parSerial, s.Serial)
	return e.finish(parUserData, s.UserData, fault{})
}

// Clone returns a copy that shares no memory with s or its buffer.
func (s *MajorSyncPoint) Clone() MajorSyncPoint {
	return MajorSyncPoint{s.clone(), bytes.Clone(s.Serial)}
}

// MajorSyncAck is the MAJOR SYNC ACK (MAA) SPDU, X.225 8.3.23, and the ACTIVITY END ACK (AEA) SPDU,
// 8.3.36: the same octets, told apart by what they answer.
type MajorSyncAck struct {
	Common
	Serial       SerialNumber // unless symmetric synchronize is selected; nil is absent
	SecondSerial SerialNumber // when symmetric synchronize is selected; nil is absent
}

// Type returns TypeMAA.
func (*MajorSyncAck) Type() Type { return TypeMAA }

// String returns "MAA/AEA".
func (*MajorSyncAck) String() string { return "MAA/AEA" }

// Decode decodes the SPDU in b strictly. s aliases b.
func (s *MajorSyncAck) Decode(b []byte) error { return s.decode(b, nil) }

func (s *MajorSyncAck) decode(b []byte, d *Decoder) error {
	reset(s, &s.Common)
	var w walker
	w.start(TypeMAA, b, d, &s.Common)
	for w.next(&s.Common) {
		switch w.par {
		case parSerial:
			s.Serial = w.serial()
		case parSecondSerial:
			s.SecondSerial = w.serial()
		}
	}
	return w.finish(&s.Common, s.check())
}

func (s *MajorSyncAck) check() fault {
	switch {
	case s.Enclosure.continues():
	case s.Serial == nil && s.SecondSerial == nil:
		return fault{rule: ruleMajorSerial, code: atUserInformation, want: int(parameters[parSerial].code)}
	case s.Serial != nil && s.SecondSerial != nil:
		return unwantedFault(ruleBothSerials, parSecondSerial)
	}
	return fault{}
}

// AppendBinary appends the SPDU to b.
func (s *MajorSyncAck) AppendBinary(b []byte) ([]byte, error) { return s.append(b, nil) }

func (s *MajorSyncAck) append(b []byte, d *Decoder) ([]byte, error) {
	e := encoder{d: d}
	e.begin(TypeMAA, b, &s.Common)
	e.enclosure()
	e.unit(parSerial, s.Serial)
	e.unit(parSecondSerial, s.SecondSerial)
	return e.finish(parUserData, s.UserData, s.check())
}

// Clone returns a copy that shares no memory with s or its buffer.
func (s *MajorSyncAck) Clone() MajorSyncAck {
	return MajorSyncAck{s.clone(), bytes.Clone(s.Serial), bytes.Clone(s.SecondSerial)}
}

// ActivityEndAck is the ACTIVITY END ACK (AEA) SPDU, X.225 8.3.36.
type ActivityEndAck = MajorSyncAck
