package stack

import (
	"github.com/osi-go/osi"
	"github.com/osi-go/osi/presentation"
	"github.com/osi-go/osi/session"
)

// sessionState is that of a session connection.
type sessionState struct {
	phase     phase
	caller    osi.Direction    // of the CN
	ender     osi.Direction    // of the AB
	finishing [2]bool          // this side's FN is not answered
	cn        *session.Connect // what is negotiated of it; nil when none was seen
	oa        *session.OverflowAccept
	version   session.Version
	units     osi.Opt[session.FunctionalUnits] // selected; absent where that is not known
	digits    int                              // of a serial number
	maxTSDU   [2]int                           // octets that this side may send in one; 0 is unlimited
	extended  [2]bool                          // this side may use extended concatenation
	kept      int                              // octets of memory for cn
}

// tsdu takes a TSDU of the flow.
func (a *association) tsdu(r *run, d osi.Direction, flow session.Flow, b []byte, off int64) {
	if r.config.Top < osi.Session {
		return
	}
	if a.foreignTSDU(r, b) {
		r.tell(0, nil, b, off, 0)
		return
	}
	s, q := &a.session, &r.session
	q.Tolerated, q.Flow, q.Version, q.SerialDigits, q.Extended, q.Units = 0, flow, s.version, s.digits, s.extended[d], s.units
	spdus, err := q.TSDU(b)
	if err != nil {
		a.halves[d].ssdu.Reset()
		r.fail(osi.Session, err, b, off)
		return
	}
	if most := s.maxTSDU[d]; most > 0 && len(b) > most && !r.broke(ruleTSDUSize, spdus[0], 0, len(b), most, b, off) {
		return
	}
	r.frames = frames(r.frames[:0], spdus, b)
	for i, p := range spdus {
		if !r.tell(osi.Session, p, r.frames[i].Octets, off+int64(r.frames[i].Offset), q.Tolerated) {
			return
		}
		q.Tolerated = 0
	}
	for i, p := range session.ProcessingOrder(spdus) {
		if f := &r.frames[i]; !a.spdu(r, d, p, f.Octets, off+int64(f.Offset)) {
			return
		}
	}
}

// frames appends where each of the SPDUs lies in its TSDU.
func frames(list []session.Frame, spdus []session.SPDU, tsdu []byte) []session.Frame {
	switch {
	case len(spdus) == 1:
		return append(list, session.Frame{Octets: tsdu})
	case len(spdus) == 2 && tsdu[1] == 0: // nearly always: a GT or PT without parameters in front of another
		return append(list, session.Frame{Octets: tsdu[:2:2]}, session.Frame{Octets: tsdu[2:], Offset: 2})
	}
	for f, err := range session.SPDUs(tsdu) {
		if err == nil {
			list = append(list, f)
		}
	}
	return list
}

// foreignTSDU reports whether the TSDUs are of another protocol than session, as Config.Guess asks:
// the first octet of the first one decides.
func (a *association) foreignTSDU(r *run, b []byte) bool {
	if g := &a.guess; r.config.Guess && !g.session && len(b) > 0 {
		g.session, g.noSession = true, !session.Begins(b[0])
	}
	return a.guess.noSession
}

// spdu follows a decoded SPDU and takes the SSDU that it ends. It reports whether to go on.
func (a *association) spdu(r *run, d osi.Direction, p session.SPDU, b []byte, off int64) bool {
	s, h := &a.session, &a.halves[d]
	t := h.ssdu.TypeOf(p)
	if !a.mayFollow(d, t) {
		if !r.broke(ruleSPDUState, p, 0, int(b[0]), 0, b, off) {
			return false
		}
		s.phase = unknown // decoding goes on
	}
	if !s.agreed(r, d, t, p, b, off) {
		return false
	}
	switch p := p.(type) {
	case *session.Connect:
		if err := session.CheckProposal(p); err != nil && !r.fail(osi.Session, err, b, off) {
			return false
		}
		a.propose(d, p, b)
	case *session.OverflowAccept:
		if err := s.overflow(p); err != nil && !r.fail(osi.Session, err, b, off) {
			return false
		}
	case *session.Accept:
		if p.Enclosure.Begins() && !s.accepted(r, p, b, off) {
			return false
		}
	case *session.Refuse:
		if err := session.CheckRefusal(s.oa, p); err != nil && !r.fail(osi.Session, err, b, off) {
			return false
		}
	}
	whole, err := h.ssdu.Add(p)
	switch {
	case err != nil:
		return r.fail(osi.Session, err, b, off)
	case whole == nil:
		return !r.stopped
	}
	if !a.ssdu(r, d, whole, b, off) {
		return false
	}
	if h.ssdu.Held() > keep && !h.ssdu.Pending() {
		h.ssdu.Reset()
	}
	a.halves[d^1].ssdu.Void(p)
	s.after(d, t)
	return true
}

