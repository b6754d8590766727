package session

import (
	"github.com/osi-go/osi"
	"github.com/osi-go/osi/internal/text"
)

// Refuse is the REFUSE (RF) SPDU, X.225 8.3.5.
type Refuse struct {
	Common
	Identifier   References
	Disconnect   osi.Opt[TransportDisconnect] // ReleaseTransport or 0; absent means ReleaseTransport
	Requirements osi.Opt[FunctionalUnits]     // with RefusedByUser only; absent then means FUDefault
	Version      Version                      // versions implemented; 0 is absent and means Version1

	// Reason may be absent. Only RefusedByUser may come with user data. An SPDU
	// that continues a segmented one has user data and no reason.
	Reason osi.Opt[RefuseReason]
}

// RefuseReason is the first octet of the Reason Code of an RF, X.225 8.3.5.10.
type RefuseReason uint8

// The reasons; all other values are reserved.
const (
	RefusedUnspecified       RefuseReason = 0   // by the called SS-user, transient
	RefusedCongestion        RefuseReason = 1   // by the called SS-user, temporary congestion
	RefusedByUser            RefuseReason = 2   // by the called SS-user, user data may follow
	RefusedSelectorUnknown   RefuseReason = 129 // Session Selector unknown, may be persistent
	RefusedNotAttached       RefuseReason = 130 // SS-user not attached to SSAP, may be persistent
	RefusedSPMCongestion     RefuseReason = 131 // SPM congestion at connect time, transient
	RefusedVersions          RefuseReason = 132 // proposed protocol versions not supported, may be persistent
	RefusedBySPM             RefuseReason = 133 // by the SPM, may be persistent
	RefusedBySPMRestrictions RefuseReason = 134 // by the SPM, implementation restriction stated in the PICS, may be persistent
)

func (r RefuseReason) defined() bool {
	return r <= RefusedByUser || r >= RefusedSelectorUnknown && r <= RefusedBySPMRestrictions
}

// Persistent reports whether the refusal may be reported to the SS-user as persistent; all others
// are transient.
func (r RefuseReason) Persistent() bool {
	return r >= RefusedSelectorUnknown && r <= RefusedBySPMRestrictions && r != RefusedSPMCongestion
}

// String returns the meaning in short, or the number of a reserved value.
func (r RefuseReason) String() string { return text.Name(refuseNames[:], r, "reason") }

var refuseNames = [...]string{
	RefusedUnspecified:       "rejected by called SS-user",
	RefusedCongestion:        "rejected by called SS-user: temporary congestion",
	RefusedByUser:            "rejected by called SS-user with data",
	RefusedSelectorUnknown:   "session selector unknown",
	RefusedNotAttached:       "SS-user not attached to SSAP",
	RefusedSPMCongestion:     "SPM congestion at connect time",
	RefusedVersions:          "proposed protocol versions not supported",
	RefusedBySPM:             "rejected by the SPM",
	RefusedBySPMRestrictions: "implementation restriction stated in the PICS",
}

// Type returns TypeRF.
func (*Refuse) Type() Type { return TypeRF }

// String returns "RF".
func (*Refuse) String() string { return "RF" }

// Decode decodes the SPDU in b strictly. s aliases b.
func (s *Refuse) Decode(b []byte) error { return s.decode(b, nil) }

func (s *Refuse) decode(b []byte, d *Decoder) error {
	reset(s, &s.Common)
	var w walker
	w.start(TypeRF, b, d, &s.Common)
	for w.next(&s.Common) {
		switch w.par {
		case parDisconnect:
			s.Disconnect = osi.Some(TransportDisconnect(w.octet()) & ReleaseTransport)
		case parRequirements:
			s.Requirements = osi.Some(functionalUnits(w.value()))
		case parVersion:
			s.Version = w.version()
		case parReason:
			s.UserData = w.value()
		default:
			s.Identifier.set(&w)
		}
	}
	if v := s.UserData; len(v) > 0 && !s.Enclosure.continues() { // known now: the units may be out of order
		s.Reason = osi.Some(RefuseReason(v[0]))
		if s.UserData = v[1:]; len(s.UserData) == 0 {
			s.UserData = nil
		}
	}
	return w.finish(&s.Common, s.check())
}

// check checks what 8.3.5 says beyond the table.
func (s *Refuse) check() fault {
	reason := s.Reason.Value
	byUser := s.Reason.Present && reason == RefusedByUser
	switch {
	case s.Enclosure.continues():
		if s.Reason.Present { // no decoder finds one
			return unwantedFault(ruleContinuation, parReason)
		}
	case s.Reason.Present && !reason.defined():
		return newFault(ruleReason, parReason, int(reason), 0)
	case len(s.UserData) > 0 && !byUser:
		return newFault(ruleReasonData, parReason, int(reason), int(RefusedByUser))
	case s.Requirements.Present && !byUser:
		return newFault(ruleRefuseRequirements, parRequirements, int(reason), int(RefusedByUser))
	}
	return fault{}
}

// AppendBinary appends the SPDU to b.
func (s *Refuse) AppendBinary(b []byte) ([]byte, error) {
	var e encoder
	e.begin(TypeRF, b, &s.Common)
	e.identifier(&s.Identifier)
	appendOptional(&e, parDisconnect, s.Disconnect)
	e.requirements(s.Requirements)
	e.nonzero(parVersion, uint8(s.Version))
	e.enclosure()
	e.reason(s.Reason, s.UserData)
	return e.finish(parUserData, nil, s.check())
}

// reason appends the Reason Code with the data behind it.
func (e *encoder) reason(r osi.Opt[RefuseReason], data []byte) {
	if !r.Present {
		if len(data) > 0 {
			e.unit(parReason, data)
		}
		return
	}
	e.octet(parReason, uint8(r.Value))
	at := len(e.b) - 2
	e.b = append(e.b, data...)
	e.length(at)
}

// Clone returns a copy that shares no memory with s or its buffer.
func (s *Refuse) Clone() Refuse {
	return Refuse{s.clone(), s.Identifier.clone(), s.Disconnect, s.Requirements, s.Version, s.Reason}
}
