package x25

import "github.com/osi-go/osi"

// A check is what the value of a facility must be.
type check uint8

const (
	checkNone          check = iota
	checkDigits              // BCD
	checkPacketSize          // two octets 04 to 0C
	checkWindow              // two octets 1 to 7 or 127
	checkOptions             // facility 01
	checkBit                 // bit 1 alone
	checkReason              // facility 08
	checkThroughputExt       // two octets 3 to 2C
	checkDNICs               // two octets of BCD each
	checkDuration            // four octets of BCD each
	checkSegments            // eight octets of BCD each
	checkRedirection         // reason, count, address
	checkDeflection          // the same, with a reason of the DTE's
	checkExtension           // use and count, address
	checkDelay               // two, four or six octets
	checkPriority            // one to six octets
	checkProtection          // use, levels
)

var x25Checks = [256]check{
	0x01: checkOptions, 0x03: checkDigits, 0x04: checkBit, 0x08: checkReason, 0x09: checkDigits,
	0x41: checkDigits, 0x42: checkPacketSize, 0x43: checkWindow, 0x44: checkDigits, 0x47: checkDigits, 0x48: checkDigits,
	0x4c: checkThroughputExt, 0xc1: checkDuration, 0xc2: checkSegments, 0xc3: checkRedirection, 0xc4: checkDNICs, 0xd1: checkDeflection,
}

var dteChecks = [256]check{
	0x0b: checkBit, 0x4d: checkThroughputExt, 0xc9: checkExtension, 0xca: checkDelay,
	0xcb: checkExtension, 0xd2: checkPriority, 0xd3: checkProtection,
}

// bounds are those between which every octet of a parameter is valid without another look: values
// of them from least on.
type bounds struct {
	least  uint8
	values uint16
}

func (u *bounds) holds(x uint8) bool { return uint16(x-u.least) < u.values }

// x25Bounds has the bounds for codes of classes A and B, as far as x25Checks ask for no more.
var x25Bounds = func() (t [256]bounds) {
	for code := 1; code < 0x80; code++ {
		if x25Checks[code] == checkNone {
			t[code] = bounds{0, 256}
		}
	}
	t[0x42] = bounds{4, 9} // checkPacketSize
	t[0x43] = bounds{1, 7} // checkWindow; more with modulo 128, which value knows
	return t
}()

// value checks v. Reserved throughput classes (0 to 2 of 02 and 0A) and the pad behind an odd
// number of semi-octets are let pass and kept: the Linux kernel sends both. r is nil when it is
// good; at is the offset of the fault in v. The class fixes the length of v where it is A or B.
func (c check) value(v []byte, m Modulo) (r *osi.Rule, at int) {
	switch c {
	case checkNone:
		return nil, 0
	case checkPacketSize:
		return octetsWithin(v, 4, 12)
	case checkWindow:
		return octetsWithin(v, 1, m.Max())
	case checkDigits:
		return decimal(v, 0)
	case checkThroughputExt:
		return octetsWithin(v, 3, 0x2c)
	case checkOptions:
		return oneOctet(v, len(v) == 1 && v[0]&0x0e == 0)
	case checkBit:
		return oneOctet(v, len(v) == 1 && v[0] <= 1)
	case checkReason:
		return oneOctet(v, len(v) == 1 && RedirectionReason(v[0]).valid(true))
	case checkDNICs:
		return groups(v, 2)
	case checkDuration:
		return groups(v, 4)
	case checkSegments:
		return groups(v, 8)
	case checkRedirection, checkDeflection:
		return c.redirection(v)
	case checkExtension:
		return extension(v)
	case checkDelay:
		if n := len(v); n != 2 && n != 4 && n != 6 {
			return ruleFacilityLength, 0
		}
	case checkPriority:
		if n := len(v); n < 1 || n > 6 {
			return ruleFacilityLength, 0
		}
	case checkProtection:
		return protection(v)
	}
	return nil, 0
}

// oneOctet is the result for a parameter of one octet, which is good or not.
func oneOctet(v []byte, good bool) (*osi.Rule, int) {
	switch {
	case len(v) != 1:
		return ruleFacilityLength, 0
	case !good:
		return ruleFacilityValue, 0
	}
	return nil, 0
}

// octetsWithin checks that every octet is in the range.
func octetsWithin(v []byte, least, most int) (*osi.Rule, int) {
	for i, x := range v {
		if int(x) < least || int(x) > most {
			return ruleFacilityValue, i
		}
	}
	return nil, 0
}

// decimal checks that v is BCD; its offset in the parameter is from.
func decimal(v []byte, from int) (*osi.Rule, int) {
	for i, x := range v {
		if x>>4 > 9 || x&0x0f > 9 {
			return ruleFacilityValue, from + i
		}
	}
	return nil, 0
}

// groups checks that v is one or more groups of BCD of the size.
func groups(v []byte, size int) (*osi.Rule, int) {
	if len(v) == 0 || len(v)%size != 0 {
		return ruleFacilityLength, 0
	}
	return decimal(v, 0)
}

// redirection checks reason, semi-octet count and address, X.25 6.25.
func (c check) redirection(v []byte) (*osi.Rule, int) {
	if len(v) < 2 || len(v) != 2+(int(v[1])+1)/2 || v[1] > MaxAlternative {
		return ruleFacilityLength, 0
	}
	if reason := RedirectionReason(v[0]); !reason.valid(false) || c == checkDeflection && reason < ReasonCalledDTE {
		return ruleFacilityValue, 0
	}
	// The digits are those of either form of address: an address with TOA 5 has any, any other BCD
	// behind TOA and NPI.
	digits := readSemiOctets(v[2:], 0, int(v[1]))
	plain, toanpi := Address{semi: digits}, Address{semi: digits, toanpi: true}
	at, long := plain.fault()
	if at == digits.Len() && !long {
		return nil, 0
	}
	if end, long := toanpi.fault(); end < digits.Len() {
		return ruleFacilityValue, 2 + end/2
	} else if long {
		return ruleFacilityValue, 1
	}
	return nil, 0
}

// extension checks use, semi-octet count and address, X.25 Annex G.3.1.
func extension(v []byte) (*osi.Rule, int) {
	if len(v) == 0 {
		return ruleFacilityLength, 0
	}
	n := int(v[0] & 0x3f)
	switch {
	case v[0]>>6 == 3, n > MaxExtension:
		return ruleFacilityValue, 0
	case len(v) != 1+(n+1)/2:
		return ruleFacilityLength, 0
	}
	return nil, 0
}

// protection checks the use and one or two levels, each with its length, X.25 Annex G.3.3.
func protection(v []byte) (*osi.Rule, int) {
	if len(v) < 2 {
		return ruleFacilityLength, 0
	}
	if v[0]>>6 == 0 || v[0]&0x3f != 0 {
		return ruleFacilityValue, 0
	}
	first := 2 + int(v[1])
	if first > len(v) || first < len(v) && first+1+int(v[first]) != len(v) {
		return ruleFacilityLength, 1
	}
	return nil, 0
}
