package x25

import (
	"encoding/binary"

	"github.com/osi-go/osi"
)

// The short ways of the package: DATA and the usual CALL, of modulo 8. Whatever differs, right or
// wrong, is left to the general way: FuzzFast asserts that both agree.

// plainHeader returns the first two octets of b if it has three, and a header of modulo 8 with an
// LCI.
func plainHeader(b []byte) (first uint16, ok bool) {
	if len(b) < 3 {
		return 0, false
	}
	first = binary.BigEndian.Uint16(b)
	return first, first&0x3000 == 0x1000 && first&MaxLCI != 0
}

// fill sets p to the DATA packet b of modulo 8 with at most MaxUserData octets, which s has sent.
func (p *Data) fill(b []byte, first uint16, s osi.Side) {
	third := b[2]
	p.Header = Header{Format{Modulo8, s}, first & MaxLCI}
	p.Q, p.D, p.M = first&0x8000 != 0, first&0x4000 != 0, third&0x10 != 0
	p.PS, p.PR = third>>1&7, third>>5
	p.UserData = b[3:len(b):len(b)]
}

// usualFacilities is how many facilities a usual CALL has at most.
const usualFacilities = 3

// usual decodes a CALL of modulo 8 from s that looks like most: decimal addresses, no fast select,
// facilities 42, 43 and 02 at most. false leaves p as it was.
func (p *CallRequest) usual(b []byte, first uint16, s osi.Side) bool {
	if len(b) < 21 || first&0x8000 != 0 { // so many that both addresses are read as words
		return false
	}
	called, calling := int(b[3]&0x0f), int(b[3]>>4)
	behind := b[4+called>>1:]
	end := 4 + (called+calling+1)>>1
	if len(behind) < 9 || end >= len(b) {
		return false
	}
	field := end + 1
	end = field + int(b[end])
	if end > len(b) || len(b)-end > MaxCallUserData || !usualField(b[field:end]) {
		return false
	}
	from, to := binary.BigEndian.Uint64(behind), binary.BigEndian.Uint64(b[4:])
	if called&1 != 0 {
		from = from<<4 | uint64(behind[8]>>4)
	}
	to &^= ^uint64(0) >> (4 * called)
	from &^= ^uint64(0) >> (4 * calling)
	if overNine(to) != 0 || overNine(from) != 0 || (called+calling)&1 != 0 && b[field-2]&0x0f != 0 {
		return false
	}
	p.Header, p.D = Header{Format{Modulo8, s}, first & MaxLCI}, first&0x4000 != 0
	p.Addresses = Addresses{}
	p.Addresses.Called.semi.w[0], p.Addresses.Called.semi.n = to, b[3]&0x0f
	p.Addresses.Calling.semi.w[0], p.Addresses.Calling.semi.n = from, b[3]>>4
	p.Facilities, p.UserData = FacilityField(b[field:end:end]), nil
	if end < len(b) {
		p.UserData = b[end:len(b):len(b)]
	}
	return true
}

// usualField reports whether a field is valid and has no other facilities than 42, 43 and 02.
func usualField(f []byte) bool {
	for seen := uint8(0); len(f) > 0; {
		var bit uint8
		switch {
		case len(f) >= 3 && f[0] == 0x42 && f[1]-4 <= 8 && f[2]-4 <= 8:
			bit, f = 1, f[3:]
		case len(f) >= 3 && f[0] == 0x43 && f[1]-1 <= 6 && f[2]-1 <= 6:
			bit, f = 2, f[3:]
		case len(f) >= 2 && f[0] == 0x02:
			bit, f = 4, f[2:]
		default:
			return false
		}
		if seen&bit != 0 {
			return false
		}
		seen |= bit
	}
	return true
}
