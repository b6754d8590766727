package main

import (
	"bytes"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/osi-go/osi/validate"
)

// again reloads and waits until it has happened.
func (g *guarded) again(t testing.TB) {
	t.Helper()
	before := g.reloads[0].Load() + g.reloads[1].Load()
	g.hangup <- syscall.SIGHUP
	for g.reloads[0].Load()+g.reloads[1].Load() == before {
		time.Sleep(time.Millisecond)
	}
}

// exchange sends a unit from one end to the other, and reports whether it arrives.
func exchange(t testing.TB, from, to net.Conn, text string) bool {
	t.Helper()
	b := octets(t, text)
	from.Write(b)
	got := make([]byte, len(b))
	_, err := io.ReadFull(to, got)
	return err == nil && bytes.Equal(got, b)
}

// A reload changes what new connections get, and which sockets there are; those that are open go on
// as they have begun. A file with a fault changes nothing.
func TestReload(t *testing.T) {
	const plain = "03000008 02F08041" // data that are nothing above transport
	server, dir := listen(t), t.TempDir()
	path := filepath.Join(dir, "guard.toml")
	file := func(listen, policy, quarantine string) {
		write(t, path, fmt.Sprintf("server = %q\nlisten = [%s]\npolicy = %q\nquarantine = %q\n", server.Addr(), listen, policy, quarantine))
	}
	first, second := filepath.Join(dir, "1.pcapng"), filepath.Join(dir, "2.pcapng")
	file(`"127.0.0.1:0"`, "rfc1006", first)
	g := startedAs(t, "-config", path)
	old := connected(t, g.addr, server, octets(t, requestTPKT))
	io.ReadFull(old[1], make([]byte, 11))
	if !exchange(t, old[1], old[0], confirmTPKT) || !exchange(t, old[0], old[1], plain) {
		t.Fatal("no connection")
	}

	file(`"127.0.0.1:0", "localhost:0"`, "session", second)
	g.again(t)
	added := g.listening["localhost:0"].Addr().String()
	fresh := connected(t, added, server, octets(t, requestTPKT))
	io.ReadFull(fresh[1], make([]byte, 11))
	if !exchange(t, fresh[1], fresh[0], confirmTPKT) || exchange(t, fresh[0], fresh[1], plain) {
		t.Error("the new policy does not hold")
	}
	if !exchange(t, old[0], old[1], plain) || !exchange(t, old[1], old[0], plain) {
		t.Error("the old connection does not go on")
	}

	file(`"127.0.0.1:0", "localhost:0"`, "sesion", second)
	g.again(t)
	if !strings.Contains(g.log.String(), `no policy \"sesion\"`) || g.reloads[0].Load() != 1 {
		t.Errorf("log %s", g.log)
	}
	file(`"127.0.0.1:0", "192.0.2.1:102"`, "session", second) // an address that is none of ours
	g.again(t)
	if g.reloads[0].Load() != 2 || g.listening["192.0.2.1:102"] != nil || len(g.listening) != 2 {
		t.Errorf("log %s", g.log)
	}

	file(`"localhost:0"`, "session", second)
	g.again(t)
	for range 6000 { // it may take a moment
		c, err := net.Dial("tcp", g.addr)
		if err != nil {
			break
		}
		c.Close()
		time.Sleep(10 * time.Millisecond)
	}
	if c, err := net.Dial("tcp", g.addr); err == nil {
		c.Close()
		t.Error("the socket that is no longer there takes connections")
	}
	if !exchange(t, old[0], old[1], plain) {
		t.Error("the connection of a socket that is no longer there has ended")
	}
	old[0].Close()
	old[1].Close()
	g.stop(t)
	for path, want := range map[string]bool{first: false, second: true} {
		b, err := os.ReadFile(path)
		if err != nil || bytes.Contains(b, octets(t, plain)) != want {
			t.Errorf("%s: %v, %d octets", path, err, len(b))
		}
	}
	if s := g.gates.stats(time.Now()); s.Rejected != 1 || s.Passed < 8 {
		t.Errorf("counters are lost: %+v", s)
	}
}

// The quarantine of a path keeps its owner when its size changes.
func TestReloadQuarantine(t *testing.T) {
	path := filepath.Join(t.TempDir(), "q.pcapng")
	config := write(t, "", fmt.Sprintf("listen = [\"127.0.0.1:0\"]\nquarantine = %q\n", path))
	g := startedAs(t, "-config", config)
	write(t, config, fmt.Sprintf("listen = [\"127.0.0.1:0\"]\nquarantine = %q\nquarantine-size = 1000\n", path))
	g.again(t)
	if g.reloads[1].Load() != 1 || g.evidence.config.Size != 1000 {
		t.Errorf("log %s", g.log)
	}
	if _, err := validate.NewQuarantine(validate.QuarantineConfig{Path: path}); err == nil {
		t.Error("the path is free")
	}
	g.stop(t)
}

