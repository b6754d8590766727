package ber

import "github.com/osi-go/osi"

// Check reports whether b is exactly one element that is well formed to its last octet: every length at every level
// ends within its parent, end-of-contents octets stand where they are due and nowhere else, tag numbers take no
// more octets than they need. depth, 1 to 255, is how many constructed elements may enclose one
// another, whatever their form of length; elements is how many there may be. See osi.Limits, whose defaults must be filled in.
//
// Contents of primitive elements are not looked at. Check breaks the rules that a Reader breaks which enters every
// constructed element, at the same offsets. It allocates nothing but the error, and its work is linear in the octets of
// identifiers and lengths.
func Check(b []byte, depth, elements int) error {
	most := [2]int{depth, elements}
	if depth <= 32 {
		var open [32]int
		return check(b, 0, open[:max(depth, 0)], &elements, most)
	}
	var open [255]int
	most[0] = min(depth, len(open))
	return check(b, 0, open[:most[0]], &elements, most)
}

// WellFormed is Check for the one element that fills the octets of r from off to end, to what is left of r's limits.
func (r *Reader) WellFormed(off, end int) {
	if r.err != nil {
		return
	}
	var err error
	if b := r.buf[:end]; r.depth <= 32 {
		var open [32]int
		err = check(b, off, open[:max(r.depth, 0)], &r.elements, r.most)
	} else {
		var open [255]int
		err = check(b, off, open[:min(r.depth, len(open))], &r.elements, r.most)
	}
	r.err = osi.AsError(err)
}

// check checks the element at off, which must end with b. It has in open the ends of the elements that enclose the one at hand. An end
// below zero belongs to a parent of indefinite length: its complement is the end of the nearest parent of definite length.
// elements are those left; most is depth and elements, for errors.
func check(b []byte, off int, open []int, elements *int, most [2]int) error {
	level := 0
	end := len(b) // of the parent at hand, in the same form
	limit := len(b)
	left := *elements
	for {
		if 2 > limit-off {
			switch {
			case end < 0:
				return checkFailed(RuleMissingEOC, limit, limit-off, 2)
			case limit == 0:
				return checkFailed(RuleIdentifier, off, 0, 1)
			}
			return checkFailed(RuleLengthShort, limit, 0, 1)
		}
		id, l := b[off], b[off+1]
		switch {
		case id == 0:
			if end >= 0 {
				return checkFailed(RuleUnexpectedEOC, off, 0, 0)
			}
			if l != 0 {
				return checkFailed(RuleUnexpectedEOC, off+1, int(l), 0)
			}
			off += 2
			level--
			end = open[level] //nolint:gosec // an end below zero is inside an element
			limit = max(end, ^end)
		case left <= 0:
			return checkFailed(RuleElements, off, most[1]+1, most[1])
		default:
			left--
			at := off
			next := off + 2 + int(l)
			indefinite := l == 0x80 && id&0x20 != 0 && id&0x1f != 0x1f
			switch {
			case indefinite:
				off += 2
			case id&0x1f == 0x1f || l >= 0x80 || next > limit:
				r := Reader{buf: b, off: off, end: limit, elements: 1}
				e, ok := r.Next()
				if !ok {
					return r.err
				}
				off, next, indefinite = e.Start, e.End, e.Indefinite
			default:
				off += 2
			}
			if id&0x20 == 0 {
				off = next
				break
			}
			if level == len(open) {
				return checkFailed(RuleDepth, at, most[0]+1, most[0])
			}
			open[level] = end
			level++
			if indefinite {
				end = ^limit
				continue
			}
			end, limit = next, next
		}
		for off == limit && end >= 0 { // the last element of its parent, and that of its own …
			if level == 0 {
				*elements = left
				return nil
			}
			level--
			end = open[level]
			limit = max(end, ^end)
		}
		if level == 0 {
			return checkFailed(RuleTrailing, off, limit-off, 0)
		}
	}
}

func checkFailed(rule *osi.Rule, off, got, want int) error {
	return &osi.Error{Rule: rule, Offset: off, Got: got, Want: want}
}
