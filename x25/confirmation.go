package x25

// decodeBare decodes a packet that is nothing but its header.
func (h *Header) decodeBare(t Type, b []byte, from Header) error {
	if len(b) > 3 {
		return fail(ruleLong, t, 3, len(b)-3, 0)
	}
	*h = from
	return nil
}

// InterruptConfirmation is an interrupt confirmation packet, X.25 5.3.3.
type InterruptConfirmation struct{ Header }

// Type returns TypeInterruptConfirmation.
func (*InterruptConfirmation) Type() Type { return TypeInterruptConfirmation }

// String returns the name of the type.
func (*InterruptConfirmation) String() string { return TypeInterruptConfirmation.String() }

// Decode decodes the packet in b. It takes modulo 8 and any side, see [Decoder].
func (p *InterruptConfirmation) Decode(b []byte) error {
	return decodeAs(p, TypeInterruptConfirmation, b)
}

func (p *InterruptConfirmation) decode(b []byte, h Header, _ *Decoder) error {
	return p.decodeBare(TypeInterruptConfirmation, b, h)
}

// AppendBinary appends the packet to b.
func (p *InterruptConfirmation) AppendBinary(b []byte) ([]byte, error) {
	return p.appendHeader(b, TypeInterruptConfirmation, 0, byte(TypeInterruptConfirmation))
}

// ResetConfirmation is a DTE or DCE reset confirmation packet, X.25 5.4.4.
type ResetConfirmation struct{ Header }

// Type returns TypeResetConfirmation.
func (*ResetConfirmation) Type() Type { return TypeResetConfirmation }

// String returns the name of the type.
func (*ResetConfirmation) String() string { return TypeResetConfirmation.String() }

// Decode decodes the packet in b. It takes modulo 8 and any side, see [Decoder].
func (p *ResetConfirmation) Decode(b []byte) error { return decodeAs(p, TypeResetConfirmation, b) }

func (p *ResetConfirmation) decode(b []byte, h Header, _ *Decoder) error {
	return p.decodeBare(TypeResetConfirmation, b, h)
}

// AppendBinary appends the packet to b.
func (p *ResetConfirmation) AppendBinary(b []byte) ([]byte, error) {
	return p.appendHeader(b, TypeResetConfirmation, 0, byte(TypeResetConfirmation))
}

// RestartConfirmation is a DTE or DCE restart confirmation packet, X.25 5.5.2.
type RestartConfirmation struct{ Header }

// Type returns TypeRestartConfirmation.
func (*RestartConfirmation) Type() Type { return TypeRestartConfirmation }

// String returns the name of the type.
func (*RestartConfirmation) String() string { return TypeRestartConfirmation.String() }

// Decode decodes the packet in b. It takes modulo 8 and any side, see [Decoder].
func (p *RestartConfirmation) Decode(b []byte) error { return decodeAs(p, TypeRestartConfirmation, b) }

func (p *RestartConfirmation) decode(b []byte, h Header, _ *Decoder) error {
	return p.decodeBare(TypeRestartConfirmation, b, h)
}

// AppendBinary appends the packet to b.
func (p *RestartConfirmation) AppendBinary(b []byte) ([]byte, error) {
	return p.appendHeader(b, TypeRestartConfirmation, 0, byte(TypeRestartConfirmation))
}
