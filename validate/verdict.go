package validate

import (
	"errors"
	"iter"
	"log/slog"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/internal/text"
	"github.com/osi-go/osi/stack"
)

// An Action says what becomes of octets.
type Action uint8

// The actions.
const (
	Hold   Action = iota // the unit is not complete: more octets decide
	Pass                 // forward Octets
	Reject               // forward nothing, and do what Reaction says
)

var actionNames = [...]string{"hold", "pass", "reject"}

// String returns "hold", "pass" or "reject".
func (a Action) String() string { return text.Name(actionNames[:], a, "action") }

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

// A Reaction says what to do about a rejected unit, and so in which state the Stream is left. The
// Answer of the Verdict, if there is one, is sent to the sender of the unit first.
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

// A Verdict is the judgement on one unit. All octets in it are lent until the next Check for the
// same direction.
type Verdict struct {
	Action    Action
	Reaction  Reaction      // of a Reject
	From      osi.Direction // who sent the unit
	Channel   uint16        // the X.25 logical channel; 0 elsewhere
	Tolerated osi.Tolerance // deviations that were tolerated in the unit

	// Octets is, for a Pass, the unit to forward, as received: one TPKT, XOT frame, packet or TSDU, or
	// the TPKTs or NSDUs of a TSDU that was held, which Units tells apart. For a Reject it is what was
	// held back, for a record. For a Hold it is nil.
	Octets []byte

	// Err says why a unit is rejected; otherwise it is nil. osi.AsError finds the rule. For a PDU out
	// of turn, errors.As also finds the StateError of package class0, spm, acpm or plp.
	Err error
	// OutOfTurn is, for a Pass with [stack.OrderReport], the error of the first PDU out of turn in the
	// unit; nil if there is none.
	OutOfTurn error
	// Layer is the layer at fault. It is not the layer of the rule if the encoding of a presentation,
	// ACSE or RTSE PDU is at fault. 0 means none, as for limits of the guard.
	Layer osi.Layer
	// Faulty is the frame, packet, TPDU, TSDU or PPDU at fault, in which the Offset of the error
	// counts.
	Faulty []byte
	// Answer is what the standard of the layer at fault suggests to send to the sender of the unit: a
	// list of units of the carrier. nil means nothing.
	Answer [][]byte

	// Heard says, for ClearCall and ResetCall, that the receiver of the unit knows of the call. It is
	// then sent the Notice.
	Heard bool
	// Notice is what X.25 suggests to send to the receiver of the unit, as Answer; nil means nothing.
	Notice [][]byte

	ends []int // of the units in Octets; nil if there is one
}

// closes reports whether the rejection closes a stream of the carrier.
func (v *Verdict) closes(c Carrier) bool {
	switch v.Reaction {
	case AbortSession, DisconnectTransport:
		return true
	case ClearCall:
		return c == XOT
	case NoReaction, DropUnit, ResetCall:
	}
	return false
}

// Late reports whether the unit was rejected only because the stream was closed, or because an
// earlier rejection has cleared or reset its X.25 channel, which its sender has not confirmed yet:
// rule plp.closed, also of the confirmation itself.
func (v *Verdict) Late() bool {
	e := osi.AsError(v.Err)
	return e != nil && e.Rule != nil && (e.Rule == ruleClosed || e.ID == "plp.closed")
}

// Units yields the units of the carrier in Octets, whatever the Action: NSDUs one by one, TPKTs as
// one slice.
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

// LogValue returns the verdict as a group of attributes. They have the number of the peer's
// octets, but none of the octets.
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
