package capture

import "encoding/binary"

// A standing says whether a connection is passed on.
type standing uint8

// The standings.
const (
	unknown   standing = iota // its first octets have not come
	found                     // it is passed on
	foreign                   // it carries another protocol
	standings = iota
)

// openingSize is the number of octets that tell a CR, CC or call: the TPKT header, and the fixed
// part of the TPDU.
const openingSize = 4 + 7

// maxTries is the number of segments that are looked at where the start of a stream is missing.
const maxTries = 64

// opening is what is known of how a direction of an unknown connection begins.
type opening struct {
	head  [openingSize]byte
	n     int // octets in head, which do not tell yet
	tries int // segments that begin like nothing that is known
}

// standingOf returns that of a connection of which no octet has come.
func (r *Reassembler) standingOf(c *Connection) standing {
	r.Seen.port(c.Addr[Responder].Port())
	for _, side := range [...]Side{Responder, Initiator} {
		if xot, known := r.ports[c.Addr[side].Port()]; known {
			c.XOT = xot
			return found
		}
	}
	return unknown
}

// give passes on octets that are next in line, if the connection is passed on.
func (r *Reassembler) give(c *Connection, end Side, n int, b []byte) {
	switch c.standing {
	case unknown:
		r.look(c, end, n, b)
	case found:
		r.consumer.Octets(c, c.side(end), n, b)
	case foreign, standings:
	}
}

// gap tells of missing octets, if the connection is passed on.
func (r *Reassembler) gap(c *Connection, end Side, n, missing int) {
	if c.standing == found {
		r.consumer.Gap(c, c.side(end), n, missing)
	}
	c.halves[end].n = 0
}

// look looks at the first octets of a direction, or, where the capture begins later, at those of a
// segment.
func (r *Reassembler) look(c *Connection, end Side, n int, b []byte) {
	h, other := &c.halves[end], &c.halves[end.other()]
	before := h.n
	h.n += copy(h.head[h.n:], b)
	what := recognize(h.head[:h.n], !h.syn)
	if what == nothing && before > 0 && !h.syn { // this segment may begin something
		before, h.n = 0, copy(h.head[:], b)
		what = recognize(h.head[:h.n], true)
	}
	switch what {
	case undecided:
		return
	case nothing:
		h.n = 0
		if h.tries++; h.syn {
			h.tries = maxTries
		}
		if h.tries >= maxTries && (h.syn && end == Initiator || other.tries >= maxTries) {
			r.stand(c, foreign)
		}
		return
	case request, confirm, data, call, callAccepted:
	}
	if what.sender(end) != end {
		c.flipped = true
		c.Addr[0], c.Addr[1] = c.Addr[1], c.Addr[0]
	}
	c.XOT = what == call || what == callAccepted
	r.stand(c, found)
	if other.n > 0 {
		r.consumer.Octets(c, c.side(end.other()), n, other.head[:other.n])
	}
	if before > 0 {
		r.consumer.Octets(c, c.side(end), n, h.head[:before])
	}
	r.consumer.Octets(c, c.side(end), n, b)
}

// stand changes the standing of a connection. What is held of a foreign one goes.
func (r *Reassembler) stand(c *Connection, s standing) {
	r.used[c.standing].Remove(c.place)
	c.standing = s
	c.place = r.used[s].PushBack(c)
	if s != foreign {
		return
	}
	for side := range c.halves {
		r.held -= c.halves[side].heldOctets
		c.halves[side].stream = stream{}
	}
}

// start is what a stream begins with.
type start uint8

const (
	undecided start = iota
	nothing
	request      // a CR
	confirm      // a CC
	data         // a DT of class 0
	call         // an X.25 call, or the set-up of a permanent virtual circuit
	callAccepted // its confirmation
)

// sender returns who sends it; by where both do.
func (s start) sender(by Side) Side {
	switch s {
	case request, call:
		return Initiator
	case confirm, callAccepted:
		return Responder
	case undecided, nothing, data:
	}
	return by
}

// recognize tells what begins with head. DTs are looked for where the start of a stream is missing.
func recognize(head []byte, midway bool) start {
	const (
		cr, cc, dt                  = 0xe0, 0xd0, 0xf0
		callType, acceptType, setup = 0x0b, 0x0f, 0xf5
		maxCall                     = 3 + 16 + 1 + 109 + 128 // octets: header, addresses, facilities, user data
	)
	if len(head) > 1 && head[1] != 0 || len(head) > 0 && head[0] != 3 && head[0] != 0 {
		return nothing
	}
	if len(head) < 7 {
		return undecided
	}
	size := int(binary.BigEndian.Uint16(head[2:]))
	if head[0] == 0 {
		switch modulo := head[4] >> 4 & 3; {
		case size < 3 || size > maxCall || modulo != 1 && modulo != 2:
		case head[6] == callType || head[6] == setup:
			return call
		case head[6] == acceptType:
			return callAccepted
		}
		return nothing
	}
	li, code := int(head[4]), head[5]
	if midway && li == 2 && code == dt && head[6]&0x7f == 0 && size >= 7 {
		return data
	}
	if code&0xf0 != cr && code&0xf0 != cc || li < 6 || li+5 > size {
		return nothing
	}
	switch {
	case len(head) < openingSize:
		return undecided
	case head[10]>>4 > 4: // the class
	case code&0xf0 == cc:
		return confirm
	case head[6] == 0 && head[7] == 0: // DST-REF
		return request
	}
	return nothing
}
