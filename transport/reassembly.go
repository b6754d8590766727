package transport

import (
	"iter"

	"github.com/osi-go/osi"
)

// A Reassembler joins the user data of the DT TPDUs of one direction into TSDUs, X.224 6.3. Its
// memory follows the octets that arrived, up to Limits.TSDU. The zero Reassembler is ready to use.
type Reassembler struct {
	Limits osi.Limits // of which TSDU and Segments apply

	buf      []byte
	segments int
}

// Add takes the next DT. When it ends a TSDU, done is true and tsdu is the whole of it, valid until
// the next call; a TSDU of one DT is not copied and aliases its user data. An error is of kind
// [osi.ErrLimit], and its Offset is the length of the TSDU so far. The octets held are dropped
// then.
func (r *Reassembler) Add(d *Data) (tsdu []byte, done bool, err error) {
	if r.segments == 0 && d.EOT && (len(d.UserData) <= r.Limits.TSDU || r.Limits.TSDU <= 0 && len(d.UserData) <= MaxTPDU) {
		return d.UserData, true, nil
	}
	limits := &r.Limits
	if limits.TSDU <= 0 || limits.Segments <= 0 {
		filled := limits.WithDefaults()
		limits = &filled
	}
	switch held := len(r.buf); {
	case len(d.UserData) > limits.TSDU-held:
		r.Reset()
		return nil, false, fail(ruleTSDULimit, "DT", held, held+len(d.UserData), limits.TSDU)
	case r.segments >= limits.Segments:
		n := r.segments + 1
		r.Reset()
		return nil, false, fail(ruleSegmentLimit, "DT", held, n, limits.Segments)
	}
	r.buf = append(r.buf, d.UserData...)
	r.segments++
	if !d.EOT {
		return nil, false, nil
	}
	tsdu = r.buf
	r.buf, r.segments = r.buf[:0], 0
	return tsdu[:len(tsdu):len(tsdu)], true, nil
}

// Pending reports whether a TSDU has begun that is not finished.
func (r *Reassembler) Pending() bool { return r.segments > 0 }

// Held returns the octets of memory of r: the buffer, which is kept for the next TSDU.
func (r *Reassembler) Held() int { return cap(r.buf) }

// Reset drops what is held, and the memory for it.
func (r *Reassembler) Reset() { r.buf, r.segments = nil, 0 }

// Segments yields the DT TPDUs of class 0 that carry tsdu, X.224 6.3: each of at most size octets,
// LI and header included, EOT in the last alone. The user data alias tsdu. A size below 4 is taken
// as 4.
func Segments(tsdu []byte, size int) iter.Seq[Data] {
	return func(yield func(Data) bool) {
		room := max(size, 4) - 3
		for rest := tsdu; ; {
			n := min(len(rest), room)
			d := Data{EOT: n == len(rest), UserData: rest[:n:n]}
			if !yield(d) || d.EOT {
				return
			}
			rest = rest[n:]
		}
	}
}
