package ppm

import "github.com/osi-go/osi/internal/text"

// AppendText appends the text of String. It implements [encoding.TextAppender] and never fails.
func (s State) AppendText(b []byte) ([]byte, error) { return append(b, s.String()...), nil }

// MarshalText returns the text of String.
func (s State) MarshalText() ([]byte, error) { return s.AppendText(nil) }

// UnmarshalText is the inverse of MarshalText. Any other text is an error.
func (s *State) UnmarshalText(b []byte) error { return text.Parse(s, b) }

// AppendText appends the text of String. It implements [encoding.TextAppender] and never fails.
func (e Event) AppendText(b []byte) ([]byte, error) { return append(b, e.String()...), nil }

// MarshalText returns the text of String.
func (e Event) MarshalText() ([]byte, error) { return e.AppendText(nil) }

// UnmarshalText is the inverse of MarshalText. Any other text is an error.
func (e *Event) UnmarshalText(b []byte) error { return text.Parse(e, b) }
