package acse

import (
	"iter"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/internal/ber"
	"github.com/osi-go/osi/internal/text"
)

// A Form is how an EXTERNAL holds its value, X.690 8.18.1.
type Form uint8

// The forms.
const (
	SingleASN1Type Form = iota
	OctetAligned
	Arbitrary
)

var formNames = [...]string{
	SingleASN1Type: "single-ASN1-type",
	OctetAligned:   "octet-aligned",
	Arbitrary:      "arbitrary",
}

// String returns the name in ASN.1.
func (f Form) String() string { return text.Name(formNames[:], f, "form") }

// External is a value of the type EXTERNAL, X.690 8.18. At least one of the references is present.
type External struct {
	DirectReference   osi.OID        // name of the syntax; zero when absent
	IndirectReference osi.Opt[int64] // presentation context identifier
	Descriptor        []byte         // data-value-descriptor; nil when absent
	Form              Form
	Value             []byte // SingleASN1Type: one whole BER element; OctetAligned: octets; Arbitrary: bits
	Unused            int    // low bits of the last octet that are no part of an Arbitrary value, 0 to 7

	// Offset is where Value, or the identifier of its first segment, begins in the UserInformation;
	// plus InformationOffset it counts in the APDU. Encoders ignore it.
	Offset int
}

// UserInformation is the contents octets of a User Information field, which are EXTERNALs. A
// decoded one is well formed, and not empty unless [osi.EmptyUserInformation] is tolerated; nil is
// absent.
type UserInformation []byte

// InformationOf returns the User Information field of p, nil when it is absent, and its offset in
// the buffer decoded.
func InformationOf(p APDU) (u UserInformation, off int) {
	switch p := p.(type) {
	case *AssociateRequest:
		return p.UserInformation, p.InformationOffset
	case *AssociateResponse:
		return p.UserInformation, p.InformationOffset
	case *ReleaseRequest:
		return p.UserInformation, p.InformationOffset
	case *ReleaseResponse:
		return p.UserInformation, p.InformationOffset
	case *Abort:
		return p.UserInformation, p.InformationOffset
	case *UnitData:
		return p.UserInformation, p.InformationOffset
	}
	return nil, 0
}

// All yields the EXTERNALs. Their values alias u, except those that came in segments, which are
// joined in new memory. It stops where u is not well formed.
func (u UserInformation) All() iter.Seq[External] {
	return func(yield func(External) bool) {
		if x, ok := u.predicted(); ok {
			yield(x)
			return
		}
		u.general(yield)
	}
}

// general is All for every layout.
func (u UserInformation) general(yield func(External) bool) {
	r := trustedReader(u)
	for e, ok := r.Next(); ok; e, ok = r.Next() {
		var x External
		if x.decode(&r, &e, true); r.Err() != nil || !yield(x) {
			return
		}
	}
}

// First returns the first EXTERNAL; ok is false when there is none.
func (u UserInformation) First() (x External, ok bool) {
	for x := range u.All() {
		return x, true
	}
	return External{}, false
}

// AppendBinary appends the encoding of x to b, which may be a UserInformation:
//
//	u, err = x.AppendBinary(u)
//
// It refuses what decoding refuses or would read differently, as the encoders of APDUs do.
func (x *External) AppendBinary(b []byte) ([]byte, error) {
	out, m := ber.Open(b, 0x28, ber.Definite)
	if !x.DirectReference.IsZero() {
		out = ber.AppendOID(out, 0x06, x.DirectReference)
	}
	out = ber.AppendOptionalInteger(out, 0x02, x.IndirectReference)
	out = ber.AppendOptional(out, 0x07, x.Descriptor)
	switch x.Form {
	case SingleASN1Type:
		out = ber.AppendPrimitive(out, 0xa0, x.Value)
	case OctetAligned:
		out = ber.AppendPrimitive(out, 0x81, x.Value)
	case Arbitrary:
		out = ber.AppendBitString(out, 0x82, x.Value, x.Unused)
	}
	out = ber.Close(out, m)
	r := trustedReader(out[len(b):])
	var check External
	if e, ok := r.Next(); ok {
		check.decode(&r, &e, true)
	}
	return checkedAPDU(b, out, "", r.Finish(), check.Unused == x.Unused && check.Form == x.Form)
}

