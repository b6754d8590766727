package main

import (
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"os"
	"path/filepath"
	"runtime"
	"sync"
	"syscall"
	"testing"
	"time"
)

// Peers of all kinds, and reloads, for a time: memory stays what it was, honest peers lose nothing,
// and at the end nothing is left. GUARD_SOAK=1h is the time.
func TestSoak(t *testing.T) {
	if testing.Short() {
		t.Skip("short")
	}
	if runtime.GOOS != "linux" {
		t.Skip("one loopback address")
	}
	long, err := time.ParseDuration(os.Getenv("GUARD_SOAK"))
	if err != nil {
		long = 3 * time.Second
	}
	server := listen(t)
	go echo(server)
	dir := t.TempDir()
	path := filepath.Join(dir, "guard.toml")
	configs := []string{
		"policy = \"rfc1006\"\nquarantine = \"" + dir + "/q1\"\nquarantine-size = 100000\n",
		"policy = \"strict/transport\"\nquarantine = \"" + dir + "/q2\"\nquarantine-size = 100000\npeer-rejections = 20\n",
		"policy = \"rfc1006\"\nquarantine = \"" + dir + "/q1\"\nquarantine-size = 200000\npeer-connections = 50\n",
		"no such setting = 1\n",
	}
	begin := fmt.Sprintf("listen = [\"127.0.0.1:0\"]\nserver = %q\nfirst = \"2s\"\npeer-penalty = \"100ms\"\nmetrics = \"127.0.0.1:0\"\n", server.Addr())
	write(t, path, begin+configs[0])
	goroutines := runtime.NumGoroutine()
	g := startedAs(t, "-config", path)

	stop := make(chan struct{})
	over := func() bool {
		select {
		case <-stop:
			return true
		default:
			return false
		}
	}
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() { // one conversation after the other
			for !over() {
				h, err := newHonest(g.addr)
				if err == nil {
					err = h.ask(1 + rand.IntN(50))
					h.conn.Close()
				}
				if err != nil {
					t.Errorf("an honest peer: %v", err)
					return
				}
			}
		})
	}
	for i := range 32 {
		all.Go(func() { // others, of ever new addresses
			for j := 0; !over(); j++ {
				from := fmt.Sprintf("127.%d.%d.%d", 1+i, j>>8&0xff, j&0xff)
				c, err := (&net.Dialer{LocalAddr: &net.TCPAddr{IP: net.ParseIP(from)}, Timeout: time.Second}).Dial("tcp", g.addr)
				if err != nil {
					continue
				}
				c.SetDeadline(time.Now().Add(time.Duration(1+rand.IntN(3)) * time.Second))
				switch rand.IntN(4) {
				case 0: // silence
				case 1:
					c.Write(octets(t, "0300000B07E00000000100"))
				case 2:
					c.Write(octets(t, requestTPKT+"0300000802F28041"))
				case 3:
					c.Write(octets(t, requestTPKT))
					c.(*net.TCPConn).CloseWrite()
				}
				io.Copy(io.Discard, c)
				c.Close()
			}
		})
	}
	var flat, last uint64
	begun := time.Now()
	for i := 0; time.Since(begun) < long; i++ {
		time.Sleep(30 * time.Millisecond)
		os.Rename(write(t, path+".new", begin+configs[i%len(configs)]), path) // the reload before may be reading it
		g.hangup <- syscall.SIGHUP
		if i%20 == 19 {
			runtime.GC()
			var m runtime.MemStats
			runtime.ReadMemStats(&m)
			if last = m.HeapAlloc; time.Since(begun) < long/3 || flat == 0 {
				flat = max(flat, last)
			}
		}
	}
	close(stop)
	all.Wait()
	g.stop(t)
	if t.Failed() {
		t.Logf("log, its end: %s", g.log.String()[max(0, len(g.log.String())-5000):])
	}
	s := g.gates.stats(time.Now())
	t.Logf("%v: %d connections, %d units passed, %d rejected, %d reloads, heap %d kB, then %d kB", time.Since(begun).Round(time.Second),
		g.accepted.Load(), s.Passed, s.Rejected, g.reloads[1].Load(), flat>>10, last>>10)
	if last > 2*flat+(8<<20) {
		t.Errorf("heap %d kB, later %d kB", flat>>10, last>>10)
	}
	if s.Passed == 0 || s.Rejected == 0 || g.reloads[0].Load() == 0 {
		t.Errorf("%+v", s)
	}
	server.Close()
	for i := 0; runtime.NumGoroutine() > goroutines; i++ {
		if i == 300 {
			t.Errorf("%d goroutines, %d before", runtime.NumGoroutine(), goroutines)
			break
		}
		time.Sleep(10 * time.Millisecond)
	}
}
