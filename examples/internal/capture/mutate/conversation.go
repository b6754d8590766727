// Package mutate breaks recorded traffic the way that drivers, transports and peers break it: octet
// by octet, unit by unit, and element by element with all lengths around the change made to fit.
package mutate

import (
	"bytes"
	"encoding/binary"
	"os"

	"github.com/osi-go/osi/examples/internal/capture"
	"github.com/osi-go/osi/transport"
)

// XOTPort is the TCP port of RFC 1613.
const XOTPort = 1998

// A Shape says what units are, and so where their lengths are.
type Shape uint8

// The shapes.
const (
	TPKT  Shape = iota
	XOT         // a frame of RFC 1613
	TPDU        // without TPKT
	TSDU        // SPDUs
	BER         // an element, or several
	Plain       // without lengths that are known here
)

// A Unit is what one side has sent: of a conversation a TPKT or an XOT frame.
type Unit struct {
	From   capture.Side
	Octets []byte
}

// A Conversation is one TCP connection, or units of another shape.
type Conversation struct {
	Name  string // of its file
	Shape Shape
	Units []Unit
}

// Read returns the connections of capture files that have whole units from the first on.
func Read(paths ...string) ([]Conversation, error) {
	var all []Conversation
	for _, path := range paths {
		f, err := os.Open(path)
		if err != nil {
			return nil, err
		}
		list, err := capture.Conversations(f, transport.Port, XOTPort)
		_ = f.Close()
		if err != nil {
			return nil, err
		}
		for _, c := range list {
			if c.Link != nil || !c.Begun {
				continue
			}
			now := Conversation{Name: path}
			if c.Port == XOTPort {
				now.Shape = XOT
			}
			if now.cut(c.Pieces); len(now.Units) > 0 {
				all = append(all, now)
			}
		}
	}
	return all, nil
}

// cut makes units of the pieces, up to the first that is none.
func (c *Conversation) cut(pieces []capture.Piece) {
	var buf [2][]byte
	for _, p := range pieces {
		b := append(buf[p.From], p.Octets...)
		for len(b) >= 4 {
			n := int(binary.BigEndian.Uint16(b[2:]))
			if c.Shape == XOT {
				n += 4
			}
			if n < 4 {
				return
			}
			if n > len(b) {
				break
			}
			c.Units = append(c.Units, Unit{p.From, bytes.Clone(b[:n])})
			b = b[n:]
		}
		buf[p.From] = b
	}
}

// Runs yields what each side sends before the other one does, in order.
func Runs(units []Unit) []Unit {
	var runs []Unit
	for _, u := range units {
		if n := len(runs); n > 0 && runs[n-1].From == u.From {
			runs[n-1].Octets = append(runs[n-1].Octets, u.Octets...)
			continue
		}
		runs = append(runs, Unit{u.From, bytes.Clone(u.Octets)})
	}
	return runs
}
