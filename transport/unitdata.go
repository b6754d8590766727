package transport

import (
	"bytes"

	"github.com/osi-go/osi"
)

// UnitData is the UD TPDU of the connectionless transport protocol, X.234. It
// travels alone in its own NSDU, of N-UNITDATA or of a network connection opened for
// [ProtocolConnectionless]; no Decoder of a connection accepts it.
type UnitData struct {
	Source      osi.Selector // Transport-Selector; nil is absent
	Destination osi.Selector // Transport-Selector; nil is absent
	Checksum    bool         // present and right; on encoding: to be added
	UserData    []byte       // the TSDU
}

// String returns "UD".
func (*UnitData) String() string { return "UD" }

// Decode decodes the one UD in b. The fields alias b.
func (u *UnitData) Decode(b []byte) error { return decodeAs(u, kindUD, b) }

// formatUD is that of the class that has a checksum.
var formatUD = Format{Class: 4}

func (u *UnitData) decode(b []byte, _ Format, _ *osi.Leniency) error {
	f := formatUD
	*u = UnitData{}
	end, err := kindUD.open(b, f)
	if err != nil {
		return err
	}
	h, user := b[:end], b[end:len(b):len(b)]
	for off := kindUD.fixed(f); off < len(h); {
		var p Parameter
		if p, off, err = kindUD.next(h, off); err != nil {
			return err
		}
		if p.Code == ParameterCalling {
			u.Source = p.Value
		}
		if p.Code == ParameterCalled {
			u.Destination = p.Value
		}
		u.Checksum = u.Checksum || p.Code == ParameterChecksum
	}
	u.UserData = user
	return nil
}

// AppendBinary appends the UD to b.
func (u *UnitData) AppendBinary(b []byte) ([]byte, error) {
	e := encode(b, kindUD, formatUD, nil)
	e.b = append(e.b, 0, codeUD)
	if u.Source != nil {
		e.parameter(ParameterCalling, u.Source)
	}
	if u.Destination != nil {
		e.parameter(ParameterCalled, u.Destination)
	}
	return e.finish(u.Checksum, u.UserData)
}

// Clone returns a copy that shares no memory with u or its buffer.
func (u *UnitData) Clone() UnitData {
	r := *u
	r.Source, r.Destination = bytes.Clone(u.Source), bytes.Clone(u.Destination)
	r.UserData = bytes.Clone(u.UserData)
	return r
}
