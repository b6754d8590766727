package relay_test

import (
	"bytes"
	"errors"
	"io"
	"net"
	"os"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	pkgerrors "github.com/pkg/errors"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/validate"
	"github.com/osi-go/osi/validate/relay"
)

// guarded returns a peer and the guarded connection that it has made.
func guarded(t testing.TB, s setting) (peer net.Conn, c *relay.Conn) {
	t.Helper()
	if s.network == "" {
		s.network = "tcp"
	}
	if s.policy == nil {
		p := validate.RFC1006()
		s.policy = &p
	}
	g := newGuard(t, *s.policy)
	peer, inner := pair(t, s.network)
	c = relay.NewConn(inner, initiator, g.Stream(s.carrier), s.Options)
	t.Cleanup(func() {
		c.Close()
		if s := g.Stats(); s.Streams != 0 || s.Memory != 0 || s.Panics != 0 {
			t.Errorf("afterwards %+v", s)
		}
	})
	return peer, c
}

// move sends whole units from one end to the other.
func move(t testing.TB, from, to net.Conn, text string) {
	t.Helper()
	b := octets(t, text)
	sent := make(chan error, 1)
	go func() {
		_, err := from.Write(b)
		sent <- err
	}()
	got := make([]byte, len(b))
	if _, err := io.ReadFull(to, got); err != nil || !bytes.Equal(got, b) {
		t.Fatalf("%x %v, want %x", got, err, b)
	}
	if err := <-sent; err != nil {
		t.Fatal(err)
	}
}

// begin is guarded and a transport connection.
func begin(t testing.TB, s setting) (peer net.Conn, c *relay.Conn) {
	t.Helper()
	peer, c = guarded(t, s)
	move(t, peer, c, plainCR)
	move(t, c, peer, plainCC)
	return peer, c
}

// rejected checks an error of Read or Write.
func rejected(t testing.TB, err error, from osi.Direction) *relay.Error {
	t.Helper()
	var e *relay.Error
	var rule *osi.Error
	if !errors.As(err, &e) || !errors.As(err, &rule) || !errors.Is(err, relay.ErrRejected) || e.From != from {
		t.Fatalf("%v", err)
	}
	if pkgerrors.Cause(pkgerrors.WithMessage(err, "mta")) != error(rule) {
		t.Errorf("the cause of %v", err)
	}
	return e
}

// Read gives what had passed and then the error, always; the peer has its answer, however much it
// still sends.
func TestConnAnswer(t *testing.T) {
	t.Parallel()
	for network, linger := range map[string]time.Duration{"tcp": time.Minute, "pipe": 300 * time.Millisecond} { // a pipe is never half-closed
		peer, c := begin(t, setting{network: network, Options: relay.Options{Linger: linger}})
		good := bytes.Repeat(data(1000), 3)
		go peer.Write(append(append(bytes.Clone(good), octets(t, badDT)...), bytes.Repeat(data(4096), 64)...))
		got, err := io.ReadAll(c)
		if !bytes.Equal(got, good) {
			t.Errorf("%s: %d octets", network, len(got))
		}
		if e := rejected(t, err, initiator); e.Reaction != validate.DisconnectTransport {
			t.Errorf("%+v", e)
		}
		if _, again := c.Read(make([]byte, 1)); again != err {
			t.Errorf("%v, then %v", err, again)
		}
		if _, again := c.Write(octets(t, plainDT)); again != err {
			t.Errorf("%v, then %v", err, again)
		}
		if answer := rest(t, peer); !bytes.Equal(answer, octets(t, badDTAnswer)) {
			t.Errorf("%s: answer %x", network, answer)
		}
		peer.Close()
		if err := c.Close(); err != nil {
			t.Error(err)
		}
	}
}

