package presentation

import (
	"github.com/osi-go/osi"
	"github.com/osi-go/osi/internal/ber"
)

// The components of CP-type and CPA-PPDU.
const (
	numberMode   = 0
	numberX410   = 1
	numberNormal = 2
)

// The wire values of Mode-selector.
const (
	modeX410   = 0
	modeNormal = 1
)

// maxElements is no limit: encoders do not need one.
const maxElements = 1 << 30

// A modeSet walks the SET that CP-type and CPA-PPDU are: components in any order, each at most
// once, and those of the mode selected.
type modeSet struct {
	ber.Walk
	offset [3]int
	ignore ber.Element // the first undefined element, which X.226 8.5 ignores in normal mode alone
}

// The components of CP-type, CPA-PPDU, and the Mode-selector in each.
var (
	grammarOuter       = setGrammar(1<<numberMode|1<<numberX410|1<<numberNormal, true)
	grammarOuterCPA    = setGrammar(1<<numberMode|1<<numberX410|1<<numberNormal, false)
	grammarSelector    = setGrammar(1<<0, true)
	grammarSelectorCPA = setGrammar(1<<0, false)
)

func setGrammar(known uint32, extensible bool) *ber.Grammar {
	g := grammar(known, false, extensible)
	g.Set = true
	return g
}

// at notes where component n stands.
func (m *modeSet) at(n int) {
	if n != ber.Undefined {
		m.offset[n] = m.Component.Offset
	}
}

func (m *modeSet) undefined(e *ber.Element) {
	if m.ignore.Start == 0 {
		m.ignore = *e
	}
}

func (m *modeSet) readMode(sc *scan) (mode osi.Mode) {
	g := grammarSelectorCPA
	if sc.ignore {
		g = grammarSelector
	}
	var w ber.Walk
	w.Enter(&m.Reader, &m.Component, g, sc.l)
	for n, ok := w.Next(); ok; n, ok = w.Next() {
		if n == ber.Undefined {
			m.undefined(&w.Component)
			continue
		}
		switch v := w.Integer(&w.Component); {
		case v == modeX410:
			mode = osi.X410Mode
		case v != modeNormal && w.Err() == nil:
			w.Fail(ruleMode, w.Component.Start, int(v), 0)
		}
	}
	w.Require(0, 0x80, ruleMissing)
	w.Leave(&m.Reader)
	return mode
}

// readX410 reads the SET e, of components that package rtse decodes.
func readX410(r *ber.Reader, e *ber.Element) (b []byte, off int) {
	if !e.Tag.Constructed() {
		r.Fail(ber.RuleConstructed, e.Offset, int(e.Tag&0xff), int(e.Tag&0xff)|0x20)
		return nil, 0
	}
	r.Pass(e)
	return r.Contents(e), e.Start
}

// finish checks the whole SET and leaves it.
func (m *modeSet) finish(r *ber.Reader, mode osi.Mode) {
	switch m.Require(numberMode, 0xa0, ruleMissing); {
	case m.Err() != nil:
	case mode == osi.NormalMode && m.Has(numberX410):
		m.Fail(ruleModeParams, m.offset[numberX410], 0xa1, 0)
	case mode == osi.X410Mode && m.Has(numberNormal):
		m.Fail(ruleModeParams, m.offset[numberNormal], 0xa2, 0)
	case mode == osi.X410Mode && m.ignore.Start != 0:
		failUnknown(&m.Reader, ruleComponent, &m.ignore)
	}
	m.Leave(r)
}

func appendMode(b []byte, mode osi.Mode, f ber.Form) []byte {
	b, m := ber.Open(b, 0xa0, f)
	if mode == osi.X410Mode {
		return ber.Close(ber.AppendInteger(b, 0x80, modeX410), m)
	}
	return ber.Close(ber.AppendInteger(b, 0x80, modeNormal), m)
}

func appendX410(b, x410 []byte, f ber.Form) []byte {
	if x410 == nil {
		return b
	}
	b, m := ber.Open(b, 0xa1, f)
	return ber.Close(append(b, x410...), m)
}

// checkMode refuses parameters of the mode that is not selected. surplus says that there are some
// of normal mode in X.410-1984 mode.
func checkMode(pdu string, mode osi.Mode, x410 []byte, surplus bool) error {
	switch {
	case mode > osi.X410Mode:
		return fail(ruleMode, pdu, 0, 0, 0)
	case surplus, mode == osi.NormalMode && x410 != nil:
		return fail(ruleModeParams, pdu, 0, 0, 0)
	}
	return checkElements(pdu, x410)
}

// checkElements checks that b holds whole elements.
func checkElements(pdu string, b []byte) error {
	if len(b) == 0 {
		return nil
	}
	r := ber.NewReader(b, 255, maxElements)
	for e, ok := r.Next(); ok; e, ok = r.Next() {
		r.Pass(&e)
	}
	if r.Err() != nil {
		e := osi.AsError(r.Err())
		return fail(e.Rule, pdu, 0, e.Got, e.Want)
	}
	return nil
}

// checkMasks refuses bits without a name.
func checkMasks(pdu string, q Requirements, s osi.Opt[SessionRequirements], o Options) error {
	if q&^requirementMask != 0 || s.Present && s.Value&^sessionMask != 0 || o&^optionMask != 0 {
		return fail(ruleBits, pdu, 0, 0, 0)
	}
	return nil
}

func appendSelector(b []byte, tag ber.Tag, s []byte) []byte {
	if s == nil {
		return b
	}
	return ber.AppendPrimitive(b, tag, s)
}

// appendOptions appends protocol-options and the nominated context, whose tag is not the same in CP
// and CPA.
func appendOptions(b []byte, o Options, tag ber.Tag, nominated int64, f ber.Form) []byte {
	var m ber.Mark
	if o != 0 {
		b, m = ber.Open(b, 0xab, f)
		b = ber.Close(ber.AppendBits(b, tagBits, uint32(o), 0), m)
	}
	if nominated != 0 {
		b, m = ber.Open(b, tag, f)
		b = ber.Close(ber.AppendInteger(b, tagInteger, nominated), m)
	}
	return b
}

// appendExtensions appends the extensions component of Amd.1, a SEQUENCE under an explicit tag.
func appendExtensions(b []byte, tag ber.Tag, extensions []byte, f ber.Form) []byte {
	if extensions == nil {
		return b
	}
	var outer, inner ber.Mark
	b, outer = ber.Open(b, tag, f)
	b, inner = ber.Open(b, tagSequence, f)
	return ber.Close(ber.Close(append(b, extensions...), inner), outer)
}
