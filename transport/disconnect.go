package transport

import (
	"bytes"
	"encoding/binary"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/internal/text"
)

// MaxDisconnectData is the largest number of octets of user data of a DR, X.224 13.5.5.
const MaxDisconnectData = 64

// Reason is the reason of a DR, X.224 13.5.3.
type Reason uint8

// The reasons. Those from 80 hex are for classes 1 to 4.
const (
	ReasonNotSpecified        Reason = 0x00
	ReasonCongestion          Reason = 0x01 // at the TSAP
	ReasonNotAttached         Reason = 0x02 // session entity not attached to TSAP
	ReasonAddressUnknown      Reason = 0x03
	ReasonNormal              Reason = 0x80 // initiated by the session entity
	ReasonRemoteCongestion    Reason = 0x81 // at connect request time
	ReasonNegotiationFailed   Reason = 0x82 // proposed class not supported
	ReasonDuplicateReference  Reason = 0x83
	ReasonMismatchedReference Reason = 0x84
	ReasonProtocolError       Reason = 0x85
	ReasonReferenceOverflow   Reason = 0x87
	ReasonRefused             Reason = 0x88 // on this network connection
	ReasonHeaderLength        Reason = 0x8a // header or parameter length invalid
)

// String returns the meaning of X.224, or "reason(9)" for a number that has none.
func (r Reason) String() string { return text.Name(reasonTexts[:], r, "reason") }

var reasonTexts = [...]string{
	ReasonNotSpecified:        "reason not specified",
	ReasonCongestion:          "congestion at TSAP",
	ReasonNotAttached:         "session entity not attached to TSAP",
	ReasonAddressUnknown:      "address unknown",
	ReasonNormal:              "normal disconnect",
	ReasonRemoteCongestion:    "remote transport entity congestion",
	ReasonNegotiationFailed:   "connection negotiation failed",
	ReasonDuplicateReference:  "duplicate source reference",
	ReasonMismatchedReference: "mismatched references",
	ReasonProtocolError:       "protocol error",
	ReasonReferenceOverflow:   "reference overflow",
	ReasonRefused:             "connection request refused on this network connection",
	ReasonHeaderLength:        "header or parameter length invalid",
}

// MaxRefusal is the largest number of octets of a DR that refuses a CR, X.224 13.5.4.
const MaxRefusal = 128

// DisconnectRequest is the DR TPDU, X.224 13.5.
type DisconnectRequest struct {
	Format         Format // of the connection, or of the CR that is refused
	DstRef         uint16
	SrcRef         uint16 // 0 when a CR is refused
	Reason         Reason // one that X.224 does not list is accepted, and encoded
	AdditionalInfo []byte // user defined; nil is absent
	Checksum       bool   // present and right; on encoding: to be added (class 4)
	UserData       []byte // at most MaxDisconnectData octets, none in class 0
}

// DisconnectConfirm is the DC TPDU, X.224 13.6, of classes 1 to 4.
type DisconnectConfirm struct {
	Format         Format
	DstRef, SrcRef uint16
	Checksum       bool // as in a DisconnectRequest
}

// String returns "DR".
func (*DisconnectRequest) String() string { return "DR" }

// String returns "DC".
func (*DisconnectConfirm) String() string { return "DC" }

// Decode decodes the one DR in b, of class 0; see [Decoder]. The fields alias b.
func (d *DisconnectRequest) Decode(b []byte) error { return decodeAs(d, kindDR, b) }

func (d *DisconnectRequest) decode(b []byte, f Format, l *osi.Leniency) error {
	*d = DisconnectRequest{Format: f}
	end, err := kindDR.open(b, f)
	if err != nil {
		return err
	}
	h := b[:end]
	d.UserData = b[end:len(b):len(b)]
	for off := kindDR.fixed(f); off < len(h); {
		var p Parameter
		if p, off, err = kindDR.nextIn(h, off, f); err != nil {
			return err
		}
		if p.Code == ParameterClearInformation {
			d.AdditionalInfo = p.Value
		} else {
			d.Checksum = true
		}
	}
	d.DstRef, d.SrcRef, d.Reason = binary.BigEndian.Uint16(h[2:]), binary.BigEndian.Uint16(h[4:]), Reason(h[6])
	if d.SrcRef == 0 && len(b) > MaxRefusal {
		return fail(ruleRefusalLength, "DR", MaxRefusal, len(b), MaxRefusal)
	}
	return kindDR.locate(d.check(l), h, f)
}

// check checks the values. The offset of its error is for locate.
func (d *DisconnectRequest) check(l *osi.Leniency) error {
	switch n := len(d.UserData); {
	case n > MaxDisconnectData:
		return fail(ruleDisconnectData, "DR", atUserData, n, MaxDisconnectData)
	case n > 0 && d.Format.Class == 0 && !l.Excuse(osi.Class0DisconnectData):
		return fail(ruleDisconnectData, "DR", atUserData, n, 0)
	}
	return d.Format.checksummed(kindDR, d.Checksum)
}

func (d *DisconnectConfirm) decode(b []byte, f Format, _ *osi.Leniency) error {
	*d = DisconnectConfirm{Format: f}
	end, err := kindDC.open(b, f)
	if err != nil {
		return err
	}
	h := b[:end]
	if d.Checksum, err = kindDC.onlyChecksum(h, f); err != nil {
		return err
	}
	d.DstRef, d.SrcRef = binary.BigEndian.Uint16(h[2:]), binary.BigEndian.Uint16(h[4:])
	return kindDC.locate(f.checksummed(kindDC, d.Checksum), h, f)
}

// AppendBinary appends the DR to b. One without SRC-REF, which refuses a CR, has at most MaxRefusal
// octets.
func (d *DisconnectRequest) AppendBinary(b []byte) ([]byte, error) {
	e := encode(b, kindDR, d.Format, d.check(nil))
	e.fixed(codeDR, d.DstRef)
	e.b = append(binary.BigEndian.AppendUint16(e.b, d.SrcRef), byte(d.Reason))
	if d.AdditionalInfo != nil {
		e.parameter(ParameterClearInformation, d.AdditionalInfo)
	}
	out, err := e.finish(d.Checksum, d.UserData)
	if n := len(out) - len(b); err == nil && d.SrcRef == 0 && n > MaxRefusal {
		return b, fail(ruleRefusalLength, "DR", 0, n, MaxRefusal)
	}
	return out, err
}

// AppendBinary appends the DC to b.
func (d *DisconnectConfirm) AppendBinary(b []byte) ([]byte, error) {
	e := encode(b, kindDC, d.Format, d.Format.checksummed(kindDC, d.Checksum))
	e.fixed(codeDC, d.DstRef)
	e.b = binary.BigEndian.AppendUint16(e.b, d.SrcRef)
	return e.finish(d.Checksum, nil)
}

// Clone returns a copy that shares no memory with d or its buffer.
func (d *DisconnectRequest) Clone() DisconnectRequest {
	r := *d
	r.AdditionalInfo, r.UserData = bytes.Clone(d.AdditionalInfo), bytes.Clone(d.UserData)
	return r
}

// Clone returns a copy.
func (d *DisconnectConfirm) Clone() DisconnectConfirm { return *d }
