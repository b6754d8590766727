package osi

import "github.com/osi-go/osi/internal/text"

// Action is what the receiver of an invalid PDU does about the connection that carried it. It is
// the first result of the Answer function of each layer; the second is the PDU to send, if any.
type Action uint8

// The actions. The zero Action is Discard.
const (
	Discard           Action = iota // ignore the PDU, send nothing, go on
	Send                            // send the answer and go on; the answer may end a call or reset a channel
	SendAndDisconnect               // send the answer, then disconnect the connection of the layer below
	Disconnect                      // send nothing, disconnect the connection of the layer below
)

var actionNames = [...]string{"discard", "send", "send and disconnect", "disconnect"}

// String returns the action in words; "action(9)" for a number that names none.
func (a Action) String() string { return text.Name(actionNames[:], a, "action") }

// AppendText appends the text of String. It implements [encoding.TextAppender] and never fails.
func (a Action) AppendText(b []byte) ([]byte, error) { return append(b, a.String()...), nil }

// MarshalText returns the text of String.
func (a Action) MarshalText() ([]byte, error) { return a.AppendText(nil) }

// UnmarshalText is the inverse of MarshalText. Any other text is an error.
func (a *Action) UnmarshalText(s []byte) error { return text.Parse(a, s) }
