package x25peer

import (
	"bytes"
	"context"
	"errors"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/examples/internal/x25link"
	"github.com/osi-go/osi/stack"
	"github.com/osi-go/osi/x25"
	"github.com/osi-go/osi/x25/socket"
)

// patience is how long a side waits for the other.
const patience = 10 * time.Second

// A scene is one scenario, seen from the DCE: its methods are for the goroutine of the test.
type scene struct {
	*testing.T
	link    *x25link.Link
	format  x25.Format
	monitor *stack.Conn
	blind   bool // the monitor has lost the thread
	result
}

// scenario runs f on a link that has just been restarted.
func scenario(t *testing.T, name string, modulo x25.Modulo, f func(s *scene)) {
	t.Helper()
	t.Run(name, func(t *testing.T) {
		link := modulo8
		if modulo == x25.Modulo128 {
			link = modulo128
		}
		if link == nil {
			t.Skip("not in the guest of .ci/x25peer")
		}
		s := &scene{T: t, link: link, format: x25.Format{Modulo: modulo, Sender: x25.FromDCE}, result: result{name: name}}
		if modulo == x25.Modulo128 {
			s.name += ", modulo 128"
		}
		s.outcome = "not finished"
		defer func() {
			if t.Failed() {
				s.outcome = "FAILED"
			}
			results = append(results, s.result)
		}()
		s.restart()
		f(s)
		if s.outcome == "not finished" {
			s.outcome = "ok"
		}
	})
}

// restart restarts the packet layer, whatever is still under way, and forgets what was counted.
func (s *scene) restart() {
	s.watch()
	s.send(&x25.RestartRequest{Header: s.head(0), Cause: x25.RestartOperational, Diagnostic: osi.Some(x25.Diagnostic(0))})
	for {
		switch p := s.maybe(patience).(type) {
		case nil:
			s.Fatal("RESTART not confirmed")
		case *x25.RestartConfirmation:
			s.watch()
			s.from, s.to = 0, 0
			return
		case *x25.RestartRequest:
			s.Log("collision of restarts", p)
		}
	}
}

// watch begins to judge afresh.
func (s *scene) watch() {
	s.blind = false
	s.monitor = stack.New(stack.Config{
		Top: osi.X25, Midway: true,
		Interface: stack.Interface{Modulo: s.format.Modulo, Initiator: x25.FromDTE, Foreign: true},
	}).Conn(stack.Packets)
}

func (s *scene) head(lci uint16) x25.Header { return x25.Header{Format: s.format, LCI: lci} }

// deviates notes what the kernel does and the standards do not have.
func (s *scene) deviates(text string) {
	deviations[text] = append(deviations[text], strings.TrimSuffix(s.name, ", modulo 128"))
}

// maybe returns the next packet of the kernel; nil when none comes.
func (s *scene) maybe(wait time.Duration) x25.Packet {
	s.Helper()
	if err := s.link.File().SetReadDeadline(time.Now().Add(wait)); err != nil {
		s.Fatal(err)
	}
	b, err := s.link.Read()
	switch {
	case errors.Is(err, os.ErrDeadlineExceeded):
		return nil
	case err != nil:
		s.Fatal(err)
	}
	s.from++
	b = bytes.Clone(b)
	if testing.Verbose() {
		s.Logf("from kernel % x", b[:min(len(b), 40)])
	}
	for e := range s.monitor.Feed(osi.FromInitiator, b) {
		if e.Err != nil && !s.blind {
			s.deviates(e.Err.Field + ": " + e.Err.Kind.Error() + ", " + e.Err.Clause)
		}
	}
	p, err := (&x25.Decoder{Format: x25.Format{Modulo: s.format.Modulo}}).Decode(b)
	if err != nil {
		s.Fatalf("% x: %v", b, err)
	}
	return p
}

// next returns the next packet of the kernel.
func (s *scene) next() x25.Packet {
	s.Helper()
	p := s.maybe(patience)
	if p == nil {
		s.Fatal("no packet from the kernel")
	}
	return p
}

