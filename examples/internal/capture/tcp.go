package capture

import (
	"container/list"
	"net/netip"

	"github.com/gopacket/gopacket/layers"
)

const (
	window         = 1 << 26 // octets by which a sequence number may be ahead or behind
	maxConnections = 4096    // followed at a time
	maxHeldInAll   = 64 << 20
)

// Reassembler turns frames into the streams of TCP connections, and passes on the frames of X.25
// links. Its memory is bounded. It follows at most maxConnections; for a new one it drops the one
// that was silent longest, those of other protocols first. Of octets that came early it keeps at
// most maxHeld for each direction and maxHeldInAll for all. It is not safe for concurrent use.
type Reassembler struct {
	Seen Seen

	consumer    Consumer
	ender       Ender           // consumer, or nil
	ports       map[uint16]bool // whose connections are passed on; the value is whether they carry X.25
	anyPort     bool            // so are those that begin like TPKTs or X.25
	connections map[[2]netip.AddrPort]*Connection
	used        [standings]list.List // of *Connection, that with the latest segment last
	held        int                  // octets held by all connections
	network     *network
	links       links
}

// NewReassembler returns a Reassembler for connections to any of ports.
func NewReassembler(c Consumer, ports []uint16) *Reassembler {
	r := &Reassembler{
		consumer: c, ports: map[uint16]bool{},
		connections: map[[2]netip.AddrPort]*Connection{},
		network:     newNetwork(),
	}
	r.ender, _ = c.(Ender)
	for _, p := range ports {
		r.ports[p] = false
	}
	return r
}

// NewFinder returns a Reassembler for the connections of any port that begin with the TPKT of a CR
// or CC or with the X.25 call of RFC 1613, and for all those to the ports: of tpkts and of xot.
func NewFinder(c Consumer, tpkts, xot []uint16) *Reassembler {
	r := NewReassembler(c, tpkts)
	r.anyPort = true
	for _, p := range xot {
		r.ports[p] = true
	}
	return r
}

// Frame takes one frame. A frame that does not decode, or belongs neither to an X.25 link nor to a
// connection that is passed on, is ignored.
func (r *Reassembler) Frame(f Frame) {
	r.Seen.Frames++
	if f.Length > len(f.Data) {
		r.Seen.Cut++
	}
	tcp, from, to, ok := r.network.segment(f)
	if !ok {
		if l, side, b := r.links.unit(f, r.network); l != nil {
			r.consumer.Unit(l, side, f.Number, b)
		} else {
			r.Seen.other(f, r.network)
		}
		return
	}
	if r.anyPort || r.known(from.Port()) || r.known(to.Port()) {
		r.segment(f.Number, from, to, tcp)
	}
}

func (r *Reassembler) known(port uint16) bool {
	_, known := r.ports[port]
	return known
}

// Close reports the gaps that were still open at the end of the capture, whose last frame was n,
// and passes on what came behind them.
func (r *Reassembler) Close(n int) {
	for i := range r.used {
		for e := r.used[i].Front(); e != nil; e = r.used[i].Front() {
			r.end(e.Value.(*Connection), n, Open)
		}
	}
}

// end forgets a connection, after passing on what came early.
func (r *Reassembler) end(c *Connection, n int, how Ending) {
	for end := range Responder + 1 {
		for len(c.halves[end].early) > 0 {
			r.skip(c, end, n)
		}
	}
	r.tellEnd(c, n, how)
	delete(r.connections, c.key)
	r.used[c.standing].Remove(c.place)
}

func (r *Reassembler) tellEnd(c *Connection, n int, how Ending) {
	if r.ender != nil && c.standing == found && !c.closed {
		r.ender.End(c, n, how)
	}
	c.closed = true
}

func (r *Reassembler) segment(n int, from, to netip.AddrPort, tcp *layers.TCP) {
	seq, payload := tcp.Seq, tcp.Payload
	if tcp.SYN {
		seq++
	}
	if tcp.RST {
		payload = nil // RFC 9293 3.5.3: at most an explanation
	}
	c, end := r.find(n, from, to, tcp, seq)
	h := &c.halves[end]
	h.syn = h.syn || tcp.SYN
	if c.standing == foreign {
		return
	}
	if !h.started {
		h.started, h.first, h.next = true, seq, seq
	}
	if len(payload) > 0 {
		r.octets(c, end, n, seq, payload)
	}
	if other := &c.halves[end.other()]; tcp.ACK { // what the other end has received and the capture has not
		for len(other.early) > 0 && !before(tcp.Ack, other.early[0].seq) {
			r.skip(c, end.other(), n)
		}
	}
	for len(h.early) > 0 && (tcp.FIN || tcp.RST || h.heldOctets > maxHeld || len(h.early) > maxEarly || r.held > maxHeldInAll) {
		r.skip(c, end, n)
	}
	switch h.fin = h.fin || tcp.FIN; {
	case tcp.RST:
		r.tellEnd(c, n, Reset)
	case h.fin && c.halves[end.other()].fin:
		r.tellEnd(c, n, Closed)
	}
}

