package transport

import (
	"encoding/binary"

	"github.com/osi-go/osi"
)

// The short ways of the package: DT of class 0, and the usual CR and CC. Whatever differs, right or
// wrong, is left to the general way: FuzzFast asserts that both agree.

// predictable reports whether b is a valid DT of class 0 that ends a TSDU or has user data.
func predictable(b []byte) bool {
	return len(b) > 2 && b[0] == 2 && b[1] == codeDT && (b[2] == 0x80 || b[2] == 0 && len(b) > 3)
}

// fill sets d to what a predictable b says.
func (d *Data) fill(b []byte) {
	*d = Data{}
	d.EOT, d.UserData = b[2] != 0, b[3:len(b):len(b)]
}

// usual decodes a CR that Connection.usual takes. false leaves c as it was.
func (c *ConnectionRequest) usual(b []byte, overTCP bool, l *osi.Leniency) bool {
	if len(b) < 4 || b[1] != codeCR || b[2]|b[3] != 0 || !c.Connection.usual(b, overTCP, l) {
		return false
	}
	c.Version, c.Alternatives, c.ReassignmentTime = 0, 0, osi.Opt[uint16]{}
	return true
}

// usual decodes a CC that Connection.usual takes. false leaves c as it was.
func (c *ConnectionConfirm) usual(b []byte, overTCP bool, l *osi.Leniency) bool {
	if len(b) < 4 || b[1] != codeCC || !c.Connection.usual(b, overTCP, l) {
		return false
	}
	c.DstRef = binary.BigEndian.Uint16(b[2:])
	return true
}

// usual decodes what CR and CC have in common if b, which has a fixed part, looks like most: class
// 0, no user data, and no parameters but selectors and a TPDU size that class 0 has, or that is
// tolerated.
func (c *Connection) usual(b []byte, overTCP bool, l *osi.Leniency) bool {
	if len(b) < connectionFixed || len(b) > MaxCR || int(b[0]) != len(b)-1 || b[4]|b[5] == 0 || b[6]&0xf0 != 0 {
		return false
	}
	var calling, called, callingEnd, calledEnd int
	size := TPDUSize(0)
	for off := connectionFixed; uint(off) < uint(len(b)); {
		if uint(off+1) >= uint(len(b)) {
			return false
		}
		end := off + 2 + int(b[off+1])
		if end > len(b) {
			return false
		}
		code := ParameterCode(b[off])
		if code == ParameterCalling {
			calling, callingEnd = off+2, end
		} else if code == ParameterCalled {
			called, calledEnd = off+2, end
		} else if code != ParameterTPDUSize || end != off+3 || uint(off+2) >= uint(len(b)) {
			return false
		} else if size = TPDUSize(b[off+2]); size < TPDUSize128 || size > maxTolerated {
			return false
		}
		off = end
	}
	if size > TPDUSize2048 && !l.Excuse(osi.Class0TPDUSize) {
		return false
	}
	ignored := c.Ignored[:0]
	*c = Connection{}
	c.OverTCP, c.SrcRef, c.TPDUSize = overTCP, binary.BigEndian.Uint16(b[4:]), size
	c.Ignored, c.UserData = ignored, b[len(b):len(b):len(b)]
	if calling > 0 {
		c.Calling = b[calling:callingEnd:callingEnd]
	}
	if called > 0 {
		c.Called = b[called:calledEnd:calledEnd]
	}
	return true
}
