package main

import (
	"bytes"
	"context"
	"encoding/hex"
	"io"
	"log/slog"
	"net"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

func octets(t testing.TB, text string) []byte {
	t.Helper()
	b, err := hex.DecodeString(strings.ReplaceAll(text, " ", ""))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// A buffer keeps the last of what is written to it: a megabyte or more. When it is closed, it takes
// no more.
type buffer struct {
	closed atomic.Bool
	mu     sync.Mutex
	b      bytes.Buffer
}

func (b *buffer) Write(p []byte) (int, error) {
	if b.closed.Load() {
		return 0, io.ErrClosedPipe
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.b.Len() > 2<<20 {
		b.b.Next(1 << 20)
	}
	return b.b.Write(p)
}

func (b *buffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.String()
}

// A guarded is a guard that runs in the test's process.
type guarded struct {
	*proxy
	addr   string // of the first socket
	log    *buffer
	cancel context.CancelFunc
	hangup chan os.Signal
	read   func() (*config, error) // of a reload
	done   chan struct{}
}

// started returns a guard in front of server.
func started(t testing.TB, server net.Listener, args ...string) *guarded {
	t.Helper()
	return startedAs(t, append([]string{"-server", "tpkt://" + server.Addr().String(), "-server", "xot://" + server.Addr().String()}, args...)...)
}

// startedAs returns a guard with arguments alone.
func startedAs(t testing.TB, args ...string) *guarded {
	t.Helper()
	g := &guarded{log: new(buffer), hangup: make(chan os.Signal), done: make(chan struct{})}
	args = append([]string{"-stats", "0", "-grace", "50ms"}, args...)
	if !strings.Contains(strings.Join(args, " "), "-listen ") && !strings.Contains(strings.Join(args, " "), "-config ") {
		args = append(args, "-listen", "127.0.0.1:0")
	}
	c, err := configure(g.log, args)
	if err != nil {
		t.Fatal(err)
	}
	g.proxy = newProxy(slog.NewTextHandler(g.log, nil))
	g.read = func() (*config, error) { return configure(g.log, args) }
	ctx, cancel := context.WithCancel(context.Background())
	g.cancel = cancel
	if err := g.apply(ctx, c); err != nil {
		t.Fatal(err)
	}
	g.addr = g.listening[c.listen[0].address].Addr().String()
	go func() { g.serve(ctx, g.hangup, func() (*config, error) { return g.read() }); close(g.done) }()
	t.Cleanup(func() { cancel(); <-g.done })
	return g
}

// stop ends the guard and checks that nothing is left.
func (g *guarded) stop(t testing.TB) {
	t.Helper()
	g.cancel()
	<-g.done
	if err := g.close(); err != nil {
		t.Error(err)
	}
	if s := g.gates.stats(time.Now()); s.Streams != 0 || s.Memory != 0 || s.Panics != 0 {
		t.Errorf("afterwards %+v", s)
	}
	if n := g.open.Load(); n != 0 {
		t.Errorf("%d connections are open", n)
	}
}

func listen(t testing.TB) net.Listener {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	return l
}

// What two peers of protocols that are not OSI above transport begin with, and a unit of theirs.
const (
	requestTPKT = "0300000B06E00000000100"
	confirmTPKT = "0300000B06D00001000200"
)

func dial(t testing.TB, addr string) *net.TCPConn {
	t.Helper()
	c, err := net.Dial("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	c.SetDeadline(time.Now().Add(2 * time.Minute))
	return c.(*net.TCPConn)
}

// connected returns a connection through the guard at addr to server, whose initiator has sent
// opening.
func connected(t testing.TB, addr string, server net.Listener, opening []byte) (ends [2]*net.TCPConn) {
	t.Helper()
	ends[0] = dial(t, addr)
	if _, err := ends[0].Write(opening); err != nil {
		t.Fatal(err)
	}
	server.(*net.TCPListener).SetDeadline(time.Now().Add(2 * time.Minute))
	c, err := server.Accept()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	ends[1] = c.(*net.TCPConn)
	for _, c := range ends {
		c.SetDeadline(time.Now().Add(2 * time.Minute))
	}
	return ends
}
