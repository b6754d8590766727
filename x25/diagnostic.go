package x25

import "strconv"

// Diagnostic is a diagnostic code, X.25 Annex E and, from 90 on, ISO/IEC 8208 Table 14. The code of
// a group, as 10 or 20, may always stand for a specific one, and 00 for any.
type Diagnostic uint8

// The diagnostic codes of X.25.
const (
	DiagNone                  Diagnostic = 0x00
	DiagInvalidPS             Diagnostic = 0x01
	DiagInvalidPR             Diagnostic = 0x02
	DiagPacketType            Diagnostic = 0x10
	DiagStateR1               Diagnostic = 0x11
	DiagStateR2               Diagnostic = 0x12
	DiagStateR3               Diagnostic = 0x13
	DiagStateP1               Diagnostic = 0x14
	DiagStateP2               Diagnostic = 0x15
	DiagStateP3               Diagnostic = 0x16
	DiagStateP4               Diagnostic = 0x17
	DiagStateP5               Diagnostic = 0x18
	DiagStateP6               Diagnostic = 0x19
	DiagStateP7               Diagnostic = 0x1a
	DiagStateD1               Diagnostic = 0x1b
	DiagStateD2               Diagnostic = 0x1c
	DiagStateD3               Diagnostic = 0x1d
	DiagNotAllowed            Diagnostic = 0x20
	DiagUnidentifiable        Diagnostic = 0x21
	DiagOneWay                Diagnostic = 0x22
	DiagTypeOnPVC             Diagnostic = 0x23
	DiagUnassigned            Diagnostic = 0x24
	DiagNoReject              Diagnostic = 0x25
	DiagTooShort              Diagnostic = 0x26
	DiagTooLong               Diagnostic = 0x27
	DiagInvalidGFI            Diagnostic = 0x28
	DiagNonZeroLCI            Diagnostic = 0x29
	DiagIncompatible          Diagnostic = 0x2a
	DiagInterruptConfirmation Diagnostic = 0x2b
	DiagInterrupt             Diagnostic = 0x2c
	DiagReject                Diagnostic = 0x2d
	DiagTOANPI                Diagnostic = 0x2e
	DiagTimeExpired           Diagnostic = 0x30
	DiagTimeCall              Diagnostic = 0x31
	DiagTimeClear             Diagnostic = 0x32
	DiagTimeReset             Diagnostic = 0x33
	DiagTimeRestart           Diagnostic = 0x34
	DiagTimeDeflection        Diagnostic = 0x35
	DiagCallProblem           Diagnostic = 0x40
	DiagFacilityCode          Diagnostic = 0x41
	DiagFacilityParameter     Diagnostic = 0x42
	DiagCalledAddress         Diagnostic = 0x43
	DiagCallingAddress        Diagnostic = 0x44
	DiagFacilityLength        Diagnostic = 0x45
	DiagCallBarred            Diagnostic = 0x46
	DiagNoChannel             Diagnostic = 0x47
	DiagCollision             Diagnostic = 0x48
	DiagDuplicateFacility     Diagnostic = 0x49
	DiagNonZeroAddress        Diagnostic = 0x4a
	DiagNonZeroFacility       Diagnostic = 0x4b
	DiagFacilityExpected      Diagnostic = 0x4c
	DiagDTEFacility           Diagnostic = 0x4d
	DiagRedirections          Diagnostic = 0x4e
	DiagMiscellaneous         Diagnostic = 0x50
	DiagImproperCause         Diagnostic = 0x51
	DiagNotAligned            Diagnostic = 0x52
	DiagInconsistentQ         Diagnostic = 0x53
	DiagNUI                   Diagnostic = 0x54
	DiagICRD                  Diagnostic = 0x55
	DiagInternational         Diagnostic = 0x70
	DiagRemoteNetwork         Diagnostic = 0x71
	DiagInternationalProtocol Diagnostic = 0x72
	DiagLinkOutOfOrder        Diagnostic = 0x73
	DiagLinkBusy              Diagnostic = 0x74
	DiagTransitFacility       Diagnostic = 0x75
	DiagRemoteFacility        Diagnostic = 0x76
	DiagRouting               Diagnostic = 0x77
	DiagTemporaryRouting      Diagnostic = 0x78
	DiagUnknownDNIC           Diagnostic = 0x79
	DiagMaintenance           Diagnostic = 0x7a
)

