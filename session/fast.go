package session

import (
	"encoding/binary"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/internal/octets"
)

// The short ways of the package, for the layouts that nearly all peers send. Whatever differs,
// right or wrong, is left to the general way: FuzzFast asserts that both agree. Decoder.general
// switches them off.

// bareGTDT is GT and DT without parameters, 01 00 01 00: nearly all TSDUs begin so. bareSI is the
// SI of both.
const (
	bareGTDT = 0x01_00_01_00
	bareSI   = 1
)

// bare reports whether b, of n octets at least, begins with a GT or DT without parameters, and
// nothing that d is told of the connection could forbid that.
func (d *Decoder) bare(b []byte, n int) bool {
	return len(b) >= n && b[0] == bareSI && b[1] == 0 && (d == nil || !d.knows() && !d.general)
}

// The layout of nearly every CN and AC below a presentation layer: 05 06, 13 01 v, 16 01 v, 14 02 v
// v, then 33 and 34 if any, and C1 with the rest. usualHead has the first eight octets of it,
// usualMask what of them is fixed.
const (
	usualHead = 0x05_06_13_01_00_16_01_00
	usualMask = 0xff_ff_ff_ff_00_ff_ff_00
	usualSize = 12 // octets in front of the selectors
)

// usualItems is what such an SPDU holds.
type usualItems struct {
	calling, called, data []byte
	units                 FunctionalUnits
	options               ProtocolOptions
	version               Version
}

// read reads an SPDU of the usual layout. ok is false for any other layout and for any fault: the
// general path then decides.
func (u *usualItems) read(si uint8, b []byte, d *Decoder) (ok bool) {
	if len(b) < 4 || b[0] != si || d.countsUnits() {
		return false
	}
	if n := int(b[1]); n != 255 {
		b = b[2:]
		ok = n == len(b)
	} else {
		n = int(binary.BigEndian.Uint16(b[2:]))
		b = b[4:]
		ok = n == len(b) && n > 254
	}
	if !ok || len(b) < usualSize {
		return false
	}
	x, y := binary.BigEndian.Uint64(b), binary.BigEndian.Uint32(b[8:]) // two loads: no octet of them is asked for again
	u.options = ProtocolOptions(octets.Low8(x>>24)) & ExtendedConcatenation
	u.version = Version(octets.Low8(x)) & (Version1 | Version2)
	u.units = FunctionalUnits(octets.Low16(uint64(y))) & definedUnits
	if x&usualMask != usualHead || y>>16 != 0x14_02 || u.version == 0 {
		return false
	}
	at := usualSize
	u.calling, at = usualSelector(b, at, 51)
	u.called, at = usualSelector(b, at, 52)
	if at == len(b) {
		return true
	}
	if b = b[at:]; len(b) < 2 || b[0] != 193 {
		return false
	}
	n, data := int(b[1]), b[2:]
	if n == 255 {
		if len(data) < 2 {
			return false
		}
		n, data = int(binary.BigEndian.Uint16(data)), data[2:]
		if n < 255 {
			return false
		}
	}
	u.data = data[:len(data):len(data)]
	return n == len(data) && n <= MaxConnectData
}

// usualSelector returns the value of the unit at octet at of b if its code is pi and its length is
// right, and where it ends.
func usualSelector(b []byte, at int, pi byte) (v []byte, end int) {
	if len(b)-at < 2 || b[at] != pi || b[at+1] > 16 || int(b[at+1]) > len(b)-at-2 {
		return nil, at
	}
	end = at + 2 + int(b[at+1])
	return b[at+2 : end : end], end
}

// take sets what the CN and AC have in common.
func (u *usualItems) take(c *Common, i *ConnectAcceptItem, r *osi.Opt[FunctionalUnits]) {
	c.UserData = u.data
	i.Options, i.Version = u.options, u.version
	r.Value, r.Present = u.units, true
}

// onlyUserData returns the value of an SPDU that consists of a User Data unit of 1 to 250 octets
// behind the head; nil for any other layout and for any fault.
func onlyUserData(b []byte, head int, d *Decoder) []byte {
	n := len(b) - head - 2
	if n < 1 || n > 250 || int(b[1]) != len(b)-2 || b[head] != 193 || int(b[head+1]) != n || d.countsUnits() {
		return nil
	}
	return b[head+2 : len(b) : len(b)]
}

// countsUnits reports whether the general path is asked for, or the limit of units so low that it
// has to count them. The layouts here have seven at most.
func (d *Decoder) countsUnits() bool {
	return d != nil && (d.general || d.Limits.Units > 0 && d.Limits.Units < 16)
}
