package capture

import "slices"

const (
	maxHeld  = 1 << 20 // octets held behind a hole
	maxEarly = 1024    // segments held behind a hole
)

// A stream is one direction of a TCP connection.
type stream struct {
	started    bool
	first      uint32 // sequence number of the first segment seen
	next       uint32 // sequence number of the octet that is next in line
	early      []segment
	heldOctets int
}

type segment struct {
	seq uint32
	b   []byte // a copy
}

// before reports whether sequence number a lies before b, modulo 2^32.
func before(a, b uint32) bool { return distance(a, b) < 0 }

// distance returns a-b modulo 2^32, from -2^31 up.
func distance(a, b uint32) int { return int(int32(a - b)) } //nolint:gosec // the arithmetic of RFC 9293 3.4

// hold keeps the octets of b, at seq, that have not been passed on. Of octets that came twice
// the first copy counts.
func (s *stream) hold(seq uint32, b []byte) {
	if before(seq, s.next) {
		old := s.next - seq
		if uint64(old) >= uint64(len(b)) {
			return
		}
		seq, b = s.next, b[old:]
	}
	if len(b) == 0 {
		return
	}
	i, _ := slices.BinarySearchFunc(s.early, seq, func(e segment, seq uint32) int {
		return distance(e.seq, seq)
	})
	s.early = slices.Insert(s.early, i, segment{seq, slices.Clone(b)})
	s.heldOctets += len(b)
}

// take removes what is next in line; nil when that has not come.
func (s *stream) take() []byte {
	for len(s.early) > 0 && !before(s.next, s.early[0].seq) {
		e := s.early[0]
		s.early = s.early[1:]
		s.heldOctets -= len(e.b)
		old := s.next - e.seq
		if uint64(old) >= uint64(len(e.b)) {
			continue
		}
		b := e.b[old:]
		s.next = e.seq + uint32(len(e.b)) //nolint:gosec // a segment is shorter than 2^16
		return b
	}
	return nil
}

// jump moves past the hole in front of the first early segment and returns its size.
func (s *stream) jump() int {
	missing := s.early[0].seq - s.next
	s.next = s.early[0].seq
	return int(missing)
}
