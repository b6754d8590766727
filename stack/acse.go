package stack

import (
	"bytes"
	"slices"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/acse"
	"github.com/osi-go/osi/acse/acpm"
	"github.com/osi-go/osi/presentation"
	"github.com/osi-go/osi/presentation/ppm"
)

// acse takes an APDU of ACSE.
func (a *association) acse(r *run, at *place, b []byte, off int64) bool {
	q := &r.acse
	q.Tolerated = 0
	at.apdus++
	p, err := q.Decode(b)
	if err != nil {
		return r.fail(osi.ACSE, err, b, off)
	}
	if !r.skips(osi.ACSE, q.Tolerated) && !r.tell(osi.ACSE, p, b, off, q.Tolerated) {
		return false
	}
	if at.apdus > 1 && !r.broke(ruleAPDUs, p, 0, int(b[0]), 0, b, off) {
		return false
	}
	if !a.fits(r, at, p, b, off) {
		return false
	}
	switch p := p.(type) {
	case *acse.AssociateRequest:
		a.presentation.request = requestOf(p)
	case *acse.AssociateResponse:
		if err := a.presentation.request.answers(p); err != nil && !r.fail(osi.ACSE, err, b, off) {
			return false
		}
	}
	information, start := acse.InformationOf(p)
	in := place{from: at.from, use: at.use, ppdu: at.ppdu, within: p}
	c := &a.presentation.contexts
	for x := range information.All() {
		where := start + x.Offset
		var ctx *ppm.Context
		ber := encodesBER(&x.DirectReference)
		if id := x.IndirectReference; id.Present {
			var ok bool
			if ctx, ok = c.Permits(at.from, at.primitive, id.Value); !ok {
				if !r.broke(ruleContext, p, where, int(id.Value), 0, b, off) {
					return false
				}
				continue
			}
			ber = externalInBER(ctx, &x.DirectReference)
		}
		if !a.value(r, &in, ctx, ber, presentation.Form(x.Form), uint8(x.Unused&7), x.Value, off+int64(where)) {
			return false
		}
	}
	return in.apdus > 0 || !a.presentation.opens(p) || r.broke(ruleNoRTSE, p, len(b), 0, 0, b, off)
}

// opens reports whether p must have an RTOAC: it accepts the application context of an AARQ that
// has an RTORQ. RTSE alone uses A-ASSOCIATE, X.218 8.2.
func (s *presentationState) opens(p acse.APDU) bool {
	aare, ok := p.(*acse.AssociateResponse)
	return ok && aare.Result == acse.Accepted && s.opening.Present && aare.ApplicationContext == s.request.application
}

// externalInBER reports whether the value of an EXTERNAL in context c is encoded in BER. direct is
// its direct reference, or zero. While several transfer syntaxes are proposed for c that names one
// of them, X.680 EXTERNAL; peers that name none take the first.
func externalInBER(c *ppm.Context, direct *osi.OID) bool {
	switch {
	case c == nil:
		return encodesBER(direct)
	case selected(c):
		return inBER(c)
	case slices.Contains(c.Offered, *direct):
		return encodesBER(direct)
	}
	return encodesBER(&c.Offered[0])
}

// A request is of an AARQ what its answers depend on; zero if none was seen.
type request struct {
	application  osi.OID // application context name
	names        acse.ContextNames
	versions     acse.Versions
	requirements acse.Requirements
}

func requestOf(p *acse.AssociateRequest) request {
	return request{p.ApplicationContext, bytes.Clone(p.ApplicationContexts), p.Versions, p.Requirements}
}

// answers checks that p answers the AARQ.
func (q *request) answers(p *acse.AssociateResponse) error {
	if q.application.IsZero() {
		return nil
	}
	return p.Answers(&acse.AssociateRequest{
		Versions: q.versions, ApplicationContext: q.application, ApplicationContexts: q.names, Requirements: q.requirements,
	})
}

// fits checks that the APDU may stand where it does, X.227 Table 8, and that it is its sender's
// turn. It reports whether to go on.
func (a *association) fits(r *run, at *place, p acse.APDU, b []byte, off int64) bool {
	carrier := carrierOf(at.use, at.ppdu)
	if at.within != nil {
		carrier = acpm.OtherPrimitive
	}
	if _, ok := p.(*acse.Abort); ok && carrier == acpm.PConnectProviderNo { // user data that osi.RejectUserData tolerates
		return true
	}
	if err := acpm.Fits(carrier, p); err != nil {
		return r.fail(osi.ACSE, err, b, off)
	}
	return at.repeats || !a.presentation.contexts.Begun() || a.inAssociation(r, at.from, carrier, p, b, off)
}

// inAssociation checks that a conforming end d may now send the APDU p, nil for none, in the
// primitive, X.227 Annex A. It reports whether to go on.
func (a *association) inAssociation(r *run, d osi.Direction, c acpm.Carrier, p acse.APDU, b []byte, off int64) bool {
	w := &a.presentation.order
	if r.config.Order == OrderOff || r.config.Top < osi.ACSE {
		return true
	}
	if err := w.See(d, c, p); err != nil {
		if !r.outOfTurn(osi.ACSE, err, b, off) {
			return false
		}
		*w = acpm.Midway()
	}
	return true
}

// carrierOf returns the presentation service primitive that the PPDU p is, as X.227 tells them
// apart; p is nil if the session primitive has no PPDU.
func carrierOf(u use, p presentation.PPDU) acpm.Carrier {
	cpr, _ := p.(*presentation.ConnectReject)
	_, arp := p.(*presentation.AbnormalReleaseProvider)
	switch c := carriers[u.primitive]; {
	case c == acpm.PConnectReject && (cpr == nil || cpr.Reason.Present):
		return acpm.PConnectProviderNo
	case c == acpm.PReleaseAccept && u.negative:
		return acpm.PReleaseReject
	case c == acpm.PUserAbort && (arp || u.provider):
		return acpm.PProviderAbort
	default:
		return c
	}
}

// carriers has the presentation service primitive of each session primitive, issued by the user and
// affirmative.
var carriers = func() (list [presentation.SUnitData + 1]acpm.Carrier) {
	for i := range list {
		list[i] = acpm.OtherPrimitive
	}
	list[presentation.SConnect], list[presentation.SConnectAccept], list[presentation.SConnectReject] = acpm.PConnect, acpm.PConnectAccept, acpm.PConnectReject
	list[presentation.SRelease], list[presentation.SReleaseConfirm] = acpm.PRelease, acpm.PReleaseAccept
	list[presentation.SUserAbort] = acpm.PUserAbort
	return list
}()
