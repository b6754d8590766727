package stack

import (
	"slices"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/acse/acpm"
	"github.com/osi-go/osi/presentation"
	"github.com/osi-go/osi/presentation/ppm"
)

// presentationState is the state of a presentation connection and of the ACSE association on it.
type presentationState struct {
	contexts ppm.Monitor
	order    acpm.Monitor // whose turn it is in ACSE
	memory   int          // octets that contexts holds
	last     int64        // the context of the last value; 0: none
	noACSE   bool         // a default context without a name is not of ACSE: the CP has no APDU of it

	request request          // of the AARQ
	opening osi.Opt[opening] // of the RTORQ
}

// begin begins a connection.
func (s *presentationState) begin(l osi.Limits) {
	*s = presentationState{}
	s.contexts.Limits = l
}

// x410 reports whether the connection is in X.410-1984 mode.
func (s *presentationState) x410() bool {
	mode, known := s.contexts.Mode()
	return known && mode == osi.X410Mode
}

// associates reports whether there is an ACSE association on the connection.
func (s *presentationState) associates() bool { return s.contexts.Begun() && s.serves(osi.ACSE) }

// silent takes a session service primitive without user data.
func (a *association) silent(r *run, d osi.Direction, u use, b []byte, off int64) bool {
	s := &a.presentation
	r.primitive = u.primitive
	switch p := u.primitive; {
	case p == presentation.SConnectReject && !u.provider && !a.guess.noPresentation: // X.226 7.1.3
		return r.broke(presentationEmpty, p, 0, 0, 1, b, off)
	case slices.Contains(disruptive[:], p):
		r.empty.Primitive = p
		if err := s.contexts.Take(d, &r.empty); err != nil && !r.fail(osi.Presentation, err, b, off) {
			return false
		}
		s.disrupt(d, p)
	case (p == presentation.SConnectReject || p == presentation.SUserAbort) && s.associates():
		return a.inAssociation(r, d, carrierOf(u, nil), nil, b, off)
	}
	return true
}

// disruptive has the primitives without user data that presentation or ACSE take notice of.
var disruptive = [...]presentation.Primitive{
	presentation.SUserExceptionReport, presentation.SResynchronize, presentation.SResynchronizeConfirm,
	presentation.SActivityInterrupt, presentation.SActivityInterruptConfirm, presentation.SActivityDiscard, presentation.SActivityDiscardConfirm,
}

// disrupt takes a primitive that ends a release in progress, X.227 A.4.
func (s *presentationState) disrupt(d osi.Direction, p presentation.Primitive) {
	if p == presentation.SResynchronize || p == presentation.SUserExceptionReport {
		s.order.Disrupt(d)
	}
}

// ppdu takes the PPDU b that the session service primitive carries, and reports whether to go on.
func (a *association) ppdu(r *run, d osi.Direction, u use, b []byte, off int64) bool {
	s, q, p := &a.presentation, &r.presentation, u.primitive
	at := place{from: d, use: u}
	r.primitive = p
	if len(b) == 0 && releases(p) {
		return a.complete(r, &at, b, off)
	}
	if s.x410() && r.config.Top >= osi.ACSE && releases(p) && !r.broke(ruleX410Release, p, 0, int(b[0]), 0, b, off) {
		return false
	}
	q.Tolerated = 0
	q.Simple = s.x410() || s.contexts.Simple(d)
	if _, known := s.contexts.Mode(); !known || s.contexts.Nominated(d, p) != 0 { // begun before it was seen, or values of one context are simply encoded: X.226 8.4.1
		q.Simple = len(b) > 0 && b[0] != 0x61
	}
	if p == presentation.SData { // nearly always
		v, err := q.Data(p, b)
		if err != nil {
			return r.fail(osi.Presentation, err, b, off)
		}
		if at.ppdu = v; !s.contexts.Settled(d) {
			if err := s.contexts.Take(d, v); err != nil {
				return r.fail(osi.Presentation, err, b, off)
			}
		}
		return r.tell(osi.Presentation, v, b, off, q.Tolerated) && a.values(r, &at, &v.UserData, b, off)
	}
	v, err := q.Decode(p, b)
	if err != nil {
		return r.fail(osi.Presentation, err, b, off)
	}
	if at.ppdu = v; !r.skips(osi.Presentation, q.Tolerated) && !r.tell(osi.Presentation, v, b, off, q.Tolerated) {
		return false
	}
	if err := a.follow(r, d, u, v); err != nil && !r.fail(osi.Presentation, err, b, off) {
		return false
	}
	s.disrupt(d, p)
	carried := bodyOf(v)
	switch {
	case carried.data == nil: // an ARP
	case p == presentation.STokenPlease && s.x410() && r.config.Top >= osi.RTSE:
		return a.opening(r, v, carried.data.Simple, off+int64(carried.data.Offset))
	case carried.mode == osi.X410Mode && !a.opening(r, v, *carried.x410, off+int64(carried.offset)),
		!a.values(r, &at, carried.data, b, off):
		return false
	}
	if cp, ok := v.(*presentation.Connect); ok {
		for i := range cp.Continued { // the same data in other transfer syntaxes, X.226 8.2
			again := place{from: d, use: u, ppdu: v, repeats: true}
			if !a.values(r, &again, &cp.Continued[i], b, off) {
				return false
			}
		}
	}
	return a.complete(r, &at, b, off)
}

