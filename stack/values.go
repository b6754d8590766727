package stack

import (
	"slices"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/acse"
	"github.com/osi-go/osi/acse/acpm"
	"github.com/osi-go/osi/internal/ber"
	"github.com/osi-go/osi/presentation"
	"github.com/osi-go/osi/presentation/ppm"
	"github.com/osi-go/osi/rtse"
)

// A place tells where a presentation data value stands.
type place struct {
	from    osi.Direction
	use                       // of the SPDU that carries the PPDU
	ppdu    presentation.PPDU // nil if there is none
	within  acse.APDU         // the APDU in whose EXTERNAL the value is; nil: the value is in the PPDU itself
	apdus   int               // ACSE APDUs in the PPDU so far, or RTSE APDUs in the APDU of ACSE
	repeats bool              // what a CP has said before, in other transfer syntaxes
}

// name returns the PDU that an error at the place names.
func (at *place) name() PDU {
	if at.ppdu == nil {
		return at.primitive
	}
	return at.ppdu
}

// values takes the presentation data values u of the PPDU b at off, and reports whether to go on.
// The form of a value makes no difference.
func (a *association) values(r *run, at *place, u *presentation.UserData, b []byte, off int64) bool {
	s := &a.presentation
	c := &s.contexts
	if u.Simple != nil {
		switch x410 := s.x410(); {
		case x410 && at.primitive != presentation.SData: // X.226 8.4.3.1
			return a.value(r, at, nil, true, presentation.OctetAligned, 0, u.Simple, off+int64(u.Offset))
		case x410 && !a.transferred(r, at.from, u.Simple, off+int64(u.Offset)):
			return false
		case !c.Judged():
			return r.tell(0, nil, u.Simple, off+int64(u.Offset), 0)
		case !c.MaySimple(at.from, at.primitive) && !r.excused(osi.EitherEncoding):
			return r.broke(ruleEncoding, at.name(), u.Offset, 0, 0, b, off)
		}
		v := c.Only(at.from, at.primitive)
		if v.AbstractSyntax.IsZero() && r.config.Top >= osi.ACSE && !s.noACSE && ofACSE(at.primitive, u.Simple) {
			v = &ppm.Context{AbstractSyntax: acse.AbstractSyntax(), TransferSyntax: syntaxBER}
		}
		return a.value(r, at, v, inBER(v), presentation.OctetAligned, 0, u.Simple, off+int64(u.Offset))
	}
	if len(u.PDVs) > 0 && !c.MayFull(at.from, at.primitive, u) && !r.excused(osi.EitherEncoding) {
		return r.broke(ruleEncoding, at.name(), u.PDVs[0].Offset, 0, 0, b, off)
	}
	for i := range u.PDVs {
		v := &u.PDVs[i]
		s.last = v.Context
		ctx, ok := c.Permits(at.from, at.primitive, v.Context)
		if !ok {
			if !r.broke(ruleContext, at.name(), v.Offset, int(v.Context), 0, b, off) {
				return false
			}
			continue
		}
		ber, ok := syntaxOf(ctx, &v.TransferSyntax, at.primitive)
		if !ok && !r.broke(ruleTransfer, at.name(), v.Offset, int(v.Context), 0, b, off) {
			return false
		}
		if !a.value(r, at, ctx, ber, v.Form, v.Unused, v.Value, off+int64(v.Offset)) {
			return false
		}
	}
	return true
}

// ofACSE reports whether values b of a default context without a name are APDUs of ACSE: they look
// so, in a primitive that ACSE alone uses, X.227 6.3. What the context is the peers have agreed on
// beforehand, X.226 6.2.6.2.
func ofACSE(p presentation.Primitive, b []byte) bool {
	return carriers[p] != acpm.OtherPrimitive && len(b) > 0 && b[0] >= 0x60 && b[0] <= 0x64
}

