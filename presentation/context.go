package presentation

import (
	"slices"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/internal/ber"
)

// A Context is one item of a Context-list, X.226 8.2: a proposed presentation context.
type Context struct {
	ID               int64 // 1 or more; odd when the initiator of the connection proposes it, else even
	AbstractSyntax   osi.OID
	TransferSyntaxes []osi.OID // those the proposer can use, at least one
}

// A ContextName is one item of a Presentation-context-identifier-list, X.226 8.2: a context and the
// transfer syntax in use.
type ContextName struct {
	ID             int64
	TransferSyntax osi.OID
}

// nextItem returns s with one more item, whose old value is kept for its capacity.
func nextItem[T any](s []T) []T {
	if n := len(s); n < cap(s) {
		return s[:n+1]
	}
	var zero T
	return append(s, zero)
}

// retireList makes *list nil, which is absent, and keeps its memory in *spare.
func retireList[T any](list, spare *[]T) {
	if cap(*list) > 0 {
		*spare = (*list)[:0]
	}
	*list = nil
}

// reuseList returns an empty list in the memory of list, or of spare where that has none.
func reuseList[T any](list, spare []T) []T {
	if cap(list) == 0 {
		list = spare
	}
	return list[:0]
}

// emptyList returns an empty list that is not nil, in the memory of spare.
func emptyList[T any](spare []T) []T {
	if spare == nil {
		return []T{}
	}
	return spare[:0]
}

// parity is what X.226 asks of the identifiers in one Context-list.
type parity uint8

const (
	parityAny  parity = iota // X.236
	parityOdd                // CP
	paritySame               // AC: all odd or all even, by who sends it
)

// broken reports whether id, of the list that begins with first, has the wrong parity.
func (p parity) broken(id, first int64) bool {
	return p == parityOdd && id&1 == 0 || p == paritySame && (id^first)&1 != 0
}

// item reads item n, from 1, of a list whose items all have the tag. The limit of contexts bounds
// their number.
func (sc *scan) item(in *ber.Reader, e *ber.Element, tag ber.Tag, n int) bool {
	var ok bool
	switch *e, ok = in.Next(); {
	case !ok:
		return false
	case n > sc.contexts:
		in.Fail(ruleContextLimit, e.Offset, n, sc.contexts)
		return false
	case e.Tag != tag: // a SEQUENCE OF has no elements that are undefined
		failUnknown(in, ruleComponent, e)
		return false
	}
	return true
}

// readContexts reads e, a Context-list. It may be empty, X.226 Amd.1 8.2.
func readContexts(r *ber.Reader, e *ber.Element, list []Context, p parity, sc *scan) []Context {
	list = emptyList(list)
	sc.ids.reset()
	var item ber.Element
	in := r.Enter(e)
	for n := 1; sc.item(&in, &item, tagSequence, n); n++ {
		list = nextItem(list)
		c := &list[len(list)-1]
		if sc.general || !c.readPredicted(&in, &item) {
			c.read(&in, &item, sc)
		}
		switch {
		case in.Err() != nil:
		case p.broken(c.ID, list[0].ID):
			in.Fail(ruleContextParity, item.Offset, int(c.ID), 0)
		case repeatsID(&sc.ids, list, (*Context).id):
			in.Fail(ruleContextDuplicate, item.Offset, int(c.ID), 0)
		}
	}
	r.Leave(&in)
	return list
}

func (c *Context) read(r *ber.Reader, item *ber.Element, sc *scan) {
	c.TransferSyntaxes = c.TransferSyntaxes[:0]
	known := [...]ber.Tag{tagInteger, tagOID, tagSequence.Primitive()}
	var e ber.Element
	in := r.Enter(item)
	if sc.next(&in, ruleComponent, &e, tagInteger, known[:]...) {
		c.ID = contextID(&in, &e)
	}
	if sc.next(&in, ruleComponent, &e, tagOID, known[:]...) {
		c.AbstractSyntax = in.OID(&e)
	}
	if sc.next(&in, ruleComponent, &e, tagSequence, known[:]...) {
		c.readTransferSyntaxes(&in, &e)
	}
	sc.end(&in, ruleComponent, known[:]...)
	r.Leave(&in)
}

func (c *Context) readTransferSyntaxes(r *ber.Reader, e *ber.Element) {
	in := r.Enter(e)
	for name, ok := in.Next(); ok; name, ok = in.Next() {
		if name.Tag != tagOID {
			failUnknown(&in, ruleComponent, &name)
			break
		}
		c.TransferSyntaxes = append(c.TransferSyntaxes, in.OID(&name))
	}
	if len(c.TransferSyntaxes) == 0 && in.Err() == nil {
		in.Fail(ruleTransferSyntaxes, e.Offset, 0, int(tagOID))
	}
	r.Leave(&in)
}

