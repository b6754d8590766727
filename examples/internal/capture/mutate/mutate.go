package mutate

import (
	"bytes"
	"encoding/binary"
	"slices"
)

// Edit is the number of octets of one edit of a program: what to do, to which unit (2), where (2),
// and how.
const Edit = 6

// The edits. Those of elements make the lengths around them fit.
const (
	flipBit = iota
	setOctet
	addToOctet
	deleteOctets
	insertOctets
	swapUnits
	dropUnit
	duplicateUnit
	cutUnit
	joinUnits
	splitUnit
	turnUnit
	spliceUnit
	zeroTail
	changeLength
	setInElement
	deleteElement
	duplicateElement
	swapElements
	growElement
	shrinkElement
	graftElement
	reformValue
	edits
)

// An Editor applies programs. Its buffers are used again.
type Editor struct {
	units  []Unit
	list   []element // of the unit that is edited
	theirs []element // of the unit that an element is grafted from
	octets []byte    // of edited units
}

// Apply returns the units of c after program, without changing them; others are where spliced units
// and grafted elements come from. What it returns is valid until the next call.
func (d *Editor) Apply(c *Conversation, program []byte, others []Conversation) []Unit {
	d.units, d.octets = append(d.units[:0], c.Units...), d.octets[:0]
	for len(program) >= Edit && len(d.units) > 0 {
		d.units = d.apply(d.units, c.Shape, program[:Edit], others)
		program = program[Edit:]
	}
	return d.units
}

// room returns an empty slice that n octets may be appended to.
func (d *Editor) room(n int) []byte {
	at := len(d.octets)
	if n > cap(d.octets)-at {
		d.octets, at = make([]byte, 0, max(n, 64<<10)), 0
	}
	d.octets = d.octets[:at+n]
	return d.octets[at : at : at+n]
}

func (d *Editor) apply(units []Unit, s Shape, e []byte, others []Conversation) []Unit {
	i := int(binary.BigEndian.Uint16(e[1:])) % len(units)
	at, how := int(binary.BigEndian.Uint16(e[3:])), e[5]
	u := &units[i]
	if len(u.Octets) == 0 {
		return units
	}
	b := append(d.room(len(u.Octets)+16), u.Octets...) // 16 may be inserted
	pos := at % len(b)
	n := int(how&15) + 1
	switch e[0] % edits {
	case flipBit:
		b[pos] ^= 1 << (how & 7)
	case setOctet:
		b[pos] = how
	case addToOctet:
		b[pos] += how
	case deleteOctets:
		b = slices.Delete(b, pos, min(pos+n, len(b)))
	case insertOctets:
		b = slices.Insert(b, pos, bytes.Repeat([]byte{how}, n)...)
	case swapUnits:
		j := (i + n) % len(units)
		units[i], units[j] = units[j], units[i]
		return units
	case dropUnit:
		return slices.Delete(units, i, i+1)
	case duplicateUnit:
		return slices.Insert(units, i, *u)
	case cutUnit: // and the frame says so
		b = fitted(b[:max(pos, min(4, len(b)))], s)
	case joinUnits:
		if i+1 < len(units) && len(units[i+1].Octets) > 4 {
			b = fitted(append(b, units[i+1].Octets[4:]...), s)
		}
	case splitUnit:
		if pos > 4 {
			rest := fitted(append(bytes.Clone(b[:4]), b[pos:]...), s)
			u.Octets = fitted(b[:pos], s)
			return slices.Insert(units, i+1, Unit{u.From, rest})
		}
	case turnUnit:
		u.From ^= 1
	case spliceUnit:
		from := others[at%len(others)]
		if from.Shape == s {
			return slices.Insert(units, i, from.Units[int(how)%len(from.Units)])
		}
	case zeroTail: // a buffer of which not all was filled
		clear(b[pos:])
	default:
		b = d.changed(b, s, e, others)
	}
	u.Octets = b
	return units
}

