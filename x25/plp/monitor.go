package plp

import (
	"hash/maphash"
	"iter"
	"maps"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/x25"
)

// A Monitor watches the packets of one interface, or of one connection of XOT, from the path
// between its ends. The zero Monitor is strict and expects to see all packets from the beginning.
// When the link below is set up again, begin with a new Monitor. It must not be copied once it has
// seen a packet, and is not safe for concurrent use. Its channels belong to it.
//
// Tolerate has a meaning for [osi.X25ServiceNotAgreed], [osi.X25UnconfirmedClear],
// [osi.X25RestrictedAccepted] and [osi.X25SwappedFlowControl].
type Monitor struct {
	osi.Leniency
	Modulo         x25.Modulo // x25.AnyModulo stands for that of the packet that opens a channel; over XOT, for that of the first packet of each side, RFC 1613 6.2
	Initiator      osi.Side   // the side that osi.FromInitiator stands for
	Permanent      uint16     // the channels 1 to Permanent are permanent virtual circuits
	Subscription   Subscription
	OverXOT        bool       // the packets are those of RFC 1613: all of one channel, whatever their LCI
	NetworkService bool       // permanent circuits, and calls that are not Foreign, carry the OSI network service: X.223
	Limits         osi.Limits // of which Channels applies, to the channels in use
	Watch          bool       // packets are forwarded whatever See returns, so that what they say is assumed
	More           []error    // with Watch: what else is wrong with the packet seen last; valid until the next See

	midway   bool                // met in the middle, and not yet restarted
	restarts [2]bool             // this side has restarted the interface, and the other not confirmed
	channels map[uint32]*Channel // by key: Go is fastest with keys of 32 bits
	before   Channel             // as it was before the last CALL or CALL-ACC
	seed     maphash.Seed        // of flow.sums
}

// Seen is what a packet does, as [Monitor.See] finds.
type Seen struct {
	Channel *Channel // nil: none, or all
	Effect  Effect
	Size    int // packet size that holds for a DATA packet; 0: not known
}

// Effect is a set of the things that a packet does.
type Effect uint8

// The effects.
const (
	Discarded Effect = 1 << iota // its receiver discards it, and it means nothing
	Repeated                     // the DATA packet was seen before
	Called                       // a CALL that may be accepted: see Channel.Foreign, Monitor.Undo
	Accepted                     // a CALL-ACC that opens a call: see Monitor.Undo
	Gap                          // DATA of its side are missing before it: an M-bit sequence that its side has begun is incomplete
	Void                         // all data before it are void, of both sides; without a Channel, those of all channels
	Rejoined                     // DATA from before the channel was met are sent again: M-bit sequences of both sides may have begun unseen
)

// An arrival is a packet that has come.
type arrival struct {
	w    *Monitor
	seen Seen
	d    osi.Direction
	p    x25.Packet
	err  error
}

// fail notes a fault, and reports whether to go on.
func (a *arrival) fail(err error) bool {
	if a.err == nil {
		a.err = err
	} else {
		a.w.More = append(a.w.More, err)
	}
	return a.w.Watch
}

// broke is fail for a rule that the packet breaks.
func (a *arrival) broke(r *osi.Rule, at, got, want int) bool {
	return a.fail(fail(r, a.p.Type(), at, got, want))
}

// void notes that the packet is taken and makes void what came before it.
func (a *arrival) void() (taken bool) {
	a.seen.Effect |= Void
	return true
}

// outOfTurn is fail for a packet that may not come in a state.
func (a *arrival) outOfTurn(s State) bool {
	return a.fail(turnError(s, eventOf(a.p.Type()), a.p))
}

