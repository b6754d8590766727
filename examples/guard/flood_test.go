package main

import (
	"bytes"
	"io"
	"net"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// An echo is a server of transport connections that sends back each unit of data.
func echo(server net.Listener) {
	for {
		c, err := server.Accept()
		if err != nil {
			return
		}
		go func() {
			defer c.Close()
			b := make([]byte, 8192)
			if _, err := io.ReadFull(c, b[:11]); err != nil {
				return
			}
			c.Write([]byte{3, 0, 0, 11, 6, 0xd0, 0, 1, 0, 2, 0})
			io.CopyBuffer(struct{ io.Writer }{c}, struct{ io.Reader }{c}, b)
		}()
	}
}

// An honest peer is one that asks and waits for the answer.
type honest struct {
	conn net.Conn
	unit []byte
	took []time.Duration
}

func newHonest(t testing.TB, addr string) *honest {
	t.Helper()
	h := &honest{conn: dial(t, addr), unit: dataTPKT(t, 0x1000)[:100]}
	h.conn.SetDeadline(time.Time{})
	h.unit[2], h.unit[3] = 0, 100
	if h.conn.Write(octets(t, requestTPKT)); !bytes.Equal(h.read(t, 11)[:6], octets(t, "0300000B06D0")) {
		t.Fatal("no confirmation")
	}
	return h
}

func (h *honest) read(t testing.TB, n int) []byte {
	t.Helper()
	b := make([]byte, n)
	if _, err := io.ReadFull(h.conn, b); err != nil {
		t.Fatal(err)
	}
	return b
}

func (h *honest) ask(t testing.TB, times int) {
	t.Helper()
	for range times {
		begun := time.Now()
		h.conn.Write(h.unit)
		if !bytes.Equal(h.read(t, len(h.unit)), h.unit) {
			t.Fatal("not what was sent")
		}
		h.took = append(h.took, time.Since(begun))
	}
}

// quantile returns the time that so much of them took at most.
func (h *honest) quantile(q float64) float64 {
	slices.Sort(h.took)
	return float64(h.took[int(q*float64(len(h.took)-1))].Nanoseconds()) / 1e3
}

// flood has an address connect, and send what is rejected, as fast as it can, until stop is closed.
// It returns how often that was.
func flood(t testing.TB, from, to string, stop <-chan struct{}) func() uint64 {
	t.Helper()
	if runtime.GOOS != "linux" {
		t.Skip("one loopback address")
	}
	var n atomic.Uint64
	var all sync.WaitGroup
	bad := bytes.Repeat(octets(t, "0300000B07E00000000100"), 20)
	for range 4 {
		all.Go(func() {
			d := net.Dialer{LocalAddr: &net.TCPAddr{IP: net.ParseIP(from)}, Timeout: time.Second}
			for {
				select {
				case <-stop:
					return
				default:
				}
				if c, err := d.Dial("tcp", to); err == nil {
					c.(*net.TCPConn).SetLinger(0)
					c.Write(bad)
					c.SetDeadline(time.Now().Add(time.Second))
					io.Copy(io.Discard, c)
					c.Close()
				}
				n.Add(1)
			}
		})
	}
	return func() uint64 { all.Wait(); return n.Load() }
}

// During a flood of one address another one is served as before: all its units come back. The
// flood is refused after so many rejections.
func TestFlood(t *testing.T) {
	server := listen(t)
	go echo(server)
	g := started(t, server, "-policy", "rfc1006", "-peer-rejections", "30", "-peer-penalty", "1h")
	h := newHonest(t, g.addr)
	stop := make(chan struct{})
	flooded := flood(t, "127.0.0.2", g.addr, stop)
	for g.refused[refusedPenalty].Load() < 100 {
		h.ask(t, 10)
	}
	newHonest(t, g.addr).ask(t, 100)
	close(stop)
	n := flooded()
	g.cancel()
	h.conn.Close()
	g.stop(t)
	if s := g.gates.stats(time.Now()); s.Rejected > 30+4*20 { // those under way when it is enough
		t.Errorf("%d connections of a flood had %d units rejected", n, s.Rejected)
	}
	if n := g.peers.size(); n > 2 {
		t.Errorf("%d addresses", n)
	}
}

// What a flood of one address does to the answers that another one gets, in microseconds, and as a
// ratio to no flood.
func BenchmarkFlood(b *testing.B) {
	server := listen(b)
	go echo(server)
	g := started(b, server, "-policy", "rfc1006")
	const rounds = 200
	quiet, loud := newHonest(b, g.addr), newHonest(b, g.addr)
	connections := uint64(0)
	for b.Loop() {
		quiet.ask(b, rounds)
		stop := make(chan struct{})
		flooded := flood(b, "127.0.0.2", g.addr, stop)
		loud.ask(b, rounds)
		close(stop)
		connections += flooded()
	}
	b.ReportMetric(quiet.quantile(0.5), "quiet-µs")
	b.ReportMetric(loud.quantile(0.5), "flood-µs")
	b.ReportMetric(loud.quantile(0.99), "flood-p99-µs")
	b.ReportMetric(loud.quantile(0.5)/quiet.quantile(0.5), "ratio")
	b.ReportMetric(float64(connections)/float64(b.N), "connections/op")
	g.cancel()
	quiet.conn.Close()
	loud.conn.Close()
}
