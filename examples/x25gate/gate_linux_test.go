package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/examples/internal/guest"
	"github.com/osi-go/osi/x25"
	"github.com/osi-go/osi/x25/socket"
	"github.com/osi-go/osi/x25/xot"
)

func TestMain(m *testing.M) {
	guest.Main(m.Run, func() error { return nil }, func() { fmt.Println(guest.Kernel()) })
}

// A lockedBuffer is the log of a gate.
type lockedBuffer struct {
	sync.Mutex
	bytes.Buffer
}

func (b *lockedBuffer) Write(p []byte) (int, error) {
	b.Lock()
	defer b.Unlock()
	if testing.Verbose() {
		os.Stdout.Write(p)
	}
	return b.Buffer.Write(p)
}

func (b *lockedBuffer) text() string {
	b.Lock()
	defer b.Unlock()
	return b.String()
}

// start runs a gate until the test ends, and returns its log and the function that stops it.
func start(t *testing.T, device, listen string, args ...string) (log *lockedBuffer, stop func() error) {
	t.Helper()
	if !guest.Is() {
		t.Skip("not in the guest of .ci/x25peer")
	}
	ctx, cancel := context.WithCancel(t.Context())
	log, ended := new(lockedBuffer), make(chan error, 1)
	go func() {
		ended <- run(ctx, log, append([]string{"-device", device, "-listen", listen, "-stats", "0", "-grace", "300ms"}, args...))
	}()
	for range 500 {
		if strings.Contains(log.text(), "msg=listening") {
			break
		}
		time.Sleep(10 * time.Millisecond)
	}
	stop = sync.OnceValue(func() error {
		cancel()
		select {
		case err := <-ended:
			return err
		case <-time.After(10 * time.Second):
			return errors.New("the gate does not end")
		}
	})
	t.Cleanup(func() {
		if err := stop(); err != nil {
			t.Error(err)
		}
	})
	return log, stop
}

func digits(text string) x25.Address {
	a, _ := x25.ParseAddress(text)
	return a
}

// Two gates and the kernel at both ends: a call goes from a socket through a device, a gate, TCP,
// the other gate and the other device to a socket.
func TestTwoGates(t *testing.T) {
	for _, modulo := range []string{"", "-extended"} {
		t.Run("modulo"+modulo, func(t *testing.T) {
			args := []string{"-policy", "default"}
			if modulo != "" {
				args = append(args, modulo)
			}
			one, stopOne := start(t, "one"+modulo[:min(2, len(modulo))], "127.0.0.1:2001", append(args, "-route", "2=127.0.0.1:2002")...)
			two, stopTwo := start(t, "two"+modulo[:min(2, len(modulo))], "127.0.0.1:2002", args...)
			l, err := socket.Listen(socket.Listening{
				Called: digits("2100"), Backlog: 32,
				PacketSizes: x25.PacketSizes{FromCalled: 1024, FromCalling: 1024}, WindowSizes: x25.WindowSizes{FromCalled: 7, FromCalling: 7},
			})
			if err != nil {
				t.Fatal(err)
			}
			defer l.Close()
			go echo(t, l)
			var all sync.WaitGroup
			for i := range 20 {
				all.Go(func() { talk(t, i) })
			}
			all.Wait()
			if err := errors.Join(stopOne(), stopTwo()); err != nil {
				t.Error(err)
			}
			for _, log := range []*lockedBuffer{one, two} {
				if text := log.text(); !strings.Contains(text, " Rejected:0 ") || !strings.Contains(text, "panics=0") {
					t.Error(text)
				}
			}
		})
	}
}

// echo sends back what calls send.
func echo(t *testing.T, l *socket.Listener) {
	for {
		conn, err := l.Accept(t.Context())
		if err != nil {
			return
		}
		go func() {
			defer conn.Close()
			b := make([]byte, socket.MaxMessage)
			for {
				n, q, err := conn.ReadMessage(b)
				if err != nil || conn.WriteMessage(b[:n], q) != nil {
					return
				}
			}
		}()
	}
}

