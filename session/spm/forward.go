package spm

import (
	"github.com/osi-go/osi"
	"github.com/osi-go/osi/session"
)

// forward queues p for end e, unless every configuration may take it at once.
func (w *Monitor) forward(e *end, p session.SPDU) {
	if e.lost {
		return
	}
	m := e.set[0].m
	m.selected = w.Selected() // e may not have taken the AC
	in, r := m.read(p, true)
	if r.refused() || in.event == EventNone {
		return
	}
	if w.immediate(e, &in) {
		return
	}
	if len(e.queue) == maxForwarded {
		w.force(e)
	}
	if w.Expedited && expedited(p) {
		e.flows |= 1 << len(e.queue)
	}
	e.queue = append(e.queue, in)
}

// expedited reports whether p is on the transport expedited flow where that is used.
func expedited(p session.SPDU) bool {
	if a, ok := p.(*session.Abort); ok {
		return len(a.UserData) <= session.MaxExpeditedAbort
	}
	return p.Type() == session.TypePR || p.Type() == session.TypeEX
}

// immediate has every configuration of e take in, if nothing that e may send depends on when it
// does, and reports whether it has.
func (w *Monitor) immediate(e *end, in *input) bool {
	switch event := in.event; {
	case event == EventAC || event == EventNF:
	case event == EventGTA || event == EventAIA || event == EventADA:
		if w.Expedited {
			return false
		}
	case event == EventRA:
		if w.Expedited || w.Tolerate&osi.ResyncTokenRole != 0 || e.set[0].m.symmetric() { // one flow alone may wait for it
			return false
		}
	case event == EventMIA:
		if e.set[0].m.selected&(fuDS|fuSS) != 0 {
			return false
		}
	default:
		return false
	}
	if len(e.queue) > 0 {
		return false
	}
	w.scratch = append(w.scratch[:0], e.set...)
	for i := range w.scratch {
		c := &w.scratch[i]
		if c.m.MayReport() { // an ER may answer it
			return false
		}
		if o, r := c.take(*in, false); r.refused() || o.sends() {
			return false
		}
	}
	copy(e.set, w.scratch)
	return true
}

// Expedite says that the transport expedited flow is used. It is for a caller that learns it only
// from the first SPDU on that flow, since the path does not tell the flows apart.
func (w *Monitor) Expedite() {
	w.Expedited = true
	for d := range w.ends {
		e := &w.ends[d]
		e.data = settledUnknown
		if e.lost {
			e.data = settledYes
		}
		for i := range e.set {
			e.set[i].m.Expedited = true
		}
	}
}

// trim drops from the queue what every configuration has taken.
func (w *Monitor) trim(e *end) {
	all := ^uint32(0)
	for i := range e.set {
		all &= e.set[i].taken
	}
	n := 0
	for n < len(e.queue) && all&(1<<n) != 0 {
		n++
	}
	if n == 0 {
		return
	}
	e.queue = append(e.queue[:0], e.queue[n:]...)
	e.flows >>= n
	for i := range e.set {
		e.set[i].taken >>= n
	}
	e.forced, e.points = e.forced && len(e.queue) > 0, e.points && len(e.queue) > 0
}

// bound keeps the set small: the configurations that have taken least take more.
func (w *Monitor) bound(e *end) {
	for len(e.set) > maxConfigurations && !e.lost {
		if len(e.queue) == 0 {
			w.Lose()
			return
		}
		w.force(e)
	}
}

// force has every configuration take the oldest SPDU of the queue.
func (w *Monitor) force(e *end) {
	w.overflows++
	if e.queue[0].event == EventMIP && e.set[0].m.selected&(fuDS|fuSS) == 0 {
		e.points = true
	} else {
		e.forced = true
	}
	w.found = w.found[:0]
	for i := range e.set {
		c := e.set[i]
		if c.taken&1 == 0 {
			c.taken |= 1
			if o, r := c.take(e.queue[0], false); r.refused() || o.sends() {
				continue
			}
		}
		w.find(e, &c)
	}
	if len(w.found) == 0 {
		w.Lose()
		return
	}
	e.set = append(e.set[:0], w.found...)
	w.trim(e)
}

// lose gives up what is known of d.
func (w *Monitor) lose(d osi.Direction) {
	e := &w.ends[d]
	e.lost, e.data = true, settledYes
	e.queue, e.flows = e.queue[:0], 0
}

// seeLost takes an SPDU of an end of which nothing is known, or a CN while that is so of the other
// end. What d ends is over for d; the other end may send until it takes that.
func (w *Monitor) seeLost(d osi.Direction, p session.SPDU) error {
	var keep bool
	switch p := p.(type) {
	case *session.Connect:
		w.Initiator = d
		w.begin()
		return w.See(d, p)
	case *session.Abort:
		keep = p.Disconnect&session.ReleaseTransport == 0
	case *session.Disconnect, *session.ShortDisconnect: // as the FN said, which was not followed
		keep = true
	case *session.Refuse:
		keep = keepsTransport(p.Disconnect)
	case *session.ShortRefuse:
		keep = !p.Release
	case *session.ShortAbort:
		keep = p.Keep
	default:
		return nil
	}
	w.begin()
	w.lose(d.Opposite())
	e := &w.ends[d]
	if !keep {
		e.set[0].m.state = STA16
	}
	// an AB may be under way to d, which it answers by an AA
	e.queue = append(e.queue, input{event: EventABr, received: true, user: true, sn: noSerial, snd: noSerial, rcv: noSerial})
	return nil
}
