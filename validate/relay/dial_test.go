package relay_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"os"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/validate"
	"github.com/osi-go/osi/validate/relay"
)

// A call is an initiator, and a relay that dials.
type call struct {
	joint
	dials atomic.Int64
	inner net.Conn // the relay's end of the connection to ends[1]
}

// dialled starts a relay that dials with f; nil connects to ends[1].
func dialled(t *testing.T, s setting, f func(ctx context.Context, inner net.Conn) (net.Conn, error)) *call {
	t.Helper()
	if s.policy == nil {
		p := validate.RFC1006()
		s.policy = &p
	}
	c := &call{joint: joint{guard: newGuard(t, *s.policy), done: make(chan error, 1)}}
	s.Counters = &c.counters
	network := "tcp"
	if s.network != "" {
		network = s.network
	}
	var near net.Conn
	c.ends[0], near = pair(t, network)
	c.ends[1], c.inner = pair(t, network)
	ctx, cancel := context.WithCancel(t.Context())
	c.cancel = cancel
	dial := func(ctx context.Context) (net.Conn, error) {
		c.dials.Add(1)
		if f != nil {
			return f(ctx, c.inner)
		}
		return c.inner, nil
	}
	go func() { c.done <- relay.RunDial(ctx, near, dial, c.guard.Stream(s.carrier), s.Options) }()
	return c
}

// Nothing but a unit that passes opens the connection to the responder: neither silence, nor a part
// of one, nor one that is dropped, nor one that ends the connection.
func TestDialAfterUnit(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		sent, answer string
		want         error
	}{
		"silence":         {"", "", relay.ErrSlow},
		"a part":          {plainCR[:9], "", relay.ErrSlow},
		"dropped":         {badCR, badCRAnswer, relay.ErrSlow},
		"no CR":           {plainDT, "", relay.ErrSlow},
		"no TPKT at all":  {"474554202F", "", relay.ErrRejected},
		"dropped, a part": {badCR + plainCR[:9], badCRAnswer, relay.ErrSlow},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				j := dialled(t, setting{network: "pipe", Options: relay.Options{First: 300 * time.Millisecond}}, nil)
				go j.ends[0].Write(octets(t, c.sent))
				if b := rest(t, j.ends[0]); !bytes.Equal(b, octets(t, c.answer)) {
					t.Errorf("answer %x", b)
				}
				j.ends[0].Close()
				j.end(t, c.want)
				if n := j.dials.Load(); n != 0 {
					t.Errorf("dialled %d times", n)
				}
			})
		})
	}
	for name, after := range map[string]string{"at once": "", "after one that is dropped": badCR} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			j := dialled(t, setting{}, nil)
			if j.ends[0].Write(octets(t, after)); after != "" {
				io.ReadFull(j.ends[0], make([]byte, 12))
			}
			j.say(t, initiator, plainCR)
			j.say(t, responder, plainCC)
			j.say(t, initiator, plainDT)
			j.say(t, responder, plainDT)
			j.ends[0].Close()
			j.ends[1].Close()
			j.end(t, nil)
			if n := j.dials.Load(); n != 1 {
				t.Errorf("dialled %d times", n)
			}
		})
	}
}

// A responder that is not there: the initiator of a CR is told "session entity not attached to
// TSAP", the caller of X.25 "NSAP unreachable".
func TestDialFails(t *testing.T) {
	t.Parallel()
	refused := errors.New("refused")
	for name, c := range map[string]struct {
		carrier      validate.Carrier
		sent, answer string
	}{
		"CR":   {validate.TPKTs, "0300000B 06E00000123400", "0300000B 06801234000002"},
		"CALL": {validate.XOT, "0000000F 10010B 00 06 420707 430202 03010100", "00000005 10011300E7"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := validate.Default()
			j := dialled(t, setting{carrier: c.carrier, policy: &p, Options: relay.Options{Linger: 200 * time.Millisecond}}, func(context.Context, net.Conn) (net.Conn, error) { return nil, refused })
			j.ends[0].Write(octets(t, c.sent))
			if b := rest(t, j.ends[0]); !bytes.Equal(b, octets(t, c.answer)) {
				t.Errorf("answer %x", b)
			}
			j.ends[0].Close()
			if e := j.end(t, relay.ErrUnreachable); !errors.Is(e, refused) {
				t.Errorf("%v", e)
			}
			if s := j.counters.Stats(); s.Answers != 1 || s.Unanswered != 0 {
				t.Errorf("%+v", s)
			}
		})
	}
}

