package x25

import (
	"bytes"

	"github.com/osi-go/osi"
)

// The largest user data, X.25 5.2.2, 5.2.3, 5.2.4 and 6.16, in octets.
const (
	MaxCallUserData   = 16  // of a call without fast select
	MaxFastSelectData = 128 // of a call with fast select, of its answer, and of the clear
)

// callFields is what follows the header, and in a clear the cause and the diagnostic, of
// call set-up and clearing packets.
type callFields struct {
	addresses  Addresses
	facilities FacilityField
	userData   []byte
}

// CallRequest is a call request or incoming call packet, X.25 5.2.2.
type CallRequest struct {
	Header
	D          bool // the caller wants to use delivery confirmation
	Addresses  Addresses
	Facilities FacilityField // the valid contents of the facility field; empty and nil are the same. Aliases the input
	UserData   []byte        // call user data: 0 to 16 octets, 128 with fast select; nil when there is none. Aliases the input
}

// Type returns TypeCallRequest.
func (*CallRequest) Type() Type { return TypeCallRequest }

// String returns "CALL".
func (*CallRequest) String() string { return TypeCallRequest.String() }

// Decode decodes the packet in b. It takes modulo 8 and any side, see [Decoder].
func (p *CallRequest) Decode(b []byte) error {
	if first, ok := plainHeader(b); ok && b[2] == byte(TypeCallRequest) && p.usual(b, first, osi.AnySide) { // see fast.go
		return nil
	}
	return decodeAs(p, TypeCallRequest, b)
}

func (p *CallRequest) decode(b []byte, h Header, o *Decoder) error {
	const t = TypeCallRequest
	end, err := p.Addresses.read(t, b, 3, o)
	var s facilityScan
	if err == nil {
		p.Facilities, end, err = readFacilities(t, b, end, h.Modulo, o, &s)
	}
	if n := len(b) - end; err == nil && n > MaxCallUserData && !callDataFits(n, s.fastSelect()) {
		if n > MaxFastSelectData || !o.excuse(osi.X25LongCallUserData) {
			err = fail(ruleCallData, t, end+s.maxCallData(), n, s.maxCallData())
		}
	}
	if err != nil {
		return err
	}
	p.Header, p.D, p.UserData = h, b[0]&0x40 != 0, nil
	if end < len(b) {
		p.UserData = b[end:len(b):len(b)]
	}
	return nil
}

func callDataFits(n int, f FastSelect) bool {
	return n <= MaxCallUserData || n <= MaxFastSelectData && f != NoFastSelect
}

// AppendBinary appends the packet to b.
func (p *CallRequest) AppendBinary(b []byte) ([]byte, error) {
	const t = TypeCallRequest
	out, err := p.appendHeader(b, t, flag(p.D, 0x40)|flag(p.Addresses.TOANPI, 0x80), byte(t))
	if err == nil {
		out, err = p.Addresses.appendTo(out, t, 3)
	}
	var s facilityScan
	if err == nil {
		out, err = p.Facilities.appendTo(out, t, 3+p.Addresses.size(), p.Modulo, &s)
	}
	if err == nil && !callDataFits(len(p.UserData), s.fastSelect()) {
		err = fail(ruleCallData, t, len(out)-len(b)+s.maxCallData(), len(p.UserData), s.maxCallData())
	}
	if err != nil {
		return b, err
	}
	return append(out, p.UserData...), nil
}

// Clone returns a copy that does not alias the input.
func (p *CallRequest) Clone() CallRequest {
	c := *p
	c.Facilities, c.UserData = bytes.Clone(p.Facilities), bytes.Clone(p.UserData)
	return c
}

// FastSelect returns what the call asks for in facility 01.
func (p *CallRequest) FastSelect() FastSelect {
	f, _ := p.Facilities.Find(CodeReverseCharging)
	c, _ := f.CallOptions()
	return c.FastSelect
}

