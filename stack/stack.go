package stack

import (
	"iter"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/acse"
	"github.com/osi-go/osi/presentation"
	"github.com/osi-go/osi/rtse"
	"github.com/osi-go/osi/session"
	"github.com/osi-go/osi/transport"
)

// Direction says who sent something.
type Direction uint8

// The two directions of a connection.
const (
	FromInitiator Direction = iota // who sent, or would have sent, the CR
	FromResponder
)

// String returns "initiator" or "responder".
func (d Direction) String() string {
	if d == FromInitiator {
		return "initiator"
	}
	return "responder"
}

// Carrier is what a Conn is fed.
type Carrier uint8

// The carriers.
const (
	TPKTStream Carrier = iota // octets of a TCP connection, in any chunking
	NSDUs                     // each Feed is one NSDU: one TPDU, or several concatenated
	TSDUs                     // each Feed is one TSDU; there is no transport layer
)

// Config says how a Conn works. The zero Config is a strict TPKT stream with the default limits.
type Config struct {
	Carrier  Carrier
	Limits   osi.Limits
	Tolerate osi.Tolerance

	// Guess takes a connection whose first TSDU begins with no SPDU that may stand first for one of another
	// protocol, such as S7 or RDP, and gives its TSDUs as octets; and one whose first SSDU begins like no PPDU for one without
	// presentation, and gives its SSDUs as octets. Otherwise they are errors of the session or presentation layer.
	Guess bool
}

// A PDU is a decoded PDU of any layer, such as *transport.Data. A type switch tells which.
type PDU interface {
	String() string // the standard's abbreviation
}

// An Event is one PDU, or octets that no layer decodes. All of it is lent until the iteration continues.
type Event struct {
	Dir       Direction
	Channel   uint16        // logical channel, of a Link; 0 elsewhere
	Layer     osi.Layer     // of PDU or Err; 0 for octets that nobody decodes
	PDU       PDU           // nil with Err, and for octets that nobody decodes
	Octets    []byte        // the PDU as it was received, its user data included
	Offset    int64         // of Octets among all that was fed in this direction; of a joined TSDU, that of its last part
	Err       *osi.Error    // nil, or why there is no PDU; its offset counts in Octets
	Tolerated osi.Tolerance // deviations that were let pass in this PDU
}

// A Conn decodes one connection. It is not safe for concurrent use.
type Conn struct {
	config Config
	d      *decoders
	halves [2]half

	confirmed bool // a CC was seen

	guessedTransport, noTransport       bool // NSDUs are of another protocol than transport
	guessedSession, noSession           bool // TSDUs are of another protocol than session
	guessedPresentation, noPresentation bool // SSDUs are of another protocol than presentation

	cn          *session.Connect
	oa          *session.OverflowAccept
	cp          *presentation.Connect
	ac          *presentation.AlterContext
	contexts    presentation.ContextSet
	established bool // contexts is known
	recent      struct {
		context int64 // the presentation context that was looked up last; 0 is none
		layer   osi.Layer
	}
}

// half is the state of one direction. It is small: idle connections are many.
type half struct {
	fed    int64 // octets of earlier Feeds
	stream stream

	format transport.Format
	tsdu   transport.Reassembler

	selected selected
	ssdu     session.Reassembler
	simple   bool // user data of presentation is simply encoded
}

// selected is what CN and AC have agreed on for one direction.
type selected struct {
	version      session.Version
	serialDigits int
	extended     bool
}

// decoders have the values that are lent with events. The connections of one Link share them.
type decoders struct {
	transport    transport.Decoder
	session      session.Decoder
	presentation presentation.Decoder
	acse         acse.Decoder
	rtse         rtse.Decoder
	bind         rtse.Bind
}

func newDecoders(l osi.Limits, t osi.Tolerance) *decoders {
	d := new(decoders)
	d.transport.Tolerate, d.session.Tolerate, d.presentation.Tolerate, d.acse.Tolerate, d.rtse.Tolerate = t, t, t, t, t
	d.transport.MaxTPDU = l.TPDU
	d.session.Limits, d.presentation.Limits, d.acse.Limits, d.rtse.Limits = l, l, l, l
	return d
}

// New returns a Conn.
func New(config Config) *Conn {
	config.Limits = config.Limits.WithDefaults()
	return newConn(config, newDecoders(config.Limits, config.Tolerate))
}

// newConn returns a Conn that uses d. The limits of config have their defaults.
func newConn(config Config, d *decoders) *Conn {
	c := &Conn{config: config, d: d}
	for i := range c.halves {
		c.halves[i].format.OverTCP = config.Carrier == TPKTStream
		c.halves[i].tsdu.Limits = config.Limits
		c.halves[i].ssdu.Limits = config.Limits
	}
	return c
}

// Feed takes what was received from d and yields the events that it
// completes. All of b is taken, also when the iteration is stopped early; the
// remaining events are lost then.
func (c *Conn) Feed(d Direction, b []byte) iter.Seq[Event] {
	return func(yield func(Event) bool) { c.feed(&sink{yield: yield, shown: d}, d, b) }
}

func (c *Conn) feed(s *sink, d Direction, b []byte) {
	h := &c.halves[d&1]
	switch c.config.Carrier {
	case TPKTStream:
		c.tpkts(s, h, b)
	case NSDUs:
		c.nsdu(s, h, b)
	case TSDUs:
		c.userData(s, h, b, h.fed)
	}
	h.fed += int64(len(b))
}

// A sink takes the events of one Feed.
type sink struct {
	yield   func(Event) bool
	shown   Direction // in the events
	channel uint16    // in the events
	stopped bool      // the consumer wants no more
}

func (s *sink) emit(e Event) {
	if !s.stopped {
		e.Dir, e.Channel = s.shown, s.channel
		s.stopped = !s.yield(e)
	}
}

func (s *sink) fail(err error, b []byte, off int64) {
	if e := osi.AsError(err); e != nil {
		s.emit(Event{Layer: e.Layer, Err: e, Octets: b, Offset: off})
	}
}

// Broken reports whether the TPKT stream of d has lost its framing. What is fed to it then is ignored until Reset.
func (c *Conn) Broken(d Direction) bool { return c.halves[d&1].stream.broken }

// Pending returns the number of octets held for unfinished TPKTs and TSDUs of d.
func (c *Conn) Pending(d Direction) int {
	h := &c.halves[d&1]
	return len(h.stream.buf) + h.tsdu.Pending()
}

// Reset drops what is held of direction d, as after a gap in a capture, and lets a broken stream begin anew with the next octet fed.
func (c *Conn) Reset(d Direction) {
	h := &c.halves[d&1]
	h.stream = stream{}
	h.tsdu.Reset()
	h.ssdu.Reset()
}