// talk makes a call that the gates take for X.29, and has its messages sent back.
func talk(t *testing.T, i int) {
	conn, err := socket.Dial(t.Context(), socket.Call{
		Called: digits("2100"), Calling: digits("1100"), UserData: []byte{1, 0, 0, 0},
		PacketSizes: x25.PacketSizes{FromCalled: 128 << (i % 4), FromCalling: 128 << (i % 4)},
		WindowSizes: x25.WindowSizes{FromCalled: 2 + i%6, FromCalling: 2 + i%6},
	})
	if err != nil {
		t.Error(err)
		return
	}
	defer conn.Close()
	if err := conn.SetDeadline(time.Now().Add(20 * time.Second)); err != nil {
		t.Error(err)
	}
	b := make([]byte, 5000)
	for n := range 20 {
		m := bytes.Repeat([]byte{byte(n)}, n*n*10)
		if err := conn.WriteMessage(m, n%2 == 1); err != nil {
			t.Error(err)
			return
		}
		got, q, err := conn.ReadMessage(b)
		if err != nil || q != (n%2 == 1) || !bytes.Equal(b[:got], m) {
			t.Errorf("call %d, message %d: %d octets, %v", i, n, got, err)
			return
		}
	}
	if err := conn.Clear(x25.ClearDTE, x25.DiagNormal); err != nil && !errors.Is(err, socket.ErrUnacknowledged) {
		t.Error(err)
	}
}

// Whole associations of an OSI application, CR to DR with session, presentation and ACSE, go from
// socket to socket through two gates that look at every layer.
func TestAssociations(t *testing.T) {
	args := []string{"-policy", "default"}
	one, stopOne := start(t, "six", "127.0.0.1:2006", append(args, "-route", "2=127.0.0.1:2007")...)
	two, stopTwo := start(t, "seven", "127.0.0.1:2007", args...)
	sizes := x25.PacketSizes{FromCalled: 1024, FromCalling: 1024}
	l, err := socket.Listen(socket.Listening{Called: digits("2100"), UserData: []byte(x25.OSITransport), PacketSizes: sizes})
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	b := make([]byte, socket.MaxMessage)
	calls, messages := associations(t), 0
	for i, call := range calls {
		answered := make(chan *socket.Conn, 1)
		go func() {
			conn, err := l.Accept(t.Context())
			if err != nil {
				t.Error(err)
			}
			answered <- conn
		}()
		from, err := socket.Dial(t.Context(), socket.Call{
			Called: digits("2100"), Calling: digits("1100"), UserData: []byte(x25.OSITransport), PacketSizes: sizes,
		})
		if err != nil {
			t.Fatal(err)
		}
		to := <-answered
		if to == nil {
			return
		}
		if err := errors.Join(from.SetDeadline(time.Now().Add(10*time.Second)), to.SetDeadline(time.Now().Add(10*time.Second))); err != nil {
			t.Fatal(err)
		}
		for j, m := range call {
			sender, receiver := from, to
			if m.back {
				sender, receiver = to, from
			}
			if err := sender.WriteMessage(m.data, false); err != nil {
				t.Fatal(err)
			}
			n, q, err := receiver.ReadMessage(b)
			if err != nil || q || !bytes.Equal(b[:n], m.data) {
				t.Fatalf("association %d, NSDU %d: %d octets, %v", i, j, n, err)
			}
			messages++
		}
		ends := []*socket.Conn{from, to}
		ends[i%2].Close()
		if i == 4 { // a clear collision, perhaps
			ends[1].Close()
		}
		var cleared *socket.ClearedError
		if _, _, err := ends[1-i%2].ReadMessage(b); !errors.As(err, &cleared) && i < 4 {
			t.Error(err)
		}
	}
	if err := errors.Join(stopOne(), stopTwo()); err != nil {
		t.Error(err)
	}
	for _, log := range []*lockedBuffer{one, two} {
		if text := log.text(); strings.Contains(text, "msg=rejected") && !strings.Contains(text, "verdict.pdu=CLEAR-CONF") {
			t.Error(text)
		}
	}
	t.Logf("%d associations, %d NSDUs", len(calls), messages)
	if len(calls) != 5 || messages < 90 {
		t.Error("want 5 associations")
	}
}

type nsdu struct {
	back bool // from the called side
	data []byte
}

// associations are the NSDUs of the calls of a capture.
func associations(t *testing.T) (calls [][]nsdu) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(os.Getenv("REPOSITORY"), "examples/testdata/corpus/made/x25/hex/l20_osi_mms_ps1024.hex"))
	if err != nil {
		t.Fatal(err)
	}
	var parts [2][]byte
	for line := range strings.Lines(string(text)) {
		var seconds, sides, origin string
		var b []byte
		if n, _ := fmt.Sscanf(line, "%s %s %s %x", &seconds, &sides, &origin, &b); n < 4 || len(b) < 3 {
			continue
		}
		packet, err := x25.Parse(b)
		if err != nil {
			t.Fatal(err)
		}
		side := 0
		if sides == "B>A" {
			side = 1
		}
		switch p := packet.(type) {
		case *x25.CallRequest:
			if side != 0 {
				t.Fatal("a call from the other side")
			}
			calls = append(calls, nil)
		case *x25.Data:
			parts[side] = append(parts[side], p.UserData...)
			if !p.M {
				last := len(calls) - 1
				calls[last] = append(calls[last], nsdu{side == 1, parts[side]})
				parts[side] = nil
			}
		}
	}
	return calls
}

