package stack

import (
	"bytes"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/session"
	"github.com/osi-go/osi/transport"
)

// nsdu takes one NSDU. It holds one TPDU in class 0, and one or several in the others, X.224 6.4.
func (a *association) nsdu(r *run, d osi.Direction, b []byte, off int64) outcome {
	if a.foreignNSDU(r, b) {
		r.tell(0, nil, b, off, 0)
		return alone
	}
	if a.transport.Format().Class == 0 {
		return a.tpdu(r, d, b, off)
	}
	at := off
	for tpdu, err := range transport.Split(b, a.transport.Format()) {
		if err != nil {
			r.fail(osi.Transport, err, b, off)
			break
		}
		a.tpdu(r, d, tpdu, at)
		at += int64(len(tpdu))
	}
	return alone
}

// tpdu takes one TPDU.
func (a *association) tpdu(r *run, d osi.Direction, b []byte, off int64) outcome {
	t, q, h := &a.transport, &r.transport, &a.halves[d]
	q.Tolerated, q.Format = 0, t.Format()
	p, err := q.Decode(b)
	if err != nil {
		if !r.gate || !h.flow.passes(ofTPDUs) { // a TSDU that is held is dropped with what is wrong in it
			a.reset(d)
		}
		r.fail(osi.Transport, err, b, off)
		return alone
	}
	_, data := p.(*transport.Data)
	if skip := r.skips(osi.Transport, q.Tolerated) || data && r.skip&SkipData != 0; !skip && !r.tell(osi.Transport, p, b, off, q.Tolerated) {
		return alone
	}
	spdu, other := a.connectData(r.config, p)
	if n := len(other); n > 0 && !r.excused(osi.Class0UserData) && !r.broke(ruleConnectData, p, len(b)-n, n, 0, b, off) {
		return alone
	}
	r.moved = r.moved || !t.Settled(d)
	if err := t.See(d, p, b); err != nil {
		if !r.fail(osi.Transport, err, b, off) {
			return alone
		}
		t.Lose() // decoding goes on
	}
	r.note(&t.Leniency)
	switch p := p.(type) {
	case *transport.Data:
		if t.Format().Class != 0 { // its TSDUs may be multiplexed and out of order
			return alone
		}
		return a.data(r, d, p, b, off)
	case *transport.ExpeditedData:
		r.moved = true
		return a.expedited(r, d, p, b, off)
	case *transport.ConnectionRequest:
		a.session.begin(r.config, d)
		a.session.early = len(spdu) > 0
	case *transport.ConnectionConfirm:
		if a.session.early && len(spdu) == 0 { // the SCN was ignored
			a.session.begin(r.config, d^1)
		}
		a.session.order.Expedited = t.Expedited()
	default:
	}
	r.moved = true
	h.drop()
	if len(spdu) > 0 {
		a.tsdu(r, d, session.FlowNormal, spdu, off+int64(len(b)-len(spdu)))
	}
	return alone
}

// connectData returns the user data of a CR or CC: spdu is a short form that begins or answers a
// session connection, X.225 6.1.4 with Amd.1, and other what session does not allow.
func (a *association) connectData(c *Config, p transport.TPDU) (spdu, other []byte) {
	switch p := p.(type) {
	case *transport.ConnectionRequest:
		if other = p.UserData; len(other) > 0 && other[0]&^7 == session.TypeSCN.SI() {
			return other, nil
		}
	case *transport.ConnectionConfirm:
		if other = p.UserData; a.session.early {
			return other, nil
		}
	default:
	}
	if c.Top < osi.Session || c.Guess {
		return nil, nil
	}
	return nil, other
}

// expedited takes an ED TPDU. If it arrives within a TSDU, which was sent before it, its TSDU is
// taken behind that.
func (a *association) expedited(r *run, d osi.Direction, p *transport.ExpeditedData, b []byte, off int64) outcome {
	if a.transport.Format().Class != 0 {
		return alone
	}
	if !a.transport.Expedited() { // which class0-expedited tolerates
		a.session.order.Expedite()
	}
	at := off + int64(len(b)-len(p.UserData))
	if h := &a.halves[d]; h.parts && !h.flow.passes(ofTPDUs) {
		if n, most := len(h.early), r.config.Limits.Segments; n >= most {
			r.broke(ruleExpedited, p, 0, n+1, most, b, off)
			return alone
		}
		h.early = append(h.early, expeditedTSDU{bytes.Clone(p.UserData), at})
		return unfinished
	}
	a.tsdu(r, d, session.FlowExpedited, p.UserData, at)
	return complete
}

// data takes a DT TPDU.
func (a *association) data(r *run, d osi.Direction, p *transport.Data, b []byte, off int64) outcome {
	h := &a.halves[d]
	if len(p.UserData) == 0 && !p.EOT && !h.parts { // some peers send it to keep the connection alive: it is no part of a TSDU
		return complete
	}
	if h.flow.passes(ofTPDUs) {
		return a.piece(r, d, p, b, off)
	}
	if first := !h.parts; !p.EOT && a.flows(r, d, p, first) {
		h.parts = true
		if h.tsdu.Reset(); h.flow.fault != nil {
			return a.piece(r, d, p, b, off)
		}
		return complete
	}
	tsdu, done, err := h.tsdu.Add(p)
	switch {
	case err != nil:
		if e := osi.AsError(err); e != nil {
			e.Offset = len(b) - len(p.UserData) // in the TPDU, not in the TSDU
		}
		h.drop()
		r.fail(osi.Transport, err, b, off)
		return alone
	case !done:
		h.parts = true
		return unfinished
	}
	at := off + int64(len(b)-len(p.UserData))
	h.parts = false
	r.moved = r.moved || len(h.early) > 0 || !bareData(tsdu)
	a.tsdu(r, d, session.FlowNormal, tsdu, at)
	if h.tsdu.Held() > keptBuffer {
		h.tsdu.Reset()
	}
	for _, x := range h.early {
		if r.stopped {
			break
		}
		a.tsdu(r, d, session.FlowExpedited, x.octets, x.at)
	}
	h.early = nil
	return complete
}

// foreignNSDU reports whether the NSDUs are of another protocol than transport. With Config.Guess
// the first one decides.
func (a *association) foreignNSDU(r *run, b []byte) bool {
	if g := &a.guess; r.config.Guess && !g.transport {
		g.transport, g.noTransport = true, !transport.Begins(b)
	}
	return a.guess.noTransport
}
