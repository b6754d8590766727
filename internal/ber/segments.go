package ber

import "github.com/osi-go/osi"

// Bits reads e as a BIT STRING of named bits, primitive or constructed (X.690 8.6): bit 0 of the
// string is bit 0 of the result. Bits above 31 are ignored.
func (r *Reader) Bits(e *Element) uint32 {
	v, _ := r.NamedBits(e)
	return v
}

// NamedBits is Bits, and the number of bits in the string.
func (r *Reader) NamedBits(e *Element) (v uint32, n int) {
	if e.Tag.Constructed() {
		s := segments{tag: 0x03}
		s.enter(r, e)
		return s.named, s.bits
	}
	c, unused := r.BitString(e)
	n = 8*len(c) - unused
	return namedBits(c, n, 0), n
}

// namedBits returns the n bits of c, of which the first is bit from.
func namedBits(c []byte, n, from int) (v uint32) {
	for i := range max(0, min(n, 32-from)) {
		if c[i/8]&(0x80>>(i%8)) != 0 {
			v |= 1 << (from + i)
		}
	}
	return v
}

// String reads e as a string type, primitive or constructed (X.690 8.7.3): the contents of its only
// segment aliasing the buffer, or of several segments joined by appending them to scratch. segment
// is the universal tag of the segments, 04 for an OCTET STRING whatever e's own tag. The second
// result is scratch as grown; its old contents are kept.
func (r *Reader) String(e *Element, segment Tag, scratch []byte) (c, grown []byte) {
	if !e.Tag.Constructed() {
		return r.buf[e.Start:e.End:e.End], scratch
	}
	s := segments{tag: segment, join: true, joined: scratch}
	s.enter(r, e)
	return s.result(r, e, scratch)
}

// BitSegments is String for a BIT STRING (X.690 8.6.4); unused low bits of the last octet are no
// part of it.
func (r *Reader) BitSegments(e *Element, scratch []byte) (c []byte, unused int, grown []byte) {
	if !e.Tag.Constructed() {
		c, unused = r.BitString(e)
		return c, unused, scratch
	}
	s := segments{tag: 0x03, join: true, joined: scratch}
	s.enter(r, e)
	c, grown = s.result(r, e, scratch)
	if r.err != nil {
		return nil, 0, grown
	}
	return c, s.unused, grown
}

// CheckString checks e as String does, without joining anything.
func (r *Reader) CheckString(e *Element, segment Tag) {
	if e.Tag.Constructed() {
		s := segments{tag: segment}
		s.enter(r, e)
	}
}

// CheckBits checks e as BitSegments does, without joining anything.
func (r *Reader) CheckBits(e *Element) {
	if e.Tag.Constructed() {
		s := segments{tag: 0x03}
		s.enter(r, e)
	} else {
		r.BitString(e)
	}
}

// segments reads the segments of one constructed string. The tag 03 makes it a BIT STRING.
type segments struct {
	tag    Tag
	join   bool
	joined []byte // what was given, then the segments
	only   []byte // the last segment that has any contents
	count  int    // of segments that have any contents
	bits   int    // of a BIT STRING so far
	unused int    // of its last segment: more may follow only when it is 0
	named  uint32
}

func (s *segments) enter(r *Reader, e *Element) {
	c := r.Enter(e)
	s.read(&c)
	r.Leave(&c)
}

// read reads the segments that r yields, at any nesting the reader allows.
func (s *segments) read(r *Reader) {
	for {
		e, ok := r.Next()
		switch {
		case !ok:
			return
		case s.unused != 0:
			r.Fail(RuleBitSegment, e.Offset, int(e.Tag&0xff), 0)
		case e.Tag == s.tag|0x20:
			s.nested(r, &e)
		case e.Tag != s.tag:
			r.Fail(s.rule(), e.Offset, int(e.Tag&0xff), int(s.tag))
		case s.tag == 0x03:
			c, unused := r.BitString(&e)
			n := 8*len(c) - unused
			s.named |= namedBits(c, n, min(s.bits, 32))
			s.bits, s.unused = s.bits+n, unused
			s.add(c)
		default:
			s.add(r.buf[e.Start:e.End:e.End])
		}
	}
}

func (s *segments) rule() *osi.Rule {
	if s.tag == 0x03 {
		return RuleBitSegment
	}
	return RuleSegment
}

// nested is enter for a segment. Within the loop of read, its reader would escape.
func (s *segments) nested(r *Reader, e *Element) { s.enter(r, e) }

func (s *segments) add(c []byte) {
	if len(c) == 0 || !s.join {
		return
	}
	if s.count++; s.count > 1 {
		if s.count == 2 {
			s.joined = append(s.joined, s.only...)
		}
		s.joined = append(s.joined, c...)
	}
	s.only = c
}

// result returns the string e; it is not nil when it is empty.
func (s *segments) result(r *Reader, e *Element, scratch []byte) (c, grown []byte) {
	switch {
	case r.err != nil:
		return nil, s.joined[:len(scratch)]
	case s.count == 0:
		return r.buf[e.Start:e.Start:e.Start], scratch
	case s.count == 1:
		return s.only, scratch
	}
	return s.joined[len(scratch):len(s.joined):len(s.joined)], s.joined
}
