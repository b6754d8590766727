package session

import "strconv"

// A Type is a type of SPDU. Octets 1, 25 and 26 are SIs of two types each: the place in the TSDU
// tells them apart, X.225 6.3.7. MAA and AEA are one Type: their octets are the same (8.3.36), the
// state of the protocol machine tells them apart.
type Type uint8

// The types of SPDU. The zero Type is none of them.
const (
	TypeNone Type = iota
	TypeCN        // CONNECT
	TypeOA        // OVERFLOW ACCEPT
	TypeCDO       // CONNECT DATA OVERFLOW
	TypeAC        // ACCEPT
	TypeRF        // REFUSE
	TypeFN        // FINISH
	TypeDN        // DISCONNECT
	TypeNF        // NOT FINISHED
	TypeAB        // ABORT
	TypeAA        // ABORT ACCEPT
	TypeDT        // DATA TRANSFER
	TypeEX        // EXPEDITED
	TypeTD        // TYPED DATA
	TypeCD        // CAPABILITY DATA
	TypeCDA       // CAPABILITY DATA ACK
	TypeGT        // GIVE TOKENS
	TypePT        // PLEASE TOKENS
	TypeGTC       // GIVE TOKENS CONFIRM
	TypeGTA       // GIVE TOKENS ACK
	TypeMIP       // MINOR SYNC POINT
	TypeMIA       // MINOR SYNC ACK
	TypeMAP       // MAJOR SYNC POINT
	TypeMAA       // MAJOR SYNC ACK
	TypeRS        // RESYNCHRONIZE
	TypeRA        // RESYNCHRONIZE ACK
	TypePR        // PREPARE
	TypeER        // EXCEPTION REPORT
	TypeED        // EXCEPTION DATA
	TypeAS        // ACTIVITY START
	TypeAR        // ACTIVITY RESUME
	TypeAI        // ACTIVITY INTERRUPT
	TypeAIA       // ACTIVITY INTERRUPT ACK
	TypeAD        // ACTIVITY DISCARD
	TypeADA       // ACTIVITY DISCARD ACK
	TypeAE        // ACTIVITY END
	TypeUD        // UNIT DATA, X.235
	TypeSCN       // SHORT CONNECT, X.225 Amd.1
	TypeSAC       // SHORT ACCEPT
	TypeSCNC      // SHORT CONNECT CONTINUE
	TypeSACC      // SHORT ACCEPT CONTINUE
	TypeSRF       // SHORT REFUSE
	TypeSRFC      // SHORT REFUSE CONTINUE
	TypeSFN       // SHORT FINISH
	TypeSDN       // SHORT DISCONNECT
	TypeSDT       // SHORT DATA TRANSFER
	TypeSAB       // SHORT ABORT
	TypeNL        // NULL, which has no octets of its own

	// TypeAEA is ACTIVITY END ACK.
	TypeAEA = TypeMAA
)

// A Category says how an SPDU may stand in a TSDU, X.225 6.3.7 Table 6.
type Category uint8

// The categories.
const (
	Category0  Category = iota // alone, or in front of SPDUs of category 2
	Category1                  // always alone
	Category2                  // never alone and never first
	NoCategory                 // alone, outside Table 6: EX, which is on the expedited flow, and UD
)

const (
	numTypes = int(TypeNL) + 1

	unlimited = 65535 // user data up to the limit of the SPDU, X.225 8.2.5

	// shortMask takes the parameter indication and bits 2 and 1 out of the SI of a short form,
	// X.225 8.6.
	shortMask = 0xf8
)

