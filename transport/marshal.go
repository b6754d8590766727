package transport

import "github.com/osi-go/osi/internal/text"

// The enumerations and sets of this package implement [encoding.TextMarshaler],
// [encoding.TextAppender] and [encoding.TextUnmarshaler]. The text is that of String, for any
// number. Any other text is an error and leaves the value as it was.

// AppendText appends the text of String.
func (s ClassSet) AppendText(b []byte) ([]byte, error) { return append(b, s.String()...), nil }

// MarshalText returns the text of String.
func (s ClassSet) MarshalText() ([]byte, error) { return s.AppendText(nil) }

// UnmarshalText is the inverse of MarshalText.
func (s *ClassSet) UnmarshalText(b []byte) error { return text.Parse(s, b) }

// AppendText appends the text of String.
func (o Options) AppendText(b []byte) ([]byte, error) { return append(b, o.String()...), nil }

// MarshalText returns the text of String.
func (o Options) MarshalText() ([]byte, error) { return o.AppendText(nil) }

// UnmarshalText is the inverse of MarshalText.
func (o *Options) UnmarshalText(b []byte) error { return text.Parse(o, b) }

// AppendText appends the text of String.
func (s TPDUSize) AppendText(b []byte) ([]byte, error) { return append(b, s.String()...), nil }

// MarshalText returns the text of String.
func (s TPDUSize) MarshalText() ([]byte, error) { return s.AppendText(nil) }

// UnmarshalText is the inverse of MarshalText.
func (s *TPDUSize) UnmarshalText(b []byte) error { return text.Parse(s, b) }

// AppendText appends the text of String.
func (r Reason) AppendText(b []byte) ([]byte, error) { return append(b, r.String()...), nil }

// MarshalText returns the text of String.
func (r Reason) MarshalText() ([]byte, error) { return r.AppendText(nil) }

// UnmarshalText is the inverse of MarshalText.
func (r *Reason) UnmarshalText(b []byte) error { return text.Parse(r, b) }

// AppendText appends the text of String.
func (c RejectCause) AppendText(b []byte) ([]byte, error) { return append(b, c.String()...), nil }

// MarshalText returns the text of String.
func (c RejectCause) MarshalText() ([]byte, error) { return c.AppendText(nil) }

// UnmarshalText is the inverse of MarshalText.
func (c *RejectCause) UnmarshalText(b []byte) error { return text.Parse(c, b) }

// AppendText appends the text of String.
func (p Protocol) AppendText(b []byte) ([]byte, error) { return append(b, p.String()...), nil }

// MarshalText returns the text of String.
func (p Protocol) MarshalText() ([]byte, error) { return p.AppendText(nil) }

// UnmarshalText is the inverse of MarshalText.
func (p *Protocol) UnmarshalText(b []byte) error { return text.Parse(p, b) }
