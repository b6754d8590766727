package stack

import (
	"github.com/osi-go/osi"
	"github.com/osi-go/osi/presentation"
)

// presentationState is that of a presentation connection and of the ACSE association on it.
type presentationState struct {
	cp        *presentation.Connect // what its answer depends on; nil when none was seen
	mode      presentation.Mode
	modeKnown bool // from a CP or CPA
	contexts  contexts

	application osi.OID // application context name of the AARQ; zero when none was seen
}

func (s *presentationState) kept() int { return s.contexts.kept() }

// x410 reports whether the connection is in X.410-1984 mode.
func (s *presentationState) x410() bool { return s.modeKnown && s.mode == presentation.X410Mode }

// ppdu takes the PPDU b that the session primitive p carries, and reports whether to go on.
func (a *association) ppdu(r *run, d osi.Direction, p presentation.Primitive, b []byte, off int64) bool {
	s, q := &a.presentation, &r.presentation
	at := place{from: d, primitive: p, ppdu: p}
	r.primitive = p
	if len(b) == 0 && (p == presentation.SRelease || p == presentation.SReleaseConfirm) {
		return a.complete(r, &at, b, off)
	}
	q.Tolerated = 0
	q.Simple = s.x410() || s.contexts.simple(d)
	if !s.modeKnown || s.contexts.nominated[d] != 0 { // met midway, or values of one context are simply encoded: X.226 8.4.1
		q.Simple = len(b) > 0 && b[0] != 0x61
	}
	if p == presentation.SData { // nearly always
		v, err := q.Data(p, b)
		if err != nil {
			return r.fail(osi.Presentation, err, b, off)
		}
		at.ppdu = v
		return r.tell(osi.Presentation, v, b, off, q.Tolerated) && a.values(r, &at, &v.UserData, b, off)
	}
	v, err := q.Decode(p, b)
	if err != nil {
		return r.fail(osi.Presentation, err, b, off)
	}
	if at.ppdu = v; !r.tell(osi.Presentation, v, b, off, q.Tolerated) {
		return false
	}
	if err := a.follow(r, d, p, v); err != nil && !r.fail(osi.Presentation, err, b, off) {
		return false
	}
	ok := true
	switch v := v.(type) {
	case *presentation.Connect:
		ok = a.opening(r, v, v.Mode, v.X410, v.X410Offset, off) && a.values(r, &at, &v.UserData, b, off)
		for i := range v.Continued { // the same data in other transfer syntaxes, X.226 8.2
			again := place{from: d, primitive: p, ppdu: v}
			ok = ok && a.values(r, &again, &v.Continued[i], b, off)
		}
	case *presentation.ConnectAccept:
		ok = a.opening(r, v, v.Mode, v.X410, v.X410Offset, off) && a.values(r, &at, &v.UserData, b, off)
	case *presentation.ConnectReject:
		ok = a.opening(r, v, v.Mode, v.X410, v.X410Offset, off) && a.values(r, &at, &v.UserData, b, off)
	case *presentation.AbnormalReleaseUser:
		ok = a.opening(r, v, v.Mode, v.X410, v.X410Offset, off) && a.values(r, &at, &v.UserData, b, off)
	case *presentation.AlterContext:
		ok = a.values(r, &at, &v.UserData, b, off)
		s.contexts.await(d)
	case *presentation.AlterContextAcknowledge:
		ok = a.values(r, &at, &v.UserData, b, off)
	case *presentation.Resynchronize:
		ok = a.values(r, &at, &v.UserData, b, off)
	case *presentation.Data:
		if p == presentation.STokenPlease && s.x410() {
			return a.opening(r, v, presentation.X410Mode, v.UserData.Simple, v.UserData.Offset, off)
		}
		ok = a.values(r, &at, &v.UserData, b, off)
	case *presentation.UnitData:
		ok = a.values(r, &at, &v.UserData, b, off)
	case *presentation.AbnormalReleaseProvider: // has no user data
	}
	return ok && a.complete(r, &at, b, off)
}

