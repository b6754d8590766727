package x25

import (
	"fmt"
	"strings"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/internal/octets"
)

// The lengths of addresses, X.25 5.2.1, in semi-octets.
const (
	MaxAddress       = 15 // a non-TOA/NPI address
	MaxTOANPIAddress = 17 // a TOA/NPI address, TOA and NPI included, unless TOA is alternative
	MaxAlternative   = 42 // of an alternative address, TOA and NPI included: an NSAP address of 40. X.25 sets no other limit
)

// TOA is the type of address, X.25 5.2.1.2.
type TOA uint8

// The types of address.
const (
	TOAUnknown       TOA = iota // network dependent or unknown
	TOAInternational            // international number
	TOANational                 // national number
	TOANetwork                  // network specific number
	TOAComplementary            // complementary address alone
	TOAAlternative              // alternative address: NPI says of what kind
)

// NPI is the numbering plan identification, X.25 5.2.1.2. Its meaning depends on the TOA.
type NPI uint8

// The numbering plans of TOA 0 to 4, and what an alternative address (TOA 5) is.
const (
	NPIUnknown  NPI = 0
	NPIE164     NPI = 1 // digital
	NPIE164Alog NPI = 2 // analogue
	NPIX121     NPI = 3
	NPITelex    NPI = 4 // F.69
	NPIPrivate  NPI = 5

	AlternativeText     NPI = 0 // ISO/IEC 646 characters
	AlternativeNSAP     NPI = 1 // X.213
	AlternativeMAC      NPI = 2 // IEEE 802
	AlternativeInternet NPI = 3 // RFC 1166
)

// An Address is a called or calling DTE address as a comparable value. The zero Address is empty.
type Address struct {
	semi   SemiOctets // TOA and NPI included
	toanpi bool
}

// Len returns the length of the address in semi-octets, TOA and NPI included: what its length field
// says.
func (a Address) Len() int { return a.semi.Len() }

// IsTOANPI reports whether the address has a TOA and an NPI.
func (a Address) IsTOANPI() bool { return a.toanpi }

// TOA returns the type of address; TOAUnknown for an address without one.
func (a Address) TOA() TOA {
	if !a.toanpi {
		return TOAUnknown
	}
	return TOA(a.semi.At(0))
}

// NPI returns the numbering plan; NPIUnknown for an address without one.
func (a Address) NPI() NPI {
	if !a.toanpi {
		return NPIUnknown
	}
	return NPI(a.semi.At(1))
}

// Digits returns what follows TOA and NPI; the whole of an address without them.
func (a Address) Digits() SemiOctets {
	if !a.toanpi {
		return a.semi
	}
	return a.semi.slice(2)
}

// AppendText appends what String returns to b. It implements [encoding.TextAppender] and never
// fails.
func (a Address) AppendText(b []byte) ([]byte, error) {
	if a.toanpi {
		const hex = "0123456789abcdef"
		b = append(b, hex[a.semi.At(0)], '/', hex[a.semi.At(1)], '/')
	}
	return a.Digits().AppendText(b)
}

// String returns the digits, "311020100101"; with TOA and NPI in front where there are any,
// "1/3/311020100101".
func (a Address) String() string {
	b, _ := a.AppendText(nil)
	return string(b)
}

// MarshalText returns the text of String.
func (a Address) MarshalText() ([]byte, error) { return a.AppendText(nil) }

// UnmarshalText is [ParseAddress]. A text that is no address is an error and changes nothing.
func (a *Address) UnmarshalText(text []byte) error {
	v, ok := ParseAddress(string(text))
	if !ok {
		return fmt.Errorf("x25.Address: %.64q is no address", text)
	}
	*a = v
	return nil
}

// NewAddress returns a TOA/NPI address. ok is false when TOA or NPI is over 15, or the address is
// too long or, unless alternative, has a semi-octet over 9.
func NewAddress(toa TOA, npi NPI, digits SemiOctets) (a Address, ok bool) {
	if toa > 15 || npi > 15 || digits.Len() > MaxAlternative-2 {
		return Address{}, false
	}
	a.toanpi = true
	a.semi = a.semi.with(uint8(toa)).with(uint8(npi))
	for i := range digits.Len() {
		a.semi = a.semi.with(digits.At(i))
	}
	if at, bad := a.fault(); bad || at < a.Len() {
		return Address{}, false
	}
	return a, true
}

// ParseAddress is the inverse of String. ok is false for a text that is no valid address.
func ParseAddress(text string) (a Address, ok bool) {
	if toa, rest, found := strings.Cut(text, "/"); found {
		npi, digits, found := strings.Cut(rest, "/")
		t, okT := ParseSemiOctets(toa)
		n, okN := ParseSemiOctets(npi)
		d, okD := ParseSemiOctets(digits)
		if !found || !okT || !okN || !okD || t.Len() != 1 || n.Len() != 1 {
			return Address{}, false
		}
		return NewAddress(TOA(t.At(0)), NPI(n.At(0)), d)
	}
	a.semi, ok = ParseSemiOctets(text)
	if at, bad := a.fault(); !ok || bad || at < a.Len() {
		return Address{}, false
	}
	return a, true
}

