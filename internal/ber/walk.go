package ber

import "github.com/osi-go/osi"

// A Grammar is what a Walk demands of the components of one SEQUENCE or SET: those with a
// context-specific tag, known by its number, and perhaps one more. It is never modified.
type Grammar struct {
	Known uint32 // bit n: a component [n] is defined, n at most 30
	Last  [2]Tag // primitive forms of further tags that are all component Last, behind all others; 0: none
	Set   bool   // components may stand in any order

	// Extensible makes Next return Undefined for a component that is not defined. Otherwise Next
	// refuses it by Unknown, unless the tolerance Ignore excuses it: then Next passes over it. Either
	// must be well formed to its last octet.
	Extensible bool

	Unknown, Duplicate, Order *osi.Rule
	Ignore                    osi.Tolerance
	Disorder                  osi.Tolerance // excuses a component that breaks Order; 0: nothing does
}

// The numbers of components that have no context-specific tag.
const (
	Last      = 31 // see Grammar
	Undefined = -1 // not defined by the Grammar
)

// A Walk goes through the components of one SEQUENCE or SET. Begin it with Begin, Enter or Bare,
// end it with Finish, Leave or Finish. Errors are kept in Reader; after one, Next reports the end.
type Walk struct {
	Reader            // of the components
	Component Element // what Next returned last
	Leniency  *osi.Leniency

	top  Reader
	g    *Grammar
	seen uint32 // bit n: component n has occurred
	last Tag    // of the component seen last in order
	bare bool
}

// Begin starts at the one element in b, which must have the tag: what is instead breaks rule.
func (w *Walk) Begin(b []byte, depth, elements int, tag Tag, rule *osi.Rule, g *Grammar, l *osi.Leniency) {
	w.top = NewReader(b, depth, elements)
	e, ok := w.top.Next()
	if e.Tag != tag || !ok {
		w.top.Fail(rule, 0, int(e.Tag&0xff), int(tag))
	}
	w.Enter(&w.top, &e, g, l)
}

// Bare starts at the components in b, which stand there without the tag and length of their type.
func (w *Walk) Bare(b []byte, depth, elements int, g *Grammar, l *osi.Leniency) {
	w.Reader = NewReader(b, depth, elements)
	w.g, w.Leniency, w.seen, w.last, w.bare = g, l, 0, 0, true
}

// Enter starts at e, the element that r returned last. Until Leave, r must not be used.
func (w *Walk) Enter(r *Reader, e *Element, g *Grammar, l *osi.Leniency) {
	w.Reader = *r
	w.enter(e)
	w.g, w.Leniency, w.seen, w.last, w.bare = g, l, 0, 0, false
}

// Next goes to the next component and returns its number. ok is false at the end and after an
// error.
func (w *Walk) Next() (n int, ok bool) {
	for {
		if w.Component, ok = w.Reader.Next(); !ok {
			return Undefined, false
		}
		t := w.Component.Tag
		n = int(t & 0x1f)
		switch {
		case t&0xc0 == 0x80 && n < Last && w.g.Known>>n&1 != 0:
			if w.seen>>n == 0 { // in order
				w.seen |= 1 << n
				w.last = t
				return n, true
			}
			return n, w.note(n)
		case w.g.Last[0] != 0 && (t.Primitive() == w.g.Last[0] || t.Primitive() == w.g.Last[1]):
			return Last, w.note(Last)
		case w.undefined():
			return Undefined, w.err == nil
		}
	}
}

// undefined takes a component that is not defined. It reports false if Next passes over it.
func (w *Walk) undefined() bool {
	if w.g.Extensible || w.Leniency.Excuse(w.g.Ignore) {
		w.Pass(&w.Component)
		return w.g.Extensible
	}
	w.Fail(w.g.Unknown, w.Component.Offset, int(w.Component.Tag&0xff), 0)
	return true
}

// note records that component n occurs here and reports whether it may.
func (w *Walk) note(n int) bool {
	behind := w.seen >> n // n and those that follow it
	w.seen |= 1 << n
	switch {
	case behind == 0:
		w.last = w.Component.Tag
		return true
	case behind&1 != 0:
		w.Fail(w.g.Duplicate, w.Component.Offset, int(w.Component.Tag&0xff), 0)
	case w.g.Set || w.Leniency.Excuse(w.g.Disorder):
		return true
	default:
		w.Fail(w.g.Order, w.Component.Offset, int(w.Component.Tag&0xff), int(w.last&0xff))
	}
	return false
}

// Has reports whether component n has occurred.
func (w *Walk) Has(n int) bool { return w.seen>>n&1 != 0 }

// Require is for the end of the components: it fails by rule when component n, whose identifier
// octet would be tag, has not occurred.
func (w *Walk) Require(n int, tag Tag, rule *osi.Rule) {
	if !w.Has(n) && w.err == nil {
		w.Fail(rule, w.End(), 0, int(tag))
	}
}

// Leave continues r, which was given to Enter, behind the element.
func (w *Walk) Leave(r *Reader) { r.Leave(&w.Reader) }

// Finish ends what Begin or Bare began and returns its error, with the name of the PDU. Nothing may
// follow.
func (w *Walk) Finish(pdu string) error {
	r := &w.Reader
	if !w.bare {
		r = &w.top
		r.Leave(&w.Reader)
	}
	if err := r.Finish(); err != nil {
		return osi.Rebase(err, pdu, 0)
	}
	return nil
}