// follow takes what a PPDU says of the connection.
func (a *association) follow(r *run, d osi.Direction, p presentation.Primitive, v presentation.PPDU) error {
	c := &a.presentation.contexts
	switch v := v.(type) {
	case *presentation.Connect:
		a.presentation = presentationState{cp: proposal(v), mode: v.Mode, modeKnown: true}
		c.propose(d, a.presentation.cp)
	case *presentation.ConnectAccept:
		return a.accept(v)
	case *presentation.AlterContext:
		return c.alter(d, v, r.config.Limits.Contexts)
	case *presentation.AlterContextAcknowledge:
		return c.acknowledge(d, v)
	case *presentation.Resynchronize:
		return c.resynchronize(d, v)
	case *presentation.Data:
		switch p {
		case presentation.SUserExceptionReport, presentation.SActivityInterrupt, presentation.SActivityDiscard:
			c.disrupt()
		default:
		}
	case *presentation.AbnormalReleaseUser:
		if c.listed() && !v.UserData.IsZero() && len(v.Contexts) == 0 && !r.excused(osi.AbortWithoutContexts) {
			return &osi.Error{Rule: ruleAbortContexts, PDU: v.String()}
		}
	case *presentation.ConnectReject:
		if a.presentation.cp != nil && a.presentation.cp.Mode == v.Mode {
			return presentation.CheckReject(a.presentation.cp, v)
		}
	case *presentation.AbnormalReleaseProvider, *presentation.UnitData:
	}
	return nil
}

// complete checks, at the end of a PPDU, that the APDU of ACSE is there that X.227 6.3 and Table 8
// demand: ACSE alone uses P-CONNECT and P-RELEASE. An application without ACSE is tolerated where
// no context of ACSE is proposed, or defined.
func (a *association) complete(r *run, at *place, b []byte, off int64) bool {
	c := &a.presentation.contexts
	if !c.judged || at.apdus > 0 || r.config.Top < osi.ACSE {
		return true
	}
	switch at.primitive {
	case presentation.SConnect, presentation.SConnectAccept, presentation.SRelease, presentation.SReleaseConfirm:
	case presentation.SConnectReject:
		if v, ok := at.ppdu.(*presentation.ConnectReject); ok && v.Reason.Present { // by the provider
			return true
		}
	default:
		return true
	}
	if !c.serves(osi.ACSE) && r.excused(osi.WithoutACSE) {
		return true
	}
	return r.broke(ruleNoAPDU, at.ppdu, len(b), 0, 0, b, off)
}

// bare reports whether the connection has no presentation protocol, which Config.Guess asks to be
// guessed by the first octet of its first SSDU: a CP, CPA, CPR or ABORT begins with 30, 31 or A0,
// user data with 61, all other with A0, A1 or 61.
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

// proposal returns a copy of what a CP proposes: all that its answer depends on.
func proposal(p *presentation.Connect) *presentation.Connect {
	c := *p
	c.X410, c.CallingSelector, c.CalledSelector, c.UserData, c.Continued, c.Undefined, c.UndefinedOuter = nil, nil, nil, presentation.UserData{}, nil, nil, nil
	return c.Clone()
}

// accept takes the CPA that answers the CP.
func (a *association) accept(p *presentation.ConnectAccept) error {
	s := &a.presentation
	switch {
	case s.cp == nil && a.session.phase != unknown:
		return &osi.Error{Rule: rulePPDUState, PDU: p.String()}
	case s.cp == nil:
		s.mode, s.modeKnown = p.Mode, true
		return nil
	case p.Mode != s.mode:
		return &osi.Error{Rule: ruleMode, PDU: p.String()}
	case p.Mode == presentation.X410Mode:
		return nil
	}
	set, err := presentation.Established(s.cp, p)
	if err != nil {
		return err
	}
	s.contexts.accept(set)
	return nil
}
