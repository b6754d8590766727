package ber

import "github.com/osi-go/osi"

// Check reports whether b is exactly one element that is well formed to its last octet: every
// length at every level ends within its parent, end-of-contents octets stand where they are due and
// nowhere else, tag numbers take no more octets than they need. depth, 1 to 255, is how many
// constructed elements may enclose one another, whatever their form of length; elements is how many
// there may be. See osi.Limits, whose defaults must be filled in.
//
// Contents of primitive elements are not looked at; that a universal type is primitive or
// constructed as it must be is checked. Beyond that Check breaks the rules that a Reader breaks
// which enters every constructed element, at the same offsets. It allocates nothing but the error,
// and its work is linear in the octets of identifiers and lengths.
func Check(b []byte, depth, elements int) error {
	if len(b) <= 2*elements && plain(b, depth) {
		return nil
	}
	return checkAny(b, depth, elements)
}

// checkAny is Check for every b.
func checkAny(b []byte, depth, elements int) error {
	n, err := first(b, depth, elements)
	if err == nil && n < len(b) {
		return checkFailed(RuleTrailing, n, len(b)-n, 0)
	}
	return err
}

// plain reports whether b is exactly one element, well formed, that has nothing in it but tag
// numbers below 31 and definite lengths below 65536, within depth: what nearly every value is. When
// it is not b may still be valid.
func plain(b []byte, depth int) bool {
	if len(b) < 2 || len(b) > plainOctets || depth < 1 {
		return false
	}
	off, n := uint32(2), uint32(b[1])
	if n >= 0x80 {
		n, off = plainLength(b, off, n)
	}
	end, level := uint32(len(b)), uint(0) //nolint:gosec // of the constructed element at hand: the outermost
	if kind := kinds[b[0]]; kind != constructed || off+n != end {
		return kind == primitive && off+n == end
	}
	var around [plainDepth]uint32 // the ends of the elements around it
	ends := around[:min(depth-1, len(around))]
	for {
		for off != end {
			if int(off)+1 >= len(b) {
				return false
			}
			kind, n := int32(kinds[b[off]]), uint32(b[int(off)+1])
			off += 2
			if int32(n) <= kind { //nolint:gosec // an octet
				off += n
				continue
			}
			if n >= 0x80 {
				n, off = plainLength(b, off, n)
			}
			switch kind {
			case primitive:
				off += n
			case constructed:
				if off+n > end || level >= uint(len(ends)) {
					return false
				}
				ends[level] = end
				level++
				end = off + n
			default:
				return false
			}
		}
		if int(off) == len(b) { // so all around it end here, too
			return true
		}
		level--
		end = ends[level] //nolint:gosec // the outermost ends where b ends
	}
}

// What an identifier octet begins. Of a primitive element it is the longest length in one octet.
const (
	primitive   = 0x7f
	constructed = -1
	other       = -2 // an end-of-contents, a tag number above 30, or a form that its type does not have
)

// The universal types that have one form alone, by tag number: X.690 8.2 to 8.5, 8.8 to 8.11, 8.18
// to 8.20, 8.23.
const (
	primitiveTypes   = 1<<1 | 1<<2 | 1<<5 | 1<<6 | 1<<9 | 1<<10 | 1<<13 // BOOLEAN, INTEGER, NULL, the identifiers, REAL, ENUMERATED
	constructedTypes = 1<<8 | 1<<11 | 1<<16 | 1<<17 | 1<<29             // EXTERNAL, EMBEDDED PDV, SEQUENCE, SET, CHARACTER STRING
)

// kinds has the meaning of each identifier octet.
var kinds = func() (t [256]int8) {
	for id := range t {
		switch {
		case id&0x1f == 0x1f, id&^0x20 == 0, id&0xe0 == 0 && constructedTypes>>id&1 != 0, id&0xe0 == 0x20 && primitiveTypes>>(id&0x1f)&1 != 0:
			t[id] = other
		case id&0x20 == 0:
			t[id] = primitive
		default:
			t[id] = constructed
		}
	}
	return t
}()

const (
	plainDepth  = 32
	plainOctets = 1 << 30 // an offset behind it and one length more is an int everywhere
)

// plainLength reads a length octet n of 81 or 82 and what follows; next is behind every b when it
// is none.
func plainLength(b []byte, off, n uint32) (length, next uint32) {
	switch {
	case n == 0x81 && int(off) < len(b):
		return uint32(b[off]), off + 1
	case n == 0x82 && int(off)+1 < len(b):
		return uint32(b[off])<<8 | uint32(b[int(off)+1]), off + 2
	}
	return 0, plainOctets + 1
}

// plainSize returns the number of octets of the element that b begins with, if plain may take it; 0
// when it cannot.
func plainSize(b []byte) int {
	if len(b) < 2 || len(b) > plainOctets {
		return 0
	}
	off, n := uint32(2), uint32(b[1])
	if n >= 0x80 {
		n, off = plainLength(b, off, n)
	}
	if size := int(off + n); size <= len(b) {
		return size
	}
	return 0
}

