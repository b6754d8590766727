package osi

import (
	"errors"
	"fmt"
	"strconv"
)

// A Rule is one requirement of one standard. Rules are package-level values of
// the layers, listed by each layer's Rules, and are never modified. Its text is the ID.
type Rule struct {
	ID     string // stable token for metrics, logs and vectors: "session.li"
	Layer  Layer
	Field  string // the standard's term: "length indicator"
	Clause string // "X.225 8.2.5"; "limit" for a limit of ours, "policy" for a refusal by the caller's policy
	Kind   Kind
	Reason uint8 // the code the standard assigns, where it assigns one: X.25 diagnostic, X.224 reject cause, …
}

// AppendText appends the ID. It implements [encoding.TextAppender] and never fails. There is no
// inverse: this package does not know the rules of the layers.
func (r Rule) AppendText(b []byte) ([]byte, error) { return append(b, r.ID...), nil }

// MarshalText returns the ID.
func (r Rule) MarshalText() ([]byte, error) { return r.AppendText(nil) }

// An Error says which rule an input breaks and where. It is what every layer
// returns; errors.As finds it through any wrapping, and errors.Is matches its Kind.
// An Error without a Rule, which no function of this module returns, prints as "no rule".
type Error struct {
	*Rule
	PDU    string // abbreviation of the PDU, "CN"; empty before the PDU is known
	Offset int    // the offending octet, in the buffer given to the function that returned the error

	// Got and Want are what was found and what the rule asks for, by Kind: numbers of octets for
	// ErrTruncated, ErrTrailing (Got only) and ErrLength; a number and its maximum for ErrLimit;
	// the code or value for ErrUnknown, ErrValue, ErrEncoding, ErrDuplicate and ErrState (a zero
	// Want says nothing); the code and the one it followed for ErrOrder; the code in Want for
	// ErrMissing. A length of 2^31 or more is math.MaxInt32.
	Got, Want int

	// Octets is the buffer Offset counts in, for the annotated line of %+v.
	// Attach alone sets it.
	Octets []byte
}

// Unwrap returns the Kind of the rule; nil without a Rule.
func (e *Error) Unwrap() error {
	if e.Rule == nil {
		return nil
	}
	return e.Kind
}

// Attach returns a copy of e that shows b around Offset when printed with %+v. The copy keeps b:
// octets of the peer then appear in the caller's log, which they otherwise never do.
func (e *Error) Attach(b []byte) *Error {
	c := *e
	c.Octets = b
	return &c
}

// Rebase moves an error's offset by n, and names its PDU if it names none yet:
// for a function that called another one on a part of its own input. An
// err without an *Error is returned as it is. The error is modified: it belongs to
// the call that returned it.
func Rebase(err error, pdu string, n int) error {
	if e := AsError(err); e != nil {
		e.Offset += n
		if e.PDU == "" {
			e.PDU = pdu
		}
	}
	return err
}

// AsError finds the *Error in err's chain; nil when there is none.
func AsError(err error) *Error {
	if err == nil {
		return nil
	}
	if e, ok := err.(*Error); ok { //nolint:errorlint // the usual case, which then allocates nothing
		return e
	}
	var e *Error
	if errors.As(err, &e) {
		return e
	}
	return nil
}

// Error returns the fault in one line, for example
//
//	session: CN length indicator: bad length: got 60, want 12 (octet 1, X.225 8.2.5)
//
// A refusal by policy says no more than that.
func (e *Error) Error() string {
	if e.Rule == nil {
		return "no rule"
	}
	b := make([]byte, 0, 96)
	if e.Layer != 0 {
		b = append(b, e.Layer.String()...)
		b = append(b, ": "...)
	}
	if e.PDU != "" {
		b = append(b, e.PDU...)
		b = append(b, ' ')
	}
	b = append(b, e.Field...)
	b = append(b, ": "...)
	if e.Clause == "policy" {
		return string(append(b, "refused by policy"...))
	}
	b = append(b, e.Kind.Error()...)
	b = e.appendGotWant(b)
	b = append(b, " (octet "...)
	b = strconv.AppendInt(b, int64(e.Offset), 10)
	b = append(b, ", "...)
	b = append(b, e.Clause...)
	b = append(b, ')')
	return string(b)
}

func (e *Error) appendGotWant(b []byte) []byte {
	switch e.Kind {
	case ErrTruncated, ErrLength:
		b = strconv.AppendInt(append(b, ": got "...), int64(e.Got), 10)
		b = strconv.AppendInt(append(b, ", want "...), int64(e.Want), 10)
	case ErrTrailing:
		b = strconv.AppendInt(append(b, ": got "...), int64(e.Got), 10)
	case ErrLimit:
		b = strconv.AppendInt(append(b, ": got "...), int64(e.Got), 10)
		b = strconv.AppendInt(append(b, ", limit "...), int64(e.Want), 10)
	case ErrState:
		if e.Got != 0 || e.Want != 0 {
			b = appendHex(append(b, ": got "...), e.Got)
		}
		if e.Want != 0 {
			b = appendHex(append(b, ", want "...), e.Want)
		}
	case ErrUnknown, ErrValue, ErrEncoding, ErrDuplicate:
		b = appendHex(append(b, ": got "...), e.Got)
		if e.Want != 0 {
			b = appendHex(append(b, ", want "...), e.Want)
		}
	case ErrOrder:
		b = appendHex(append(b, ": got "...), e.Got)
		b = appendHex(append(b, " after "...), e.Want)
	case ErrMissing:
		if e.Want != 0 {
			b = appendHex(append(b, ": want "...), e.Want)
		}
	case ErrUnsupported:
	}
	return b
}

func appendHex(b []byte, v int) []byte {
	if v < 0 {
		return strconv.AppendInt(b, int64(v), 10)
	}
	b = append(b, "0x"...)
	if v < 16 {
		b = append(b, '0')
	}
	return strconv.AppendInt(b, int64(v), 16)
}

// Format prints the text of Error; %+v adds, where a buffer is attached, the
// octets around the fault with the offending one in brackets.
func (e *Error) Format(s fmt.State, verb rune) {
	if verb == 'q' {
		fmt.Fprintf(s, "%q", e.Error())
		return
	}
	fmt.Fprint(s, e.Error())
	if verb != 'v' || !s.Flag('+') || e.Octets == nil {
		return
	}
	const around = 8
	from, to := max(0, e.Offset-around), min(len(e.Octets), e.Offset+around+1)
	fmt.Fprintf(s, "\n\t%04x:", min(from, len(e.Octets)))
	for i := from; i < to; i++ {
		if i == e.Offset {
			fmt.Fprintf(s, " [%02x]", e.Octets[i])
		} else {
			fmt.Fprintf(s, " %02x", e.Octets[i])
		}
	}
	if e.Offset >= len(e.Octets) {
		fmt.Fprint(s, " [end]")
	}
}
