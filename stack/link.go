package stack

import (
	"iter"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/x25"
	"github.com/osi-go/osi/x25/xot"
)

// LinkConfig says how a Link works. The zero LinkConfig takes packets of modulo 8, is strict, with the default limits, and
// knows neither side to be a DCE.
type LinkConfig struct {
	XOT       bool       // a TCP connection of RFC 1613, in any chunking; else each Feed is one packet
	Modulo    x25.Modulo // x25.AnyModulo takes each packet's word for it
	Initiator x25.Sender // who FromInitiator is; the other direction is the opposite side
	Limits    osi.Limits // Channels bounds the channels in use
	Tolerate  osi.Tolerance
	Guess     bool // as in Config, per call
}

// A Link decodes the packets of one X.25 interface, both directions, and the connections on its logical channels: X.25,
// transport, session and what is above. An idle channel costs little more than its entry in a table. It is not safe for concurrent use.
type Link struct {
	config LinkConfig
	d      *decoders
	sides  [2]side
	calls  map[uint16]*call
	setup  xot.PVCSetup
}

// side is the state of one direction of a Link.
type side struct {
	fed       int64
	stream    stream // of XOT frames
	decoder   x25.Decoder
	sequences x25.Sequences
}

// A call is what a logical channel is used for.
type call struct {
	caller  Direction
	foreign bool  // its data are not of OSI transport
	conn    *Conn // nil before the first NSDU
}

// NewLink returns a Link.
func NewLink(config LinkConfig) *Link {
	config.Limits = config.Limits.WithDefaults()
	l := &Link{config: config, d: newDecoders(config.Limits, config.Tolerate), calls: map[uint16]*call{}}
	if config.XOT {
		config.Initiator = x25.OverXOT
	}
	senders := [2]x25.Sender{config.Initiator, config.Initiator.Opposite()}
	for i := range l.sides {
		d := &l.sides[i].decoder
		d.Format = x25.Format{Modulo: config.Modulo, Sender: senders[i]}
		d.Tolerate, d.Limits = config.Tolerate, config.Limits
		l.sides[i].sequences.Limits = config.Limits
	}
	return l
}

// Feed takes what was received from d and yields the events that it completes: all of b is taken, also when the iteration is stopped
// early. Offsets of packets count in all that was fed, those of events in a call in the NSDUs of its channel.
func (l *Link) Feed(d Direction, packet []byte) iter.Seq[Event] {
	return func(yield func(Event) bool) { l.feed(&sink{yield: yield, shown: d}, d, packet) }
}

// Channels returns the number of logical channels in use.
func (l *Link) Channels() int { return len(l.calls) }

// Broken reports whether the XOT stream of d has lost its framing. What is fed to it then is ignored until Reset.
func (l *Link) Broken(d Direction) bool { return l.sides[d&1].stream.broken }

// Reset drops the unfinished XOT frame and sequences of direction d, as after a gap in a capture, and lets a broken stream begin anew.
func (l *Link) Reset(d Direction) {
	l.sides[d&1].stream = stream{}
	l.sides[d&1].sequences.Reset()
}

func (l *Link) feed(s *sink, from Direction, b []byte) {
	d := &l.sides[from&1]
	if l.config.XOT {
		l.xot(s, from, b)
	} else {
		l.packet(s, from, b, d.fed)
	}
	d.fed += int64(len(b))
}

// xot takes octets of an XOT stream.
func (l *Link) xot(s *sink, from Direction, b []byte) {
	d := &l.sides[from&1]
	d.stream.feed(
		b, d.fed,
		func(b []byte) ([]byte, int, error) { return xot.Split(b, l.config.Limits.TPDU) },
		func(frame []byte, off int64) {
			s.channel = 0
			packet := xot.Frame(frame).Packet()
			off += int64(len(frame) - len(packet))
			if !xot.IsPVCSetup(packet) {
				l.packet(s, from, packet, off)
			} else if err := l.setup.Decode(packet); err != nil {
				s.fail(err, packet, off)
			} else {
				s.emit(Event{Layer: osi.XOT, PDU: &l.setup, Octets: packet, Offset: off})
			}
		},
		s.fail,
	)
}

