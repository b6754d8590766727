package osi

import "strconv"

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
func (a Action) String() string {
	if int(a) < len(actionNames) {
		return actionNames[a]
	}
	return "action(" + strconv.Itoa(int(a)) + ")"
}
