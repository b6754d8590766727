package stack

import (
	"encoding/binary"

	"github.com/osi-go/osi"
)

const pieceTPDU = 0x02f000 // LI, DT, no EOT

// pieceOf returns the size of the first unit in b, and where its user data begin, if it is one DT
// TPDU with user data. Otherwise n is 0. eot says that it ends a TSDU.
func pieceOf(c Carrier, b []byte) (n, at int, eot bool) {
	n, at = len(b), 3
	if c == TPKTs {
		if len(b) < tpktHeader {
			return 0, 0, false
		}
		head := binary.BigEndian.Uint32(b)
		if n, at = int(head&0xffff), at+tpktHeader; head>>16 != tpkt || n > len(b) {
			return 0, 0, false
		}
	}
	if n <= at {
		return 0, 0, false
	}
	switch binary.BigEndian.Uint32(b[at-3:]) >> 8 {
	case pieceTPDU:
		return n, at, false
	case dataTPDU:
		return n, at, true
	}
	return 0, 0, false
}

// pieceUnit returns the size of the first unit in b, which d has sent, if it continues a TSDU that
// passes as it arrives. Otherwise it returns 0.
func (a *association) pieceUnit(l *lane, config *Config, c Carrier, d osi.Direction, b []byte) int {
	n, at, eot := pieceOf(c, b)
	h := &a.halves[d]
	if n == 0 || n-at > config.Limits.TPDU-3 || len(h.early) > 0 || !a.transport.Pass(d, n-at+3, eot) {
		return 0
	}
	f := h.flow
	if f.fault == nil { // otherwise b was judged by the call before
		if f.fault = f.add(a, config, d, b[at:n]); f.fault == nil && eot {
			f.fault = f.end(n - at)
		}
	}
	switch {
	case f.fault != nil: // Next tells of it
		return 0
	case eot:
		f.state, h.parts = flowOff, false
		l.stale = l.most == 0
	}
	return n
}

// firstPiece returns the size of the first unit in b, which d has sent, if it begins a TSDU that
// passes as it arrives and that qualifies for the lane l: one PDV-list in the context of the
// lane, with definite lengths. The TPDU must hold the header of the value. Otherwise it returns
// 0.
func (a *association) firstPiece(l *lane, config *Config, c Carrier, d osi.Direction, b []byte) int {
	n, at, eot := pieceOf(c, b)
	if n == 0 || eot || n-at < 4 || config.Whole || binary.BigEndian.Uint32(b[at:]) != bareGTDT {
		return 0
	}
	if l.stale {
		*l = a.lane(config, d)
	}
	ssdu := b[at+4 : n]
	if len(ssdu) > l.most || l.most == 0 {
		return 0
	}
	h := &a.halves[d]
	if l.context == 0 {
		if !a.transport.Pass(d, n-at+3, false) {
			return 0
		}
		h.begin(config, ofTPDUs, inOctets)
	} else {
		id, from, end := oneList(ssdu)
		if from == 0 || id != l.context || !a.transport.Pass(d, n-at+3, false) {
			return 0
		}
		h.begin(config, ofTPDUs, inPPDU)
		h.flow.inside(config, l, int64(from), end)
		ssdu = ssdu[from:]
	}
	if h.flow.add(a, config, d, ssdu) != nil || l.context > 0 && h.flow.values == 0 { // Next takes it as if it had come in pieces
		h.flow.stop(ofTPDUs)
		return 0
	}
	h.parts = true
	return n
}

// inside sets f to stand behind the headers of the only PDV-list, whose context is that of the
// lane. off octets of the user data have come, and there are end in all.
func (f *flow) inside(c *Config, l *lane, off, end int64) {
	f.ppdu.Inside(outerLevels+c.Limits.Depth, outerLevels+1, outerLevels, off, end)
	f.state, f.list, f.context, f.single, f.opaque = flowPasses, listValue, int64(l.context), true, !l.ber
	f.ppdu.AnyForm(f.opaque)
}

// oneList returns the context of the PDV-list that b begins with, where its value begins and
// where it ends, if it is the only one and laid out as nearly all are. Otherwise at is 0.
func oneList(b []byte) (context uint8, at int, end int64) {
	at, end = definite(b, 0, tagFullyEncoded)
	at, inner := definite(b, at, tagPDVList)
	if inner != end || len(b)-at < 3 || b[at] != tagInteger || b[at+1] != 1 || b[at+2] >= 0x80 {
		return 0, 0, 0
	}
	context = b[at+2]
	if at, inner = definite(b, at+3, tagSingle); inner != end || at == len(b) {
		return 0, 0, 0
	}
	return context, at, end
}

// definite returns where the contents of the element at off begin and end, if it has the tag and a
// definite length. Otherwise end is negative, and differs by tag.
func definite(b []byte, off int, tag byte) (at int, end int64) {
	if len(b)-off < 2 || b[off] != tag {
		return len(b), -int64(tag)
	}
	at = off + 2
	n := int64(b[off+1])
	if n >= 0x80 {
		octets := int(n & 0x7f)
		if octets == 0 || octets > 4 || octets > len(b)-at {
			return len(b), -int64(tag)
		}
		n = 0
		for _, x := range b[at : at+octets] {
			n = n<<8 | int64(x)
		}
		at += octets
	}
	return at, int64(at) + n
}
