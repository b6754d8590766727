package guard

import (
	"errors"
	"io"
	"net"
	"testing"

	"github.com/osi-go/osi/validate/relay"
)

// The application reads the CR of a peer, and not what is no TPKT.
func TestServe(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	served, read := make(chan error, 1), make(chan string, 1)
	go func() {
		served <- Serve(l, func(conn net.Conn) {
			b, err := io.ReadAll(conn)
			if !errors.Is(err, relay.ErrRejected) {
				t.Errorf("got %v", err)
			}
			conn.Close()
			read <- string(b)
		})
	}()
	peer, err := net.Dial("tcp", l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	const cr = "\x03\x00\x00\x0b\x06\xe0\x00\x00\x00\x01\x00"
	if _, err := io.WriteString(peer, cr+"GET / HTTP/1.0\r\n"); err != nil {
		t.Fatal(err)
	}
	peer.(*net.TCPConn).CloseWrite()
	if _, err := io.Copy(io.Discard, peer); err != nil {
		t.Error(err)
	}
	if got := <-read; got != cr {
		t.Errorf("the application read %x", got)
	}
	l.Close()
	if err := <-served; !errors.Is(err, net.ErrClosed) {
		t.Errorf("got %v", err)
	}
}