// The diagnostic codes of ISO/IEC 8208. In an X.25 network these are the network's own, unless the
// cause is 00.
const (
	DiagRetransmission       Diagnostic = 0x90
	DiagTimeInterrupt        Diagnostic = 0x91
	DiagTimeData             Diagnostic = 0x92
	DiagTimeReject           Diagnostic = 0x93
	DiagDTE                  Diagnostic = 0xa0
	DiagOperational          Diagnostic = 0xa1
	DiagNotOperational       Diagnostic = 0xa2
	DiagResource             Diagnostic = 0xa3
	DiagNoFastSelect         Diagnostic = 0xa4
	DiagPartiallyFull        Diagnostic = 0xa5
	DiagNoDBit               Diagnostic = 0xa6
	DiagRegistered           Diagnostic = 0xa7
	DiagOSI                  Diagnostic = 0xe0
	DiagDisconnectTransient  Diagnostic = 0xe1
	DiagDisconnectPermanent  Diagnostic = 0xe2
	DiagRejectTransient      Diagnostic = 0xe3
	DiagRejectPermanent      Diagnostic = 0xe4
	DiagQOSTransient         Diagnostic = 0xe5
	DiagQOSPermanent         Diagnostic = 0xe6
	DiagUnreachableTransient Diagnostic = 0xe7
	DiagUnreachablePermanent Diagnostic = 0xe8
	DiagResetUnspecified     Diagnostic = 0xe9
	DiagResetCongestion      Diagnostic = 0xea
	DiagNSAPUnknown          Diagnostic = 0xeb
	DiagHigherLayer          Diagnostic = 0xf0
	DiagNormal               Diagnostic = 0xf1
	DiagAbnormal             Diagnostic = 0xf2
	DiagIncompatibleData     Diagnostic = 0xf3
	DiagUserTransient        Diagnostic = 0xf4
	DiagUserPermanent        Diagnostic = 0xf5
	DiagUserQOSTransient     Diagnostic = 0xf6
	DiagUserQOSPermanent     Diagnostic = 0xf7
	DiagUserData             Diagnostic = 0xf8
	DiagUnknownProtocol      Diagnostic = 0xf9
	DiagResynchronisation    Diagnostic = 0xfa
)

