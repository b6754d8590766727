package acse

import (
	"iter"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/internal/ber"
	"github.com/osi-go/osi/internal/octets"
)

// A Component is one field of an APDU as it stands in the octets.
type Component struct {
	Tag      uint32 // leading identifier octet; for tag numbers above 30 plus 256 times the number
	Offset   int    // of the identifier octet, in the APDU
	Contents []byte // without end-of-contents octets; aliases the APDU
}

// Components yields the fields of any APDU. It checks the framing alone. The last pair may have an
// error instead of a Component, an [*osi.Error] with one of the EncodingRules, or of kind
// ErrUnknown when apdu is empty.
func Components(apdu []byte) iter.Seq2[Component, error] {
	return func(yield func(Component, error) bool) {
		top := ber.NewReader(apdu, strict.depth, strict.elements)
		e, ok := top.Next()
		if !ok {
			top.Fail(ruleAPDU, 0, 0, 0)
			yield(Component{}, top.Err())
			return
		}
		r := top.Enter(&e)
		for e, ok := r.Next(); ok; e, ok = r.Next() {
			c := Component{uint32(e.Tag), e.Offset, r.Contents(&e)}
			if r.Err() != nil {
				break
			}
			if !yield(c, nil) {
				return
			}
		}
		top.Leave(&r)
		if err := top.Finish(); err != nil {
			yield(Component{}, err)
		}
	}
}

// A walk goes through the fields of one APDU in the order of X.227 9.1.
type walk struct {
	ber.Walk
	general    bool // as in options
	extensible bool // as in the grammar: a CHOICE may have an alternative that is not defined
}

// grammar returns the grammar of an APDU whose fields are known, by bits; others are ignored when
// it is extensible, as an AARQ is (X.227 7.4).
func grammar(known uint32, extensible bool) *ber.Grammar {
	return &ber.Grammar{
		Known: known, Extensible: extensible, Unknown: ruleComponent, Duplicate: ruleDuplicate, Order: ruleOrder,
		Ignore: osi.UndefinedACSEField,
	}
}

var (
	grammarAARQ = grammar(0x3fff|1<<29|1<<30, true)
	grammarAARE = grammar(0x0fff|1<<29|1<<30, false)
	grammarRL   = grammar(1<<0|1<<30, false) // RLRQ and RLRE
	grammarABRT = grammar(1<<0|1<<1|1<<30, false)
	grammarAUDT = grammar(0x03ff|1<<29|1<<30, false)
)

func (w *walk) begin(b []byte, tag ber.Tag, g *ber.Grammar, o *options) {
	w.general, w.extensible = o.general, g.Extensible
	w.Begin(b, o.depth, o.elements, tag, ruleAPDU, g, o.l)
}

// explicit returns the element inside the field; its tag must be want.
func (w *walk) explicit(want ber.Tag) ber.Element {
	in := w.Explicit(&w.Component)
	if in.Tag != want {
		w.Fail(ruleType, in.Offset, int(in.Tag&0xff), int(want))
	}
	return in
}

func (w *walk) oid() osi.OID {
	in := w.explicit(0x06)
	return w.OID(&in)
}

// result reads the field as Associate-result. A number without a name, which does not say whether
// there is an association, is a protocol error, X.227 7.4.
func (w *walk) result() Result {
	in := w.explicit(0x02)
	v := w.Integer(&in)
	if v < int64(Accepted) || v > int64(RejectedTransient) {
		w.Fail(ruleResult, in.Start, int(v), 0)
		return 0
	}
	return Result(octets.Len8(int(v)))
}

// bits reads the field as named bits, which must all be known, as in every APDU but an AARQ.
func (w *walk) bits(known uint32) uint32 {
	v := w.Bits(&w.Component)
	if v&^known != 0 {
		w.Fail(ruleBits, w.Component.Start, int(v), int(known))
	}
	return v
}

func (w *walk) string(scratch *[]byte) (s []byte) {
	s, *scratch = w.String(&w.Component, 0x04, *scratch)
	return s
}
