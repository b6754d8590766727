package octets

import (
	"math"
	"math/bits"
)

// Uint8 narrows n; ok is false when it does not fit.
func Uint8(n int) (v uint8, ok bool) {
	return uint8(n & math.MaxUint8), n >= 0 && n <= math.MaxUint8
}

// Uint16 narrows n; ok is false when it does not fit.
func Uint16(n int) (v uint16, ok bool) {
	return uint16(n & math.MaxUint16), n >= 0 && n <= math.MaxUint16
}

// Low8 returns the low eight bits of v.
func Low8(v uint64) uint8 { return uint8(v & math.MaxUint8) }

// Low16 returns the low sixteen bits of v.
func Low16(v uint64) uint16 { return uint16(v & math.MaxUint16) }

// Uint32 reads b, of at most four octets, as an unsigned number, high octet first.
func Uint32(b []byte) (v uint32) {
	for _, x := range b {
		v = v<<8 | uint32(x)
	}
	return v
}

// Len8 returns the low eight bits of a length.
func Len8(n int) uint8 { return uint8(n & math.MaxUint8) }

// Log2 returns the exponent of n, which is a power of two.
func Log2(n int) uint8 { return Len8(bits.Len(uint(n)) - 1) }

// AppendUint appends the n low octets of v, high octet first.
func AppendUint(b []byte, v uint64, n int) []byte {
	for n--; n >= 0; n-- {
		b = append(b, Low8(v>>(8*min(n, 8))))
	}
	return b
}

// UintLen returns the smallest number of octets that hold v, at least 1.
func UintLen(v uint64) int {
	n := 1
	for v >>= 8; v != 0; v >>= 8 {
		n++
	}
	return n
}
