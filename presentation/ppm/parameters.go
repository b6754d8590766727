package ppm

import "github.com/osi-go/osi/presentation"

// Parameters are what the tables look at and a PPDU does not say: parameters of the session service
// primitive that carries it, and local matters. The zero Parameters is the usual case.
type Parameters struct {
	// Negative says that an S-RELEASE response or confirm refuses.
	Negative bool
	// SerialNumber is the synchronization point serial number of S-SYNC-MINOR, S-SYNC-MAJOR,
	// S-RESYNCHRONIZE and S-ACTIVITY-RESUME. Context restoration alone uses it.
	SerialNumber uint32
	// Resync is the resynchronize type of an S-RESYNCHRONIZE request or indication.
	Resync ResyncType
	// Activity is the activity identifier of S-ACTIVITY-START and S-ACTIVITY-RESUME, OldActivity
	// the old one of the latter: at most 6 octets, X.225 8.3.29. They are copied.
	Activity, OldActivity []byte
	// OldConnection says that S-ACTIVITY-RESUME has an old session connection identifier.
	OldConnection bool
	// NoTypedData says that the typed data functional unit of the session is not among the user's
	// requirements. It is looked at in the CPA, when the CPA has no user-session-requirements of
	// its own. Those of the CP count in any case.
	NoTypedData bool

	// Local matters, for a CP or SHORT-CP: the connection is not acceptable to the PPM (p01 is
	// false); the default context that it names is not supported (p02); no encoding of some value
	// is supported (p22, and p23 for an ARU).
	Unacceptable       bool
	DefaultUnsupported bool
	Unreadable         bool
	// Reject is the provider-reason of the CPR of an unacceptable connection.
	Reject presentation.RejectReason
}

// ResyncType is the type of an S-RESYNCHRONIZE, with the numbers of X.225 8.3.24.5.
type ResyncType uint8

// The types. The zero ResyncType is Restart.
const (
	Restart ResyncType = iota
	Abandon
	Set
)

// activity is an activity identifier; the zero activity is none. n is the number of octets plus 1.
type activity struct {
	n      uint8
	octets [maxActivity]byte
}

const maxActivity = 6 // X.225 8.3.29.4

func activityOf(id []byte) (a activity) {
	for i := range a.octets {
		if i < len(id) {
			a.octets[i] = id[i]
			a.n++
		}
	}
	a.n++
	return a
}
