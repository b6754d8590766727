package relay

import (
	"context"
	"errors"
	"io"
	"net"
	"os"
	"sync"
	"sync/atomic"
	"time"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/validate"
)

// Run joins two connections through the gate: what passes goes from each to the other, and what
// does not is answered. It returns when both directions have ended, or the connection has; it then
// has closed both connections and the stream. Nothing else may read them, write to them or set
// their deadlines meanwhile.
//
// The end of one direction is passed on, and the other direction goes on, where the connections
// have a CloseWrite as *net.TCPConn has; where one has not, the end of one direction is that of the
// connection. When ctx ends the connection may go on for [Options.Grace]; Run then ends both
// directions, between two units.
//
// A nil error says that both sides have ended the connection in order: units may have been dropped.
// Every other error is an [*Error].
func Run(ctx context.Context, initiator, responder net.Conn, s *validate.Stream, o Options) error {
	r := &relay{options: o.resolved(), begun: time.Now()}
	r.open(s, o.Verdict)
	r.sides[osi.FromInitiator].conn, r.sides[osi.FromResponder].conn = initiator, responder
	r.options.Counters.begin()
	ended := make(chan struct{})
	var ways, watch sync.WaitGroup
	ways.Go(func() { r.copy(osi.FromResponder) })
	if ctx.Done() != nil {
		watch.Go(func() { r.watch(ctx, ended) })
	}
	r.copy(osi.FromInitiator)
	ways.Wait()
	close(ended)
	watch.Wait()
	r.parts.Wait()
	for i := range r.sides {
		r.sides[i].conn.Close() //nolint:errcheck // the end
	}
	r.close()
	r.options.Counters.end(r.err)
	if r.err == nil {
		return nil
	}
	return r.err
}

// A relay is one call of Run.
type relay struct {
	gate
	options Options
	sides   [2]side // by direction: who sends it
	begun   time.Time

	// Times are nanoseconds from begun; 0 is never.
	heard atomic.Int64    // when either side last sent something
	ended atomic.Int64    // until when both sides may read the last that they get
	stop  [2]atomic.Int64 // when reading from a side ends, whatever it sends

	once  sync.Mutex // of err
	err   *Error     // why the connection ended: the first reason
	parts sync.WaitGroup
}

func (r *relay) since(t time.Time) int64    { return max(1, int64(t.Sub(r.begun))) }
func (r *relay) time(since int64) time.Time { return r.begun.Add(time.Duration(since)) }

// note keeps the first reason.
func (r *relay) note(e *Error) {
	r.once.Lock()
	defer r.once.Unlock()
	if r.err == nil {
		r.err = e
	}
}

// watch ends the connection some time after ctx has ended.
func (r *relay) watch(ctx context.Context, ended <-chan struct{}) {
	select {
	case <-ended:
		return
	case <-ctx.Done():
	}
	grace := time.NewTimer(r.options.Grace)
	defer grace.Stop()
	select {
	case <-ended:
	case <-grace.C:
		r.end(&Error{Reason: ErrStopped, Err: context.Cause(ctx)}, [2][][]byte{})
	}
}

// deadline returns until when there must be something to read from d; zero is never. unit is when
// the unit that is not whole began; zero: there is none.
func (r *relay) deadline(d osi.Direction, unit time.Time) time.Time {
	var at time.Time
	if r.options.Idle > 0 {
		at = r.time(r.heard.Load()).Add(r.options.Idle)
	}
	if end := unit.Add(r.options.Unit); r.options.Unit > 0 && !unit.IsZero() && (at.IsZero() || end.Before(at)) {
		at = end
	}
	if stop := r.stop[d].Load(); stop != 0 && (at.IsZero() || r.time(stop).Before(at)) {
		at = r.time(stop)
	}
	return at
}

// A reader reads from a side with deadlines. It sets one only when the last is too late: one that
// comes early is looked at again.
type reader struct {
	*relay
	from  osi.Direction
	buf   buffer
	unit  time.Time // when the unit that is not whole began; zero: there is none
	armed time.Time // the deadline of the connection
	stale bool      // it has passed, or was never set
}

// read returns what came, in b from at on.
func (r *reader) read() (b []byte, at int, err error) {
	for { // stop may be set at the same time: its deadline must not be overwritten
		at := r.deadline(r.from, r.unit)
		if !r.stale && (at.IsZero() || !r.armed.IsZero() && !at.Before(r.armed)) {
			break
		}
		r.sides[r.from].conn.SetReadDeadline(at) //nolint:errcheck // a closed connection fails at once
		r.armed, r.stale = at, false
	}
	n, err := r.sides[r.from].conn.Read(r.buf.space(r.messages))
	if err != nil && errors.Is(err, os.ErrDeadlineExceeded) {
		r.stale = true
	}
	b, at = r.buf.filled(n)
	return b, at, err
}