// packet takes one packet.
func (l *Link) packet(s *sink, from Direction, b []byte, off int64) {
	d := &l.sides[from&1]
	d.decoder.Tolerated = 0
	p, err := d.decoder.Decode(b)
	if err != nil {
		s.fail(err, b, off)
		return
	}
	s.channel = p.Channel() // of the events behind it, too
	s.emit(Event{Layer: osi.X25, PDU: p, Octets: b, Offset: off, Tolerated: d.decoder.Tolerated})
	switch p := p.(type) {
	case *x25.Data:
		l.data(s, from, p, b, off)
	case *x25.CallRequest:
		l.drop(l.key(p.LCI))
		l.open(s, l.key(p.LCI), from, b, off, p.UserData)
	case *x25.ClearRequest, *x25.ClearConfirmation:
		l.drop(l.key(p.Channel()))
	case *x25.ResetRequest, *x25.ResetConfirmation: // what comes between is discarded by its receiver
		l.reset(l.key(p.Channel()))
	case *x25.RestartRequest:
		l.restart()
	}
}

// key returns the channel of a packet in calls and sequences. A connection of XOT is one channel, and the LCI in its packets means nothing: RFC 1613 5.
func (l *Link) key(lci uint16) uint16 {
	if l.config.XOT {
		return 0
	}
	return lci
}

// open notes a call; nil when there are too many.
func (l *Link) open(s *sink, lci uint16, caller Direction, b []byte, off int64, userData []byte) *call {
	if len(l.calls) >= l.config.Limits.Channels {
		s.fail(&osi.Error{Rule: ruleChannels, PDU: "CALL", Got: len(l.calls) + 1, Want: l.config.Limits.Channels}, b, off)
		return nil
	}
	protocol, _ := x25.IdentifyProtocol(userData)
	foreign := protocol != x25.ProtocolNone && protocol != x25.ProtocolTransport && protocol != x25.ProtocolUnknown
	c := &call{caller: caller, foreign: foreign}
	l.calls[lci] = c
	return c
}

// data takes a DATA packet and passes on the NSDU that it ends.
func (l *Link) data(s *sink, from Direction, p *x25.Data, b []byte, off int64) {
	p.LCI = l.key(p.LCI)
	c := l.calls[p.LCI]
	if c == nil { // a permanent virtual circuit, or the capture begins within the call
		if c = l.open(s, p.LCI, from, b, off, nil); c == nil {
			return
		}
	}
	nsdu, done, err := l.sides[from&1].sequences.Add(p, 0)
	switch {
	case err != nil:
		s.fail(err, b, off)
	case !done, len(nsdu) == 0 && !c.foreign && !p.Q: // an empty sequence is no NSDU, X.223 12 c
	case c.foreign || p.Q: // Q: not of the connection, X.223
		s.emit(Event{Octets: nsdu, Offset: off})
	default:
		if c.conn == nil {
			c.conn = newConn(Config{Carrier: NSDUs, Limits: l.config.Limits, Tolerate: l.config.Tolerate, Guess: l.config.Guess}, l.d)
		}
		c.conn.feed(s, from^c.caller, nsdu)
	}
}

func (l *Link) drop(lci uint16) {
	delete(l.calls, lci)
	for i := range l.sides {
		l.sides[i].sequences.Drop(lci)
	}
}

// reset is what a RESET does to the data on their way: X.25 4.4.3.
func (l *Link) reset(lci uint16) {
	for i := range l.sides {
		l.sides[i].sequences.Drop(lci)
	}
	if c := l.calls[lci]; c != nil && c.conn != nil {
		c.conn.Reset(FromInitiator)
		c.conn.Reset(FromResponder)
	}
}

func (l *Link) restart() {
	clear(l.calls)
	for i := range l.sides {
		l.sides[i].sequences.Reset()
	}
}

var ruleChannels = &osi.Rule{ID: "stack.channels", Layer: osi.X25, Field: "logical channels", Clause: "limit", Kind: osi.ErrLimit}
