package class0

import (
	"strings"

	"github.com/osi-go/osi/internal/text"
)

// State is a state of X.224 Table A.2. The zero State is CLOSED.
type State uint8

// The states of class 0, as printed.
const (
	CLOSED  State = iota // no transport connection
	WFNC                 // wait for network connection
	WFCC                 // wait for the CC TPDU
	WFTRESP              // wait for T-CONNECT response
	OPEN
	states
)

var stateNames = [states]string{"CLOSED", "WFNC", "WFCC", "WFTRESP", "OPEN"}

// String returns the name as printed.
func (s State) String() string { return text.Name(stateNames[:], s, "state") }

// Event is an incoming event of X.224 Table A.1.
type Event uint8

// The events, as printed. TS is none of Table A.1: the timers TS1 (6.5.4 note 2) and TS2 (6.22.1.3
// note 4).
const (
	TCONreq Event = iota
	TCONresp
	TDTreq
	TEXreq
	TDISreq
	NCONconf
	NRSTind
	NDISind
	CR
	CC
	DR
	DC
	AK
	EA
	DT
	ED
	ER
	RJ
	TS
	events
)

var eventNames = [events]string{
	"TCONreq", "TCONresp", "TDTreq", "TEXreq", "TDISreq", "NCONconf", "NRSTind", "NDISind",
	"CR", "CC", "DR", "DC", "AK", "EA", "DT", "ED", "ER", "RJ", "TS",
}

// String returns the name as printed.
func (e Event) String() string { return text.Name(eventNames[:], e, "event") }

// Outputs is a set of outgoing events, X.224 Table A.3.
type Outputs uint16

// The outgoing events. TDTind says that a TSDU is complete.
const (
	TCONind Outputs = 1 << iota
	TCONconf
	TDTind
	TEXind
	TDISind
	NDISreq // the network connection is to be disconnected; nothing more goes over it
	NCONreq // a network connection is to be opened
	SendCR
	SendCC
	SendDR // Outcome.DR
	SendDC // Outcome.DC
	SendDT
	SendED
	MayDisconnect // specific action [1]: the network connection may be disconnected, or used for another CR
)

var outputNames = [...]string{
	"TCONind", "TCONconf", "TDTind", "TEXind", "TDISind", "NDISreq", "NCONreq", "CR", "CC", "DR", "DC", "DT", "ED", "[1]",
}

// Has reports whether all of one is in the set.
func (o Outputs) Has(one Outputs) bool { return o&one == one }

// String returns the names as printed, joined by spaces.
func (o Outputs) String() string {
	var names []string
	for n := range uint8(16) {
		if o>>n&1 != 0 {
			names = append(names, text.Name(outputNames[:], n, "output"))
		}
	}
	return strings.Join(names, " ")
}