// See takes the packet p of d, which is not kept. The error is nil if a conforming end may have
// sent p and p disturbs nobody. It is a [*StateError] for a packet out of turn, and otherwise an
// [*osi.Error]: see the package documentation for its kinds. Without Watch a packet with an error
// changes nothing, and [Monitor.Refuse] says what to do about it.
func (w *Monitor) See(d osi.Direction, p x25.Packet) (Seen, error) {
	d &= 1
	a := arrival{w: w, d: d, p: p}
	w.More = w.More[:0]
	switch {
	case p.Channel() == 0 && !w.OverXOT:
		w.restart(&a)
	case w.restarting(d):
		if a.outOfTurn(statesOf[w.side(d, d)].restart) {
			w.restarts[d] = false
			w.follows(&a)
		}
	case w.restarts[d^1]: // discarded by the side that restarts, X.25 3.3
		a.seen.Effect = Discarded
	default:
		w.follows(&a)
	}
	return a.seen, a.err
}

// Lose tells the Monitor that the state is not known, because the interface was in use before it
// was seen.
func (w *Monitor) Lose() {
	w.forget()
	w.midway = true
}

// Lost reports whether channels that were not seen yet may be in any state.
func (w *Monitor) Lost() bool { return w.midway }

// forget makes all calls over, and the state of the interface known.
func (w *Monitor) forget() {
	clear(w.channels)
	w.restarts, w.midway = [2]bool{}, false
}

// Gap tells the Monitor that packets of d are missing, as in a capture, and yields the channels in
// use.
func (w *Monitor) Gap(d osi.Direction) iter.Seq[*Channel] {
	for _, ch := range w.channels {
		ch.flow[d&1].gap()
	}
	return maps.Values(w.channels)
}

// InUse returns the number of channels in use.
func (w *Monitor) InUse() int { return len(w.channels) }

// Format returns the format in which to decode the packet b of d. If Modulo is x25.AnyModulo, so is
// that of a packet that opens a channel; without b, the modulo is that of the Monitor.
func (w *Monitor) Format(d osi.Direction, b []byte) x25.Format {
	f := x25.Format{Modulo: w.Modulo, Sender: w.Initiator}
	switch {
	case w.OverXOT:
		f.Sender = osi.OverXOT
	case d == osi.FromResponder:
		f.Sender = f.Sender.Opposite()
	}
	if f.Modulo == x25.AnyModulo && len(b) >= 2 {
		if ch := w.channels[w.key(lciOf(b))]; ch != nil {
			f.Modulo = ch.own[d&1]
		}
	}
	return f
}

// key returns the place of a logical channel in w.channels. A connection of XOT has one channel,
// and the LCI of its packets means nothing: RFC 1613 5.
func (w *Monitor) key(lci uint16) uint32 {
	if w.OverXOT {
		return 0
	}
	return uint32(lci)
}

// restart takes a packet of LCI 0. A restart ends all calls and resets all permanent circuits: X.25
// 3.3.
func (w *Monitor) restart(a *arrival) {
	d := a.d
	switch a.p.(type) {
	case *x25.RestartRequest:
		if w.restarting(d) {
			a.outOfTurn(statesOf[w.side(d, d)].restart)
			return
		}
		both := w.restarts[d^1] // and no confirmation
		midway := w.midway && !both
		w.forget()
		w.restarts[d], w.midway = !both, midway
		a.seen.Effect = Void
	case *x25.RestartConfirmation:
		switch {
		case w.restarts[d^1]:
		case w.midway:
			clear(w.channels)
			a.seen.Effect = Void
		case w.restarts[d]:
			a.outOfTurn(statesOf[w.side(d, d)].restart)
			return
		case !a.outOfTurn(R1):
			return
		}
		w.restarts, w.midway = [2]bool{}, false
	}
}

// restarting reports whether d restarts the interface and may send nothing else. Where the
// interface was met midway, the other side may have done so before.
func (w *Monitor) restarting(d osi.Direction) bool {
	w.restarts[d] = w.restarts[d] && !w.midway
	return w.restarts[d]
}

// side returns the Side of who for the receiver of a packet of d. If neither end is known to be a
// DCE, d is the DTE.
func (w *Monitor) side(who, d osi.Direction) Side {
	f := w.Format(who, nil).Sender
	if f == osi.DCE || f != osi.DTE && who != d {
		return DCE
	}
	return DTE
}
