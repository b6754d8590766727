package session

import (
	"encoding"

	"github.com/osi-go/osi"
)

// An SPDU is one of the pointers to this package's SPDU structs. X.225 has no SPDU that a
// receiver must ignore, so there is no unknown one: an undefined SI is an error.
//
//sumtype:decl
type SPDU interface {
	Type() Type
	String() string // the abbreviation of X.225: "CN"
	SSDU() []byte   // the user data of Common
	encoding.BinaryAppender

	common() *Common
	decode(b []byte, d *Decoder) error
}

// A Decoder decodes the SPDUs of one direction of a session connection. It lends values of its own,
// one of each type, which it makes when they are first needed; from then on it allocates nothing.
// It checks what its fields say of the connection. The zero Decoder knows nothing of the connection
// and tolerates nothing.
//
// It is not safe for concurrent use. Do not copy a Decoder that was used: the copy would lend the
// values of the original.
type Decoder struct {
	osi.Leniency
	Limits osi.Limits // SPDUs and Units

	// Version is the protocol version selected. Version1 adds the maxima of X.225 Annex D; 0 is not
	// yet selected.
	Version Version

	// Extended says that the receiver of this direction announced ExtendedConcatenation.
	Extended bool

	// SerialDigits is the Upper Limit Serial Number selected; 0 means 6, a negative one no limit.
	SerialDigits int

	// Units are the functional units selected; absent where the caller does not know. Where they are
	// present, an SPDU or parameter of a unit that is not selected is an error of kind ErrState, and
	// so is the absence of a parameter that a selected unit makes mandatory, of kind ErrMissing.
	Units osi.Opt[FunctionalUnits]

	// Flow is the transport flow that what is decoded comes from; FlowUnknown where the caller does
	// not know.
	Flow Flow

	// NullEncoding says that the null-encoding protocol option is selected: a TSDU is a NULL SPDU.
	NullEncoding bool

	// Connectionless says that TSDUs are those of X.235: a UNIT DATA SPDU each.
	Connectionless bool

	general bool // nothing in fast.go is used: for tests that compare

	spdus [4]SPDU // of the TSDU, in wire order

	lent [numTypes]SPDU // by type: what Decode lends; nil until it is needed
	gt   GiveTokens     // and those of a bare GT and DT, see fast.go
	dt   DataTransfer
}

// lend returns d's own value of type t, which it makes when it is first needed; a new one when d is
// nil.
func (d *Decoder) lend(t Type) SPDU {
	if d != nil && d.lent[t] != nil {
		return d.lent[t]
	}
	return d.lendNew(t)
}

func (d *Decoder) lendNew(t Type) SPDU {
	s := newSPDU(t)
	if d != nil {
		d.lent[t] = s
	}
	return s
}

func newSPDU(t Type) SPDU { return types[t].own(nil) }

// ownCopy returns a copy of s, which is a P, that shares no memory with s or its buffer; a new
// value when s is nil.
func ownCopy[T any, P interface {
	*T
	SPDU
	Clone() T
}](s SPDU) SPDU {
	p := P(new(T))
	if s != nil {
		*p = s.(P).Clone() //nolint:forcetypeassert // its Type says so
	}
	return p
}

// Clone returns a copy of s that shares no memory with s or its buffer: what the Clone of its type
// returns.
func Clone(s SPDU) SPDU { return types[s.Type()].own(s) }

func (d *Decoder) serialDigits() int {
	switch {
	case d == nil || d.SerialDigits == 0:
		return 6
	case d.SerialDigits < 0:
		return unlimited
	}
	return d.SerialDigits
}

// Parse decodes the one SPDU in b, which begins its TSDU, into a new value that aliases b.
func Parse(b []byte) (SPDU, error) { return (*Decoder)(nil).Decode(b) }

// ParseNext is Parse for an SPDU that stands behind a GT or PT in its TSDU: DT, AI, AIA and not GT,
// AB, AA.
func ParseNext(b []byte) (SPDU, error) { return (*Decoder)(nil).DecodeNext(b) }

// Decode decodes the one SPDU in b, which begins its TSDU. It does not check concatenation: see
// TSDU. The result aliases b and is d's own: it is valid until the next call of a method of d. A
// nil d decodes strictly into a new value. Errors are of any kind that the package doc lists; the
// result is then nil.
func (d *Decoder) Decode(b []byte) (SPDU, error) { return d.decode(b, &firstTypes) }

// DecodeNext is Decode for an SPDU that stands behind a GT or PT in its TSDU: DT, AI, AIA and not
// GT, AB, AA.
func (d *Decoder) DecodeNext(b []byte) (SPDU, error) { return d.decode(b, &nextTypes) }

func (d *Decoder) decode(b []byte, table *[256]Type) (SPDU, error) {
	t, err := typeOf(b, table)
	if err != nil {
		return nil, err
	}
	return d.decodeAs(t, b)
}

func (d *Decoder) decodeAs(t Type, b []byte) (SPDU, error) {
	if d != nil && d.Flow != FlowUnknown {
		if err := d.onFlow(t, b); err != nil {
			return nil, err
		}
	}
	s := d.lend(t)
	if err := s.decode(b, d); err != nil {
		return nil, err
	}
	return s, nil
}

// typeOf returns the type of the SPDU in b.
func typeOf(b []byte, table *[256]Type) (Type, error) {
	if len(b) == 0 {
		return TypeNone, fail(ruleHeader, TypeNone, 0, 0, 2)
	}
	t := table[b[0]]
	if t == TypeNone {
		return t, fail(ruleSI, TypeNone, 0, int(b[0]), 0)
	}
	if t == TypeMAP && !hasUnit(b, parameters[parSyncType].code) {
		return TypeAE, nil // 8.3.22, 8.3.35
	}
	return t, nil
}
