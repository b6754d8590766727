package spm

import (
	"github.com/osi-go/osi"
	"github.com/osi-go/osi/session"
)

// explain fills found with the configurations behind p: each that the end may be in when it has
// taken some of what was sent to it and then sent p. Where one becomes another by taking more,
// found has only the one that has taken less. in is p as the first configuration reads it.
func (w *Monitor) explain(e *end, p session.SPDU, in *input) (last refusal) {
	if e.prepares > 0 && !w.Overtaking && !e.announced(p) {
		event := in.event
		if event == EventNone { // the SPM sends p by itself
			event = eventSent(p)
		}
		return e.set[0].m.fail(rulePrepare, event)
	}
	w.found, w.scratch = w.found[:0], append(w.scratch[:0], e.set...)
	for i := 0; i < len(w.scratch) && e.aborted && w.overtakes(p); i++ { // it was sent behind the AB
		w.scratch[i].m.state = STA16
	}
	for i := 0; i < len(w.scratch); i++ {
		c := &w.scratch[i]
		if r := w.sends(e, c, p, in); r.refused() {
			last = r
		}
		in = nil
		switch {
		case len(e.queue) == 0:
		case len(w.scratch) < 4*maxConfigurations:
			w.takes(e, c)
		default:
			e.forced = true
		}
	}
	if len(w.found) > 0 {
		return refusal{}
	}
	return last
}

// takes adds to scratch the configurations that c becomes by taking one SPDU. It leaves out one
// that sends an SPDU on taking it, which would have been seen, and one to which it is a protocol
// error.
func (w *Monitor) takes(e *end, c *configuration) {
	for _, i := range e.ready(c.taken) {
		if i < 0 {
			continue
		}
		next := w.node(c)
		next.taken |= 1 << i
		o, r := next.take(e.queue[i], false)
		if r.refused() || o.sends() || !w.visit() {
			w.scratch = w.scratch[:len(w.scratch)-1]
			continue
		}
		if e.queue[i].event != EventRA {
			continue
		}
		if other := w.node(next); !w.otherRole(other, true) || !w.visit() {
			w.scratch = w.scratch[:len(w.scratch)-1]
		}
	}
}

// node adds a copy of c to the search.
func (w *Monitor) node(c *configuration) *configuration {
	w.scratch = append(w.scratch, *c)
	return &w.scratch[len(w.scratch)-1]
}

// visit reports whether the last configuration of the search is a new one.
func (w *Monitor) visit() bool {
	last := len(w.scratch) - 1
	for i := range w.scratch[:last] {
		if w.scratch[i] == w.scratch[last] {
			return false
		}
	}
	return true
}

// ready returns the indices in the queue of what may be taken next: the oldest of each flow, the
// normal one only behind what was sent before it on the expedited flow; -1 is none.
func (e *end) ready(taken uint32) (next [2]int) {
	next = [2]int{-1, -1}
	for i := range e.queue {
		bit := uint32(1) << i
		switch {
		case taken&bit != 0:
		case e.flows&bit != 0:
			if next[1] < 0 {
				next[1] = i
			}
		case next[0] < 0 && next[1] < 0:
			next[0] = i
		}
	}
	return next
}

// take has the machine of c take an SPDU. answer is the local choice to answer it: an AB by an AA,
// a CN by an RF.
func (c *configuration) take(in input, answer bool) (o Outcome, r refusal) {
	in.local = in.event == EventRFr || in.event == EventSRFTDr || in.event == EventSRFTCr || answer
	switch r = c.m.take(&in, &o); {
	case !r.refused():
		c.m.forget()
	case in.event == EventRS && (c.m.state == STA05B || c.m.state == STA05C):
		r = refusal{} // discarded, as Table A.11 has it: p35 in A.20 makes a protocol error of a crossing
	}
	return o, r
}

// forget drops what no longer matters where there is no connection.
func (m *Machine) forget() {
	if m.state == STA01 || m.state == STA01A || m.state == STA01C || m.state == STA16 {
		*m = Machine{Expedited: m.Expedited, Local: m.Local, state: m.state, selected: m.selected, vtca: m.vtca}
	}
}

// otherRole changes c to the reading of Token Setting by the role in the connection, where that
// makes a difference and is tolerated: after a resynchronization that the responder asked for.
func (w *Monitor) otherRole(c *configuration, requestor bool) bool {
	if w.Tolerate&osi.ResyncTokenRole == 0 || c.m.vtca != requestor || c.m.available() == 0 {
		return false
	}
	c.m.owned = c.m.available() &^ c.m.owned
	c.role = true
	return true
}

// report records that no other reading than resync-token-role explains what was seen.
func (w *Monitor) report(e *end) {
	for i := range e.set {
		if !e.set[i].role {
			return
		}
	}
	w.Excuse(osi.ResyncTokenRole)
	for i := range e.set {
		e.set[i].role = false
	}
}
