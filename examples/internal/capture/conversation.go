package capture

import (
	"bytes"
	"io"

	"github.com/osi-go/osi/x25/lapb"
)

// A Piece is what one frame brought of one direction: of a connection any number of octets, of a
// link one unit.
type Piece struct {
	From   Side
	Frame  int
	Octets []byte
}

// A Conversation is what a connection or a link carried, in the order of the capture. A gap ends
// it, and what follows the gap is another one.
type Conversation struct {
	Port   uint16 // the responder's; 0 of a link
	Link   *Link  // nil of a connection
	Begun  bool   // the capture has the connection's SYN, and no gap before
	Pieces []Piece
}

// Conversations returns what the capture file r has of X.25 links, and of connections to ports, in
// the order of their first frames.
func Conversations(r io.Reader, ports ...uint16) ([]*Conversation, error) {
	c, last := &conversations{}, 0
	all := NewReassembler(c, ports)
	err := Frames(r, func(f Frame) error {
		last = f.Number
		all.Frame(f)
		return nil
	})
	all.Close(last)
	return c.list, err
}

type conversations struct{ list []*Conversation }

// Octets implements Consumer.
func (c *conversations) Octets(tcp *Connection, from Side, n int, b []byte) {
	if tcp.State == nil {
		tcp.State = c.begin(&Conversation{Port: tcp.Addr[Responder].Port(), Begun: tcp.Begun(Initiator)})
	}
	now := tcp.State.(*Conversation)
	if now == nil {
		now = c.begin(&Conversation{Port: tcp.Addr[Responder].Port()})
		tcp.State = now
	}
	now.add(from, n, b)
}

// Gap implements Consumer.
func (c *conversations) Gap(tcp *Connection, _ Side, _, _ int) { tcp.State = (*Conversation)(nil) }

// Unit implements Consumer.
func (c *conversations) Unit(l *Link, from Side, n int, b []byte) {
	if l.State == nil {
		l.State = c.begin(&Conversation{Link: l})
	}
	l.State.(*Conversation).add(from, n, b)
}

func (c *conversations) begin(now *Conversation) *Conversation {
	c.list = append(c.list, now)
	return now
}

func (c *Conversation) add(from Side, n int, b []byte) {
	c.Pieces = append(c.Pieces, Piece{from, n, bytes.Clone(b)})
}

// Packets returns the X.25 packets of a link. Of LAPB they are those of the I frames that are in
// sequence, each once: what a receiver passes up. Frames that do not decode are left out.
func (c *Conversation) Packets() []Piece {
	if c.Link == nil || !c.Link.LAPB {
		return c.Pieces
	}
	var packets []Piece
	var next [2]uint8 // N(S)
	var decoder lapb.Decoder
	for _, p := range c.Pieces {
		f, err := decoder.Decode(p.Octets)
		if err != nil {
			continue
		}
		switch {
		case f.Type == lapb.SABM || f.Type == lapb.SABME:
			decoder.Format.Extended, next = f.Type == lapb.SABME, [2]uint8{}
		case f.Type == lapb.I && f.NS == next[p.From]:
			next[p.From] = (f.NS + 1) % modulus(decoder.Format)
			packets = append(packets, Piece{p.From, p.Frame, f.Information})
		}
	}
	return packets
}

func modulus(f lapb.Format) uint8 {
	if f.Extended {
		return 128
	}
	return 8
}
