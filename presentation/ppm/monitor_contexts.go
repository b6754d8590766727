package ppm

import (
	"iter"
	"unsafe"

	"github.com/osi-go/osi"
)

// A Context is a presentation context that was proposed while the connection lasts. The default
// context has identifier 0.
type Context struct {
	ID             int64
	AbstractSyntax osi.OID
	TransferSyntax osi.OID // zero: none is selected
	// transfer syntaxes proposed, while none is selected. Not to be modified
	Offered []osi.OID
	// the caller's own; the Monitor sets it to 0 when TransferSyntax changes
	Mark uint8

	flags [2]contextFlags // by direction
}

// contextFlags say what a context is to one end.
type contextFlags struct {
	member   bool // it may be in the end's set
	sure     bool // it is in the end's set
	deleting bool // the end proposes to delete it
}

// usable is 6.1.2 d.
func (f contextFlags) usable() bool { return f.member && !f.deleting }

// contextTable has every context that was ever proposed: an identifier is used once.
type contextTable struct {
	list  []Context
	index map[int64]int // of list, by identifier; nil while list is short
}

// shortTable is how many contexts are searched one by one.
const shortTable = 16

// find returns the index of a context; -1 when none with the identifier was ever proposed.
func (t *contextTable) find(id int64) int {
	if t.index != nil {
		if i, ok := t.index[id]; ok {
			return i
		}
		return -1
	}
	for i := range t.list {
		if t.list[i].ID == id {
			return i
		}
	}
	return -1
}

func (t *contextTable) add(c Context) {
	n := len(t.list)
	t.list = append(t.list, c)
	switch {
	case t.index != nil:
		t.index[c.ID] = n
	case n == shortTable:
		t.index = make(map[int64]int, 2*n)
		for i := range t.list {
			t.index[t.list[i].ID] = i
		}
	}
}

// mark changes what context i is to the end d.
func (w *Monitor) mark(i int, d osi.Direction, change func(*contextFlags)) {
	f, side := &w.contexts.list[i].flags[d], &w.sides[d]
	count := func(n int) {
		if f.usable() {
			side.usable += n
		}
		if f.sure {
			side.sure += n
		}
	}
	count(-1)
	change(f)
	count(+1)
}

// Lookup returns the context with the identifier; nil when none was ever proposed. It is w's own,
// and valid until the next AC.
func (w *Monitor) Lookup(id int64) *Context {
	if i := w.contexts.find(id); i >= 0 {
		return &w.contexts.list[i]
	}
	return nil
}

// Default returns the default context, whose abstract syntax is zero where the CP does not name it.
// It is w's own.
func (w *Monitor) Default() *Context { return &w.standard }

// All yields every context that was proposed, in their order. They are w's own.
func (w *Monitor) All() iter.Seq[*Context] {
	return func(yield func(*Context) bool) {
		for i := range w.contexts.list {
			if !yield(&w.contexts.list[i]) {
				return
			}
		}
	}
}

// Defined reports whether the context may be in the set of either end, or is proposed in a CP that
// is not answered.
func (w *Monitor) Defined(c *Context) bool {
	return w.proposed || c.flags[0].member || c.flags[1].member
}

// Memory returns the octets that the contexts hold, roughly.
func (w *Monitor) Memory() int {
	syntaxes, indices := 0, 0
	for i := range w.contexts.list {
		syntaxes += cap(w.contexts.list[i].Offered)
	}
	for d := range w.sides {
		s := &w.sides[d]
		syntaxes += cap(s.syntaxes)
		indices += cap(s.current.adding) + cap(s.current.deleting) + cap(s.stale.adding) + cap(s.stale.deleting) + cap(s.added) + cap(s.deleted)
	}
	return syntaxes*int(unsafe.Sizeof(osi.OID{})) + 8*indices +
		cap(w.contexts.list)*int(unsafe.Sizeof(Context{})) + len(w.contexts.index)*mapEntry
}

const mapEntry = 40 // of a map from int64 to int, with its spare room
