package relay_test

import (
	"context"
	"errors"
	"io"
	"net"
	"testing"
	"time"

	"github.com/osi-go/osi/validate"
	"github.com/osi-go/osi/validate/relay"
)

// noDeadlines is a connection without deadlines and without CloseWrite.
type noDeadlines struct{ net.Conn }

var errNoDeadline = errors.New("deadline not supported")

func (noDeadlines) SetDeadline(time.Time) error      { return errNoDeadline }
func (noDeadlines) SetReadDeadline(time.Time) error  { return errNoDeadline }
func (noDeadlines) SetWriteDeadline(time.Time) error { return errNoDeadline }

// A peer that goes on keeps no relay whose end has come, though nothing but the end of a connection
// without deadlines ends its reads.
func TestNoDeadlines(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		end  func(ends [2]net.Conn, stop func())
		want error
	}{
		"initiator rejected": {func(ends [2]net.Conn, _ func()) { ends[initiator].Write(octets(t, badDT)) }, relay.ErrRejected},
		"responder rejected": {func(ends [2]net.Conn, _ func()) { ends[responder].Write(octets(t, badDT)) }, relay.ErrRejected},
		"stopped":            {func(_ [2]net.Conn, stop func()) { stop() }, relay.ErrStopped},
		"initiator ends":     {func(ends [2]net.Conn, _ func()) { closeWrite(t, ends[initiator]) }, nil},
	} {
		for _, without := range [][2]bool{{true, false}, {false, true}, {true, true}} {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				var ends, inner [2]net.Conn
				for d := range ends {
					if ends[d], inner[d] = pair(t, "tcp"); without[d] {
						inner[d] = noDeadlines{inner[d]}
					}
				}
				ctx, cancel := context.WithCancel(t.Context())
				done := make(chan error, 1)
				s, o := newGuard(t, validate.RFC1006()).Stream(validate.TPKTs), relay.Options{Linger: 100 * time.Millisecond, Grace: time.Millisecond}
				go func() { done <- relay.Run(ctx, inner[initiator], inner[responder], s, o) }()
				j := &joint{ends: ends}
				j.say(t, initiator, plainCR)
				j.say(t, responder, plainCC)
				c.end(ends, cancel)
				select {
				case err := <-done:
					if !errors.Is(err, c.want) {
						t.Error(err)
					}
				case <-time.After(time.Minute):
					t.Errorf("the relay goes on, without deadlines: %v", without)
				}
			})
		}
	}
}

// Close waits for no peer that goes on, with a Read under way.
func TestConnNoDeadlines(t *testing.T) {
	t.Parallel()
	far, near := pair(t, "tcp")
	c := relay.NewConn(noDeadlines{near}, initiator, newGuard(t, validate.RFC1006()).Stream(validate.TPKTs), relay.Options{Linger: 100 * time.Millisecond})
	far.Write(octets(t, plainCR))
	if _, err := io.ReadFull(c, make([]byte, 11)); err != nil {
		t.Fatal(err)
	}
	read := make(chan error, 1)
	go func() {
		_, err := c.Read(make([]byte, 1))
		read <- err
	}()
	if _, err := c.Write(octets(t, badDT)); !errors.Is(err, relay.ErrRejected) {
		t.Error(err)
	}
	closed := make(chan error, 1)
	go func() { closed <- c.Close() }()
	for name, end := range map[string]chan error{"Read": read, "Close": closed} {
		select {
		case <-end:
		case <-time.After(time.Minute):
			t.Fatalf("%s goes on", name)
		}
	}
}

// notHalf is a connection that has a CloseWrite, but cannot be half closed.
type notHalf struct{ net.Conn }

func (notHalf) CloseWrite() error { return errors.ErrUnsupported }

// Where half-close is not supported, Write goes on.
func TestConnNotHalf(t *testing.T) {
	t.Parallel()
	far, near := pair(t, "tcp")
	c := relay.NewConn(notHalf{near}, initiator, newGuard(t, validate.RFC1006()).Stream(validate.TPKTs), relay.Options{})
	defer c.Close()
	far.Write(octets(t, plainCR))
	if _, err := io.ReadFull(c, make([]byte, 11)); err != nil {
		t.Fatal(err)
	}
	if err := c.CloseWrite(); !errors.Is(err, errors.ErrUnsupported) {
		t.Error(err)
	}
	if _, err := c.Write(octets(t, plainCC)); err != nil {
		t.Error(err)
	}
}
