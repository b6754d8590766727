package presentation

import (
	"slices"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/internal/ber"
)

// A scan is what one call of Decode works with.
type scan struct {
	l         *osi.Leniency // nil: strict
	contexts  int           // Limits.Contexts
	depth     int           // Limits.Depth
	elements  int           // Limits.Elements
	simple    bool          // user data that is a whole SSDU is simply encoded
	nominated bool          // it may be, X.226 Amd.1 8.4.1.3 bis
	general   bool          // no layout is predicted: for tests that compare
	ignore    bool          // the PPDU is a CP: undefined elements and bits are ignored, X.226 8.5.1

	ids idSet
}

// The defaults of osi.Limits, which a test compares with it.
const (
	defaultDepth    = 32
	defaultElements = 65536
	defaultContexts = 128
)

// strictScan is the scan of the typed Decode methods: default limits, nothing tolerated.
func strictScan() *scan {
	return &scan{contexts: defaultContexts, depth: defaultDepth, elements: defaultElements}
}

// start sets sc up for one call of d.
func (sc *scan) start(d *Decoder) {
	sc.l, sc.simple, sc.nominated, sc.ignore = &d.Leniency, d.Simple, d.Nominated, false
	sc.contexts, sc.depth, sc.elements = defaultContexts, defaultDepth, defaultElements
	if d.Limits.Contexts > 0 {
		sc.contexts = d.Limits.Contexts
	}
	if d.Limits.Depth > 0 {
		sc.depth = min(d.Limits.Depth, 255)
	}
	if d.Limits.Elements > 0 {
		sc.elements = d.Limits.Elements
	}
}

func (sc *scan) reader(b []byte) ber.Reader { return ber.NewReader(b, sc.depth, sc.elements) }

// undefined decides on e, an element that X.226 does not define: it reports true when it is
// ignored, and fails with r when not.
func (sc *scan) undefined(r *ber.Reader, rule *osi.Rule, e *ber.Element) bool {
	if sc.ignore || sc.l.Excuse(osi.UndefinedElement) {
		return true
	}
	failUnknown(r, rule, e)
	return false
}

// next reads the next component of a SEQUENCE whose components have the tags known, as primitives.
// It must have tag; undefined ones before it are passed over where they are ignored. rule is what
// they break elsewhere.
func (sc *scan) next(r *ber.Reader, rule *osi.Rule, e *ber.Element, tag ber.Tag, known ...ber.Tag) bool {
	for {
		var ok bool
		at := r.Offset() // before end-of-contents octets, if nothing follows
		*e, ok = r.Next()
		switch {
		case ok && e.Tag == tag:
			return true
		case !ok || slices.Contains(known, e.Tag.Primitive()):
			failMissing(r, e, ok, at, tag)
			return false
		case !sc.undefined(r, rule, e):
			return false
		}
		r.Pass(e)
	}
}

// end reads what stands behind the last component of a SEQUENCE whose components have the tags
// known: nothing, or undefined components.
func (sc *scan) end(r *ber.Reader, rule *osi.Rule, known ...ber.Tag) {
	for e, ok := r.Next(); ok; e, ok = r.Next() {
		if slices.Contains(known, e.Tag.Primitive()) {
			failUnknown(r, ruleDuplicate, &e)
		} else if sc.undefined(r, rule, &e) {
			r.Pass(&e)
		}
	}
}

// grammar returns the grammar of a SEQUENCE whose components have the numbers set in known, with
// user data behind them if user is set.
func grammar(known uint32, user, extensible bool) *ber.Grammar {
	g := &ber.Grammar{
		Known: known, Extensible: extensible, Unknown: ruleComponent, Duplicate: ruleDuplicate, Order: ruleOrder,
		Ignore: osi.UndefinedElement, Disorder: osi.DisorderedComponents,
	}
	if user {
		g.Last = [2]ber.Tag{tagSimple, tagFull.Primitive()}
	}
	return g
}

// enterExplicit enters e, an explicit tag, and reads the element of tag, primitive or constructed,
// that it must hold alone.
func enterExplicit(r *ber.Reader, e *ber.Element, tag ber.Tag) (in ber.Reader, v ber.Element, ok bool) {
	in = r.Enter(e)
	if v, ok = in.Next(); !ok || v.Tag.Primitive() != tag {
		failMissing(&in, &v, ok, e.Start, tag)
		return in, v, false
	}
	return in, v, true
}

// leaveExplicit is the end of what enterExplicit began: nothing else may stand there.
func leaveExplicit(r, in *ber.Reader) {
	if more, ok := in.Next(); ok {
		failUnknown(in, ruleComponent, &more)
	}
	r.Leave(in)
}

// mustFill ends the decoding of a PPDU that must fill b; the error gets the PPDU's name.
func mustFill(r *ber.Reader, b []byte, pdu string) error {
	if err := r.Err(); err != nil {
		return osi.Rebase(err, pdu, 0)
	}
	if off := r.Offset(); off < len(b) {
		return fail(ruleTrailing, pdu, off, len(b)-off, 0)
	}
	return nil
}

// outer reads the identifier and length of the PPDU in b, whose tag must be tag, unless that is 0.
func (sc *scan) outer(b []byte, pdu string, tag ber.Tag) (r ber.Reader, e ber.Element, err error) {
	if len(b) == 0 {
		return r, e, fail(ruleEmpty, pdu, 0, 0, 2)
	}
	r = sc.reader(b)
	e, ok := r.Next()
	switch {
	case !ok:
		err = osi.Rebase(r.Err(), pdu, 0)
	case tag != 0 && e.Tag != tag:
		err = fail(rulePPDU, pdu, 0, int(b[0]), int(tag))
	}
	return r, e, err
}
