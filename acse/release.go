package acse

import (
	"bytes"
	"fmt"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/internal/ber"
)

// ReleaseRequestReason is the Reason of an RLRQ, X.227 7.2.4.1.
type ReleaseRequestReason uint8

// The reasons of an RLRQ.
const (
	ReleaseNormal      ReleaseRequestReason = 0
	ReleaseUrgent      ReleaseRequestReason = 1
	ReleaseUserDefined ReleaseRequestReason = 30
)

// ReleaseResponseReason is the Reason of an RLRE, X.227 7.2.5.1.
type ReleaseResponseReason uint8

// The reasons of an RLRE.
const (
	ReleasedNormal      ReleaseResponseReason = 0
	ReleasedNotFinished ReleaseResponseReason = 1
	ReleasedUserDefined ReleaseResponseReason = 30
)

const reasons = 1<<0 | 1<<1 | 1<<30

// String returns the name in ASN.1.
func (r ReleaseRequestReason) String() string {
	switch r {
	case ReleaseNormal:
		return "normal"
	case ReleaseUrgent:
		return "urgent"
	case ReleaseUserDefined:
		return "user-defined"
	}
	return fmt.Sprintf("reason %d", uint8(r))
}

// String returns the name in ASN.1.
func (r ReleaseResponseReason) String() string {
	switch r {
	case ReleasedNormal:
		return "normal"
	case ReleasedNotFinished:
		return "not-finished"
	case ReleasedUserDefined:
		return "user-defined"
	}
	return fmt.Sprintf("reason %d", uint8(r))
}

// ReleaseRequest is the A-RELEASE-REQUEST APDU, RLRQ, X.227 7.2.4. A P-RELEASE request carries it.
type ReleaseRequest struct {
	Reason          osi.Opt[ReleaseRequestReason]
	UserInformation UserInformation // nil when absent
}

// ReleaseResponse is the A-RELEASE-RESPONSE APDU, RLRE, X.227 7.2.5. A P-RELEASE response carries it.
type ReleaseResponse struct {
	Reason          osi.Opt[ReleaseResponseReason]
	UserInformation UserInformation // nil when absent
}

// String returns "RLRQ".
func (*ReleaseRequest) String() string { return "RLRQ" }

// String returns "RLRE".
func (*ReleaseResponse) String() string { return "RLRE" }

func (*ReleaseRequest) apdu()  {}
func (*ReleaseResponse) apdu() {}

// Decode decodes the one RLRQ in b. The fields alias b.
func (p *ReleaseRequest) Decode(b []byte) error { return p.decode(b, strict) }

// Decode decodes the one RLRE in b. The fields alias b.
func (p *ReleaseResponse) Decode(b []byte) error { return p.decode(b, strict) }

func (p *ReleaseRequest) decode(b []byte, o options) error {
	*p = ReleaseRequest{}
	reason, user, err := decodeRelease(b, tagRLRQ, "RLRQ", o)
	if err != nil {
		return err
	}
	p.Reason = osi.Opt[ReleaseRequestReason]{Value: ReleaseRequestReason(reason.Value), Present: reason.Present}
	p.UserInformation = user
	return nil
}

func (p *ReleaseResponse) decode(b []byte, o options) error {
	*p = ReleaseResponse{}
	reason, user, err := decodeRelease(b, tagRLRE, "RLRE", o)
	if err != nil {
		return err
	}
	p.Reason = osi.Opt[ReleaseResponseReason]{Value: ReleaseResponseReason(reason.Value), Present: reason.Present}
	p.UserInformation = user
	return nil
}

// decodeRelease decodes either release APDU: they have the same fields and codes.
func decodeRelease(b []byte, tag ber.Tag, pdu string, o options) (reason osi.Opt[uint8], user UserInformation, err error) {
	if code, ok := onlyReason(b, tag, o); ok && reasons>>code&1 != 0 {
		return osi.Some(code), nil, nil
	}
	if len(b) == 2 && predictable(b, tag, o) {
		return reason, nil, nil
	}
	var w walk
	w.begin(b, tag, grammarRL, o)
	for n, ok := w.Next(); ok; n, ok = w.Next() {
		switch n {
		case 0:
			reason = osi.Some(w.ordinal(&w.Component, ruleReason, reasons))
		case 30:
			user = w.userInformation()
		}
	}
	return reason, user, w.Finish(pdu)
}

// AppendBinary appends the RLRQ to b.
func (p *ReleaseRequest) AppendBinary(b []byte) ([]byte, error) { return p.append(b, ber.Definite) }

// AppendIndefinite appends the RLRQ to b with indefinite lengths.
func (p *ReleaseRequest) AppendIndefinite(b []byte) ([]byte, error) {
	return p.append(b, ber.Indefinite)
}

// AppendBinary appends the RLRE to b.
func (p *ReleaseResponse) AppendBinary(b []byte) ([]byte, error) { return p.append(b, ber.Definite) }

// AppendIndefinite appends the RLRE to b with indefinite lengths.
func (p *ReleaseResponse) AppendIndefinite(b []byte) ([]byte, error) {
	return p.append(b, ber.Indefinite)
}

func (p *ReleaseRequest) append(b []byte, f ber.Form) ([]byte, error) {
	return appendRelease(b, tagRLRQ, "RLRQ", p.Reason.Present, uint8(p.Reason.Value), p.UserInformation, f)
}

func (p *ReleaseResponse) append(b []byte, f ber.Form) ([]byte, error) {
	return appendRelease(b, tagRLRE, "RLRE", p.Reason.Present, uint8(p.Reason.Value), p.UserInformation, f)
}

func appendRelease(b []byte, tag ber.Tag, pdu string, present bool, reason uint8, user UserInformation, f ber.Form) ([]byte, error) {
	out, m := ber.Open(b, tag, f)
	if present {
		out = ber.AppendInteger(out, 0x80, int64(reason))
	}
	out = ber.Close(appendUserInformation(out, user, f), m)
	if _, _, err := decodeRelease(out[len(b):], tag, pdu, checking); err != nil {
		return b, err
	}
	return out, nil
}

// Clone returns a copy that shares no memory with p or its buffer.
func (p *ReleaseRequest) Clone() ReleaseRequest {
	return ReleaseRequest{p.Reason, bytes.Clone(p.UserInformation)}
}

// Clone returns a copy that shares no memory with p or its buffer.
func (p *ReleaseResponse) Clone() ReleaseResponse {
	return ReleaseResponse{p.Reason, bytes.Clone(p.UserInformation)}
}
