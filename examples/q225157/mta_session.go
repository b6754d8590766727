package main

import "slices"

// A unit is a PGI unit or PI unit that an SPDU may have, X.225 8.3.
type unit struct {
	code     byte
	min, max int
	must     bool
	inner    []unit
}

// An spdu is one as the tables of X.225 describe it, and once it is read, with its values.
type spdu struct {
	name     string
	category int
	opener   string // of category 2: GT or PT
	needs    uint16 // functional units
	info     bool   // has a user information field
	units    []unit
	values   []value
}

type value struct {
	code   byte
	octets []byte
}

func (p *spdu) value(code byte) []byte {
	for i := range p.values {
		if v := &p.values[i]; v.code == code && len(v.octets) > 0 { // an empty one counts as absent, 8.2.6
			return v.octets
		}
	}
	return nil
}

func may(code byte, least, most int) unit { return unit{code: code, min: least, max: most} }
func must(code byte, most int) unit       { return unit{code: code, min: 1, max: most, must: true} }

// The units of version 1. User Data is limited to 512 octets there, and an Enclosure Item is for
// segments, which are never agreed on here.
var (
	userData   = may(193, 1, 512)
	serial     = must(42, 6)
	reason     = may(50, 1, 1)
	leave      = may(17, 1, 1)
	token      = may(16, 1, 1)
	references = []unit{may(9, 1, 64), may(10, 1, 64), may(11, 1, 64), may(12, 1, 4)}
	linking    = slices.Concat(references, []unit{must(41, 6), serial})
	agreement  = unit{code: 5, inner: []unit{may(19, 1, 1), may(21, 4, 4), may(22, 1, 1), may(23, 1, 6), may(26, 1, 1), may(55, 1, 6), may(56, 1, 1), may(57, 1, 64), may(58, 1, 64)}}
	calling2   = unit{code: 1, inner: references[1:]}
	called2    = unit{code: 1, inner: []unit{references[0], references[2], references[3]}}
)

// The SPDUs of version 1 that X.400 needs: first of a TSDU, and second.
var (
	first = map[byte]spdu{
		1:  {name: "GT", units: []unit{token}},
		2:  {name: "PT", units: []unit{token, userData}},
		9:  {name: "FN", category: 1, units: []unit{leave, userData}},
		10: {name: "DN", category: 1, units: []unit{userData}},
		12: {name: "RF", category: 1, units: []unit{called2, leave, may(20, 2, 2), may(22, 1, 1), may(50, 1, 513)}},
		13: {name: "CN", category: 1, units: []unit{calling2, agreement, may(20, 2, 2), may(51, 1, 16), may(52, 1, 16), userData}},
		14: {name: "AC", category: 1, units: []unit{called2, agreement, token, may(20, 2, 2), may(51, 1, 16), may(52, 1, 16), userData}},
		21: {name: "GTC", category: 1, needs: activities},
		22: {name: "GTA", category: 1, needs: activities},
		25: {name: "AB", category: 1, units: []unit{must(17, 1), may(49, 1, 9), may(193, 1, 9)}},
		26: {name: "AA", category: 1},
	}
	second = map[byte]spdu{
		0:  {name: "ER", category: 2, opener: "PT", needs: exceptions, units: []unit{must(49, 65531)}},
		1:  {name: "DT", category: 2, opener: "GT", info: true},
		25: {name: "AI", category: 2, opener: "GT", needs: activities, units: []unit{reason}},
		26: {name: "AIA", category: 2, opener: "PT", needs: activities},
		29: {name: "AR", category: 2, opener: "GT", needs: activities, units: []unit{{code: 33, must: true, inner: linking}, must(41, 6), userData}},
		41: {name: "AE", category: 2, opener: "GT", needs: activities, units: []unit{serial, userData}},
		42: {name: "AEA", category: 2, opener: "PT", needs: activities, units: []unit{serial, userData}},
		45: {name: "AS", category: 2, opener: "GT", needs: activities, units: []unit{must(41, 6), userData}},
		48: {name: "ED", category: 2, opener: "PT", needs: exceptions, units: []unit{must(50, 1), userData}},
		49: {name: "MIP", category: 2, opener: "GT", needs: minorSync, units: []unit{may(15, 1, 1), serial, userData}},
		50: {name: "MIA", category: 2, opener: "PT", needs: minorSync, units: []unit{serial, may(46, 1, 512)}},
		57: {name: "AD", category: 2, opener: "GT", needs: activities, units: []unit{reason}},
		58: {name: "ADA", category: 2, opener: "PT", needs: activities},
	}
)

