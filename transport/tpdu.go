package transport

import (
	"encoding/binary"
	"iter"
	"slices"

	"github.com/osi-go/osi"
)

// A TPDU is one of *ConnectionRequest, *ConnectionConfirm, *DisconnectRequest, *DisconnectConfirm,
// *Data, *ExpeditedData, *DataAcknowledgement, *ExpeditedAcknowledgement, *Reject, *TPDUError and
// *UnitData. X.224 has no TPDU that a receiver must ignore, so there is no unknown one: 13.1 makes
// every other code an error.
//
//sumtype:decl
type TPDU interface {
	String() string // the abbreviation of X.224: "CR"
	AppendBinary(b []byte) ([]byte, error)

	// decode decodes b, whose code is that of the receiver's kind.
	decode(b []byte, f Format, l *osi.Leniency) error
}

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

// decodeAs is the typed Decode: b must hold a TPDU of kind k, and nothing is tolerated.
func decodeAs(t TPDU, k kind, b []byte, f Format) error {
	got, err := kindOf(b, f.credit())
	switch {
	case err != nil:
		return err
	case got != k:
		return fail(ruleCode, k.String(), 1, int(b[1]), 0)
	}
	if err := k.available(f, b[1]); err != nil {
		return err
	}
	return t.decode(b, f, nil)
}

// A Decoder decodes the TPDUs of one direction of a connection without
// allocating. The zero Decoder is strict and expects class 0. It is not safe for
// concurrent use.
type Decoder struct {
	osi.Leniency
	Format  Format // of the connection: that of the CR, then that of the CC, see their Format
	MaxTPDU int    // octets; a larger TPDU is an error of kind osi.ErrLimit; 0 is no limit

	general bool // nothing in fast.go is used: for tests that compare

	cr ConnectionRequest
	cc ConnectionConfirm
	dr DisconnectRequest
	dc DisconnectConfirm
	dt Data
	ed ExpeditedData
	ak DataAcknowledgement
	ea ExpeditedAcknowledgement
	rj Reject
	er TPDUError
}

// Parse decodes the one TPDU of class 0 in b into a new value that aliases b.
// For other classes use a Decoder.
func Parse(b []byte) (TPDU, error) { return (*Decoder)(nil).Decode(b) }

// Decode decodes the one TPDU in b. The result aliases b and is d's own: it is
// valid until the next call. A nil d decodes class 0 strictly into a new value.
func (d *Decoder) Decode(b []byte) (TPDU, error) {
	if d == nil {
		return d.decode(b, Format{}, nil)
	}
	if d.MaxTPDU > 0 && len(b) > d.MaxTPDU {
		return nil, fail(ruleTPDULimit, "", 0, len(b), d.MaxTPDU)
	}
	if d.Format.Class == 0 && len(b) > 2 && !d.general {
		switch b[1] { // see fast.go
		case codeDT:
			if predictable(b) {
				d.dt = Data{}
				d.dt.Format = d.Format
				d.dt.setPredictable(b)
				return &d.dt, nil
			}
		case codeCC:
			if err := d.cc.decode(b, d.Format, &d.Leniency); err != nil {
				return nil, err
			}
			return &d.cc, nil
		case codeCR:
			if err := d.cr.decode(b, d.Format, &d.Leniency); err != nil {
				return nil, err
			}
			return &d.cr, nil
		}
	}
	return d.decode(b, d.Format, &d.Leniency)
}

// Split walks the TPDUs in one NSDU of a connection with format f, X.224 6.4: in classes 1 to 4 any
// number of AK, EA, RJ, ER and DC, each of another connection, and at most one CR, CC, DR, DT or
// ED, last; in class 0 exactly one. It looks at LI, code and DST-REF alone. It yields an error at
// most once, last, with its offset in the NSDU.
func Split(nsdu []byte, f Format) iter.Seq2[[]byte, error] {
	return func(yield func([]byte, error) bool) {
		var refs refSet
		for off := 0; ; {
			rest := nsdu[off:]
			k, err := kindOf(rest, f.credit())
			if err != nil {
				yield(nil, osi.Rebase(err, "", off))
				return
			}
			if f.Class > 0 && !kinds[k].data {
				if end := max(int(rest[0])+1, 2); end < len(rest) {
					rest = rest[:end:end]
				}
				if len(rest) >= 4 && !refs.add(binary.BigEndian.Uint16(rest[2:])) {
					yield(nil, fail(ruleConcatenation, k.String(), off+2, int(binary.BigEndian.Uint16(rest[2:])), 0))
					return
				}
			}
			if off += len(rest); !yield(rest, nil) || off == len(nsdu) {
				return
			}
		}
	}
}

