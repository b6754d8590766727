package ber

import "github.com/osi-go/osi"

// Tag is the identification of an element. For tag numbers up to 30 it is the
// identifier octet itself, so that a switch reads like the wire: 0x30, 0xa0,
// 0x81. For higher numbers it is the leading octet plus 256 times the number.
type Tag uint32

const constructedBit Tag = 0x20

// Constructed reports whether the encoding is constructed (X.690 8.1.2.5).
func (t Tag) Constructed() bool { return t&constructedBit != 0 }

// Primitive returns t without the constructed bit.
func (t Tag) Primitive() Tag { return t &^ constructedBit }

// Number returns the tag number.
func (t Tag) Number() uint32 {
	if t&0x1f == 0x1f {
		return uint32(t >> 8)
	}
	return uint32(t & 0x1f)
}

const maxTagNumber = 1<<24 - 1

// An Element is what [Reader.Next] found. It has as many fields as the compiler keeps in registers.
type Element struct {
	Tag    Tag
	Offset int // of the first identifier octet
	Start  int // of the first contents octet
	End    int // past the last contents octet; openEnd while Indefinite
}

// openEnd is the End of an element whose end-of-contents octets have not been found yet.
const openEnd = -1

// Indefinite reports whether the length of e is indefinite and its end not yet known: Contents, Raw
// and Explicit find it.
func (e *Element) Indefinite() bool { return e.End < 0 }

// A Reader yields the elements of one contents field, in order. It is a value:
// Enter makes the reader of a nested field, Leave takes its result back.
type Reader struct {
	buf      []byte // to the end of this field, or where that is unknown, of the one around it
	off      int
	depth    int    // levels that may still be entered
	elements int    // elements that may still be read
	most     [2]int // depth and elements at the start, for errors
	err      *osi.Error
	indef    bool // this field ends with end-of-contents octets
	done     bool
	open     bool // the last element is indefinite and has not been read
	halt     bool // done, open, or there is an error
}

// NewReader returns a reader of the elements in b, which may nest depth levels
// and be elements in number (see osi.Limits, which must have its defaults filled in).
func NewReader(b []byte, depth, elements int) Reader {
	return Reader{buf: b, depth: depth, elements: elements, most: [2]int{depth, elements}}
}

// Err returns the error that made Next return false, as an error; nil at the end of the field.
func (r *Reader) Err() error {
	if r.err == nil {
		return nil
	}
	return r.err
}

// Offset returns the offset of the next identifier octet.
func (r *Reader) Offset() int { return r.off }

// End returns where the elements end once Next has said so: before end-of-contents octets.
func (r *Reader) End() int {
	if r.indef && r.done {
		return r.off - 2
	}
	return r.off
}

// Afford takes n elements from those r may still read, for a caller that has read them itself,
// depth levels deep. It reports false, and takes none, when the limits do not allow so much. A
// negative n gives elements back.
func (r *Reader) Afford(depth, n int) bool {
	if depth > r.depth || n > r.elements {
		return false
	}
	r.elements -= n
	return true
}

// Fail makes r fail with the rule unless it has failed already, and returns the error.
func (r *Reader) Fail(rule *osi.Rule, off, got, want int) error {
	if r.err == nil {
		r.fail(rule, off, got, want)
	}
	return r.err
}

//go:noinline
func (r *Reader) fail(rule *osi.Rule, off, got, want int) {
	r.err, r.halt = &osi.Error{Rule: rule, Offset: off, Got: got, Want: want}, true
}

// Next returns the next element; ok is false at the end of the field and on an error.
func (r *Reader) Next() (e Element, ok bool) {
	b, off := r.buf, r.off
	if r.halt || len(b)-off < 2 || b[off] == 0 {
		return r.edge()
	}
	id, n, start := b[off], int(b[off+1]), off+2
	if r.elements--; r.elements < 0 || id&0x1f == 0x1f {
		return r.long()
	}
	switch {
	case n < 0x80:
	case n == 0x82 && len(b)-off >= 4:
		n, start = int(b[off+2])<<8|int(b[off+3]), off+4
	case n == 0x81 && len(b)-off >= 3:
		n, start = int(b[off+2]), off+3
	default:
		return r.long()
	}
	if n > len(b)-start {
		return r.long()
	}
	r.off = start + n
	return Element{Tag: Tag(id), Offset: off, Start: start, End: start + n}, true
}

