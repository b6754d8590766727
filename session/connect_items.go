package session

import (
	"bytes"
	"encoding/binary"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/internal/text"
)

// References are the parameters of the Connection Identifier and of Linking
// Information. They are the SS-users' own; the session protocol does not look into them.
type References struct {
	Called     []byte // Called SS-user Reference, at most 64 octets; not in a CN; nil is absent
	Calling    []byte // Calling SS-user Reference, at most 64 octets; not in an AC or RF; nil is absent
	Common     []byte // Common Reference, at most 64 octets; nil is absent
	Additional []byte // Additional Reference Information, at most 4 octets; nil is absent
}

func (r *References) present() bool {
	return r.Called != nil || r.Calling != nil || r.Common != nil || r.Additional != nil
}

func (r *References) set(w *walker) {
	switch w.par {
	case parCalledRef:
		r.Called = w.value()
	case parCallingRef:
		r.Calling = w.value()
	case parCommonRef:
		r.Common = w.value()
	case parAdditional:
		r.Additional = w.value()
	}
}

// identifier appends the Connection Identifier, unless r has nothing.
func (e *encoder) identifier(r *References) {
	if e.open(parIdentifier, r.present()) {
		r.encode(e)
		e.close()
	}
}

func (r *References) encode(e *encoder) {
	e.unit(parCalledRef, r.Called)
	e.unit(parCallingRef, r.Calling)
	e.unit(parCommonRef, r.Common)
	e.unit(parAdditional, r.Additional)
}

func (r *References) clone() References {
	return References{bytes.Clone(r.Called), bytes.Clone(r.Calling), bytes.Clone(r.Common), bytes.Clone(r.Additional)}
}

// ConnectAcceptItem is the PGI of this name in CN and AC, X.225 8.3.1.6.
type ConnectAcceptItem struct {
	Options  ProtocolOptions
	TSDUSize osi.Opt[TSDUSize] // absent is unlimited in both directions
	// Version is what is proposed, or supported and suitable; 0 is absent and means Version1. It is
	// mandatory in the PGI: where another field is encoded, 0 is encoded as Version1.
	Version Version

	InitialSerial       SerialNumber          // at most 6 digits; nil is absent
	TokenSetting        osi.Opt[TokenSetting] // absent in a CN: all tokens with the calling SS-user
	SecondInitialSerial SerialNumber          // symmetric synchronize only; nil is absent

	UpperLimit         osi.Opt[uint8] // digits of a serial number, 1 to 6; 0 is unlimited; absent means 6
	LargeInitialSerial SerialNumber   // in place of InitialSerial, with UpperLimit only; nil is absent
	LargeSecondSerial  SerialNumber   // in place of SecondInitialSerial, with UpperLimit only; nil is absent
}

func (i *ConnectAcceptItem) set(w *walker) {
	switch w.par {
	case parOptions:
		i.Options = ProtocolOptions(w.octet()) & ExtendedConcatenation
	case parTSDUSize:
		i.TSDUSize = osi.Some(tsduSize(w.value()))
	case parVersion:
		i.Version = w.version()
	case parInitialSerial:
		i.InitialSerial = w.serial()
	case parTokenSetting:
		i.TokenSetting = osi.Some(TokenSetting(w.octet()))
	case parSecondInitial:
		i.SecondInitialSerial = w.serial()
	case parUpperLimit:
		i.UpperLimit = osi.Some(w.b[w.off-1])
	case parLargeInitial:
		i.LargeInitialSerial = w.serial()
	case parLargeSecond:
		i.LargeSecondSerial = w.serial()
	}
}

func (i *ConnectAcceptItem) encode(e *encoder) {
	present := i.Options != 0 || i.Version != 0 || i.TSDUSize.Present || i.InitialSerial != nil || i.TokenSetting.Present ||
		i.SecondInitialSerial != nil || i.UpperLimit.Present || i.LargeInitialSerial != nil || i.LargeSecondSerial != nil
	if !e.open(parItem, present) {
		return
	}
	if i.Options != 0 || present && !e.pending(parOptions) { // mandatory in the PGI
		e.octet(parOptions, uint8(i.Options))
	}
	i.TSDUSize.Value.encode(e, i.TSDUSize.Present)
	if i.Version != 0 || present && !e.pending(parVersion) { // mandatory in the PGI
		e.octet(parVersion, uint8(i.Version.orDefault()))
	}
	e.unit(parInitialSerial, i.InitialSerial)
	appendOptional(e, parTokenSetting, i.TokenSetting)
	e.unit(parSecondInitial, i.SecondInitialSerial)
	appendOptional(e, parUpperLimit, i.UpperLimit)
	e.unit(parLargeInitial, i.LargeInitialSerial)
	e.unit(parLargeSecond, i.LargeSecondSerial)
	e.close()
}

