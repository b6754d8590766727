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
	"github.com/osi-go/osi/x25"
	"github.com/osi-go/osi/x25/plp"
	"github.com/osi-go/osi/x25/socket"
)

// patience is how long a side waits for the other.
const patience = 30 * time.Second

// A scene is one scenario, seen from the DCE: its methods are for the goroutine of the test.
type scene struct {
	*testing.T
	link   *x25link.Link
	format x25.Format
	dce    *plp.Machine // the far end of the kernel
	blind  bool         // the machine has lost the thread
	late   bool         // what the kernel sends has not come to the machine yet
	unread []x25.Packet // those packets
	fault  error        // of the packet that came last, or of the one before
	heard  plp.Indications
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
		s := &scene{T: t, link: link, format: x25.Format{Modulo: modulo, Sender: osi.DCE}, result: result{name: name}}
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
	for s.dce.Interface() != plp.R1 { // RESTART of both may collide
		if s.maybe(patience) == nil {
			s.Fatal("RESTART not confirmed")
		}
	}
	s.from, s.to = 0, 0
}

// watch makes the machine anew. It sends nothing by itself.
func (s *scene) watch() {
	const manual = plp.ManualRestart | plp.ManualClear | plp.ManualReset | plp.ManualInterrupt | plp.ManualReceipt
	var err error
	s.dce, err = plp.New(plp.Profile{Side: plp.DCE, Modulo: s.format.Modulo, TwoWay: plp.ChannelRange{First: 1, Last: x25.MaxLCI}, Manual: manual})
	if err != nil {
		s.Fatal(err)
	}
	s.blind, s.late, s.unread = false, false, nil
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
	p, err := (&x25.Decoder{Format: x25.Format{Modulo: s.format.Modulo}}).Decode(b)
	if err != nil {
		s.Fatalf("% x: %v", b, err)
	}
	if s.late {
		s.unread = append(s.unread, p)
		return p
	}
	_, err = (&x25.Decoder{Format: x25.Format{Modulo: s.format.Modulo, Sender: osi.DTE}}).Decode(b)
	s.hear(p, err)
	return p
}

// hear gives a packet of the kernel to the machine. err is what a strict decoder says of it.
func (s *scene) hear(p x25.Packet, err error) {
	o, wrong := s.dce.Receive(p)
	s.fault, s.heard = errors.Join(err, wrong), o.Indications
	if t := p.Type(); wrong == nil && (t == x25.TypeClearRequest || t == x25.TypeResetRequest) { // whatever came before
		s.blind = false
	}
	for _, e := range []*osi.Error{osi.AsError(err), osi.AsError(wrong)} {
		if e != nil && !s.blind {
			s.deviates(e.Field + ": " + e.Kind.Error() + ", " + e.Clause)
		}
	}
	s.blind = s.blind || wrong != nil
}

// crossing has what the kernel sends come to the machine behind what f sends.
func (s *scene) crossing(f func()) {
	s.Helper()
	s.late = true
	f()
	s.late = false
	for _, p := range s.unread {
		s.hear(p, nil)
	}
	s.unread = nil
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

// send sends a packet of the DCE, which the machine must allow.
func (s *scene) send(p x25.Packet) {
	s.Helper()
	if _, err := s.dce.Request(p); err != nil && !s.blind {
		s.Fatal(err)
	}
	b, err := p.AppendBinary(nil)
	if err != nil {
		s.Fatal(err)
	}
	s.raw(b)
}

// illegal sends octets that the DCE must not send, and of which the machine is not told. What the
// kernel does next is not judged, until it clears or resets.
func (s *scene) illegal(b []byte) {
	s.Helper()
	s.blind = true
	s.raw(b)
}

// forbidden sends a packet that the machine does not allow.
func (s *scene) forbidden(p x25.Packet) {
	s.Helper()
	if s.dce.Clone().Send(p) == nil {
		s.Errorf("%v is allowed", p)
	}
	b, err := p.AppendBinary(nil)
	if err != nil {
		s.Fatal(err)
	}
	s.illegal(b)
}

// raw sends octets.
func (s *scene) raw(b []byte) {
	s.Helper()
	if testing.Verbose() {
		s.Logf("to kernel   % x", b[:min(len(b), 40)])
	}
	s.to++
	if err := s.link.Write(b); err != nil {
		s.Fatal(err)
	}
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
	return conn, &circuit{scene: s, lci: request.LCI}
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
