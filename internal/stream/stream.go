// Package stream reads units from an [io.Reader] in pieces of any size: the frames of TCP.
package stream

import (
	"io"

	"github.com/pkg/errors"
)

// A Reader reads units. Its memory is one buffer, which doubles from First octets to Most whenever
// one unit has filled it. It is not safe for concurrent use.
type Reader struct {
	Source      io.Reader
	Name        string // of the package, for errors that are not its own
	First, Most int    // at least the octets of one unit

	buf        []byte
	start, end int // what has been read and not returned
	err        error
}

// Next returns the next unit, valid until the following call. split says how many octets the unit
// at the front of b has; 0 while b does not hold all of it, and then how many it needs in all. At
// the end of the stream the error is io.EOF, within a unit that of truncated. Errors of Source are
// wrapped. After an error Next returns the same one again.
func (r *Reader) Next(split func(b []byte) (n, want int, err error), truncated func(have, want int) error) ([]byte, error) {
	for r.err == nil {
		n, want, err := split(r.buf[r.start:r.end])
		switch {
		case err != nil:
			r.err = err
		case n > 0:
			unit := r.buf[r.start : r.start+n : r.start+n]
			r.start += n
			return unit, nil
		default:
			r.err = r.fill(want, truncated)
		}
	}
	return nil, r.err
}

// fill reads once, for a unit that needs want octets in all.
func (r *Reader) fill(want int, truncated func(have, want int) error) error {
	if r.start > 0 {
		r.end = copy(r.buf, r.buf[r.start:r.end])
		r.start = 0
	}
	if r.end == len(r.buf) {
		grown := make([]byte, min(max(r.First, 2*len(r.buf)), r.Most))
		copy(grown, r.buf)
		r.buf = grown
	}
	const idle = 100 // reads without result before giving up, as in bufio
	for range idle {
		n, err := r.Source.Read(r.buf[r.end:])
		if n < 0 || n > len(r.buf)-r.end {
			return errors.New(r.Name + ": reader returned an impossible count")
		}
		r.end += n
		switch {
		case n > 0:
			return nil // an error with octets comes again
		case err == io.EOF && r.end > 0:
			return truncated(r.end, want)
		case err == io.EOF:
			return err
		case err != nil:
			return errors.Wrap(err, r.Name+": reading")
		}
	}
	return io.ErrNoProgress
}
