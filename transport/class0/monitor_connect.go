package class0

import (
	"github.com/osi-go/osi"
	"github.com/osi-go/osi/transport"
)

// seeCR takes a CR: the first, one more after a refusal (6.6.3 note 3), or a retransmission of class 4.
func (w *Monitor) seeCR(d osi.Direction, p *transport.ConnectionRequest) error {
	if w.Owner.Present && d != w.Owner.Value&1 {
		return blank(ruleOwner, w.State(d), TCONreq, p)
	}
	repeats := w.called && d == w.caller && p.Class == 4 && w.cr.Class == 4 && p.SrcRef == w.cr.SrcRef
	before := *w
	switch {
	case w.lost:
		w.begin(d, p)
		w.lost = before.format.Class != 0 // its connections may share the network connection
	case !w.called:
		w.begin(d, p)
	case d != w.caller, w.released:
		return w.refuse(d, p)
	case w.state[d] == CLOSED: // refused
		w.begin(d, p)
		w.answers, w.stale, w.again = before.answers, before.stale, repeats
	case repeats && w.state[d] == WFCC && !w.ended[d]:
		w.copies = min(w.copies+1, maxCopies)
	case repeats && w.state[d] == OPEN && !w.taken && !w.ended[d]: // it has crossed the CC
	case w.mayBeOver(d):
		w.begin(d, p)
		w.answers, w.stale = before.copies+1, before.cr.SrcRef
		if before.answers > 0 && before.stale == w.stale {
			w.answers += before.answers
		}
		w.lost = before.state[d.Opposite()] == OPEN || before.answers > 0 && before.stale != w.stale
	default:
		return w.refuse(d, p)
	}
	return nil
}

// mayBeOver reports whether the connection may be over for its caller, which the CR or CC that was forwarded last does not
// show: it has taken a refusal before, or has given up the CR.
func (w *Monitor) mayBeOver(d osi.Direction) bool {
	return w.ended[d] && w.state[d] == WFCC || w.again && (w.state[d] == WFCC || w.state[d] == OPEN && !w.taken)
}

// maxCopies bounds the number of retransmissions that are counted. More have no effect.
const maxCopies = 1 << 10

// begin begins a connection.
func (w *Monitor) begin(d osi.Direction, p *transport.ConnectionRequest) {
	*w = Monitor{
		Leniency: w.Leniency, Owner: w.Owner, called: true, caller: d, format: p.Format(), cr: bare(p),
		givenUp: w.givenUp, confirms: w.confirms,
	}
	w.state[d], w.state[d.Opposite()] = WFCC, WFTRESP
	w.refs[d] = p.SrcRef
}

func (w *Monitor) seeCC(d osi.Direction, p *transport.ConnectionConfirm, b []byte) error {
	switch {
	case w.lost && (!w.called || d == w.caller): // the CR was not seen
		*w = Monitor{Leniency: w.Leniency, Owner: w.Owner, called: true, caller: d.Opposite()}
		w.refs[w.caller], w.cr.SrcRef = p.DstRef, p.DstRef
		w.size = p.MaxTPDU(nil)
	case w.late(d, p.DstRef):
		w.lost = true // the caller has given up what this opens
		return nil
	case !w.lost && (w.ended[d] || len(table[TCONresp][w.state[d]]) == 0):
		return w.refuse(d, p)
	default:
		if err := p.Agrees(&w.cr, b); err != nil {
			return err
		}
		w.size = p.MaxTPDU(&w.cr)
	}
	w.state[d], w.refs[d], w.format, w.copies = OPEN, p.SrcRef, p.Format(), 0
	w.lost = p.Class != 0 // of which the states are not followed
	w.taken = w.cr.Class != 4
	if !w.ended[w.caller] {
		w.state[w.caller] = OPEN
	}
	return nil
}

// late reports whether an answer of d to ref may be to a CR that is over for its caller.
func (w *Monitor) late(d osi.Direction, ref uint16) bool {
	return w.answers > 0 && d != w.caller && ref == w.stale && (w.state[d] == CLOSED || ref != w.cr.SrcRef)
}

