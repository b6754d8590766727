package x25

import (
	"iter"
	"slices"

	"github.com/osi-go/osi"
)

var (
	ruleHeader   = rule("header", "general format identifier", "X.25 5.1", osi.ErrTruncated, DiagTooShort)
	rulePTI      = rule("pti-missing", "packet type identifier", "X.25 5.1.4", osi.ErrTruncated, DiagTooShort)
	ruleGFI      = rule("gfi", "general format identifier", "X.25 5.1.1", osi.ErrValue, DiagInvalidGFI)
	ruleSuper    = rule("modulo-32768", "general format identifier", "X.25 5.1.1", osi.ErrUnsupported, DiagInvalidGFI)
	ruleType     = rule("pti", "packet type identifier", "X.25 5.1.4", osi.ErrUnknown, DiagUnidentifiable)
	ruleOther    = rule("packet-type", "packet type identifier", "X.25 5.1.4", osi.ErrState, DiagNotAllowed)
	ruleSender   = rule("sender", "packet type identifier", "X.25 5.1.4", osi.ErrState, DiagNotAllowed)
	ruleLCI      = rule("lci", "logical channel identifier", "X.25 5.1.2", osi.ErrValue, DiagUnassigned)
	ruleLCIZero  = rule("lci-zero", "logical channel identifier", "X.25 5.5.1", osi.ErrValue, DiagNonZeroLCI)
	ruleShort    = rule("too-short", "packet", "X.25 5", osi.ErrTruncated, DiagTooShort)
	ruleLong     = rule("too-long", "packet", "X.25 5", osi.ErrTrailing, DiagTooLong)
	ruleSequence = rule("sequence-number", "packet sequence number", "X.25 5.4.1", osi.ErrValue, DiagInvalidPR)

	ruleUserData      = rule("user-data", "user data", "X.25 5.3.1", osi.ErrLength, DiagTooLong)
	ruleInterrupt     = rule("interrupt-user-data", "interrupt user data", "X.25 5.3.2", osi.ErrLength, DiagTooLong)
	ruleInterruptNone = rule("interrupt-empty", "interrupt user data", "X.25 5.3.2", osi.ErrMissing, DiagTooShort)
	ruleCause         = rule("cause", "cause", "X.25 5.2.4", osi.ErrValue, DiagImproperCause)
	ruleNoDiagnostic  = rule("diagnostic-missing", "diagnostic code", "X.25 5.2.4", osi.ErrMissing, DiagTooShort)
	ruleExplanation   = rule("explanation", "diagnostic explanation", "X.25 5.6", osi.ErrLength, DiagTooLong)

	ruleAddressShort  = rule("address-truncated", "address block", "X.25 5.2.1", osi.ErrTruncated, DiagTooShort)
	ruleCalledLength  = rule("called-length", "called address length", "X.25 5.2.1", osi.ErrLength, DiagCalledAddress)
	ruleCallingLength = rule("calling-length", "calling address length", "X.25 5.2.1", osi.ErrLength, DiagCallingAddress)
	ruleCalled        = rule("called-address", "called address", "X.25 5.2.1.1", osi.ErrValue, DiagCalledAddress)
	ruleCalling       = rule("calling-address", "calling address", "X.25 5.2.1.1", osi.ErrValue, DiagCallingAddress)
	ruleAddressPad    = rule("address-pad", "address block", "X.25 5.2.1.1", osi.ErrValue, DiagCallingAddress)
	ruleNonZero       = rule("non-zero-address", "address block", "X.25 5.2.4", osi.ErrLength, DiagNonZeroAddress)

	ruleFacilityMissing  = rule("facility-length-missing", "facility length", "X.25 5.2.2", osi.ErrTruncated, DiagTooShort)
	ruleFacilityShort    = rule("facility-truncated", "facility field", "X.25 5.2.2", osi.ErrTruncated, DiagTooShort)
	ruleFacilityField    = rule("facility-length", "facility length", "X.25 5.2.2", osi.ErrLength, DiagFacilityLength)
	ruleFacilityOverrun  = rule("facility-overrun", "facility parameter", "X.25 7.1", osi.ErrTruncated, DiagFacilityLength)
	ruleFacilityLength   = rule("facility-parameter-length", "facility parameter", "X.25 7.2", osi.ErrLength, DiagFacilityLength)
	ruleFacilityValue    = rule("facility-parameter", "facility parameter", "X.25 7.2", osi.ErrValue, DiagFacilityParameter)
	ruleFacilityTwice    = rule("facility-duplicate", "facility code", "X.25 7.1", osi.ErrDuplicate, DiagDuplicateFacility)
	ruleFacilityPair     = rule("facility-combination", "facility code", "X.25 6", osi.ErrState, DiagFacilityCode)
	ruleFacilityReserved = rule("facility-code", "facility code", "X.25 7.1", osi.ErrUnsupported, DiagFacilityCode)
	ruleFacilityMarker   = rule("facility-marker", "facility marker", "X.25 7.1", osi.ErrValue, DiagFacilityParameter)
	ruleFacilityHere     = rule("facility-not-allowed", "facility code", "X.25 7.2", osi.ErrState, DiagFacilityCode)
	ruleDTEFacility      = rule("dte-facility", "DTE facility parameter", "X.25 Annex G", osi.ErrValue, DiagDTEFacility)
	ruleFacilityCount    = rule("facility-count", "facility field", "limit", osi.ErrLimit, DiagRejectPermanent)

	ruleCallData   = rule("call-user-data", "call user data", "X.25 5.2.2", osi.ErrLength, DiagTooLong)
	ruleCalledData = rule("called-user-data", "called user data", "X.25 5.2.3", osi.ErrLength, DiagTooLong)
	ruleClearData  = rule("clear-user-data", "clear user data", "X.25 5.2.4", osi.ErrLength, DiagTooLong)
	ruleFastData   = rule("fast-select-data", "user data", "X.25 6.16", osi.ErrState, DiagIncompatible)
	ruleRestricted = rule("restricted-response", "packet type identifier", "X.25 6.16", osi.ErrState, DiagIncompatible)
	ruleNegotiated = rule("negotiation", "flow control parameters", "X.25 6.12", osi.ErrValue, DiagFacilityParameter)
	ruleThroughput = rule("throughput-negotiation", "throughput class", "X.25 6.13", osi.ErrValue, DiagFacilityParameter)
	ruleRegLength  = rule("registration-length", "registration length", "X.25 5.7.2", osi.ErrLength, DiagFacilityLength)
	ruleRegOverrun = rule("registration-overrun", "registration element", "X.25 7.3", osi.ErrTruncated, DiagFacilityLength)
	rulePacketSize = rule("packet-size", "user data", "X.25 4.3.2", osi.ErrLength, DiagTooLong)
	rulePartial    = rule("partially-full", "M bit", "ISO/IEC 8208 6.7", osi.ErrState, DiagPartiallyFull)
	ruleQualifier  = rule("qualifier", "Q bit", "X.25 4.3.6", osi.ErrState, DiagInconsistentQ)

	ruleServiceQ         = rule("service-q", "Q bit", "X.223 12 b", osi.ErrState, DiagDisconnectPermanent)
	ruleServiceD         = rule("service-d", "D bit", "X.223 12 b", osi.ErrState, DiagDisconnectPermanent)
	ruleServiceInterrupt = rule("service-interrupt", "packet type identifier", "X.223 12 b", osi.ErrState, DiagDisconnectPermanent)
	ruleServiceMore      = rule("service-more", "M bit", "X.223 8.2.1", osi.ErrState, DiagDisconnectPermanent)
	ruleServiceCall      = rule("service-call", "throughput class", "X.223 12 a 1", osi.ErrMissing, DiagRejectPermanent)

	ruleUnitLimit   = rule("sequence-limit", "M-bit sequence", "limit", osi.ErrLimit, DiagDisconnectPermanent)
	rulePacketLimit = rule("packet-limit", "number of packets", "limit", osi.ErrLimit, DiagDisconnectPermanent)
	ruleChannels    = rule("channel-limit", "logical channels", "limit", osi.ErrLimit, DiagResource)
)