// octets passes on b when it is next in line, else holds it.
func (r *Reassembler) octets(c *Connection, end Side, n int, seq uint32, b []byte) {
	h := &c.halves[end]
	if !h.given && !h.syn && distance(seq, h.next) == 1 {
		h.next = seq // the first segment was a keep-alive without octets, RFC 1122 4.2.3.6
	}
	h.given = true
	if d := distance(seq, h.next); d > window || d < -window { // the numbers have jumped: another connection's, or much is missing
		for len(h.early) > 0 {
			r.skip(c, end, n)
		}
		r.gap(c, end, n, 0)
		h.next = seq
	}
	if len(h.early) == 0 {
		if seq, b = h.fresh(seq, b); seq == h.next {
			if len(b) > 0 {
				h.next += uint32(len(b)) //nolint:gosec // a segment is shorter than 2^32
				r.give(c, end, n, b)
			}
			return
		}
	}
	before := h.heldOctets
	h.hold(seq, b)
	r.held += h.heldOctets - before
	r.flush(c, end, n)
}

// find returns the connection of a segment, and the end that sent the segment. A SYN with another
// number begins a new one, and so do octets that do not go on where one ended that was told of.
func (r *Reassembler) find(n int, from, to netip.AddrPort, tcp *layers.TCP, seq uint32) (*Connection, Side) {
	key := [2]netip.AddrPort{from, to}
	end := Initiator
	c := r.connections[key]
	if c == nil {
		c, end = r.connections[[2]netip.AddrPort{to, from}], Responder
	}
	if c != nil {
		if tcp.SYN && c.takesSYN(end, seq) || !tcp.SYN && !c.isPast(end, seq, len(tcp.Payload)) {
			r.used[c.standing].MoveToBack(c.place)
			return c, end
		}
		r.end(c, n, Reused)
	} else if len(r.connections) == maxConnections {
		r.drop(n)
	}
	end = Initiator
	if tcp.SYN && tcp.ACK || !tcp.SYN && r.answers(from.Port(), to.Port()) {
		key, end = [2]netip.AddrPort{to, from}, Responder
	}
	c = &Connection{Addr: key, key: key}
	c.standing = r.standingOf(c)
	c.place = r.used[c.standing].PushBack(c)
	r.connections[key] = c
	return c, end
}

// takesSYN reports whether a SYN of an end, which gives its first octet the number seq, is of this
// connection: it was sent before, or comes late, or nothing but acknowledgements came before it,
// which may be those of an older connection.
func (c *Connection) takesSYN(end Side, seq uint32) bool {
	h := &c.halves[end]
	if !h.started || h.first == seq {
		return true
	}
	if h.syn || h.given || c.halves[end.other()].given {
		return false
	}
	h.first, h.next = seq, seq
	return true
}

// isPast reports whether n octets from the number seq on are another connection's, since c has
// ended and has no place for them.
func (c *Connection) isPast(end Side, seq uint32, n int) bool {
	h := &c.halves[end]
	d := distance(seq, h.next)
	return c.closed && c.standing == found && h.started && n > 0 && (d > 0 || d < -window)
}

// answers reports whether the sender of a segment, between these ports, seems to be the responder
// of a connection whose SYN is not in the capture.
func (r *Reassembler) answers(from, to uint16) bool {
	if r.known(from) || r.known(to) {
		return r.known(from) && !r.known(to)
	}
	return from < to
}

// drop makes room for a connection.
func (r *Reassembler) drop(n int) {
	for _, s := range [...]standing{foreign, unknown, found} {
		if e := r.used[s].Front(); e != nil {
			r.end(e.Value.(*Connection), n, Dropped)
			return
		}
	}
}

// flush passes on what has become next in line.
func (r *Reassembler) flush(c *Connection, end Side, n int) {
	h := &c.halves[end]
	for b := h.take(); b != nil; b = h.take() {
		r.held -= len(b)
		r.give(c, end, n, b)
	}
}

// skip gives up the hole in front of what came early.
func (r *Reassembler) skip(c *Connection, end Side, n int) {
	r.gap(c, end, n, c.halves[end].jump())
	r.flush(c, end, n)
}
