package x25

import (
	"fmt"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/internal/octets"
)

// FacilityCode is a facility code with its Section in the high octet.
type FacilityCode uint16

// The facilities of X.25, clauses 6 and 7.2, and the DTE facilities of Annex G. The comments name
// the method of [Facility] that returns the value.
const (
	CodeReverseCharging     FacilityCode = 0x0101 // CallOptions: reverse charging, fast select, ICRD
	CodeThroughput          FacilityCode = 0x0102 // ThroughputClasses
	CodeCUG                 FacilityCode = 0x0103 // ClosedUserGroup
	CodeChargingRequest     FacilityCode = 0x0104 // Flag
	CodeCalledModified      FacilityCode = 0x0108 // RedirectionReason
	CodeCUGOutgoing         FacilityCode = 0x0109 // ClosedUserGroup
	CodeBilateralCUG        FacilityCode = 0x0141 // ClosedUserGroup
	CodePacketSize          FacilityCode = 0x0142 // PacketSizes
	CodeWindowSize          FacilityCode = 0x0143 // WindowSizes
	CodeROA                 FacilityCode = 0x0144 // ROA
	CodeCUGExtended         FacilityCode = 0x0147 // ClosedUserGroup
	CodeCUGOutgoingExtended FacilityCode = 0x0148 // ClosedUserGroup
	CodeTransitDelay        FacilityCode = 0x0149 // TransitDelay
	CodeThroughputExtended  FacilityCode = 0x014c // ThroughputClasses
	CodeCallDuration        FacilityCode = 0x01c1 // CallDuration
	CodeSegmentCount        FacilityCode = 0x01c2 // Segments
	CodeRedirection         FacilityCode = 0x01c3 // Redirection
	CodeROAExtended         FacilityCode = 0x01c4 // ROA
	CodeMonetaryUnit        FacilityCode = 0x01c5 // the network's octets
	CodeNUI                 FacilityCode = 0x01c6 // the network's octets
	CodeDeflection          FacilityCode = 0x01d1 // Redirection

	CodeMinimumThroughput         FacilityCode = 0x0f0a // ThroughputClasses
	CodeExpedited                 FacilityCode = 0x0f0b // Flag
	CodeMinimumThroughputExtended FacilityCode = 0x0f4d // ThroughputClasses
	CodeCalledExtension           FacilityCode = 0x0fc9 // AddressExtension
	CodeEndToEndDelay             FacilityCode = 0x0fca // EndToEndDelay
	CodeCallingExtension          FacilityCode = 0x0fcb // AddressExtension
	CodePriority                  FacilityCode = 0x0fd2 // Priority
	CodeProtection                FacilityCode = 0x0fd3 // Protection
)

// The packets that a facility may stand in: R call request, I incoming call, A call accepted, N
// call connected, Q clear request, D clear indication, K DCE clear confirmation.
const (
	inR = 1 << iota
	inI
	inA
	inN
	inQ
	inD
	inK
)

