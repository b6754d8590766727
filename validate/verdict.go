package validate

import (
	"errors"
	"iter"
	"log/slog"
	"strconv"

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
	return "action(" + strconv.Itoa(int(a)) + ")"
}

// Carrier is what a Stream is fed.
type Carrier = stack.Carrier

// The carriers.
const (
	TPKTs   = stack.TPKTs
	NSDUs   = stack.NSDUs
	TSDUs   = stack.TSDUs
	SSDUs   = stack.SSDUs
	XOT     = stack.XOT
	Packets = stack.Packets
)

// A Reaction says what to do about a unit that is rejected, and so what state the Stream is in. The
// Verdict's Answer, if there is one, goes to the unit's sender first.
type Reaction = stack.Reaction

// The reactions.
const (
	NoReaction          = stack.NoReaction
	DropUnit            = stack.DropUnit
	AbortSession        = stack.AbortSession
	DisconnectTransport = stack.DisconnectTransport
	ClearCall           = stack.ClearCall
	ResetCall           = stack.ResetCall
)

// A Verdict is the judgement on one unit. All octets in it are lent until the next Check of the
// same direction.
type Verdict struct {
	Action    Action
	Reaction  Reaction      // of a Reject
	From      osi.Direction // who sent the unit
	Channel   uint16        // the X.25 logical channel; 0 elsewhere
	Tolerated osi.Tolerance // deviations that were let pass in the unit

	// Octets are, of a Pass, the unit to forward, as received: one TPKT or XOT frame, packet or
	// TSDU; of a TSDU in several TPDUs that was held, the TPKTs or NSDUs of all of them, which Units
	// tells apart.
	// Of a Reject it is what was held back, for a record; nil of a Hold.
	Octets []byte

	// Err says why a unit is rejected: osi.AsError finds the rule. It is nil otherwise. Of a PDU out
	// of turn errors.As finds the StateError of package class0, spm or acpm, too.
	Err error
	// OutOfTurn says, of a Pass with [stack.OrderReport], which PDU in the unit is out of turn; nil:
	// none.
	OutOfTurn error
	// Layer is the one at fault, which is not the rule's for the encoding of a presentation, ACSE
	// or RTSE PDU. 0: none, as for limits of the guard.
	Layer osi.Layer
	// Faulty are the octets in which the error's Offset counts: the frame, packet, TPDU, TSDU or
	// PPDU at fault.
	Faulty []byte
	// Answer is what the standard of the layer at fault suggests to send to the unit's sender:
	// units of the carrier, each ready to send. nil: nothing.
	Answer [][]byte

	// Heard says, of ClearCall and ResetCall, that the side which the unit was for knows the call:
	// it is to be told of the end, too.
	Heard bool
	// Notice is what X.25 suggests to send to that side then; nil: nothing.
	Notice [][]byte

	ends []int // of the units in Octets; nil when it is one
}

// closes reports whether the rejection ends a stream of the carrier.
func (v *Verdict) closes(c Carrier) bool {
	switch v.Reaction {
	case AbortSession, DisconnectTransport:
		return true
	case ClearCall, ResetCall:
		return c == XOT
	case NoReaction, DropUnit:
	}
	return false
}

// Late reports whether the unit was rejected for nothing but that the stream had been closed.
func (v *Verdict) Late() bool {
	e := osi.AsError(v.Err)
	return e != nil && e.Rule == ruleClosed
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

// LogValue returns the verdict as a group of attributes: the peer's octets are not among them, but
// their number.
func (v Verdict) LogValue() slog.Value {
	attrs := make([]slog.Attr, 0, 12)
	attrs = append(attrs, slog.String("action", v.Action.String()), slog.String("from", v.From.String()), slog.Int("octets", len(v.Octets)))
	if v.Channel != 0 {
		attrs = append(attrs, slog.Int("channel", int(v.Channel)))
	}
	if v.Tolerated != 0 {
		attrs = append(attrs, slog.String("tolerated", v.Tolerated.String()))
	}
	if e := osi.AsError(v.OutOfTurn); e != nil {
		attrs = append(attrs, slog.String("out_of_turn", e.ID))
	}
	if v.Action == Reject {
		attrs = append(attrs, slog.String("reaction", v.Reaction.String()), slog.String("layer", v.Layer.String()))
		if e := osi.AsError(v.Err); e != nil && e.Rule != nil {
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
