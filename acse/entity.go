package acse

import (
	"bytes"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/internal/ber"
)

// APTitle is an AP title, X.227 9.1, in one of two forms. The zero APTitle is absent.
type APTitle struct {
	OID   osi.OID // form 2; zero in the other forms
	Name  Name    // form 1, a Directory name; nil in the other forms
	Other []byte  // encoding of an alternative that X.227 does not define, which an AARQ may have (7.4); else nil
}

// AEQualifier is an AE qualifier, X.227 9.1, in one of two forms. The zero AEQualifier is absent.
type AEQualifier struct {
	Number osi.Opt[int64] // form 2
	RDN    RDN            // form 1, a relative distinguished name; nil in the other forms
	Other  []byte         // as in an APTitle
}

// Entity names an application entity. All its fields are optional.
type Entity struct {
	APTitle      APTitle
	AEQualifier  AEQualifier
	APInvocation osi.Opt[int64]
	AEInvocation osi.Opt[int64]
}

// IsZero reports whether t is absent.
func (t *APTitle) IsZero() bool { return t.OID.IsZero() && t.Name == nil && t.Other == nil }

// IsZero reports whether q is absent.
func (q *AEQualifier) IsZero() bool { return !q.Number.Present && q.RDN == nil && q.Other == nil }

// same reports whether t and m have the same names. They differ when an encoder is given two
// alternatives of a CHOICE, of which it appends one.
func (t *Entity) same(m *Entity) bool {
	return t.APTitle.OID == m.APTitle.OID && sameOctets(t.APTitle.Name, m.APTitle.Name) && sameOctets(t.APTitle.Other, m.APTitle.Other) &&
		t.AEQualifier.Number == m.AEQualifier.Number && sameOctets(t.AEQualifier.RDN, m.AEQualifier.RDN) &&
		sameOctets(t.AEQualifier.Other, m.AEQualifier.Other)
}

func (t *Entity) clone() {
	t.APTitle.Name = bytes.Clone(t.APTitle.Name)
	t.APTitle.Other = bytes.Clone(t.APTitle.Other)
	t.AEQualifier.RDN = bytes.Clone(t.AEQualifier.RDN)
	t.AEQualifier.Other = bytes.Clone(t.AEQualifier.Other)
}

// entity reads field number n of the four that begin with the AP title.
func (w *walk) entity(n int, t *Entity) {
	switch n {
	case 0:
		w.apTitle(&t.APTitle)
	case 1:
		w.aeQualifier(&t.AEQualifier)
		w.sameForm(t)
	case 2:
		t.APInvocation = w.integer()
	default:
		t.AEInvocation = w.integer()
	}
}

func (w *walk) integer() osi.Opt[int64] {
	in := w.explicit(0x02)
	return osi.Some(w.Integer(&in))
}

func (w *walk) apTitle(t *APTitle) {
	in := w.Explicit(&w.Component)
	switch {
	case in.Tag == 0x06:
		t.OID = w.OID(&in)
	case in.Tag == 0x30:
		checkName(&w.Reader, &in)
		t.Name = w.Contents(&in)
	case w.extensible:
		t.Other = w.undefined()
	default:
		w.Fail(ruleType, in.Offset, int(in.Tag&0xff), 0x06)
	}
}

// undefined returns the encoding of an alternative that X.227 does not define, which Explicit has
// found in the field.
func (w *walk) undefined() []byte {
	w.WellFormed(w.Component.Start, w.Component.End)
	return w.Contents(&w.Component)
}

func (w *walk) aeQualifier(q *AEQualifier) {
	in := w.Explicit(&w.Component)
	switch {
	case in.Tag == 0x02:
		q.Number = osi.Some(w.Integer(&in))
	case in.Tag == 0x31:
		checkRDN(&w.Reader, &in)
		q.RDN = w.Contents(&in)
	case w.extensible:
		q.Other = w.undefined()
	default:
		w.Fail(ruleType, in.Offset, int(in.Tag&0xff), 0x02)
	}
}

// sameForm checks that AP title and AE qualifier have the same form, X.227 9.1.
func (w *walk) sameForm(t *Entity) {
	p, q := &t.APTitle, &t.AEQualifier
	if p.Name != nil && q.Number.Present || !p.OID.IsZero() && q.RDN != nil {
		if !w.Leniency.Excuse(osi.MixedTitleForms) {
			w.Fail(ruleTitleForm, w.Component.Offset, int(w.Component.Tag&0xff), 0)
		}
	}
}

// append appends the four fields, of which the AP title has the given number.
func (t *Entity) append(b []byte, number ber.Tag, f ber.Form) []byte {
	tag := number | 0xa0
	if !t.APTitle.IsZero() {
		b = t.APTitle.append(b, tag, f)
	}
	if !t.AEQualifier.IsZero() {
		b = t.AEQualifier.append(b, tag+1, f)
	}
	b = appendInteger(b, tag+2, t.APInvocation, f)
	return appendInteger(b, tag+3, t.AEInvocation, f)
}

func (t *APTitle) append(b []byte, tag ber.Tag, f ber.Form) []byte {
	b, m := ber.Open(b, tag, f)
	switch {
	case t.Name != nil:
		b = ber.AppendPrimitive(b, 0x30, t.Name)
	case t.Other != nil:
		b = append(b, t.Other...)
	default:
		b = ber.AppendOID(b, 0x06, t.OID)
	}
	return ber.Close(b, m)
}

func (q *AEQualifier) append(b []byte, tag ber.Tag, f ber.Form) []byte {
	b, m := ber.Open(b, tag, f)
	switch {
	case q.RDN != nil:
		b = ber.AppendPrimitive(b, 0x31, q.RDN)
	case q.Other != nil:
		b = append(b, q.Other...)
	default:
		b = ber.AppendInteger(b, 0x02, q.Number.Value)
	}
	return ber.Close(b, m)
}

func appendInteger(b []byte, tag ber.Tag, v osi.Opt[int64], f ber.Form) []byte {
	if !v.Present {
		return b
	}
	b, m := ber.Open(b, tag, f)
	return ber.Close(ber.AppendInteger(b, 0x02, v.Value), m)
}

func appendOID(b []byte, tag ber.Tag, o osi.OID, f ber.Form) []byte {
	if o.IsZero() {
		return b
	}
	b, m := ber.Open(b, tag, f)
	return ber.Close(ber.AppendOID(b, 0x06, o), m)
}