// releases reports whether p is P-RELEASE.
func releases(p presentation.Primitive) bool {
	return p == presentation.SRelease || p == presentation.SReleaseConfirm
}

// A body is what a PPDU carries.
type body struct {
	data   *presentation.UserData // nil: the PPDU has none
	mode   osi.Mode
	x410   *[]byte // in X.410-1984 mode, the RTSE APDU in place of data
	offset int     // of it in the PPDU
}

func bodyOf(p presentation.PPDU) body {
	switch p := p.(type) {
	case *presentation.Connect:
		return body{&p.UserData, p.Mode, &p.X410, p.X410Offset}
	case *presentation.ConnectAccept:
		return body{&p.UserData, p.Mode, &p.X410, p.X410Offset}
	case *presentation.ConnectReject:
		return body{&p.UserData, p.Mode, &p.X410, p.X410Offset}
	case *presentation.AbnormalReleaseUser:
		return body{&p.UserData, p.Mode, &p.X410, p.X410Offset}
	case *presentation.AlterContext:
		return body{data: &p.UserData}
	case *presentation.AlterContextAcknowledge:
		return body{data: &p.UserData}
	case *presentation.Resynchronize:
		return body{data: &p.UserData}
	case *presentation.Data:
		return body{data: &p.UserData}
	case *presentation.UnitData:
		return body{data: &p.UserData}
	case *presentation.AbnormalReleaseProvider:
	}
	return body{}
}

// follow takes what a PPDU says of the connection.
func (a *association) follow(r *run, d osi.Direction, u use, v presentation.PPDU) error {
	c := &a.presentation.contexts
	if user, session := userRequirements(v), u.units; session.Present && user&^uint16(session.Value) != 0 {
		return &osi.Error{Rule: ruleSessionUnits, PDU: v.String(), Got: int(user), Want: int(session.Value)}
	}
	if a.parent != nil && outermost(v) {
		return &osi.Error{Rule: ruleNestedPPDU, PDU: v.String()}
	}
	if aru, ok := v.(*presentation.AbnormalReleaseUser); ok && c.Lists() && !listsContexts(aru, c.Only(d, presentation.SUserAbort)) &&
		!r.excused(osi.AbortWithoutContexts) {
		return &osi.Error{Rule: ruleAbortContexts, PDU: v.String()}
	}
	err := c.Take(d, v)
	a.presentation.memory = c.Memory()
	return err
}

// userRequirements returns the functional units of session that the user of presentation asks for.
// The session requirements supplement them, X.226 6.2.2.12 and 6.2.3.9. Both have the same bits.
func userRequirements(v presentation.PPDU) uint16 {
	switch p := v.(type) {
	case *presentation.Connect:
		return uint16(p.SessionRequirements.Value)
	case *presentation.ConnectAccept:
		return uint16(p.SessionRequirements.Value)
	default:
		return 0
	}
}

// listsContexts reports whether an ARU lists the contexts of its values, X.226 6.4.2.1. only is
// that of simply encoded ones; the default context, with identifier 0, has no place in the list.
func listsContexts(p *presentation.AbnormalReleaseUser, only *ppm.Context) bool {
	if p.UserData.Simple != nil {
		return p.Contexts != nil && (len(p.Contexts) > 0 || only.ID == 0)
	}
	for i := range p.UserData.PDVs {
		id := p.UserData.PDVs[i].Context
		if !slices.ContainsFunc(p.Contexts, func(n presentation.ContextName) bool { return n.ID == id }) {
			return false
		}
	}
	return true
}

// complete checks, at the end of a PPDU, that it held the ACSE APDU that X.227 6.3 and Table 8
// demand: ACSE alone uses P-CONNECT and P-RELEASE. An application without ACSE may be tolerated
// if no context of ACSE is proposed or defined.
func (a *association) complete(r *run, at *place, b []byte, off int64) bool {
	s := &a.presentation
	if !s.contexts.Begun() || at.apdus > 0 || r.config.Top < osi.ACSE {
		return true
	}
	carrier := carrierOf(at.use, at.ppdu)
	err := acpm.Fits(carrier, nil)
	s.noACSE = s.noACSE || carrier == acpm.PConnect
	switch {
	case !s.serves(osi.ACSE):
		return err == nil || r.excused(osi.WithoutACSE) || r.fail(osi.ACSE, osi.Rebase(err, at.name().String(), len(b)), b, off)
	case err != nil:
		return r.fail(osi.ACSE, osi.Rebase(err, at.name().String(), len(b)), b, off)
	}
	return a.inAssociation(r, at.from, carrier, nil, b, off)
}

// bare reports whether the connection has no presentation protocol. With Config.Guess the first
// octet of its first SSDU decides: a CP, CPA, CPR, ARU or ARP begins with 30, 31 or A0, user data
// with 61, any other PPDU with A0, A1 or 61.
func (a *association) bare(r *run, p presentation.Primitive, data []byte) bool {
	if g := &a.guess; r.config.Guess && !g.presentation {
		g.presentation = true
		switch {
		case p == presentation.SConnect || p == presentation.SConnectAccept:
			g.noPresentation = len(data) == 0 || data[0] != 0x31
		case len(data) == 0:
			g.presentation = false
		default:
			g.noPresentation = data[0] != 0x61 && data[0] != 0x30 && data[0] != 0x31 && data[0] != 0xa0
		}
	}
	return a.guess.noPresentation
}
