package relay

import (
	"errors"
	"net"
	"os"
	"sync"
	"time"
)

// A side is the writing half of one connection. It writes whole units, one writer at a time.
type side struct {
	conn net.Conn
	mu   sync.Mutex // held from the judgement of a unit until it is written
	done bool       // nothing more may be written: the direction has ended, or a write has failed within a unit

	closing *time.Timer // of a connection without deadlines; nil otherwise
}

// errDone is the error of a write after the end of the direction.
var errDone = errors.New("after the end")

// write writes whole units. Its caller holds mu.
func (s *side) write(b []byte) error {
	if s.done {
		return errDone
	}
	_, err := s.conn.Write(b)
	if err != nil {
		s.done = true
	}
	return err
}

// closeWrite ends the direction to the side, and reports whether the connection has a way to do so.
// Its caller holds mu.
func (s *side) closeWrite() bool {
	s.done = true
	c, ok := s.conn.(interface{ CloseWrite() error })
	return ok && !errors.Is(c.CloseWrite(), errors.ErrUnsupported)
}

// expire sets when the reads and the writes of the connection end. One that has no deadlines is
// closed when the writes are to end.
func (s *side) expire(read, write time.Time) {
	err := s.conn.SetWriteDeadline(write)
	if e := s.conn.SetReadDeadline(read); err == nil {
		err = e
	}
	if err != nil && s.closing == nil {
		s.closing = time.AfterFunc(time.Until(write), func() { s.conn.Close() }) //nolint:errcheck // the end
	}
}

// close closes the connection.
func (s *side) close() {
	if s.closing != nil {
		s.closing.Stop()
	}
	s.conn.Close() //nolint:errcheck // the end
}

// part writes the last units that the side gets, and ends the direction to it. The write deadline
// of the connection bounds how long that takes.
func (s *side) part(units [][]byte, counters *Counters) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, u := range units {
		err := s.write(u)
		counters.answer(err)
	}
	s.closeWrite()
}

// drain reads and discards what still arrives, until the end of the direction or until. A deadline
// that was set to stop an earlier reader does not stop it.
func (s *side) drain(buf []byte, until time.Time) {
	for time.Now().Before(until) {
		s.conn.SetReadDeadline(until) //nolint:errcheck // a closed connection fails at once
		if _, err := s.conn.Read(buf); err != nil && !errors.Is(err, os.ErrDeadlineExceeded) {
			return
		}
	}
}
