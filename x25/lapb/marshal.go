package lapb

import (
	"strconv"

	"github.com/osi-go/osi/internal/text"
)

// The enumerations and sets of this package implement [encoding.TextMarshaler],
// [encoding.TextAppender] and [encoding.TextUnmarshaler]. The text is that of String, for any
// number. Any other text is an error and leaves the value as it was.

// AppendText appends the text of String; "type(2)" for a number that is no type.
func (t Type) AppendText(b []byte) ([]byte, error) {
	return append(b, numberedType(t).String()...), nil
}

// MarshalText returns what AppendText appends.
func (t Type) MarshalText() ([]byte, error) { return t.AppendText(nil) }

// UnmarshalText is the inverse of MarshalText.
func (t *Type) UnmarshalText(b []byte) error {
	n := numberedType(*t)
	err := text.Parse(&n, b)
	*t = Type(n)
	return err
}

// A numberedType is a Type whose text tells all numbers apart.
type numberedType Type

func (t numberedType) String() string {
	if s := Type(t).String(); s != "" || Type(t) == None {
		return s
	}
	return "type(" + strconv.Itoa(int(t)) + ")"
}
