package acse

import (
	"encoding/binary"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/internal/ber"
	"github.com/osi-go/osi/internal/octets"
)

// The short ways of the package read the layout that nearly every peer sends: tags and lengths of
// one octet, each nested length ending exactly where its parent ends. Anything else, valid or not,
// is left to the general way. FuzzFast asserts that both agree; options.general switches the short
// ways off.

// The predicted layouts have at most these elements and levels.
const (
	predictedElements = 64
	predictedDepth    = 8
)

// predictable reports whether b is an APDU with the tag and a short length, within the limits.
func predictable(b []byte, tag ber.Tag, o *options) bool {
	return len(b) >= 2 && ber.Tag(b[0]) == tag && int(b[1]) == len(b)-2 && b[1] < 0x80 &&
		o.elements >= predictedElements && o.depth >= predictedDepth && !o.general
}

// wrappedElement returns the contents of the one element with the tag inside the field at off of b,
// and where the field ends.
func wrappedElement(b []byte, off int, tag byte) (contents []byte, end int, ok bool) {
	if 4 > len(b)-off {
		return nil, 0, false
	}
	head := binary.BigEndian.Uint32(b[off:])
	n := int(head >> 16 & 0xff)
	end = off + 2 + n
	if n >= 0x80 || end > len(b) || int(head&0xffff) != int(tag)<<8|(n-2) {
		return nil, 0, false
	}
	return b[off+4 : end], end, true
}

// wrappedOctet returns the value of an INTEGER of 0 to 127 inside the field at off of b: tag 03 02
// 01 v.
func wrappedOctet(b []byte, off int) (v uint8, ok bool) {
	if 5 > len(b)-off {
		return 0, false
	}
	x := binary.BigEndian.Uint32(b[off+1:])
	return octets.Low8(uint64(x & 0x7f)), x&^0x7f == 0x03_02_01_00
}

// wrappedExternal returns the contents of a user information field at off of b that is the last
// one: one EXTERNAL with a context identifier of one octet and a single-ASN1-type.
func wrappedExternal(b []byte, off int) (UserInformation, bool) {
	n := len(b) - off
	if n < 11 || b[off] != 0xbe || int(b[off+1]) != n-2 {
		return nil, false
	}
	c := b[off+2 : len(b) : len(b)]
	return c, plainExternal(c)
}

// The octets that begin such an EXTERNAL, 28 L 02 01 id A0 L tag.
const (
	externalHead = 0x28_00_02_01_00_a0_00_00
	externalMask = 0xff_ff_ff_ff_00_ff_ff_00
)

// plainExternal reports whether c is one EXTERNAL as nearly every peer sends it: a context
// identifier of one octet and a single-ASN1-type, all lengths in their short form.
func plainExternal(c []byte) bool {
	n := len(c)
	if n < 9 || n > 0x81 {
		return false
	}
	x := binary.BigEndian.Uint64(c) // its octets are taken from x: then it is one load
	tag := x & 0xff
	return x&externalMask == externalHead|uint64(n-2)<<48|uint64(n-7)<<8 && tag != 0 && tag&0x1f != 0x1f && int(c[8]) == n-9
}

// predictedExternal reports whether the field is a plainExternal within the limits.
func predictedExternal(r *ber.Reader, e *ber.Element) bool {
	if e.Indefinite() || !e.Tag.Constructed() {
		return false
	}
	return plainExternal(r.Contents(e)) && r.Predicted(3, 4)
}

// predicted returns the one EXTERNAL in u, if that has the plain layout.
func (u UserInformation) predicted() (x External, ok bool) {
	if !plainExternal(u) || u[4] >= 0x80 {
		return x, false
	}
	x.IndirectReference, x.Offset, x.Value = osi.Some(int64(u[4])), 7, u[7:len(u):len(u)]
	return x, true
}

// predicted decodes b when it has the predicted layout: application context name, then OBJECT
// IDENTIFIERs and small INTEGERs as titles and qualifiers, then user information. p must have been
// reset; it may hold anything when ok is false.
func (p *AssociateRequest) predicted(b []byte, o *options) (ok bool) {
	if !predictable(b, tagAARQ, o) {
		return false
	}
	last := byte(0xa0)
	for off := 2; off < len(b); {
		tag := b[off]
		if tag <= last {
			return false
		}
		last = tag
		var name *osi.OID
		var qualifier *AEQualifier
		switch tag {
		case 0xa1:
			name = &p.ApplicationContext
		case 0xa2:
			name = &p.Called.APTitle.OID
		case 0xa3:
			qualifier = &p.Called.AEQualifier
		case 0xa6:
			name = &p.Calling.APTitle.OID
		case 0xa7:
			qualifier = &p.Calling.AEQualifier
		case 0xbe:
			p.InformationOffset = off + 2
			p.UserInformation, ok = wrappedExternal(b, off)
			return ok && b[2] == 0xa1
		default:
			return false
		}
		if name != nil {
			c, end, ok := wrappedElement(b, off, 0x06)
			if !ok || !name.SetContents(c) {
				return false
			}
			off = end
		} else {
			v, ok := wrappedOctet(b, off)
			if !ok {
				return false
			}
			qualifier.Number = osi.Some(int64(v))
			off += 5
		}
	}
	return len(b) > 2 && b[2] == 0xa1
}

// The octets of result and of the beginning of the diagnostic, A2 03 02 01 v A3 05 source.
const (
	resultHead = 0xa2_03_02_01_00_a3_05_00
	resultMask = 0xff_ff_ff_ff_00_ff_ff_00
)

// predicted is as that of an AARQ: application context name, result, diagnostic, user information.
func (p *AssociateResponse) predicted(b []byte, o *options) (ok bool) {
	if !predictable(b, tagAARE, o) || len(b) < 5 || b[2] != 0xa1 {
		return false
	}
	c, off, ok := wrappedElement(b, 2, 0x06)
	if !ok || !p.ApplicationContext.SetContents(c) || 12 > len(b)-off {
		return false
	}
	x := binary.BigEndian.Uint64(b[off:])
	result, source := octets.Low8(x>>24), octets.Low8(x-0xa1)
	code, ok := wrappedOctet(b, off+7)
	if !ok || x&resultMask != resultHead || result > uint8(RejectedTransient) || source > 1 ||
		result == uint8(Accepted) && (source != uint8(ServiceUser) || code >= userCodes) {
		return false
	}
	p.Result, p.Diagnostic = Result(result), Diagnostic{Source(source), int64(code)}
	if off += 12; off < len(b) {
		p.InformationOffset = off + 2
		p.UserInformation, ok = wrappedExternal(b, off)
	}
	return ok
}

// onlyReason returns the value of the field [0] of an APDU that has no other; code is 0 to 127.
func onlyReason(b []byte, tag ber.Tag, o *options) (code uint8, ok bool) {
	if len(b) != 5 || !predictable(b, tag, o) || b[2] != 0x80 || b[3] != 1 || b[4] >= 0x80 {
		return 0, false
	}
	return b[4], true
}
