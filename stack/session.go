package stack

import (
	"slices"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/presentation"
	"github.com/osi-go/osi/session"
	"github.com/osi-go/osi/session/spm"
)

// sessionState is the state of the session connections of one transport connection.
type sessionState struct {
	order  spm.Monitor       // whose turn it is
	agreed session.Agreement // what decoding depends on
	early  bool              // it was begun by an SCN in the CR
}

// begin begins a transport connection that d has set up.
func (s *sessionState) begin(c *Config, d osi.Direction) {
	*s = sessionState{}
	s.order.Initiator, s.order.Tolerate, s.order.Summary = d, c.Tolerate, c.Summary
	s.agreed.Tolerate, s.agreed.Short = c.Tolerate, c.Summary.Units
}

// settled reports whether a DT of d is in turn and changes nothing.
func (s *sessionState) settled(c *Config, d osi.Direction) bool {
	return c.Order == OrderOff || s.order.Settled(d)
}

func (s *sessionState) memory() int { return s.order.Memory() + s.agreed.Memory() }

// tsdu takes a TSDU of the flow.
func (a *association) tsdu(r *run, d osi.Direction, flow session.Flow, b []byte, off int64) {
	if r.config.Top < osi.Session {
		return
	}
	if a.foreignTSDU(r, b) {
		r.tell(0, nil, b, off, 0)
		return
	}
	n, q := a.addressed(b), &r.session
	s := &n.session
	q.Tolerated, q.Flow, q.Version, q.SerialDigits = 0, flow, s.agreed.Version(), s.agreed.SerialDigits()
	q.Units = s.agreed.Units()
	q.Extended = s.agreed.Extended(d) || !q.Units.Present
	if n != a { // only the one around it needs the unit
		q.Units.Value |= session.FUNestedConnections
	}
	spdus, err := q.TSDU(b)
	if err != nil {
		n.halves[d].ssdu.Reset()
		if r.fail(osi.Session, err, b, off) { // decoding goes on, but what the SPDU was is not known
			s.order.Lose()
		}
		return
	}
	if most := s.agreed.MaxTSDU(d); most > 0 && len(b) > most && spdus[0].Type() != session.TypeCN && /* which begins anew */ !r.broke(ruleTSDUSize, spdus[0], 0, len(b), most, b, off) {
		return
	}
	if len(spdus) > 1 {
		a.concatenated(r, d, spdus, b, off)
	} else if p := spdus[0]; r.skips(osi.Session, q.Tolerated) || r.tell(osi.Session, p, b, off, q.Tolerated) {
		a.spdu(r, d, p, b, off)
	}
}

// concatenated takes the SPDUs of the TSDU b, which are several.
func (a *association) concatenated(r *run, d osi.Direction, spdus []session.SPDU, b []byte, off int64) {
	if p := ofAnother(spdus, b); p != nil && !r.broke(ruleNested, p, 0, int(session.CommonOf(p).Nested.Value), 0, b, off) {
		return
	}
	r.raw = appendRaw(r.raw[:0], spdus, b)
	if t := r.session.Tolerated; !r.skips(osi.Session, t) {
		for i, p := range spdus {
			if !r.tell(osi.Session, p, r.raw[i].Octets, off+int64(r.raw[i].Offset), t) {
				return
			}
			t = 0
		}
	}
	for i, p := range session.ProcessingOrder(spdus) {
		if s := &r.raw[i]; !a.spdu(r, d, p, s.Octets, off+int64(s.Offset)) {
			return
		}
	}
}

// appendRaw appends where each of the SPDUs lies in its TSDU.
func appendRaw(list []session.Raw, spdus []session.SPDU, tsdu []byte) []session.Raw {
	if len(spdus) == 2 && tsdu[1] == 0 { // nearly always: a GT or PT without parameters in front of another
		return append(list, session.Raw{Octets: tsdu[:2:2]}, session.Raw{Octets: tsdu[2:], Offset: 2})
	}
	for f, err := range session.SPDUs(tsdu) {
		if err == nil {
			list = append(list, f)
		}
	}
	return list
}

// foreignTSDU reports whether the TSDUs are of another protocol than session. With Config.Guess the
// first octet of the first one decides.
func (a *association) foreignTSDU(r *run, b []byte) bool {
	if g := &a.guess; r.config.Guess && !g.session && len(b) > 0 {
		g.session, g.noSession = true, !session.Begins(b)
	}
	return a.guess.noSession
}

