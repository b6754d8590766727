package x25peer

import (
	"bytes"
	"context"
	"os"
	"strconv"

	"github.com/osi-go/osi/x25"
	"github.com/osi-go/osi/x25/socket"
)

// sample returns n octets of which no two neighbours are the same.
func sample(n int) []byte {
	b := make([]byte, n)
	for i := range b {
		b[i] = byte(i + i/251)
	}
	return b
}

func sizes(size, window int) socket.Call {
	return socket.Call{
		PacketSizes: x25.PacketSizes{FromCalled: size, FromCalling: size}, WindowSizes: x25.WindowSizes{FromCalled: window, FromCalling: window},
	}
}

// received starts to read a message of at most n octets.
func received(conn *socket.Conn, n int) later[message] {
	return start(func(context.Context) (message, error) {
		b := make([]byte, n)
		n, q, err := conn.ReadMessage(b)
		if err != nil {
			n = 0
		}
		return message{q, b[:n]}, err
	})
}

// written starts to write a message.
func written(conn *socket.Conn, m message) later[struct{}] {
	return start(func(context.Context) (struct{}, error) { return struct{}{}, conn.WriteMessage(m.data, m.q) })
}

// exchange sends messages of n octets both ways.
func (c *circuit) exchange(conn *socket.Conn, n int, q bool) {
	c.Helper()
	m := message{q, sample(n)}
	write := written(conn, m)
	if got := c.read(); got.q != q || !bytes.Equal(got.data, m.data) {
		c.Errorf("out: %d octets, q %v; got %d, q %v", n, q, len(got.data), got.q)
	}
	write.must(c.scene)
	read := received(conn, socket.MaxMessage)
	c.write(m.data, q)
	if got := read.must(c.scene); got.q != q || !bytes.Equal(got.data, m.data) {
		c.Errorf("in: %d octets, q %v; got %d, q %v", n, q, len(got.data), got.q)
	}
}

// lengths are those around which segmenting goes wrong.
func lengths(size int) []int {
	return []int{0, 1, size - 1, size, size + 1, 2 * size, 2*size + 1, 20*size - 3}
}

// memory lets programs have receive buffers of n octets until the scenario ends.
func (s *scene) memory(n int) {
	s.Helper()
	const path = "/proc/sys/net/core/rmem_max"
	was, err := os.ReadFile(path)
	if err != nil {
		s.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(strconv.Itoa(n)), 0o600); err != nil {
		s.Fatal(err)
	}
	s.Cleanup(func() {
		if err := os.WriteFile(path, was, 0o600); err != nil {
			s.Error(err)
		}
	})
}
