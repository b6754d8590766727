package x25

import (
	"strconv"

	"github.com/osi-go/osi/internal/text"
)

// ClearCause is the clearing cause, X.25 Table 20. Bit 8 set means that a private network or a DTE
// chose the code.
type ClearCause uint8

// The clearing causes.
const (
	ClearDTE               ClearCause = 0x00 // DTE originated; the diagnostic is of ISO/IEC 8208
	ClearNumberBusy        ClearCause = 0x01
	ClearInvalidFacility   ClearCause = 0x03
	ClearCongestion        ClearCause = 0x05
	ClearOutOfOrder        ClearCause = 0x09
	ClearAccessBarred      ClearCause = 0x0b
	ClearNotObtainable     ClearCause = 0x0d
	ClearRemoteProcedure   ClearCause = 0x11
	ClearLocalProcedure    ClearCause = 0x13
	ClearROAOutOfOrder     ClearCause = 0x15
	ClearNoReverseCharging ClearCause = 0x19
	ClearIncompatible      ClearCause = 0x21
	ClearNoFastSelect      ClearCause = 0x29
	ClearShipAbsent        ClearCause = 0x39
	ClearDTEPrivate        ClearCause = 0x80 // DTE originated; the diagnostic is the DTE's own
	ClearGatewayProcedure  ClearCause = 0xc1
	ClearGatewayCongestion ClearCause = 0xc3
)

// String returns the cause in words; "cause(2)" for one that X.25 does not list.
func (c ClearCause) String() string { return causeText(uint8(c), &clearTexts) }

var clearTexts = [256]string{
	ClearGatewayProcedure:  "gateway-detected procedure error",
	ClearGatewayCongestion: "gateway congestion",
	ClearDTE:               dteOriginated,
	ClearNumberBusy:        "number busy",
	ClearInvalidFacility:   "invalid facility request",
	ClearCongestion:        "network congestion",
	ClearOutOfOrder:        "out of order",
	ClearAccessBarred:      "access barred",
	ClearNotObtainable:     "not obtainable",
	ClearRemoteProcedure:   "remote procedure error",
	ClearLocalProcedure:    "local procedure error",
	ClearROAOutOfOrder:     "ROA out of order",
	ClearNoReverseCharging: "reverse charging acceptance not subscribed",
	ClearIncompatible:      "incompatible destination",
	ClearNoFastSelect:      "fast select acceptance not subscribed",
	ClearShipAbsent:        "ship absent",
}

// ResetCause is the resetting cause, X.25 Table 21. Bit 8 set means that a private network or a DTE
// chose the code.
type ResetCause uint8

// The resetting causes.
const (
	ResetDTE                ResetCause = 0x00 // DTE originated; the diagnostic is of ISO/IEC 8208
	ResetOutOfOrder         ResetCause = 0x01 // of a PVC
	ResetRemoteProcedure    ResetCause = 0x03
	ResetLocalProcedure     ResetCause = 0x05
	ResetCongestion         ResetCause = 0x07
	ResetRemoteOperational  ResetCause = 0x09 // of a PVC
	ResetNetworkOperational ResetCause = 0x0f // of a PVC
	ResetIncompatible       ResetCause = 0x11
	ResetNetworkOutOfOrder  ResetCause = 0x1d // of a PVC
	ResetDTEPrivate         ResetCause = 0x80 // DTE originated; the diagnostic is the DTE's own
	ResetGatewayProcedure   ResetCause = 0xc1
	ResetGatewayCongestion  ResetCause = 0xc3
	ResetGatewayOperational ResetCause = 0xc7
)

// String returns the cause in words; "cause(2)" for one that X.25 does not list.
func (c ResetCause) String() string { return causeText(uint8(c), &resetTexts) }

var resetTexts = [256]string{
	ResetGatewayProcedure:   "gateway-detected procedure error",
	ResetGatewayCongestion:  "gateway congestion",
	ResetGatewayOperational: "gateway operational",
	ResetDTE:                dteOriginated,
	ResetOutOfOrder:         "out of order",
	ResetRemoteProcedure:    "remote procedure error",
	ResetLocalProcedure:     "local procedure error",
	ResetCongestion:         "network congestion",
	ResetRemoteOperational:  "remote DTE operational",
	ResetNetworkOperational: "network operational",
	ResetIncompatible:       "incompatible destination",
	ResetNetworkOutOfOrder:  "network out of order",
}

// RestartCause is the restarting cause, X.25 Table 22. Bit 8 set means that a private network or a
// DTE chose the code.
type RestartCause uint8

// The restarting causes.
const (
	RestartDTE            RestartCause = 0x00 // DTE restarting; the diagnostic is of ISO/IEC 8208
	RestartLocalProcedure RestartCause = 0x01
	RestartCongestion     RestartCause = 0x03
	RestartOperational    RestartCause = 0x07
	RestartRegistration   RestartCause = 0x7f // registration or cancellation confirmed
	RestartDTEPrivate     RestartCause = 0x80 // DTE restarting; the diagnostic is the DTE's own
)

// String returns the cause in words; "cause(2)" for one that X.25 does not list.
func (c RestartCause) String() string { return causeText(uint8(c), &restartTexts) }

var restartTexts = [256]string{
	RestartDTE:            "DTE restarting",
	RestartLocalProcedure: "local procedure error",
	RestartCongestion:     "network congestion",
	RestartOperational:    "network operational",
	RestartRegistration:   "registration/cancellation confirmed",
}

// RegistrationCause is the cause of a registration confirmation, X.25 Table 23.
type RegistrationCause uint8

// The causes of a registration confirmation.
const (
	RegistrationInvalidFacility RegistrationCause = 0x03
	RegistrationCongestion      RegistrationCause = 0x05
	RegistrationLocalProcedure  RegistrationCause = 0x13
	RegistrationConfirmed       RegistrationCause = 0x7f
)

// String returns the cause in words; "cause(2)" for one that X.25 does not list.
func (c RegistrationCause) String() string { return text.Name(registrationTexts[:], c, "cause") }

var registrationTexts = [...]string{
	RegistrationInvalidFacility: "invalid facility request",
	RegistrationCongestion:      "network congestion",
	RegistrationLocalProcedure:  "local procedure error",
	RegistrationConfirmed:       "registration/cancellation confirmed",
}

const dteOriginated = "DTE originated"

// causeText returns the text of cause c. One with bit 8 set that the table does not have is that of
// a private network or a DTE.
func causeText(c uint8, texts *[256]string) string {
	low := texts[c&0x7f]
	switch {
	case c == 0x80:
		return low + ", private diagnostic"
	case c > 0x80 && texts[c] != "":
		return texts[c]
	case c > 0x80 && low == "":
		return "DTE originated, private cause(" + strconv.Itoa(int(c)) + ")"
	case c > 0x80:
		return low + " (private network)"
	}
	return text.Name(texts[:], c, "cause")
}
