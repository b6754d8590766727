package acse

import (
	"bytes"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/internal/ber"
	"github.com/osi-go/osi/internal/text"
)

// AbortDiagnostic is the Diagnostic of an ABRT, X.227 Amd.1 9.1. Other numbers are possible.
type AbortDiagnostic int64

// The diagnostics.
const (
	AbortNoReason AbortDiagnostic = iota + 1
	AbortProtocolError
	AbortMechanismNotRecognized
	AbortMechanismRequired
	AbortAuthenticationFailure
	AbortAuthenticationRequired
)

var abortDiagnosticNames = [...]string{
	AbortNoReason:               "no-reason-given",
	AbortProtocolError:          "protocol-error",
	AbortMechanismNotRecognized: "authentication-mechanism-name-not-recognized",
	AbortMechanismRequired:      "authentication-mechanism-name-required",
	AbortAuthenticationFailure:  "authentication-failure",
	AbortAuthenticationRequired: "authentication-required",
}

// String returns the name in ASN.1.
func (d AbortDiagnostic) String() string { return text.Name(abortDiagnosticNames[:], d, "diagnostic") }

// Abort is the A-ABORT APDU, ABRT, X.227 7.3.4. A P-U-ABORT request carries it, unless the session
// protocol has version 1 (7.3.3.1). Numbers without a name are valid and kept: Amd.1 lets a later
// version name them, and an ABRT ends the association whatever it says.
type Abort struct {
	Source          Source
	Diagnostic      osi.Opt[AbortDiagnostic] // absent when only the kernel is used
	UserInformation UserInformation          // nil when absent

	// InformationOffset is that of UserInformation in the buffer decoded; encoders ignore it.
	InformationOffset int
}

// String returns "ABRT".
func (*Abort) String() string { return "ABRT" }

// Decode decodes the one ABRT in b. The fields alias b.
func (p *Abort) Decode(b []byte) error { return p.decode(b, &strict) }

func (p *Abort) decode(b []byte, o *options) error {
	if code, ok := onlyReason(b, tagABRT, o); ok {
		*p = Abort{Source: Source(code)}
		return nil
	}
	*p = Abort{}
	var w walk
	w.begin(b, tagABRT, grammarABRT, o)
	for n, ok := w.Next(); ok; n, ok = w.Next() {
		switch n {
		case 0:
			p.Source = Source(w.Integer(&w.Component))
		case 1:
			p.Diagnostic = osi.Some(AbortDiagnostic(w.Integer(&w.Component)))
		case 30:
			p.UserInformation, p.InformationOffset = w.userInformation()
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
	out = ber.AppendOptionalInteger(out, 0x81, p.Diagnostic)
	out = ber.Close(appendUserInformation(out, p.UserInformation, f), m)
	var check Abort
	err := check.decode(out[len(b):], &checking)
	return checkedAPDU(b, out, "ABRT", err, sameOctets(check.UserInformation, p.UserInformation))
}

// Clone returns a copy that shares no memory with p or its buffer.
func (p *Abort) Clone() Abort {
	c := *p
	c.UserInformation = bytes.Clone(p.UserInformation)
	return c
}
