package spm

import "github.com/osi-go/osi/session"

// overtakes reports whether p may have overtaken SPDUs that are not seen yet.
func (w *Monitor) overtakes(p session.SPDU) bool {
	return w.Overtaking && w.Expedited && expedited(p)
}

// follows keeps a PR, and drops the one that announced p. Behind an AB nothing comes that was
// announced. early says that p may have overtaken SPDUs.
func (e *end) follows(p session.SPDU, early bool) {
	switch pr, ok := p.(*session.Prepare); {
	case ok:
		e.prepared[e.prepares] = prepares(pr)
		e.prepares++
	case early:
		e.aborted = e.aborted || p.Type() == session.TypeAB
	case p.Type() == session.TypeAB:
		e.prepares = 0
	case e.announced(p):
		copy(e.prepared[:], e.prepared[1:])
		e.prepares--
	}
}

func prepares(p *session.Prepare) preparation {
	a := preparation{event: prepareEvent(p.PrepareType)}
	if a.event == EventPRRS {
		a.types = [2]resync{resyncOf(p.ResyncType), resyncOf(p.SecondType)}
	}
	return a
}

// last returns the event of the last PR whose SPDU has not come.
func (e *end) last() Event {
	if e.prepares == 0 {
		return EventNone
	}
	return e.prepared[e.prepares-1].event
}

// announced reports whether p is the SPDU that the oldest PR announces, X.225 7.26.2 Table 10,
// with the types of that PR, 8.3.26.4 and 8.3.26.5. An AB may come instead of others that were
// announced.
func (e *end) announced(p session.SPDU) bool {
	if e.prepares == 0 {
		return false
	}
	next := e.prepared[0]
	switch p := p.(type) {
	case *session.MajorSyncAck:
		return next.event == EventPRMAA
	case *session.Resynchronize:
		return next.event == EventPRRS && (!e.set[0].m.symmetric() || next.types == [2]resync{resyncOf(p.ResyncType), resyncOf(p.SecondType)})
	case *session.ActivityInterrupt, *session.ActivityDiscard:
		return next == preparation{event: EventPRRS}
	case *session.ResynchronizeAck, *session.ActivityInterruptAck, *session.ActivityDiscardAck:
		return next.event == EventPRRA
	case *session.Abort:
		return e.last() == EventPRAB
	}
	return false
}

// announces takes a PR. The SPDU that it announces is judged when it comes; whether there may be
// any such SPDU is judged here.
func (w *Monitor) announces(e *end, c *configuration, p *session.Prepare) refusal {
	a := prepares(p)
	may := w.Expedited && c.m.mayPrepare(a)
	if w.overtakes(p) {
		may = !e.aborted && e.prepares < maxPrepared && c.m.mayOvertake(a, e.last())
	}
	if !may {
		return c.m.fail(rulePrepare, a.event)
	}
	next := *c
	w.find(e, &next)
	return refusal{}
}

// mayPrepare reports whether an SPDU that a announces may be sent.
func (m *Machine) mayPrepare(a preparation) bool {
	switch {
	case a.event == EventPRMAA:
		return m.state == STA10A || m.state == STA10B
	case a.event == EventPRRA:
		return m.state == STA11A || m.state == STA11B || m.state == STA11C
	case a.event == EventPRAB:
		return m.aborts()
	}
	return m.mayResync(a.types)
}

// mayOvertake reports whether an SPDU that a announces may be sent, now or behind what a overtakes.
// last is the event of the last PR whose SPDU has not come.
func (m *Machine) mayOvertake(a preparation, last Event) bool {
	switch {
	case last == EventPRAB || last == EventPRRA && a.event == EventPRRA:
		return false
	case a.event == EventPRMAA:
		return last == EventNone && m.mayPrepare(a)
	case a.event != EventPRRS:
		return m.mayPrepare(a)
	case last != EventNone && last != EventPRRS:
		return m.resyncs(a.types)
	}
	if (last == EventNone || m.state == STA11A) && m.mayResync(a.types) {
		return true
	}
	if m.MayReport() { // behind an ER
		reported := *m
		reported.state = STA20
		return reported.mayResync(a.types)
	}
	return last == EventNone && (m.state == STA08 || m.mayStart()) && m.resyncs(a.types) // behind an AC or AS
}

// mayStart reports whether an activity may begin without anything that the peer has yet to send.
func (m *Machine) mayStart() bool {
	return m.fu(fuACT) && !m.vact && (m.state == STA713 || m.state == STA22)
}

// resyncs reports whether the functional units have an SPDU that a PR with the types announces.
func (m *Machine) resyncs(types [2]resync) bool {
	units := m.selected
	if m.state == STA08 {
		units = m.proposed
	}
	switch {
	case !m.symmetric():
		return units&(fuRESYN|fuACT) != 0
	case types == [2]resync{}:
		return units.Has(fuACT)
	}
	return units.Has(fuRESYN)
}

// mayResync reports whether an RS, AI or AD may be sent that a PR with the types announces. With
// symmetric synchronize it announces an RS if and only if it has types, X.225 7.24.3.2. Without it
// an RS that abandons is allowed wherever any is.
func (m *Machine) mayResync(types [2]resync) bool {
	all := [...]input{
		{event: EventSRSYNreqAbandon, sn: m.vm, snd: m.vm, rcv: noSerial, sndType: resyncAbandon},
		{event: EventSACTIreq},
		{event: EventSACTDreq},
	}
	list := all[:]
	switch {
	case !m.symmetric():
	case types == [2]resync{}:
		list = all[1:]
	default:
		all[0] = input{event: EventSRSYNreq, sn: noSerial, sndType: types[0], rcvType: types[1]}
		all[0].snd, all[0].rcv = lowestSerial(types[0], m.vrs, m.vms), lowestSerial(types[1], m.vrr, m.vmr)
		list = all[:1]
	}
	for i := range list {
		n := *m
		var o Outcome
		if !n.request(&list[i], &o).refused() && o.Has(EventPRRS) {
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

// expedites takes an EX. It may overtake the SPDU behind which it was sent.
func (w *Monitor) expedites(e *end, c *configuration, p session.SPDU, in *input) refusal {
	switch {
	case w.overtakes(p) && !e.aborted && c.m.mayExpedite(e):
		next := *c
		w.find(e, &next)
		return refusal{}
	case e.prepares > 0:
		return c.m.fail(rulePrepare, EventSEXreq)
	}
	return w.requests(e, c, p, in)
}

// mayExpedite reports whether an EX may be sent behind an SPDU of the end that has not come: one
// that a PR announces, an AC, a CDA, or the GT that ends an error state.
func (m *Machine) mayExpedite(e *end) bool {
	switch last := e.last(); {
	case last == EventNone:
		return m.state == STA08 && m.proposed.Has(fuEX) || m.fu(fuEX) && (m.state == STA22 || m.state == STA20 && m.ii(dk))
	case last == EventPRMAA || last == EventPRRA:
		return m.fu(fuEX)
	case last == EventPRRS: // the flow of an EX is not resynchronized
		types := e.prepared[e.prepares-1].types
		return m.fu(fuEX|fuSS) && types[0] == resyncNo && types[1] != resyncNo
	}
	return false
}
