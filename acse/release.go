package acse

import (
	"bytes"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/internal/ber"
	"github.com/osi-go/osi/internal/text"
)

// ReleaseRequestReason is the Reason of an RLRQ, X.227 7.2.4.1 and Amd.1 9.1. Other numbers are
// possible.
type ReleaseRequestReason int64

// The reasons of an RLRQ.
const (
	ReleaseNormal      ReleaseRequestReason = 0
	ReleaseUrgent      ReleaseRequestReason = 1
	ReleaseUserDefined ReleaseRequestReason = 30
)

// ReleaseResponseReason is the Reason of an RLRE, X.227 7.2.5.1 and Amd.1 9.1. Other numbers are
// possible.
type ReleaseResponseReason int64

// The reasons of an RLRE.
const (
	ReleasedNormal      ReleaseResponseReason = 0
	ReleasedNotFinished ReleaseResponseReason = 1
	ReleasedUserDefined ReleaseResponseReason = 30
)

var releaseRequestReasonNames = [...]string{
	ReleaseNormal:      "normal",
	ReleaseUrgent:      "urgent",
	ReleaseUserDefined: "user-defined",
}

// String returns the name in ASN.1.
func (r ReleaseRequestReason) String() string {
	return text.Name(releaseRequestReasonNames[:], r, "reason")
}

var releaseResponseReasonNames = [...]string{
	ReleasedNormal:      "normal",
	ReleasedNotFinished: "not-finished",
	ReleasedUserDefined: "user-defined",
}

// String returns the name in ASN.1.
func (r ReleaseResponseReason) String() string {
	return text.Name(releaseResponseReasonNames[:], r, "reason")
}

// ReleaseRequest is the A-RELEASE-REQUEST APDU, RLRQ, X.227 7.2.4. A P-RELEASE request carries it.
type ReleaseRequest struct {
	Reason          osi.Opt[ReleaseRequestReason]
	UserInformation UserInformation // nil when absent

	// InformationOffset is that of UserInformation in the buffer decoded; encoders ignore it.
	InformationOffset int
}

// ReleaseResponse is the A-RELEASE-RESPONSE APDU, RLRE, X.227 7.2.5. A P-RELEASE response carries
// it.
type ReleaseResponse struct {
	Reason          osi.Opt[ReleaseResponseReason]
	UserInformation UserInformation // nil when absent

	// InformationOffset is that of UserInformation in the buffer decoded; encoders ignore it.
	InformationOffset int
}

// String returns "RLRQ".
func (*ReleaseRequest) String() string { return "RLRQ" }

// String returns "RLRE".
func (*ReleaseResponse) String() string { return "RLRE" }

// Decode decodes the one RLRQ in b. The fields alias b.
func (p *ReleaseRequest) Decode(b []byte) error { return p.decode(b, &strict) }

// Decode decodes the one RLRE in b. The fields alias b.
func (p *ReleaseResponse) Decode(b []byte) error { return p.decode(b, &strict) }

func (p *ReleaseRequest) decode(b []byte, o *options) error {
	return (*release[ReleaseRequestReason])(p).decode(b, tagRLRQ, "RLRQ", o)
}

func (p *ReleaseResponse) decode(b []byte, o *options) error {
	return (*release[ReleaseResponseReason])(p).decode(b, tagRLRE, "RLRE", o)
}

// A release is an RLRQ or RLRE, by the type of its reason.
type release[R ~int64] struct {
	Reason            osi.Opt[R]
	UserInformation   UserInformation
	InformationOffset int
}

// decode keeps a reason without a name: Amd.1 lets a later version name it, and the carrier of the
// APDU says whether the association goes on.
func (p *release[R]) decode(b []byte, tag ber.Tag, pdu string, o *options) error {
	*p = release[R]{}
	if code, ok := onlyReason(b, tag, o); ok {
		p.Reason = osi.Some(R(code))
		return nil
	}
	if len(b) == 2 && predictable(b, tag, o) {
		return nil
	}
	var w walk
	w.begin(b, tag, grammarRL, o)
	for n, ok := w.Next(); ok; n, ok = w.Next() {
		switch n {
		case 0:
			p.Reason = osi.Some(R(w.Integer(&w.Component)))
		case 30:
			p.UserInformation, p.InformationOffset = w.userInformation()
		}
	}
	if err := w.Finish(pdu); err != nil {
		*p = release[R]{}
		return err
	}
	return nil
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
	return (*release[ReleaseRequestReason])(p).append(b, tagRLRQ, "RLRQ", f)
}

func (p *ReleaseResponse) append(b []byte, f ber.Form) ([]byte, error) {
	return (*release[ReleaseResponseReason])(p).append(b, tagRLRE, "RLRE", f)
}

func (p *release[R]) append(b []byte, tag ber.Tag, pdu string, f ber.Form) ([]byte, error) {
	out, m := ber.Open(b, tag, f)
	out = ber.AppendOptionalInteger(out, 0x80, p.Reason)
	out = ber.Close(appendUserInformation(out, p.UserInformation, f), m)
	var check release[R]
	err := check.decode(out[len(b):], tag, pdu, &checking)
	return checkedAPDU(b, out, pdu, err, sameOctets(check.UserInformation, p.UserInformation))
}

// Clone returns a copy that shares no memory with p or its buffer.
func (p *ReleaseRequest) Clone() ReleaseRequest {
	return ReleaseRequest{p.Reason, bytes.Clone(p.UserInformation), p.InformationOffset}
}

// Clone returns a copy that shares no memory with p or its buffer.
func (p *ReleaseResponse) Clone() ReleaseResponse {
	return ReleaseResponse{p.Reason, bytes.Clone(p.UserInformation), p.InformationOffset}
}
