package ber

import (
	"iter"

	"github.com/osi-go/osi"
)

// Primitive returns the contents of e, which must be primitive.
func (r *Reader) Primitive(e *Element) []byte {
	if e.Tag.Constructed() {
		r.Fail(RuleConstructed, e.Offset, int(e.Tag&0xff), int(e.Tag.Primitive()&0xff))
		return nil
	}
	return r.buf[e.Start:e.End:e.End]
}

// Integer reads the contents of e as an INTEGER (X.690 8.3). Values of more than 64 bits are refused as a limit.
func (r *Reader) Integer(e *Element) int64 {
	c := r.Primitive(e)
	switch {
	case r.err != nil:
		return 0
	case len(c) == 0:
		r.Fail(RuleIntegerEmpty, e.Start, 0, 1)
		return 0
	case len(c) > 1 && (c[0] == 0 && c[1] < 0x80 || c[0] == 0xff && c[1] >= 0x80):
		r.Fail(RuleInteger, e.Start, int(c[0]), 0)
		return 0
	case len(c) > 8:
		r.Fail(RuleIntegerSize, e.Start, len(c), 8)
		return 0
	}
	v := int64(0)
	if c[0] >= 0x80 {
		v = -1
	}
	for _, x := range c {
		v = v<<8 | int64(x)
	}
	return v
}

// Boolean reads the contents of e as a BOOLEAN (X.690 8.2): any octet but 00 is true.
func (r *Reader) Boolean(e *Element) bool {
	c := r.Primitive(e)
	if r.err == nil && len(c) != 1 {
		r.Fail(RuleBoolean, e.Start, len(c), 1)
	}
	return r.err == nil && c[0] != 0
}

// Null checks the contents of e as a NULL (X.690 8.8).
func (r *Reader) Null(e *Element) {
	if c := r.Primitive(e); r.err == nil && len(c) != 0 {
		r.Fail(RuleNull, e.Start, len(c), 0)
	}
}

// BitString reads the contents of e as a primitive BIT STRING (X.690 8.6.2): the octets, and how many
// low bits of the last one are unused.
func (r *Reader) BitString(e *Element) (bits []byte, unused int) {
	c := r.Primitive(e)
	switch {
	case r.err != nil:
		return nil, 0
	case len(c) == 0:
		r.Fail(RuleBitString, e.Start, 0, 1)
		return nil, 0
	case c[0] > 7 || (c[0] > 0 && len(c) == 1):
		r.Fail(RuleBitString, e.Start, int(c[0]), 0)
		return nil, 0
	}
	return c[1:len(c):len(c)], int(c[0])
}

// Bits reads e as a BIT STRING of named bits, primitive or constructed (X.690 8.6): bit 0 of the
// string is bit 0 of the result. Bits above 31 are ignored.
func (r *Reader) Bits(e *Element) uint32 {
	v, _ := r.namedBits(e, 0)
	return v
}

// namedBits reads e as the segment that begins at bit from, and returns where the next one begins.
func (r *Reader) namedBits(e *Element, from int) (v uint32, next int) {
	if e.Tag.Constructed() {
		return r.bitSegments(e, from)
	}
	bits, unused := r.BitString(e)
	n := 8*len(bits) - unused
	for i := range max(0, min(n, 32-from)) {
		if bits[i/8]&(0x80>>(i%8)) != 0 {
			v |= 1 << (from + i)
		}
	}
	return v, min(from+n, 32)
}

// bitSegments reads the segments of e. All but the last have a multiple of eight bits, X.690 8.6.4.
func (r *Reader) bitSegments(e *Element, from int) (v uint32, next int) {
	c := r.Enter(e)
	ended := false
	for s, ok := c.Next(); ok; s, ok = c.Next() {
		if ended || s.Tag.Primitive() != 0x03 {
			c.Fail(RuleSegment, s.Offset, int(s.Tag&0xff), 0x03)
			break
		}
		var part uint32
		if !s.Tag.Constructed() {
			_, unused := c.BitString(&s)
			ended = unused != 0
		}
		part, from = c.namedBits(&s, from)
		v |= part
	}
	r.Leave(&c)
	return v, from
}

// OID reads the contents of e as an OBJECT IDENTIFIER (X.690 8.19).
func (r *Reader) OID(e *Element) osi.OID {
	c := r.Primitive(e)
	if r.err != nil {
		return osi.OID{}
	}
	o, ok := osi.OIDFromContents(c)
	switch {
	case ok:
	case len(c) > osi.MaxOID:
		r.Fail(RuleOIDSize, e.Start, len(c), osi.MaxOID)
	default:
		r.Fail(RuleOID, e.Start, 0, 0)
	}
	return o
}

