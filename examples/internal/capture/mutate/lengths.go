package mutate

import "encoding/binary"

// An element is something with a length: a TPKT, an SPDU, a parameter, a BER element.
type element struct {
	start, end int
	field      int  // where the length field is
	width      int  // of it: 1, or 2 behind an octet that says so; 0 when there is none
	bias       int  // what the field counts beside content
	content    int  // where the content begins
	plain      bool // the field may be 128 to 254, too: of a length indicator
}

// elements appends the elements of a unit to list, which is empty, the outer ones first: first of
// all the unit, of which a TPKT and an XOT frame have a length field.
func elements(list []element, b []byte, s Shape) []element {
	if len(b) < 4 {
		return list
	}
	frame := element{end: len(b)}
	list, at := append(list, frame), 0
	switch s {
	case Plain:
		return list
	case BER:
		return values(b, 0, len(b), list)
	case TSDU:
		return spdus(b, 0, list)
	case TPDU:
	case TPKT:
		frame, at = element{end: len(b), field: 2, width: 2, content: 4, bias: 4}, 4
	case XOT:
		frame, at = element{end: len(b), field: 2, width: 2, content: 4}, 7 // behind a DATA packet's header
	}
	list[0] = frame
	switch {
	case len(b) < at+3:
	case b[at+1] == 0xf0:
		return spdus(b, at+3, list)
	case b[at+1] >= 0xd0 && s != XOT: // a CR or CC has a variable part
		return connection(b, at, list)
	}
	return list
}

// connection adds the parameters of a CR or CC, and the part that its length indicator counts.
func connection(b []byte, at int, list []element) []element {
	head := element{start: at, end: at + 1 + int(b[at]), field: at, width: 1, content: at + 1, plain: true}
	if head.end > len(b) || head.end < at+7 {
		return list
	}
	list = append(list, head)
	for at += 7; at+2 <= head.end; {
		e := element{start: at, end: at + 2 + int(b[at+1]), field: at + 1, width: 1, content: at + 2, plain: true}
		if e.end > head.end {
			return list
		}
		list, at = append(list, e), e.end
	}
	return list
}

// spdus adds the SPDUs of a TSDU and all in them.
func spdus(b []byte, at int, list []element) []element {
	for first := true; at+2 <= len(b); first = false {
		e, ok := unit(b, at, len(b))
		if !ok {
			return list
		}
		list = parameters(b, e.content, e.end, append(list, e))
		if b[at] == 1 && !first || b[at] == 33 { // DT and TD: user information follows
			return values(b, e.end, len(b), list)
		}
		at = e.end
	}
	return list
}

func parameters(b []byte, at, end int, list []element) []element {
	for at+2 <= end {
		e, ok := unit(b, at, end)
		if !ok {
			return list
		}
		list = append(list, e)
		switch b[at] {
		case 1, 5:
			list = parameters(b, e.content, e.end, list)
		case 193, 194:
			list = values(b, e.content, e.end, list)
		}
		at = e.end
	}
	return list
}

// unit is an SI, PGI or PI, its length indicator and value.
func unit(b []byte, at, end int) (element, bool) {
	e := element{start: at, field: at + 1, width: 1, content: at + 2, plain: true}
	if at+2 > end {
		return e, false
	}
	n := int(b[at+1])
	if n == 255 {
		if at+4 > end {
			return e, false
		}
		n, e.field, e.width, e.content = int(binary.BigEndian.Uint16(b[at+2:])), at+2, 2, at+4
	}
	e.end = e.content + n
	return e, e.end <= end
}

// values adds BER elements of definite length, and all in those that are constructed.
func values(b []byte, at, end int, list []element) []element {
	for at+2 <= end {
		e := element{start: at, field: at + 1, width: 1, content: at + 2}
		n := int(b[at+1])
		switch {
		case b[at]&0x1f == 0x1f || n == 0x80 || n > 0x82:
			return list
		case n == 0x81 && at+3 <= end:
			n, e.field, e.content = int(b[at+2]), at+2, at+3
		case n == 0x82 && at+4 <= end:
			n, e.field, e.width, e.content = int(binary.BigEndian.Uint16(b[at+2:])), at+2, 2, at+4
		case n > 0x80:
			return list
		}
		if e.end = e.content + n; e.end > end {
			return list
		}
		list = append(list, e)
		if b[at]&0x20 != 0 {
			list = values(b, e.content, e.end, list)
		}
		at = e.end
	}
	return list
}

// replace puts with in place of b[from:to], and makes the lengths of the elements that have
// b[lo:hi] as content, or a part of it, fit, as far as their fields can say them.
func (d *Editor) replace(b []byte, from, to int, with []byte, lo, hi int, list []element) []byte {
	out := append(append(append(d.room(len(b)+len(with)), b[:from]...), with...), b[to:]...)
	for _, e := range list {
		if lo < e.content || hi > e.end {
			continue
		}
		n := e.end - e.content + e.bias + len(with) - (to - from)
		if e.width == 0 {
			continue
		}
		if e.width == 2 {
			binary.BigEndian.PutUint16(out[e.field:], uint16(n)) //nolint:gosec // what does not fit is another fault
		} else if n < 128 || n < 255 && (e.field != e.start+1 || e.plain) {
			out[e.field] = byte(n) //nolint:gosec // it is less than 255
		}
	}
	return out
}