func appendUserInformation(b []byte, u UserInformation, f ber.Form) []byte {
	if u == nil {
		return b
	}
	b, m := ber.Open(b, 0xbe, f)
	return ber.Close(append(b, u...), m)
}

// userInformation reads the field as Association-information.
func (w *walk) userInformation() (u UserInformation, off int) {
	off = w.Component.Start
	if !w.general && predictedExternal(&w.Reader, &w.Component) {
		return UserInformation(w.Contents(&w.Component)), off
	}
	c := w.Reader.Enter(&w.Component)
	count := 0
	for e, ok := c.Next(); ok; e, ok = c.Next() {
		if count++; e.Tag != 0x28 {
			c.Fail(ruleType, e.Offset, int(e.Tag&0xff), 0x28)
			break
		}
		checkExternal(&c, &e)
	}
	w.Reader.Leave(&c)
	if count == 0 && !w.Leniency.Excuse(osi.EmptyUserInformation) {
		w.Fail(ruleUserEmpty, w.Component.Start, 0, 1)
	}
	return UserInformation(w.Contents(&w.Component)), off
}

// checkExternal checks the EXTERNAL e.
func checkExternal(r *ber.Reader, e *ber.Element) {
	var x External
	x.decode(r, e, false)
}

// decode reads the EXTERNAL e, which r returned last. Without join it checks octet strings only,
// and allocates nothing.
func (x *External) decode(r *ber.Reader, e *ber.Element, join bool) {
	c := r.Enter(e)
	in, ok := c.Next()
	referenced := false
	if ok && in.Tag == 0x06 {
		x.DirectReference, referenced = c.OID(&in), true
		in, ok = c.Next()
	}
	if ok && in.Tag == 0x02 {
		x.IndirectReference, referenced = osi.Some(c.Integer(&in)), true
		in, ok = c.Next()
	}
	if ok && !referenced {
		c.Fail(ruleReference, in.Offset, int(in.Tag&0xff), 0x02)
	}
	if ok && in.Tag.Primitive() == 0x07 {
		x.Descriptor = octetString(&c, &in, join)
		in, ok = c.Next()
	}
	if !ok {
		c.Fail(ruleNoEncoding, c.End(), 0, 0xa0)
	}
	x.value(&c, &in, join)
	if more, ok := c.Next(); ok {
		c.Fail(ruleExternal, more.Offset, int(more.Tag&0xff), 0)
	}
	r.Leave(&c)
}

// value reads the encoding alternative e.
func (x *External) value(r *ber.Reader, e *ber.Element, join bool) {
	x.Offset = e.Start
	switch e.Tag.Primitive() {
	case 0x80:
		r.Explicit(e)
		x.Form, x.Value = SingleASN1Type, r.Contents(e)
	case 0x81:
		x.Form, x.Value = OctetAligned, octetString(r, e, join)
	case 0x82:
		x.Form = Arbitrary
		switch {
		case !e.Tag.Constructed():
			x.Value, x.Unused = r.BitString(e)
			x.Offset++
		case join:
			x.Value, x.Unused, _ = r.BitSegments(e, nil)
		default:
			r.CheckBits(e)
		}
	default:
		r.Fail(ruleExternal, e.Offset, int(e.Tag&0xff), 0xa0)
	}
}

// octetString returns e as a string; without join it checks e and returns nil.
func octetString(r *ber.Reader, e *ber.Element, join bool) (s []byte) {
	if !join {
		r.CheckString(e, 0x04)
		return nil
	}
	s, _ = r.String(e, 0x04, nil)
	return s
}
