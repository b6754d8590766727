package acse

import (
	"github.com/osi-go/osi"
	"github.com/osi-go/osi/internal/ber"
)

// A Situation is what the octets of an APDU do not say about its answer. The zero Situation is the
// usual case: session version 2, the kernel alone, and a carrier that has not ended the
// presentation connection.
type Situation struct {
	SessionVersion1 bool // the session protocol has version 1, which carries no ABRT (X.227 7.3.3.1)
	Authentication  bool // the Authentication functional unit is selected: an ABRT may have a Diagnostic (X.227 Table 2)

	// Connected says that the carrier of the APDU is no CP: an AARQ is answered as any other APDU is.
	Connected bool

	// Released says that the carrier of the APDU, a CPR, DN or ARU, has ended the presentation
	// connection.
	Released bool

	// Refuse is the diagnostic of the AARE to an AARQ that asks for what is not supported. The zero
	// Diagnostic stands for acse-service-provider: no-reason-given.
	Refuse Diagnostic
}

// Answer returns what an ACPM does about the APDU in pdu: what becomes of the presentation
// connection, and the APDU to send, nil when there is none. err is the error of decoding pdu, or
// one of kind osi.ErrUnsupported by which the caller refuses an AARQ.
//
//   - An invalid APDU is a protocol error (X.227 7.1.3.2, 7.3.3.4): SendAndDisconnect, an ABRT
//     whose source is acse-service-provider, in a P-U-ABORT. Over session version 1: Disconnect, by
//     a P-U-ABORT without user data.
//   - A valid AARQ that does not offer version 1, for which err is nil or what
//     [AssociateRequest.Supported] returned: SendAndDisconnect, the AARE of 7.1.3.2,
//     rejected-permanent with no-common-acse-version, in a P-CONNECT response of user-rejection.
//   - An AARQ that exceeds a limit or is not supported: SendAndDisconnect, an AARE,
//     rejected-permanent with s.Refuse. X.227 leaves the reason of such a rejection open; it is
//     never transient, since the same request would be refused again. Where the application context
//     name, which the AARE repeats, cannot be read: an ABRT as above.
//   - Any other APDU that exceeds a limit: an ABRT as above.
//   - An AUDT (there is no association), any APDU when s.Released, and any other one when err is
//     nil: Discard.
//
// The Diagnostic of an ABRT is protocol-error, or no-reason-given when the peer is not at fault; it
// is absent unless s.Authentication. The application context name of an AARE aliases nothing. An
// err that is no *osi.Error, or one without a Rule, counts as a limit.
func Answer(err error, pdu []byte, s Situation) (osi.Action, APDU) {
	tag := ber.Tag(0)
	if len(pdu) > 0 {
		tag = ber.Tag(pdu[0])
	}
	if err == nil && tag == tagAARQ && !s.Connected {
		var p AssociateRequest
		if p.Decode(pdu) == nil {
			err = p.Supported()
		}
	}
	e := osi.AsError(err)
	if err == nil || s.Released || e != nil && e.PDU == "AUDT" {
		return osi.Discard, nil
	}
	ours := e == nil || e.Rule == nil || e.Kind == osi.ErrLimit || e.Kind == osi.ErrUnsupported
	if tag == tagAARQ && ours && !s.Connected {
		if name := contextName(pdu); !name.IsZero() {
			return osi.SendAndDisconnect, refusal(name, e, s.Refuse)
		}
	}
	if s.SessionVersion1 {
		return osi.Disconnect, nil
	}
	abrt := &Abort{Source: ServiceProvider}
	if s.Authentication {
		abrt.Diagnostic = osi.Some(AbortProtocolError)
		if ours {
			abrt.Diagnostic.Value = AbortNoReason
		}
	}
	return osi.SendAndDisconnect, abrt
}

// refusal returns the AARE that rejects an AARQ with the application context name.
func refusal(name osi.OID, e *osi.Error, d Diagnostic) *AssociateResponse {
	p := &AssociateResponse{ApplicationContext: name, Result: RejectedPermanent, Diagnostic: d}
	switch {
	case e != nil && e.Rule == ruleNoCommonVersion:
		p.Versions, p.Diagnostic = Version1, Diagnostic{ServiceProvider, ProviderNoCommonVersion}
	case d == Diagnostic{}:
		p.Diagnostic = Diagnostic{ServiceProvider, ProviderNoReason}
	}
	return p
}

// contextName returns the application context name of the AARQ in pdu; zero when it cannot be read.
func contextName(pdu []byte) (o osi.OID) {
	for c, err := range Components(pdu) {
		if err != nil || c.Tag != 0xa1 {
			continue
		}
		r := trustedReader(c.Contents)
		e, ok := r.Next()
		if o = r.OID(&e); !ok || e.Tag != 0x06 || r.Finish() != nil {
			return osi.OID{}
		}
		return o
	}
	return o
}

// Supported returns an error of kind osi.ErrUnsupported when p offers no version of the protocol
// that this package has, which is version 1. Such an AARQ is valid: Decode gives no error (X.227
// 7.1.3.2). See Answer.
func (p *AssociateRequest) Supported() error {
	if p.Versions.Has(Version1) {
		return nil
	}
	return fail(ruleNoCommonVersion, "AARQ", 0, 0, 0)
}
