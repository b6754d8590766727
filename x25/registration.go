package x25

import (
	"bytes"

	"github.com/osi-go/osi/internal/octets"
)

// Registration is what registration request and confirmation packets share, X.25 5.7.2. The
// elements have the coding of facilities, but codes of their own (7.3), which this package hands
// out unread.
type Registration struct {
	DTE, DCE Address       // may be empty; never TOA/NPI
	Elements FacilityField // registration elements, 0 to 109 octets; nil and empty are the same. Aliases the input
}

func (r *Registration) read(t Type, b []byte, off int, o *Decoder) error {
	// The DCE address comes first, as the called one does.
	block := Addresses{}
	end, err := block.read(t, b, off, o)
	switch {
	case err != nil:
		return err
	case end >= len(b):
		return fail(ruleFacilityMissing, t, len(b), 0, 1)
	}
	n := int(b[end])
	switch {
	case n > MaxFacilities:
		return fail(ruleRegLength, t, end, n, MaxFacilities)
	case n > len(b)-end-1:
		return fail(ruleFacilityShort, t, end, len(b)-end-1, n)
	case n < len(b)-end-1:
		return fail(ruleLong, t, end+1+n, len(b)-end-1-n, 0)
	}
	r.DCE, r.DTE, r.Elements = block.Called, block.Calling, FacilityField(b[end+1:len(b):len(b)])
	return r.elements(t, end+1)
}

// elements checks that the elements fill their length.
func (r *Registration) elements(t Type, off int) error {
	for at := 0; at < len(r.Elements); {
		end, _, ok := facilityEnd(r.Elements, at)
		if !ok {
			return fail(ruleRegOverrun, t, off+at, len(r.Elements)-at, end-at)
		}
		at = end
	}
	return nil
}

func (r *Registration) appendTo(b []byte, t Type, off int) ([]byte, error) {
	block := Addresses{Called: r.DCE, Calling: r.DTE}
	out, err := block.appendTo(b, t, off)
	if err != nil {
		return b, err
	}
	n, ok := octets.Uint8(len(r.Elements))
	if !ok || n > MaxFacilities {
		return b, fail(ruleRegLength, t, off+block.size(), len(r.Elements), MaxFacilities)
	}
	if err := r.elements(t, off+block.size()+1); err != nil {
		return b, err
	}
	return append(append(out, n), r.Elements...), nil
}

// RegistrationRequest is a registration request packet, X.25 5.7.2.1, from a DTE.
type RegistrationRequest struct {
	Header
	Registration
}

// Type returns TypeRegistrationRequest.
func (*RegistrationRequest) Type() Type { return TypeRegistrationRequest }

// String returns "REG".
func (*RegistrationRequest) String() string { return TypeRegistrationRequest.String() }

// Decode decodes the packet in b. It takes modulo 8 and any side, see [Decoder].
func (p *RegistrationRequest) Decode(b []byte) error { return decodeAs(p, TypeRegistrationRequest, b) }

func (p *RegistrationRequest) decode(b []byte, h Header, o *Decoder) error {
	var r Registration
	if err := r.read(TypeRegistrationRequest, b, 3, o); err != nil {
		return err
	}
	*p = RegistrationRequest{h, r}
	return nil
}

// AppendBinary appends the packet to b.
func (p *RegistrationRequest) AppendBinary(b []byte) ([]byte, error) {
	out, err := p.appendHeader(b, TypeRegistrationRequest, 0, byte(TypeRegistrationRequest))
	if err == nil {
		out, err = p.appendTo(out, TypeRegistrationRequest, 3)
	}
	if err != nil {
		return b, err
	}
	return out, nil
}

// Clone returns a copy that does not alias the input.
func (p *RegistrationRequest) Clone() RegistrationRequest {
	c := *p
	c.Elements = bytes.Clone(p.Elements)
	return c
}

// RegistrationConfirmation is a registration confirmation packet, X.25 5.7.2.2, from a DCE.
type RegistrationConfirmation struct {
	Header
	Cause      RegistrationCause
	Diagnostic Diagnostic
	Registration
}

// Type returns TypeRegistrationConfirmation.
func (*RegistrationConfirmation) Type() Type { return TypeRegistrationConfirmation }

// String returns "REG-CONF".
func (*RegistrationConfirmation) String() string { return TypeRegistrationConfirmation.String() }

// Decode decodes the packet in b. It takes modulo 8 and any side, see [Decoder].
func (p *RegistrationConfirmation) Decode(b []byte) error {
	return decodeAs(p, TypeRegistrationConfirmation, b)
}

func (p *RegistrationConfirmation) decode(b []byte, h Header, o *Decoder) error {
	const t = TypeRegistrationConfirmation
	if len(b) < 5 {
		return fail(ruleShort, t, len(b), len(b), 5)
	}
	var r Registration
	if err := r.read(t, b, 5, o); err != nil {
		return err
	}
	*p = RegistrationConfirmation{h, RegistrationCause(b[3]), Diagnostic(b[4]), r}
	return nil
}

// AppendBinary appends the packet to b.
func (p *RegistrationConfirmation) AppendBinary(b []byte) ([]byte, error) {
	const t = TypeRegistrationConfirmation
	out, err := p.appendHeader(b, t, 0, byte(t))
	if err == nil {
		out, err = p.appendTo(append(out, byte(p.Cause), byte(p.Diagnostic)), t, 5)
	}
	if err != nil {
		return b, err
	}
	return out, nil
}

// Clone returns a copy that does not alias the input.
func (p *RegistrationConfirmation) Clone() RegistrationConfirmation {
	c := *p
	c.Elements = bytes.Clone(p.Elements)
	return c
}