// fault returns the index of the first semi-octet that is no digit, Len() when there is none, and
// whether the length is wrong.
func (a Address) fault() (at int, badLength bool) {
	n := a.semi.Len()
	switch {
	case !a.toanpi:
		return a.semi.decimal(), n > MaxAddress
	case n == 0:
		return 0, false
	case n < 2:
		return n, true
	case a.TOA() == TOAAlternative:
		return n, n > MaxAlternative
	}
	if at = a.semi.decimal(); at < 2 { // TOA and NPI are no digits
		at = a.semi.slice(2).decimal() + 2
	}
	return at, n > MaxTOANPIAddress
}

// lengthLimit returns the least length where the address is shorter, else the largest.
func (a Address) lengthLimit() int {
	switch {
	case !a.toanpi:
		return MaxAddress
	case a.Len() < 2:
		return 2
	case a.TOA() == TOAAlternative:
		return MaxAlternative
	}
	return MaxTOANPIAddress
}

// Addresses is the address block of a packet, X.25 5.2.1. The zero Addresses is a block with two
// empty addresses.
type Addresses struct {
	TOANPI  bool    // the A bit: addresses have TOA and NPI. An empty address suits both forms
	Called  Address // may be empty
	Calling Address // may be empty
}

// empty reports whether both addresses are.
func (a *Addresses) empty() bool { return a.Called.Len() == 0 && a.Calling.Len() == 0 }

// size returns the number of octets of the block.
func (a *Addresses) size() int {
	n := 1
	if a.TOANPI {
		n = 2
	}
	return n + (a.Called.Len()+a.Calling.Len()+1)/2
}

// read reads the block of a packet of type t at offset 3 or, in a clear, 5. end is the offset of
// what follows.
func (a *Addresses) read(t Type, b []byte, off int, o *Decoder) (end int, err error) {
	head := off + 1
	var called, calling int
	if b[0]&0x80 == 0 {
		if off >= len(b) {
			return 0, fail(ruleAddressShort, t, len(b), 0, 1)
		}
		called, calling = int(b[off]&0x0f), int(b[off]>>4)
		a.TOANPI = false
	} else {
		if len(b)-off < 2 {
			return 0, fail(ruleAddressShort, t, len(b), len(b)-off, 2)
		}
		head = off + 2
		called, calling = int(b[off]), int(b[off+1])
		a.TOANPI = true
		if called > MaxAlternative {
			return 0, fail(ruleCalledLength, t, off, called, MaxAlternative)
		}
		if calling > MaxAlternative {
			return 0, fail(ruleCallingLength, t, off+1, calling, MaxAlternative)
		}
	}
	sum := called + calling
	end = head + (sum+1)>>1
	if end > len(b) {
		return 0, fail(ruleAddressShort, t, off, len(b)-head, end-head)
	}
	digits := b[head:end:len(b)]
	if !a.TOANPI { // at most 15 semi-octets each: one word
		first, second := readWord(b[head:], 0, called), readWord(b[head:], called, calling)
		a.Called = Address{semi: SemiOctets{w: [3]uint64{first}, n: octets.Len8(called)}}
		a.Calling = Address{semi: SemiOctets{w: [3]uint64{second}, n: octets.Len8(calling)}}
		if overNine(first) != 0 || overNine(second) != 0 {
			return 0, a.check(t, off)
		}
	} else {
		a.Called = Address{readSemiOctets(digits, 0, called), called > 0}
		a.Calling = Address{readSemiOctets(digits, called, calling), calling > 0}
		if err := a.check(t, off); err != nil {
			return 0, err
		}
	}
	if sum&1 != 0 && b[end-1]&0x0f != 0 && !o.excuse(osi.X25AddressPad) {
		return 0, fail(ruleAddressPad, t, end-1, int(b[end-1]&0x0f), 0)
	}
	return end, nil
}

// check checks the lengths and the digits of a block that is, or will be, at offset off.
func (a *Addresses) check(t Type, off int) error {
	head, callingLength := off+1, off
	if a.TOANPI {
		head, callingLength = off+2, off+1
	}
	at, bad := a.Called.fault()
	calledLength := a.Called.Len()
	switch {
	case calledLength > 0 && a.Called.toanpi != a.TOANPI: // the A bit says another form
		return fail(ruleCalled, t, 0, int(flag(a.TOANPI, 0x80)), 0)
	case a.Calling.Len() > 0 && a.Calling.toanpi != a.TOANPI:
		return fail(ruleCalling, t, 0, int(flag(a.TOANPI, 0x80)), 0)
	case bad:
		return fail(ruleCalledLength, t, off, calledLength, a.Called.lengthLimit())
	case at < calledLength:
		return fail(ruleCalled, t, head+at/2, int(a.Called.semi.At(at)), 0)
	}
	at, bad = a.Calling.fault()
	switch {
	case bad:
		return fail(ruleCallingLength, t, callingLength, a.Calling.Len(), a.Calling.lengthLimit())
	case at < a.Calling.Len():
		return fail(ruleCalling, t, head+(calledLength+at)/2, int(a.Calling.semi.At(at)), 0)
	}
	return nil
}

// appendTo appends the block, which begins at offset off of its packet.
func (a *Addresses) appendTo(b []byte, t Type, off int) ([]byte, error) {
	if err := a.check(t, off); err != nil {
		return b, err
	}
	called, calling := octets.Len8(a.Called.Len()), octets.Len8(a.Calling.Len())
	if a.TOANPI {
		b = append(b, called, calling)
	} else {
		b = append(b, calling<<4|called)
	}
	return appendSemiOctets(b, a.Called.semi, a.Calling.semi), nil
}
