package ber

import (
	"iter"

	"github.com/osi-go/osi"
)

// Primitive returns the contents of e, which must be primitive.
func (r *Reader) Primitive(e *Element) []byte {
	if e.Tag&constructedBit != 0 {
		return r.notPrimitive(e)
	}
	return r.buf[e.Start:e.End:e.End]
}

// notPrimitive is Primitive of an element that is constructed. It stands by itself so that calls of
// Primitive are inlined.
func (r *Reader) notPrimitive(e *Element) []byte {
	r.Fail(RuleConstructed, e.Offset, int(e.Tag&0xff), int(e.Tag.Primitive()&0xff))
	return nil
}

// Integer reads the contents of e as an INTEGER (X.690 8.3). Values of more than 64 bits are
// refused as a limit.
func (r *Reader) Integer(e *Element) int64 {
	c := r.Primitive(e)
	switch {
	case r.err != nil:
		return 0
	case len(c) == 0:
		r.Fail(RuleIntegerEmpty, e.Start, 0, 1)
		return 0
	case len(c) > 1 && (c[0] == 0 && c[1] < 0x80 || c[0] == 0xff && c[1] >= 0x80):
		r.Fail(RuleInteger, e.Start, int(c[0]), 0)
		return 0
	case len(c) > 8:
		r.Fail(RuleIntegerSize, e.Start, len(c), 8)
		return 0
	}
	v := int64(0)
	if c[0] >= 0x80 {
		v = -1
	}
	for _, x := range c {
		v = v<<8 | int64(x)
	}
	return v
}

// Boolean reads the contents of e as a BOOLEAN (X.690 8.2): any octet but 00 is true.
func (r *Reader) Boolean(e *Element) bool {
	c := r.Primitive(e)
	if r.err == nil && len(c) != 1 {
		r.Fail(RuleBoolean, e.Start, len(c), 1)
	}
	return r.err == nil && c[0] != 0
}

// Null checks the contents of e as a NULL (X.690 8.8).
func (r *Reader) Null(e *Element) {
	if c := r.Primitive(e); r.err == nil && len(c) != 0 {
		r.Fail(RuleNull, e.Start, len(c), 0)
	}
}

// BitString reads the contents of e as a primitive BIT STRING (X.690 8.6.2): the octets, and how
// many low bits of the last one are unused.
func (r *Reader) BitString(e *Element) (bits []byte, unused int) {
	c := r.Primitive(e)
	switch {
	case r.err != nil:
		return nil, 0
	case len(c) == 0:
		r.Fail(RuleBitString, e.Start, 0, 1)
		return nil, 0
	case c[0] > 7 || (c[0] > 0 && len(c) == 1):
		r.Fail(RuleBitString, e.Start, int(c[0]), 0)
		return nil, 0
	}
	return c[1:len(c):len(c)], int(c[0])
}

// OID reads the contents of e as an OBJECT IDENTIFIER (X.690 8.19).
func (r *Reader) OID(e *Element) osi.OID {
	c := r.Primitive(e)
	if r.err != nil {
		return osi.OID{}
	}
	o, ok := osi.OIDFromContents(c)
	switch {
	case ok:
	case len(c) > osi.MaxOID:
		r.Fail(RuleOIDSize, e.Start, len(c), osi.MaxOID)
	default:
		r.Fail(RuleOID, e.Start, 0, 0)
	}
	return o
}

// Elements walks the elements in b without descending. It yields an error at most once, last.
func Elements(b []byte) iter.Seq2[Element, error] {
	return func(yield func(Element, error) bool) {
		limits := osi.Limits{}.WithDefaults()
		r := NewReader(b, limits.Depth, limits.Elements)
		for {
			e, ok := r.Next()
			if !ok {
				break
			}
			r.Contents(&e)
			if r.err != nil {
				break
			}
			if !yield(e, nil) {
				return
			}
		}
		if r.err != nil {
			yield(Element{}, r.err)
		}
	}
}
