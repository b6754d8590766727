package osi

import (
	"encoding/json"
	"log/slog"
)

// AppendText appends the text of Error. It implements [encoding.TextAppender] and never fails.
func (e *Error) AppendText(b []byte) ([]byte, error) { return append(b, e.Error()...), nil }

// MarshalText returns the text of Error.
func (e *Error) MarshalText() ([]byte, error) { return e.AppendText(nil) }

// MarshalJSON returns an object with the fields of the rule, if there is one, and those of e.
// encoding/json reads it back as an equal value.
func (e *Error) MarshalJSON() ([]byte, error) {
	// A type of its own: Rule, whose text is its ID, would lend that to the whole object.
	type fields Rule
	return json.Marshal(struct {
		*fields
		PDU       string
		Offset    int
		Got, Want int
		Octets    []byte
	}{(*fields)(e.Rule), e.PDU, e.Offset, e.Got, e.Want, e.Octets})
}

// LogValue returns the text of Error: a log shows an Error as it shows an error that wraps it.
func (e *Error) LogValue() slog.Value { return slog.StringValue(e.Error()) }
