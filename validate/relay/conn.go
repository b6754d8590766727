package relay

import (
	"errors"
	"io"
	"net"
	"os"
	"sync"
	"time"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/validate"
)

// A Conn is a guarded connection of an application: a [net.Conn] whose Read gives only what passed,
// and whose Write sends only what passed. [NewConn] makes it.
//
// What the application writes is judged as well: the gate has to know it, since it decides what the
// peer may send. So the application's own faults are found before the peer aborts because of them.
//
// All methods are safe for concurrent use.
type Conn struct {
	gate    gate
	wire    side
	options Options
	peer    osi.Direction

	reading sync.Mutex // of what follows
	in      way
	buf     buffer
	read    []byte   // of buf, with what came
	judged  int      // how far
	ready   [][]byte // that passed
	at      int      // the first of ready that is not read
	after   error    // of the connection, behind read

	out way // under wire.mu

	state    sync.Mutex    // of what follows
	writeBy  time.Time     // the application's deadline
	answerBy time.Time     // that of an answer
	answers  phase         // of an answer
	ended    chan struct{} // of a rejection that ends the connection: closed when conn is; nil before
	fault    error         // that rejection, for Read and Write
	reason   *Error        // why the connection ended, for Counters; nil: in order
	shut     bool          // by Close
}

// NewConn guards conn. The other end sends what is from peer: [osi.FromInitiator] on a connection
// that was accepted, [osi.FromResponder] on one that was dialed. The Conn owns conn and s from then
// on, and Close closes both.
func NewConn(conn net.Conn, peer osi.Direction, s *validate.Stream, o Options) *Conn {
	c := &Conn{options: o.resolved(), peer: peer & 1}
	c.gate.open(s, &o)
	c.wire.conn = conn
	c.in = way{gate: &c.gate, from: c.peer, own: true}
	c.buf.most = c.options.Buffer
	c.out = way{gate: &c.gate, from: c.peer ^ 1}
	c.options.Counters.begin()
	return c
}

// Read reads what passed. It waits for a whole unit, so that its deadline bounds slow ones, too.
// Where units are messages one call returns octets of one unit. A unit that is dropped is answered,
// and is no error. On an X.25 connection Read also returns the packets that tell the application of
// a call that the gate has cleared or reset.
//
// After a rejection that ends the connection, Read returns what had passed before it, and then
// always an [*Error] of reason ErrRejected. An end of the connection within a unit, or within
// a TSDU whose TPDUs pass as they come, is an Error of reason ErrCut, which is io.ErrUnexpectedEOF;
// all other errors are those of the connection.
func (c *Conn) Read(p []byte) (int, error) {
	c.reading.Lock()
	defer c.reading.Unlock()
	if len(p) == 0 {
		return 0, nil
	}
	for {
		shut, fault := c.status()
		if shut {
			return 0, net.ErrClosed
		}
		if n := c.take(p); n > 0 {
			return n, nil
		}
		switch {
		case fault != nil:
			return 0, fault
		case c.judged < len(c.read):
			c.judge()
		case c.after != nil:
			return 0, c.lost()
		default:
			c.receive()
		}
	}
}

// receive reads once from the connection.
func (c *Conn) receive() {
	var n int
	n, c.after = c.wire.conn.Read(c.buf.space(c.gate.messages))
	c.read, c.judged = c.buf.filled(n)
	c.options.Counters.read(c.peer, n)
	if c.gate.messages && c.buf.full {
		c.judged = len(c.read)
		c.end(&Error{Reason: ErrMessage, From: c.peer}, nil)
	}
}

// take moves octets that are ready to p.
func (c *Conn) take(p []byte) (n int) {
	for c.at < len(c.ready) && n < len(p) {
		b := &c.ready[c.at]
		k := copy(p[n:], *b)
		n += k
		if *b = (*b)[k:]; len(*b) == 0 {
			c.at++
		}
		if c.gate.messages && n > 0 {
			break
		}
	}
	return n
}