// length reads a length indicator, X.225 8.2.5: one octet to 254, three from 255.
func length(b []byte) (n int, rest []byte, ok bool) {
	switch {
	case len(b) < 1:
		return 0, nil, false
	case b[0] < 255:
		n, rest = int(b[0]), b[1:]
	case len(b) < 3 || b[1] == 0 && b[2] < 255:
		return 0, nil, false
	default:
		n, rest = int(b[1])<<8|int(b[2]), b[3:]
	}
	return n, rest, n <= len(rest)
}

func readSPDU(b []byte, known map[byte]spdu) (p spdu, rest []byte) {
	if len(b) == 0 {
		panic(stop("SPDU: none"))
	}
	p, ok := known[b[0]]
	if !ok {
		panic(stop("SPDU: identifier"))
	}
	n, rest, ok := length(b[1:])
	if !ok {
		panic(stop(p.name + ": length indicator"))
	}
	p.read(rest[:n], p.units)
	rest = rest[n:]
	if p.info {
		if len(rest) == 0 {
			panic(stop(p.name + ": no user information"))
		}
		rest = nil
	}
	return p, rest
}

// read takes the units of one level: each at most once, in the order of their codes, 8.2.6.
func (p *spdu) read(b []byte, known []unit) {
	last, seen := -1, 0
	for len(b) > 0 {
		n, rest, ok := length(b[1:])
		if !ok {
			panic(stop(p.name + ": unit length"))
		}
		code, v := b[0], rest[:n]
		if int(code) <= last {
			panic(stop(p.name + ": order of units"))
		}
		last, b = int(code), rest[n:]
		at := slices.IndexFunc(known, func(u unit) bool { return u.code == code })
		if at < 0 {
			if standard(code) {
				panic(stop(p.name + ": unit of another SPDU"))
			}
			continue // ignored, A.4.3.1.1
		}
		u := &known[at]
		if u.inner != nil {
			p.read(v, u.inner)
		} else if len(v) > u.max || len(v) < u.min && (len(v) > 0 || u.must) || len(v) > 0 && !p.valid(code, v) {
			panic(stop(p.name + ": unit value"))
		}
		if u.must {
			seen |= 1 << at
		}
		p.values = append(p.values, value{code, v})
	}
	for i := range known {
		if known[i].must && seen&(1<<i) == 0 {
			panic(stop(p.name + ": mandatory unit missing"))
		}
	}
}

// standard reports whether X.225 8.3 has the code.
func standard(code byte) bool {
	return slices.Contains([]byte{1, 5, 9, 10, 11, 12, 15, 16, 17, 33, 41, 42, 46, 60, 193, 194}, code) || code >= 19 && code <= 27 || code >= 49 && code <= 58
}

// valid checks the values that are no free octets.
func (p *spdu) valid(code byte, v []byte) bool {
	switch code {
	case 23, 42, 55, 57, 58: // serial numbers
		return !slices.ContainsFunc(v, func(c byte) bool { return c < '0' || c > '9' })
	case 50:
		if p.name == "RF" {
			return (v[0] < 3 || v[0] >= 129 && v[0] <= 134) && (len(v) == 1 || v[0] == 2)
		}
		return slices.Contains([]byte{0, 1, 3, 5, 6, 128}, v[0])
	}
	return true
}

// aborted checks what an AB brings, 8.3.9.
func aborted(p *spdu) {
	why := p.value(17)[0]
	if p.value(49) != nil && why&4 == 0 || p.value(193) != nil && why&2 == 0 {
		panic(stop("AB: not with this Transport Disconnect"))
	}
	if p.value(193) != nil {
		reasons(p.value(193), 2)
	}
}

func refused(p *spdu) {
	if v := p.value(50); len(v) > 1 {
		reasons(v[1:], 1)
	}
}