// readNames reads e, a Presentation-context-identifier-list. It may be empty, X.226 6.4.2.1 and
// Amd.1 8.2.
func readNames(r *ber.Reader, e *ber.Element, list []ContextName, sc *scan) []ContextName {
	list = emptyList(list)
	sc.ids.reset()
	var item ber.Element
	in := r.Enter(e)
	for n := 1; sc.item(&in, &item, tagSequence, n); n++ {
		list = append(list, readName(&in, &item, sc))
		if in.Err() == nil && repeatsID(&sc.ids, list, (*ContextName).id) {
			in.Fail(ruleContextDuplicate, item.Offset, int(list[len(list)-1].ID), 0)
		}
	}
	r.Leave(&in)
	return list
}

func readName(r *ber.Reader, item *ber.Element, sc *scan) (n ContextName) {
	var e ber.Element
	in := r.Enter(item)
	if sc.next(&in, ruleComponent, &e, tagInteger, tagInteger, tagOID) {
		n.ID = contextID(&in, &e)
	}
	if sc.next(&in, ruleComponent, &e, tagOID, tagInteger, tagOID) {
		n.TransferSyntax = in.OID(&e)
	}
	sc.end(&in, ruleComponent, tagInteger, tagOID)
	r.Leave(&in)
	return n
}

func checkContexts(pdu string, list []Context, p parity) error {
	for i := range list {
		c := &list[i]
		switch {
		case c.ID < 1:
			return fail(ruleContextID, pdu, 0, int(c.ID), 0)
		case p.broken(c.ID, list[0].ID):
			return fail(ruleContextParity, pdu, 0, int(c.ID), 0)
		case len(c.TransferSyntaxes) == 0:
			return fail(ruleTransferSyntaxes, pdu, 0, 0, int(tagOID))
		case c.AbstractSyntax.IsZero(), slices.ContainsFunc(c.TransferSyntaxes, osi.OID.IsZero):
			return fail(ber.RuleOID, pdu, 0, 0, 0)
		}
	}
	return checkDifferent(pdu, list, (*Context).id)
}

func checkNames(pdu string, list []ContextName) error {
	for i := range list {
		switch {
		case list[i].ID < 1:
			return fail(ruleContextID, pdu, 0, int(list[i].ID), 0)
		case list[i].TransferSyntax.IsZero():
			return fail(ber.RuleOID, pdu, 0, 0, 0)
		}
	}
	return checkDifferent(pdu, list, (*ContextName).id)
}

func appendContexts(b []byte, tag ber.Tag, list []Context, f ber.Form) []byte {
	if list == nil {
		return b
	}
	b, all := ber.Open(b, tag, f)
	for i := range list {
		var item, names ber.Mark
		b, item = ber.Open(b, tagSequence, f)
		b = ber.AppendInteger(b, tagInteger, list[i].ID)
		b = ber.AppendOID(b, tagOID, list[i].AbstractSyntax)
		b, names = ber.Open(b, tagSequence, f)
		for j := range list[i].TransferSyntaxes {
			b = ber.AppendOID(b, tagOID, list[i].TransferSyntaxes[j])
		}
		b = ber.Close(ber.Close(b, names), item)
	}
	return ber.Close(b, all)
}

func appendNames(b []byte, list []ContextName, f ber.Form) []byte {
	if list == nil {
		return b
	}
	b, all := ber.Open(b, 0xa0, f)
	for i := range list {
		var item ber.Mark
		b, item = ber.Open(b, tagSequence, f)
		b = ber.AppendInteger(b, tagInteger, list[i].ID)
		b = ber.AppendOID(b, tagOID, list[i].TransferSyntax)
		b = ber.Close(b, item)
	}
	return ber.Close(b, all)
}

func cloneContexts(list []Context) []Context {
	if list == nil {
		return nil
	}
	n := 0
	for i := range list {
		n += len(list[i].TransferSyntaxes)
	}
	out, names := make([]Context, len(list)), make([]osi.OID, 0, n)
	for i := range list {
		from := len(names)
		names = append(names, list[i].TransferSyntaxes...)
		out[i] = Context{list[i].ID, list[i].AbstractSyntax, names[from:len(names):len(names)]}
	}
	return out
}
