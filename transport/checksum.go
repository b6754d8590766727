package transport

import (
	"encoding/binary"

	"github.com/osi-go/osi/internal/octets"
)

// sums runs the two sums of X.224 Annex D over b, modulo 255.
func sums(b []byte) (c0, c1 int) {
	const block = 4096 // as many octets as 32-bit sums bear without a reduction
	for len(b) > 0 {
		n := min(len(b), block)
		for _, x := range b[:n] {
			c0 += int(x)
			c1 += c0
		}
		c0, c1 = c0%255, c1%255
		b = b[n:]
	}
	return c0, c1
}

// setChecksum stores the checksum of the TPDU b, which holds it as two zero octets at off.
func setChecksum(b []byte, off int) {
	c0, c1 := sums(b)
	behind := (len(b) - off - 1) % 255
	x := (behind*c0 - c1) % 255
	y := (c1 - (behind+1)*c0) % 255
	// Go's remainder is negative for a negative dividend; 0 and 255 are the same in this arithmetic.
	b[off] = octets.Low8(uint64(x+255) % 255)
	b[off+1] = octets.Low8(uint64(y+255) % 255)
}

// verify checks the checksum of the TPDU b when it is present, and that it is when it must be.
func (k kind) verify(b []byte, present, must bool, f Format) error {
	if !present {
		if must {
			return fail(ruleChecksumMissing, k.String(), int(b[0])+1, 0, int(ParameterChecksum))
		}
		return nil
	}
	if c0, c1 := sums(b); c0 != 0 || c1 != 0 {
		off := 0
		for p, err := range Parameters(b, f) {
			if err == nil && p.Code == ParameterChecksum {
				off = p.Offset + 2
			}
		}
		return fail(ruleChecksum, k.String(), off, int(binary.BigEndian.Uint16(b[off:])), 0)
	}
	return nil
}
