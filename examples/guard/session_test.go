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

// What two peers of protocols that are not OSI above transport begin with, and a unit of theirs.
const (
	requestTPKT = "0300000B06E00000000100"
	confirmTPKT = "0300000B06D00001000200"
)

func dataTPKT(t *testing.T, n int) []byte {
	t.Helper()
	return append(octets(t, "03001000 02F080"), bytes.Repeat([]byte{'A'}, 0x1000-7)...)[:n]
}

// opened returns both ends of a connection through a guard whose transport connection is up.
func opened(t *testing.T, args ...string) (ends [2]*net.TCPConn, log *buffer, stop func()) {
	t.Helper()
	server := listen(t)
	addr, log, stop := started(t, server, append([]string{"-policy", "rfc1006"}, args...)...)
	ends = connected(t, addr, server)
	for i, text := range []string{requestTPKT, confirmTPKT} {
		b := octets(t, text)
		ends[i].Write(b)
		if _, err := io.ReadFull(ends[1-i], make([]byte, len(b))); err != nil {
			t.Fatal(err)
		}
	}
	return ends, log, stop
}

// A server that does not read holds up the client's direction alone, takes no memory for it, and is
// given up after a time.
func TestSlow(t *testing.T) {
	ends, log, stop := opened(t, "-write", "2s")
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
	stop()
	if !strings.Contains(log.String(), "peer does not read") {
		t.Errorf("log %s", log)
	}
}

// What is begun and not ended is given up after a time, though octets come now and then.
func TestTrickle(t *testing.T) {
	for name, first := range map[string]string{"nothing at all": "", "the first unit": requestTPKT[:10], "a later unit": requestTPKT + "0300"} {
		t.Run(name, func(t *testing.T) {
			server := listen(t)
			addr, log, stop := started(t, server, "-policy", "rfc1006", "-unit", "300ms")
			ends := connected(t, addr, server)
			ends[0].Write(octets(t, first))
			go func() {
				for range 100 {
					time.Sleep(50 * time.Millisecond)
					if _, err := ends[1].Write(nil); err != nil {
						return
					}
					if name == "a later unit" {
						ends[0].Write([]byte{'A'})
					}
				}
			}()
			if _, err := io.ReadAll(ends[0]); err != nil && !errors.Is(err, net.ErrClosed) && !strings.Contains(err.Error(), "reset") {
				t.Error(err)
			}
			stop()
			if !strings.Contains(log.String(), "msg=timeout") {
				t.Errorf("log %s", log)
			}
		})
	}
}

func TestIdle(t *testing.T) {
	ends, log, stop := opened(t, "-idle", "200ms")
	for _, c := range ends {
		if b, err := io.ReadAll(c); len(b) > 0 || err != nil {
			t.Errorf("%x %v", b, err)
		}
	}
	stop()
	if !strings.Contains(log.String(), "msg=timeout") {
		t.Errorf("log %s", log)
	}
}

// A rejection takes nothing back: the server reads what passed, and the sender its answer, however
// much it still sends.
func TestRejectAmongData(t *testing.T) {
	ends, _, stop := opened(t)
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
	stop()
}

// One side may end and still listen.
func TestHalfClose(t *testing.T) {
	ends, _, stop := opened(t)
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
	stop()
}

// An end within a unit is an end: the part goes nowhere.
func TestPart(t *testing.T) {
	ends, log, stop := opened(t)
	ends[0].Write(dataTPKT(t, 100))
	ends[0].CloseWrite()
	if b, err := io.ReadAll(ends[1]); len(b) > 0 || err != nil {
		t.Errorf("%x %v", b, err)
	}
	ends[1].Close()
	stop()
	if !strings.Contains(log.String(), "end within a unit") {
		t.Errorf("log %s", log)
	}
}

func TestMost(t *testing.T) {
	server := listen(t)
	addr, log, stop := started(t, server, "-connections", "1")
	first := connected(t, addr, server)
	if b, err := io.ReadAll(dial(t, addr)); len(b) > 0 || err != nil {
		t.Errorf("%x %v", b, err)
	}
	first[0].Close()
	first[1].Close()
	stop()
	if !strings.Contains(log.String(), "accepted=1 refused=1") {
		t.Errorf("log %s", log)
	}
}

// A server that is not there.
func TestNoServer(t *testing.T) {
	server := listen(t)
	server.Close()
	addr, log, stop := started(t, server)
	if b, err := io.ReadAll(dial(t, addr)); len(b) > 0 || err != nil {
		t.Errorf("%x %v", b, err)
	}
	stop()
	if !strings.Contains(log.String(), "msg=server") {
		t.Errorf("log %s", log)
	}
}
