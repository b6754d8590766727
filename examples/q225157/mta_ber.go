package main

import "slices"

// An element is one of BER, X.690.
type element struct {
	id       byte
	contents []byte
}

// deepest is how deep elements may be nested.
const deepest = 30

// elements reads b as elements, each to its innermost one. If endless, they end with
// end-of-contents octets, and rest follows.
func elements(b []byte, depth int, endless bool) (list []element, rest []byte) {
	if depth > deepest {
		panic(stop("BER: nesting"))
	}
	for len(b) > 0 {
		if endless && len(b) >= 2 && b[0] == 0 && b[1] == 0 {
			return list, b[2:]
		}
		e := element{id: b[0]}
		at := 1
		switch e.id {
		case 0:
			panic(stop("BER: end-of-contents"))
		case 0x21, 0x22, 0x25, 0x26, 0x29, 0x2a, 0x2d: // BOOLEAN, INTEGER, NULL, OBJECT IDENTIFIER, REAL, ENUMERATED, RELATIVE-OID
			panic(stop("BER: constructed"))
		case 0x08, 0x0b, 0x10, 0x11, 0x1d: // EXTERNAL, EMBEDDED PDV, SEQUENCE, SET, CHARACTER STRING
			panic(stop("BER: primitive"))
		}
		if e.id&0x1f == 0x1f {
			for at < len(b) && b[at]&0x80 != 0 {
				at++
			}
			at++
		}
		if at >= len(b) {
			panic(stop("BER: identifier"))
		}
		n := int(b[at])
		at++
		switch {
		case n == 0x80:
			if e.id&0x20 == 0 {
				panic(stop("BER: indefinite length"))
			}
			_, rest := elements(b[at:], depth+1, true)
			e.contents, b = b[at:len(b)-len(rest)-2], rest
			list = append(list, e)
			continue
		case n > 0x80:
			octets := n & 0x7f
			if n == 0xff || octets > len(b)-at {
				panic(stop("BER: length"))
			}
			n = 0
			for _, c := range b[at : at+octets] {
				if n = n<<8 | int(c); n > len(b) {
					panic(stop("BER: length"))
				}
			}
			at += octets
		}
		if n > len(b)-at {
			panic(stop("BER: length"))
		}
		e.contents, b = b[at:at+n], b[at+n:]
		if e.id&0x20 != 0 {
			elements(e.contents, depth+1, false)
		}
		list = append(list, e)
	}
	if endless {
		panic(stop("BER: no end-of-contents"))
	}
	return list, nil
}

// set reads the elements of a SET or SEQUENCE, each of a known identifier and at most once.
func set(b []byte, ids ...byte) map[byte][]byte {
	found := map[byte][]byte{}
	list, _ := elements(b, 0, false)
	for _, e := range list {
		if _, twice := found[e.id]; twice || !slices.Contains(ids, e.id) {
			panic(stop("BER: component"))
		}
		found[e.id] = e.contents
	}
	return found
}

// rtseSet reads a SET of RTSE: elements of a known identifier at most once. What X.228 does not
// define is ignored, 7.10; it defines the context-specific tags up to [last].
func rtseSet(b []byte, last byte, ids ...byte) map[byte][]byte {
	found := map[byte][]byte{}
	list, _ := elements(b, 0, false)
	for _, e := range list {
		_, twice := found[e.id]
		switch {
		case slices.Contains(ids, e.id) && !twice:
			found[e.id] = e.contents
		case e.id&0xc0 == 0x80 && e.id&0x1f <= last:
			panic(stop("BER: component"))
		}
	}
	return found
}

// one reads b as exactly one element with that identifier.
func one(b []byte, id byte) []byte {
	v := set(b, id)[id]
	if v == nil {
		panic(stop("BER: missing"))
	}
	return v
}

// integer reports whether v, if present, is an INTEGER from 0 to most.
func integer(v []byte, most int) bool {
	if v == nil {
		return true
	}
	if len(v) == 0 || len(v) > 4 || v[0] > 0x7f || len(v) > 1 && v[0] == 0 && v[1] < 0x80 {
		return false
	}
	return number(v, 0) <= most
}

// minimal reports whether v may be the contents of an INTEGER: X.690 8.3.2.
func minimal(v []byte) bool {
	return len(v) == 1 || len(v) > 1 && (v[0] != 0 || v[1] >= 0x80) && (v[0] != 0xff || v[1] < 0x80)
}

// sizes are those that RTSE negotiates.
type sizes struct{ checkpoint, window int }

// x410 reads what CN or AC, called name, carries in X.410-1984 mode: CP or CPA with the parameters
// of RTSE, X.226 8.2 and X.228.
func x410(name string, b []byte) sizes {
	v := one(b, 0x31)
	p := set(v, 0xa0, 0xa1)
	if p[0xa0] == nil || p[0xa1] == nil {
		panic(stop(name + ": mode or parameters missing"))
	}
	if mode := one(p[0xa0], 0x80); len(mode) != 1 || mode[0] != 0 {
		panic(stop(name + ": mode"))
	}
	data, last, known := byte(0xa3), byte(4), []byte{0x80, 0x81, 0x82, 0xa3, 0x84}
	if name == "AC" {
		data, last, known = 0xa2, 2, []byte{0x80, 0x81, 0xa2}
	}
	r := rtseSet(p[0xa1], last, known...)
	if !integer(r[0x80], 1<<31-1) || !integer(r[0x81], 1<<31-1) || string(r[0x81]) == "\x00" /* no window */ || !integer(r[0x82], 1) || !integer(r[0x84], 1<<31-1) {
		panic(stop(name + ": RTSE parameter"))
	}
	connectionData(name, r[data])
	return sizes{number(r[0x80], 0), number(r[0x81], 3)}
}

// number returns the value of an INTEGER that is not negative, or that of one that is absent.
func number(v []byte, absent int) int {
	if v == nil {
		return absent
	}
	n := 0
	for _, c := range v {
		n = n<<8 | int(c)
	}
	return n
}

// connectionData is open with one value or a NULL for none, or recover with a session connection
// identifier.
func connectionData(name string, b []byte) {
	choice, _ := elements(b, 0, false)
	if len(choice) != 1 {
		panic(stop(name + ": ConnectionData"))
	}
	switch choice[0].id {
	case 0x80:
		if len(choice[0].contents) > 0 {
			panic(stop(name + ": open"))
		}
	case 0xa0:
		if open, _ := elements(choice[0].contents, 0, false); len(open) != 1 {
			panic(stop(name + ": open"))
		}
	case 0xa1:
		if id := set(choice[0].contents, 0x14, 0x17, 0x80); id[0x14] == nil || id[0x17] == nil {
			panic(stop(name + ": recover"))
		}
	default:
		panic(stop(name + ": ConnectionData"))
	}
}

// reasons is the SET of RTAB and RTORJ, an ARU or CPR in X.410-1984 mode.
func reasons(b []byte, last byte) {
	p := rtseSet(one(b, 0x31), last, 0x80, 0x81)
	// A reason that has no name ends the connection as well as any.
	if bits := p[0x81]; p[0x80] != nil && !minimal(p[0x80]) || bits != nil && (len(bits) == 0 || bits[0] > 7 || len(bits) == 1 && bits[0] > 0) {
		panic(stop("RTAB or RTORJ: parameter"))
	}
}
