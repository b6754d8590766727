package ber

import (
	"math"

	"github.com/osi-go/osi"
)

// A Stream checks one element that arrives in pieces, as [Check] checks one that is whole, but for
// the number of elements, which it does not bound. It keeps no octets: its memory grows with the
// depth alone. Begin makes it ready.
type Stream struct {
	watch, depth int
	only         Tag     // of what is in the string at hand; 0: it is none
	string       int     // elements that enclose it
	open         []int64 // the ends of the elements that enclose the one at hand, in the form of check
	end, limit   int64   // of the parent at hand, in that form, and of the nearest of definite length
	off          int64   // octets taken
	header       int64   // where the header at hand begins
	skip         int64   // contents octets of a primitive element that are still to come
	tag          Tag     // of the element at hand
	level        int     // elements that enclose it
	length       int64   // of its contents; below zero: indefinite
	want         wanted
	left         int // length octets still to come
	anyForm      bool
	done         bool
}

// wanted is what the next octet of a header is.
type wanted uint8

const (
	wantIdentifier wanted = iota
	wantTagNumber
	wantLength
	wantLengthOctet
	wantEndOfContents // its second octet
)

// unknownEnd is the end of what encloses the outermost element: as many octets as come.
const unknownEnd = math.MaxInt64

// Begin makes s ready for an element that has at most depth constructed elements within one
// another. Add stops at the header of each element that fewer than watch others enclose.
func (s *Stream) Begin(depth, watch int) {
	*s = Stream{watch: watch, depth: depth, open: s.open[:0], end: unknownEnd, limit: unknownEnd}
}

// Inside makes s ready as Begin does, but within elements of definite length that all end behind
// end octets, of which off have come: the headers of these elements.
func (s *Stream) Inside(depth, watch, elements int, off, end int64) {
	s.Begin(depth, watch)
	for range elements {
		s.open = append(s.open, s.end)
		s.end = end
	}
	s.off, s.limit = off, end
}

// Add takes octets up to the end of the element, or of the header of one that is watched, and
// returns how many. The Offset of an error is the octet of b that is wrong; what is added after an
// error means nothing.
func (s *Stream) Add(b []byte) (n int, header bool, err error) {
	for n < len(b) && !s.done {
		if s.skip > 0 {
			n += s.contents(b[n:])
			continue
		}
		if s.want == wantIdentifier && s.only == 0 && len(s.open) >= max(s.watch, 1) {
			if k := s.plain(b[n:]); k > 0 {
				n += k
				continue
			}
		}
		whole, rule, got, want := s.octet(b[n])
		if rule != nil {
			return n, false, checkFailed(rule, n, got, want)
		}
		n++
		if whole {
			s.level = len(s.open)
			if err = s.enter(n - 1); err != nil || s.level < s.watch {
				return n, err == nil, err
			}
		}
	}
	return n, false, nil
}

// Watch changes what Begin has said of the elements at whose headers Add stops.
func (s *Stream) Watch(levels int) { s.watch = levels }

// AnyForm says whether elements may be primitive or constructed whatever their type is, as for a
// Reader. Begin says that they may not.
func (s *Stream) AnyForm(yes bool) { s.anyForm = yes }

// Level returns how many elements enclose the one whose header came last, if it is watched.
func (s *Stream) Level() int { return s.level }

// Tag returns the tag of the element whose header came last.
func (s *Stream) Tag() Tag { return s.tag }

// Length returns the length of the contents of the element whose header came last; below zero it is
// indefinite.
func (s *Stream) Length() int64 { return s.length }

// Header returns how many octets the header has that came last.
func (s *Stream) Header() int64 { return s.off - s.header }

// Left returns how many contents octets of a primitive element, or of one that is passed over, are
// still to come.
func (s *Stream) Left() int64 { return s.skip }

// Pass passes over the contents of the constructed element of definite length whose header came
// last, whatever they are.
func (s *Stream) Pass() {
	if s.skip = s.end - s.off; s.skip > 0 {
		s.pop()
	}
}

// Segments says that the element whose header came last is a string: elements in it, at every
// level, must have its type, X.690 8.7.3.2. t is the tag of the type, primitive.
func (s *Stream) Segments(t Tag) {
	if s.tag.Constructed() && s.length != 0 {
		s.only, s.string = t, s.level
	}
}

// Memory returns the octets of memory behind s.
func (s *Stream) Memory() int { return 8 * cap(s.open) }

// Done reports whether the element is whole.
func (s *Stream) Done() bool { return s.done }

// Missing is the error of an element that is not whole when its octets end: n is where.
func (s *Stream) Missing(n int) error {
	if s.end < 0 && s.skip == 0 {
		return checkFailed(RuleMissingEOC, n, 0, 2)
	}
	return checkFailed(RuleLengthShort, n, 0, 1)
}

// plain takes the elements in front of b that have nothing in them but tag numbers below 31 and
// lengths below 128, and end in b, if they are primitive: nearly all. It returns how many
// octets they are. They are in an element that is open, and not in a string whose segments matter.
func (s *Stream) plain(b []byte) (n int) {
	from, open, end := s.off, s.open, s.end
	limit := atMost(s.limit-from, len(b)) // counted from b
	for {
		kind, l := int8(other), 0
		for n < limit-1 {
			if kind, l = kinds[b[n]], int(b[n+1]); l > int(kind) || l > limit-2-n {
				break
			}
			n += 2 + l
		}
		if from+int64(n) != end {
			if kind != constructed || l == 0 || l >= 0x80 || from+int64(n+2+l) > max(end, ^end) || len(open) == s.depth {
				break
			}
			open = append(open, end)
			n += 2
			end = from + int64(n+l)
			limit = min(n+l, len(b))
			continue
		}
		for from+int64(n) == end && len(open) > 0 {
			end, open = open[len(open)-1], open[:len(open)-1]
		}
		if len(open) < s.watch || len(open) == 0 {
			break
		}
		limit = atMost(max(end, ^end)-from, len(b))
	}
	s.off, s.open, s.end, s.limit = from+int64(n), open, end, max(end, ^end)
	s.done = len(open) == 0
	return n
}

