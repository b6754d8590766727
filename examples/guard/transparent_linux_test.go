package main

import (
	"bytes"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// A peer, a guard and a server, each with a network of its own, as three machines in a row. The
// peer connects to the server's address and gets an answer from there; the server sees the peer's.
// It runs as a process of its own, in a user namespace that has the right to do all this.
func TestTransparent(t *testing.T) {
	if _, err := exec.LookPath("ip"); err != nil {
		t.Skip("no ip(8)")
	}
	c := exec.Command(os.Args[0], "-test.run=^TestTransparentChild$", "-test.v")
	c.Env = append(os.Environ(), "GUARD_TRANSPARENT=1")
	c.SysProcAttr = &syscall.SysProcAttr{
		Cloneflags:  syscall.CLONE_NEWUSER | syscall.CLONE_NEWNET,
		UidMappings: []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getuid(), Size: 1}},
		GidMappings: []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getgid(), Size: 1}},
	}
	out, err := c.CombinedOutput()
	switch text := string(out); {
	case err == nil && strings.Contains(text, "PASS: TestTransparentChild"):
	case strings.Contains(text, "SKIP: TestTransparentChild"):
		t.Skipf("%s", out)
	case len(out) == 0:
		t.Skipf("no namespaces: %v", err)
	default:
		t.Errorf("%v\n%s", err, out)
	}
}

func TestTransparentChild(t *testing.T) {
	if os.Getenv("GUARD_TRANSPARENT") == "" {
		t.Skip("it is the child of another test")
	}
	runtime.LockOSThread()
	ip := func(commands ...string) {
		t.Helper()
		for _, c := range commands {
			if out, err := exec.Command("ip", strings.Fields(c)...).CombinedOutput(); err != nil {
				t.Skipf("ip %s: %v: %s", c, err, out)
			}
		}
	}
	ip("link set lo up", "link add toclient type veth peer name client", "link add toserver type veth peer name server",
		"addr add 192.0.2.1/24 dev toclient", "addr add 198.51.100.1/24 dev toserver", "link set toclient up", "link set toserver up",
		"rule add iif toclient lookup 100", "rule add iif toserver lookup 100", "route add local default dev lo table 100")
	client := machine(t, "client", "192.0.2.7/24", "192.0.2.1")
	server := machine(t, "server", "198.51.100.5/24", "198.51.100.1")

	var l net.Listener
	server(func() (err error) { l, err = net.Listen("tcp", "198.51.100.5:102"); return err })
	got := make(chan string, 1)
	go func() {
		c, err := l.Accept()
		if err != nil {
			got <- err.Error()
			return
		}
		b := make([]byte, 11)
		io.ReadFull(c, b)
		c.Write(octets(t, confirmTPKT))
		got <- fmt.Sprintf("%s %x", c.RemoteAddr().(*net.TCPAddr).IP, b)
		io.Copy(io.Discard, c)
		c.Close()
	}()
	g := startedAs(t, "-transparent", "-listen", "0.0.0.0:102", "-policy", "rfc1006")
	var c net.Conn
	client(func() (err error) { c, err = net.DialTimeout("tcp", "198.51.100.5:102", 5*time.Second); return err })
	c.SetDeadline(time.Now().Add(2 * time.Minute))
	c.Write(octets(t, requestTPKT))
	b := make([]byte, 11)
	if _, err := io.ReadFull(c, b); err != nil || !bytes.Equal(b, octets(t, confirmTPKT)) {
		t.Fatalf("the peer got %x, %v, log %s", b, err, g.log)
	}
	if text := <-got; text != "192.0.2.7 "+strings.ToLower(requestTPKT) {
		t.Errorf("the server saw %s", text)
	}
	c.Close()

	// connected to the guard itself there is nowhere to go
	client(func() (err error) { c, err = net.DialTimeout("tcp", "192.0.2.1:102", 5*time.Second); return err })
	c.SetDeadline(time.Now().Add(2 * time.Minute))
	c.Write(octets(t, "0300000B06E00000123400"))
	if b, err := io.ReadAll(c); err != nil || !bytes.Equal(b, octets(t, "0300000B06801234000002")) {
		t.Errorf("%x %v", b, err)
	}
	g.stop(t)
	if n := g.refused[refusedLoop].Load(); n != 1 {
		t.Errorf("%d loops, log %s", n, g.log)
	}
}

// machine makes a network with the one interface, and returns what runs in it.
func machine(t *testing.T, link, address, gateway string) func(func() error) {
	t.Helper()
	work, done := make(chan func() error), make(chan error)
	go func() {
		runtime.LockOSThread() // for ever: the thread ends with the goroutine
		if err := unix.Unshare(unix.CLONE_NEWNET); err != nil {
			done <- err
			return
		}
		done <- nil
		for f := range work {
			done <- f()
		}
	}()
	if err := <-done; err != nil {
		t.Skip(err)
	}
	in := func(f func() error) {
		t.Helper()
		work <- f
		if err := <-done; err != nil {
			t.Fatal(err)
		}
	}
	var tid int
	in(func() error { tid = unix.Gettid(); return nil })
	if out, err := exec.Command("ip", "link", "set", link, "netns", fmt.Sprint(tid)).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	in(func() error {
		for _, c := range []string{"link set lo up", "addr add " + address + " dev " + link, "link set " + link + " up", "route add default via " + gateway} {
			if out, err := exec.Command("ip", strings.Fields(c)...).CombinedOutput(); err != nil {
				return fmt.Errorf("ip %s: %w: %s", c, err, out)
			}
		}
		return nil
	})
	return in
}
