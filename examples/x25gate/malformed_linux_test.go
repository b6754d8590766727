package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/hex"
	"errors"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/stack"
	"github.com/osi-go/osi/x25"
	"github.com/osi-go/osi/x25/socket"
	"github.com/osi-go/osi/x25/xot"
)

var malformations = flag.Int("malformed", 20_000, "packets of TestMalformed")

// A storm sends malformed packets to a gate, each on a connection of its own.
type storm struct {
	*testing.T
	address string
	cn      []byte // the NSDU of an association
	sent    atomic.Int64
	busy    atomic.Int64
}

// frame is an XOT frame with whatever is in it.
func frame(packet string) []byte {
	return append([]byte{0, 0, byte(len(packet) >> 8), byte(len(packet))}, packet...)
}

// connect calls and waits for the answer. It returns nil where the kernel is busy.
func (s *storm) connect(call string) (net.Conn, *xot.Reader) {
	conn, err := net.Dial("tcp", s.address) //nolint:noctx // closed by run
	if err != nil {
		s.Error(err)
		return nil, nil
	}
	if err := conn.SetDeadline(time.Now().Add(longest)); err != nil {
		s.Error(err)
	}
	frames := xot.NewReader(conn, osi.Limits{})
	_, err = conn.Write(frame(call))
	f, failed := frames.Next()
	if err = errors.Join(err, failed); err == nil && x25.Type(f.Packet()[2]) == x25.TypeCallAccepted {
		return conn, frames
	}
	s.busy.Add(1)
	conn.Close()
	return nil, nil
}

// one sends what the n-th connection is for, and waits until the gate closes it.
func (s *storm) one(r *rand.Rand, n int) {
	var conn net.Conn
	var err error
	malformed := 1
	switch n % 10 {
	case 0, 1: // a CALL
		if conn, err = net.Dial("tcp", s.address); err == nil { //nolint:noctx // closed below
			_, err = conn.Write(frame(malformedCalls[r.IntN(len(malformedCalls))]))
		}
	case 2, 3, 4: // packets in a call
		if conn, _ = s.connect(callX29); conn == nil {
			return
		}
		b := frame(good)
		for _, p := range droppedPackets {
			b = append(b, frame(p)...)
			malformed++
		}
		_, err = conn.Write(append(b, frame(malformedPackets[r.IntN(len(malformedPackets))])...))
	default: // what the incident was about: an NSDU
		var frames *xot.Reader
		if conn, frames = s.connect(callOSI); conn == nil {
			return
		}
		for _, err = conn.Write(frame(cr)); err == nil; {
			var f xot.Frame
			if f, err = frames.Next(); err == nil && f.Packet()[2]&1 == 0 { // the CC
				break
			}
		}
		if err == nil {
			_, err = conn.Write(frame("\x10\x05\x22" + string(malform(r, s.cn))))
		}
	}
	if err != nil {
		s.Errorf("connection %d: %v", n, err)
		return
	}
	s.sent.Add(int64(malformed))
	if err = conn.SetDeadline(time.Now().Add(longest)); err == nil {
		_, err = io.Copy(io.Discard, conn)
	}
	if errors.Is(err, os.ErrDeadlineExceeded) {
		s.Errorf("connection %d: the gate does not close", n)
	}
	conn.Close()
}

// malform is a fault of the driver of KB Q225157: a buffer is cut, has octets of an earlier one at
// its end, or a length that is wrong: of the TPDU, of the SPDU, or deep in what RTSE carries.
func malform(r *rand.Rand, nsdu []byte) []byte {
	b := bytes.Clone(nsdu)
	switch r.IntN(5) {
	case 0:
		return b[:3+r.IntN(len(b)-3)]
	case 1:
		return append(b, b[len(b)-1-r.IntN(64):]...)
	case 2:
		b[0] += byte(1 + r.IntN(255)) // LI of the TPDU
	case 3:
		b[4] += byte(1 + r.IntN(100)) // LI of the CN
	case 4:
		b[bytes.Index(b, []byte("secret"))-1] += byte(1 + r.IntN(100)) // of the password in the bind of the RTORQ
	}
	return b
}

