package spm

import "github.com/osi-go/osi/session"

// find adds c to found, unless a configuration in found becomes c by taking the SPDUs that c has
// taken beyond it.
func (w *Monitor) find(e *end, c *configuration) {
	c.m.forget()
	for i := range w.found {
		if f := w.found[i]; f.role == c.role && f.becomes(c, e) {
			return
		}
	}
	w.found = append(w.found, *c)
}

// becomes reports whether f becomes c by taking the SPDUs that c has taken beyond it.
func (f *configuration) becomes(c *configuration, e *end) bool {
	if f.taken&^c.taken != 0 {
		return false
	}
	for f.taken != c.taken {
		next := e.ready(f.taken)
		j := next[0]
		if j < 0 || c.taken&(1<<j) == 0 {
			j = next[1]
		}
		if j < 0 || c.taken&(1<<j) == 0 {
			return false
		}
		f.taken |= 1 << j
		if o, r := f.take(e.queue[j], false); r.refused() || o.sends() {
			return false
		}
	}
	return *f == *c
}

// sends adds to found what c becomes by sending p, or says why it may not. in is p as c reads it,
// or nil where it has not been read.
func (w *Monitor) sends(e *end, c *configuration, p session.SPDU, in *input) refusal {
	switch p := p.(type) {
	case *session.Prepare:
		return w.announces(e, c, p)
	case *session.ExpeditedData:
		return w.expedites(e, c, p, in)
	case *session.AbortAccept, *session.OverflowAccept, *session.GiveTokensAck, *session.ConnectDataOverflow,
		*session.ShortConnectContinue:
		return w.answers(e, c, p)
	case *session.ShortAccept:
		if p.Incomplete {
			return w.answers(e, c, p)
		}
	case *session.ExceptionReport:
		return w.reports(e, c)
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
	announced := e.announced(p)
	a := c.m.alternative(in)
	switch {
	case c.m.incomplete(in):
		return c.m.fail(ruleParameter, in.event)
	case a == nil:
		return c.m.fail(c.m.rule(in), in.event)
	}
	next := *c
	next.m.Local.NoPrepare = !announced
	var o Outcome
	if r := next.m.requested(&c.m, a, in, &o); r.refused() {
		return r
	}
	next.m.Local.NoPrepare = false
	if !o.sends() { // the request is discarded
		return c.m.fail(c.m.rule(in), in.event)
	}
	if o.prepares() != announced {
		return c.m.fail(rulePrepare, in.event)
	}
	if in.event == EventSCONrspPositive || in.event == EventSCONrspNegative { // short forms answer an SCN, and nothing else does
		if as, _ := c.m.read(p, true); !o.Has(as.event) {
			return c.m.fail(c.m.rule(in), in.event)
		}
	}
	w.find(e, &next)
	if in.event == EventSRSYNrsp && w.otherRole(&next, false) {
		w.find(e, &next)
	}
	return refusal{}
}

// reports takes an ER. The SPDU that it reports has no effect, X.225 A.4.1.2: it is the next of a
// flow, or data, which is not in the queue.
func (w *Monitor) reports(e *end, c *configuration) refusal {
	if !c.m.MayReport() {
		return c.m.fail(ruleReport, EventER)
	}
	next := *c
	next.m.state = STA20
	w.find(e, &next)
	for _, i := range e.ready(c.taken) {
		if i >= 0 {
			without := next
			without.taken |= 1 << i
			w.find(e, &without)
		}
	}
	return refusal{}
}

// prepares reports whether a PR is sent.
func (o *Outcome) prepares() bool {
	return o.Has(EventPRMAA) || o.Has(EventPRRS) || o.Has(EventPRRA) || o.Has(EventPRAB)
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
	case *session.ExceptionReport:
		return EventER
	case *session.Prepare:
		return prepareEvent(p.PrepareType)
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
	var o Outcome
	r = next.m.request(&in, &o)
	switch {
	case !r.refused() && o.Has(EventPRAB) != e.announced(p):
		return c.m.fail(rulePrepare, in.event)
	case !r.refused() && o.sends():
	case c.m.aborts() || c.m.mayReject() && (e.protocolError(c) || w.ends[0].lost || w.ends[1].lost):
		next.m.state = STA16
	default:
		return r
	}
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