var facilities = [...]struct {
	code FacilityCode
	name string
	in   uint8
}{
	{CodeReverseCharging, "reverse charging, fast select, ICRD", inR | inI},
	{CodeThroughput, "throughput class negotiation", inR | inI | inA | inN},
	{CodeCUG, "closed user group selection", inR | inI},
	{CodeChargingRequest, "charging information request", inR | inA},
	{CodeCalledModified, "called line address modified notification", inA | inN | inQ | inD},
	{CodeCUGOutgoing, "closed user group with outgoing access selection", inR | inI},
	{CodeBilateralCUG, "bilateral closed user group selection", inR | inI},
	{CodePacketSize, "packet size", inR | inI | inA | inN},
	{CodeWindowSize, "window size", inR | inI | inA | inN},
	{CodeROA, "ROA selection", inR},
	{CodeCUGExtended, "closed user group selection, extended", inR | inI},
	{CodeCUGOutgoingExtended, "closed user group with outgoing access selection, extended", inR | inI},
	{CodeTransitDelay, "transit delay selection and indication", inR | inI | inN},
	{CodeThroughputExtended, "throughput class negotiation, extended", inR | inI | inA | inN},
	{CodeCallDuration, "charging information, call duration", inD | inK},
	{CodeSegmentCount, "charging information, segment count", inD | inK},
	{CodeRedirection, "call redirection or deflection notification", inI},
	{CodeROAExtended, "ROA selection, extended", inR},
	{CodeMonetaryUnit, "charging information, monetary unit", inD | inK},
	{CodeNUI, "NUI selection", inR | inA},
	{CodeDeflection, "call deflection selection", inQ},

	{CodeMinimumThroughput, "minimum throughput class", inR | inI},
	{CodeExpedited, "expedited data negotiation", inR | inI | inA | inN},
	{CodeMinimumThroughputExtended, "minimum throughput class, extended", inR | inI},
	{CodeCalledExtension, "called address extension", inR | inI | inA | inN | inQ | inD},
	{CodeEndToEndDelay, "end-to-end transit delay", inR | inI | inA | inN},
	{CodeCallingExtension, "calling address extension", inR | inI},
	{CodePriority, "priority", inR | inI | inA | inN},
	{CodeProtection, "protection", inR | inI | inA | inN},
}

var markerNames = [...]string{
	SectionCallingNetwork: "calling network marker",
	SectionDTE:            "DTE marker",
	SectionCalledNetwork:  "called network marker",
}

// String returns the standard's name, "packet size"; "DTE facility 42" for a code without one, and
// "DTE marker" for a marker.
func (c FacilityCode) String() string {
	for i := range facilities {
		if facilities[i].code == c {
			return facilities[i].name
		}
	}
	section := Section(octets.Low8(uint64(c >> 8)))
	if c&0xff == 0 {
		if name := markerNames[section]; name != "" {
			return name
		}
		return section.String() + " marker"
	}
	return fmt.Sprintf("%s facility %02x", section, uint8(c&0xff))
}

// Known reports whether the code has a name.
func (c FacilityCode) Known() bool {
	for i := range facilities {
		if facilities[i].code == c {
			return true
		}
	}
	return false
}

// Permitted checks that X.25 clause 7.2 allows every facility of the field in a packet of type t
// from s. Those of the networks are not checked. An unknown code is an error in the section of
// X.25, with diagnostic 41, but not in that of the DTE. The decoders do not check this, since the
// facilities that a DTE may use are a matter of subscription. An error is of kind [osi.ErrState]
// or, for a broken field, [osi.ErrTruncated]. Its offset counts in the field.
func (f FacilityField) Permitted(t Type, s osi.Side) error {
	allowed := packetSet(t, s)
	for e, err := range f.All() {
		if err != nil {
			return osi.Rebase(err, t.String(), 0)
		}
		if e.IsMarker() || e.Section != SectionX25 && e.Section != SectionDTE {
			continue
		}
		in := uint8(0)
		if e.Section == SectionDTE && !e.Code().Known() {
			in = allowed
		}
		for i := range facilities {
			if facilities[i].code == e.Code() {
				in = facilities[i].in
			}
		}
		if in&allowed == 0 {
			return fail(ruleFacilityHere, t, e.Offset, int(e.Octet), 0)
		}
	}
	return nil
}

// packetsOf has the packets of each type; no other type has facilities.
var packetsOf = [256]uint8{TypeCallRequest: inR | inI, TypeCallAccepted: inA | inN, TypeClearRequest: inQ | inD, TypeClearConfirmation: inK}

func packetSet(t Type, s osi.Side) uint8 {
	set := packetsOf[t]
	switch s {
	case osi.DTE:
		set &= inR | inA | inQ
	case osi.DCE:
		set &= inI | inN | inD | inK
	case osi.AnySide, osi.OverXOT:
	}
	return set
}
