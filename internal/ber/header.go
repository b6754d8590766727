package ber

import "math"

// edge is Next behind an indefinite element that has not been read, and where no element begins.
func (r *Reader) edge() (e Element, ok bool) {
	switch {
	case r.open:
		r.skip()
		return r.Next()
	case r.halt, r.off == len(r.buf) && !r.indef:
		return Element{}, false
	case len(r.buf)-r.off >= 2:
		r.endOfContents(r.buf[r.off+1])
		return Element{}, false
	case r.indef:
		r.Fail(RuleMissingEOC, len(r.buf), len(r.buf)-r.off, 2)
	case r.off < len(r.buf):
		r.Fail(RuleLengthShort, len(r.buf), 0, 1)
	}
	r.done, r.halt = true, true
	return Element{}, false
}

// endOfContents is Next at an identifier octet of 00.
func (r *Reader) endOfContents(l byte) {
	switch {
	case !r.indef:
		r.Fail(RuleUnexpectedEOC, r.off, 0, 0)
	case l != 0:
		r.Fail(RuleUnexpectedEOC, r.off+1, int(l), 0)
	default:
		r.off += 2
		r.done, r.halt = true, true
	}
}

// long is Next for high tag numbers, long lengths, indefinite lengths, and what is wrong.
func (r *Reader) long() (e Element, ok bool) {
	if r.elements < 0 {
		r.Fail(RuleElements, r.off, r.most[1]+1, r.most[1])
		return e, false
	}
	e.Offset = r.off
	off := r.off
	e.Tag = Tag(r.buf[off])
	off++
	if e.Tag&0x1f == 0x1f {
		number := uint32(0)
		for {
			if off >= len(r.buf) {
				r.Fail(RuleIdentifier, off, 0, 1)
				return e, false
			}
			x := r.buf[off]
			if number == 0 && x == 0x80 {
				r.Fail(RuleHighTag, off, int(x), 0)
				return e, false
			}
			if number > maxTagNumber>>7 {
				r.Fail(RuleTagSize, off, int(number)<<7|int(x&0x7f), maxTagNumber)
				return e, false
			}
			number = number<<7 | uint32(x&0x7f)
			off++
			if x&0x80 == 0 {
				break
			}
		}
		if number < 31 {
			r.Fail(RuleHighTag, e.Offset, int(number), 31)
			return e, false
		}
		e.Tag |= Tag(number << 8)
	}
	ok = r.length(&e, off)
	return e, ok
}

// length reads the length octets at off into e.
func (r *Reader) length(e *Element, off int) bool {
	if off >= len(r.buf) {
		r.Fail(RuleLengthShort, off, 0, 1)
		return false
	}
	at, l := off, int(r.buf[off])
	off++
	switch {
	case l == 0x80:
		if !e.Tag.Constructed() {
			r.Fail(RuleIndefinite, at, l, 0)
			return false
		}
		e.Start, e.End = off, openEnd
		r.off, r.open, r.halt = off, true, true
		return true
	case l == 0xff:
		r.Fail(RuleLengthFF, at, l, 0)
		return false
	case l > 0x80:
		octets := l & 0x7f
		if octets > len(r.buf)-off {
			r.Fail(RuleLengthShort, len(r.buf), len(r.buf)-off, octets)
			return false
		}
		l = 0
		for _, x := range r.buf[off : off+octets] {
			if l >= 1<<23 { // 2^31 and more is never in a buffer, and would not fit an int everywhere
				r.Fail(RuleLength, at, math.MaxInt32, len(r.buf)-off-octets)
				return false
			}
			l = l<<8 | int(x)
		}
		off += octets
	}
	if l > len(r.buf)-off {
		r.Fail(RuleLength, at, l, len(r.buf)-off)
		return false
	}
	e.Start, e.End = off, off+l
	r.off = e.End
	return true
}