var diagnosticTexts = [256]string{
	0x00: "no additional information",
	0x01: "invalid P(S)",
	0x02: "invalid P(R)",
	0x10: "packet type invalid",
	0x11: "packet type invalid for state r1",
	0x12: "packet type invalid for state r2",
	0x13: "packet type invalid for state r3",
	0x14: "packet type invalid for state p1",
	0x15: "packet type invalid for state p2",
	0x16: "packet type invalid for state p3",
	0x17: "packet type invalid for state p4",
	0x18: "packet type invalid for state p5",
	0x19: "packet type invalid for state p6",
	0x1a: "packet type invalid for state p7",
	0x1b: "packet type invalid for state d1",
	0x1c: "packet type invalid for state d2",
	0x1d: "packet type invalid for state d3",
	0x20: "packet not allowed",
	0x21: "unidentifiable packet",
	0x22: "call on one-way logical channel",
	0x23: "invalid packet type on a PVC",
	0x24: "packet on unassigned logical channel",
	0x25: "REJECT not subscribed to",
	0x26: "packet too short",
	0x27: "packet too long",
	0x28: "invalid GFI",
	0x29: "restart/registration with non-zero LCI",
	0x2a: "packet type not compatible with facility",
	0x2b: "unauthorised interrupt confirmation",
	0x2c: "unauthorised interrupt",
	0x2d: "unauthorised reject",
	0x2e: "TOA/NPI address not subscribed",
	0x30: "time expired",
	0x31: "time expired for incoming call",
	0x32: "time expired for clear",
	0x33: "time expired for reset",
	0x34: "time expired for restart",
	0x35: "time expired for call deflection",
	0x40: "call setup/clearing/registration problem",
	0x41: "facility/registration code not allowed",
	0x42: "facility parameter not allowed",
	0x43: "invalid called address",
	0x44: "invalid calling address",
	0x45: "invalid facility/registration length",
	0x46: "incoming call barred",
	0x47: "no logical channel available",
	0x48: "call collision",
	0x49: "duplicate facility requested",
	0x4a: "non-zero address length",
	0x4b: "non-zero facility length",
	0x4c: "facility not provided when expected",
	0x4d: "invalid CCITT-specified DTE facility",
	0x4e: "max redirections/deflections exceeded",
	0x50: "miscellaneous",
	0x51: "improper cause code from DTE",
	0x52: "not octet aligned",
	0x53: "inconsistent Q-bit setting",
	0x54: "NUI problem",
	0x55: "ICRD problem",
	0x70: "international problem",
	0x71: "remote network problem",
	0x72: "international protocol problem",
	0x73: "international link out of order",
	0x74: "international link busy",
	0x75: "transit network facility problem",
	0x76: "remote network facility problem",
	0x77: "international routing problem",
	0x78: "temporary routing problem",
	0x79: "unknown called DNIC",
	0x7a: "maintenance action",
	0x90: "timer expired or retransmission count surpassed",
	0x91: "timer expired or retransmission count surpassed for INTERRUPT",
	0x92: "timer expired or retransmission count surpassed for DATA",
	0x93: "timer expired or retransmission count surpassed for REJECT",
	0xa0: "DTE-specific",
	0xa1: "DTE operational",
	0xa2: "DTE not operational",
	0xa3: "DTE resource constraint",
	0xa4: "fast select not subscribed",
	0xa5: "invalid partially-full DATA packet",
	0xa6: "D-bit procedure not supported",
	0xa7: "registration/cancellation confirmed",
	0xe0: "OSI network service problem",
	0xe1: "disconnection, transient condition",
	0xe2: "disconnection, permanent condition",
	0xe3: "connection rejection, reason unspecified, transient",
	0xe4: "connection rejection, reason unspecified, permanent",
	0xe5: "connection rejection, quality of service not available, transient",
	0xe6: "connection rejection, quality of service not available, permanent",
	0xe7: "connection rejection, NSAP unreachable, transient",
	0xe8: "connection rejection, NSAP unreachable, permanent",
	0xe9: "reset, reason unspecified",
	0xea: "reset, congestion",
	0xeb: "connection rejection, NSAP address unknown, permanent",
	0xf0: "higher layer initiated",
	0xf1: "disconnection, normal",
	0xf2: "disconnection, abnormal",
	0xf3: "disconnection, incompatible information in user data",
	0xf4: "connection rejection by user, reason unspecified, transient",
	0xf5: "connection rejection by user, reason unspecified, permanent",
	0xf6: "connection rejection by user, quality of service not available, transient",
	0xf7: "connection rejection by user, quality of service not available, permanent",
	0xf8: "connection rejection, incompatible information in user data",
	0xf9: "connection rejection, unrecognised protocol identifier",
	0xfa: "reset, user resynchronisation",
}

// String returns the meaning that the code has in ISO/IEC 8208. For a code without one it names the
// group, and for one without a group it returns "diagnostic(15)". The cause may give a code another
// meaning, see [Diagnostic.Text], so that JSON has the number.
func (d Diagnostic) String() string {
	if text := diagnosticTexts[d]; text != "" {
		return text
	}
	if text := diagnosticTexts[d&0xf0]; text != "" && d > 0x0f {
		return text + ", unspecified"
	}
	return "diagnostic(" + strconv.Itoa(int(d)) + ")"
}

// Text returns what the code means together with a cause. With cause 00 it has the meaning of
// ISO/IEC 8208, and with 80 it is the DTE's own. With any other cause a code below 80 has the
// meaning of X.25, and one from 80 on is the network's own.
func (d Diagnostic) Text(cause uint8) string {
	switch {
	case d < 0x80 && cause != 0x80, cause == 0:
		return d.String()
	case cause == 0x80:
		return "DTE's own diagnostic"
	}
	return "network specific"
}
