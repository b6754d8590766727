package relay

import (
	"context"
	"errors"
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
	r := newRelay(initiator, s, o)
	r.join(responder)
	return r.run(ctx)
}

func newRelay(initiator net.Conn, s *validate.Stream, o Options) *relay {
	r := &relay{options: o.resolved(), begun: time.Now()}
	r.open(s, &o)
	r.sides[osi.FromInitiator].conn = initiator
	r.options.Counters.begin()
	return r
}

// run forwards until the connection has ended.
func (r *relay) run(ctx context.Context) error {
	ended := make(chan struct{})
	var watch sync.WaitGroup
	if ctx.Done() != nil {
		watch.Go(func() { r.watch(ctx, ended) })
	}
	r.copy(osi.FromInitiator)
	r.ways.Wait()
	close(ended)
	watch.Wait()
	r.parts.Wait()
	for i := range r.sides {
		if s := &r.sides[i]; s.conn != nil {
			s.close()
		}
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
	ways  sync.WaitGroup
	parts sync.WaitGroup

	dial    func(context.Context) (net.Conn, error) // nil: the responder's connection was there at once
	values  context.Context                         // for dial
	joining sync.Mutex                              // of the responder's connection, which comes while the relay may end, and of expire
	cancel  context.CancelFunc                      // of dial, while it runs; nil otherwise
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

// deadline returns until when there must be something to read from d; zero is never. due is when
// the unit that is not whole must be; zero: there is none.
func (r *relay) deadline(d osi.Direction, due time.Time) time.Time {
	var at time.Time
	if r.options.Idle > 0 {
		at = r.time(r.heard.Load()).Add(r.options.Idle)
	}
	if !due.IsZero() && (at.IsZero() || due.Before(at)) {
		at = due
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
	first bool      // nothing of the initiator has passed
	due   time.Time // when the unit that is not whole must be; zero: there is none
	armed time.Time // the deadline of the connection
	stale bool      // it has passed, or was never set
}

// read returns what came, in b from at on.
func (r *reader) read() (b []byte, at int, err error) {
	for { // stop may be set at the same time: its deadline must not be overwritten
		at := r.deadline(r.from, r.due)
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

// copy calls forward for d, and at the end of the connection drains what d still sends.
func (r *relay) copy(d osi.Direction) {
	in := reader{relay: r, from: d, buf: buffer{most: r.options.Buffer}, stale: true}
	if d == osi.FromInitiator { // who connects has something to say
		in.first, in.due = true, after(r.begun, r.options.First)
	}
	r.forward(&in)
	if until := r.ended.Load(); until != 0 {
		r.sides[d].drain(in.buf.space(false), r.time(until))
	}
}

// forward forwards what passes, until the direction or the connection has ended.
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
			case in.first && !w.forwarded: // it is still to come
			case !w.pending:
				in.first, in.due = false, time.Time{}
			case in.first || decided || in.due.IsZero():
				in.first, in.due = false, after(now, r.options.Unit)
			}
		}
		if err != nil && !r.goesOn(in, &w, err) {
			return
		}
	}
}

// after returns when d has passed since t; zero, which is never, of no d.
func after(t time.Time, d time.Duration) time.Time {
	if d == 0 {
		return time.Time{}
	}
	return t.Add(d)
}

// listen notes that a side has been heard now, and returns the time.
func (r *relay) listen() time.Time {
	now := time.Now()
	r.heard.Store(r.since(now))
	return now
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
			if to.conn == nil && !r.connect(u) || !r.write(w.from, u) {
				return true, false
			}
			w.forwarded = true
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
