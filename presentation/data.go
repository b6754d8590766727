package presentation

import (
	"github.com/osi-go/osi"
	"github.com/osi-go/osi/internal/ber"
)

// Data is a PPDU that is nothing but user data, X.226 8.2: TD, TTD, TE, TC, TCC, and the user data of the
// session primitives that have no PPDU of their own.
type Data struct {
	Primitive Primitive // that carries it; the zero Primitive makes a TD
	UserData  UserData
}

// String returns "TD", "TTD", …, or the name of the primitive.
func (d *Data) String() string { return d.Primitive.String() }

// Decode decodes the fully encoded user data in b, strictly, with default limits; simply encoded for a TE, X.226
// 8.4.1.2. Data of d.Primitive is expected; it is kept. d aliases b. A [Decoder] can be told that data is simply encoded.
func (d *Data) Decode(b []byte) error {
	sc := strict()
	return d.decode(b, &sc)
}

func (d *Data) decode(b []byte, sc *scan) error {
	p := d.Primitive
	if !p.plain() {
		return fail(rulePPDU, p.String(), 0, int(p), 0)
	}
	u := &d.UserData
	if len(b) == 0 && primitives[p].optional {
		u.reset()
		return nil
	}
	if p == SExpeditedData || sc.simple && p != STypedData {
		return d.decodeSimple(b, sc)
	}
	if sc.depth >= predictedDepth && sc.elements >= predictedElements && u.predicted(b, 0) {
		return nil
	}
	u.reset()
	r, e, err := sc.outer(b, p.String())
	if err != nil {
		return err
	}
	if p != STypedData && (e.Tag == tagSimple || e.Tag == tagSimple|0x20) {
		return d.asSimple(b, sc, fail(ruleUserData, p.String(), 0, int(b[0]), int(tagFull)))
	}
	u.read(&r, &e)
	if err := only(&r, b, p.String()); err != nil {
		u.reset()
		return d.asSimple(b, sc, err)
	}
	return nil
}

// asSimple is decode of what is not fully encoded: a peer may have chosen the other encoding.
func (d *Data) asSimple(b []byte, sc *scan, err error) error {
	if e := osi.AsError(err); e == nil || e.Rule != ruleUserData || d.Primitive == STypedData || !sc.l.Excuse(osi.EitherEncoding) {
		return err
	}
	d.UserData.Simple = b[:len(b):len(b)]
	return nil
}

func (d *Data) decodeSimple(b []byte, sc *scan) error {
	u := &d.UserData
	u.reset()
	if sc.l != nil && sc.l.Tolerate&osi.EitherEncoding != 0 && len(b) > 0 && b[0] == byte(tagFull) {
		full := *sc
		full.simple = false
		if p := d.Primitive; p != SExpeditedData && d.decode(b, &full) == nil && sc.l.Excuse(osi.EitherEncoding) {
			return nil
		}
		u.reset()
	}
	if u.Simple = b[:len(b):len(b)]; b == nil {
		u.Simple = []byte{}
	}
	return nil
}

// plain reports whether p carries nothing but user data.
func (p Primitive) plain() bool {
	switch p {
	case SConnect, SConnectAccept, SConnectReject, SUserAbort, SResynchronize, SResynchronizeConfirm, SUnitData:
		return false
	case SData, STypedData, SExpeditedData, SCapabilityData, SCapabilityDataConfirm, SRelease, SReleaseConfirm,
		STokenGive, STokenPlease, SControlGive, SSyncMinor, SSyncMinorConfirm, SSyncMajor, SSyncMajorConfirm,
		SUserExceptionReport, SActivityStart, SActivityResume, SActivityInterrupt, SActivityInterruptConfirm,
		SActivityDiscard, SActivityDiscardConfirm, SActivityEnd, SActivityEndConfirm:
		return true
	}
	return false
}

// AppendBinary appends the user data with definite lengths: simply encoded without identifier and length, X.226 8.4.1.4 c,
// but with them in typed data. It returns an error and b unchanged when X.226 forbids d.
func (d *Data) AppendBinary(b []byte) ([]byte, error) { return d.append(b, ber.Definite) }

func (d *Data) append(b []byte, f ber.Form) ([]byte, error) {
	u := &d.UserData
	switch {
	case !d.Primitive.plain():
		return b, fail(rulePPDU, d.String(), 0, int(d.Primitive), 0)
	case u.IsZero() && !primitives[d.Primitive].optional:
		return b, fail(ruleMissing, d.String(), 0, 0, int(tagFull))
	case d.Primitive == SExpeditedData && u.Simple == nil:
		return b, fail(ruleUserData, d.String(), 0, 0, 0)
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
func (d *Data) Clone() *Data {
	return &Data{d.Primitive, d.UserData.Clone()}
}