// serve answers CRs, and checks that nothing else than what is good reaches a socket.
func (s *storm) serve(ctx context.Context, l *socket.Listener) {
	for {
		conn, err := l.Accept(ctx)
		if err != nil {
			return
		}
		go func() {
			defer conn.Close()
			b := make([]byte, socket.MaxMessage)
			for {
				n, _, err := conn.ReadMessage(b)
				switch {
				case err != nil:
					return
				case string(b[:n]) == cr[3:]:
					_ = conn.WriteMessage([]byte(cc), false) // the caller misses it
				case string(b[:n]) != good[3:]:
					s.Errorf("a socket gets % x", b[:n])
				}
			}
		}()
	}
}

// Malformed packets never reach the kernel: what it has received is what the gate says it has sent,
// and another judge finds nothing wrong with that.
func TestMalformed(t *testing.T) {
	dump := filepath.Join(t.TempDir(), "dump")
	log, stop := start(t, "five", "127.0.0.1:2005", "-dump", dump)
	l, err := socket.Listen(socket.Listening{Called: digits("2100"), Backlog: 100, PacketSizes: x25.PacketSizes{FromCalled: 1024, FromCalling: 1024}})
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	s := &storm{T: t, address: "127.0.0.1:2005", cn: firstData(t)}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	go s.serve(ctx, l)
	var all sync.WaitGroup
	var next atomic.Int64
	for worker := range uint64(8) {
		all.Go(func() {
			r := rand.New(rand.NewPCG(worker, 225157))
			for !t.Failed() && s.sent.Load() < int64(*malformations) {
				s.one(r, int(next.Add(1)))
			}
		})
	}
	all.Wait()
	var received int
	for was := -1; was != received; time.Sleep(200 * time.Millisecond) { // the last calls end
		was, received = received, deviceReceived(t, "five")
	}
	if err := stop(); err != nil {
		t.Error(err)
	}
	passed := judgeDump(t, dump)
	if received != passed+linkControl {
		t.Errorf("the kernel has received %d packets, the dump has %d", received-linkControl, passed)
	}
	_, rest, _ := strings.Cut(log.text(), "Rejected:")
	var rejected int64
	if _, err := fmt.Sscan(rest, &rejected); err != nil || rejected != s.sent.Load() || !strings.Contains(rest, "panics=0") {
		t.Errorf("%d rejected of %d: %.200s %v", rejected, s.sent.Load(), rest, err)
	}
	fmt.Printf("%d malformed packets, %d rejected; %d packets for the kernel in the dump, %d received by its device; %d calls that it was too busy for\n",
		s.sent.Load(), rejected, passed, received-linkControl, s.busy.Load())
}

// linkControl is what the gate sends beside packets: that the link is up.
const linkControl = 1

// firstData is the NSDU with which an association begins: DT, CN, CP, AARQ and RTORQ.
func firstData(t *testing.T) []byte {
	t.Helper()
	a, b := newMTA("MTA-A", true, nil), newMTA("MTA-B", false, nil)
	if err := a.open(); err != nil {
		t.Fatal(err)
	}
	for _, m := range []*mta{b, a} { // CR, CC
		other := map[*mta]*mta{a: b, b: a}[m]
		for _, nsdu := range other.Output() {
			for ev := range m.Receive(nsdu) {
				m.hear(ev)
			}
		}
	}
	if out := a.Output(); len(out) == 1 {
		return out[0]
	}
	t.Fatal("no CN")
	return nil
}

// judgeDump returns the number of packets that a dump has for the kernel.
func judgeDump(t *testing.T, path string) (n int) {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	conn := stack.New(stack.Config{Interface: stack.Interface{Foreign: true}}).Conn(stack.Packets)
	for lines := bufio.NewScanner(f); lines.Scan(); {
		way, text, _ := strings.Cut(lines.Text(), " kernel ")
		b, err := hex.DecodeString(text)
		if err != nil {
			t.Fatal(err)
		}
		d := fromKernel
		if way == "to" {
			d = fromPeers
			n++
		}
		for e := range conn.Feed(d, b) {
			if e.Err != nil && d == fromPeers {
				t.Errorf("to the kernel % x: %v", b, e.Err)
			}
		}
	}
	return n
}

// deviceReceived returns how many packets the kernel has received on a device.
func deviceReceived(t *testing.T, device string) (n int) {
	t.Helper()
	text, err := os.ReadFile("/proc/net/dev")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(text), device+":")
	var octets int
	if _, err := fmt.Sscan(rest, &octets, &n); err != nil {
		t.Fatal(err)
	}
	return n
}
