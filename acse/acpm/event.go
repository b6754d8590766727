package acpm

import (
	"strconv"

	"github.com/osi-go/osi/internal/text"
)

// A State is a state of the association control protocol machine, Table A.2. The zero State is
// STA0.
type State uint8

// The states.
const (
	STA0 State = iota // idle: unassociated
	STA1              // awaiting AARE
	STA2              // awaiting A-ASSOCIATE response
	STA3              // awaiting RLRE
	STA4              // awaiting A-RELEASE response
	STA5              // associated
	STA6              // collision, association initiator: awaiting A-RELEASE response
	STA7              // collision, association responder: awaiting RLRE
	states
)

// String returns the abbreviated name.
func (s State) String() string {
	if s < states {
		return "STA" + strconv.Itoa(int(s))
	}
	return "state(" + strconv.Itoa(int(s)) + ")"
}

// An Event is an incoming event, Table A.1. The zero Event is no event.
type Event uint8

// The events of the user.
const (
	EventAABRreq       Event = iota + 1 // A-ABRreq
	EventAASCreq                        // A-ASCreq
	EventAASCrspAccept                  // A-ASCrsp+
	EventAASCrspReject                  // A-ASCrsp-
	EventARLSreq                        // A-RLSreq
	EventARLSrspAccept                  // A-RLSrsp+
	EventARLSrspReject                  // A-RLSrsp-
)

// The APDUs that are received, and other events of the presentation service. EXTRN-1 is a
// P-RESYNCHRONIZE, P-U-EXCEPTION-REPORT or P-P-EXCEPTION-REPORT indication. EXTRN-2 is a request of
// one of the former two, or the last of these indications.
const (
	EventAAREAccept    Event = iota + EventARLSrspReject + 1 // AARE+
	EventAAREReject                                          // AARE-
	EventAARQ                                                // AARQ
	EventABRT                                                // ABRT
	EventEXTRN1                                              // EXTRN-1
	EventEXTRN2                                              // EXTRN-2
	EventPCONcnfReject                                       // P-CONcnf-
	EventPPABind                                             // P-PABind
	EventRLREAccept                                          // RLRE+
	EventRLREReject                                          // RLRE-
	EventRLRQ                                                // RLRQ
	events
)

var eventNames = [events]string{
	"",
	"A-ABRreq", "A-ASCreq", "A-ASCrsp+", "A-ASCrsp-", "A-RLSreq", "A-RLSrsp+", "A-RLSrsp-", "AARE+",
	"AARE-", "AARQ", "ABRT", "EXTRN-1", "EXTRN-2", "P-CONcnf-", "P-PABind", "RLRE+",
	"RLRE-", "RLRQ",
}

// String returns the abbreviated name; "event(90)" for a number that names none.
func (e Event) String() string { return text.Name(eventNames[:], e, "event") }

// User reports whether e comes from the user.
func (e Event) User() bool { return e > 0 && e <= EventARLSrspReject }

// An Output is an outgoing event, Table A.3.
type Output uint8

// The outgoing events.
const (
	OutputNone          Output = iota
	OutputAABRind              // A-ABRind
	OutputAASCcnfAccept        // A-ASCcnf+
	OutputAASCcnfReject        // A-ASCcnf-
	OutputAASCind              // A-ASCind
	OutputAPABind              // A-PABind
	OutputARLScnfAccept        // A-RLScnf+
	OutputARLScnfReject        // A-RLScnf-
	OutputARLSind              // A-RLSind
	OutputAAREAccept           // AARE+
	OutputAAREReject           // AARE-
	OutputAARQ                 // AARQ
	OutputABRT                 // ABRT
	OutputRLREAccept           // RLRE+
	OutputRLREReject           // RLRE-
	OutputRLRQ                 // RLRQ
	outputs
)

var outputNames = [outputs]string{
	"",
	"A-ABRind", "A-ASCcnf+", "A-ASCcnf-", "A-ASCind", "A-PABind", "A-RLScnf+", "A-RLScnf-", "A-RLSind",
	"AARE+", "AARE-", "AARQ", "ABRT", "RLRE+", "RLRE-", "RLRQ",
}

// String returns the abbreviated name; empty for OutputNone.
func (o Output) String() string {
	if o < outputs {
		return outputNames[o]
	}
	return "output(" + strconv.Itoa(int(o)) + ")"
}
