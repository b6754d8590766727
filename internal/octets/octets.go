// Package octets reads octets within bounds and narrows integers with a check.
// It is the only place of the module that does either; everything above it
// indexes slices whose length it has verified here or by a constant.
package octets

import "encoding/binary"

// Cut splits b after n octets. head has its capacity capped. ok is false when n is
// negative or more than b holds.
func Cut(b []byte, n int) (head, rest []byte, ok bool) {
	if n < 0 || n > len(b) {
		return nil, b, false
	}
	return b[:n:n], b[n:], true
}

// Span returns b[from:to] with capped capacity. ok is false when 0 ≤ from ≤ to ≤ len(b) does not
// hold.
func Span(b []byte, from, to int) (s []byte, ok bool) {
	if from < 0 || from > to || to > len(b) {
		return nil, false
	}
	return b[from:to:to], true
}

// Cursor reads from the front of a buffer. The zero Cursor reads an empty one.
type Cursor struct {
	buf []byte
	off int
}

// NewCursor returns a cursor at offset off of b; at the end of b when off is outside it.
func NewCursor(b []byte, off int) Cursor {
	if off < 0 || off > len(b) {
		off = len(b)
	}
	return Cursor{b, off}
}

// Offset returns the offset of the next octet in the buffer.
func (c *Cursor) Offset() int { return c.off }

// Len returns the number of octets not yet read.
func (c *Cursor) Len() int { return len(c.buf) - c.off }

// Uint8 reads one octet.
func (c *Cursor) Uint8() (v uint8, ok bool) {
	if c.off >= len(c.buf) {
		return 0, false
	}
	v = c.buf[c.off]
	c.off++
	return v, true
}

// Uint16 reads two octets, high one first.
func (c *Cursor) Uint16() (v uint16, ok bool) {
	if 2 > len(c.buf)-c.off {
		return 0, false
	}
	v = binary.BigEndian.Uint16(c.buf[c.off:])
	c.off += 2
	return v, true
}

// Take reads n octets. The result aliases the buffer with capped capacity.
func (c *Cursor) Take(n int) (v []byte, ok bool) {
	if n < 0 || n > len(c.buf)-c.off {
		return nil, false
	}
	v = c.buf[c.off : c.off+n : c.off+n]
	c.off += n
	return v, true
}

// Rest reads all octets left.
func (c *Cursor) Rest() []byte {
	v := c.buf[c.off:len(c.buf):len(c.buf)]
	c.off = len(c.buf)
	return v
}
