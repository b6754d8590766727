package ppm

import "github.com/osi-go/osi/internal/text"

// A State is a state of the presentation protocol machine, Tables A.17 of X.226 and of its Amd.1.
// The zero State is STAI0.
type State uint8

// The states.
const (
	STAI0  State = iota // idle: no connection
	STAI1               // await CPA
	STAI2               // await P-CONNECT response
	STAI3               // Amd.1: await SHORT-CPA
	STAI4               // Amd.1: await P-CONNECT response after SHORT-CP
	STAt0               // connected: data transfer
	STAac0              // await ACA
	STAac1              // await P-ALTER-CONTEXT response
	STAac2              // await ACA or P-ALTER-CONTEXT response
	states
)

var stateNames = [states]string{"STAI0", "STAI1", "STAI2", "STAI3", "STAI4", "STAt0", "STAac0", "STAac1", "STAac2"}

// String returns the abbreviated name; "state(9)" for a number that names none.
func (s State) String() string { return text.Name(stateNames[:], s, "state") }

// An Event is an incoming event, Table A.16: a request or response of the user, a PPDU of the peer,
// or an event of the session service. The zero Event is no event.
type Event uint8

// The events of the user.
const (
	EventPACTDreq      Event = iota + 1 // P-ACTDreq
	EventPACTDrsp                       // P-ACTDrsp
	EventPACTEreq                       // P-ACTEreq
	EventPACTErsp                       // P-ACTErsp
	EventPACTIreq                       // P-ACTIreq
	EventPACTIrsp                       // P-ACTIrsp
	EventPACTRreq                       // P-ACTRreq
	EventPACTSreq                       // P-ACTSreq
	EventPALTERreq                      // P-ALTERreq
	EventPALTERrsp                      // P-ALTERrsp
	EventPCDreq                         // P-CDreq
	EventPCDrsp                         // P-CDrsp
	EventPCGreq                         // P-CGreq
	EventPCONreq                        // P-CONreq
	EventPCONrspAccept                  // P-CONrsp+
	EventPCONrspReject                  // P-CONrsp-
	EventPDTreq                         // P-DTreq
	EventPEXreq                         // P-EXreq
	EventPGTreq                         // P-GTreq
	EventPPTreq                         // P-PTreq
	EventPRELreq                        // P-RELreq
	EventPRELrspAccept                  // P-RELrsp+
	EventPRELrspReject                  // P-RELrsp-
	EventPRSYNreq                       // P-RSYNreq
	EventPRSYNrsp                       // P-RSYNrsp
	EventPSYNMreq                       // P-SYNMreq
	EventPSYNMrsp                       // P-SYNMrsp
	EventPSYNmreq                       // P-SYNmreq
	EventPSYNmrsp                       // P-SYNmrsp
	EventPTDreq                         // P-TDreq
	EventPUABreq                        // P-UABreq
	EventPUERreq                        // P-UERreq
)

// The PPDUs and events of the session service.
const (
	EventAC            Event = iota + EventPUERreq + 1 // AC
	EventACA                                           // ACA
	EventARP                                           // ARP
	EventARU                                           // ARU
	EventCP                                            // CP
	EventCPA                                           // CPA
	EventCPR                                           // CPR
	EventRS                                            // RS
	EventRSA                                           // RSA
	EventSACTDcnf                                      // S-ACTDcnf
	EventSACTDind                                      // S-ACTDind
	EventSACTEcnf                                      // S-ACTEcnf
	EventSACTEind                                      // S-ACTEind
	EventSACTIcnf                                      // S-ACTIcnf
	EventSACTIind                                      // S-ACTIind
	EventSACTRind                                      // S-ACTRind
	EventSACTSind                                      // S-ACTSind
	EventSCGind                                        // S-CGind
	EventSCONcnfReject                                 // S-CONcnf-
	EventSGTind                                        // S-GTind
	EventSPABind                                       // S-PABind
	EventSPERind                                       // S-PERind
	EventSPTind                                        // S-PTind
	EventSRELcnfAccept                                 // S-RELcnf+
	EventSRELcnfReject                                 // S-RELcnf-
	EventSRELind                                       // S-RELind
	EventSSYNMcnf                                      // S-SYNMcnf
	EventSSYNMind                                      // S-SYNMind
	EventSSYNmcnf                                      // S-SYNmcnf
	EventSSYNmind                                      // S-SYNmind
	EventSUABindnd                                     // S-U-ABind-nd
	EventSUERind                                       // S-UERind
	EventSCA                                           // SCA
	EventSCN                                           // SCN
	EventSCR                                           // SCR
	EventTC                                            // TC
	EventTCC                                           // TCC
	EventTD                                            // TD
	EventTE                                            // TE
	EventTTD                                           // TTD
	events
)

var eventNames = [events]string{
	"",
	"P-ACTDreq", "P-ACTDrsp", "P-ACTEreq", "P-ACTErsp", "P-ACTIreq", "P-ACTIrsp", "P-ACTRreq", "P-ACTSreq",
	"P-ALTERreq", "P-ALTERrsp", "P-CDreq", "P-CDrsp", "P-CGreq", "P-CONreq", "P-CONrsp+", "P-CONrsp-",
	"P-DTreq", "P-EXreq", "P-GTreq", "P-PTreq", "P-RELreq", "P-RELrsp+", "P-RELrsp-", "P-RSYNreq",
	"P-RSYNrsp", "P-SYNMreq", "P-SYNMrsp", "P-SYNmreq", "P-SYNmrsp", "P-TDreq", "P-UABreq", "P-UERreq",
	"AC", "ACA", "ARP", "ARU", "CP", "CPA", "CPR", "RS",
	"RSA", "S-ACTDcnf", "S-ACTDind", "S-ACTEcnf", "S-ACTEind", "S-ACTIcnf", "S-ACTIind", "S-ACTRind",
	"S-ACTSind", "S-CGind", "S-CONcnf-", "S-GTind", "S-PABind", "S-PERind", "S-PTind", "S-RELcnf+",
	"S-RELcnf-", "S-RELind", "S-SYNMcnf", "S-SYNMind", "S-SYNmcnf", "S-SYNmind", "S-U-ABind-nd", "S-UERind",
	"SCA", "SCN", "SCR", "TC", "TCC", "TD", "TE", "TTD",
}

// String returns the abbreviated name; "event(90)" for a number that names none.
func (e Event) String() string { return text.Name(eventNames[:], e, "event") }

// User reports whether e comes from the user.
func (e Event) User() bool { return e > 0 && e <= EventPUERreq }
