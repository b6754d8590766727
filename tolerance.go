package osi

import (
	"iter"

	"github.com/osi-go/osi/internal/text"
)

// A Tolerance is a set of deviations from the standards that real peers are
// known for. The zero set is strict. A decoder that is told to tolerate a
// deviation accepts it and reports that it did.
type Tolerance uint64

// Deviations in TPKT and TPDUs.
const (
	TPKTReserved          Tolerance = 1 << iota // TPKT reserved octet not 0, RFC 1006 6
	LongConnectionRequest                       // CR of more than 128 octets, X.224 13.3
	Class0TPDUSize                              // TPDU size 4096 to 65536 in class 0, X.224 13.3.4 b
	Class0UserData                              // at most 32 octets of user data in a CR or CC of class 0, X.224 13.3.5
	Class0Parameter                             // parameter of other classes in a CC of class 0, X.224 8.2.2
	Class0Number                                // TPDU-NR not 0 in a DT of class 0, X.224 13.7.3
	Class0Expedited                             // ED of RFC 1006 in class 0, not over TCP or not agreed on
	EmptySegment                                // DT without user data and without EOT, X.224 6.3.3
	Class0BareError                             // ER of class 0 without the invalid TPDU, X.224 13.12.4
	Class0DisconnectData                        // user data in a DR of a connection of class 0, X.224 13.5.5
	ZeroReference                               // SRC-REF 0 in a CR or CC, X.224 6.5.4 a
	Class0Disconnect                            // DR in an open connection of class 0, X.224 6.7.1.2
	ErrorReference                              // ER with DST-REF 0, X.224 13.12.3
)

// Deviations in SPDUs and TSDUs of the session protocol.
const (
	LongLengthIndicator     Tolerance = 1 << (iota + 16) // three octets that say less than 255, X.225 8.2.5
	UnitOrder                                            // units out of order, X.225 8.2.6
	MisplacedUnit                                        // known parameter in an SPDU that has none such: ignored, X.225 8.3
	LongConnectData                                      // CN with more than 512 octets of User Data, X.225 7.1.1
	ShortExtendedData                                    // CN with Extended User Data of at most 512 octets, X.225 7.1.1
	LoneCategory2                                        // category 2 SPDU without GT or PT in front, X.225 6.3.7; not DT, AI, AIA, which are then GT, AB, AA
	ConcatenationPair                                    // GT in place of PT or the reverse, X.225 6.3.7 Table 7
	ConcatenatedTokens                                   // Token Item where Table 7 forbids it, X.225 6.3.7
	UnexpectedConcatenation                              // extended concatenation that was not announced, X.225 6.3.7
	LoneGiveTokens                                       // GT or PT alone without a Token Item, X.225 8.3.16.6, 8.3.17.6
	SurplusSerial                                        // AC with a serial number where the units selected have none, X.225 8.3.4.10
	ResyncTokenRole                                      // Token Setting of RS and RA by the role in the connection, not in the resynchronization, X.225 8.3.24.4
)

// Deviations in PPDUs.
const (
	DisorderedComponents    Tolerance = 1 << (iota + 32) // components of a SEQUENCE out of order, X.226 8.2
	UndefinedElement                                     // undefined element in a PPDU other than CP, X.226 8.5.2
	EitherEncoding                                       // simple encoding for full, or full for simple, X.226 8.4
	RejectionWithoutReason                               // context rejected by the provider without a reason, X.226 6.2.3.5
	RejectUserData                                       // user data in a CPR by the provider, X.226 6.2.4.10
	AbortWithoutEvent                                    // ARP whose reason needs an event identifier, X.226 6.4.3.1
	RejectionWithoutDefault                              // CPR with reason 5 and without default-context-result 2, X.226 6.2.6.2
	AbortWithoutContexts                                 // ARU with user data and without its context list, X.226 6.4.2.1
)

// Deviations in ACSE and RTSE APDUs.
const (
	MixedTitleForms          Tolerance = 1 << (iota + 40) // AP title and AE qualifier of different forms, X.227 9.1
	UnselectedFunctionalUnit                              // authentication fields without the functional unit, X.227 9.1
	EmptyUserInformation                                  // user information without an EXTERNAL, X.227 Amd.1 9.1
	_
	OtherModeReference // calling SS-user reference as a T61String in normal mode, or as octets in X.410 mode, X.228 9
	UndefinedACSEField // undefined field in another APDU than AARQ, where X.227 Amd.1 has an extension marker: ignored
	WithoutACSE        // presentation connection of a user without ACSE, X.227 6.3
)