func rule(id, field, clause string, kind osi.Kind, reason Diagnostic) *osi.Rule {
	return &osi.Rule{ID: "x25." + id, Layer: osi.X25, Field: field, Clause: clause, Kind: kind, Reason: uint8(reason)}
}

var rules = [...]*osi.Rule{
	ruleHeader, rulePTI, ruleGFI, ruleSuper, ruleType, ruleOther, ruleSender, ruleLCI, ruleLCIZero, ruleShort, ruleLong,
	ruleSequence, ruleUserData, ruleInterrupt, ruleInterruptNone, ruleCause, ruleNoDiagnostic, ruleExplanation,
	ruleAddressShort, ruleCalledLength, ruleCallingLength, ruleCalled, ruleCalling, ruleAddressPad, ruleNonZero,
	ruleFacilityMissing, ruleFacilityShort, ruleFacilityField, ruleFacilityOverrun, ruleFacilityLength, ruleFacilityValue,
	ruleFacilityTwice, ruleFacilityPair, ruleFacilityReserved, ruleFacilityMarker, ruleFacilityHere, ruleDTEFacility, ruleFacilityCount,
	ruleCallData, ruleCalledData, ruleClearData, ruleFastData, ruleRestricted, ruleNegotiated, ruleThroughput,
	ruleRegLength, ruleRegOverrun, rulePacketSize, rulePartial, ruleQualifier,
	ruleServiceQ, ruleServiceD, ruleServiceInterrupt, ruleServiceMore, ruleServiceCall, ruleUnitLimit, rulePacketLimit, ruleChannels,
}

// Rules yields every rule that an error of this package can name. Reason is a
// [Diagnostic].
func Rules() iter.Seq[*osi.Rule] { return slices.Values(rules[:]) }

func fail(r *osi.Rule, t Type, off, got, want int) error {
	return &osi.Error{Rule: r, PDU: t.String(), Offset: off, Got: got, Want: want}
}