// Enter returns the reader of e's contents. e must be the element Next returned
// last. Until Leave, only the returned reader may be used. A primitive e, or one
// nested too deep, makes both readers fail.
func (r *Reader) Enter(e *Element) Reader {
	c := *r
	c.enter(e)
	return c
}

// enter makes c, a copy of the reader that returned e, the reader of e's contents. It is not a
// part of Enter so that calls of that are inlined: the reader is then copied once.
func (c *Reader) enter(e *Element) {
	c.indef, c.open, c.done, c.halt = e.Indefinite(), false, false, c.err != nil
	c.off = e.Start
	if !c.indef {
		c.buf = c.buf[:e.End]
	}
	if c.depth--; c.depth < 0 {
		c.Fail(RuleDepth, e.Offset, c.most[0]+1, c.most[0])
	} else if !e.Tag.Constructed() {
		c.Fail(RuleConstructed, e.Offset, int(e.Tag&0xff), int(e.Tag&0xff)|0x20)
	}
}

// Leave continues r behind the field that c reads, taking over its error.
// What c has not read yet is skipped.
func (r *Reader) Leave(c *Reader) {
	r.elements = c.elements
	if c.indef || c.err != nil {
		r.leave(c)
	}
}

// leave is Leave of a field of indefinite length, and after an error.
func (r *Reader) leave(c *Reader) {
	if c.indef {
		for !c.done && c.err == nil {
			c.Next()
		}
		r.off, r.elements, r.open = c.off, c.elements, false
	}
	r.err, r.halt = c.err, c.err != nil
}

// skip moves past the indefinite element that was read last and not entered.
func (r *Reader) skip() {
	r.open, r.halt = false, r.err != nil
	c := *r
	c.indef, c.done = true, false
	level := 1
	for level > 0 {
		e, ok := c.Next()
		switch {
		case ok && e.Indefinite():
			c.open, c.halt = false, false
			if level++; level > r.depth {
				c.Fail(RuleDepth, e.Offset, r.most[0]+1, r.most[0])
			}
		case ok:
		case c.err != nil:
			r.err, r.halt = c.err, true
			return
		default:
			c.done, c.halt = false, false
			level--
		}
	}
	r.off, r.elements = c.off, c.elements
}

// Contents returns the contents octets of e, the element Next returned last, without
// end-of-contents octets; nil on an error. They alias the buffer with capped capacity.
func (r *Reader) Contents(e *Element) []byte {
	if e.Indefinite() {
		if r.open {
			r.skip()
		}
		if r.err != nil {
			return nil
		}
		e.End = r.off - 2
	}
	return r.buf[e.Start:e.End:e.End]
}

// Raw returns the whole encoding of e, the element Next returned last, with its
// identifier, length and end-of-contents octets; nil on an error.
func (r *Reader) Raw(e *Element) []byte {
	if r.Contents(e) == nil && r.err != nil {
		return nil
	}
	return r.buf[e.Offset:r.off:r.off]
}

// Finish reports an error when r has failed or has elements left.
func (r *Reader) Finish() error {
	if r.open {
		r.skip()
	}
	switch {
	case r.err != nil || r.done:
	case r.indef: // what is left may be the end-of-contents octets
		if e, ok := r.Next(); ok {
			r.Fail(RuleTrailing, e.Offset, len(r.buf)-e.Offset, 0)
		}
	case r.off < len(r.buf):
		r.Fail(RuleTrailing, r.off, len(r.buf)-r.off, 0)
	}
	return r.Err()
}