// What the initiator ends before the responder has answered: what it sent arrives, then the end,
// and the other direction goes on.
func TestDialHalfClose(t *testing.T) {
	t.Parallel()
	j := dialled(t, setting{}, func(context.Context, net.Conn) (net.Conn, error) { return nil, nil })
	j.ends[0].Write(octets(t, plainCR))
	rest(t, j.ends[0]) // a dial function that returns nothing is one that fails
	j.ends[0].Close()
	j.end(t, relay.ErrUnreachable)

	j = dialled(t, setting{}, nil)
	j.ends[0].Write(octets(t, plainCR))
	closeWrite(t, j.ends[0])
	if b := rest(t, j.ends[1]); !bytes.Equal(b, octets(t, plainCR)) {
		t.Errorf("%x", b)
	}
	j.ends[1].Write(octets(t, plainCC))
	j.ends[1].Close()
	if b := rest(t, j.ends[0]); !bytes.Equal(b, octets(t, plainCC)) {
		t.Errorf("%x", b)
	}
	j.end(t, nil)

	j = dialled(t, setting{Options: relay.Options{Linger: 50 * time.Millisecond}}, nil) // nothing was said at all
	closeWrite(t, j.ends[0])
	rest(t, j.ends[0])
	j.ends[0].Close()
	j.end(t, nil)
	if n := j.dials.Load(); n != 0 {
		t.Errorf("dialled %d times", n)
	}
}

// The end of the connection ends dial, and what dial returns after that is closed.
func TestDialStopped(t *testing.T) {
	t.Parallel()
	for name, late := range map[string]bool{"dial ends with its context": false, "dial returns a connection nevertheless": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			begun := make(chan struct{})
			j := dialled(t, setting{Options: relay.Options{Grace: 50 * time.Millisecond, Linger: 50 * time.Millisecond}}, func(ctx context.Context, inner net.Conn) (net.Conn, error) {
				close(begun)
				<-ctx.Done()
				if late {
					return inner, nil
				}
				return nil, ctx.Err()
			})
			j.ends[0].Write(octets(t, plainCR))
			<-begun
			j.cancel()
			if b := rest(t, j.ends[0]); len(b) > 0 {
				t.Errorf("%x", b)
			}
			j.ends[0].Close()
			j.end(t, relay.ErrStopped)
			if late {
				if b := rest(t, j.ends[1]); len(b) > 0 {
					t.Errorf("%x", b)
				}
			}
		})
	}
}

// While dial runs the initiator is not read, and its time is not held against the responder.
func TestDialSlow(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		o := relay.Options{Idle: 400 * time.Millisecond, First: 200 * time.Millisecond}
		j := dialled(t, setting{network: "pipe", Options: o}, func(_ context.Context, inner net.Conn) (net.Conn, error) {
			time.Sleep(600 * time.Millisecond)
			return inner, nil
		})
		j.say(t, initiator, plainCR)
		j.say(t, responder, plainCC)
		j.ends[0].Close()
		j.ends[1].Close()
		j.end(t, nil)
	})
}

// Rejected is told of rejections alone, once each, and Verdict of all.
func TestRejectedHook(t *testing.T) {
	t.Parallel()
	var rejected, all collector
	j := join(t, setting{Options: relay.Options{Rejected: rejected.take, Verdict: all.take}})
	j.ends[0].Write(octets(t, badCR))
	io.ReadFull(j.ends[0], make([]byte, 12))
	j.say(t, initiator, plainCR)
	j.say(t, responder, plainCC)
	j.say(t, initiator, plainDT)
	j.ends[0].Close()
	j.ends[1].Close()
	j.end(t, nil)
	if got, want := rejected.String(), "reject initiator transport.header"; got != want {
		t.Errorf("Rejected: %s", got)
	}
	if got, want := all.String(), "reject initiator transport.header, pass initiator, pass responder, pass initiator"; got != want {
		t.Errorf("Verdict: %s", got)
	}
}

// A hook may close its connection, which ends the relay.
func TestHookCloses(t *testing.T) {
	t.Parallel()
	a, b := pair(t, "tcp")
	c, d := pair(t, "tcp")
	g := newGuard(t, validate.RFC1006())
	done := make(chan error, 1)
	go func() {
		done <- relay.Run(t.Context(), b, c, g.Stream(validate.TPKTs), relay.Options{
			Linger: 50 * time.Millisecond, Rejected: func(*validate.Verdict) { b.Close() },
		})
	}()
	a.Write(octets(t, badCR))
	io.ReadAll(a)
	if got := rest(t, d); len(got) > 0 {
		t.Errorf("%x", got)
	}
	if err := <-done; !errors.Is(err, relay.ErrFailed) || !errors.Is(err, net.ErrClosed) {
		t.Errorf("%v", err)
	}
	if s := g.Stats(); s.Streams != 0 || s.Rejected != 1 {
		t.Errorf("%+v", s)
	}
}

// The time for the first unit is that of Options.First, and silence meets it exactly once.
func TestFirst(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		j := join(t, setting{network: "pipe", Options: relay.Options{First: 200 * time.Millisecond, Unit: time.Hour}})
		rest(t, j.ends[1])
		j.ends[0].Close()
		if e := j.end(t, relay.ErrSlow); e.From != osi.FromInitiator || !errors.Is(e, os.ErrDeadlineExceeded) {
			t.Errorf("%+v", e)
		}
	})
}
