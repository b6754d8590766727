package presentation

import (
	"encoding/binary"

	"github.com/osi-go/osi/internal/octets"
)

// The octets of a User-data with one PDV-list of one single-ASN1-type, as numbers, without those
// that depend on the identifier and the value. In the short form each length falls short of n, the
// size of all, by a constant: n times a number gives them all.
const (
	minOneValue  = 11
	maxShortForm = 129

	shortHead  = 1<<64 + 0x61 + 0x30<<16 - 2<<8 - 4<<24 // 61 n-2 30 n-4, low octet first
	shortHeadN = 1<<8 | 1<<24
	shortTail  = 1<<64 + 0x02<<8 + 0x01<<16 + 0xa0<<32 - 4 - 9<<40 - 11<<56 // n-4 02 01 id A0 n-9 tag n-11
	shortTailN = 1 | 1<<40 | 1<<56
	shortMask  = 1<<64 - 1 - 0x7f<<24 - 0xff<<48
	anyTag     = 0xff << 48
	highTag    = 0x1f << 48 // a tag of several octets
	shortValue = 9          // where the value begins: the tag

	longForm  = 0x6182<<48 | 0x3082<<16 // 61 82 L L 30 82 L L | 02 01 id A0 82 L L, high octet first
	longForm2 = 0x0201<<48 | 0xa082<<24
	longMask2 = 1<<64 - 1 - 0xff<<40 - 0xff
)

// OneValue splits b, fully encoded user data, if it is laid out as nearly all peers do: one
// PDV-list without transfer syntax, an identifier of one octet, single-ASN1-type, shortest definite
// lengths that all end exactly at the end of b. It looks at nothing else, so its work does not grow
// with b. value aliases b. When ok is false b may still be valid: [Decoder.Data] decides.
func OneValue(b []byte) (context int64, value []byte, ok bool) {
	at, id := shortValue, oneShort(b)
	if id == 0 {
		at, id = oneLong(b)
	}
	if id == 0 || at >= len(b) {
		return 0, nil, false
	}
	return int64(id), b[at:len(b):len(b)], true
}

// oneShort is OneValue where every length has one octet: the identifier, 0 for any other layout.
func oneShort(b []byte) (id uint8) {
	if len(b) < minOneValue || len(b) > maxShortForm {
		return 0
	}
	n := uint64(len(b))
	head, tail := uint64(binary.LittleEndian.Uint32(b)), binary.LittleEndian.Uint64(b[3:])
	if head-n*shortHeadN != shortHead || tail&shortMask-n*shortTailN != shortTail || tail&anyTag == 0 || ^tail&highTag == 0 {
		return 0
	}
	return octets.Low8(tail >> 24)
}

// oneLong is OneValue where lengths have two or three octets: the value begins at octet at of b.
// Where these two forms mix nothing is predicted.
func oneLong(b []byte) (at int, id uint8) {
	switch n := len(b); {
	case n >= 271 && n <= 65539:
		x, y := binary.BigEndian.Uint64(b), binary.BigEndian.Uint64(b[8:])
		if x != longForm|uint64(n-4)<<32|uint64(n-8) || (y^(longForm2|uint64(n-15)<<8))&longMask2 != 0 {
			return 0, 0
		}
		at, id = 15, octets.Low8(y>>40)
	case n >= 140 && n <= 258:
		if b[0] != 0x61 || b[1] != 0x81 || int(b[2]) != n-3 || b[3] != 0x30 || b[4] != 0x81 || int(b[5]) != n-6 ||
			b[6] != 0x02 || b[7] != 0x01 || b[9] != 0xa0 || b[10] != 0x81 || int(b[11]) != n-12 {
			return 0, 0
		}
		at, id = 12, b[8]
	default:
		return 0, 0
	}
	if id >= 0x80 || !oneElement(b[at:]) {
		return 0, 0
	}
	return at, id
}

// oneElement reports whether v, four octets at least, is an element with a tag of one octet and a
// definite length of one to three octets.
func oneElement(v []byte) bool {
	n := len(v)
	if n < 4 || v[0] == 0 || v[0]&0x1f == 0x1f {
		return false
	}
	switch v[1] {
	case 0x82:
		return int(v[2])<<8|int(v[3]) == n-4
	case 0x81:
		return int(v[2]) == n-3
	}
	return int(v[1]) == n-2 && v[1] < 0x80
}
