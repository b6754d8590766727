package rtse

import (
	"bytes"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/internal/ber"
)

// TokenPlease is the RTTP APDU: it asks for the turn. In both modes it is the user data of a token
// request; user data that is absent means priority 0.
type TokenPlease struct {
	Priority int64 // 0, reserved for releasing, is the highest; not negative
}

// Transfer is the RTTR APDU of normal mode: a piece of the encoding of one user APDU. In X.410 mode
// the piece is the whole session user data, with nothing to decode.
type Transfer struct {
	Data []byte // nil is the same as empty

	scratch []byte
}

// String returns "RTTP".
func (*TokenPlease) String() string { return "RTTP" }

// String returns "RTTR".
func (*Transfer) String() string { return "RTTR" }

// Decode decodes the one RTTP in b.
func (p *TokenPlease) Decode(b []byte) error { return p.decode(b, strict) }

// Decode decodes the one RTTR in b. Data aliases b; if it came in segments, it is valid until the
// next Decode into p.
func (p *Transfer) Decode(b []byte) error { return p.decode(b, strict) }

func (p *TokenPlease) decode(b []byte, o options) error {
	*p = TokenPlease{}
	r := ber.NewReader(b, o.depth, o.elements)
	e := singleElement(&r, tagRTTP)
	v := r.Integer(&e)
	if v < 0 {
		_ = r.Fail(rulePriority, e.Start, int(v), 0)
	}
	if err := r.Finish(); err != nil {
		return osi.Rebase(err, "RTTP", 0)
	}
	p.Priority = v
	return nil
}

func (p *Transfer) decode(b []byte, o options) error {
	*p = Transfer{scratch: p.scratch[:0]}
	r := ber.NewReader(b, o.depth, o.elements)
	e := singleElement(&r, tagRTTR)
	s, scratch := r.String(&e, 0x04, p.scratch)
	if err := r.Finish(); err != nil {
		return osi.Rebase(err, "RTTR", 0)
	}
	p.Data, p.scratch = s, scratch
	return nil
}

// singleElement returns the first element of r, which must have the tag, primitive or constructed.
func singleElement(r *ber.Reader, tag ber.Tag) ber.Element {
	e, ok := r.Next()
	if !ok || e.Tag.Primitive() != tag {
		_ = r.Fail(ruleAPDU, 0, int(e.Tag&0xff), int(tag))
	}
	return e
}

// AppendBinary appends the RTTP to b. A negative Priority is an error of kind ErrValue.
func (p *TokenPlease) AppendBinary(b []byte) ([]byte, error) {
	if p.Priority < 0 {
		return b, fail(rulePriority, "RTTP", 2, int(p.Priority), 0)
	}
	return ber.AppendInteger(b, tagRTTP, p.Priority), nil
}

// AppendBinary appends the RTTR to b. The error is nil.
func (p *Transfer) AppendBinary(b []byte) ([]byte, error) {
	return ber.AppendPrimitive(b, tagRTTR, p.Data), nil
}

// Clone returns a copy of p.
func (p *TokenPlease) Clone() TokenPlease { return *p }

// Clone returns a copy that shares no memory with p or its buffer.
func (p *Transfer) Clone() Transfer { return Transfer{Data: bytes.Clone(p.Data)} }
