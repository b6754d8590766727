package spm

import "github.com/osi-go/osi"

// An alternative is a conditional action list of a cell.
type alternative struct {
	predicates [5]int16 // all hold; negative: does not hold
	actions    [5]op
	next       State
	recall     bool // [6] behind the state
}

// step takes one event by the tables. On an error m may have changed where events were recalled.
func (m *Machine) step(in *input, o *Outcome) refusal {
	if a := m.alternative(in); a != nil {
		return m.perform(a, in, o)
	}
	return m.fail(m.rule(in), in.event)
}

// alternative returns the alternative of the cell whose predicates hold; nil when there is none.
func (m *Machine) alternative(in *input) *alternative {
	set := 0
	if m.selects(in).Has(fuSS) {
		set = 1
	}
	cell := grid[set][in.event][m.state]
	for i := cellStart[cell]; i < cellStart[cell+1]; i++ {
		if a := &alternatives[i]; m.all(a, in) {
			return a
		}
	}
	return nil
}

// stays reports whether a request is allowed, and does no more than to send its SPDU.
func (m *Machine) stays(in *input) bool {
	a := m.alternative(in)
	return a != nil && a.next == m.state && !a.recall && a.actions[0] > out && a.actions[1] == 0
}

// all evaluates the predicates of a.
func (m *Machine) all(a *alternative, in *input) bool {
	for _, n := range a.predicates {
		switch {
		case n == 0:
			return true
		case n > 0 && !m.holds(n, in), n < 0 && m.holds(-n, in):
			return false
		}
	}
	return true
}

func (m *Machine) perform(a *alternative, in *input, o *Outcome) refusal {
	for _, item := range a.actions {
		if item == 0 {
			break
		}
		if item == 10 {
			if !m.action10(in, o) {
				return m.fail(ruleQueue, in.event)
			}
			continue
		}
		m.act(item, in, o)
	}
	m.state = a.next
	switch {
	case a.recall:
		return m.action6(o)
	case m.state == STA01 || m.state == STA01C || m.state == STA16 || m.state == STA01A:
		m.queues, m.queue = 0, [maxQueue]queued{} // the connection is gone
	}
	return refusal{}
}

// action6: the events in the queue happen now, in their order. One that is stored again waits for
// the next time, and so do those behind it.
func (m *Machine) action6(o *Outcome) refusal {
	events, n, waits := m.queue, m.queues, o.queued
	m.queue, m.queues = [maxQueue]queued{}, 0
	for i, q := range events[:n] {
		in := input{event: q.event, sndType: q.sndType, rcvType: q.rcvType, received: true, local: m.Local.Reuse, sn: noSerial, snd: noSerial, rcv: noSerial}
		if r := m.step(&in, o); r.refused() {
			return r
		}
		if m.queues > 0 {
			m.queues += uint8(copy(m.queue[1:], events[i+1:n])) //nolint:gosec // at most maxQueue
			break
		}
		o.recalled++
	}
	o.queued = waits // the event that recalls them
	return refusal{}
}

// action10: the event is stored in the queue. It is one of the expedited flow.
func (m *Machine) action10(in *input, o *Outcome) bool {
	if int(m.queues) == len(m.queue) {
		return false
	}
	m.queue[m.queues] = queued{in.event, in.sndType, in.rcvType}
	m.queues++
	o.queued = true
	return true
}

// rule returns the rule of the table that has the cell of an event.
func (m *Machine) rule(in *input) *osi.Rule {
	i := int(tableOf[in.event])
	if i == 0 {
		i = 8
	}
	if m.selects(in).Has(fuSS) {
		i += 9
	}
	return tableRules[i-8]
}
