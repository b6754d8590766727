package relay

// A buffer is what a connection is read into. In front of what is read there is room for the
// beginning of a unit that an earlier read ended in, so that it can be written with what follows.
type buffer struct {
	b    []byte
	room int  // octets in front
	most int  // octets of one read
	full bool // the last read filled the buffer: there is more to come
}

const (
	firstRead = 4 << 10 // octets of one read while no more come
	mostRoom  = 8 << 10
)

// space returns where to read to. A connection that is idle, or says little, has a small buffer.
func (b *buffer) space(messages bool) []byte {
	n := len(b.b) - b.room
	switch {
	case n == 0 && !messages:
		n = min(firstRead, b.most)
	case n == 0 || b.full && n < b.most:
		n = b.most
	default:
		return b.b[b.room:]
	}
	b.room = min(n, mostRoom)
	b.b = make([]byte, b.room+n)
	return b.b[b.room:]
}

// filled returns what n octets were read to, and where in it they begin.
func (b *buffer) filled(n int) (octets []byte, at int) {
	b.full = n == len(b.b)-b.room
	return b.b[:b.room+n], b.room
}
