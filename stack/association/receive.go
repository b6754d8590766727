package association

import (
	"bytes"
	"iter"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/acse"
	"github.com/osi-go/osi/presentation"
	"github.com/osi-go/osi/session"
	"github.com/osi-go/osi/session/spm"
	"github.com/osi-go/osi/stack"
	"github.com/osi-go/osi/transport"
)

// arrival is the state of the unit at hand.
type arrival struct {
	last  stack.Event // told and not taken yet: what comes next may be its fault
	told  bool        // last is there
	fault *stack.Event

	spdus []session.SPDU // of the TSDU at hand
	at    stack.Event    // of the last of them
	taken int            // of them, in processing order
	first session.SPDU   // of a segmented SSDU

	spdu    session.SPDU // that is being taken; nil: none
	deliver bool         // its user is told of it
	queued  bool         // but later
	recalls int          // how many of those that wait are taken behind it
	aea     bool         // it is an AEA: an MAA has the same octets
	ppdu    presentation.PPDU
	pdu     stack.Event // that of ppdu
	apdu    acse.APDU
	unit    stack.Event   // that of apdu
	values  []stack.Value // of the unit
	from    int           // where those of spdu begin

	data Data // the first event of the unit

	waiting []Event // EX, or nil for a PR, that wait for an SPDU of the normal flow
	do      []spm.Event
	replies []stack.PDU
}

// Receive takes what the network connection has delivered and yields the events in it. For
// [stack.TPKTs] b is any chunk of the stream, otherwise one unit. The user may send at each
// event. What follows an event is taken when the iteration goes on or, if it is stopped early, by
// the next call.
func (a *Association) Receive(b []byte) iter.Seq[Event] {
	return func(yield func(Event) bool) {
		if len(a.rest) > 0 {
			b = append(a.rest, b...)
			a.rest = nil
		}
		for {
			for a.heard < len(a.events) {
				ev := a.events[a.heard]
				if a.heard++; !yield(ev) {
					a.rest = bytes.Clone(b)
					return
				}
			}
			if len(b) == 0 || a.over {
				return
			}
			a.events, a.heard = a.events[:0], 0
			b = a.unitOf(b)
		}
	}
}

// unitOf takes the first unit of b and returns what follows it.
func (a *Association) unitOf(b []byte) []byte {
	in := &a.in
	in.told, in.fault, in.spdus, in.taken, in.values, in.from = false, nil, in.spdus[:0], 0, in.values[:0], 0
	a.conn.Skip(0)
	u, rest := a.conn.Next(a.own.Opposite(), b, a.see)
	if u.State != stack.Invalid && !a.take() {
		u.State = stack.Invalid
	}
	if u.State != stack.Invalid && (!a.upTo(nil) || !a.finish()) {
		u.State = stack.Invalid
	}
	if u.State == stack.Invalid {
		f := in.fault
		if f == nil {
			f = u.Fault
		}
		in.spdu, in.do, in.replies = nil, in.do[:0], nil
		a.faulty(f)
	}
	in.forget()
	a.perform()
	return rest
}

// forget drops what is lent, so that an idle association keeps no decoders alive.
func (in *arrival) forget() {
	clear(in.spdus)
	in.spdus = in.spdus[:0]
	in.taken, in.ppdu, in.apdu = 0, nil, nil
	in.last, in.at, in.pdu, in.unit = stack.Event{}, stack.Event{}, stack.Event{}, stack.Event{}
}

// told is called for each PDU of the unit at hand. It takes a PDU when the next one comes, or the
// unit ends, since until then the PDU may turn out to be at fault.
func (a *Association) told(ev *stack.Event) bool {
	if ev.Err != nil {
		a.in.told = false
		return true
	}
	if !a.take() {
		return false
	}
	a.in.last, a.in.told = *ev, true
	return true
}

// fail makes the PDU of ev, which a machine refuses, the fault of the unit.
func (a *Association) fail(ev *stack.Event, err error) bool {
	f := *ev
	f.Err, f.Cause = osi.AsError(err), err
	a.in.fault = &f
	return false
}

// take takes the PDU that told was called for last, and reports whether to go on.
func (a *Association) take() bool {
	in := &a.in
	if !in.told {
		return true
	}
	in.told = false
	ev := &in.last
	switch p := ev.PDU.(type) {
	case transport.TPDU:
		return a.takeTPDU(ev, p)
	case session.SPDU:
		in.spdus, in.at = append(in.spdus, p), *ev
		return true
	case presentation.PPDU:
		return a.upTo(ev) && a.takePPDU(ev, p)
	case acse.APDU:
		return a.takeAPDU(ev, p)
	}
	if in.ppdu == nil && !a.upTo(ev) {
		return false
	}
	a.takeValue(ev)
	return true
}
