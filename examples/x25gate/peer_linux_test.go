package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/x25"
	"github.com/osi-go/osi/x25/socket"
	"github.com/osi-go/osi/x25/xot"
)

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
	conn.SetDeadline(time.Now().Add(longest))
	return &peer{t, conn, xot.NewReader(conn, osi.Limits{})}
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
	packet, err := (&x25.Decoder{Format: x25.Format{Modulo: x25.AnyModulo}}).Decode(bytes.Clone(f.Packet()))
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
		conn.SetDeadline(time.Now().Add(longest))
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

// A gate that stops refuses calls, lets those there are go on for its grace, and clears them.
func TestStop(t *testing.T) {
	log, stop := start(t, "four", "127.0.0.1:2004")
	defer func() {
		if t.Failed() {
			t.Log(log.text())
		}
	}()
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

// A peer of modulo 128 calls a kernel of modulo 8: windows are lowered, a reset begins both
// numberings anew, and what is wrong in modulo 128 is refused.
func TestPeerOfModulo128(t *testing.T) {
	log, _ := start(t, "eight", "127.0.0.1:2009")
	l := listen(t)
	p := dialXOT(t, "127.0.0.1:2009")
	raw := func(octets string) {
		t.Helper()
		if _, err := p.Write(append([]byte{0, 0, 0, byte(len(octets))}, octets...)); err != nil {
			t.Fatal(err)
		}
	}
	raw("\x20\x05\x0b\x44\x21\x00\x11\x00\x06\x42\x07\x07\x43\x14\x14\x01\x00\x00\x00") // windows of 20
	conn, err := l.Accept(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	accepted, ok := p.next().(*x25.CallAccepted)
	if !ok {
		t.Fatal("not accepted")
	}
	f := accepted.Facilities.FlowControl(x25.FlowControl{})
	if w := f.WindowSizes; accepted.Modulo != x25.Modulo128 || w.FromCalled > 7 || w.FromCalling > 7 {
		t.Errorf("%v, %+v", accepted.Modulo, w)
	}
	b := make([]byte, 100)
	read := func(want string) {
		t.Helper()
		if n, _, err := conn.ReadMessage(b); err != nil || string(b[:n]) != want {
			t.Errorf("%q, want %q: %v", b[:n], want, err)
		}
	}
	raw("\x20\x05\x00\x00one")
	read("one")
	raw("\x20\x05\x1b\x00\x00") // RESET
	for {
		if _, ok := p.next().(*x25.ResetConfirmation); ok {
			break
		}
	}
	raw("\x20\x05\x00\x00two")
	read("two")
	raw("\x20\x05\x12\x00nine") // P(S) 9, of which modulo 8 sees 1
	var cleared *socket.ClearedError
	if _, _, err := conn.ReadMessage(b); !errors.As(err, &cleared) {
		t.Error(err)
	}
	if text := log.text(); strings.Count(text, "msg=rejected") != 1 || !strings.Contains(text, "verdict.rule=plp.ps ") || !strings.Contains(text, "verdict.got=9 verdict.want=1") {
		t.Error(text)
	}
}

// A peer of modulo 128 answers a call of modulo 8 in its own, as RFC 1613 6.2 has it.
func TestPeerAnswersInModulo128(t *testing.T) {
	start(t, "nine", "127.0.0.1:2014", "-route", "8=127.0.0.1:2015")
	l, err := net.Listen("tcp", "127.0.0.1:2015")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	answered := make(chan error, 1)
	go func() {
		conn, err := l.Accept()
		if err != nil {
			answered <- err
			return
		}
		defer conn.Close()
		frames := xot.NewReader(conn, osi.Limits{})
		for _, turn := range []struct{ want, answer string }{
			{"\x10", "\x20\x01\x0f"},                    // CALL
			{"\x10\x01\x00one", ""},                     // DATA, not confirmed
			{"\x10\x01\x02two", "\x20\x01\x00\x04back"}, // both are
			{"\x10\x01\x21", "\x20\x01\x13\x00\xf1"},    // RR 1, CLEAR
		} {
			f, err := frames.Next()
			if err == nil && !bytes.HasPrefix(f.Packet(), []byte(turn.want)) {
				err = fmt.Errorf("got % x, want % x", f.Packet(), turn.want)
			}
			if err == nil && turn.answer != "" {
				_, err = conn.Write(frame(turn.answer))
			}
			if err != nil {
				answered <- err
				return
			}
		}
		answered <- nil
	}()
	conn, err := socket.Dial(t.Context(), socket.Call{Called: digits("8"), Calling: digits("1"), UserData: []byte{1, 0, 0, 0}})
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	for _, text := range []string{"one", "two"} {
		if err := conn.WriteMessage([]byte(text), false); err != nil {
			t.Error(err)
		}
	}
	b := make([]byte, 100)
	if n, _, err := conn.ReadMessage(b); err != nil || string(b[:n]) != "back" {
		t.Errorf("%q, %v", b[:n], err)
	}
	if err := conn.Flush(t.Context()); err != nil {
		t.Error(err)
	}
	if err := <-answered; err != nil {
		t.Error(err)
	}
	var cleared *socket.ClearedError
	if _, _, err := conn.ReadMessage(b); !errors.As(err, &cleared) || cleared.Diagnostic != x25.DiagNormal {
		t.Error(err)
	}
}
