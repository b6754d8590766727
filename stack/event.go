package stack

import (
	"iter"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/acse"
	"github.com/osi-go/osi/presentation"
	"github.com/osi-go/osi/rtse"
	"github.com/osi-go/osi/session"
	"github.com/osi-go/osi/transport"
	"github.com/osi-go/osi/x25"
	"github.com/osi-go/osi/x25/xot"
)

// A PDU is a decoded PDU of any layer, such as *transport.Data. A type switch tells them apart.
type PDU interface {
	String() string // the standard's abbreviation
}

// An Event is one PDU, one fault, or octets that no layer decodes. All of it is lent until the
// function that it is given to returns.
type Event struct {
	Dir       osi.Direction
	Channel   uint16        // X.25 logical channel; 0 elsewhere
	Layer     osi.Layer     // of PDU, or of the decoder that found Err; 0 for octets that no layer decodes
	PDU       PDU           // nil with Err, and for octets that no layer decodes
	Octets    []byte        // the PDU as received, with its user data
	Offset    int64         // of Octets in all that was fed in this direction; of a joined TSDU, that of its last part
	Err       *osi.Error    // the fault, or nil; its Offset counts in Octets
	Cause     error         // the error that Err was taken from, or nil; for a PDU out of turn, a StateError of spm, class0, acpm or plp
	Tolerated osi.Tolerance // deviations that were accepted in this PDU

	// Primitive is the session service primitive that carried the PPDU, or what is in it. It is set
	// for a fault in a primitive without a PPDU, too.
	Primitive presentation.Primitive

	nested   osi.Opt[uint8] // the session connection that it is of, X.225 Amd.2
	connects bool           // it is a fault of the CN that begins that connection
}

// A run is one call of Next or Feed: the decoders that it has borrowed, and the function that is
// told of what they find.
type run struct {
	transport    transport.Decoder
	session      session.Decoder
	presentation presentation.Decoder
	acse         acse.Decoder
	rtse         rtse.Decoder
	bind         rtse.Bind
	x25          x25.Decoder
	setup        xot.PVCSetup
	data         dataPDUs

	config  *Config
	lane    *lane // of the direction at hand; nil where there is none
	see     func(*Event) bool
	gate    bool // of Next: the first fault ends the unit
	skip    Skip
	shown   osi.Direction // in events
	channel uint16        // in events
	failed  bool          // the unit at hand is invalid
	moved   bool          // the unit at hand has changed what a lane depends on
	stopped bool          // see has returned false, or a gate has found a fault
	event   Event         // lent to see
	fault   Event         // the first fault of the unit at hand

	tolerated osi.Tolerance          // in the unit at hand
	order     error                  // the first PDU out of turn in the unit at hand
	empty     presentation.Data      // of a primitive without user data
	primitive presentation.Primitive // that carries the PPDU at hand
	nested    osi.Opt[uint8]         // Nested Connection Identifier of the SPDU at hand
	connects  bool                   // the SPDU at hand is a CN that begins a connection
	raw       []session.Raw          // the SPDUs of the TSDU at hand
}

func newRun(c *Config) *run {
	r := &run{config: c}
	t, l := c.Tolerate, c.Limits
	r.x25.Tolerate, r.transport.Tolerate, r.session.Tolerate, r.presentation.Tolerate, r.acse.Tolerate, r.rtse.Tolerate = t, t, t, t, t, t
	r.transport.MaxTPDU = l.TPDU
	r.x25.Limits, r.session.Limits, r.presentation.Limits, r.acse.Limits, r.rtse.Limits = l, l, l, l, l
	return r
}

// skips reports whether see need not be called for PDUs of layer l. It notes t, which was tolerated
// in the one at hand.
func (r *run) skips(l osi.Layer, t osi.Tolerance) bool {
	r.tolerated |= t
	return r.skip&SkipLayer(l) != 0
}

