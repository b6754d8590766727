package transport

import (
	"encoding/binary"

	"github.com/osi-go/osi/internal/octets"
)

// checksumSums runs the two sums of X.224 Annex D over b, modulo 255.
func checksumSums(b []byte) (c0, c1 int) {
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
	c0, c1 := checksumSums(b)
	behind := (len(b) - off - 1) % 255
	x := (behind*c0 - c1) % 255
	y := (c1 - (behind+1)*c0) % 255
	// Go's remainder is negative for a negative dividend; 0 and 255 are the same in this arithmetic.
	b[off] = octets.Low8(uint64(x+255) % 255)
	b[off+1] = octets.Low8(uint64(y+255) % 255)
}

// open returns where the header of b ends. In class 4 it verifies the checksum before anything else
// of the TPDU is looked at, X.224 6.17.3 note 4: a corrupted TPDU is to be discarded, whatever else
// is wrong with it.
func (k kind) open(b []byte, f Format) (end int, err error) {
	end, err = k.split(b, k.fixed(f))
	if err == nil && f.Class == 4 {
		err = k.verify(b, b[:end], f)
	}
	return end, err
}

// verify checks the checksum of the TPDU b with header h, if it has one.
func (k kind) verify(b, h []byte, f Format) error {
	at := 0
	for off := k.fixed(f); off < len(h); {
		p, next, ok := cutParameter(h, off)
		if !ok {
			break
		}
		if p.Code == ParameterChecksum && len(p.Value) == 2 {
			at = p.Offset + 2
		}
		off = next
	}
	if at == 0 {
		return nil
	}
	if c0, c1 := checksumSums(b); c0 != 0 || c1 != 0 {
		return fail(ruleChecksum, k.String(), at, int(binary.BigEndian.Uint16(b[at:])), 0)
	}
	return nil
}
