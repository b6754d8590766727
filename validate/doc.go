// Package validate is the gate in front of an application such as an X.400 MTA: what is valid passes unchanged, what is invalid is
// held back with the rule it breaks, the answer for the peer, and what to do with the connection.
//
// # Layers
//
// A [Guard] has a [Policy] and any number of [Stream]s, one for each connection. A Stream is fed what a [Carrier] delivers,
// of both directions, and decodes it up to ACSE and RTSE: sizes and framing first, then identifiers, lengths and values, then what was
// negotiated, then the phase of the connection, then the policy. The full state tables of the standards are not in this
// package: a [Machine] plugs in.
//
// Units of the data phase, nearly all there are, take a short way that looks at their framing alone; what it may let pass is worked out from the state
// after every other unit. A Machine, or a Policy that lists PDUs, closes it.
//
// # Memory
//
// What passes is the original octets, never a re-encoding: they alias the buffer that was given to [Stream.Check] or, when a unit came
// in pieces, the Stream's own buffer, and are valid until the next call for the same direction. A Stream holds an unfinished frame and an unfinished
// TSDU and SSDU of each direction, and what was negotiated, within the limits of its Policy; all Streams together hold no more than [Policy.Memory].
//
// A TPDU that carries a part of a TSDU is held until the whole TSDU is judged: nothing of an invalid TSDU passes. X.25 packets
// can't be held so, since their sender waits for the receiver's acknowledgement, nor can the TSDUs of a segmented SSDU: there the one that completes an
// invalid unit is what does not pass, so that the receiver never has one complete.
//
// # Errors
//
// A [Verdict] that rejects has an error that [osi.AsError] finds, of the layers or of this package ([Rules]). After a rejection that
// does not just drop a unit the Stream, or of X.25 the channel, is closed: see [Reaction]. A panic, of this module
// or of a Machine, is a [PanicError] with a stack; the Stream is closed and its Guard lives.
//
// # Limits
//
// [osi.Limits] and those of [Policy].
//
// # What it never does
//
// It reads no sockets and no clocks: time-outs of half-open peers are its caller's. It changes no octet, sends nothing, and judges no TSDUs of the
// transport classes 1 to 4: a CC that selects one is rejected. It does not follow session connections in the short forms of X.225 Amd.1: their first SPDU is
// rejected as out of place.
package validate
