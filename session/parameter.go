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

// A par is a parameter of X.225 8.3, in the order of the codes. The walker gives a decoder only those of its SPDU: its switch
// has no others, which an alias keeps the linter from asking for.
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

// A set is a set of parameters.
type set uint64

func s(ps ...par) (m set) {
	for _, p := range ps {
		m |= 1 << p
	}
	return m
}

// parameters has the octets of each parameter's value. A shorter maximum in one SPDU is checked there.
var parameters = [...]struct {
	code     UnitCode
	min, max uint16
	name     string
}{
	parIdentifier:       {1, 0, 65535, "Connection Identifier"},
	parItem:             {5, 0, 65535, "Connect/Accept Item"},
	parCalledRef:        {9, 0, 64, "Called SS-user Reference"},
	parCallingRef:       {10, 0, 64, "Calling SS-user Reference"},
	parCommonRef:        {11, 0, 64, "Common Reference"},
	parAdditional:       {12, 0, 4, "Additional Reference Information"},
	parSyncType:         {15, 1, 1, "Sync Type Item"},
	parTokens:           {16, 1, 1, "Token Item"},
	parDisconnect:       {17, 1, 1, "Transport Disconnect"},
	parOptions:          {19, 1, 1, "Protocol Options"},
	parRequirements:     {20, 2, 2, "Session User Requirements"},
	parTSDUSize:         {21, 4, 4, "TSDU Maximum Size"},
	parVersion:          {22, 1, 1, "Version Number"},
	parInitialSerial:    {23, 1, 6, "Initial Serial Number"},
	parPrepare:          {24, 1, 1, "Prepare Type"},
	parEnclosure:        {25, 1, 1, "Enclosure Item"},
	parTokenSetting:     {26, 1, 1, "Token Setting Item"},
	parResyncType:       {27, 1, 1, "Resync Type"},
	parLinking:          {33, 0, 65535, "Linking Information"},
	parActivity:         {41, 1, 6, "Activity Identifier"},
	parSerial:           {42, 1, 65535, "Serial Number"},
	parMinorAckData:     {46, 0, 65535, "User Data"},
	parReflect:          {49, 0, 65535, "Reflect Parameter Values"},
	parReason:           {50, 1, 65535, "Reason Code"},
	parCallingSelector:  {51, 0, 16, "Calling Session Selector"},
	parCalledSelector:   {52, 0, 16, "Called Session Selector"},
	parSecondResyncType: {53, 1, 1, "Second Resync Type"},
	parSecondSerial:     {54, 1, 65535, "Second Serial Number"},
	parSecondInitial:    {55, 1, 6, "Second Initial Serial Number"},
	parUpperLimit:       {56, 1, 1, "Upper Limit Serial Number"},
	parLargeInitial:     {57, 1, 65535, "Large Initial Serial Number"},
	parLargeSecond:      {58, 1, 65535, "Large Second Initial Serial Number"},
	parOverflow:         {60, 1, 1, "Data Overflow"},
	parParent:           {61, 1, 1, "Parent Nested Connection Identifier"},
	parNested:           {62, 1, 1, "Nested Connection Identifier"},
	parUserData:         {193, 0, 65535, "User Data"},
	parExtended:         {194, 0, 65535, "Extended User Data"},
	parNone:             {},
}

// specs has the parameter of each code: parNone where there is none, else the least octets of its value and how many
// more there may be.
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
	if p := parOf(c); p != parNone {
		return parameters[p].name
	}
	if name, ok := annexB(c); ok {
		return name
	}
	return fmt.Sprintf("parameter %02X", uint8(c))
}

// Reserved reports whether c is reserved for T.62, X.225 Annex B: such a unit is valid, what it does is not specified.
func (c UnitCode) Reserved() bool {
	_, ok := annexB(c)
	return ok
}

func annexB(c UnitCode) (name string, ok bool) {
	switch uint8(c) {
	case 0, 32, 64:
		return "Reserved for extension", true
	case 2:
		return "Non-basic session capabilities", true
	case 8:
		return "Service identifier", true
	case 13:
		return "Miscellaneous session capabilities", true
	case 14:
		return "Window size", true
	case 18:
		return "Inactivity timer", true
	case 28:
		return "Initiator's reference number", true
	case 29:
		return "Acceptor's reference number", true
	case 30:
		return "Reactivation/transaction indication", true
	case 31:
		return "Suspend reject reason", true
	case 40:
		return "Service interworking identifier", true
	case 44:
		return "Acceptance of CDCL parameters", true
	case 45:
		return "Storage capacity negotiation", true
	case 48:
		return "Document type identifier", true
	case 65:
		return "Non-basic teletex terminal capabilities", true
	case 72:
		return "Graphics character set", true
	case 73:
		return "Control character set", true
	case 74:
		return "Teletex page format", true
	case 75:
		return "Miscellaneous teletex terminal capabilities", true
	case 77:
		return "Number of dots for character box height", true
	case 78:
		return "Number of dots for character box width", true
	}
	return "", false
}

// isGroup reports whether p is a PGI whose value is a sequence of PI units.
func isGroup(p par) bool { return p == parIdentifier || p == parItem || p == parLinking }
