package main

import (
	"bytes"
	"errors"
	"io"
	"net"
	"strings"
	"testing"
	"time"
)

func dataTPKT(t testing.TB, n int) []byte {
	t.Helper()
	return append(octets(t, "03001000 02F080"), bytes.Repeat([]byte{'A'}, 0x1000-7)...)[:n]
}

// opened returns both ends of a connection through a guard whose transport connection is up.
func opened(t *testing.T, args ...string) (ends [2]*net.TCPConn, g *guarded) {
	t.Helper()
	server := listen(t)
	g = started(t, server, append([]string{"-policy", "rfc1006"}, args...)...)
	ends = connected(t, g.addr, server, octets(t, requestTPKT))
	if _, err := io.ReadFull(ends[1], make([]byte, 11)); err != nil {
		t.Fatal(err)
	}
	ends[1].Write(octets(t, confirmTPKT))
	if _, err := io.ReadFull(ends[0], make([]byte, 11)); err != nil {
		t.Fatal(err)
	}
	return ends, g
}

// A server that does not read holds up the client's direction alone, takes no memory for it, and is
// given up after a time.
func TestSlow(t *testing.T) {
	ends, g := opened(t, "-write", "2s")
	unit := dataTPKT(t, 0x1000)
	sent := make(chan error, 1)
	go func() {
		for {
			if _, err := ends[0].Write(unit); err != nil {
				sent <- err
				return
			}
		}
	}()
	for range 20 { // the other direction lives meanwhile
		ends[1].Write(unit)
		if _, err := io.ReadFull(ends[0], make([]byte, len(unit))); err != nil {
			t.Fatal(err)
		}
		time.Sleep(10 * time.Millisecond)
	}
	if err := <-sent; err == nil {
		t.Error("the client goes on for ever")
	}
	g.stop(t)
	if !strings.Contains(g.log.String(), "peer does not read") {
		t.Errorf("log %s", g.log)
	}
}

// What is begun and not ended is given up after a time, though octets come now and then.
func TestTrickle(t *testing.T) {
	ends, g := opened(t, "-unit", "300ms")
	ends[0].Write(octets(t, "0300"))
	go func() {
		for range 100 {
			time.Sleep(50 * time.Millisecond)
			if _, err := ends[0].Write([]byte{'A'}); err != nil {
				return
			}
		}
	}()
	if _, err := io.ReadAll(ends[0]); err != nil && !errors.Is(err, net.ErrClosed) && !strings.Contains(err.Error(), "reset") {
		t.Error(err)
	}
	g.stop(t)
	if !strings.Contains(g.log.String(), "msg=timeout") {
		t.Errorf("log %s", g.log)
	}
}

// So is who says nothing, or the beginning of a unit; the server hears nothing of it.
func TestSilent(t *testing.T) {
	for name, first := range map[string]string{"nothing at all": "", "a part of the first unit": requestTPKT[:10], "a unit that is dropped": "0300000B07E00000000100"} {
		t.Run(name, func(t *testing.T) {
			g := started(t, listen(t), "-first", "300ms", "-unit", "1h")
			c := dial(t, g.addr)
			c.Write(octets(t, first))
			if _, err := io.ReadAll(c); err != nil {
				t.Error(err)
			}
			g.stop(t)
			if n := g.dials.Load(); n != 0 || !strings.Contains(g.log.String(), "msg=timeout") {
				t.Errorf("dialled %d times, log %s", n, g.log)
			}
		})
	}
}

func TestIdle(t *testing.T) {
	ends, g := opened(t, "-idle", "200ms")
	for _, c := range ends {
		if b, err := io.ReadAll(c); len(b) > 0 || err != nil {
			t.Errorf("%x %v", b, err)
		}
	}
	g.stop(t)
	if !strings.Contains(g.log.String(), "msg=timeout") {
		t.Errorf("log %s", g.log)
	}
}

// A rejection takes nothing back: the server reads what passed, and the sender its answer, however
// much it still sends.
func TestRejectAmongData(t *testing.T) {
	ends, g := opened(t)
	unit, bad := dataTPKT(t, 0x1000), octets(t, "03000008 02F28041")
	read := make(chan []byte, 1)
	go func() {
		time.Sleep(50 * time.Millisecond)
		b, _ := io.ReadAll(ends[1])
		read <- b
	}()
	b := append(bytes.Repeat(unit, 4), bad...)
	ends[0].Write(append(b, bytes.Repeat(unit, 64)...))
	answer, err := io.ReadAll(ends[0])
	if want := octets(t, "0300000D 08700001 02C10202F2"); err != nil || !bytes.Equal(answer, want) {
		t.Errorf("%x %v", answer, err)
	}
	if b := <-read; !bytes.Equal(b, bytes.Repeat(unit, 4)) {
		t.Errorf("the server read %d octets", len(b))
	}
	g.stop(t)
}

// One side may end and still listen.
func TestHalfClose(t *testing.T) {
	ends, g := opened(t)
	ends[0].CloseWrite()
	if b, err := io.ReadAll(ends[1]); len(b) > 0 || err != nil {
		t.Errorf("%x %v", b, err)
	}
	unit := dataTPKT(t, 0x1000)
	ends[1].Write(unit)
	ends[1].CloseWrite()
	if b, err := io.ReadAll(ends[0]); !bytes.Equal(b, unit) || err != nil {
		t.Errorf("%d octets, %v", len(b), err)
	}
	g.stop(t)
}

// An end within a unit is an end: the part goes nowhere.
func TestPart(t *testing.T) {
	ends, g := opened(t)
	ends[0].Write(dataTPKT(t, 100))
	ends[0].CloseWrite()
	if b, err := io.ReadAll(ends[1]); len(b) > 0 || err != nil {
		t.Errorf("%x %v", b, err)
	}
	ends[1].Close()
	g.stop(t)
	if !strings.Contains(g.log.String(), "end within a unit") {
		t.Errorf("log %s", g.log)
	}
}

func TestMost(t *testing.T) {
	server := listen(t)
	g := started(t, server, "-connections", "1")
	first := connected(t, g.addr, server, octets(t, requestTPKT))
	if c, err := net.Dial("tcp", g.addr); err == nil { // it may be reset before it is there
		if b, _ := io.ReadAll(c); len(b) > 0 {
			t.Errorf("%x", b)
		}
		c.Close()
	}
	first[0].Close()
	first[1].Close()
	g.stop(t)
	if !strings.Contains(g.log.String(), "accepted=2 refused=1") {
		t.Errorf("log %s", g.log)
	}
}

// The peer of a server that is not there is told so: X.224 13.5.3, reason 2. The second server is
// tried when the first one is not there.
func TestNoServer(t *testing.T) {
	gone, second := listen(t), listen(t)
	gone.Close()
	g := started(t, gone)
	c := dial(t, g.addr)
	c.Write(octets(t, "0300000B06E00000123400"))
	if b, err := io.ReadAll(c); !bytes.Equal(b, octets(t, "0300000B06801234000002")) || err != nil {
		t.Errorf("%x %v", b, err)
	}
	g.stop(t)
	if !strings.Contains(g.log.String(), `msg="server unreachable"`) {
		t.Errorf("log %s", g.log)
	}
	g = started(t, gone, "-server", second.Addr().String())
	ends := connected(t, g.addr, second, octets(t, requestTPKT))
	if _, err := io.ReadFull(ends[1], make([]byte, 11)); err != nil {
		t.Error(err)
	}
	g.stop(t)
}
