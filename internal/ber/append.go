package ber

import (
	"github.com/osi-go/osi"
	"github.com/osi-go/osi/internal/octets"
)

// AppendTag appends the identifier octets of t.
func AppendTag(b []byte, t Tag) []byte {
	b = append(b, octets.Low8(uint64(t)))
	if t&0x1f != 0x1f {
		return b
	}
	n := t >> 8
	for shift := 21; shift > 0; shift -= 7 {
		if n>>shift != 0 {
			b = append(b, octets.Low8(uint64(n>>shift))|0x80)
		}
	}
	return append(b, octets.Low8(uint64(n))&0x7f)
}

// AppendLength appends the shortest definite length octets for n ≥ 0.
func AppendLength(b []byte, n int) []byte {
	v := uint64(max(n, 0))
	if v < 0x80 {
		return append(b, octets.Low8(v))
	}
	size := octets.UintLen(v)
	return octets.AppendUint(append(b, 0x80|octets.Len8(size)), v, size)
}

// AppendPrimitive appends an element with the given contents.
func AppendPrimitive(b []byte, t Tag, contents []byte) []byte {
	return append(AppendLength(AppendTag(b, t), len(contents)), contents...)
}

// AppendOptional appends an element with the given contents; nothing when they are nil.
func AppendOptional(b []byte, t Tag, contents []byte) []byte {
	if contents == nil {
		return b
	}
	return AppendPrimitive(b, t, contents)
}

// AppendOptionalInteger appends an INTEGER with tag t; nothing when v is absent.
func AppendOptionalInteger[T ~int64](b []byte, t Tag, v osi.Opt[T]) []byte {
	if !v.Present {
		return b
	}
	return AppendInteger(b, t, int64(v.Value))
}

// AppendInteger appends an INTEGER with tag t.
func AppendInteger(b []byte, t Tag, v int64) []byte {
	n := 1
	for x := v; x > 127 || x < -128; x >>= 8 {
		n++
	}
	return octets.AppendUint(AppendLength(AppendTag(b, t), n), uint64(v), n) //nolint:gosec // two's complement is meant
}

// AppendBoolean appends a BOOLEAN with tag t; true is FF.
func AppendBoolean(b []byte, t Tag, v bool) []byte {
	if v {
		return append(AppendTag(b, t), 1, 0xff)
	}
	return append(AppendTag(b, t), 1, 0)
}

// AppendBitString appends a BIT STRING whose last octet has unused low bits, 0 to 7.
func AppendBitString(b []byte, t Tag, bits []byte, unused int) []byte {
	b = AppendLength(AppendTag(b, t), len(bits)+1)
	return append(append(b, octets.Low8(uint64(unused&7))), bits...)
}

// AppendBits appends a BIT STRING of named bits, bit 0 of v first, with at least count bits and no
// more zero bits behind the last one set than that needs.
func AppendBits(b []byte, t Tag, v uint32, count int) []byte {
	for v>>count != 0 {
		count++
	}
	var buf [4]byte
	for i := range min(count, 32) {
		if v&(1<<i) != 0 {
			buf[i/8] |= 0x80 >> (i % 8)
		}
	}
	n := (min(count, 32) + 7) / 8
	return AppendBitString(b, t, buf[:n], 8*n-min(count, 32))
}

// AppendOID appends an OBJECT IDENTIFIER with tag t.
func AppendOID(b []byte, t Tag, o osi.OID) []byte {
	return o.AppendContents(AppendLength(AppendTag(b, t), o.Len()))
}

// A Form is the length form of a constructed element.
type Form uint8

// The two length forms. The zero Form is definite.
const (
	Definite   Form = iota // shortest definite length
	Indefinite             // 80 and end-of-contents octets
)

// A Mark is an element that Open began.
type Mark struct {
	start int // of the contents
	form  Form
}

// Open begins a constructed element, whose contents the caller appends before Close.
func Open(b []byte, t Tag, f Form) ([]byte, Mark) {
	b = AppendTag(b, t)
	if f == Indefinite {
		return append(b, 0x80), Mark{len(b) + 1, f}
	}
	return append(b, 0), Mark{len(b) + 1, f}
}

// Close ends the element m; the zero Mark is none.
func Close(b []byte, m Mark) []byte {
	if m.start == 0 {
		return b
	}
	n := len(b) - m.start
	if m.form == Indefinite {
		return append(b, 0, 0)
	}
	if n < 0x80 {
		b[m.start-1] = octets.Len8(n)
		return b
	}
	size := octets.UintLen(uint64(n))
	for range size {
		b = append(b, 0)
	}
	copy(b[m.start+size:], b[m.start:m.start+n])
	octets.AppendUint(append(b[:m.start-1], 0x80|octets.Len8(size)), uint64(n), size)
	return b
}
