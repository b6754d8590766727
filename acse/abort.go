package acse

import (
	"bytes"
	"fmt"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/internal/ber"
)

// AbortDiagnostic is the Diagnostic of an ABRT, X.227 9.1.
type AbortDiagnostic uint8

// The diagnostics. The zero AbortDiagnostic is absent, as it must be when only the kernel is used.
const (
	AbortNoReason AbortDiagnostic = iota + 1
	AbortProtocolError
	AbortMechanismNotRecognized
	AbortMechanismRequired
	AbortAuthenticationFailure
	AbortAuthenticationRequired
)

// String returns the name in ASN.1; "absent" for zero.
func (d AbortDiagnostic) String() string {
	switch d {
	case 0:
		return "absent"
	case AbortNoReason:
		return "no-reason-given"
	case AbortProtocolError:
		return "protocol-error"
	case AbortMechanismNotRecognized:
		return "authentication-mechanism-name-not-recognized"
	case AbortMechanismRequired:
		return "authentication-mechanism-name-required"
	case AbortAuthenticationFailure:
		return "authentication-failure"
	case AbortAuthenticationRequired:
		return "authentication-required"
	}
	return fmt.Sprintf("diagnostic %d", uint8(d))
}

// Abort is the A-ABORT APDU, ABRT, X.227 7.3.4. A P-U-ABORT request carries it, unless
// the session protocol has version 1 (7.3.3.1).
type Abort struct {
	Source          Source
	Diagnostic      AbortDiagnostic // zero when absent
	UserInformation UserInformation // nil when absent
}

// String returns "ABRT".
func (*Abort) String() string { return "ABRT" }

func (*Abort) apdu() {}

// Decode decodes the one ABRT in b. The fields alias b.
func (p *Abort) Decode(b []byte) error { return p.decode(b, strict) }

func (p *Abort) decode(b []byte, o options) error {
	*p = Abort{}
	if code, ok := onlyReason(b, tagABRT, o); ok && code <= uint8(ServiceProvider) {
		p.Source = Source(code)
		return nil
	}
	var w walk
	w.begin(b, tagABRT, grammarABRT, o)
	for n, ok := w.Next(); ok; n, ok = w.Next() {
		switch n {
		case 0:
			p.Source = Source(w.ordinal(&w.Component, ruleSource, 0b11))
		case 1:
			p.Diagnostic = AbortDiagnostic(w.ordinal(&w.Component, ruleAbort, 0b1111110))
		case 30:
			p.UserInformation = w.userInformation()
		}
	}
	w.Require(0, 0x80, ruleNoSource)
	if err := w.Finish("ABRT"); err != nil {
		*p = Abort{}
		return err
	}
	return nil
}

// AppendBinary appends the ABRT to b.
func (p *Abort) AppendBinary(b []byte) ([]byte, error) { return p.append(b, ber.Definite) }

// AppendIndefinite appends the ABRT to b with indefinite lengths.
func (p *Abort) AppendIndefinite(b []byte) ([]byte, error) { return p.append(b, ber.Indefinite) }

func (p *Abort) append(b []byte, f ber.Form) ([]byte, error) {
	out, m := ber.Open(b, tagABRT, f)
	out = ber.AppendInteger(out, 0x80, int64(p.Source))
	if p.Diagnostic != 0 {
		out = ber.AppendInteger(out, 0x81, int64(p.Diagnostic))
	}
	out = ber.Close(appendUserInformation(out, p.UserInformation, f), m)
	var check Abort
	if err := check.decode(out[len(b):], checking); err != nil {
		return b, err
	}
	return out, nil
}

// Clone returns a copy that shares no memory with p or its buffer.
func (p *Abort) Clone() Abort {
	c := *p
	c.UserInformation = bytes.Clone(p.UserInformation)
	return c
}

// AbortFor returns the ABRT that answers the invalid APDU which gave err, X.227 7.3.3.4: source
// acse-service-provider, without user information. It has no Diagnostic, since none may be there when only the kernel
// is used; where another functional unit is selected set it to DiagnosticFor(err).
//
// Over session version 1 no ABRT is sent: the P-U-ABORT goes without user data.
func AbortFor(error) *Abort { return &Abort{Source: ServiceProvider} }

// DiagnosticFor returns AbortProtocolError for a fault of the peer, and AbortNoReason for a limit of
// ours, for what is not supported here and for an err that is no *osi.Error.
func DiagnosticFor(err error) AbortDiagnostic {
	e := osi.AsError(err)
	if e == nil || e.Kind == osi.ErrLimit || e.Kind == osi.ErrUnsupported {
		return AbortNoReason
	}
	return AbortProtocolError
}
