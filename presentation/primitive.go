package presentation

import (
	"strconv"

	"github.com/osi-go/osi/internal/text"
)

// A Primitive is the session service primitive that carries a PPDU, X.226 clause 7. The
// zero Primitive is SData.
type Primitive uint8

// The primitives. Where request and response carry different PPDUs, Confirm names the answer.
const (
	SData                     Primitive = iota // DT: TD
	SConnect                                   // CN: CP
	SConnectAccept                             // AC: CPA
	SConnectReject                             // RF with reason 2: CPR
	SUserAbort                                 // AB by the user: ARU or ARP
	STypedData                                 // TD SPDU: AC, ACA or TTD
	SExpeditedData                             // EX: TE
	SCapabilityData                            // CD: TC
	SCapabilityDataConfirm                     // CDA: TCC
	SResynchronize                             // RS
	SResynchronizeConfirm                      // RA: RSA
	SRelease                                   // FN
	SReleaseConfirm                            // DN, NF
	STokenGive                                 // GT
	STokenPlease                               // PT
	SControlGive                               // GTC
	SSyncMinor                                 // MIP
	SSyncMinorConfirm                          // MIA
	SSyncMajor                                 // MAP
	SSyncMajorConfirm                          // MAA
	SUserExceptionReport                       // ED
	SActivityStart                             // AS
	SActivityResume                            // AR
	SActivityInterrupt                         // AI
	SActivityInterruptConfirm                  // AIA
	SActivityDiscard                           // AD
	SActivityDiscardConfirm                    // ADA
	SActivityEnd                               // AE
	SActivityEndConfirm                        // AEA
	SUnitData                                  // UD SPDU, X.235: UD
)

// An Event is an Event-identifier, X.226 8.2: the PPDU or primitive that an ARP is about. Later
// versions may name others, Amd.1.
type Event int64

// The events.
const (
	EventCP Event = iota
	EventCPA
	EventCPR
	EventARU
	EventARP
	EventAC
	EventACA
	EventTD
	EventTTD
	EventTE
	EventTC
	EventTCC
	EventRS
	EventRSA
	EventReleaseIndication
	EventReleaseConfirm
	EventTokenGive
	EventTokenPlease
	EventControlGive
	EventSyncMinorIndication
	EventSyncMinorConfirm
	EventSyncMajorIndication
	EventSyncMajorConfirm
	EventProviderExceptionReport
	EventUserExceptionReport
	EventActivityStart
	EventActivityResume
	EventActivityInterruptIndication
	EventActivityInterruptConfirm
	EventActivityDiscardIndication
	EventActivityDiscardConfirm
	EventActivityEndIndication
	EventActivityEndConfirm

	eventUD   // X.236 has no ARP
	eventNone // of no primitive
)

// eventNames has the abbreviations of PPDUs, X.226 4.2, and the names of primitives. They
// are the PDU names of this package's errors.
var eventNames = [...]string{
	"CP", "CPA", "CPR", "ARU", "ARP", "AC", "ACA", "TD", "TTD", "TE", "TC", "TCC", "RS", "RSA",
	"S-RELEASE indication", "S-RELEASE confirm", "S-TOKEN-GIVE indication", "S-TOKEN-PLEASE indication",
	"S-CONTROL-GIVE indication", "S-SYNC-MINOR indication", "S-SYNC-MINOR confirm", "S-SYNC-MAJOR indication",
	"S-SYNC-MAJOR confirm", "S-P-EXCEPTION-REPORT indication", "S-U-EXCEPTION-REPORT indication",
	"S-ACTIVITY-START indication", "S-ACTIVITY-RESUME indication", "S-ACTIVITY-INTERRUPT indication",
	"S-ACTIVITY-INTERRUPT confirm", "S-ACTIVITY-DISCARD indication", "S-ACTIVITY-DISCARD confirm",
	"S-ACTIVITY-END indication", "S-ACTIVITY-END confirm", "UD",
}

// String returns the abbreviation of the PPDU, "TD", or the name of the primitive, "S-RELEASE
// indication".
func (e Event) String() string { return text.Name(eventNames[:], e, "event") }

// primitives says what each primitive carries.
var primitives = [...]struct {
	event    Event  // for SUserAbort and STypedData that of the unrecognized PPDU
	optional bool   // user data may be absent
	ppdu     bool   // user data is no Data
	empty    string // where it is no Data: the name of the primitive without user data
}{
	SData:                     {event: EventTD},
	SConnect:                  {event: EventCP, ppdu: true},
	SConnectAccept:            {event: EventCPA, ppdu: true},
	SConnectReject:            {event: EventCPR, optional: true, ppdu: true, empty: "S-CONNECT confirm"},
	SUserAbort:                {event: EventARU, optional: true, ppdu: true, empty: "S-U-ABORT indication"},
	STypedData:                {event: EventTTD},
	SExpeditedData:            {event: EventTE},
	SCapabilityData:           {event: EventTC, optional: true},
	SCapabilityDataConfirm:    {event: EventTCC, optional: true},
	SResynchronize:            {event: EventRS, optional: true, ppdu: true, empty: "S-RESYNCHRONIZE indication"},
	SResynchronizeConfirm:     {event: EventRSA, optional: true, ppdu: true, empty: "S-RESYNCHRONIZE confirm"},
	SRelease:                  {event: EventReleaseIndication, optional: true},
	SReleaseConfirm:           {event: EventReleaseConfirm, optional: true},
	STokenGive:                {event: EventTokenGive, optional: true},
	STokenPlease:              {event: EventTokenPlease, optional: true},
	SControlGive:              {event: EventControlGive, optional: true},
	SSyncMinor:                {event: EventSyncMinorIndication, optional: true},
	SSyncMinorConfirm:         {event: EventSyncMinorConfirm, optional: true},
	SSyncMajor:                {event: EventSyncMajorIndication, optional: true},
	SSyncMajorConfirm:         {event: EventSyncMajorConfirm, optional: true},
	SUserExceptionReport:      {event: EventUserExceptionReport, optional: true},
	SActivityStart:            {event: EventActivityStart, optional: true},
	SActivityResume:           {event: EventActivityResume, optional: true},
	SActivityInterrupt:        {event: EventActivityInterruptIndication, optional: true},
	SActivityInterruptConfirm: {event: EventActivityInterruptConfirm, optional: true},
	SActivityDiscard:          {event: EventActivityDiscardIndication, optional: true},
	SActivityDiscardConfirm:   {event: EventActivityDiscardConfirm, optional: true},
	SActivityEnd:              {event: EventActivityEndIndication, optional: true},
	SActivityEndConfirm:       {event: EventActivityEndConfirm, optional: true},
	SUnitData:                 {event: eventUD, ppdu: true},
}

// Event returns the event that the arrival of p is. For SUserAbort and STypedData, which carry one
// of several PPDUs, it is ARU and TTD; for SUnitData, which no ARP answers, String gives UD.
func (p Primitive) Event() Event {
	if int(p) < len(primitives) {
		return primitives[p].event
	}
	return eventNone
}

// String returns the name of p's event.
func (p Primitive) String() string {
	if int(p) < len(primitives) {
		return primitives[p].event.String()
	}
	return "primitive(" + strconv.Itoa(int(p)) + ")"
}