// A reload that cannot open the quarantine anew loses no record without saying so: each is counted,
// until a reload can. The log has one line of it.
func TestReloadQuarantineFails(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "q.pcapng")
	var log buffer
	e := evidence{log: slog.New(slog.NewTextHandler(&log, nil))}
	guard, err := validate.New(validate.Policy{})
	if err != nil {
		t.Fatal(err)
	}
	v, _ := guard.Stream(validate.NSDUs).Check(0, octets(t, "07E00000000100"))
	put := func() { e.put(validate.NSDUs, &v, time.Unix(1e9, 0), "192.0.2.1") }
	if err := e.apply(validate.QuarantineConfig{Path: path}); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(path+".new", 0o700); err != nil { // no file can be begun
		t.Fatal(err)
	}
	if err := e.apply(validate.QuarantineConfig{Path: path, Size: 1000}); err == nil {
		t.Error("no error")
	}
	if put(); !e.failing.Load() || e.dropped() != 1 || strings.Count(log.String(), "\n") != 1 || strings.Contains(log.String(), ".go:") {
		t.Errorf("failing is %v, %d lost, log %s", e.failing.Load(), e.dropped(), log.String())
	}
	if err := os.Remove(path + ".new"); err != nil {
		t.Fatal(err)
	}
	if err := e.apply(validate.QuarantineConfig{Path: path}); err != nil {
		t.Error(err)
	}
	if put(); e.failing.Load() || e.dropped() != 1 {
		t.Errorf("failing is %v, %d lost", e.failing.Load(), e.dropped())
	}
	if err := e.close(); err != nil {
		t.Error(err)
	}
	if b, err := os.ReadFile(path); !bytes.Contains(b, octets(t, "07E00000000100")) {
		t.Errorf("%v, %x", err, b)
	}
}

// Counters are kept when a Guard is let go, and Guards are let go.
func TestGates(t *testing.T) {
	t.Parallel()
	var g gates
	now := time.Unix(1e9, 0)
	for i := range 150 {
		byName, commit, err := g.prepare(map[string]validate.Policy{"a": {Reserve: i + 1}, "b": {Reserve: i + 1}, "c": {}})
		if err != nil {
			t.Fatal(err)
		}
		if byName["a"] != byName["b"] || byName["a"] == byName["c"] {
			t.Fatal("policies and Guards do not go together")
		}
		commit(now)
		s := byName["a"].Stream(validate.TPKTs)
		s.Check(0, octets(t, requestTPKT))
		if i != 0 { // one that stays open
			s.Close()
		}
		now = now.Add(time.Second)
		if sum := g.stats(now); sum.Passed != uint64(i+1) || sum.Streams != 1 {
			t.Fatalf("after %d: %+v", i, sum)
		}
	}
	if n := len(g.retired); n > 62 {
		t.Errorf("%d Guards are kept", n)
	}
	byName, commit, err := g.prepare(map[string]validate.Policy{"a": {Reserve: 1}}) // the first one, whose stream is open
	if err != nil || byName["a"].Stats().Passed != 1 {
		t.Errorf("%v, %+v", err, byName["a"].Stats())
	}
	commit(now)
	if sum := g.stats(now.Add(time.Hour)); sum.Passed != 150 || len(g.retired) != 0 || len(g.inUse) != 1 {
		t.Errorf("%+v, %d kept", sum, len(g.retired))
	}
}

// SIGHUP reloads the program.
func TestHangup(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("no SIGHUP")
	}
	server := listen(t)
	path := write(t, "", `listen = ["127.0.0.1:0"]`)
	p := execute(t, server, "-config", path)
	for _, c := range []struct{ file, want string }{{`listen = ["127.0.0.1:0"]` + "\nfirst = \"9s\"", "msg=reloaded"}, {"x = 1", `no setting \"x\"`}} {
		write(t, path, c.file)
		p.cmd.Process.Signal(syscall.SIGHUP)
		for i := 0; !strings.Contains(p.log.String(), c.want); i++ {
			if i == 500 {
				t.Fatalf("log %s", p.log)
			}
			time.Sleep(10 * time.Millisecond)
		}
	}
	p.stop(t)
}
