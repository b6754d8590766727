package osi

import (
	"errors"
	"io"

	"github.com/osi-go/osi/internal/text"
)

// Kind classifies a fault. Kinds are errors, so that
//
//	errors.Is(err, osi.ErrTruncated)
//
// asks the question for an error of any layer, however wrapped.
type Kind uint8

// The kinds of fault.
const (
	ErrTruncated   Kind = iota + 1 // the buffer ends before the element does; also io.ErrUnexpectedEOF
	ErrTrailing                    // octets are left over after the element
	ErrLength                      // a length is outside what the standard allows here
	ErrUnknown                     // a code that the standard does not define here, and does not tell us to ignore
	ErrValue                       // a defined field holds a value outside its range
	ErrMissing                     // a mandatory element is absent
	ErrOrder                       // an element stands before one it must follow
	ErrDuplicate                   // an element occurs again where it may occur once
	ErrEncoding                    // the encoding breaks a rule of the encoding itself
	ErrState                       // valid in itself, but not at this point of the exchange
	ErrLimit                       // a limit of ours, see Limits
	ErrUnsupported                 // valid, but not supported here; also errors.ErrUnsupported
)

var kindTexts = [...]string{
	"no error", "truncated", "trailing octets", "bad length", "unknown code", "bad value", "missing",
	"out of order", "duplicate", "bad encoding", "wrong state", "limit exceeded", "unsupported",
}

// Error returns the kind in words, as it stands in the text of an [Error]; "kind(99)" for a number
// that names none.
func (k Kind) Error() string { return text.Name(kindTexts[:], k, "kind") }

// String returns the same text as Error.
func (k Kind) String() string { return k.Error() }

// AppendText appends the text of String. It implements [encoding.TextAppender] and never fails.
func (k Kind) AppendText(b []byte) ([]byte, error) { return append(b, k.String()...), nil }

// MarshalText returns the text of String.
func (k Kind) MarshalText() ([]byte, error) { return k.AppendText(nil) }

// UnmarshalText is the inverse of MarshalText. Any other text is an error.
func (k *Kind) UnmarshalText(s []byte) error { return text.Parse(k, s) }

// Is makes ErrTruncated match io.ErrUnexpectedEOF and ErrUnsupported match
// errors.ErrUnsupported.
func (k Kind) Is(target error) bool {
	return k == ErrTruncated && target == io.ErrUnexpectedEOF ||
		k == ErrUnsupported && target == errors.ErrUnsupported
}
