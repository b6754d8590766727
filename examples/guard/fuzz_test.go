package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"net"
	"path/filepath"
	"reflect"
	"testing"
	"testing/iotest"
	"time"
)

// FuzzConfig reads a configuration. One without fault is printed as a file that says the same.
func FuzzConfig(f *testing.F) {
	for _, text := range []string{
		"",
		"listen = [\"127.0.0.1:1102\", \"xot://127.0.0.1:1998?policy=x25\"]\nserver = \"tpkt://192.0.2.1:102\"\npolicy = \"x400\"\nfirst = \"3s\"\n" +
			"connections = 12\ntransparent = false\nproxy-accept = [\"192.0.2.0/24\", \"2001:db8::1\"]\n[policies.x400]\nbase = \"default\"\nTop = \"session\"\n" +
			"Tolerate = \"tpkt-reserved, long-cr\"\nCalledTSAPs = [\"MTA1\", \"0x0001\"]\nPDUs.session = [\"CN\", \"AC\", \"RF\"]\nLimits.TSDU = 65536\n",
		"policy = \"x/session\"\ntolerate = \"long-cr\"\n[policies.x]\nCallingTSAPs = []\n[[policies.x.Calls]]\nCalled = \"2342\"\nUse = \"OSI\"\n",
		"policy = \"strict/rtse\"\nquarantine = \"x.pcapng\"\nquarantine-size = 1\nmetrics = \":9102\"\nstats = \"0s\"\nproxy-send = true\n",
		"listen = \":102?policy=a%20b\"\n[policies.\"a b\"]\nTop = \"x25\"\n",
		"connections = 1.5", "first = 3", "listen = [1]", "listen = [", "policies = 1", "[policies.default]", "check = \"x\"",
		"[policies.x]\nbase = \"y\"", "policy = \"x\"\n[policies.x.PDUs]\nsession=[\"XX\"]", "listen = 1979-05-27",
	} {
		f.Add(text)
	}
	dir := f.TempDir()
	f.Fuzz(func(t *testing.T, text string) {
		read := func(name, text string) (*config, error) {
			return configure(io.Discard, []string{"-check", write(t, filepath.Join(dir, name), text)})
		}
		c, err := read("given.toml", text)
		if err != nil {
			return
		}
		var first, second bytes.Buffer
		if err := c.print(&first); err != nil {
			t.Fatal(err)
		}
		again, err := read("printed.toml", first.String())
		if err != nil {
			t.Fatalf("%v\n%s", err, &first)
		}
		if err := again.print(&second); err != nil || first.String() != second.String() {
			t.Fatalf("%v\n%s\n%s", err, &first, &second)
		}
		c.flags, c.check, again.flags, again.check = nil, "", nil, ""
		if !reflect.DeepEqual(c, again) {
			t.Errorf("%+v\n%+v", c, again)
		}
	})
}

// A heard is a connection whose peer has said all that it will.
type heard struct {
	net.Conn  // nil
	io.Reader // of what it has said
	written   bytes.Buffer
	from, to  net.Addr
}

func (h *heard) Write(b []byte) (int, error)      { return h.written.Write(b) }
func (h *heard) Close() error                     { return nil }
func (h *heard) RemoteAddr() net.Addr             { return h.from }
func (h *heard) LocalAddr() net.Addr              { return h.to }
func (h *heard) SetDeadline(time.Time) error      { return nil }
func (h *heard) SetReadDeadline(time.Time) error  { return nil }
func (h *heard) SetWriteDeadline(time.Time) error { return nil }

// Read waits for nothing if there is no room for it.
func (h *heard) Read(b []byte) (int, error) {
	if len(b) == 0 {
		return 0, nil
	}
	return h.Reader.Read(b)
}

// FuzzProxyHeader begins a connection with octets. The rest behind a header is what is read next,
// and the server can be told the addresses. A header of version 2 may come octet by octet; one of
// version 1 comes at once, as the protocol demands.
func FuzzProxyHeader(f *testing.F) {
	for _, text := range []string{
		proxyHeader + requestTPKT, proxyHeader[:20], requestTPKT, "",
		"0D0A0D0A000D0A515549540A 20 00 0000 0300", // LOCAL
		"0D0A0D0A000D0A515549540A 21 21 0024 20010DB8000000000000000000000001 20010DB8000000000000000000000002 1267 0066 0300", // TCP over IPv6
		"0D0A0D0A000D0A515549540A 21 11 0013 C0000207 C6336405 1267 0066 04 0004 00000000 0300",                                // a NOOP behind them
		"0D0A0D0A000D0A515549540A 21 31 0000 0300",                                                                             // of UNIX, without addresses
		"0D0A0D0A000D0A515549540A 22 11 000C C0000207 C6336405 1267 0066",                                                      // no such command
		"0D0A0D0A000D0A515549540A 21 11 FFFF C0000207",
	} {
		f.Add(octets(f, text))
	}
	f.Add([]byte("PROXY TCP4 192.0.2.7 198.51.100.5 4711 102\r\n\x03\x00"))
	f.Add([]byte("PROXY TCP6 2001:db8::1 2001:db8::2 4711 102\r\n"))
	f.Add([]byte("PROXY UNKNOWN\r\n\x03\x00"))
	p := newProxy(slog.DiscardHandler)
	f.Fuzz(func(t *testing.T, b []byte) {
		begin := func(r io.Reader) (*session, string) {
			own := &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 102}
			s := &session{proxy: p, served: &served{config: &config{}}, conn: &heard{Reader: r, from: own, to: own}}
			if err := s.readHeader(context.Background()); err != nil {
				return nil, err.Error()
			}
			rest, err := io.ReadAll(s.conn)
			if !bytes.HasSuffix(b, rest) || err != nil {
				t.Fatalf("%x is read, %v", rest, err)
			}
			return s, fmt.Sprintf("%v %v %x", s.conn.RemoteAddr(), s.conn.LocalAddr(), rest)
		}
		s, whole := begin(bytes.NewReader(b))
		if _, cut := begin(iotest.OneByteReader(bytes.NewReader(b))); cut != whole && !bytes.HasPrefix(b, []byte("P")) {
			t.Fatalf("%s\noctet by octet %s", whole, cut)
		}
		if s == nil {
			return
		}
		if s.admit() {
			s.peers.leave(s.peer)
		}
		server := &heard{}
		if err := s.writeHeader(server); err != nil {
			t.Fatal(err)
		}
		b = server.written.Bytes()
		if told, why := begin(&server.written); told == nil || told.conn.RemoteAddr().String() != s.conn.RemoteAddr().String() {
			t.Errorf("%s is told as %s", whole, why)
		}
	})
}
