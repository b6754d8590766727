package osi

import "github.com/osi-go/osi/internal/text"

// Mode says how much of the presentation protocol a connection uses, X.226 8.2. How RTSE is carried
// follows from it, X.228.
type Mode uint8

// The modes. In X410Mode RTSE stands directly above session: the components of RTORQ, RTOAC, RTORJ
// and RTAB are presentation parameters without a tag of their own, and transferred data is not
// wrapped in an RTTR.
const (
	NormalMode Mode = iota // mode-value 1
	X410Mode               // mode-value 0, X.410-1984
)

var modeNames = [...]string{"normal-mode", "x410-1984-mode"}

// String returns the name in X.226: "normal-mode" or "x410-1984-mode".
func (m Mode) String() string { return text.Name(modeNames[:], m, "mode") }

// AppendText appends the text of String. It implements [encoding.TextAppender] and never fails.
func (m Mode) AppendText(b []byte) ([]byte, error) { return append(b, m.String()...), nil }

// MarshalText returns the text of String.
func (m Mode) MarshalText() ([]byte, error) { return m.AppendText(nil) }

// UnmarshalText is the inverse of MarshalText. Any other text is an error.
func (m *Mode) UnmarshalText(s []byte) error { return text.Parse(m, s) }
