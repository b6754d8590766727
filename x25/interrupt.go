package x25

import "bytes"

// MaxInterrupt is the largest number of octets of interrupt user data, X.25 5.3.2.
const MaxInterrupt = 32

// Interrupt is an interrupt packet, X.25 5.3.2.
type Interrupt struct {
	Header
	UserData []byte // 1 to 32 octets; aliases the input
}

// Type returns TypeInterrupt.
func (*Interrupt) Type() Type { return TypeInterrupt }

// String returns "INT".
func (*Interrupt) String() string { return TypeInterrupt.String() }

// Decode decodes the packet in b. It takes modulo 8 and any side, see [Decoder].
func (p *Interrupt) Decode(b []byte) error { return decodeAs(p, TypeInterrupt, b) }

func (p *Interrupt) decode(b []byte, h Header, _ *Decoder) error {
	if err := checkInterrupt(len(b) - 3); err != nil {
		return err
	}
	*p = Interrupt{h, b[3:len(b):len(b)]}
	return nil
}

func checkInterrupt(n int) error {
	switch {
	case n == 0:
		return fail(ruleInterruptNone, TypeInterrupt, 3, 0, 0)
	case n > MaxInterrupt:
		return fail(ruleInterrupt, TypeInterrupt, 3+MaxInterrupt, n, MaxInterrupt)
	}
	return nil
}

// AppendBinary appends the packet to b.
func (p *Interrupt) AppendBinary(b []byte) ([]byte, error) {
	if err := checkInterrupt(len(p.UserData)); err != nil {
		return b, err
	}
	out, err := p.appendHeader(b, TypeInterrupt, 0, byte(TypeInterrupt))
	if err != nil {
		return b, err
	}
	return append(out, p.UserData...), nil
}

// Clone returns a copy that does not alias the input.
func (p *Interrupt) Clone() Interrupt {
	c := *p
	c.UserData = bytes.Clone(p.UserData)
	return c
}
