package x25

import "github.com/osi-go/osi"

// causes is the cause and the diagnostic that CLEAR, RESET and RESTART packets share.
type causes struct {
	cause      uint8
	diagnostic osi.Opt[Diagnostic]
	end        int // offset of what follows
}

// readCauses reads the cause and the diagnostic behind the header. A DTE may leave out the
// diagnostic; so may an unknown sender.
func readCauses(t Type, b []byte, h Header, o *Decoder) (c causes, err error) {
	if len(b) < 4 {
		return c, fail(ruleShort, t, 3, 3, 4)
	}
	c.cause, c.end = b[3], 4
	if !validCause(c.cause, h.Sender) {
		return c, fail(ruleCause, t, 3, int(c.cause), 0)
	}
	if len(b) == 4 {
		if h.Sender == osi.DCE && !o.excuse(osi.X25NoDiagnostic) {
			return c, fail(ruleNoDiagnostic, t, 4, 0, 0)
		}
		return c, nil
	}
	c.diagnostic, c.end = osi.Some(Diagnostic(b[4])), 5
	return c, nil
}

// validCause reports whether a DTE may send the cause: 00 or 80 to FF, X.25 5.2.4.
func validCause(cause uint8, s osi.Side) bool { return s != osi.DTE || cause == 0 || cause >= 0x80 }

func (c *causes) appendTo(b []byte, t Type, s osi.Side) ([]byte, error) {
	switch {
	case !validCause(c.cause, s):
		return b, fail(ruleCause, t, 3, int(c.cause), 0)
	case !c.diagnostic.Present && s == osi.DCE:
		return b, fail(ruleNoDiagnostic, t, 4, 0, 0)
	}
	b = append(b, c.cause)
	if c.diagnostic.Present {
		b = append(b, byte(c.diagnostic.Value))
	}
	return b, nil
}

// ResetRequest is a reset request or reset indication packet, X.25 5.4.3.
type ResetRequest struct {
	Header
	Cause      ResetCause          // from a DTE: 00 or 80 to FF
	Diagnostic osi.Opt[Diagnostic] // a DTE may leave it out, which means 00; a DCE sends it
}

// Type returns TypeResetRequest.
func (*ResetRequest) Type() Type { return TypeResetRequest }

// String returns the name of the type.
func (*ResetRequest) String() string { return TypeResetRequest.String() }

// Decode decodes the packet in b. It takes modulo 8 and any side, see [Decoder].
func (p *ResetRequest) Decode(b []byte) error { return decodeAs(p, TypeResetRequest, b) }

func (p *ResetRequest) decode(b []byte, h Header, o *Decoder) error {
	c, err := readCauses(TypeResetRequest, b, h, o)
	if err != nil {
		return err
	}
	if len(b) > c.end {
		return fail(ruleLong, TypeResetRequest, c.end, len(b)-c.end, 0)
	}
	*p = ResetRequest{h, ResetCause(c.cause), c.diagnostic}
	return nil
}

// AppendBinary appends the packet to b.
func (p *ResetRequest) AppendBinary(b []byte) ([]byte, error) {
	out, err := p.appendHeader(b, TypeResetRequest, 0, byte(TypeResetRequest))
	if err == nil {
		c := causes{cause: uint8(p.Cause), diagnostic: p.Diagnostic}
		out, err = c.appendTo(out, TypeResetRequest, p.Sender)
	}
	if err != nil {
		return b, err
	}
	return out, nil
}

// RestartRequest is a restart request or restart indication packet, X.25 5.5.1.
type RestartRequest struct {
	Header
	Cause      RestartCause        // from a DTE: 00 or 80 to FF
	Diagnostic osi.Opt[Diagnostic] // a DTE may leave it out, which means 00; a DCE sends it
}

// Type returns TypeRestartRequest.
func (*RestartRequest) Type() Type { return TypeRestartRequest }

// String returns the name of the type.
func (*RestartRequest) String() string { return TypeRestartRequest.String() }

// Decode decodes the packet in b. It takes modulo 8 and any side, see [Decoder].
func (p *RestartRequest) Decode(b []byte) error { return decodeAs(p, TypeRestartRequest, b) }

func (p *RestartRequest) decode(b []byte, h Header, o *Decoder) error {
	c, err := readCauses(TypeRestartRequest, b, h, o)
	if err != nil {
		return err
	}
	if len(b) > c.end {
		return fail(ruleLong, TypeRestartRequest, c.end, len(b)-c.end, 0)
	}
	*p = RestartRequest{h, RestartCause(c.cause), c.diagnostic}
	return nil
}

// AppendBinary appends the packet to b.
func (p *RestartRequest) AppendBinary(b []byte) ([]byte, error) {
	out, err := p.appendHeader(b, TypeRestartRequest, 0, byte(TypeRestartRequest))
	if err == nil {
		c := causes{cause: uint8(p.Cause), diagnostic: p.Diagnostic}
		out, err = c.appendTo(out, TypeRestartRequest, p.Sender)
	}
	if err != nil {
		return b, err
	}
	return out, nil
}
