package presentation

import (
	"iter"

	"github.com/osi-go/osi/internal/ber"
)

// Values yields the values in b, which are encoded by the Basic Encoding Rules one behind the
// other: those of simply encoded user data, X.226 8.4.1.4 a, or of a PDV-list of any form, 8.4.2.5.
// The framing of b is checked to the last octet, within the default limits. An error, of layer
// osi.BER, is yielded at most once, last; values before it are whole. They alias b.
func Values(b []byte) iter.Seq2[[]byte, error] {
	return func(yield func([]byte, error) bool) {
		r := ber.NewReader(b, defaultDepth, defaultElements)
		for e, ok := r.Next(); ok; e, ok = r.Next() {
			if e.Tag.Constructed() {
				walkElements(&r, &e)
			}
			v := r.Raw(&e)
			if r.Err() != nil {
				break
			}
			if !yield(v, nil) {
				return
			}
		}
		if err := r.Err(); err != nil {
			yield(nil, err)
		}
	}
}

// walkElements walks all that is nested in e.
func walkElements(r *ber.Reader, e *ber.Element) {
	in := r.Enter(e)
	for v, ok := in.Next(); ok; v, ok = in.Next() {
		if v.Tag.Constructed() {
			walkElements(&in, &v)
		}
	}
	r.Leave(&in)
}
