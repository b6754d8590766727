package x25

import "encoding/binary"

// The short ways of the package, for what is sent most. Whatever differs, right or wrong, is left
// to the general way: FuzzFast asserts that both agree. Decoder.general switches them off.

// plain returns the header of b if it is of modulo 8 and valid whatever the type, but for types
// that have an LCI of 0 and those that may not have a D bit or a bit 8.
func plain(b []byte, f Format) (h Header, ok bool) {
	if f.Modulo != Modulo8 || len(b) < 3 || b[0]&0x30 != 0x10 {
		return h, false
	}
	h = Header{f, binary.BigEndian.Uint16(b) & MaxLCI}
	return h, h.LCI != 0
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
