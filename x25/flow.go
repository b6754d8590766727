package x25

// flowControl is what RR, RNR and REJ share, X.25 5.4.1, 5.4.2 and 5.7.1.
type flowControl struct {
	Header
	PR uint8 // P(R), packet receive sequence number, 0 to 7 or 0 to 127
}

func (p *flowControl) decodeAs(t Type, b []byte, h Header) error {
	size, pr := h.Modulo.size(), b[2]>>5
	if h.Modulo != Modulo8 {
		if len(b) < 4 {
			return fail(ruleShort, t, 3, 3, 4)
		}
		if b[3]&1 != 0 {
			return fail(ruleSequence, t, 3, int(b[3]), 0)
		}
		pr = b[3] >> 1
	}
	if len(b) > size {
		return fail(ruleLong, t, size, len(b)-size, 0)
	}
	*p = flowControl{h, pr}
	return nil
}

func (p *flowControl) appendAs(t Type, b []byte) ([]byte, error) {
	if int(p.PR) > p.Modulo.Max() {
		return b, fail(ruleSequence, t, p.Modulo.size()-1, int(p.PR), 0)
	}
	if p.Modulo == Modulo8 {
		return p.appendHeader(b, t, 0, p.PR<<5|byte(t))
	}
	out, err := p.appendHeader(b, t, 0, byte(t))
	if err != nil {
		return b, err
	}
	return append(out, p.PR<<1), nil
}

// ReceiveReady is an RR packet, X.25 5.4.1.
type ReceiveReady struct {
	Header
	PR uint8 // P(R): acknowledges the packets before it; 0 to 7 or 0 to 127
}

// Type returns TypeRR.
func (*ReceiveReady) Type() Type { return TypeRR }

// String returns the name of the type.
func (*ReceiveReady) String() string { return TypeRR.String() }

// Decode decodes the packet in b. It takes modulo 8 and any side, see [Decoder].
func (p *ReceiveReady) Decode(b []byte) error { return decodeAs(p, TypeRR, b) }

func (p *ReceiveReady) decode(b []byte, h Header, _ *Decoder) error {
	return (*flowControl)(p).decodeAs(TypeRR, b, h)
}

// AppendBinary appends the packet to b.
func (p *ReceiveReady) AppendBinary(b []byte) ([]byte, error) {
	return (*flowControl)(p).appendAs(TypeRR, b)
}

// ReceiveNotReady is an RNR packet, X.25 5.4.2.
type ReceiveNotReady struct {
	Header
	PR uint8 // P(R): acknowledges the packets before it; 0 to 7 or 0 to 127
}

// Type returns TypeRNR.
func (*ReceiveNotReady) Type() Type { return TypeRNR }

// String returns the name of the type.
func (*ReceiveNotReady) String() string { return TypeRNR.String() }

// Decode decodes the packet in b. It takes modulo 8 and any side, see [Decoder].
func (p *ReceiveNotReady) Decode(b []byte) error { return decodeAs(p, TypeRNR, b) }

func (p *ReceiveNotReady) decode(b []byte, h Header, _ *Decoder) error {
	return (*flowControl)(p).decodeAs(TypeRNR, b, h)
}

// AppendBinary appends the packet to b.
func (p *ReceiveNotReady) AppendBinary(b []byte) ([]byte, error) {
	return (*flowControl)(p).appendAs(TypeRNR, b)
}

// Reject is a REJ packet: the packet retransmission facility, from a DTE alone, X.25 5.7.1.
type Reject struct {
	Header
	PR uint8 // P(R): acknowledges the packets before it; 0 to 7 or 0 to 127
}

// Type returns TypeREJ.
func (*Reject) Type() Type { return TypeREJ }

// String returns the name of the type.
func (*Reject) String() string { return TypeREJ.String() }

// Decode decodes the packet in b. It takes modulo 8 and any side, see [Decoder].
func (p *Reject) Decode(b []byte) error { return decodeAs(p, TypeREJ, b) }

func (p *Reject) decode(b []byte, h Header, _ *Decoder) error {
	return (*flowControl)(p).decodeAs(TypeREJ, b, h)
}

// AppendBinary appends the packet to b.
func (p *Reject) AppendBinary(b []byte) ([]byte, error) {
	return (*flowControl)(p).appendAs(TypeREJ, b)
}
