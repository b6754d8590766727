package relay

import (
	"errors"
	"io"
	"os"
	"time"

	"github.com/osi-go/osi"
)

// goesOn takes an error of reading, and reports whether there is more to read.
func (r *relay) goesOn(in *reader, w *way, err error) bool {
	d := in.from
	switch {
	case r.ended.Load() != 0:
		return false
	case errors.Is(err, os.ErrDeadlineExceeded):
		now := time.Now()
		if at := r.deadline(d, in.due); at.IsZero() || now.Before(at) {
			return true
		}
		e := &Error{Reason: ErrIdle, From: d, Err: err}
		if !in.due.IsZero() && !now.Before(in.due) {
			e.Reason = ErrSlow
		}
		r.end(e, [2][][]byte{})
	case errors.Is(err, io.EOF):
		if w.within() {
			r.note(&Error{Reason: ErrCut, From: d, Err: io.ErrUnexpectedEOF})
		}
		to := &r.sides[d^1]
		to.mu.Lock()
		ok := to.closeWrite()
		to.mu.Unlock()
		if _, half := r.sides[d].conn.(interface{ CloseWrite() error }); !ok || !half {
			r.end(nil, [2][][]byte{})
		}
	default:
		r.end(&Error{Reason: ErrFailed, From: d, Err: err}, [2][][]byte{})
	}
	return false
}

// abandon ends a direction whose receiver takes no more: what the receiver has still sent is passed
// on, and what comes for it is discarded.
func (r *relay) abandon(in *reader) {
	until := r.since(time.Now().Add(r.options.Linger))
	other := in.from ^ 1
	if r.ended.Load() == 0 && r.stop[other].CompareAndSwap(0, until) {
		r.joining.Lock()
		r.sides[other].expire(r.time(until), r.time(until)) // nothing more is written to it
		r.joining.Unlock()
		r.sides[in.from].drain(in.buf.space(false), r.time(until))
	}
}

// reject answers, and reports whether the direction goes on.
func (r *relay) reject(w *way) bool {
	d, v := w.from, w.bad
	if w.fault != nil {
		if w.known {
			return true // who found the reason ends the connection
		}
		var last [2][][]byte
		last[d] = v.Answer
		if v.Heard {
			last[d^1] = v.Notice
		}
		r.end(w.fault, last)
		return false
	}
	if !r.tell(d, v.Answer) || v.Heard && !r.tell(d^1, v.Notice) {
		r.end(nil, [2][][]byte{}) // the reason is noted
		return false
	}
	return true
}

// tell writes units of the gate's own to side d.
func (r *relay) tell(d osi.Direction, units [][]byte) bool {
	r.sides[d].mu.Lock()
	defer r.sides[d].mu.Unlock()
	if r.sides[d].conn == nil {
		return true // it knows of nothing
	}
	for _, u := range units {
		ok := r.write(d^1, u)
		if ok {
			r.options.Counters.answer(nil)
		} else {
			r.options.Counters.answer(errDone)
			return false
		}
	}
	return true
}

// end ends the connection for the reason e; nil is an end in order. Each side is sent the last that
// it gets, and then the end.
func (r *relay) end(e *Error, last [2][][]byte) {
	if e != nil {
		r.note(e)
	}
	until := time.Now().Add(r.options.Linger)
	if !r.ended.CompareAndSwap(0, r.since(until)) {
		return
	}
	now := r.since(time.Now())
	r.joining.Lock()
	defer r.joining.Unlock()
	if r.cancel != nil {
		r.cancel()
	}
	for i := range r.sides {
		s := &r.sides[i]
		if s.conn == nil {
			continue
		}
		r.stop[i].Store(now)
		s.expire(r.begun, until) // wakes its reader, which then drains
		r.parts.Go(func() { s.part(last[i], r.options.Counters) })
	}
}
