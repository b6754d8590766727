package presentation

import (
	"encoding/binary"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/internal/ber"
)

// What the layout of predicted needs of Limits.Depth and Limits.Elements in the general path: three levels entered,
// of the five elements that begin.
const (
	predictedDepth    = 3
	predictedElements = 5
)

// The octets of a User-data with one PDV-list of one single-ASN1-type, with 0 for what depends on the
// size, and which bits of them those do not hold.
const (
	shortForm = 0x61 | 0x30<<16 | 0x02<<32 | 0x01<<40 | 0xa0<<56 // 61 L 30 L 02 01 id A0 | L, low octet first
	shortMask = 1<<64 - 1 - 0xff<<48
	longForm  = 0x6182<<48 | 0x3082<<16 // 61 82 L L 30 82 L L | 02 01 id A0 82 L L, high octet first
	longForm2 = 0x0201<<48 | 0xa082<<24
	longMask2 = 1<<64 - 1 - 0xff<<40 - 0xff
)

// OneValue splits b, fully encoded user data, if it is laid out as nearly all peers do: one
// PDV-list without transfer syntax, an identifier of one octet, single-ASN1-type, shortest
// definite lengths that all end exactly at the end of b. It looks at nothing else, so its work does not grow with b. value aliases b.
// When ok is false b may still be valid: [Decoder.Data] decides.
func OneValue(b []byte) (context int64, value []byte, ok bool) {
	var at int
	var id byte
	switch n := len(b); {
	case n <= 129:
		if n < 11 {
			return 0, nil, false
		}
		x := binary.LittleEndian.Uint64(b)
		if (x^(shortForm|uint64(n-2)<<8|uint64(n-4)<<24))&shortMask != 0 || int(b[8]) != n-9 {
			return 0, nil, false
		}
		at, id = 9, b[6]
	case n >= 271 && n <= 65539:
		x, y := binary.BigEndian.Uint64(b), binary.BigEndian.Uint64(b[8:])
		if x != longForm|uint64(n-4)<<32|uint64(n-8) || (y^(longForm2|uint64(n-15)<<8))&longMask2 != 0 {
			return 0, nil, false
		}
		at, id = 15, b[10]
	case n >= 140 && n <= 258:
		if b[0] != 0x61 || b[1] != 0x81 || int(b[2]) != n-3 || b[3] != 0x30 || b[4] != 0x81 || int(b[5]) != n-6 ||
			b[6] != 0x02 || b[7] != 0x01 || b[9] != 0xa0 || b[10] != 0x81 || int(b[11]) != n-12 {
			return 0, nil, false
		}
		at, id = 12, b[8]
	default:
		return 0, nil, false
	}
	value = b[at:len(b):len(b)]
	if id-1 > 126 || len(value) < 2 || value[0] == 0 || value[0]&0x1f == 0x1f {
		return 0, nil, false
	}
	if l := int(value[1]); l != len(value)-2 || l >= 0x80 {
		if !longElement(value) {
			return 0, nil, false
		}
	}
	return int64(id), value, true
}

// longElement reports whether the length of the element v has the form of two or three octets and is right.
func longElement(v []byte) bool {
	n := len(v)
	return n > 4 && v[1] == 0x82 && int(v[2])<<8|int(v[3]) == n-4 || n > 3 && v[1] == 0x81 && int(v[2]) == n-3
}

// predicted decodes b, which begins at octet off of the buffer, by OneValue. It changes
// nothing when it reports false: then the general path decides.
func (u *UserData) predicted(b []byte, off int) bool {
	id, v, ok := OneValue(b)
	if !ok {
		return false
	}
	if cap(u.PDVs) == 0 {
		u.PDVs = make([]PDV, 1)
	}
	u.Simple, u.Offset, u.PDVs = nil, 0, u.PDVs[:1]
	p := &u.PDVs[0]
	p.Context, p.Form, p.Unused, p.Value, p.Offset = id, SingleASN1Type, 0, v, off+len(b)-len(v)
	if !p.TransferSyntax.IsZero() {
		p.TransferSyntax = osi.OID{}
	}
	return true
}

// readPredicted is predicted for an element within another PPDU.
func (u *UserData) readPredicted(r *ber.Reader, e *ber.Element) bool {
	if e.Indefinite || !r.Afford(predictedDepth, predictedElements-1) {
		return false
	}
	if u.predicted(r.Raw(e), e.Offset) {
		return true
	}
	r.Afford(0, 1-predictedElements)
	return false
}

// basicEncoding is the transfer syntax 51 01 that nearly all contexts have.
var basicEncoding = osi.MustOID("2.1.1")

// readPredicted reads e if it is laid out as most are, with one transfer syntax and short lengths:
// 30 L 02 01 id 06 L … 30 L 06 L …. When it reports false it has changed nothing.
func (c *Context) readPredicted(r *ber.Reader, e *ber.Element) bool {
	if e.Indefinite || !r.Afford(2, 4) {
		return false
	}
	if c.predicted(r.Raw(e)) {
		return true
	}
	r.Afford(0, -4)
	return false
}

func (c *Context) predicted(b []byte) bool {
	n := len(b)
	if n < 13 || n > 129 || int(b[1]) != n-2 || b[2] != 0x02 || b[3] != 1 || b[4]-1 > 126 || b[5] != 0x06 {
		return false
	}
	at := 7 + int(b[6])
	if at > n-5 || b[at] != 0x30 || int(b[at+1]) != n-at-2 || b[at+2] != 0x06 || int(b[at+3]) != n-at-4 {
		return false
	}
	abstract, ok := osi.OIDFromContents(b[7:at])
	if !ok {
		return false
	}
	transfer := basicEncoding
	if name := b[at+4:]; len(name) != 2 || name[0] != 0x51 || name[1] != 0x01 {
		if transfer, ok = osi.OIDFromContents(name); !ok {
			return false
		}
	}
	c.ID, c.AbstractSyntax, c.TransferSyntaxes = int64(b[4]), abstract, append(c.TransferSyntaxes[:0], transfer)
	return true
}

// readPredicted reads e if it is an acceptance as most are. When it reports false it has changed nothing.
func (res *Result) readPredicted(r *ber.Reader, e *ber.Element) bool {
	if e.Indefinite || !r.Afford(1, 2) {
		return false
	}
	if res.predicted(r.Raw(e)) {
		return true
	}
	r.Afford(0, -2)
	return false
}

// predicted reads 30 L 80 01 00 81 L ….
func (res *Result) predicted(b []byte) bool {
	if len(b) < 8 || len(b) > 129 || int(b[1]) != len(b)-2 || b[2] != 0x80 || b[3] != 1 || b[4] != 0 || b[5] != 0x81 ||
		int(b[6]) != len(b)-7 {
		return false
	}
	o, ok := basicEncoding, true
	if name := b[7:]; len(name) != 2 || name[0] != 0x51 || name[1] != 0x01 {
		o, ok = osi.OIDFromContents(name)
	}
	if ok {
		res.Outcome, res.TransferSyntax, res.Reason = Acceptance, o, osi.Opt[ContextReason]{}
	}
	return ok
}
