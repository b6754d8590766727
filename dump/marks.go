package dump

import (
	"slices"

	"github.com/osi-go/osi/internal/ber"
)

// A mark says where the value of a parameter lies and, of an element of BER, where its contents
// start. The two differ where the value stands in an explicit tag.
type mark struct {
	code      uint32
	at, start int
}

// marks are the parameters that the walk of a PDU has found. The last one of a code counts.
type marks []mark

// at returns where the value of the parameter lies; noOffset when there is none.
func (m marks) at(code uint32) int { return m.find(code).at }

// list returns where the first element of a list begins; noOffset when there is none.
func (m marks) list(code uint32) int { return m.find(code).start }

func (m marks) find(code uint32) mark {
	for _, k := range slices.Backward(m) {
		if k.code == code {
			return k
		}
	}
	return mark{at: noOffset, start: noOffset}
}

// innerTag is added to the tags of the components of the element that a PDU wraps its fields in.
const innerTag = 1 << 16

// The bounds of a walk through a PDU that a decoder has accepted.
const (
	walkDepth    = 64
	walkElements = 1 << 20
)

// modeSelector is the component of a CP or CPA that has their mode.
const modeSelector ber.Tag = 0xa0

// atMode is the code under which walk marks the mode.
const atMode = 0x80

// walk marks the components of the BER element in octets: each by its tag without the constructed
// bit, those inside the component wrap by their tag and innerTag.
func (w *writer) walk(octets []byte, wrap ber.Tag) {
	top := ber.NewReader(octets, walkDepth, walkElements)
	e, ok := top.Next()
	if !ok || !e.Tag.Constructed() {
		return
	}
	r := top.Enter(&e)
	for e, ok := r.Next(); ok; e, ok = r.Next() {
		if e.Tag != wrap && (wrap == 0 || e.Tag != modeSelector) {
			w.component(&r, &e, 0)
			continue
		}
		in := r.Enter(&e)
		if e.Tag == modeSelector {
			if v, ok := in.Next(); ok {
				w.marks = append(w.marks, mark{atMode, v.Start, v.Start})
			}
			r.Leave(&in)
			continue
		}
		for v, ok := in.Next(); ok; v, ok = in.Next() {
			w.component(&in, &v, innerTag)
		}
		r.Leave(&in)
	}
}

// bare marks the components in octets, which have no tag around them.
func (w *writer) bare(octets []byte) {
	r := ber.NewReader(octets, walkDepth, walkElements)
	for e, ok := r.Next(); ok; e, ok = r.Next() {
		w.component(&r, &e, 0)
	}
}

// component marks the component e, which r returned last.
func (w *writer) component(r *ber.Reader, e *ber.Element, add uint32) {
	at := e.Start
	if e.Tag.Constructed() {
		in := r.Enter(e)
		if v, ok := in.Next(); ok && !v.Tag.Constructed() && v.Tag < 0x20 {
			at = v.Start // an explicit tag
		}
		r.Leave(&in)
	}
	w.marks = append(w.marks, mark{uint32(e.Tag.Primitive())&0xffff | add, at, e.Start})
}
