package spm

import "github.com/osi-go/osi/session"

// find adds c to found, unless a configuration in found becomes c by taking the SPDUs that c has
// taken beyond it.
func (w *Monitor) find(e *end, c *configuration) {
	c.m.forget()
	for i := range w.found {
		f := w.found[i]
		if f.taken&^c.taken != 0 || f.role != c.role || f.announced != c.announced {
			continue
		}
		for f.taken != c.taken {
			next := e.ready(f.taken)
			j := next[0]
			if j < 0 || c.taken&(1<<j) == 0 {
				j = next[1]
			}
			if j < 0 || c.taken&(1<<j) == 0 {
				break
			}
			f.taken |= 1 << j
			if o, r := f.take(e.queue[j], false); r.refused() || o.sends() {
				break
			}
		}
		if f == *c {
			return
		}
	}
	w.found = append(w.found, *c)
}

// sends adds to found what c becomes by sending p, or says why it may not. in is p as c reads it,
// or nil where it has not been read.
func (w *Monitor) sends(e *end, c *configuration, p session.SPDU, in *input) refusal {
	switch p := p.(type) {
	case *session.Prepare:
		return w.announces(e, c, p)
	case *session.AbortAccept, *session.OverflowAccept, *session.GiveTokensAck, *session.ConnectDataOverflow,
		*session.ShortConnectContinue:
		return w.answers(e, c, p)
	case *session.ShortAccept:
		if p.Incomplete {
			return w.answers(e, c, p)
		}
	case *session.ExceptionReport:
		if !c.m.MayReport() {
			return c.m.fail(ruleReport, EventER)
		}
		next := *c
		next.m.state = STA20
		w.find(e, &next)
		return refusal{}
	case *session.Refuse:
		if r := w.answers(e, c, p); !r.refused() {
			return r
		}
	case *session.Abort, *session.ShortAbort:
		return w.aborts(e, c, p)
	}
	return w.requests(e, c, p, in)
}

// requests is sends for what becomes of a request or response of the user.
func (w *Monitor) requests(e *end, c *configuration, p session.SPDU, in *input) refusal {
	if in == nil {
		read, r := c.m.read(p, false)
		if r.refused() {
			return r
		}
		in = &read
	}
	if c.announced != EventNone && (!announcesType(c.announced, p.Type()) || !c.repeats(in)) {
		return c.m.fail(rulePrepare, in.event)
	}
	a := c.m.alternative(in)
	switch {
	case c.m.incomplete(in):
		return c.m.fail(ruleParameter, in.event)
	case a == nil:
		return c.m.fail(c.m.rule(in), in.event)
	}
	next := *c
	next.m.Local.NoPrepare = c.announced == EventNone
	var o Outcome
	if r := next.m.requested(&c.m, a, in, &o); r.refused() {
		return r
	}
	next.m.Local.NoPrepare = false
	if !o.sends() { // the request is discarded
		return c.m.fail(c.m.rule(in), in.event)
	}
	if o.prepares() != (c.announced != EventNone) {
		return c.m.fail(rulePrepare, in.event)
	}
	if in.event == EventSCONrspPositive || in.event == EventSCONrspNegative { // short forms answer an SCN, and nothing else does
		if as, _ := c.m.read(p, true); !o.Has(as.event) {
			return c.m.fail(c.m.rule(in), in.event)
		}
	}
	next.announced, next.types = EventNone, [2]resync{}
	w.find(e, &next)
	if in.event == EventSRSYNrsp && w.otherRole(&next, false) {
		w.find(e, &next)
	}
	return refusal{}
}

// prepares reports whether a PR is sent.
func (o *Outcome) prepares() bool {
	return o.Has(EventPRMAA) || o.Has(EventPRRS) || o.Has(EventPRRA) || o.Has(EventPRAB)
}

// announcesType reports whether a PR announces an SPDU of type t, X.225 7.26.2 Table 10.
func announcesType(announced Event, t session.Type) bool {
	switch {
	case t == session.TypeMAA:
		return announced == EventPRMAA
	case t == session.TypeRS || t == session.TypeAI || t == session.TypeAD:
		return announced == EventPRRS
	case t == session.TypeRA || t == session.TypeAIA || t == session.TypeADA:
		return announced == EventPRRA
	}
	return t == session.TypeAB && announced == EventPRAB
}

// repeats reports whether an RS, AI or AD has the types of the PR in front of it, X.225 8.3.26.4
// and 8.3.26.5. Without symmetric synchronize a PR has none.
func (c *configuration) repeats(in *input) bool {
	return c.announced != EventPRRS || !c.m.symmetric() || c.types == [2]resync{in.sndType, in.rcvType}
}

// announces takes a PR. The SPDU that it announces has to be the next of that end, and is judged
// when it comes; whether there is any such SPDU is judged here.
func (w *Monitor) announces(e *end, c *configuration, p *session.Prepare) refusal {
	event := prepareEvent(p.PrepareType)
	if !w.Expedited || c.announced != EventNone || !c.m.mayPrepare(event, p) {
		return c.m.fail(rulePrepare, event)
	}
	next := *c
	next.announced = event
	if event == EventPRRS {
		next.types = [2]resync{resyncOf(p.ResyncType), resyncOf(p.SecondType)}
	}
	w.find(e, &next)
	return refusal{}
}

