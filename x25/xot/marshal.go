package xot

import "github.com/osi-go/osi/internal/text"

// The enumerations and sets of this package implement [encoding.TextMarshaler],
// [encoding.TextAppender] and [encoding.TextUnmarshaler]. The text is that of String, for any
// number. Any other text is an error and leaves the value as it was.

// AppendText appends the text of String.
func (s Status) AppendText(b []byte) ([]byte, error) { return append(b, s.String()...), nil }

// MarshalText returns the text of String.
func (s Status) MarshalText() ([]byte, error) { return s.AppendText(nil) }

// UnmarshalText is the inverse of MarshalText.
func (s *Status) UnmarshalText(b []byte) error { return text.Parse(s, b) }
