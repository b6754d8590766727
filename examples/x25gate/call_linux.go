package main

import (
	"encoding/binary"
	"net"
	"time"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/validate"
	"github.com/osi-go/osi/x25"
)

const (
	header   = 4   // of XOT: version 0, length
	queue    = 512 // frames that wait for the peer: a window of 127 and what bypasses it
	patience = 30 * time.Second
)

// A call is one virtual circuit and its TCP connection.
type call struct {
	gate   *gate
	own    osi.Direction // of the kernel, in stream
	stream *validate.Stream
	out    chan []byte // frames for the peer; closed at the end
	conn   net.Conn    // nil until there is one

	lci           uint16 // 0: none yet
	mixer         mixer
	over          bool // nothing more goes to the peer
	kernelCleared bool
	peerCleared   bool // or the gate, in its place
}

// newCall returns a call whose caller is the kernel or a peer.
func (g *gate) newCall(by osi.Direction) *call {
	c := &call{gate: g, stream: g.xot.Stream(validate.XOT), out: make(chan []byte, queue), own: osi.FromInitiator}
	c.mixer.modulo = [2]x25.Modulo{g.modulo, g.peers}
	if by == fromPeers {
		c.own = osi.FromResponder
	}
	return c
}

// run carries frames until the connection ends.
func (c *call) run(conn net.Conn) {
	g := c.gate
	g.mu.Lock()
	c.conn = conn
	g.live[c] = struct{}{}
	g.mu.Unlock()
	g.all.Go(c.send)
	b := make([]byte, 32<<10)
	for {
		n, err := conn.Read(b)
		g.mu.Lock()
		if n > 0 && !c.take(b[:n]) || err != nil {
			c.lost()
			c.stream.Close()
			delete(g.live, c)
			g.mu.Unlock()
			break
		}
		g.mu.Unlock()
	}
}

// send writes frames until the end of the call, and ends the connection.
func (c *call) send() {
	defer c.conn.Close() //nolint:errcheck // the end
	for b := range c.out {
		c.conn.SetWriteDeadline(time.Now().Add(patience)) //nolint:errcheck // a closed connection fails at once
		if _, err := c.conn.Write(b); err != nil {
			return // the reader notices, too
		}
	}
}

// take judges what the peer sent; false ends the connection.
func (c *call) take(b []byte) bool {
	for rest := b; len(rest) > 0; {
		if c.over {
			return false
		}
		var v validate.Verdict
		v, rest = c.stream.Check(c.own.Opposite(), rest)
		switch v.Action {
		case validate.Hold:
		case validate.Pass:
			c.gate.stats.FromPeers++
			if !c.fromPeer(v.Octets[header:]) {
				return false
			}
		case validate.Reject:
			c.gate.stats.FromPeers++
			if !c.rejected(&v) {
				return false
			}
		}
	}
	return true
}

// fromPeer takes a packet of the peer to the kernel; false ends the connection.
func (c *call) fromPeer(p []byte) bool {
	g, t := c.gate, x25.Type(p[2])
	if c.lci == 0 {
		if t != x25.TypeCallRequest { // a permanent circuit
			return false
		}
		c.mixer.modulo[fromPeers] = modulo(p[0])
		if c.lci = g.channel(); c.lci == 0 {
			g.stats.Refused++
			c.abandon(x25.ClearCongestion)
			return false
		}
		g.stats.In++
		g.calls[c.lci] = c
	}
	b, err := c.inward(p)
	if err != nil {
		g.log.Warn("packet does not suit the other modulo", "error", err)
		c.abandon(x25.ClearInvalidFacility)
		if t == x25.TypeCallRequest { // which the kernel has not seen
			c.end()
		}
		return false // see lost
	}
	c.peerCleared = c.peerCleared || t == x25.TypeClearRequest
	g.pass(b, c)
	if t == x25.TypeClearConfirmation || c.kernelCleared && c.peerCleared { // of a collision there is none, X.25 4.1.8
		c.end()
		return false
	}
	return true
}

// inward returns a packet of the peer as the kernel is to see it.
func (c *call) inward(p []byte) ([]byte, error) {
	b, err := c.mixer.translate(fromPeers, p)
	if err != nil {
		return nil, err
	}
	b = append([]byte(nil), b...)
	binary.BigEndian.PutUint16(b, uint16(b[0]&0xf0)<<8|c.lci)
	return b, nil
}

