package session

import (
	"iter"
	"slices"

	"github.com/osi-go/osi"
)

var (
	ruleHeader      = rule("header", "SI and LI", "X.225 8.2.1", osi.ErrTruncated)
	ruleSI          = rule("si", "SPDU identifier", "X.225 8.3", osi.ErrUnknown)
	ruleLI          = rule("li", "length indicator", "X.225 8.2.5", osi.ErrLength)
	ruleLIForm      = rule("li-form", "length indicator", "X.225 8.2.5", osi.ErrEncoding)
	ruleTrailing    = rule("trailing", "SPDU", "X.225 8.2.1", osi.ErrTrailing)
	ruleUnitHeader  = rule("unit-header", "parameter field", "X.225 8.2.3", osi.ErrTruncated)
	ruleUnitLI      = rule("unit-li", "length indicator", "X.225 8.2.5", osi.ErrLength)
	ruleOrder       = rule("order", "order of units", "X.225 8.2.6", osi.ErrOrder)
	ruleDuplicate   = rule("duplicate", "parameter", "X.225 8.2.6", osi.ErrDuplicate)
	ruleMisplaced   = rule("misplaced", "parameter", "X.225 8.3", osi.ErrUnknown)
	ruleMissing     = rule("missing", "mandatory parameter", "X.225 8.2.6", osi.ErrMissing)
	ruleValueLength = rule("value-length", "parameter value", "X.225 8.3", osi.ErrLength)
	ruleUnits       = rule("units-limit", "number of parameters", "limit", osi.ErrLimit)
	ruleSPDULength  = rule("spdu-length", "SPDU", "X.225 8.2.5", osi.ErrLength)

	ruleSerial          = rule("serial", "Serial Number", "X.225 8.3.1.10", osi.ErrValue)
	ruleUpperLimit      = rule("upper-limit", "Upper Limit Serial Number", "X.225 8.3.1.13, 8.3.4.13", osi.ErrValue)
	ruleSerialRange     = rule("serial-range", "Large Initial Serial Number", "X.225 8.3.1.10", osi.ErrLength)
	ruleNested          = rule("nested", "Nested Connection Identifier", "X.225 Amd.2 8.3.1.19 ter", osi.ErrValue)
	ruleNestedParent    = rule("nested-parent", "Parent Nested Connection Identifier", "X.225 Amd.2 8.3.1.19 bis", osi.ErrState)
	ruleNestedSelector  = rule("nested-selector", "Session Selector", "X.225 Amd.2 7.1.1", osi.ErrState)
	ruleReserved        = rule("reserved", "reserved bits", "X.225 8.2.7", osi.ErrValue)
	ruleIgnored         = rule("ignored", "unit that is not ignored", "X.225 A.4.3.1.1", osi.ErrValue)
	ruleSerialChoice    = rule("serial-choice", "Initial Serial Number", "X.225 8.3.1.10, 8.3.1.12, 8.3.4.10, 8.3.4.12", osi.ErrState)
	ruleLargeSerial     = rule("large-serial", "Large Initial Serial Number", "X.225 8.3.1.14, 8.3.1.15, 8.3.4.14, 8.3.4.15", osi.ErrState)
	ruleVersion         = withRefuseReason(RefusedVersions, rule("version", "Version Number", "X.225 8.3.1.9", osi.ErrValue))
	ruleOverflowVersion = rule("overflow-version", "Version Number", "X.225 8.3.2.4", osi.ErrValue)
	ruleTokenSetting    = rule("token-setting", "Token Setting Item", "X.225 8.3.1.11", osi.ErrValue)
	ruleAcceptTokens    = rule("accept-token-setting", "Token Setting Item", "X.225 8.3.4.11", osi.ErrValue)
	ruleRequirements    = rule("requirements", "Session User Requirements", "X.225 8.3.1.16", osi.ErrValue)
	ruleAcceptUnits     = rule("accept-requirements", "Session User Requirements", "X.225 8.3.4.17", osi.ErrValue)
	ruleOverflow        = rule("data-overflow", "Data Overflow", "X.225 8.3.1.19", osi.ErrValue)
	ruleOverflowData    = rule("overflow-data", "Extended User Data", "X.225 7.1.1", osi.ErrLength)
	ruleConnectData     = rule("connect-user-data", "User Data", "X.225 7.1.1", osi.ErrLength)
	ruleExtended        = rule("extended-user-data", "Extended User Data", "X.225 7.1.1", osi.ErrLength)
	ruleUserDataChoice  = rule("user-data-choice", "Extended User Data", "X.225 8.3.1.21", osi.ErrState)
	ruleExtendedVersion = rule("extended-version", "Version Number", "X.225 8.3.1.21", osi.ErrState)

	ruleReason              = rule("refuse-reason", "Reason Code", "X.225 8.3.5.10", osi.ErrValue)
	ruleReasonData          = rule("refuse-user-data", "Reason Code", "X.225 8.3.5.10", osi.ErrState)
	ruleRefuseRequirements  = rule("refuse-requirements", "Session User Requirements", "X.225 8.3.5.7", osi.ErrState)
	ruleReflect             = rule("reflect", "Reflect Parameter Values", "X.225 8.3.9.5", osi.ErrState)
	ruleAbortData           = rule("abort-user-data", "User Data", "X.225 8.3.9.6", osi.ErrState)
	ruleExceptionReason     = rule("exception-reason", "Reason Code", "X.225 8.3.28.4, 8.3.31.4, 8.3.33.4", osi.ErrValue)
	ruleReflectSegment      = rule("reflect-segment", "Reflect Parameter Values", "X.225 7.9.1.2", osi.ErrState)
	ruleEnclosure           = rule("enclosure", "Enclosure Item", "X.225 8.3.4.18", osi.ErrValue)
	ruleExpeditedEnclosure  = rule("expedited-enclosure", "Enclosure Item", "X.225 Amd.2 7.12.1.2", osi.ErrValue)
	ruleExpeditedSegment    = rule("expedited-segment", "user information field", "X.225 Amd.2 7.12.1.2", osi.ErrLength)
	ruleUnit                = rule("unselected", "SPDU identifier", "X.225 5.6 Table 3", osi.ErrState)
	ruleNestedUnit          = rule("nested-unselected", "Nested Connection Identifier", "X.225 Amd.2 5.6.15", osi.ErrState)
	ruleTokenAvailable      = rule("token-unavailable", "Token Item", "X.225 8.3.16.3, 8.3.17.3", osi.ErrState)
	ruleSeparation          = rule("data-separation", "Sync Type Item", "X.225 5.6.10", osi.ErrState)
	ruleResyncTokens        = rule("resync-token-setting", "Token Setting Item", "X.225 8.3.24.4, 8.3.25.4", osi.ErrValue)
	ruleResyncTokensMissing = rule("resync-tokens-missing", "Token Setting Item", "X.225 8.3.24.4, 8.3.25.4", osi.ErrMissing)
	ruleSymmetricAck        = rule("major-ack-symmetric", "Serial Number", "X.225 8.3.23.4, 8.3.23.5", osi.ErrState)
	ruleSymmetricResync     = rule("resync-symmetric", "Second Resync Type", "X.225 8.3.24.7, 8.3.24.8", osi.ErrState)
	ruleSymmetricResyncAck  = rule("resync-ack-symmetric", "Resync Type", "X.225 8.3.25.5, 8.3.25.7, 8.3.25.8", osi.ErrState)
	ruleSymmetricPrepare    = rule("prepare-symmetric", "Resync Type", "X.225 8.3.26.4, 8.3.26.5", osi.ErrState)
	ruleSymmetricResume     = rule("resume-symmetric", "Second Serial Number", "X.225 8.3.30.10", osi.ErrState)
	ruleSymmetricMissing    = rule("symmetric-missing", "Serial Number", "X.225 7.24.1, 7.24.3.1, 7.25.1, 7.30.2, 8.3.23.4, 8.3.23.5, 8.3.24.5, 8.3.24.6, 8.3.25.6", osi.ErrMissing)

	ruleFlow               = rule("flow", "SPDU identifier", "X.225 6.4.3", osi.ErrState)
	ruleExpeditedAbort     = rule("expedited-abort", "Enclosure Item", "X.225 8.3.9.6", osi.ErrState)
	ruleExpeditedAbortData = rule("expedited-abort-data", "User Data", "X.225 8.3.9.6", osi.ErrLength)
	ruleExpeditedSize      = rule("expedited-size", "SPDU", "X.225 6.3.5", osi.ErrLength)
	ruleEnclosureData      = rule("enclosure-user-data", "User Data", "X.225 8.3.3.4, 8.3.4.21, 8.4.2.1.4, 8.4.2.2.4, 8.4.2.3.4", osi.ErrMissing)
	ruleOverflowEnclosure  = rule("overflow-enclosure", "Enclosure Item", "X.225 8.3.3.3", osi.ErrValue)
	ruleContinuation       = rule("continuation", "parameter", "X.225 8.4.2.1.2, 8.4.2.2.2, 8.4.2.3.2", osi.ErrUnknown)
	ruleUserInformation    = rule("user-information", "user information field", "X.225 8.3.11.4, 8.3.13.4", osi.ErrMissing)
	ruleExpedited          = rule("expedited-length", "user information field", "X.225 8.3.12.2 Table 21", osi.ErrLength)
	ruleTokenItem          = rule("token-item", "Token Item", "X.225 8.3.16.3, 8.3.17.3", osi.ErrValue)
	ruleTokenData          = rule("token-user-data", "User Data", "X.225 8.3.16.5, 8.3.17.5", osi.ErrState)
	ruleSyncType           = rule("sync-type", "Sync Type Item", "X.225 8.3.20.3", osi.ErrValue)
	ruleMajorSyncType      = rule("major-sync-type", "Sync Type Item", "X.225 8.3.22.3", osi.ErrValue)
	ruleMajorSerial        = rule("major-ack-serial", "Serial Number", "X.225 8.3.23.4, 8.3.23.5", osi.ErrMissing)
	ruleBothSerials        = rule("major-ack-serials", "Second Serial Number", "X.225 8.3.23.4, 8.3.23.5", osi.ErrState)
	ruleResyncType         = rule("resync-type", "Resync Type", "X.225 8.3.24.5", osi.ErrValue)
	rulePrepareType        = rule("prepare-type", "Prepare Type", "X.225 8.3.26.3", osi.ErrValue)
	rulePrepareUnit        = rule("prepare-unit", "Prepare Type", "X.225 8.3.26.3", osi.ErrState)
	rulePrepareResync      = rule("prepare-resync-type", "Resync Type", "X.225 8.3.26.4, 8.3.26.5", osi.ErrState)

	ruleVersion1Data      = rule("version1-user-data", "User Data", "X.225 Annex D", osi.ErrLength)
	ruleVersion1Enclosure = rule("version1-enclosure", "Enclosure Item", "X.225 8.3.4.18", osi.ErrState)

	ruleVersion1Overflow = rule("version1-overflow", "SPDU identifier", "X.225 7.2, 7.3", osi.ErrState)

	ruleShortParameter = rule("short-parameter", "parameter indication", "X.225 8.5.2", osi.ErrEncoding)
	ruleShortSummary   = rule("short-summary", "Connection Summary", "X.225 8.6.1.9", osi.ErrTruncated)
	ruleShortContext   = rule("short-context", "Upper-Layer Context Identifier", "X.225 8.6.1.9", osi.ErrValue)
	ruleShortResponse  = rule("short-response", "Summary-response", "X.225 8.6.5.7", osi.ErrState)
	ruleShortData      = rule("short-user-information", "user information field", "X.225 8.6.8.4", osi.ErrTruncated)
	ruleShortAbort     = rule("short-abort", "user information field", "X.225 8.6.9.8", osi.ErrTrailing)
	ruleShortLength    = rule("short-abort-length", "user information field", "X.225 7.47.2", osi.ErrLength)
	ruleShortSpecial   = rule("short-special", "Special User-data", "X.225 8.5.3", osi.ErrValue)
	ruleShortOption    = rule("short-option", "SPDU identifier", "X.225 8.6.8", osi.ErrState)

	ruleEmptyTSDU       = rule("empty-tsdu", "TSDU", "X.225 8.1", osi.ErrTruncated)
	ruleCategory2       = rule("category2", "concatenation", "X.225 6.3.7 Table 6", osi.ErrState)
	ruleConcatenation   = rule("concatenation", "concatenation", "X.225 6.3.7 Table 7", osi.ErrState)
	ruleExtendedConcat  = rule("extended-concatenation", "extended concatenation", "X.225 6.3.7 Table 8", osi.ErrState)
	ruleCategory0Data   = rule("category0-user-data", "User Data", "X.225 6.3.7 Table 7", osi.ErrState)
	ruleCategory0Tokens = rule("category0-tokens", "Token Item", "X.225 6.3.7 Table 7", osi.ErrState)
	ruleLoneCategory0   = rule("lone-category0", "Token Item", "X.225 8.3.16.6, 8.3.17.6", osi.ErrMissing)
	ruleSPDUs           = rule("spdus-limit", "number of SPDUs", "limit", osi.ErrLimit)
	ruleConnectionless  = rule("connectionless", "SPDU identifier", "X.235 7.1", osi.ErrState)

	ruleSegment      = rule("segment", "Enclosure Item", "X.225 7.37", osi.ErrState)
	ruleInterrupted  = rule("interrupted", "segmented SSDU", "X.225 7.11.3", osi.ErrState)
	ruleSequence     = rule("sequence", "segmented SSDU", "X.225 7.37.3", osi.ErrState)
	ruleSegmenting   = rule("segmenting", "SPDU", "X.225 6.3.5", osi.ErrLength)
	ruleSSDULimit    = rule("ssdu-limit", "SSDU", "limit", osi.ErrLimit)
	ruleSegmentLimit = rule("segment-limit", "number of segments", "limit", osi.ErrLimit)

	ruleNegotiateUnits   = rule("negotiate-requirements", "Session User Requirements", "X.225 5.8.1", osi.ErrState)
	ruleNegotiateVersion = withRefuseReason(RefusedVersions, rule("negotiate-version", "Version Number", "X.225 5.8.5", osi.ErrState))
	ruleNegotiateSerial  = rule("negotiate-serial", "Initial Serial Number", "X.225 5.8.3, 5.8.4", osi.ErrState)
	ruleNegotiateSegment = rule("negotiate-segment", "Enclosure Item", "X.225 8.4.2.1.2", osi.ErrState)
	ruleSelectedUnits    = rule("selected-units", "Session User Requirements", "X.225 5.6.10", osi.ErrState)
	ruleOverflowPhase    = rule("overflow-phase", "SPDU identifier", "X.225 7.1.2, 7.1.3, 7.2", osi.ErrState)
	ruleOverflowAccept   = rule("overflow-accept-version", "Version Number", "X.225 8.3.4.9", osi.ErrState)
	ruleOverflowSize     = rule("overflow-accept-size", "TSDU Maximum Size", "X.225 8.3.4.8", osi.ErrState)
	ruleOverflowRefusal  = rule("overflow-refuse-version", "Version Number", "X.225 8.3.5.8", osi.ErrState)
	ruleNegotiateTokens  = rule("negotiate-tokens", "Token Setting Item", "X.225 8.3.4.11", osi.ErrState)
)

