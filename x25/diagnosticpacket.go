package x25

import "bytes"

// MaxExplanation is the largest number of octets of a diagnostic explanation, X.25 5.6.
const MaxExplanation = 3

// DiagnosticPacket is a diagnostic packet, X.25 5.6.
type DiagnosticPacket struct {
	Header
	Code        Diagnostic
	Explanation []byte // 0 to 3 octets: the first of the offending packet; nil and empty are the same. Aliases the input
}

// Type returns TypeDiagnostic.
func (*DiagnosticPacket) Type() Type { return TypeDiagnostic }

// String returns "DIAG".
func (*DiagnosticPacket) String() string { return TypeDiagnostic.String() }

// Decode decodes the packet in b. It takes modulo 8 and any side, see [Decoder].
func (p *DiagnosticPacket) Decode(b []byte) error { return decodeAs(p, TypeDiagnostic, b) }

func (p *DiagnosticPacket) decode(b []byte, h Header, _ *Decoder) error {
	switch {
	case len(b) < 4:
		return fail(ruleShort, TypeDiagnostic, 3, 3, 4)
	case len(b) > 4+MaxExplanation:
		return fail(ruleExplanation, TypeDiagnostic, 4+MaxExplanation, len(b)-4, MaxExplanation)
	}
	*p = DiagnosticPacket{h, Diagnostic(b[3]), b[4:len(b):len(b)]}
	return nil
}

// AppendBinary appends the packet to b.
func (p *DiagnosticPacket) AppendBinary(b []byte) ([]byte, error) {
	if n := len(p.Explanation); n > MaxExplanation {
		return b, fail(ruleExplanation, TypeDiagnostic, 4+MaxExplanation, n, MaxExplanation)
	}
	out, err := p.appendHeader(b, TypeDiagnostic, 0, byte(TypeDiagnostic))
	if err != nil {
		return b, err
	}
	return append(append(out, byte(p.Code)), p.Explanation...), nil
}

// Clone returns a copy that does not alias the input.
func (p *DiagnosticPacket) Clone() DiagnosticPacket {
	c := *p
	c.Explanation = bytes.Clone(p.Explanation)
	return c
}
