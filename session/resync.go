package session

import (
	"bytes"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/internal/text"
)

// ResyncType is the Resync Type, X.225 8.3.24.5.
type ResyncType uint8

// The resync types.
const (
	ResyncRestart ResyncType = iota
	ResyncAbandon
	ResyncSet
)

// String returns "restart", "abandon" or "set".
func (t ResyncType) String() string { return text.Name(resyncNames[:], t, "type") }

var resyncNames = [...]string{"restart", "abandon", "set"}

// Resync is what RS and RA have in common.
type Resync struct {
	Common
	Tokens       osi.Opt[TokenSetting] // relative to the sender of the RS; absent only if no token is available
	ResyncType   osi.Opt[ResyncType]   // absent from an RS only if symmetric synchronize is selected, from an RA only if it is not
	Serial       SerialNumber          // may be absent only if symmetric synchronize is selected
	SecondType   osi.Opt[ResyncType]   // symmetric synchronize only
	SecondSerial SerialNumber          // symmetric synchronize only; nil is absent
}

func (s *Resync) decode(t Type, b []byte, d *Decoder) error {
	reset(s, &s.Common)
	var w walker
	w.start(t, b, d, &s.Common)
	for w.next(&s.Common) {
		switch w.par {
		case parTokenSetting:
			s.Tokens = osi.Some(TokenSetting(w.octet()))
		case parResyncType:
			s.ResyncType = osi.Some(ResyncType(w.octet()))
		case parSerial:
			s.Serial = w.serial()
		case parSecondResyncType:
			s.SecondType = osi.Some(ResyncType(w.octet()))
		case parSecondSerial:
			s.SecondSerial = w.serial()
		}
	}
	return w.finish(&s.Common, fault{})
}

func (s *Resync) encode(t Type, b []byte, d *Decoder) ([]byte, error) {
	e := encoder{d: d}
	e.begin(t, b, &s.Common)
	e.enclosure()
	appendOptional(&e, parTokenSetting, s.Tokens)
	appendOptional(&e, parResyncType, s.ResyncType)
	e.unit(parSerial, s.Serial)
	appendOptional(&e, parSecondResyncType, s.SecondType)
	e.unit(parSecondSerial, s.SecondSerial)
	return e.finish(parUserData, s.UserData, fault{})
}

func (s *Resync) copy() Resync {
	return Resync{s.clone(), s.Tokens, s.ResyncType, bytes.Clone(s.Serial), s.SecondType, bytes.Clone(s.SecondSerial)}
}

// Resynchronize is the RESYNCHRONIZE (RS) SPDU, X.225 8.3.24.
type Resynchronize struct{ Resync }

// Type returns TypeRS.
func (*Resynchronize) Type() Type { return TypeRS }

// String returns "RS".
func (*Resynchronize) String() string { return "RS" }

// Decode decodes the SPDU in b strictly. s aliases b.
func (s *Resynchronize) Decode(b []byte) error { return s.decode(b, nil) }

func (s *Resynchronize) decode(b []byte, d *Decoder) error { return s.Resync.decode(TypeRS, b, d) }

// AppendBinary appends the SPDU to b.
func (s *Resynchronize) AppendBinary(b []byte) ([]byte, error) { return s.append(b, nil) }

func (s *Resynchronize) append(b []byte, d *Decoder) ([]byte, error) { return s.encode(TypeRS, b, d) }

// Clone returns a copy that shares no memory with s or its buffer.
func (s *Resynchronize) Clone() Resynchronize { return Resynchronize{s.copy()} }

// ResynchronizeAck is the RESYNCHRONIZE ACK (RA) SPDU, X.225 8.3.25.
type ResynchronizeAck struct{ Resync }

// Type returns TypeRA.
func (*ResynchronizeAck) Type() Type { return TypeRA }

// String returns "RA".
func (*ResynchronizeAck) String() string { return "RA" }

