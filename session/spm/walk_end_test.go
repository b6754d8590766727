package spm

import (
	"errors"
	"fmt"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/session"
)

// agreement compares what both ends know when nothing is under way.
func (w *walk) agreement() error {
	a, b := &w.m[0], &w.m[1]
	if a.state != STA713 || b.state != STA713 {
		return nil
	}
	switch {
	case a.owned|b.owned != a.available() || a.owned&b.owned != 0:
		return fmt.Errorf("tokens %v and %v of %v", a.owned, b.owned, a.available())
	case a.fu(fuACT) && a.vact != b.vact:
		return fmt.Errorf("Vact %v and %v", a.vact, b.vact)
	case a.fu(fuACT) && !a.vact: // AS and AR begin anew
	case !a.symmetric() && a.selected&(fuSY|fuMA|fuRESYN|fuACT) != 0 && (a.vm != b.vm || !a.fu(fuEXCEP) && a.va != b.va || a.vr != b.vr):
		return fmt.Errorf("V(A), V(M), V(R) %d %d %d and %d %d %d", a.va, a.vm, a.vr, b.va, b.vm, b.vr)
	case a.symmetric() && (a.vms != b.vmr || a.vmr != b.vms || a.vas != b.varr || a.varr != b.vas || a.vrs != b.vrr || a.vrr != b.vrs):
		return fmt.Errorf("serial numbers of flows %+v and %+v", Variables(a), Variables(b))
	case a.vrsp != resyncNo || b.vrsp != resyncNo || a.vrsps|a.vrspr|b.vrsps|b.vrspr != resyncNo:
		return fmt.Errorf("a resynchronization is in progress")
	case a.queues+b.queues != 0:
		return fmt.Errorf("events are queued")
	}
	return nil
}

// finish brings a walk to a state in which nothing is under way, and ends the connection by a
// release or an abort.
func (w *walk) finish() error {
	w.quiet = true
	for range 400 {
		w.drain()
		if w.ended || w.m[0].state == STA713 && w.m[1].state == STA713 {
			break
		}
		for d := range 2 {
			w.request(d, w.choose(d))
		}
	}
	if w.ended || w.m[0].state == STA16 || w.m[1].state == STA16 {
		return nil
	}
	if err := w.agreement(); err != nil {
		return err
	}
	if w.m[0].state == STA713 && w.m[1].state == STA713 && w.r.IntN(2) == 0 {
		return w.release()
	}
	if !w.request(0, &session.Abort{Disconnect: session.ReleaseTransport}) {
		return fmt.Errorf("no abort in %v", w.m[0].state)
	}
	w.drain()
	if w.m[0].state != STA16 || w.m[1].state != STA01 {
		return fmt.Errorf("aborted: %v and %v", w.m[0].state, w.m[1].state)
	}
	return nil
}

// release ends the activity, moves the tokens to the initiator and releases.
func (w *walk) release() error {
	if w.m[0].Activity() {
		for d := range 2 {
			if w.request(d, &session.ActivityInterrupt{}) {
				w.drain()
				w.request(1-d, &session.ActivityInterruptAck{})
				w.drain()
			}
		}
	}
	if t := w.m[1].owned; t != 0 {
		w.request(1, &session.GiveTokens{Tokens: osi.Some(t)})
		w.drain()
	}
	if !w.request(0, &session.Finish{}) {
		return fmt.Errorf("no release: %+v", Variables(&w.m[0]))
	}
	w.drain()
	if !w.request(1, &session.Disconnect{}) {
		return fmt.Errorf("no response to a release: %+v", Variables(&w.m[1]))
	}
	w.drain()
	if w.m[0].state != STA01 || w.m[1].state != STA16 {
		return fmt.Errorf("released: %v and %v", w.m[0].state, w.m[1].state)
	}
	return nil
}

// knownRace names the cells of the standard in which conforming ends meet a protocol error:
// docs/conformance/spm.md.
func knownRace(err error, w *walk) string {
	var f *StateError
	if !errors.As(err, &f) {
		if w.oneFlow {
			return "one flow: no agreement"
		}
		return ""
	}
	name := f.Event.String() + " in " + f.State.String()
	switch ss := w.units.Has(fuSS); {
	case ss && w.oneFlow:
		return "one flow: " + name
	case w.expedited && (f.State == STA713 && (f.Event == EventAI || f.Event == EventAD)),
		ss && f.State == STA11A,
		ss && w.expedited && f.Event == EventRS && (f.State == STA05B || f.State == STA05C),
		ss && w.units.Has(fuDS) && f.Event == EventMIA,
		w.overtaking && f.State == STA15C && (f.Event == EventRS || f.Event == EventRSa || f.Event == EventRSr || f.Event == EventRSs),
		w.overtaking && ss && f.Event == EventRA && f.State == STA06,
		w.overtaking && f.State == STA15B && (f.Event == EventED || f.Event == EventER || f.Event == EventFNnr):
		return name
	}
	return ""
}
