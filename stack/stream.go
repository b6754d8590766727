package stack

// A stream cuts one direction of a TCP connection into frames.
type stream struct {
	buf    []byte // a frame that is not complete
	broken bool
}

// feed takes the octets b, at off of the stream. split cuts the first frame off: it returns a nil frame and how many
// octets the frame needs while it is not complete. frame takes each frame, fail what cannot be one.
func (t *stream) feed(b []byte, off int64, split func([]byte) (frame []byte, want int, err error),
	frame func(b []byte, off int64), fail func(err error, b []byte, off int64),
) {
	for len(b) > 0 && !t.broken {
		if len(t.buf) == 0 {
			f, _, err := split(b)
			switch {
			case err != nil:
				fail(err, b, off)
				t.broken = true
			case f == nil:
				t.buf = append(t.buf, b...)
				return
			default:
				frame(f, off)
				b, off = b[len(f):], off+int64(len(f))
			}
			continue
		}
		_, want, _ := split(t.buf)
		n := min(want-len(t.buf), len(b))
		t.buf = append(t.buf, b[:n]...)
		b, off = b[n:], off+int64(n)
		start := off - int64(len(t.buf))
		switch f, _, err := split(t.buf); {
		case err != nil:
			fail(err, t.buf, start)
			t.buf, t.broken = nil, true
		case f != nil:
			frame(f, start)
			t.buf = t.buf[:0]
		}
	}
}