// types has what the tables of X.225 8.3 say of each SPDU, and how to make one: adding an SPDU adds
// a row. Tests hold it against session-parameters.csv.
var types = [numTypes]struct {
	own        func(SPDU) SPDU // a copy; a new value for nil
	abbr, name string
	clause     string // of its encoding
	si         uint8
	category   Category
	units      FunctionalUnits // of which one must be selected; 0 for the kernel, X.225 5.6 Table 3
	user       bool            // whether it has a user information field
	v1         uint16          // octets of user data in version 1
	top        parSet          // units of the SPDU
	in         parSet          // PI units in its PGI units
	must       parSet          // units that shall be present
}{
	TypeNone: {},
	TypeCN: {ownCopy[Connect], "CN", "CONNECT", "X.225 8.3.1", 13, Category1, 0, false, 512, setOf(parIdentifier, parItem, parRequirements, parCallingSelector,
		parCalledSelector, parOverflow, parParent, parNested, parUserData, parExtended), itemSet | setOf(parCallingRef, parCommonRef, parAdditional), 0},
	TypeOA:  {ownCopy[OverflowAccept], "OA", "OVERFLOW ACCEPT", "X.225 8.3.2", 16, Category1, 0, false, 0, setOf(parTSDUSize, parVersion, parNested), 0, setOf(parVersion)},
	TypeCDO: {ownCopy[ConnectDataOverflow], "CDO", "CONNECT DATA OVERFLOW", "X.225 8.3.3", 15, Category1, 0, false, 0, segmented, 0, setOf(parEnclosure)},
	TypeAC: {ownCopy[Accept], "AC", "ACCEPT", "X.225 8.3.4", 14, Category1, 0, false, 512, segmented | setOf(parIdentifier, parItem, parTokens, parRequirements,
		parCallingSelector, parCalledSelector), itemSet | setOf(parCalledRef, parCommonRef, parAdditional), 0},
	TypeRF: {ownCopy[Refuse], "RF", "REFUSE", "X.225 8.3.5", 12, Category1, 0, false, 512, setOf(parIdentifier, parDisconnect, parRequirements, parVersion,
		parEnclosure, parReason, parNested), setOf(parCalledRef, parCommonRef, parAdditional), 0},
	TypeFN:  {ownCopy[Finish], "FN", "FINISH", "X.225 8.3.6", 9, Category1, 0, false, 512, segmented | setOf(parDisconnect), 0, 0},
	TypeDN:  {ownCopy[Disconnect], "DN", "DISCONNECT", "X.225 8.3.7", 10, Category1, 0, false, 512, segmented, 0, 0},
	TypeNF:  {ownCopy[NotFinished], "NF", "NOT FINISHED", "X.225 8.3.8", 8, Category1, FUNegotiatedRelease, false, 512, segmented, 0, 0},
	TypeAB:  {ownCopy[Abort], "AB", "ABORT", "X.225 8.3.9", 25, Category1, 0, false, unlimited, segmented | setOf(parDisconnect, parReflect), 0, setOf(parDisconnect)},
	TypeAA:  {ownCopy[AbortAccept], "AA", "ABORT ACCEPT", "X.225 8.3.10", 26, Category1, 0, false, 0, 0, 0, 0},
	TypeDT:  {ownCopy[DataTransfer], "DT", "DATA TRANSFER", "X.225 8.3.11", 1, Category2, 0, true, unlimited, setOf(parEnclosure, parNested), 0, 0},
	TypeEX:  {ownCopy[ExpeditedData], "EX", "EXPEDITED DATA", "X.225 8.3.12", 5, NoCategory, FUExpeditedData, true, 14, setOf(parEnclosure, parNested), 0, 0},
	TypeTD:  {ownCopy[TypedData], "TD", "TYPED DATA", "X.225 8.3.13", 33, Category1, FUTypedData, true, unlimited, setOf(parEnclosure, parNested), 0, 0},
	TypeCD:  {ownCopy[CapabilityData], "CD", "CAPABILITY DATA", "X.225 8.3.14", 61, Category2, FUCapabilityData, false, 512, segmented, 0, 0},
	TypeCDA: {ownCopy[CapabilityDataAck], "CDA", "CAPABILITY DATA ACK", "X.225 8.3.15", 62, Category2, FUCapabilityData, false, 512, segmented, 0, 0},
	TypeGT:  {ownCopy[GiveTokens], "GT", "GIVE TOKENS", "X.225 8.3.16", 1, Category0, 0, false, 0, segmented | setOf(parTokens), 0, 0},
	TypePT:  {ownCopy[PleaseTokens], "PT", "PLEASE TOKENS", "X.225 8.3.17", 2, Category0, 0, false, 512, segmented | setOf(parTokens), 0, 0},
	TypeGTC: {ownCopy[GiveTokensConfirm], "GTC", "GIVE TOKENS CONFIRM", "X.225 8.3.18", 21, Category1, FUActivityManagement, false, 0, segmented, 0, 0},
	TypeGTA: {ownCopy[GiveTokensAck], "GTA", "GIVE TOKENS ACK", "X.225 8.3.19", 22, Category1, FUActivityManagement, false, 0, setOf(parNested), 0, 0},
	TypeMIP: {ownCopy[MinorSyncPoint], "MIP", "MINOR SYNC POINT", "X.225 8.3.20", 49, Category2, FUMinorSynchronize | FUSymmetricSynchronize, false, 512, segmented | setOf(parSyncType, parSerial), 0, setOf(parSerial)},
	TypeMIA: {ownCopy[MinorSyncAck], "MIA", "MINOR SYNC ACK", "X.225 8.3.21", 50, Category2, FUMinorSynchronize | FUSymmetricSynchronize, false, 512, setOf(parEnclosure, parSerial, parMinorAckData, parNested), 0, setOf(parSerial)},
	TypeMAP: {ownCopy[MajorSyncPoint], "MAP", "MAJOR SYNC POINT", "X.225 8.3.22", 41, Category2, FUMajorSynchronize, false, 512, segmented | setOf(parSyncType, parSerial), 0, setOf(parSyncType, parSerial)},
	TypeMAA: {ownCopy[MajorSyncAck], "MAA/AEA", "MAJOR SYNC ACK / ACTIVITY END ACK", "X.225 8.3.23", 42, Category2, FUMajorSynchronize | FUActivityManagement, false, 512, segmented | setOf(parSerial, parSecondSerial), 0, 0},
	TypeRS:  {ownCopy[Resynchronize], "RS", "RESYNCHRONIZE", "X.225 8.3.24", 53, Category2, FUResynchronize, false, 512, segmented | resync, 0, 0},
	TypeRA:  {ownCopy[ResynchronizeAck], "RA", "RESYNCHRONIZE ACK", "X.225 8.3.25", 34, Category2, FUResynchronize, false, 512, segmented | resync, 0, 0},
	TypePR:  {ownCopy[Prepare], "PR", "PREPARE", "X.225 8.3.26", 7, Category1, 0, false, 0, setOf(parPrepare, parResyncType, parSecondResyncType, parNested), 0, setOf(parPrepare)},
	TypeER:  {ownCopy[ExceptionReport], "ER", "EXCEPTION REPORT", "X.225 8.3.27", 0, Category2, FUExceptions, false, 0, setOf(parReflect, parNested), 0, setOf(parReflect)},
	TypeED:  {ownCopy[ExceptionData], "ED", "EXCEPTION DATA", "X.225 8.3.28", 48, Category2, FUExceptions, false, 512, segmented | setOf(parReason), 0, setOf(parReason)},
	TypeAS:  {ownCopy[ActivityStart], "AS", "ACTIVITY START", "X.225 8.3.29", 45, Category2, FUActivityManagement, false, 512, segmented | setOf(parActivity), 0, setOf(parActivity)},
	TypeAR: {
		ownCopy[ActivityResume], "AR", "ACTIVITY RESUME", "X.225 8.3.30", 29, Category2, FUActivityManagement, false, 512, segmented | setOf(parLinking, parActivity),
		setOf(parCalledRef, parCallingRef, parCommonRef, parAdditional, parActivity, parSerial, parSecondSerial), setOf(parLinking, parActivity),
	},
	TypeAI:  {ownCopy[ActivityInterrupt], "AI", "ACTIVITY INTERRUPT", "X.225 8.3.31", 25, Category2, FUActivityManagement, false, 0, segmented | setOf(parReason), 0, 0},
	TypeAIA: {ownCopy[ActivityInterruptAck], "AIA", "ACTIVITY INTERRUPT ACK", "X.225 8.3.32", 26, Category2, FUActivityManagement, false, 0, segmented, 0, 0},
	TypeAD:  {ownCopy[ActivityDiscard], "AD", "ACTIVITY DISCARD", "X.225 8.3.33", 57, Category2, FUActivityManagement, false, 0, segmented | setOf(parReason), 0, 0},
	TypeADA: {ownCopy[ActivityDiscardAck], "ADA", "ACTIVITY DISCARD ACK", "X.225 8.3.34", 58, Category2, FUActivityManagement, false, 0, segmented, 0, 0},
	TypeAE:  {ownCopy[ActivityEnd], "AE", "ACTIVITY END", "X.225 8.3.35", 41, Category2, FUActivityManagement, false, 512, segmented | setOf(parSerial), 0, setOf(parSerial)},

	TypeUD: {ownCopy[UnitData], "UD", "UNIT DATA", "X.235 7.3", 64, NoCategory, 0, true, unlimited, setOf(parVersion, parCallingSelector, parCalledSelector), 0, 0},

	TypeSCN:  {ownCopy[ShortConnect], "SCN", "SHORT CONNECT", "X.225 8.6.1", 0xe8, Category1, 0, true, unlimited, 0, 0, 0},
	TypeSAC:  {ownCopy[ShortAccept], "SAC", "SHORT ACCEPT", "X.225 8.6.2", 0xf0, Category1, 0, true, unlimited, 0, 0, 0},
	TypeSCNC: {ownCopy[ShortConnectContinue], "SCNC", "SHORT CONNECT CONTINUE", "X.225 8.6.3", 0xf8, Category1, 0, true, unlimited, 0, 0, 0},
	TypeSACC: {ownCopy[ShortAcceptContinue], "SACC", "SHORT ACCEPT CONTINUE", "X.225 8.6.4", 0xd8, Category1, 0, true, unlimited, 0, 0, 0},
	TypeSRF:  {ownCopy[ShortRefuse], "SRF", "SHORT REFUSE", "X.225 8.6.5", 0xe0, Category1, 0, true, unlimited, 0, 0, 0},
	TypeSRFC: {ownCopy[ShortRefuseContinue], "SRFC", "SHORT REFUSE CONTINUE", "X.225 8.6.10", 0xa0, Category1, 0, true, unlimited, 0, 0, 0},
	TypeSFN:  {ownCopy[ShortFinish], "SFN", "SHORT FINISH", "X.225 8.6.6", 0xc8, Category1, 0, true, unlimited, 0, 0, 0},
	TypeSDN:  {ownCopy[ShortDisconnect], "SDN", "SHORT DISCONNECT", "X.225 8.6.7", 0xd0, Category1, 0, true, unlimited, 0, 0, 0},
	TypeSDT:  {ownCopy[ShortDataTransfer], "SDT", "SHORT DATA TRANSFER", "X.225 8.6.8", 0x88, Category1, 0, true, unlimited, 0, 0, 0},
	TypeSAB:  {ownCopy[ShortAbort], "SAB", "SHORT ABORT", "X.225 8.6.9", 0xb0, Category1, 0, true, unlimited, 0, 0, 0},
	TypeNL:   {ownCopy[Null], "NL", "NULL", "X.225 8.2.9", 0, Category1, 0, true, unlimited, 0, 0, 0},
}