// String reads e as a string type, primitive or constructed (X.690 8.7.3): the contents
// of its only segment aliasing the buffer, or of several segments joined by appending them to scratch.
// segment is the universal tag of the segments, 04 for an OCTET STRING whatever e's own tag.
// The second result is scratch as grown; its old contents are kept.
func (r *Reader) String(e *Element, segment Tag, scratch []byte) (s, grown []byte) {
	if !e.Tag.Constructed() {
		return r.buf[e.Start:e.End:e.End], scratch
	}
	from, count := len(scratch), 0
	c := r.Enter(e)
	scratch = c.segments(segment, scratch, &s, &count)
	r.Leave(&c)
	switch {
	case r.err != nil:
		return nil, scratch[:from]
	case len(scratch) == from: // nothing in any number of segments: present, so not nil
		return r.buf[e.Start:e.Start:e.Start], scratch
	case count == 1:
		return s, scratch[:from]
	}
	return scratch[from:len(scratch):len(scratch)], scratch
}

// segments appends the primitive segments that r reads to scratch, at any nesting the reader allows.
func (r *Reader) segments(segment Tag, scratch []byte, last *[]byte, count *int) []byte {
	for {
		e, ok := r.Next()
		switch {
		case !ok:
			return scratch
		case e.Tag == segment:
			*last = r.buf[e.Start:e.End:e.End]
			*count++
			scratch = append(scratch, *last...)
		case e.Tag == segment|0x20:
			c := r.Enter(&e)
			scratch = c.segments(segment, scratch, last, count)
			r.Leave(&c)
		default:
			r.Fail(RuleSegment, e.Offset, int(e.Tag&0xff), int(segment))
			return scratch
		}
	}
}

// BitSegments reads e as a BIT STRING, primitive or constructed (X.690 8.6.4): the octets, and how many low bits of
// the last one are unused. Of several segments they are joined by appending them to scratch, as by String.
func (r *Reader) BitSegments(e *Element, scratch []byte) (bits []byte, unused int, grown []byte) {
	if !e.Tag.Constructed() {
		bits, unused = r.BitString(e)
		return bits, unused, scratch
	}
	from := len(scratch)
	c := r.Enter(e)
	scratch = c.joinBits(scratch, &unused)
	r.Leave(&c)
	if r.err != nil {
		return nil, 0, scratch[:from]
	}
	if len(scratch) == from {
		return r.buf[e.Start:e.Start:e.Start], 0, scratch
	}
	return scratch[from:len(scratch):len(scratch)], unused, scratch
}

func (r *Reader) joinBits(scratch []byte, unused *int) []byte {
	for s, ok := r.Next(); ok; s, ok = r.Next() {
		switch {
		case *unused != 0 || s.Tag.Primitive() != 0x03:
			r.Fail(RuleSegment, s.Offset, int(s.Tag&0xff), 0x03)
		case s.Tag.Constructed():
			c := r.Enter(&s)
			scratch = c.joinBits(scratch, unused)
			r.Leave(&c)
		default:
			var bits []byte
			bits, *unused = r.BitString(&s)
			scratch = append(scratch, bits...)
		}
	}
	return scratch
}

// CheckString checks e as String does, without joining anything.
func (r *Reader) CheckString(e *Element, segment Tag) {
	if !e.Tag.Constructed() {
		return
	}
	c := r.Enter(e)
	for s, ok := c.Next(); ok; s, ok = c.Next() {
		if s.Tag.Primitive() != segment {
			c.Fail(RuleSegment, s.Offset, int(s.Tag&0xff), int(segment))
		}
		c.CheckString(&s, segment)
	}
	r.Leave(&c)
}

// CheckBits checks e as BitSegments does, without joining anything.
func (r *Reader) CheckBits(e *Element) {
	unused := 0
	r.checkBits(e, &unused)
}

func (r *Reader) checkBits(e *Element, unused *int) {
	if !e.Tag.Constructed() {
		_, *unused = r.BitString(e)
		return
	}
	c := r.Enter(e)
	for s, ok := c.Next(); ok; s, ok = c.Next() {
		if *unused != 0 || s.Tag.Primitive() != 0x03 {
			c.Fail(RuleSegment, s.Offset, int(s.Tag&0xff), 0x03)
		}
		c.checkBits(&s, unused)
	}
	r.Leave(&c)
}

// Elements walks the elements in b without descending. It yields an error at most once, last.
func Elements(b []byte) iter.Seq2[Element, error] {
	return func(yield func(Element, error) bool) {
		limits := osi.Limits{}.WithDefaults()
		r := NewReader(b, limits.Depth, limits.Elements)
		for {
			e, ok := r.Next()
			if !ok {
				break
			}
			r.Contents(&e)
			if r.err != nil {
				break
			}
			if !yield(e, nil) {
				return
			}
		}
		if r.err != nil {
			yield(Element{}, r.err)
		}
	}
}
