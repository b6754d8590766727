package stack

import "github.com/osi-go/osi/internal/text"

// The enumerations and sets of this package implement [encoding.TextMarshaler],
// [encoding.TextAppender] and [encoding.TextUnmarshaler]. The text is that of String, for any
// number. Any other text is an error and leaves the value as it was.

// AppendText appends the text of String.
func (c Carrier) AppendText(b []byte) ([]byte, error) { return append(b, c.String()...), nil }

// MarshalText returns the text of String.
func (c Carrier) MarshalText() ([]byte, error) { return c.AppendText(nil) }

// UnmarshalText is the inverse of MarshalText.
func (c *Carrier) UnmarshalText(b []byte) error { return text.Parse(c, b) }

// AppendText appends the text of String.
func (o Order) AppendText(b []byte) ([]byte, error) { return append(b, o.String()...), nil }

// MarshalText returns the text of String.
func (o Order) MarshalText() ([]byte, error) { return o.AppendText(nil) }

// UnmarshalText is the inverse of MarshalText.
func (o *Order) UnmarshalText(b []byte) error { return text.Parse(o, b) }

// AppendText appends the text of String.
func (r Reaction) AppendText(b []byte) ([]byte, error) { return append(b, r.String()...), nil }

// MarshalText returns the text of String.
func (r Reaction) MarshalText() ([]byte, error) { return r.AppendText(nil) }

// UnmarshalText is the inverse of MarshalText.
func (r *Reaction) UnmarshalText(b []byte) error { return text.Parse(r, b) }

// AppendText appends the text of String.
func (u Use) AppendText(b []byte) ([]byte, error) { return append(b, u.String()...), nil }

// MarshalText returns the text of String.
func (u Use) MarshalText() ([]byte, error) { return u.AppendText(nil) }

// UnmarshalText is the inverse of MarshalText.
func (u *Use) UnmarshalText(b []byte) error { return text.Parse(u, b) }
