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

	hooking sync.Mutex // calls of hook come one at a time
	hook    func(*validate.Verdict)
}

func (g *gate) open(s *validate.Stream, hook func(*validate.Verdict)) {
	g.stream, g.hook = s, hook
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
	pending bool // a unit has begun and is not whole
	last    validate.Verdict

	// What next found, in this order. All of it is lent until the next call.
	run   []byte            // octets of its argument that passed, whole units
	apart *validate.Verdict // a unit that passed, and does not stand behind run; nil: none
	bad   *validate.Verdict // a unit that was rejected; nil: none

	units int    // decided by the last call
	taken int    // octets of the argument up to the end of the last unit that passed
	fault *Error // of bad: the stream is closed, for this reason
	known bool   // the reason was found before
}

// next judges the units in front of b, up to one that was rejected or does not stand behind the
// others that passed. rest is what follows it.
func (w *way) next(b []byte) (rest []byte) {
	w.run, w.apart, w.bad, w.fault, w.known = nil, nil, nil, nil, false
	w.units, w.taken = 0, 0
	first := 0 // of the run
	w.mu.Lock()
	for rest = b; len(rest) > 0; {
		at := len(b) - len(rest)
		w.last, rest = w.stream.Check(w.from, rest)
		v := &w.last
		if w.pending = v.Action == validate.Hold; w.pending {
			continue
		}
		w.units++
		if v.Action == validate.Reject {
			w.refuse(v)
			w.tell(v)
			break
		}
		w.taken = len(b) - len(rest)
		w.tell(v)
		if w.messages || len(v.Octets) != w.taken-at || len(v.Octets) == 0 || &v.Octets[0] != &b[at] {
			w.apart = v
			break
		}
		if w.run == nil {
			first = at
		}
		w.run = b[first:w.taken]
	}
	w.mu.Unlock()
	return rest
}

// refuse notes a rejection, and whether it closed the stream.
func (w *way) refuse(v *validate.Verdict) {
	w.bad = v
	if !w.stream.Closed() {
		return
	}
	if w.known = w.closed != nil; !w.known {
		w.closed = &Error{Reason: ErrRejected, From: w.from, Reaction: v.Reaction, Err: v.Err}
	}
	w.fault = w.closed
}

// tell calls the hook, without the lock of the stream.
func (w *way) tell(v *validate.Verdict) {
	if w.hook == nil || v.Late() {
		return
	}
	w.mu.Unlock()
	w.hooking.Lock()
	w.hook(v)
	w.hooking.Unlock()
	w.mu.Lock()
}

// passed calls yield for what next let pass: each is one write.
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
