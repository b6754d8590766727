package stack

import (
	"iter"
	"strconv"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/acse"
	"github.com/osi-go/osi/presentation"
	"github.com/osi-go/osi/rtse"
	"github.com/osi-go/osi/session"
	"github.com/osi-go/osi/transport"
	"github.com/osi-go/osi/x25"
	"github.com/osi-go/osi/x25/xot"
)

// A PDU is a decoded PDU of any layer, such as *transport.Data. A type switch tells which.
type PDU interface {
	String() string // the standard's abbreviation
}

// An Event is one PDU, one fault, or octets that no layer decodes. All of it is lent until the
// function that was given it returns.
type Event struct {
	Dir       osi.Direction
	Channel   uint16        // X.25 logical channel; 0 elsewhere
	Layer     osi.Layer     // of PDU, or of the decoder that found Err; 0 for octets that nobody decodes
	PDU       PDU           // nil with Err, and for octets that nobody decodes
	Octets    []byte        // the PDU as it was received, its user data included
	Offset    int64         // of Octets among all that was fed in this direction; of a joined TSDU, that of its last part
	Err       *osi.Error    // nil, or the fault; its Offset counts in Octets
	Cause     error         // nil, or what Err was found in: of a PDU out of turn the StateError of a monitor, with state and event
	Tolerated osi.Tolerance // deviations that were accepted in this PDU

	// Primitive carried a PPDU or what is in one, or broke down before there was one.
	Primitive presentation.Primitive
}

// A run is one call of Next or Feed: the decoders that it has borrowed, and who is told of what
// they find.
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
	gate    bool // the first fault ends the unit
	skip    Skip
	shown   osi.Direction // in events
	channel uint16        // in events
	failed  bool          // the unit at hand is invalid
	moved   bool          // the unit at hand has more than DT TPDUs with data in it
	stopped bool          // whoever is told wants no more
	event   Event         // lent to see
	fault   Event         // the first fault of the unit at hand

	tolerated osi.Tolerance          // in the unit at hand
	order     error                  // the first PDU out of turn in the unit at hand
	empty     presentation.Data      // of a primitive without user data
	primitive presentation.Primitive // that carries the PPDU at hand
	frames    []session.Raw          // of the TSDU at hand
}

func newRun(c *Config) *run {
	r := &run{config: c}
	t, l := c.Tolerate, c.Limits
	r.x25.Tolerate, r.transport.Tolerate, r.session.Tolerate, r.presentation.Tolerate, r.acse.Tolerate, r.rtse.Tolerate = t, t, t, t, t, t
	r.transport.MaxTPDU = l.TPDU
	r.x25.Limits, r.session.Limits, r.presentation.Limits, r.acse.Limits, r.rtse.Limits = l, l, l, l, l
	return r
}

// skips reports whether the PDUs of layer l need not be told of. t was tolerated in the one at
// hand.
func (r *run) skips(l osi.Layer, t osi.Tolerance) bool {
	r.tolerated |= t
	return r.skip&SkipLayer(l) != 0
}

// tell tells of a PDU, or of octets that no layer decodes, and reports whether to go on. Where p is
// an interface the caller asks skips first, which saves its conversion.
func (r *run) tell(l osi.Layer, p PDU, b []byte, off int64, t osi.Tolerance) bool {
	if r.stopped || r.skips(l, t) {
		return !r.stopped
	}
	e := &r.event
	e.Dir, e.Channel, e.Layer, e.PDU, e.Octets, e.Offset, e.Tolerated, e.Primitive = r.shown, r.channel, l, p, b, off, t, r.primitive
	e.Err, e.Cause = nil, nil
	if !r.see(e) {
		r.stopped, r.failed = true, true
		return false
	}
	return true
}

// fail tells of a fault that the decoder of layer l has found in b, and reports whether to go on: a
// gate does not.
func (r *run) fail(l osi.Layer, err error, b []byte, off int64) bool {
	if r.stopped {
		return false
	}
	e := osi.AsError(err)
	r.event = Event{Dir: r.shown, Channel: r.channel, Layer: l, Octets: b, Offset: off, Err: e, Cause: err, Primitive: r.primitive}
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

// excused reports whether a deviation that several PDUs make together is tolerated, and says so of
// the unit.
func (r *run) excused(t osi.Tolerance) bool {
	if r.config.Tolerate&t == 0 {
		return false
	}
	r.tolerated |= t
	return true
}

// note takes over the deviations that a monitor has excused.
func (r *run) note(l *osi.Leniency) {
	r.tolerated |= l.Tolerated
	l.Tolerated = 0
}

// Feed takes what was received from d and yields the events that it completes. All of b is taken,
// also when the iteration is stopped early; the remaining events are lost then. After a fault
// decoding goes on with the next PDU, and what was half assembled is dropped. A broken TPKT or XOT
// header ends its direction until Reset, since the stream has no next frame: see Broken. Of SSDUs b
// is the user data of S-DATA: see FeedSSDU.
func (c *Conn) Feed(d osi.Direction, b []byte) iter.Seq[Event] {
	return c.FeedSSDU(d, presentation.SData, b)
}

// FeedSSDU is Feed for the user data b of the session service primitive p.
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

func number(n int) string { return strconv.Itoa(n) }
