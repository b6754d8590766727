package main

import (
	"bytes"
	"fmt"
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

func newHonest(addr string) (*honest, error) {
	c, err := net.DialTimeout("tcp", addr, 10*time.Second)
	if err != nil {
		return nil, err
	}
	h := &honest{conn: c, unit: bytes.Repeat([]byte{'A'}, 100)}
	copy(h.unit, []byte{3, 0, 0, 100, 2, 0xf0, 0x80})
	request := []byte{3, 0, 0, 11, 6, 0xe0, 0, 0, 0, 1, 0}
	confirm := []byte{3, 0, 0, 11, 6, 0xd0, 0, 1, 0, 2, 0}
	return h, h.exchange(request, confirm)
}

// exchange sends b and wants the answer.
func (h *honest) exchange(b, want []byte) error {
	h.conn.SetDeadline(time.Now().Add(2 * time.Minute))
	h.conn.Write(b)
	got := make([]byte, len(want))
	if _, err := io.ReadFull(h.conn, got); err != nil {
		return err
	}
	if !bytes.Equal(got, want) {
		return fmt.Errorf("got %x, want %x", got, want)
	}
	return nil
}

// ask sends units and wants them back.
func (h *honest) ask(times int) error {
	for range times {
		begun := time.Now()
		if err := h.exchange(h.unit, h.unit); err != nil {
			return err
		}
		h.took = append(h.took, time.Since(begun))
	}
	return nil
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
	h, err := newHonest(g.addr)
	if err != nil {
		t.Fatal(err)
	}
	stop := make(chan struct{})
	flooded := flood(t, "127.0.0.2", g.addr, stop)
	for g.refused[refusedPenalty].Load() < 100 {
		if err := h.ask(10); err != nil {
			t.Fatal(err)
		}
	}
	late, err := newHonest(g.addr)
	if err != nil {
		t.Fatal(err)
	}
	if err := late.ask(100); err != nil {
		t.Error(err)
	}
	late.conn.Close()
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
	quiet, err := newHonest(g.addr)
	loud, also := newHonest(g.addr)
	if err != nil || also != nil {
		b.Fatal(err, also)
	}
	connections := uint64(0)
	for b.Loop() {
		if err := quiet.ask(rounds); err != nil {
			b.Fatal(err)
		}
		stop := make(chan struct{})
		flooded := flood(b, "127.0.0.2", g.addr, stop)
		if err := loud.ask(rounds); err != nil {
			b.Fatal(err)
		}
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
