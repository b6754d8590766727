package spm

import (
	"iter"
	"slices"
	"strings"
)

// An Outcome is what an event brings about: outgoing events in their order. The zero Outcome is
// nothing.
type Outcome struct {
	events   [maxQueue + 8]Event
	n        uint8
	recalled uint8
	queued   bool
}

func (o *Outcome) add(e Event) {
	if int(o.n) < len(o.events) {
		o.events[o.n] = e
		o.n++
	}
}

// Events yields the outgoing events: indications, SPDUs that are to be sent, what is asked of the
// transport service, and [EventStartTIM] and [EventStopTIM].
func (o *Outcome) Events() iter.Seq[Event] {
	return func(yield func(Event) bool) {
		for _, e := range o.events[:o.n] {
			if !yield(e) {
				return
			}
		}
	}
}

// Has reports whether e is one of the events.
func (o *Outcome) Has(e Event) bool {
	return slices.Contains(o.events[:o.n], e)
}

// Queued reports whether the SPDU, an EX or PR, waits for an SPDU on the transport normal flow. The
// caller keeps it until Recalled counts it.
func (o *Outcome) Queued() bool { return o.queued }

// Recalled returns how many of the SPDUs that waited have been taken behind this one. They are the
// oldest.
func (o *Outcome) Recalled() int { return int(o.recalled) }

// String returns the events, separated by spaces: "SRELcnf+ TDISreq".
func (o *Outcome) String() string {
	var names []string
	for e := range o.Events() {
		names = append(names, e.String())
	}
	return strings.Join(names, " ")
}