// judge makes ready the units read that pass, and answers one that does not.
func (c *Conn) judge() {
	c.judged = c.in.next(c.read, c.judged)
	c.ready, c.at = c.ready[:0], 0
	for u := range c.in.passed {
		c.ready = append(c.ready, u)
	}
	v := c.in.bad
	if v == nil {
		return
	}
	if v.Heard { // the application is the other side
		c.ready = append(c.ready, v.Notice...)
	}
	switch {
	case c.in.known: // Write ends the connection, which wakes the next read
		c.judged = len(c.read)
	case c.in.fault != nil:
		c.judged = len(c.read)
		c.end(c.in.fault, v.Answer)
	default:
		c.answer(v.Answer)
	}
}

// lost returns the error of the connection as Read is to return it.
func (c *Conn) lost() error {
	err := c.after
	c.after = nil // a deadline may be set anew, and a connection repeats its end
	switch {
	case errors.Is(err, io.EOF) && c.in.within():
		e := &Error{Reason: ErrCut, From: c.peer, Err: io.ErrUnexpectedEOF}
		c.note(e)
		return e
	case !errors.Is(err, io.EOF) && !errors.Is(err, os.ErrDeadlineExceeded):
		c.note(&Error{Reason: ErrFailed, From: c.peer, Err: err})
	}
	return err
}

// Write judges p and sends what passes. It neither modifies nor keeps p: of a unit that p does not
// end, a copy waits until a later Write ends it. Nothing of a unit that is rejected is sent: the
// error is an [*Error] of reason ErrRejected, and n counts the octets of p before that unit; what
// follows it was not looked at. Whether the connection has ended is in the Error's Reaction: it
// goes on after validate.DropUnit and validate.ResetCall and, of packets, validate.ClearCall.
// Otherwise Read returns the same error, and the peer has the end of the connection.
//
// A Write that fails otherwise, by its deadline as well, may have sent a part of a unit: all later
// ones fail.
func (c *Conn) Write(p []byte) (n int, err error) {
	if err := c.over(); err != nil { // without waiting for the answer that is being written
		return 0, err
	}
	c.wire.mu.Lock()
	defer c.wire.mu.Unlock()
	if err := c.over(); err != nil {
		return 0, err
	}
	c.options.Counters.read(c.peer^1, len(p))
	for at := 0; at < len(p); {
		at = c.out.next(p, at)
		for u := range c.out.passed {
			if err := c.wire.write(u); err != nil {
				return n, c.unsent(err)
			}
		}
		n = c.out.taken
		if v := c.out.bad; v != nil {
			return n, c.refused(v)
		}
	}
	return len(p), nil
}

// unsent returns an error of writing as Write is to return it.
func (c *Conn) unsent(err error) error {
	if err := c.over(); err != nil {
		return err
	}
	switch {
	case errors.Is(err, errDone):
		return &Error{Reason: ErrFailed, From: c.peer ^ 1, Err: err}
	case errors.Is(err, os.ErrDeadlineExceeded):
		c.note(&Error{Reason: ErrStalled, From: c.peer ^ 1, Err: err})
	default:
		c.note(&Error{Reason: ErrFailed, From: c.peer ^ 1, Err: err})
	}
	return err
}

// refused returns the error of Write for a unit of the application that was rejected.
func (c *Conn) refused(v *validate.Verdict) error {
	if shut, _ := c.status(); shut {
		return net.ErrClosed
	}
	var notice [][]byte
	if v.Heard {
		notice = v.Notice
	}
	if c.out.fault != nil {
		if !c.out.known { // else Read ends the connection
			c.end(c.out.fault, notice)
		}
		return c.out.fault
	}
	for _, u := range notice {
		err := c.wire.write(u)
		c.options.Counters.answer(err)
	}
	return &Error{Reason: ErrRejected, From: c.peer ^ 1, Reaction: v.Reaction, Err: v.Err}
}

// status reports whether Close has been called, and the rejection that ended the connection.
func (c *Conn) status() (shut bool, fault error) {
	c.state.Lock()
	defer c.state.Unlock()
	return c.shut, c.fault
}

// over returns the error of a Write after Close, or after the end of the connection.
func (c *Conn) over() error {
	shut, fault := c.status()
	if shut {
		return net.ErrClosed
	}
	return fault
}

// note keeps the first reason.
func (c *Conn) note(e *Error) {
	c.state.Lock()
	defer c.state.Unlock()
	if c.reason == nil {
		c.reason = e
	}
}