// An answer arrives though the application closes the connection at once.
func TestConnAnswerClose(t *testing.T) {
	t.Parallel()
	peer, c := begin(t, setting{})
	peer.Write(append(octets(t, badDT), bytes.Repeat(data(4096), 8)...))
	_, err := c.Read(make([]byte, 100))
	rejected(t, err, initiator)
	if err := c.SetDeadline(time.Unix(1, 0)); err != nil { // which is not the answer's
		t.Error(err)
	}
	closed := make(chan error, 1)
	go func() { closed <- c.Close() }()
	if answer := rest(t, peer); !bytes.Equal(answer, octets(t, badDTAnswer)) {
		t.Errorf("answer %x", answer)
	}
	peer.Close()
	if err := <-closed; err != nil {
		t.Error(err)
	}
	if err := c.Close(); !errors.Is(err, net.ErrClosed) {
		t.Error(err)
	}
}

// The answer arrives behind whole units though the application writes all the time, and its Writes
// find the connection ended first.
func TestConnAnswerBusy(t *testing.T) {
	t.Parallel()
	for range 50 {
		peer, c := begin(t, setting{})
		unit, answer := data(333), octets(t, badDTAnswer)
		var writers sync.WaitGroup
		for range 3 {
			writers.Go(func() {
				var err error
				for err == nil {
					_, err = c.Write(unit)
				}
				rejected(t, err, initiator)
			})
		}
		writers.Go(func() {
			_, err := io.ReadAll(c)
			rejected(t, err, initiator)
		})
		peer.Write(octets(t, badDT))
		b := rest(t, peer)
		units, ok := bytes.CutSuffix(b, answer)
		if !ok || !bytes.Equal(units, bytes.Repeat(unit, len(units)/len(unit))) {
			t.Errorf("%d octets, the last %x", len(b), b[max(0, len(b)-20):])
		}
		peer.Close()
		writers.Wait()
		c.Close()
	}
}

// A unit that is dropped is answered, and Read does not know of it.
func TestConnDropped(t *testing.T) {
	t.Parallel()
	for _, network := range []string{"tcp", "pipe"} {
		var verdicts collector
		peer, c := guarded(t, setting{network: network, Options: relay.Options{Verdict: verdicts.take}})
		go peer.Write(octets(t, badCR+plainCR))
		answered := make(chan []byte)
		go func() {
			answer := make([]byte, 12)
			io.ReadFull(peer, answer)
			answered <- answer
		}()
		got := make([]byte, 100)
		if n, err := c.Read(got); err != nil || !bytes.Equal(got[:n], octets(t, plainCR)) {
			t.Errorf("%x, %v", got[:n], err)
		}
		if answer := <-answered; !bytes.Equal(answer, octets(t, badCRAnswer)) {
			t.Errorf("answer %x", answer)
		}
		move(t, c, peer, plainCC)
		if got, want := verdicts.String(), "reject initiator transport.header, pass initiator, pass responder"; got != want {
			t.Errorf("%s", got)
		}
	}
}

// Nothing of a unit that the application gets wrong is sent. n says what was.
func TestConnOwnFault(t *testing.T) {
	t.Parallel()
	peer, c := begin(t, setting{})
	blocked := make(chan error, 1)
	go func() {
		_, err := c.Read(make([]byte, 1))
		blocked <- err
	}()
	time.Sleep(10 * time.Millisecond)
	n, err := c.Write(octets(t, plainDT+badDT+plainDT))
	if n != 8 {
		t.Errorf("%d octets", n)
	}
	e := rejected(t, err, responder)
	if again := <-blocked; again != error(e) {
		t.Errorf("Read: %v", again)
	}
	if b := rest(t, peer); !bytes.Equal(b, octets(t, plainDT)) {
		t.Errorf("the peer got %x", b)
	}
}

