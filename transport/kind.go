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
	code    byte     // with low bits 0
	low     uint16   // the low bits that the code may have: bit n is the value n
	set     tpduSet  // its bit
	fixed   [3]uint8 // octets of LI and fixed part: class 0 and 1, normal, extended
	classes ClassSet
	data    bool                            // has user data, and so ends an NSDU
	srcRef  bool                            // has a SRC-REF, octets 5 and 6
	lend    func(o *owned, fresh bool) TPDU // that of o, or a new one
}{
	kindCR:   {"CR", codeCR, 0xffff, inCR, [3]uint8{7, 7, 7}, 0b11111, true, true, func(o *owned, fresh bool) TPDU { return ownOrNew(fresh, &o.cr) }},
	kindCC:   {"CC", codeCC, 0xffff, inCC, [3]uint8{7, 7, 7}, 0b11111, true, true, func(o *owned, fresh bool) TPDU { return ownOrNew(fresh, &o.cc) }},
	kindDR:   {"DR", codeDR, 1, inDR, [3]uint8{7, 7, 7}, 0b11111, true, true, func(o *owned, fresh bool) TPDU { return ownOrNew(fresh, &o.dr) }},
	kindDC:   {"DC", codeDC, 1, inDC, [3]uint8{6, 6, 6}, 0b11110, false, true, func(o *owned, fresh bool) TPDU { return ownOrNew(fresh, &o.dc) }},
	kindDT:   {"DT", codeDT, 3, inDT, [3]uint8{3, 5, 8}, 0b11111, true, false, func(o *owned, fresh bool) TPDU { return ownOrNew(fresh, &o.dt) }},
	kindED:   {"ED", codeED, 1, inED, [3]uint8{5, 5, 8}, 0b11110, true, false, func(o *owned, fresh bool) TPDU { return ownOrNew(fresh, &o.ed) }},
	kindAK:   {"AK", codeAK, 0xffff, inAK, [3]uint8{5, 5, 10}, 0b11110, false, false, func(o *owned, fresh bool) TPDU { return ownOrNew(fresh, &o.ak) }},
	kindEA:   {"EA", codeEA, 1, inEA, [3]uint8{5, 5, 8}, 0b11110, false, false, func(o *owned, fresh bool) TPDU { return ownOrNew(fresh, &o.ea) }},
	kindRJ:   {"RJ", codeRJ, 0xffff, 0, [3]uint8{5, 5, 10}, 0b01010, false, false, func(o *owned, fresh bool) TPDU { return ownOrNew(fresh, &o.rj) }},
	kindER:   {"ER", codeER, 1, inER, [3]uint8{5, 5, 5}, 0b11111, false, false, func(o *owned, fresh bool) TPDU { return ownOrNew(fresh, &o.er) }},
	kindUD:   {"UD", codeUD, 1, inUD, [3]uint8{2, 2, 2}, 0, true, false, nil}, // of no connection
	kindNone: {},
}

// owned has the TPDUs that a Decoder lends, one of each kind.
type owned struct {
	dt Data
	cr ConnectionRequest
	cc ConnectionConfirm
	dr DisconnectRequest
	dc DisconnectConfirm
	ed ExpeditedData
	ak DataAcknowledgement
	ea ExpeditedAcknowledgement
	rj Reject
	er TPDUError
}

// noOwned stands for the owned of a nil Decoder: only the types of its fields count.
var noOwned owned

// ownOrNew returns own, or a new value of its type.
func ownOrNew[T any](fresh bool, own *T) *T {
	if fresh {
		return new(T)
	}
	return own
}

// kindOfCode has the kinds by the octet that is their code, low bits included.
var kindOfCode = func() (t [256]kind) {
	for code := range t {
		t[code] = kindNone
		for k := range kindNone {
			if kinds[k].code == byte(code&0xf0) && kinds[k].low>>(code&0x0f)&1 != 0 {
				t[code] = k
			}
		}
	}
	return t
}()

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
	if f.Class <= maxClass && kinds[k].classes == allClasses {
		return nil
	}
	return k.optional(f, code)
}

// optional is available for what not every class has.
func (k kind) optional(f Format, code byte) error {
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
	if len(b) >= 2 {
		if k := kindOfCode[b[1]]; k != kindNone {
			return k, nil
		}
	}
	return oddKind(b, credit)
}

// oddKind is kindOf for what has no code of kindOfCode: it may be an ED with a credit, or is wrong.
func oddKind(b []byte, credit bool) (kind, error) {
	switch {
	case len(b) < 2:
		return kindNone, fail(ruleEmpty, "", len(b), len(b), 2)
	case credit && b[1]&0xf0 == codeED:
		return kindED, nil
	}
	return kindNone, fail(ruleCode, "", 1, int(b[1]), 0)
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
