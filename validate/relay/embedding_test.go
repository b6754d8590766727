package relay_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"net"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/validate"
	"github.com/osi-go/osi/validate/relay"
)

// What follows stands in docs/embedding.md.

// serve is a proxy in front of an MTA: it listens on port 102, and the MTA elsewhere.
func serve(ctx context.Context, l net.Listener, mta string, guard *validate.Guard, quarantine *validate.Quarantine) error {
	context.AfterFunc(ctx, func() { l.Close() })
	var all sync.WaitGroup
	defer all.Wait() // each connection has its time of grace
	for {
		peer, err := l.Accept()
		if err != nil {
			return err
		}
		all.Go(func() {
			name := peer.RemoteAddr().String()
			dial := func(ctx context.Context) (net.Conn, error) { // when the peer has sent something valid
				return (&net.Dialer{Timeout: 10 * time.Second}).DialContext(ctx, "tcp", mta)
			}
			err := relay.RunDial(ctx, peer, dial, guard.Stream(validate.TPKTs), relay.Options{
				Rejected: func(v *validate.Verdict) {
					quarantine.Put(validate.TPKTs, v, time.Now(), name)
				},
			})
			slog.Info("end", "peer", name, "error", err)
		})
	}
}

// A channel is an X.25 call of a driver, or an AF_X25 socket: each Read is one NSDU.
type channel struct {
	socket io.ReadWriter
	mu     sync.Mutex // of stream
	stream *validate.Stream
}

// receive is the receive loop: what passes goes up.
func (c *channel) receive(up func(nsdu []byte)) error {
	buf := make([]byte, 64<<10)
	for {
		n, err := c.socket.Read(buf)
		if err != nil {
			return err
		}
		if err := c.check(osi.FromInitiator, buf[:n], up); err != nil {
			return err // the caller clears the call
		}
	}
}

// send judges what the layer above sends.
func (c *channel) send(nsdu []byte) error {
	return c.check(osi.FromResponder, nsdu, func(b []byte) { c.socket.Write(b) })
}

func (c *channel) check(from osi.Direction, nsdu []byte, pass func([]byte)) error {
	c.mu.Lock()
	defer c.mu.Unlock() // held while v is used, and while units of the two directions are in order
	v, _ := c.stream.Check(from, nsdu)
	switch v.Action {
	case validate.Hold: // a TPDU of a TSDU that is not whole
	case validate.Pass:
		for unit := range v.Units() {
			pass(unit)
		}
	case validate.Reject:
		if from == osi.FromInitiator {
			for _, answer := range v.Answer {
				c.socket.Write(answer)
			}
		}
		if c.stream.Closed() || from == osi.FromResponder {
			return v.Err
		}
	}
	return nil
}

// An association of an MTA that has a transport of its own.
type association struct {
	mu        sync.Mutex
	stream    *validate.Stream // of validate.TSDUs
	session   func(tsdu []byte)
	transport interface {
		Data(tsdu []byte)
		Disconnect()
	}
}

// dataIndication is what the transport calls with each TSDU that has arrived.
func (a *association) dataIndication(tsdu []byte) {
	a.mu.Lock()
	defer a.mu.Unlock()
	v, _ := a.stream.Check(osi.FromInitiator, tsdu)
	if v.Action == validate.Pass {
		a.session(v.Octets)
		return
	}
	for _, answer := range v.Answer { // an ABORT or a REFUSE
		a.transport.Data(answer)
	}
	if a.stream.Closed() {
		a.transport.Disconnect()
	}
}

// What stood in docs/embedding.md ends here.

// Every block of Go in docs/embedding.md is code of this package's tests.
func TestEmbeddingCode(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../../docs/embedding.md")
	if err != nil {
		t.Fatal(err)
	}
	var code string
	for _, name := range []string{"embedding_test.go", "example_test.go"} {
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		code += flat(string(b))
	}
	blocks := strings.Split(string(text), "```go\n")[1:]
	if len(blocks) < 6 {
		t.Errorf("%d blocks", len(blocks))
	}
	for _, block := range blocks {
		block, _, _ = strings.Cut(block, "```")
		if !strings.Contains(code, flat(block)) {
			t.Errorf("no code of a test:\n%s", block)
		}
	}
}

