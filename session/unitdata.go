package session

import (
	"bytes"

	"github.com/osi-go/osi"
)

// UnitData is the UNIT DATA (UD) SPDU of the connectionless protocol, X.235 7.3.
type UnitData struct {
	Common
	Version         Version      // 0 is absent and means Version1
	CallingSelector osi.Selector // at most 16 octets; nil is absent
	CalledSelector  osi.Selector // at most 16 octets; nil is absent
}

// Type returns TypeUD.
func (*UnitData) Type() Type { return TypeUD }

// String returns "UD".
func (*UnitData) String() string { return "UD" }

// Decode decodes the SPDU in b strictly. s aliases b.
func (s *UnitData) Decode(b []byte) error { return s.decode(b, nil) }

func (s *UnitData) decode(b []byte, d *Decoder) error {
	reset(s, &s.Common)
	var w walker
	w.start(TypeUD, b, d, &s.Common)
	for w.next(&s.Common) {
		switch w.par {
		case parVersion:
			s.Version = w.version()
		case parCallingSelector:
			s.CallingSelector = w.value()
		case parCalledSelector:
			s.CalledSelector = w.value()
		}
	}
	return w.finish(&s.Common, fault{})
}

// AppendBinary appends the SPDU to b.
func (s *UnitData) AppendBinary(b []byte) ([]byte, error) {
	var e encoder
	e.begin(TypeUD, b, &s.Common)
	e.nonzero(parVersion, uint8(s.Version))
	e.enclosure()
	e.unit(parCallingSelector, s.CallingSelector)
	e.unit(parCalledSelector, s.CalledSelector)
	return e.finish(parNone, s.UserData, fault{})
}

// Clone returns a copy that shares no memory with s or its buffer.
func (s *UnitData) Clone() UnitData {
	return UnitData{s.clone(), s.Version, bytes.Clone(s.CallingSelector), bytes.Clone(s.CalledSelector)}
}
