package transport

import (
	"io"

	"github.com/pkg/errors"

	"github.com/osi-go/osi"
)

// firstBuffer is how many octets a FrameReader begins with: a whole TPKT of the largest TPDU size
// that X.224 codes.
const firstBuffer = tpktHeader + 8192

// A FrameReader reads TPKTs from a stream, in pieces of any size. It allocates one buffer, at the
// first Next, and a larger one only when that many octets of one TPKT have arrived. It is not safe
// for concurrent use.
type FrameReader struct {
	osi.Leniency

	r          io.Reader
	max        int
	buf        []byte
	start, end int // what has been read and not returned
	err        error
}

// NewFrameReader returns a reader of the TPKTs in r with TPDUs of at most maxTPDU octets; 0 means
// MaxTPDU.
func NewFrameReader(r io.Reader, maxTPDU int) *FrameReader {
	return &FrameReader{r: r, max: maxTPDU}
}

// Next returns the next TPKT, valid until the following call. At the end of
// the stream the error is io.EOF; within a TPKT it is an *osi.Error that
// is io.ErrUnexpectedEOF. Errors of the underlying reader are returned
// wrapped. After an error Next returns the same one again.
func (f *FrameReader) Next() (TPKT, error) {
	for f.err == nil {
		frame, want, err := SplitTPKT(f.buf[f.start:f.end], f.max, &f.Leniency)
		switch {
		case err != nil:
			f.err = err
		case frame != nil:
			f.start += len(frame)
			return frame, nil
		default:
			f.err = f.fill(want)
		}
	}
	return nil, f.err
}

// fill reads once, for a TPKT that needs want octets.
func (f *FrameReader) fill(want int) error {
	if f.start > 0 {
		f.end = copy(f.buf, f.buf[f.start:f.end])
		f.start = 0
	}
	if f.end == len(f.buf) {
		grown := make([]byte, min(max(firstBuffer, 2*len(f.buf)), MaxTPKT))
		copy(grown, f.buf)
		f.buf = grown
	}
	const idle = 100 // reads without result before giving up, as in bufio
	for range idle {
		n, err := f.r.Read(f.buf[f.end:])
		if n < 0 || n > len(f.buf)-f.end {
			return errors.New("transport: reader returned an impossible count")
		}
		f.end += n
		switch {
		case n > 0:
			return nil // an error with octets comes again
		case err == io.EOF && f.end == 0:
			return io.EOF
		case err == io.EOF && f.end < tpktHeader:
			return fail(ruleTPKTHeader, "TPKT", f.end, f.end, want)
		case err == io.EOF:
			return fail(ruleTPKTShort, "TPKT", f.end, f.end, want)
		case err != nil:
			return errors.Wrap(err, "transport: reading a TPKT")
		}
	}
	return io.ErrNoProgress
}

// A FrameWriter writes TPDUs as TPKTs, one Write each. It keeps one buffer. It is not safe for
// concurrent use.
type FrameWriter struct {
	w   io.Writer
	buf []byte
}

// NewFrameWriter returns a writer of TPKTs to w.
func NewFrameWriter(w io.Writer) *FrameWriter { return &FrameWriter{w: w} }

// Write writes t in one TPKT. A TPDU that cannot be encoded writes nothing.
func (f *FrameWriter) Write(t TPDU) error {
	frame, err := AppendTPKT(f.buf[:0], t)
	if err != nil {
		return err
	}
	f.buf = frame
	_, err = f.w.Write(frame)
	return errors.Wrap(err, "transport: writing a TPKT")
}
