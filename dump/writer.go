package dump

import (
	"strconv"
	"sync"
)

// noOffset is the offset of a field that has none. It stays negative when the offset of a part is
// added.
const noOffset = -1 << 16

// maxDepth bounds the groups inside one another. The deepest PDU has six.
const maxDepth = 12

// A writer appends the fields of one PDU to a buffer, as tree or as JSON.
type writer struct {
	b       []byte
	pdu     []byte // the octets of the PDU, those to skip included
	o       Options
	json    bool
	comma   bool // JSON: a member or element stands before
	depth   int
	groups  [maxDepth]group // that are open
	offsets []byte          // JSON: members of the object offsets
	marks   marks
}

// A group is an object or a list that is open.
type group struct {
	name  string
	list  bool
	count int // of elements in a list

	start, body, offsets int // lengths of the buffers before the group, behind its name, and of offsets
	comma                bool
}

var writers = sync.Pool{New: func() any { return new(writer) }}

// begin writes the name of a field that has one value. It reports false when the field lies in the
// octets that are skipped: its value must then not be written.
func (w *writer) begin(name string, at int) bool {
	if at >= 0 && at < w.o.Skip {
		return false
	}
	if !w.json {
		w.indent()
	} else if w.comma {
		w.b = append(w.b, ',')
	}
	w.comma = true
	switch {
	case w.depth > 0 && w.groups[w.depth-1].list:
		g := &w.groups[w.depth-1]
		if !w.json {
			w.b = appendIndex(w.b, g.count)
		}
		g.count++
	case w.json:
		w.b = append(append(append(w.b, '"'), name...), '"', ':')
	default:
		w.b = append(w.b, name...)
	}
	return true
}

// value is begin for a field whose text follows.
func (w *writer) value(name string, at int) bool {
	if !w.begin(name, at) {
		return false
	}
	if !w.json {
		w.b = append(w.b, ':', ' ')
	}
	return true
}

// end ends what value began.
func (w *writer) end(name string, at int) {
	at -= w.o.Skip
	shown := at >= 0 && at < len(w.received()) && !w.o.NoOffsets // outside is a PDU that was not decoded from the octets
	if w.json {
		if shown {
			w.path(name, at)
		}
		return
	}
	if shown {
		w.b = append(w.b, ' ', ' ', '[')
		w.b = strconv.AppendInt(w.b, int64(at), 10)
		w.b = append(w.b, ']')
	}
	w.b = append(w.b, '\n')
}

// path notes the offset of the value written last.
func (w *writer) path(name string, at int) {
	p := w.offsets
	if len(p) > 0 {
		p = append(p, ',')
	}
	p = append(p, '"')
	for i := range w.depth + 1 {
		if i == 0 || !w.groups[i-1].list {
			if i > 0 {
				p = append(p, '.')
			}
			if i < w.depth {
				p = append(p, w.groups[i].name...)
			} else {
				p = append(p, name...)
			}
		}
		if i < w.depth && w.groups[i].list {
			p = appendIndex(p, w.groups[i].count-1)
		}
	}
	p = append(p, '"', ':')
	w.offsets = strconv.AppendInt(p, int64(at), 10)
}

func appendIndex(b []byte, n int) []byte {
	return append(strconv.AppendInt(append(b, '['), int64(n), 10), ']')
}

const spaces = "                                                  "

func (w *writer) indent() { w.b = append(w.b, spaces[:4+2*w.depth]...) }

// open begins a group of named fields. One that stays empty is not written.
func (w *writer) open(name string, at int) { w.enter(name, at, false) }

// list begins a group of elements, whose names are not written.
func (w *writer) list(name string, at int) { w.enter(name, at, true) }

func (w *writer) enter(name string, at int, list bool) {
	g := group{name: name, list: list, start: len(w.b), offsets: len(w.offsets), comma: w.comma}
	if !w.begin(name, noOffset) {
		return
	}
	w.end(name, at)
	if w.json {
		w.b = append(w.b, bracket(list, '{', '['))
		w.comma = false
	}
	g.body = len(w.b)
	w.groups[w.depth] = g
	w.depth++
}

func bracket(list bool, object, array byte) byte {
	if list {
		return array
	}
	return object
}

// close ends the group opened last.
func (w *writer) close() {
	w.depth--
	g := &w.groups[w.depth]
	if len(w.b) == g.body {
		w.b, w.offsets, w.comma = w.b[:g.start], w.offsets[:g.offsets], g.comma
		if w.depth > 0 {
			w.groups[w.depth-1].count--
		}
		return
	}
	if w.json {
		w.b = append(w.b, bracket(g.list, '}', ']'))
		w.comma = true
	}
}