// tell calls see for a PDU, or for octets that no layer decodes, and reports whether to go on. A
// caller whose p is an interface of its layer asks skips first, which saves a conversion.
func (r *run) tell(l osi.Layer, p PDU, b []byte, off int64, t osi.Tolerance) bool {
	if r.stopped || r.skips(l, t) {
		return !r.stopped
	}
	e := &r.event
	e.Dir, e.Channel, e.Layer, e.PDU, e.Octets, e.Offset, e.Tolerated, e.Primitive = r.shown, r.channel, l, p, b, off, t, r.primitive
	e.Err, e.Cause, e.nested, e.connects = nil, nil, r.nested, false
	if !r.see(e) {
		r.stopped, r.failed = true, true
		return false
	}
	return true
}

// fail calls see for a fault that the decoder of layer l has found in b, and reports whether to go
// on. A gate does not.
func (r *run) fail(l osi.Layer, err error, b []byte, off int64) bool {
	if r.stopped {
		return false
	}
	e := osi.AsError(err)
	r.event = Event{Dir: r.shown, Channel: r.channel, Layer: l, Octets: b, Offset: off, Err: e, Cause: err, Primitive: r.primitive, nested: r.nested, connects: r.connects}
	if !r.failed && r.gate {
		r.fault = r.event
	}
	r.failed = true
	r.stopped = !r.see(&r.event) || r.gate
	return !r.stopped
}

// outOfTurn is fail for a PDU that no conforming end sends now, as Config.Order has it.
func (r *run) outOfTurn(l osi.Layer, err error, b []byte, off int64) bool {
	switch {
	case r.config.Order == OrderOff:
		return true
	case r.config.Order == OrderReport && r.gate:
		if r.order == nil {
			r.order = err
		}
		return true
	}
	return r.fail(l, err, b, off)
}

// broke is fail for a rule of this package.
func (r *run) broke(rule *osi.Rule, p PDU, at, got, want int, b []byte, off int64) bool {
	return r.fail(rule.Layer, &osi.Error{Rule: rule, PDU: p.String(), Offset: at, Got: got, Want: want}, b, off)
}

// excused reports whether t is tolerated, and notes that it was. It is for deviations that several
// PDUs make together.
func (r *run) excused(t osi.Tolerance) bool {
	if r.config.Tolerate&t == 0 {
		return false
	}
	r.tolerated |= t
	return true
}

// note moves the deviations that a monitor has excused to r.
func (r *run) note(l *osi.Leniency) {
	r.tolerated |= l.Tolerated
	l.Tolerated = 0
}

// Feed takes what was received from d and yields the events in it. It takes all of b even if the
// iteration is stopped early; the remaining events are then lost. After a fault, decoding goes on
// with the next PDU, and what was half assembled is dropped. After a broken TPKT or XOT header no
// next frame can be found: d is ignored until Reset, see Broken. An SSDU is taken as that of
// S-DATA, see FeedSSDU.
func (c *Conn) Feed(d osi.Direction, b []byte) iter.Seq[Event] {
	return c.FeedSSDU(d, presentation.SData, b)
}

// FeedSSDU is Feed for the user data b of the session service primitive p. Carriers other than
// SSDUs ignore p.
func (c *Conn) FeedSSDU(d osi.Direction, p presentation.Primitive, b []byte) iter.Seq[Event] {
	return func(yield func(Event) bool) {
		if !c.made() {
			yield(Event{Dir: d & 1, Octets: b, Err: errNotMade, Cause: errNotMade})
			return
		}
		r := c.stack.borrow(func(e *Event) bool { return yield(*e) })
		defer c.stack.give(r)
		for rest := b; ; {
			var u Unit
			if rest = c.next(r, d&1, p, rest, &u); len(rest) == 0 {
				return
			}
		}
	}
}

func (s *Stack) borrow(see func(*Event) bool) *run {
	r := s.runs.Get().(*run) //nolint:forcetypeassert // New makes nothing else
	r.see, r.gate, r.skip, r.stopped = see, false, 0, false
	return r
}

func (s *Stack) give(r *run) {
	r.see, r.lane = nil, nil
	s.runs.Put(r)
}