// seeDR takes a DR, which refuses a CR (6.6), gives up one of class 4, or is tolerated in OPEN.
func (w *Monitor) seeDR(d osi.Direction, p *transport.DisconnectRequest, n int) error {
	if w.lost {
		return nil
	}
	switch late := w.late(d, p.DstRef); {
	case late || w.state[d] == WFTRESP && !w.ended[d]:
		return w.seeRefusal(d, p, n, late)
	case w.givesUp(d, p):
		w.ended[d], w.givenUp = true, w.cr.SrcRef
		w.confirms = min(w.confirms+1, maxCopies)
		return nil
	case w.state[d] != OPEN || w.ended[d] || !w.Excuse(osi.Class0Disconnect):
		return w.refuse(d, p)
	case p.DstRef != w.refs[d.Opposite()]:
		return fail(ruleReference, "DR", 2, int(p.DstRef), int(w.refs[d.Opposite()]))
	case p.SrcRef != w.refs[d]:
		return fail(ruleSrcRef, "DR", 4, int(p.SrcRef), int(w.refs[d]))
	}
	w.end(d)
	return nil
}

// seeRefusal takes a DR that refuses a CR, 6.6.3 and 13.5.4. Its SRC-REF shall be zero, but the receiver does not look
// at it, 6.9.1.4.2 d 2, and ISODE sends another value: it is not judged.
func (w *Monitor) seeRefusal(d osi.Direction, p *transport.DisconnectRequest, n int, late bool) error {
	switch ref := w.refs[d.Opposite()]; {
	case !late && p.DstRef != ref:
		return fail(ruleReference, "DR", 2, int(p.DstRef), int(ref))
	case n > transport.MaxRefusal:
		return fail(ruleRefusalSize, "DR", 0, n, transport.MaxRefusal)
	case late:
		w.answers--
	default:
		w.refused()
	}
	return nil
}

// refused ends a connection that was not open: both ends are CLOSED.
func (w *Monitor) refused() {
	if w.copies > 0 {
		if w.stale != w.cr.SrcRef {
			w.answers = 0
		}
		w.answers, w.stale = min(w.answers+w.copies, maxCopies), w.cr.SrcRef
	}
	w.state, w.ended, w.copies, w.again = [2]State{}, [2]bool{}, 0, false
}

// end notes that d has sent a DR or ER in OPEN.
func (w *Monitor) end(d osi.Direction) {
	w.took(d)
	w.ended[d], w.within[d] = true, false
}

// givesUp reports whether the DR of d gives up a CR of class 4 that has no answer yet, as far as d knows: Table A.14, TDISreq
// in WFCC. Or d has taken a refusal and answers the CC that came behind it, 6.9.1.4.2 a 1.
func (w *Monitor) givesUp(d osi.Direction, p *transport.DisconnectRequest) bool {
	switch {
	case d != w.caller || w.cr.Class != 4 || w.taken:
		return false
	case w.state[d] == OPEN && w.again && p.DstRef == w.refs[d.Opposite()]:
		return p.SrcRef == 0 || p.SrcRef == w.refs[d]
	}
	return (w.state[d] == WFCC || w.state[d] == OPEN) && p.DstRef == 0 && p.SrcRef == w.refs[d]
}

// seeDC takes a DC. In class 0 the responder confirms with one that a CR of class 4 is given up: DR in WFTRESP or
// CLOSED of Table A.6, with P10 and without note 4.
func (w *Monitor) seeDC(d osi.Direction, p *transport.DisconnectConfirm) error {
	switch {
	case w.lost && w.format.Class != 0:
		return nil
	case w.confirms == 0 || d == w.caller:
		return w.refuse(d, p)
	case p.DstRef != w.givenUp:
		return fail(ruleReference, "DC", 2, int(p.DstRef), int(w.givenUp))
	}
	w.confirms--
	if w.ended[w.caller] && w.state[d] == WFTRESP && w.cr.SrcRef == w.givenUp {
		w.refused()
	}
	return nil
}

// seeER takes an ER, which refuses a CR (6.6.3), or answers a fault (6.22.1.3) and is the last that its sender sends.
func (w *Monitor) seeER(d osi.Direction, p *transport.TPDUError) error {
	ref := w.refs[d.Opposite()]
	switch {
	case w.lost:
	case w.late(d, p.DstRef):
		w.answers--
	case w.ended[d] || w.state[d] != WFTRESP && w.state[d] != OPEN:
		return w.refuse(d, p)
	case p.DstRef != ref && (p.DstRef != 0 || !w.Excuse(osi.ErrorReference)):
		return fail(ruleReference, "ER", 2, int(p.DstRef), int(ref))
	case w.state[d] == WFTRESP:
		w.refused()
	default:
		w.end(d)
	}
	return nil
}