// copy forwards what passes from d until the direction or the connection has ended.
func (r *relay) copy(d osi.Direction) {
	in := reader{relay: r, from: d, buf: buffer{most: r.options.Buffer}, stale: true}
	if d == osi.FromInitiator {
		in.unit = r.begun // who connects has something to say
	}
	r.forward(&in)
	if until := r.ended.Load(); until != 0 {
		r.sides[d].drain(in.buf.space(false), r.time(until))
	}
}

// forward is copy up to the end.
func (r *relay) forward(in *reader) {
	d := in.from
	w := way{gate: &r.gate, from: d, own: true}
	for r.ended.Load() == 0 {
		b, at, err := in.read()
		if len(b) > at {
			if r.messages && in.buf.full {
				r.end(&Error{Reason: ErrMessage, From: d}, [2][][]byte{})
				return
			}
			r.listen()
			r.options.Counters.read(d, len(b)-at)
			decided, ok := r.pass(&w, b, at)
			now := r.listen() // the time that a side took to read is not the other's
			switch {
			case !ok:
				r.abandon(in)
				return
			case !w.pending:
				in.unit = time.Time{}
			case decided || in.unit.IsZero():
				in.unit = now
			}
		}
		if err != nil && !r.goesOn(in, w.pending, err) {
			return
		}
	}
}

// listen notes that there was something to read until now.
func (r *relay) listen() time.Time {
	now := time.Now()
	r.heard.Store(r.since(now))
	return now
}

// goesOn takes an error of reading, and reports whether there is more to read.
func (r *relay) goesOn(in *reader, pending bool, err error) bool {
	d := in.from
	switch {
	case r.ended.Load() != 0:
		return false
	case errors.Is(err, os.ErrDeadlineExceeded):
		now := time.Now()
		if at := r.deadline(d, in.unit); at.IsZero() || now.Before(at) {
			return true
		}
		e := &Error{Reason: ErrIdle, From: d, Err: err}
		if !in.unit.IsZero() && r.options.Unit > 0 && !now.Before(in.unit.Add(r.options.Unit)) {
			e.Reason = ErrSlow
		}
		r.end(e, [2][][]byte{})
	case errors.Is(err, io.EOF):
		if pending {
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

// pass judges b from at on, and writes what passes in as few writes as can be. It reports whether a
// unit was decided, and whether the direction goes on.
func (r *relay) pass(w *way, b []byte, at int) (decided, ok bool) {
	to := &r.sides[w.from^1]
	to.mu.Lock()
	defer to.mu.Unlock()
	for at < len(b) {
		if to.done {
			return true, false
		}
		at = w.next(b, at)
		for u := range w.passed {
			if !r.write(w.from, u) {
				return true, false
			}
		}
		decided = decided || w.units > 0
		if w.bad == nil {
			continue
		}
		to.mu.Unlock() // the answer needs the lock of the other side
		ok := r.reject(w)
		to.mu.Lock()
		if !ok {
			return true, false
		}
	}
	return decided, true
}

// write writes b to the side that d's octets are for, whose lock its caller holds.
func (r *relay) write(d osi.Direction, b []byte) bool {
	to := &r.sides[d^1]
	if r.options.Write > 0 {
		to.conn.SetWriteDeadline(time.Now().Add(r.options.Write)) //nolint:errcheck // a closed connection fails at once
		if until := r.ended.Load(); until != 0 {
			to.conn.SetWriteDeadline(r.time(until)) //nolint:errcheck // a closed connection fails at once
		}
	}
	err := to.write(b)
	switch {
	case err == nil:
		return true
	case errors.Is(err, errDone): // for a reason that is known
	case errors.Is(err, os.ErrDeadlineExceeded):
		r.end(&Error{Reason: ErrStalled, From: d, Err: err}, [2][][]byte{})
	default:
		r.note(&Error{Reason: ErrFailed, From: d ^ 1, Err: err})
	}
	return false
}

// abandon ends a direction whose receiver takes no more: what the receiver has still sent is passed
// on, and what comes for it is discarded.
func (r *relay) abandon(in *reader) {
	until := r.since(time.Now().Add(r.options.Linger))
	other := in.from ^ 1
	if r.ended.Load() == 0 && r.stop[other].CompareAndSwap(0, until) {
		r.sides[other].conn.SetReadDeadline(r.time(until)) //nolint:errcheck // a closed connection fails at once
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
	for i := range r.sides {
		s := &r.sides[i]
		s.conn.SetWriteDeadline(until) //nolint:errcheck // a closed connection fails at once
		r.parts.Go(func() { s.part(last[i], r.options.Counters) })
		r.stop[i].Store(now)
		s.conn.SetReadDeadline(r.begun) //nolint:errcheck // wakes its reader, which then drains
	}
}
