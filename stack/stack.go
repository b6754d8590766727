package stack

import (
	"sync"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/internal/text"
	"github.com/osi-go/osi/session/spm"
	"github.com/osi-go/osi/x25"
)

// Carrier says what a [Conn] is fed.
type Carrier uint8

// The carriers.
const (
	TPKTs   Carrier = iota // octets of a TCP connection of RFC 1006, in any chunking
	NSDUs                  // each call takes one NSDU with one TPDU, as an X.25 driver delivers it
	TSDUs                  // each call takes one TSDU, of either flow as it comes; there is no transport layer
	SSDUs                  // each call takes the user data of one session service primitive
	XOT                    // octets of a TCP connection of RFC 1613, in any chunking
	Packets                // each call takes one X.25 packet of any logical channel; when the link below is set up again, a new Conn begins
)

var carrierNames = [...]string{"TPKTs", "NSDUs", "TSDUs", "SSDUs", "XOT", "packets"}

// String returns the carrier's name.
func (c Carrier) String() string { return text.Name(carrierNames[:], c, "carrier") }

// Valid reports whether c is one of the constants.
func (c Carrier) Valid() bool { return int(c) < len(carrierNames) }

// x25 reports whether c carries X.25 packets.
func (c Carrier) x25() bool { return c == XOT || c == Packets }

// Order says what becomes of session and ACSE PDUs that are out of turn. A PDU is out of turn if,
// by the state tables of X.225 and X.227, no conforming end would send it after what has been seen
// so far.
type Order uint8

// The values of Order.
const (
	OrderOn     Order = iota // it is a fault
	OrderReport              // a gate passes it and reports it in Unit.OutOfTurn; order is not judged again until the next connection
	OrderOff                 // order is not judged
)

var orderNames = [...]string{"on", "report", "off"}

// String returns "on", "report" or "off".
func (o Order) String() string { return text.Name(orderNames[:], o, "order") }

// Valid reports whether o is one of the constants.
func (o Order) Valid() bool { return int(o) < len(orderNames) }

// Config says how connections are decoded. The zero Config is strict and has the default limits.
type Config struct {
	Limits   osi.Limits
	Tolerate osi.Tolerance

	// Top is the highest layer that is decoded: osi.X25, osi.Transport, osi.Session, osi.Presentation
	// or osi.RTSE. Zero means osi.RTSE: all layers. What the top layer carries comes out as octets.
	Top osi.Layer

	// Midway says that a connection may have begun before its first unit was seen. What was
	// negotiated before that is unknown and is not checked.
	Midway bool

	// Order says what becomes of PDUs that are out of turn.
	Order Order

	// Summary tells what the short forms of X.225 Amd.1 stand for; both ends know it beforehand. If it
	// has no functional units, a gate refuses connections in short forms, which it could not judge.
	Summary spm.Summary

	// Opaque says that values of an application's abstract syntaxes are not looked at. Otherwise they
	// must be well-formed BER if their transfer syntax is BER, CER or DER.
	Opaque bool

	// Whole says that TSDUs and SSDUs of the data phase are held until they are complete, as those
	// that connect, control or end always are. Otherwise a gate that skips them, see [SkipData],
	// passes their TPDUs and segments as they arrive, once it has judged the context of the first
	// value in them. The TPDU or segment that would complete an invalid unit does not pass.
	// Limits.TSDU, SSDU, Segments and Elements do not bound what passes this way, and Limits.Depth
	// counts within each value. A gate whose Top is osi.Session or osi.Presentation always holds
	// them; one that tolerates osi.UndefinedElement holds most.
	Whole bool

	// Transfers says that the APDUs that RTSE transfers are judged, X.228 7.3. The RTTRs of an
	// activity are the pieces of one BER value, which must be well formed, and complete when the
	// activity ends. In an activity that is resumed, and where no context of an application is in BER,
	// they are not judged.
	Transfers bool

	// Guess says that the first octets decide which protocols a connection has above transport. If its
	// first TSDU begins with no SPDU that may come first, as with S7 or RDP, all its TSDUs come out as
	// octets. If its first SSDU begins like no PPDU, all its SSDUs do. Otherwise both are faults.
	Guess bool

	// Interface describes the X.25 interface of the carriers XOT and Packets.
	Interface Interface

	noLanes bool // for tests: every unit goes through the decoders
}

// Interface describes an X.25 interface. The zero Interface has modulo 8 and no permanent virtual
// circuits, and which side is the DCE is not known.
type Interface struct {
	Modulo            x25.Modulo // x25.AnyModulo takes each packet's word for it
	Initiator         osi.Side   // the side that osi.FromInitiator stands for
	PermanentCircuits uint16     // the logical channels 1 to PermanentCircuits are permanent virtual circuits
	Subscription      Subscription
	Calls             []CallRule // the first one that matches a call says how it is used
	Foreign           bool       // calls of protocols other than OSI pass, see CallRule; their data are not looked at
}

// A Stack makes connections that share one Config and its decoders. It is safe for concurrent use.
// Make it with New.
type Stack struct {
	config  Config
	runs    sync.Pool // of *run
	buffers buffers
}

// New returns a Stack.
func New(c Config) *Stack {
	c.Limits, c.Interface = c.Limits.WithDefaults(), c.Interface.clone()
	if c.Top == 0 {
		c.Top = osi.RTSE
	}
	s := &Stack{config: c}
	s.runs.New = func() any { return newRun(&s.config) }
	return s
}

// A Conn decodes both directions of one connection or, if it is fed X.25 packets, of one
// interface with all its calls. It is not safe for concurrent use. Make it with [Stack.Conn]: to
// any other Conn every unit is invalid.
type Conn struct {
	stack   *Stack
	carrier Carrier
	skip    Skip
	in      [2]input
	lanes   [2]lane
	link    *link // of X.25; nil for other carriers
	fault   Event // lent in a Unit
	association
}

// Conn returns a new connection.
func (s *Stack) Conn(c Carrier) *Conn {
	conn := &Conn{carrier: c}
	switch {
	case s.config.Top == 0 || !c.Valid():
		return conn
	case c.x25():
		conn.link = newLink(&s.config, c == XOT)
	default:
		conn.begin(&s.config, c, s.config.Midway)
	}
	conn.stack = s
	return conn
}
