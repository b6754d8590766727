package presentation

import "strconv"

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

	eventNone // X.236 has no ARP
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
func (e Event) String() string { return numberName(eventNames[:], int64(e), "event") }

// primitives has, for each primitive, the event it is, and whether its user
// data may be absent. Events of SUserAbort and STypedData are those of the unrecognized PPDU.
var primitives = [...]struct {
	event    Event
	optional bool
}{
	SData:                     {EventTD, false},
	SConnect:                  {EventCP, false},
	SConnectAccept:            {EventCPA, false},
	SConnectReject:            {EventCPR, true},
	SUserAbort:                {EventARU, true},
	STypedData:                {EventTTD, false},
	SExpeditedData:            {EventTE, false},
	SCapabilityData:           {EventTC, true},
	SCapabilityDataConfirm:    {EventTCC, true},
	SResynchronize:            {EventRS, true},
	SResynchronizeConfirm:     {EventRSA, true},
	SRelease:                  {EventReleaseIndication, true},
	SReleaseConfirm:           {EventReleaseConfirm, true},
	STokenGive:                {EventTokenGive, true},
	STokenPlease:              {EventTokenPlease, true},
	SControlGive:              {EventControlGive, true},
	SSyncMinor:                {EventSyncMinorIndication, true},
	SSyncMinorConfirm:         {EventSyncMinorConfirm, true},
	SSyncMajor:                {EventSyncMajorIndication, true},
	SSyncMajorConfirm:         {EventSyncMajorConfirm, true},
	SUserExceptionReport:      {EventUserExceptionReport, true},
	SActivityStart:            {EventActivityStart, true},
	SActivityResume:           {EventActivityResume, true},
	SActivityInterrupt:        {EventActivityInterruptIndication, true},
	SActivityInterruptConfirm: {EventActivityInterruptConfirm, true},
	SActivityDiscard:          {EventActivityDiscardIndication, true},
	SActivityDiscardConfirm:   {EventActivityDiscardConfirm, true},
	SActivityEnd:              {EventActivityEndIndication, true},
	SActivityEndConfirm:       {EventActivityEndConfirm, true},
	SUnitData:                 {eventNone, false},
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
