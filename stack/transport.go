package stack

import (
	"bytes"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/session"
	"github.com/osi-go/osi/transport"
)

// transportState is that of a transport connection of class 0.
type transportState struct {
	phase  phase
	caller osi.Direction    // of the CR
	ended  [2]bool          // this side has sent DR or ER
	refs   [2]uint16        // each side's own
	size   int              // octets of a TPDU; 0 is not known
	format transport.Format // of what the CC has selected
	cr     []byte           // the CR; nil when none was seen
}

// nsdu takes one NSDU: one TPDU in class 0, one or several in the others, X.224 6.4.
func (a *association) nsdu(r *run, d osi.Direction, b []byte, off int64) outcome {
	if a.foreignNSDU(r, b) {
		r.tell(0, nil, b, off, 0)
		return alone
	}
	if a.transport.format.Class == 0 {
		return a.tpdu(r, d, b, off)
	}
	at := off
	for tpdu, err := range transport.Split(b, a.transport.format) {
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
	q.Tolerated, q.Format = 0, t.format
	p, err := q.Decode(b)
	if err != nil {
		a.reset(d)
		r.fail(osi.Transport, err, b, off)
		return alone
	}
	told := q.Tolerated
	if !r.gate && !r.tell(osi.Transport, p, b, off, told) || !t.mayFollow(r, d, p, b, off) || r.gate && !r.tell(osi.Transport, p, b, off, told) {
		return alone
	}
	if p, ok := p.(*transport.Data); ok {
		if t.format.Class != 0 { // its TSDUs may be multiplexed and out of order
			return alone
		}
		return a.data(r, d, p, b, off)
	}
	r.moved = true
	switch p := p.(type) {
	case *transport.ExpeditedData:
		if t.format.Class != 0 {
			return alone
		}
		a.tsdu(r, d, session.FlowExpedited, p.UserData, off+int64(len(b)-len(p.UserData)))
		if h.parts { // it keeps its place in the stream
			return unfinished
		}
		return complete
	case *transport.ConnectionRequest:
		t.called(d, p, b)
	case *transport.ConnectionConfirm:
		t.confirmed(r, d, p, b, off)
	case *transport.DisconnectRequest, *transport.TPDUError:
		t.end(d)
	default: // of classes that are not followed
	}
	h.tsdu.Reset()
	h.parts = false
	return alone
}

// mayFollow reports whether d may send TPDU p now: X.224 Table A.6, as far as the phase goes.
func (t *transportState) mayFollow(r *run, d osi.Direction, p transport.TPDU, b []byte, off int64) bool {
	ok := t.format.Class != 0
	switch p := p.(type) {
	case *transport.ConnectionRequest:
		ok = t.phase == idle || t.phase == unknown || t.phase == refused && d == t.caller
		if !ok && d == t.caller && (t.phase == calling || t.phase == connected) && p.Class != 0 && bytes.Equal(b, t.cr) {
			return r.broke(ruleRepeated, p, 0, 0, 0, b, off)
		}
	case *transport.ConnectionConfirm:
		ok = t.phase == calling && d != t.caller || t.phase == unknown
	case *transport.DisconnectRequest:
		return t.disconnects(r, d, p, b, off)
	case *transport.TPDUError:
		ok = t.phase == unknown || t.phase != idle && t.phase != refused && !t.ended[d]
		if ok && t.known(d) && p.DstRef != t.refs[d^1] && (p.DstRef != 0 || !r.excused(osi.ErrorReference)) {
			return r.broke(ruleReference, p, 2, int(p.DstRef), int(t.refs[d^1]), b, off)
		}
	case *transport.Data, *transport.ExpeditedData:
		ok = t.mayTransfer(d)
		if most := t.size; ok && most > 0 && len(b) > most {
			return r.broke(ruleTPDUSize, p, 0, len(b), most, b, off)
		}
	default:
	}
	return ok || t.outOfTurn(r, p, b, off)
}

// outOfTurn refuses a TPDU. Where decoding goes on nothing is known of the connection then.
func (t *transportState) outOfTurn(r *run, p transport.TPDU, b []byte, off int64) bool {
	if !r.gate {
		t.phase = unknown
	}
	return r.broke(ruleTPDUState, p, 1, int(b[1]), 0, b, off)
}

// known reports whether the reference of the side that a TPDU of d goes to is known.
func (t *transportState) known(d osi.Direction) bool {
	return t.cr != nil && (d != t.caller || t.phase == connected || t.phase == ending)
}

func (t *transportState) mayTransfer(d osi.Direction) bool {
	return t.phase == connected || t.phase == unknown || t.phase == ending && !t.ended[d]
}

// disconnects reports whether d may send the DR p now. In class 0 a DR refuses a CR, X.224 6.6; an
// open connection ends with the network connection, 6.7.1.2.
func (t *transportState) disconnects(r *run, d osi.Direction, p *transport.DisconnectRequest, b []byte, off int64) bool {
	switch {
	case t.phase == unknown:
	case t.phase == calling && d != t.caller:
		if len(b) > transport.MaxRefusal {
			return r.broke(ruleRefusalSize, p, 0, len(b), transport.MaxRefusal, b, off)
		}
	case (t.phase == connected || t.phase == ending && !t.ended[d]) && r.excused(osi.Class0Disconnect):
	default:
		return t.outOfTurn(r, p, b, off)
	}
	if t.known(d) && p.DstRef != t.refs[d^1] {
		return r.broke(ruleReference, p, 2, int(p.DstRef), int(t.refs[d^1]), b, off)
	}
	return true
}

// end notes that d has sent DR or ER.
func (t *transportState) end(d osi.Direction) {
	switch {
	case t.phase == unknown:
	case t.phase == calling && d != t.caller: // the caller may try again, X.224 6.6.3 note 3
		t.phase = refused
		return
	default:
		t.phase = ending
	}
	t.ended[d] = true
}

func (t *transportState) called(d osi.Direction, p *transport.ConnectionRequest, b []byte) {
	*t = transportState{phase: calling, caller: d, cr: bytes.Clone(b), format: p.Format()}
	t.refs[d] = p.SrcRef
}

func (t *transportState) confirmed(r *run, d osi.Direction, p *transport.ConnectionConfirm, b []byte, off int64) {
	if t.cr != nil {
		cr, err := t.request(r)
		if err == nil {
			err = p.Agrees(cr, b)
		}
		if err != nil {
			r.fail(osi.Transport, err, b, off)
			return
		}
		t.size = p.MaxTPDU(cr)
	}
	t.phase, t.refs[d], t.format = connected, p.SrcRef, p.Format()
	if p.Class != 0 { // its states are not followed
		t.phase = unknown
	}
}

// request decodes the CR anew; it is lent as what r decodes is.
func (t *transportState) request(r *run) (*transport.ConnectionRequest, error) {
	r.transport.Format = transport.Format{OverTCP: t.format.OverTCP}
	p, err := r.transport.Decode(t.cr)
	if err != nil {
		return nil, err
	}
	return p.(*transport.ConnectionRequest), nil //nolint:forcetypeassert // nothing else is kept
}

// data takes a DT TPDU.
func (a *association) data(r *run, d osi.Direction, p *transport.Data, b []byte, off int64) outcome {
	h := &a.halves[d]
	if len(p.UserData) == 0 && !p.EOT && !h.parts { // some peers send such to be heard: it is no part of anything
		return complete
	}
	tsdu, done, err := h.tsdu.Add(p)
	switch {
	case err != nil:
		if e := osi.AsError(err); e != nil {
			e.Offset = len(b) - len(p.UserData) // in the TPDU, no more in the TSDU
		}
		h.parts = false
		r.fail(osi.Transport, err, b, off)
		return alone
	case !done:
		h.parts = true
		return unfinished
	}
	at, parts := off+int64(len(b)-len(p.UserData)), h.parts
	h.parts = false
	if !parts || !r.lane.joined(r, tsdu, at) {
		r.moved = r.moved || !bareData(tsdu)
		a.tsdu(r, d, session.FlowNormal, tsdu, at)
	}
	if h.tsdu.Held() > keep {
		h.tsdu.Reset()
	}
	return complete
}

// foreignNSDU reports whether the NSDUs are of another protocol than transport, as Config.Guess
// asks: the first one decides.
func (a *association) foreignNSDU(r *run, b []byte) bool {
	if g := &a.guess; r.config.Guess && !g.transport {
		g.transport, g.noTransport = true, !transport.Begins(b)
	}
	return a.guess.noTransport
}
