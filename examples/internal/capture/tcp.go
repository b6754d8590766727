package capture

import (
	"container/list"
	"net/netip"

	"github.com/gopacket/gopacket/layers"
)

// A Side is one of the two ends of a connection or link.
type Side uint8

// The sides of a connection: Initiator sent the SYN, or, where the capture begins later, does not
// own the port that was asked for. Of a link Initiator is the DTE, or, where the capture does not
// tell, the sender of the first frame.
const (
	Initiator Side = iota
	Responder
)

func (s Side) other() Side { return s ^ 1 }

// A Connection is one TCP connection.
type Connection struct {
	Addr  [2]netip.AddrPort // by Side
	State any               // the consumer's own

	halves [2]half
	place  *list.Element // in Reassembler.used
}

// half is what is known of one direction.
type half struct {
	stream

	started bool
	syn     bool   // its SYN has been seen
	first   uint32 // sequence number of its first octet as far as seen
}

// A Consumer takes what the connections and links carry.
type Consumer interface {
	// Octets takes the next octets of a direction, which frame n made available. They are lent until
	// it returns.
	Octets(c *Connection, from Side, n int, b []byte)
	// Gap says that missing octets of a direction are not in the capture, as frame n shows; 0 when
	// their number is not known.
	Gap(c *Connection, from Side, n, missing int)
	// Unit takes what frame n of an X.25 link holds, lent until it returns.
	Unit(l *Link, from Side, n int, b []byte)
}

const (
	window         = 1 << 26 // octets by which a sequence number may be ahead or behind
	maxConnections = 4096    // followed at a time
	maxHeldInAll   = 64 << 20
)

// Reassembler turns frames into the streams of the TCP connections of some ports, and passes on the
// frames of X.25 links. Its memory is bounded: it follows maxConnections, the one that was silent
// longest is dropped for a new one, and of octets that came early it keeps maxHeld for each
// direction and maxHeldInAll.
type Reassembler struct {
	consumer    Consumer
	ports       map[uint16]bool
	connections map[[2]netip.AddrPort]*Connection
	used        *list.List // of *Connection, that with the latest segment last
	held        int        // octets held by all connections
	network     *network
	links       links
}

// NewReassembler returns a Reassembler for connections to any of ports.
func NewReassembler(c Consumer, ports []uint16) *Reassembler {
	r := &Reassembler{
		consumer: c, ports: map[uint16]bool{},
		connections: map[[2]netip.AddrPort]*Connection{},
		used:        list.New(),
		network:     newNetwork(),
	}
	for _, p := range ports {
		r.ports[p] = true
	}
	return r
}

// Frame takes one frame. What is neither of an X.25 link nor TCP to or from the ports, or does not
// decode, is passed over.
func (r *Reassembler) Frame(f Frame) {
	tcp, from, to, ok := r.network.segment(f)
	if !ok {
		if l, side, b := r.links.unit(f, r.network); l != nil {
			r.consumer.Unit(l, side, f.Number, b)
		}
		return
	}
	if r.ports[from.Port()] || r.ports[to.Port()] {
		r.segment(f.Number, from, to, tcp)
	}
}

// Close reports the gaps that were still open at the end of the capture, whose last frame was n,
// and passes on what came behind them.
func (r *Reassembler) Close(n int) {
	for e := r.used.Front(); e != nil; e = r.used.Front() {
		r.end(e.Value.(*Connection), n)
	}
}

// end forgets a connection, after passing on what came early.
func (r *Reassembler) end(c *Connection, n int) {
	for side := range Responder + 1 {
		for len(c.halves[side].early) > 0 {
			r.skip(c, side, n)
		}
	}
	delete(r.connections, c.Addr)
	r.used.Remove(c.place)
}

func (r *Reassembler) segment(n int, from, to netip.AddrPort, tcp *layers.TCP) {
	seq, payload := tcp.Seq, tcp.Payload
	if tcp.SYN {
		seq++
	}
	if tcp.RST {
		payload = nil // RFC 9293 3.5.3: at most an explanation
	}
	c, side := r.find(n, from, to, tcp, seq)
	h := &c.halves[side]
	h.syn = h.syn || tcp.SYN
	if !h.started {
		h.started, h.first, h.next = true, seq, seq
	}
	if len(payload) > 0 {
		r.octets(c, side, n, seq, payload)
	}
	if other := &c.halves[side.other()]; tcp.ACK { // what the other side has received and the capture has not
		for len(other.early) > 0 && !before(tcp.Ack, other.early[0].seq) {
			r.skip(c, side.other(), n)
		}
	}
	for len(h.early) > 0 && (tcp.FIN || tcp.RST || h.heldOctets > maxHeld || len(h.early) > maxEarly || r.held > maxHeldInAll) {
		r.skip(c, side, n)
	}
}

// octets passes on b when it is next in line, else holds it.
func (r *Reassembler) octets(c *Connection, side Side, n int, seq uint32, b []byte) {
	h := &c.halves[side]
	if d := distance(seq, h.next); d > window || d < -window { // the numbers have jumped: another connection's, or much is missing
		for len(h.early) > 0 {
			r.skip(c, side, n)
		}
		r.consumer.Gap(c, side, n, 0)
		h.next = seq
	}
	if len(h.early) == 0 {
		if seq, b = h.fresh(seq, b); seq == h.next && len(b) > 0 {
			h.next += uint32(len(b)) //nolint:gosec // a segment is shorter than 2^32
			r.consumer.Octets(c, side, n, b)
			return
		}
	}
	before := h.heldOctets
	h.hold(seq, b)
	r.held += h.heldOctets - before
	r.flush(c, side, n)
}

// find returns the connection of a segment, and who of it sent the segment. A SYN with another
// number begins a new one.
func (r *Reassembler) find(n int, from, to netip.AddrPort, tcp *layers.TCP, seq uint32) (*Connection, Side) {
	key := [2]netip.AddrPort{from, to}
	side := Initiator
	c := r.connections[key]
	if c == nil {
		c, side = r.connections[[2]netip.AddrPort{to, from}], Responder
	}
	if c != nil {
		h := &c.halves[side]
		if !tcp.SYN || !h.started || h.first == seq || !h.syn && distance(h.first, seq) > 0 {
			r.used.MoveToBack(c.place)
			return c, side
		}
		r.end(c, n)
	} else if r.used.Len() == maxConnections {
		r.end(r.used.Front().Value.(*Connection), n)
	}
	side = Initiator
	if tcp.SYN && tcp.ACK || !tcp.SYN && r.ports[from.Port()] && !r.ports[to.Port()] {
		key, side = [2]netip.AddrPort{to, from}, Responder
	}
	c = &Connection{Addr: key}
	c.place = r.used.PushBack(c)
	r.connections[key] = c
	return c, side
}

// flush passes on what has become next in line.
func (r *Reassembler) flush(c *Connection, side Side, n int) {
	h := &c.halves[side]
	for b := h.take(); b != nil; b = h.take() {
		r.held -= len(b)
		r.consumer.Octets(c, side, n, b)
	}
}

// skip gives up the hole in front of what came early.
func (r *Reassembler) skip(c *Connection, side Side, n int) {
	r.consumer.Gap(c, side, n, c.halves[side].jump())
	r.flush(c, side, n)
}
