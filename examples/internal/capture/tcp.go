package capture

import (
	"net/netip"

	"github.com/gopacket/gopacket"
	"github.com/gopacket/gopacket/ip4defrag"
	"github.com/gopacket/gopacket/layers"
)

// A Side is one of the two ends of a connection.
type Side uint8

// The sides of a connection: Initiator sent the SYN, or, where the capture begins later, does not own the port that was asked for.
const (
	Initiator Side = iota
	Responder
)

func (s Side) other() Side { return s ^ 1 }

// A Connection is one TCP connection.
type Connection struct {
	Addr  [2]netip.AddrPort // by Side
	State any               // the consumer's own

	halves [2]stream
}

// A Consumer takes what the connections carry.
type Consumer interface {
	// Octets takes the next octets of a direction, which frame n made available.
	Octets(c *Connection, from Side, n int, b []byte)
	// Gap says that missing octets of a direction are not in the capture, as frame n shows; 0 means at least one.
	Gap(c *Connection, from Side, n, missing int)
}

// Reassembler turns frames into the streams of the TCP connections of some ports. Its memory is bounded: each direction keeps
// at most maxHeld octets that came early.
type Reassembler struct {
	consumer    Consumer
	ports       map[uint16]bool
	connections map[[2]netip.AddrPort]*Connection
	order       []*Connection // as they began
	fragments   *ip4defrag.IPv4Defragmenter
}

// NewReassembler returns a Reassembler for connections to any of ports.
func NewReassembler(c Consumer, ports []uint16) *Reassembler {
	r := &Reassembler{
		consumer: c, ports: map[uint16]bool{},
		connections: map[[2]netip.AddrPort]*Connection{},
		fragments:   ip4defrag.NewIPv4Defragmenter(),
	}
	for _, p := range ports {
		r.ports[p] = true
	}
	return r
}

// Frame takes one frame. What is not TCP, not to or from the ports, or does not decode is passed over.
func (r *Reassembler) Frame(f Frame) {
	p := gopacket.NewPacket(f.Data, f.Link, gopacket.DecodeOptions{Lazy: true, NoCopy: true})
	var from, to netip.Addr
	switch ip := p.NetworkLayer().(type) {
	case *layers.IPv4:
		from, _ = netip.AddrFromSlice(ip.SrcIP)
		to, _ = netip.AddrFromSlice(ip.DstIP)
		if ip.Flags&layers.IPv4MoreFragments != 0 || ip.FragOffset != 0 {
			whole, err := r.fragments.DefragIPv4(ip)
			if err != nil || whole == nil || whole.Protocol != layers.IPProtocolTCP {
				return
			}
			p = gopacket.NewPacket(whole.Payload, layers.LayerTypeTCP, gopacket.DecodeOptions{NoCopy: true})
		}
	case *layers.IPv6:
		from, _ = netip.AddrFromSlice(ip.SrcIP)
		to, _ = netip.AddrFromSlice(ip.DstIP)
	}
	tcp, ok := p.Layer(layers.LayerTypeTCP).(*layers.TCP)
	if !ok || !r.ports[uint16(tcp.SrcPort)] && !r.ports[uint16(tcp.DstPort)] {
		return
	}
	r.segment(f.Number, netip.AddrPortFrom(from.Unmap(), uint16(tcp.SrcPort)), netip.AddrPortFrom(to.Unmap(), uint16(tcp.DstPort)), tcp)
}

// Close reports the gaps that were still open at the end of the capture, whose last frame was n, and passes on what came behind them.
func (r *Reassembler) Close(n int) {
	for _, c := range r.order {
		r.end(c, n)
	}
	r.connections, r.order = map[[2]netip.AddrPort]*Connection{}, nil
}

func (r *Reassembler) end(c *Connection, n int) {
	for side := range c.halves {
		for len(c.halves[side].early) > 0 {
			r.skip(c, Side(side), n)
		}
	}
}

func (r *Reassembler) segment(n int, from, to netip.AddrPort, tcp *layers.TCP) {
	c, side := r.find(n, from, to, tcp)
	s := &c.halves[side]
	seq, payload := tcp.Seq, tcp.Payload
	if tcp.SYN {
		seq++
	}
	if !s.started {
		s.started, s.next = true, seq
	}
	s.hold(seq, payload)
	r.flush(c, side, n)
	if tcp.ACK { // what the other side has received and the capture has not
		for other := &c.halves[side.other()]; len(other.early) > 0 && !before(tcp.Ack, other.early[0].seq); {
			r.skip(c, side.other(), n)
		}
	}
	for s.heldOctets > maxHeld || len(s.early) > maxEarly || len(s.early) > 0 && (tcp.FIN || tcp.RST) {
		r.skip(c, side, n)
	}
}

// find returns the connection of a segment, and who of it sent the segment. A SYN with another number begins a new one.
func (r *Reassembler) find(n int, from, to netip.AddrPort, tcp *layers.TCP) (*Connection, Side) {
	key := [2]netip.AddrPort{from, to}
	side := Initiator
	c := r.connections[key]
	if c == nil {
		c, side = r.connections[[2]netip.AddrPort{to, from}], Responder
	}
	if c != nil && (!tcp.SYN || !c.halves[side].started || c.halves[side].first == tcp.Seq) {
		c.halves[side].first = firstOf(c.halves[side], tcp)
		return c, side
	}
	if c != nil {
		r.end(c, n)
		delete(r.connections, c.Addr)
	}
	side = Initiator
	if tcp.SYN && tcp.ACK || !tcp.SYN && r.ports[from.Port()] && !r.ports[to.Port()] {
		key, side = [2]netip.AddrPort{to, from}, Responder
	}
	c = &Connection{Addr: key}
	c.halves[side].first = tcp.Seq
	r.connections[key] = c
	r.order = append(r.order, c)
	return c, side
}

func firstOf(s stream, tcp *layers.TCP) uint32 {
	if s.started {
		return s.first
	}
	return tcp.Seq
}

// flush passes on what has become next in line.
func (r *Reassembler) flush(c *Connection, side Side, n int) {
	s := &c.halves[side]
	for b := s.take(); b != nil; b = s.take() {
		r.consumer.Octets(c, side, n, b)
	}
}

// skip gives up the hole in front of what came early.
func (r *Reassembler) skip(c *Connection, side Side, n int) {
	s := &c.halves[side]
	r.consumer.Gap(c, side, n, s.jump())
	r.flush(c, side, n)
}