// A refSet is a set of references. The first few take no memory of their own.
type refSet struct {
	few  [8]uint16
	n    int
	many map[uint16]struct{}
}

// add reports whether ref is new.
func (s *refSet) add(ref uint16) bool {
	if slices.Contains(s.few[:min(s.n, len(s.few))], ref) {
		return false
	}
	if s.n++; s.n <= len(s.few) {
		s.few[s.n-1] = ref
		return true
	}
	if s.many == nil {
		s.many = map[uint16]struct{}{}
	}
	_, old := s.many[ref]
	s.many[ref] = struct{}{}
	return !old
}

// All decodes the TPDUs that Split finds, in d's format. Each is valid until the next one. It
// yields an error at most once, last, with its offset in the NSDU.
func (d *Decoder) All(nsdu []byte) iter.Seq2[TPDU, error] {
	return func(yield func(TPDU, error) bool) {
		var f Format
		if d != nil {
			f = d.Format
		}
		off := 0
		for b, err := range Split(nsdu, f) {
			if err != nil {
				yield(nil, err)
				return
			}
			t, err := d.Decode(b)
			if err != nil {
				yield(nil, osi.Rebase(err, "", off))
				return
			}
			if off += len(b); !yield(t, nil) {
				return
			}
		}
	}
}

func (d *Decoder) decode(b []byte, f Format, l *osi.Leniency) (TPDU, error) {
	k, err := kindOf(b, f.credit())
	if err != nil {
		return nil, err
	}
	if err := k.available(f, b[1]); err != nil && (k != kindED || f.Class != 0 || !l.Excuse(osi.Class0Expedited)) {
		return nil, err
	}
	t := d.lend(k)
	if t == nil { // UD
		return nil, fail(ruleClass, k.String(), 1, int(b[1]), 0)
	}
	if err := t.decode(b, f, l); err != nil {
		return nil, err
	}
	return t, nil
}

// lend returns d's own value of kind k; a new one when d is nil.
func (d *Decoder) lend(k kind) TPDU {
	if d == nil {
		return newTPDU(k)
	}
	switch k {
	case kindDT:
		return &d.dt
	case kindCR:
		return &d.cr
	case kindCC:
		return &d.cc
	case kindDR:
		return &d.dr
	case kindDC:
		return &d.dc
	case kindED:
		return &d.ed
	case kindAK:
		return &d.ak
	case kindEA:
		return &d.ea
	case kindRJ:
		return &d.rj
	case kindER:
		return &d.er
	case kindUD, kindNone: // in no class
	}
	return nil
}

func newTPDU(k kind) TPDU {
	switch k {
	case kindDT:
		return new(Data)
	case kindCR:
		return new(ConnectionRequest)
	case kindCC:
		return new(ConnectionConfirm)
	case kindDR:
		return new(DisconnectRequest)
	case kindDC:
		return new(DisconnectConfirm)
	case kindED:
		return new(ExpeditedData)
	case kindAK:
		return new(DataAcknowledgement)
	case kindEA:
		return new(ExpeditedAcknowledgement)
	case kindRJ:
		return new(Reject)
	case kindER:
		return new(TPDUError)
	case kindUD, kindNone:
	}
	return nil
}

// Begins reports whether b may be the NSDU that begins a transport connection or is met in the
// middle of one: its LI fits, and its code is one that X.224 has.
func Begins(b []byte) bool {
	k, err := kindOf(b, false)
	return err == nil && k != kindUD && int(b[0])+1 <= len(b) && b[0] >= 2
}