// check checks what 8.3.1.10 to 8.3.1.15 say of serial numbers and the token setting of the
// proposed functional units u.
func (i *ConnectAcceptItem) check(u FunctionalUnits, reserved uint8, r *osi.Rule) fault {
	in := func(f fault) fault {
		f.group = pgiItem
		return f
	}
	switch {
	case i.UpperLimit.Present && i.InitialSerial != nil:
		return in(unwantedFault(ruleSerialChoice, parInitialSerial))
	case i.UpperLimit.Present && i.SecondInitialSerial != nil:
		return in(unwantedFault(ruleSerialChoice, parSecondInitial))
	case !i.UpperLimit.Present && i.LargeInitialSerial != nil:
		return in(unwantedFault(ruleLargeSerial, parLargeInitial))
	case !i.UpperLimit.Present && i.LargeSecondSerial != nil:
		return in(unwantedFault(ruleLargeSerial, parLargeSecond))
	case i.beyond(i.LargeInitialSerial):
		return in(newFault(ruleSerialRange, parLargeInitial, len(i.LargeInitialSerial.trim()), int(i.UpperLimit.Value)))
	case i.beyond(i.LargeSecondSerial):
		return in(newFault(ruleSerialRange, parLargeSecond, len(i.LargeSecondSerial.trim()), int(i.UpperLimit.Value)))
	case i.TokenSetting.Value.uses(reserved, u.Tokens()):
		return in(newFault(r, parTokenSetting, int(i.TokenSetting.Value), 0))
	}
	return fault{}
}

// beyond reports whether n has more digits than the upper limit allows. Leading zeros do not count.
func (i *ConnectAcceptItem) beyond(n SerialNumber) bool {
	return i.UpperLimit.Value > 0 && len(n.trim()) > int(i.UpperLimit.Value)
}

func (i *ConnectAcceptItem) clone() ConnectAcceptItem {
	r := *i
	r.InitialSerial, r.SecondInitialSerial = bytes.Clone(i.InitialSerial), bytes.Clone(i.SecondInitialSerial)
	r.LargeInitialSerial, r.LargeSecondSerial = bytes.Clone(i.LargeInitialSerial), bytes.Clone(i.LargeSecondSerial)
	return r
}

// ProtocolOptions says what the sender of a CN or AC is able to receive, X.225 8.3.1.7.
type ProtocolOptions uint8

// ExtendedConcatenation says that the sender is able to receive extended concatenated SPDUs.
const ExtendedConcatenation ProtocolOptions = 1

// String returns "extended concatenation", or nothing when it is not set.
func (o ProtocolOptions) String() string {
	return text.Bits(uint64(o), []string{"extended concatenation"})
}

// Version is a set of protocol versions, X.225 8.3.1.9.
type Version uint8

// The protocol versions.
const (
	Version1 Version = 1 << iota
	Version2
)

// String returns "1", "2", "1,2" or "none".
func (v Version) String() string {
	if v == 0 {
		return "none"
	}
	return text.Bits(uint64(v), []string{"1", "2"})
}

// orDefault is what an absent Version Number stands for.
func (v Version) orDefault() Version {
	if v == 0 {
		return Version1
	}
	return v
}

// version returns the value of a Version Number, without its reserved bits.
func (w *walker) version() Version { return Version(w.octet()) & (Version1 | Version2) }

// TSDUSize is the TSDU Maximum Size in octets for each direction, X.225 8.3.1.8; 0 is unlimited.
type TSDUSize struct {
	ToResponder uint16 // initiator to responder
	ToInitiator uint16 // responder to initiator
}

func tsduSize(v []byte) TSDUSize {
	return TSDUSize{binary.BigEndian.Uint16(v), binary.BigEndian.Uint16(v[2:])}
}

// number returns the four octets as one number.
func (s TSDUSize) number() int { return int(s.ToResponder)<<16 | int(s.ToInitiator) }

func (s TSDUSize) encode(e *encoder, present bool) {
	if !present {
		return
	}
	var v [4]byte
	binary.BigEndian.PutUint16(v[:], s.ToResponder)
	binary.BigEndian.PutUint16(v[2:], s.ToInitiator)
	e.unit(parTSDUSize, v[:])
}