const (
	segmented = parSet(1<<parEnclosure | 1<<parNested | 1<<parUserData)
	itemSet   = parSet(1<<parOptions | 1<<parTSDUSize | 1<<parVersion | 1<<parInitialSerial | 1<<parTokenSetting |
		1<<parSecondInitial | 1<<parUpperLimit | 1<<parLargeInitial | 1<<parLargeSecond)
	resync = parSet(1<<parTokenSetting | 1<<parResyncType | 1<<parSerial | 1<<parSecondResyncType | 1<<parSecondSerial)
)

// String returns the abbreviation of X.225 Table 6: "CN"; "MAA/AEA" for the two that share their
// octets, nothing for TypeNone, "type(99)" for a number that is no Type.
func (t Type) String() string {
	if int(t) < len(types) {
		return types[t].abbr
	}
	return "type(" + strconv.Itoa(int(t)) + ")"
}

// Name returns the name in the standard, without "SPDU": "CONNECT".
func (t Type) Name() string { return types[t.known()].name }

// SI returns the SPDU identifier, X.225 8.3; of a short form the one with all other bits 0. It is 0
// for TypeNone, ER and NULL.
func (t Type) SI() uint8 { return types[t.known()].si }

// known returns t, or TypeNone for a number that is no Type.
func (t Type) known() Type {
	if int(t) < len(types) {
		return t
	}
	return TypeNone
}

