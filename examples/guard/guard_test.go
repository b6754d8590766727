package main

import (
	"bytes"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

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
	g := started(t, server, "-quarantine", file)
	c := dial(t, g.addr)
	good, bad := octets(t, "0300000B 06E00000000100"), octets(t, "0300000B 07E00000000100")
	c.Write(append(bytes.Clone(bad), good...))
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
	g.stop(t)
	if text := g.log.String(); !strings.Contains(text, "verdict.rule=transport.header") {
		t.Errorf("log: %s", text)
	}
	if b, err := os.ReadFile(file); err != nil || !bytes.Contains(b, bad) {
		t.Errorf("quarantine: %v", err)
	}
}

// Data on an X.25 channel without a call: the caller gets a CLEAR INDICATION for the state p1,
// diagnostic 20, and the server nothing.
func TestRejectXOT(t *testing.T) {
	g := started(t, listen(t), "-listen", "xot://127.0.0.1:0")
	c := dial(t, g.addr)
	c.Write(octets(t, "00000004 10010041"))
	answer, err := io.ReadAll(c)
	if want := octets(t, "00000005 1001130014"); err != nil || !bytes.Equal(answer, want) {
		t.Errorf("answer %x %v, want %x", answer, err, want)
	}
	g.stop(t)
	if n := g.dials.Load(); n != 0 || !strings.Contains(g.log.String(), "msg=rejected") {
		t.Errorf("dialled %d times, log: %s", n, g.log)
	}
}

// An interrupt closes idle connections after the time of grace.
func TestStop(t *testing.T) {
	server := listen(t)
	g := started(t, server)
	ends := connected(t, g.addr, server, octets(t, requestTPKT))
	g.stop(t)
	for _, c := range ends {
		if _, err := io.Copy(io.Discard, c); err != nil {
			t.Errorf("the connection lives: %v", err)
		}
	}
}
