package presentation

import (
	"github.com/osi-go/osi"
	"github.com/osi-go/osi/internal/ber"
)

// The components of CP-type and CPA-PPDU, without the constructed bit.
const (
	tagMode   ber.Tag = 0x80
	tagX410   ber.Tag = 0x81
	tagNormal ber.Tag = 0x82
)

// The wire values of Mode-selector.
const (
	modeX410   = 0
	modeNormal = 1
)

// maxElements is no limit: encoders do not need one.
const maxElements = 1 << 30

// A modeSet checks the SET that CP-type and CPA-PPDU are: components in any order, each at most once, and those of the mode selected.
type modeSet struct {
	seen   [3]bool
	offset [3]int
	ignore bool // undefined elements are ignored: CP
}

func (m *modeSet) once(r *ber.Reader, e *ber.Element) bool {
	i := e.Tag.Number()
	if m.seen[i] {
		r.Fail(ruleDuplicate, e.Offset, int(e.Tag&0xff), 0)
		return false
	}
	m.seen[i], m.offset[i] = true, e.Offset
	return true
}

func (m *modeSet) readMode(r *ber.Reader, e *ber.Element) (mode Mode) {
	if !m.once(r, e) {
		return NormalMode
	}
	in := r.Enter(e)
	found := false
	for {
		v, ok := in.Next()
		if !ok {
			break
		}
		switch {
		case v.Tag == 0x80 && found:
			in.Fail(ruleDuplicate, v.Offset, 0x80, 0)
		case v.Tag == 0x80:
			found = true
			switch n := in.Integer(&v); {
			case n == modeX410:
				mode = X410Mode
			case n != modeNormal && in.Err() == nil:
				in.Fail(ruleMode, v.Start, int(n), 0)
			}
		case !m.ignore:
			unknown(&in, ruleComponent, &v)
		}
	}
	if !found {
		missing(&in, 0x80)
	}
	r.Leave(&in)
	return mode
}

// readX410 reads the SET e, of components that package rtse decodes.
func readX410(r *ber.Reader, e *ber.Element) (b []byte, off int) {
	if !e.Tag.Constructed() {
		r.Fail(ber.RuleConstructed, e.Offset, int(e.Tag&0xff), int(e.Tag&0xff)|0x20)
		return nil, 0
	}
	b = r.Contents(e)
	if !e.Indefinite { // else Contents has walked it
		in := r.Enter(e)
		for _, ok := in.Next(); ok; _, ok = in.Next() {
			continue
		}
		r.Leave(&in)
	}
	return b, e.Start
}

// finish checks the whole SET.
func (m *modeSet) finish(r *ber.Reader, mode Mode) {
	switch {
	case r.Err() != nil:
	case !m.seen[0]:
		missing(r, 0xa0)
	case mode == NormalMode && m.seen[1]:
		r.Fail(ruleModeParams, m.offset[1], 0xa1, 0)
	case mode == X410Mode && m.seen[2]:
		r.Fail(ruleModeParams, m.offset[2], 0xa2, 0)
	}
}

func appendMode(b []byte, mode Mode, f ber.Form) []byte {
	b, m := ber.Open(b, tagMode|0x20, f)
	if mode == X410Mode {
		return ber.Close(ber.AppendInteger(b, 0x80, modeX410), m)
	}
	return ber.Close(ber.AppendInteger(b, 0x80, modeNormal), m)
}

func appendX410(b, x410 []byte, f ber.Form) []byte {
	if x410 == nil {
		return b
	}
	b, m := ber.Open(b, tagX410|0x20, f)
	return ber.Close(append(b, x410...), m)
}

// checkX410 checks a PPDU of X.410-1984 mode before it is encoded.
func checkX410(pdu string, x410 []byte, normalEmpty bool) error {
	if !normalEmpty {
		return fail(ruleModeParams, pdu, 0, 0, 0)
	}
	r := ber.NewReader(x410, 255, maxElements)
	for {
		e, ok := r.Next()
		if !ok {
			break
		}
		r.Contents(&e)
	}
	if r.Err() != nil {
		e := osi.AsError(r.Err())
		return fail(e.Rule, pdu, 0, e.Got, e.Want)
	}
	return nil
}

func checkMasks(pdu string, q Requirements, s osi.Opt[SessionRequirements], o Options) error {
	if err := checkBits(pdu, uint32(q), requirementMask); err != nil {
		return err
	}
	if err := checkBits(pdu, uint32(s.Value), sessionMask); err != nil {
		return err
	}
	return checkBits(pdu, uint32(o), optionMask)
}

func appendSelector(b []byte, tag ber.Tag, s []byte) []byte {
	if s == nil {
		return b
	}
	return ber.AppendPrimitive(b, tag, s)
}

// appendOptions appends protocol-options and the nominated context, whose tag is not the same in CP and CPA.
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
