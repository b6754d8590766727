package rtse

import "github.com/osi-go/osi/internal/text"

// The enumerations and sets of this package implement [encoding.TextMarshaler],
// [encoding.TextAppender] and [encoding.TextUnmarshaler]. The text is that of String, for any
// number. Any other text is an error and leaves the value as it was.

// AppendText appends the text of String.
func (m Mode) AppendText(b []byte) ([]byte, error) { return append(b, m.String()...), nil }

// MarshalText returns the text of String.
func (m Mode) MarshalText() ([]byte, error) { return m.AppendText(nil) }

// UnmarshalText is the inverse of MarshalText.
func (m *Mode) UnmarshalText(b []byte) error { return text.Parse(m, b) }

// AppendText appends the text of String.
func (m DialogueMode) AppendText(b []byte) ([]byte, error) { return append(b, m.String()...), nil }

// MarshalText returns the text of String.
func (m DialogueMode) MarshalText() ([]byte, error) { return m.AppendText(nil) }

// UnmarshalText is the inverse of MarshalText.
func (m *DialogueMode) UnmarshalText(b []byte) error { return text.Parse(m, b) }

// AppendText appends the text of String.
func (r AbortReason) AppendText(b []byte) ([]byte, error) { return append(b, r.String()...), nil }

// MarshalText returns the text of String.
func (r AbortReason) MarshalText() ([]byte, error) { return r.AppendText(nil) }

// UnmarshalText is the inverse of MarshalText.
func (r *AbortReason) UnmarshalText(b []byte) error { return text.Parse(r, b) }

// AppendText appends the text of String.
func (r RefuseReason) AppendText(b []byte) ([]byte, error) { return append(b, r.String()...), nil }

// MarshalText returns the text of String.
func (r RefuseReason) MarshalText() ([]byte, error) { return r.AppendText(nil) }

// UnmarshalText is the inverse of MarshalText.
func (r *RefuseReason) UnmarshalText(b []byte) error { return text.Parse(r, b) }

// AppendText appends the text of String.
func (s Step) AppendText(b []byte) ([]byte, error) { return append(b, s.String()...), nil }

// MarshalText returns the text of String.
func (s Step) MarshalText() ([]byte, error) { return s.AppendText(nil) }

// UnmarshalText is the inverse of MarshalText.
func (s *Step) UnmarshalText(b []byte) error { return text.Parse(s, b) }

// AppendText appends the text of String.
func (e BindError) AppendText(b []byte) ([]byte, error) { return append(b, e.String()...), nil }

// MarshalText returns the text of String.
func (e BindError) MarshalText() ([]byte, error) { return e.AppendText(nil) }

// UnmarshalText is the inverse of MarshalText.
func (e *BindError) UnmarshalText(b []byte) error { return text.Parse(e, b) }
