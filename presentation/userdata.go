package presentation

import (
	"bytes"
	"slices"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/internal/ber"
	"github.com/osi-go/osi/internal/octets"
	"github.com/osi-go/osi/internal/text"
)

// Form is the alternative that presentation-data-values take in a PDV-list, X.226 8.4.2.5.
// Receivers accept each.
type Form uint8

// The forms. The zero Form is what a sender must use for one ASN.1 value in the Basic Encoding
// Rules.
const (
	SingleASN1Type Form = iota // one value, a BER encoding
	OctetAligned               // one or several values, each a whole number of octets
	Arbitrary                  // one or several values, as bits
)

var formNames = [...]string{
	SingleASN1Type: "single-ASN1-type",
	OctetAligned:   "octet-aligned",
	Arbitrary:      "arbitrary",
}

// String returns the standard's name.
func (f Form) String() string { return text.Name(formNames[:], f, "form") }

// PDV is a PDV-list, X.226 8.2: one or several presentation data values of one presentation
// context.
type PDV struct {
	Context        int64   // presentation-context-identifier, 1 or more
	TransferSyntax osi.OID // zero: absent, the context has only one
	Form           Form
	Unused         uint8  // low bits of the last octet of Value that mean nothing, 0 to 7; 0 unless Form is Arbitrary
	Value          []byte // SingleASN1Type: the encoding of the value, tag and length included; else the values; never nil. Aliases the input
	Offset         int    // of Value, or of its first segment, in the buffer decoded; ignored by encoders
}

// UserData is a value of type User-data, X.226 8.2. At most one of its two
// alternatives is there; the zero UserData is absent.
type UserData struct {
	Simple []byte // simply-encoded-data; nil: absent. Aliases the input
	Offset int    // of Simple in the buffer decoded; ignored by encoders
	PDVs   []PDV  // fully-encoded-data, in the order of the values; empty: absent

	joined []byte // segments of constructed strings
}

// IsZero reports whether u is absent.
func (u *UserData) IsZero() bool { return u.Simple == nil && len(u.PDVs) == 0 }

// Clone returns a copy that shares no memory with u.
func (u *UserData) Clone() UserData {
	c := UserData{Simple: bytes.Clone(u.Simple), Offset: u.Offset}
	for i := range u.PDVs {
		p := u.PDVs[i]
		p.Value = bytes.Clone(p.Value)
		c.PDVs = append(c.PDVs, p)
	}
	return c
}

func (u *UserData) reset() {
	u.Simple, u.Offset, u.PDVs, u.joined = nil, 0, u.PDVs[:0], u.joined[:0]
}

// add returns a new last PDV, not reset.
func (u *UserData) add() *PDV {
	if n := len(u.PDVs); n < cap(u.PDVs) {
		u.PDVs = u.PDVs[:n+1]
	} else {
		u.PDVs = append(u.PDVs, PDV{})
	}
	return &u.PDVs[len(u.PDVs)-1]
}

// Tags of X.226 8.2. Strings may also be constructed.
const (
	tagInteger   ber.Tag = 0x02
	tagBits      ber.Tag = 0x03
	tagOctets    ber.Tag = 0x04
	tagOID       ber.Tag = 0x06
	tagSequence  ber.Tag = 0x30
	tagSet       ber.Tag = 0x31
	tagSimple    ber.Tag = 0x40
	tagFull      ber.Tag = 0x61
	tagSingle    ber.Tag = 0xa0
	tagAligned   ber.Tag = 0x81
	tagArbitrary ber.Tag = 0x82
)

// read reads e, of type User-data. It does nothing but fail when e is not.
func (u *UserData) read(r *ber.Reader, e *ber.Element, sc *scan) {
	switch e.Tag.Primitive() {
	case tagFull.Primitive():
		if sc.general || !u.readPredicted(r, e) {
			u.readFull(r, e, sc)
		}
	case tagSimple:
		u.Offset = e.Start
		u.Simple, u.joined = r.String(e, tagOctets, u.joined)
	default:
		failUnknown(r, ruleUserData, e)
	}
}

func (u *UserData) readFull(r *ber.Reader, e *ber.Element, sc *scan) {
	in := r.Enter(e)
	for list, ok := in.Next(); ok; list, ok = in.Next() {
		if list.Tag != tagSequence {
			failUnknown(&in, rulePDVList, &list)
			break
		}
		pdv := in.Enter(&list)
		u.readPDV(&pdv, sc)
		in.Leave(&pdv)
	}
	if len(u.PDVs) == 0 && in.Err() == nil {
		in.Fail(ruleNoPDV, e.Offset, 0, int(tagSequence))
	}
	r.Leave(&in)
}

// pdvTags are those of the components of a PDV-list, as primitives.
var pdvTags = [...]ber.Tag{tagOID, tagInteger, tagSingle.Primitive(), tagAligned, tagArbitrary}

func (u *UserData) readPDV(r *ber.Reader, sc *scan) {
	p := u.add()
	*p = PDV{}
	at := r.Offset()
	e, ok := r.Next()
	for ok && e.Tag != tagOID && e.Tag != tagInteger && !slices.Contains(pdvTags[:], e.Tag.Primitive()) && sc.undefined(r, rulePDVList, &e) {
		r.Pass(&e)
		at = r.Offset()
		e, ok = r.Next()
	}
	switch {
	case ok && e.Tag == tagOID:
		p.TransferSyntax = r.OID(&e)
		if !sc.next(r, rulePDVList, &e, tagInteger, pdvTags[:]...) {
			return
		}
	case !ok || e.Tag != tagInteger:
		failMissing(r, &e, ok, at, tagInteger)
		return
	}
	p.Context = contextID(r, &e)
	if u.readValues(r, p, sc) {
		sc.end(r, rulePDVList, pdvTags[:]...)
	}
}

