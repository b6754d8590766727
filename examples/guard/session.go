package main

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

// session is one proxied connection. Each direction is a goroutine, so that a peer who does not
// read holds up what is for it, and nothing else.
type session struct {
	*proxy
	sides  [2]*net.TCPConn // by direction: who sends it
	mu     sync.Mutex      // of stream
	stream *validate.Stream
	begun  time.Time
	heard  atomic.Int64 // when either side last sent something, in nanoseconds from begun
	ended  atomic.Bool  // by a rejection
}

const (
	chunk  = 32 << 10
	linger = time.Second // for a peer to read the answer and what had passed before it
	excess = 1 << 20     // octets read, and forgotten, meanwhile
)

// connect proxies one connection until both sides have ended it, or the gate has.
func (p *proxy) connect(ctx context.Context, peer net.Conn) {
	server, err := (&net.Dialer{Timeout: 30 * time.Second}).DialContext(ctx, "tcp", p.server)
	if err != nil {
		p.log.Warn("server", "error", err)
		peer.Close() //nolint:errcheck // nothing was sent
		return
	}
	s := &session{proxy: p, stream: p.guard.Stream(p.carrier), begun: time.Now()}
	s.sides = [2]*net.TCPConn{peer.(*net.TCPConn), server.(*net.TCPConn)} //nolint:forcetypeassert // of a TCP listener, and dialed so
	defer s.stream.Close()
	defer s.shut()
	defer context.AfterFunc(ctx, s.shut)()
	var both sync.WaitGroup
	for _, d := range []osi.Direction{osi.FromInitiator, osi.FromResponder} {
		both.Go(func() {
			switch {
			case s.copy(d):
				s.sides[d^1].CloseWrite() //nolint:errcheck // the other direction goes on
			case s.ended.Load():
				s.sides[d].SetReadDeadline(time.Now().Add(linger)) //nolint:errcheck // a closed connection fails at once
				io.CopyN(io.Discard, s.sides[d], excess)           //nolint:errcheck // closed with octets unread, TCP would take back the answer
			default:
				s.shut()
			}
		})
	}
	both.Wait()
}

func (s *session) shut() {
	for _, c := range s.sides {
		c.Close() //nolint:errcheck // the end
	}
}

// deadline returns until when there must be something to read; zero is never. whole is when the
// unit that has begun, if any, began.
func (s *session) deadline(whole time.Time) time.Time {
	var at time.Time
	if s.idle > 0 {
		at = s.begun.Add(time.Duration(s.heard.Load()) + s.idle)
	}
	if end := whole.Add(s.unit); s.unit > 0 && !whole.IsZero() && (at.IsZero() || end.Before(at)) {
		at = end
	}
	return at
}

// copy forwards what passes from d. It reports whether d has ended its direction in order.
func (s *session) copy(d osi.Direction) bool {
	from, buf := s.sides[d], make([]byte, chunk)
	var whole time.Time
	if d == osi.FromInitiator {
		whole = s.begun // one who connects has something to say
	}
	for {
		from.SetReadDeadline(s.deadline(whole)) //nolint:errcheck // a closed connection fails at once
		if s.ended.Load() {                     // looked at after the deadline is set, since reject sets it after ended
			return false
		}
		n, err := from.Read(buf)
		if n > 0 {
			now := time.Now()
			s.heard.Store(int64(now.Sub(s.begun)))
			pending, ok := s.pass(d, buf[:n])
			switch {
			case !ok:
				return false
			case !pending:
				whole = time.Time{}
			case whole.IsZero():
				whole = now
			}
		}
		switch {
		case err == nil:
		case errors.Is(err, os.ErrDeadlineExceeded):
			if at := s.deadline(whole); s.ended.Load() || !time.Now().Before(at) {
				s.report(d, "timeout", whole)
				return false
			}
		case errors.Is(err, io.EOF):
			if !whole.IsZero() {
				s.report(d, "end within a unit", whole)
			}
			return true
		default:
			return false
		}
	}
}

// report tells why the gate ends direction d.
func (s *session) report(d osi.Direction, why string, whole time.Time) {
	if !s.ended.Load() {
		s.log.Info(why, "peer", s.sides[0].RemoteAddr().String(), "direction", d.String(), "incomplete", !whole.IsZero())
	}
}

// pass checks b, which d has sent, and forwards what passes in as few writes as can be. It reports
// whether a unit is not whole, and whether the connection goes on.
func (s *session) pass(d osi.Direction, b []byte) (pending, ok bool) {
	var out []byte
	for rest := b; len(rest) > 0; {
		var v validate.Verdict
		s.mu.Lock()
		v, rest = s.stream.Check(d, rest)
		s.mu.Unlock() // what v lends is valid until the next Check of this direction
		pending = v.Action == validate.Hold
		switch v.Action {
		case validate.Hold:
		case validate.Pass:
			if out == nil && len(rest) == 0 {
				return false, s.send(d, v.Octets)
			}
			out = append(out, v.Octets...)
		case validate.Reject:
			if !s.send(d, out) || !s.reject(d, &v) {
				return false, false
			}
			out = nil
		}
	}
	return pending, s.send(d, out)
}

// send writes b to the side that d's octets are for.
func (s *session) send(d osi.Direction, b []byte) bool {
	if len(b) == 0 {
		return true
	}
	to := s.sides[d^1]
	if s.write > 0 {
		to.SetWriteDeadline(time.Now().Add(s.write)) //nolint:errcheck // a closed connection fails at once
	}
	_, err := to.Write(b)
	if errors.Is(err, os.ErrDeadlineExceeded) {
		s.log.Warn("peer does not read", "peer", s.sides[0].RemoteAddr().String(), "direction", d.String())
	}
	return err == nil
}

// reject tells of v and answers. It reports whether the connection goes on.
func (s *session) reject(d osi.Direction, v *validate.Verdict) bool {
	peer, now := s.sides[0].RemoteAddr().String(), time.Now()
	if !v.Late() { // which says nothing about its sender
		if s.mayLog(now) {
			s.log.Warn("rejected", "peer", peer, "verdict", v)
		}
		if s.quarantine != nil {
			s.quarantine.Put(s.carrier, v, now, peer)
		}
	}
	if v.Reaction == validate.DropUnit {
		for _, answer := range v.Answer { // between two units of the other side, since each of those is one write
			if !s.send(d^1, answer) {
				return false
			}
		}
		return true
	}
	s.ended.Store(true)
	s.part(d, v.Answer)
	if v.Heard {
		s.part(d^1, v.Notice)
	}
	for _, c := range s.sides { // each reads what was sent to it, and then the end
		c.CloseWrite()                            //nolint:errcheck // a closed connection fails at once
		c.SetReadDeadline(time.Now().Add(linger)) //nolint:errcheck // a closed connection fails at once
	}
	return false
}

// part sends the side that d's octets come from the last that it gets.
func (s *session) part(d osi.Direction, units [][]byte) {
	s.sides[d].SetWriteDeadline(time.Now().Add(linger)) //nolint:errcheck // a closed connection fails at once
	for _, u := range units {
		if _, err := s.sides[d].Write(u); err != nil {
			break
		}
	}
}
