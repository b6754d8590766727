package main

import (
	"bytes"
	"errors"
	"io"
	"net"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/x25"
	"github.com/osi-go/osi/x25/plp"
	"github.com/osi-go/osi/x25/socket"
	"github.com/osi-go/osi/x25/xot"
)

// A line is the network service of one end of an XOT connection: NSDUs over package plp. Its one
// channel is 1, whatever the peer calls it.
type line struct {
	net.Conn
	frames *xot.Reader
	plp.Network
	in    [][]byte // NSDUs that nobody has read
	heard plp.Indications
}

func newLine(conn net.Conn, side plp.Side) (*line, error) {
	m, err := plp.New(plp.Profile{Side: side, BetweenDTEs: true, TwoWay: plp.ChannelRange{First: 1, Last: 1}, Acknowledge: 1})
	return &line{Conn: conn, frames: xot.NewReader(conn, osi.Limits{}), Network: plp.Network{Machine: m}}, err
}

func (l *line) send(packets ...x25.Packet) error {
	for _, p := range packets {
		frame, err := xot.Append(nil, p)
		if err == nil {
			_, err = l.Conn.Write(frame)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// request sends what the machine lets it.
func (l *line) request(p x25.Packet) error {
	if _, err := l.Request(p); err != nil {
		return err
	}
	return l.send(p)
}

// take takes a packet of the peer.
func (l *line) take() error {
	f, err := l.frames.Next()
	if err != nil {
		return err
	}
	b := bytes.Clone(f.Packet())
	b[0], b[1] = b[0]&0xf0, 1
	p, err := (&x25.Decoder{Format: l.Machine.Format()}).Decode(b)
	if err != nil {
		return errors.Join(err, l.send(l.Fault(err, b).Packets...))
	}
	d, err := l.Receive(p)
	l.heard |= d.Indications
	if d.NSDU != nil {
		l.in = append(l.in, bytes.Clone(d.NSDU))
	}
	return errors.Join(err, l.send(d.Packets...))
}

// until takes packets until the peer has said one of what is asked for.
func (l *line) until(what plp.Indications) error {
	for l.heard&what == 0 {
		if err := l.take(); err != nil {
			return err
		}
	}
	return nil
}

func (l *line) accept() error {
	if err := l.until(plp.IndCalled); err != nil {
		return err
	}
	return l.request(&x25.CallAccepted{Header: l.Machine.Header(1)})
}

func (l *line) call() error {
	f, err := x25.AppendFacilities(nil, x25.Modulo8, x25.PacketSizes{FromCalled: 256, FromCalling: 256}.Facility(), x25.WindowSizes{FromCalled: 3, FromCalling: 3}.Facility())
	if err != nil {
		return err
	}
	err = l.request(&x25.CallRequest{
		Header: l.Machine.Header(1), Addresses: x25.Addresses{Called: digits("2100"), Calling: digits("1100")},
		Facilities: f, UserData: []byte(x25.OSITransport),
	})
	if err == nil {
		err = l.until(plp.IndConnected | plp.IndCleared)
	}
	return err
}

func (l *line) Read() ([]byte, error) {
	for len(l.in) == 0 {
		if l.heard.Has(plp.IndCleared) {
			return nil, io.EOF
		}
		if err := l.take(); err != nil {
			return nil, err
		}
	}
	nsdu := l.in[0]
	l.in = l.in[1:]
	return nsdu, nil
}

func (l *line) Write(nsdu []byte) error {
	if err := l.Data(1, nsdu, false); err != nil {
		return err
	}
	for l.Busy(1) {
		p, _ := l.Next(1)
		var err error
		if p != nil {
			err = l.send(p)
		} else { // the window is closed
			err = l.take()
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (l *line) Close() error {
	var err error
	if !l.heard.Has(plp.IndCleared) {
		if err = l.request(&x25.ClearRequest{Header: l.Machine.Header(1), Diagnostic: osi.Some(x25.DiagNormal)}); err == nil {
			err = l.until(plp.IndClearConfirmed)
		}
	}
	return errors.Join(err, l.Conn.Close())
}

// A kernelLine is the network service of a socket.
type kernelLine struct {
	*socket.Conn
	buf []byte
}

func newKernelLine(c *socket.Conn, err error) (network, error) {
	return &kernelLine{c, make([]byte, socket.MaxMessage)}, err
}

func (l *kernelLine) Read() ([]byte, error) {
	n, _, err := l.ReadMessage(l.buf)
	return l.buf[:n], err
}

func (l *kernelLine) Write(nsdu []byte) error { return l.WriteMessage(nsdu, false) }

func (l *kernelLine) Close() error { return l.Clear(x25.ClearDTE, x25.DiagNormal) }
