package main

import (
	"bufio"
	"bytes"
	"io"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/pires/go-proxyproto"
)

// Headers of the PROXY protocol, version 2: 192.0.2.7 port 4711 to 198.51.100.5 port 102, TCP over
// IPv4; and LOCAL, of a proxy that connects for itself.
const (
	proxyHeader = "0D0A0D0A000D0A515549540A 21 11 000C C0000207 C6336405 1267 0066"
	proxyLocal  = "0D0A0D0A000D0A515549540A 20 00 0000"
)

// A peer that is a proxy says for whom it connects: that address is in the log and has the limits.
func TestProxyAccept(t *testing.T) {
	server := listen(t)
	g := started(t, server, "-policy", "rfc1006", "-proxy-accept", "127.0.0.1", "-peer-rejections", "2", "-peer-connections", "3")
	bad := "0300000B07E00000000100"
	ends := connected(t, g.addr, server, octets(t, proxyHeader+requestTPKT))
	io.ReadFull(ends[1], make([]byte, 11))
	exchange(t, ends[1], ends[0], confirmTPKT)
	ends[0].CloseWrite() // half-close goes through the header's connection, too
	if b, err := io.ReadAll(ends[1]); len(b) > 0 || err != nil {
		t.Errorf("%x %v", b, err)
	}
	ends[1].Write(octets(t, "0300000802F08041"))
	ends[1].Close()
	if b, err := io.ReadAll(ends[0]); err != nil || !bytes.Equal(b, octets(t, "0300000802F08041")) {
		t.Errorf("%x %v", b, err)
	}
	c := dial(t, g.addr)
	c.Write(octets(t, proxyHeader+strings.Repeat(bad, 5)))
	io.ReadAll(c)
	again := dial(t, g.addr)
	again.Write(octets(t, proxyHeader+requestTPKT))
	if b, _ := io.ReadAll(again); len(b) > 0 {
		t.Errorf("%x", b)
	}
	local := connected(t, g.addr, server, octets(t, proxyLocal+requestTPKT)) // the proxy itself has done nothing
	io.ReadFull(local[1], make([]byte, 11))
	local[0].Close()
	local[1].Close()
	g.stop(t)
	if text := g.log.String(); !strings.Contains(text, "peer=192.0.2.7:4711") || !strings.Contains(text, "limit=peer-rejections") {
		t.Errorf("log %s", text)
	}
}

// What a proxy must say it says in time; nobody else may say it.
func TestProxyHeaderMissing(t *testing.T) {
	g := started(t, listen(t), "-proxy-accept", "127.0.0.1", "-first", "300ms")
	for name, text := range map[string]string{"silence": "", "a part": proxyHeader[:20], "none": requestTPKT} {
		c := dial(t, g.addr)
		c.Write(octets(t, text))
		if b, _ := io.ReadAll(c); len(b) > 0 {
			t.Errorf("%s: %x", name, b)
		}
	}
	g.stop(t)
	if n := g.refused[refusedHeader].Load(); n != 3 || g.dials.Load() != 0 {
		t.Errorf("%d refused, log %s", n, g.log)
	}

	g = started(t, listen(t), "-proxy-accept", "192.0.2.0/24")
	c := dial(t, g.addr)
	c.Write(octets(t, proxyHeader+requestTPKT))
	io.ReadAll(c)
	g.stop(t)
	if text := g.log.String(); !strings.Contains(text, "rule=tpkt.") || g.dials.Load() != 0 {
		t.Errorf("log %s", text)
	}
}

