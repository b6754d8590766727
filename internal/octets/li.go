package octets

import "encoding/binary"

// MaxLI is the largest length a session length indicator can say, X.225 8.2.5.
const MaxLI = 65535

// LI reads the session length indicator at the front of b (X.225 8.2.5): one
// octet for 0 to 254, or FF and two octets. size is the number of octets it takes; ok is false when
// b ends within it. minimal is false for an FF form that says less than 255.
func LI(b []byte) (n, size int, minimal, ok bool) {
	switch {
	case len(b) == 0:
		return 0, 0, true, false
	case b[0] != 0xff:
		return int(b[0]), 1, true, true
	case len(b) < 3:
		return 0, 0, true, false
	}
	n = int(binary.BigEndian.Uint16(b[1:]))
	return n, 3, n > 254, true
}

// AppendLI appends the length indicator for n octets in its only valid form. ok is false,
// and b unchanged, when n is outside 0 to 65535.
func AppendLI(b []byte, n int) (out []byte, ok bool) {
	if v, short := Uint8(n); short && v != 0xff {
		return append(b, v), true
	}
	v, ok := Uint16(n)
	if !ok {
		return b, false
	}
	return binary.BigEndian.AppendUint16(append(b, 0xff), v), true
}
