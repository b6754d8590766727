package class0

import (
	"github.com/osi-go/osi"
	"github.com/osi-go/osi/transport"
)

// seeCR takes a CR: the first, one more after a refusal (6.6.3 note 3), or a retransmission of
// class 4.
func (w *Monitor) seeCR(d osi.Direction, p *transport.ConnectionRequest) error {
	if w.Owner.Present && d != w.Owner.Value&1 {
		return stateError(ruleOwner, w.State(d), TCONreq, p)
	}
	repeats := w.called && d == w.caller && p.Class == 4 && w.cr.Class == 4 && p.SrcRef == w.cr.SrcRef
	before := *w
	switch {
	case w.strayed:
	case w.lost:
		w.begin(d, p)
		w.lost = before.format.Class != 0 // its connections may share the network connection
	case !w.called:
		w.begin(d, p)
	case d != w.caller, w.released, repeats && w.ended[d]: // its reference is frozen, 6.18
		return w.refuse(d, p)
	case w.state[d] == CLOSED: // refused
		w.begin(d, p)
		w.earlier, w.again = before.earlier, repeats
	case repeats && w.state[d] == WFCC:
		w.copies = min(w.copies+1, maxCopies)
	case repeats && !w.taken: // it has crossed the CC
	case w.mayBeOver(d):
		w.begin(d, p)
		w.earlier, w.forgot = before.earlier, before.forgot
		w.leave(before.cr.SrcRef, before.copies+1)
		if before.state[d.Opposite()] == OPEN {
			w.stray(before.size)
		}
	default:
		return w.refuse(d, p)
	}
	return nil
}

// mayBeOver reports whether the connection may be over for its caller, which the CR or CC that was
// forwarded last does not show: it has taken a refusal before, or has given up the CR.
func (w *Monitor) mayBeOver(d osi.Direction) bool {
	return !w.taken && (w.ended[d] || w.again)
}

// maxCopies bounds the number of retransmissions that are counted. More have no effect.
const maxCopies = 1 << 10

// begin begins a connection.
func (w *Monitor) begin(d osi.Direction, p *transport.ConnectionRequest) {
	l, owner, overTCP, confirms := w.Leniency, w.Owner, w.OverTCP, w.confirms
	*w = Monitor{}
	w.Leniency, w.Owner, w.OverTCP, w.confirms = l, owner, overTCP, confirms
	w.called, w.caller, w.format, w.cr = true, d, p.Format(), proposalOf(p)
	w.state[d], w.state[d.Opposite()] = WFCC, WFTRESP
	w.refs[d] = p.SrcRef
}

func (w *Monitor) seeCC(d osi.Direction, p *transport.ConnectionConfirm, b []byte) error {
	switch {
	case w.strayed:
		return nil
	case w.lost && (!w.called || d == w.caller): // the CR was not seen
		*w = Monitor{Leniency: w.Leniency, Owner: w.Owner, OverTCP: w.OverTCP, called: true, caller: d.Opposite()}
		w.refs[w.caller], w.cr.SrcRef = p.DstRef, p.DstRef
		w.size = p.MaxTPDU(nil)
	case w.isLate(d, p.DstRef):
		w.stray(p.MaxTPDU(nil))
		return nil
	case !w.lost && (w.ended[d] || len(table[TCONresp][w.state[d]]) == 0):
		return w.refuse(d, p)
	default:
		if err := p.Agrees(&w.cr, b); err != nil {
			return err
		}
		w.size = p.MaxTPDU(&w.cr)
	}
	w.state[d], w.refs[d], w.format = OPEN, p.SrcRef, p.Format()
	w.earlier, w.forgot = [len(w.earlier)]unanswered{}, false
	w.lost = p.Class != 0 // of which the states are not followed
	w.taken = w.cr.Class != 4
	if !w.ended[w.caller] {
		w.state[w.caller] = OPEN
	}
	return nil
}

// stray notes that the responder has opened a connection that is over for its caller. It will
// disconnect the network connection, 6.9.1.4.2; until then no more is known than the size of TPDUs.
func (w *Monitor) stray(size int) {
	w.lost, w.strayed, w.size = true, true, size
	w.format = transport.Format{OverTCP: w.format.OverTCP}
}

// leave notes that n more answers to a CR that is over may come.
func (w *Monitor) leave(ref uint16, n int) {
	for i := range w.earlier {
		if u := &w.earlier[i]; u.most == 0 {
			*u = unanswered{ref, min(n, maxCopies)}
			return
		}
	}
	copy(w.earlier[:], w.earlier[1:])
	w.earlier[len(w.earlier)-1] = unanswered{ref, n}
	w.forgot = true
}

// late reports whether an answer of d to ref may be to a CR that is over for its caller, and which
// it is; -1 is one that is forgotten.
func (w *Monitor) late(d osi.Direction, ref uint16) (which int, ok bool) {
	if d == w.caller || w.state[d] != CLOSED && ref == w.cr.SrcRef {
		return 0, false
	}
	for i, u := range w.earlier {
		if u.most > 0 && u.ref == ref {
			return i, true
		}
	}
	return -1, w.forgot
}

func (w *Monitor) isLate(d osi.Direction, ref uint16) bool {
	_, ok := w.late(d, ref)
	return ok
}

