package session

import "bytes"

// maxReflect is the largest number of octets of Reflect Parameter Values in an AB, X.225 8.3.9.
const maxReflect = 9

// Abort is the ABORT (AB) SPDU, X.225 8.3.9.
type Abort struct {
	Common
	Disconnect TransportDisconnect // absent in an SPDU that continues a segmented one
	Reflect    []byte              // Reflect Parameter Values: at most 9 octets, only with ProtocolError; nil is absent
}

// Type returns TypeAB.
func (*Abort) Type() Type { return TypeAB }

// String returns "AB".
func (*Abort) String() string { return "AB" }

// Decode decodes the SPDU in b strictly. s aliases b.
func (s *Abort) Decode(b []byte) error { return s.decode(b, nil) }

func (s *Abort) decode(b []byte, d *Decoder) error {
	reset(s, &s.Common)
	if data := onlyUserData(b, 5, d); len(data) > 0 && b[0] == types[TypeAB].si && b[2] == 17 && b[3] == 1 &&
		TransportDisconnect(b[4])&UserAbort != 0 && (d == nil || d.Flow != FlowExpedited) {
		s.Disconnect, s.UserData = TransportDisconnect(b[4])&definedDisconnect, data
		return nil
	}
	var w walker
	w.start(TypeAB, b, d, &s.Common)
	for w.next(&s.Common) {
		switch w.par {
		case parDisconnect:
			s.Disconnect = TransportDisconnect(w.octet()) & definedDisconnect
		case parReflect:
			s.Reflect = w.value()
		}
	}
	return w.finish(&s.Common, s.check())
}

func (s *Abort) check() fault {
	switch {
	case s.Enclosure.continues():
	case len(s.Reflect) > 0 && s.Disconnect&ProtocolError == 0:
		return newFault(ruleReflect, parReflect, int(s.Disconnect), int(ProtocolError))
	case len(s.Reflect) > 0 && s.Enclosure == EnclosureFirst:
		return unwantedFault(ruleReflectSegment, parReflect)
	case len(s.UserData) > 0 && s.Disconnect&UserAbort == 0:
		return newFault(ruleAbortData, parUserData, int(s.Disconnect), int(UserAbort))
	}
	return fault{}
}

// AppendBinary appends the SPDU to b.
func (s *Abort) AppendBinary(b []byte) ([]byte, error) {
	var e encoder
	e.begin(TypeAB, b, &s.Common)
	if !s.Enclosure.continues() || s.Disconnect != 0 { // the latter is refused
		e.octet(parDisconnect, uint8(s.Disconnect))
	}
	e.enclosure()
	e.unit(parReflect, s.Reflect)
	return e.finish(parUserData, s.UserData, s.check())
}

// Clone returns a copy that shares no memory with s or its buffer.
func (s *Abort) Clone() Abort {
	return Abort{s.clone(), s.Disconnect, bytes.Clone(s.Reflect)}
}

// AbortAccept is the ABORT ACCEPT (AA) SPDU, X.225 8.3.10.
type AbortAccept struct {
	Common
}

// Type returns TypeAA.
func (*AbortAccept) Type() Type { return TypeAA }

// String returns "AA".
func (*AbortAccept) String() string { return "AA" }

// Decode decodes the SPDU in b strictly. s aliases b.
func (s *AbortAccept) Decode(b []byte) error { return s.decode(b, nil) }

func (s *AbortAccept) decode(b []byte, d *Decoder) error { return s.decodeAs(TypeAA, b, d) }

// AppendBinary appends the SPDU to b.
func (s *AbortAccept) AppendBinary(b []byte) ([]byte, error) { return s.appendAs(TypeAA, b) }

// Clone returns a copy that shares no memory with s or its buffer.
func (s *AbortAccept) Clone() AbortAccept { return AbortAccept{s.clone()} }
