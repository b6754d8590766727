package osi

import "github.com/osi-go/osi/internal/text"

// Layer says to which protocol a [Rule] belongs.
type Layer uint8

// The layers, from the link upwards. The zero Layer is none of them.
const (
	LAPB         Layer = iota + 1 // ISO/IEC 7776, X.25 clause 2
	XOT                           // RFC 1613
	X25                           // X.25 clauses 3 to 7, ISO/IEC 8208
	TPKT                          // RFC 1006 clause 6
	Transport                     // X.224, X.234
	Session                       // X.225, X.235
	Presentation                  // X.226, X.236
	ACSE                          // X.227, X.237
	RTSE                          // X.228, X.410-1984
	BER                           // X.690, the encoding of the layers from presentation up
)

var layerNames = [...]string{"none", "lapb", "xot", "x25", "tpkt", "transport", "session", "presentation", "acse", "rtse", "ber"}

// String returns the layer's name in lower case, as it begins the text of an
// error and the ID of a [Rule]; "layer(99)" for a number that names none.
func (l Layer) String() string { return text.Name(layerNames[:], l, "layer") }

// AppendText appends the text of String. It implements [encoding.TextAppender] and never fails.
func (l Layer) AppendText(b []byte) ([]byte, error) { return append(b, l.String()...), nil }

// MarshalText returns the text of String.
func (l Layer) MarshalText() ([]byte, error) { return l.AppendText(nil) }

// UnmarshalText is the inverse of MarshalText. Any other text is an error.
func (l *Layer) UnmarshalText(s []byte) error { return text.Parse(l, s) }
