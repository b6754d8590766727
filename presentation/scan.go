package presentation

import (
	"github.com/osi-go/osi"
	"github.com/osi-go/osi/internal/ber"
)

// A scan is what one call of Decode works with.
type scan struct {
	l        *osi.Leniency // nil: strict
	contexts int           // Limits.Contexts
	depth    int           // Limits.Depth
	elements int           // Limits.Elements
	simple   bool          // user data that is a whole SSDU is simply encoded
	general  bool          // no layout is predicted: for tests that compare
}

// The defaults of osi.Limits, which a test compares with it.
const (
	defaultDepth    = 32
	defaultElements = 65536
	defaultContexts = 128
)

// strict is the scan of the typed Decode methods: default limits, nothing tolerated.
func strict() scan {
	return scan{contexts: defaultContexts, depth: defaultDepth, elements: defaultElements}
}

// start sets sc up for one call of a Decoder.
func (sc *scan) start(l *osi.Leniency, limits *osi.Limits, simple bool) {
	sc.l, sc.simple = l, simple
	sc.contexts, sc.depth, sc.elements = defaultContexts, defaultDepth, defaultElements
	if limits.Contexts > 0 {
		sc.contexts = limits.Contexts
	}
	if limits.Depth > 0 {
		sc.depth = min(limits.Depth, 255)
	}
	if limits.Elements > 0 {
		sc.elements = limits.Elements
	}
}

func (sc *scan) reader(b []byte) ber.Reader { return ber.NewReader(b, sc.depth, sc.elements) }

// undefined fails for e, a component that X.226 does not define, in a PPDU other than CP.
func (sc *scan) undefined(r *ber.Reader, e *ber.Element) {
	if !sc.l.Excuse(osi.UndefinedElement) {
		unknown(r, ruleComponent, e)
	}
}

// A sequence checks the order of the components of one SEQUENCE: they stand in
// the order of their tag numbers, user data last. Bit n: tag number n has occurred.
type sequence uint32

const userDataBit = 31

// at notes that e, a known component with a context-specific tag, occurs.
func (s *sequence) at(r *ber.Reader, e *ber.Element, sc *scan) {
	s.note(r, e, e.Tag.Number()&31, sc)
}

// user notes that e, the user data, occurs.
func (s *sequence) user(r *ber.Reader, e *ber.Element, sc *scan) { s.note(r, e, userDataBit, sc) }

func (s *sequence) note(r *ber.Reader, e *ber.Element, bit uint32, sc *scan) {
	seen := uint32(*s) >> bit
	*s |= 1 << bit
	switch {
	case seen == 0:
	case seen&1 != 0:
		r.Fail(ruleDuplicate, e.Offset, int(e.Tag&0xff), 0)
	case !sc.l.Excuse(osi.DisorderedComponents):
		r.Fail(ruleOrder, e.Offset, int(e.Tag&0xff), 0)
	}
}

func (s *sequence) has(bit uint) bool { return *s>>bit&1 != 0 }

// enterOne enters e, an explicit tag, and reads the element of tag, primitive or constructed, that it must hold.
func enterOne(r *ber.Reader, e *ber.Element, tag ber.Tag) (in ber.Reader, v ber.Element, ok bool) {
	in = r.Enter(e)
	if v, ok = in.Next(); !ok || v.Tag.Primitive() != tag {
		instead(&in, &v, ok, tag)
		return in, v, false
	}
	return in, v, true
}

// leaveOne is the end of what enterOne began: nothing else may stand there.
func leaveOne(r, in *ber.Reader) {
	if more, ok := in.Next(); ok {
		unknown(in, ruleComponent, &more)
	}
	r.Leave(in)
}

// only ends the decoding of a PPDU that must fill b; the error gets the PPDU's name.
func only(r *ber.Reader, b []byte, pdu string) error {
	if err := r.Err(); err != nil {
		return osi.Rebase(err, pdu, 0)
	}
	if off := r.Offset(); off < len(b) {
		return fail(ruleTrailing, pdu, off, len(b)-off, 0)
	}
	return nil
}

// outer reads the identifier and length of the PPDU in b.
func (sc *scan) outer(b []byte, pdu string) (r ber.Reader, e ber.Element, err error) {
	if len(b) == 0 {
		return r, e, fail(ruleEmpty, pdu, 0, 0, 2)
	}
	r = sc.reader(b)
	e, ok := r.Next()
	if !ok {
		return r, e, osi.Rebase(r.Err(), pdu, 0)
	}
	return r, e, nil
}
