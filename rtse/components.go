package rtse

import (
	"bytes"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/internal/ber"
)

// A walk goes through the components of one SET, in any order.
type walk struct {
	ber.Walk
	mode    osi.Mode
	discard bool // as in options
}

func grammar(known uint32) *ber.Grammar {
	return &ber.Grammar{Known: known, Set: true, Extensible: true, Duplicate: ruleDuplicate}
}

var (
	grammarRTORQ = grammar(0b11111)
	grammarRTOAC = grammar(0b111)
	grammarRTORJ = grammar(0b11)
	grammarRTAB  = grammar(0b111)
)

// begin enters the SET in b, which in X.410 mode comes without tag and length.
func (w *walk) begin(b []byte, tag ber.Tag, g *ber.Grammar, o options) {
	w.mode, w.discard = o.mode, o.discard
	if w.mode == osi.X410Mode {
		w.Bare(b, o.depth, o.elements, g, o.l)
	} else {
		w.Begin(b, o.depth, o.elements, tag, ruleAPDU, g, o.l)
	}
}

// ignored keeps the component, which X.228 does not define, in list.
func (w *walk) ignored(list *[][]byte) {
	if !w.discard {
		*list = append(*list, w.Raw(&w.Component))
	}
}

// appendIgnored appends components that the grammar must not define: those have fields of their
// own.
func appendIgnored(b []byte, pdu string, g *ber.Grammar, list [][]byte) ([]byte, error) {
	for _, one := range list {
		if err := ber.Check(one, maxDepth, maxElements); err != nil {
			return b, osi.Rebase(err, pdu, len(b))
		}
		if n := one[0] & 0x1f; one[0]&0xc0 == 0x80 && g.Known>>n&1 != 0 {
			return b, fail(ruleDuplicate, pdu, len(b), int(one[0]), 0)
		}
		b = append(b, one...)
	}
	return b, nil
}

func cloneAll(all [][]byte) (c [][]byte) {
	for _, one := range all {
		c = append(c, bytes.Clone(one))
	}
	return c
}

// only fails when the component belongs to the other mode.
func (w *walk) only(m osi.Mode) {
	if w.mode != m {
		w.Fail(ruleMode, w.Component.Offset, int(w.Component.Tag&0xff), 0)
	}
}

// atLeast reads the component as an INTEGER, which breaks the rule when it is below least.
func (w *walk) atLeast(least int64, rule *osi.Rule) int64 {
	v := w.Integer(&w.Component)
	if v < least {
		w.Fail(rule, w.Component.Start, int(v), 0)
	}
	return v
}

// dialogueMode reads the component as a dialogueMode.
func (w *walk) dialogueMode() DialogueMode {
	switch v := w.Integer(&w.Component); v {
	case 0:
	case 1:
		return TwoWayAlternate
	default:
		w.Fail(ruleDialogue, w.Component.Start, int(v), 0)
	}
	return Monologue
}

// any returns the whole element inside e, an explicit tag.
func (w *walk) any(e *ber.Element) []byte {
	w.Explicit(e)
	w.WellFormed(e.Start, e.End)
	return w.Contents(e)
}

// openSet begins the SET; in X.410 mode it appends nothing.
func openSet(b []byte, tag ber.Tag, m osi.Mode) ([]byte, ber.Mark) {
	if m == osi.X410Mode {
		return b, ber.Mark{}
	}
	return ber.Open(b, tag, ber.Definite)
}