// want returns the next packet, which must be of type P.
func want[P x25.Packet](s *scene) P {
	s.Helper()
	p, ok := s.next().(P)
	if !ok {
		s.Fatalf("got %v", p)
	}
	return p
}

// silent waits for a moment in which the kernel must not send.
func (s *scene) silent(wait time.Duration) {
	s.Helper()
	if p := s.maybe(wait); p != nil {
		s.Fatalf("got %v", p)
	}
}

// send sends a packet of the DCE.
func (s *scene) send(p x25.Packet) {
	s.Helper()
	b, err := p.AppendBinary(nil)
	if err != nil {
		s.Fatal(err)
	}
	s.raw(b)
}

// illegal sends octets that the DCE must not send. What the kernel does next is not judged.
func (s *scene) illegal(b []byte) {
	s.Helper()
	s.blind = true
	s.raw(b)
}

// raw sends octets.
func (s *scene) raw(b []byte) {
	s.Helper()
	if testing.Verbose() {
		s.Logf("to kernel   % x", b[:min(len(b), 40)])
	}
	for range s.monitor.Feed(osi.FromResponder, b) {
	}
	s.to++
	if err := s.link.Write(b); err != nil {
		s.Fatal(err)
	}
}

// later is what the other side comes to.
type later[T any] chan struct {
	value T
	err   error
}

func start[T any](f func(ctx context.Context) (T, error)) later[T] {
	c := make(later[T], 1)
	go func() {
		ctx, cancel := context.WithTimeout(context.Background(), 6*patience)
		defer cancel()
		value, err := f(ctx)
		c <- struct {
			value T
			err   error
		}{value, err}
	}()
	return c
}

// outcome waits for the other side.
func (c later[T]) outcome(s *scene) (T, error) {
	s.Helper()
	select {
	case r := <-c:
		return r.value, r.err
	case <-time.After(3 * patience):
		s.Fatal("the socket does not return")
	}
	panic("not reached")
}

// must waits for the other side, which must not fail.
func (c later[T]) must(s *scene) T {
	s.Helper()
	v, err := c.outcome(s)
	if err != nil {
		s.Fatal(err)
	}
	return v
}

func address(digits string) x25.Address {
	a, _ := x25.ParseAddress(digits)
	return a
}

// far is an address behind the link, near one of the guest.
func (s *scene) far() x25.Address {
	if s.format.Modulo == x25.Modulo128 {
		return address("31000")
	}
	return address("21000")
}

var near = address("11000")

// dial makes a call that the DCE accepts as answer says.
func (s *scene) dial(call socket.Call, answer x25.CallAccepted) (*socket.Conn, *circuit) {
	s.Helper()
	if call.Called.Len() == 0 {
		call.Called, call.Calling = s.far(), near
	}
	dialled := start(func(ctx context.Context) (*socket.Conn, error) { return socket.Dial(ctx, call) })
	request := want[*x25.CallRequest](s)
	answer.Header = s.head(request.LCI)
	s.send(&answer)
	conn := dialled.must(s)
	s.Cleanup(func() { _ = conn.Close() })
	agreed := conn.Call()
	return conn, &circuit{
		scene: s, lci: request.LCI, size: agreed.PacketSizes.FromCalled, window: agreed.WindowSizes.FromCalled,
		most: agreed.PacketSizes.FromCalling,
	}
}

// cleared takes the clear request and confirms it.
func (c *circuit) cleared(cause x25.ClearCause, diagnostic x25.Diagnostic) {
	c.Helper()
	p := want[*x25.ClearRequest](c.scene)
	if p.LCI != c.lci || p.Cause != cause || p.Diagnostic.Value != diagnostic {
		c.Errorf("CLEAR on %d with %02x %02x", p.LCI, uint8(p.Cause), uint8(p.Diagnostic.Value))
	}
	c.send(&x25.ClearConfirmation{Header: c.head(c.lci)})
}
