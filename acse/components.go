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

// Components walks the fields of any APDU. It checks the framing alone.
// It yields an error at most once, last.
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

// none is the number of a field that the APDU does not define.
const none = 31

// A walk goes through the fields of one APDU in the order of X.227 9.1.
type walk struct {
	top, r ber.Reader
	e      ber.Element // the field that next returned
	l      *osi.Leniency
	pdu    string
	at     int // offset of e
	end    int // of the APDU's contents
	last   int // number of the last defined field
	seen   uint32
	first  ber.Element
}

func (w *walk) begin(b []byte, tag ber.Tag, pdu string, o options) {
	w.l, w.pdu, w.last = o.l, pdu, -1
	w.top = ber.NewReader(b, o.depth, o.elements)
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

// next goes to the next field and returns its number; none when it is not in known. ok is false at the end.
func (w *walk) next(known uint32) (n int, ok bool) {
	w.e, ok = w.r.Next()
	if !ok {
		return none, false
	}
	w.at = w.e.Offset
	n = int(w.e.Tag & 0x1f)
	if w.e.Tag&0xc0 != 0x80 || n == none || known>>n&1 == 0 {
		return none, true
	}
	if n <= w.last {
		if w.seen>>n&1 != 0 {
			w.fail(ruleDuplicate, w.e.Offset, int(w.e.Tag&0xff), 0)
		} else {
			w.fail(ruleOrder, w.e.Offset, int(w.e.Tag&0xff), w.last|0x80)
		}
		return none, false
	}
	w.last = n
	w.seen |= 1 << n
	return n, true
}

// has reports whether field n was present.
func (w *walk) has(n int) bool { return w.seen>>n&1 != 0 }

func (w *walk) fail(r *osi.Rule, off, got, want int) { _ = w.r.Fail(r, off, got, want) }

// unknown refuses the field, X.227 7.4.
func (w *walk) unknown() { w.fail(ruleComponent, w.at, int(w.e.Tag&0xff), 0) }

// require fails when field n was absent; the field would have stood before off.
func (w *walk) require(n int, rule *osi.Rule) {
	if w.has(n) || w.r.Err() != nil {
		return
	}
	end := w.r.Offset()
	if w.first.Indefinite {
		end -= 2
	}
	w.fail(rule, end, 0, n|0xa0)
}

// finish ends the APDU and returns its error.
func (w *walk) finish() error {
	w.top.Leave(&w.r)
	if err := w.top.Finish(); err != nil {
		return osi.Rebase(err, w.pdu, 0)
	}
	return nil
}

// explicit returns the element inside the field; its tag must be want.
func (w *walk) explicit(want ber.Tag) ber.Element {
	in := w.r.Explicit(&w.e)
	if in.Tag != want {
		w.fail(ruleType, in.Offset, int(in.Tag&0xff), int(want))
	}
	return in
}

func (w *walk) oid() osi.OID {
	in := w.explicit(0x06)
	return w.r.OID(&in)
}

// ordinal reads e as an INTEGER or ENUMERATED of 0 to most; a value that set lacks breaks the rule.
func (w *walk) ordinal(e *ber.Element, rule *osi.Rule, set uint32) uint8 {
	v := w.r.Integer(e)
	if v < 0 || v > 31 || set>>v&1 == 0 {
		w.fail(rule, e.Start, int(v), 0)
		return 0
	}
	return octets.Len8(int(v))
}

// bits reads the field as named bits, of which an AARQ may have unknown ones.
func (w *walk) bits(known uint32) uint32 {
	v := w.r.Bits(&w.e)
	if v&^known != 0 {
		w.fail(ruleBits, w.e.Start, int(v), int(known))
	}
	return v
}

func (w *walk) string(scratch *[]byte) (s []byte) {
	s, *scratch = w.r.String(&w.e, 0x04, *scratch)
	return s
}