// answered notes an answer to an earlier CR. The responder has taken those before it.
func (w *Monitor) answered(which int) {
	if which < 0 {
		return
	}
	w.earlier[which].most--
	if w.earlier[which].most == 0 {
		which++
	}
	n := copy(w.earlier[:], w.earlier[which:])
	clear(w.earlier[n:])
	w.forgot = false
}

// seeDR takes a DR, which refuses a CR (6.6), gives up one of class 4, or is tolerated in OPEN.
func (w *Monitor) seeDR(d osi.Direction, p *transport.DisconnectRequest, n int) error {
	if w.lost {
		return nil
	}
	switch {
	case w.isLate(d, p.DstRef) || w.state[d] == WFTRESP && !w.ended[d]:
		return w.seeRefusal(d, p, n)
	case w.givesUp(d, p):
		w.ended[d] = w.state[d] != CLOSED
		w.confirms = min(w.confirms+1, maxCopies)
		return nil
	case w.state[d] != OPEN || w.ended[d] || !w.Excuse(osi.Class0Disconnect):
		return w.refuse(d, p)
	case p.DstRef != w.refs[d.Opposite()]:
		return fail(ruleReference, "DR", 2, int(p.DstRef), int(w.refs[d.Opposite()]))
	case p.SrcRef != w.refs[d]:
		return fail(ruleSrcRef, "DR", 4, int(p.SrcRef), int(w.refs[d]))
	case n > w.size:
		return fail(ruleSize, "DR", 0, n, w.size)
	}
	w.end(d)
	return nil
}

// seeRefusal takes a DR that refuses a CR, 6.6.3 and 13.5.4. Its SRC-REF shall be zero, but the
// receiver does not look at it, 6.9.1.4.2 d 2, and ISODE sends another value: it is not judged.
func (w *Monitor) seeRefusal(d osi.Direction, p *transport.DisconnectRequest, n int) error {
	which, late := w.late(d, p.DstRef)
	switch ref := w.refs[d.Opposite()]; {
	case !late && p.DstRef != ref:
		return fail(ruleReference, "DR", 2, int(p.DstRef), int(ref))
	case n > transport.MaxRefusal:
		return fail(ruleRefusalSize, "DR", 0, n, transport.MaxRefusal)
	case late:
		w.answered(which)
	default:
		w.refused()
	}
	return nil
}

// refused ends a connection that was not open: both ends are CLOSED.
func (w *Monitor) refused() {
	n := w.copies
	for _, u := range w.earlier {
		if u.ref == w.cr.SrcRef {
			n += u.most
		}
	}
	w.earlier, w.forgot = [len(w.earlier)]unanswered{}, false // the responder has taken them
	if n > 0 {
		w.leave(w.cr.SrcRef, n)
	}
	w.state, w.ended = [2]State{}, [2]bool{}
}

// end notes that d has sent a DR or ER in OPEN.
func (w *Monitor) end(d osi.Direction) {
	w.took(d)
	w.ended[d], w.within[d] = true, false
}

// givesUp reports whether the DR of d gives up a CR of class 4 that has no answer yet, as far as d
// knows: Table A.14, TDISreq in WFCC. Or d answers a CC for which it comes too late, 6.9.1.4.2 a 1.
func (w *Monitor) givesUp(d osi.Direction, p *transport.DisconnectRequest) bool {
	responder := w.refs[d.Opposite()]
	switch {
	case d != w.caller || w.cr.Class != 4 || w.taken || w.released:
		return false
	case responder != 0 && p.DstRef == responder && (w.again || w.ended[d]):
		return p.SrcRef == 0 || p.SrcRef == w.refs[d]
	}
	return p.DstRef == 0 && p.SrcRef == w.refs[d] // in CLOSED it crosses a refusal or a DC
}

// seeDC takes a DC. In class 0 the responder confirms with one that a CR of class 4 is given up: DR
// in WFTRESP or CLOSED of Table A.6, with P10 and without note 4. Which one it confirms is not
// judged: the caller discards what it does not await, 6.9.1.4.2 c.
func (w *Monitor) seeDC(d osi.Direction, p *transport.DisconnectConfirm) error {
	switch {
	case w.lost:
		return nil
	case w.confirms == 0 || d == w.caller:
		return w.refuse(d, p)
	}
	w.confirms--
	if w.ended[w.caller] && w.state[d] == WFTRESP && p.DstRef == w.cr.SrcRef {
		w.refused()
	}
	return nil
}

// seeER takes an ER, which refuses a CR (6.6.3), or answers a fault (6.22.1.3) and is the last that
// its sender sends.
func (w *Monitor) seeER(d osi.Direction, p *transport.TPDUError, n int) error {
	ref := w.refs[d.Opposite()]
	which, late := w.late(d, p.DstRef)
	switch {
	case w.lost:
	case late:
		w.answered(which)
	case w.ended[d] || w.state[d] != WFTRESP && w.state[d] != OPEN:
		return w.refuse(d, p)
	case p.DstRef != ref && (p.DstRef != 0 || !w.Excuse(osi.ErrorReference)):
		return fail(ruleReference, "ER", 2, int(p.DstRef), int(ref))
	case w.state[d] == WFTRESP:
		w.refused()
	case n > w.size:
		return fail(ruleSize, "ER", 0, n, w.size)
	default:
		w.end(d)
	}
	return nil
}