// flat is code without indentation and empty lines.
func flat(code string) string {
	var lines []string
	for line := range strings.Lines(code) {
		if line = strings.TrimSpace(line); line != "" {
			lines = append(lines, line)
		}
	}
	return strings.Join(lines, "\n") + "\n"
}

func TestEmbeddingProxy(t *testing.T) {
	t.Parallel()
	mta, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer mta.Close()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	q, err := validate.NewQuarantine(validate.QuarantineConfig{Path: t.TempDir() + "/q.pcapng"})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- serve(ctx, l, mta.Addr().String(), newGuard(t, validate.RFC1006()), q) }()
	peer, err := net.Dial("tcp", l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer peer.Close()
	peer.Write(octets(t, plainCR))
	server, err := mta.Accept()
	if err != nil {
		t.Fatal(err)
	}
	defer server.Close()
	if _, err := io.ReadFull(server, make([]byte, 11)); err != nil {
		t.Fatal(err)
	}
	move(t, server, peer, plainCC)
	peer.Write(octets(t, badDT))
	if b := rest(t, peer); !bytes.Equal(b, octets(t, badDTAnswer)) {
		t.Errorf("answer %x", b)
	}
	peer.Close()
	server.Close()
	cancel()
	if err := <-done; !errors.Is(err, net.ErrClosed) || q.Close() != nil || q.Dropped() != 0 {
		t.Error(err)
	}
}

func TestEmbeddingDriver(t *testing.T) {
	t.Parallel()
	peer, socket := pair(t, "unixpacket")
	c := &channel{socket: socket, stream: newGuard(t, validate.RFC1006()).Stream(validate.NSDUs)}
	defer c.stream.Close()
	up := make(chan []byte, 10)
	done := make(chan error, 1)
	go func() { done <- c.receive(func(b []byte) { up <- slices.Clone(b) }) }()
	buf := make([]byte, 100)
	for _, step := range []struct{ says, gets, answer string }{
		{"06E00000000100", "06E00000000100", "06D00001000200"},
		{"02F00041", "", ""},
		{"02F08042", "02F00041 02F08042", ""},
	} {
		peer.Write(octets(t, step.says))
		for text := range strings.FieldsSeq(step.gets) {
			if b := <-up; !bytes.Equal(b, octets(t, text)) {
				t.Errorf("up goes %x", b)
			}
		}
		if step.answer == "" {
			continue
		}
		if err := c.send(octets(t, step.answer)); err != nil {
			t.Error(err)
		}
		if n, err := peer.Read(buf); err != nil || !bytes.Equal(buf[:n], octets(t, step.answer)) {
			t.Errorf("%x, %v", buf[:n], err)
		}
	}
	peer.Write(octets(t, badDT[8:]))
	if n, err := peer.Read(buf); err != nil || !bytes.Equal(buf[:n], octets(t, badDTAnswer)[4:]) {
		t.Errorf("answer %x, %v", buf[:n], err)
	}
	if err := <-done; osi.AsError(err) == nil {
		t.Error(err)
	}
}

// sent collects what an association sends.
type sent struct {
	tsdus        [][]byte
	disconnected bool
}

func (s *sent) Data(tsdu []byte) { s.tsdus = append(s.tsdus, tsdu) }
func (s *sent) Disconnect()      { s.disconnected = true }

func TestEmbeddingMTA(t *testing.T) {
	t.Parallel()
	var up [][]byte
	var down sent
	a := &association{
		stream:  newGuard(t, validate.Default()).Stream(validate.TSDUs),
		session: func(b []byte) { up = append(up, slices.Clone(b)) }, transport: &down,
	}
	cn := octets(t, realCN)[7:]
	a.dataIndication(cn)
	if len(up) != 1 || !bytes.Equal(up[0], cn) || down.tsdus != nil {
		t.Errorf("%x, %+v", up, down)
	}
	a.dataIndication([]byte{0xd, 0x60})
	if len(up) != 1 || len(down.tsdus) != 1 || down.tsdus[0][0] != 25 || !down.disconnected {
		t.Errorf("%x, %+v", up, down)
	}
}
