package rtse

import (
	"github.com/osi-go/osi"
	"github.com/osi-go/osi/internal/ber"
	"github.com/osi-go/osi/internal/octets"
)

// A walk goes through the components of one SET, in any order.
type walk struct {
	top, r ber.Reader
	e      ber.Element // the component that next returned
	l      *osi.Leniency
	pdu    string
	mode   Mode
	end    int // of the contents
	seen   uint32
	first  ber.Element
}

// begin enters the SET in b, which in X.410 mode comes without tag and length.
func (w *walk) begin(b []byte, tag ber.Tag, pdu string, m Mode, o options) {
	w.l, w.pdu, w.mode = o.l, pdu, m
	w.top = ber.NewReader(b, o.depth, o.elements)
	if m == X410 {
		w.r = w.top
		return
	}
	e, ok := w.top.Next()
	if !ok && w.top.Err() == nil || ok && e.Tag != tag {
		got := 0
		if ok {
			got = int(e.Tag & 0xff)
		}
		w.top.Fail(ruleAPDU, 0, got, int(tag))
	}
	w.first = e
	w.r = w.top.Enter(&e)
}

// next goes to the next component and returns its number, which is in known. ok is false at the end.
func (w *walk) next(known uint32) (n int, ok bool) {
	for {
		if w.e, ok = w.r.Next(); !ok {
			return 0, false
		}
		n = int(w.e.Tag & 0x1f)
		if w.e.Tag&0xc0 == 0x80 && n < 31 && known>>n&1 != 0 {
			break
		}
		if !w.l.Excuse(osi.UnknownRTSEComponent) {
			w.fail(ruleComponent, w.e.Offset, int(w.e.Tag&0xff), 0)
			return 0, false
		}
	}
	if w.seen>>n&1 != 0 {
		w.fail(ruleDuplicate, w.e.Offset, int(w.e.Tag&0xff), 0)
		return 0, false
	}
	w.seen |= 1 << n
	return n, true
}

func (w *walk) fail(r *osi.Rule, off, got, want int) { _ = w.r.Fail(r, off, got, want) }

// only fails when the component belongs to the other mode.
func (w *walk) only(m Mode) {
	if w.mode != m {
		w.fail(ruleMode, w.e.Offset, int(w.e.Tag&0xff), 0)
	}
}

// require fails when component n was absent.
func (w *walk) require(n int, rule *osi.Rule) {
	if w.seen>>n&1 != 0 || w.r.Err() != nil {
		return
	}
	end := w.r.Offset()
	if w.first.Indefinite {
		end -= 2
	}
	w.fail(rule, end, 0, n|0xa0)
}

// finish ends the SET and returns its error.
func (w *walk) finish() error {
	if w.mode == X410 {
		w.top = w.r
	} else {
		w.top.Leave(&w.r)
	}
	if err := w.top.Finish(); err != nil {
		return osi.Rebase(err, w.pdu, 0)
	}
	return nil
}

// count reads the component as an INTEGER that is not negative.
func (w *walk) count() int64 {
	v := w.r.Integer(&w.e)
	if v < 0 {
		w.fail(ruleRange, w.e.Start, int(v), 0)
	}
	return v
}

// ordinal reads the component as an INTEGER of 0 to most.
func (w *walk) ordinal(rule *osi.Rule, most int64) uint8 {
	v := w.r.Integer(&w.e)
	if v < 0 || v > most {
		w.fail(rule, w.e.Start, int(v), 0)
		return 0
	}
	return octets.Len8(int(v))
}

// any returns the whole element inside the explicitly tagged component.
func (w *walk) any() []byte {
	w.r.Explicit(&w.e)
	return w.r.Contents(&w.e)
}

// open begins the SET; in X.410 mode it appends nothing.
func open(b []byte, tag ber.Tag, m Mode) ([]byte, ber.Mark) {
	if m == X410 {
		return b, ber.Mark{}
	}
	return ber.Open(b, tag, ber.Definite)
}

func end(b []byte, m Mode, mark ber.Mark) []byte {
	if m == X410 {
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
