package main

import (
	"bytes"
	"context"
	"encoding/hex"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync"
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

type buffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (b *buffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.Write(p)
}

func (b *buffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.String()
}

// started returns the address of a guard in front of server, and what stops it.
func started(t *testing.T, server net.Listener, args ...string) (addr string, log *buffer, stop func()) {
	t.Helper()
	log = new(buffer)
	p, _, err := configure(log, append(args, "-server", server.Addr().String(), "-stats", "0", "-grace", "50ms"))
	if err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() { p.serve(ctx, l); close(done) }()
	return l.Addr().String(), log, func() {
		cancel()
		<-done
		if p.quarantine != nil {
			if err := p.quarantine.Close(); err != nil {
				t.Error(err)
			}
		}
		if s := p.guard.Stats(); s.Streams != 0 || s.Memory != 0 || s.Panics != 0 {
			t.Errorf("afterwards %+v", s)
		}
	}
}

func listen(t *testing.T) net.Listener {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	return l
}

func dial(t *testing.T, addr string) *net.TCPConn {
	t.Helper()
	c, err := net.Dial("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	c.SetDeadline(time.Now().Add(10 * time.Second))
	return c.(*net.TCPConn)
}

// A broken TPDU does not reach the server; its sender gets an ER, and both ends are closed. After a
// CR that is refused the connection goes on, X.224 6.6.3.
func TestReject(t *testing.T) {
	server := listen(t)
	got := make(chan []byte, 1)
	go func() {
		c, err := server.Accept()
		if err != nil {
			return
		}
		b, _ := io.ReadAll(c)
		got <- b
	}()
	file := filepath.Join(t.TempDir(), "q.pcapng")
	addr, log, stop := started(t, server, "-quarantine", file)
	c := dial(t, addr)
	good, bad := octets(t, "0300000B 06E00000000100"), octets(t, "0300000B 07E00000000100")
	c.Write(append(bytes.Clone(good), bad...))
	answer := make([]byte, 12)
	_, err := io.ReadFull(c, answer)
	if want := octets(t, "0300000C 07700001 00C10107"); err != nil || !bytes.Equal(answer, want) {
		t.Errorf("answer %x %v, want %x", answer, err, want)
	}
	c.Write(octets(t, "03000007 03F080"))
	answer, err = io.ReadAll(c)
	if want := octets(t, "0300000C 07700001 00C10103"); err != nil || !bytes.Equal(answer, want) {
		t.Errorf("answer %x %v, want %x", answer, err, want)
	}
	if b := <-got; !bytes.Equal(b, good) {
		t.Errorf("the server got %x", b)
	}
	stop()
	if text := log.String(); !strings.Contains(text, "verdict.rule=transport.header") {
		t.Errorf("log: %s", text)
	}
	if b, err := os.ReadFile(file); err != nil || !bytes.Contains(b, bad) {
		t.Errorf("quarantine: %v", err)
	}
}

// Data on an X.25 channel without a call: the caller gets a CLEAR INDICATION for the state p1,
// diagnostic 20, and the server nothing.
func TestRejectXOT(t *testing.T) {
	server := listen(t)
	got := make(chan []byte, 1)
	go func() {
		c, err := server.Accept()
		if err != nil {
			return
		}
		b, _ := io.ReadAll(c)
		got <- b
	}()
	addr, log, stop := started(t, server, "-carrier", "xot")
	c := dial(t, addr)
	c.Write(octets(t, "00000004 10010041"))
	answer, err := io.ReadAll(c)
	if want := octets(t, "00000005 1001130014"); err != nil || !bytes.Equal(answer, want) {
		t.Errorf("answer %x %v, want %x", answer, err, want)
	}
	if b := <-got; len(b) > 0 {
		t.Errorf("the server got %x", b)
	}
	stop()
	if !strings.Contains(log.String(), "msg=rejected") {
		t.Errorf("log: %s", log)
	}
}

// An interrupt closes idle connections after the time of grace.
func TestStop(t *testing.T) {
	server := listen(t)
	addr, _, stop := started(t, server)
	c := dial(t, addr)
	if _, err := server.Accept(); err != nil {
		t.Fatal(err)
	}
	stop()
	if _, err := c.Read(make([]byte, 1)); err == nil {
		t.Error("the connection lives")
	}
}

func TestFlags(t *testing.T) {
	for _, args := range [][]string{{"-policy", "x"}, {"-carrier", "x"}, {"-tolerate", "x"}, {"-nonsense"}, {"more"}, {"-connections", "0"}, {"-quarantine", "/none/such"}} {
		if status := run(context.Background(), io.Discard, args); status != 2 {
			t.Errorf("%q: status %d", args, status)
		}
	}
	if status := run(context.Background(), io.Discard, []string{"-help"}); status != 0 {
		t.Errorf("-help: status %d", status)
	}
}

// A flood of rejections is counted, not logged.
func TestFlood(t *testing.T) {
	p, now, lines := new(proxy), time.Unix(1e9, 0), 0
	for i := range 3000 {
		if p.mayLog(now.Add(time.Duration(i) * time.Millisecond)) {
			lines++
		}
	}
	if lines != 3*linesASecond || p.unlogged.Load() != 3000-3*linesASecond {
		t.Errorf("%d lines, %d not", lines, p.unlogged.Load())
	}
}
