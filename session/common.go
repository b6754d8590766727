package session

import (
	"bytes"
	"slices"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/internal/text"
)

// Common holds what most SPDUs may carry. An SPDU that may not carry a field
// refuses it when encoded.
type Common struct {
	Enclosure Enclosure // absent unless the SSDU is segmented, or segmenting is selected for DT and TD

	// Nested is the Nested Connection Identifier of X.225 Amd.2; absent outside nested connections.
	Nested osi.Opt[uint8]

	// UserData is the User Data parameter, or the user information field of DT, EX, TD, UD and the
	// short forms. In a REFUSE it is what follows the reason, in an MIA it is PI 46. nil is absent.
	UserData []byte

	// Ignored has, in their order, the units that have no meaning here: unknown ones, those of
	// X.225 Annex B, and empty ones, which stand for the default. They are encoded again where they
	// stood.
	Ignored []Unit
}

func (c *Common) common() *Common { return c }

// SSDU returns UserData: one SSDU, or a segment of one.
func (c *Common) SSDU() []byte { return c.UserData }

// reset sets UserData and clears all else; it keeps the capacity of Ignored.
func (c *Common) reset(data []byte) {
	c.Enclosure, c.Nested = EnclosureNone, osi.Opt[uint8]{}
	c.UserData = data
	c.Ignored = c.Ignored[:0]
}

// reset clears the SPDU s, whose Common is c, but for the capacity of Ignored.
func reset[T any](s *T, c *Common) {
	list := c.Ignored[:0]
	*s = *new(T)
	c.Ignored = list
}

// decodeAs decodes an SPDU of type t that has nothing but c.
func (c *Common) decodeAs(t Type, b []byte, d *Decoder) error {
	c.reset(nil)
	var w walker
	w.start(t, b, d, c)
	w.next(c)
	return w.finish(c, fault{})
}

// appendAs appends an SPDU of type t that has nothing but c to b.
func (c *Common) appendAs(t Type, b []byte) ([]byte, error) {
	var e encoder
	e.begin(t, b, c)
	e.enclosure()
	p := parUserData
	if types[t].user {
		p = parNone
	}
	return e.finish(p, c.UserData, fault{})
}

func (c *Common) clone() Common {
	r := *c
	r.UserData = bytes.Clone(c.UserData)
	r.Ignored = slices.Clone(c.Ignored)
	for i := range r.Ignored {
		r.Ignored[i].Value = bytes.Clone(r.Ignored[i].Value)
	}
	return r
}

// check checks the user data against the Enclosure Item, X.225 8.3.4.18, 8.3.4.21, 8.4.2 and
// 8.3.11.4.
func (c *Common) check(t Type) fault {
	switch {
	case c.Enclosure == EnclosureWhole && t != TypeDT && t != TypeTD:
		if t != TypeCDO && t != TypeEX { // these say themselves what they allow
			return newFault(ruleEnclosure, parEnclosure, int(EnclosureWhole-EnclosureMiddle), int(EnclosureFirst-EnclosureMiddle))
		}
	case len(c.UserData) > 0:
	case t == TypeDT || t == TypeTD:
		if !c.Enclosure.Ends() || c.Enclosure == EnclosureNone {
			return fault{rule: ruleUserInformation, code: atUserInformation}
		}
	case !c.Enclosure.Ends():
		return fault{rule: ruleEnclosureData, code: atUserInformation}
	}
	return fault{}
}

// checkVersion1 checks what Annex D says of version 1.
func (c *Common) checkVersion1(t Type) fault {
	most := int(types[t].v1)
	switch {
	case t == TypeOA || t == TypeCDO:
		return fault{rule: ruleVersion1Overflow, code: atIdentifier, got: int(types[t].si)}
	case c.Enclosure != EnclosureNone && t != TypeDT && t != TypeTD:
		return newFault(ruleVersion1Enclosure, parEnclosure, int(c.Enclosure-EnclosureMiddle), 0)
	case t == TypeCN: // proposes a version, and has its own maxima
	case most < unlimited && len(c.UserData) > most || c.UserData != nil && most == 0: // there the clauses forbid the PGI unit, also with LI 0
		return newFault(ruleVersion1Data, userDataOf(t), len(c.UserData), most)
	}
	return fault{}
}

// userDataOf returns the parameter that holds the user data of an SPDU of type t.
func userDataOf(t Type) par {
	if t == TypeRF {
		return parReason
	}
	if t == TypeMIA {
		return parMinorAckData
	}
	return parUserData
}