// Category returns the category of X.225 Table 6.
func (t Type) Category() Category {
	if int(t) < len(types) {
		return types[t].category
	}
	return NoCategory
}

// firstTypes has the type by SI of the first SPDU of a TSDU, nextTypes that of an SPDU
// behind one of category 0. MAP stands for AE also, see typeOf.
var firstTypes, nextTypes = typesBySI()

func typesBySI() (first, next [256]Type) {
	for i := range types {
		t := Type(i & 0xff)
		switch d := &types[i]; {
		case t == TypeNone, t == TypeNL, t == TypeAE:
		case t >= TypeSCN:
			for low := range shortMask ^ uint8(0xff) + 1 {
				first[d.si|low], next[d.si|low] = t, t
			}
		case d.category == Category2:
			next[d.si] = t
			if first[d.si] == TypeNone {
				first[d.si] = t
			}
		default:
			first[d.si] = t
			if next[d.si] == TypeNone {
				next[d.si] = t
			}
		}
	}
	return first, next
}

// aloneTypes has the types of firstTypes that are of a long form and of category 1: one such SPDU
// in a TSDU needs no check but its own.
var aloneTypes = func() (alone [256]Type) {
	for si, t := range firstTypes {
		if t < TypeSCN && types[t].category == Category1 {
			alone[si] = t
		}
	}
	return alone
}()

// Begins reports whether b begins with the SI of an SPDU that may stand first in a TSDU, X.225
// 6.3.7 Table 6. It looks at no other octet.
func Begins(b []byte) bool {
	if len(b) == 0 {
		return false
	}
	t := firstTypes[b[0]]
	return t != TypeNone && t.Category() != Category2
}
