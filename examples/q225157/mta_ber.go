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
func elements(b []byte, depth int, endless bool) (list []element, rest []byte, err error) {
	if depth > deepest {
		return nil, nil, stop("BER: nesting")
	}
	for len(b) > 0 {
		if endless && len(b) >= 2 && b[0] == 0 && b[1] == 0 {
			return list, b[2:], nil
		}
		e := element{id: b[0]}
		at := 1
		switch e.id {
		case 0:
			return nil, nil, stop("BER: end-of-contents")
		case 0x21, 0x22, 0x25, 0x26, 0x29, 0x2a, 0x2d: // BOOLEAN, INTEGER, NULL, OBJECT IDENTIFIER, REAL, ENUMERATED, RELATIVE-OID
			return nil, nil, stop("BER: constructed")
		case 0x08, 0x0b, 0x10, 0x11, 0x1d: // EXTERNAL, EMBEDDED PDV, SEQUENCE, SET, CHARACTER STRING
			return nil, nil, stop("BER: primitive")
		}
		if e.id&0x1f == 0x1f {
			for at < len(b) && b[at]&0x80 != 0 {
				at++
			}
			at++
		}
		if at >= len(b) {
			return nil, nil, stop("BER: identifier")
		}
		n := int(b[at])
		at++
		switch {
		case n == 0x80:
			if e.id&0x20 == 0 {
				return nil, nil, stop("BER: indefinite length")
			}
			_, rest, err := elements(b[at:], depth+1, true)
			if err != nil {
				return nil, nil, err
			}
			e.contents, b = b[at:len(b)-len(rest)-2], rest
			list = append(list, e)
			continue
		case n > 0x80:
			octets := n & 0x7f
			if n == 0xff || octets > len(b)-at {
				return nil, nil, stop("BER: length")
			}
			n = 0
			for _, c := range b[at : at+octets] {
				if n = n<<8 | int(c); n > len(b) {
					return nil, nil, stop("BER: length")
				}
			}
			at += octets
		}
		if n > len(b)-at {
			return nil, nil, stop("BER: length")
		}
		e.contents, b = b[at:at+n], b[at+n:]
		if e.id&0x20 != 0 {
			if _, _, err := elements(e.contents, depth+1, false); err != nil {
				return nil, nil, err
			}
		}
		list = append(list, e)
	}
	if endless {
		return nil, nil, stop("BER: no end-of-contents")
	}
	return list, nil, nil
}

// set reads the elements of a SET or SEQUENCE, each of a known identifier and at most once.
func set(b []byte, ids ...byte) (map[byte][]byte, error) {
	list, _, err := elements(b, 0, false)
	if err != nil {
		return nil, err
	}
	found := map[byte][]byte{}
	for _, e := range list {
		if _, twice := found[e.id]; twice || !slices.Contains(ids, e.id) {
			return nil, stop("BER: component")
		}
		found[e.id] = e.contents
	}
	return found, nil
}

// one reads b as exactly one element with that identifier.
func one(b []byte, id byte) ([]byte, error) {
	found, err := set(b, id)
	if err == nil && found[id] == nil {
		err = stop("BER: missing")
	}
	return found[id], err
}

// integer reports whether v, if present, is an INTEGER from 0 to most.
func integer(v []byte, most int) bool {
	if v == nil {
		return true
	}
	if len(v) == 0 || len(v) > 4 || v[0] > 0x7f || len(v) > 1 && v[0] == 0 && v[1] < 0x80 {
		return false
	}
	n := 0
	for _, c := range v {
		n = n<<8 | int(c)
	}
	return n <= most
}

// minimal reports whether v may be the contents of an INTEGER: X.690 8.3.2.
func minimal(v []byte) bool {
	return len(v) == 1 || len(v) > 1 && (v[0] != 0 || v[1] >= 0x80) && (v[0] != 0xff || v[1] < 0x80)
}

// x410 reads what SPDU name carries in X.410-1984 mode: CP, CPA, CPR or ARU with the parameters of
// RTSE, X.226 8.2 and X.228.
func x410(name string, b []byte) error {
	v, err := one(b, 0x31)
	if err != nil {
		return err
	}
	if name == "AB" || name == "RF" {
		return reasons(v)
	}
	p, err := set(v, 0xa0, 0xa1)
	if err != nil {
		return err
	}
	if p[0xa0] == nil || p[0xa1] == nil {
		return stop(name + ": mode or parameters missing")
	}
	mode, err := one(p[0xa0], 0x80)
	if err != nil || len(mode) != 1 || mode[0] != 0 {
		return stop(name + ": mode")
	}
	data, known := byte(0xa3), []byte{0x80, 0x81, 0x82, 0xa3, 0x84}
	if name == "AC" {
		data, known = 0xa2, []byte{0x80, 0x81, 0xa2}
	}
	r, err := set(p[0xa1], known...)
	if err != nil {
		return err
	}
	if !integer(r[0x80], 1<<31-1) || !integer(r[0x81], 1<<31-1) || string(r[0x81]) == "\x00" /* no window */ || !integer(r[0x82], 1) || !integer(r[0x84], 1<<31-1) {
		return stop(name + ": RTSE parameter")
	}
	return connectionData(name, r[data])
}

// connectionData is open with one value, or recover with a session connection identifier.
func connectionData(name string, b []byte) error {
	choice, _, err := elements(b, 0, false)
	if err != nil {
		return err
	}
	if len(choice) != 1 {
		return stop(name + ": ConnectionData")
	}
	switch choice[0].id {
	case 0xa0:
		open, _, err := elements(choice[0].contents, 0, false)
		if err == nil && len(open) != 1 {
			err = stop(name + ": open")
		}
		return err
	case 0xa1:
		id, err := set(choice[0].contents, 0x14, 0x17, 0x80)
		if err == nil && (id[0x14] == nil || id[0x17] == nil) {
			err = stop(name + ": recover")
		}
		return err
	}
	return stop(name + ": ConnectionData")
}

// reasons is the SET of RTAB and RTORJ.
func reasons(b []byte) error {
	p, err := set(b, 0x80, 0x81)
	if err != nil {
		return err
	}
	// A reason that has no name ends the connection as well as any.
	if bits := p[0x81]; p[0x80] != nil && !minimal(p[0x80]) || bits != nil && (len(bits) == 0 || bits[0] > 7 || len(bits) == 1 && bits[0] > 0) {
		return stop("RTAB or RTORJ: parameter")
	}
	return nil
}

// priority reports whether b is an RTTP: one INTEGER.
func priority(b []byte) bool {
	v, err := one(b, 0x02)
	return err == nil && integer(v, 1<<31-1)
}
