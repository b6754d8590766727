package validate

import "github.com/osi-go/osi/internal/text"

// The enumerations and sets of this package implement [encoding.TextMarshaler],
// [encoding.TextAppender] and [encoding.TextUnmarshaler]. The text is that of String, for any
// number. Any other text is an error and leaves the value as it was.

// AppendText appends the text of String.
func (a Action) AppendText(b []byte) ([]byte, error) { return append(b, a.String()...), nil }

// MarshalText returns the text of String.
func (a Action) MarshalText() ([]byte, error) { return a.AppendText(nil) }

// UnmarshalText is the inverse of MarshalText.
func (a *Action) UnmarshalText(b []byte) error { return text.Parse(a, b) }