// A header with a checksum passes if the checksum is right. The TLVs are a NOOP, the CRC-32C and a
// unique identifier.
func TestProxyChecksum(t *testing.T) {
	const (
		signature = "0D0A0D0A000D0A515549540A"
		ip4       = signature + "21 11 001C C0000207 C6336405 1267 0066"
		ip6       = signature + "21 21 0034 20010DB8000000000000000000000007 20010DB8000000000000000000000005 1267 0066"
		noop      = "04 0001 00"
		id        = "05 0002 4142"
	)
	for text, want := range map[string]bool{
		ip4 + noop + "03 0004 55D09B3B" + id:                                               true,
		ip4 + noop + "03 0004 55D09B3A" + id:                                               false,
		ip4 + noop + "03 0004 00000000" + id:                                               false,
		ip6 + noop + "03 0004 FCD8EF63" + id:                                               true,
		ip6 + noop + "03 0004 FCD8EF63" + "05 0002 4143":                                   false,
		signature + "21 11 0012 C0000207 C6336405 1267 0066 03 0003 000000":                false, // no checksum has 3 octets
		signature + "21 11 0010 C0000207 C6336405 1267 0066 05 0002 41":                    false, // cut off
		signature + "21 11 000E C0000207 C6336405 1267 0066 05 00":                         false,
		signature + "20 00 0007 03 0004 00000000":                                          true, // discarded
		signature + "20 11 0003 FFFFFF":                                                    true,
		"50524F5859205443503420 3139322E302E322E37 20 3139322E302E322E38 20 31 20 32 0D0A": true, // version 1
	} {
		h, err := proxyproto.Read(bufio.NewReader(bytes.NewReader(octets(t, text))))
		if err == nil {
			err = checkHeader(h)
		}
		if (err == nil) != want {
			t.Errorf("%s: %v", text, err)
		}
	}
	server := listen(t)
	g := started(t, server, "-policy", "rfc1006", "-proxy-accept", "127.0.0.1")
	c := dial(t, g.addr)
	c.Write(octets(t, ip4+noop+"03 0004 55D09B3A"+id+requestTPKT))
	if b, _ := io.ReadAll(c); len(b) > 0 {
		t.Errorf("%x", b)
	}
	g.stop(t)
	if n := g.refused[refusedHeader].Load(); n != 1 || g.dials.Load() != 0 {
		t.Errorf("%d refused, log %s", n, g.log)
	}
}

// A stop does not wait for a header for ever.
func TestProxyHeaderStop(t *testing.T) {
	g := started(t, listen(t), "-proxy-accept", "127.0.0.1", "-first", "0")
	c := dial(t, g.addr)
	for g.open.Load() == 0 {
		time.Sleep(time.Millisecond)
	}
	g.stop(t)
	if b, _ := io.ReadAll(c); len(b) > 0 {
		t.Errorf("%x", b)
	}
}

// The server is told who the peer is, in front of the first unit.
func TestProxySend(t *testing.T) {
	server := listen(t)
	g := started(t, server, "-proxy-send")
	ends := connected(t, g.addr, server, octets(t, requestTPKT))
	c := proxyproto.NewConn(ends[1], proxyproto.WithPolicy(proxyproto.REQUIRE))
	b := make([]byte, 11)
	if _, err := io.ReadFull(c, b); err != nil || !bytes.Equal(b, octets(t, requestTPKT)) {
		t.Errorf("%x %v", b, err)
	}
	if c.RemoteAddr().String() != ends[0].LocalAddr().String() || c.LocalAddr().String() != g.addr || c.ProxyHeader().Version != 2 {
		t.Errorf("from %s to %s, want %s to %s", c.RemoteAddr(), c.LocalAddr(), ends[0].LocalAddr(), g.addr)
	}
	ends[0].Close()
	ends[1].Close()
	g.stop(t)
}

// Transparent and without a server, a connection to the guard itself goes nowhere: it would come
// back for ever.
func TestLoop(t *testing.T) {
	var s session
	for address, want := range map[string]bool{"127.0.0.1:102": true, "[::1]:102": true, "192.0.2.77:102": false, "[2001:db8::77]:102": false} {
		if got := s.isOwn(addr(t, address)); got != want {
			t.Errorf("%s: %v", address, got)
		}
	}
	own, err := net.InterfaceAddrs()
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range own {
		ip, _, _ := net.ParseCIDR(a.String())
		if !s.isOwn(&net.TCPAddr{IP: ip, Port: 102}) {
			t.Errorf("%s", ip)
		}
	}
}
