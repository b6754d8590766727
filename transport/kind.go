package transport

// A kind is a type of TPDU.
type kind uint8

const (
	kindCR kind = iota
	kindCC
	kindDR
	kindDC
	kindDT
	kindED
	kindAK
	kindEA
	kindRJ
	kindER
	kindUD
	kindNone
)

// The TPDU codes, X.224 13.1. The low bits of CR, CC, AK and RJ hold a credit, that of DT
// the request of acknowledgement.
const (
	codeED = 0x10
	codeEA = 0x20
	codeUD = 0x40
	codeRJ = 0x50
	codeAK = 0x60
	codeER = 0x70
	codeDR = 0x80
	codeDC = 0xc0
	codeCC = 0xd0
	codeCR = 0xe0
	codeDT = 0xf0
)

// kinds has what Table 8 and 13.3 to 13.12 of X.224 say of each kind.
var kinds = [...]struct {
	name    string
	code    byte // with low bits 0
	set     tpduSet
	fixed   [3]uint8 // octets of LI and fixed part: class 0 and 1, normal, extended
	classes ClassSet
	data    bool // has user data, and so ends an NSDU
	srcRef  bool // has a SRC-REF, octets 5 and 6
}{
	kindCR:   {"CR", codeCR, inCR, [3]uint8{7, 7, 7}, 0b11111, true, true},
	kindCC:   {"CC", codeCC, inCC, [3]uint8{7, 7, 7}, 0b11111, true, true},
	kindDR:   {"DR", codeDR, inDR, [3]uint8{7, 7, 7}, 0b11111, true, true},
	kindDC:   {"DC", codeDC, inDC, [3]uint8{6, 6, 6}, 0b11110, false, true},
	kindDT:   {"DT", codeDT, inDT, [3]uint8{3, 5, 8}, 0b11111, true, false},
	kindED:   {"ED", codeED, inED, [3]uint8{5, 5, 8}, 0b11110, true, false},
	kindAK:   {"AK", codeAK, inAK, [3]uint8{5, 5, 10}, 0b11110, false, false},
	kindEA:   {"EA", codeEA, inEA, [3]uint8{5, 5, 8}, 0b11110, false, false},
	kindRJ:   {"RJ", codeRJ, 0, [3]uint8{5, 5, 10}, 0b01010, false, false},
	kindER:   {"ER", codeER, inER, [3]uint8{5, 5, 5}, 0b11111, false, false},
	kindUD:   {"UD", codeUD, inUD, [3]uint8{2, 2, 2}, 0, true, false},
	kindNone: {},
}

// codes gives, by the high four bits of a TPDU code, the kind and which low bits it may have.
var codes = [16]struct {
	kind kind
	low  uint16 // bit n: n may stand there
}{
	{kindNone, 0},
	{kindED, 1},
	{kindEA, 1},
	{kindNone, 0},
	{kindUD, 1},
	{kindRJ, 0xffff},
	{kindAK, 0xffff},
	{kindER, 1},
	{kindDR, 1},
	{kindNone, 0},
	{kindNone, 0},
	{kindNone, 0},
	{kindDC, 1},
	{kindCC, 0xffff},
	{kindCR, 0xffff},
	{kindDT, 3},
}

// String returns the abbreviation; empty for kindNone.
func (k kind) String() string { return kinds[k].name }

func (k kind) set() tpduSet { return kinds[k].set }

// fixed returns the offset of the variable part.
func (k kind) fixed(f Format) int {
	switch {
	case f.simple():
		if k == kindED && f.Class == 0 {
			return 3 // RFC 1006 6
		}
		return int(kinds[k].fixed[0])
	case f.Extended:
		return int(kinds[k].fixed[2])
	}
	return int(kinds[k].fixed[1])
}

// available checks that a TPDU of kind k exists on a connection of format f, X.224 13.1 Table 8,
// 13.8 to 13.10, and RFC 1006 6 for an ED of class 0. code is the octet to report.
func (k kind) available(f Format, code byte) error {
	ok := kinds[k].classes.Has(f.Class) || k == kindUD || k == kindED && f.credit()
	if k == kindED || k == kindEA {
		ok = ok && f.may(OptionExpedited) && (f.Class != 2 || !f.NoFlowControl)
	}
	if k == kindAK {
		ok = ok && (f.Class != 1 || !f.must(OptionReceiptConfirmation)) && (f.Class != 2 || !f.NoFlowControl)
	}
	if !ok {
		return fail(ruleClass, k.String(), 1, int(code), 0)
	}
	return nil
}

// kindOf finds the kind of the TPDU in b. credit says that an ED may have one: RFC 1006 6.
func kindOf(b []byte, credit bool) (kind, error) {
	if len(b) < 2 {
		return kindNone, fail(ruleEmpty, "", len(b), len(b), 2)
	}
	c := &codes[b[1]>>4]
	if c.low>>(b[1]&0x0f)&1 == 0 && (c.kind != kindED || !credit) {
		return kindNone, fail(ruleCode, "", 1, int(b[1]), 0)
	}
	return c.kind, nil
}

// split returns where the header of b ends, X.224 13.2. b has at least two octets, and the variable
// part begins at fixed.
func (k kind) split(b []byte, fixed int) (end int, err error) {
	end = int(b[0]) + 1
	if end >= fixed && end <= len(b) && end <= maxLI+1 && (end == len(b) || kinds[k].data) {
		return end, nil
	}
	return 0, k.badHeader(b, end, fixed)
}

func (k kind) badHeader(b []byte, end, fixed int) error {
	switch {
	case end == 256:
		return fail(ruleLI, k.String(), 0, 255, maxLI)
	case end > len(b):
		return fail(ruleHeader, k.String(), 0, len(b), end)
	case end < fixed:
		return fail(ruleFixed, k.String(), 0, end-1, fixed-1)
	}
	return fail(ruleTrailing, k.String(), end, len(b)-end, 0)
}
