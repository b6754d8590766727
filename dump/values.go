package dump

import (
	"encoding/hex"
	"fmt"
	"strconv"
	"unsafe"

	"github.com/osi-go/osi"
)

// number writes v.
func (w *writer) number(name string, at int, v int64) {
	if w.value(name, at) {
		w.b = strconv.AppendInt(w.b, v, 10)
		w.end(name, at)
	}
}

// optNumber writes v if it is present.
func optNumber[T ~uint8 | ~uint16 | ~uint32 | ~int64](w *writer, name string, at int, v osi.Opt[T]) {
	if v.Present {
		w.number(name, at, int64(v.Value))
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

// optWord writes the name of v if it is present.
func optWord[T fmt.Stringer](w *writer, name string, at int, v osi.Opt[T]) {
	if v.Present {
		w.word(name, at, v.Value.String())
	}
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

// optSet writes the names of the bits of v if it is present.
func optSet[T bitSet](w *writer, name string, at int, v osi.Opt[T], names *setNames) {
	if v.Present {
		w.set(name, at, uint64(v.Value), names)
	}
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
	at := w.at(s)
	switch {
	case s == nil:
	case len(s) == 0 && !w.json:
		w.word(name, at, empty)
	case isText(s):
		w.word(name, at, unsafe.String(unsafe.SliceData(s), len(s)))
	case w.value(name, at):
		w.quote()
		w.b = hex.AppendEncode(append(w.b, '0', 'x'), s)
		w.quote()
		w.end(name, at)
	}
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

// at returns where s, which a decoder took from the PDU, lies in it; noOffset when it is a copy.
func (w *writer) at(s []byte) int {
	if len(s) == 0 {
		return noOffset
	}
	at := uintptr(unsafe.Pointer(unsafe.SliceData(s)))
	base := uintptr(unsafe.Pointer(unsafe.SliceData(w.pdu)))
	if at < base || at-base > uintptr(len(w.pdu)) {
		return noOffset
	}
	return int(at - base)
}