// readValues reads the presentation-data-values of p.
func (u *UserData) readValues(r *ber.Reader, p *PDV, sc *scan) bool {
	for {
		at := r.Offset()
		e, ok := r.Next()
		if !ok {
			failMissing(r, &e, false, at, tagSingle)
			return false
		}
		switch e.Tag {
		case tagSingle:
			in := r.Enter(&e)
			p.Value, p.Offset = singleElement(&in)
			r.Leave(&in)
		case tagAligned, tagAligned | 0x20:
			p.Form, p.Offset = OctetAligned, e.Start
			p.Value, u.joined = r.String(&e, tagOctets, u.joined)
		case tagArbitrary, tagArbitrary | 0x20:
			p.Form, p.Offset = Arbitrary, e.Start
			var unused int
			p.Value, unused, u.joined = r.BitSegments(&e, u.joined)
			p.Unused = octets.Len8(unused)
			if !e.Tag.Constructed() {
				p.Offset++
			}
		default:
			if slices.Contains(pdvTags[:], e.Tag.Primitive()) {
				failMissing(r, &e, true, at, tagSingle)
				return false
			}
			if sc.undefined(r, rulePDVList, &e) {
				r.Pass(&e)
				continue
			}
			return false
		}
		return true
	}
}

// singleElement reads the one element that r must hold.
func singleElement(r *ber.Reader) (raw []byte, off int) {
	at := r.Offset()
	e, ok := r.Next()
	if !ok {
		if r.Err() == nil {
			r.Fail(ruleSingleNone, at, 0, 0)
		}
		return nil, 0
	}
	raw = r.Raw(&e)
	if more, ok := r.Next(); ok {
		n := len(r.Raw(&more))
		r.Fail(ruleSingleMore, more.Offset, n, 0)
	}
	return raw, e.Offset
}

// contextID reads a presentation-context-identifier, 1 or more since Amd.1.
func contextID(r *ber.Reader, e *ber.Element) int64 {
	v := r.Integer(e)
	if v < 1 && r.Err() == nil {
		r.Fail(ruleContextID, e.Start, int(v), 0)
	}
	return v
}

// check reports the first thing about u that cannot be encoded.
func (u *UserData) check(pdu string) error {
	if u.Simple != nil && len(u.PDVs) > 0 {
		return fail(ruleUserData, pdu, 0, 0, 0)
	}
	for i := range u.PDVs {
		p := &u.PDVs[i]
		switch {
		case p.Context < 1:
			return fail(ruleContextID, pdu, 0, int(p.Context), 0)
		case p.Form > Arbitrary:
			return fail(rulePDVList, pdu, 0, 0, 0)
		case p.Form != Arbitrary && p.Unused != 0, p.Unused > 7, p.Unused > 0 && len(p.Value) == 0:
			return fail(ber.RuleBitString, pdu, 0, int(p.Unused), 0)
		case p.Form == SingleASN1Type:
			r := ber.NewReader(p.Value, 255, maxElements)
			if singleElement(&r); r.Err() != nil {
				e := osi.AsError(r.Err())
				return fail(e.Rule, pdu, 0, e.Got, e.Want)
			}
		}
	}
	return nil
}

// checkProposed reports the first value of u that is not of a context in x, X.226 6.2.2.16, or
// whose transfer syntax is not proposed for it or not told, 8.4.2.7.
func (u *UserData) checkProposed(x *contextIndex, pdu string) error {
	for i := range u.PDVs {
		p := &u.PDVs[i]
		switch c := x.find(p.Context); {
		case c == nil:
			return fail(ruleContext, pdu, p.Offset, int(p.Context), 0)
		case p.TransferSyntax.IsZero() && len(c.TransferSyntaxes) > 1:
			return fail(ruleSyntaxNamed, pdu, p.Offset, 0, int(tagOID))
		case !p.TransferSyntax.IsZero() && !slices.Contains(c.TransferSyntaxes, p.TransferSyntax):
			return fail(ruleSyntax, pdu, p.Offset, int(p.Context), 0)
		}
	}
	return nil
}

// append appends u as an element of another type, X.226 8.4.1.4 b.
func (u *UserData) append(b []byte, f ber.Form) []byte {
	if u.Simple != nil {
		return ber.AppendPrimitive(b, tagSimple, u.Simple)
	}
	if len(u.PDVs) == 0 {
		return b
	}
	b, full := ber.Open(b, tagFull, f)
	for i := range u.PDVs {
		p := &u.PDVs[i]
		var list ber.Mark
		b, list = ber.Open(b, tagSequence, f)
		if !p.TransferSyntax.IsZero() {
			b = ber.AppendOID(b, tagOID, p.TransferSyntax)
		}
		b = ber.AppendInteger(b, tagInteger, p.Context)
		switch p.Form {
		case SingleASN1Type:
			var one ber.Mark
			b, one = ber.Open(b, tagSingle, f)
			b = ber.Close(append(b, p.Value...), one)
		case OctetAligned:
			b = ber.AppendPrimitive(b, tagAligned, p.Value)
		case Arbitrary:
			b = ber.AppendBitString(b, tagArbitrary, p.Value, int(p.Unused))
		}
		b = ber.Close(b, list)
	}
	return ber.Close(b, full)
}
