package x25

import (
	"strconv"

	"github.com/osi-go/osi/internal/text"
)

// The enumerations and sets of this package implement [encoding.TextMarshaler],
// [encoding.TextAppender] and [encoding.TextUnmarshaler]. The text is that of String, for any
// number. Any other text is an error and leaves the value as it was.

// AppendText appends the text of String.
func (c ClearCause) AppendText(b []byte) ([]byte, error) { return append(b, c.String()...), nil }

// MarshalText returns the text of String.
func (c ClearCause) MarshalText() ([]byte, error) { return c.AppendText(nil) }

// UnmarshalText is the inverse of MarshalText.
func (c *ClearCause) UnmarshalText(b []byte) error { return text.Parse(c, b) }

// AppendText appends the text of String.
func (c ResetCause) AppendText(b []byte) ([]byte, error) { return append(b, c.String()...), nil }

// MarshalText returns the text of String.
func (c ResetCause) MarshalText() ([]byte, error) { return c.AppendText(nil) }

// UnmarshalText is the inverse of MarshalText.
func (c *ResetCause) UnmarshalText(b []byte) error { return text.Parse(c, b) }

// AppendText appends the text of String.
func (c RestartCause) AppendText(b []byte) ([]byte, error) { return append(b, c.String()...), nil }

// MarshalText returns the text of String.
func (c RestartCause) MarshalText() ([]byte, error) { return c.AppendText(nil) }

// UnmarshalText is the inverse of MarshalText.
func (c *RestartCause) UnmarshalText(b []byte) error { return text.Parse(c, b) }

// AppendText appends the text of String.
func (c RegistrationCause) AppendText(b []byte) ([]byte, error) { return append(b, c.String()...), nil }

// MarshalText returns the text of String.
func (c RegistrationCause) MarshalText() ([]byte, error) { return c.AppendText(nil) }

// UnmarshalText is the inverse of MarshalText.
func (c *RegistrationCause) UnmarshalText(b []byte) error { return text.Parse(c, b) }

// AppendText appends the text of String.
func (r RedirectionReason) AppendText(b []byte) ([]byte, error) { return append(b, r.String()...), nil }

// MarshalText returns the text of String.
func (r RedirectionReason) MarshalText() ([]byte, error) { return r.AppendText(nil) }

// UnmarshalText is the inverse of MarshalText.
func (r *RedirectionReason) UnmarshalText(b []byte) error { return text.Parse(r, b) }

// AppendText appends the text of String.
func (m Modulo) AppendText(b []byte) ([]byte, error) { return append(b, m.String()...), nil }

// MarshalText returns the text of String.
func (m Modulo) MarshalText() ([]byte, error) { return m.AppendText(nil) }

// UnmarshalText is the inverse of MarshalText.
func (m *Modulo) UnmarshalText(b []byte) error { return text.Parse(m, b) }

// AppendText appends the text of String.
func (p Protocol) AppendText(b []byte) ([]byte, error) { return append(b, p.String()...), nil }

// MarshalText returns the text of String.
func (p Protocol) MarshalText() ([]byte, error) { return p.AppendText(nil) }

// UnmarshalText is the inverse of MarshalText.
func (p *Protocol) UnmarshalText(b []byte) error { return text.Parse(p, b) }

// AppendText appends the text of String; "type(2)" for a number that is no type.
func (t Type) AppendText(b []byte) ([]byte, error) {
	return append(b, numberedType(t).String()...), nil
}

// MarshalText returns what AppendText appends.
func (t Type) MarshalText() ([]byte, error) { return t.AppendText(nil) }

// UnmarshalText is the inverse of MarshalText.
func (t *Type) UnmarshalText(b []byte) error {
	n := numberedType(*t)
	err := text.Parse(&n, b)
	*t = Type(n)
	return err
}

// A numberedType is a Type whose text tells all numbers apart.
type numberedType Type

func (t numberedType) String() string {
	if s := Type(t).String(); s != "" || Type(t) == TypeNone {
		return s
	}
	return "type(" + strconv.Itoa(int(t)) + ")"
}