// Enclosure is the Enclosure Item: which part of an SSDU the SPDU holds, X.225
// 8.3.4.18 and 8.3.11.3. The zero Enclosure is an absent item: a whole SSDU.
type Enclosure uint8

// The values of the Enclosure Item; the octet is one less.
const (
	EnclosureNone   Enclosure = iota // absent
	EnclosureMiddle                  // 0: neither beginning nor end
	EnclosureFirst                   // 1: beginning of the SSDU
	EnclosureLast                    // 2: end of the SSDU
	EnclosureWhole                   // 3: both
)

// enclosureOf ignores the reserved bits.
func enclosureOf(v uint8) Enclosure { return EnclosureMiddle + Enclosure(v&3) }

// Begins reports whether the SPDU holds the beginning of its SSDU.
func (e Enclosure) Begins() bool { return !e.continues() }

// Ends reports whether the SPDU holds the end of its SSDU.
func (e Enclosure) Ends() bool { return e != EnclosureMiddle && e != EnclosureFirst }

func (e Enclosure) continues() bool { return e == EnclosureMiddle || e == EnclosureLast }

// String returns "none", "middle", "first", "last" or "whole".
func (e Enclosure) String() string { return text.Name(enclosureNames[:], e, "enclosure") }

var enclosureNames = [...]string{"none", "middle", "first", "last", "whole"}

// A SerialNumber is a synchronization point serial number: decimal digits, most significant first,
// leading zeros allowed (X.225 8.3.1.10). It aliases what it was decoded from; nil is absent.
// Compare serial numbers with Compare or Equal, never as octets.
type SerialNumber []byte

// Serial returns the shortest encoding of n.
func Serial(n uint64) SerialNumber {
	var digits [20]byte
	i := len(digits)
	for {
		i--
		digits[i] = "0123456789"[n%10]
		if n /= 10; n == 0 {
			return bytes.Clone(digits[i:])
		}
	}
}

// Next returns the number that follows n, with as many digits or one more, as after 999: leading
// zeros stay. It is absent when n is absent or has an octet that is no digit. Whether the upper
// limit allows it, [Negotiated] SerialDigits tells.
func (n SerialNumber) Next() SerialNumber {
	if len(n) == 0 || n.check() >= 0 {
		return nil
	}
	next := append(SerialNumber{'0'}, n...)
	for i := len(next) - 1; ; i-- {
		if next[i]++; next[i] <= '9' {
			break
		}
		next[i] = '0'
	}
	if next[0] == '0' {
		return next[1:]
	}
	return next
}

// Uint64 returns the number; ok is false when it is absent, has an octet that is no digit, or
// exceeds 64 bits.
func (n SerialNumber) Uint64() (v uint64, ok bool) {
	for _, x := range n.trim() {
		d := uint64(x - '0')
		if d > 9 || v > (1<<64-1)/10 || v*10 > 1<<64-1-d {
			return 0, false
		}
		v = v*10 + d
	}
	return v, len(n) > 0
}

// Compare compares two numbers of any length; an absent one is below all others.
func (n SerialNumber) Compare(m SerialNumber) int {
	a, b := n.trim(), m.trim()
	switch {
	case len(n) == 0 || len(m) == 0:
		return min(len(n), 1) - min(len(m), 1)
	case len(a) != len(b):
		return len(a) - len(b)
	}
	return bytes.Compare(a, b)
}

// Equal reports whether both are the same number, or both absent.
func (n SerialNumber) Equal(m SerialNumber) bool { return n.Compare(m) == 0 }

// String returns the digits as they stand.
func (n SerialNumber) String() string { return string(n) }

// MarshalJSON returns the digits as a string, since leading zeros count; null for an absent number.
// Octets that are no digits are as in an [osi.Selector].
func (n SerialNumber) MarshalJSON() ([]byte, error) { return osi.Selector(n).MarshalJSON() }

// UnmarshalJSON is the inverse of MarshalJSON. It does not check the digits.
func (n *SerialNumber) UnmarshalJSON(b []byte) error { return (*osi.Selector)(n).UnmarshalJSON(b) }

func (n SerialNumber) trim() []byte { return bytes.TrimLeft(n, "0") }

// check returns the index of the first octet that is no digit; -1 when all are.
func (n SerialNumber) check() int {
	for i, x := range n {
		if x-'0' > 9 {
			return i
		}
	}
	return -1
}
