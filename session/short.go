package session

import (
	"bytes"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/internal/octets"
)

// A ConnectionSummary is the parameter of SCN and SAC that stands for the parameters of a CN or AC,
// X.225 8.6.1.9.
type ConnectionSummary struct {
	// Context is the Upper-Layer Context Identifier: two octets, not zero, for the restricted form;
	// the BER encoding of an object identifier, 5 to 19 octets, for the global form. nil is no
	// summary, which only an SAC may have.
	Context    []byte
	Parameters []byte // of the Upper-Layer Context Specification; nil is absent
}

func (s *ConnectionSummary) present() bool { return len(s.Context)+len(s.Parameters) > 0 }

func (s *ConnectionSummary) clone() ConnectionSummary {
	return ConnectionSummary{bytes.Clone(s.Context), bytes.Clone(s.Parameters)}
}

// Bits of the first octet, X.225 8.5, and of the presence and length octet, 8.6.1.5.
const (
	indicateParameters = 0x04
	presentNested      = 0x80
	presentBit7        = 0x40
	presentBit6        = 0x20
	contextLength      = 0x0f
)

// indicates reports whether a short form of type t may have parameters behind its first octet.
func (t Type) indicates() bool {
	return t >= TypeSCN && t <= TypeSRF || t == TypeSAB
}

// presents reports whether the parameters of a short form of type t begin with the presence and
// length octet.
func (t Type) presents() bool { return t == TypeSCN || t == TypeSAC || t == TypeSRF }

// A shortReader reads one short form. The first error sticks.
type shortReader struct {
	b   []byte
	off int
	t   Type
	err error

	presented uint8 // the P&L octet
}

func (r *shortReader) fail(rule *osi.Rule, off, got, want int) {
	if r.err == nil {
		r.err = fail(rule, r.t, off, got, want)
	}
}

// open reads the first octet: its two low bits, and whether parameters follow.
func (r *shortReader) open(b []byte) (low uint8, parameters bool) {
	r.b = b
	first, ok := r.octet()
	switch p := first&indicateParameters != 0; {
	case !ok:
	case first&shortMask != types[r.t].si:
		r.fail(ruleSI, 0, int(first), int(types[r.t].si))
	case p && (!r.t.indicates() || len(b) < 2):
		r.fail(ruleShortParameter, 0, int(first), int(first&^indicateParameters))
	default:
		return first & 3, p
	}
	return 0, false
}

func (r *shortReader) octet() (uint8, bool) {
	if r.off >= len(r.b) {
		r.fail(ruleHeader, len(r.b), len(r.b), r.off+1)
		return 0, false
	}
	r.off++
	return r.b[r.off-1], true
}

// rest takes what is left; nil when that is nothing.
func (r *shortReader) rest() []byte {
	v, ok := octets.Span(r.b, r.off, len(r.b))
	if !ok || len(v) == 0 || r.err != nil {
		return nil
	}
	r.off = len(r.b)
	return v
}

// presence reads the P&L octet and the octets it announces, X.225 8.6.1.5 to 8.6.1.7.
func (r *shortReader) presence(c *Common, reserved bool) (v uint8) {
	v, ok := r.octet()
	if ok && v&presentNested != 0 {
		var n uint8
		if n, ok = r.octet(); ok && n == 0 {
			r.fail(ruleNested, r.off-1, 0, 0)
		}
		c.Nested = osi.Some(n)
	}
	for m := uint8(presentBit7); ok && reserved && m >= presentBit6; m >>= 1 {
		if v&m != 0 {
			_, ok = r.octet() // reserved for future use: ignored
		}
	}
	r.presented = v
	return v
}

// summary reads the identifier whose form the presence and length octet gives, and the parameters
// behind it. An SAC may have none, 8.6.2.7; an SCN has one, Table 48.
func (r *shortReader) summary(s *ConnectionSummary) {
	n := 2
	if v := r.presented & contextLength; v != 0 {
		n = int(v) + 4
	} else if r.off == len(r.b) && r.t == TypeSAC {
		return
	}
	id, ok := octets.Span(r.b, r.off, r.off+n)
	switch {
	case r.err != nil:
	case !ok:
		r.fail(ruleShortSummary, len(r.b), len(r.b)-r.off, n)
	case !contextIdentifier(id):
		r.fail(ruleShortContext, r.off, int(id[0])<<8|int(id[1]), 0)
	default:
		s.Context = id
		r.off += n
		s.Parameters = r.rest()
	}
}

// contextIdentifier reports whether id, of at least two octets, is an Upper-Layer Context
// Identifier.
func contextIdentifier(id []byte) bool {
	if len(id) == 2 {
		return id[0]|id[1] != 0
	}
	if len(id) < 5 || len(id) > 19 || id[0] != 0x06 || int(id[1]) != len(id)-2 || id[len(id)-1]&0x80 != 0 {
		return false
	}
	for i, x := range id[2:] { // X.690 8.19.2: the shortest form of each subidentifier
		if x == 0x80 && (i == 0 || id[i+1]&0x80 == 0) {
			return false
		}
	}
	return true
}

// A shortWriter appends one short form. The first error sticks.
type shortWriter struct {
	in, b []byte // what it is appended to, and the result
	t     Type
	p     bool // parameters follow the first octet
	err   error
}

func bitIf(set bool, v uint8) uint8 {
	if set {
		return v
	}
	return 0
}

func (w *shortWriter) fail(r *osi.Rule, got, want int) {
	if w.err == nil {
		w.err = fail(r, w.t, 0, got, want)
	}
}

// open appends the first octet.
func (w *shortWriter) open(low uint8, parameters bool) {
	if low > 3 {
		w.fail(ruleShortSpecial, int(low), 3)
	}
	w.p = parameters
	w.b = append(w.b, types[w.t].si|low&3|bitIf(parameters, indicateParameters))
}

// presence appends the P&L octet with bit 7 as given, the nesting identifier and the summary.
func (w *shortWriter) presence(c *Common, bit7 uint8, s ConnectionSummary) {
	if !w.p {
		return
	}
	v := bit7 | bitIf(c.Nested.Present, presentNested)
	switch n := len(s.Context); {
	case n == 0 && (len(s.Parameters) > 0 || w.t == TypeSCN):
		w.fail(ruleShortSummary, 0, 2)
	case n > 0 && (n < 2 || !contextIdentifier(s.Context)):
		w.fail(ruleShortContext, int(s.Context[0]), 0)
	case n > 2:
		v |= octets.Low8(uint64(n) - 4)
	}
	if c.Nested.Present && c.Nested.Value == 0 {
		w.fail(ruleNested, 0, 0)
	}
	w.b = append(w.b, v)
	if c.Nested.Present {
		w.b = append(w.b, c.Nested.Value)
	}
	w.b = append(append(w.b, s.Context...), s.Parameters...)
}

// finish appends the user data, which only an SAB may have behind parameters.
func (w *shortWriter) finish(c *Common) ([]byte, error) {
	switch {
	case c.Enclosure != EnclosureNone:
		w.fail(ruleMisplaced, int(parameters[parEnclosure].code), 0)
	case len(c.Ignored) > 0:
		w.fail(ruleMisplaced, int(c.Ignored[0].Code), 0)
	case c.Nested.Present && !w.t.presents():
		w.fail(ruleMisplaced, int(parameters[parNested].code), 0)
	case w.p && len(c.UserData) > 0 && w.t != TypeSAB:
		w.fail(ruleShortParameter, len(c.UserData), 0)
	}
	if w.err != nil {
		return w.in, w.err
	}
	return append(w.b, c.UserData...), nil
}