// Decode decodes the SPDU in b strictly. s aliases b.
func (s *ResynchronizeAck) Decode(b []byte) error { return s.decode(b, nil) }

func (s *ResynchronizeAck) decode(b []byte, d *Decoder) error { return s.Resync.decode(TypeRA, b, d) }

// AppendBinary appends the SPDU to b.
func (s *ResynchronizeAck) AppendBinary(b []byte) ([]byte, error) { return s.append(b, nil) }

func (s *ResynchronizeAck) append(b []byte, d *Decoder) ([]byte, error) {
	return s.encode(TypeRA, b, d)
}

// Clone returns a copy that shares no memory with s or its buffer.
func (s *ResynchronizeAck) Clone() ResynchronizeAck { return ResynchronizeAck{s.copy()} }

// PrepareType says which SPDU a PR announces, X.225 8.3.26.3.
type PrepareType uint8

// The prepare types, Table 10.
const (
	PrepareMajorSyncAck PrepareType = iota + 1 // MAA or AEA
	PrepareResync                              // RS, AI or AD
	PrepareResyncAck                           // RA, AIA or ADA
	PrepareAbort                               // AB
)

// String returns the event of X.225 Annex A: "PR-MAA".
func (t PrepareType) String() string { return text.Name(prepareNames[:], t, "type") }

var prepareNames = [...]string{"PR", "PR-MAA", "PR-RS", "PR-RA", "PR-AB"}

// Prepare is the PREPARE (PR) SPDU, X.225 8.3.26: it announces, on the expedited flow, an SPDU on
// the normal flow.
type Prepare struct {
	Common
	PrepareType PrepareType
	ResyncType  osi.Opt[ResyncType] // that of the RS; PrepareResync with symmetric synchronize only
	SecondType  osi.Opt[ResyncType] // that of the RS; PrepareResync with symmetric synchronize only
}

// Type returns TypePR.
func (*Prepare) Type() Type { return TypePR }

// String returns "PR".
func (*Prepare) String() string { return "PR" }

// Decode decodes the SPDU in b strictly. s aliases b.
func (s *Prepare) Decode(b []byte) error { return s.decode(b, nil) }

func (s *Prepare) decode(b []byte, d *Decoder) error {
	reset(s, &s.Common)
	var w walker
	w.start(TypePR, b, d, &s.Common)
	for w.next(&s.Common) {
		switch w.par {
		case parPrepare:
			s.PrepareType = PrepareType(w.octet())
		case parResyncType:
			s.ResyncType = osi.Some(ResyncType(w.octet()))
		case parSecondResyncType:
			s.SecondType = osi.Some(ResyncType(w.octet()))
		}
	}
	return w.finish(&s.Common, s.check())
}

func (s *Prepare) check() fault {
	switch {
	case s.PrepareType < PrepareMajorSyncAck || s.PrepareType > PrepareAbort:
		return newFault(rulePrepareType, parPrepare, int(s.PrepareType), 0)
	case s.ResyncType.Present && s.PrepareType != PrepareResync:
		return newFault(rulePrepareResync, parResyncType, int(s.PrepareType), int(PrepareResync))
	case s.SecondType.Present && s.PrepareType != PrepareResync:
		return newFault(rulePrepareResync, parSecondResyncType, int(s.PrepareType), int(PrepareResync))
	}
	return fault{}
}

// AppendBinary appends the SPDU to b.
func (s *Prepare) AppendBinary(b []byte) ([]byte, error) {
	var e encoder
	e.begin(TypePR, b, &s.Common)
	e.octet(parPrepare, uint8(s.PrepareType))
	e.enclosure()
	appendOptional(&e, parResyncType, s.ResyncType)
	appendOptional(&e, parSecondResyncType, s.SecondType)
	return e.finish(parUserData, s.UserData, s.check())
}

// Clone returns a copy that shares no memory with s or its buffer.
func (s *Prepare) Clone() Prepare {
	return Prepare{s.clone(), s.PrepareType, s.ResyncType, s.SecondType}
}
