package dump

import (
	"encoding/hex"
	"strconv"
	"sync"
	"unicode/utf8"
	"unsafe"

	"github.com/osi-go/osi"
)

// absent is the offset of a field that has none.
const absent = -1

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
	var g *group
	if w.depth > 0 {
		if g = &w.groups[w.depth-1]; !g.list {
			g = nil
		}
	}
	if w.json {
		if w.comma {
			w.b = append(w.b, ',')
		}
		w.comma = true
		if g != nil {
			g.count++
			return true
		}
		w.b = append(w.b, '"')
		w.b = append(w.b, name...)
		w.b = append(w.b, '"', ':')
		return true
	}
	w.indent()
	if g == nil {
		w.b = append(w.b, name...)
		return true
	}
	w.b = appendIndex(w.b, g.count)
	g.count++
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
	for i := range w.depth {
		g := &w.groups[i]
		if i == 0 || !w.groups[i-1].list {
			if i > 0 {
				p = append(p, '.')
			}
			p = append(p, g.name...)
		}
		if g.list {
			p = appendIndex(p, g.count-1)
		}
	}
	if w.depth == 0 || !w.groups[w.depth-1].list {
		if w.depth > 0 {
			p = append(p, '.')
		}
		p = append(p, name...)
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
	if !w.begin(name, absent) {
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

// number writes v.
func (w *writer) number(name string, at int, v int64) {
	if w.value(name, at) {
		w.b = strconv.AppendInt(w.b, v, 10)
		w.end(name, at)
	}
}

// count writes v unless it is 0.
func (w *writer) count(name string, at int, v int64) {
	if v != 0 {
		w.number(name, at, v)
	}
}

// flag writes v when it is set.
func (w *writer) flag(name string, at int, v bool) {
	if !v || !w.value(name, at) {
		return
	}
	if w.json {
		w.b = append(w.b, "true"...)
	} else {
		w.b = append(w.b, "yes"...)
	}
	w.end(name, at)
}

// word writes the name of a value.
func (w *writer) word(name string, at int, s string) {
	if !w.value(name, at) {
		return
	}
	if w.json {
		w.b = appendString(w.b, s)
	} else {
		w.b = append(w.b, s...)
	}
	w.end(name, at)
}

// title writes a text that the PDU chose.
func (w *writer) title(name string, at int, s string) { w.word(name, at, s) }

// code writes a number and its text.
func (w *writer) code(name string, at int, v uint8, text string) {
	if !w.value(name, at) {
		return
	}
	if w.json {
		w.b = append(w.b, `{"code":`...)
		w.b = strconv.AppendInt(w.b, int64(v), 10)
		w.b = append(w.b, `,"text":`...)
		w.b = append(appendString(w.b, text), '}')
	} else {
		w.b = append(w.b, text...)
	}
	w.end(name, at)
}

// set writes the names of the bits of v.
func (w *writer) set(name string, at int, v uint64, names *setNames) {
	if !w.value(name, at) {
		return
	}
	if w.json {
		w.b = append(w.b, '[')
	}
	first := true
	for i := 0; v>>i != 0; i++ {
		if v>>i&1 != 0 {
			w.element(names[i], first)
			first = false
		}
	}
	w.endSet(name, at, first)
}

// element writes a member of a set.
func (w *writer) element(s string, first bool) {
	if !first {
		w.b = append(w.b, ',')
	}
	if w.json {
		w.b = appendString(w.b, s)
	} else {
		w.b = append(w.b, s...)
	}
}

func (w *writer) endSet(name string, at int, empty bool) {
	switch {
	case w.json:
		w.b = append(w.b, ']')
	case empty:
		w.b = append(w.b, "(none)"...)
	}
	w.end(name, at)
}

// someSet is set for a set that is absent when it is empty.
func (w *writer) someSet(name string, at int, v uint64, names *setNames) {
	if v != 0 {
		w.set(name, at, v, names)
	}
}

// oid writes o unless it is zero.
func (w *writer) oid(name string, at int, o osi.OID) {
	if o.IsZero() || !w.value(name, at) {
		return
	}
	known := o.Name()
	if !w.json {
		w.b, _ = o.AppendText(w.b)
		if known != "" {
			w.b = append(append(w.b, ' '), known...)
		}
		w.end(name, at)
		return
	}
	w.b = append(w.b, `{"oid":"`...)
	w.b, _ = o.AppendText(w.b)
	w.b = append(w.b, '"')
	if known != "" {
		w.b = append(w.b, `,"name":`...)
		w.b = appendString(w.b, known)
	}
	w.b = append(w.b, '}')
	w.end(name, at)
}

// text writes octets that are text to most people, as osi.Selector does, unless they are nil.
func (w *writer) text(name string, s []byte) {
	if s != nil {
		w.chars(name, w.at(s), s)
	}
}

func (w *writer) chars(name string, at int, s []byte) {
	if !w.value(name, at) {
		return
	}
	if w.json {
		w.b = append(w.b, '"')
	}
	switch {
	case len(s) == 0:
		if !w.json {
			w.b = append(w.b, empty...)
		}
	case !isText(s):
		w.b = hex.AppendEncode(append(w.b, '0', 'x'), s)
	case w.json:
		for _, x := range s {
			if x == '"' || x == '\\' {
				w.b = append(w.b, '\\')
			}
			w.b = append(w.b, x)
		}
	default:
		w.b = append(w.b, s...)
	}
	if w.json {
		w.b = append(w.b, '"')
	}
	w.end(name, at)
}

// isText reports whether s is printable ASCII and can't be taken for hex.
func isText(s []byte) bool {
	for _, x := range s {
		if x < 0x20 || x > 0x7e {
			return false
		}
	}
	return len(s) < 2 || s[0] != '0' || s[1] != 'x'
}

const (
	empty  = "(empty)"
	masked = "(masked)"
)

// secret is text for a password.
func (w *writer) secret(name string, s []byte) {
	switch {
	case s == nil:
	case w.o.Passwords:
		w.text(name, s)
	default:
		w.word(name, w.at(s), masked)
	}
}

// raw writes octets that are a value in themselves, unless they are nil.
func (w *writer) raw(name string, s []byte) { w.rawAt(name, w.at(s), s) }

func (w *writer) rawAt(name string, at int, s []byte) {
	if s == nil || w.o.Octets == OctetsNone || !w.value(name, at) {
		return
	}
	if w.json {
		w.b = append(w.b, '"')
		w.b = append(hex.AppendEncode(w.b, s), '"')
	} else {
		w.b = appendOctets(w.b, s)
	}
	w.end(name, at)
}

// data writes data of a higher layer, unless they are nil.
func (w *writer) data(name string, s []byte) {
	if s != nil {
		w.dataAt(name, w.at(s), s, w.o.Octets == OctetsAll)
	}
}

// userData is data for a user data field, of which nil and empty are the same.
func (w *writer) userData(name string, s []byte) {
	if len(s) > 0 {
		w.data(name, s)
	}
}

// ownData is userData for data that no other event shows.
func (w *writer) ownData(name string, s []byte) {
	if len(s) > 0 {
		w.dataAt(name, w.at(s), s, w.o.Octets != OctetsNone)
	}
}

func (w *writer) dataAt(name string, at int, s []byte, shown bool) {
	if !w.value(name, at) {
		return
	}
	switch {
	case w.json:
		w.b = append(w.b, `{"length":`...)
		w.b = strconv.AppendInt(w.b, int64(len(s)), 10)
		if shown {
			w.b = append(w.b, `,"octets":"`...)
			w.b = append(hex.AppendEncode(w.b, s), '"')
		}
		w.b = append(w.b, '}')
	case shown:
		w.b = appendOctets(w.b, s)
	default:
		w.b = strconv.AppendInt(w.b, int64(len(s)), 10)
		w.b = append(w.b, " octets"...)
	}
	w.end(name, at)
}

// at returns where s, which a decoder took from the PDU, lies in it; absent when it is a copy.
func (w *writer) at(s []byte) int {
	if len(s) == 0 {
		return absent
	}
	at := uintptr(unsafe.Pointer(unsafe.SliceData(s)))
	base := uintptr(unsafe.Pointer(unsafe.SliceData(w.pdu)))
	if at < base || at-base > uintptr(len(w.pdu)) {
		return absent
	}
	return int(at - base)
}

// shownOctets is how many octets the tree shows of a field.
const shownOctets = 32

// appendOctets appends octets in hex, and as text when all that is shown can be printed.
func appendOctets(b, s []byte) []byte {
	if len(s) == 0 {
		return append(b, empty...)
	}
	shown := s[:min(len(s), shownOctets)]
	printable := true
	for i, x := range shown {
		if i > 0 {
			b = append(b, ' ')
		}
		b = append(b, digits[x>>4], digits[x&0x0f])
		printable = printable && x >= 0x20 && x < 0x7f
	}
	if printable {
		b = append(b, ' ', '"')
		for _, x := range shown {
			if x == '"' || x == '\\' {
				b = append(b, '\\')
			}
			b = append(b, x)
		}
		b = append(b, '"')
	}
	if len(s) > shownOctets {
		b = append(b, " … "...)
		b = strconv.AppendInt(b, int64(len(s)), 10)
		b = append(b, " octets"...)
	}
	return b
}

const digits = "0123456789abcdef"

// appendString appends s as a JSON string.
func appendString(b []byte, s string) []byte {
	b = append(b, '"')
	for i := 0; i < len(s); {
		x := s[i]
		switch {
		case x == '"' || x == '\\':
			b = append(b, '\\', x)
		case x == '\n':
			b = append(b, '\\', 'n')
		case x < 0x20 || x == 0x7f:
			b = append(b, '\\', 'u', '0', '0', digits[x>>4], digits[x&0x0f])
		case x < utf8.RuneSelf:
			b = append(b, x)
		default:
			r, n := utf8.DecodeRuneInString(s[i:])
			b = utf8.AppendRune(b, r)
			i += n
			continue
		}
		i++
	}
	return append(b, '"')
}
