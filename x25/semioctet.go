package x25

import (
	"encoding/binary"
	"fmt"
	"math/bits"

	"github.com/osi-go/osi/internal/octets"
)

// MaxSemiOctets is the largest number of semi-octets that SemiOctets holds: TOA, NPI and an NSAP
// address of 40 digits fit.
const MaxSemiOctets = 48

// SemiOctets is a string of 0 to 48 semi-octets (four bits each) as a comparable value. The zero
// SemiOctets is empty.
type SemiOctets struct {
	w [3]uint64 // from the high end of w[0]
	n uint8
}

// Len returns the number of semi-octets.
func (s SemiOctets) Len() int { return int(s.n) }

// At returns semi-octet i; 0 when i is outside 0 to Len()-1.
func (s SemiOctets) At(i int) uint8 {
	if i < 0 || i >= int(s.n) {
		return 0
	}
	return octets.Low8(s.w[i/16] >> (60 - 4*(i%16)) & 0x0f)
}

// decimal returns the index of the first semi-octet over 9; Len() when there is none.
func (s SemiOctets) decimal() int {
	for i, w := range s.w {
		if bad := overNine(w); bad != 0 {
			return 16*i + bits.LeadingZeros64(bad)/4
		}
	}
	return int(s.n)
}

// overNine returns the high bit of every semi-octet of w that is over 9.
func overNine(w uint64) uint64 { return w & (w<<1 | w<<2) & 0x8888888888888888 }

// slice returns the semi-octets from i on.
func (s SemiOctets) slice(i int) SemiOctets {
	var r SemiOctets
	for ; i < int(s.n); i++ {
		r = r.with(s.At(i))
	}
	return r
}

// with returns s and semi-octet x behind it; the caller keeps within MaxSemiOctets.
func (s SemiOctets) with(x uint8) SemiOctets {
	s.w[s.n/16] |= uint64(x&0x0f) << (60 - 4*(s.n%16))
	s.n++
	return s
}

// AppendText appends one hexadecimal digit for each semi-octet to b. It implements
// [encoding.TextAppender] and never fails.
func (s SemiOctets) AppendText(b []byte) ([]byte, error) {
	const digits = "0123456789abcdef"
	for i := range int(s.n) {
		b = append(b, digits[s.At(i)])
	}
	return b, nil
}

// String returns one hexadecimal digit for each semi-octet.
func (s SemiOctets) String() string {
	b, _ := s.AppendText(nil)
	return string(b)
}

// MarshalText returns the text of String.
func (s SemiOctets) MarshalText() ([]byte, error) { return s.AppendText(nil) }

// UnmarshalText is [ParseSemiOctets]. Any other text is an error and changes nothing.
func (s *SemiOctets) UnmarshalText(text []byte) error {
	v, ok := ParseSemiOctets(string(text))
	if !ok {
		return fmt.Errorf("x25.SemiOctets: %.64q is no string of at most 48 hexadecimal digits", text)
	}
	*s = v
	return nil
}

// ParseSemiOctets reads hexadecimal digits. ok is false for any other character and for more than
// 48.
func ParseSemiOctets(text string) (s SemiOctets, ok bool) {
	if len(text) > MaxSemiOctets {
		return s, false
	}
	for i := range len(text) {
		c := text[i]
		switch {
		case '0' <= c && c <= '9':
			c -= '0'
		case 'a' <= c && c <= 'f':
			c -= 'a' - 10
		case 'A' <= c && c <= 'F':
			c -= 'A' - 10
		default:
			return SemiOctets{}, false
		}
		s = s.with(c)
	}
	return s, true
}

// readSemiOctets reads n semi-octets, at most 48, from semi-octet at of b on. The caller has
// checked that b holds them.
func readSemiOctets(b []byte, at, n int) (s SemiOctets) {
	s.n = octets.Len8(n)
	if n <= 16 {
		s.w[0] = readWord(b, at, n)
		return s
	}
	for i := range s.w {
		if n > 0 {
			s.w[i] = readWord(b, at+16*i, min(n, 16))
			n -= 16
		}
	}
	return s
}

// readWord reads n semi-octets, at most 16, left-aligned.
func readWord(b []byte, at, n int) uint64 {
	off := at >> 1
	var w uint64
	if len(b)-off >= 8 {
		w = binary.BigEndian.Uint64(b[off:])
	} else {
		for i, x := range b[off:] {
			w |= uint64(x) << (56 - 8*i)
		}
	}
	if at&1 != 0 {
		w <<= 4
		if off+8 < len(b) {
			w |= uint64(b[off+8] >> 4)
		}
	}
	return w &^ (^uint64(0) >> (4 * n))
}

// appendSemiOctets appends first and then second, two semi-octets in an octet, with a pad of 0 when
// their number is odd.
func appendSemiOctets(b []byte, first, second SemiOctets) []byte {
	half, pending := byte(0), false
	for _, s := range [2]SemiOctets{first, second} {
		for i := range int(s.n) {
			if pending {
				b = append(b, half|s.At(i))
			} else {
				half = s.At(i) << 4
			}
			pending = !pending
		}
	}
	if pending {
		b = append(b, half)
	}
	return b
}
