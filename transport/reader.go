package transport

import (
	"io"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/internal/stream"
)

// A Reader reads TPKTs from a stream, in pieces of any size. It allocates one buffer, at the first
// Next, and a larger one only when that many octets of one TPKT have arrived. It is not safe for
// concurrent use.
type Reader struct {
	osi.Leniency

	max int
	in  stream.Reader
}

// firstBuffer is how many octets a Reader begins with: a whole TPKT of the largest TPDU size that
// X.224 codes.
const firstBuffer = tpktHeader + 8192

// NewReader returns a reader of the TPKTs in r; of the limits TPDU applies.
func NewReader(r io.Reader, limits osi.Limits) *Reader {
	return &Reader{max: limits.TPDU, in: stream.Reader{Source: r, Name: "transport", First: firstBuffer, Most: MaxTPKT}}
}

// Next returns the next TPKT, valid until the following call. At the end of the stream the error is
// io.EOF. Within a TPKT it is an [*osi.Error] that is io.ErrUnexpectedEOF; what else is wrong with
// a TPKT [SplitTPKT] says. Errors of the underlying reader are returned wrapped. After an error
// Next returns the same one again.
func (f *Reader) Next() (TPKT, error) {
	return f.in.Next(func(b []byte) (int, int, error) {
		frame, want, err := SplitTPKT(b, f.max, &f.Leniency)
		return len(frame), want, err
	}, truncatedTPKT)
}
