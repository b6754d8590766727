package relay

import (
	"sync"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/validate"
)

// A gate is what both directions of a connection share.
type gate struct {
	mu       sync.Mutex // of stream and closed
	stream   *validate.Stream
	closed   *Error // the rejection that closed the stream
	messages bool   // the units of the carrier are messages

	hooking sync.Mutex              // calls of hook come one at a time
	hook    func(*validate.Verdict) // of all verdicts
	refused func(*validate.Verdict) // of rejections
}

func (g *gate) open(s *validate.Stream, o *Options) {
	g.stream, g.hook, g.refused = s, o.Verdict, o.Rejected
	g.messages = s.Carrier() != validate.TPKTs && s.Carrier() != validate.XOT
}

func (g *gate) close() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.stream.Close()
}

// A way is one direction through the gate. One goroutine at a time uses it.
type way struct {
	*gate
	from    osi.Direction
	own     bool // what next is given may be overwritten, up to what it has judged
	pending bool // a unit has begun and is not whole

	forwarded bool // something of it has been written
	last      validate.Verdict

	// What next found, in this order. All of it is lent until the next call.
	run   []byte            // octets that passed, whole units
	apart *validate.Verdict // a unit that passed, and does not stand behind run; nil: none
	bad   *validate.Verdict // a unit that was rejected; nil: none

	units int    // decided by the last call
	taken int    // the end of the last unit that passed
	fault *Error // of bad: why the stream is closed; nil: it is not
	known bool   // an earlier rejection has closed the stream
}

// next judges the units in b from at on, up to one that was rejected or does not stand behind the
// others that passed. It returns where it stopped.
func (w *way) next(b []byte, at int) int {
	w.run, w.apart, w.bad, w.fault, w.known = nil, nil, nil, nil, false
	w.units, w.taken = 0, at
	first := at // of the run
	w.mu.Lock()
	for at < len(b) && w.apart == nil && w.bad == nil {
		if w.hook == nil && !w.messages {
			if n, units := w.stream.CheckData(w.from, b[at:]); n > 0 {
				if w.run == nil {
					first = at
				}
				at += n
				w.run, w.units, w.taken, w.pending = b[first:at], w.units+units, at, false
				continue
			}
		}
		v, rest := w.stream.Check(w.from, b[at:])
		end := len(b) - len(rest)
		switch v.Action {
		case validate.Pass:
			w.units, w.taken, w.pending = w.units+1, end, false
			w.tell(&v, w.hook)
			switch n := len(v.Octets); {
			case w.messages || n == 0:
				w.set(&w.apart, &v)
			case n == end-at && &v.Octets[0] == &b[at]:
				if w.run == nil {
					first = at
				}
				w.run = b[first:end]
			case w.own && w.run == nil && n <= end: // it came in pieces, and goes with what follows
				first = end - n
				copy(b[first:end], v.Octets)
				w.run = b[first:end]
			default:
				w.set(&w.apart, &v)
			}
		case validate.Reject:
			w.units, w.pending = w.units+1, false
			w.refuse(&v)
			w.tell(&v, w.hook)
			w.tell(&v, w.refused)
			w.set(&w.bad, &v)
		case validate.Hold:
			w.pending = true
		}
		at = end
	}
	w.mu.Unlock()
	return at
}

// within reports whether the side has begun a unit, or a TSDU whose TPDUs pass as they come, and
// not ended it.
func (w *way) within() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.pending || w.stream.Within(w.from)
}

// set keeps a copy of v: a pointer to what Check returns would make every Verdict escape.
func (w *way) set(p **validate.Verdict, v *validate.Verdict) {
	w.last = *v
	*p = &w.last
}

// refuse notes a rejection, and whether it closed the stream.
func (w *way) refuse(v *validate.Verdict) {
	if !w.stream.Closed() {
		return
	}
	if w.known = w.closed != nil; !w.known {
		w.closed = &Error{Reason: ErrRejected, From: w.from, Reaction: v.Reaction, Err: v.Err}
	}
	w.fault = w.closed
}

// tell calls a hook, without the lock of the stream.
func (w *way) tell(v *validate.Verdict, hook func(*validate.Verdict)) {
	if hook == nil || v.Late() {
		return
	}
	w.last = *v
	w.mu.Unlock()
	w.hooking.Lock()
	hook(&w.last)
	w.hooking.Unlock()
	w.mu.Lock()
}

// passed calls yield for each piece that next let pass. A piece is to be written in one Write.
func (w *way) passed(yield func([]byte) bool) {
	if len(w.run) > 0 && !yield(w.run) {
		return
	}
	switch {
	case w.apart == nil:
	case w.messages:
		for u := range w.apart.Units() {
			if !yield(u) {
				return
			}
		}
	case len(w.apart.Octets) > 0:
		yield(w.apart.Octets)
	}
}
