package session

import (
	"github.com/osi-go/osi"
	"github.com/osi-go/osi/internal/text"
)

// TransportDisconnect is the Transport Disconnect parameter, X.225 8.3.5.6, 8.3.6.3 and 8.3.9.3.
type TransportDisconnect uint8

// The bits of Transport Disconnect. In RF and FN only the first has a meaning.
const (
	ReleaseTransport TransportDisconnect = 1 << iota // release the transport connection; otherwise keep it
	UserAbort                                        // AB has user data of the SS-user; otherwise a provider abort
	ProtocolError                                    // AB may have reflect parameter values
	NoReason
	ImplementationRestriction // stated in the PICS

	definedDisconnect = ReleaseTransport | UserAbort | ProtocolError | NoReason | ImplementationRestriction
)

// String returns the names of the bits set, joined by commas: "release,user abort".
func (d TransportDisconnect) String() string {
	return text.Bits(uint64(d), disconnectNames[:])
}

var disconnectNames = [...]string{
	"release", "user abort", "protocol error", "no reason", "implementation restriction",
}

// Finish is the FINISH (FN) SPDU, X.225 8.3.6.
type Finish struct {
	Common
	Disconnect osi.Opt[TransportDisconnect] // ReleaseTransport or 0; absent means ReleaseTransport
}

// Type returns TypeFN.
func (*Finish) Type() Type { return TypeFN }

// String returns "FN".
func (*Finish) String() string { return "FN" }

// Decode decodes the SPDU in b strictly. s aliases b.
func (s *Finish) Decode(b []byte) error { return s.decode(b, nil) }

func (s *Finish) decode(b []byte, d *Decoder) error {
	reset(s, &s.Common)
	if data := onlyUserData(b, 2, d); data != nil && b[0] == types[TypeFN].si {
		s.UserData = data
		return nil
	}
	var w walker
	w.start(TypeFN, b, d, &s.Common)
	for w.next(&s.Common) {
		s.Disconnect = osi.Some(TransportDisconnect(w.octet()) & ReleaseTransport)
	}
	return w.finish(&s.Common, fault{})
}

// AppendBinary appends the SPDU to b.
func (s *Finish) AppendBinary(b []byte) ([]byte, error) {
	var e encoder
	e.begin(TypeFN, b, &s.Common)
	appendOptional(&e, parDisconnect, s.Disconnect)
	e.enclosure()
	return e.finish(parUserData, s.UserData, fault{})
}

// Clone returns a copy that shares no memory with s or its buffer.
func (s *Finish) Clone() Finish { return Finish{s.clone(), s.Disconnect} }

// Disconnect is the DISCONNECT (DN) SPDU, X.225 8.3.7: it ends the session connection.
type Disconnect struct {
	Common
}

// Type returns TypeDN.
func (*Disconnect) Type() Type { return TypeDN }

// String returns "DN".
func (*Disconnect) String() string { return "DN" }

// Decode decodes the SPDU in b strictly. s aliases b.
func (s *Disconnect) Decode(b []byte) error { return s.decode(b, nil) }

func (s *Disconnect) decode(b []byte, d *Decoder) error {
	if data := onlyUserData(b, 2, d); data != nil && b[0] == types[TypeDN].si {
		s.reset(data)
		return nil
	}
	return s.decodeAs(TypeDN, b, d)
}

// AppendBinary appends the SPDU to b.
func (s *Disconnect) AppendBinary(b []byte) ([]byte, error) { return s.appendAs(TypeDN, b) }

// Clone returns a copy that shares no memory with s or its buffer.
func (s *Disconnect) Clone() Disconnect { return Disconnect{s.clone()} }

// NotFinished is the NOT FINISHED (NF) SPDU, X.225 8.3.8: it refuses the release.
type NotFinished struct {
	Common
}

// Type returns TypeNF.
func (*NotFinished) Type() Type { return TypeNF }

// String returns "NF".
func (*NotFinished) String() string { return "NF" }

// Decode decodes the SPDU in b strictly. s aliases b.
func (s *NotFinished) Decode(b []byte) error { return s.decode(b, nil) }

func (s *NotFinished) decode(b []byte, d *Decoder) error { return s.decodeAs(TypeNF, b, d) }

// AppendBinary appends the SPDU to b.
func (s *NotFinished) AppendBinary(b []byte) ([]byte, error) { return s.appendAs(TypeNF, b) }

// Clone returns a copy that shares no memory with s or its buffer.
func (s *NotFinished) Clone() NotFinished { return NotFinished{s.clone()} }
