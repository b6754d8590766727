package osi

import (
	"encoding/binary"
	"fmt"
	"math/big"
	"strconv"
	"strings"

	"github.com/osi-go/osi/internal/octets"
)

// MaxOID is the largest number of contents octets an OID can hold. It is a
// limit of ours: X.690 sets none. An identifier below 2.25 with a UUID has 20 octets.
const MaxOID = 39

// maxDigits is the length of 2^(7*MaxOID)-1 in decimal.
const maxDigits = 83

// OID is an OBJECT IDENTIFIER, X.690 8.19, as a comparable value. The zero OID is
// none; it is no valid identifier.
type OID struct {
	n        uint8
	contents [MaxOID]byte
}

// OIDFromContents returns the identifier whose BER contents octets are c. ok is
// false when c is empty, longer than MaxOID, ends within a subidentifier, or
// has a subidentifier with a leading 80 octet (X.690 8.19.2).
func OIDFromContents(c []byte) (o OID, ok bool) {
	ok = o.SetContents(c)
	return o, ok
}

// SetContents sets o to the identifier whose BER contents octets are c. It is OIDFromContents for
// an OID that has its place already; where that gives false, so does SetContents, and o is zero.
func (o *OID) SetContents(c []byte) (ok bool) {
	*o = OID{}
	n := len(c)
	if n == 0 || n > MaxOID || c[n-1] >= 0x80 {
		return false
	}
	padded := uint64(0) // not 0: there is an octet 80
	switch {
	case n >= 8: // words from both ends, which overlap
		for i := 0; i < n-8; i += 8 {
			x := binary.LittleEndian.Uint64(c[i:])
			binary.LittleEndian.PutUint64(o.contents[i:], x)
			padded |= octets80(x)
		}
		x := binary.LittleEndian.Uint64(c[n-8:])
		binary.LittleEndian.PutUint64(o.contents[n-8:], x)
		padded |= octets80(x)
	case n >= 4:
		x, y := binary.LittleEndian.Uint32(c), binary.LittleEndian.Uint32(c[n-4:])
		binary.LittleEndian.PutUint32(o.contents[:], x)
		binary.LittleEndian.PutUint32(o.contents[n-4:], y)
		padded = octets80(uint64(x)<<32 | uint64(y))
	default:
		for i, x := range c {
			o.contents[i] = x
			padded |= octets80(uint64(x))
		}
	}
	if padded != 0 && !ValidOIDContents(c) {
		*o = OID{}
		return false
	}
	o.n, ok = octets.Uint8(n)
	return ok
}

// octets80 is not 0 when one of the octets of x is 80.
func octets80(x uint64) uint64 {
	const low, high = 0x01010101_01010101, 0x80808080_80808080
	x ^= high
	return (x - low) &^ x & high
}

// ValidOIDContents reports whether c is a valid encoding of the contents of an
// OBJECT IDENTIFIER of any length (X.690 8.19.2).
func ValidOIDContents(c []byte) bool {
	all := byte(0)
	for _, x := range c {
		all |= x
	}
	if all < 0x80 { // subidentifiers of one octet
		return len(c) > 0
	}
	first := true
	for _, x := range c {
		if first && x == 0x80 {
			return false
		}
		first = x&0x80 == 0
	}
	return len(c) > 0 && first
}

// ParseOID reads dotted text such as "2.6.0.1.4". ok is false when s is not the text
// of an identifier or does not fit into MaxOID octets.
func ParseOID(s string) (o OID, ok bool) {
	var c []byte
	var root *big.Int
	count := 0
	for part := range strings.SplitSeq(s, ".") {
		if len(part) > maxDigits || strings.Trim(part, "0123456789") != "" || (len(part) > 1 && part[0] == '0') {
			return OID{}, false
		}
		arc, good := new(big.Int).SetString(part, 10)
		if !good {
			return OID{}, false
		}
		switch count++; count {
		case 1:
			if arc.Cmp(big.NewInt(2)) > 0 {
				return OID{}, false
			}
			root = arc
			continue
		case 2:
			if root.Int64() < 2 && arc.Cmp(big.NewInt(39)) > 0 {
				return OID{}, false
			}
			arc.Add(arc, big.NewInt(40*root.Int64()))
		}
		c = appendSubidentifier(c, arc)
		if len(c) > MaxOID {
			return OID{}, false
		}
	}
	if count < 2 {
		return OID{}, false
	}
	return OIDFromContents(c)
}

// MustOID is ParseOID for constants: it panics on a text that is no identifier.
func MustOID(s string) OID {
	o, ok := ParseOID(s)
	if !ok {
		panic("osi: bad object identifier " + strconv.Quote(s))
	}
	return o
}

func appendSubidentifier(c []byte, arc *big.Int) []byte {
	groups := max(1, (arc.BitLen()+6)/7)
	low := new(big.Int)
	for i := groups - 1; i >= 0; i-- {
		septet := octets.Low8(low.And(low.Rsh(arc, uint(7*i)), big.NewInt(0x7f)).Uint64())
		if i > 0 {
			septet |= 0x80
		}
		c = append(c, septet)
	}
	return c
}

// IsZero reports whether o is the zero OID.
func (o OID) IsZero() bool { return o.n == 0 }

// AppendContents appends the BER contents octets of o to b.
func (o OID) AppendContents(b []byte) []byte { return append(b, o.contents[:o.n]...) }

// Len returns the number of contents octets.
func (o OID) Len() int { return int(o.n) }

// String returns dotted text, "2.6.0.1.4"; empty for the zero OID.
func (o OID) String() string { return string(o.appendDotted(nil)) }

// AppendText appends the dotted text of o to b. It implements [encoding.TextAppender] and never
// fails. It allocates only for arcs of more than 63 bits and where b is too small.
func (o OID) AppendText(b []byte) ([]byte, error) { return o.appendDotted(b), nil }

// MarshalText returns the dotted text of o; the zero OID is the empty text.
func (o OID) MarshalText() ([]byte, error) { return o.AppendText(nil) }

// UnmarshalText sets o to the identifier whose dotted text is s, or which [OIDByName] finds by s.
// The empty text is the zero OID. Any other text is an error.
func (o *OID) UnmarshalText(s []byte) error {
	v, ok := ParseOID(string(s))
	if !ok {
		v, ok = OIDByName(string(s))
	}
	if !ok && len(s) > 0 {
		return fmt.Errorf("osi.OID: %.64q is neither an object identifier nor the name of one", s)
	}
	*o = v
	return nil
}

func (o OID) appendDotted(b []byte) []byte {
	start, first := 0, true
	for i, x := range o.contents[:o.n] {
		if x&0x80 != 0 {
			continue
		}
		b = appendArc(b, o.contents[start:i+1], first)
		start, first = i+1, false
	}
	return b
}

func appendArc(b, septets []byte, first bool) []byte {
	if len(septets) > 9 {
		return appendBigArc(b, septets, first)
	}
	var v uint64
	for _, x := range septets {
		v = v<<7 | uint64(x&0x7f)
	}
	if !first {
		return strconv.AppendUint(append(b, '.'), v, 10)
	}
	root := min(v/40, 2)
	b = strconv.AppendUint(b, root, 10)
	return strconv.AppendUint(append(b, '.'), v-40*root, 10)
}

func appendBigArc(b, septets []byte, first bool) []byte {
	v := new(big.Int)
	for _, x := range septets {
		v.Or(v.Lsh(v, 7), big.NewInt(int64(x&0x7f)))
	}
	if first {
		b = append(b, '2')
		v.Sub(v, big.NewInt(80))
	}
	return v.Append(append(b, '.'), 10)
}
