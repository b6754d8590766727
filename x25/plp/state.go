package plp

import (
	"github.com/osi-go/osi/internal/octets"
	"github.com/osi-go/osi/internal/text"
	"github.com/osi-go/osi/x25"
)

//go:generate go run gen.go

// State is a state of the interface (r), of a call (p) or of the data transfer (d), X.25 Annex B.
// The zero State is R1.
type State uint8

// The states, as printed.
const (
	R1 State = iota // packet layer ready
	R2              // DTE restart request
	R3              // DCE restart indication
	P1              // ready
	P2              // DTE waiting: the DTE has called
	P3              // DCE waiting: the DCE has called
	P4              // data transfer; also of a permanent virtual circuit
	P5              // call collision
	P6              // DTE clear request
	P7              // DCE clear indication
	D1              // flow control ready
	D2              // DTE reset request
	D3              // DCE reset indication
	states
)

var stateNames = [states]string{"r1", "r2", "r3", "p1", "p2", "p3", "p4", "p5", "p6", "p7", "d1", "d2", "d3"}

// String returns the name as printed.
func (s State) String() string { return text.Name(stateNames[:], s, "state") }

// Event is what happens to an end: the receipt of a packet, a fault that the decoder has found, or,
// with the bit EventSend, a request to send a packet.
type Event uint8

// The events. Those without a comment are the receipt of a packet.
const (
	EventShort      Event = iota // a packet of less than two octets
	EventGFI                     // an invalid general format identifier
	EventUnassigned              // a packet on a channel that is not assigned
	EventNoPTI0                  // LCI 0, and no packet type identifier
	EventUndefined0              // LCI 0, and a packet type that does not exist
	EventRestart
	EventRestartConf
	EventRestartFormat // RESTART or RESTART-CONF with a wrong format
	EventReg
	EventRegConf
	EventDiag
	EventNoPTI      // an assigned channel, and no packet type identifier
	EventUndefined  // an assigned channel, and a packet type that does not exist
	EventNonZeroLCI // a packet that needs LCI 0 on an assigned channel
	EventCall
	EventCallAcc
	EventClear
	EventClearConf
	EventData
	EventRR
	EventRNR
	EventREJ   // with the packet retransmission facility
	EventNoREJ // REJ without the facility
	EventInt
	EventIntConf
	EventReset
	EventResetConf
	EventFormat // a packet of a type that the state accepts, with a wrong format
	events

	EventTimer Event = 0x40 // the expiry of a timer
	EventSend  Event = 0x80 // a request to send the packet
)

var eventNames = [...]string{
	"SHORT", "GFI", "UNASSIGNED", "NO-PTI-0", "UNDEFINED-0", "RESTART", "RESTART-CONF", "RESTART-FORMAT", "REG", "REG-CONF", "DIAG",
	"NO-PTI", "UNDEFINED", "NON-ZERO-LCI", "CALL", "CALL-ACC", "CLEAR", "CLEAR-CONF", "DATA", "RR", "RNR", "REJ", "NO-REJ", "INT",
	"INT-CONF", "RESET", "RESET-CONF", "FORMAT", EventTimer: "timer",
}

// String returns the name of the event, with "send" in front for a request.
func (e Event) String() string {
	if base := e &^ EventSend; base < events && e&EventSend != 0 {
		return "send " + eventNames[base]
	}
	return text.Name(eventNames[:], e, "event")
}

// typeEvents are the events that the receipt of packets is, by their type.
var typeEvents = [256]Event{
	x25.TypeData: EventData, x25.TypeRR: EventRR, x25.TypeRNR: EventRNR, x25.TypeREJ: EventREJ,
	x25.TypeCallRequest: EventCall, x25.TypeCallAccepted: EventCallAcc, x25.TypeClearRequest: EventClear, x25.TypeClearConfirmation: EventClearConf,
	x25.TypeResetRequest: EventReset, x25.TypeResetConfirmation: EventResetConf, x25.TypeInterrupt: EventInt, x25.TypeInterruptConfirmation: EventIntConf,
	x25.TypeDiagnostic: EventDiag, x25.TypeRegistrationRequest: EventReg, x25.TypeRegistrationConfirmation: EventRegConf,
	x25.TypeRestartRequest: EventRestart, x25.TypeRestartConfirmation: EventRestartConf,
}

// eventOf returns the event that the receipt of a packet of type t is.
func eventOf(t x25.Type) Event {
	if e := typeEvents[t]; e > 0 {
		return e
	}
	return EventUndefined
}

// An action is what a cell of the tables asks for.
type action uint8

const (
	blank       action = iota // cannot happen
	accept                    // normal procedure, and the next state
	discard                   // the packet is discarded
	fault                     // protocol error: restart, clear or reset, by the table
	diagnose                  // a DIAGNOSTIC packet; the state stays
	diagnoseDTE               // the same between two DTEs, otherwise the packet is discarded
	delegate                  // the table of the states below decides
)

// A cell is one cell of Tables C-1 to C-4, or of their like for a DTE: an action and, in the low
// octet, the next state or the diagnostic. The diagnostic 0 stands for that of the fault found.
type cell uint16

func (c cell) action() action             { return action(octets.Low8(uint64(c >> 8))) }
func (c cell) next() State                { return State(octets.Low8(uint64(c))) }
func (c cell) diagnostic() x25.Diagnostic { return x25.Diagnostic(octets.Low8(uint64(c))) }
