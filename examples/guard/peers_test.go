package main

import (
	"bytes"
	"io"
	"net"
	"runtime"
	"strings"
	"testing"
	"time"
)

func addr(t *testing.T, s string) net.Addr {
	t.Helper()
	a, err := net.ResolveTCPAddr("tcp", s)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// An address has so many connections; of IPv6 a /64 is one.
func TestPeers(t *testing.T) {
	t.Parallel()
	var p peers
	limits, now := peerLimits{connections: 2}, time.Unix(1e9, 0)
	var open []*peer
	for _, c := range []struct {
		from string
		why  refusal
	}{
		{"192.0.2.1:1", ""},
		{"192.0.2.1:2", ""},
		{"192.0.2.1:3", refusedPeer},
		{"192.0.2.2:3", ""},
		{"[::ffff:192.0.2.1]:4", refusedPeer},
		{"[2001:db8::1]:1", ""},
		{"[2001:db8::2]:1", ""},
		{"[2001:db8::3]:1", refusedPeer},
		{"[2001:db8:0:1::3]:1", ""},
	} {
		e, why := p.admit(addr(t, c.from), limits, now)
		if why != c.why {
			t.Errorf("%s: %q, want %q", c.from, why, c.why)
		}
		if why == "" {
			open = append(open, e)
		}
	}
	for _, e := range open {
		p.leave(e)
	}
	if _, why := p.admit(addr(t, "192.0.2.1:1"), limits, now); why != "" {
		t.Errorf("after the end: %q", why)
	}
}

// An address with too many rejections in a minute is refused for the time of the penalty.
func TestPenalty(t *testing.T) {
	t.Parallel()
	var p peers
	limits, now := peerLimits{rejections: 3, penalty: 30 * time.Second}, time.Unix(1e9, 0)
	a := addr(t, "192.0.2.1:1")
	e, _ := p.admit(a, limits, now)
	for i, want := range []bool{false, false, false, true, true} {
		if got := p.reject(e, limits, now.Add(time.Duration(i)*time.Second)); got != want {
			t.Errorf("rejection %d: %v", i, got)
		}
	}
	p.leave(e)
	for after, want := range map[time.Duration]refusal{5 * time.Second: refusedPenalty, 33 * time.Second: refusedPenalty, 35 * time.Second: ""} {
		if _, why := p.admit(a, limits, now.Add(after)); why != want {
			t.Errorf("after %v: %q", after, why)
		}
	}
	f, _ := p.admit(addr(t, "192.0.2.2:1"), limits, now)
	for i := range 100 { // never more than three in a minute
		if p.reject(f, limits, now.Add(time.Duration(i)*21*time.Second)) {
			t.Fatalf("rejection %d", i)
		}
	}
}

// The table is bounded, and forgets those seen least lately; never one that is connected.
func TestPeersBounded(t *testing.T) {
	var p peers
	limits, now := peerLimits{rejections: 1, penalty: time.Hour}, time.Unix(1e9, 0)
	stays, _ := p.admit(addr(t, "192.0.2.1:1"), limits, now)
	for i := range 5 * idlePeers {
		a := &net.TCPAddr{IP: net.IPv4(10, byte(i>>16), byte(i>>8), byte(i)), Port: 1}
		e, why := p.admit(a, limits, now)
		if why != "" {
			t.Fatal(why)
		}
		p.leave(e)
	}
	if n := p.size(); n != idlePeers+1 {
		t.Errorf("%d entries", n)
	}
	p.reject(stays, limits, now)
	p.reject(stays, limits, now)
	if _, why := p.admit(addr(t, "192.0.2.1:2"), limits, now); why != refusedPenalty {
		t.Errorf("%q", why)
	}
	if allocated := testing.AllocsPerRun(1000, func() { p.admit(addr(t, "192.0.2.1:2"), limits, now) }); allocated > 20 {
		t.Errorf("%v allocations", allocated)
	}
}

// dialFrom connects from another address of the loopback network.
func dialFrom(t testing.TB, from, to string) (net.Conn, error) {
	t.Helper()
	if runtime.GOOS != "linux" {
		t.Skip("one loopback address")
	}
	c, err := (&net.Dialer{LocalAddr: &net.TCPAddr{IP: net.ParseIP(from)}, Timeout: 10 * time.Second}).Dial("tcp", to)
	if err == nil {
		t.Cleanup(func() { c.Close() })
		c.SetDeadline(time.Now().Add(2 * time.Minute))
	}
	return c, err
}

// refusedAt reports whether a connection from the address is closed at once.
func refusedAt(t testing.TB, from, to string) bool {
	t.Helper()
	c, err := dialFrom(t, from, to)
	if err != nil {
		return true
	}
	c.SetDeadline(time.Now().Add(300 * time.Millisecond))
	_, err = c.Read(make([]byte, 1))
	return err != nil && !strings.Contains(err.Error(), "timeout")
}

// One address can't have all connections; another one is taken meanwhile.
func TestPeerConnections(t *testing.T) {
	g := started(t, listen(t), "-peer-connections", "2")
	for range 2 {
		if _, err := dialFrom(t, "127.0.0.2", g.addr); err != nil {
			t.Fatal(err)
		}
	}
	if !refusedAt(t, "127.0.0.2", g.addr) || refusedAt(t, "127.0.0.3", g.addr) {
		t.Errorf("log %s", g.log)
	}
	g.stop(t)
	if n := g.refused[refusedPeer].Load(); n != 1 {
		t.Errorf("%d refused", n)
	}
}

// An address whose units are rejected is refused for a while, and its connection ends; the
// connections of others go on.
func TestPeerRejections(t *testing.T) {
	server := listen(t)
	g := started(t, server, "-policy", "rfc1006", "-peer-rejections", "5", "-peer-penalty", "1h")
	honest := connected(t, g.addr, server, octets(t, requestTPKT))
	io.ReadFull(honest[1], make([]byte, 11))
	c, err := dialFrom(t, "127.0.0.2", g.addr)
	if err != nil {
		t.Fatal(err)
	}
	go c.Write(bytes.Repeat(octets(t, "0300000B07E00000000100"), 100)) // each is dropped and answered
	if b, _ := io.ReadAll(c); len(b) > 6*12 {
		t.Errorf("%d answers", len(b)/12)
	}
	if !refusedAt(t, "127.0.0.2", g.addr) || refusedAt(t, "127.0.0.3", g.addr) {
		t.Errorf("log %s", g.log)
	}
	honest[1].Write(octets(t, confirmTPKT))
	if _, err := io.ReadFull(honest[0], make([]byte, 11)); err != nil {
		t.Error(err)
	}
	g.stop(t)
	if n := g.refused[refusedPenalty].Load(); n != 1 || !strings.Contains(g.log.String(), `msg="refused for a while"`) {
		t.Errorf("%d refused, log %s", n, g.log)
	}
}
