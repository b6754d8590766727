package transport

import (
	"iter"
	"slices"

	"github.com/osi-go/osi"
)

// Reject causes of the ER TPDU, X.224 13.12.3: the Reason of a Rule.
const (
	reasonParameterCode  = 1
	reasonType           = 2
	reasonParameterValue = 3
)

var (
	ruleTPKTHeader   = &osi.Rule{ID: "tpkt.header", Layer: osi.TPKT, Field: "packet header", Clause: "RFC 1006 6", Kind: osi.ErrTruncated}
	ruleTPKTVersion  = &osi.Rule{ID: "tpkt.version", Layer: osi.TPKT, Field: "vrsn", Clause: "RFC 1006 6", Kind: osi.ErrValue}
	ruleTPKTReserved = &osi.Rule{ID: "tpkt.reserved", Layer: osi.TPKT, Field: "reserved", Clause: "RFC 1006 6", Kind: osi.ErrValue}
	ruleTPKTLength   = &osi.Rule{ID: "tpkt.length", Layer: osi.TPKT, Field: "packet length", Clause: "RFC 1006 6", Kind: osi.ErrLength}
	ruleTPKTShort    = &osi.Rule{ID: "tpkt.truncated", Layer: osi.TPKT, Field: "packet", Clause: "RFC 1006 6", Kind: osi.ErrTruncated}
	ruleTPKTTrailing = &osi.Rule{ID: "tpkt.trailing", Layer: osi.TPKT, Field: "packet", Clause: "RFC 1006 6", Kind: osi.ErrTrailing}
	ruleTPKTLimit    = &osi.Rule{ID: "tpkt.limit", Layer: osi.TPKT, Field: "packet length", Clause: "limit", Kind: osi.ErrLimit}

	ruleEmpty         = rule("empty", "TPDU", "X.224 13.2", osi.ErrTruncated, 0)
	ruleLI            = rule("li", "length indicator", "X.224 13.2.1", osi.ErrLength, 0)
	ruleHeader        = rule("header", "header", "X.224 13.2.1", osi.ErrTruncated, 0)
	ruleFixed         = rule("fixed-part", "length indicator", "X.224 13.2.2.1", osi.ErrLength, 0)
	ruleNoVariable    = rule("no-variable-part", "length indicator", "X.224 13.7.1", osi.ErrLength, 0)
	ruleRJVariable    = rule("rj-variable-part", "length indicator", "X.224 13.11.4", osi.ErrLength, 0)
	ruleTrailing      = rule("trailing", "TPDU", "X.224 13.2", osi.ErrTrailing, 0)
	ruleCode          = rule("code", "TPDU code", "X.224 13.1", osi.ErrUnknown, reasonType)
	ruleClass         = rule("class", "TPDU code", "X.224 13.1 Table 8", osi.ErrState, reasonType)
	ruleConcatenation = rule("concatenation", "DST-REF", "X.224 6.4.2", osi.ErrDuplicate, 0)
	ruleTPDULimit     = rule("tpdu-limit", "TPDU", "limit", osi.ErrLimit, 0)

	ruleParameter       = rule("parameter", "parameter", "X.224 13.2.3", osi.ErrTruncated, 0)
	ruleParameterCode   = rule("parameter-code", "parameter code", "X.224 13.2.3", osi.ErrUnknown, reasonParameterCode)
	ruleParameterLength = rule("parameter-length", "parameter length indication", "X.224 13.2.3", osi.ErrLength, reasonParameterValue)

	ruleDstRef         = rule("dst-ref", "DST-REF", "X.224 13.3.3", osi.ErrValue, reasonParameterValue)
	ruleSrcRef         = rule("src-ref", "SRC-REF", "X.224 6.5.4", osi.ErrValue, reasonParameterValue)
	ruleCredit         = rule("credit", "CDT", "X.224 13.1 Table 8", osi.ErrValue, reasonParameterValue)
	ruleClassOption    = rule("class-option", "class and option", "X.224 13.3.3", osi.ErrValue, reasonParameterValue)
	ruleFlowControl    = rule("flow-control", "class and option", "X.224 6.5.4", osi.ErrValue, reasonParameterValue)
	ruleTPDUSize       = rule("tpdu-size", "TPDU size", "X.224 13.3.4 b", osi.ErrValue, reasonParameterValue)
	ruleClass0Size     = rule("class0-tpdu-size", "TPDU size", "X.224 13.3.4 b", osi.ErrValue, reasonParameterValue)
	rulePreferredSize  = rule("preferred-tpdu-size", "preferred maximum TPDU size", "X.224 13.3.4 c", osi.ErrValue, reasonParameterValue)
	ruleVersion        = rule("version", "version number", "X.224 13.3.4 d", osi.ErrValue, reasonParameterValue)
	ruleAlternative    = rule("alternative-class", "alternative protocol classes", "X.224 6.5.4 Table 3", osi.ErrValue, reasonParameterValue)
	ruleOptions        = rule("options", "additional option selection", "X.224 13.3.4 g", osi.ErrValue, reasonParameterValue)
	ruleBothSizes      = rule("both-tpdu-sizes", "TPDU size", "X.224 6.5.4", osi.ErrValue, reasonParameterValue)
	ruleClassParameter = rule("class-parameter", "parameter code", "X.224 13.2.3", osi.ErrUnknown, reasonParameterCode)
	ruleClass0Data     = rule("class0-user-data", "user data", "X.224 13.3.5", osi.ErrLength, 0)
	ruleUserData       = rule("user-data", "user data", "X.224 13.3.5", osi.ErrLength, 0)
	ruleCRLength       = rule("cr-length", "TPDU", "X.224 13.3", osi.ErrLength, 0)

	ruleDisconnectData = rule("disconnect-user-data", "user data", "X.224 13.5.5", osi.ErrLength, 0)
	ruleRefusalLength  = rule("refusal-length", "TPDU", "X.224 13.5.4", osi.ErrLength, 0)

	ruleChecksum        = rule("checksum", "checksum", "X.224 6.17.3", osi.ErrEncoding, 0)
	ruleChecksumMissing = rule("checksum-missing", "checksum", "X.224 13.2.3.1", osi.ErrMissing, 0)

	ruleNumber       = rule("class0-number", "TPDU-NR", "X.224 13.7.3", osi.ErrValue, reasonParameterValue)
	ruleEmptySegment = rule("empty-segment", "user data", "X.224 6.3.3", osi.ErrLength, 0)
	ruleEOT          = rule("expedited-eot", "EOT", "X.224 13.8.3", osi.ErrValue, reasonParameterValue)
	ruleExpedited    = rule("expedited-user-data", "user data", "X.224 13.8.5", osi.ErrLength, 0)
	ruleSequence     = rule("sequence-number", "YR-TU-NR", "X.224 13.9.3", osi.ErrValue, reasonParameterValue)
	ruleEdges        = rule("selective-ack", "selective acknowledgement parameters", "X.224 13.9.4", osi.ErrValue, reasonParameterValue)
	ruleWindowEdge   = rule("flow-control-confirmation", "flow control confirmation", "X.224 13.9.4", osi.ErrValue, reasonParameterValue)
	ruleEDNumber     = rule("expedited-number", "ED-TPDU-NR", "X.224 13.7.4", osi.ErrValue, reasonParameterValue)
	ruleInvalidTPDU  = rule("invalid-tpdu", "invalid TPDU", "X.224 13.12.4", osi.ErrMissing, 0)

	ruleUseNetwork = rule("use-network", "UN TPDU", "X.264 7", osi.ErrValue, 0)
	ruleProtocol   = rule("protocol-identifier", "PRT-ID", "X.264 7", osi.ErrUnknown, 0)

	ruleConfirmRef        = rule("confirm-reference", "DST-REF", "X.224 6.5.4", osi.ErrValue, reasonParameterValue)
	ruleConfirmClass      = rule("confirm-class", "class and option", "X.224 6.5.4 Table 3", osi.ErrValue, reasonParameterValue)
	ruleConfirmFormat     = rule("confirm-format", "class and option", "X.224 6.5.4 Table 4", osi.ErrValue, reasonParameterValue)
	ruleConfirmSize       = rule("confirm-tpdu-size", "TPDU size", "X.224 6.5.4", osi.ErrValue, reasonParameterValue)
	ruleConfirmPreferred  = rule("confirm-preferred-size", "preferred maximum TPDU size", "X.224 6.5.4", osi.ErrValue, reasonParameterValue)
	ruleConfirmInactivity = rule("confirm-inactivity-time", "inactivity time", "X.224 6.5.4", osi.ErrValue, reasonParameterValue)
	ruleConfirmOption     = rule("confirm-option", "additional option selection", "X.224 6.5.4 Table 4", osi.ErrValue, reasonParameterValue)

	ruleTSDULimit    = rule("tsdu-limit", "TSDU", "limit", osi.ErrLimit, 0)
	ruleSegmentLimit = rule("segment-limit", "number of DT TPDUs", "limit", osi.ErrLimit, 0)
)

