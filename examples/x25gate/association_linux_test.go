package main

import (
	"bytes"
	"errors"
	"net"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/osi-go/osi/stack/association"
	"github.com/osi-go/osi/x25"
	"github.com/osi-go/osi/x25/plp"
	"github.com/osi-go/osi/x25/socket"
)

// A network is the end of a network connection: it carries NSDUs.
type network interface {
	Read() ([]byte, error) // valid until the next call
	Write(nsdu []byte) error
	SetDeadline(t time.Time) error
	Close() error
}

// drive runs one end of an association until it is over, and ends the network connection.
func (m *mta) drive(n network) error {
	for {
		for _, nsdu := range m.Output() {
			if err := n.Write(nsdu); err != nil && m.err == nil {
				m.err = err
			}
		}
		if m.Ended() || m.err != nil {
			return errors.Join(m.err, n.Close())
		}
		if err := n.SetDeadline(time.Now().Add(longest)); err != nil {
			return err
		}
		nsdu, err := n.Read()
		var ev association.Event
		switch {
		case errors.Is(err, os.ErrDeadlineExceeded):
			m.Abort()
			return errors.Join(err, n.Close())
		case err != nil:
			ev = m.Disconnected()
		}
		for ev := range m.Receive(nsdu) {
			m.hear(ev)
		}
		if ev != nil {
			m.hear(ev)
		}
	}
}

// pipe is a network without a network, for what needs no guest.
type pipe struct{ in, out chan []byte }

func (p pipe) Read() ([]byte, error) {
	b, ok := <-p.in
	if !ok {
		return nil, errors.New("closed")
	}
	return b, nil
}

func (p pipe) Write(b []byte) error      { p.out <- bytes.Clone(b); return nil }
func (pipe) SetDeadline(time.Time) error { return nil }
func (p pipe) Close() error              { close(p.out); return nil }

// associate runs both ends and checks what they have heard.
func associate(t *testing.T, call func() (network, error), answer func() (network, error)) {
	t.Helper()
	caller := newMTA("MTA-A", true, bytes.Repeat([]byte("to B "), 1000))
	called := newMTA("MTA-B", false, bytes.Repeat([]byte("to A "), 300))
	done := make(chan error, 1)
	go func() {
		n, err := answer()
		if err == nil {
			err = called.drive(n)
		}
		done <- err
	}()
	n, err := call()
	if err != nil {
		t.Fatal(err)
	}
	if err := caller.open(); err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(caller.drive(n), <-done); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(called.got, caller.message) || !bytes.Equal(caller.got, called.message) || called.pieces != 6 || caller.pieces != 2 {
		t.Errorf("%d octets in %d pieces, %d octets in %d pieces", len(called.got), called.pieces, len(caller.got), caller.pieces)
	}
	if want := []string{
		"connected", "opened", "transferred", "asked for the turn, priority 1", "message of 1500 octets", "has the turn", "released",
	}; !slices.Equal(caller.log, want) {
		t.Errorf("MTA-A: %s", strings.Join(caller.log, "; "))
	}
	if want := []string{"bound by MTA-A", "message of 5000 octets", "has the turn", "transferred", "finishing"}; !slices.Equal(called.log, want) {
		t.Errorf("MTA-B: %s", strings.Join(called.log, "; "))
	}
}

// The two MTAs without X.25 between them.
func TestMTA(t *testing.T) {
	t.Parallel()
	a, b := make(chan []byte, 100), make(chan []byte, 100)
	associate(t, func() (network, error) { return pipe{a, b}, nil }, func() (network, error) { return pipe{b, a}, nil })
}

// Whole associations of two MTAs, one on a socket of the kernel and one behind XOT or on a socket
// of another device: CR to DR with session, presentation, ACSE and RTSE, judged by the gates layer
// by layer. The end behind XOT has package plp, the network service and class 0 of this library.
func TestAssociations(t *testing.T) {
	const to, from = "127.0.0.1:2006", "127.0.0.1:2007"
	for _, args := range [][]string{nil, {"-extended", "-peers", "8"}} {
		t.Run(strings.Join(args, " "), func(t *testing.T) {
			device := "six" + strings.Join(args, "")[:min(2, len(args))]
			out, stopOut := start(t, device, from, append(args, "-route", "3=127.0.0.1:2008", "-route", "2="+to)...)
			in, stopIn := start(t, "to"+device, to, args...)
			l, err := net.Listen("tcp", "127.0.0.1:2008") //nolint:noctx // closed below
			if err != nil {
				t.Fatal(err)
			}
			defer l.Close()
			sizes := x25.PacketSizes{FromCalled: 256, FromCalling: 256}
			mta, err := socket.Listen(socket.Listening{Called: digits("2100"), UserData: []byte(x25.OSITransport), PacketSizes: sizes})
			if err != nil {
				t.Fatal(err)
			}
			defer mta.Close()
			dial := func(called string) func() (network, error) {
				return func() (network, error) {
					return newKernelLine(socket.Dial(t.Context(), socket.Call{
						Called: digits(called), Calling: digits("1100"), UserData: []byte(x25.OSITransport), PacketSizes: sizes,
					}))
				}
			}
			accept := func() (network, error) { return newKernelLine(mta.Accept(t.Context())) }
			t.Run("socket to XOT", func(t *testing.T) {
				associate(t, dial("3100"), func() (network, error) {
					conn, err := l.Accept()
					if err != nil {
						return nil, err
					}
					line, err := newLine(conn, plp.DCE)
					return line, errors.Join(err, line.accept())
				})
			})
			t.Run("XOT to socket", func(t *testing.T) {
				associate(t, func() (network, error) {
					conn, err := net.Dial("tcp", to) //nolint:noctx // closed by the association
					if err != nil {
						return nil, err
					}
					line, err := newLine(conn, plp.DTE)
					return line, errors.Join(err, line.call())
				}, accept)
			})
			t.Run("socket to socket", func(t *testing.T) { associate(t, dial("2100"), accept) })
			if err := errors.Join(stopOut(), stopIn()); err != nil {
				t.Error(err)
			}
			nothingRejected(t, out, in)
		})
	}
}
