package x25

import "strconv"

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
func (c ClearCause) String() string {
	switch c {
	case ClearGatewayProcedure:
		return "gateway-detected procedure error"
	case ClearGatewayCongestion:
		return "gateway congestion"
	}
	return private(uint8(c), clearText(c&0x7f))
}

func clearText(c ClearCause) string {
	switch c {
	case ClearDTE:
		return dteOriginated
	case ClearNumberBusy:
		return "number busy"
	case ClearInvalidFacility:
		return "invalid facility request"
	case ClearCongestion:
		return "network congestion"
	case ClearOutOfOrder:
		return "out of order"
	case ClearAccessBarred:
		return "access barred"
	case ClearNotObtainable:
		return "not obtainable"
	case ClearRemoteProcedure:
		return "remote procedure error"
	case ClearLocalProcedure:
		return "local procedure error"
	case ClearROAOutOfOrder:
		return "ROA out of order"
	case ClearNoReverseCharging:
		return "reverse charging acceptance not subscribed"
	case ClearIncompatible:
		return "incompatible destination"
	case ClearNoFastSelect:
		return "fast select acceptance not subscribed"
	case ClearShipAbsent:
		return "ship absent"
	}
	return ""
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
func (c ResetCause) String() string {
	switch c {
	case ResetGatewayProcedure:
		return "gateway-detected procedure error"
	case ResetGatewayCongestion:
		return "gateway congestion"
	case ResetGatewayOperational:
		return "gateway operational"
	}
	text := ""
	switch c & 0x7f {
	case ResetDTE:
		text = dteOriginated
	case ResetOutOfOrder:
		text = "out of order"
	case ResetRemoteProcedure:
		text = "remote procedure error"
	case ResetLocalProcedure:
		text = "local procedure error"
	case ResetCongestion:
		text = "network congestion"
	case ResetRemoteOperational:
		text = "remote DTE operational"
	case ResetNetworkOperational:
		text = "network operational"
	case ResetIncompatible:
		text = "incompatible destination"
	case ResetNetworkOutOfOrder:
		text = "network out of order"
	}
	return private(uint8(c), text)
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
func (c RestartCause) String() string {
	text := ""
	switch c & 0x7f {
	case RestartDTE:
		text = "DTE restarting"
	case RestartLocalProcedure:
		text = "local procedure error"
	case RestartCongestion:
		text = "network congestion"
	case RestartOperational:
		text = "network operational"
	case RestartRegistration:
		text = "registration/cancellation confirmed"
	}
	return private(uint8(c), text)
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
func (c RegistrationCause) String() string {
	switch c {
	case RegistrationInvalidFacility:
		return "invalid facility request"
	case RegistrationCongestion:
		return "network congestion"
	case RegistrationLocalProcedure:
		return "local procedure error"
	case RegistrationConfirmed:
		return "registration/cancellation confirmed"
	}
	return unknownCause(uint8(c))
}

const dteOriginated = "DTE originated"

func unknownCause(c uint8) string { return "cause(" + strconv.Itoa(int(c)) + ")" }

// private marks the text of a cause whose bit 8 is set.
func private(c uint8, text string) string {
	switch {
	case c == 0x80:
		return text + ", private diagnostic"
	case c > 0x80 && text == "":
		return "DTE originated, private cause(" + strconv.Itoa(int(c)) + ")"
	case c > 0x80:
		return text + " (private network)"
	case text == "":
		return unknownCause(c)
	}
	return text
}