// confirmRules are those of a CC that can be decoded, and disagrees with its CR.
var confirmRules = [...]*osi.Rule{
	ruleConfirmRef, ruleConfirmClass, ruleConfirmFormat, ruleConfirmSize, ruleConfirmPreferred, ruleConfirmInactivity, ruleConfirmOption,
}

func rule(id, field, clause string, kind osi.Kind, reason uint8) *osi.Rule {
	return &osi.Rule{ID: "transport." + id, Layer: osi.Transport, Field: field, Clause: clause, Kind: kind, Reason: reason}
}

var rules = [...]*osi.Rule{
	ruleTPKTHeader, ruleTPKTVersion, ruleTPKTReserved, ruleTPKTLength, ruleTPKTShort,
	ruleTPKTTrailing, ruleTPKTLimit, ruleEmpty, ruleLI, ruleHeader, ruleFixed, ruleNoVariable,
	ruleRJVariable, ruleTrailing, ruleCode, ruleClass, ruleConcatenation, ruleTPDULimit,
	ruleParameter, ruleParameterCode, ruleParameterLength, ruleDstRef, ruleSrcRef, ruleCredit,
	ruleClassOption, ruleFlowControl, ruleTPDUSize, ruleClass0Size, rulePreferredSize, ruleVersion,
	ruleAlternative, ruleOptions, ruleBothSizes, ruleClassParameter, ruleClass0Data, ruleUserData,
	ruleCRLength, ruleDisconnectData, ruleRefusalLength, ruleChecksum, ruleChecksumMissing,
	ruleNumber, ruleEmptySegment, ruleEOT, ruleExpedited, ruleSequence, ruleEdges, ruleWindowEdge,
	ruleEDNumber, ruleInvalidTPDU, ruleUseNetwork, ruleProtocol, ruleConfirmRef, ruleConfirmClass,
	ruleConfirmFormat, ruleConfirmSize, ruleConfirmPreferred, ruleConfirmInactivity,
	ruleConfirmOption, ruleTSDULimit, ruleSegmentLimit,
}

// Rules yields every rule that an error of this package can name. For TPDU
// rules Reason is the reject cause of an ER TPDU, X.224 13.12.3.
func Rules() iter.Seq[*osi.Rule] { return slices.Values(rules[:]) }

func fail(r *osi.Rule, pdu string, off, got, want int) error {
	return &osi.Error{Rule: r, PDU: pdu, Offset: off, Got: got, Want: want}
}
