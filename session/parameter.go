package session

import "fmt"

// A UnitCode is a PGI or PI code; they share one number space, X.225 8.2.6.
type UnitCode uint8

// The PGIs whose value is a sequence of PI units.
const (
	pgiIdentifier UnitCode = 1
	pgiItem       UnitCode = 5
	pgiLinking    UnitCode = 33
)

// A par is a parameter of X.225 8.3, in the order of the codes. The walker gives a decoder only
// those of its SPDU: its switch has no others, which an alias keeps the linter from asking for.
type par = uint8

const (
	parIdentifier par = iota
	parItem
	parCalledRef
	parCallingRef
	parCommonRef
	parAdditional
	parSyncType
	parTokens
	parDisconnect
	parOptions
	parRequirements
	parTSDUSize
	parVersion
	parInitialSerial
	parPrepare
	parEnclosure
	parTokenSetting
	parResyncType
	parLinking
	parActivity
	parSerial
	parMinorAckData
	parReflect
	parReason
	parCallingSelector
	parCalledSelector
	parSecondResyncType
	parSecondSerial
	parSecondInitial
	parUpperLimit
	parLargeInitial
	parLargeSecond
	parOverflow
	parParent
	parNested
	parUserData
	parExtended
	parNone // a code of no parameter of 8.3
)

// A parSet is a set of parameters.
type parSet uint64

func setOf(ps ...par) (m parSet) {
	for _, p := range ps {
		m |= 1 << p
	}
	return m
}

// parameters has the octets of each parameter's value, and the bits of it that are not reserved: 0
// for all. A shorter maximum in one SPDU, and more reserved bits, are checked there: see bitsOf.
var parameters = [...]struct {
	code     UnitCode
	min, max uint16
	name     string
	bits     uint16
}{
	parIdentifier:       {1, 0, 65535, "Connection Identifier", 0},
	parItem:             {5, 0, 65535, "Connect/Accept Item", 0},
	parCalledRef:        {9, 0, 64, "Called SS-user Reference", 0},
	parCallingRef:       {10, 0, 64, "Calling SS-user Reference", 0},
	parCommonRef:        {11, 0, 64, "Common Reference", 0},
	parAdditional:       {12, 0, 4, "Additional Reference Information", 0},
	parSyncType:         {15, 1, 1, "Sync Type Item", uint16(NoConfirmation | SeparateData)},
	parTokens:           {16, 1, 1, "Token Item", uint16(allTokens)},
	parDisconnect:       {17, 1, 1, "Transport Disconnect", uint16(definedDisconnect)},
	parOptions:          {19, 1, 1, "Protocol Options", uint16(ExtendedConcatenation)},
	parRequirements:     {20, 2, 2, "Session User Requirements", uint16(definedUnits)},
	parTSDUSize:         {21, 4, 4, "TSDU Maximum Size", 0},
	parVersion:          {22, 1, 1, "Version Number", uint16(Version1 | Version2)},
	parInitialSerial:    {23, 1, 6, "Initial Serial Number", 0},
	parPrepare:          {24, 1, 1, "Prepare Type", 0},
	parEnclosure:        {25, 1, 1, "Enclosure Item", 3},
	parTokenSetting:     {26, 1, 1, "Token Setting Item", 0},
	parResyncType:       {27, 1, 1, "Resync Type", 0},
	parLinking:          {33, 0, 65535, "Linking Information", 0},
	parActivity:         {41, 1, 6, "Activity Identifier", 0},
	parSerial:           {42, 1, 65535, "Serial Number", 0},
	parMinorAckData:     {46, 0, 65535, "User Data", 0},
	parReflect:          {49, 0, 65535, "Reflect Parameter Values", 0},
	parReason:           {50, 1, 65535, "Reason Code", 0},
	parCallingSelector:  {51, 0, 16, "Calling Session Selector", 0},
	parCalledSelector:   {52, 0, 16, "Called Session Selector", 0},
	parSecondResyncType: {53, 1, 1, "Second Resync Type", 0},
	parSecondSerial:     {54, 1, 65535, "Second Serial Number", 0},
	parSecondInitial:    {55, 1, 6, "Second Initial Serial Number", 0},
	parUpperLimit:       {56, 1, 65535, "Upper Limit Serial Number", 0},
	parLargeInitial:     {57, 1, 65535, "Large Initial Serial Number", 0},
	parLargeSecond:      {58, 1, 65535, "Large Second Initial Serial Number", 0},
	parOverflow:         {60, 1, 1, "Data Overflow", 1},
	parParent:           {61, 1, 1, "Parent Nested Connection Identifier", 0},
	parNested:           {62, 1, 1, "Nested Connection Identifier", 0},
	parUserData:         {193, 0, 65535, "User Data", 0},
	parExtended:         {194, 1, 65535, "Extended User Data", 0},
	parNone:             {},
}

// bitsOf returns the bits of parameter p in an SPDU of type t that are not reserved.
func bitsOf(t Type, p par) uint16 {
	switch bits := parameters[p].bits; {
	case bits == 0:
		return 0xffff
	case p == parDisconnect && t != TypeAB:
		return uint16(ReleaseTransport) // 8.3.5.6, 8.3.6.3
	case p == parSyncType && t == TypeMAP:
		return 1 // 8.3.22.3
	default:
		return bits
	}
}

// specs has the parameter of each code: parNone where there is none, else the least octets of its
// value and how many more there may be.
var specs = specsByCode()

type spec struct {
	min, span uint16
	par       par
}

func specsByCode() (t [256]spec) {
	for i := range t {
		t[i].par = parNone
	}
	for p := range parNone {
		d := &parameters[p]
		t[d.code] = spec{d.min, d.max - d.min, p}
	}
	return t
}

func parOf(c UnitCode) par { return specs[c].par }

// String returns the name in X.225 8.3 or Annex B, as it is in a CONNECT where it depends on the
// SPDU; "parameter 7F" when there is none. See [Unit.Name].
func (c UnitCode) String() string {
	switch p := parOf(c); {
	case p != parNone:
		return parameters[p].name
	case c.Reserved():
		return annexB[c]
	}
	return fmt.Sprintf("parameter %02X", uint8(c))
}

// Reserved reports whether c is reserved for T.62, X.225 Annex B: such a unit is valid, what it
// does is not specified.
func (c UnitCode) Reserved() bool { return int(c) < len(annexB) && annexB[c] != "" }

var annexB = [...]string{
	0:  "Reserved for extension",
	2:  "Non-basic session capabilities",
	8:  "Service identifier",
	13: "Miscellaneous session capabilities",
	14: "Window size",
	18: "Inactivity timer",
	28: "Initiator's reference number",
	29: "Acceptor's reference number",
	30: "Reactivation/transaction indication",
	31: "Suspend reject reason",
	32: "Reserved for extension",
	40: "Service interworking identifier",
	44: "Acceptance of CDCL parameters",
	45: "Storage capacity negotiation",
	48: "Document type identifier",
	64: "Reserved for extension",
	65: "Non-basic teletex terminal capabilities",
	72: "Graphics character set",
	73: "Control character set",
	74: "Teletex page format",
	75: "Miscellaneous teletex terminal capabilities",
	77: "Number of dots for character box height",
	78: "Number of dots for character box width",
}

// isGroup reports whether p is a PGI whose value is a sequence of PI units.
func isGroup(p par) bool { return p == parIdentifier || p == parItem || p == parLinking }
