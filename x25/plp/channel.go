package plp

import (
	"github.com/osi-go/osi/internal/octets"
	"github.com/osi-go/osi/x25"
)

// channelFlags is what there is to know of a channel beside its numbers.
type channelFlags uint32

const (
	isAssigned     channelFlags = 1 << iota
	isPermanent                 // a permanent virtual circuit
	ownCall                     // this end has called
	askedDelivery               // the call has D = 1
	gotDelivery                 // so has its answer
	askedExpedited              // the call asks for expedited data
	gotExpedited                // so does its answer
	hasThroughput               // the call has facility 02, or 4C with extThroughput
	extThroughput
	hasCall        // options and throughput are those of a call
	peerNotReady   // the peer has sent RNR last
	ownNotReady    // this end has
	interruptOut   // an INTERRUPT sent is not confirmed
	interruptIn    // an INTERRUPT received is not confirmed
	rejecting      // a REJ was sent, and the packet that it asks for has not come
	sending        // an M-bit sequence is begun and not ended
	sendingQ       // its Q bit
	receiving      // the same of the other direction
	receivingQ     //
	resetsCollided // a RESET has collided, and nothing has come since
	clearsCollided // the same of a CLEAR
)

// channel is one logical channel. The sizes of channels not in use are 0.
type channel struct {
	flags channelFlags
	state State // P1 to P7
	reset State // D1 to D3

	vs     uint8 // P(S) of the next DATA
	high   uint8 // P(S) behind the last DATA ever sent; it differs from vs while DATA is sent again
	acked  uint8 // P(R) received last
	vr     uint8 // P(S) expected
	sentPR uint8 // P(R) sent last

	txWindow, rxWindow uint8
	txSize, rxSize     uint8 // log2 of octets

	cause, diagnostic uint8 // of the CLEAR or RESET sent last
	options           uint8 // facility 01 of the call
	throughput        [2]uint8
	retries           uint8
	timers            Timers
}

func (c *channel) has(f channelFlags) bool { return c.flags&f != 0 }

func (c *channel) set(f channelFlags, on bool) {
	if on {
		c.flags |= f
	} else {
		c.flags &^= f
	}
}

// ready ends the call; of a permanent circuit it begins data transfer anew, with the sizes f.
func (c *channel) ready(f *x25.FlowControl) {
	*c = channel{flags: c.flags & (isAssigned | isPermanent), state: P1, reset: D1}
	if c.has(isPermanent) {
		c.state = P4
		c.agree(*f, true)
	}
}

// restart begins data transfer, with P(S) 0 in both directions.
func (c *channel) restart() {
	c.reset, c.vs, c.high, c.acked, c.vr, c.sentPR = D1, 0, 0, 0, 0, 0
	c.flags &^= peerNotReady | ownNotReady | interruptOut | interruptIn | rejecting | sending | receiving | resetsCollided
}

// agree takes over packet and window sizes. own says that this end is the caller.
func (c *channel) agree(f x25.FlowControl, own bool) {
	c.txSize, c.rxSize = octets.Log2(f.PacketSizes.FromCalling), octets.Log2(f.PacketSizes.FromCalled)
	c.txWindow, c.rxWindow = octets.Len8(f.WindowSizes.FromCalling), octets.Len8(f.WindowSizes.FromCalled)
	if !own {
		c.txSize, c.rxSize = c.rxSize, c.txSize
		c.txWindow, c.rxWindow = c.rxWindow, c.txWindow
	}
}

// flow is the contrary of agree.
func (c *channel) flow(own bool) x25.FlowControl {
	f := x25.FlowControl{
		PacketSizes: x25.PacketSizes{FromCalling: 1 << c.txSize, FromCalled: 1 << c.rxSize},
		WindowSizes: x25.WindowSizes{FromCalling: int(c.txWindow), FromCalled: int(c.rxWindow)},
	}
	if !own {
		f.PacketSizes.FromCalled, f.PacketSizes.FromCalling = f.PacketSizes.FromCalling, f.PacketSizes.FromCalled
		f.WindowSizes.FromCalled, f.WindowSizes.FromCalling = f.WindowSizes.FromCalling, f.WindowSizes.FromCalled
	}
	return f
}

// propose remembers of a call what its answer and its clear depend on.
func (c *channel) propose(p *x25.CallRequest, own bool, defaults x25.FlowControl) {
	c.flags &^= askedDelivery | gotDelivery | askedExpedited | gotExpedited | hasThroughput | extThroughput | ownCall
	c.flags |= hasCall
	c.set(ownCall, own)
	c.set(askedDelivery, p.D)
	c.set(askedExpedited, expedited(p.Facilities))
	c.agree(p.Facilities.FlowControl(defaults), own)
	c.options, c.throughput = 0, [2]uint8{}
	if e, ok := p.Facilities.Find(x25.CodeReverseCharging); ok {
		c.options = e.Value[0]
	}
	if e, ok := p.Facilities.Find(x25.CodeThroughput); ok {
		c.flags |= hasThroughput
		c.throughput[0] = e.Value[0]
	}
	if e, ok := p.Facilities.Find(x25.CodeThroughputExtended); ok {
		c.flags |= hasThroughput | extThroughput
		copy(c.throughput[:], e.Value)
	}
}

// proposal returns the call as far as its answer and its clear depend on it. buf holds its
// facilities.
func (c *channel) proposal(buf *[16]byte) x25.CallRequest {
	f := c.flow(c.has(ownCall))
	b := append(buf[:0], 0x01, c.options,
		0x42, octets.Log2(f.PacketSizes.FromCalled), octets.Log2(f.PacketSizes.FromCalling),
		0x43, octets.Len8(f.WindowSizes.FromCalled), octets.Len8(f.WindowSizes.FromCalling))
	switch {
	case c.has(extThroughput):
		b = append(b, 0x4c, c.throughput[0], c.throughput[1])
	case c.has(hasThroughput):
		b = append(b, 0x02, c.throughput[0])
	}
	return x25.CallRequest{D: c.has(askedDelivery), Facilities: b}
}

// accepted opens the call that p answers and agrees with.
func (c *channel) accepted(p *x25.CallAccepted, call *x25.CallRequest) {
	proposed := call.Facilities.FlowControl(x25.FlowControl{})
	c.agree(p.Facilities.FlowControl(proposed), c.has(ownCall))
	c.set(gotDelivery, p.D)
	c.set(gotExpedited, expedited(p.Facilities))
	c.state = P4
}

// expedited reports whether a call or its answer asks for the use of expedited data.
func expedited(f x25.FacilityField) bool {
	e, _ := f.Find(x25.CodeExpedited)
	use, _ := e.Flag()
	return use
}

// distance returns how far to is ahead of from, in sequence numbers up to most, which is one less
// than a power of two.
func distance(from, to, most uint8) uint8 { return (to - from) & most }

// outstanding returns the number of DATA packets that the peer has not confirmed.
func (c *channel) outstanding(most uint8) uint8 { return distance(c.acked, c.high, most) }

// unconfirmed returns the number of DATA packets that this end has not confirmed.
func (c *channel) unconfirmed(most uint8) uint8 { return distance(c.sentPR, c.vr, most) }
