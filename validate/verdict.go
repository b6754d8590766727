package validate

import (
	"errors"
	"iter"
	"log/slog"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/stack"
)

// An Action says what becomes of octets.
type Action uint8

// The actions.
const (
	Hold   Action = iota // a part of a unit: more octets decide
	Pass                 // forward Octets
	Reject               // forward nothing: see Reaction
)

// String returns "hold", "pass" or "reject".
func (a Action) String() string {
	switch a {
	case Hold:
		return "hold"
	case Pass:
		return "pass"
	case Reject:
		return "reject"
	}
	return "invalid action"
}

// A Reaction says what to do about a unit that is rejected, and so what state the Stream is in. The Verdict's Answer, if there is one, goes to the unit's sender first.
type Reaction uint8

// The reactions.
const (
	NoReaction          Reaction = iota // the unit was not rejected
	DropUnit                            // nothing more: the stream goes on as if the unit had not been sent. An Answer may end what its sender takes for a call
	AbortSession                        // disconnect both sides' transport connections, the answer being an ABORT, or the REFUSE of a CN. The stream is closed
	DisconnectTransport                 // disconnect both sides' transport connections. The stream is closed
	ClearCall                           // clear the X.25 call on both sides. Its channel is closed until both have confirmed; of XOT the stream is closed
	ResetCall                           // reset the X.25 channel on both sides. Its channel is closed until the resets are confirmed or the call is cleared
)

// String returns the reaction in words.
func (r Reaction) String() string {
	switch r {
	case NoReaction:
		return "none"
	case DropUnit:
		return "drop unit"
	case AbortSession:
		return "abort session"
	case DisconnectTransport:
		return "disconnect transport"
	case ClearCall:
		return "clear call"
	case ResetCall:
		return "reset call"
	}
	return "invalid reaction"
}

// A Verdict is the judgement on one unit. All octets in it are lent until the next Check of the same direction.
type Verdict struct {
	Action    Action
	Reaction  Reaction        // of a Reject
	From      stack.Direction // who sent the unit
	Channel   uint16          // the X.25 logical channel; 0 elsewhere
	Tolerated osi.Tolerance   // deviations that were let pass in the unit

	// Octets are, of a Pass, the unit to forward, as received: one TPKT or XOT frame, packet or TSDU; of a TSDU in several TPDUs, the
	// TPKTs or NSDUs of all of them, which Units tells apart. Of a Reject it is what was held back, for a record; nil of a Hold.
	Octets []byte

	// Err says why a unit is rejected: osi.AsError finds the rule. It is nil otherwise.
	Err error
	// Layer is the one at fault, which is not the rule's for the encoding of a presentation, ACSE or RTSE PDU. 0: none, as for limits of the guard.
	Layer osi.Layer
	// Faulty are the octets in which the error's Offset counts: the frame, packet, TPDU, TSDU or PPDU at fault.
	Faulty []byte
	// Answer is what the standard of the layer at fault suggests to send to the unit's sender: units of the carrier, each ready to send. nil: nothing.
	Answer [][]byte

	ends []int // of the units in Octets; nil when it is one
}

// Units yields the units of the carrier in Octets: TPKTs come as one, NSDUs one by one.
func (v *Verdict) Units() iter.Seq[[]byte] {
	return func(yield func([]byte) bool) {
		if v.ends == nil {
			yield(v.Octets)
			return
		}
		from := 0
		for _, end := range v.ends {
			if !yield(v.Octets[from:end:end]) {
				return
			}
			from = end
		}
	}
}

// LogValue returns the verdict as a group of attributes: the peer's octets are not among them, but their number.
func (v Verdict) LogValue() slog.Value {
	attrs := make([]slog.Attr, 0, 12)
	attrs = append(attrs, slog.String("action", v.Action.String()), slog.String("from", v.From.String()), slog.Int("octets", len(v.Octets)))
	if v.Channel != 0 {
		attrs = append(attrs, slog.Int("channel", int(v.Channel)))
	}
	if v.Tolerated != 0 {
		attrs = append(attrs, slog.String("tolerated", v.Tolerated.String()))
	}
	if v.Action == Reject {
		attrs = append(attrs, slog.String("reaction", v.Reaction.String()), slog.String("layer", v.Layer.String()))
		if e := osi.AsError(v.Err); e != nil {
			attrs = append(attrs, slog.String("rule", e.ID), slog.String("pdu", e.PDU), slog.String("clause", e.Clause),
				slog.Int("offset", e.Offset), slog.Int("got", e.Got), slog.Int("want", e.Want))
		}
		var p *PanicError
		if errors.As(v.Err, &p) {
			attrs = append(attrs, slog.String("panic", p.Error()))
		}
	}
	return slog.GroupValue(attrs...)
}