// First returns the number of octets of the element that b begins with, which it checks as Check
// does.
func First(b []byte, depth, elements int) (n int, err error) {
	if n = plainSize(b); n > 0 && n <= 2*elements && plain(b[:n], depth) {
		return n, nil
	}
	return first(b, depth, elements)
}

// first is First for every b.
func first(b []byte, depth, elements int) (n int, err error) {
	most := [2]int{depth, elements}
	if depth <= 32 {
		var open [32]int
		return check(b, 0, open[:max(depth, 0)], &elements, most)
	}
	var open [255]int
	most[0] = min(depth, len(open))
	return check(b, 0, open[:most[0]], &elements, most)
}

// WellFormed is Check for the one element that fills the octets of r from off to end, to what is
// left of r's limits.
func (r *Reader) WellFormed(off, end int) {
	if r.err != nil {
		return
	}
	var n int
	var err error
	if b := r.buf[:end]; r.depth <= 32 {
		var open [32]int
		n, err = check(b, off, open[:max(r.depth, 0)], &r.elements, r.most)
	} else {
		var open [255]int
		n, err = check(b, off, open[:min(r.depth, len(open))], &r.elements, r.most)
	}
	if err == nil && n < end {
		err = checkFailed(RuleTrailing, n, end-n, 0)
	}
	if err != nil {
		r.err, r.halt = osi.AsError(err), true
	}
}

// Pass passes over e, the element Next returned last, and returns its encoding. It must be well
// formed to its last octet.
func (r *Reader) Pass(e *Element) []byte {
	raw := r.Raw(e)
	r.WellFormed(e.Offset, r.off)
	return raw
}

// check returns where the element at off ends. It has in open the ends of the elements that enclose
// the one at hand. An end below zero belongs to a parent of indefinite length: its complement is
// the end of the nearest parent of definite length. elements are those left; most is depth and
// elements, for errors.
func check(b []byte, off int, open []int, elements *int, most [2]int) (int, error) {
	level := 0
	end := len(b) // of the parent at hand, in the same form
	limit := len(b)
	left := *elements
	for {
		if 2 > limit-off {
			return 0, checkShort(off, end, limit)
		}
		id, l := b[off], b[off+1]
		start, next := off+2, off+2+int(l)
		switch {
		case l < 0x80 && kinds[id] != other && next <= limit && left > 0: // nearly always
			left--
		case id == 0:
			if end >= 0 {
				return 0, checkFailed(RuleUnexpectedEOC, off, 0, 0)
			}
			if l != 0 {
				return 0, checkFailed(RuleUnexpectedEOC, off+1, int(l), 0)
			}
			level--
			end = open[level] //nolint:gosec // an end below zero is inside an element
			limit = max(end, ^end)
		case left <= 0:
			return 0, checkFailed(RuleElements, off, most[1]+1, most[1])
		case l == 0x80 && kinds[id] == constructed:
			left--
			next = -1
		default:
			left--
			var err error
			if start, next, err = checkHeader(b, off, limit); err != nil {
				return 0, err
			}
		}
		switch {
		case id&0x20 == 0: // end-of-contents octets, too
			off = next
		case level == len(open):
			return 0, checkFailed(RuleDepth, off, most[0]+1, most[0])
		default:
			open[level] = end
			level++
			off, end = start, next
			if end < 0 {
				end = ^limit
				continue
			}
			limit = end
		}
		for off == end && level > 0 { // the last element of its parent, and that of its own …
			level--
			end = open[level]
			limit = max(end, ^end)
		}
		if level == 0 {
			*elements = left
			return off, nil
		}
	}
}

// checkHeader returns where the contents of the element at off begin and end; next is -1 where that
// is open.
func checkHeader(b []byte, off, limit int) (start, next int, err error) {
	id := b[off]
	if kinds[id] == other && id&0x1f != 0x1f {
		return 0, 0, checkFailed(RuleConstructed, off, int(id), int(id^0x20))
	}
	r := Reader{buf: b[:limit], off: off, elements: 1}
	e, ok := r.Next()
	switch {
	case !ok:
		return 0, 0, r.err
	case e.Indefinite():
		return e.Start, -1, nil
	}
	return e.Start, e.End, nil
}

// checkShort is the fault of a header that limit cuts off at off.
func checkShort(off, end, limit int) error {
	switch {
	case end < 0:
		return checkFailed(RuleMissingEOC, limit, limit-off, 2)
	case limit == 0:
		return checkFailed(RuleIdentifier, off, 0, 1)
	}
	return checkFailed(RuleLengthShort, limit, 0, 1)
}

func checkFailed(rule *osi.Rule, off, got, want int) error {
	return &osi.Error{Rule: rule, Offset: off, Got: got, Want: want}
}