// mayPrepare reports whether an SPDU that the PR of the event announces may be sent.
func (m *Machine) mayPrepare(event Event, p *session.Prepare) bool {
	switch {
	case event == EventPRMAA:
		return m.state == STA10A || m.state == STA10B
	case event == EventPRRA:
		return m.state == STA11A || m.state == STA11B || m.state == STA11C
	case event == EventPRAB:
		return m.aborts()
	}
	return m.mayResync(p)
}

// mayResync reports whether an RS, AI or AD may be sent that the PR announces: of the RSs without
// symmetric synchronize one that abandons is allowed wherever any is.
func (m *Machine) mayResync(p *session.Prepare) bool {
	rs := input{event: EventSRSYNreqAbandon, sn: m.vm, snd: m.vm, rcv: noSerial, sndType: resyncAbandon}
	if m.symmetric() {
		rs = input{event: EventSRSYNreq, sn: noSerial, sndType: resyncOf(p.ResyncType), rcvType: resyncOf(p.SecondType)}
		rs.snd, rs.rcv = lowestSerial(rs.sndType, m.vrs, m.vms), lowestSerial(rs.rcvType, m.vrr, m.vmr)
	}
	for _, in := range [...]input{rs, {event: EventSACTIreq}, {event: EventSACTDreq}} {
		n := *m
		var o Outcome
		if !n.request(&in, &o).refused() && o.Has(EventPRRS) {
			return true
		}
	}
	return false
}

// lowestSerial returns the lowest serial number of one flow of an RS that its sender may give.
func lowestSerial(t resync, restart, next int64) int64 {
	switch {
	case t == resyncRestart:
		return restart
	case t == resyncAbandon:
		return next
	case t == resyncSet:
		return 0
	}
	return noSerial
}

// eventSent returns the event of sending an SPDU that the SPM sends by itself.
func eventSent(p session.SPDU) Event {
	switch p := p.(type) {
	case *session.AbortAccept:
		return EventAA
	case *session.OverflowAccept:
		return EventOA
	case *session.GiveTokensAck:
		return EventGTA
	case *session.ShortAccept:
		return EventSACTDn
	case *session.ShortConnectContinue:
		return EventSCNC
	case *session.ConnectDataOverflow:
		return EventCDO
	case *session.Refuse:
		if keepsTransport(p.Disconnect) {
			return EventRFr
		}
		return EventRFnr
	}
	return EventNone
}

// answers takes an SPDU that the SPM sends by itself: one that it sends on taking the next of the
// queue.
func (w *Monitor) answers(e *end, c *configuration, p session.SPDU) refusal {
	want := eventSent(p)
	if want == EventCDO && c.m.state == STA02A && c.m.pendingLong { // one more
		again := *c
		w.find(e, &again)
		return refusal{}
	}
	r := c.m.fail(ruleProvider, want)
	if c.announced != EventNone {
		return r
	}
	for _, i := range e.ready(c.taken) {
		if i < 0 {
			continue
		}
		next := *c
		next.m.Local.Refuse = want == EventRFnr || want == EventRFr
		next.m.Local.Interpreted = want != EventSACTDn
		next.taken |= 1 << i
		o, failed := next.take(e.queue[i], want == EventAA || want == EventRFr)
		next.m.Local.Refuse, next.m.Local.Interpreted = false, true
		if !failed.refused() && o.Has(want) {
			w.find(e, &next)
			r = refusal{}
		}
	}
	return r
}

// aborts takes an AB. The SPM may send it where its user may, and where it is the answer to a
// protocol error: A.4.1.2 a).
func (w *Monitor) aborts(e *end, c *configuration, p session.SPDU) refusal {
	next := *c
	in, r := next.m.read(p, false)
	if r.refused() {
		return r
	}
	if c.announced != EventNone && c.announced != EventPRAB {
		return c.m.fail(rulePrepare, in.event)
	}
	var o Outcome
	r = next.m.request(&in, &o)
	switch {
	case !r.refused() && o.Has(EventPRAB) != (c.announced == EventPRAB):
		return c.m.fail(rulePrepare, in.event)
	case !r.refused() && o.sends():
	case c.m.aborts() || c.m.mayReject() && (e.protocolError(c) || w.ends[0].lost || w.ends[1].lost):
		next.m.state = STA16
	default:
		return r
	}
	next.announced = EventNone
	w.find(e, &next)
	return refusal{}
}

// aborts reports whether there is a session connection to abort.
func (m *Machine) aborts() bool {
	const none states = 1<<STA01 | 1<<STA01A | 1<<STA01B | 1<<STA01C | 1<<STA16 | 1<<STA700
	return !none.has(m.state)
}

// mayReject reports whether the answer to a protocol error is an AB though there is no session
// connection: behind an AB that has crossed it, or in front of the CN.
func (m *Machine) mayReject() bool {
	return m.state == STA01C || m.state == STA01A || m.state == STA16
}

// protocolError reports whether the next SPDU that c takes is a protocol error, to which the answer
// is an AB.
func (e *end) protocolError(c *configuration) bool {
	for _, i := range e.ready(c.taken) {
		if i >= 0 {
			next := *c
			if _, r := next.take(e.queue[i], false); r.refused() {
				return true
			}
		}
	}
	return false
}
