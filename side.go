package osi

import "github.com/osi-go/osi/internal/text"

// Side is the side of an X.25 interface: of its packets and of the frames of LAPB.
type Side uint8

// The sides.
const (
	AnySide Side = iota // not known, or none: what depends on the side is not checked
	DTE                 // the user side
	DCE                 // the network side
	OverXOT             // X.25 over TCP has no sides, and its LCI means nothing: 0 is as good as any, RFC 1613 5
)

// Opposite returns who sends what s receives; of AnySide and OverXOT it is the same.
func (s Side) Opposite() Side {
	switch s {
	case DTE:
		return DCE
	case DCE:
		return DTE
	case AnySide, OverXOT:
	}
	return s
}

// String returns "any", "DTE", "DCE" or "XOT"; "side(9)" for a number that names none.
func (s Side) String() string { return text.Name(sideNames[:], s, "side") }

var sideNames = [...]string{
	AnySide: "any",
	DTE:     "DTE",
	DCE:     "DCE",
	OverXOT: "XOT",
}

// AppendText appends the text of String. It implements [encoding.TextAppender] and never fails.
func (s Side) AppendText(b []byte) ([]byte, error) { return append(b, s.String()...), nil }

// MarshalText returns the text of String.
func (s Side) MarshalText() ([]byte, error) { return s.AppendText(nil) }

// UnmarshalText is the inverse of MarshalText. Any other text is an error.
func (s *Side) UnmarshalText(b []byte) error { return text.Parse(s, b) }
