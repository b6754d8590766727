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

// A ContextName is one item of a Presentation-context-identifier-list, X.226 8.2: a context and the transfer syntax in use.
type ContextName struct {
	ID             int64
	TransferSyntax osi.OID
}

// next returns s with one more item, whose old value is kept for its capacity.
func next[T any](s []T) []T {
	if n := len(s); n < cap(s) {
		return s[:n+1]
	}
	var zero T
	return append(s, zero)
}

// parity is what X.226 asks of the identifiers in one Context-list.
type parity uint8

const (
	parityAny  parity = iota // X.236
	parityOdd                // CP
	paritySame               // AC: all odd or all even, by who sends it
)

// readContexts reads e, a Context-list.
func readContexts(r *ber.Reader, e *ber.Element, list []Context, p parity, sc *scan) []Context {
	in := r.Enter(e)
	most := int64(0)
	for {
		item, ok := in.Next()
		if !ok {
			break
		}
		if len(list) >= sc.contexts {
			in.Fail(ruleContextLimit, item.Offset, len(list)+1, sc.contexts)
			break
		}
		if item.Tag != tagSequence {
			unknown(&in, ruleComponent, &item)
			break
		}
		list = next(list)
		if c := &list[len(list)-1]; sc.general || !c.readPredicted(&in, &item) {
			inner := in.Enter(&item)
			readContext(&inner, c, p == parityOdd)
			in.Leave(&inner)
		}
		if in.Err() != nil {
			break
		}
		id := list[len(list)-1].ID
		checkID(&in, &item, list, most, p)
		most = max(most, id)
	}
	if len(list) == 0 && in.Err() == nil {
		in.Fail(ruleListEmpty, e.Offset, 0, 1)
	}
	r.Leave(&in)
	return list
}

// checkID checks the identifier of the last context in list; most is the largest one before it.
func checkID(r *ber.Reader, item *ber.Element, list []Context, most int64, p parity) {
	last := len(list) - 1
	id := list[last].ID
	if p == parityOdd && id&1 == 0 || p == paritySame && (id^list[0].ID)&1 != 0 {
		r.Fail(ruleContextParity, item.Offset, int(id), 0)
	}
	if id <= most && slices.ContainsFunc(list[:last], func(c Context) bool { return c.ID == id }) {
		r.Fail(ruleContextDuplicate, item.Offset, int(id), 0)
	}
}

func readContext(r *ber.Reader, c *Context, ignore bool) {
	c.TransferSyntaxes = c.TransferSyntaxes[:0]
	e, ok := r.Next()
	if !ok || e.Tag != tagInteger {
		instead(r, &e, ok, tagInteger)
		return
	}
	c.ID = contextID(r, &e)
	if e, ok = r.Next(); !ok || e.Tag != tagOID {
		instead(r, &e, ok, tagOID)
		return
	}
	c.AbstractSyntax = r.OID(&e)
	if e, ok = r.Next(); !ok || e.Tag != tagSequence {
		instead(r, &e, ok, tagSequence)
		return
	}
	in := r.Enter(&e)
	for {
		name, ok := in.Next()
		if !ok {
			break
		}
		if name.Tag != tagOID {
			unknown(&in, ruleComponent, &name)
			break
		}
		c.TransferSyntaxes = append(c.TransferSyntaxes, in.OID(&name))
	}
	if len(c.TransferSyntaxes) == 0 && in.Err() == nil {
		in.Fail(ruleTransferSyntaxes, e.Offset, 0, 1)
	}
	r.Leave(&in)
	if e, ok = r.Next(); ok && !ignore {
		unknown(r, ruleComponent, &e)
	}
}

// readNames reads e, a Presentation-context-identifier-list. It may be empty, X.226 6.4.2.1.
func readNames(r *ber.Reader, e *ber.Element, list []ContextName, sc *scan) []ContextName {
	in := r.Enter(e)
	for {
		item, ok := in.Next()
		if !ok {
			break
		}
		if len(list) >= sc.contexts {
			in.Fail(ruleContextLimit, item.Offset, len(list)+1, sc.contexts)
			break
		}
		if item.Tag != tagSequence {
			unknown(&in, ruleComponent, &item)
			break
		}
		c := in.Enter(&item)
		list = append(list, readName(&c))
		in.Leave(&c)
	}
	r.Leave(&in)
	return list
}

func readName(r *ber.Reader) (n ContextName) {
	e, ok := r.Next()
	if !ok || e.Tag != tagInteger {
		instead(r, &e, ok, tagInteger)
		return n
	}
	n.ID = contextID(r, &e)
	if e, ok = r.Next(); !ok || e.Tag != tagOID {
		instead(r, &e, ok, tagOID)
		return n
	}
	n.TransferSyntax = r.OID(&e)
	if e, ok = r.Next(); ok {
		unknown(r, ruleComponent, &e)
	}
	return n
}

func checkContexts(pdu string, list []Context, p parity) error {
	for i := range list {
		c := &list[i]
		switch {
		case c.ID < 1:
			return fail(ruleContextID, pdu, 0, int(c.ID), 0)
		case p == parityOdd && c.ID&1 == 0, p == paritySame && (c.ID^list[0].ID)&1 != 0:
			return fail(ruleContextParity, pdu, 0, int(c.ID), 0)
		case slices.ContainsFunc(list[:i], func(d Context) bool { return c.ID == d.ID }):
			return fail(ruleContextDuplicate, pdu, 0, int(c.ID), 0)
		case len(c.TransferSyntaxes) == 0:
			return fail(ruleTransferSyntaxes, pdu, 0, 0, 1)
		case c.AbstractSyntax.IsZero(), slices.ContainsFunc(c.TransferSyntaxes, osi.OID.IsZero):
			return fail(ber.RuleOID, pdu, 0, 0, 0)
		}
	}
	return nil
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
	return nil
}

func appendContexts(b []byte, tag ber.Tag, list []Context, f ber.Form) []byte {
	if len(list) == 0 {
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
	if len(list) == 0 {
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
	list = slices.Clone(list)
	for i := range list {
		list[i].TransferSyntaxes = slices.Clone(list[i].TransferSyntaxes)
	}
	return list
}