// Deviations in X.25 packets and XOT.
const (
	X25LongCallUserData    Tolerance = 1 << (iota + 48) // call user data of 17 to 128 octets without fast select, X.25 5.2.2
	X25AddressPad                                       // pad behind an odd number of digits not 0, X.25 5.2.1.1
	X25NoDiagnostic                                     // CLEAR, RESET or RESTART of a DCE without diagnostic, X.25 5.2.4
	XOTNoFlowControl                                    // call without facilities 42 and 43, RFC 1613
	X25ServiceNotAgreed                                 // D bit or INTERRUPT in a call of OSI that has not agreed to it, X.223 12 b
	X25UnconfirmedClear                                 // CALL by the side whose CLEAR was not confirmed, X.25 4.1.7
	X25RestrictedAccepted                               // CALL ACCEPTED to a call with restricted response, X.25 6.16
	X25SwappedFlowControl                               // packet and window sizes of the other direction taken by the called DTE, X.25 6.12
	XOTUnstatedFlowControl                              // confirmation without what the call lacks of facilities 42 and 43, RFC 1613 6.1
)

// toleranceNames has the name of bit i at index i.
var toleranceNames = [64]string{
	0: "tpkt-reserved", 1: "long-cr", 2: "class0-tpdu-size", 3: "class0-user-data", 4: "class0-parameter",
	5: "class0-number", 6: "class0-expedited", 7: "empty-segment", 8: "class0-bare-error", 9: "class0-disconnect-data",
	10: "zero-reference", 11: "class0-disconnect", 12: "error-reference",
	16: "long-length-indicator", 17: "unit-order", 18: "misplaced-unit", 19: "long-connect-data", 20: "short-extended-data",
	21: "lone-category2", 22: "concatenation-pair", 23: "concatenated-tokens", 24: "unexpected-concatenation",
	25: "lone-give-tokens", 26: "surplus-serial", 27: "resync-token-role",
	32: "disordered-components", 33: "undefined-element", 34: "either-encoding", 35: "rejection-without-reason",
	36: "reject-user-data", 37: "abort-without-event", 38: "rejection-without-default", 39: "abort-without-contexts",
	40: "mixed-title-forms", 41: "unselected-functional-unit", 42: "empty-user-information", 46: "without-acse",
	44: "other-mode-reference", 45: "undefined-acse-field",

	48: "x25-long-call-user-data", 49: "x25-address-pad", 50: "x25-no-diagnostic", 51: "xot-no-flow-control",
	52: "x25-service-not-agreed", 53: "x25-unconfirmed-clear", 54: "x25-restricted-accepted", 55: "x25-swapped-flow-control",
	56: "xot-unstated-flow-control",
}

// All yields the single tolerances in the set, lowest bit first.
func (t Tolerance) All() iter.Seq[Tolerance] {
	return func(yield func(Tolerance) bool) {
		for rest := t; rest != 0; rest &= rest - 1 {
			if !yield(rest & -rest) {
				return
			}
		}
	}
}

// String returns the names in the set, joined by commas: "tpkt-reserved,long-cr". A bit that is no
// tolerance is "bit63".
func (t Tolerance) String() string { return text.Bits(uint64(t), toleranceNames[:]) }

// ParseTolerance is the inverse of String. The empty text is the empty set; ok is false for
// a name that does not exist.
func ParseTolerance(names string) (t Tolerance, ok bool) {
	err := text.Parse(&t, []byte(names))
	return t, err == nil
}

// AppendText appends the text of String. It implements [encoding.TextAppender] and never fails.
func (t Tolerance) AppendText(b []byte) ([]byte, error) { return append(b, t.String()...), nil }

// MarshalText returns the text of String.
func (t Tolerance) MarshalText() ([]byte, error) { return t.AppendText(nil) }

// UnmarshalText is the inverse of MarshalText. Any other text is an error.
func (t *Tolerance) UnmarshalText(s []byte) error { return text.Parse(t, s) }

// Leniency is the part of a decoder that says what it tolerates and what it
// has tolerated. The zero Leniency, and a nil one, is strict.
type Leniency struct {
	Tolerate  Tolerance // what to accept
	Tolerated Tolerance // what was accepted since the caller last cleared it
}

// Excuse reports whether deviation t is tolerated, and records that it occurred.
func (l *Leniency) Excuse(t Tolerance) bool {
	if l == nil || l.Tolerate&t == 0 {
		return false
	}
	l.Tolerated |= t
	return true
}