func rule(id, field, clause string, kind osi.Kind) *osi.Rule {
	return &osi.Rule{ID: "session." + id, Layer: osi.Session, Field: field, Clause: clause, Kind: kind}
}

// withRefuseReason gives r the reason with which an RF answers a CN that breaks it.
func withRefuseReason(reason RefuseReason, r *osi.Rule) *osi.Rule {
	r.Reason = uint8(reason)
	return r
}

var rules = [...]*osi.Rule{
	ruleHeader, ruleSI, ruleLI, ruleLIForm, ruleTrailing, ruleUnitHeader, ruleUnitLI, ruleOrder, ruleDuplicate, ruleMisplaced,
	ruleMissing, ruleValueLength, ruleUnits, ruleSPDULength,
	ruleSerial, ruleUpperLimit, ruleSerialChoice, ruleLargeSerial, ruleVersion, ruleOverflowVersion, ruleTokenSetting, ruleAcceptTokens,
	ruleRequirements, ruleAcceptUnits, ruleOverflow, ruleOverflowData, ruleConnectData, ruleExtended, ruleUserDataChoice, ruleExtendedVersion,
	ruleReason, ruleReasonData, ruleRefuseRequirements, ruleReflect, ruleAbortData, ruleExceptionReason, ruleEnclosureData, ruleOverflowEnclosure,
	ruleContinuation, ruleUserInformation, ruleExpedited, ruleTokenItem, ruleTokenData, ruleSyncType, ruleMajorSyncType,
	ruleMajorSerial, ruleBothSerials, ruleResyncType, rulePrepareType, rulePrepareUnit, rulePrepareResync,
	ruleVersion1Data, ruleVersion1Enclosure, ruleVersion1Overflow,
	ruleSerialRange, ruleNested, ruleNestedParent, ruleNestedSelector, ruleReserved, ruleIgnored,
	ruleUnit, ruleNestedUnit, ruleTokenAvailable, ruleSeparation, ruleResyncTokens, ruleResyncTokensMissing, ruleSymmetricAck, ruleSymmetricResync,
	ruleSymmetricResyncAck, ruleSymmetricPrepare, ruleSymmetricResume, ruleSymmetricMissing,
	ruleFlow, ruleExpeditedAbort, ruleExpeditedAbortData, ruleExpeditedSize,
	ruleReflectSegment, ruleEnclosure, ruleExpeditedEnclosure, ruleExpeditedSegment,
	ruleShortParameter, ruleShortSummary, ruleShortContext, ruleShortResponse, ruleShortData, ruleShortAbort, ruleShortLength, ruleShortSpecial, ruleShortOption,
	ruleEmptyTSDU, ruleCategory2, ruleConcatenation, ruleExtendedConcat, ruleCategory0Data, ruleCategory0Tokens, ruleLoneCategory0,
	ruleSPDUs, ruleConnectionless,
	ruleSegment, ruleInterrupted, ruleSequence, ruleSegmenting, ruleSSDULimit, ruleSegmentLimit,
	ruleNegotiateSegment, ruleSelectedUnits, ruleOverflowPhase, ruleOverflowAccept, ruleOverflowSize, ruleOverflowRefusal,
	ruleNegotiateUnits, ruleNegotiateVersion, ruleNegotiateSerial, ruleNegotiateTokens,
}

// Rules yields every rule that an error of this package can name.
func Rules() iter.Seq[*osi.Rule] { return slices.Values(rules[:]) }

func fail(r *osi.Rule, t Type, off, got, want int) error {
	return &osi.Error{Rule: r, PDU: t.String(), Offset: off, Got: got, Want: want}
}
