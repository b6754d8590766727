package main

import (
	"bytes"
	"errors"
	"io"
	"math/rand/v2"
	"net"
	"os"
	"path/filepath"
	"runtime"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/gopacket/gopacket/pcapgo"
)

// Who has connected before the stop is served, though the program has not yet heard of him.
func TestDrainBacklog(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("other signals")
	}
	const stop, proceed = syscall.Signal(19), syscall.Signal(18) // SIGSTOP and SIGCONT
	server := listen(t)
	go echo(server)
	p := execute(t, server, "-policy", "rfc1006", "-grace", "120s", "-peer-connections", "0")
	p.cmd.Process.Signal(stop)
	var peers [1000]*net.TCPConn
	for i := range peers {
		peers[i] = dial(t, p.addr)
	}
	for _, s := range []os.Signal{syscall.SIGTERM, proceed} {
		if err := p.cmd.Process.Signal(s); err != nil {
			t.Fatal(err)
		}
	}
	var all sync.WaitGroup
	var lost atomic.Int64
	for _, c := range peers {
		all.Go(func() {
			time.Sleep(time.Duration(rand.IntN(400)) * time.Millisecond)
			c.Write(octets(t, requestTPKT))
			if _, err := io.ReadFull(c, make([]byte, 11)); err != nil || !exchange(t, c, c, "0300000802F08041") { // an echo
				lost.Add(1)
			}
			c.Close()
		})
	}
	all.Wait()
	if n := lost.Load(); n > 0 {
		t.Errorf("%d of %d peers were not served", n, len(peers))
	}
	if err := p.cmd.Wait(); err != nil {
		t.Errorf("%v: %s", err, p.log)
	}
}

// The guard goes on when whoever reads its log has ended.
func TestLogClosed(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("no SIGTERM")
	}
	server := listen(t)
	p := execute(t, server, "-policy", "rfc1006")
	p.log.closed.Store(true)
	for range 10 { // each is logged
		c := dial(t, p.addr)
		c.Write(octets(t, "0300000B07E00000000100"))
		if b, err := io.ReadAll(io.LimitReader(c, 12)); err != nil || !bytes.Equal(b, octets(t, "0300000C077000010 0C10107")) {
			t.Fatalf("%x %v", b, err)
		}
		c.Close()
	}
	p.cmd.Process.Signal(syscall.SIGTERM)
	p.cmd.Wait()
	if code := p.cmd.ProcessState.ExitCode(); code != 0 {
		t.Errorf("exit status %d", code)
	}
}

// Killed in the middle of a flood of rejections, again and again, the program leaves a quarantine
// that is read to its end, and nothing of it is lost by the next start.
func TestKilled(t *testing.T) {
	path := filepath.Join(t.TempDir(), "q.pcapng")
	server := listen(t)
	bad := octets(t, "0300000B07E00000000100")
	seen := 0
	for range 5 {
		p := execute(t, server, "-quarantine", path, "-peer-rejections", "0")
		for range 4 {
			c := dial(t, p.addr)
			go func() {
				for {
					if _, err := c.Write(bytes.Repeat(bad, 10)); err != nil {
						return
					}
				}
			}()
			go io.Copy(io.Discard, c)
		}
		for range 6000 { // until something is recorded
			if info, err := os.Stat(path); err == nil && info.Size() > 1000 {
				break
			}
			time.Sleep(10 * time.Millisecond)
		}
		time.Sleep(time.Duration(rand.IntN(100)) * time.Millisecond)
		p.cmd.Process.Kill()
		p.cmd.Wait()
		files, err := filepath.Glob(path + "*")
		if err != nil {
			t.Fatal(err)
		}
		n := 0
		for _, name := range files {
			if filepath.Ext(name) != ".lock" && filepath.Ext(name) != ".new" {
				n += records(t, name, bad)
			}
		}
		if n <= seen {
			t.Errorf("%d records, and %d before", n, seen)
		}
		seen = n
	}
	t.Logf("%d records", seen)
}

// records returns the number of whole records in a quarantine, each of the unit.
func records(t *testing.T, path string, unit []byte) (n int) {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	r, err := pcapgo.NewNgReader(f, pcapgo.DefaultNgReaderOptions)
	if err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	for {
		data, _, err := r.ReadPacketData()
		if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
			return n
		}
		if err != nil || !bytes.HasSuffix(data, unit) {
			t.Fatalf("%s: record %d: %v, %x", path, n, err, data)
		}
		n++
	}
}
