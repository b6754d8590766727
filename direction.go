package osi

import "github.com/osi-go/osi/internal/text"

// Direction says which end of a connection sent something.
type Direction uint8

// The two directions of a connection.
const (
	FromInitiator Direction = iota // the end that set up the connection below, or would have
	FromResponder
)

// Opposite returns the other direction.
func (d Direction) Opposite() Direction { return d ^ 1 }

var directionNames = [...]string{"initiator", "responder"}

// String returns "initiator" or "responder"; "direction(9)" for a number that names neither.
func (d Direction) String() string { return text.Name(directionNames[:], d, "direction") }

// AppendText appends the text of String. It implements [encoding.TextAppender] and never fails.
func (d Direction) AppendText(b []byte) ([]byte, error) { return append(b, d.String()...), nil }

// MarshalText returns the text of String.
func (d Direction) MarshalText() ([]byte, error) { return d.AppendText(nil) }

// UnmarshalText is the inverse of MarshalText. Any other text is an error.
func (d *Direction) UnmarshalText(s []byte) error { return text.Parse(d, s) }
