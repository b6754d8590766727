package rtse

import (
	"github.com/osi-go/osi"
	"github.com/osi-go/osi/internal/ber"
	"github.com/osi-go/osi/internal/octets"
)

// A walk goes through the components of one SET, in any order.
type walk struct {
	ber.Walk
	mode osi.Mode
}

func grammar(known uint32) *ber.Grammar {
	return &ber.Grammar{Known: known, Set: true, Unknown: ruleComponent, Ignore: osi.UnknownRTSEComponent, Duplicate: ruleDuplicate}
}

var (
	grammarRTORQ = grammar(0b11111)
	grammarRTOAC = grammar(0b111)
	grammarRTORJ = grammar(0b11)
	grammarRTAB  = grammar(0b111)
)

// begin enters the SET in b, which in X.410 mode comes without tag and length.
func (w *walk) begin(b []byte, tag ber.Tag, g *ber.Grammar, m osi.Mode, o options) {
	w.mode = m
	if m == osi.X410Mode {
		w.Bare(b, o.depth, o.elements, g, o.l)
	} else {
		w.Begin(b, o.depth, o.elements, tag, ruleAPDU, g, o.l)
	}
}

// only fails when the component belongs to the other mode.
func (w *walk) only(m osi.Mode) {
	if w.mode != m {
		w.Fail(ruleMode, w.Component.Offset, int(w.Component.Tag&0xff), 0)
	}
}

// count reads the component as an INTEGER that is not negative.
func (w *walk) count() int64 {
	v := w.Integer(&w.Component)
	if v < 0 {
		w.Fail(ruleRange, w.Component.Start, int(v), 0)
	}
	return v
}

// window reads the component as a window size.
func (w *walk) window() int64 {
	v := w.Integer(&w.Component)
	if v < 1 {
		w.Fail(ruleWindow, w.Component.Start, int(v), 0)
	}
	return v
}

// ordinal reads the component as an INTEGER of 0 to most.
func (w *walk) ordinal(rule *osi.Rule, most int64) uint8 {
	v := w.Integer(&w.Component)
	if v < 0 || v > most {
		w.Fail(rule, w.Component.Start, int(v), 0)
		return 0
	}
	return octets.Len8(int(v))
}

// any returns the whole element inside the explicitly tagged component.
func (w *walk) any() []byte {
	w.Explicit(&w.Component)
	w.WellFormed(w.Component.Start, w.Component.End)
	return w.Contents(&w.Component)
}

// open begins the SET; in X.410 mode it appends nothing.
func open(b []byte, tag ber.Tag, m osi.Mode) ([]byte, ber.Mark) {
	if m == osi.X410Mode {
		return b, ber.Mark{}
	}
	return ber.Open(b, tag, ber.Definite)
}

func end(b []byte, m osi.Mode, mark ber.Mark) []byte {
	if m == osi.X410Mode {
		return b
	}
	return ber.Close(b, mark)
}

// appendAny appends value in the explicit tag; nothing when it is nil.
func appendAny(b []byte, tag ber.Tag, value []byte) []byte {
	if value == nil {
		return b
	}
	return ber.AppendPrimitive(b, tag, value)
}
