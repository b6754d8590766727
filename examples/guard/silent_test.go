package main

import (
	"cmp"
	"fmt"
	"net"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"
)

// number returns the number in an environment variable, or the usual one.
func number(name string, usual int) int {
	n, _ := strconv.Atoi(os.Getenv(name))
	return cmp.Or(n, usual)
}

// Any number of peers that connect and say nothing open no connection to the server, and one that
// has something to say is served among them. GUARD_SILENT=10000 is the number; it needs as many
// descriptors.
func TestManySilent(t *testing.T) {
	n := number("GUARD_SILENT", 1000)
	server := listen(t).(*net.TCPListener)
	p := execute(t, server, "-connections", "20000", "-peer-connections", "0", "-first", "1h", "-grace", "0", "-policy", "rfc1006")
	silent := make([]net.Conn, 0, n)
	for i := range n {
		c, err := net.Dial("tcp", p.addr)
		if err != nil {
			t.Fatalf("%d: %v", i, err)
		}
		defer c.Close()
		silent = append(silent, c)
		if i%2 == 1 { // or nothing that makes a unit
			c.Write(octets(t, requestTPKT[:10]))
		}
	}
	server.SetDeadline(time.Now().Add(300 * time.Millisecond))
	if c, err := server.Accept(); err == nil {
		t.Errorf("the server got a connection: %s", c.RemoteAddr())
	}
	ends := connected(t, p.addr, server, octets(t, requestTPKT))
	if !exchange(t, ends[1], ends[0], confirmTPKT) { // behind the 11 octets of the CR
		t.Error("no confirmation")
	}
	if status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", p.cmd.Process.Pid)); err == nil {
		for line := range strings.Lines(string(status)) {
			if strings.HasPrefix(line, "VmRSS") {
				t.Logf("%d silent connections: %s", n, strings.TrimSpace(line))
			}
		}
	}
	for _, c := range silent {
		c.SetReadDeadline(time.Now())
		if _, err := c.Read(make([]byte, 1)); err == nil || !os.IsTimeout(err) {
			t.Fatalf("a silent connection has ended: %v", err)
		}
	}
	server.SetDeadline(time.Now())
	p.stop(t)
	if want := fmt.Sprintf("accepted=%d refused=0", n+1); !strings.Contains(p.log.String(), want) {
		t.Errorf("log %.2000s", p.log)
	}
}