// channel returns a free logical channel, the highest, since Linux takes the lowest; 0: none.
func (g *gate) channel() uint16 {
	if g.stopping {
		return 0
	}
	for lci := uint16(x25.MaxLCI); lci > 0; lci-- {
		if int(lci) <= g.most && g.calls[lci] == nil {
			return lci
		}
	}
	return 0
}

// fromKernel takes a packet of the kernel to the peer.
func (c *call) fromKernel(t x25.Type, p []byte) {
	c.toPeer(p)
	if t == x25.TypeClearConfirmation {
		c.end()
	}
	if t == x25.TypeClearRequest {
		if c.kernelCleared = true; c.peerCleared || c.over { // a collision, or nobody to confirm
			c.confirm()
		}
	}
}

// confirm ends a call that the kernel has cleared and whose peer does not confirm.
func (c *call) confirm() {
	if !c.peerCleared { // the CLEAR of the peer confirms the kernel's
		c.gate.toKernel(&x25.ClearConfirmation{Header: c.gate.header(c.lci)}, nil)
	}
	c.end()
}

// toPeer judges a packet of the kernel, or of the gate in its place, and sends it to the peer.
func (c *call) toPeer(p []byte) {
	if c.over {
		return
	}
	p, err := c.mixer.translate(fromKernel, p)
	if err != nil {
		c.gate.log.Warn("packet does not suit the other modulo", "error", err)
		c.lost()
		return
	}
	frame := binary.BigEndian.AppendUint16(make([]byte, 2, header+len(p)), uint16(len(p))) //nolint:gosec // the device's are shorter
	frame = append(frame, p...)
	v, _ := c.stream.Check(c.own, frame)
	if v.Action == validate.Pass {
		c.put(v.Octets)
		return
	}
	if !c.rejected(&v) {
		c.lost()
	}
}

// put queues a frame for the peer. One that does not read is given up.
func (c *call) put(frame []byte) {
	if c.over {
		return
	}
	select {
	case c.out <- append([]byte(nil), frame...):
		c.gate.stats.ToPeers++
	default:
		c.gate.log.Warn("peer does not read")
		c.lost()
	}
}

// rejected does what is suggested about a frame that the stream of the connection rejects; false
// ends the connection, even where the stream would go on after a reset: the gate gives up a call
// with a fault, and a mixer would not know which packets crossed the reset.
func (c *call) rejected(v *validate.Verdict) bool {
	c.gate.note(v, c)
	kernel, peer := v.Notice, v.Answer
	if v.From == c.own {
		kernel, peer = v.Answer, v.Notice
	}
	for _, frame := range peer {
		c.put(frame)
	}
	for _, frame := range kernel {
		if c.lci == 0 || len(frame) < header+3 {
			break
		}
		p, err := c.inward(frame[header:])
		if err != nil {
			c.gate.log.Error("own packet", "error", err)
			break
		}
		if x25.Type(p[2]) == x25.TypeClearRequest {
			c.peerCleared = true
		}
		c.gate.pass(p, c)
	}
	return v.Reaction == validate.DropUnit
}

// abandon tells the peer that the gate ends its call.
func (c *call) abandon(cause x25.ClearCause) {
	if c.peerCleared || c.kernelCleared {
		return
	}
	clear := &x25.ClearRequest{Header: c.gate.header(max(c.lci, 1)), Cause: cause, Diagnostic: osi.Some(x25.DiagNone)}
	if b, err := clear.AppendBinary(nil); err == nil {
		c.toPeer(b)
	}
}

// lost is the end of the connection, or of the peer's right to it. The kernel's call is cleared,
// and its channel free when the kernel has confirmed.
func (c *call) lost() {
	g := c.gate
	c.finish()
	if c.lci == 0 || g.calls[c.lci] != c {
		return
	}
	switch {
	case c.kernelCleared:
		c.confirm()
	case !c.peerCleared:
		g.stats.Lost++
		c.peerCleared = true
		g.toKernel(&x25.ClearRequest{Header: g.header(c.lci), Cause: x25.ClearOutOfOrder, Diagnostic: osi.Some(x25.DiagNone)}, c)
	}
}

// end is the end of the call: its channel is free.
func (c *call) end() {
	if c.gate.calls[c.lci] == c {
		delete(c.gate.calls, c.lci)
	}
	c.finish()
}

// finish lets the connection end when all that waits has been sent.
func (c *call) finish() {
	if !c.over {
		c.over = true
		close(c.out)
	}
}