// A unit of the application that is dropped is an error of one Write: a CC to another CR, X.224
// 6.9.1.4.2 a 1.
func TestConnOwnDropped(t *testing.T) {
	t.Parallel()
	peer, c := guarded(t, setting{})
	move(t, peer, c, plainCR)
	n, err := c.Write(octets(t, "0300000B 06D00009000200"))
	if e := rejected(t, err, responder); n != 0 || e.Reaction != validate.DropUnit {
		t.Errorf("%d octets, %+v", n, e)
	}
	move(t, c, peer, plainCC)
	move(t, c, peer, plainDT)
}

// Units may be written and read in pieces.
func TestConnPieces(t *testing.T) {
	t.Parallel()
	peer, c := begin(t, setting{})
	b := append(data(300), data(5000)...)
	for from, to := net.Conn(c), peer; ; from, to = to, from {
		go func() {
			for part := range pieces(b, 77) {
				if n, err := from.Write(part); n != len(part) || err != nil {
					t.Error(n, err)
				}
			}
		}()
		got := make([]byte, len(b))
		for n := 0; n < len(b); {
			k, err := to.Read(got[n:min(n+13, len(b))])
			if n += k; err != nil {
				t.Fatal(err)
			}
		}
		if !bytes.Equal(got, b) {
			t.Error("other octets")
		}
		if from == peer {
			break
		}
	}
	if n, err := c.Read(nil); n != 0 || err != nil {
		t.Error(n, err)
	}
	if n, err := c.Write(nil); n != 0 || err != nil {
		t.Error(n, err)
	}
}

// Many goroutines read and write one connection, and another one closes it: each unit is whole.
func TestConnConcurrent(t *testing.T) {
	t.Parallel()
	for _, network := range []string{"tcp", "pipe"} {
		var verdicts collector
		peer, c := begin(t, setting{network: network, Options: relay.Options{Verdict: verdicts.take}})
		const each, units = 4, 300
		var writers, readers sync.WaitGroup
		for i := range each {
			writers.Go(func() {
				for k := range units {
					if _, err := c.Write(data(8 + (i*97+k*31)%2000)); err != nil {
						t.Error(err)
						return
					}
				}
			})
			writers.Go(func() {
				for k := range units {
					c.SetWriteDeadline(time.Now().Add(time.Minute))
					c.SetReadDeadline(time.Now().Add(time.Minute))
					if i == 0 {
						if _, err := peer.Write(data(8 + k)); err != nil {
							t.Error(err)
						}
					}
				}
			})
			readers.Go(func() {
				for {
					if _, err := c.Read(make([]byte, 100)); err != nil {
						if !errors.Is(err, net.ErrClosed) {
							t.Error(err)
						}
						return
					}
				}
			})
		}
		readers.Go(func() {
			head, unit := make([]byte, 4), make([]byte, 4000)
			for range each * units {
				if _, err := io.ReadFull(peer, head); err != nil || head[0] != 3 {
					t.Errorf("%x, %v", head, err)
					return
				}
				n := int(head[2])<<8 | int(head[3])
				copy(unit, head)
				if _, err := io.ReadFull(peer, unit[4:n]); err != nil || !bytes.Equal(unit[:n], data(n)) {
					t.Errorf("%x…, %v", unit[:8], err)
					return
				}
			}
			writers.Wait()
			c.Close()
		})
		readers.Wait()
	}
}

// Close ends Reads and Writes that wait.
func TestConnClose(t *testing.T) {
	t.Parallel()
	for _, network := range []string{"tcp", "pipe"} {
		_, c := begin(t, setting{network: network})
		var waiting sync.WaitGroup
		waiting.Go(func() {
			if _, err := c.Read(make([]byte, 1)); !errors.Is(err, net.ErrClosed) {
				t.Errorf("%s: Read: %v", network, err)
			}
		})
		waiting.Go(func() {
			var err error
			for err == nil {
				_, err = c.Write(data(8000))
			}
		})
		waiting.Go(func() {
			time.Sleep(50 * time.Millisecond)
			c.Close()
		})
		waiting.Wait()
		if _, err := c.Write(octets(t, plainDT)); !errors.Is(err, net.ErrClosed) {
			t.Error(err)
		}
		if _, err := c.Read(make([]byte, 1)); !errors.Is(err, net.ErrClosed) {
			t.Error(err)
		}
	}
}

