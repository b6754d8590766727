package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"time"

	"github.com/pires/go-proxyproto"
)

// connect opens the connection to the server: to the first one that can be reached.
func (s *session) connect(ctx context.Context) (net.Conn, error) {
	c := s.served.config
	addresses := c.serversOf(s.carrier)
	if len(addresses) == 0 { // transparent: where the peer wanted to connect
		to := s.conn.LocalAddr()
		if s.isOwn(to) {
			s.refused[refusedLoop].Add(1)
			return nil, fmt.Errorf("%s is an address of the guard itself: without -server connections must be redirected to it", to)
		}
		addresses = []string{to.String()}
	}
	d := net.Dialer{Timeout: c.dial}
	if c.transparent {
		if peer, ok := s.conn.RemoteAddr().(*net.TCPAddr); ok {
			d.LocalAddr, d.Control = &net.TCPAddr{IP: peer.IP, Zone: peer.Zone}, transparentSocket
		}
	}
	var errs error
	for _, address := range addresses {
		s.dials.Add(1)
		server, err := d.DialContext(ctx, "tcp", address)
		if err == nil && c.proxySend {
			if err = s.writeHeader(server); err != nil {
				server.Close() //nolint:errcheck // it is not used
			}
		}
		if err == nil {
			return server, nil
		}
		errs = errors.Join(errs, err)
	}
	return nil, errs
}

// isOwn reports whether a connection to the address would come back.
func (s *session) isOwn(a net.Addr) bool {
	to, err := netip.ParseAddrPort(a.String())
	if err != nil {
		return true
	}
	if to.Addr().IsLoopback() {
		return true
	}
	own, err := net.InterfaceAddrs()
	if err != nil {
		return true
	}
	for _, o := range own {
		if p, err := netip.ParsePrefix(o.String()); err == nil && p.Addr() == to.Addr().Unmap() {
			return true
		}
	}
	return false
}

// proxied reports whether a peer is one that begins with a header of the PROXY protocol.
func (c *config) proxied(a net.Addr) bool {
	if len(c.proxyAccept) == 0 {
		return false
	}
	ap, err := netip.ParseAddrPort(a.String())
	return err == nil && contains(c.proxyAccept, ap.Addr().Unmap().WithZone(""))
}

// A proxiedConn has the addresses of a PROXY header.
type proxiedConn struct{ *proxyproto.Conn }

// CloseWrite ends the direction to the peer.
func (c proxiedConn) CloseWrite() error {
	if tcp, ok := c.TCPConn(); ok {
		return tcp.CloseWrite()
	}
	return errors.ErrUnsupported
}

// readHeader reads the header that the connection begins with, within the time of the first unit,
// and of grace when ctx ends.
func (s *session) readHeader(ctx context.Context) error {
	conn := s.conn // which is another one when the header has been read
	defer context.AfterFunc(ctx, func() {
		conn.SetReadDeadline(time.Now().Add(s.served.config.options.Grace)) //nolint:errcheck // a closed connection fails at once
	})()
	limit := s.served.config.options.First
	options := []func(*proxyproto.Conn){proxyproto.WithPolicy(proxyproto.REQUIRE), proxyproto.ValidateHeader(checkHeader)}
	if limit > 0 {
		options = append(options, proxyproto.SetReadHeaderTimeout(limit))
	}
	c := proxyproto.NewConn(conn, options...)
	if _, err := c.Read(nil); err != nil {
		return err
	}
	if c.ProxyHeader() == nil {
		return proxyproto.ErrNoProxyProtocol
	}
	s.conn = proxiedConn{c}
	return nil
}

// writeHeader says to the server who the peer is, and where it wanted to connect.
func (s *session) writeHeader(server net.Conn) error {
	if limit := s.served.config.dial; limit > 0 {
		server.SetWriteDeadline(time.Now().Add(limit)) //nolint:errcheck // a closed connection fails at once
	}
	if _, err := proxyproto.HeaderProxyFromAddrs(2, s.conn.RemoteAddr(), s.conn.LocalAddr()).WriteTo(server); err != nil {
		return err
	}
	return server.SetWriteDeadline(time.Time{})
}