// changed does an edit of an element.
func (d *Editor) changed(b []byte, s Shape, e []byte, others []Conversation) []byte {
	edit, at, value, how := e[0]%edits, int(binary.BigEndian.Uint16(e[3:])), e[3], e[5]
	list := elements(d.list[:0], b, s)
	d.list = list
	switch {
	case len(list) < 2:
		return b
	case edit == reformValue:
		return d.reformed(b, at, how, list)
	}
	k := 1 + at%(len(list)-1)
	x := list[k]
	whole := b[x.start:x.end]
	switch edit {
	case changeLength:
		b[x.field+x.width-1] += how
	case setInElement:
		if x.end > x.content {
			b[x.content+int(how)%(x.end-x.content)] = value
		}
	case deleteElement:
		return d.replace(b, x.start, x.end, nil, x.start, x.end, list)
	case duplicateElement:
		return d.replace(b, x.start, x.start, whole, x.start, x.end, list)
	case swapElements:
		for _, y := range list[k+1:] {
			if y.start == x.end {
				both := append(bytes.Clone(b[y.start:y.end]), whole...)
				return d.replace(b, x.start, y.end, both, x.start, y.end, list)
			}
		}
	case growElement:
		return d.replace(b, x.end, x.end, bytes.Repeat([]byte{value}, int(how)%20+1), x.content, x.end, list)
	case shrinkElement:
		n := min(int(how)%20+1, x.end-x.content)
		return d.replace(b, x.end-n, x.end, nil, x.content, x.end, list)
	case graftElement:
		from := others[int(how)%len(others)]
		g := from.Units[at%len(from.Units)].Octets
		if d.theirs = elements(d.theirs[:0], g, from.Shape); len(d.theirs) > 1 {
			y := d.theirs[1+(at>>4)%(len(d.theirs)-1)]
			return d.replace(b, x.start, x.end, g[y.start:y.end], x.start, x.end, list)
		}
	}
	return b
}

// reformed gives the value of a PDV-list or EXTERNAL another form: single-ASN1-type, octet-aligned,
// arbitrary, several of them, or simple encoding in place of the user data.
func (d *Editor) reformed(b []byte, at int, how byte, list []element) []byte {
	var values, full []element
	for i, x := range list {
		switch {
		case b[x.start] == 0x61:
			full = append(full, x)
		case i > 0 && (b[x.start] == 0xa0 || b[x.start] == 0x81 || b[x.start] == 0x82) && (b[list[i-1].start] == 2 || b[list[i-1].start] == 6):
			values = append(values, x)
		}
	}
	if len(values) == 0 {
		return b
	}
	x := values[at%len(values)]
	content := bytes.Clone(b[x.content:x.end])
	if b[x.start] == 0x82 && len(content) > 0 {
		content = content[1:]
	}
	switch how & 7 {
	case 0, 1:
		b[x.start] = 0xa0
		return b
	case 2, 3:
		b[x.start] = 0x81
		return b
	case 4, 5: // most have whole octets
		b[x.start] = 0x82
		unused := how >> 3 & 7
		if how&0x40 == 0 {
			unused = 0
		}
		return d.replace(b, x.content, x.content, []byte{unused}, x.content, x.end, list)
	case 6:
		b[x.start] = 0x81
		return d.replace(b, x.content, x.end, append(content, content...), x.content, x.end, list)
	}
	for _, f := range full {
		if f.content <= x.start && x.end <= f.end {
			return d.replace(b, f.start, f.end, content, f.start, f.end, list)
		}
	}
	return b
}

// fitted makes the length of the frame fit.
func fitted(b []byte, s Shape) []byte {
	if len(b) < 4 || s != TPKT && s != XOT {
		return b
	}
	n := len(b)
	if s == XOT {
		n -= 4
	}
	binary.BigEndian.PutUint16(b[2:], uint16(n)) //nolint:gosec // what does not fit is another fault
	return b
}
