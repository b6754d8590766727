// Package validate is the gate in front of an application such as an X.400 MTA: what is valid
// passes unchanged, what is invalid is held back with the rule it breaks, the answer for the peer,
// and what to do with the connection.
//
// # Layers
//
// A [Guard] has a [Policy] and any number of [Stream]s, one for each connection. A Stream is fed
// what a [Carrier] delivers, of both directions. Package stack decodes it and judges it by the
// protocols, up to ACSE and RTSE; see there what is judged. This package adds the policy, the
// verdicts, an account of memory, counters, a recover fence and a [Quarantine]. It calls no decoder
// of any layer. [Stream.Inspect] is for checks of the caller's own.
//
// # Order
//
// A PDU is rejected when no conforming end would send it then, as the state tables of X.224, X.225,
// X.226 and X.227 have it and what has passed so far. PDUs of the two directions cross: what an end
// may send depends on what it may have taken. The error is a StateError of package class0, spm or
// acpm, with state and event. [Policy.Order] reports what is out of turn in session and ACSE, or
// ignores it.
//
// Units of the data phase, nearly all there are, pass by their framing, and the well-formedness of
// the value in them; what may pass so is worked out from the state after every other unit. A Policy
// that lists PDUs, or a check that wants to be told of data PDUs, has them all decoded.
//
// # Memory
//
// What passes is the original octets, never a re-encoding: they alias the buffer that was given to
// [Stream.Check] or, when a unit came in pieces, the Stream's own buffer, and are valid until the
// next call for the same direction. A Stream holds an unfinished frame of each direction, an
// unfinished TSDU and SSDU where those are held (see below), and what was negotiated, within the
// limits of its Policy. Each Stream may hold [Policy.Reserve] octets whatever the others do; what
// all of them hold beyond that is at most [Policy.Memory]. A TSDU in several TPDUs counts once,
// though it is held twice until it is judged: as TPDUs, and joined.
//
// # Bulk
//
// What connects, controls or ends is held until it is whole, and judged whole: nothing of an
// invalid TSDU of this kind passes. A TSDU of the data phase passes TPDU by TPDU once the context
// of the first value in it is judged. Each TPDU is judged when it comes, the encoding of the value
// included, and the one that would complete an invalid TSDU does not pass: the receiver never has
// one complete. So neither the memory of a Stream nor the length of a message is bound by the
// other. [Policy.Whole] holds these TSDUs, too; so do a Policy that lists PDUs, one whose Top is
// session or presentation, and a check that wants to be told of data PDUs. Held are also those
// whose values are simply encoded, whose SPDUs have parameters other than an Enclosure Item, and
// those of a connection met midway. X.25 packets pass as they come in any case, since their sender
// waits for the receiver's acknowledgement, and so do the TSDUs of a segmented SSDU.
//
// # Errors
//
// A [Verdict] that rejects has an error that [osi.AsError] finds: of a layer, of package stack, or
// of this package ([Rules]). After a rejection that does not just drop a unit the Stream, or of
// X.25 the channel, is closed: see [Reaction]. A panic, of this module or of the caller's check, is
// a [PanicError] with a stack; the Stream is closed and its Guard lives.
//
// # Limits
//
// [osi.Limits] and those of [Policy].
//
// # What it never does
//
// It reads no sockets and no clocks: package relay does, for its caller. It changes no
// octet, sends nothing, and judges no TSDUs of the transport classes 1 to 4: a CC that selects one
// is rejected. Session connections in the short forms of X.225 Amd.1 are rejected unless
// [Policy.Summary] says what they stand for.
package validate