// spdu takes a decoded SPDU of d, and the SSDU that it ends. It reports whether to go on.
func (a *association) spdu(r *run, d osi.Direction, p session.SPDU, b []byte, off int64) bool {
	common, t := session.CommonOf(p), p.Type()
	n, ok := a, true
	if id := common.Nested; id.Present {
		n, ok = a.nest(r.config, d, p, id.Value)
	}
	ok = ok && (n.alone() || n.keepsOrder(d, p) || a.session.order.Lost())
	r.nested, r.connects = common.Nested, false
	if !ok && !r.outOfTurn(osi.Session, &osi.Error{Rule: ruleNested, PDU: p.String(), Got: int(common.Nested.Value)}, b, off) {
		return false
	}
	a = n
	s, h := &a.session, &a.halves[d]
	r.moved = r.moved || a.parent != nil || !s.settled(r.config, d)
	part := common.Enclosure
	if h.rest && restOf(p, part, h) {
		return true
	}
	early := part.Begins() && part.Ends() || t == session.TypeCDO // the others are events once they are complete, X.225 A.4.2.3
	if (early || part.Begins()) && !a.inTurn(r, d, p, early, b, off) {
		return false
	}
	if r.connects = t == session.TypeCN; r.connects {
		a.associate()
	}
	if part.Begins() {
		err := s.agreed.Take(d, p)
		if r.note(&s.agreed.Leniency); err != nil && !r.fail(osi.Session, err, b, off) {
			return false
		}
	}
	if !s.segments(d, p) && !r.broke(ruleSegmenting, p, 0, int(b[0]), 0, b, off) {
		return false
	}
	passed := false // its pieces have passed
	if !early {
		var err error
		if passed, err = a.segment(r, d, p, b); err != nil {
			return a.failPiece(r, d, err, b, off)
		}
	}
	whole, done, err := h.ssdu.Add(p)
	switch {
	case err != nil:
		return r.fail(osi.Session, err, b, off)
	case !done:
		return !r.stopped
	case !early && !a.inTurn(r, d, whole, true, b, off):
		return false
	}
	if !passed && !a.ssdu(r, d, whole, b, off) {
		return false
	}
	if h.ssdu.Held() > keptBuffer && !h.ssdu.Pending() {
		h.ssdu.Reset()
	}
	a.void(d, p)
	a.ended = a.ended || endsConnection(t)
	return !r.config.Transfers || a.activity(r, d, whole, b, off)
}

// restOf reports whether p belongs to an SSDU whose beginning was not seen.
func restOf(p session.SPDU, part session.Enclosure, h *half) bool {
	goesOn := !part.Begins() || p.Type() == session.TypeCDO
	t := p.Type()
	between := t == session.TypeGT || t == session.TypePT || t == session.TypePR || t == session.TypeEX // they may stand between segments
	if between && !goesOn {
		h.rest = part.Ends()
		return false
	}
	h.rest = goesOn && !part.Ends()
	return goesOn
}

// inTurn checks that a conforming end d may now send p, X.225 Annex A. p is complete if happens is
// true, else its first segment. It reports whether to go on.
func (a *association) inTurn(r *run, d osi.Direction, p session.SPDU, happens bool, b []byte, off int64) bool {
	w, t := &a.session.order, p.Type()
	if t == session.TypeSCN && r.gate && r.config.Summary.Units == 0 && !r.broke(ruleShortForm, p, 0, int(b[0]), 0, b, off) {
		return false
	}
	if r.config.Order == OrderOff {
		return true
	}
	if (t == session.TypePR || t == session.TypeEX) && a.carrier == TSDUs { // the flow is not told, nor is it one stream with the other
		w.Overtaking = true
		w.Expedite()
	}
	if fn, ok := p.(*session.Finish); ok && a.parent != nil { // either end keeps the transport connection, X.225 Amd.2
		ends := *fn
		ends.Disconnect, p = osi.Opt[session.TransportDisconnect]{}, &ends
	}
	var err error
	if happens {
		err = w.See(d, p)
	} else {
		err = w.May(d, p)
	}
	if r.note(&w.Leniency); err == nil {
		return true
	}
	ok := r.outOfTurn(osi.Session, err, b, off)
	if ok {
		w.Lose()
	}
	return ok
}

// segments reports whether p has an Enclosure Item exactly if a maximum TSDU size is agreed for d.
func (s *sessionState) segments(d osi.Direction, p session.SPDU) bool {
	var enclosure session.Enclosure
	switch p := p.(type) {
	case *session.DataTransfer:
		enclosure = p.Enclosure
	case *session.TypedData:
		enclosure = p.Enclosure
	default:
		return true
	}
	return !s.agreed.Units().Present || (s.agreed.MaxTSDU(d) > 0) == (enclosure != session.EnclosureNone)
}

// ssdu takes the SSDU of the complete SPDU p; b and off are those of its last segment.
func (a *association) ssdu(r *run, d osi.Direction, p session.SPDU, b []byte, off int64) bool {
	if r.config.Top < osi.Presentation {
		return true
	}
	data := p.SSDU()
	if n := len(b) - len(data); n >= 0 && len(data) > 0 && &b[n] == &data[0] { // it ends the SPDU
		off += int64(n)
	}
	u, ok := useOf(p)
	if !ok {
		return len(data) == 0 || r.tell(0, nil, data, off, 0)
	}
	return a.userData(r, d, u, data, off)
}

// userData takes the user data of a session service primitive.
func (a *association) userData(r *run, d osi.Direction, u use, data []byte, off int64) bool {
	switch {
	case len(data) == 0 && (u.provider || !slices.Contains(demandPPDU[:], u.primitive)):
		return a.silent(r, d, u, data, off)
	case a.bare(r, u.primitive, data):
		return len(data) == 0 || r.tell(0, nil, data, off, 0)
	}
	return a.ppdu(r, d, u, data, off)
}

// demandPPDU has the primitives that ppdu judges without user data, too: X.226 8.2 demands a CP or
// CPA, and a PPDU in data; X.227 7.2.3.1 an APDU in a release, for which complete looks if there is
// ACSE.
var demandPPDU = [...]presentation.Primitive{
	presentation.SConnect, presentation.SConnectAccept, presentation.SRelease, presentation.SReleaseConfirm,
	presentation.SData, presentation.STypedData, presentation.SExpeditedData,
}

// associate begins a session connection. What was known of the one before is dropped.
func (a *association) associate() {
	a.presentation.begin(a.presentation.contexts.Limits)
	a.nested, a.ended, a.transfers = nil, false, [2]*transfer{}
	for i := range a.halves {
		a.halves[i].dropSSDU()
	}
}