// A Read may go on after its deadline, also within a unit; a Write may not.
func TestConnDeadlines(t *testing.T) {
	t.Parallel()
	for _, network := range []string{"tcp", "pipe"} {
		peer, c := begin(t, setting{network: network})
		unit := data(100)
		go peer.Write(unit[:50])
		c.SetReadDeadline(time.Now().Add(50 * time.Millisecond))
		_, err := c.Read(make([]byte, 200))
		var timeout net.Error
		if !errors.As(err, &timeout) || !timeout.Timeout() {
			t.Errorf("%s: %v", network, err)
		}
		c.SetDeadline(time.Time{})
		go peer.Write(unit[50:])
		if n, err := c.Read(make([]byte, 200)); n != 100 || err != nil {
			t.Errorf("%s: %d octets, %v", network, n, err)
		}
		c.SetWriteDeadline(time.Now().Add(50 * time.Millisecond))
		for err = nil; err == nil; {
			_, err = c.Write(data(8000))
		}
		if !errors.Is(err, os.ErrDeadlineExceeded) {
			t.Errorf("%s: %v", network, err)
		}
		c.SetWriteDeadline(time.Time{})
		if _, err := c.Write(unit); !errors.Is(err, relay.ErrFailed) {
			t.Errorf("%s: %v", network, err)
		}
	}
}

// An answer waits for a Write that the peer does not read, but not for ever.
func TestConnAnswerWaits(t *testing.T) {
	t.Parallel()
	var counters relay.Counters
	peer, c := guarded(t, setting{network: "pipe", Options: relay.Options{Write: 200 * time.Millisecond, Counters: &counters}})
	move(t, peer, c, plainCR)
	move(t, c, peer, plainCC)
	wrote := make(chan error, 1)
	go func() {
		_, err := c.Write(data(1000))
		wrote <- err
	}()
	time.Sleep(20 * time.Millisecond)
	go peer.Write(octets(t, plainCR+plainDT)) // a second CR on a connection
	if _, err := io.ReadAll(c); err == nil {
		t.Error("no error")
	}
	if err := <-wrote; err == nil {
		t.Error("the Write goes on")
	}
	c.Close()
	if s := counters.Stats(); s.Open != 0 || s.Connections != 1 {
		t.Errorf("%+v", s)
	}
}

// An end within a unit is one; half-closed connections go on.
func TestConnEnds(t *testing.T) {
	t.Parallel()
	var counters relay.Counters
	peer, c := begin(t, setting{Options: relay.Options{Counters: &counters}})
	if err := c.CloseWrite(); err != nil {
		t.Error(err)
	}
	if b := rest(t, peer); len(b) > 0 {
		t.Errorf("%x", b)
	}
	if _, err := c.Write(octets(t, plainDT)); err == nil {
		t.Error("written after the end")
	}
	move(t, peer, c, plainDT)
	peer.Write(data(100)[:99])
	peer.Close()
	for range 2 {
		if n, err := c.Read(make([]byte, 200)); n != 0 || !errors.Is(err, relay.ErrCut) || !errors.Is(err, io.ErrUnexpectedEOF) {
			t.Errorf("%d octets, %v", n, err)
		}
	}
	c.Close()
	if s := counters.Stats(); s.Open != 0 || s.Connections != 1 || s.Ends["end within a unit"] != 1 || s.FromInitiator == 0 || s.FromResponder == 0 {
		t.Errorf("%+v", s)
	}

	peer, c = begin(t, setting{network: "pipe"})
	if err := c.CloseWrite(); !errors.Is(err, errors.ErrUnsupported) {
		t.Error(err)
	}
	peer.Close()
	if _, err := c.Read(make([]byte, 1)); err != io.EOF {
		t.Error(err)
	}
}