// syntaxOf reports whether a value of context c is encoded in BER. named is the transfer syntax
// that its PDV-list names, or zero. ok is false if named is neither selected nor proposed, or if
// the value is in a CP and it names none of several that are proposed, X.226 8.4.2.7. For an
// unknown context, nil, named alone decides.
func syntaxOf(c *ppm.Context, named *osi.OID, p presentation.Primitive) (ber, ok bool) {
	switch {
	case c == nil:
		return encodesBER(named), true
	case selected(c):
		return inBER(c), named.IsZero() || *named == c.TransferSyntax
	case named.IsZero() && (len(c.Offered) == 1 || p != presentation.SConnect):
		return encodesBER(&c.Offered[0]), true
	}
	return encodesBER(named), slices.Contains(c.Offered, *named)
}

// selected reports whether a transfer syntax is selected for c, or c is rejected.
func selected(c *ppm.Context) bool { return len(c.Offered) == 0 || !c.TransferSyntax.IsZero() }

// value takes what one PDV-list or EXTERNAL holds: one value, or several behind one another.
func (a *association) value(r *run, at *place, ctx *ppm.Context, inBER bool, form presentation.Form, unused uint8, b []byte, off int64) bool {
	layer := osi.Layer(0)
	if ctx != nil {
		layer = layerOf(ctx)
	}
	if layer > r.config.Top {
		layer = 0
	}
	switch {
	case layer != 0 && !inBER:
		return r.broke(ruleUnreadable, at.name(), 0, 0, 0, b, off)
	case layer == 0 && (r.config.Opaque || !inBER):
		return r.tell(0, nil, b, off, 0)
	case unused != 0:
		return r.broke(ruleWhole, at.name(), len(b)-1, int(unused), 0, b, off)
	}
	if form == presentation.SingleASN1Type {
		return a.one(r, at, layer, b, off)
	}
	for from := 0; ; {
		n, err := ber.First(b[from:], r.config.Limits.Depth, r.config.Limits.Elements)
		if err != nil {
			return r.fail(max(layer, osi.Presentation), osi.Rebase(err, at.name().String(), from), b, off)
		}
		if !a.one(r, at, layer, b[from:from+n:from+n], off+int64(from)) {
			return false
		}
		if from += n; from == len(b) {
			return true
		}
	}
}

// one takes one value in BER.
func (a *association) one(r *run, at *place, layer osi.Layer, b []byte, off int64) bool {
	switch {
	case layer == osi.ACSE:
		return a.acse(r, at, b, off)
	case layer == osi.RTSE && !ofClose(at, b):
		return a.rtse(r, at, b, off)
	default:
		if err := ber.Check(b, r.config.Limits.Depth, r.config.Limits.Elements); err != nil {
			return r.fail(osi.Presentation, osi.Rebase(err, at.name().String(), 0), b, off)
		}
		return r.tell(0, nil, b, off, 0)
	}
}

// ofClose reports whether a value in the abstract syntax of RTSE is user data of RT-CLOSE, X.218
// 8.1. They may use that syntax, with tags that no APDU has.
func ofClose(at *place, b []byte) bool {
	switch at.within.(type) {
	case *acse.ReleaseRequest, *acse.ReleaseResponse:
	default:
		return false
	}
	switch b[0] &^ 0x20 {
	case 0x02, 0x04, 0x90, 0x91, 0x92, 0x96:
		return false
	}
	return true
}

// The transfer syntaxes whose encodings are BER.
var (
	syntaxBER = presentation.BasicEncoding()
	syntaxCER = presentation.CanonicalEncoding()
	syntaxDER = presentation.DistinguishedEncoding()
)

func encodesBER(transfer *osi.OID) bool {
	switch transfer.Len() { // a comparison costs more
	case 2:
		return *transfer == syntaxBER
	case 3:
		return *transfer == syntaxCER || *transfer == syntaxDER
	}
	return false
}

