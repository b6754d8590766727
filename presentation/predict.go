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

// The octets of a User-data with one PDV-list of one single-ASN1-type, where every length that is not 0 here
// depends on the size; low octet first.
const (
	predictShort = 0x61 | 0x30<<16 | 0x02<<32 | 0x01<<40 | 0xa0<<56 // 61 L 30 L 02 01 id A0 | L
	predictLong  = 0x6182<<48 | 0x3082<<16                          // 61 82 L L 30 82 L L | 02 01 id A0 82 L L, high octet first
	predictLong2 = 0x0201<<48 | 0xa082<<24
)

// predicted decodes b, a User-data that begins at octet off of the buffer, if it is laid out as nearly all peers
// do: one PDV-list, identifier of one octet, single-ASN1-type, shortest definite lengths that
// all end exactly at the end. It looks at the lengths alone, so its work does not grow with b. It changes
// nothing when it reports false: then the general path decides.
func (u *UserData) predicted(b []byte, off int) bool {
	n := len(b)
	var at int
	var id byte
	switch {
	case n < 11:
		return false
	case n <= 129:
		want := uint64(predictShort) | uint64(n-2)<<8 | uint64(n-4)<<24
		if (binary.LittleEndian.Uint64(b)^want)&^(0xff<<48) != 0 || int(b[8]) != n-9 {
			return false
		}
		at, id = 9, b[6]
	case n >= 271 && n <= 65539:
		first := uint64(predictLong) | uint64(n-4)<<32 | uint64(n-8)
		second := uint64(predictLong2) | uint64(n-15)<<8
		if binary.BigEndian.Uint64(b) != first || (binary.BigEndian.Uint64(b[8:])^second)&^(0xff<<40|0xff) != 0 {
			return false
		}
		at, id = 15, b[10]
	case n >= 140 && n <= 258:
		if b[0] != 0x61 || b[1] != 0x81 || int(b[2]) != n-3 || b[3] != 0x30 || b[4] != 0x81 || int(b[5]) != n-6 ||
			b[6] != 0x02 || b[7] != 0x01 || b[9] != 0xa0 || b[10] != 0x81 || int(b[11]) != n-12 {
			return false
		}
		at, id = 12, b[8]
	default:
		return false
	}
	v := b[at:n:n]
	if id-1 > 126 || !wholeElement(v) {
		return false
	}
	u.Simple, u.Offset = nil, 0
	if cap(u.PDVs) == 0 {
		u.PDVs = make([]PDV, 1)
	}
	u.PDVs = u.PDVs[:1]
	p := &u.PDVs[0]
	p.Context, p.TransferSyntax, p.Form, p.Unused, p.Value, p.Offset = int64(id), osi.OID{}, SingleASN1Type, 0, v, off+at
	return true
}

// wholeElement reports whether v, of two octets or more, is one element with a tag number up to 30 and a
// definite length of up to three octets. False means that this is not so or not known.
func wholeElement(v []byte) bool {
	if v[0] == 0 || v[0]&0x1f == 0x1f {
		return false
	}
	n := len(v)
	switch l := v[1]; {
	case l < 0x80:
		return int(l) == n-2
	case l == 0x82 && n > 4:
		return int(v[2])<<8|int(v[3]) == n-4
	case l == 0x81 && n > 3:
		return int(v[2]) == n-3
	}
	return false
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
