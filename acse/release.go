package acse

import (
	"bytes"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/internal/ber"
	"github.com/osi-go/osi/internal/text"
)

// ReleaseRequestReason is the Reason of an RLRQ, X.227 7.2.4.1 and Amd.1 9.1. Other numbers than
// these are possible.
type ReleaseRequestReason int64

// The reasons of an RLRQ.
const (
	ReleaseNormal      ReleaseRequestReason = 0
	ReleaseUrgent      ReleaseRequestReason = 1
	ReleaseUserDefined ReleaseRequestReason = 30
)

// ReleaseResponseReason is the Reason of an RLRE, X.227 7.2.5.1 and Amd.1 9.1. Other numbers than
// these are possible.
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

func (*ReleaseRequest) apdu()  {}
func (*ReleaseResponse) apdu() {}

// Decode decodes the one RLRQ in b. The fields alias b.
func (p *ReleaseRequest) Decode(b []byte) error { return p.decode(b, &strict) }

// Decode decodes the one RLRE in b. The fields alias b.
func (p *ReleaseResponse) Decode(b []byte) error { return p.decode(b, &strict) }

func (p *ReleaseRequest) decode(b []byte, o *options) error {
	*p = ReleaseRequest{}
	if code, ok := onlyReason(b, tagRLRQ, o); ok {
		p.Reason.Value, p.Reason.Present = ReleaseRequestReason(code), true
		return nil
	}
	if len(b) == 2 && predictable(b, tagRLRQ, o) {
		return nil
	}
	var r release
	if err := r.decode(b, tagRLRQ, "RLRQ", o); err != nil {
		return err
	}
	p.Reason = osi.Opt[ReleaseRequestReason]{Value: ReleaseRequestReason(r.reason.Value), Present: r.reason.Present}
	p.UserInformation, p.InformationOffset = r.user, r.offset
	return nil
}

func (p *ReleaseResponse) decode(b []byte, o *options) error {
	*p = ReleaseResponse{}
	if code, ok := onlyReason(b, tagRLRE, o); ok {
		p.Reason.Value, p.Reason.Present = ReleaseResponseReason(code), true
		return nil
	}
	if len(b) == 2 && predictable(b, tagRLRE, o) {
		return nil
	}
	var r release
	if err := r.decode(b, tagRLRE, "RLRE", o); err != nil {
		return err
	}
	p.Reason = osi.Opt[ReleaseResponseReason]{Value: ReleaseResponseReason(r.reason.Value), Present: r.reason.Present}
	p.UserInformation, p.InformationOffset = r.user, r.offset
	return nil
}

// A release is what RLRQ and RLRE have in common.
type release struct {
	reason osi.Opt[int64]
	user   UserInformation
	offset int
}

// decode decodes either release APDU in every layout. Both end the association, or let it go on, by
// what carries them and not by the reason: one that has no name is kept, since Amd.1 lets a later
// version give it one.
func (r *release) decode(b []byte, tag ber.Tag, pdu string, o *options) error {
	var w walk
	w.begin(b, tag, grammarRL, o)
	for n, ok := w.Next(); ok; n, ok = w.Next() {
		switch n {
		case 0:
			r.reason = osi.Some(w.Integer(&w.Component))
		case 30:
			r.user, r.offset = w.userInformation()
		}
	}
	return w.Finish(pdu)
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
	r := release{user: p.UserInformation}
	r.reason.Value, r.reason.Present = int64(p.Reason.Value), p.Reason.Present
	return r.append(b, tagRLRQ, "RLRQ", f)
}

func (p *ReleaseResponse) append(b []byte, f ber.Form) ([]byte, error) {
	r := release{user: p.UserInformation}
	r.reason.Value, r.reason.Present = int64(p.Reason.Value), p.Reason.Present
	return r.append(b, tagRLRE, "RLRE", f)
}

func (r *release) append(b []byte, tag ber.Tag, pdu string, f ber.Form) ([]byte, error) {
	out, m := ber.Open(b, tag, f)
	if r.reason.Present {
		out = ber.AppendInteger(out, 0x80, r.reason.Value)
	}
	out = ber.Close(appendUserInformation(out, r.user, f), m)
	var check release
	if err := check.decode(out[len(b):], tag, pdu, &checking); err != nil {
		return b, err
	}
	if !sameOctets(check.user, r.user) {
		return b, fail(ruleType, pdu, 0, 0x28, 0)
	}
	return out, nil
}

// Clone returns a copy that shares no memory with p or its buffer.
func (p *ReleaseRequest) Clone() ReleaseRequest {
	return ReleaseRequest{p.Reason, bytes.Clone(p.UserInformation), p.InformationOffset}
}

// Clone returns a copy that shares no memory with p or its buffer.
func (p *ReleaseResponse) Clone() ReleaseResponse {
	return ReleaseResponse{p.Reason, bytes.Clone(p.UserInformation), p.InformationOffset}
}
