package capture

import (
	"slices"
	"sort"
)

const (
	maxHeld  = 1 << 20 // octets held behind a hole
	maxEarly = 1024    // pieces held behind a hole
)

// A stream is one direction of a TCP connection, or the fragments of an IP packet.
type stream struct {
	next       uint32    // sequence number of the octet that is next in line
	early      []segment // in order, none overlaps another
	heldOctets int
}

type segment struct {
	seq uint32
	b   []byte // a copy
}

func (s segment) end() uint32 { return s.seq + uint32(len(s.b)) } //nolint:gosec // a segment is shorter than 2^32

// before reports whether sequence number a lies before b, modulo 2^32.
func before(a, b uint32) bool { return distance(a, b) < 0 }

// distance returns a-b modulo 2^32, from -2^31 up.
func distance(a, b uint32) int { return int(int32(a - b)) } //nolint:gosec // the arithmetic of RFC 9293 3.4

// fresh removes from b, which begins at seq, what has been passed on already.
func (s *stream) fresh(seq uint32, b []byte) (uint32, []byte) {
	old := distance(s.next, seq)
	if old <= 0 {
		return seq, b
	}
	return s.next, b[min(old, len(b)):]
}

// hold keeps the octets of b, at seq, that have neither been passed on nor are held. So of octets
// that came twice the first copy counts, as with most receivers.
func (s *stream) hold(seq uint32, b []byte) {
	seq, b = s.fresh(seq, b)
	i := sort.Search(len(s.early), func(i int) bool { return before(seq, s.early[i].end()) })
	for len(b) > 0 {
		n := len(b)
		if i < len(s.early) {
			n = min(n, distance(s.early[i].seq, seq))
		}
		if n > 0 {
			s.early = slices.Insert(s.early, i, segment{seq, slices.Clone(b[:n])})
			s.heldOctets += n
		} else {
			n = min(len(b), distance(s.early[i].end(), seq))
		}
		seq, b = seq+uint32(n), b[n:] //nolint:gosec // n is at most len(b)
		i++
	}
}

// take removes what is next in line; nil when that has not come.
func (s *stream) take() []byte {
	if len(s.early) == 0 || s.early[0].seq != s.next {
		return nil
	}
	e := s.early[0]
	s.early[0] = segment{}
	s.early = s.early[1:]
	s.heldOctets -= len(e.b)
	s.next = e.end()
	return e.b
}

// jump moves past the hole in front of the first early segment and returns its size.
func (s *stream) jump() int {
	missing := s.early[0].seq - s.next
	s.next = s.early[0].seq
	return int(missing)
}