// ssdu takes the SSDU of a whole SPDU p; b and off are those of its last segment.
func (a *association) ssdu(r *run, d osi.Direction, p session.SPDU, b []byte, off int64) bool {
	if r.config.Top < osi.Presentation {
		return true
	}
	data := p.SSDU()
	if n := len(b) - len(data); n >= 0 && len(data) > 0 && &b[n] == &data[0] { // it ends the SPDU
		off += int64(n)
	}
	primitive, ok := PrimitiveOf(p)
	switch {
	case !ok && len(data) == 0:
		return true
	case !ok:
		return r.tell(0, nil, data, off, 0)
	case len(data) == 0 && !demandsPPDU(primitive):
		return true
	case a.bare(r, primitive, data):
		return len(data) == 0 || r.tell(0, nil, data, off, 0)
	}
	return a.ppdu(r, d, primitive, data, off)
}

// demandsPPDU reports whether p must have user data: X.226 8.2 for a CP or CPA; for a release X.227
// 7.2.3.1, which is asked where there is ACSE.
func demandsPPDU(p presentation.Primitive) bool {
	switch p {
	case presentation.SConnect, presentation.SConnectAccept, presentation.SRelease, presentation.SReleaseConfirm:
		return true
	default:
		return false
	}
}

// primitive takes the user data b of the session service primitive p, where there is no session
// layer.
func (a *association) primitive(r *run, d osi.Direction, p presentation.Primitive, b []byte, off int64) {
	t := TypeOf(p)
	switch {
	case t == session.TypeNone || !a.mayFollow(d, t):
		r.broke(rulePPDUState, p, 0, 0, 0, b, off)
		return
	case len(b) > r.config.Limits.SSDU:
		r.broke(ruleSSDU, p, 0, len(b), r.config.Limits.SSDU, b, off)
		return
	}
	if t == session.TypeCN {
		a.associate(d)
	}
	if r.config.Top < osi.Presentation || len(b) == 0 && !demandsPPDU(p) || a.ppdu(r, d, p, b, off) {
		a.session.after(d, t)
	}
}

// propose begins the connection that the CN p of d asks for, and forgets the one before.
func (a *association) propose(d osi.Direction, p *session.Connect, b []byte) {
	a.associate(d)
	all := *p
	p.UserData, p.Ignored, p.Identifier, p.CallingSelector, p.CalledSelector = nil, nil, session.References{}, nil, nil
	a.session.cn = clone(p)
	*p = all
	a.session.kept = len(b) - len(p.UserData)
}

// associate begins a session connection that d asks for.
func (a *association) associate(d osi.Direction) {
	a.session = sessionState{phase: calling, caller: d}
	a.presentation = presentationState{}
	for i := range a.halves {
		a.halves[i].ssdu.Reset()
	}
}

// clone returns a copy of p that shares no memory with it.
func clone[T any](p interface{ Clone() T }) *T {
	c := p.Clone()
	return &c
}

// overflow takes an OA.
func (s *sessionState) overflow(p *session.OverflowAccept) error {
	s.oa = clone(p)
	s.maxTSDU[s.caller] = int(p.TSDUSize.Value.ToResponder)
	if s.cn == nil {
		return nil
	}
	return session.CheckOverflow(s.cn, p)
}

// accepted takes an AC, or its first segment.
func (s *sessionState) accepted(r *run, p *session.Accept, b []byte, off int64) bool {
	if s.cn == nil {
		return true
	}
	n, err := session.Negotiate(s.cn, s.oa, p)
	if err != nil && r.config.Tolerate&osi.SurplusSerial != 0 {
		without := *p
		without.InitialSerial, without.SecondInitialSerial = nil, nil
		if again, other := session.Negotiate(s.cn, s.oa, &without); other == nil {
			n, err = again, nil
			r.tolerated |= osi.SurplusSerial
		}
	}
	if err != nil {
		return r.fail(osi.Session, err, b, off)
	}
	s.version, s.units, s.digits = n.Version, osi.Some(n.Units), n.SerialDigits
	s.maxTSDU[s.caller], s.maxTSDU[s.caller^1] = int(n.TSDUSize.ToResponder), int(n.TSDUSize.ToInitiator)
	s.extended[s.caller], s.extended[s.caller^1] = n.ExtendedToResponder, n.ExtendedToInitiator
	return true
}