// peer is the far end of an XOT connection, by hand.
type peer struct {
	*testing.T
	net.Conn
	frames *xot.Reader
}

func dialXOT(t *testing.T, address string) *peer {
	t.Helper()
	conn, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	conn.SetDeadline(time.Now().Add(10 * time.Second))
	return &peer{t, conn, xot.NewReader(conn, 0)}
}

func (p *peer) send(packet x25.Packet) {
	p.Helper()
	b, err := xot.Append(nil, packet)
	if err == nil {
		_, err = p.Write(b)
	}
	if err != nil {
		p.Fatal(err)
	}
}

func (p *peer) next() x25.Packet {
	p.Helper()
	f, err := p.frames.Next()
	if err != nil {
		p.Fatal(err)
	}
	packet, err := x25.Parse(bytes.Clone(f.Packet()))
	if err != nil {
		p.Fatal(err)
	}
	return packet
}

// call is one that the kernel is to accept.
func (p *peer) call() {
	p.Helper()
	f, err := x25.AppendFacilities(nil, x25.Modulo8, x25.PacketSizes{FromCalled: 128, FromCalling: 128}.Facility(), x25.WindowSizes{FromCalled: 2, FromCalling: 2}.Facility())
	if err != nil {
		p.Fatal(err)
	}
	p.send(&x25.CallRequest{
		Header: x25.Header{LCI: 5}, Addresses: x25.Addresses{Called: digits("2100"), Calling: digits("1100")}, Facilities: f, UserData: []byte{1, 0, 0, 0},
	})
}

func listen(t *testing.T) *socket.Listener {
	t.Helper()
	l, err := socket.Listen(socket.Listening{Called: digits("2100")})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	return l
}

