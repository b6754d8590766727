package session

import (
	"encoding/binary"
	"math/bits"

	"github.com/osi-go/osi/internal/text"
)

// FunctionalUnits is the value of Session User Requirements, X.225 8.3.1.16.
type FunctionalUnits uint16

// The functional units.
const (
	FUHalfDuplex FunctionalUnits = 1 << iota
	FUDuplex
	FUExpeditedData
	FUMinorSynchronize
	FUMajorSynchronize
	FUResynchronize
	FUActivityManagement
	FUNegotiatedRelease
	FUCapabilityData
	FUExceptions
	FUTypedData
	FUSymmetricSynchronize
	FUDataSeparation
	FUNestedConnections // Amd.2

	definedUnits = FUNestedConnections<<1 - 1

	// FUDefault is what an absent Session User Requirements stands for.
	FUDefault = FUHalfDuplex | FUMinorSynchronize | FUActivityManagement | FUCapabilityData | FUExceptions
)

// Has reports whether all units of v are in u.
func (u FunctionalUnits) Has(v FunctionalUnits) bool { return u&v == v }

var unitNames = [...]string{
	"HD", "FD", "EX", "SY", "MA", "RESYN", "ACT", "NR", "CD", "EXCEP", "TD", "SS", "DS", "NEST",
}

// String returns the abbreviations of X.225 A.5.1, joined by commas: "HD,SY,ACT".
func (u FunctionalUnits) String() string {
	return text.Bits(uint64(u), unitNames[:])
}

// Units returns the functional units of which one must be selected for t to be sent, X.225 5.6
// Table 3; zero where the kernel is enough, as for a GT or PT that only introduces another SPDU.
func (t Type) Units() FunctionalUnits { return types[t.known()].units }

// functionalUnits ignores the reserved bits.
func functionalUnits(v []byte) FunctionalUnits {
	return FunctionalUnits(binary.BigEndian.Uint16(v)) & definedUnits
}

// Tokens is a set of tokens: the value of a Token Item, X.225 8.3.4.16, 8.3.16.3 and 8.3.17.3.
type Tokens uint8

// The tokens.
const (
	DataToken    Tokens = 0x01
	MinorToken   Tokens = 0x04 // synchronize-minor
	MajorToken   Tokens = 0x10 // major/activity
	ReleaseToken Tokens = 0x40

	allTokens = DataToken | MinorToken | MajorToken | ReleaseToken
)

// Tokens returns the tokens that are available when u is selected, X.225 5.7 Table 4.
func (u FunctionalUnits) Tokens() (t Tokens) {
	if u.Has(FUHalfDuplex) {
		t |= DataToken
	}
	if u.Has(FUMinorSynchronize) {
		t |= MinorToken
	}
	if u&(FUMajorSynchronize|FUActivityManagement) != 0 {
		t |= MajorToken
	}
	if u.Has(FUNegotiatedRelease) {
		t |= ReleaseToken
	}
	return t
}

var tokenNames = [...]string{0: "dk", 2: "mi", 4: "ma", 6: "tr"}

// String returns the names of Annex A joined by commas: "dk,mi,ma,tr".
func (t Tokens) String() string {
	return text.Bits(uint64(t), tokenNames[:])
}

// TokenSetting is the Token Setting Item: two bits a token, X.225 8.3.1.11, 8.3.24.4.
type TokenSetting uint8

// Where a token is. In RS and RA the requestor stands for the initiator and the acceptor for the
// responder.
const (
	InitiatorSide uint8 = iota
	ResponderSide
	ResponderChoice // of the called SS-user or acceptor; not in an AC
	reservedSide
)

// Side returns where the one token in t is.
func (s TokenSetting) Side(t Tokens) uint8 {
	return uint8(s) >> bits.TrailingZeros8(uint8(t)) & 3
}

// With returns s with the tokens in t on side.
func (s TokenSetting) With(t Tokens, side uint8) TokenSetting {
	t &= allTokens
	return s&^TokenSetting(t*3) | TokenSetting(uint8(t)*(side&3))
}

// uses reports whether a token of t is set to side, or to the reserved value.
func (s TokenSetting) uses(side uint8, t Tokens) bool {
	for rest := t; rest != 0; rest &= rest - 1 {
		if at := s.Side(rest & -rest); at == side || at == reservedSide {
			return true
		}
	}
	return false
}
