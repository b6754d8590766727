package x25peer

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"testing"
	"time"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/x25"
	"github.com/osi-go/osi/x25/socket"
)

func TestData(t *testing.T) {
	for _, incoming := range []bool{false, true} {
		name := "M-bit sequences, called by the kernel"
		if incoming {
			name = "M-bit sequences, called by the far end"
		}
		both(t, name+": packets of 16 to 4096, windows of 1 to 7 or 127", func(s *scene) {
			var l *socket.Listener
			if incoming {
				l = s.listen(socket.Listening{
					PacketSizes: x25.PacketSizes{FromCalled: 4096, FromCalling: 4096}, WindowSizes: x25.WindowSizes{FromCalled: 127, FromCalling: 127},
				})
			}
			for code := 4; code <= 12; code++ {
				size, window := 1<<code, min(code-3, 7)
				if s.format.Modulo == x25.Modulo128 {
					window = []int{1, 2, 7, 8, 20, 64, 100, 126, 127}[code-4]
				}
				var conn *socket.Conn
				var c *circuit
				if incoming {
					conn, c = s.called(l, size, window)
				} else {
					conn, c = s.dial(sizes(size, window), x25.CallAccepted{})
				}
				for _, n := range lengths(size) {
					if n > 60000 { // with headers, the receiving kernel's limit is 65535
						n = 60000
					}
					c.exchange(conn, n, false)
				}
				c.settle()
				if err := conn.Flush(s.Context()); err != nil {
					s.Error(err)
				}
				if err := conn.Close(); err != nil {
					s.Error(err)
				}
				c.cleared(0, 0)
			}
		})
	}
	both(t, "Q bit, with and without M", func(s *scene) {
		conn, c := s.dial(sizes(128, 2), x25.CallAccepted{})
		for _, n := range lengths(128) {
			c.exchange(conn, n, true)
			c.exchange(conn, n, false)
		}
	})
	both(t, "the longest message out, 65534 octets in packets of 16", func(s *scene) {
		conn, c := s.dial(sizes(16, 7), x25.CallAccepted{})
		m := message{false, sample(socket.MaxMessage)}
		write := written(conn, m)
		if got := c.read(); !bytes.Equal(got.data, m.data) {
			s.Errorf("%d octets", len(got.data))
		}
		write.must(s)
		if err := conn.WriteMessage(make([]byte, socket.MaxMessage+1), false); !errors.Is(err, io.ErrShortBuffer) {
			s.Error(err)
		}
	})
	both(t, "a deadline within a message", func(s *scene) {
		conn, _ := s.dial(sizes(16, 1), x25.CallAccepted{})
		if err := conn.SetWriteDeadline(time.Now().Add(300 * time.Millisecond)); err != nil {
			s.Fatal(err)
		}
		// More packets than the send buffer holds: the kernel takes a part.
		if err := conn.WriteMessage(sample(socket.MaxMessage), false); !errors.Is(err, os.ErrDeadlineExceeded) {
			s.Error(err)
		}
		if err := conn.WriteMessage(nil, false); !errors.Is(err, socket.ErrIncomplete) {
			s.Error(err)
		}
		if p := want[*x25.Data](s); !p.M {
			s.Error("no M")
		}
		if err := conn.Close(); !errors.Is(err, socket.ErrUnacknowledged) {
			s.Error(err)
		}
		s.outcome = "ErrIncomplete, then ErrUnacknowledged"
	})
	both(t, "a buffer too short for a message", func(s *scene) {
		conn, c := s.dial(socket.Call{}, x25.CallAccepted{})
		read := received(conn, 50)
		c.write(sample(300), true)
		if _, err := read.outcome(s); !errors.Is(err, io.ErrShortBuffer) {
			s.Error(err)
		}
		n, _, err := conn.ReadMessage(make([]byte, 299))
		if !errors.Is(err, io.ErrShortBuffer) || n < 300 || n > 301 {
			s.Errorf("%d octets needed: %v", n, err)
		}
		if got := received(conn, n).must(s); !got.q || !bytes.Equal(got.data, sample(300)) {
			s.Errorf("%d octets", len(got.data))
		}
	})
	both(t, "deadlines of a read", func(s *scene) {
		conn, c := s.dial(socket.Call{}, x25.CallAccepted{})
		if err := conn.SetReadDeadline(time.Now().Add(30 * time.Millisecond)); err != nil {
			s.Fatal(err)
		}
		if _, err := received(conn, 10).outcome(s); !errors.Is(err, os.ErrDeadlineExceeded) {
			s.Error(err)
		}
		if err := conn.SetReadDeadline(time.Time{}); err != nil {
			s.Fatal(err)
		}
		read := received(conn, 10)
		c.write([]byte("late"), false)
		if got := read.must(s); string(got.data) != "late" {
			s.Errorf("%q", got.data)
		}
	})
	both(t, "RNR of the far end stops the kernel, RR lets it go on", func(s *scene) {
		conn, c := s.dial(socket.Call{}, x25.CallAccepted{})
		s.send(&x25.ReceiveNotReady{Header: s.head(c.lci)})
		if err := conn.WriteMessage([]byte("waits"), false); err != nil {
			s.Error(err)
		}
		s.silent(200 * time.Millisecond)
		s.send(&x25.ReceiveReady{Header: s.head(c.lci)})
		if got := c.read(); string(got.data) != "waits" {
			s.Errorf("%q", got.data)
		}
	})
	for _, size := range []int{16, 128, 1024, 4096, -16, -128} {
		large := size < 0 // with a receive buffer that the administrator permits
		name := fmt.Sprintf("the longest message in, packets of %d", max(size, -size))
		if large {
			name += ", rmem_max of 4 MB"
			size = -size
		}
		scenario(t, name, x25.Modulo8, func(s *scene) {
			if large {
				s.memory(4 << 20)
			}
			conn, c := s.dial(sizes(size, 7), x25.CallAccepted{})
			read := received(conn, socket.MaxMessage)
			n := 0
			for ; n+size <= socket.MaxMessage; n += size {
				for c.dce.Window(c.lci) == 0 && !c.stopped && c.resets == 0 {
					c.step()
				}
				if c.stopped || c.resets > 0 {
					break
				}
				c.data(x25.Data{M: true, UserData: make([]byte, size)})
			}
			switch {
			case c.stopped:
				s.deviates("a message that takes half of the receive buffer while it is joined stops the call for good: X.25 4.4.1")
				s.outcome = fmt.Sprintf("RNR for good at %d octets", n)
			case c.resets > 0:
				s.deviates("a message over 65535 octets, headers counted, resets the call: X.25 4.3.4")
				s.outcome = fmt.Sprintf("reset at %d octets", n)
			}
			conn.Close()
			_, _ = read.outcome(s)
		})
	}
	both(t, "RNR of the kernel when nobody reads, RR after", func(s *scene) {
		conn, c := s.dial(sizes(1024, 7), x25.CallAccepted{})
		sent := 0
		for ; !c.stopped && sent < 1000; sent++ {
			c.write(sample(1000), false)
			for c.dce.Window(c.lci) == 0 && !c.stopped {
				c.step()
			}
		}
		if !c.stopped {
			s.Fatal("no RNR")
		}
		for range sent {
			if got := received(conn, 1001).must(s); len(got.data) != 1000 {
				s.Errorf("%d octets", len(got.data))
			}
		}
		for c.stopped {
			c.step()
		}
		c.exchange(conn, 100, false)
		s.outcome = fmt.Sprintf("RNR after %d messages of 1000", sent)
	})
	both(t, "interrupts, 1 to 32 octets, past a closed window", func(s *scene) {
		conn, c := s.dial(sizes(128, 1), x25.CallAccepted{})
		c.hold = true
		for range 3 { // one goes, two wait
			if err := conn.WriteMessage([]byte("data"), false); err != nil {
				s.Error(err)
			}
		}
		c.read()
		for _, n := range []int{1, 31, 32} {
			if err := conn.WriteInterrupt(sample(n)); err != nil {
				s.Error(err)
			}
		}
		for _, n := range []int{1, 31, 32} { // one at a time
			p := want[*x25.Interrupt](s)
			if !bytes.Equal(p.UserData, sample(n)) {
				s.Errorf("% x", p.UserData)
			}
			s.silent(30 * time.Millisecond)
			s.send(&x25.InterruptConfirmation{Header: s.head(c.lci)})
		}
		for _, n := range []int{0, 33} {
			if err := conn.WriteInterrupt(sample(n)); !errors.Is(err, osi.ErrMissing) && !errors.Is(err, osi.ErrLength) && !errors.Is(err, osi.ErrTrailing) {
				s.Error(err)
			}
		}
		for _, n := range []int{1, 31, 32} {
			read := start(func(ctx context.Context) ([]byte, error) {
				b := make([]byte, x25.MaxInterrupt)
				n, err := conn.ReadInterrupt(ctx, b)
				return b[:n], err
			})
			s.send(&x25.Interrupt{Header: s.head(c.lci), UserData: sample(n)})
			want[*x25.InterruptConfirmation](s)
			if got := read.must(s); !bytes.Equal(got, sample(n)) {
				s.Errorf("% x", got)
			}
		}
		ctx, cancel := context.WithTimeout(s.Context(), 30*time.Millisecond)
		defer cancel()
		if _, err := conn.ReadInterrupt(ctx, make([]byte, 32)); !errors.Is(err, context.DeadlineExceeded) {
			s.Error(err)
		}
	})
	both(t, "data of both directions at once, 300 messages each way", func(s *scene) {
		conn, c := s.dial(sizes(64, 4), x25.CallAccepted{})
		const messages = 300
		write := start(func(context.Context) (struct{}, error) {
			for i := range messages {
				if err := conn.WriteMessage(sample(i), i%3 == 0); err != nil {
					return struct{}{}, err
				}
			}
			return struct{}{}, nil
		})
		read := start(func(context.Context) (struct{}, error) {
			b := make([]byte, 400)
			for i := range messages {
				n, q, err := conn.ReadMessage(b)
				if err != nil || q != (i%3 == 0) || !bytes.Equal(b[:n], sample(i)) {
					return struct{}{}, fmt.Errorf("message %d of %d octets: %w", i, n, err)
				}
			}
			return struct{}{}, nil
		})
		for i := range messages {
			c.write(sample(i), i%3 == 0)
		}
		for i := range messages {
			if got := c.read(); got.q != (i%3 == 0) || !bytes.Equal(got.data, sample(i)) {
				s.Errorf("message %d of %d octets", i, len(got.data))
			}
		}
		write.must(s)
		c.settle()
		read.must(s)
	})
}