// CallAccepted is a call accepted or call connected packet, X.25 5.2.3. Its
// address block, facility length and user data may all be left out.
type CallAccepted struct {
	Header
	D          bool          // the called DTE agrees to use delivery confirmation
	HasBlock   bool          // the address block is there, which addresses and Facilities need
	Addresses  Addresses     // many networks want both empty: they clear with diagnostic 4A
	Facilities FacilityField // nil: no facility length, which UserData need; not nil and empty: a length of 0. Aliases the input
	UserData   []byte        // called user data: 0 to 128 octets in answer to a fast select call; nil when there is none. Aliases the input
}

// Type returns TypeCallAccepted.
func (*CallAccepted) Type() Type { return TypeCallAccepted }

// String returns "CALL-ACC".
func (*CallAccepted) String() string { return TypeCallAccepted.String() }

// Decode decodes the packet in b. It takes modulo 8 and any side, see [Decoder].
func (p *CallAccepted) Decode(b []byte) error { return decodeAs(p, TypeCallAccepted, b) }

func (p *CallAccepted) decode(b []byte, h Header, o *Decoder) error {
	const t = TypeCallAccepted
	c, hasBlock, err := readOptional(t, b, 3, h, o, ruleCalledData)
	if err != nil {
		return err
	}
	*p = CallAccepted{h, b[0]&0x40 != 0, hasBlock, c.addresses, c.facilities, c.userData}
	return nil
}

// readOptional reads an address block, a facility field and user data, each of which may be missing
// with all that follows, from offset off on.
func readOptional(t Type, b []byte, off int, h Header, o *Decoder, tooLong *osi.Rule) (c callFields, hasBlock bool, err error) {
	c.addresses.TOANPI = b[0]&0x80 != 0
	if off == len(b) {
		return c, false, nil
	}
	end, err := c.addresses.read(t, b, off, o)
	if err != nil || end == len(b) {
		return c, true, err
	}
	var s facilityScan
	c.facilities, end, err = readFacilities(t, b, end, h.Modulo, o, &s)
	if err != nil || end == len(b) {
		return c, true, err
	}
	if n := len(b) - end; n > MaxFastSelectData {
		return c, true, fail(tooLong, t, end+MaxFastSelectData, n, MaxFastSelectData)
	}
	c.userData = b[end:len(b):len(b)]
	return c, true, nil
}

// appendOptional appends what readOptional reads, behind the octets of b from start on. What is
// there demands what precedes it.
func (c *callFields) appendOptional(b []byte, start int, t Type, hasBlock bool, m Modulo, tooLong *osi.Rule) ([]byte, error) {
	at := len(b) - start
	switch {
	case !hasBlock && (!c.addresses.empty() || c.facilities != nil || len(c.userData) > 0):
		return b, fail(ruleAddressShort, t, at, 0, c.addresses.size())
	case !hasBlock:
		return b, nil
	case c.facilities == nil && len(c.userData) > 0:
		return b, fail(ruleFacilityMissing, t, at+c.addresses.size(), 0, 1)
	}
	out, err := c.addresses.appendTo(b, t, at)
	if err != nil || c.facilities == nil {
		return out, err
	}
	var s facilityScan
	if out, err = c.facilities.appendTo(out, t, len(out)-start, m, &s); err != nil {
		return b, err
	}
	if n := len(c.userData); n > MaxFastSelectData {
		return b, fail(tooLong, t, len(out)-start+MaxFastSelectData, n, MaxFastSelectData)
	}
	return append(out, c.userData...), nil
}

// AppendBinary appends the packet to b.
func (p *CallAccepted) AppendBinary(b []byte) ([]byte, error) {
	const t = TypeCallAccepted
	out, err := p.appendHeader(b, t, flag(p.D, 0x40)|flag(p.Addresses.TOANPI, 0x80), byte(t))
	if err == nil {
		c := callFields{p.Addresses, p.Facilities, p.UserData}
		out, err = c.appendOptional(out, len(b), t, p.HasBlock, p.Modulo, ruleCalledData)
	}
	if err != nil {
		return b, err
	}
	return out, nil
}

// Clone returns a copy that does not alias the input.
func (p *CallAccepted) Clone() CallAccepted {
	c := *p
	c.Facilities, c.UserData = bytes.Clone(p.Facilities), bytes.Clone(p.UserData)
	return c
}
