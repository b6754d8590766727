package relay

import (
	"errors"
	"net"
	"time"
)

// answer sends what a rejection that ends nothing is answered with. It waits for a Write that is
// under way; if that does not end in time it fails.
func (c *Conn) answer(units [][]byte) {
	if len(units) == 0 {
		return
	}
	c.enter(waiting)
	defer c.enter(none)
	c.wire.mu.Lock()
	defer c.wire.mu.Unlock()
	c.enter(writing)
	for _, u := range units {
		err := c.wire.write(u)
		c.options.Counters.answer(err)
	}
}

// A phase is how far an answer is that ends nothing.
type phase uint8

const (
	none    phase = iota
	waiting       // for a Write of the application: the earlier deadline binds that
	writing       // its own deadline binds it
)

// enter begins a phase, and sets the deadline of writing that holds in it.
func (c *Conn) enter(p phase) {
	c.state.Lock()
	defer c.state.Unlock()
	if c.fault != nil || c.options.Write == 0 {
		return
	}
	if c.answers = p; p == waiting {
		c.answerBy = time.Now().Add(c.options.Write)
	}
	c.wire.conn.SetWriteDeadline(c.deadline()) //nolint:errcheck // a closed connection fails at once
}

// deadline returns that of writing.
func (c *Conn) deadline() time.Time {
	if c.answers == writing || c.answers == waiting && (c.writeBy.IsZero() || c.answerBy.Before(c.writeBy)) {
		return c.answerBy
	}
	return c.writeBy
}

// end ends the connection for the reason e: the peer gets units, and then the end. The connection
// is closed when the peer has ended it, too, or after some time.
func (c *Conn) end(e *Error, units [][]byte) {
	c.state.Lock()
	defer c.state.Unlock()
	if c.fault != nil || c.shut {
		return
	}
	c.fault, c.reason, c.ended = e, e, make(chan struct{})
	until := time.Now().Add(c.options.Linger)
	c.wire.expire(time.Now(), until) // wakes a Read
	go func() {
		defer close(c.ended)
		written := make(chan struct{})
		go func() {
			defer close(written)
			c.wire.part(units, c.options.Counters)
		}()
		c.awaitRead() // no Read that begins now reads the connection
		c.wire.drain(make([]byte, 4096), until)
		<-written
		c.wire.close()
	}()
}

// awaitRead returns when the Read under way, if there is one, has ended.
func (c *Conn) awaitRead() {
	c.reading.Lock()
	defer c.reading.Unlock()
}

// Close closes the connection and the stream. Reads and Writes under way fail. After a rejection it
// waits until the peer has had its answer, for Options.Linger at most.
func (c *Conn) Close() error {
	c.state.Lock()
	if c.shut {
		c.state.Unlock()
		return net.ErrClosed
	}
	c.shut = true
	ended, reason := c.ended, c.reason
	c.state.Unlock()
	c.options.Counters.end(reason)
	var err error
	if ended != nil {
		<-ended
	} else {
		err = c.wire.conn.Close()
	}
	c.gate.close()
	return err
}

// CloseWrite ends the direction to the peer; Read goes on. Its error is errors.ErrUnsupported where
// the connection has no such method, and Write goes on. What is kept of a unit that no Write has
// ended is not sent.
func (c *Conn) CloseWrite() error {
	half, ok := c.wire.conn.(interface{ CloseWrite() error })
	if !ok {
		return errors.ErrUnsupported
	}
	if err := c.over(); err != nil {
		return err
	}
	c.wire.mu.Lock()
	defer c.wire.mu.Unlock()
	err := half.CloseWrite()
	if !errors.Is(err, errors.ErrUnsupported) {
		c.wire.done = true
	}
	return err
}

// NetConn returns the guarded connection. Reading from it or writing to it bypasses the gate.
func (c *Conn) NetConn() net.Conn { return c.wire.conn }

// LocalAddr returns the local address of the guarded connection.
func (c *Conn) LocalAddr() net.Addr { return c.wire.conn.LocalAddr() }

// RemoteAddr returns the address of the peer.
func (c *Conn) RemoteAddr() net.Addr { return c.wire.conn.RemoteAddr() }

// SetDeadline calls SetReadDeadline and SetWriteDeadline.
func (c *Conn) SetDeadline(t time.Time) error {
	if err := c.SetReadDeadline(t); err != nil {
		return err
	}
	return c.SetWriteDeadline(t)
}

// SetReadDeadline bounds Read, which may be called again after it has passed. Answers that Read
// sends are bounded by Options.Write instead.
func (c *Conn) SetReadDeadline(t time.Time) error {
	c.state.Lock()
	defer c.state.Unlock()
	if c.fault != nil { // the deadline is that of the end
		return nil
	}
	return c.wire.conn.SetReadDeadline(t)
}

// SetWriteDeadline bounds Write. Once it has passed during a Write, all later ones fail.
func (c *Conn) SetWriteDeadline(t time.Time) error {
	c.state.Lock()
	defer c.state.Unlock()
	if c.fault != nil {
		return nil
	}
	c.writeBy = t
	return c.wire.conn.SetWriteDeadline(c.deadline())
}
