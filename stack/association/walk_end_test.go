package association_test

import (
	"errors"
	"slices"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/acse"
	"github.com/osi-go/osi/acse/acpm"
	"github.com/osi-go/osi/presentation"
	"github.com/osi-go/osi/session"
	"github.com/osi-go/osi/session/spm"
)

// agree compares what both ends know when nothing is under way.
func (w *walk) agree() {
	a, b := w.ends[0].Session(), w.ends[1].Session()
	if w.err != nil || a.State() != spm.STA713 || b.State() != spm.STA713 {
		return
	}
	available := a.Selected().Tokens()
	if a.Selected() != b.Selected() || a.Tokens()|b.Tokens() != available || a.Tokens()&b.Tokens() != 0 {
		w.fail("units %v and %v, tokens %v and %v of %v", a.Selected(), b.Selected(), a.Tokens(), b.Tokens(), available)
	}
	if a.Activity() != b.Activity() {
		w.fail("activity %v and %v", a.Activity(), b.Activity())
	}
	x, y := w.ends[0].Contexts(), w.ends[1].Contexts()
	if w.activity || w.purged { // what crossed an AI, ED or RS is lost to one end
		return
	}
	if list, other := slices.Collect(x.All()), slices.Collect(y.All()); !slices.EqualFunc(list, other, func(c, d presentation.DefinedContext) bool { return c == d }) {
		w.fail("contexts %v and %v", list, other)
	}
}

// finish brings the association to an end: by a release where nothing forbids it, else by an abort.
func (w *walk) finish() {
	w.quiet = true
	for range 300 {
		w.drain()
		if w.idle() || w.over[0] || w.over[1] || w.err != nil {
			break
		}
		w.act(0)
		w.act(1)
	}
	w.agree()
	if w.err == nil && !w.over[0] && !w.over[1] && w.r.IntN(2) == 0 && w.idle() {
		w.release()
	}
	for d := range 2 {
		if !w.over[d] && w.err == nil {
			w.abort(d)
		}
		w.drain()
	}
	if w.ends[0].Kept() && w.ends[1].Kept() {
		return
	}
	for d, a := range w.ends {
		if w.err != nil || a.Ended() {
			continue
		}
		if a.Kept() && !w.ends[1-d].Ended() { // the other end waits for the end of the transport connection
			a.Abort()
		}
		if w.ends[1-d].Ended() {
			if ev := a.Disconnected(); ev != nil {
				w.fail("end %d is told of %T when the connection closes", d, ev)
			}
		} else if a.Timer() {
			a.Expire()
		}
		if !a.Ended() {
			w.fail("end %d does not end: %v", d, a.Session().State())
		}
	}
}

// idle reports whether both ends transfer data and wait for nothing.
func (w *walk) idle() bool {
	return w.ends[0].Session().State() == spm.STA713 && w.ends[1].Session().State() == spm.STA713
}

// release ends the activity, moves the tokens to the initiator and releases.
func (w *walk) release() {
	for d := range 2 {
		if m := w.ends[0].Session(); m.Activity() && w.request(d, &session.ActivityInterrupt{}) {
			w.drain()
			w.request(1-d, &session.ActivityInterruptAck{})
			w.drain()
		}
	}
	if m := w.ends[1].Session(); m.Tokens() != 0 {
		w.request(1, &session.GiveTokens{Tokens: osi.Some(m.Tokens())})
		w.drain()
	}
	fn := &session.Finish{}
	if w.reuse && w.r.IntN(2) == 0 {
		fn.Disconnect = osi.Some(keep)
	}
	if err := w.ends[0].Send(fn, &acse.ReleaseRequest{}); err != nil {
		w.fail("release: %w", err)
		return
	}
	w.drain()
	if err := w.ends[1].Release(); err != nil {
		w.fail("response to a release: %w", err)
		return
	}
	w.drain()
	if kept := fn.Disconnect.Present; !w.over[0] || w.ends[0].Ended() == kept || w.ends[1].Timer() == kept || w.ends[0].Kept() != kept || w.ends[1].Kept() != kept {
		w.fail("released: %v, %v", w.over, w.ends[1].Session().State())
	}
	w.over[1] = true
}

// race names what the standards themselves make a protocol error of between conforming ends: see
// docs/conformance/spm.md and ppm.md.
func (w *walk) race() string {
	var f *spm.StateError
	if errors.As(w.err, &f) {
		ss := w.units.Has(session.FUSymmetricSynchronize)
		name := f.Event.String() + " in " + f.State.String()
		switch {
		case w.expedited && f.State == spm.STA713 && (f.Event == spm.EventAI || f.Event == spm.EventAD),
			ss && f.State == spm.STA11A,
			ss && w.expedited && f.Event == spm.EventRS && (f.State == spm.STA05B || f.State == spm.STA05C || f.State == spm.STA06):
			return name
		}
	}
	if e := osi.AsError(w.err); e != nil && e.Layer == osi.Presentation && w.manages && w.activity {
		return "contexts behind an AI or ED"
	}
	var g *acpm.StateError
	if errors.As(w.err, &g) && w.kinds["ED"] > 1 {
		return "release behind EDs that cross: acpm.Monitor drops what is under way to the sender of an ED"
	}
	return ""
}
