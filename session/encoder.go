package session

import (
	"github.com/osi-go/osi"
	"github.com/osi-go/osi/internal/octets"
)

// An encoder appends one SPDU. It writes what it is told, in the order of the
// calls, with the ignored units in between; finish then reads the result as
// a decoder would, so that no SPDU leaves that a strict peer must refuse.
type encoder struct {
	in    []byte // what the SPDU is appended to
	b     []byte
	start int // of the SPDU
	at    int // of the PGI unit being written; 0 outside one
	t     Type
	group UnitCode
	c     Common   // of the SPDU; a copy, since a stored pointer would count as escaping
	next  int      // of c.Ignored
	d     *Decoder // how many digits a serial number may have; nil for 6
	err   error
}

// begin begins an SPDU of type t.
func (e *encoder) begin(t Type, b []byte, c *Common) {
	e.t, e.in, e.start, e.c = t, b, len(b), *c
	e.b = append(b, types[t].si, 0)
	if len(c.Ignored) > 0 {
		e.checkIgnored()
	}
}

// checkIgnored refuses units that a decoder would not find in Ignored: those that have a meaning in
// the SPDU.
func (e *encoder) checkIgnored() {
	for i := range e.c.Ignored {
		u := &e.c.Ignored[i]
		p := parOf(u.Code)
		if u.Known(e.t) && (len(u.Value) > 0 || parameters[p].min == 0 && !isGroup(p)) {
			e.fail(ruleIgnored, 0, int(u.Code), 0)
		}
	}
}

// fail keeps the first error. The offset counts from the SPDU.
func (e *encoder) fail(r *osi.Rule, off, got, want int) {
	if e.err == nil {
		e.err = fail(r, e.t, off, got, want)
	}
}

// unit appends the unit of p, unless v is nil.
func (e *encoder) unit(p par, v []byte) {
	if v == nil {
		return
	}
	code := parameters[p].code
	e.before(code)
	if len(v) == 0 && parameters[p].min > 0 { // would mean that it is absent, 8.2.6
		e.fail(ruleValueLength, len(e.b)+1-e.start, 0, int(parameters[p].min))
	}
	e.raw(code, v)
}

func (e *encoder) raw(code UnitCode, v []byte) {
	b, ok := octets.AppendLI(append(e.b, byte(code)), len(v))
	if !ok {
		e.fail(ruleValueLength, len(e.b)+1-e.start, len(v), octets.MaxLI)
	}
	e.b = append(b, v...)
}

// octet appends the one-octet unit of p.
func (e *encoder) octet(p par, v uint8) {
	code := parameters[p].code
	e.before(code)
	e.reserved(p, uint16(v))
	e.b = append(e.b, byte(code), 1, v)
}

// reserved refuses reserved bits that are not zero, 8.2.7, in the value of p that is about to be
// appended.
func (e *encoder) reserved(p par, v uint16) {
	if v&^bitsOf(e.t, p) != 0 {
		e.fail(ruleReserved, len(e.b)+2-e.start, int(v), 0)
	}
}

// appendOptional appends the one-octet unit of p, unless v is absent.
func appendOptional[T ~uint8](e *encoder, p par, v osi.Opt[T]) {
	if v.Present {
		e.octet(p, uint8(v.Value))
	}
}

// requirements appends the Session User Requirements, unless u is absent.
func (e *encoder) requirements(u osi.Opt[FunctionalUnits]) {
	if !u.Present {
		return
	}
	e.before(parameters[parRequirements].code)
	e.reserved(parRequirements, uint16(u.Value))
	e.b = append(e.b, byte(parameters[parRequirements].code), 2)
	e.b = octets.AppendUint(e.b, uint64(u.Value), 2)
}

func (e *encoder) nonzero(p par, v uint8) {
	if v != 0 {
		e.octet(p, v)
	}
}

func (e *encoder) enclosure() {
	if v := e.c.Enclosure; v != EnclosureNone { // which no octet stands for
		e.octet(parEnclosure, uint8(v-EnclosureMiddle))
	}
}

// before appends the ignored units of this level that precede code.
func (e *encoder) before(code UnitCode) {
	for e.next < len(e.c.Ignored) {
		u := &e.c.Ignored[e.next]
		if u.Group != e.group || u.Code > code {
			return
		}
		e.next++
		e.raw(u.Code, u.Value)
	}
}

// pending reports whether an ignored unit stands for p at this level: an empty one.
func (e *encoder) pending(p par) bool {
	for _, u := range e.c.Ignored[e.next:] {
		if u.Group == e.group && u.Code == parameters[p].code {
			return true
		}
	}
	return false
}

// open begins the PGI unit of p; has says whether a PI unit will follow. ok is false when there is
// nothing to put into it.
func (e *encoder) open(p par, has bool) (ok bool) {
	code := parameters[p].code
	e.before(code)
	if !has && (e.next >= len(e.c.Ignored) || e.c.Ignored[e.next].Group != code) {
		return false
	}
	e.at, e.group = len(e.b), code
	e.b = append(e.b, byte(code), 0)
	return true
}

// close ends the PGI unit.
func (e *encoder) close() {
	e.before(255)
	e.group = 0
	e.length(e.at + 1)
}

// length sets the length indicator whose first octet is at i to what follows it.
func (e *encoder) length(i int) {
	e.setLength(i, len(e.b)-i-1)
}

// setLength sets the length indicator at i to n and makes room for it.
func (e *encoder) setLength(i, n int) {
	var li [3]byte
	v, ok := octets.AppendLI(li[:0], n)
	if !ok {
		e.fail(ruleSPDULength, i-e.start, n, octets.MaxLI)
	}
	if len(v) == 3 {
		e.b = append(e.b, 0, 0)
		copy(e.b[i+3:], e.b[i+1:])
	}
	copy(e.b[i:], v)
}

// finish appends what is left: PI 62, data in the unit of p (behind the parameter field for
// parNone), and unknown units. It sets the length before it copies the data, and checks the result
// with f, the SPDU's own fault.
func (e *encoder) finish(p par, data []byte, f fault) ([]byte, error) {
	appendOptional(e, parNested, e.c.Nested)
	code := UnitCode(255)
	if p != parNone && data != nil {
		code = parameters[p].code
	}
	e.before(code)
	n := len(e.b) - e.start - 2
	if p != parNone && data != nil {
		n += 1 + liSize(len(data)) + len(data)
	}
	for _, u := range e.c.Ignored[e.next:] {
		n += 1 + liSize(len(u.Value)) + len(u.Value)
	}
	e.setLength(e.start+1, n)
	if e.err == nil && p != parNone && data != nil {
		e.raw(code, data)
	}
	for i := range e.c.Ignored[e.next:] {
		u := &e.c.Ignored[e.next+i]
		if u.Group != 0 { // its group has been written, or is not
			e.fail(ruleIgnored, 0, int(u.Code), 0)
		}
		e.raw(u.Code, u.Value)
	}
	if p == parNone {
		e.b = append(e.b, data...)
	}
	if e.err == nil {
		e.err = e.verify(f)
	}
	if e.err != nil {
		return e.in, e.err
	}
	return e.b, nil
}

// verify reads the SPDU as a decoder does.
func (e *encoder) verify(f fault) error {
	var c Common
	w := walker{check: true}
	w.start(e.t, e.b[e.start:], e.d, &c)
	for w.next(&c) {
	}
	c.Enclosure, c.UserData = e.c.Enclosure, e.c.UserData
	return w.finish(&c, f)
}