// rtse takes an APDU of RTSE in normal mode.
func (a *association) rtse(r *run, at *place, b []byte, off int64) bool {
	r.rtse.Tolerated = 0
	p, err := r.rtse.Decode(b)
	if err != nil {
		return r.fail(osi.RTSE, err, b, off)
	}
	if !a.apdu(r, p, b, off) || !mayCarryRTSE(at, p) && !r.broke(ruleCarrierRTSE, p, 0, int(b[0]), 0, b, off) {
		return false
	}
	if at.within != nil {
		if at.apdus++; at.apdus > 1 && !r.broke(ruleAPDUsRTSE, p, 0, int(b[0]), 0, b, off) {
			return false
		}
	}
	rttr, ok := p.(*rtse.Transfer)
	return !ok || a.transferred(r, at.from, rttr.Data, off+int64(offsetOf(b, rttr.Data)))
}

// transferred takes a piece of an APDU that d transfers, and reports whether to go on.
func (a *association) transferred(r *run, d osi.Direction, b []byte, off int64) bool {
	t := a.transfers[d]
	err := t.add(b)
	if err == nil {
		return true
	}
	t.on = false // one fault is told
	return r.fail(osi.RTSE, err, b, off)
}

// mayCarryRTSE reports whether X.228 clause 8 maps the APDU to the primitive, or to the APDU of
// ACSE that it stands in.
func mayCarryRTSE(at *place, p rtse.APDU) bool {
	switch p.(type) {
	case *rtse.OpenRequest:
		_, ok := at.within.(*acse.AssociateRequest)
		return ok
	case *rtse.OpenAccept:
		r, ok := at.within.(*acse.AssociateResponse)
		return ok && r.Result == acse.Accepted
	case *rtse.OpenReject:
		r, ok := at.within.(*acse.AssociateResponse)
		return ok && r.Result != acse.Accepted
	case *rtse.Abort:
		_, ok := at.within.(*acse.Abort)
		return ok
	case *rtse.Transfer:
		return at.within == nil && at.primitive == presentation.SData
	case *rtse.TokenPlease:
		return at.within == nil && at.primitive == presentation.STokenPlease
	}
	return false
}

// opening takes the RTSE APDU that a PPDU has in X.410-1984 mode. X.226 lets it be absent, X.228
// does not.
func (a *association) opening(r *run, p presentation.PPDU, b []byte, off int64) bool {
	if r.config.Top < osi.RTSE {
		return true
	}
	r.rtse.Tolerated = 0
	apdu, err := DecodeX410(&r.rtse, p, b)
	if err != nil {
		return r.fail(osi.RTSE, err, b, off)
	}
	return a.apdu(r, apdu, b, off)
}

// apdu tells of an RTSE APDU, and of the MTABind in it, if there is one.
func (a *association) apdu(r *run, p rtse.APDU, b []byte, off int64) bool {
	if !r.skips(osi.RTSE, r.rtse.Tolerated) && !r.tell(osi.RTSE, p, b, off, r.rtse.Tolerated) {
		return false
	}
	var open []byte
	switch p := p.(type) {
	case *rtse.OpenRequest:
		open = p.Connection.Open
		a.presentation.opening = osi.Some(opening{p.CheckpointSize, p.WindowSize})
	case *rtse.OpenAccept:
		open = p.Connection.Open
		if err := a.presentation.opening.Value.answers(p); a.presentation.opening.Present && err != nil && !r.fail(osi.RTSE, err, b, off) {
			return false
		}
	case *rtse.Transfer:
		return r.tell(0, nil, p.Data, off+int64(offsetOf(b, p.Data)), 0)
	}
	if open == nil {
		return true
	}
	off += int64(offsetOf(b, open))
	if err := r.bind.Decode(open); err != nil { // it is another application's
		return r.tell(0, nil, open, off, 0)
	}
	return r.tell(osi.RTSE, &r.bind, open, off, 0)
}

// An opening is of an RTORQ what its answer depends on.
type opening struct {
	checkpoint int64
	window     osi.Opt[int64]
}

func (q *opening) answers(p *rtse.OpenAccept) error {
	return p.Answers(&rtse.OpenRequest{CheckpointSize: q.checkpoint, WindowSize: q.window})
}

// offsetOf returns where part lies in b, or 0 if it does not.
func offsetOf(b, part []byte) int {
	for i := 0; len(part) > 0 && i <= len(b)-len(part); i++ {
		if &b[i] == &part[0] {
			return i
		}
	}
	return 0
}
