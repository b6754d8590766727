package acse

import (
	"iter"
	"math"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/internal/ber"
)

// A Name is the contents octets of a Directory name: RDNs from the root downwards. A decoded one is
// well formed. The name of the root is empty but not nil.
type Name []byte

// An RDN is the contents octets of a relative distinguished name: a set of attributes.
type RDN []byte

// An Attribute is an attribute type and value of an RDN.
type Attribute struct {
	Type  osi.OID
	Value []byte // encoding of the value, with its tag; aliases the RDN
}

// All yields the relative distinguished names. It stops where n is not well formed.
func (n Name) All() iter.Seq[RDN] {
	return eachElement(n, func(r *ber.Reader, e *ber.Element) RDN { return r.Contents(e) })
}

// All yields the attributes. It stops where n is not well formed.
func (n RDN) All() iter.Seq[Attribute] {
	return eachElement(n, attribute)
}

// eachElement yields what read makes of each element in b. It stops where b is not well formed.
func eachElement[T any](b []byte, read func(*ber.Reader, *ber.Element) T) iter.Seq[T] {
	return func(yield func(T) bool) {
		r := trustedReader(b)
		for e, ok := r.Next(); ok; e, ok = r.Next() {
			v := read(&r, &e)
			if r.Err() != nil || !yield(v) {
				return
			}
		}
	}
}

// attribute reads the AttributeTypeAndValue e.
func attribute(r *ber.Reader, e *ber.Element) (a Attribute) {
	c := r.Enter(e)
	t, ok := c.Next()
	if ok && t.Tag != 0x06 {
		c.Fail(ruleType, t.Offset, int(t.Tag&0xff), 0x06)
	}
	a.Type = c.OID(&t)
	v, ok := c.Next()
	if !ok {
		c.Fail(ruleType, c.Offset(), 0, 0)
	}
	if a.Value = c.Raw(&v); ok {
		c.WellFormed(v.Offset, c.Offset())
	}
	_ = c.Finish()
	r.Leave(&c)
	return a
}

// checkName checks the RDNSequence e.
func checkName(r *ber.Reader, e *ber.Element) {
	c := r.Enter(e)
	for s, ok := c.Next(); ok; s, ok = c.Next() {
		if s.Tag != 0x31 {
			c.Fail(ruleType, s.Offset, int(s.Tag&0xff), 0x31)
			break
		}
		checkRDN(&c, &s)
	}
	r.Leave(&c)
}

// checkRDN checks the RelativeDistinguishedName e.
func checkRDN(r *ber.Reader, e *ber.Element) {
	c := r.Enter(e)
	count := 0
	for s, ok := c.Next(); ok; s, ok = c.Next() {
		if count++; s.Tag != 0x30 {
			c.Fail(ruleType, s.Offset, int(s.Tag&0xff), 0x30)
			break
		}
		attribute(&c, &s)
	}
	r.Leave(&c)
	if count == 0 {
		r.Fail(ruleRDN, e.Start, 0, 1)
	}
}

// trustedReader returns a reader of octets that were checked within the limits when they were
// decoded.
func trustedReader(b []byte) ber.Reader { return ber.NewReader(b, math.MaxUint8, math.MaxInt32) }
