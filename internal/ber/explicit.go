package ber

// Explicit returns the one element inside e, an explicit tag (X.690 8.14.2). e must be the element
// Next returned last. Both have definite ends afterwards, so that Contents of e is the whole
// encoding of the element inside; that one may be entered, or its value read, with r. On an error
// the result is the zero Element.
func (r *Reader) Explicit(e *Element) Element {
	n := e.End - e.Start
	if !e.Tag.Constructed() || n < 2 || n > 0x81 || r.depth == 0 || r.elements == 0 || r.err != nil {
		return r.explicit(e)
	}
	id, l := r.buf[e.Start], r.buf[e.Start+1]
	if int(l) != n-2 || id&0x1f == 0x1f || id == 0 {
		return r.explicit(e)
	}
	r.elements--
	return Element{Tag: Tag(id), Offset: e.Start, Start: e.Start + 2, End: e.End}
}

// explicit is Explicit for every form of length and tag, and for what is wrong.
func (r *Reader) explicit(e *Element) Element {
	c := r.Enter(e)
	in, ok := c.Next()
	if !ok {
		c.Fail(RuleExplicit, e.Start, 0, 1)
	}
	c.Contents(&in)
	end := c.off
	if c.indef {
		if more, ok := c.Next(); ok {
			c.Fail(RuleTrailing, more.Offset, len(c.buf)-more.Offset, 0)
		}
	} else if c.err == nil && end < len(c.buf) {
		c.Fail(RuleTrailing, end, len(c.buf)-end, 0)
	}
	r.Leave(&c)
	if r.err != nil {
		return Element{}
	}
	e.End = end
	return in
}

// Predicted is for a caller that recognises a common layout in the contents of an element at once.
// It accounts for elements in it, nested levels deep, and reports whether the limits allow them; if
// not, the caller takes the general way, which names what is exceeded.
func (r *Reader) Predicted(levels, elements int) bool {
	if r.err != nil || r.depth < levels || r.elements < elements {
		return false
	}
	r.elements -= elements
	return true
}
