package x25

import (
	"bytes"

	"github.com/osi-go/osi"
)

// ClearRequest is a clear request or clear indication packet, X.25 5.2.4, in its basic format, or
// in its extended format, which has an address block.
type ClearRequest struct {
	Header
	Cause      ClearCause          // from a DTE: 00 or 80 to FF
	Diagnostic osi.Opt[Diagnostic] // a DTE may leave it out, which means 00, in the basic format; a DCE sends it
	HasBlock   bool                // extended format, which addresses and Facilities need
	Addresses  Addresses           // not empty only with facility 08 or D1
	Facilities FacilityField       // nil: no facility length, which UserData need; not nil and empty: a length of 0. Aliases the input
	UserData   []byte              // clear user data: 0 to 128 octets, of a fast select call; nil when there is none. Aliases the input
}

// Type returns TypeClearRequest.
func (*ClearRequest) Type() Type { return TypeClearRequest }

// String returns "CLEAR".
func (*ClearRequest) String() string { return TypeClearRequest.String() }

// Decode decodes the packet in b. It takes modulo 8 and any side, see [Decoder].
func (p *ClearRequest) Decode(b []byte) error { return decodeAs(p, TypeClearRequest, b) }

func (p *ClearRequest) decode(b []byte, h Header, o *Decoder) error {
	const t = TypeClearRequest
	k, err := readCauses(t, b, h, o)
	if err != nil {
		return err
	}
	c, hasBlock, err := readOptional(t, b, k.end, h, o, ruleClearData)
	if err != nil {
		return err
	}
	if !c.addressAllowed() {
		return fail(ruleNonZero, t, k.end, c.addresses.Called.Len()+c.addresses.Calling.Len(), 0)
	}
	*p = ClearRequest{h, ClearCause(k.cause), k.diagnostic, hasBlock, c.addresses, c.facilities, c.userData}
	return nil
}

// addressAllowed reports whether a clear may have the addresses it has.
func (c *callFields) addressAllowed() bool {
	if c.addresses.empty() {
		return true
	}
	_, modified := c.facilities.Find(CodeCalledModified)
	_, deflected := c.facilities.Find(CodeDeflection)
	return modified || deflected
}

// AppendBinary appends the packet to b.
func (p *ClearRequest) AppendBinary(b []byte) ([]byte, error) {
	const t = TypeClearRequest
	c := callFields{p.Addresses, p.Facilities, p.UserData}
	k := causes{cause: uint8(p.Cause), diagnostic: p.Diagnostic}
	out, err := p.appendHeader(b, t, flag(p.Addresses.TOANPI, 0x80), byte(t))
	if err == nil {
		out, err = k.appendTo(out, t, p.Sender)
	}
	basic := len(out)
	if err == nil {
		out, err = c.appendOptional(out, len(b), t, p.HasBlock, p.Modulo, ruleClearData)
	}
	switch {
	case err != nil:
		return b, err
	case len(out) > basic && !p.Diagnostic.Present:
		return b, fail(ruleNoDiagnostic, t, 4, 0, 0)
	case !c.addressAllowed():
		return b, fail(ruleNonZero, t, 5, c.addresses.Called.Len()+c.addresses.Calling.Len(), 0)
	}
	return out, nil
}

// Clone returns a copy that does not alias the input.
func (p *ClearRequest) Clone() ClearRequest {
	c := *p
	c.Facilities, c.UserData = bytes.Clone(p.Facilities), bytes.Clone(p.UserData)
	return c
}

// ClearConfirmation is a DTE or DCE clear confirmation packet, X.25 5.2.5. The extended format,
// from a DCE alone, carries charging information.
type ClearConfirmation struct {
	Header
	HasBlock   bool // extended format, which addresses and Facilities need
	Addresses  Addresses
	Facilities FacilityField // nil: no facility length; not nil and empty: a length of 0. Aliases the input
}

// Type returns TypeClearConfirmation.
func (*ClearConfirmation) Type() Type { return TypeClearConfirmation }

// String returns "CLEAR-CONF".
func (*ClearConfirmation) String() string { return TypeClearConfirmation.String() }

// Decode decodes the packet in b. It takes modulo 8 and any side, see [Decoder].
func (p *ClearConfirmation) Decode(b []byte) error { return decodeAs(p, TypeClearConfirmation, b) }

func (p *ClearConfirmation) decode(b []byte, h Header, o *Decoder) error {
	const t = TypeClearConfirmation
	if len(b) > 3 && h.Sender == osi.DTE {
		return fail(ruleLong, t, 3, len(b)-3, 0)
	}
	c, hasBlock, err := readOptional(t, b, 3, h, o, ruleLong)
	if n := len(c.userData); err == nil && n > 0 {
		err = fail(ruleLong, t, len(b)-n, n, 0)
	}
	if err != nil {
		return err
	}
	*p = ClearConfirmation{h, hasBlock, c.addresses, c.facilities}
	return nil
}

// AppendBinary appends the packet to b.
func (p *ClearConfirmation) AppendBinary(b []byte) ([]byte, error) {
	const t = TypeClearConfirmation
	c := callFields{p.Addresses, p.Facilities, nil}
	out, err := p.appendHeader(b, t, flag(p.Addresses.TOANPI, 0x80), byte(t))
	if err == nil {
		out, err = c.appendOptional(out, len(b), t, p.HasBlock, p.Modulo, ruleLong)
	}
	if n := len(out) - len(b); err == nil && n > 3 && p.Sender == osi.DTE {
		err = fail(ruleLong, t, 3, n-3, 0)
	}
	if err != nil {
		return b, err
	}
	return out, nil
}

// Clone returns a copy that does not alias the input.
func (p *ClearConfirmation) Clone() ClearConfirmation {
	c := *p
	c.Facilities = bytes.Clone(p.Facilities)
	return c
}
