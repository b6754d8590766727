package x25

import "encoding/binary"

// The short ways of the package, for what is sent most. Whatever differs, right or wrong, is left
// to the general way: FuzzFast asserts that both agree. Decoder.general switches them off.

// plain returns the LCI of b, which has three octets or more, if its header is of modulo 8 and valid
// for every type that has an LCI, a D bit and a bit 8.
func plain(b []byte) (lci uint16, ok bool) {
	v := binary.BigEndian.Uint16(b)
	return v & MaxLCI, v&0x3000 == 0x1000 && v&MaxLCI != 0
}

// common is scan for a valid field of the facilities that most calls have: 42, 43, 02 and 01. false
// leaves the work to scan.
func (s *facilityScan) common(field []byte, m Modulo) bool {
	seen, most := uint8(0), byte(7)
	if m != Modulo8 {
		most = 127
	}
	at := 0
	for uint(at+1) < uint(len(field)) {
		var bit uint8
		code, v := field[at], field[at+1]
		switch at += 2; code {
		case 0x42:
			if at >= len(field) || v-4 > 8 || field[at]-4 > 8 {
				return false
			}
			bit = 1
			at++
		case 0x43:
			if at >= len(field) || v-1 >= most || field[at]-1 >= most {
				return false
			}
			bit = 2
			at++
		case 0x02:
			bit = 4
		case 0x01:
			if v&0x0e != 0 {
				return false
			}
			s.options = v
			bit = 8
		default:
			return false
		}
		if seen&bit != 0 {
			return false
		}
		seen |= bit
		s.count++
	}
	return at == len(field)
}
