package stack

import (
	"sync"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/session/spm"
	"github.com/osi-go/osi/x25"
)

// Carrier says what a [Conn] is fed.
type Carrier uint8

// The carriers.
const (
	TPKTs   Carrier = iota // octets of a TCP connection of RFC 1006, in any chunking
	NSDUs                  // each call takes one NSDU with one TPDU, as an X.25 driver delivers it
	TSDUs                  // each call takes one TSDU; there is no transport layer
	SSDUs                  // each call takes the user data of one session service primitive
	XOT                    // octets of a TCP connection of RFC 1613, in any chunking
	Packets                // each call takes one X.25 packet, of any logical channel. Begin a new Conn when the link below was set up again
)

var carrierNames = [...]string{"TPKTs", "NSDUs", "TSDUs", "SSDUs", "XOT", "packets"}

// String returns the carrier's name.
func (c Carrier) String() string {
	if c.Valid() {
		return carrierNames[c]
	}
	return "carrier(" + number(int(c)) + ")"
}

// Valid reports whether c is one of the constants.
func (c Carrier) Valid() bool { return int(c) < len(carrierNames) }

// x25 reports whether c carries X.25 packets.
func (c Carrier) x25() bool { return c == XOT || c == Packets }

// Order says what becomes of PDUs of session and ACSE that are out of turn: no conforming end would
// have sent them then, by the state tables of X.225 and X.227 and what has passed so far.
type Order uint8

// The values of Order.
const (
	OrderOn     Order = iota // they are faults
	OrderReport              // a gate lets them pass and says so: Unit.OutOfTurn. Order is then not judged until the next connection
	OrderOff                 // they pass
)

var orderNames = [...]string{"on", "report", "off"}

// String returns "on", "report" or "off".
func (o Order) String() string {
	if o.Valid() {
		return orderNames[o]
	}
	return "order(" + number(int(o)) + ")"
}

// Valid reports whether o is one of the constants.
func (o Order) Valid() bool { return int(o) < len(orderNames) }

// Config says how connections are decoded. The zero Config is strict, with the default limits.
type Config struct {
	Limits   osi.Limits
	Tolerate osi.Tolerance

	// Top is the highest layer that is decoded: osi.X25, osi.Transport, osi.Session,
	// osi.Presentation or, what zero means, osi.RTSE for all. What it carries comes out as octets.
	Top osi.Layer

	// Midway says that connections may be met in the middle: the first unit need not begin one.
	// What was negotiated before is not known then, and not checked.
	Midway bool

	// Order says what becomes of PDUs that are out of turn.
	Order Order

	// Summary is what the short forms of X.225 Amd.1 stand for, known to both ends beforehand. Where
	// it has no units a gate refuses connections in short forms: nothing in them could be judged.
	Summary spm.Summary

	// Opaque says that values of abstract syntaxes that no layer decodes pass as octets. Otherwise
	// those whose transfer syntax is BER, CER or DER must be well-formed BER.
	Opaque bool

	// Whole says that TSDUs and SSDUs of the data phase are held until they are whole, as those are
	// that connect, control or end. Otherwise a gate that is not to tell of them, see [SkipData], lets
	// their TPDUs and segments pass as they come, once it has judged the context of the first value in
	// them; the one that would complete an invalid unit does not pass. Of the Limits those of TSDU,
	// SSDU, Segments and Elements do not bound them then, and Depth counts within each value. A gate
	// whose Top is session or presentation holds them in any case.
	Whole bool

	// Transfers has the APDUs that RTSE transfers followed, X.228 7.3: the RTTRs of an activity are
	// the pieces of one value in BER, which must be well formed and whole when the activity ends.
	Transfers bool

	// Guess takes a connection whose first TSDU begins with no SPDU that may stand first for one of
	// another protocol, such as S7 or RDP, and gives its TSDUs as octets; and one whose first SSDU
	// begins like no PPDU for one without presentation. Otherwise they are errors.
	Guess bool

	// Interface describes the X.25 interface of the carriers XOT and Packets.
	Interface Interface

	noLanes bool // for tests: every unit goes through the decoders
}

// Interface describes an X.25 interface. The zero Interface has modulo 8, no permanent virtual
// circuit, and neither side is known to be a DCE.
type Interface struct {
	Modulo            x25.Modulo // x25.AnyModulo takes each packet's word for it
	Initiator         osi.Side   // the side that osi.FromInitiator stands for
	PermanentCircuits uint16     // logical channels, from 1 up, that are permanent virtual circuits
	Subscription      Subscription
	Calls             []CallRule // how calls are used; the first rule that matches decides
	Foreign           bool       // calls for other protocols than OSI, as CallRule has them, pass; their data are not looked at
}

// A Stack makes connections of one Config, which share its decoders. It is safe for concurrent use.
// New makes it.
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

// A Conn decodes one connection, both directions; of X.25 packets one interface with all its calls.
// It is not safe for concurrent use. A Stack makes it: of any other all units are invalid.
type Conn struct {
	stack   *Stack
	carrier Carrier
	skip    Skip
	in      [2]input
	lanes   [2]lane
	link    *link // of X.25
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