// atMost returns n, or most if that is less.
func atMost(n int64, most int) int {
	if n < int64(most) {
		return int(n)
	}
	return most
}

// contents takes contents octets of a primitive element.
func (s *Stream) contents(b []byte) int {
	n := len(b)
	if int64(n) > s.skip {
		n = int(s.skip)
	}
	s.off += int64(n)
	if s.skip -= int64(n); s.skip == 0 {
		s.close()
	}
	return n
}

// octet takes one octet of a header, and reports whether the header is whole; or the rule that it
// breaks.
func (s *Stream) octet(x byte) (whole bool, rule *osi.Rule, got, want int) {
	switch {
	case s.off < s.limit:
		s.off++
	case s.end < 0 && s.want == wantIdentifier:
		return false, RuleMissingEOC, 0, 2
	default:
		return false, RuleLengthShort, 0, 1
	}
	switch s.want {
	case wantIdentifier:
		return s.identifier(x)
	case wantTagNumber:
		rule, got, want = s.tagNumber(x)
	case wantLength:
		return s.firstLength(x)
	case wantLengthOctet:
		if s.length >= 1<<54 {
			return false, RuleLength, math.MaxInt32, 0
		}
		s.length = s.length<<8 | int64(x)
		if s.left--; s.left == 0 {
			return s.bounded()
		}
	case wantEndOfContents:
		if x != 0 {
			return false, RuleUnexpectedEOC, int(x), 0
		}
		s.want = wantIdentifier
		s.pop()
		s.close()
	}
	return false, rule, got, want
}

func (s *Stream) identifier(x byte) (whole bool, rule *osi.Rule, got, want int) {
	s.tag, s.header = Tag(x), s.off-1
	switch {
	case x == 0:
		if s.end >= 0 {
			return false, RuleUnexpectedEOC, 0, 0
		}
		s.want = wantEndOfContents
	case x&0x1f == 0x1f:
		s.want = wantTagNumber
	case kinds[x] == other && !s.anyForm:
		return false, RuleConstructed, int(x), int(x ^ 0x20)
	default:
		s.want = wantLength
	}
	return false, nil, 0, 0
}

func (s *Stream) tagNumber(x byte) (rule *osi.Rule, got, want int) {
	number := uint32(s.tag >> 8)
	switch {
	case number == 0 && x == 0x80:
		return RuleHighTag, int(x), 0
	case number > maxTagNumber>>7:
		return RuleTagSize, int(number), maxTagNumber
	}
	number = number<<7 | uint32(x&0x7f)
	s.tag = s.tag&0xff | Tag(number<<8)
	if x&0x80 != 0 {
		return nil, 0, 0
	}
	if s.want = wantLength; number < 31 {
		return RuleHighTag, int(number), 31
	}
	return nil, 0, 0
}

func (s *Stream) firstLength(x byte) (whole bool, rule *osi.Rule, got, want int) {
	switch {
	case x == 0xff:
		return false, RuleLengthFF, int(x), 0
	case x == 0x80 && !s.tag.Constructed():
		return false, RuleIndefinite, int(x), 0
	case x == 0x80:
		s.length, s.want = -1, wantIdentifier
		return true, nil, 0, 0
	case x > 0x80:
		s.length, s.left, s.want = 0, int(x&0x7f), wantLengthOctet
		return false, nil, 0, 0
	}
	s.length = int64(x)
	return s.bounded()
}

// bounded checks a definite length.
func (s *Stream) bounded() (whole bool, rule *osi.Rule, got, want int) {
	s.want = wantIdentifier
	if room := s.limit - s.off; s.length > room {
		return false, RuleLength, int(min(s.length, math.MaxInt32)), int(min(room, math.MaxInt32))
	}
	return true, nil, 0, 0
}

// enter begins the contents of the element whose header, which ends at octet at, is whole.
func (s *Stream) enter(at int) error {
	switch {
	case s.only != 0 && s.tag.Primitive() != s.only:
		return checkFailed(RuleSegment, at, int(s.tag&0xff), int(s.only))
	case !s.tag.Constructed():
		s.skip = s.length
	case len(s.open) == s.depth:
		return checkFailed(RuleDepth, at, s.depth+1, s.depth)
	default:
		s.open = append(s.open, s.end)
		if s.length < 0 {
			s.end = ^s.limit
			return nil
		}
		s.end = s.off + s.length
		s.limit = s.end
	}
	if s.length == 0 {
		s.close()
	}
	return nil
}

// close ends the elements that end here.
func (s *Stream) close() {
	for len(s.open) > 0 && s.off == s.end {
		s.pop()
	}
	s.done = len(s.open) == 0
}

// pop goes back to the parent.
func (s *Stream) pop() {
	s.end = s.open[len(s.open)-1]
	s.open = s.open[:len(s.open)-1]
	s.limit = max(s.end, ^s.end)
	if len(s.open) <= s.string {
		s.only = 0
	}
}