// A connection that fails is an error of the connection.
func TestConnFailed(t *testing.T) {
	t.Parallel()
	var counters relay.Counters
	peer, c := begin(t, setting{Options: relay.Options{Counters: &counters}})
	if err := c.SetDeadline(time.Now().Add(time.Minute)); err != nil {
		t.Error(err)
	}
	peer.(*net.TCPConn).SetLinger(0)
	peer.Close()
	var failed *net.OpError
	if _, err := c.Read(make([]byte, 1)); !errors.As(err, &failed) {
		t.Errorf("%v", err)
	}
	for range 10 {
		if _, err := c.Write(octets(t, plainDT)); err == nil {
			t.Error("written")
		}
	}
	c.Close()
	if err := c.SetDeadline(time.Time{}); err == nil {
		t.Error("a deadline of a closed connection")
	}
	if s := counters.Stats(); s.Open != 0 || s.Ends["connection failed"] != 1 {
		t.Errorf("%+v", s)
	}
}

// While the application does not read, the connection is not read, and nothing is queued.
func TestConnStalled(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		peer, c := begin(t, setting{network: "pipe", Options: relay.Options{Buffer: 4096}})
		sent := make(chan int, 1)
		go func() {
			peer.SetWriteDeadline(time.Now().Add(200 * time.Millisecond))
			n, _ := peer.Write(bytes.Repeat(data(1000), 100))
			sent <- n
		}()
		if _, err := c.Read(make([]byte, 1)); err != nil {
			t.Error(err)
		}
		if n := <-sent; n != 4096 {
			t.Errorf("%d octets taken", n)
		}
	})
}

// The application may be the initiator.
func TestConnDialled(t *testing.T) {
	t.Parallel()
	a, b := pair(t, "tcp")
	c := relay.NewConn(a, responder, newGuard(t, validate.RFC1006()).Stream(validate.TPKTs), relay.Options{})
	defer c.Close()
	if c.NetConn() != a || c.LocalAddr() != a.LocalAddr() || c.RemoteAddr() != a.RemoteAddr() {
		t.Error("another connection")
	}
	move(t, c, b, plainCR)
	b.Write(octets(t, plainDT))
	_, err := c.Read(make([]byte, 100))
	rejected(t, err, responder)
}

// Of messages one Read gives one, and what tells the application of a cleared call is one, too.
func TestConnMessages(t *testing.T) {
	t.Parallel()
	policy := validate.Policy{Top: osi.Transport}
	peer, c := guarded(t, setting{network: "unixpacket", carrier: validate.Packets, policy: &policy, Options: relay.Options{Buffer: 500}})
	for _, channel := range []string{"1001", "1002"} {
		move(t, peer, c, channel+"0B 00 06 420707 430202 03010100")
		move(t, c, peer, channel+"0F")
	}
	peer.Write(octets(t, "100100 FFFF"))
	buf := make([]byte, 600)
	for _, end := range []net.Conn{c, peer} {
		if n, err := end.Read(buf); err != nil || n < 5 || !bytes.Equal(buf[:3], octets(t, "100113")) {
			t.Errorf("%x, %v", buf[:n], err)
		}
	}
	move(t, peer, c, "100200 06E00000000100")
	n, err := c.Write(octets(t, "100220 FFFF"))
	if e := rejected(t, err, responder); n != 0 || e.Reaction != validate.ClearCall {
		t.Errorf("%d octets, %+v", n, e)
	}
	if n, err := peer.Read(buf); err != nil || !bytes.Equal(buf[:3], octets(t, "100213")) {
		t.Errorf("%x, %v", buf[:n], err)
	}
	peer.Write(make([]byte, 500))
	if _, err := c.Read(buf); !errors.Is(err, relay.ErrMessage) {
		t.Errorf("%v", err)
	}
}
