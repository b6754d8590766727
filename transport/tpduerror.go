package transport

import (
	"bytes"
	"encoding/binary"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/internal/text"
)

// RejectCause is the reject cause of an ER, X.224 13.12.3.
type RejectCause uint8

// The reject causes.
const (
	CauseNotSpecified   RejectCause = 0
	CauseParameterCode  RejectCause = reasonParameterCode
	CauseTPDUType       RejectCause = reasonType
	CauseParameterValue RejectCause = reasonParameterValue
)

// String returns the meaning of X.224, or "cause(9)" for a number that has none.
func (c RejectCause) String() string { return text.Name(causeTexts[:], c, "cause") }

var causeTexts = [...]string{
	CauseNotSpecified:   "reason not specified",
	CauseParameterCode:  "invalid parameter code",
	CauseTPDUType:       "invalid TPDU type",
	CauseParameterValue: "invalid parameter value",
}

// TPDUError is the ER TPDU, X.224 13.12.
type TPDUError struct {
	Format   Format // of the connection, or of the CR that is answered
	DstRef   uint16
	Cause    RejectCause // one that X.224 does not list is accepted, and encoded
	Invalid  []byte      // header of the rejected TPDU up to and including the octet at fault; nil is absent, which class 0 does not allow
	Checksum bool        // present and right; on encoding: to be added (class 4)
}

// String returns "ER".
func (*TPDUError) String() string { return "ER" }

// Decode decodes the one ER in b, of class 0; see [Decoder]. Invalid aliases b.
func (t *TPDUError) Decode(b []byte) error { return decodeAs(t, kindER, b) }

func (t *TPDUError) decode(b []byte, f Format, l *osi.Leniency) error {
	*t = TPDUError{Format: f}
	end, err := kindER.open(b, f)
	if err != nil {
		return err
	}
	h := b[:end]
	for off := kindER.fixed(f); off < len(h); {
		var p Parameter
		if p, off, err = kindER.nextIn(h, off, f); err != nil {
			return err
		}
		if p.Code == ParameterInvalidTPDU {
			t.Invalid = p.Value
		} else {
			t.Checksum = true
		}
	}
	t.DstRef, t.Cause = binary.BigEndian.Uint16(h[2:]), RejectCause(h[4])
	return kindER.locate(t.check(l), h, f)
}

// check checks the values. The offset of its error is for locate.
func (t *TPDUError) check(l *osi.Leniency) error {
	if t.Invalid == nil && t.Format.Class == 0 && !l.Excuse(osi.Class0BareError) {
		return fail(ruleInvalidTPDU, "ER", atUserData, 0, int(ParameterInvalidTPDU))
	}
	return t.Format.checksummed(kindER, t.Checksum)
}

// AppendBinary appends the ER to b.
func (t *TPDUError) AppendBinary(b []byte) ([]byte, error) {
	e := encode(b, kindER, t.Format, t.check(nil))
	e.fixed(codeER, t.DstRef)
	e.b = append(e.b, byte(t.Cause))
	if t.Invalid != nil {
		e.parameter(ParameterInvalidTPDU, t.Invalid)
	}
	return e.finish(t.Checksum, nil)
}

// Clone returns a copy that shares no memory with t or its buffer.
func (t *TPDUError) Clone() TPDUError {
	r := *t
	r.Invalid = bytes.Clone(t.Invalid)
	return r
}
