package presentation

import (
	"github.com/osi-go/osi"
	"github.com/osi-go/osi/internal/ber"
)

// Data is a PPDU that is nothing but user data, X.226 8.2: TD, TTD, TE, TC, TCC, and the user data
// of the session primitives that have no PPDU of their own. It is also an S-U-ABORT,
// S-RESYNCHRONIZE or S-CONNECT reject without any.
type Data struct {
	Primitive Primitive // that carries it; the zero Primitive makes a TD
	UserData  UserData  // Simple is nil or not empty, except in typed data
}

// String returns "TD", "TTD", …, or the name of the primitive.
func (d *Data) String() string {
	if p := d.Primitive; int(p) < len(primitives) && primitives[p].empty != "" {
		return primitives[p].empty
	}
	return d.Primitive.String()
}

// Decode decodes the user data in b that d.Primitive carries, strictly, with default limits, and
// leaves d.Primitive as it is. The data is fully encoded, in a TE simply, X.226 8.4.1.2. A
// [Decoder] can be told that all is simply encoded. d aliases b.
func (d *Data) Decode(b []byte) error { return d.decode(b, strictScan()) }

func (d *Data) decode(b []byte, sc *scan) error {
	p, u := d.Primitive, &d.UserData
	if !sc.simple && !sc.general && p != SExpeditedData && sc.depth >= predictedDepth && sc.elements >= predictedElements &&
		p.plain() && u.predicted(b, 0) {
		return nil
	}
	u.reset()
	switch {
	case len(b) == 0 && p.mayBeEmpty():
		return nil
	case len(b) == 0:
		return fail(ruleEmpty, p.String(), 0, 0, 2)
	case !p.plain():
		return fail(rulePPDU, p.String(), 0, int(b[0]), 0)
	case p == SExpeditedData, sc.nominated && p != STypedData && b[0] != byte(tagFull):
		d.setSimple(b)
		return nil
	case sc.simple && p != STypedData:
		if b[0] == byte(tagFull) && sc.l != nil && sc.l.Tolerate&osi.EitherEncoding != 0 && d.decodeFull(b, sc) == nil {
			sc.l.Excuse(osi.EitherEncoding)
			return nil
		}
		d.setSimple(b)
		return nil
	}
	err := d.decodeFull(b, sc)
	if err == nil || p == STypedData {
		return err
	}
	if e := osi.AsError(err); sc.nominated && e.Kind != osi.ErrLimit || e.Rule == ruleUserData && sc.l.Excuse(osi.EitherEncoding) {
		d.setSimple(b)
		return nil
	}
	return err
}

// decodeFull decodes what is fully encoded, and typed data, which is an element in either encoding.
func (d *Data) decodeFull(b []byte, sc *scan) error {
	p, u := d.Primitive, &d.UserData
	u.reset()
	r, e, err := sc.outer(b, p.String(), 0)
	if err != nil {
		return err
	}
	if p != STypedData && e.Tag.Primitive() == tagSimple {
		return fail(ruleUserData, p.String(), 0, int(b[0]), int(tagFull))
	}
	u.read(&r, &e, sc)
	if err = mustFill(&r, b, p.String()); err != nil {
		u.reset()
	}
	return err
}

// setSimple makes the user data b, simply encoded.
func (d *Data) setSimple(b []byte) {
	d.UserData.reset()
	d.UserData.Simple = b[:len(b):len(b)]
}

// mayBeEmpty reports whether p may come without user data, which is then a *Data whatever PPDU p
// carries otherwise. An S-U-ABORT without data is a provider abort, X.226 Amd.1 6.4.4.6; the
// provider rejects an S-CONNECT without a CPR, 7.1.3; all that an RS or RSA has is optional, 7.8.
func (p Primitive) mayBeEmpty() bool { return int(p) < len(primitives) && primitives[p].optional }

// plain reports whether p carries nothing but user data.
func (p Primitive) plain() bool { return int(p) < len(primitives) && !primitives[p].ppdu }

// AppendBinary appends the user data with definite lengths: simply encoded without identifier and
// length, X.226 8.4.1.4 c, but with them in typed data. It returns an error and b unchanged when
// X.226 forbids d.
func (d *Data) AppendBinary(b []byte) ([]byte, error) { return d.append(b, ber.Definite) }

func (d *Data) append(b []byte, f ber.Form) ([]byte, error) {
	u := &d.UserData
	switch {
	case u.IsZero() && d.Primitive.mayBeEmpty():
		return b, nil
	case !d.Primitive.plain():
		return b, fail(rulePPDU, d.String(), 0, 0, 0)
	case u.IsZero():
		return b, fail(ruleMissing, d.String(), 0, 0, int(tagFull))
	case d.Primitive == SExpeditedData && u.Simple == nil:
		return b, fail(ruleUserData, d.String(), 0, int(tagFull), 0)
	case d.Primitive != STypedData && u.Simple != nil && len(u.Simple) == 0:
		return b, fail(ruleEmpty, d.String(), 0, 0, 1)
	}
	if err := u.check(d.String()); err != nil {
		return b, err
	}
	if u.Simple != nil && d.Primitive != STypedData {
		return append(b, u.Simple...), nil
	}
	return u.append(b, f), nil
}

// Clone returns a copy that shares no memory with d.
func (d *Data) Clone() Data {
	return Data{d.Primitive, d.UserData.Clone()}
}
