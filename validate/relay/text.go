package relay

import "github.com/osi-go/osi/internal/text"

// AppendText appends the text of String. It implements [encoding.TextAppender] and never fails.
func (r Reason) AppendText(b []byte) ([]byte, error) { return append(b, r.String()...), nil }

// MarshalText returns the text of String.
func (r Reason) MarshalText() ([]byte, error) { return r.AppendText(nil) }

// UnmarshalText is the inverse of MarshalText. Any other text is an error.
func (r *Reason) UnmarshalText(b []byte) error { return text.Parse(r, b) }