// The end of TCP clears the kernel's call, a malformed packet never reaches the kernel, and calls
// without a route are cleared.
func TestPeer(t *testing.T) {
	log, _ := start(t, "three", "127.0.0.1:2003", "-route", "9=127.0.0.1:2")
	l := listen(t)

	p := dialXOT(t, "127.0.0.1:2003")
	p.call()
	conn, err := l.Accept(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if got, ok := p.next().(*x25.CallAccepted); !ok {
		t.Fatal(got)
	}
	p.Close()
	var cleared *socket.ClearedError
	if _, _, err := conn.ReadMessage(make([]byte, 100)); !errors.As(err, &cleared) || cleared.Cause != x25.ClearOutOfOrder {
		t.Error(err)
	}

	// A packet that breaks the rules, and what is no XOT: neither reaches the kernel, and the call
	// ends.
	for _, bad := range [][]byte{{0, 0, 0, 4, 0x10, 5, 0x0c, 'x'}, {1, 2, 3, 4, 5, 6, 7, 8}} { // P(S) 6; version
		p = dialXOT(t, "127.0.0.1:2003")
		p.call()
		if conn, err = l.Accept(t.Context()); err != nil {
			t.Fatal(err)
		}
		p.next()
		if _, err := p.Write(bad); err != nil {
			t.Fatal(err)
		}
		conn.SetDeadline(time.Now().Add(10 * time.Second))
		if n, _, err := conn.ReadMessage(make([]byte, 100)); n != 0 || !errors.As(err, &cleared) || cleared.Cause != x25.ClearOutOfOrder || cleared.Unread {
			t.Error(n, err)
		}
		if _, err := io.Copy(io.Discard, p); err != nil {
			t.Error(err)
		}
	}

	// Nobody at the route's peer, no route.
	if _, err := socket.Dial(t.Context(), socket.Call{Called: digits("9"), Calling: digits("1"), UserData: []byte{1, 0, 0, 0}}); !errors.As(err, &cleared) ||
		cleared.Cause != x25.ClearOutOfOrder {
		t.Error(err)
	}
	if text := log.text(); strings.Count(text, "msg=rejected") != 2 {
		t.Errorf("want two rejections")
	}
}

// What peers send is mutated: what reaches the kernel is what the gate passed, and the kernel goes
// on.
func TestMutated(t *testing.T) {
	log, stop := start(t, "five", "127.0.0.1:2005")
	l := listen(t)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	go func() {
		for {
			conn, err := l.Accept(ctx)
			if err != nil {
				return
			}
			go func() {
				b := make([]byte, socket.MaxMessage)
				for err := error(nil); err == nil; _, _, err = conn.ReadMessage(b) {
				}
				conn.Close()
			}()
		}
	}()
	random := rand.New(rand.NewPCG(25, 1613))
	call := []byte{
		0, 0, 0, 20, 0x10, 5, 0x0b, 0x44, 0x21, 0, 0x11, 0, 6, 0x42, 7, 7, 0x43, 2, 2, 1, 0, 0, 0,
	}
	call[3] = byte(len(call) - 4)
	session := [][]byte{
		call,
		{0, 0, 0, 6, 0x10, 5, 0, 'a', 'b', 'c'},
		{0, 0, 0, 6, 0x90, 5, 2, 'a', 'b', 'c'},
		{0, 0, 0, 3, 0x10, 5, 1},
		{0, 0, 0, 4, 0x10, 5, 0x23, 1},
		{0, 0, 0, 5, 0x10, 5, 0x1b, 0, 0},
		{0, 0, 0, 5, 0x10, 5, 0x13, 0, 0xf1},
	}
	count := 2000
	for range count {
		conn, err := net.Dial("tcp", "127.0.0.1:2005")
		if err != nil {
			t.Fatal(err)
		}
		conn.SetDeadline(time.Now().Add(10 * time.Second))
		bad := random.IntN(len(session))
		for i, frame := range session {
			b := bytes.Clone(frame)
			if i == bad {
				for range 1 + random.IntN(3) {
					b[random.IntN(len(b))] = byte(random.Uint32())
				}
			}
			if _, err := conn.Write(b); err != nil {
				break
			}
			if i == 0 { // accepted, refused, or dropped
				conn.SetReadDeadline(time.Now().Add(20 * time.Millisecond))
				conn.Read(make([]byte, 100))
			}
		}
		conn.Close()
	}
	for try := 0; ; try++ { // a call as any other; at first the backlog may be full
		p := dialXOT(t, "127.0.0.1:2005")
		p.call()
		got := p.next()
		if _, ok := got.(*x25.CallAccepted); ok {
			break
		}
		if try == 20 {
			t.Fatalf("after all that: %v", got)
		}
		time.Sleep(100 * time.Millisecond)
	}
	received := deviceReceived(t, "five")
	if err := stop(); err != nil {
		t.Error(err)
	}
	_, rest, _ := strings.Cut(log.text(), "ToKernel:")
	var passed int
	if _, err := fmt.Sscan(rest, &passed); err != nil {
		t.Fatal(err)
	}
	// Two octets of link control, the gate's and its answer, and the last clear, which came after
	// the count.
	if difference := received - passed; difference < -2 || difference > 2 {
		t.Errorf("the kernel received %d packets, the gate passed %d", received, passed)
	}
	if !strings.Contains(log.text(), "panics=0") {
		t.Error("panics")
	}
	t.Logf("%d connections, %d packets for the kernel; ToKernel:%.300s", count, received, rest)
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

// A gate that stops refuses calls, lets those there are go on for its grace, and clears them.
func TestStop(t *testing.T) {
	_, stop := start(t, "four", "127.0.0.1:2004")
	l := listen(t)
	p := dialXOT(t, "127.0.0.1:2004")
	p.call()
	conn, err := l.Accept(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	p.next()
	quiet := dialXOT(t, "127.0.0.1:2004")
	stopped := make(chan error, 1)
	go func() { stopped <- stop() }()
	p.send(&x25.Data{Header: x25.Header{LCI: 5}, UserData: []byte("still")})
	b := make([]byte, 100)
	if n, _, err := conn.ReadMessage(b); err != nil || string(b[:n]) != "still" {
		t.Errorf("%q, %v", b[:n], err)
	}
	var cleared *socket.ClearedError
	if _, _, err := conn.ReadMessage(b); !errors.As(err, &cleared) {
		t.Error(err)
	}
	for {
		if got, ok := p.next().(*x25.ClearRequest); ok {
			if got.Cause != x25.ClearOutOfOrder || got.Diagnostic != osi.Some(x25.DiagNone) {
				t.Errorf("%+v", got)
			}
			break
		}
	}
	if err := <-stopped; err != nil {
		t.Error(err)
	}
	if _, err := quiet.Read(b); !errors.Is(err, io.EOF) {
		t.Error(err)
	}
}
